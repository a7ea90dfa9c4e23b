"""How far parts stay from each other: the ``[[clearance]]`` rules of an assembly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

from pydantic import Field

from gmp_cad.errors import Where
from gmp_cad.language import Message
from gmp_cad.spec.fault import InvalidValueError
from gmp_cad.spec.text import ShownNote
from gmp_cad.spec.toml import Table

Millimetres = Annotated[float, Field(gt=0, le=1000)]


class ClearanceRule(Table):
    """The smallest gap, in mm, between items. ``a``, ``b``: their names, each optional.

    With both it is a rule of that pair: a contact breaks it too. With one (that item and any
    other) or none (any two) it is a default, which leaves alone the pairs that a joint or a fit
    declares and those in contact. ``moving``: only pairs that move to each other over the
    parameters of the assembly. ``minimum = 0`` frees a pair from a more general rule.
    """

    a: str = ""
    b: str = ""
    minimum: Annotated[float, Field(ge=0, le=1000)]
    moving: bool = False
    note: ShownNote = ""
    where: Where = Field(default=Where(""), exclude=True, init=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The items that the rule names: none, one or two, sorted."""
        return tuple(sorted(name for name in (self.a, self.b) if name))

    def covers(self, a: str, b: str) -> bool:
        """Return whether the rule can speak of a pair of items."""
        return self.names in ((), (a,), (b,), tuple(sorted((a, b))))


def rule_for(
    rules: Iterable[ClearanceRule], a: str, b: str, *, moving: bool
) -> ClearanceRule | None:
    """Return the rule that holds for a pair of items that move to each other, or that do not.

    The one that names most; of those the one for moving pairs; of those the largest minimum.
    """
    found = [r for r in rules if r.covers(a, b) and (moving or not r.moving)]
    return max(found, key=lambda r: (len(r.names), r.moving, r.minimum), default=None)


def repeated(rules: Sequence[ClearanceRule]) -> Iterator[InvalidValueError]:
    """Yield the rules that speak of the same pairs as one before."""
    seen: dict[tuple[tuple[str, ...], bool], int] = {}
    for i, rule in enumerate(rules):
        if (first := seen.setdefault((rule.names, rule.moving), i)) != i:
            message = Message(
                "the same pairs have a rule already (clearance[{first}])", first=first
            )
            yield InvalidValueError(message, Message("keep one of the two"), (i,))
