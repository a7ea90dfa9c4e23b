"""The product as a whole: what its checks look at, quantities, mass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import (
    WORKPIECE,
    AssemblyPosition,
    MassProperties,
    PartGeometry,
    SolidBounds,
    Sweep,
    Vector,
)
from gmp_cad.evidence.weighed import placed_body
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import Assembly


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyEvidence:
    """What the checks of an assembly look at; mappings are keyed by item name.

    ``tight``: the pairs of placements whose overlap is the interference of a fit, where they stand
    at a limit. ``sweeps``: the motions that were looked at. ``bounds``: what is known of the solids
    before they are compared.
    """

    subject: str
    spec: Assembly
    parts: Mapping[str, PartSpec]
    positions: Sequence[AssemblyPosition]
    geometry: Mapping[str, PartGeometry]
    masses: Mapping[str, MassProperties]
    tight: frozenset[frozenset[str]] = frozenset()
    sweeps: Sequence[Sweep] = ()
    bounds: Mapping[str, SolidBounds] = field(default_factory=dict)


def item_of(name: str) -> str:
    """Return the item that a placement ``NAME`` or ``NAME.2`` stands for."""
    return name.split(".", maxsplit=1)[0]


def unsound(evidence: AssemblyEvidence) -> frozenset[str]:
    """Return the items whose solids are compared with nothing: they have a fault."""
    return frozenset(item for item, found in evidence.bounds.items() if found.fault is not None)


def default_position(evidence: AssemblyEvidence) -> AssemblyPosition:
    """Return the position at the default parameters."""
    defaults = dict(evidence.spec.defaults())
    return next(p for p in evidence.positions if p.parameters == defaults)


@check(
    "product.quantity",
    "Quantities of the nomenclature",
    "The assembly must hold as many of each item as the nomenclature says.",
)
def quantities(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield a verdict per item, and one per placement that is no item."""
    counts = Counter(p.item for p in default_position(evidence).placements)
    # A placement that is refused is told once, by product.placement.
    counts.update(item_of(name) for name, _ in default_position(evidence).refused)
    for item in evidence.spec.items:
        placed = counts.pop(item.name, 0)
        message = Message("{placed} placed, as specified", placed=placed)
        if placed != item.quantity:
            message = Message(
                "{placed} placed, {quantity} specified", placed=placed, quantity=item.quantity
            )
        yield Verdicts("product.quantity", f"{evidence.subject}.{item.name}", item.where).judged(
            placed == item.quantity, ("equal", "different"), message,
            expected=item.quantity, observed=placed, hint=_placing(item.name, placed, item.quantity),
        )  # fmt: skip
    for name in sorted(set(counts) - {WORKPIECE}):
        message = Message("placed by the assembly, but no item of the nomenclature")
        verdicts = Verdicts("product.quantity", f"{evidence.subject}.{name}")
        yield verdicts.failed("unknown", message)


def _placing(item: str, placed: int, quantity: int) -> Message | None:
    """Return how the assembly gets another piece of an item, or the list one less."""
    if placed > quantity:
        return Message("write quantity = {placed}, or place fewer", placed=placed)
    if placed < quantity:
        name = item if placed == 0 else f"{item}.{placed + 1}"
        return Message(
            "in assembly.py: {line}", line=f'assembly.add(parts["{item}"], name="{name}", loc=…)'
        )
    return None


def total_mass(evidence: AssemblyEvidence) -> tuple[float, Vector]:
    """Return mass (kg) and centre of mass (mm, product frame) at the default position."""
    body = placed_body(default_position(evidence).placements, evidence.masses)
    return (0.0, (0.0, 0.0, 0.0)) if body is None else (body.mass_kg, body.centre_mm)
