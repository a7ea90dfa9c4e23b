"""Masses that break their budgets, or rest on nothing."""

from __future__ import annotations

from gmp_cad.checks import mass
from gmp_cad.evidence import AssemblyPosition, MassProperties, Placement
from gmp_cad.evidence.weighed import Basis, Matter, WeighedItem, position_masses
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.toml import parse

TEXT = """
[product]
number = "P-01"
title = "Palier"
mass_budget = "≤ 1 kg"
mass_margin = "5 %"
[[item]]
ref = 1
part = "plate"
mass_budget = "≤ 1000 g"
"""
STEEL = Matter(name="C45", density_kg_m3=7850.0, standard="EN ISO 683-1", density_source="tables")
E = ((1.0, 0.0, 0.0, 0.0), (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))


def evidence(
    mass_kg: float = 0.5,
    text: str = TEXT,
    basis: Basis = "material",
    volume_mm3: float | None = None,
) -> mass.MassEvidence:
    """A product of one plate, weighed."""
    zero = (0.0, 0.0, 0.0)
    volume = mass_kg / 7850e-9 if volume_mm3 is None else volume_mm3
    found = MassProperties(
        volume_mm3=volume, area_mm2=1.0, mass_kg=mass_kg, centre_of_mass_mm=zero,
        inertia_kg_mm2=(zero, zero, zero), bounding_box_mm=(0.0, 0.0, 0.0, 1.0, 1.0, 1.0),
    )  # fmt: skip
    placement = Placement(name="plate", item="plate", matrix=E)
    position = AssemblyPosition(parameters={}, placements=(placement,))
    item = WeighedItem(
        name="plate", ref=1, placed=1, matter=STEEL, basis=basis, properties=found
    )  # fmt: skip
    return mass.MassEvidence(
        subject="product", spec=parse(text, "parts/product.toml", ProductSpec), items=(item,),
        positions=position_masses([position], {"plate": found}),
    )  # fmt: skip


TWINS = {
    "product.mass": lambda: mass.product_mass(evidence(1.001)),
    "product.item_mass": lambda: mass.item_masses(evidence(0.96)),
    "product.weighed": lambda: mass.weighed(evidence(basis="given", volume_mm3=10.0)),
}
