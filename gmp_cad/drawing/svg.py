"""Write a drawing as SVG: millimetres, deterministic, text as text in the drawings' font."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from xml.sax.saxutils import escape, quoteattr

from gmp_cad.drawing import hatch, lettering
from gmp_cad.drawing.pens import Pen
from gmp_cad.drawing.primitives import (
    Arc,
    Circle,
    Drawing,
    Hatch,
    Point,
    Polygon,
    Polyline,
    Primitive,
    Text,
)

_DECIMALS = 3  # a thousandth of a millimetre on paper


def to_svg(drawing: Drawing) -> str:
    """Return the drawing as an SVG document of its width and height in mm.

    The same drawing gives the same text. Markers, patterns and style sheets are not used: every
    renderer draws the plain shapes alike.
    """
    width, height = _number(drawing.width), _number(drawing.height)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm"'
            f' viewBox="0 0 {width} {height}" font-family="{lettering.FONT}"'
            ' stroke-linecap="round" stroke-linejoin="round">'
        ),
    ]
    if drawing.title:
        lines.append(f"<title>{escape(drawing.title)}</title>")
    for item in drawing.primitives:
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
    # round ends would close the gaps of a dashed line
    cap = ' stroke-linecap="butt"' if pen.dash else ""
    return f'{fill_text} stroke="{pen.colour}" stroke-width="{_number(pen.width)}"{dash}{cap}'


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
    def at(degrees: float) -> str:
        angle = math.radians(degrees)
        x, y = item.centre
        point = (x + item.radius * math.cos(angle), y + item.radius * math.sin(angle))
        return _place(point, height)

    r = _number(item.radius)
    large = int((item.end_deg - item.start_deg) % 360 > 180)
    path = f"M{at(item.start_deg)} A{r},{r} 0 {large} 0 {at(item.end_deg)}"
    return [f'<path d="{path}"{_pen(item.pen)}/>']


def _text(item: Text, height: float) -> list[str]:
    x, y = _number(item.place[0]), _number(height - item.place[1])
    turn = (
        f' transform="rotate({_number(-item.rotation_deg)} {x} {y})"' if item.rotation_deg else ""
    )
    anchor = "" if item.anchor == "start" else f' text-anchor="{item.anchor}"'
    size = _number(lettering.font_size(item.height))
    colour = quoteattr(item.colour)
    return [
        (
            f'<text x="{x}" y="{y}" font-size="{size}"{anchor} fill={colour}{turn}>'
            f"{escape(item.text)}</text>"
        )
    ]


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
}
