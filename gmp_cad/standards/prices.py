"""Prices of stock and of standard parts: estimates in a data file (``prices.csv``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from gmp_cad.standards import fixture_elements
from gmp_cad.standards.fasteners import Fastener
from gmp_cad.standards.materials import Material
from gmp_cad.standards.table import records


def stock_price_eur_kg(material: Material) -> float | None:
    """Return the price of a kilogram of stock, None for a family without one."""
    row = _rows().get(("stock", material.family))
    return float(row["base_eur"]) if row else None


def fastener_price_eur(fastener: Fastener) -> float | None:
    """Return the price of one standard part, None for a kind without one.

    Elements of fixtures have their own, by size; fasteners one by kind and diameter.
    """
    if fastener.standard.startswith(fixture_elements.PREFIX):
        return fixture_elements.price_eur(fastener)
    row = _rows().get(("part", fastener.kind))
    if row is None:
        return None
    return round(float(row["base_eur"]) + float(row["per_mm_eur"]) * fastener.diameter, 2)


@cache
def _rows() -> Mapping[tuple[str, str], Mapping[str, str]]:
    return {(row["kind"], row["name"]): row for row in records("prices.csv")}
