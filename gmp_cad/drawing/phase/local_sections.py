"""Local sections of a sketch: where a machined surface is only seen when the workpiece is cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gmp_cad.drawing.phase.values import PhaseSketch
from gmp_cad.drawing.primitives import Box, grow, hull, joined, meet
from gmp_cad.drawing.view import cross, dot
from gmp_cad.drawing.views.axes import axis_groups
from gmp_cad.drawing.views.plan import BreakOut
from gmp_cad.drawing.views.seen import lies_across, sight_of
from gmp_cad.evidence import Cut, FaceGeometry, Projection, Vector

_MARGIN, _LEAST_SHARE = 0.35, 0.02  # of the window's smaller side; of the view's larger side
_TO_EDGE = 0.06  # of the view: a window that ends nearer to its edge runs past it
_SAME_MM = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalCut:
    """A section that a view shows inside a window: the cut to make, and what is broken out."""

    view: str
    cut: Cut
    out: BreakOut


def local_sections(sketch: PhaseSketch, views: Sequence[Projection]) -> tuple[LocalCut, ...]:
    """Return the local sections of the ``views``: each shows a red surface that no view shows in profile.

    A bore asks for its profile, the circle alone does not tell its depth. Of equal holes one is
    cut; windows of one view that meet are one where their planes are, else the later is left out.
    """
    known = {face.index: face for face in sketch.faces}
    sights = {view.name: sight_of(view, known) for view in views}
    wanted: list[_Wanted] = []
    for surface in sketch.surfaces:
        faces = [known[index] for index in surface.faces]
        if any(
            face.index in sights[view.name].profile and lies_across(face, _towards(view))
            for view in views
            for face in faces
        ):
            continue
        _take(wanted, list(_ways(faces, views, known)))
    return tuple(_cut(one, number) for number, one in enumerate(wanted, 1))


@dataclass(frozen=True, slots=True)
class _Wanted:
    view: Projection
    depth: float
    window: Box


def _take(wanted: list[_Wanted], ways: Sequence[_Wanted]) -> None:
    """Add the first way that is clear of the others, or lies in the plane of one that it meets."""
    for way in ways:
        met = [one for one in wanted if one.view is way.view and meet(one.window, way.window)]
        if any(abs(one.depth - way.depth) > _SAME_MM for one in met):
            continue
        window = joined([way.window, *(one.window for one in met)])
        wanted[:] = [one for one in wanted if one not in met]
        wanted.append(_Wanted(way.view, way.depth, window))
        return


def _ways(
    faces: Iterable[FaceGeometry], views: Sequence[Projection], known: Mapping[int, FaceGeometry]
) -> Iterator[_Wanted]:
    for view in views:
        towards = _towards(view)
        for face in faces:
            if lies_across(face, towards):
                point = face.centre_mm if face.surface == "plane" else face.point
                shown = _coaxial(face, known.values())
                yield _Wanted(view, dot(point, towards), _window(shown, view))


def _coaxial(face: FaceGeometry, faces: Iterable[FaceGeometry]) -> list[FaceGeometry]:
    """Return a hollow face with those that open about the same axis: a hole is shown whole."""
    if face.surface == "plane" or not face.hollow:
        return [face]
    groups = axis_groups(faces)
    mine = next((g for g in groups if any(one.index == face.index for one in g.faces)), None)
    if mine is None:
        return [face]
    low, high = mine.reach(face)
    about = [one for one in mine.faces if one.hollow]
    return [
        one
        for one in about
        if mine.reach(one)[0] <= high + _SAME_MM and mine.reach(one)[1] >= low - _SAME_MM
    ]


def _window(faces: Iterable[FaceGeometry], view: Projection) -> Box:
    """Return what to break out around faces: grown by a margin, past an edge that is near."""
    box = joined([_extent(face, view) for face in faces])
    x0, y0, x1, y1 = view.box_mm
    least = _LEAST_SHARE * max(x1 - x0, y1 - y0)
    margin = max(least, _MARGIN * min(box[2] - box[0], box[3] - box[1]))
    a0, b0, a1, b1 = grow(box, margin)
    near_x, near_y = _TO_EDGE * (x1 - x0), _TO_EDGE * (y1 - y0)
    return (
        x0 - margin if a0 < x0 + near_x else a0,
        y0 - margin if b0 < y0 + near_y else b0,
        x1 + margin if a1 > x1 - near_x else a1,
        y1 + margin if b1 > y1 - near_y else b1,
    )


def _extent(face: FaceGeometry, view: Projection) -> Box:
    """Return the box that a face takes in the view, mm."""
    points = [point for loop in face.outline for point in loop] or [face.centre_mm]
    flat = [(dot(p, view.right), dot(p, view.up)) for p in points]
    if face.surface in ("cylinder", "cone"):
        ax, ay = dot(face.direction, view.right), dot(face.direction, view.up)
        for span in face.span_mm:
            end = tuple(p + span * d for p, d in zip(face.point, face.direction, strict=True))
            x, y = dot((end[0], end[1], end[2]), view.right), dot((end[0], end[1], end[2]), view.up)
            flat += [(x - s * face.radius_mm * ay, y + s * face.radius_mm * ax) for s in (-1, 1)]
    return hull(flat)


def _towards(view: Projection) -> Vector:
    return cross(view.right, view.up)


def _cut(one: _Wanted, number: int) -> LocalCut:
    name = f"{one.view.name}.{number}"
    return LocalCut(
        view=one.view.name,
        cut=Cut(name=name, right=one.view.right, up=one.view.up, steps=((0.0, one.depth),)),
        out=BreakOut(name=name, window=one.window),
    )
