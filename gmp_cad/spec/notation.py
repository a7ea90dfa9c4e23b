"""The notation of drawings: ``4× ⌀6,6 ⌴ ⌀11 ↧6,8`` parsed into a :class:`Size`, and printed back.

Grammar (ASCII spellings in brackets; decimals with point or comma; spaces anywhere)::

    callout     = [count] ( "[" size "]" | "(" size ")" | size )
    count       = INTEGER "×"                                  [x, *]
    size        = metric | trapezoidal | pipe | chamfer | angle | length
    length      = [sign] NUMBER ( "/" NUMBER | [tolerance | CLASS] ) ["Ⓔ"] ["↧" NUMBER] [recess]
    sign        = "⌀" | "S⌀" | "R" | "□"                       [D, Ø; SD, SØ; SQ]
    tolerance   = "±" amount | deviation ["/"] deviation | "max" | "min"         [+/-]
    deviation   = ("+" | "-") amount | "0"
    angle       = ANGLE [tolerance]
    chamfer     = NUMBER [tolerance] "×" NUMBER "°" | "C" NUMBER [tolerance]
    recess      = "⌴" "⌀" NUMBER "↧" NUMBER                    [cbore, deep]
                | "⌵" "⌀" NUMBER "×" NUMBER "°"                [csk]
    metric      = "M" NUMBER ["×" NUMBER] ending
    trapezoidal = "Tr" NUMBER "×" NUMBER ["P" NUMBER | "(" "P" NUMBER ")"] ending
    ending      = [hand] ["-" THREAD_CLASS] [hand] drilled
    hand        = ["-"] "LH"
    pipe        = "G" INCHES ["A" | "B"] [hand] drilled
    drilled     = ["↧" NUMBER] ["/" "⌀" NUMBER ["↧" NUMBER]] [recess]
    fit         = [sign] NUMBER CLASS ["Ⓔ"] "/" CLASS ["Ⓔ"]    the pair of parse_fit

    ANGLE       = NUMBER "°" [NUMBER "'" [NUMBER '"']]         [deg]
    amount      = NUMBER, in an angle also NUMBER "'" or ANGLE
    CLASS       = ISO 286: H7, js6;  THREAD_CLASS = ISO 965-1, ISO 2903: 6H, 4g6g, 7e
    INCHES      = 1/4, 1, 1 1/4

``4× 45°`` counts angles, ``4×45°`` and ``4 × 45°`` are chamfers; ``6 x7`` has the class x7.
Lengths in mm, angles in degrees. Symbols: ISO 129-1, ISO 286-1 (fits), ISO 14405-1 (Ⓔ).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace

from gmp_cad.errors import suggestion
from gmp_cad.language import Message
from gmp_cad.spec.hole_notation import (
    read_depth,
    read_metric,
    read_pipe,
    read_recess,
    read_trapezoidal,
)
from gmp_cad.spec.size import FitPair, Kind, Role, Size, whole_seconds
from gmp_cad.spec.size_reader import SizeReader
from gmp_cad.spec.size_rules import check, check_pair
from gmp_cad.standards import iso286

_DEGREE = r"\s*(?:°|º|deg)"
_COUNT = re.compile(
    r"([0-9]+)(?:[×xX*](?![0-9])|\s+[×xX*](?![0-9])(?!\s*[0-9]+(?:[.,][0-9]+)?" + _DEGREE + "))"
)
_BEVEL = re.compile(r"[×xX*]\s*[0-9]+(?:[.,][0-9]+)?" + _DEGREE + r"|[×*]")
_MINUTES = re.compile(r"[0-9]+(?:[.,][0-9]+)?\s*['′’]")
_SECONDS = re.compile(r"[0-9]+(?:[.,][0-9]+)?\s*(?:[\"″]|'')")
_BOUND = re.compile(r"(max|min)(?![A-Za-z])\.?")
_CLASS = re.compile(r"[A-Za-z]{1,2}[0-9]{1,3}(?![0-9])")
_GLUED_X = re.compile(r"(?<=[0-9])x[0-9]")
_BARE_CLASS = re.compile(r"[A-Za-z]{1,2}(?![A-Za-z0-9])")
_UNSIGNED_ZERO = re.compile(r"0(?:[.,]0+)?(?![0-9.,])")
_PREFIXES = {
    "S⌀": Kind.SPHERE, "⌀": Kind.DIAMETER, "R": Kind.RADIUS, "□": Kind.SQUARE,
}  # fmt: skip
_MOST = 9999
_PARTS_OF_AN_INCH = (2, 4, 8, 16, 32)
Amount = Callable[[SizeReader], float]


def parse(text: str) -> Size:
    """Return the size that ``text`` writes; raise :class:`NotationError` at the faulty character."""
    reader = SizeReader(text=text)
    size = _callout(reader)
    reader.end()
    check(size, reader)
    return size


def parse_fit(text: str) -> FitPair:
    """Return the pair that ``text`` writes, ``⌀25 H7/g6``; raise NotationError where it is wrong.

    Ⓔ is tolerated after each class and says nothing more: a fit rests on it.
    """
    reader = SizeReader(text=text)
    kind = _kind(reader)
    nominal = reader.quantity("size", "nominal")
    hole = _pair_class(reader, "hole")
    if not reader.take("/"):
        raise reader.fault(
            Message("expected '/' and the class of the shaft"), Message("for example 25 H7/g6")
        )
    shaft = _pair_class(reader, "shaft")
    reader.end()
    pair = FitPair(kind=kind, nominal=nominal, hole=hole, shaft=shaft)
    check_pair(pair, reader)
    return pair


def _pair_class(reader: SizeReader, name: str) -> str:
    found = _class(reader, name)
    if found is None:
        raise reader.fault(
            Message("expected a tolerance class"), Message("a fit is written 25 H7/g6")
        )
    reader.take("Ⓔ")
    return found


def _callout(reader: SizeReader) -> Size:
    count = _count(reader)
    for opening, closing, role in (("[", "]", Role.EXACT), ("(", ")", Role.REFERENCE)):
        if reader.take(opening):
            size = replace(_size(reader), count=count, role=role)
            reader.demand(closing, "[30], (60)")
            return size
    return replace(_size(reader), count=count)


def _count(reader: SizeReader) -> int | None:
    start = reader.at
    text = reader.match(_COUNT)
    if text is None:
        return None
    digits = text.rstrip("×xX* \t\u00a0\u202f")
    count = int(digits) if len(digits) <= len(str(_MOST)) else 0
    if not 1 <= count <= _MOST:
        reader.at = start
        raise reader.fault(Message("a count must be between 1 and 9999"))
    return count


def _size(reader: SizeReader) -> Size:
    for letters, read in _LETTERED:
        if reader.match(letters):
            return read(reader)
    kind = _kind(reader)
    size = Size(kind=kind, nominal=reader.quantity("size", "nominal"))
    if kind is Kind.LINEAR and reader.take("°"):
        return _angle(reader, size.nominal)
    return _length(reader, size)


def _kind(reader: SizeReader) -> Kind:
    sign = reader.one_of(tuple(_PREFIXES))
    return _PREFIXES[sign] if sign else Kind.LINEAR


def _angle(reader: SizeReader, degrees: float) -> Size:
    nominal = whole_seconds(degrees + _minutes(reader))
    return _toleranced(reader, Size(kind=Kind.ANGLE, nominal=nominal), _degrees)


def _minutes(reader: SizeReader, below: float = 60) -> float:
    """Read the minutes and seconds after whole degrees; 0 where there are none (degrees)."""
    if not reader.sees(_MINUTES):
        return 0.0
    minutes = _sixtieths(reader, below)
    reader.demand("'", "30°30'")
    seconds = 0.0
    if reader.sees(_SECONDS):
        seconds = _sixtieths(reader, 60)
        reader.demand('"', "30°30'15''")
    return minutes / 60 + seconds / 3600


def _sixtieths(reader: SizeReader, below: float) -> float:
    value = reader.quantity("minutes")
    if value >= below:
        raise reader.fault_at("minutes", Message("minutes and seconds stay below 60"))
    return value


def _length(reader: SizeReader, size: Size) -> Size:
    if size.kind is Kind.LINEAR and reader.sees(_BEVEL):
        return _chamfer(reader, size)
    if reader.take("/"):
        size = _between_limits(reader, size)
    else:
        size = _toleranced(reader, size, _millimetres)
        if size.kind is Kind.LINEAR and not size.fit and reader.sees(_BEVEL):
            return _chamfer(reader, size)
        if not size.bound and not size.deviations:
            _refuse_doubtful(reader, size)
            size = replace(size, fit=_class(reader, "fit"))
    reader.mark("envelope")
    if reader.take("Ⓔ"):
        size = replace(size, envelope=True)
    return read_recess(reader, read_depth(reader, size))


def _refuse_doubtful(reader: SizeReader, size: Size) -> None:
    """Refuse ``4x9``: a count, or the class x9; only a space tells."""
    if size.kind is Kind.LINEAR and reader.sees(_GLUED_X):
        raise reader.fault(
            Message("a count, a chamfer or the class x?"),
            Message("write 4× ⌀9, 1×45° or, for the class, 40 x9 with a space"),
        )


def _chamfer(reader: SizeReader, size: Size) -> Size:
    reader.demand("×", "1×45°")
    angle = reader.quantity("chamfer angle")
    reader.demand("°", "1×45°")
    return replace(size, kind=Kind.CHAMFER, angle=angle)


def _even_chamfer(reader: SizeReader) -> Size:
    size = Size(kind=Kind.CHAMFER, nominal=reader.quantity("size", "nominal"), angle=45.0)
    return _toleranced(reader, size, _millimetres)


def _between_limits(reader: SizeReader, size: Size) -> Size:
    """Read the lower limit after the upper one; the nominal is the middle between them."""
    reader.mark("tolerance")
    upper, decimals = size.nominal, reader.decimals
    lower = reader.quantity("limit")
    decimals = max(decimals, reader.decimals)
    if lower >= upper:
        text = f"{lower:.{decimals}f}/{upper:.{decimals}f}".replace(".", ",")
        hint = Message("write the larger one first: {text}", text=text)
        if decimals == 0 and lower in _PARTS_OF_AN_INCH:
            hint = Message("the threads known are M (ISO 261), Tr (ISO 2902) and G (ISO 228-1)")
        raise reader.fault_at("limit", Message("the limits are inverted or equal"), hint)
    half = round((upper - lower) / 2, decimals + 1)
    return replace(
        size, nominal=round(lower + half, decimals + 1), deviations=(-half, half), decimals=decimals
    )


def _millimetres(reader: SizeReader) -> float:
    return reader.quantity("tolerance")


def _degrees(reader: SizeReader) -> float:
    """Read an amount of an angle: ``0,5°``, ``0,5``, ``0°30'``, ``30'`` (degrees)."""
    if reader.sees(_MINUTES):
        return whole_seconds(_minutes(reader, math.inf))
    value = reader.quantity("tolerance")
    return whole_seconds(value + _minutes(reader) if reader.take("°") else value)


def _toleranced(reader: SizeReader, size: Size, amount: Amount) -> Size:
    """Read a tolerance, if one stands here; its amounts by ``amount``."""
    reader.mark("toleranced")
    bound = reader.match(_BOUND)
    if bound:
        return replace(size, bound=bound.rstrip(". "))
    if reader.take("±"):
        half = amount(reader)
        return replace(size, deviations=(-half, half))
    reader.mark("deviations")
    upper = _deviation(reader, amount)
    if upper is None:
        return size
    return replace(size, deviations=(_lower(reader, upper, amount), upper))


def _lower(reader: SizeReader, upper: float, amount: Amount) -> float:
    divided = reader.take("/")  # a drawing stacks them: "+0,2 -0,1" says the same
    lower = _deviation(reader, amount)
    if lower is None:
        if divided:
            raise reader.fault(
                Message("expected the lower deviation (a sign and a number, or 0)"),
                Message("for example {example}", example="40 +0,2/-0,1"),
            )
        raise reader.fault(
            Message("expected '/' and the lower deviation"),
            Message("two deviations are written 40 +0,2/-0,1, one of them may be 0: 40 +0,2/0"),
        )
    if lower >= upper:
        raise reader.fault_at(
            "deviations",
            Message("the deviations are inverted or equal: write the upper one first"),
            Message("for example {example}", example=f"{_signed(lower)}/{_signed(upper)}"),
        )
    return lower


def _signed(value: float) -> str:
    return f"{value:+g}".replace(".", ",") if value else "0"


def _deviation(reader: SizeReader, amount: Amount) -> float | None:
    """Read a deviation: a sign and an amount, or a zero; None where there is none."""
    if reader.take("+"):
        return amount(reader)
    if reader.take("-"):
        return -amount(reader)
    if reader.match(_UNSIGNED_ZERO) is None:
        return None
    reader.take("°")
    return 0.0


def _class(reader: SizeReader, name: str) -> str | None:
    """Read a tolerance class of ISO 286, if something like one stands here."""
    reader.mark(name)
    found = reader.match(_CLASS)
    if found is None:
        _refuse_bare(reader)
    elif not iso286.is_tolerance_class(found):
        letters = found.rstrip("0123456789")
        grades = iso286.GRADES if iso286.is_tolerance_class(f"{letters}7") else ()
        near = suggestion(found, [letters + grade for grade in grades])
        known = Message("a letter and a grade, like H7 (hole) or g6 (shaft)")
        message = Message("{text!r} is no tolerance class of ISO 286", text=found)
        raise reader.fault_at(name, message, near or known)
    return found


def _refuse_bare(reader: SizeReader) -> None:
    """Refuse the letter of a class without its grade; units are told apart."""
    letters = reader.seen(_BARE_CLASS)
    if letters and iso286.is_tolerance_class(f"{letters}7") and not reader.advice():
        hint = Message("for example {example}", example=f"{letters}7")
        raise reader.fault(Message("{letters!r} has no grade", letters=letters), hint)


_LETTERED: tuple[tuple[re.Pattern[str], Callable[[SizeReader], Size]], ...] = (
    (re.compile(r"T[rR](?![A-Za-z])"), read_trapezoidal),
    (re.compile(r"M(?![A-Za-z])"), read_metric),
    (re.compile(r"G(?![A-Za-z])"), read_pipe),
    (re.compile(r"C(?![A-Za-z])"), _even_chamfer),
)
