"""The notation of drawings: ``4× ⌀6,6 ⌴ ⌀11 ↧6,8`` parsed into a :class:`Size`, and printed back.

Grammar (ASCII spellings in brackets; decimals with point or comma)::

    size      = [count] ( "[" body "]" | "(" body ")" | body )
    count     = INTEGER "×"                                    [x]
    body      = thread | chamfer | angle | length
    thread    = "M" NUMBER ["×" NUMBER] [depths] | "Tr" NUMBER "×" NUMBER, each with ["-" CLASS]
    chamfer   = NUMBER "×" NUMBER "°" | "C" NUMBER
    angle     = NUMBER "°" [tolerance]                         [deg]
    length    = [prefix] ( NUMBER [tolerance] | NUMBER "/" NUMBER ) ["Ⓔ"] [depths]
    prefix    = "⌀" | "S⌀" | "R" | "□"                         [D, Ø, SD, SQ]
    tolerance = FIT | "±" NUMBER | DEVIATION "/" DEVIATION | "max" | "min"      [+/-]
    depths    = ["↧" NUMBER] [ "/" "⌀" NUMBER ["↧" NUMBER] ] [counterbore | countersink]
    counterbore = "⌴" "⌀" NUMBER "↧" NUMBER                    [cbore, deep]
    countersink = "⌵" "⌀" NUMBER "×" NUMBER "°"                [csk]

Lengths in mm, angles in degrees. Symbols: ISO 129-1, ISO 286-1 (fits), ISO 14405-1 (Ⓔ).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace

from gmp_cad.errors import NotationError, suggestion
from gmp_cad.language import Message
from gmp_cad.spec.size import THREADS, Kind, Recess, Role, Size

# Longest first, so that "+/-" is not read as "+".
_SPELLINGS = {
    "+/-": "±", "+-": "±", "cbore": "⌴", "csk": "⌵", "deep": "↧", "deg": "°", "(E)": "Ⓔ",
    "Ø": "⌀", "ø": "⌀", "∅": "⌀", "Φ": "⌀", "SQ": "□", "\N{MINUS SIGN}": "-", "–": "-", "x": "×",
    "X": "×", "*": "×", "º": "°",
}  # fmt: skip
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_FIT = re.compile(r"(?:[A-Z]{1,2}|[a-z]{1,2})(?:01|\d{1,2})(?!\d)")
_THREAD_CLASS = re.compile(r"\d[a-hA-H](?:\d[a-hA-H])?")
_PREFIXES = {
    "S⌀": Kind.SPHERE, "SD": Kind.SPHERE, "⌀": Kind.DIAMETER, "D": Kind.DIAMETER,
    "R": Kind.RADIUS, "□": Kind.SQUARE,
}  # fmt: skip
_UNITS = ("mm", "cm", "m", "µm", "in", "inch", '"', "''")
_WORDS = ("max", "min", "cbore", "csk", "deep", "deg", "Tr", "SQ")


def parse(text: str) -> Size:
    """Return the size that ``text`` writes; raise :class:`NotationError` at the faulty character."""
    reader = _Reader(text)
    size = _size(reader)
    reader.end()
    _check(size, text)
    return size


class _Reader:
    """A cursor over the text; spellings are recognised where they stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def space(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in " \t\u00a0\u202f":
            self.at += 1

    def peek(self, sign: str) -> int:
        """Length of ``sign`` (or of one of its spellings) here, else 0; leading space skipped."""
        self.space()
        if self.text.startswith(sign, self.at):
            return len(sign)
        for spelling, meaning in _SPELLINGS.items():
            if meaning == sign and self.text.startswith(spelling, self.at):
                return len(spelling)
        return 0

    def take(self, sign: str) -> bool:
        length = self.peek(sign)
        self.at += length
        return length > 0

    def match(self, pattern: re.Pattern[str]) -> str | None:
        self.space()
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found.group() if found else None

    def number(self, what: str) -> float:
        text = self.match(_NUMBER)
        if text is None:
            raise self.fault(Message("expected a number ({what})", what=Message(what)))
        value = float(text.replace(",", "."))
        if not math.isfinite(value):
            raise self.fault(Message("the number is too large"))
        return value

    def demand(self, sign: str) -> None:
        if not self.take(sign):
            raise self.fault(Message("expected {sign!r}", sign=sign))

    def fault(self, message: Message, hint: Message | None = None) -> NotationError:
        self.space()
        return NotationError(message, self.text, min(self.at, len(self.text)), hint)

    def end(self) -> None:
        self.space()
        if self.at < len(self.text):
            word = re.match(r"\S+", self.text[self.at :])
            rest = word.group() if word else ""
            hint = suggestion(rest, _WORDS)
            if rest.rstrip("±+-0123456789.,").casefold() in _UNITS:
                hint = Message("write no unit: sizes are in mm")
            raise self.fault(Message("{rest!r} is not understood here", rest=rest[:40]), hint)


def _size(reader: _Reader) -> Size:
    count = _count(reader)
    for opening, closing, role in (("[", "]", Role.EXACT), ("(", ")", Role.REFERENCE)):
        if reader.take(opening):
            size = _body(reader)
            reader.demand(closing)
            return replace(size, count=count, role=role)
    return replace(_body(reader), count=count)


def _count(reader: _Reader) -> int | None:
    """``4×`` before anything but ``1×45°``: a count is followed by a space or a non-digit."""
    start = reader.at
    found = re.compile(r"(\d+)\s*(?:×|x|X|\*)(?=\s|\D)").match(reader.text.lstrip(), 0)
    if not found:
        return None
    reader.at = start + (len(reader.text) - len(reader.text.lstrip())) + found.end()
    count = int(found.group(1)) if len(found.group(1)) < 6 else 0
    if not 1 <= count <= 9999:
        reader.at = start
        raise reader.fault(Message("a count must be between 1 and 9999"))
    return count


def _body(reader: _Reader) -> Size:
    if reader.take("Tr"):
        return _trapezoidal(reader)
    if reader.peek("M") and re.match(r"M\s*\d", reader.text[reader.at :]):
        reader.take("M")
        return _metric(reader)
    if reader.peek("C") and re.match(r"C\s*\d", reader.text[reader.at :]):
        reader.take("C")
        return Size(kind=Kind.CHAMFER, nominal=reader.number("chamfer"), angle=45.0)
    for prefix, kind in _PREFIXES.items():
        if reader.take(prefix):
            return _length(reader, kind)
    return _plain(reader)


def _plain(reader: _Reader) -> Size:
    """Read a number without prefix: a length, an angle (``30°``) or a chamfer (``1×45°``)."""
    start = reader.at
    value = reader.number("size")
    if reader.take("×"):
        angle = reader.number("chamfer angle")
        reader.demand("°")
        return Size(kind=Kind.CHAMFER, nominal=value, angle=angle)
    if reader.take("°"):
        return _toleranced(reader, Size(kind=Kind.ANGLE, nominal=value), unit="°")
    reader.at = start
    return _length(reader, Kind.LINEAR)


def _length(reader: _Reader, kind: Kind) -> Size:
    nominal = reader.number("size")
    if reader.take("/"):
        lower = reader.number("limit")
        if lower >= nominal:
            raise reader.fault(Message("the limits are inverted: write the larger one first"))
        mean, half = round((nominal + lower) / 2, 9), round((nominal - lower) / 2, 9)
        size = Size(kind=kind, nominal=mean, deviations=(-half, half))
    else:
        size = _toleranced(reader, Size(kind=kind, nominal=nominal))
    return _depths(reader, _envelope(reader, size))


def _envelope(reader: _Reader, size: Size) -> Size:
    return replace(size, envelope=True) if reader.take("Ⓔ") else size


def _toleranced(reader: _Reader, size: Size, unit: str = "") -> Size:
    for bound in ("max", "min"):
        if reader.take(bound):
            return replace(size, bound=bound)
    if reader.take("±"):
        half = reader.number("tolerance")
        if unit:
            reader.take(unit)
        return replace(size, deviations=(-half, half))
    start = reader.at
    upper = _deviation(reader)
    if upper is not None:
        return replace(size, deviations=_pair(reader, upper, start, unit))
    fit = reader.match(_FIT)
    return replace(size, fit=fit) if fit else size


def _pair(reader: _Reader, upper: float, start: int, unit: str) -> tuple[float, float]:
    if unit:
        reader.take(unit)
    reader.demand("/")
    lower = _deviation(reader)
    if lower is None:
        raise reader.fault(Message("expected the lower deviation (a sign and a number, or 0)"))
    if unit:
        reader.take(unit)
    if lower >= upper:
        reader.at = start
        raise reader.fault(
            Message("the deviations are inverted: write the upper one first"),
            Message("for example 40 +0,2/0"),
        )
    return lower, upper


_DEVIATION = re.compile(r"[+\-\N{MINUS SIGN}–]\s*\d+(?:[.,]\d+)?|0+(?:[.,]0+)?(?!\d)")


def _deviation(reader: _Reader) -> float | None:
    text = reader.match(_DEVIATION)
    if text is None:
        return None
    text = text.replace("\N{MINUS SIGN}", "-").replace("–", "-").replace(",", ".")
    return float(text.replace(" ", ""))


def _metric(reader: _Reader) -> Size:
    size = Size(kind=Kind.METRIC_THREAD, nominal=reader.number("thread diameter"))
    if reader.take("×"):
        size = replace(size, pitch=reader.number("pitch"))
    return _depths(reader, _classed(reader, size))


def _trapezoidal(reader: _Reader) -> Size:
    diameter = reader.number("thread diameter")
    reader.demand("×")
    size = Size(kind=Kind.TRAPEZOIDAL_THREAD, nominal=diameter, pitch=reader.number("pitch"))
    return _depths(reader, _classed(reader, size))


def _classed(reader: _Reader, size: Size) -> Size:
    if not reader.take("-"):
        return size
    name = reader.match(_THREAD_CLASS)
    if name is None:
        raise reader.fault(Message("expected a thread tolerance class such as 6H or 6g"))
    return replace(size, thread_class=name)


def _depths(reader: _Reader, size: Size) -> Size:
    if reader.take("↧"):
        size = replace(size, depth=reader.number("depth"))
    if size.kind in THREADS and reader.take("/"):
        reader.demand("⌀")
        size = replace(size, drill_diameter=reader.number("drill diameter"))
        if reader.take("↧"):
            size = replace(size, drill_depth=reader.number("drill depth"))
    if reader.take("⌴"):
        reader.demand("⌀")
        diameter = reader.number("counterbore diameter")
        reader.demand("↧")
        return replace(size, recess=Recess(diameter=diameter, depth=reader.number("depth")))
    if reader.take("⌵"):
        reader.demand("⌀")
        diameter = reader.number("countersink diameter")
        reader.demand("×")
        angle = reader.number("countersink angle")
        reader.demand("°")
        return replace(size, recess=Recess(diameter=diameter, angle=angle))
    return size


def _further(size: Size) -> tuple[float, ...]:
    """Return what is written besides the nominal size (mm, degrees)."""
    recess = size.recess
    written = (size.depth, size.drill_depth, size.drill_diameter, size.pitch)
    inner = (recess.diameter, recess.depth, recess.angle) if recess else ()
    return tuple(value for value in (*written, *inner) if value is not None)


_RULES: tuple[tuple[Callable[[Size], bool], Message], ...] = (
    (lambda s: s.nominal >= 1e-6, Message("a size must be greater than zero")),
    (
        lambda s: all(1e-6 <= value <= 1e5 for value in _further(s)),
        Message("a depth, a pitch or a diameter must be greater than zero, and below 100 m"),
    ),
    (
        lambda s: not (s.recess and s.recess.angle) or s.recess.angle < 180,
        Message("a countersink angle must lie between 0 and 180°"),
    ),
    (lambda s: s.nominal <= 1e5, Message("a size above 100 m is not a size in millimetres")),
    (
        lambda s: s.kind is not Kind.ANGLE or s.nominal <= 360,
        Message("an angle must not exceed 360°"),
    ),
    (
        lambda s: s.kind is not Kind.CHAMFER or 0 < (s.angle or 0) < 90,
        Message("a chamfer angle must lie between 0 and 90°"),
    ),
    (
        lambda s: not s.deviations or s.nominal + s.deviations[0] > 0,
        Message("the lower limit is not greater than zero"),
    ),
    (
        lambda s: not s.deviations or s.deviations[1] - s.deviations[0] >= 1e-6,
        Message("a tolerance must be greater than zero"),
    ),
    (
        lambda s: (s.drill_diameter or 0) < s.nominal,
        Message("the drill is not smaller than the thread"),
    ),
    (
        lambda s: s.role is Role.TOLERANCED or not (s.fit or s.deviations or s.bound),
        Message("an exact or reference dimension carries no tolerance"),
    ),
    (
        lambda s: not s.recess or s.recess.diameter > s.nominal,
        Message("the counterbore or countersink must be larger than its hole"),
    ),
    (
        lambda s: not s.recess or s.kind in (*THREADS, Kind.DIAMETER),
        Message("only a hole has a counterbore or a countersink"),
    ),
    (
        lambda s: not (s.depth and s.drill_depth) or s.drill_depth >= s.depth,
        Message("the drilled depth is smaller than the threaded depth"),
    ),
)


def _check(size: Size, text: str) -> None:
    """Refuse what the grammar admits and geometry does not."""
    for holds, message in _RULES:
        if not holds(size):
            raise NotationError(message, text, 0)
