"""Write a drawing as SVG: millimetres, deterministic, text as text in the drawings' font."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from gmp_cad.drawing import hatch, lettering
from gmp_cad.drawing.font import fallback
from gmp_cad.drawing.font.face import font_face
from gmp_cad.drawing.pens import Pen
from gmp_cad.drawing.primitives import (
    Arc,
    Circle,
    Drawing,
    Group,
    Hatch,
    Layer,
    Point,
    Polygon,
    Polyline,
    Primitive,
    Text,
    plain,
)

_BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}  # share of a line that lies before its place
_DECIMALS = 3  # a thousandth of a millimetre on paper


def to_svg(drawing: Drawing, hidden_layers: Collection[Layer] = ()) -> str:
    """Return the drawing as an SVG document of its width and height in mm.

    The same drawing gives the same text. Markers, patterns and styles are not used: every renderer
    draws the plain shapes alike. The characters of its font that it needs are in it. A group
    becomes a ``<g>`` whose class is its layer, where it stands in the drawing: layers gathered
    would change what lies over what. The groups of ``hidden_layers`` are left out.
    """
    width, height = _number(drawing.width), _number(drawing.height)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm"'
            f' viewBox="0 0 {width} {height}"'
            # unquoted, its number would make the name invalid
            f" font-family=\"'{lettering.FONT}'\""
            ' stroke-linecap="round" stroke-linejoin="round">'
        ),
    ]
    if drawing.title:
        lines.append(f"<title>{escape(drawing.title)}</title>")
    shown = [
        item
        for item in drawing.primitives
        if not (isinstance(item, Group) and item.layer in hidden_layers)
    ]
    texts = (item.text for item in plain(shown) if isinstance(item, Text))
    if face := font_face(map(lettering.composed, texts)):
        lines.append(f"<style>{face}</style>")
    for item in shown:
        lines += _WRITERS[type(item)](item, drawing.height)
    return "\n".join([*lines, "</svg>", ""])


def _number(value: float) -> str:
    text = f"{value:.{_DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _place(point: Point, height: float) -> str:
    return f"{_number(point[0])},{_number(height - point[1])}"


def _pen(pen: Pen, fill: str = "") -> str:
    fill_text = f' fill="{fill or "none"}"'
    if pen.width <= 0:
        return fill_text
    dash = f' stroke-dasharray="{" ".join(map(_number, pen.dash))}"' if pen.dash else ""
    # the lengths of ISO 128-2 are what a pen travels: its round ends come on top
    return f'{fill_text} stroke="{pen.colour}" stroke-width="{_number(pen.width)}"{dash}'


def _polyline(item: Polyline, height: float) -> list[str]:
    places = " ".join(_place(point, height) for point in item.points)
    return [f'<polyline points="{places}"{_pen(item.pen)}/>']


def _polygon(item: Polygon, height: float) -> list[str]:
    places = " ".join(_place(point, height) for point in item.points)
    return [f'<polygon points="{places}"{_pen(item.pen, item.fill)}/>']


def _circle(item: Circle, height: float) -> list[str]:
    x, y = _number(item.centre[0]), _number(height - item.centre[1])
    pen = _pen(item.pen, item.fill)
    return [f'<circle cx="{x}" cy="{y}" r="{_number(item.radius)}"{pen}/>']


def _arc(item: Arc, height: float) -> list[str]:
    return [f'<path d="{_course(item, height)}"{_pen(item.pen)}/>']


def _course(item: Polyline | Arc, height: float) -> str:
    if isinstance(item, Polyline):
        return "M" + " ".join(_place(point, height) for point in item.points)

    def at(degrees: float) -> str:
        angle = math.radians(degrees)
        x, y = item.centre
        point = (x + item.radius * math.cos(angle), y + item.radius * math.sin(angle))
        return _place(point, height)

    r = _number(item.radius)
    span = (item.end_deg - item.start_deg) % 360 or 360.0
    half = item.start_deg + span / 2  # an arc of SVG cannot go all the way round
    stops = (item.end_deg,) if span < 360 else (half, item.end_deg)
    turns = (f"A{r},{r} 0 {int(180 < span < 360)} 0 {at(stop)}" for stop in stops)
    return " ".join([f"M{at(item.start_deg)}", *turns])


def _group(item: Group, height: float) -> list[str]:
    """Return the group; open lines of one pen that follow each other share a path."""
    key = f" data-key={quoteattr(item.key)}" if item.key else ""
    lines = [f'<g class="{item.layer}"{key}>']
    for pen, run in groupby(item.primitives, key=_line_pen):
        if pen is None:
            lines += [line for inner in run for line in _WRITERS[type(inner)](inner, height)]
        else:
            lines_of_pen = (line for line in run if isinstance(line, Polyline | Arc))
            path = " ".join(_course(line, height) for line in lines_of_pen)
            lines.append(f'<path d="{path}"{_pen(pen)}/>')
    return [*lines, "</g>"]


def _line_pen(item: Primitive) -> Pen | None:
    return item.pen if isinstance(item, Polyline | Arc) else None


def _text(item: Text, height: float) -> list[str]:
    x, y = _number(item.place[0]), _number(height - item.place[1])
    turn = (
        f' transform="rotate({_number(-item.rotation_deg)} {x} {y})"' if item.rotation_deg else ""
    )
    anchor = "" if item.anchor == "start" else f' text-anchor="{item.anchor}"'
    size = _number(lettering.font_size(item.height))
    colour = quoteattr(item.colour)
    # else a reader of the file takes several spaces for one, and leaves out those at the ends
    space = "" if item.text == " ".join(item.text.split()) else ' xml:space="preserve"'
    return [
        (
            f'<text x="{x}" y="{y}" font-size="{size}"{anchor} fill={colour}{turn}{space}>'
            f"{_line(item)}</text>"
        )
    ]


def _line(item: Text) -> str:
    """Return a line of text: what is foreign to the font apart, at a place of its own.

    Without a place renderers would set the whole line in the font of its foreign letters.
    """
    runs = list(lettering.runs(item.text))
    if all(held for _, held in runs):
        return "".join(escape(run) for run, _ in runs)
    total = sum(lettering.width(run, item.height) for run, _ in runs)
    x = item.place[0] - total * _BEFORE[item.anchor]
    spans = []
    for run, held in runs:
        face = "" if held else f' font-family="{fallback.NAME}"'
        place = f'x="{_number(x)}" text-anchor="start" xml:space="preserve"'
        spans.append(f"<tspan {place}{face}>{escape(run)}</tspan>")
        x += lettering.width(run, item.height)
    return "".join(spans)


def _hatch(item: Hatch, height: float) -> list[str]:
    strokes: Iterable[hatch.Segment] = hatch.strokes(item)
    path = " ".join(f"M{_place(a, height)} L{_place(b, height)}" for a, b in strokes)
    return [f'<path d="{path}"{_pen(item.pen)}/>'] if path else []


_WRITERS: dict[type[Primitive], Callable[..., list[str]]] = {
    Polyline: _polyline,
    Polygon: _polygon,
    Circle: _circle,
    Arc: _arc,
    Text: _text,
    Hatch: _hatch,
    Group: _group,
}
