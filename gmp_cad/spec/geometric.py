"""Geometric tolerances (ISO 1101) as ``[tolerances]`` writes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any, cast

from pydantic import BeforeValidator, Field, field_validator, model_validator

from gmp_cad.errors import NotationError, Where, suggestion
from gmp_cad.language import Message, english, word, written
from gmp_cad.spec.fault import InvalidValueError, notation_fault, refuse
from gmp_cad.spec.frame import DatumReference, Shape, Zone, print_frame, print_reference, print_zone
from gmp_cad.spec.frame_notation import parse_reference, parse_system, parse_zone
from gmp_cad.spec.inspected import Inspected
from gmp_cad.spec.text import FeatureText, ShownNote
from gmp_cad.standards import iso1101

SYMBOLS = tuple(iso1101.characteristics())
MOST_DATUMS = 3


def _system(value: Any) -> Any:
    """Read ``"A|B-C"`` as the list of its compartments."""
    if not isinstance(value, str):
        return value
    try:
        return tuple(map(print_reference, parse_system(value)))
    except NotationError as error:
        raise notation_fault(error) from error


class GeometricTolerance(Inspected):
    """One line of ``[tolerances]`` (ISO 1101): symbol, zone value, toleranced feature, datums.

    ``symbol`` is the English name of the characteristic, however it was written; ``value`` and
    ``datums`` are the compartments of the frame as documents print them, :attr:`zone` and
    :attr:`references` what they say.
    """

    symbol: Annotated[str, Field(json_schema_extra={"enum": list(iso1101.spellings())})]
    value: str
    on: FeatureText
    datums: Annotated[
        tuple[str, ...], BeforeValidator(_system, json_schema_input_type=str | tuple[str, ...])
    ] = ()
    note: ShownNote = ""
    id: str = Field(default="", exclude=True, init=False)
    where: Where = Field(default=Where(""), exclude=True, init=False)

    @field_validator("symbol")
    @classmethod
    def _known_symbol(cls, symbol: str) -> str:
        known = iso1101.spellings()
        name = known.get(symbol.strip().casefold())
        if name is None:
            hint = suggestion(symbol, known) or Message("one of: {names}", names=", ".join(SYMBOLS))
            raise InvalidValueError(Message("unknown symbol {symbol!r}", symbol=symbol[:60]), hint)
        return name

    @field_validator("value")
    @classmethod
    def _known_value(cls, value: str) -> str:
        try:
            return print_zone(parse_zone(value))
        except NotationError as error:
            raise notation_fault(error) from error

    @field_validator("datums")
    @classmethod
    def _known_datums(cls, datums: tuple[str, ...]) -> tuple[str, ...]:
        printed, faults = [], []
        for i, text in enumerate(datums):
            try:
                printed.append(print_reference(parse_reference(text)))
            except NotationError as error:
                fault = notation_fault(error)
                faults.append(InvalidValueError(fault.message, fault.hint, (i,)))
        refuse(faults)
        return tuple(printed)

    @model_validator(mode="after")
    def _as_iso_1101(self) -> GeometricTolerance:
        refuse(_incoherences(self))
        return self

    @property
    def characteristic(self) -> iso1101.Characteristic:
        """What ISO 1101 says of the symbol."""
        return iso1101.characteristics()[self.symbol]

    @property
    def zone(self) -> Zone:
        """The second compartment: shape, width and modifiers of the tolerance zone."""
        return parse_zone(self.value)

    @property
    def references(self) -> tuple[DatumReference, ...]:
        """The datum system: primary, secondary, tertiary."""
        return tuple(map(parse_reference, self.datums))

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters of the datum system, those of common datums apart."""
        return tuple(letter for reference in self.references for letter in reference.letters)

    @property
    def zone_mm(self) -> float:
        """Width or diameter of the tolerance zone in mm."""
        return self.zone.width_mm

    @property
    def said(self) -> Message:
        """The characteristic in words."""
        return word(self.symbol)

    @property
    def written(self) -> Message:
        """The frame on one line, for a message."""
        return written(self.frame_text("en"))

    def frame_text(self, lang: str = "fr") -> str:
        """Return the frame on one line: ``⌖ | ⌀0,05 Ⓜ | A | B-C``."""
        return print_frame(self.characteristic.sign, self.zone, self.references, lang)


def _incoherences(tolerance: GeometricTolerance) -> Iterator[InvalidValueError]:
    """Yield what the frame alone already contradicts in ISO 1101, ISO 2692 and ISO 5459."""
    known, zone = tolerance.characteristic, tolerance.zone
    yield from _datum_faults(tolerance)
    if zone.shape not in known.zones:
        yield InvalidValueError(*_wrong_zone(tolerance), ("value",))
    for sign in zone.modifiers:
        if sign not in known.modifiers:
            yield InvalidValueError(
                Message("{sign} does not go with {symbol}", sign=sign, symbol=tolerance.said),
                Message("known: {names}", names=", ".join(known.modifiers)),
                ("value",),
            )


def _wrong_zone(tolerance: GeometricTolerance) -> tuple[Message, Message]:
    known = tolerance.characteristic.zones
    message = Message(
        "the zone of {symbol} is {zone}", symbol=tolerance.said, zone=Message(_ZONES[known[0]])
    )
    example = print_zone(replace(tolerance.zone, shape=cast("Shape", known[0])))
    return message, Message("write {example}", example=example)


_ZONES = english({"": "no cylinder and no sphere", "⌀": "a cylinder"})


def _datum_faults(tolerance: GeometricTolerance) -> Iterator[InvalidValueError]:
    known, references, letters = tolerance.characteristic, tolerance.references, tolerance.letters
    if references and known.datum == "never":
        message = Message(
            "{symbol} is a form tolerance: it refers to no datum", symbol=tolerance.said
        )
        yield InvalidValueError(message, keys=("datums",))
    if not references and known.datum == "must":
        message = Message("{symbol} needs a datum", symbol=tolerance.said)
        yield InvalidValueError(message, Message('add datums = ["A"]'), ("datums",))
    if len(set(letters)) < len(letters):
        twice = next(letter for letter in letters if letters.count(letter) > 1)
        message = Message("the datum {datum!r} stands twice in one frame", datum=twice)
        yield InvalidValueError(message, keys=("datums",))
    if len(references) > MOST_DATUMS:
        message = Message("expected one to three different datums")
        yield InvalidValueError(message, keys=("datums",))
    if known.group == "runout" and (
        sign := next((r.material for r in references if r.material), "")
    ):
        message = Message("{sign} does not go with {symbol}", sign=sign, symbol=tolerance.said)
        yield InvalidValueError(message, keys=("datums",))
