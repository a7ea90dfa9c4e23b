"""The product holds together: quantities, interference, joints, fits, mass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gmp_cad.checks.registry import check
from gmp_cad.evidence import AssemblyPosition, FaceGeometry, MassProperties, Overlap, Vector
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message, number
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import Assembly, ProductSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyEvidence:
    """What the checks of an assembly look at. ``faces`` and ``masses`` are keyed by item name."""

    subject: str
    spec: Assembly
    parts: Mapping[str, PartSpec]
    positions: Sequence[AssemblyPosition]
    faces: Mapping[str, Sequence[FaceGeometry]]
    masses: Mapping[str, MassProperties]


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
        right = placed == item.quantity
        template = (
            "{placed} placed, as specified" if right else "{placed} placed, {quantity} specified"
        )
        yield Finding(
            check="product.quantity", code="equal" if right else "different", status=Status.PASS if right else Status.FAIL,
            subject=f"{evidence.subject}.{item.name}", message=Message(template, placed=placed, quantity=item.quantity),
            expected=float(item.quantity), observed=float(placed), where=item.where,
        )  # fmt: skip
    for name in sorted(counts):
        if name != "workpiece":
            yield Finding(
                check="product.quantity",
                code="unknown",
                status=Status.FAIL,
                subject=f"{evidence.subject}.{name}",
                message=Message("placed by the assembly, but no item of the nomenclature"),
            )


@check(
    "product.interference",
    "Interference",
    "Two solids cannot be in one place: any overlap that no joint declares is an error.",
)
def interference(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield every undeclared overlap at every position, or one pass."""
    declared = {frozenset((j.a, j.b)) for j in evidence.spec.joints}
    worst: dict[tuple[str, str], tuple[Overlap, AssemblyPosition, int]] = {}
    for position in evidence.positions:
        for overlap in position.overlaps:
            pair = frozenset((item_of(overlap.a), item_of(overlap.b)))
            if pair in declared or overlap.depth_mm <= evidence.spec.contact_mm:
                continue
            key = (overlap.a, overlap.b)
            known = worst.get(key)
            count = 1 if known is None else known[2] + 1
            if known is None or overlap.volume_mm3 > known[0].volume_mm3:
                worst[key] = (overlap, position, count)
            else:
                worst[key] = (known[0], known[1], count)
    for (a, b), (overlap, position, count) in sorted(worst.items()):
        yield _interference(evidence, a, b, overlap, position, count)
    if not worst:
        tested = sum(p.pairs_tested for p in evidence.positions)
        message = Message(
            "no overlap in {positions} positions ({tested} pairs computed exactly)",
            positions=len(evidence.positions),
            tested=tested,
        )
        yield Finding(
            check="product.interference",
            code="clear",
            status=Status.PASS,
            subject=evidence.subject,
            message=message,
        )


def _interference(
    evidence: AssemblyEvidence,
    a: str,
    b: str,
    overlap: Overlap,
    position: AssemblyPosition,
    count: int,
) -> Finding:
    at = ", ".join(f"{k} = {number(v, 'fr')}" for k, v in sorted(position.parameters.items()))
    place = ", ".join(f"{v:.2f}" for v in overlap.centre_mm)
    message = Message(
        "{a} and {b} overlap: {volume:.4f} mm³, depth {depth:.4f} mm, at ({place}); worst of {count} positions: {at}",
        a=a, b=b, volume=overlap.volume_mm3, depth=overlap.depth_mm, place=place, count=count, at=at or "—",
    )  # fmt: skip
    return Finding(
        check="product.interference", code="overlap", status=Status.FAIL, subject=f"{evidence.subject}.{a}+{b}",
        message=message, expected=0.0, observed=overlap.volume_mm3, unit="mm³",
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
    total, _ = total_mass(evidence)
    limit = product.product.mass_limit_kg
    if limit is None:
        message = Message("total mass {total:.3f} kg; no budget is given", total=total)
        yield Finding(
            check="product.mass",
            code="no_budget",
            status=Status.SKIP,
            subject=evidence.subject,
            message=message,
            observed=total,
            unit="kg",
        )
        return
    held = total <= limit
    message = Message(
        "total mass {total:.3f} kg for a budget of {limit} kg", total=total, limit=limit
    )
    yield Finding(
        check="product.mass", code="held" if held else "exceeded", status=Status.PASS if held else Status.FAIL,
        subject=evidence.subject, message=message, expected=limit, observed=total, unit="kg",
    )  # fmt: skip
