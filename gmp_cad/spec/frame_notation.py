"""The notation of a tolerance frame, parsed into :class:`Zone` and :class:`DatumReference`.

Grammar (ASCII spellings in brackets; decimals with point or comma; modifiers in any order)::

    zone       = ["⌀" | "S⌀"] NUMBER { modifier }              [D, Ø; SD, SØ]
    modifier   = "CZ" | "SZ" | "UZ" ("+" | "-") NUMBER | "Ⓟ" NUMBER | "Ⓜ" | "Ⓛ" | "Ⓕ"
                                                               [(P) (M) (L) (F)]
    reference  = LETTER ["Ⓜ" | "Ⓛ"] | common | "(" common ")" ("Ⓜ" | "Ⓛ")
    common     = LETTER "-" LETTER { "-" LETTER }
    system     = reference { "|" reference }

Lengths in mm. ISO 1101 (zone), ISO 2692 (Ⓜ Ⓛ), ISO 10579 (Ⓕ), ISO 5459 (datum systems).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from gmp_cad.errors import NotationError
from gmp_cad.language import Message
from gmp_cad.spec.frame import DatumReference, Zone

_LARGEST_MM = 1e4
_SMALLEST_MM = 1e-6
_OUTSIDE = Message(
    "expected a length between {least} and {most} mm", least=_SMALLEST_MM, most=_LARGEST_MM
)
_DIGITS = 9  # decimals kept of a length in mm
_SPACE = " \t\u00a0\u202f"
_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "S⌀": ("S⌀", "SØ", "Sø", "S∅", "SD"),
    "⌀": ("⌀", "Ø", "ø", "∅", "Φ", "D"),
    "Ⓜ": ("Ⓜ", "(M)"),
    "Ⓛ": ("Ⓛ", "(L)"),
    "Ⓟ": ("Ⓟ", "(P)"),
    "Ⓕ": ("Ⓕ", "(F)"),
    "-": ("-", "\N{MINUS SIGN}", "–"),
}
_NUMBER = re.compile(r"[0-9]{1,12}(?:[.,][0-9]{1,30})?")
_LETTERS = re.compile(r"[A-Z]{1,2}")
# What is often written in a zone and does not belong there: pattern, what to do.
_MISPLACED: tuple[tuple[re.Pattern[str], Message], ...] = (
    (re.compile(r"(mm|µm|um|cm|m|in|\")(?![A-Za-z])"), Message("write no unit: zones are in mm")),
    (re.compile(r"[MLPF](?![A-Za-z])"), Message("write Ⓜ, Ⓛ, Ⓟ 12, Ⓕ or (M), (L), (P) 12, (F)")),
    (re.compile(r"Ⓔ|\(E\)"), Message("Ⓔ belongs beside a size, not in a tolerance frame")),
    (re.compile(r"Ⓡ|\(R\)"), Message("reciprocity Ⓡ is not carried: write the requirement out")),
    (re.compile(r"[±+\-]"), Message("a zone is a width: it has no sign")),
    (re.compile(r"\|"), Message('the datums stand apart: datums = ["A", "B"]')),
    (re.compile(r"/"), Message("a zone per length is not carried: tolerance the whole feature")),
    (re.compile(r"cz|sz|uz", re.IGNORECASE), Message("CZ, SZ and UZ are written once, in capitals")),
)  # fmt: skip
_KNOWN = Message("known: {names}", names="CZ, SZ, UZ+0,1, Ⓟ 12, Ⓜ, Ⓛ, Ⓕ")


def parse_zone(text: str) -> Zone:
    """Return the zone that ``text`` writes; raise NotationError at the faulty character."""
    cursor = _Cursor(text)
    shape = next((s for s in ("S⌀", "⌀") if cursor.take(s)), "")
    zone = Zone(width_mm=cursor.length(Message("the width of the zone")), shape=shape)  # type: ignore[arg-type]
    while not cursor.ended():
        zone = _modified(cursor, zone)
    return zone


def _modified(cursor: _Cursor, zone: Zone) -> Zone:
    """Read one modifier more."""
    start = cursor.at
    sign = next((s for s in ("CZ", "SZ", "UZ", "Ⓟ", "Ⓜ", "Ⓛ", "Ⓕ") if cursor.take(s)), "")
    rivals = next((pair for pair in (("CZ", "SZ"), ("Ⓜ", "Ⓛ")) if sign in pair), (sign,))
    if taken := set(rivals) & set(zone.modifiers):
        cursor.at = start
        message = Message("{sign} stands beside {other} already", sign=sign, other=taken.pop())
        raise cursor.fault(message)
    match sign:
        case "CZ" | "SZ":
            return replace(zone, combination=sign)
        case "Ⓜ" | "Ⓛ":
            return replace(zone, material=sign)
        case "Ⓕ":
            return replace(zone, free_state=True)
        case "Ⓟ":
            return replace(zone, projected_mm=cursor.length(Message("the projected length")))
        case "UZ":
            return replace(zone, offset_mm=cursor.offset())
    raise cursor.stranger()


def parse_reference(text: str) -> DatumReference:
    """Return the datum reference that ``text`` writes; raise NotationError where it is wrong."""
    cursor = _Cursor(text)
    reference = _reference(cursor)
    if not cursor.ended():
        raise cursor.fault(_STRAY, _SEPARATED)
    return reference


def parse_system(text: str) -> tuple[DatumReference, ...]:
    """Return the references that ``A|B-C|D Ⓜ`` writes; raise NotationError where it is wrong."""
    cursor = _Cursor(text)
    found = [_reference(cursor)]
    while not cursor.ended():
        if not cursor.take("|"):
            raise cursor.fault(_STRAY, _SEPARATED)
        found.append(_reference(cursor))
    return tuple(found)


_STRAY = Message("nothing more is expected in this datum")
_SEPARATED = Message('separate the datums: datums = ["A", "B"], or "A|B"; a common datum is "A-B"')


def _reference(cursor: _Cursor) -> DatumReference:
    enclosed = cursor.take("(")
    letters = [cursor.letters()]
    while cursor.take("-"):
        letters.append(cursor.letters())
    if enclosed and not cursor.take(")"):
        raise cursor.fault(Message("expected {sign!r}", sign=")"))
    material = next((s for s in ("Ⓜ", "Ⓛ") if cursor.take(s)), "")
    return DatumReference(letters=tuple(letters), material=material)  # type: ignore[arg-type]


@dataclass(slots=True)
class _Cursor:
    """A place in the text, spaces before it skipped."""

    text: str
    at: int = 0

    def __post_init__(self) -> None:
        self.skip()

    def skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in _SPACE:
            self.at += 1

    def ended(self) -> bool:
        return self.at == len(self.text)

    def take(self, sign: str) -> bool:
        for spelling in _SPELLINGS.get(sign, (sign,)):
            if self.text.startswith(spelling, self.at):
                self.at += len(spelling)
                self.skip()
                return True
        return False

    def match(self, pattern: re.Pattern[str]) -> str | None:
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        self.skip()
        return found.group()

    def number(self, what: Message) -> float:
        text = self.match(_NUMBER)
        if text is None:
            raise self.fault(Message("expected a number ({what})", what=what), self.hint())
        return round(float(text.replace(",", ".")), _DIGITS)

    def length(self, what: Message) -> float:
        """Read a length of at least a nanometre."""
        start = self.at
        value = self.number(what)
        if not _SMALLEST_MM <= value <= _LARGEST_MM:
            self.at = start
            raise self.fault(_OUTSIDE)
        return value

    def offset(self) -> float:
        """Read the offset of a zone, its sign written; zero is plus zero."""
        start = self.at
        sign = next((s for s in ("+", "-") if self.take(s)), "")
        if not sign:
            message = Message("expected the offset of the zone with its sign")
            raise self.fault(message, Message("for example UZ+0,1"))
        value = self.number(Message("the offset of the zone"))
        if value > _LARGEST_MM:
            self.at = start
            raise self.fault(_OUTSIDE)
        return -value if sign == "-" and value else value

    def letters(self) -> str:
        found = self.match(_LETTERS)
        if found is None:
            hint = Message('for example "A", "A-B" or "A Ⓜ"')
            raise self.fault(Message("expected a datum: one or two capitals A–Z"), hint)
        return found

    def hint(self) -> Message | None:
        return next((hint for wrong, hint in _MISPLACED if wrong.match(self.text, self.at)), None)

    def stranger(self) -> NotationError:
        word = re.match(r"\S+", self.text[self.at :])
        rest = word.group()[:40] if word else ""
        return self.fault(
            Message("{rest!r} is not understood here", rest=rest), self.hint() or _KNOWN
        )

    def fault(self, message: Message, hint: Message | None = None) -> NotationError:
        return NotationError(message, self.text, self.at, hint)
