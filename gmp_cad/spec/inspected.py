"""What a line of a specification may say of its own inspection, and what a product says of all."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from gmp_cad.errors import suggestion
from gmp_cad.language import Message
from gmp_cad.spec.fault import InvalidValueError, shown
from gmp_cad.spec.sampling import SamplingText
from gmp_cad.spec.text import ShownNote
from gmp_cad.spec.texture import TextureText
from gmp_cad.spec.toml import Table

# How grave it is that a characteristic does not conform (classe: critique, majeure, mineure).
Importance = Literal["critical", "major", "minor"]
_SPELLINGS: dict[str, Importance] = {
    "critical": "critical", "critique": "critical", "major": "major", "majeure": "major",
    "minor": "minor", "mineure": "minor",
}  # fmt: skip


def _importance(value: Any) -> Any:
    if not isinstance(value, str):
        raise InvalidValueError(Message("expected a class, found {found}", found=shown(value)))
    found = _SPELLINGS.get(value.strip().casefold())
    if found is None:
        hint = suggestion(value, _SPELLINGS) or Message(
            "one of: {names}", names=", ".join(_SPELLINGS)
        )
        raise InvalidValueError(Message("unknown class {name!r}", name=value[:60]), hint)
    return found


ImportanceText = Annotated[
    Importance,
    BeforeValidator(_importance, json_schema_input_type=Literal[tuple(_SPELLINGS)]),
]


class Inspected(Table):
    """A line with its inspection; what it does not say follows from rules.

    ``gauge``: id of an instrument of the workshop; ``reaction``: what to do when a part does not
    conform.
    """

    importance: ImportanceText | None = Field(default=None, alias="class")
    frequency: SamplingText | None = None
    gauge: Annotated[str, Field(max_length=60)] = ""
    reaction: ShownNote = ""


# Of a line, what only its inspection depends on: no model, measure or file of exchange does.
INSPECTION_KEYS = frozenset(Inspected.model_fields)


class SurfaceTexture(Inspected):
    """One line of ``[textures]``: a texture, with its inspection."""

    ra: TextureText


class InspectionRule(Table):
    """How the characteristics of one class are inspected where their lines say nothing."""

    frequency: SamplingText | None = None
    reaction: ShownNote = ""


class InspectionRules(Table):
    """The ``[inspection]`` table of a product: a rule for each class."""

    critical: InspectionRule = InspectionRule()
    major: InspectionRule = InspectionRule()
    minor: InspectionRule = InspectionRule()

    def of(self, importance: Importance) -> InspectionRule:
        """Return the rule of a class."""
        rules = {"critical": self.critical, "major": self.major, "minor": self.minor}
        return rules[importance]
