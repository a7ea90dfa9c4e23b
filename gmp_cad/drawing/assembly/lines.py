"""The lines of a view of an assembly: edges, section lining, axes, traces; the workpiece beside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

from gmp_cad.drawing.assembly.lining import Lining, area_of
from gmp_cad.drawing.assembly.placed import Axis, PlacedPart
from gmp_cad.drawing.pens import CENTRE, HATCHING, NARROW_LINE, VISIBLE, Pen
from gmp_cad.drawing.primitives import Arc, Circle, Group, Hatch, Point, Polyline, Text, extent
from gmp_cad.drawing.view import View, polygons
from gmp_cad.drawing.views.hatching import hatch_spacing
from gmp_cad.drawing.views.labels import LETTER_HEIGHT, cutting_lines, name_of
from gmp_cad.drawing.views.lines import stroke
from gmp_cad.evidence import WORKPIECE, CutRegion, ViewCurve
from gmp_cad.standards import sheets

_BEYOND = 3.0  # mm on paper: how far an axis runs past its part
_ABOVE = 3.0
_CLOSE_MM, _HIDDEN_MM2 = 0.01, 0.5
_ACROSS, _ALONG = 1e-6, 1 - 1e-6
_LEAST_MM = 1.5  # radius on paper from which a circle has its centre lines
_ADJACENT = sheets.line_type("adjacent")
ADJACENT = Pen(NARROW_LINE.width, dash=tuple(NARROW_LINE.width * k for k in _ADJACENT.pattern))


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How parts look in all views: by placement, their lining and their size on paper at 1:1, mm."""

    linings: Mapping[str, Lining]
    sizes: Mapping[str, float]


def draw_lines(
    view: View, parts: Sequence[PlacedPart], look: Look, before: BaseGeometry
) -> tuple[Group, ...]:
    """Return all lines of a view, narrow ones first so that wide lines lie over them.

    ``before``: where whole parts stand before the cutting planes, mm in the view plane.
    """
    if view.planned.kind == "pictorial":
        return tuple(_edges(view))
    return (
        *_hatches(view, look, before),
        *_axes(view, parts),
        *_edges(view),
        *cutting_lines(view),
    )


def view_title(view: View, drawn: Sequence[Group]) -> Iterator[Group]:
    """Yield the name of a section, above all that is drawn around it."""
    if text := name_of(view, view.scale):
        x0, _, x1, _ = view.box
        place = ((x0 + x1) / 2, extent(drawn)[3] + _ABOVE)
        label = Text(text=text, place=place, height=LETTER_HEIGHT, anchor="middle")
        yield Group(
            layer="cutting_plane", primitives=(label,), key=f"section.{view.planned.letter}"
        )


def _edges(view: View) -> Iterator[Group]:
    curves = view.projection.curves
    own = [c for c in curves if c.part != WORKPIECE]
    layers = (
        ("smooth", NARROW_LINE, [c for c in own if c.line == "smooth"]),
        ("break", ADJACENT, [c for c in curves if c.part == WORKPIECE and _drawn(c)]),
        ("visible", VISIBLE, [c for c in own if _drawn(c)]),
    )
    for layer, pen, lines in layers:
        if lines:
            strokes: tuple[Polyline | Arc | Circle, ...] = tuple(
                stroke(view, c, pen) for c in lines
            )
            yield Group(layer=layer, primitives=strokes)  # type: ignore[arg-type]


def _drawn(curve: ViewCurve) -> bool:
    return curve.line in ("visible", "outline")


def _hatches(view: View, look: Look, before: BaseGeometry) -> Iterator[Group]:
    """Yield the lining of each part that is cut, where nothing whole stands before it."""
    for name in sorted({r.part for r in view.projection.regions}):
        lining = look.linings.get(name, Lining())
        spacing = lining.width * hatch_spacing(look.sizes[name] * view.scale)
        hatches = tuple(
            Hatch(
                loops=tuple(
                    tuple((x * view.scale, y * view.scale) for x, y in loop) for loop in loops
                ),
                pen=HATCHING, angle_deg=lining.angle_deg, spacing=round(spacing, 2),
            )
            for region in view.projection.regions if region.part == name
            for loops in _uncovered(region, before)
        )  # fmt: skip
        if hatches:
            yield Group(layer="hatching", primitives=hatches)


def _uncovered(region: CutRegion, before: BaseGeometry) -> Iterator[tuple[tuple[Point, ...], ...]]:
    """Yield the loops of what is seen of a region: as they are where nothing hides any of it."""
    area = area_of(region)
    left = area.difference(before)
    if area.area - left.area < _HIDDEN_MM2:
        yield tuple(loop[:-1] if loop[0] == loop[-1] else loop for loop in region.loops)
        return
    for part in polygons(left.buffer(-_CLOSE_MM).buffer(_CLOSE_MM)):
        rings = (part.exterior, *part.interiors)
        yield tuple(tuple((x, y) for x, y in ring.coords[:-1]) for ring in rings)


def _axes(view: View, parts: Sequence[PlacedPart]) -> Iterator[Group]:
    """Yield the axes of turned parts and of the bores around them, each stretch once."""
    drawn = {c.part for c in view.projection.curves}
    found = [p.axis for p in parts if p.axis is not None and p.name in drawn]
    lines = [*_lengthwise(view, found), *_crosses(view, found)]
    if lines:
        pen = CENTRE
        yield Group(
            layer="centre", primitives=tuple(Polyline(points=line, pen=pen) for line in lines)
        )


def _lengthwise(view: View, axes: Sequence[Axis]) -> Iterator[tuple[Point, Point]]:
    """Yield the axes that lie in the view, those on one line joined."""
    spans: dict[tuple[Point, float], list[tuple[float, float]]] = {}
    for axis in axes:
        if abs(view.depth(axis.direction)) > _ACROSS:
            continue
        run = view.turn(axis.direction)
        if run < (0.0, 0.0):
            run = (0.0 - run[0], 0.0 - run[1])
        ends = [view.place(end) for end in axis.ends]
        off = round(ends[0][0] * -run[1] + ends[0][1] * run[0], 3)
        reach = sorted(x * run[0] + y * run[1] for x, y in ends)
        key = ((round(run[0], 6), round(run[1], 6)), off)
        spans.setdefault(key, []).append((reach[0] - _BEYOND, reach[1] + _BEYOND))
    for (run, off), stretches in sorted(spans.items()):
        for low, high in _joined(stretches):
            yield tuple(  # type: ignore[misc]
                (run[0] * at - run[1] * off, run[1] * at + run[0] * off) for at in (low, high)
            )


def _joined(stretches: Sequence[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    low, high = min(stretches)
    for start, end in sorted(stretches)[1:]:
        if start > high:
            yield low, high
            low, high = start, end
        high = max(high, end)
    yield low, high


def _crosses(view: View, axes: Sequence[Axis]) -> Iterator[tuple[Point, Point]]:
    """Yield the centre lines of axes that are seen end-on, those on one line joined."""
    seen: dict[Point, float] = {}
    for axis in axes:
        radius = axis.radius_mm * view.scale
        if abs(view.depth(axis.direction)) > _ALONG and radius > _LEAST_MM:
            x, y = view.place(axis.point)
            place = (round(x, 3), round(y, 3))
            seen[place] = max(seen.get(place, 0.0), radius)
    for (x, y), radius in sorted(seen.items()):
        reach = radius + _BEYOND
        yield ((x - reach, y), (x + reach, y))
        yield ((x, y - reach), (x, y + reach))
