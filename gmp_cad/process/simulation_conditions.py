"""The conditions of a simulation: what the drawing and the chips ask along one axis (mm).

Taken from the specification: every toleranced length between two features along the axis, one of
which at least is machined; every position tolerance, of an axis or of a plane, which reduces to a
location. Orientation, form, run-out, coaxiality and symmetry (of a middle, not of a surface) do not:
they come from locating on the datum or from machining together (rule CP18), not from a chain.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gmp_cad.evidence import FaceGeometry, PhaseState
from gmp_cad.process import dispersion_choice
from gmp_cad.process.faces import faces_of, made_faces, plane_frame, region
from gmp_cad.process.simulation import Condition
from gmp_cad.process.simulation_surfaces import Surfaces, outward_of
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.spec.part import Dimension, PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.size import Kind, Role

_SAME_MM = 1e-6
_OVERLAP_MM2 = 1e-3
AXIS_NAMES = "XYZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What the conditions are read from; ``states``: the workpiece by phase number."""

    spec: PartSpec
    plan: ProcessPlan
    surfaces: Surfaces
    states: Mapping[str, PhaseState]


def conditions(ask: Ask) -> tuple[Condition, ...]:
    """Return every condition along the axis: lengths, locations, then chips."""
    return (*_lengths(ask), *_locations(ask), *_chips(ask))


def _lengths(ask: Ask) -> Iterator[Condition]:
    for key, dimension in ask.spec.dimensions.items():
        ends = ends_along(ask.surfaces, ask.spec, dimension)
        limits = dimension.limits
        if ends is None or limits is None or not all(map(math.isfinite, limits)):
            continue
        start, end = ends
        if start in ask.surfaces.stages or end in ask.surfaces.stages:
            places = ask.surfaces.known
            sign = math.copysign(1.0, places[end].position - places[start].position)
            yield Condition(
                source=key, kind="dimension", start=start, end=end,
                mean=round(sign * (limits[0] + limits[1]) / 2, 9),
                it=round(limits[1] - limits[0], 9),
            )  # fmt: skip


def ends_along(surfaces: Surfaces, spec: PartSpec, dimension: Dimension) -> tuple[str, str] | None:
    """Return the two surfaces of a toleranced length that lies along the axis, else None.

    Between two axes it lies along the one in which they are its nominal size apart; lengths across
    two axes are no chain of one.
    """
    if dimension.between is None or dimension.kind is not Kind.LINEAR:
        return None
    if dimension.size.role is not Role.TOLERANCED or _leads_elsewhere(dimension, surfaces.axis):
        return None
    found = [surfaces.find(end, spec.features) for end in dimension.between]
    start, end = found
    if start is None or end is None or start == end:
        return None
    apart = abs(surfaces.known[end].position - surfaces.known[start].position)
    return (start, end) if abs(apart - dimension.nominal) <= _SAME_MM else None


def _leads_elsewhere(dimension: Dimension, axis: int) -> bool:
    written = str(dimension.along or "")
    return written in tuple(AXIS_NAMES) and written != AXIS_NAMES[axis]


def _locations(ask: Ask) -> Iterator[Condition]:
    for key, tolerance in ask.spec.tolerances.items():
        if tolerance.symbol != "position":
            continue
        targets = _instances(ask.surfaces, tolerance.on)
        reference = _reference(ask, tolerance)
        if reference is not None:
            share = _share(tolerance, located=True)
            pairs = [(reference, target) for target in targets if target != reference]
        else:  # the zones of a pattern without a datum across: each axis may use half of its own
            share = 2 * _share(tolerance, located=_spread(ask.surfaces, targets))
            pairs = [(targets[0], target) for target in targets[1:]]
        for start, end in pairs:
            if {start, end} & set(ask.surfaces.stages):
                yield _location(ask, key, (start, end), share)


def _spread(surfaces: Surfaces, pattern: Sequence[str]) -> bool:
    """Tell whether a pattern spreads both ways: in a row, turning it takes up what is across."""
    points = np.array([surfaces.known[name].point for name in pattern])
    return len(points) > 2 and bool(np.linalg.matrix_rank(points - points[0], _SAME_MM) > 1)


def _location(ask: Ask, key: str, ends: tuple[str, str], it: float) -> Condition:
    places = [ask.surfaces.known[name].position for name in ends]
    return Condition(
        source=key, kind="geometric", start=ends[0], end=ends[1],
        mean=round(places[1] - places[0], 9), it=round(it, 9),
    )  # fmt: skip


def _instances(surfaces: Surfaces, group: str) -> list[str]:
    return sorted(n for n in surfaces.known if n == group or n.startswith(f"{group}["))


def _reference(ask: Ask, tolerance: GeometricTolerance) -> str | None:
    """Return the first datum that locates along the axis: a plane across it, or an axis."""
    for reference in tolerance.references:
        for letter in reference.letters:
            on = ask.spec.datums.get(letter)
            found = None if on is None else ask.surfaces.find(on, ask.spec.features)
            among = [found] if found is not None else _instances(ask.surfaces, on or "")
            if among:
                return among[0]
    return None


def _share(tolerance: GeometricTolerance, *, located: bool) -> float:
    """Return the width of the zone along one axis.

    Of a cylindrical zone whose axis is bound both ways, the square inside: t/√2; else t.
    """
    both = tolerance.zone.shape != "" and located
    return tolerance.zone_mm / math.sqrt(2) if both else tolerance.zone_mm


def _chips(ask: Ask) -> Iterator[Condition]:
    raw = stock_of(ask)
    over = {name: _raw_over(ask, name) for name in sorted(ask.surfaces.stages)}
    for name, stages in sorted(ask.surfaces.stages.items()):
        if ask.surfaces.known[name].outward == 0:
            continue
        for i, stage in enumerate(stages):
            phase = next(p for p in ask.plan.phases if str(p.number) == stage.phase)
            operation = phase.operations[stage.operations[-1]]
            before = ask.surfaces.state(name, i - 1) if i else over[name]
            if before is not None and (i or _outermost(ask, name, over)):
                yield Condition(
                    source=name, kind="chip", start=before, end=ask.surfaces.state(name, i),
                    chip=dispersion_choice.least_chip_mm(operation, "" if i else raw),
                )  # fmt: skip


def stock_of(ask: Ask) -> str:
    """Return how the raw faces across the axis were obtained."""
    return dispersion_choice.stock_condition(ask.plan.stock, ask.surfaces.axis)


def _outermost(ask: Ask, name: str, over: Mapping[str, str | None]) -> bool:
    """Tell whether no other surface lies between this one and its raw face: its chip may vanish."""
    known = ask.surfaces.known

    def depth(other: str) -> float:
        return -known[other].outward * known[other].position

    rivals = [other for other, raw in over.items() if raw == over[name]]
    return depth(name) <= min(map(depth, rivals)) + _SAME_MM


def _raw_over(ask: Ask, name: str) -> str | None:
    """Return the raw face that lies over a machined plane: outside it, the nearest that covers it.

    A face of the stock that stays on the part lies over nothing: a pocket is cut into the solid.
    """
    surface = ask.surfaces.known[name]
    made, stock = _made(ask, name), ask.states.get("00")
    if stock is None or not made or surface.outward == 0:
        return None
    found = []
    for other in ask.surfaces.known.values():
        gap = (other.position - surface.position) * surface.outward
        gone = other.raw and other.name.startswith("stock")
        outside = gone and other.outward == surface.outward and gap > _SAME_MM
        if outside and _covers(faces_of(stock, other.name), made):
            found.append((gap, ask.surfaces.state(other.name, -1)))
    return min(found)[1] if found else None


def _made(ask: Ask, name: str) -> tuple[FaceGeometry, ...]:
    last = ask.surfaces.stages[name][-1].phase
    state = ask.states.get(last)
    if state is None:
        return ()
    faces = made_faces(state, name) or faces_of(state, name)
    return tuple(f for f in faces if outward_of(f, ask.surfaces.axis))


def _covers(raw: tuple[FaceGeometry, ...], made: tuple[FaceGeometry, ...]) -> bool:
    planes = [face for face in raw if face.surface == "plane"]
    if not planes:
        return False
    frame = plane_frame(made[0].direction, made[0].point)
    shared = region(planes, frame).intersection(region(made, frame)).area
    return bool(shared > _OVERLAP_MM2)
