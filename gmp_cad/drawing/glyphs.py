"""Symbols drawn as strokes: GPS symbols (ISO 1101), hole symbols (ISO 129-1), circled letters.

No free font holds them all, and strokes look alike in every renderer. Coordinates are shares of
the height of capitals: base line at 0, top of capitals at 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gmp_cad.drawing import lettering
from gmp_cad.drawing.pens import BLACK, Pen
from gmp_cad.drawing.primitives import Anchor, Circle, Point, Polyline, Primitive, Text

STROKE = 0.1  # line width as a share of the height (ISO 3098, type B)
CIRCLED = {"Ⓔ": "E", "Ⓜ": "M", "Ⓛ": "L", "Ⓟ": "P", "Ⓕ": "F", "Ⓡ": "R", "Ⓤ": "U"}
_CIRCLED_ADVANCE = 1.9
_CIRCLED_RADIUS = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """Strokes and circles (x, y, radius) of a symbol that takes ``advance`` of width."""

    advance: float
    strokes: tuple[tuple[Point, ...], ...] = ()
    circles: tuple[tuple[float, float, float], ...] = ()


def _bow(y: float) -> tuple[Point, ...]:
    angles = [math.pi * i / 16 for i in range(17)]
    return tuple((0.6 + 0.5 * math.cos(a), y + 0.5 * math.sin(a)) for a in angles)


def _run_out(x: float) -> tuple[tuple[Point, ...], ...]:
    tip = (x + 0.5, 1.0)
    return (((x, 0.1), tip), ((x + 0.2, 0.86), tip, (x + 0.44, 0.62)))


# The sign of surface texture in a line of text: any process, removal required, removal forbidden.
TEXTURE_SIGNS: Mapping[str, str] = {"any": "√", "required": "\ue000", "forbidden": "\ue001"}
_TICK = ((0.05, 0.5), (0.35, 0.0), (0.98, 1.08))

GLYPHS: Mapping[str, Glyph] = {
    "√": Glyph(advance=1.15, strokes=(_TICK,)),
    "\ue000": Glyph(advance=1.15, strokes=(_TICK, ((0.05, 0.5), (0.64, 0.5)))),
    "\ue001": Glyph(advance=1.15, strokes=(_TICK,), circles=((0.35, 0.34, 0.17),)),
    "⏤": Glyph(advance=1.2, strokes=(((0.1, 0.5), (1.1, 0.5)),)),
    "⏥": Glyph(
        advance=1.5, strokes=(((0.1, 0.2), (1.1, 0.2), (1.4, 0.8), (0.4, 0.8), (0.1, 0.2)),)
    ),
    "○": Glyph(advance=1.2, circles=((0.6, 0.5, 0.45),)),
    "⌭": Glyph(
        advance=1.4,
        strokes=(((0.1, 0.05), (0.65, 1.05)), ((0.75, -0.05), (1.3, 0.95))),
        circles=((0.7, 0.5, 0.28),),
    ),
    "⌒": Glyph(advance=1.2, strokes=(_bow(0.25),)),
    "⌓": Glyph(advance=1.2, strokes=((*_bow(0.25), (1.1, 0.25)),)),
    "∥": Glyph(advance=1.1, strokes=(((0.1, 0.0), (0.6, 1.0)), ((0.5, 0.0), (1.0, 1.0)))),
    "⟂": Glyph(advance=1.2, strokes=(((0.1, 0.05), (1.1, 0.05)), ((0.6, 0.05), (0.6, 1.0)))),
    "∠": Glyph(advance=1.2, strokes=(((1.1, 0.05), (0.1, 0.05), (0.95, 0.85)),)),
    "⌖": Glyph(
        advance=1.2,
        strokes=(((0.05, 0.5), (1.15, 0.5)), ((0.6, -0.05), (0.6, 1.05))),
        circles=((0.6, 0.5, 0.33),),
    ),
    "◎": Glyph(advance=1.2, circles=((0.6, 0.5, 0.48), (0.6, 0.5, 0.25))),
    "⌯": Glyph(
        advance=1.3,
        strokes=(((0.05, 0.5), (1.25, 0.5)), ((0.3, 0.8), (1.0, 0.8)), ((0.3, 0.2), (1.0, 0.2))),
    ),
    "↗": Glyph(advance=0.8, strokes=_run_out(0.1)),
    "⌰": Glyph(advance=1.4, strokes=(*_run_out(0.15), *_run_out(0.75), ((0.15, 0.1), (0.75, 0.1)))),
    "↧": Glyph(
        advance=1.2,
        strokes=(
            ((0.2, 1.0), (1.0, 1.0)),
            ((0.6, 1.0), (0.6, 0.0)),
            ((0.35, 0.35), (0.6, 0.0), (0.85, 0.35)),
        ),
    ),
    "⌴": Glyph(advance=1.4, strokes=(((0.1, 0.8), (0.1, 0.1), (1.2, 0.1), (1.2, 0.8)),)),
    "⌵": Glyph(advance=1.3, strokes=(((0.1, 0.9), (0.6, 0.05), (1.1, 0.9)),)),
}


def width(text: str, height: float) -> float:
    """Return the width in mm of a text that may hold symbols, capitals ``height`` mm high."""
    return sum(_advance(run, height) for run in _runs(text))


def line(
    text: str,
    place: Point,
    height: float,
    anchor: Anchor = "start",
    rotation_deg: float = 0.0,
    colour: str = BLACK,
) -> tuple[Primitive, ...]:
    """Return one line of text, symbols drawn; the parameters are those of :class:`Text`."""
    runs = list(_runs(text))
    if len(runs) == 1 and _plain(runs[0]):
        return (_plain_text(text, place, height, anchor, rotation_deg, colour),)
    along = {"start": 0.0, "middle": -0.5, "end": -1.0}[anchor] * width(text, height)
    angle = math.radians(rotation_deg)
    cos, sin = math.cos(angle), math.sin(angle)
    found: list[Primitive] = []
    for run in runs:
        written = run.lstrip()  # a renderer may drop the spaces before a text
        along += _advance(run, height) - _advance(written, height)
        at = (place[0] + along * cos, place[1] + along * sin)
        if not _plain(run):
            found += _drawn(run, at, height, (cos, sin), colour)
        elif written:
            found.append(_plain_text(written, at, height, "start", rotation_deg, colour))
        along += _advance(written, height)
    return tuple(found)


def _plain_text(
    text: str, place: Point, height: float, anchor: Anchor, rotation_deg: float, colour: str
) -> Text:
    return Text(
        text=text,
        place=place,
        height=height,
        anchor=anchor,
        rotation_deg=rotation_deg,
        colour=colour,
    )


def _runs(text: str) -> Iterator[str]:
    """Yield stretches of plain text and single symbols."""
    plain = ""
    for character in text:
        if character in GLYPHS or character in CIRCLED:
            if plain:
                yield plain
            plain = ""
            yield character
        else:
            plain += character
    if plain:
        yield plain


def _plain(run: str) -> bool:
    return run not in GLYPHS and run not in CIRCLED


def _advance(run: str, height: float) -> float:
    if run in CIRCLED:
        return _CIRCLED_ADVANCE * height
    if run in GLYPHS:
        return GLYPHS[run].advance * height
    return lettering.width(run, height)


def _drawn(
    run: str, place: Point, height: float, turn: tuple[float, float], colour: str
) -> list[Primitive]:
    cos, sin = turn
    pen = Pen(STROKE * height, colour)

    def at(x: float, y: float) -> Point:
        return (
            place[0] + (x * cos - y * sin) * height,
            place[1] + (x * sin + y * cos) * height,
        )

    if run in CIRCLED:
        middle = _CIRCLED_ADVANCE / 2
        letter = 0.8
        return [
            Circle(centre=at(middle, 0.5), radius=_CIRCLED_RADIUS * height, pen=pen),
            _plain_text(
                CIRCLED[run],
                at(middle, 0.5 - letter / 2),
                letter * height,
                "middle",
                math.degrees(math.atan2(sin, cos)),
                colour,
            ),
        ]
    glyph = GLYPHS[run]
    drawn: list[Primitive] = [
        Polyline(points=tuple(at(x, y) for x, y in stroke), pen=pen) for stroke in glyph.strokes
    ]
    drawn += [Circle(centre=at(x, y), radius=r * height, pen=pen) for x, y, r in glyph.circles]
    return drawn
