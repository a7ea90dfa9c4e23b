"""What a script or a STEP file offers to be a part: each object that it shows, how many solids."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gmp_cad.language import Message

Origin = Literal["shown", "named", "step"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A number of the script that is a size of the solid, as a line of ``[dimensions]``."""

    name: str
    size: str
    between: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One object that may be a part.

    ``origin``: shown by the script; standing under a global name or given by an expression; a STEP
    file. ``name``: under which it is shown, or the expression; ``rank``: among those shown.
    ``solids`` is 0 where ``fault`` says why it is no part.
    """

    origin: Origin
    name: str = ""
    rank: int = 0
    solids: int = 0
    volume_mm3: float = 0.0
    proposals: tuple[Proposal, ...] = ()
    fault: Message | None = None
    hint: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeafOffer:
    """One part of an assembly: a proposed ``name``, the paths of the leaves where it stands."""

    name: str
    leaves: tuple[str, ...]
    offer: Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyOffer:
    """The one assembly of a script: its different parts, in order of appearance.

    ``left_out``: leaves that are no parts, with the reason. ``origin``, ``expression``: as of an
    offer.
    """

    origin: Origin
    expression: str = ""
    parts: tuple[LeafOffer, ...] = ()
    left_out: tuple[tuple[str, Message], ...] = ()
    notes: tuple[Message, ...] = ()

    @property
    def pieces(self) -> int:
        """How many leaves stand in the assembly as parts."""
        return sum(len(part.leaves) for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """All that a file offers.

    ``together``: the different solids of all objects; ``numbers``: its top-level numbers;
    ``functions``: what could be called where it shows nothing; ``assembly``: what may be a product.
    """

    offers: tuple[Offer, ...]
    together: int = 0
    numbers: tuple[tuple[str, float], ...] = ()
    functions: tuple[str, ...] = ()
    assembly: AssemblyOffer | None = None
