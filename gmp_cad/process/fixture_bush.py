"""Drill bushes of a fixture: which hole each guides a tool to, and how well, from its geometry.

Rules of practice (Carr Lane, *Jig and Fixture Handbook*; Guibert, *Montages d'usinage*): a bush guides
over at least 1.5 diameters and ends 0.5 to 1.5 diameters off the part, nearer for short chips.
Lengths mm, points and directions in the frame of the workpiece.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from gmp_cad.evidence import WORKPIECE, FaceGeometry, PartGeometry, PhaseState, Placement, Vector
from gmp_cad.process.faces import Array, faces_of, instances_of, same_feature, unit, vector
from gmp_cad.process.holding_fixture import HoldingFixture
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.operation import Operation, OperationKind
from gmp_cad.spec.process import Phase
from gmp_cad.spec.product import published_fit
from gmp_cad.spec.workshop import Machine, Tool
from gmp_cad.standards.iso286 import limits

LEAST_GUIDE = 1.5  # of the diameter
CHIP_ROOM = (0.5, 1.5)  # of the diameter, between the bush and the part


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidingBush:
    """A bush in its place: a point of its axis, its direction, its bore and the length of it.

    ``bore_mm``: limits of the bore; both the nominal size where it has no published limits.
    """

    placement: str
    features: tuple[str, ...]
    point: Vector
    direction: Vector
    bore_mm: tuple[float, float]
    length_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidedHole:
    """A hole of an operation and the bush nearest to its axis, if any is parallel to it.

    ``tool_mm``: nominal diameter of the tool, ``tool_limits_mm``: its limits. ``offset_mm``: distance of the axes; ``room_mm``: from the bush to the part.
    """

    operation: int
    feature: str
    place: Vector
    tool_mm: float
    tool_limits_mm: tuple[float, float]
    bush: GuidingBush | None
    offset_mm: float = 0.0
    room_mm: float = 0.0

    @property
    def play_mm(self) -> tuple[float, float]:
        """Least and greatest clearance of the tool in the bore."""
        assert self.bush is not None
        low, high = self.bush.bore_mm
        thin, thick = self.tool_limits_mm
        return low - thick, high - thin


def guides(spec: FixtureSpec, phase: Phase) -> Mapping[int, tuple[str, ...]]:
    """Return the placements that guide the tool of each operation all of whose features have one."""
    found = {i: _guides(spec, operation) for i, operation in enumerate(phase.operations)}
    return {i: names for i, names in found.items() if names}


def _guides(spec: FixtureSpec, operation: Operation) -> tuple[str, ...]:
    served = [
        [
            name
            for name, features in spec.bushes.items()
            if any(same_feature(f, m) for f in features)
        ]
        for m in operation.makes
    ]
    return tuple(dict.fromkeys(n for names in served for n in names)) if all(served) else ()


def all_guided(spec: FixtureSpec, phase: Phase) -> bool:
    """Tell whether bushes guide every tool of the phase."""
    cutting = [i for i, op in enumerate(phase.operations) if op.kind is not OperationKind.MANUAL]
    return bool(cutting) and set(cutting) <= set(guides(spec, phase))


def stands(
    spec: FixtureSpec, phase: Phase, machines: Sequence[Machine]
) -> Literal["table", "spindle", "free"]:
    """Return what locates a fixture on its machine.

    ``spindle``: its jaws close on the axis of a lathe; ``free``: it moves under the spindle of a
    drill, its bushes guide every tool; else the machine's table.
    """
    if phase.turning and spec.concentric:
        return "spindle"
    kinds = [machine.kind for machine in machines if machine.id == phase.machine]
    return "free" if kinds == ["drilling"] and all_guided(spec, phase) else "table"


def bushes(
    spec: FixtureSpec, geometry: Mapping[str, PartGeometry], placements: Sequence[Placement]
) -> tuple[GuidingBush, ...]:
    """Return the declared bushes that have a bore; ``geometry`` by item name."""
    seat = next(p for p in placements if p.item == WORKPIECE)
    back = np.linalg.inv(np.array(seat.matrix))
    frames = {p.name: back @ np.array(p.matrix) for p in placements}
    found = (
        _bush(spec, name, geometry[name.partition(".")[0]], frames[name])
        for name in spec.bushes
        if name in frames
    )
    return tuple(bush for bush in found if bush is not None)


def _bush(spec: FixtureSpec, name: str, geometry: PartGeometry, frame: Array) -> GuidingBush | None:
    hollow = [f for f in geometry.faces if f.surface == "cylinder" and f.hollow]
    if not hollow:
        return None
    bore = min(hollow, key=lambda f: (round(f.radius_mm, 6), f.index))
    item = spec.item(name.partition(".")[0])
    published = published_fit(item.standard, "bore") if item and item.standard else None
    nominal = 2 * bore.radius_mm
    published_mm = published.limits if published is not None else None
    return GuidingBush(
        placement=name, features=spec.bushes[name],
        point=vector((frame @ np.array([*bore.point, 1.0]))[:3]),
        direction=vector(unit(frame[:3, :3] @ np.array(bore.direction))),
        bore_mm=published_mm or (nominal, nominal), length_mm=bore.span_mm[1] - bore.span_mm[0],
    )  # fmt: skip


def guided_holes(
    holding: HoldingFixture, placed: Sequence[GuidingBush], tools: Mapping[int, Tool]
) -> Iterator[GuidedHole]:
    """Yield every hole that bushes are declared for, with the bush that stands over it.

    ``tools``: by number of the operation; one whose tool has no diameter is left out.
    """
    for i, names in guides(holding.spec, holding.phase).items():
        tool = tools.get(i)
        size = tool.diameter_mm if tool else None
        mine = [bush for bush in placed if bush.placement in names]
        for feature in holding.phase.operations[i].makes if size else ():
            for face in _holes(holding.work.leaving, feature):
                assert tool is not None
                assert size is not None
                yield _guided(holding, GuidedHole(
                    operation=i, feature=feature, place=face.centre_mm, tool_mm=size,
                    tool_limits_mm=_tool_limits(tool, size), bush=None,
                ), face, mine)  # fmt: skip


def _tool_limits(tool: Tool, size_mm: float) -> tuple[float, float]:
    """Return the limits of a tool's diameter: twist drills are ground h8 (ISO 235, DIN 338)."""
    if tool.kind != "drill":
        return size_mm, size_mm
    found = limits(size_mm, "h8")
    return size_mm + found.lower_um / 1000, size_mm + found.upper_um / 1000


def _holes(state: PhaseState, feature: str) -> Iterator[FaceGeometry]:
    for group in instances_of(faces_of(state, feature)):
        if group[0].surface == "cylinder" and group[0].hollow:
            yield group[0]


def _guided(
    holding: HoldingFixture, hole: GuidedHole, face: FaceGeometry, bushes_: Sequence[GuidingBush]
) -> GuidedHole:
    """Return the hole with the nearest bush along its axis that is declared for it."""
    axis = np.array(face.direction)
    along = [
        (round(_aside(bush.point, face.point, axis), 6), bush.placement, bush)
        for bush in bushes_
        if abs(float(axis @ np.array(bush.direction))) > 1 - 1e-6
        and any(same_feature(f, hole.feature) for f in bush.features)
    ]
    if not along:
        return hole
    offset, _, bush = min(along, key=lambda found: found[:2])
    gap = holding.found.gap(bush.placement)
    return replace(
        hole, bush=bush, offset_mm=offset, room_mm=gap.gap_mm if gap is not None else 0.0
    )


def _aside(a: Vector, b: Vector, axis: Array) -> float:
    return float(np.linalg.norm(np.cross(np.array(a) - np.array(b), axis)))
