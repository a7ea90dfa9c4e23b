"""The picture of a plan that does not make its part: where material is left, missing or gouged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import product

from gmp_cad.drawing import glyphs, pens
from gmp_cad.drawing.pens import Pen
from gmp_cad.drawing.primitives import Box, Drawing, Point, Polyline, Primitive, joined
from gmp_cad.evidence import Projection, Vector

_PANEL_MM = (130.0, 110.0)
_MARGIN_MM = 6.0
_LINE_MM = 5.0
_TEXT_MM = 2.5
_PART = Pen(0.18, "#707070")
_OUT_OF_REACH = Pen(0.7, "#7A4800")
_GOUGED = Pen(0.35, "#7A4800", dash=(2.0, 1.0))
_DIFFERENCE = {"left": Pen(0.5, pens.RED), "missing": Pen(0.5, "#1240C0")}


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultLegend:
    """A line of the legend: what it shows ("left", "missing", "gouge", "reach"), and in words."""

    shows: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFaults:
    """What the picture shows. ``views``: per side the part first, then ``left`` and ``missing``.

    ``unreachable``: indices of faces of the part; ``gouges``: boxes (part's frame, mm).
    """

    views: tuple[Projection, ...]
    unreachable: Collection[int]
    gouges: tuple[tuple[float, float, float, float, float, float], ...]
    legend: tuple[FaultLegend, ...]
    title: str


def fault_picture(faults: PlanFaults) -> Drawing:
    """Return the picture: one panel a side, the legend under them. No scale is stated."""
    sides = _sides(faults.views)
    foot = len(faults.legend) * _LINE_MM + 2 * _MARGIN_MM
    drawn: list[Primitive] = []
    for i, side in enumerate(sides):
        drawn += _panel(faults, side, (i * _PANEL_MM[0], foot))
    for i, entry in enumerate(faults.legend):
        drawn += _legend_line(entry, foot - _MARGIN_MM - (i + 1) * _LINE_MM)
    width = max(len(sides), 1) * _PANEL_MM[0]
    return Drawing(
        width=width, height=_PANEL_MM[1] + foot, primitives=tuple(drawn), title=faults.title
    )


def _sides(views: Sequence[Projection]) -> list[list[Projection]]:
    sides: list[list[Projection]] = []
    for view in views:
        if view.name == "part":
            sides.append([])
        sides[-1].append(view)
    return sides


def _panel(faults: PlanFaults, side: Sequence[Projection], corner: Point) -> list[Primitive]:
    gouges = [_box_lines(box, side[0].right, side[0].up) for box in faults.gouges]
    reach = joined([view.box_mm for view in side])
    scale, dx, dy = _fitted(reach, corner)

    def placed(points: Sequence[Point], pen: Pen) -> Polyline:
        return Polyline(points=tuple((scale * x + dx, scale * y + dy) for x, y in points), pen=pen)

    drawn: list[Primitive] = []
    for view in side:
        for curve in view.curves:
            lost = view.name == "part" and any(f in faults.unreachable for f in curve.faces)
            pen = _OUT_OF_REACH if lost else _DIFFERENCE.get(view.name, _PART)
            drawn.append(placed(curve.points, pen))
    drawn += [placed(line, _GOUGED) for lines in gouges for line in lines]
    return drawn


def _fitted(reach: Box, corner: Point) -> tuple[float, float, float]:
    """Return scale and shift that put a box in the middle of a panel."""
    x0, y0, x1, y1 = reach
    room = [size - 2 * _MARGIN_MM for size in _PANEL_MM]
    scale = min(room[0] / max(x1 - x0, 1e-6), room[1] / max(y1 - y0, 1e-6))
    dx = corner[0] + (_PANEL_MM[0] - scale * (x0 + x1)) / 2
    dy = corner[1] + (_PANEL_MM[1] - scale * (y0 + y1)) / 2
    return scale, dx, dy


def _box_lines(
    box: tuple[float, float, float, float, float, float], right: Vector, up: Vector
) -> list[tuple[Point, Point]]:
    """Return the twelve edges of a box in a view."""
    corners = list(product(*((box[i], box[i + 3]) for i in range(3))))
    flat = {
        c: (
            sum(a * b for a, b in zip(c, right, strict=True)),
            sum(a * b for a, b in zip(c, up, strict=True)),
        )
        for c in corners
    }
    return [
        (flat[a], flat[b])
        for i, a in enumerate(corners)
        for b in corners[i + 1 :]
        if sum(p != q for p, q in zip(a, b, strict=True)) == 1
    ]


def _legend_line(entry: FaultLegend, y: float) -> list[Primitive]:
    pens_ = {**_DIFFERENCE, "gouge": _GOUGED, "reach": _OUT_OF_REACH}
    middle = y + _TEXT_MM / 2
    dash = Polyline(
        points=((_MARGIN_MM, middle), (_MARGIN_MM + 10, middle)), pen=pens_[entry.shows]
    )
    text = glyphs.line(entry.text, (_MARGIN_MM + 13, y), _TEXT_MM, "start", 0.0, pens.BLACK)
    return [dash, *text]
