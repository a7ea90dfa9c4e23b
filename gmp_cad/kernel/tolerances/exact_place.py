"""Where toleranced features should be: the places that satisfy every theoretically exact relation.

The datums stay; every other element is moved, as little as possible, until the written relations
hold, and those implicit ones that fix what is still free (Newton's method on small motions).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from gmp_cad.evidence import Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.measuring.element import Element
from gmp_cad.kernel.measuring.relation import Relation
from gmp_cad.kernel.tolerances.datum_system import ARM_MM, carried, null_space, own_motions

_STEP = 1e-4  # of a numerical derivative (mm): central differences of smooth lengths and angles
_FIXES = 0.02  # a relation of which the others leave a smaller share fixes nothing new
_NO_MOTION = 1e-9
_ROUNDS = 12
_SOLVED = 1e-9  # mm or degrees
_LOOSE = 0.02  # a motion larger than this share is free; a tilt within the capture is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Freedom:
    """What a target can still do: the direction of its shift (or the axis of its turn), how many."""

    direction: Vector
    turning: bool
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The exact places: ``elements`` as they should be, the relations used, what stays free.

    ``loose``: what stays free of the targets that no relation locates, by their numbers.
    ``left``: how far the worst written relation stays from its value (they contradict each other).
    """

    elements: tuple[Element, ...]
    used: tuple[Relation, ...]
    loose: dict[int, Freedom] = field(default_factory=dict)
    left: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Solver:
    """The elements as they are, and the column at which the motion of each movable one starts."""

    elements: tuple[Element, ...]
    columns: Mapping[int, int]

    @property
    def width(self) -> int:
        return 6 * len(self.columns)

    def moved(self, motion: np.ndarray) -> list[Element]:
        """Return the elements after a motion."""
        return [
            _moved(e, motion[self.columns[i] : self.columns[i] + 6]) if i in self.columns else e
            for i, e in enumerate(self.elements)
        ]

    def row(self, relation: Relation, state: Sequence[Element]) -> np.ndarray:
        """Return the derivative of a relation to every motion, at a state."""
        row = np.zeros(self.width)
        here = [(i, state[i]) for i in relation.members]
        for number in dict.fromkeys(relation.members):
            if number not in self.columns:
                continue
            for k in range(6):
                ends = (
                    relation.read([_nudged(e, k, step) if i == number else e for i, e in here])
                    for step in (_STEP, -_STEP)
                )
                row[self.columns[number] + k] = (next(ends) - next(ends)) / (2 * _STEP)
        return row


def _nudged(element: Element, motion: int, step: float) -> Element:
    """Shift an element along an axis (0 to 2), or turn it a little about its ``at`` (3 to 5)."""
    x, y, z = (step if axis == motion % 3 else 0.0 for axis in range(3))
    along = (x, y, z)
    if motion < 3:
        at, point = vector.plus(element.at, along), vector.plus(element.point, along)
        return replace(element, at=at, point=point)
    turn = vector.times(along, 1 / ARM_MM)
    lever = vector.minus(element.point, element.at)
    return replace(
        element,
        point=vector.plus(element.point, vector.cross(turn, lever)),
        direction=vector.plus(element.direction, vector.cross(turn, element.direction)),
    )


def _moved(element: Element, motion: np.ndarray) -> Element:
    """Shift an element and turn it about its ``at``."""
    shift, turn = motion[:3], motion[3:] / ARM_MM
    angle = float(np.linalg.norm(turn))
    at = np.array(element.at)

    def turned(v: np.ndarray) -> np.ndarray:
        if angle == 0:
            return v
        axis = turn / angle
        along = float(axis @ v) * axis * (1 - math.cos(angle))
        return v * math.cos(angle) + np.cross(axis, v) * math.sin(angle) + along

    point = at + shift + turned(np.array(element.point) - at)
    return replace(
        element, at=_vector(at + shift), point=_vector(point),
        direction=_vector(turned(np.array(element.direction))),
    )  # fmt: skip


def _vector(v: np.ndarray) -> Vector:
    return (float(v[0]), float(v[1]), float(v[2]))


def exact_layout(
    elements: Sequence[Element],
    fixed: Iterable[int],
    targets: Sequence[int],
    free: np.ndarray,
    relations: tuple[Iterable[Relation], Iterable[Relation]],
) -> Layout:
    """Return where the elements should be.

    ``fixed`` are the datums, ``free`` the motions that these leave (6 × n); ``relations`` the
    written ones, which all count, and the implicit ones, of which those count that fix something.
    """
    held = set(fixed)
    movable = [i for i in range(len(elements)) if i not in held]
    solver = _Solver(
        elements=tuple(elements), columns={number: 6 * k for k, number in enumerate(movable)}
    )
    written = tuple(relations[0])
    basis = _Basis(solver.width)
    for relation in written:
        basis.admit(solver.row(relation, elements))
    fixing = (r for r in relations[1] if basis.admit(solver.row(r, elements)))
    used = [*written, *fixing]
    motion = _solved(solver, used)
    places = solver.moved(motion)
    left = max((abs(_miss(r, places)) for r in written), default=0.0)
    loose = _loose(replace(solver, elements=tuple(places)), used, targets, free)
    return Layout(elements=tuple(places), used=tuple(used), loose=loose, left=left)


class _Basis:
    """An orthonormal basis of the motions that the relations admitted so far see."""

    def __init__(self, width: int) -> None:
        self.rows = np.zeros((width, width))
        self.rank = 0

    def admit(self, row: np.ndarray) -> bool:
        """Add a row; tell whether it sees anything new."""
        size = float(np.linalg.norm(row))
        if size <= _NO_MOTION or self.rank == len(self.rows):
            return False
        row = row / size
        for _ in range(2):  # once more: what rounding left of the rows before
            known = self.rows[: self.rank]
            row = row - known.T @ (known @ row)
        new = float(np.linalg.norm(row))
        if new <= _FIXES:
            return False
        self.rows[self.rank] = row / new
        self.rank += 1
        return True


def _miss(relation: Relation, state: Sequence[Element]) -> float:
    return relation.read([state[i] for i in relation.members]) - relation.expected


def _solved(solver: _Solver, used: Sequence[Relation]) -> np.ndarray:
    motion = np.zeros(solver.width)
    for _ in range(_ROUNDS if used and solver.width else 0):
        state = solver.moved(motion)
        misses = np.array([_miss(r, state) for r in used])
        if float(np.abs(misses).max()) <= _SOLVED:
            break
        rows = np.array([solver.row(r, state) for r in used])
        change = np.linalg.lstsq(rows, -misses, rcond=1e-9)[0]
        motion = motion + change
        if float(np.abs(change).max()) <= _SOLVED / 10:
            break
    return motion


def _loose(
    solver: _Solver, used: Sequence[Relation], targets: Sequence[int], free: np.ndarray
) -> dict[int, Freedom]:
    """Return the targets that can still move otherwise than in themselves, or all together."""
    moving = [t for t in dict.fromkeys(targets) if t in solver.columns]
    if not moving:
        return {}
    rows = np.array([solver.row(r, solver.elements) for r in used])
    columns = [c for t in moving for c in range(solver.columns[t], solver.columns[t] + 6)]
    motions = null_space(rows.reshape(len(used), solver.width))[columns]
    allowed = np.zeros((len(columns), 0))
    for k, target in enumerate(moving):
        own = own_motions(solver.elements[target])
        block = np.zeros((len(columns), own.shape[1]))
        block[6 * k : 6 * k + 6] = own
        allowed = np.hstack([allowed, block])
    together = [
        np.concatenate([carried(column, solver.elements[t].at) for t in moving])
        for column in free.T
    ]
    if together:
        allowed = np.hstack([allowed, np.column_stack(together)])
    q, sizes, _ = np.linalg.svd(allowed, full_matrices=False)
    q = q[:, sizes > 1e-9 * max(float(sizes[0]), 1e-300)]
    excess = motions - q @ (q.T @ motions)
    return {
        target: _freedom(excess[6 * k : 6 * k + 6])
        for k, target in enumerate(moving)
        if float(np.linalg.norm(excess[6 * k : 6 * k + 6])) > _LOOSE
    }


def _freedom(motions: np.ndarray) -> Freedom:
    turning = float(np.linalg.norm(motions[:3])) <= _LOOSE
    found = motions[3:] if turning else motions[:3]
    direction = np.linalg.svd(found)[0][:, 0]
    lead = next(c for c in direction if abs(c) > _LOOSE)
    return Freedom(
        direction=_vector(direction * math.copysign(1.0, lead) + 0.0),
        turning=turning,
        count=int((np.linalg.svd(motions)[1] > _LOOSE).sum()),
    )
