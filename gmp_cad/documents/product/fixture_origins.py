"""The origins of a fixture on its machine: from its setting features to Op, from there to OP.

PREF = OM→Opp, measured on the machine, + Opp→Op; the program adds DEC = Op→OP (NF Z 68-020).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from gmp_cad.documents.plan.phase_figure import part_origin, program_origin
from gmp_cad.documents.printing.figures import DASH
from gmp_cad.evidence import Vector
from gmp_cad.language import Message, number
from gmp_cad.process.fixture_table import TableStanding
from gmp_cad.process.holding_fixture import HoldingFixture
from gmp_cad.spec.axes import AXES


def origin_rows(holding: HoldingFixture, table: TableStanding, lang: str) -> Iterator[list[str]]:
    """Yield the vectors Opp→Op and Op→OP (mm, machine axes) as rows, as far as points are fixed."""
    phase = holding.phase
    part, program = part_origin(holding.realised), program_origin(holding.work)
    bore = next((s for s in table.settings if s.bore), None)
    if bore is not None and part is not None:
        seat = next((s for s in table.settings if not s.bore), None)
        opp = _foot(bore.point, bore.direction, seat.point if seat else None)
        taken = Message("axis of the bore {line} ⌀{diameter}", line=bore.line,
                        diameter=round(bore.diameter_mm, 3)).say(lang)  # fmt: skip
        cells = _machine(np.array(part) - np.array(opp), phase.spindle, phase.x_axis, lang)
        if seat is None:
            cells = (*cells[:2], DASH)
        else:
            taken += ", " + Message("face {line}", line=seat.line).say(lang)
        yield ["Opp → Op", *cells, taken]
    if part is not None and program is not None:
        cells = _machine(np.array(program) - np.array(part), phase.spindle, phase.x_axis, lang)
        taken = Message("DEC of the program {program}", program=phase.program or DASH).say(lang)
        yield ["Op → OP (DEC)", *cells, taken]


def _foot(point: Vector, axis: Vector, level: Vector | None) -> Vector:
    """Return the point of an axis at the level of another point."""
    if level is None:
        return point
    along = float(np.dot(np.array(level) - np.array(point), axis))
    x, y, z = np.array(point) + along * np.array(axis)
    return float(x), float(y), float(z)


def _machine(
    arm: npt.NDArray[np.float64], spindle: str, x_axis: str, lang: str
) -> tuple[str, str, str]:
    """Return a vector of the part's frame in the axes of the machine, as texts."""
    z, x = np.array(AXES[spindle]), np.array(AXES[x_axis])
    cells = [number(round(float(arm @ axis), 3) + 0.0, lang) for axis in (x, np.cross(z, x), z)]
    return cells[0], cells[1], cells[2]
