"""Where a dimension line ends, and the direction along which a length is taken.

An end is a feature (``base``, ``holes[1]``, a selector), ``slot_ends[1].tangent``, the tangent of a
round face as for a length over round ends, or ``bottom & flank[1]``, where two faces meet or would
meet without a fillet or a chamfer (a sharp edge), and ``a & b & c`` their corner.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field

from gmp_cad.language import Message
from gmp_cad.spec.fault import InvalidValueError
from gmp_cad.spec.text import check_feature

_TANGENT = ".tangent"
_MOST_FACES = 3
_AXIS = re.compile(r"([+-]?)([XYZ])")
_NUMBER = r"\s*([+-]?\d+(?:\.\d+)?)\s*"
_VECTOR = re.compile(rf"\({_NUMBER},{_NUMBER},{_NUMBER}\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """An end as text: the faces named (several meet in an edge or corner), and if their tangent."""

    names: tuple[str, ...]
    tangent: bool = False


def parse_end(text: str) -> End:
    """Return what the text of an end names."""
    text = text.strip()
    if text.endswith(_TANGENT):
        return End(names=(text.removesuffix(_TANGENT).strip(),), tangent=True)
    return End(names=tuple(name.strip() for name in text.split("&")))


def _check_end(text: str) -> str:
    end = parse_end(text)
    for name in end.names:
        check_feature(name)
    if len(end.names) > _MOST_FACES or len(set(end.names)) < len(end.names):
        raise InvalidValueError(
            Message("an edge is where two different faces meet, a corner where three do"),
            Message("write {example}", example="base & left"),
        )
    return text


def parse_direction(text: str) -> tuple[float, float, float] | None:
    """Return the unit vector of ``X``, ``-Z`` or ``(1, 1, 0)``; None for the name of a feature."""
    if axis := _AXIS.fullmatch(text.strip()):
        sign = -1.0 if axis[1] == "-" else 1.0
        x, y, z = (sign if axis[2] == letter else 0.0 for letter in "XYZ")
        return (x, y, z)
    if found := _VECTOR.fullmatch(text.strip()):
        x, y, z = (float(number) for number in found.groups())
        length = math.hypot(x, y, z)
        return (x / length, y / length, z / length) if length else None
    return None


def _check_direction(text: str) -> str:
    if parse_direction(text) is None and not re.match(r"[a-z]", text.strip()):
        raise InvalidValueError(
            Message("expected a direction, found {found!r}", found=text[:60]),
            Message('write "X", "(1, 1, 0)" or the name of a plane or an axis'),
        )
    return check_feature(text)


EndText = Annotated[str, Field(max_length=200), AfterValidator(_check_end)]
DirectionText = Annotated[str, Field(max_length=200), AfterValidator(_check_direction)]
