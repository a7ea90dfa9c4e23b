"""Whether clamps hold a workpiece against loads: equilibrium with friction as linear programmes.

A contact pushes inside the pyramid n + μ(cos α·t1 + sin α·t2), eight edges with coefficients ≥ 0,
inside Coulomb's cone and therefore safe. A grip is a clamp: one or more contacts whose normal
forces add up to its force, however the cut shares them out (a strap has one, a chuck three jaws).
Every load case must be in equilibrium with the same clamps; the contacts' forces may differ.
Forces in N, lengths in mm, moments in N·mm about the part's origin. Solver: HiGHS (scipy).
Source: force closure with friction as a linear programme, as in the literature on fixtures
(inscribed pyramids); by the static theorem of limit analysis any admissible equilibrium holds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from gmp_cad.evidence import Vector
from gmp_cad.process.faces import Array, unit

EDGES = 8
# A load case that the clamps would hold at this many times its force needs no exact figure.
MOST_SAFETY = 20.0
# Load cases solved in one programme: the solver's time grows faster than their number.
_BATCH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Pad:
    """One contact: point (mm), unit normal into the part, friction μ.

    ``least_n``: normal force (N) that must remain, so that a locator stays in touch.
    """

    point: Vector
    normal: Vector
    friction: float
    least_n: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Grip:
    """A clamp with its contacts: their normal forces add up to the clamp's force."""

    pads: tuple[Pad, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What acts on the part besides the contacts: forces (N) with their moments (N·mm).

    ``cutting`` is multiplied by the safety, ``dead`` (weight) is not. Each is
    (fx, fy, fz, mx, my, mz) about the part's origin.
    """

    cutting: tuple[float, ...]
    dead: tuple[float, ...] = (0.0,) * 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Locators and grips of a phase."""

    locators: tuple[Pad, ...]
    grips: tuple[Grip, ...]

    @property
    def pads(self) -> tuple[Pad, ...]:
        """All contacts: the locators first, then those of the grips in order."""
        return (*self.locators, *(pad for grip in self.grips for pad in grip.pads))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """Force (N) of a contact on the part: along its normal, and across it (friction)."""

    normal_n: float
    tangential_n: float


def wrench(point: Sequence[float], force: Sequence[float], torque: Sequence[float] = ()) -> Array:
    """Return (F, p×F + torque) about the part's origin: N and N·mm."""
    moment = np.cross(np.array(point, dtype=float), np.array(force, dtype=float))
    return np.concatenate([force, moment + (np.array(torque) if len(torque) else 0.0)])


def edges(pad: Pad) -> Array:
    """Return the edges of a contact's pyramid as columns of unit normal force (3 × 8, or 3 × 1)."""
    normal = np.array(pad.normal)
    if pad.friction <= 0:
        return normal[:, None]
    first = next(
        unit(flat)
        for axis in np.eye(3)
        if np.linalg.norm(flat := axis - float(axis @ normal) * normal) > 0.5
    )
    second = np.cross(normal, first)
    turns = [2 * math.pi * i / EDGES for i in range(EDGES)]
    across = [math.cos(a) * first + math.sin(a) * second for a in turns]
    return np.array([normal + pad.friction * side for side in across]).T


@dataclass(frozen=True, slots=True)
class Matrices:
    """One load case: equilibrium rows (6), grip rows, and the contact that owns each column.

    Moments are divided by ``length`` (mm), the size of the location.
    """

    columns: Array
    owner: list[int]
    grip_rows: Array
    length: float

    @property
    def count(self) -> int:
        """Unknowns of a case: one for each edge of each pyramid."""
        return len(self.owner)


def matrices_of(holding: Holding) -> Matrices:
    """Return the matrices of a load case: the same for all of them."""
    pads = holding.pads
    points = np.array([pad.point for pad in pads])
    length = float(np.abs(points - points.mean(axis=0)).max()) or 1.0
    columns, owner = [], []
    for i, pad in enumerate(pads):
        for edge in edges(pad).T:
            columns.append(_scaled(wrench(pad.point, edge), length))
            owner.append(i)
    first = len(holding.locators)
    rows = np.zeros((len(holding.grips), len(owner)))
    for k, grip in enumerate(holding.grips):
        mine = range(first, first + len(grip.pads))
        rows[k, [i for i, pad in enumerate(owner) if pad in mine]] = 1.0
        first += len(grip.pads)
    return Matrices(np.array(columns).T, owner, rows, length)


def _scaled(load: Sequence[float] | Array, length: float) -> Array:
    return np.concatenate([np.array(load[:3]), np.array(load[3:]) / length])


def kept(holding: Holding, matrices: Matrices) -> tuple[Array, Array]:
    """Return rows and limits of −ΣN ≤ −N_min for the locators that must stay in touch."""
    rows, limits = [], []
    for i, pad in enumerate(holding.pads):
        if pad.least_n > 0:
            rows.append([-1.0 if owner == i else 0.0 for owner in matrices.owner])
            limits.append(-pad.least_n)
    return np.array(rows).reshape(len(rows), matrices.count), np.array(limits)


def total(load: Load, safety: float, length: float) -> Array:
    """Return the wrench of a load with its safety, moments over ``length``."""
    return safety * _scaled(load.cutting, length) + _scaled(load.dead, length)


def reached_safety(
    holding: Holding, loads: Sequence[Load], forces: Sequence[float]
) -> tuple[float, ...] | None:
    """Return for each load the greatest factor on its cutting force that the grips hold.

    At most :data:`MOST_SAFETY`; None when the part is not in equilibrium even without cutting.
    """
    m = matrices_of(holding)
    if not _at_rest(holding, m, loads, forces):
        return None
    found: list[float] = []
    for start in range(0, len(loads), _BATCH):
        found += _safety_of(holding, m, loads[start : start + _BATCH], forces)
    return tuple(found)


def _safety_of(
    holding: Holding, m: Matrices, loads: Sequence[Load], forces: Sequence[float]
) -> list[float]:
    cases = len(loads)
    block = np.vstack([m.columns, m.grip_rows])
    grips = len(holding.grips)
    cuts = [
        np.concatenate([_scaled(load.cutting, m.length), np.zeros(grips)])[:, None]
        for load in loads
    ]
    equal = sparse.hstack(
        [sparse.block_diag(cuts), sparse.kron(sparse.eye(cases), block)], format="csc"
    )
    right = np.concatenate(
        [np.concatenate([-_scaled(load.dead, m.length), forces]) for load in loads]
    )
    rows, limits = kept(holding, m)
    below = sparse.hstack(
        [sparse.csr_matrix((len(limits) * cases, cases)), sparse.kron(sparse.eye(cases), rows)],
        format="csc",
    )
    result = linprog(
        np.concatenate([-np.ones(cases), np.zeros(m.count * cases)]),
        A_eq=equal, b_eq=right,
        A_ub=below if len(limits) else None, b_ub=np.tile(limits, cases) if len(limits) else None,
        bounds=[(0, MOST_SAFETY)] * cases + [(0, None)] * (m.count * cases), method="highs",
    )  # fmt: skip
    return [float(v) for v in result.x[:cases]] if result.status == 0 else [0.0] * cases


def _at_rest(holding: Holding, m: Matrices, loads: Sequence[Load], forces: Sequence[float]) -> bool:
    dead = sorted({load.dead for load in loads})
    still = [Load(cutting=(0.0,) * 6, dead=weight) for weight in dead]
    return all(_reactions(holding, m, load, forces, 1.0) is not None for load in still)


def reactions(
    holding: Holding, load: Load, forces: Sequence[float], safety: float = 1.0
) -> tuple[Reaction, ...] | None:
    """Return an equilibrium of one load, one force per contact of ``holding.pads``.

    Of the many that friction allows, one whose greatest normal force is least, then their sum.
    None when there is none.
    """
    return _reactions(holding, matrices_of(holding), load, forces, safety)


def _reactions(
    holding: Holding, m: Matrices, load: Load, forces: Sequence[float], safety: float
) -> tuple[Reaction, ...] | None:
    locators = range(len(holding.locators))
    rows, limits = kept(holding, m)
    sums = np.array([[1.0 if owner == i else 0.0 for owner in m.owner] for i in locators])
    sums = sums.reshape(len(locators), m.count)
    peak = np.hstack([sums, -np.ones((len(locators), 1))])
    below = np.vstack([np.hstack([rows, np.zeros((len(limits), 1))]), peak])
    equal = np.vstack([m.columns, m.grip_rows])
    equal = np.hstack([equal, np.zeros((len(equal), 1))])
    result = linprog(
        np.concatenate([np.full(m.count, 1e-4), [1.0]]),
        A_ub=below, b_ub=np.concatenate([limits, np.zeros(len(locators))]),
        A_eq=equal, b_eq=np.concatenate([-total(load, safety, m.length), forces]),
        method="highs",
    )  # fmt: skip
    return _read(holding, m, result.x[:-1]) if result.status == 0 else None


def _read(holding: Holding, m: Matrices, shares: Array) -> tuple[Reaction, ...]:
    found = []
    for i, pad in enumerate(holding.pads):
        mine = [k for k, owner in enumerate(m.owner) if owner == i]
        force = m.columns[:3, mine] @ shares[mine]
        normal = float(force @ np.array(pad.normal))
        across = force - normal * np.array(pad.normal)
        found.append(Reaction(normal_n=normal, tangential_n=float(np.linalg.norm(across))))
    return tuple(found)
