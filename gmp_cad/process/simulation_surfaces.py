"""The surfaces of a part along one axis, and the states through which a plan leads them.

A surface is a plane across the axis, or an axis (of a hole, a shaft) that crosses it. It is known
under one name for each state: raw, after each stage that leaves an allowance, finished. Lengths in
mm, part frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gmp_cad.evidence import FaceGeometry, Feature, PhaseState, Vector
from gmp_cad.process.cut import left_by
from gmp_cad.process.faces import same_feature
from gmp_cad.spec.operation import OperationKind
from gmp_cad.spec.process import ProcessPlan

_ALONG = 1 - 1e-6
_ACROSS = 1e-6
_ROUND = frozenset({"cylinder", "cone", "sphere"})
_MARKING = frozenset({OperationKind.SPOT_DRILLING, OperationKind.CENTRE_DRILLING})
_NEVER = frozenset({OperationKind.MANUAL, OperationKind.CHAMFERING, OperationKind.COUNTERSINKING})

Features = Mapping[str, Sequence[Feature]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """A surface along the axis: ``outward`` +1 or −1 for a plane, 0 for an axis; ``raw``: in phase 00.

    ``point``: a point of the plane or of the axis, in all three coordinates.
    """

    name: str
    position: float
    outward: int
    raw: bool
    point: Vector = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One state that a phase gives to a surface; ``operations``: indices in the phase, in order.

    ``left``: what is left to remove, mm.
    """

    phase: str
    operations: tuple[int, ...]
    left: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Surfaces:
    """All surfaces along one axis (0 x, 1 y, 2 z), with the stages of those that are machined.

    ``aliases``: raw faces that are features of the part.
    """

    axis: int
    order: tuple[str, ...]
    known: Mapping[str, Surface]
    stages: Mapping[str, tuple[Stage, ...]]
    aliases: Mapping[str, str]

    def find(self, end: str, selectors: Mapping[str, str]) -> str | None:
        """Return the surface that an end of a dimension names, None if it is none of this axis.

        ``selectors``: the specification's features by name. A group of several does not say which.
        """
        named = [end, *(name for name, selector in selectors.items() if selector == end)]
        for name in named:
            for spelt in (self.aliases.get(name, name), name.removesuffix("[1]")):
                if spelt in self.known:
                    return spelt
        return None

    def state(self, name: str, index: int) -> str:
        """Return the name of a state: −1 raw, else the index of the stage."""
        stages = self.stages.get(name, ())
        if index < 0:
            return f"{name}@00" if stages else name
        if index == len(stages) - 1:
            return name
        stage = stages[index]
        return f"{name}@{stage.phase}.{stage.operations[-1] + 1}"

    def entering(self, name: str, phase: str) -> str | None:
        """Return the state in which a surface comes to a phase; None if it does not exist yet."""
        before = self.order[: self.order.index(phase)]
        done = sum(stage.phase in before for stage in self.stages.get(name, ()))
        return self.state(name, done - 1) if done or self.known[name].raw else None

    def leaving(self, name: str, phase: str) -> str | None:
        """Return the state in which a surface leaves a phase; None if it does not exist yet."""
        until = self.order[: self.order.index(phase) + 1]
        done = sum(stage.phase in until for stage in self.stages.get(name, ()))
        return self.state(name, done - 1) if done or self.known[name].raw else None

    def exists(self, name: str) -> bool:
        """Tell whether a surface is ever on the workpiece: the stock has it, or a phase makes it."""
        return self.known[name].raw or name in self.stages

    def positions(self) -> dict[str, float]:
        """Return the nominal position (mm) of every state of every surface.

        One that the stock does not have and no phase makes stands where the drawing has it.
        """
        found = {}
        for name, surface in self.known.items():
            if surface.raw or not self.exists(name):
                found[self.state(name, -1)] = surface.position
            for i, stage in enumerate(self.stages.get(name, ())):
                found[self.state(name, i)] = surface.position + surface.outward * stage.left
        return found


def surfaces_along(
    axis: int, features: Features, stock: PhaseState | None, plan: ProcessPlan
) -> Surfaces:
    """Return the surfaces along an axis: those of the finished part, and the faces of the stock.

    Without a ``stock`` what no phase machines counts as raw, and its other faces are not known.
    """
    known = {s.name: s for s in _finished(axis, features, stock)}
    aliases: dict[str, str] = {}
    for name, surface in _raw(axis, stock):
        same = _same_face(name, stock, known)
        if same is None:
            known[name] = surface
        else:
            aliases[name] = same
    stages = {
        name: tuple(_stages(plan, s)) for name, s in known.items() if not s.name.startswith("stock")
    }
    return Surfaces(
        axis=axis, order=("00", *(str(p.number) for p in plan.phases)), known=known,
        stages={name: found for name, found in stages.items() if found}, aliases=aliases,
    )  # fmt: skip


def _finished(axis: int, features: Features, stock: PhaseState | None) -> Iterator[Surface]:
    raw = stock.features if stock is not None else {}
    for group, instances in sorted(features.items()):
        for i, feature in enumerate(instances):
            outward = outward_of(feature, axis)
            if "[" not in group and "." not in group and outward is not None:
                name = group if len(instances) == 1 else f"{group}[{i + 1}]"
                yield Surface(
                    name=name, position=round(feature.point[axis], 9), outward=outward,
                    raw=stock is None or group in raw, point=feature.point,
                )  # fmt: skip


def _raw(axis: int, stock: PhaseState | None) -> Iterator[tuple[str, Surface]]:
    if stock is None:
        return
    faces = {face.index: face for face in stock.faces}
    for name, indices in sorted(stock.features.items()):
        for face in (faces[i] for i in indices[:1] if name.startswith("stock")):
            outward = outward_of(face, axis)
            if outward is not None:
                place = round(face.point[axis], 9)
                yield name, Surface(name=name, position=place, outward=outward, raw=True)


def outward_of(face: Feature | FaceGeometry, axis: int) -> int | None:
    """Return ±1 for a plane across the axis, 0 for an axis that crosses it, None otherwise."""
    lean = face.direction[axis]
    if face.surface == "plane":
        return (1 if lean > 0 else -1) if abs(lean) > _ALONG else None
    return 0 if face.surface in _ROUND and abs(lean) < _ACROSS else None


def _same_face(name: str, stock: PhaseState | None, known: Mapping[str, Surface]) -> str | None:
    """Return the feature of the part that a face of the stock is."""
    assert stock is not None
    mine = set(stock.features[name])
    for other, indices in sorted(stock.features.items()):
        if not other.startswith("stock") and other in known and mine <= set(indices):
            return other
    return None


def _stages(plan: ProcessPlan, surface: Surface) -> Iterator[Stage]:
    """Yield the states that the plan gives to a surface: an axis has one a phase."""
    for phase in plan.phases:
        made = [
            i for i, op in enumerate(phase.operations)
            if op.kind not in _NEVER and any(same_feature(surface.name, m) for m in op.makes)
        ]  # fmt: skip
        cuts = [i for i in made if phase.operations[i].kind not in _MARKING]
        if not cuts:
            continue
        number = str(phase.number)
        if surface.outward == 0:
            yield Stage(phase=number, operations=tuple(made), left=0.0)
            continue
        for i in cuts:
            yield Stage(phase=number, operations=(i,), left=left_by(phase.operations[i]))


def surface_of(state: str) -> str:
    """Return the name of the surface whose state it is."""
    return re.sub(r"@[^@]*$", "", state)
