"""Two lines that mate in a fit: a shaft in its bore, or a key, tongue or slab in its slot."""

from __future__ import annotations

from dataclasses import dataclass

from gmp_cad.checks.product import AssemblyEvidence
from gmp_cad.language import Message
from gmp_cad.spec.product import Fit, fit_dimension
from gmp_cad.spec.size import Kind
from gmp_cad.spec.targets import fixed

MATES = (Kind.DIAMETER, Kind.LINEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class FitLine:
    """One side of a fit: nominal and limits in mm, ISO 286 class, and the text of the drawing.

    ``ends``: the features of its part that the line names, none for a standard part.
    """

    item: str
    kind: Kind
    nominal: float
    lower: float
    upper: float
    fit: str | None
    text: Message
    ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """The hole (or slot) and the shaft (or key) of a fit; both are of one kind."""

    hole: FitLine
    shaft: FitLine

    @property
    def flat(self) -> bool:
        """Tell a key in its slot, two opposed parallel faces each, from a shaft in its bore."""
        return self.hole.kind is Kind.LINEAR

    @property
    def limits_um(self) -> tuple[float, float]:
        """Least and greatest clearance (µm; negative: interference)."""
        least, greatest = self.hole.lower - self.shaft.upper, self.hole.upper - self.shaft.lower
        return least * 1000, greatest * 1000


def pair_of(evidence: AssemblyEvidence, fit: Fit) -> Pair | Message:
    """Return the two lines of a declared fit, or why they make none."""
    sides = [_line(evidence, line) for line in (fit.hole, fit.shaft)]
    for side in sides:
        if isinstance(side, Message):
            return side
    hole, shaft = (side for side in sides if isinstance(side, FitLine))
    if hole.kind is not shaft.kind:
        return Message(
            "{hole} ({a}) and {shaft} ({b}) do not mate: a cylinder goes into a bore, a key or a tongue into a slot",
            hole=fit.hole, a=hole.text, shaft=fit.shaft, b=shaft.text,
        )  # fmt: skip
    return Pair(hole, shaft)


def _line(evidence: AssemblyEvidence, line: str) -> FitLine | Message:
    """Return the limits of ``item.dimension``, of a part or of a standard part, or why it has none."""
    owner, _, name = line.partition(".")
    dimension = fit_dimension(evidence.spec, evidence.parts, line)
    if dimension is None:
        return Message("{line} has no limits to judge", line=line)
    reason = fixed(dimension)
    if reason is None and dimension.kind in MATES and dimension.limits is not None:
        lower, upper = dimension.limits
        return FitLine(
            item=owner, kind=dimension.kind, nominal=dimension.nominal, lower=lower,
            upper=upper, fit=dimension.size.fit, text=dimension.size.written,
            ends=(dimension.between or (name,)) if owner in evidence.parts else (),
        )  # fmt: skip
    if reason is None:
        reason = Message("a fit is that of two diameters, or of a slot and what slides in it")
    return Message("{line} ({size}) has no part in a fit: {reason}",
                   line=line, size=dimension.size.written, reason=reason)  # fmt: skip
