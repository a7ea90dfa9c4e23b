"""The least clamping forces that hold every load case, one linear programme for all of them.

The cases that decide are few: the programme starts with the worst, and takes in those that its
answer does not hold until it holds all. Forces in N.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from gmp_cad.process.faces import Array
from gmp_cad.process.force_closure import (
    Holding,
    Load,
    kept,
    matrices_of,
    reached_safety,
    total,
)

_FIRST = 24
_MORE = 12
_CLOSE = 1e-6


def least_forces(
    holding: Holding, loads: Sequence[Load], safety: float = 1.0
) -> tuple[float, ...] | None:
    """Return the force of each grip (N), their sum the least that holds every load; None if none.

    ``safety``: K on the cutting forces.
    """
    found = _least(holding, loads, safety, np.eye(len(holding.grips)))
    return None if found is None else tuple(float(v) for v in found)


def least_scale(
    holding: Holding, loads: Sequence[Load], safety: float, forces: Sequence[float]
) -> float | None:
    """Return the least factor on given grip forces that holds every load, None if none does."""
    found = _least(holding, loads, safety, np.array(forces, dtype=float)[:, None])
    return None if found is None else float(found[0])


def holdable(holding: Holding, loads: Sequence[Load], safety: float = 1.0) -> bool:
    """Tell whether each load, on its own, is held by some force of the grips.

    Asks one after the other, and stops at the first that none holds.
    """
    spread = np.eye(len(holding.grips))
    return all(_programme(holding, [load], safety, spread) is not None for load in loads)


def _least(holding: Holding, loads: Sequence[Load], safety: float, spread: Array) -> Array | None:
    """Return the least of what the cases share: the grip forces are ``spread`` @ it."""
    biggest = sorted(range(len(loads)), key=lambda i: (-_size(loads[i]), i))
    taken = set(biggest[:: max(1, len(loads) // _FIRST)])
    while True:
        shared = _programme(holding, [loads[i] for i in sorted(taken)], safety, spread)
        if shared is None or len(taken) == len(loads):
            return shared
        reached = reached_safety(holding, loads, (spread @ shared).tolist())
        short = [(s, i) for i, s in enumerate(reached or ()) if s < safety * (1 - _CLOSE)]
        fresh = [i for _, i in sorted(short) if i not in taken]
        if reached is not None and not fresh:
            return shared
        taken |= set(fresh[:_MORE]) if reached is not None else set(range(len(loads)))


def _size(load: Load) -> float:
    return round(float(np.linalg.norm(load.cutting[:3])), 6)


def _programme(
    holding: Holding, loads: Sequence[Load], safety: float, spread: Array
) -> Array | None:
    m = matrices_of(holding)
    grips, shared = spread.shape
    cases = len(loads)
    block = np.vstack([m.columns, m.grip_rows])
    coupling = np.vstack([np.zeros((6, shared)), -spread])
    equal = sparse.hstack(
        [sparse.csr_matrix(np.tile(coupling, (cases, 1))), sparse.kron(sparse.eye(cases), block)],
        format="csc",
    )
    right = np.concatenate(
        [np.concatenate([-total(load, safety, m.length), np.zeros(grips)]) for load in loads]
    )
    rows, limits = kept(holding, m)
    below = sparse.hstack(
        [sparse.csr_matrix((len(limits) * cases, shared)), sparse.kron(sparse.eye(cases), rows)],
        format="csc",
    )
    weights = np.concatenate([np.abs(spread).sum(axis=0), np.zeros(m.count * cases)])
    result = linprog(
        weights, A_eq=equal, b_eq=right,
        A_ub=below if len(limits) else None, b_ub=np.tile(limits, cases) if len(limits) else None,
        method="highs",
    )  # fmt: skip
    return np.asarray(result.x[:shared]) if result.status == 0 else None
