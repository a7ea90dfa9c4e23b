"""Surface texture as a drawing writes it: ``Ra 1,6``, ``NMR Rz 25``, ``U Ra 3,2 / L Ra 0,8``.

Grammar (decimals with point or comma)::

    texture     = [removal] requirement { "/" requirement }
    removal     = "APA" | "MRR" | "NMR"          [√ for APA]
    requirement = ["U" | "L"] ("Ra" | "Rz") NUMBER ["Tmax" | "T16%"]

The words are those of ISO 1302 for texts: any process allowed, material removal required, no
material removed; a text without one asks for removal. U and L: upper and lower limit (µm). The
acceptance rule of ISO 21920-1 is Tmax (no value may exceed), that of ISO 1302 was the 16 % rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, cast

from pydantic import AfterValidator

from gmp_cad.errors import NotationError
from gmp_cad.language import Message
from gmp_cad.spec.cursor import Cursor
from gmp_cad.spec.fault import notation_fault
from gmp_cad.spec.size import plain_number

Removal = Literal["any", "required", "forbidden"]
Parameter = Literal["Ra", "Rz"]
Rule = Literal["Tmax", "T16%"]
RULES: tuple[Rule, ...] = ("Tmax", "T16%")

_REMOVALS: dict[str, Removal] = {"APA": "any", "MRR": "required", "NMR": "forbidden"}
_SPELLINGS = {"APA": ("APA", "√"), "T16%": ("T16%", "T16 %", "16%", "16 %"), "/": ("/", ";")}
_LEAST_UM, _MOST_UM = 0.001, 1000.0
_MISPLACED = (
    (re.compile(r"N\s?[0-9]"), Message("write the roughness: N7 is Ra 1,6, N8 is Ra 3,2")),
    (re.compile(r"[0-9]"), Message("name the parameter: Ra 1,6 or Rz 6,3")),
    (re.compile(r"ra|rz|RA|RZ"), Message("write Ra or Rz")),
    (re.compile(r"µm|um|mm"), Message("write no unit: roughness is in µm")),
    (re.compile(r"R[a-z]"), Message("only Ra and Rz are carried")),
)
_HINT = Message("for example Ra 1,6, NMR Rz 25 or U Ra 3,2 / L Ra 0,8")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextureLimit:
    """One requirement: the largest (or, ``lower``, the smallest) value allowed, in µm.

    ``rule`` is that of the whole drawing where empty.
    """

    parameter: Parameter
    value_um: float
    lower: bool = False
    rule: Literal["", "Tmax", "T16%"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texture:
    """What a surface must be: its limits, and whether material must or must not be removed."""

    limits: tuple[TextureLimit, ...]
    removal: Removal = "required"

    def __str__(self) -> str:
        return print_texture(self)


def parse_texture(text: str) -> Texture:
    """Return the texture that ``text`` writes; raise NotationError at the faulty character."""
    cursor = Cursor(text=text, spellings=_SPELLINGS, misplaced=_MISPLACED, otherwise=_HINT)
    removal = _REMOVALS.get(cursor.one_of(tuple(_REMOVALS)), "required")
    limits = [_limit(cursor, ())]
    while not cursor.ended():
        if not cursor.take("/"):
            raise cursor.stranger()
        limits.append(_limit(cursor, limits))
    return Texture(limits=tuple(limits), removal=removal)


def _limit(cursor: Cursor, known: Sequence[TextureLimit]) -> TextureLimit:
    """Read one requirement; it must agree with those known."""
    start = cursor.at
    lower = cursor.one_of(("U", "L")) == "L"
    parameter = cursor.one_of(("Ra", "Rz"))
    if not parameter:
        raise cursor.stranger()
    value = cursor.number(Message("roughness"), _LEAST_UM, _MOST_UM)
    limit = TextureLimit(
        parameter=cast("Parameter", parameter),
        value_um=value,
        lower=lower,
        rule=cast("Rule", cursor.one_of(RULES)),
    )
    end, cursor.at = cursor.at, start
    for other in known:
        if other.parameter == parameter:
            _check_pair(cursor, *((limit, other) if lower else (other, limit)))
    cursor.at = end
    return limit


def _check_pair(cursor: Cursor, low: TextureLimit, high: TextureLimit) -> None:
    if low.lower == high.lower:
        message = Message("{parameter} is given twice", parameter=low.parameter)
        raise cursor.fault(message, Message("write U and L: U Ra 3,2 / L Ra 0,8"))
    if low.value_um >= high.value_um:
        raise cursor.fault(Message("the lower limit is not below the upper one"))


def print_texture(texture: Texture, lang: str = "fr") -> str:
    """Return the texture in canonical notation; :func:`parse_texture` gives it back."""
    word = next(word for word, removal in _REMOVALS.items() if removal == texture.removal)
    requirements = " / ".join(requirements_of(texture, lang))
    return requirements if texture.removal == "required" else f"{word} {requirements}"


def requirements_of(texture: Texture, lang: str = "fr") -> Iterator[str]:
    """Yield what stands under the sign, a line per limit: ``U Ra 3,2``, ``L Ra 0,8``."""
    paired = {limit.parameter for limit in texture.limits if limit.lower}
    for limit in texture.limits:
        side = "L " if limit.lower else "U " if limit.parameter in paired else ""
        rule = f" {limit.rule}" if limit.rule else ""
        yield f"{side}{limit.parameter} {plain_number(limit.value_um, lang)}{rule}"


def _canonical(text: str) -> str:
    try:
        return print_texture(parse_texture(text))
    except NotationError as error:
        raise notation_fault(error) from error


TextureText = Annotated[str, AfterValidator(_canonical)]
