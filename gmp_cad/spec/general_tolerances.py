"""The general tolerances of a title block: ``ISO 2768-mK-E``, ``ISO 22081 ⌓ 0,5 A B C``, both.

Grammar (items in any order; ISO 8015 may be written, it holds anyway)::

    general  = item { ("·" | ";") item }
    item     = "ISO 8015" | "ISO 2768-" CLASS [CLASS] ["-E"] | "ISO 14405" "Ⓔ" | overall
    overall  = "ISO 22081" { profile | "linear ±" NUMBER | "angular ±" NUMBER "°" }
    profile  = "⌓" ZONE { ["|"] DATUM }

Lengths in mm, angles in degrees. ISO 2768-1:1989; ISO 2768-2:1989, withdrawn in 2021 for
ISO 22081:2021; ISO 14405-1 (Ⓔ for all sizes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gmp_cad.errors import NotationError, OutsideTableError
from gmp_cad.language import Message, english
from gmp_cad.spec.cursor import Cursor
from gmp_cad.spec.frame import DatumReference, Zone, print_reference, print_zone
from gmp_cad.spec.frame_notation import frame_cursor, read_reference, read_zone
from gmp_cad.spec.size import Kind, Size, plain_number
from gmp_cad.standards import iso2768

_SEPARATOR = re.compile(r"[·;•]")
_ITEM = re.compile(r"[^·;•]*")
_PRINCIPLE = re.compile(r"ISO\s*8015")
_SIZES = re.compile(r"(?:NF\s+)?(?:EN\s+)?(?:ISO\s*2768|22768)(?![0-9])")
_ENVELOPE = re.compile(r"(?:Size\s+)?ISO\s*14405(?:-1)?\s*(?:Ⓔ|\(E\))")
_OVERALL = re.compile(r"ISO\s*22081(?![0-9])(?:\s*:\s*2021)?\s*[-–—:]?")
_LINEAR = re.compile(r"lin(?:ear|éaires?|eaires?)(?:\s+size)?\s*+:?\s*+(?:±|\+/-)")
_ANGULAR = re.compile(r"ang(?:ular|ulaires?)(?:\s+size)?\s*+:?\s*+(?:±|\+/-)")
_WORDS = {"fr": ("linéaire", "angulaire"), "en": ("linear", "angular")}
_DATUM = re.compile(r"\|?\s*\(?[A-Z]")
_REPLACED = Message("write ISO 2768-m alone: ISO 22081 takes the place of part 2")
_HINT = Message("for example ISO 2768-m, or ISO 2768-m · ISO 22081 ⌓ 0,5 A B C")


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralTolerances:
    """What holds where a drawing writes nothing.

    ``linear`` and ``geometric``: classes of ISO 2768-1 and -2; ``envelope``: Ⓔ for every feature
    of size; ``profile`` and ``datums``: the general surface profile of ISO 22081; ``linear_mm``
    and ``angular_deg``: its ± for sizes.
    """

    linear: str = ""
    geometric: str = ""
    envelope: bool = False
    profile: Zone | None = None
    datums: tuple[DatumReference, ...] = ()
    linear_mm: float | None = None
    angular_deg: float | None = None

    def __str__(self) -> str:
        return print_general(self)

    def tolerance_of(self, size: Size) -> tuple[float, str] | None:
        """Return the ± of a size (mm or degrees) and its source; None where the profile rules.

        Raises OutsideTableError for a size to which the general tolerances give none.
        """
        angle = size.kind is Kind.ANGLE
        written = self.angular_deg if angle else self.linear_mm
        if written is not None and (angle or size.kind in _SIZE_KINDS):
            return written, "ISO 22081"
        if self.linear:
            # of an angle the shorter side is not written: the first row, the widest, and it says so
            row = f" (≤ {_SHORTEST_SIDE_MM} mm)" if angle else ""
            return _of_table(size, self.linear), f"ISO 2768-{self.linear}{row}"
        if self.profile is not None:
            return None
        raise OutsideTableError(
            Message("the general tolerances give none for {size}", size=str(size)),
            Message("write it beside the size, or add ISO 2768-m"),
        )


_SIZE_KINDS = frozenset({Kind.LINEAR, Kind.DIAMETER, Kind.SPHERE, Kind.SQUARE})
_SHORTEST_SIDE_MM = 10


def _of_table(size: Size, grade: str) -> float:
    if size.kind is Kind.ANGLE:
        return iso2768.angle(_SHORTEST_SIDE_MM, grade)
    if size.kind in (Kind.RADIUS, Kind.CHAMFER):
        return iso2768.radius(size.nominal, grade)
    return iso2768.linear(size.nominal, grade)


def parse_general(text: str) -> GeneralTolerances:
    """Return what the call-out says; raise NotationError at the faulty character."""
    cursor = frame_cursor(text)
    cursor.otherwise = _HINT
    found = GeneralTolerances()
    while True:
        found = _item(cursor, found)
        if cursor.ended():
            break
        if cursor.match(_SEPARATOR) is None:
            raise cursor.stranger()
    if found == GeneralTolerances(envelope=found.envelope):
        raise cursor.fault(Message("no tolerance is given"), _HINT)
    return found


def _item(cursor: Cursor, found: GeneralTolerances) -> GeneralTolerances:
    start = cursor.at
    if cursor.match(_PRINCIPLE):
        return found
    if cursor.match(_ENVELOPE):
        return replace(found, envelope=True)
    if _SIZES.match(cursor.text, start):
        return _sizes(cursor, found)
    if cursor.match(_OVERALL):
        return _overall(cursor, found)
    raise cursor.stranger()


def _sizes(cursor: Cursor, found: GeneralTolerances) -> GeneralTolerances:
    start = cursor.at
    item = cursor.match(_ITEM) or ""
    try:
        general = iso2768.parse(item)
    except NotationError as error:
        raise NotationError(
            error.message, cursor.text, start + error.position, error.hint
        ) from error
    sized = bool(found.linear) or found.linear_mm is not None
    if sized or (found.profile and general.geometric):
        cursor.at = start
        what = english("linear sizes") if sized else english("form and location")
        raise cursor.fault(_twice(what), None if sized else _REPLACED)
    return replace(
        found,
        linear=general.linear,
        geometric=general.geometric or "",
        envelope=found.envelope or general.envelope,
    )


def _twice(what: str) -> Message:
    return Message("general tolerances of {what} are given twice", what=Message(what))


def _overall(cursor: Cursor, known: GeneralTolerances) -> GeneralTolerances:
    found = known
    while not cursor.ended() and not _SEPARATOR.match(cursor.text, cursor.at):
        start = cursor.at
        if cursor.take("⌓"):
            if found.profile or found.geometric:
                cursor.at = start
                raise cursor.fault(_twice(english("form and location")), _REPLACED)
            cursor.take("|")
            found = replace(found, profile=_plain(cursor), datums=tuple(_datums(cursor)))
        elif cursor.match(_LINEAR):
            if found.linear or found.linear_mm is not None:
                cursor.at = start
                raise cursor.fault(_twice(english("linear sizes")))
            found = replace(found, linear_mm=_half(cursor, 1000.0))
        elif cursor.match(_ANGULAR):
            if found.angular_deg is not None:
                cursor.at = start
                raise cursor.fault(_twice("angles"))
            found = replace(found, angular_deg=_half(cursor, 90.0))
            cursor.take("°")
        else:
            raise cursor.stranger()
        cursor.take(",")
    if found == known:
        raise cursor.fault(Message("no tolerance is given"), _HINT)
    return found


def _plain(cursor: Cursor) -> Zone:
    start = cursor.at
    zone = read_zone(cursor)
    if zone.shape:
        cursor.at = start
        raise cursor.fault(Message("the zone of a profile has no ⌀"))
    return zone


def _half(cursor: Cursor, most: float) -> float:
    return cursor.number(Message("tolerance"), 1e-6, most)


def _datums(cursor: Cursor) -> Iterator[DatumReference]:
    letters: list[str] = []
    while _DATUM.match(cursor.text, cursor.at):
        cursor.take("|")
        start = cursor.at
        reference = read_reference(cursor)
        letters += reference.letters
        if len(set(letters)) < len(letters):
            cursor.at = start
            twice = next(letter for letter in letters if letters.count(letter) > 1)
            raise cursor.fault(
                Message("the datum {datum!r} stands twice in one frame", datum=twice)
            )
        yield reference


def print_general(general: GeneralTolerances, lang: str = "fr") -> str:
    """Return the call-out as title blocks print it; :func:`parse_general` gives it back."""
    return " · ".join(_printed(general, lang))


def _printed(general: GeneralTolerances, lang: str) -> Iterator[str]:
    if general.linear:
        envelope = "-E" if general.envelope else ""
        yield f"ISO 2768-{general.linear}{general.geometric}{envelope}"
    elif general.envelope:
        yield "ISO 14405 Ⓔ"
    overall = [*_profile(general, lang)]
    if general.linear_mm is not None:
        overall.append(f"{_WORDS[lang][0]} ±{plain_number(general.linear_mm, lang)}")
    if general.angular_deg is not None:
        overall.append(f"{_WORDS[lang][1]} ±{plain_number(general.angular_deg, lang)}°")
    if overall:
        yield " ".join(("ISO 22081", *overall))


def _profile(general: GeneralTolerances, lang: str) -> Iterator[str]:
    if general.profile is not None:
        yield "⌓"
        yield print_zone(general.profile, lang)
        yield from map(print_reference, general.datums)
