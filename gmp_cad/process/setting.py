"""Setting a machine: tools of a phase with their gauges and lives, origins and their vectors.

Origins (ISO 841, NF Z 68-020): OM machine, Op part (where the locating planes meet), OP program.
PREF = OM→Op is measured on the machine once per fixture; DEC = Op→OP belongs to the program. The
sum of both is what other controls call G54.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gmp_cad.evidence import Vector
from gmp_cad.process.operations import OperationRow
from gmp_cad.process.threading import threads_inside
from gmp_cad.process.tool_life import EdgeLife
from gmp_cad.spec.workshop import Tool

# Quadrant of the nose (gauge C) of tools that turn outside, and inside, right-hand, behind the axis.
OUTSIDE_NOSE, INSIDE_NOSE = 3, 2
_NOSED = frozenset({"turning", "boring_bar", "grooving", "parting", "threading"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MountedTool:
    """A tool of a phase: its T/D, the rows that use it, and what its edge lasts.

    ``time_min``: how long it cuts in one part. ``life_min``: life of its edge over these cuts, None
    where none is known (``capped``: at least so long); ``parts``: whole parts per edge. ``longest``:
    the edge in the cut that takes longest, whose economic life and speed count.
    """

    tool: Tool
    offset: str
    rows: tuple[OperationRow, ...]
    time_min: float
    life_min: float | None
    capped: bool
    parts: int
    longest: EdgeLife | None

    @property
    def turning(self) -> bool:
        """Whether its gauges are those of a lathe: X, Z, R, C."""
        return self.tool.kind in _NOSED

    @property
    def nose_quadrant(self) -> int:
        """Gauge C: on which side of the nose the programmed point lies (1 to 9)."""
        inside = self.tool.kind == "boring_bar" or threads_inside(self.tool)
        return INSIDE_NOSE if inside else OUTSIDE_NOSE


def mounted_tools(
    rows: Sequence[OperationRow], lives: Mapping[int, EdgeLife]
) -> tuple[MountedTool, ...]:
    """Return the tools of a phase by first use; ``lives`` by the operation's index."""
    found: dict[str, list[OperationRow]] = {}
    for row in rows:
        if row.tool is not None:
            found.setdefault(row.tool.id, []).append(row)
    return tuple(_mounted(tuple(used), lives) for used in found.values())


def _mounted(rows: tuple[OperationRow, ...], lives: Mapping[int, EdgeLife]) -> MountedTool:
    """Add up what share of an edge each cut uses: an edge lasts 1 / Σ (t / T) parts."""
    tool = rows[0].tool
    assert tool is not None
    known = [
        (row.conditions.time_min, lives[row.operation])
        for row in rows
        if row.conditions is not None and row.operation is not None and row.operation in lives
    ]
    time = sum(t for t, _ in known)
    used = sum(t / life.life_min for t, life in known)
    return MountedTool(
        tool=tool, offset=rows[0].offset, rows=rows, time_min=time,
        life_min=time / used if used else None, capped=any(life.capped for _, life in known),
        parts=math.floor(1 / used + 1e-9) if used else 0,
        longest=max(known, key=lambda cut: cut[0])[1] if known else None,
    )  # fmt: skip


def in_axes(vector: Vector, axes: Sequence[tuple[str, Vector]]) -> dict[str, float]:
    """Return the components of a vector (mm, part frame) along the machine's axes, by their name."""
    return {name: round(float(np.dot(vector, axis)), 6) + 0.0 for name, axis in axes}


def decalage(op: Vector, program: Vector, axes: Sequence[tuple[str, Vector]]) -> dict[str, float]:
    """Return DEC = Op→OP (mm) along each axis of the machine."""
    between = np.asarray(program) - np.asarray(op)
    return in_axes((float(between[0]), float(between[1]), float(between[2])), axes)


def displacement(pref: float, gauge: float, dec: float, diameter: float) -> float:
    """Return by how much the table moves until the tool touches: PREF − Jo − DEC − D/2 (mm).

    ``gauge`` is the tool's along the axis (0 across it), ``diameter`` that of a mill that touches
    with its side (0 along its axis).
    """
    return pref - gauge - dec - diameter / 2
