"""The pairs of a product to compare: near each other, each relative placement once. No kernel."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gmp_cad.evidence import (
    AssemblyPosition,
    Box,
    Gap,
    Overlap,
    Placement,
    Relation,
    Vector,
)
from gmp_cad.evidence.neighbours import near_pairs, placed_boxes
from gmp_cad.language import Message

Matrix = tuple[tuple[float, float, float, float], ...]
Floats = NDArray[np.float64]
# Placements are rounded to 1e-9: what is less than this between two pairs is that rounding.
_TURN_DIGITS = 9
_MM_DIGITS = 7
_HASH = 12
NO_ANSWER = Message("no answer in time, neither from the solids nor from meshes of them")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Two items in one relative placement: ``matrix`` places ``b`` in the frame of ``a`` (mm).

    ``uses``: where it stands so: (rank of the position, placement of a, placement of b).
    """

    a: str
    b: str
    matrix: Matrix
    uses: tuple[tuple[int, str, str], ...] = ()

    @property
    def key(self) -> str:
        """Names the pair and its relative placement."""
        digest = hashlib.sha256(repr(self.matrix).encode()).hexdigest()[:_HASH]
        return f"{self.a}+{self.b}:{digest}"


def array_of(matrix: Matrix) -> Floats:
    """Return a 4×4 matrix as an array."""
    return np.array(matrix, dtype=float)


def relative(a: Floats, b: Floats) -> Floats:
    """Return the placement of ``b`` in the frame of ``a``, both rigid; leading axes are kept."""
    turn, shift = a[..., :3, :3].swapaxes(-1, -2), a[..., :3, 3]
    found = np.zeros(np.broadcast_shapes(a.shape, b.shape))
    found[..., :3, :3] = turn @ b[..., :3, :3]
    found[..., :3, 3] = np.einsum("...ij,...j->...i", turn, b[..., :3, 3] - shift)
    found[..., 3, 3] = 1.0
    return found


def matrix_of(array: Floats) -> Matrix:
    """Return a relative placement rounded so that equal ones are equal."""
    rounded = array.copy()
    rounded[:3, :3] = np.round(array[:3, :3], _TURN_DIGITS)
    rounded[:3, 3] = np.round(array[:3, 3], _MM_DIGITS)
    rows = (rounded + 0.0).tolist()  # no minus zero
    return tuple((row[0], row[1], row[2], row[3]) for row in rows)


def query(a: Placement, b: Placement) -> Query:
    """Return what is to be asked of two placements, the item of smaller name first."""
    first, second = sorted((a, b), key=lambda p: (p.item, p.name))
    matrix = matrix_of(relative(array_of(first.matrix), array_of(second.matrix)))
    return Query(a=first.item, b=second.item, matrix=matrix)


def near_queries(
    positions: Sequence[AssemblyPosition],
    boxes: Mapping[str, Box],
    near_mm: float,
    wanted: Callable[[str, str], bool],
) -> tuple[Query, ...]:
    """Return the pairs whose boxes are nearer than ``near_mm`` at one of the positions.

    ``boxes``: by item, in its frame (mm); an item without one is left out. ``wanted`` tells which
    pairs of items to compare. Each relative placement of two items is there once, in order.
    """
    found: dict[tuple[str, str, Matrix], list[tuple[int, str, str]]] = {}
    for rank, position in enumerate(positions):
        for first, second, matrix in _near(position.placements, boxes, near_mm, wanted):
            use = (rank, first.name, second.name)
            found.setdefault((first.item, second.item, matrix), []).append(use)
    return tuple(
        Query(a=key[0], b=key[1], matrix=key[2], uses=tuple(found[key])) for key in sorted(found)
    )


def _near(
    placements: Sequence[Placement],
    boxes: Mapping[str, Box],
    near_mm: float,
    wanted: Callable[[str, str], bool],
) -> Iterator[tuple[Placement, Placement, Matrix]]:
    known = sorted(
        (p for p in placements if p.item in boxes), key=lambda p: (p.item, p.name)
    )  # fmt: skip
    if len(known) < 2:
        return
    matrices = np.array([p.matrix for p in known])
    pairs = [
        pair
        for pair in near_pairs(boxes_in_place(known, matrices, boxes), near_mm).tolist()
        if wanted(known[pair[0]].item, known[pair[1]].item)
    ]
    if pairs:
        index = np.array(pairs)
        between = relative(matrices[index[:, 0]], matrices[index[:, 1]])
        for (i, j), matrix in zip(pairs, between, strict=True):
            yield known[i], known[j], matrix_of(matrix)


def boxes_in_place(
    placements: Sequence[Placement], matrices: Floats, boxes: Mapping[str, Box]
) -> Floats:
    """Return a box (mm, product's frame) that holds each placed part for certain."""
    found = np.empty((len(placements), 6))
    ranks: dict[str, list[int]] = {}
    for rank, placement in enumerate(placements):
        ranks.setdefault(placement.item, []).append(rank)
    for item, own in ranks.items():
        found[own] = placed_boxes(np.array(boxes[item]), matrices[own])
    return found


def corners_of(box: Box) -> Floats:
    """Return the eight corners of a box (8×4, mm), each ready to be placed by a 4×4 matrix."""
    return np.array([(x, y, z, 1.0) for x in box[::3] for y in box[1::3] for z in box[2::3]])


def in_product(relation: Relation, a: Placement, b: Placement) -> Overlap | Gap:
    """Return a relation of two placed parts in the product's frame."""
    matrix = array_of(a.matrix)
    if relation.common is None:
        first, second = (_moved(matrix, point) for point in relation.points_mm)
        return Gap(
            a=a.name, b=b.name, distance_mm=relation.distance_mm, points_mm=(first, second),
            method=relation.method, error_mm=relation.error_mm,
        )  # fmt: skip
    common = relation.common
    x, y, z = (float(v) for v in matrix[:3, :3] @ np.array(common.direction))
    low_x, low_y, low_z, high_x, high_y, high_z = (
        float(v) for v in placed_boxes(np.array(common.box_mm), matrix[None])[0]
    )
    return Overlap(
        a=a.name, b=b.name, volume_mm3=common.volume_mm3, depth_mm=common.depth_mm,
        centre_mm=_moved(matrix, common.centre_mm),
        box_mm=(low_x, low_y, low_z, high_x, high_y, high_z),
        ring_mm=common.ring_mm, direction=(x, y, z),
        inside={"a": a.name, "b": b.name, "": ""}[common.inside],
        method=relation.method, error_mm=relation.error_mm,
    )  # fmt: skip


def _moved(matrix: Floats, point: Vector) -> Vector:
    x, y, z = (float(v) for v in matrix[:3, :3] @ np.array(point) + matrix[:3, 3])
    return (x, y, z)
