"""One view of a workpiece alone, as large as its frame: what a phase machines, at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from gmp_cad.drawing.phase.linework import red_lines, workpiece_lines
from gmp_cad.drawing.primitives import Drawing, moved_group
from gmp_cad.drawing.view import View
from gmp_cad.drawing.views.seen import is_profile
from gmp_cad.evidence import FaceGeometry, Projection

_MARGIN_MM = 2.0
_SEEN = ("visible", "outline")


def small_view(
    views: Sequence[Projection],
    faces: Sequence[FaceGeometry],
    red: frozenset[int],
    size_mm: tuple[float, float],
) -> Drawing:
    """Return the view that shows most machined faces from their side, in a frame; no scale.

    The first of the views where several show as many.
    """
    known = {face.index: face for face in faces}
    shown = [_shown(view, known, red) for view in views]
    best = views[shown.index(max(shown))]
    x0, y0, x1, y1 = best.box_mm
    room = (size_mm[0] - 2 * _MARGIN_MM, size_mm[1] - 2 * _MARGIN_MM)
    scale = min(room[0] / max(x1 - x0, 1e-6), room[1] / max(y1 - y0, 1e-6))
    view = View(projection=best, scale=scale)
    dx = (size_mm[0] - scale * (x0 + x1)) / 2
    dy = (size_mm[1] - scale * (y0 + y1)) / 2
    groups = (*workpiece_lines(view, known, ((), ())), *red_lines(view, known, red))
    return Drawing(
        width=size_mm[0], height=size_mm[1], title=best.name,
        primitives=tuple(moved_group(group, dx, dy) for group in groups),
    )  # fmt: skip


def _shown(view: Projection, faces: dict[int, FaceGeometry], red: frozenset[int]) -> int:
    return sum(
        any(
            curve.line in _SEEN and index in curve.faces and is_profile(curve, faces[index], view)
            for curve in view.curves
        )
        for index in red
        if index in faces
    )
