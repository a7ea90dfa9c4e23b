"""What the tolerances leave over is given to the dispersions that the workshop has to hold.

Linear programme of the method of Δl: every Δl grows by w·t, the same t for all; t is the largest
that every condition allows. The conditions that then bind freeze their Δl, and the others go on.
Lengths in mm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.optimize import linprog

from gmp_cad.process.simulation import DECIMALS, Axis1D, Item, Traced

_BINDS_MM = 1e-9


def distributed(
    axis: Axis1D, traced: Sequence[Traced], weights: Mapping[Item, float] | None = None
) -> Axis1D:
    """Return the axis with its slack given to the Δl of its conditions; infeasible ones get none.

    ``weights`` w ≥ 0 of an item: its share of the growth, 1 unless given; 0 keeps a Δl as it is. Δl
    that stand in no toleranced condition keep their values: nothing bounds them.
    """
    shares = weights or {}
    bound = [t for t in traced if t.condition.it is not None and t.path]
    fixed = {item for t in bound if not t.feasible for item in t.items}
    open_ = [t for t in bound if t.feasible]
    growing = {i for t in open_ for i in t.items if shares.get(i, 1.0) > 0} - fixed
    values = dict(axis.dispersions)
    while growing:
        rows = [t for t in open_ if growing.intersection(t.items)]
        step = _largest_step(rows, growing, values, shares)
        for item in growing:
            values[item] = round(values[item] + shares.get(item, 1.0) * step, DECIMALS)
        growing -= {i for t in rows if _room(t, values) <= _BINDS_MM for i in t.items}
    return replace(axis, dispersions=values)


def _largest_step(
    rows: Sequence[Traced],
    growing: set[Item],
    values: Mapping[Item, float],
    shares: Mapping[Item, float],
) -> float:
    """Return max t such that Σ (Δl + w·t) ≤ IT on every row."""
    growth = [sum(shares.get(i, 1.0) for i in t.items if i in growing) for t in rows]
    room = [max(_room(t, values), 0.0) for t in rows]
    found = linprog(
        [-1.0], A_ub=np.array(growth).reshape(-1, 1), b_ub=room, bounds=[(0, None)], method="highs"
    )
    return float(found.x[0])


def _room(traced: Traced, values: Mapping[Item, float]) -> float:
    assert traced.condition.it is not None
    return round(traced.condition.it - sum(values[i] for i in traced.items), DECIMALS)
