"""How long an edge cuts, how many parts it makes, what it costs: Taylor's law.

Vc·Tⁿ = C (Taylor 1907). Unless the tool says its own, C follows from the start value of the cutting
data, which holds for a life of its own (``tool_life.csv``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from gmp_cad.errors import OutsideTableError
from gmp_cad.process import cutting
from gmp_cad.process.conditions import CuttingConditions
from gmp_cad.spec.operation import Operation
from gmp_cad.spec.workshop import Tool
from gmp_cad.standards.cutting_data import start_value
from gmp_cad.standards.materials import Material
from gmp_cad.standards.tool_life import EdgeData, carbide_grade, edge_data

# Beyond ten times the life for which the data hold, Taylor's straight line is no longer true.
LONGEST = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class EdgeLife:
    """The edge of a tool in one operation.

    Units: exponent n, constant C (m/min), lives in min, ``economic_vc`` m/min, EUR. ``capped``: the
    life is at least ``life_min``. ``parts``: whole parts that one edge makes; 0 when it does not
    last for one. ``edge_eur``: cost of one edge, ``part_eur``: of the edge and of its changing in
    one part. ``economic_min``, ``economic_vc``: life and speed of least cost, those of the cut where
    nothing tells them; ``productive_min``: life of greatest output.
    """

    exponent: float
    constant: float
    life_min: float
    capped: bool
    parts: int
    edge_eur: float
    part_eur: float
    change_min: float
    economic_min: float
    economic_vc: float
    productive_min: float


def grade_of(tool: Tool, material: Material, operation: Operation) -> str:
    """Return the ISO 513 grade of a carbide tool, its own or the usual one; HSS has none."""
    if tool.material == "HSS":
        return tool.grade
    return tool.grade or carbide_grade(material.iso513, operation.stage.value)


def edge_life(
    cut: CuttingConditions,
    tool: Tool,
    material: Material,
    operation: Operation,
    rate_eur_min: float,
) -> EdgeLife | None:
    """Return the life and cost of an edge; ``rate_eur_min``: machine and operator, EUR/min.

    None where neither the tool nor the tables know a life.
    """
    data = edge_data(tool.kind, tool.material, tool.diameter_mm, tool.teeth)
    exponent = tool.taylor_n or (data.exponent if data else None)
    constant = tool.taylor_c or _constant(tool, material, operation, data, exponent)
    if exponent is None or constant is None or cut.time_min <= 0:
        return None
    longest = LONGEST * (data.life_min if data else math.inf)
    whole = cutting.taylor_life(cut.vc, exponent, constant)
    life = min(whole, longest)
    edges = tool.edges or (data.edges if data else 1)
    price = tool.price_eur if tool.price_eur is not None else data.price_eur if data else 0.0
    change = tool.change_min if tool.change_min is not None else data.change_min if data else 0.0
    edge, parts = price / edges, math.floor(life / cut.time_min + 1e-9)
    # Where neither edge nor change costs anything, or time does not, no life is cheaper than another.
    costly = rate_eur_min > 0 and edge + change > 0
    best = cutting.economic_life(exponent, change, edge, rate_eur_min) if costly else life
    return EdgeLife(
        exponent=exponent, constant=constant, life_min=life, capped=whole > longest, parts=parts,
        edge_eur=edge, part_eur=(edge + change * rate_eur_min) * cut.time_min / life,
        change_min=change, economic_min=best,
        economic_vc=cutting.taylor_speed(best, exponent, constant),
        productive_min=cutting.economic_life(exponent, change),
    )  # fmt: skip


def _constant(
    tool: Tool,
    material: Material,
    operation: Operation,
    data: EdgeData | None,
    exponent: float | None,
) -> float | None:
    """Return C = Vc·Tⁿ of the start value and of the life for which it is given."""
    if data is None or exponent is None:
        return None
    try:
        start = start_value(
            material, tool.kind, tool_material=tool.material, stage=operation.stage.value,
            diameter_mm=tool.diameter_mm,
        )  # fmt: skip
    except OutsideTableError:
        return None
    return float(start.vc_m_min * data.life_min**exponent)
