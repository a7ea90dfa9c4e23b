"""Overlaps of placed parts: boxes discard the pairs that cannot meet, then exact common volumes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import cadquery as cq
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepClass3d import BRepClass3d_SolidClassifier
from OCP.gp import gp_Cylinder, gp_Lin, gp_Pnt
from OCP.TopAbs import TopAbs_State

from gmp_cad.errors import KernelError
from gmp_cad.evidence import AssemblyPosition, Box, Overlap, Placement, Vector
from gmp_cad.kernel.placement import Matrix, box_of, location, matrix_of
from gmp_cad.kernel.properties import bounding_box
from gmp_cad.language import Message

_NOISE_MM3 = 1e-9
_COAXIAL_MM = 1e-3
_ASIDE_MM = 1e-4
_INSIDE_MM = 1e-4


@dataclass(frozen=True, slots=True)
class _Common:
    """The common solid of a pair in the frame of its first part (None: they do not overlap)."""

    solid: cq.Shape | None


class PairMemo:
    """Common solids by (parts, relative placement): a pair that moves together is cut once."""

    def __init__(self, shapes: Mapping[str, cq.Shape]) -> None:
        self.shapes = shapes
        self.boxes = {item: box_of(shape) for item, shape in shapes.items()}
        self._known: dict[tuple[str, str, Matrix], _Common] = {}

    def common(self, a: Placement, b: Placement) -> cq.Shape | None:
        """Return the common solid of two placed parts in the product's frame, or None."""
        first = location(a.matrix)
        relative = first.inverse * location(b.matrix)
        key = (a.item, b.item, matrix_of(relative))
        if key not in self._known:
            self._known[key] = _Common(
                _intersection(self.shapes[a.item], self.shapes[b.item].moved(relative))
            )
        solid = self._known[key].solid
        return None if solid is None else solid.moved(first)


def at_position(
    position: AssemblyPosition, memo: PairMemo, items: Collection[frozenset[str]] | None = None
) -> AssemblyPosition:
    """Return the position with the overlaps of all its pairs; only pairs whose boxes meet are cut.

    ``items``: the pairs of items to look at, all without it.
    """
    found: list[Overlap] = []
    tested = 0
    for a, b in _candidates(position.placements, memo.boxes):
        if items is not None and frozenset((a.item, b.item)) not in items:
            continue
        tested += 1
        solid = memo.common(a, b)
        if solid is not None:
            found.append(_describe(a.name, b.name, solid))
    found.sort(key=lambda o: (o.a, o.b))
    return replace(position, overlaps=tuple(found), pairs_tested=tested)


def _candidates(
    placements: Sequence[Placement], boxes: Mapping[str, Box]
) -> Iterator[tuple[Placement, Placement]]:
    """Yield pairs whose boxes meet; sorted along x so that distant parts are never compared."""
    placed = sorted(
        ((_moved_box(boxes[p.item], p.matrix), p) for p in placements),
        key=lambda e: (e[0], e[1].name),
    )
    for i, (box, a) in enumerate(placed):
        for other, b in itertools.islice(placed, i + 1, None):
            if other[0] > box[3]:
                break
            if all(box[k] <= other[k + 3] and other[k] <= box[k + 3] for k in (1, 2)):
                yield (a, b) if a.name < b.name else (b, a)


def _moved_box(box: Box, matrix: Matrix) -> Box:
    corners = [
        tuple(sum(row[k] * p[k] for k in range(3)) + row[3] for row in matrix[:3])
        for p in itertools.product(*((box[k], box[k + 3]) for k in range(3)))
    ]
    low = [min(c[k] for c in corners) for k in range(3)]
    high = [max(c[k] for c in corners) for k in range(3)]
    return (low[0], low[1], low[2], high[0], high[1], high[2])


def _intersection(a: cq.Shape, b: cq.Shape) -> cq.Shape | None:
    """Return the common solid of two shapes, or None.

    OCCT finds none at times where round faces touch from within (a key in a keyway of the same
    length): if one lies inside the other all the same, it is looked for a hair aside.
    """
    solids = [s for s in _cut(a, b) if s.Volume() > _NOISE_MM3]
    if not solids and (_enters(a, b) or _enters(b, a)):
        aside = b.moved(cq.Location(cq.Vector(_ASIDE_MM, _ASIDE_MM / 2, _ASIDE_MM / 3)))
        solids = [s for s in _cut(a, aside) if s.Volume() > 2 * _ASIDE_MM * s.Area()]
    return cq.Compound.makeCompound(solids) if solids else None


def _enters(a: cq.Shape, b: cq.Shape) -> bool:
    """Tell whether the middle of a flat face of ``a`` lies inside ``b``."""
    box, solid = box_of(b), BRepClass3d_SolidClassifier(b.wrapped)
    for face in (f for f in a.Faces() if f.geomType() == "PLANE"):
        point = face.Center().toTuple()
        if all(box[k] < point[k] < box[k + 3] for k in range(3)):
            solid.Perform(gp_Pnt(*point), _INSIDE_MM)
            if solid.State() == TopAbs_State.TopAbs_IN:
                return True
    return False


def _cut(a: cq.Shape, b: cq.Shape) -> list[cq.Solid]:
    try:
        return list(a.intersect(b).Solids())
    except Exception as error:
        raise KernelError(
            Message(
                "the common volume of two parts cannot be computed: {reason}", reason=str(error)
            )
        ) from error


def _describe(a: str, b: str, solid: cq.Shape) -> Overlap:
    volume = sum(s.Volume() for s in solid.Solids())
    box = bounding_box(solid)
    centre = cq.Shape.centerOfMass(solid)
    ring = _ring(solid)
    return Overlap(
        a=a,
        b=b,
        volume_mm3=volume,
        depth_mm=_depth(solid),
        centre_mm=(centre.x, centre.y, centre.z),
        box_mm=box,
        ring_mm=ring,
    )


def _ring(solid: cq.Shape) -> tuple[float, float, float, float] | None:
    """Return (inner ⌀, outer ⌀, length, eccentricity) of a common solid bounded by cylinders."""
    faces = [f.wrapped for f in solid.Faces() if f.geomType() == "CYLINDER"]
    cylinders = [BRepAdaptor_Surface(face).Cylinder() for face in faces]
    if not cylinders:
        return None
    cylinders.sort(key=lambda c: c.Radius())
    inner, outer = cylinders[0], cylinders[-1]
    if not inner.Axis().IsParallel(outer.Axis(), 1e-6):
        return None
    offset = _axis_distance(inner, outer)
    same = outer.Radius() - inner.Radius() < 1e-9
    direction = outer.Axis().Direction()
    length = extent(solid, (direction.X(), direction.Y(), direction.Z()))
    return (0.0 if same else 2 * inner.Radius(), 2 * outer.Radius(), length, offset)


def _axis_distance(a: gp_Cylinder, b: gp_Cylinder) -> float:
    return float(gp_Lin(a.Axis()).Distance(gp_Lin(b.Axis())))


def extent(shape: cq.Shape, direction: Vector) -> float:
    """Return the exact extent of a shape (mm) along a direction of its frame."""
    plane = cq.Plane((0, 0, 0), normal=direction)
    box = bounding_box(shape.moved(cq.Location(plane).inverse))
    return box[5] - box[2]


def _depth(solid: cq.Shape) -> float:
    """Return the deepest of the common solids, each by its smallest way out (see Overlap)."""
    return max(_way_out(part) for part in solid.Solids())


def _way_out(solid: cq.Solid) -> float:
    normals = {_axis_key(f.normalAt()) for f in solid.Faces() if f.geomType() == "PLANE"}
    directions = sorted(normals | {(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)})
    depths = [extent(solid, d) for d in directions]
    ring = _ring(solid)
    if ring is not None and _is_ring(solid, ring):
        depths.append((ring[1] - ring[0]) / 2)
    return min(depths)


def _is_ring(solid: cq.Solid, ring: tuple[float, float, float, float]) -> bool:
    """Tell a true ring from a solid that merely has two cylinders among its faces."""
    inner, outer, length, offset = ring
    volume = math.pi / 4 * (outer**2 - inner**2) * length
    return inner > 0 and offset < _COAXIAL_MM and math.isclose(solid.Volume(), volume, rel_tol=1e-3)


def _axis_key(normal: cq.Vector) -> Vector:
    """Return a direction up to its sign, rounded so that parallel faces count once."""
    values = [round(v, 6) + 0.0 for v in normal.toTuple()]
    sign = -1.0 if next((v for v in values if v), 1.0) < 0 else 1.0
    x, y, z = (sign * v + 0.0 for v in values)
    return (x, y, z)
