"""Masses against their budgets, and on what each of them rests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence.weighed import PositionMass, WeighedItem
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.spec.product import Assembly, ProductSpec

# Osmium at 20 °C, the densest of all elements: no part is denser (CRC Handbook of Chemistry and
# Physics, "Density of the elements").
_DENSEST_KG_M3 = 22_590.0
_SAME = 1e-9  # of a mass: what rounding leaves


@dataclass(frozen=True, slots=True, kw_only=True)
class MassEvidence:
    """What was weighed of an assembly: one piece of each item, the whole at each position.

    ``unplaced``: what lacks in the whole at the default parameters, for its placement is none.
    """

    subject: str
    spec: Assembly
    items: tuple[WeighedItem, ...]
    positions: tuple[PositionMass, ...]
    unplaced: tuple[str, ...] = ()

    @property
    def total_kg(self) -> float:
        """Return the mass of the whole at the default parameters, 0.0 where nothing is placed."""
        defaults = dict(self.spec.defaults())
        return next((p.body.mass_kg for p in self.positions if p.parameters == defaults), 0.0)


@check(
    "product.mass",
    "Mass budget",
    "The product must not weigh more than its budget, and its margin is to stay free for what"
    " comes later.",
)
def product_mass(evidence: MassEvidence) -> Iterator[Finding]:
    """Yield a verdict on the total mass at the default position; a fixture has no budget."""
    if not isinstance(evidence.spec, ProductSpec):
        return
    identity, total = evidence.spec.product, evidence.total_kg
    verdicts = Verdicts("product.mass", evidence.subject)
    limit = identity.mass_limit_kg
    if limit is None:
        message = Message("total mass {total:.3f} kg; no budget is given", total=total)
        yield verdicts.skipped("no_budget", message, observed=total, unit="kg")
        return
    if evidence.unplaced and total <= limit:
        message = Message("mass {total:.3f} kg without {parts}, which could not be placed",
                          total=total, parts=", ".join(evidence.unplaced))  # fmt: skip
        yield verdicts.skipped("incomplete", message, observed=total, unit="kg")
        return
    yield _within(verdicts, total, limit, identity.mass_margin_share)


@check(
    "product.item_mass",
    "Mass budget of an item",
    "A budget that is shared out holds as a whole only where each item keeps to its own.",
)
def item_masses(evidence: MassEvidence) -> Iterator[Finding]:
    """Yield a verdict on one piece of each item that has a budget; the margin is the product's."""
    spec = evidence.spec
    margin = spec.product.mass_margin_share if isinstance(spec, ProductSpec) else 0.0
    weighed = {entry.name: entry for entry in evidence.items}
    for item in spec.items:
        if item.mass_limit_kg is not None and item.name in weighed:
            verdicts = Verdicts("product.item_mass", f"{evidence.subject}.{item.name}", item.where)
            found = weighed[item.name].properties.mass_kg
            yield _within(verdicts, found, item.mass_limit_kg, margin)


def _within(verdicts: Verdicts, total: float, limit: float, margin: float) -> Finding:
    """Judge a mass (kg) by its budget, of which the share ``margin`` is to stay free."""
    details = {"expected": limit, "observed": total, "unit": "kg"}
    said = {
        "total": total, "limit": limit, "reserve": limit - total,
        "share": 100 * (limit - total) / limit, "margin": 100 * margin,
    }  # fmt: skip
    if total > limit * (1 + _SAME):
        message = Message(
            "mass {total:.3f} kg for a budget of {limit} kg: {over:.3f} kg too much",
            total=total, limit=limit, over=total - limit,
        )  # fmt: skip
        return verdicts.failed("exceeded", message, **details)
    if total > limit * (1 - margin) * (1 + _SAME):
        message = Message(
            "mass {total:.3f} kg for a budget of {limit} kg: reserve {reserve:.3f} kg ({share:.1f} %),"
            " less than the margin of {margin} %", **said,
        )  # fmt: skip
        return verdicts.warned("margin", message, **details)
    message = Message(
        "mass {total:.3f} kg for a budget of {limit} kg: reserve {reserve:.3f} kg ({share:.1f} %),"
        " margin {margin} %", **said,
    )  # fmt: skip
    return verdicts.passed("held", message, **details)


@check(
    "product.weighed",
    "On what the masses rest",
    "A mass is worth what its density is worth: each item is weighed in a material with a source,"
    " or its mass is stated and can be that of its solid.",
)
def weighed(evidence: MassEvidence) -> Iterator[Finding]:
    """Yield a verdict per item: its material, its stated mass, or the steel it was taken for."""
    for entry in evidence.items:
        item = evidence.spec.item(entry.name)
        where = item.where if item is not None else None
        verdicts = Verdicts("product.weighed", f"{evidence.subject}.{entry.name}", where)
        if entry.basis == "given":
            yield _given(verdicts, entry)
        elif entry.basis == "assumed":
            message = Message(
                "{mass:.4f} kg, taken for steel: the grade {grade!r} names no known material",
                mass=entry.properties.mass_kg, grade=entry.matter.name,
            )  # fmt: skip
            hint = Message("give its mass: mass_kg = …, or a grade such as 8.8, A2-70, CU3")
            yield verdicts.warned("assumed", message, hint=hint, unit="kg",
                                  observed=entry.properties.mass_kg)  # fmt: skip
        else:
            yield verdicts.passed("material", _solid(entry), observed=entry.properties.mass_kg,
                                  expected=entry.solid_kg, unit="kg")  # fmt: skip


def _solid(entry: WeighedItem) -> Message:
    matter = entry.matter
    return Message(
        "{mass:.4f} kg: {volume:.1f} mm³ of {material} at {density} kg/m³ ({source})",
        mass=entry.properties.mass_kg, volume=entry.properties.volume_mm3, material=matter.name,
        density=matter.density_kg_m3, source=matter.sources or Message("of the project"),
    )  # fmt: skip


def _given(verdicts: Verdicts, entry: WeighedItem) -> Finding:
    mass, volume = entry.properties.mass_kg, entry.properties.volume_mm3
    density = mass / volume * 1e9
    message = Message(
        "{mass:.4f} kg given; its solid of {volume:.1f} mm³ would have {density:.0f} kg/m³"
        " ({solid:.4f} kg in {material})",
        mass=mass, volume=volume, density=density, solid=entry.solid_kg, material=entry.matter.name,
    )  # fmt: skip
    details = {"observed": density, "expected": _DENSEST_KG_M3, "unit": "kg/m³"}
    if density > _DENSEST_KG_M3:
        hint = Message("nothing is denser than 22590 kg/m³: mass_kg is that of one piece, in kg")
        return verdicts.failed("too_dense", message, hint=hint, **details)
    return verdicts.passed("given", message, **details)
