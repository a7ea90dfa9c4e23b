"""What is published of masses: ``mass.json``, and the mass in ``evidence.json`` of a part."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from gmp_cad.checks.mass import MassEvidence
from gmp_cad.documents.product.masses import matter_of_part
from gmp_cad.evidence import MassProperties
from gmp_cad.evidence.mass import Body, PrincipalAxes, Tensor, body_of, principal_axes
from gmp_cad.evidence.weighed import Matter, WeighedItem
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import ProductSpec

_DIGITS = 11  # of a unit vector's components, and of a tensor's beside its largest

UNITS: Mapping[str, str] = {
    "area": "mm²", "density": "kg/m³", "inertia": "kg·mm²", "length": "mm",
    "mass": "kg", "volume": "mm³",
}  # fmt: skip


def part_mass_json(spec: PartSpec, properties: MassProperties) -> dict[str, Any]:
    """Return what ``evidence.json`` says of a part's mass besides what was integrated."""
    matter = matter_of_part(spec)
    return {**_matter_json(matter), "principal": _axes_json(principal_axes(body_of(properties)))}


def _axes_json(axes: PrincipalAxes) -> dict[str, Any]:
    """Return principal moments, axes and radii of gyration as published."""
    return {
        "moments_kg_mm2": axes.moments_kg_mm2, "axes": [[round(c, _DIGITS) for c in axis] for axis in axes.axes],
        "radii_of_gyration_mm": axes.radii_mm, "symmetry": axes.symmetry,
    }  # fmt: skip


def _matter_json(matter: Matter) -> dict[str, Any]:
    """Return what something is weighed as, as published."""
    return {
        "material": matter.name, "density_kg_m3": matter.density_kg_m3,
        "standard": matter.standard, "density_source": matter.density_source,
    }  # fmt: skip


def mass_json(evidence: MassEvidence) -> dict[str, Any]:
    """Return the public ``mass.json``: every item, and the whole at every position."""
    return {
        "version": 1,
        "units": UNITS,
        "budget": _budget(evidence),
        "items": [_item_json(entry) for entry in evidence.items],
        "positions": [
            {
                "parameters": dict(at.parameters), **_body_json(at.body),
                "principal": _axes_json(at.axes),
            }
            for at in evidence.positions
        ],
    }  # fmt: skip


def _budget(evidence: MassEvidence) -> dict[str, float] | None:
    spec = evidence.spec
    limit = spec.product.mass_limit_kg if isinstance(spec, ProductSpec) else None
    if limit is None or not isinstance(spec, ProductSpec):
        return None
    return {
        "limit_kg": limit, "margin": spec.product.mass_margin_share,
        "reserve_kg": limit - evidence.total_kg,
    }  # fmt: skip


def _item_json(entry: WeighedItem) -> dict[str, Any]:
    body = body_of(entry.properties)
    return {
        "name": entry.name, "ref": entry.ref, "placed": entry.placed, "basis": entry.basis,
        "total_kg": entry.total_kg, "solid_kg": entry.solid_kg, **_matter_json(entry.matter),
        **_body_json(body), "principal": _axes_json(principal_axes(body)),
    }  # fmt: skip


def _body_json(body: Body) -> dict[str, Any]:
    return {
        "mass_kg": body.mass_kg, "volume_mm3": body.volume_mm3, "area_mm2": body.area_mm2,
        "centre_of_mass_mm": body.centre_mm, "inertia_kg_mm2": _told(body.inertia_kg_mm2),
    }  # fmt: skip


def _told(tensor: Tensor) -> list[list[float]]:
    """Return a tensor without the dust in its small components: digits counted from the largest."""
    largest = max(abs(value) for row in tensor for value in row)
    places = _DIGITS - math.floor(math.log10(largest)) if largest > 0.0 else 0
    return [[round(value, places) for value in row] for row in tensor]
