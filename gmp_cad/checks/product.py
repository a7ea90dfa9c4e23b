"""The product as a whole: what its checks look at, quantities, mass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import (
    WORKPIECE,
    AssemblyPosition,
    MassProperties,
    PartGeometry,
    Sweep,
    Vector,
)
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import Assembly, ProductSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyEvidence:
    """What the checks of an assembly look at; mappings are keyed by item name.

    ``tight``: the pairs of placements whose overlap is the interference of a fit, where they stand
    at a limit. ``sweeps``: the motions that were looked at.
    """

    subject: str
    spec: Assembly
    parts: Mapping[str, PartSpec]
    positions: Sequence[AssemblyPosition]
    geometry: Mapping[str, PartGeometry]
    masses: Mapping[str, MassProperties]
    tight: frozenset[frozenset[str]] = frozenset()
    sweeps: Sequence[Sweep] = ()


def item_of(name: str) -> str:
    """Return the item that a placement ``NAME`` or ``NAME.2`` stands for."""
    return name.split(".", maxsplit=1)[0]


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
            expected=item.quantity, observed=placed,
        )  # fmt: skip
    for name in sorted(set(counts) - {WORKPIECE}):
        message = Message("placed by the assembly, but no item of the nomenclature")
        verdicts = Verdicts("product.quantity", f"{evidence.subject}.{name}")
        yield verdicts.failed("unknown", message)


def total_mass(evidence: AssemblyEvidence) -> tuple[float, Vector]:
    """Return mass (kg) and centre of mass (mm, product frame) at the default position."""
    total, moment = 0.0, [0.0, 0.0, 0.0]
    for placement in default_position(evidence).placements:
        properties = evidence.masses.get(placement.item)
        if properties is None:
            continue
        own, centre = properties.mass_kg, properties.centre_of_mass_mm
        total += own
        for axis, row in enumerate(placement.matrix[:3]):
            moment[axis] += own * (sum(row[k] * centre[k] for k in range(3)) + row[3])
    if total == 0.0:
        return 0.0, (0.0, 0.0, 0.0)
    return total, (moment[0] / total, moment[1] / total, moment[2] / total)


@check("product.mass", "Mass budget", "The product must not weigh more than its budget.")
def mass(evidence: AssemblyEvidence, product: ProductSpec) -> Iterator[Finding]:
    """Yield a verdict on the total mass at the default position."""
    verdicts = Verdicts("product.mass", evidence.subject)
    total, _ = total_mass(evidence)
    limit = product.product.mass_limit_kg
    if limit is None:
        message = Message("total mass {total:.3f} kg; no budget is given", total=total)
        yield verdicts.skipped("no_budget", message, observed=total, unit="kg")
        return
    message = Message(
        "total mass {total:.3f} kg for a budget of {limit} kg", total=total, limit=limit
    )
    yield verdicts.judged(
        total <= limit, ("held", "exceeded"), message, expected=limit, observed=total, unit="kg"
    )
