"""How alike the geometry of parts is: numbers that no move of a part changes, compared as numbers.

A part's shape is the multiset of its faces (kind of surface, side of the material, area, radii,
length of the boundary), its volume and its radii of gyration. Two parts share the area of the faces
that they have in common. The faces of a mirror image are the same: the hand of a shape tells which.
This is information for people, never a verdict: an assignment that fixes every size makes all
shapes equal.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from gmp_cad.evidence import FaceGeometry, MassProperties, PartGeometry, Vector

SAME = 1.0 - 1e-9  # a share from here on is told as all of it
_MOST_FACES = 2000  # the largest of a part; a million faces are no reason to wait
_EXACT, _CHORDS = 1e-6, 1e-4  # relative: areas and radii; boundaries, which are made of chords
_FLAT = 1e-6  # relative: moments nearer than that have no axes of their own
_ROWS = 256  # of the table of shares made at once


@dataclass(frozen=True, slots=True)
class FaceSign:
    """What of a face no move changes (mm, mm², degrees); ``wires``: how many boundaries it has."""

    surface: str
    hollow: bool
    wires: int
    area: float
    boundary: float
    radius: float
    major_radius: float
    half_angle: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The shape of a part.

    ``brep``: digest of its B-rep, the same only where nothing at all differs. ``gyration_mm2``: the
    principal moments divided by the mass, ascending, so that the material does not count.
    ``hand``: changes its sign in a mirror; 0 where a shape is its own mirror image, or has no axes.
    """

    brep: str
    area_mm2: float
    volume_mm3: float
    gyration_mm2: tuple[float, float, float]
    hand: float
    faces: tuple[FaceSign, ...]


def shape_of(geometry: PartGeometry, mass: MassProperties, brep: str) -> Shape:
    """Return the shape of an observed part."""
    faces = sorted(geometry.faces, key=lambda face: (-face.area_mm2, face.index))[:_MOST_FACES]
    moments, axes = np.linalg.eigh(np.array(mass.inertia_kg_mm2) / (mass.mass_kg or 1.0))
    low, middle, high = (float(m) for m in moments)
    return Shape(
        brep=brep, area_mm2=mass.area_mm2, volume_mm3=mass.volume_mm3,
        gyration_mm2=(low, middle, high), faces=tuple(_sign(face) for face in faces),
        hand=_hand(faces, mass.centre_of_mass_mm, axes)
        if min(middle - low, high - middle) > _FLAT * abs(high) else 0.0,
    )  # fmt: skip


def _sign(face: FaceGeometry) -> FaceSign:
    return FaceSign(
        face.surface, face.hollow, len(face.outline), face.area_mm2,
        sum(math.dist(a, b) for wire in face.outline for a, b in pairwise(wire)),
        face.radius_mm, face.major_radius_mm, face.half_angle_deg,
    )  # fmt: skip


def _hand(faces: Sequence[FaceGeometry], centre: Vector, axes: Any) -> float:
    """Return a figure of the faces about the principal axes that only a mirror changes.

    The sense of two axes may be turned, that of the third follows: x·y·z summed over the faces
    stays, and so does the product of the sums of x³, y³ and z³.
    """
    if not faces:
        return 0.0
    right = axes * (np.sign(np.linalg.det(axes)) or 1.0)
    places = (np.array([face.centre_mm for face in faces]) - np.array(centre)) @ right
    weights = np.array([face.area_mm2 for face in faces])
    size = float(np.sqrt((weights @ (places**2).sum(axis=1)) / weights.sum())) or 1.0
    unit, share = places / size, weights / weights.sum()
    mixed = float(share @ unit.prod(axis=1))
    cubes = float(np.prod(share @ unit**3))
    if abs(mixed) > _FLAT:
        return mixed
    return float(np.cbrt(cubes)) if abs(cubes) > _FLAT**2 else 0.0


def kinds_of(shapes: Sequence[Shape]) -> list[Hashable]:
    """Return a key for each shape: equal where faces, volume and inertia are, mirrored or not."""
    signs = _face_classes(shapes)
    volumes = _classes([s.volume_mm3 for s in shapes], _EXACT)
    areas = _classes([s.area_mm2 for s in shapes], _EXACT)
    radii = [_classes([s.gyration_mm2[i] for s in shapes], 10 * _EXACT) for i in range(3)]
    return [
        (tuple(sorted(faces)), volume, area, *gyration)
        for faces, volume, area, *gyration in zip(signs, volumes, areas, *radii, strict=True)
    ]


def shares(shapes: Sequence[Shape]) -> Iterator[tuple[int, Any]]:
    """Yield, from row to row, the share of area that shapes have in common with all shapes.

    Each item is (index of the first row, rows × shapes in [0, 1]): the area of the faces that both
    have, over the area of the larger one. The rows come in blocks, so that a class of many parts
    needs no table of all pairs.
    """
    sizes = [[face.area for face in shape.faces] for shape in shapes]
    yield from overlaps(_face_classes(shapes), sizes)


def overlaps(
    items: Sequence[Sequence[int]], weights: Sequence[Sequence[float]]
) -> Iterator[tuple[int, Any]]:
    """Yield in blocks of rows how much of the larger of two multisets both have, by weight.

    ``items``: of each multiset the classes of its members, ``weights`` what each weighs; members
    of one class weigh the same.
    """
    columns: dict[tuple[int, int], int] = {}
    rows, places, values = [], [], []
    for row, (members, sizes) in enumerate(zip(items, weights, strict=True)):
        seen: Counter[int] = Counter()
        for member, size in zip(members, sizes, strict=True):
            # The second of a class matches the second of the other multiset, not the first.
            place = columns.setdefault((member, seen[member]), len(columns))
            seen[member] += 1
            rows.append(row)
            places.append(place)
            values.append(math.sqrt(max(size, 0.0)))
    table = csr_matrix((values, (rows, places)), shape=(len(items), max(len(columns), 1)))
    totals = np.array([math.fsum(sizes) for sizes in weights])
    for start in range(0, len(items), _ROWS):
        block = (table[start : start + _ROWS] @ table.T).toarray()
        larger = np.maximum(totals[start : start + _ROWS, None], totals[None, :])
        yield start, np.divide(block, larger, out=np.zeros_like(block), where=larger > 0).clip(0, 1)


def _face_classes(shapes: Sequence[Shape]) -> list[list[int]]:
    """Return the faces of each shape as whole numbers: the same number, the same face."""
    faces = [face for shape in shapes for face in shape.faces]
    numbers = [
        _classes([f.area for f in faces], _EXACT), _classes([f.boundary for f in faces], _CHORDS),
        _classes([f.radius for f in faces], _EXACT),
        _classes([f.major_radius for f in faces], _EXACT),
        _classes([f.half_angle for f in faces], _EXACT),
    ]  # fmt: skip
    known: dict[Hashable, int] = {}
    signs = iter(
        known.setdefault((face.surface, face.hollow, face.wires, *own), len(known))
        for face, *own in zip(faces, *numbers, strict=True)
    )
    return [[next(signs) for _ in shape.faces] for shape in shapes]


def _classes(values: Sequence[float], relative: float) -> list[int]:
    """Return a whole number for each value: the same for those that differ by less than noise."""
    if not values:
        return []
    given = np.array(values, dtype=float)
    order = np.argsort(given, kind="stable")
    sorted_ = given[order]
    steps = np.diff(sorted_) > relative * np.maximum(np.abs(sorted_[1:]), 1e-3)
    found = np.empty(len(given), dtype=int)
    found[order] = np.concatenate(([0], np.cumsum(steps)))
    return [int(n) for n in found]
