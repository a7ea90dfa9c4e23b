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
from dataclasses import replace
from typing import cast

from gmp_cad.language import Message
from gmp_cad.spec.cursor import Cursor
from gmp_cad.spec.frame import DatumReference, Material, Shape, Zone

_LARGEST_MM = 1e4
_SMALLEST_MM = 1e-6
_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "S⌀": ("S⌀", "SØ", "Sø", "S∅", "SD"),
    "⌀": ("⌀", "Ø", "ø", "∅", "Φ", "D"),
    "Ⓜ": ("Ⓜ", "(M)"),
    "Ⓛ": ("Ⓛ", "(L)"),
    "Ⓟ": ("Ⓟ", "(P)"),
    "Ⓕ": ("Ⓕ", "(F)"),
    "-": ("-", "\N{MINUS SIGN}", "–"),
}
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


def frame_cursor(text: str) -> Cursor:
    """Return a cursor that knows the spellings of a frame."""
    return Cursor(text=text, spellings=_SPELLINGS, misplaced=_MISPLACED, otherwise=_KNOWN)


def _length(cursor: Cursor, what: Message) -> float:
    return cursor.number(what, _SMALLEST_MM, _LARGEST_MM)


def parse_zone(text: str) -> Zone:
    """Return the zone that ``text`` writes; raise NotationError at the faulty character."""
    cursor = frame_cursor(text)
    zone = read_zone(cursor)
    while not cursor.ended():
        zone = _modified(cursor, zone)
    return zone


def read_zone(cursor: Cursor) -> Zone:
    """Read a zone without its modifiers."""
    shape = cast("Shape", cursor.one_of(("S⌀", "⌀")))
    return Zone(width_mm=_length(cursor, Message("the width of the zone")), shape=shape)


def _modified(cursor: Cursor, zone: Zone) -> Zone:
    """Read one modifier more."""
    start = cursor.at
    sign = cursor.one_of(("CZ", "SZ", "UZ", "Ⓟ", "Ⓜ", "Ⓛ", "Ⓕ"))
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
            return replace(zone, projected_mm=_length(cursor, Message("the projected length")))
        case "UZ":
            return replace(zone, offset_mm=_offset(cursor))
    raise cursor.stranger()


def parse_reference(text: str) -> DatumReference:
    """Return the datum reference that ``text`` writes; raise NotationError where it is wrong."""
    cursor = frame_cursor(text)
    reference = read_reference(cursor)
    if not cursor.ended():
        raise cursor.fault(_STRAY, _SEPARATED)
    return reference


def parse_system(text: str) -> tuple[DatumReference, ...]:
    """Return the references that ``A|B-C|D Ⓜ`` writes; raise NotationError where it is wrong."""
    cursor = frame_cursor(text)
    found = [read_reference(cursor)]
    while not cursor.ended():
        if not cursor.take("|"):
            raise cursor.fault(_STRAY, _SEPARATED)
        found.append(read_reference(cursor))
    return tuple(found)


_STRAY = Message("nothing more is expected in this datum")
_SEPARATED = Message('separate the datums: datums = ["A", "B"], or "A|B"; a common datum is "A-B"')


def read_reference(cursor: Cursor) -> DatumReference:
    """Read one compartment of a datum system."""
    enclosed = cursor.take("(")
    letters = [_letters(cursor)]
    while cursor.take("-"):
        letters.append(_letters(cursor))
    if enclosed and not cursor.take(")"):
        raise cursor.fault(Message("expected {sign!r}", sign=")"))
    material = cast("Material", cursor.one_of(("Ⓜ", "Ⓛ")))
    return DatumReference(letters=tuple(letters), material=material)


def _offset(cursor: Cursor) -> float:
    """Read the offset of a zone, its sign written; zero is plus zero."""
    sign = cursor.one_of(("+", "-"))
    if not sign:
        message = Message("expected the offset of the zone with its sign")
        raise cursor.fault(message, Message("for example UZ+0,1"))
    value = cursor.number(Message("the offset of the zone"), 0.0, _LARGEST_MM)
    return -value if sign == "-" and value else value


def _letters(cursor: Cursor) -> str:
    found = cursor.match(_LETTERS)
    if found is None:
        hint = Message('for example "A", "A-B" or "A Ⓜ"')
        raise cursor.fault(Message("expected a datum: one or two capitals A–Z"), hint)
    return found
