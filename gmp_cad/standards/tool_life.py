"""Life, edges and price of cutting tools by kind and material, and the ISO 513 grade of carbide.

Workshop practice in data files (``tool_life.csv``, ``iso513_grades.csv``): defaults that the record
of a tool overrides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from gmp_cad.standards.table import records


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeData:
    """Taylor's exponent n, the life T (min) at the start value, edges, price (EUR), change (min).

    The price is that of all the inserts of the tool where it has inserts, else of the tool.
    """

    exponent: float
    life_min: float
    edges: int
    price_eur: float
    change_min: float


def edge_data(
    kind: str, material: str, diameter_mm: float | None = None, teeth: int | None = None
) -> EdgeData | None:
    """Return the usual life and price of a kind of tool in "HSS" or "carbide"; None if unknown."""
    row = _rows().get((kind, material))
    if row is None:
        return None
    price = float(row["base_eur"]) + float(row["per_mm_eur"]) * (diameter_mm or 0.0)
    inserts = (teeth or 1) if row["per_tooth"] == "yes" else 1
    return EdgeData(
        exponent=float(row["n"]),
        life_min=float(row["life_min"]),
        edges=int(row["edges"]),
        price_eur=round(price * inserts, 2),
        change_min=float(row["change_min"]),
    )


def carbide_grade(iso513: str, stage: str) -> str:
    """Return the ISO 513 grade (``P15``) for a group of workpiece materials; "" if it has none."""
    row = next((row for row in records("iso513_grades.csv") if row["group"] == iso513), None)
    return row[stage] if row else ""


@cache
def _rows() -> Mapping[tuple[str, str], Mapping[str, str]]:
    return {(row["kind"], row["material"]): row for row in records("tool_life.csv")}
