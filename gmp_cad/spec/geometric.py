"""Geometric tolerances (ISO 1101) as ``[tolerances]`` writes them."""

from __future__ import annotations

import re

from pydantic import Field, field_validator, model_validator

from gmp_cad.errors import Where, suggestion
from gmp_cad.language import Message
from gmp_cad.spec.fault import InvalidValueError
from gmp_cad.spec.text import FeatureText, Note
from gmp_cad.spec.toml import Table

SYMBOLS = (
    "straightness", "flatness", "circularity", "cylindricity", "line_profile", "surface_profile",
    "parallelism", "perpendicularity", "angularity", "position", "coaxiality", "symmetry",
    "circular_runout", "total_runout",
)  # fmt: skip
# ISO 1101:2017, table 2: form tolerances have no datum; these need one; these zones have no ⌀.
_FORMS = frozenset({"straightness", "flatness", "circularity", "cylindricity"})
_NEED_DATUM = frozenset(
    {
        "parallelism", "perpendicularity", "angularity", "coaxiality", "symmetry",
        "circular_runout", "total_runout",
    }
)  # fmt: skip
_NO_DIAMETER = frozenset(
    {
        "flatness", "circularity", "cylindricity", "line_profile", "surface_profile", "symmetry",
        "circular_runout", "total_runout",
    }
)  # fmt: skip
_ZONE = re.compile(r"(⌀|D|Ø|ø|∅)?\s*(\d+(?:[.,]\d+)?)\s*(Ⓜ|Ⓛ|\(M\)|\(L\))?")


class GeometricTolerance(Table):
    """One line of ``[tolerances]`` (ISO 1101): symbol, zone value, toleranced feature, datums."""

    symbol: str
    value: str
    on: FeatureText
    datums: tuple[str, ...] = ()
    note: Note = ""
    id: str = Field(default="", exclude=True, init=False)
    where: Where = Field(default=Where(""), exclude=True, init=False)

    @field_validator("symbol")
    @classmethod
    def _known_symbol(cls, symbol: str) -> str:
        if symbol not in SYMBOLS:
            hint = suggestion(symbol, SYMBOLS) or Message(
                "one of: {names}", names=", ".join(SYMBOLS)
            )
            raise InvalidValueError(Message("unknown symbol {symbol!r}", symbol=symbol[:60]), hint)
        return symbol

    @field_validator("value")
    @classmethod
    def _known_value(cls, value: str) -> str:
        found = _ZONE.fullmatch(value.strip())
        if not found or not 1e-6 <= float(found.group(2).replace(",", ".")) <= 1000:
            raise InvalidValueError(
                Message(
                    'expected a tolerance zone such as "⌀0,05", found {found!r}', found=value[:60]
                )
            )
        zone = "⌀" if found.group(1) else ""
        modifier = {"(M)": "Ⓜ", "(L)": "Ⓛ"}.get(found.group(3) or "", found.group(3) or "")
        return f"{zone}{found.group(2).replace('.', ',')}{' ' if modifier else ''}{modifier}"

    @model_validator(mode="after")
    def _as_iso_1101(self) -> GeometricTolerance:
        if self.symbol in _FORMS and self.datums:
            raise InvalidValueError(
                Message("{symbol} is a form tolerance: it refers to no datum", symbol=self.symbol),
                keys=("datums",),
            )
        if self.symbol in _NEED_DATUM and not self.datums:
            message = Message("{symbol} needs a datum", symbol=self.symbol)
            raise InvalidValueError(message, Message('add datums = ["A"]'), ("datums",))
        if self.value.startswith("⌀") and self.symbol in _NO_DIAMETER:
            message = Message("the zone of {symbol} is no cylinder", symbol=self.symbol)
            raise InvalidValueError(message, Message("write the value without ⌀"), ("value",))
        if len(set(self.datums)) < len(self.datums) or len(self.datums) > 3:
            message = Message("expected one to three different datums")
            raise InvalidValueError(message, keys=("datums",))
        return self

    @property
    def zone_mm(self) -> float:
        """Width or diameter of the tolerance zone in mm."""
        return float(self.value.strip("⌀ ⓂⓁ").replace(",", "."))
