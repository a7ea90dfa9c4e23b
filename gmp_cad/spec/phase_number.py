"""The number of a phase: tens, with a letter for a second position on the machine."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Annotated, Any

from pydantic import GetPydanticSchema
from pydantic_core import core_schema

from gmp_cad.language import Message
from gmp_cad.spec.fault import InvalidValueError, shown


@total_ordering
@dataclass(frozen=True, slots=True)
class PhaseNumber:
    """A phase number: tens, with a letter for a second position on the machine (20, 20a)."""

    value: int
    letter: str = ""

    def __str__(self) -> str:
        return f"{self.value:02d}{self.letter}"

    def __lt__(self, other: PhaseNumber) -> bool:
        return (self.value, self.letter) < (other.value, other.letter)


def _parse_phase_number(value: Any) -> PhaseNumber:
    if isinstance(value, PhaseNumber):
        return value
    written = value if isinstance(value, str) else shown(value)
    found = re.fullmatch(r"([0-9]{1,4})([a-z]?)", written)
    if not isinstance(value, int | str) or not found or int(found.group(1)) == 0:
        raise InvalidValueError(
            Message(
                'expected a phase number such as 20 or "20a", found {found}', found=shown(value)
            )
        )
    return PhaseNumber(int(found.group(1)), found.group(2))


PhaseNumberText = Annotated[
    PhaseNumber,
    GetPydanticSchema(
        lambda _source, _handler: core_schema.no_info_plain_validator_function(
            _parse_phase_number,
            serialization=core_schema.to_string_ser_schema(),
            json_schema_input_schema=core_schema.union_schema(
                [core_schema.int_schema(ge=1), core_schema.str_schema(pattern=r"^\d{1,4}[a-z]?$")]
            ),
        )
    ),
]
