"""The product as a whole: quantities, interference, mass."""

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
    Overlap,
    PartGeometry,
    Vector,
)
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import Assembly, ProductSpec
from gmp_cad.spec.size import plain_number


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyEvidence:
    """What the checks of an assembly look at; mappings are keyed by item name.

    ``tight``: the pairs of items that a fit holds by interference, where they stand at a limit.
    """

    subject: str
    spec: Assembly
    parts: Mapping[str, PartSpec]
    positions: Sequence[AssemblyPosition]
    geometry: Mapping[str, PartGeometry]
    masses: Mapping[str, MassProperties]
    tight: frozenset[frozenset[str]] = frozenset()


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


@dataclass(frozen=True, slots=True)
class _Collision:
    """The worst overlap of a pair over all positions, where, and at how many of them."""

    overlap: Overlap
    position: AssemblyPosition
    count: int


@check(
    "product.interference",
    "Interference",
    "Two solids cannot be in one place: any overlap that no joint declares is an error.",
)
def interference(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield every undeclared overlap at every position, or one pass."""
    collisions = _collisions(evidence)
    for (a, b), collision in sorted(collisions.items()):
        verdicts = Verdicts("product.interference", f"{evidence.subject}.{a}+{b}")
        yield verdicts.failed(
            "overlap", _told(collision), expected=0.0, observed=collision.overlap.volume_mm3,
            unit="mm³",
        )  # fmt: skip
    if not collisions:
        message = Message(
            "no overlap (positions: {positions}; pairs computed exactly: {tested})",
            positions=len(evidence.positions),
            tested=sum(p.pairs_tested for p in evidence.positions),
        )
        yield Verdicts("product.interference", evidence.subject).passed("clear", message)


def _collisions(evidence: AssemblyEvidence) -> dict[tuple[str, str], _Collision]:
    # A modelled thread overlaps; press fits and welds only touch at their nominal sizes.
    threads = {frozenset((j.a, j.b)) for j in evidence.spec.joints if j.kind == "thread"}
    declared = threads | evidence.tight
    worst: dict[tuple[str, str], _Collision] = {}
    for position in evidence.positions:
        for overlap in position.overlaps:
            pair = frozenset((item_of(overlap.a), item_of(overlap.b)))
            if pair in declared or overlap.depth_mm <= evidence.spec.contact_mm:
                continue
            key = (overlap.a, overlap.b)
            known = worst.get(key) or _Collision(overlap, position, 0)
            larger = overlap.volume_mm3 > known.overlap.volume_mm3
            shown = (overlap, position) if larger else (known.overlap, known.position)
            worst[key] = _Collision(*shown, known.count + 1)
    return worst


def _point(point: Vector) -> Message:
    return Message("{x:.2f} ; {y:.2f} ; {z:.2f}", x=point[0], y=point[1], z=point[2])


def _told(collision: _Collision) -> Message:
    overlap, parameters = collision.overlap, collision.position.parameters
    at = ", ".join(f"{k} = {plain_number(v, 'en')}" for k, v in sorted(parameters.items()))
    return Message(
        "{a} and {b} overlap: {volume:.4f} mm³, depth {depth:.4f} mm, at ({place}); worst of {count} positions: {at}",
        a=overlap.a, b=overlap.b, volume=overlap.volume_mm3, depth=overlap.depth_mm,
        place=_point(overlap.centre_mm), count=collision.count, at=at or "—",
    )  # fmt: skip


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
