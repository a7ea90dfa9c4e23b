"""Constraints of a CadQuery assembly: recorded while its script runs, then looked at as placed.

CadQuery solves by least squares: what contradicts itself, or is not reached, ends somewhere in
between without a word. ``Assembly.add`` copies a sub-assembly and drops its constraints, so they
are noted when they are solved or copied.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import cadquery as cq
from cadquery.occ_impl.solver import ConstraintSpec
from OCP.gp import gp_Dir, gp_Extrinsic_XYZ, gp_Lin, gp_Pln, gp_Pnt, gp_Quaternion, gp_Trsf, gp_Vec

from gmp_cad.evidence import Residual
from gmp_cad.kernel.placement import box_of, location, matrix_of

Solver = Literal["converged", "stopped", "not_run"]
Frames = Mapping[cq.Assembly, cq.Location]
_DECIMALS = 9  # of a residual: what is placed is rounded there


@dataclass(frozen=True, slots=True)
class Stated:
    """The constraints of an assembly, how the solver ended, where its root object was then."""

    constraints: tuple[ConstraintSpec, ...]
    solver: Solver
    root: cq.Location


class Record:
    """The constraints of every assembly that was solved or copied while the record ran."""

    def __init__(self) -> None:
        self._known: dict[cq.Assembly, Stated] = {}

    def of(self, node: cq.Assembly) -> Stated | None:
        """Return the constraints that an assembly states, or stated before it was copied."""
        known = self._known.get(node)
        if known is not None and len(node.constraints) <= len(known.constraints):
            return known
        if not node.constraints:
            return None
        known = known or Stated((), "not_run", cq.Location())
        return replace(known, constraints=tuple(node.constraints))

    def solved(self, node: cq.Assembly) -> None:
        """Note that an assembly was solved."""
        result = node._solve_result or {}  # noqa: SLF001 - CadQuery tells it nowhere else
        ending: Solver = "converged" if result.get("success") else "stopped"
        tied = {name for c in node.constraints for name in c.objects}
        root = node.loc if node.obj is not None and node.name in tied else cq.Location()
        self._known[node] = Stated(tuple(node.constraints), ending, root)

    def copied(self, node: cq.Assembly, copy: cq.Assembly) -> None:
        """Note that a copy stands for an assembly."""
        stated = self.of(node)
        if stated is not None:
            self._known[copy] = stated


@contextlib.contextmanager
def recorded() -> Iterator[Record]:
    """Note the constraints of all assemblies until the block ends."""
    record = Record()
    solve: Callable[..., Any] = cq.Assembly.solve
    copy: Callable[..., Any] = cq.Assembly._copy  # noqa: SLF001 - what add() takes

    def solving(self: cq.Assembly, *arguments: Any, **options: Any) -> Any:
        found = solve(self, *arguments, **options)
        record.solved(self)
        return found

    def copying(self: cq.Assembly) -> cq.Assembly:
        made: cq.Assembly = copy(self)
        record.copied(self, made)
        return made

    for name, noting in (("solve", solving), ("_copy", copying)):
        setattr(cq.Assembly, name, noting)
    try:
        yield record
    finally:
        for name, original in (("solve", solve), ("_copy", copy)):
            setattr(cq.Assembly, name, original)


def moved_by_solver(node: cq.Assembly, stated: Stated | None) -> set[cq.Assembly]:
    """Return what stands below an assembly where its solver put it."""
    if stated is None or stated.solver == "not_run":
        return set()
    tied = {name for c in stated.constraints for name in c.objects}
    return {part for name in tied if (part := node.objects.get(name)) not in (None, node)}


def residuals(
    node: cq.Assembly, stated: Stated, frames: Frames, label: Callable[[cq.Assembly], str]
) -> Iterator[Residual]:
    """Yield by how much each constraint of an assembly is missed where its parts stand.

    ``frames``: where each part of the assembly stands in the product; what is not in it is left
    out with its constraints. A constraint of several conditions (Plane) gives the one missed most.
    """
    if node not in frames:
        return
    reference = frames[node] * stated.root.inverse
    for number, constraint in enumerate(stated.constraints, start=1):
        parts = [node.objects.get(name) for name in constraint.objects]
        known = [part for part in parts if part is not None and part in frames]
        if len(known) < len(parts) or constraint.kind == "Fixed":
            continue
        final = [location(matrix_of(frames[part])) for part in known]
        placed = [(reference.inverse * loc).wrapped.Transformation() for loc in final]
        half = max(_half_diagonal(part) for part in known)
        misses = [
            _miss(kind, markers, value, placed, half)
            for markers, kind, value in constraint.toPODs()
        ]
        worst = max(misses, key=lambda miss: miss.mm)
        yield Residual(
            number=number, kind=constraint.kind, parts=tuple(label(part) for part in known),
            wanted=worst.wanted, found=worst.found, unit=worst.unit, miss_mm=worst.mm,
            solver=stated.solver,
        )  # fmt: skip


# --- one condition


@dataclass(frozen=True, slots=True)
class _Miss:
    wanted: float
    found: float
    unit: Literal["mm", "°"]
    mm: float


def _miss(
    kind: str, markers: tuple[Any, ...], value: Any, placed: list[gp_Trsf], half_mm: float
) -> _Miss:
    """Return how a condition stands; ``placed``: its parts in the frame of their assembly."""
    moved = [
        None if marker is None else marker.Transformed(where)
        for marker, where in zip(markers, placed, strict=True)
    ]
    if kind in _LENGTHS:
        wanted, found = _LENGTHS[kind](moved, value)
        return _Miss(
            round(wanted, _DECIMALS), round(found, _DECIMALS), "mm",
            round(abs(found - wanted), _DECIMALS),
        )  # fmt: skip
    wanted, found = _ANGLES[kind](moved, value, placed)
    way = 2 * math.sin(abs(found - wanted) / 2) * half_mm
    asked, seen = (round(math.degrees(angle), _DECIMALS) for angle in (wanted, found))
    return _Miss(asked, seen, "°", round(way, _DECIMALS))


def _point(moved: list[Any], value: Any) -> tuple[float, float]:
    first, second = moved
    return abs(value or 0.0), first.Distance(second)


def _fixed_point(moved: list[Any], value: Any) -> tuple[float, float]:
    return 0.0, moved[0].Distance(gp_Pnt(*value))


def _in_plane(moved: list[Any], value: Any) -> tuple[float, float]:
    point: gp_Pnt = moved[0]
    plane: gp_Pln = moved[1]
    away = gp_Vec(plane.Axis().Location(), point)
    return float(value or 0.0), away.Dot(gp_Vec(plane.Axis().Direction()))


def _on_line(moved: list[Any], value: Any) -> tuple[float, float]:
    point: gp_Pnt = moved[0]
    line: gp_Lin = moved[1]
    return abs(value or 0.0), line.Distance(point)


def _axis(moved: list[Any], value: Any, _placed: list[gp_Trsf]) -> tuple[float, float]:
    # CadQuery compares cosines; without a value the two axes are to be opposed.
    wanted = math.pi if value is None else math.acos(math.cos(value))
    return wanted, _between(*moved)


def _fixed_axis(moved: list[Any], value: Any, _placed: list[gp_Trsf]) -> tuple[float, float]:
    return 0.0, _between(moved[0], gp_Dir(*value))


def _fixed_rotation(_moved: list[Any], value: Any, placed: list[gp_Trsf]) -> tuple[float, float]:
    asked = gp_Quaternion()
    asked.SetEulerAngles(gp_Extrinsic_XYZ, *value)
    rest = asked.Inverted().Multiplied(placed[0].GetRotation())
    return 0.0, 2 * math.atan2(math.hypot(rest.X(), rest.Y(), rest.Z()), abs(rest.W()))


def _between(a: gp_Dir, b: gp_Dir) -> float:
    """Return the angle of two directions (rad), exact where it is small or flat."""
    first, second = gp_Vec(a), gp_Vec(b)
    return math.atan2(first.Crossed(second).Magnitude(), first.Dot(second))


_LENGTHS: dict[str, Callable[[list[Any], Any], tuple[float, float]]] = {
    "Point": _point,
    "FixedPoint": _fixed_point,
    "PointInPlane": _in_plane,
    "PointOnLine": _on_line,
}
_ANGLES: dict[str, Callable[[list[Any], Any, list[gp_Trsf]], tuple[float, float]]] = {
    "Axis": _axis,
    "FixedAxis": _fixed_axis,
    "FixedRotation": _fixed_rotation,
}


def _half_diagonal(part: cq.Assembly) -> float:
    """Return half the diagonal of the box of a part or sub-assembly, in its own frame (mm)."""
    shape = part.toCompound().located(cq.Location())
    if not shape.Vertices():
        return 0.0
    box = box_of(shape)
    return math.dist(box[:3], box[3:]) / 2
