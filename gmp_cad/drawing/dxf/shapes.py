"""Primitives as DXF entities in model space or in a block, on one layer."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ezdxf.entities import Hatch as HatchEntity
from ezdxf.enums import TextEntityAlignment
from ezdxf.layouts import BaseLayout
from ezdxf.lldxf.const import BYLAYER

from gmp_cad.drawing.dxf import lettering, lines
from gmp_cad.drawing.font import strokes
from gmp_cad.drawing.lettering import width
from gmp_cad.drawing.pens import Pen
from gmp_cad.drawing.primitives import (
    WHITE,
    Anchor,
    Arc,
    Circle,
    Hatch,
    Point,
    Polygon,
    Polyline,
    Primitive,
    Text,
)

_DECIMALS = 6
_THINNEST = 0.13  # mm; a thinner outline of a filled area of its colour only blurs it
_COVER_SIDES = 48
# ANSI31 of the metric pattern file, known to every reader: lines at 45° this far apart, mm
_LINING, _LINING_ANGLE, _LINING_SPACING = "ANSI31", 45.0, 3.175
_EVEN_ODD = 0
_BEFORE: Mapping[Anchor, float] = {"start": 0.0, "middle": -0.5, "end": -1.0}
_ALIGNMENT: Mapping[Anchor, TextEntityAlignment] = {
    "start": TextEntityAlignment.LEFT,
    "middle": TextEntityAlignment.CENTER,
    "end": TextEntityAlignment.RIGHT,
}


@dataclass(frozen=True, slots=True)
class Canvas:
    """Where entities go: a layout or block, the name of the layer and the layer's pen."""

    space: BaseLayout
    layer: str
    pen: Pen

    def look(self, pen: Pen) -> dict[str, Any]:
        """Return the attributes of a line of ``pen``."""
        return {"layer": self.layer, **lines.own_look(pen, self.pen)}

    def colour(self, colour: str) -> dict[str, Any]:
        """Return the attributes of text or of a filled area."""
        return {"layer": self.layer} | lines.own_colour(colour, self.pen.colour)


def at(point: Point) -> Point:
    """Return a point without the noise of the machine's last digits."""
    return (round(point[0], _DECIMALS) + 0.0, round(point[1], _DECIMALS) + 0.0)


def add_shapes(canvas: Canvas, primitives: Iterable[Primitive]) -> None:
    """Add the primitives (no groups) in their order."""
    for item in primitives:
        _WRITERS[type(item)](canvas, item)


def _polyline(canvas: Canvas, item: Polyline) -> None:
    points = [at(point) for point in item.points]
    if item.pen.width <= 0:
        return
    if len(points) == 2:
        canvas.space.add_line(points[0], points[1], dxfattribs=canvas.look(item.pen))
        return
    closed = len(points) > 3 and points[0] == points[-1]
    vertices = points[:-1] if closed else points
    canvas.space.add_lwpolyline(vertices, close=closed, dxfattribs=canvas.look(item.pen))


def _polygon(canvas: Canvas, item: Polygon) -> None:
    points = [at(point) for point in item.points]
    if item.fill == WHITE:
        _cover(canvas, points)
    elif item.fill and len(points) == 3:
        canvas.space.add_solid(points, dxfattribs=canvas.colour(item.fill))
    elif item.fill:
        area = _area(canvas, canvas.colour(item.fill))
        area.paths.add_polyline_path(points, is_closed=True)
    if _outlined(item):
        canvas.space.add_lwpolyline(points, close=True, dxfattribs=canvas.look(item.pen))


def _cover(canvas: Canvas, points: Iterable[Point]) -> None:
    """Hide what is beneath on a background of any colour: white is the paper."""
    canvas.space.add_wipeout(points).dxf.layer = canvas.layer  # lost if it is given as it is made


def _outlined(item: Polygon | Circle) -> bool:
    if item.fill == item.pen.colour:
        return item.pen.width >= _THINNEST
    return item.pen.width > 0


def _circle(canvas: Canvas, item: Circle) -> None:
    (x, y), r = at(item.centre), round(item.radius, _DECIMALS)
    if item.fill == WHITE:
        angles = [2 * math.pi * i / _COVER_SIDES for i in range(_COVER_SIDES)]
        _cover(canvas, [at((x + r * math.cos(a), y + r * math.sin(a))) for a in angles])
    elif item.fill:
        area = _area(canvas, canvas.colour(item.fill))
        area.paths.add_polyline_path([(x - r, y, 1.0), (x + r, y, 1.0)], is_closed=True)
    if _outlined(item):
        canvas.space.add_circle((x, y), r, dxfattribs=canvas.look(item.pen))


def _area(canvas: Canvas, look: Mapping[str, Any]) -> HatchEntity:
    """Return a new HATCH; without a colour of its own it takes that of the layer."""
    return canvas.space.add_hatch(look.get("color", BYLAYER), dxfattribs=look)


def _arc(canvas: Canvas, item: Arc) -> None:
    centre, radius = at(item.centre), round(item.radius, _DECIMALS)
    look = canvas.look(item.pen)
    if (item.end_deg - item.start_deg) % 360 == 0:
        canvas.space.add_circle(centre, radius, dxfattribs=look)
        return
    start, end = (round(angle % 360, _DECIMALS) for angle in (item.start_deg, item.end_deg))
    canvas.space.add_arc(centre, radius, start, end, dxfattribs=look)


def _text(canvas: Canvas, item: Text) -> None:
    found = list(lettering.runs(item.text))
    if len(found) == 1 and found[0][1]:
        _written(canvas, item)
        return
    along = _BEFORE[item.anchor] * width(item.text, item.height)
    for run, stays_text in found:
        part = replace(item, text=run, anchor="start", place=_shifted(item, (along, 0.0)))
        if stays_text:
            _written(canvas, part)
        else:
            _drawn(canvas, part)
        along += width(run, item.height)


def _shifted(item: Text, by: Point) -> Point:
    """Return the place of a text, moved along its base line and across it (mm)."""
    angle = math.radians(item.rotation_deg)
    cos, sin = math.cos(angle), math.sin(angle)
    x, y = item.place
    return (x + by[0] * cos - by[1] * sin, y + by[0] * sin + by[1] * cos)


def _written(canvas: Canvas, item: Text) -> None:
    look = canvas.colour(item.colour) | {"style": lettering.STYLE}
    if item.rotation_deg:
        look["rotation"] = round(item.rotation_deg % 360, _DECIMALS)
    entity = canvas.space.add_text(
        lettering.coded(item.text), height=round(item.height, _DECIMALS), dxfattribs=look
    )
    entity.set_placement(at(item.place), align=_ALIGNMENT[item.anchor])


def _drawn(canvas: Canvas, item: Text) -> None:
    """Draw the signs of a text with the strokes of the drawings' own lettering."""
    h = item.height
    pen = Pen(strokes.PEN * h, item.colour)
    for stroke in strokes.text_strokes(item.text):
        points = tuple(_shifted(item, (x * h, y * h)) for x, y in stroke)
        _polyline(canvas, Polyline(points=points, pen=pen))


def _hatch(canvas: Canvas, item: Hatch) -> None:
    loops = [[at(point) for point in loop] for loop in item.loops if len(loop) > 2]
    if not loops:
        return
    area = _area(canvas, canvas.look(item.pen))
    area.set_pattern_fill(
        _LINING,
        color=area.dxf.color,
        angle=(item.angle_deg - _LINING_ANGLE) % 360,
        scale=item.spacing / _LINING_SPACING,
        style=_EVEN_ODD,
    )
    for loop in loops:
        area.paths.add_polyline_path(loop, is_closed=True)


_WRITERS: Mapping[type[Primitive], Callable[[Canvas, Any], None]] = {
    Polyline: _polyline,
    Polygon: _polygon,
    Circle: _circle,
    Arc: _arc,
    Text: _text,
    Hatch: _hatch,
}
