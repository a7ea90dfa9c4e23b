"""The workpiece in a view: outlines, hidden lines, centre lines, local sections, machined faces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from shapely.geometry import Polygon
from shapely.ops import unary_union

from gmp_cad.drawing.pens import MACHINED, VISIBLE, WORKPIECE, Pen
from gmp_cad.drawing.sketch.breakout import break_out
from gmp_cad.drawing.sketch.canvas import Canvas
from gmp_cad.drawing.sketch.centres import centre_lines
from gmp_cad.drawing.sketch.paint import Curve, cut_curves, profile_curves
from gmp_cad.drawing.view import View, without
from gmp_cad.evidence import FaceGeometry, LocalSection

# A closed red curve is at least so many times as large as its line is wide.
_OPEN_SHARE = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Workpiece:
    """The solid to draw: its faces, local sections, and the faces machined in the phase."""

    faces: tuple[FaceGeometry, ...]
    sections: tuple[LocalSection, ...] = ()
    made: tuple[int, ...] = ()

    def faces_of(self, indices: Iterable[int]) -> tuple[FaceGeometry, ...]:
        """Return the faces with these indices."""
        by_index = {face.index: face for face in self.faces}
        return tuple(by_index[index] for index in indices if index in by_index)

    def sections_in(self, view: View) -> tuple[LocalSection, ...]:
        """Return the local sections shown in the view."""
        return tuple(section for section in self.sections if section.view == view.name)


def profiles(workpiece: Workpiece, indices: Sequence[int], view: View) -> tuple[Curve, ...]:
    """Return the lines of the view, its sections included, in which the faces are seen."""
    curves = profile_curves(workpiece.faces_of(indices), view)
    for section in workpiece.sections_in(view):
        shown = set(section.faces) & set(indices)
        curves += cut_curves(section, shown, view.scale)
    return curves


def draw_workpiece(canvas: Canvas, workpiece: Workpiece) -> None:
    """Draw the workpiece: narrow and without hidden lines, machined faces red."""
    view = canvas.view
    cuts = [
        cut
        for section in workpiece.sections_in(view)
        if (cut := break_out(section, workpiece.made, view.scale)) is not None
    ]
    removed = unary_union([cut.removed for cut in cuts]) if cuts else Polygon()
    for cut in cuts:
        canvas.draw(cut.lines)
    canvas.draw(without(_seen(view), removed, WORKPIECE))
    canvas.draw(centre_lines(view, _with_axis(workpiece, view)))
    for cut in cuts:
        canvas.draw(cut.machined)
    red = profile_curves(workpiece.faces_of(workpiece.made), view)
    for curve in red:
        canvas.draw(without([curve], removed, _machined(curve)))


def _machined(curve: Curve) -> Pen:
    """Return the red pen, narrower on a small closed curve so that a small hole stays open."""
    size = max(max(v) - min(v) for v in zip(*curve, strict=True))
    if curve[0] != curve[-1] or size >= _OPEN_SHARE * MACHINED.width:
        return MACHINED
    return replace(MACHINED, width=max(VISIBLE.width, size / _OPEN_SHARE))


def _seen(view: View) -> list[Curve]:
    drawn = ("visible", "outline")
    return [view.points(curve) for curve in view.projection.curves if curve.line in drawn]


def _with_axis(workpiece: Workpiece, view: View) -> tuple[FaceGeometry, ...]:
    """Return the faces whose axes are drawn: only those that are seen."""
    shown = {i for c in view.projection.curves if c.line != "hidden" for i in c.faces}
    shown |= {i for section in workpiece.sections_in(view) for i in section.faces}
    return tuple(face for face in workpiece.faces if face.index in shown)
