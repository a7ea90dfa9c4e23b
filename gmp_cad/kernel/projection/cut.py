"""Section views: the material before stepped cutting planes is taken away, the rest projected.

Hatched material is what the planes meet inside the part: a face of the part that lies in a cutting
plane is only seen. At a step no line is drawn (ISO 128-3), nor on the axis of a half section.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import cadquery as cq
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.BRepAlgoAPI import BRepAlgoAPI_Cut
from OCP.GeomAbs import GeomAbs_SurfaceType
from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum
from OCP.TopExp import TopExp, TopExp_Explorer
from OCP.TopoDS import TopoDS, TopoDS_Shape
from OCP.TopTools import (
    TopTools_IndexedDataMapOfShapeListOfShape,
    TopTools_IndexedMapOfShape,
    TopTools_ListOfShape,
)

from gmp_cad.errors import KernelError
from gmp_cad.evidence import Cut, CutRegion, Polyline, Projection, ViewCurve
from gmp_cad.kernel import vector
from gmp_cad.kernel.failure import OCCT_ERRORS
from gmp_cad.kernel.projection.flatten import flattened
from gmp_cad.kernel.projection.loops import Piece, regions_of
from gmp_cad.kernel.projection.project import Body, curves_of, projection, section
from gmp_cad.kernel.projection.stepped_plane import Step, axis_of, steps_of, tools, toward
from gmp_cad.kernel.surfaces.touch import mapped
from gmp_cad.language import Message

_SAME_MM = 1e-5
_FUZZY_MM = 1e-4  # what a second attempt takes for equal
_PARALLEL = 1e-9
_MADE = -1
_FACES_AT_EDGE = 2
_BOUNDING = (TopAbs_Orientation.TopAbs_FORWARD, TopAbs_Orientation.TopAbs_REVERSED)
_FACE = TopAbs_ShapeEnum.TopAbs_FACE
_EDGE = TopAbs_ShapeEnum.TopAbs_EDGE


@dataclass(frozen=True, slots=True)
class CutPart:
    """What is left of a part, and the material that the planes met.

    ``own``: for each face of ``shape`` the face of the whole part that it comes from; -1 for one
    that the cutting planes and their steps made. ``met``: the depths at which planes cut material;
    ``grazed``: lines along which a plane only touches a bore, which no drawing shows.
    """

    shape: cq.Shape
    own: tuple[int, ...]
    regions: tuple[CutRegion, ...]
    met: tuple[float, ...]
    grazed: frozenset[Polyline] = frozenset()


def cut_view(shape: cq.Shape, cut: Cut, *, exact: bool = True) -> Projection:
    """Return the section view that ``cut`` describes, without hidden lines.

    Curves and regions carry indices of the faces of ``shape`` (in the order of
    ``TopExp::MapShapes``). The loops of a region are closed (the first point comes again as the
    last), merged over the steps. Raises KernelError when a cutting plane misses the part. Where the
    material cannot be taken away, the whole part is shown with the outlines of the cuts, and no
    region; without ``exact``, or where it fails, hidden lines are removed by the polygonal
    algorithm, and curves know no faces: ``exact`` of the view is False.
    """
    plane = (cut.right, cut.up)
    found = cut_part(shape, cut)
    if found is None:
        return _outlined(shape, cut, exact=exact)
    require_met(cut, [step.depth for step in steps_of(shape, cut)], found.met)
    body = Body(found.shape, own=found.own)
    curves, exact = curves_of([body], plane, exact=exact)
    drawn = without_steps(curves, cut, found.grazed)
    return projection(cut.name, plane, drawn, found.regions, exact=exact)


def cut_part(
    shape: cq.Shape, cut: Cut, part: str = "", inside: Sequence[cq.Shape] = ()
) -> CutPart | None:
    """Take the material before the planes away and say what they met; None if the kernel cannot.

    ``part`` names the regions. ``inside``: what takes the place of its material, as a screw does in
    its hole (ISO 6410-3: the external thread hides the internal one).
    """
    steps = steps_of(shape, cut)
    before = [*tools(shape, cut, steps), *(other.wrapped for other in inside)]
    for fuzzy in (0.0, _FUZZY_MM):
        try:
            left, own = _taken_away(shape, before, fuzzy)
        except OCCT_ERRORS:
            continue
        sections = _sections(left, own, cut, steps)
        pieces = [piece for _, face in sections for piece in _pieces(face, left, own, cut)]
        try:
            regions = regions_of(pieces, axis_of(cut), _inner(steps), part)
        except KernelError:
            continue
        met = tuple(depth for depth, _ in sections)
        return CutPart(left, own, regions, met, frozenset(_grazed(sections, cut)))
    return None


def without_steps(
    curves: Iterable[ViewCurve], cut: Cut, grazed: frozenset[Polyline]
) -> list[ViewCurve]:
    """Return the curves with faces of the whole part alone, without steps and grazed lines."""
    return [
        replace(curve, faces=tuple(face for face in curve.faces if face != _MADE))
        for curve in curves
        if not _is_of_a_step(curve, cut) and not {curve.points, curve.points[::-1]} & grazed
    ]


def _is_of_a_step(curve: ViewCurve, cut: Cut) -> bool:
    """Whether a curve only shows where the cutting planes step: it is no edge of the part."""
    axis = axis_of(cut)
    on_step = any(
        all(abs(point[axis] - start) <= _SAME_MM for point in curve.points)
        for start, _ in cut.steps[1:]
    )
    if not on_step or not curve.faces:
        return on_step
    return _MADE in curve.faces and len(curve.faces) <= _FACES_AT_EDGE


def _inner(steps: Sequence[Step]) -> list[float]:
    return [step.start for step in steps[1:]]


def _taken_away(
    shape: cq.Shape, before: Sequence[TopoDS_Shape], fuzzy: float
) -> tuple[cq.Shape, tuple[int, ...]]:
    """Return the shape without the solids, and whence its faces come; RuntimeError if it fails."""
    algorithm = BRepAlgoAPI_Cut()
    algorithm.SetArguments(_listed([shape.wrapped]))
    algorithm.SetTools(_listed(before))
    algorithm.SetNonDestructive(True)
    algorithm.SetFuzzyValue(fuzzy)
    algorithm.Build()
    left = cq.Shape.cast(algorithm.Shape()) if algorithm.IsDone() else None
    if left is None or not left.isValid():
        raise RuntimeError
    faces = TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(left.wrapped, _FACE, faces)
    own = [_MADE] * faces.Extent()
    for index, face in enumerate(mapped(shape.wrapped, _FACE)):
        images = list(algorithm.Modified(face)) or [face]
        for image in images:
            place = faces.FindIndex(image)
            if place:
                own[place - 1] = index
    return left, tuple(own)


def _listed(shapes: Sequence[TopoDS_Shape]) -> TopTools_ListOfShape:
    found = TopTools_ListOfShape()
    for shape in shapes:
        found.Append(shape)
    return found


def _sections(
    left: cq.Shape, own: Sequence[int], cut: Cut, steps: Sequence[Step]
) -> list[tuple[float, TopoDS_Shape]]:
    """Return the faces that the planes cut, each with its depth."""
    depths = [step.depth for step in steps if step.depth is not None]
    found = []
    for face, whole in zip(mapped(left.wrapped, _FACE), own, strict=True):
        surface = BRepAdaptor_Surface(TopoDS.Face_s(face))
        if whole != _MADE or surface.GetType() != GeomAbs_SurfaceType.GeomAbs_Plane:
            continue
        plane = surface.Plane()
        axis, point = plane.Axis().Direction(), plane.Location()
        normal = (axis.X(), axis.Y(), axis.Z())
        if vector.norm(vector.cross(normal, toward(cut))) <= _PARALLEL:
            depth = vector.dot((point.X(), point.Y(), point.Z()), toward(cut))
            if any(abs(depth - wanted) <= _SAME_MM for wanted in depths):
                found.append((depth, face))
    return found


def require_met(cut: Cut, depths: Iterable[float | None], met: Sequence[float]) -> None:
    """Raise KernelError where a cutting plane met no material."""
    for depth in depths:
        if depth is not None and all(abs(depth - found) > _SAME_MM for found in met):
            raise KernelError(
                Message(
                    "The section {name} cuts nothing at the depth {depth:g} mm",
                    name=cut.name,
                    depth=depth,
                ),
                Message("lay the cutting plane through the material that it shall show"),
            )


def _pieces(face: TopoDS_Shape, left: cq.Shape, own: Sequence[int], cut: Cut) -> Iterator[Piece]:
    """Yield the boundary of a cut face, its material on the left."""
    around = TopTools_IndexedDataMapOfShapeListOfShape()
    TopExp.MapShapesAndAncestors_s(left.wrapped, _EDGE, _FACE, around)
    index = TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(left.wrapped, _FACE, index)
    explorer = TopExp_Explorer(face, _EDGE)
    while explorer.More():
        edge = explorer.Current()
        explorer.Next()
        if edge.Orientation() not in _BOUNDING:
            continue  # grazed
        flat = flattened(edge, (cut.right, cut.up))
        turned = edge.Orientation() == TopAbs_Orientation.TopAbs_REVERSED
        if flat is not None:
            neighbours = (own[index.FindIndex(f) - 1] for f in around.FindFromKey(edge))
            faces = tuple(sorted({i for i in neighbours if i != _MADE}))
            yield Piece(flat.points[::-1] if turned else flat.points, faces)


def _grazed(sections: Sequence[tuple[float, TopoDS_Shape]], cut: Cut) -> Iterator[Polyline]:
    for _, face in sections:
        for edge in mapped(face, _EDGE):
            flat = flattened(edge, (cut.right, cut.up))
            if flat is not None and edge.Orientation() not in _BOUNDING:
                yield flat.points


def _outlined(shape: cq.Shape, cut: Cut, *, exact: bool) -> Projection:
    """Return the whole part with the outlines of the cuts over it."""
    plane = (cut.right, cut.up)
    curves, _ = curves_of([Body(shape)], plane, exact=exact)
    for step in steps_of(shape, cut):
        if step.depth is not None:
            point = vector.times(toward(cut), step.depth)
            outline = section(shape, cut.name, point, cut.right, cut.up)
            curves += [
                replace(curve, points=points, arc=curve.arc if points == curve.points else None)
                for curve in outline.curves
                for points in _within(curve.points, axis_of(cut), step)
            ]
    return projection(cut.name, plane, curves, exact=False)


def _within(points: Polyline, axis: int, step: Step) -> Iterator[Polyline]:
    """Yield the stretches of a polyline between the ends of a step."""
    kept: list[tuple[float, float]] = []
    for point in points:
        if step.start <= point[axis] <= step.end:
            kept.append(point)
        else:
            if len(kept) > 1:
                yield tuple(kept)
            kept = []
    if len(kept) > 1:
        yield tuple(kept)
