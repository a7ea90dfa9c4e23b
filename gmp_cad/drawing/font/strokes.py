"""The strokes of each character: what a pen of a tenth of the height follows (ISO 3098-2, type B).

Coordinates are shares of the height of capitals: base line at 0, top of capitals at 1, with the
width of the pen.
"""

from __future__ import annotations

import math
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

Point = tuple[float, float]
Stroke = tuple[Point, ...]

PEN = 0.1  # width of the strokes (ISO 3098-1, table 2: type B)
SPACE = 0.4  # at least 6 tenths between words, with the sides of two letters
_SIDE = 0.1  # half of the 2 tenths between letters
_RAISED = 0.37  # how much higher marks stand on capitals
_CLEAR = 0.04  # from a mark to the end of its letter's advance
_DEGREES = 7.5  # of a segment of an arc
_SPACES = {" ": SPACE, "\u00a0": SPACE, "\u202f": SPACE / 2, "\u2009": SPACE / 2}
_DOTLESS = {"i": "ı", "j": "ȷ"}
_SAME = {"µ": "μ", "∅": "⌀", "Ω": "Ω", "◯": "○"}
_LAST_ACCENTED = 0x17F  # the blocks Latin-1 and Latin Extended-A: the languages of Europe
_FIRST_RINGED = 0x24B6  # circled capital A


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """What the pen follows from where a character starts, and how far the next one starts."""

    advance: float
    strokes: tuple[Stroke, ...] = ()

    @property
    def low(self) -> float:
        """The lowest place that its ink reaches; 0 without ink."""
        return min((y for stroke in self.strokes for _, y in stroke), default=PEN / 2) - PEN / 2

    @property
    def high(self) -> float:
        """The highest place that its ink reaches; 0 without ink."""
        return max((y for stroke in self.strokes for _, y in stroke), default=-PEN / 2) + PEN / 2


def strokes_of(character: str) -> tuple[Stroke, ...]:
    """Return the polylines of one character, empty for a space. Raises KeyError if not known."""
    return characters()[character].strokes


def text_strokes(text: str) -> Iterator[Stroke]:
    """Yield the polylines of a line of known characters that starts at the origin."""
    at = 0.0
    for character in text:
        found = characters()[character]
        for stroke in found.strokes:
            yield tuple((x + at, y) for x, y in stroke)
        at += found.advance


def is_symbol(character: str) -> bool:
    """Return whether the character is a sign of drawings, which plain fonts may lack."""
    return character in _signs()


def symbols() -> frozenset[str]:
    """Return the signs of drawings, which plain fonts may lack."""
    return frozenset(_signs())


@cache
def characters() -> Mapping[str, Character]:
    """Return every character of the font, in the order of code points."""
    found = {**_letters(), **_signs()}
    found |= {name: Character(advance=width) for name, width in _SPACES.items()}
    return {name: found[name] for name in sorted(found)}


@cache
def _letters() -> Mapping[str, Character]:
    data = _read("alphabet.toml")
    found = {
        name: _spaced(_strokes(text))
        for table in ("letters", "digits", "punctuation")
        for name, text in data[table].items()
    }
    found |= {name: _composed(parts, found) for name, parts in data["composed"].items()}
    marks = {name: _strokes(text) for name, text in data["marks"].items()}
    found |= _accented(found, marks)
    return found | {name: found[other] for name, other in _SAME.items() if other in found}


@cache
def _signs() -> Mapping[str, Character]:
    data = _read("signs.toml")
    found = {
        name: Character(advance=width / 10, strokes=_strokes(text, (0.0, 0.0)))
        for table in ("dimensions", "tolerances", "texture")
        for name, (width, text) in data[table].items()
    }
    found |= {name: found[other] for name, other in _SAME.items() if other in found}
    return found | _ringed(data["ringed"])


def _read(name: str) -> dict[str, Any]:
    path = resources.files("gmp_cad.drawing.font").joinpath(name)
    return tomllib.loads(path.read_text("utf-8"))


def _strokes(text: str, corner: Point = (0.5, 0.5)) -> tuple[Stroke, ...]:
    """Read strokes in tenths of the height, drawn from ``corner``."""
    return tuple(
        tuple(((x + corner[0]) / 10, (y + corner[1]) / 10) for x, y in _points(stroke.split()))
        for stroke in text.split(" / ")
    )


def _points(tokens: list[str]) -> Iterator[Point]:
    last = None
    for token in tokens:
        for point in _arc(token[1:]) if token.startswith("@") else [_numbers(token)]:
            x, y = (round(value, 4) for value in point)
            if (x, y) != last:
                yield (x, y)
            last = (x, y)


def _numbers(token: str) -> tuple[float, ...]:
    return tuple(float(number) for number in token.split(","))


def _arc(token: str) -> Iterator[Point]:
    x, y, rx, ry, start, end = _numbers(token)
    count = max(2, math.ceil(abs(end - start) / _DEGREES))
    for i in range(count + 1):
        angle = math.radians(start + (end - start) * i / count)
        yield (x + rx * math.cos(angle), y + ry * math.sin(angle))


def _spaced(strokes: tuple[Stroke, ...]) -> Character:
    """Return a letter that leaves half of the distance between letters on either side."""
    left, right = _ends(strokes)
    shift = _SIDE + PEN / 2 - left
    return Character(advance=right - left + PEN + 2 * _SIDE, strokes=_moved(strokes, (shift, 0.0)))


def _ends(strokes: tuple[Stroke, ...]) -> tuple[float, float]:
    xs = [x for stroke in strokes for x, _ in stroke]
    return min(xs), max(xs)


def _moved(strokes: tuple[Stroke, ...], by: Point, scale: float = 1.0) -> tuple[Stroke, ...]:
    return tuple(tuple((x * scale + by[0], y * scale + by[1]) for x, y in s) for s in strokes)


def _composed(
    parts: list[tuple[str, float, float, float]], of: Mapping[str, Character]
) -> Character:
    drawn = (_moved(of[name].strokes, (x / 10, y / 10), scale) for name, scale, x, y in parts)
    return _spaced(tuple(stroke for strokes in drawn for stroke in strokes))


def _accented(
    letters: Mapping[str, Character], marks: Mapping[str, tuple[Stroke, ...]]
) -> dict[str, Character]:
    """Return each letter with a mark that Unicode knows as one character."""
    found = {}
    for mark, strokes in marks.items():
        for letter in letters:
            name = unicodedata.normalize("NFC", letter + mark)
            if len(name) == 1 and ord(name) <= _LAST_ACCENTED:
                drawn = letters[_DOTLESS.get(letter, letter)]
                above = unicodedata.combining(mark) == 230
                raised = _RAISED if above and drawn.high > 0.8 else 0.0
                found[name] = _marked(drawn, _moved(strokes, (-PEN / 2, raised)))
    return found


def _marked(letter: Character, mark: tuple[Stroke, ...]) -> Character:
    """Return a letter with a mark in its middle, wider where the mark needs it."""
    reach = max(abs(end) for end in _ends(mark)) + PEN / 2 + _CLEAR
    more = max(0.0, reach - letter.advance / 2)
    centre = letter.advance / 2 + more
    return Character(
        advance=letter.advance + 2 * more,
        strokes=(*_moved(letter.strokes, (more, 0.0)), *_moved(mark, (centre, 0.0))),
    )


def _ringed(rule: Mapping[str, float]) -> dict[str, Character]:
    radius, scale = rule["radius"] / 10, rule["scale"]
    middle = radius + PEN / 2 + _SIDE
    angles = [math.radians(_DEGREES * i) for i in range(round(360 / _DEGREES) + 1)]
    ring = tuple((middle + radius * math.cos(a), 0.5 + radius * math.sin(a)) for a in angles)
    found = {}
    for i in range(26):
        letter = _letters()[chr(ord("A") + i)]
        corner = (middle - scale * letter.advance / 2, 0.5 - scale / 2)
        found[chr(_FIRST_RINGED + i)] = Character(
            advance=2 * middle, strokes=(ring, *_moved(letter.strokes, corner, scale))
        )
    return found
