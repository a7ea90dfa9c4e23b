"""The constraints of order that a drawing, its surfaces and the plan's own lines imply.

D: a dimension from a datum waits for the datum. G: a tolerance waits for its datums. T: roughing
before finishing, spotting before drilling before reaming or tapping, a face before the holes that
enter through it, cutting before hardening before grinding, roughing before stress relief. Given lines of the plan come last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gmp_cad.errors import Problem, suggestion
from gmp_cad.evidence import FaceGeometry, Feature, PartGeometry
from gmp_cad.language import Message, english, named, word
from gmp_cad.process.elementary import RANKS, Elementary
from gmp_cad.process.faces import same_feature
from gmp_cad.process.precedence import Constraint, Kind
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.operation import OperationKind, Stage
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import Precedence, ProcessPlan

_K = OperationKind
_HOLES = frozenset({_K.SPOT_DRILLING, _K.CENTRE_DRILLING, _K.DRILLING})
_PLANES = frozenset({_K.FACE_MILLING, _K.SHOULDER_MILLING, _K.CONTOUR_MILLING, _K.SLOT_MILLING,
                     _K.POCKET_MILLING, _K.FACING, _K.TURNING})  # fmt: skip
_RADIUS_MM = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedPart:
    """What the constraints are derived from: part, faces, plan and its elementary operations."""

    spec: PartSpec
    geometry: PartGeometry
    plan: ProcessPlan
    operations: tuple[Elementary, ...]

    def of(self, name: str) -> tuple[Elementary, ...]:
        """Return the operations on a surface, in the order that its working must have."""
        found = [op for op in self.operations if op.surface and same_feature(op.surface, name)]
        return tuple(sorted(found, key=lambda op: (op.rank, op.place)))


def constraints_of(part: OrderedPart) -> tuple[Constraint, ...]:
    """Return every constraint, derived and given; of two that say the same, the first."""
    found: dict[tuple[str, str, str], Constraint] = {}
    for rule in (_dimensional, _geometric, _stages, _entries, _treated, _given):
        for constraint in rule(part):
            key = (constraint.before, constraint.after, constraint.kind)
            if constraint.before != constraint.after:
                found.setdefault(key, constraint)
    return tuple(found.values())


def unknown_names(part: OrderedPart) -> tuple[Problem, ...]:
    """Return a problem per name of a given constraint that is no surface and no operation."""
    known = sorted({op.surface for op in part.operations if op.surface})
    rows = sorted({op.row for op in part.operations})
    return tuple(
        Problem(
            line.where.child(key),
            Message("{name!r} is neither a surface that the plan makes nor one of its operations",
                    name=name),
            suggestion(name, [*known, *rows]),
        )
        for line in part.plan.precedences
        for key, name in (("before", line.before), ("after", line.after))
        if not name.startswith("stock") and not _called(part, name)
    )  # fmt: skip


def _dimensional(part: OrderedPart) -> Iterator[Constraint]:
    datums = set(part.spec.datums.values())
    for name, dimension in part.spec.dimensions.items():
        if dimension.between is None:
            continue
        ends = [_surface(part, end) for end in dimension.between]
        for datum, other in (ends, ends[::-1]):
            if datum in datums and other not in datums:
                reason = Message("dimension {name} starts at the datum {datum}",
                                 name=word(name), datum=named(datum))  # fmt: skip
                yield from _last_before_last(part, datum, other, "D", reason)


def _geometric(part: OrderedPart) -> Iterator[Constraint]:
    for tolerance in part.spec.tolerances.values():
        for letter in tolerance.letters:
            datum = part.spec.datums.get(letter)
            if datum is None or same_feature(datum, tolerance.on):
                continue
            reason = Message("{symbol} ({name}) refers to the datum {letter}",
                             symbol=tolerance.said, name=named(tolerance.on), letter=letter)  # fmt: skip
            yield from _last_before_last(part, datum, tolerance.on, "G", reason)


def _surface(part: OrderedPart, end: str) -> str:
    """Return the feature that an end names, by its name or by its selector."""
    return next((name for name, selector in part.spec.features.items() if selector == end), end)


def _last_before_last(
    part: OrderedPart, datum: str, other: str, kind: Kind, reason: Message
) -> Iterator[Constraint]:
    """Yield that a datum is finished when the other surface is; with one clamping for both, too.

    Where the datum's phase is located on the other surface, the relation is held the other way.
    """
    first, second = part.of(datum), part.of(other)
    if not first or not second:
        return
    last, then = first[-1], second[-1]
    located = {contact.on for contact in part.plan.phases[last.phase].locating}
    if last.phase > then.phase and any(same_feature(on, other) for on in located):
        last, then = then, last
        reason = Message("{reason}: the datum is made from it", reason=reason)
    yield Constraint(before=last.label, after=then.label, kind=kind, reason=reason, together=True)


def _stages(part: OrderedPart) -> Iterator[Constraint]:
    """Yield the order of work on each surface: each rank before the next higher one."""
    for name in dict.fromkeys(op.surface for op in part.operations if op.surface):
        own = [op for op in part.of(name) if op.surface == name]
        ranks = sorted({op.rank for op in own})
        for low, high in pairwise(ranks):
            for before in (op for op in own if op.rank == low):
                for after in (op for op in own if op.rank == high):
                    yield Constraint(
                        before=before.label, after=after.label, kind="T",
                        reason=_order_reason(before, after),
                    )  # fmt: skip


def _order_reason(before: Elementary, after: Elementary) -> Message:
    if before.rank[0] == after.rank[0]:
        return Message("rough before finish")
    return Message("{before} before {after}", before=word(before.kind.value),
                   after=word(after.kind.value))  # fmt: skip


def _entries(part: OrderedPart) -> Iterator[Constraint]:
    """Yield that a hole is drilled when the face that it enters has been cut."""
    for hole in (op for op in part.operations if op.kind in _HOLES):
        axis = AXES[part.plan.phases[hole.phase].spindle]
        for face in _entry_faces(part.geometry, hole.surface, axis):
            makers = [op for op in part.of(face) if op.kind in _PLANES]
            if makers:
                reason = Message("drilling ({hole}) after the surface that it enters ({face})",
                                 hole=named(hole.surface), face=named(face))  # fmt: skip
                yield Constraint(
                    before=makers[0].label, after=hole.label, kind="T", reason=reason
                )  # fmt: skip


def _entry_faces(
    geometry: PartGeometry, hole: str, axis: tuple[float, float, float]
) -> Iterator[str]:
    """Yield the plane features that the mouth of a hole, towards the tool, lies in."""
    barrels = [f for f in geometry.features.get(hole.partition("[")[0], ()) if f.hollow]
    mouths = [(f, _mouth(f, axis)) for f in barrels if f.surface == "cylinder"]
    for name, features in geometry.features.items():
        planes = [geometry.faces[i] for f in features for i in f.faces]
        planes = [
            p for p in planes if p.surface == "plane" and np.dot(p.direction, axis) > 1 - 1e-6
        ]
        if any(_opens(plane, barrel, mouth) for plane in planes for barrel, mouth in mouths):
            yield name


def _mouth(barrel: Feature, axis: tuple[float, float, float]) -> np.ndarray:
    """Return the end of a hole's axis nearest to the tool."""
    point, direction = np.array(barrel.point), np.array(barrel.direction)
    ends = [point + t * direction for t in barrel.span_mm]
    return max(ends, key=lambda end: float(end @ np.array(axis)))


def _opens(plane: FaceGeometry, barrel: Feature, mouth: np.ndarray) -> bool:
    """Tell whether the mouth of a hole is a wire of the plane."""
    if abs(float((mouth - np.array(plane.point)) @ plane.direction)) > _RADIUS_MM:
        return False
    for wire in plane.outline:
        away = np.linalg.norm(np.array(wire) - mouth, axis=1)
        if float(np.abs(away - barrel.radius_mm).max()) < _RADIUS_MM:
            return True
    return False


def _treated(part: OrderedPart) -> Iterator[Constraint]:
    """Yield what comes before and after each treatment.

    Hardening: cutting before, grinding after. Stress relief (castings, weldments): roughing before,
    what was roughed is finished after. Coating: everything before.
    """
    cuts = [op for op in part.operations if not op.treats]
    roughed = {op.surface for op in cuts if op.stage is not Stage.FINISH}
    for treatment in (op for op in part.operations if op.treats):
        for op in cuts:
            before = _precedes(op, treatment, roughed)
            if before is not None:
                first, second = (op, treatment) if before else (treatment, op)
                reason = Message(_TREATMENTS[treatment.treatment or "hardening", before])
                yield Constraint(before=first.label, after=second.label, kind="T", reason=reason)


_TREATMENTS = english(
    {
        ("hardening", True): "cut before heat treatment, which hardens",
        ("hardening", False): "ground after heat treatment, which distorts",
        ("stress_relief", True): "rough before stress relief, which lets the part move",
        ("stress_relief", False): "finish after stress relief, which lets the part move",
        ("coating", True): "cut before coating, which it would take away",
    }
)


def _precedes(op: Elementary, treatment: Elementary, roughed: Collection[str]) -> bool | None:
    """Tell whether an operation comes before a treatment; None where either order will do."""
    if treatment.treatment == "coating":
        return True
    if treatment.treatment == "stress_relief":
        if op.kind in RANKS and op.kind is not OperationKind.BORING:
            return None  # what a drill, a reamer or a tap takes out moves nothing
        if op.stage is Stage.ROUGH:
            return True
        return False if op.stage is Stage.FINISH and op.surface in roughed else None
    return op.kind is not OperationKind.GRINDING


def _given(part: OrderedPart) -> Iterator[Constraint]:
    for line in part.plan.precedences:
        earlier, later = _called(part, line.before), _called(part, line.after)
        if earlier and later:
            yield from _between(line, earlier, later)


def _between(
    line: Precedence, earlier: Sequence[Elementary], later: Sequence[Elementary]
) -> Iterator[Constraint]:
    """Yield that the last operation on one surface comes before the first one on another."""
    reason = Message("{text}", text=line.reason) if line.reason else Message("given by the plan")
    yield Constraint(
        before=earlier[-1].label, after=later[0].label, kind=line.kind, reason=reason,
        where=line.where,
    )  # fmt: skip


def _called(part: OrderedPart, name: str) -> tuple[Elementary, ...]:
    """Return the operations that a given name calls: a row such as ``20.3``, or a surface."""
    return tuple(op for op in part.operations if op.row == name) or part.of(name)
