"""Overall dimensions of an assembly, and the travel of its parameters (ISO 129-1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from gmp_cad.drawing import glyphs, symbols
from gmp_cad.drawing.annotate.style import (
    ABOVE,
    ARROW,
    EXTENSION_BEYOND,
    EXTENSION_GAP,
    FIRST_ROW,
    TEXT,
)
from gmp_cad.drawing.pens import NARROW_LINE
from gmp_cad.drawing.primitives import Box, Group, Measured, Point, Polyline, Primitive
from gmp_cad.drawing.view import View
from gmp_cad.language import number

_INSIDE = 2 * ARROW + 1.0  # from this length on the arrows stand between the extension lines
_TAIL = ARROW + 4.0
_DIGITS = 1  # overall sizes tell what room the assembly takes; they are not made to
_CLEAR = 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """A dimension between two points on paper, its line level or standing at ``at`` across it.

    ``key``: what it shows; ``text``: as printed.
    """

    key: str
    text: str
    first: Point
    second: Point
    at: float
    level: bool = True


def overall(view: View, around: Box, sides: Sequence[str], lang: str) -> Iterator[Extent]:
    """Yield the width (``bottom``) and the height (``left``, ``right``) of a view of the whole.

    ``around``: what stands already around the view; the dimension lines keep clear of it.
    """
    key, (x0, y0, x1, y1) = f"overall.{view.name}", view.box
    free = (min(x0 - FIRST_ROW, around[0] - _CLEAR), min(y0 - FIRST_ROW, around[1] - _CLEAR),
            max(x1 + FIRST_ROW, around[2] + _CLEAR))  # fmt: skip
    for side in sides:
        if side == "bottom":
            yield Extent(
                key=f"{key}.{side}", text=_size((x1 - x0) / view.scale, lang),
                first=(x0, y0), second=(x1, y0), at=free[1] - (free[1] < y0 - FIRST_ROW) * TEXT,
            )  # fmt: skip
        else:
            x, at = (x0, free[0]) if side == "left" else (x1, free[2] + TEXT)
            yield Extent(
                key=f"{key}.{side}", text=_size((y1 - y0) / view.scale, lang),
                first=(x, y0), second=(x, y1), at=at, level=False,
            )  # fmt: skip


def _size(value: float, lang: str) -> str:
    return number(round(value, _DIGITS), lang)


def draw_extent(extent: Extent, scale: float) -> Group:
    """Return a dimension with its extension lines, a real one for files that hold such."""
    turned = Extent(
        key=extent.key, text=extent.text, first=extent.first, second=extent.second, at=extent.at,
    ) if extent.level else Extent(
        key=extent.key, text=extent.text, first=_turn(extent.first), second=_turn(extent.second),
        at=-extent.at,
    )  # fmt: skip
    back = (lambda p: p) if extent.level else _back
    b = turned.second[0]
    points = tuple(back(p) for p in (turned.first, turned.second, (b, turned.at)))
    return Group(
        layer="dimensions", key=extent.key,
        primitives=tuple(_strokes(turned, back, 0.0 if extent.level else 90.0)),  # type: ignore[arg-type]
        measured=Measured(
            kind="linear", points=points, angle_deg=0.0 if extent.level else 90.0,
            text=extent.text, scale=scale,
        ),
    )  # fmt: skip


def _turn(point: Point) -> Point:
    return (point[1], -point[0])


def _back(point: Point) -> Point:
    return (-point[1], point[0])


def _strokes(extent: Extent, back: Callable[[Point], Point], angle: float) -> Iterator[Primitive]:
    (a, ya), (b, yb), y = extent.first, extent.second, extent.at
    for x, foot in ((a, ya), (b, yb)):
        way = 1.0 if y > foot else -1.0
        if abs(y - foot) > EXTENSION_GAP:
            ends = ((x, foot + way * EXTENSION_GAP), (x, y + way * EXTENSION_BEYOND))
            yield Polyline(points=tuple(back(p) for p in ends), pen=NARROW_LINE)
    inside = b - a >= _INSIDE
    low, high = (a, b) if inside else (a - _TAIL, b + _TAIL)
    yield Polyline(points=(back((low, y)), back((high, y))), pen=NARROW_LINE)
    for x, way in ((a, -1.0), (b, 1.0)):
        tip, run = back((x, y)), back((way if inside else -way, 0.0))
        yield symbols.arrowhead(tip, run, ARROW)
    yield from glyphs.line(extent.text, back(((a + b) / 2, y + ABOVE)), TEXT, "middle", angle)


def travel_text(start: float, end: float, lang: str) -> str:
    """Return the range of a parameter as a reference dimension: ``(0…80)``."""
    return f"({number(start, lang)}…{number(end, lang)})"
