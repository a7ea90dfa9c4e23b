"""What a part is made of once adjacent faces of one surface are one: faces, edges, free-form skins.

Nothing is rebuilt (``ShapeUpgrade_UnifySameDomain`` does, slowly, and fails on some solids): edges
between two faces of one surface vanish, and two edges that go on into each other between the same
two faces are one. Free-form faces are one skin where they meet smoothly.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cadquery as cq
from OCP.BRep import BRep_Tool
from OCP.BRepAdaptor import BRepAdaptor_Curve, BRepAdaptor_Surface
from OCP.GCPnts import GCPnts_AbscissaPoint
from OCP.GeomAbs import GeomAbs_CurveType
from OCP.gp import gp_Pnt, gp_Vec
from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum
from OCP.TopExp import TopExp, TopExp_Explorer
from OCP.TopoDS import TopoDS, TopoDS_Edge, TopoDS_Face, TopoDS_Shape
from OCP.TopTools import TopTools_IndexedMapOfShape

from gmp_cad.evidence import FaceGeometry, Vector
from gmp_cad.kernel import brep, vector
from gmp_cad.kernel.surfaces.instances import same_surface

_SMOOTH_DEG = 0.1  # a crease bends more; what was one face before it was split does not at all
_ALONG = (0.21, 0.5, 0.83)  # where an edge is looked at
_LEAST_NORMAL = 1e-12
_EXACT = frozenset(
    {
        GeomAbs_CurveType.GeomAbs_Line,
        GeomAbs_CurveType.GeomAbs_Circle,
        GeomAbs_CurveType.GeomAbs_Ellipse,
    }
)

Groups: TypeAlias = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """How many there are of each; and the free-form skins, each the indices of its faces.

    ``outlines``: the edges that bound each skin. ``border_mm2``: lengths times tolerances of the
    edges that are neither lines nor conics.
    """

    counts: dict[str, int]
    skins: Groups
    outlines: Mapping[tuple[int, ...], Sequence[TopoDS_Edge]]
    border_mm2: float


@dataclass(frozen=True, slots=True)
class _Joint:
    """An edge and the faces on its two sides, which may be one."""

    edge: TopoDS_Edge
    sides: tuple[int, int]


class _Union:
    """Numbers that are put together."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def first(self, one: int) -> int:
        while self._above[one] != one:
            self._above[one] = self._above[self._above[one]]
            one = self._above[one]
        return one

    def join(self, one: int, other: int) -> None:
        a, b = sorted((self.first(one), self.first(other)))
        self._above[b] = a


def census(shape: cq.Shape, faces: Sequence[FaceGeometry]) -> Census:
    """Count what ``shape`` is made of; ``faces`` are its face geometries, in its own order."""
    numbered = TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(shape.wrapped, TopAbs_ShapeEnum.TopAbs_FACE, numbered)
    solids = brep.solids(shape)
    united = _Union(len(faces))
    counts: Counter[str] = Counter(solids=len(solids))
    left: list[list[_Joint]] = []
    for solid in solids:
        left.append([])
        for joint in _joints(solid.wrapped, numbered):
            if _vanishes(joint, faces, numbered):
                united.join(*joint.sides)
            else:
                left[-1].append(joint)
        counts["shells"] += len(_explored(solid.wrapped, TopAbs_ShapeEnum.TopAbs_SHELL))
    counts["edges"] = sum(_edge_count(joints, united) for joints in left)
    groups: dict[int, list[int]] = defaultdict(list)
    for face in faces:
        groups[united.first(face.index)].append(face.index)
    counts.update(faces[first].surface for first in groups)
    skins = {first: tuple(g) for first, g in groups.items() if faces[first].surface == "freeform"}
    around: dict[tuple[int, ...], list[TopoDS_Edge]] = {skin: [] for skin in skins.values()}
    for joint in itertools.chain.from_iterable(left):
        for first in {united.first(side) for side in joint.sides} & skins.keys():
            around[skins[first]].append(joint.edge)
    border = sum(border_mm2(joint.edge) for joints in left for joint in joints)
    return Census(
        counts=dict(counts), skins=tuple(skins.values()), outlines=around, border_mm2=border
    )


def border_mm2(edge: TopoDS_Edge) -> float:
    """Return the area (mm²) that an edge leaves uncertain which only approximates its curve.

    0.0 of an exact one.
    """
    curve = BRepAdaptor_Curve(edge)
    if curve.GetType() in _EXACT:
        return 0.0
    length, tolerance = GCPnts_AbscissaPoint.Length_s(curve), BRep_Tool.Tolerance_s(edge)
    return float(length * tolerance)


def _joints(solid: TopoDS_Shape, numbered: TopTools_IndexedMapOfShape) -> Iterator[_Joint]:
    """Yield the edges of a solid that have a curve in space and a face on each of two sides."""
    edges = TopTools_IndexedMapOfShape()
    sides: dict[int, list[int]] = defaultdict(list)
    for face in _explored(solid, TopAbs_ShapeEnum.TopAbs_FACE):
        index = numbered.FindIndex(face) - 1
        for edge in _explored(face, TopAbs_ShapeEnum.TopAbs_EDGE):
            sides[edges.Add(edge)].append(index)
    for number, found in sides.items():
        edge = TopoDS.Edge_s(edges.FindKey(number))
        if len(found) > 1 and not BRep_Tool.Degenerated_s(edge):
            yield _Joint(edge, (found[0], found[1]))


def _explored(shape: TopoDS_Shape, kind: TopAbs_ShapeEnum) -> list[TopoDS_Shape]:
    """Return subshapes as often as they occur: a seam is twice in its face."""
    found = []
    explorer = TopExp_Explorer(shape, kind)
    while explorer.More():
        found.append(explorer.Current())
        explorer.Next()
    return found


def _vanishes(
    joint: _Joint, faces: Sequence[FaceGeometry], numbered: TopTools_IndexedMapOfShape
) -> bool:
    a, b = (faces[side] for side in joint.sides)
    if "freeform" not in (a.surface, b.surface):
        return same_surface(a, b)
    if a.surface != b.surface:
        return False
    one, other = (TopoDS.Face_s(numbered.FindKey(side + 1)) for side in joint.sides)
    return _is_smooth(joint.edge, one, other)


def _is_smooth(edge: TopoDS_Edge, one: TopoDS_Face, other: TopoDS_Face) -> bool:
    """Tell whether two faces have one normal along the edge where they meet."""
    here = list(_normals(edge, one))
    if one.IsSame(other):  # a seam: the face comes to it from both sides
        other, edge = one, TopoDS.Edge_s(edge.Reversed())
    there = list(_normals(edge, other))
    pairs = [(a, b) for a, b in zip(here, there, strict=True) if a and b]
    return bool(pairs) and all(vector.angle_deg(a, b) <= _SMOOTH_DEG for a, b in pairs)


def _normals(edge: TopoDS_Edge, face: TopoDS_Face) -> Iterator[Vector | None]:
    """Yield the outward normals of a face along one of its edges, None where it has none."""
    first, last = BRep_Tool.Range_s(edge, face)
    curve = BRep_Tool.CurveOnSurface_s(edge, face, first, last)
    if curve is None:
        yield from (None for _ in _ALONG)
        return
    surface = BRepAdaptor_Surface(face, False)
    sign = -1.0 if face.Orientation() == TopAbs_Orientation.TopAbs_REVERSED else 1.0
    for share in _ALONG:
        at = curve.Value(first + share * (last - first))
        u, v = gp_Vec(), gp_Vec()
        surface.D1(at.X(), at.Y(), gp_Pnt(), u, v)
        normal = u.Crossed(v)
        size = normal.Magnitude()
        if size <= _LEAST_NORMAL or not math.isfinite(size):
            yield None
        else:
            yield vector.times((normal.X(), normal.Y(), normal.Z()), sign / size)


def _edge_count(joints: Sequence[_Joint], united: _Union) -> int:
    """Count edges that bound the same two faces and go on into each other as one."""
    vertices = TopTools_IndexedMapOfShape()
    at: dict[int, list[int]] = defaultdict(list)
    for number, joint in enumerate(joints):
        for vertex in _explored(joint.edge, TopAbs_ShapeEnum.TopAbs_VERTEX):
            at[vertices.Add(vertex)].append(number)
    between = [frozenset(map(united.first, joint.sides)) for joint in joints]
    merged = _Union(len(joints))
    for met in at.values():
        if len(met) == 2 and between[met[0]] == between[met[1]]:
            merged.join(*met)
    return len({merged.first(number) for number in range(len(joints))})
