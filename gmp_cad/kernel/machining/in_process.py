"""The workpiece after every phase, derived from the process plan, with the proofs of the plan.

For each operation: gouge (its sweep meets neither the finished part nor an allowance that is
still due), reach (every face made is seen by the tool), progress (it removes material); for the
plan: closure (the last solid is the finished part). Lengths in mm, in the part's frame.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import cadquery as cq

from gmp_cad.errors import KernelError, Problem, Where, suggestion
from gmp_cad.evidence import Closure, PartGeometry, PhaseState, Removal
from gmp_cad.kernel.failure import OCCT_ERRORS
from gmp_cad.kernel.machining import reach, sweep
from gmp_cad.kernel.machining.allowance import layers, left_by
from gmp_cad.kernel.machining.phase_state import Body, phase_state
from gmp_cad.kernel.machining.reach import Sight, Way
from gmp_cad.kernel.machining.stock import stock_solid
from gmp_cad.kernel.machining.sweep import (
    COSMETIC,
    GOUGE_MM3,
    Cut,
    Workpiece,
    features_of,
    only_spots,
)
from gmp_cad.kernel.machining.sweeps.piece import Unmade
from gmp_cad.kernel.machining.thread_ring import thread_ring_mm3
from gmp_cad.kernel.surfaces import properties
from gmp_cad.kernel.surfaces.properties import BoundingBox
from gmp_cad.language import Message
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.operation import Operation, OperationKind, Stage
from gmp_cad.spec.part import Dimension
from gmp_cad.spec.process import Phase, ProcessPlan
from gmp_cad.spec.size import THREADS

PROGRESS_MM3 = 1e-3  # an operation that removes less removes nothing
CLOSED_MM3 = 1e-2  # the last solid may differ from the finished part by so much, each way
_FAILED: tuple[type[Exception], ...] = (ValueError, *OCCT_ERRORS)
_BEYOND = 3.0  # sweeps reach so many diagonals of stock and part


@dataclass(frozen=True, slots=True, kw_only=True)
class InProcess:
    """The workpiece after each phase (``"00"`` first), what each operation did, and the proofs.

    ``problems`` hold what cannot be told by a number: a stock too small, an unknown feature.
    """

    states: tuple[tuple[PhaseState, cq.Shape], ...]
    removals: tuple[Removal, ...]
    closure: Closure
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Run:
    """The workpiece while the plan is run through.

    ``due`` is left on faces for later (mm); ``to_grind``: those of them that were finished so.
    """

    work: Workpiece
    form_tools: frozenset[str]
    far: float
    shape: cq.Shape
    due: dict[int, float] = field(default_factory=dict)
    to_grind: set[int] = field(default_factory=set)
    threaded: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def in_process(
    part: cq.Shape,
    geometry: PartGeometry,
    plan: ProcessPlan,
    stock_shape: cq.Shape | None,
    dimensions: Mapping[str, Dimension],
    form_tools: Collection[str] = (),
) -> InProcess:
    """Return the workpiece after every phase of ``plan``, with the proofs that it makes ``part``.

    ``stock_shape`` is what ``def stock(d)`` or the STEP file of the stock gave (castings,
    forgings, STEP). ``form_tools`` are the ids of T-slot, dovetail and disc cutters: they alone
    make faces that the tool axis does not see. Raises KernelError when the stock cannot be made.
    """
    work = Workpiece(part, geometry, dimensions)
    stock = stock_solid(part, geometry, plan.stock, stock_shape)
    run = _Run(work=work, form_tools=frozenset(form_tools), far=_far(part, stock), shape=stock)
    references = (Body(part), geometry, Body(stock))
    states = [(phase_state("00", references[2], references, {}, work.around), stock)]
    operations = [operation for phase in plan.phases for operation in phase.operations]
    removals: list[Removal] = []
    for phase in plan.phases:
        made: dict[str, tuple[int, ...]] = {}
        for number, operation in enumerate(phase.operations):
            later = operations[len(removals) + 1 :]
            cut = _cut(run, phase, operation, later)
            made.update(cut.features)
            removals.append(_carried_out(run, (phase, number), cut))
        left = {n: [(f, run.due.get(f, 0.0)) for f in faces] for n, faces in made.items()}
        state = phase_state(
            str(phase.number), Body(run.shape), references, left, work.around,
            {face: run.due[face] for face in sorted(run.to_grind)},
        )  # fmt: skip
        machined = sorted({*states[-1][0].machined, *made})
        states.append((replace(state, machined=tuple(machined)), run.shape))
    return InProcess(
        states=tuple(states),
        removals=tuple(removals),
        closure=_closure(run.shape, part),
        problems=(*_too_small(part, stock), *run.problems),
    )


def _far(part: cq.Shape, stock: cq.Shape) -> float:
    low = [min(a, b) for a, b in zip(*(_box(s)[:3] for s in (part, stock)), strict=True)]
    high = [max(a, b) for a, b in zip(*(_box(s)[3:] for s in (part, stock)), strict=True)]
    reach_of_frame = max(abs(value) for value in (*low, *high))  # the frame may lie outside
    return float(_BEYOND * (math.dist(low, high) + reach_of_frame))


def _box(shape: cq.Shape) -> BoundingBox:
    return properties.bounding_box(shape)


def _too_small(part: cq.Shape, stock: cq.Shape) -> Iterator[Problem]:
    outside = part.cut(stock)
    volume = properties.volume_mm3(outside)
    if volume > GOUGE_MM3:
        yield Problem(
            where=Where("process.toml", "stock"),
            message=Message(
                "the stock is too small: {volume:.3g} mm³ of the part stand out of it at {place}",
                volume=volume,
                place=_place(_box(outside)),
            ),
            hint=Message("enlarge the size or the allowance of the stock, or move it by offset"),
        )


def _place(box: BoundingBox) -> str:
    """Return a box as text: ``x 0…12.5, y -3…3, z 40…43`` (mm)."""
    low, high = ([round(v, 3) + 0.0 for v in side] for side in (box[:3], box[3:]))
    spans = (f"{a} {low[i]:.6g}…{high[i]:.6g}" for i, a in enumerate("xyz"))
    return ", ".join(spans)


def _cut(run: _Run, phase: Phase, operation: Operation, later: Sequence[Operation]) -> Cut:
    features = features_of(run.work, operation)
    for name in (name for name, faces in features.items() if not faces):
        message = Message("the part has no feature {name!r}", name=name)
        hint = suggestion(name, run.work.geometry.features)
        run.problems.append(Problem(operation.where, message, hint))
    if not features and operation.kind is not OperationKind.MANUAL:
        message = Message("the operation names no feature that it makes")
        run.problems.append(Problem(operation.where, message))
    return Cut(
        operation=operation,
        tool=AXES[operation.direction or phase.spindle],
        features=features,
        allowances={name: left_by(operation, name, later) for name in features},
        due=dict(run.due),
        far=run.far,
        form_tool=operation.tool in run.form_tools,
        only_spots=only_spots(operation, later),
    )


def _carried_out(run: _Run, place: tuple[Phase, int], cut: Cut) -> Removal:
    """Cut the workpiece, remember what stays due, and return the proofs of the operation."""
    phase, number = str(place[0].number), place[1]
    if cut.operation.kind in COSMETIC:
        removed = _threaded_mm3(run, cut)
        return Removal(phase=phase, operation=number, removed_mm3=removed, cosmetic=True)
    bodies, unmade = _swept(run, cut)
    gouge, box = _gouge(run, cut, bodies)
    before = properties.volume_mm3(run.shape)
    run.shape = _without(run, bodies, cut.operation)
    removed = before - properties.volume_mm3(run.shape)
    _remember(run, cut)
    return Removal(
        phase=phase,
        operation=number,
        removed_mm3=removed,
        gouge_mm3=gouge,
        gouge_box_mm=box,
        unreachable=_unreachable(run, cut, unmade),
    )


def _swept(run: _Run, cut: Cut) -> tuple[list[cq.Shape], list[Unmade]]:
    """Return the volumes that the tool clears; what the kernel cannot form is a problem."""
    try:
        pieces, unmade = sweep.form(run.work, cut)
        return sweep.chosen(run.work, pieces), unmade
    except KernelError as error:
        message, hint = error.message, error.hint
    except _FAILED:
        message, hint = Message("the kernel cannot form the volume that the tool clears"), None
    run.problems.append(Problem(cut.operation.where, message, hint))
    return [], []


def _threaded_mm3(run: _Run, cut: Cut) -> float:
    """Return what threading the features removes, nothing where a thread is already."""
    removed = 0.0
    for name, faces in cut.features.items():
        dimension = run.work.dimension(name)
        if dimension is None or dimension.kind not in THREADS:
            continue
        fresh = [f for f in faces if f not in run.threaded and _is_cylinder(run, f)]
        for face in fresh:
            low, high = run.work.geometry.faces[face].span_mm
            whole = run.work.geometry.faces[face].angle_deg / 360
            length = min(high - low, dimension.size.depth or high - low)
            removed += whole * thread_ring_mm3(dimension, length)
        run.threaded.update(fresh)
    return removed


def _is_cylinder(run: _Run, face: int) -> bool:
    return run.work.geometry.faces[face].surface == "cylinder"


def _gouge(run: _Run, cut: Cut, bodies: Sequence[cq.Shape]) -> tuple[float, BoundingBox | None]:
    """Return the volume, and the place, where a sweep meets the part or what must stay on it."""
    if not bodies:
        return 0.0, None
    kept = [run.work.part, *layers(run.work.around, run.due, cut.faces)]
    met = [s for body in kept for s in body.intersect(*bodies).Solids() if s.Volume() > GOUGE_MM3]
    if not met:
        return 0.0, None
    return sum(solid.Volume() for solid in met), _box(cq.Compound.makeCompound(met))


def _without(run: _Run, bodies: Sequence[cq.Shape], operation: Operation) -> cq.Shape:
    """Return the workpiece cut by a sweep; what falls off the part is gone."""
    if not bodies:
        return run.shape
    found = run.shape.cut(*bodies).clean().Solids()
    if len(found) > 1:
        part = run.work.part
        found = [s for s in found if sweep.common_mm3(part, [s]) > GOUGE_MM3]
    if not found:
        message = Message("the operation would remove the whole workpiece; it is left out")
        run.problems.append(Problem(operation.where, message))
        return run.shape
    return found[0] if len(found) == 1 else cq.Compound.makeCompound(found)


def _remember(run: _Run, cut: Cut) -> None:
    """Note what stays on the faces made; a spot makes none."""
    if cut.only_spots:
        return
    for name, faces in cut.features.items():
        for face in faces:
            run.due[face] = cut.allowances[name]
            stays = run.due[face] > 0 and cut.operation.stage is Stage.FINISH
            (run.to_grind.add if stays else run.to_grind.discard)(face)


def _unreachable(run: _Run, cut: Cut, unmade: Sequence[Unmade]) -> tuple[tuple[str, str], ...]:
    """Return the features with a face that the tool does not get to, and the reason of the first."""
    around = run.work.around
    kept = max(run.due.values(), default=0.0)
    obstacles = [(Sight(run.work.part), 0.0)]
    if not cut.only_spots and cut.operation.depth is None:
        obstacles.append((Sight(run.shape), kept))  # those do not lay the whole feature open
    reasons = {one.face: one.reason for one in unmade}
    for way in Way:
        faces = [f for f in cut.faces if f not in reasons and sweep.way(run.work, cut, f) is way]
        reasons.update(reach.unreachable(around, faces, way, cut.tool, obstacles))
    return tuple(
        (name, next(reasons[f] for f in faces if f in reasons).template)
        for name, faces in cut.features.items()
        if any(face in reasons for face in faces)
    )


def _closure(last: cq.Shape, part: cq.Shape) -> Closure:
    left, missing = last.cut(part), part.cut(last)
    left_mm3, missing_mm3 = properties.volume_mm3(left), properties.volume_mm3(missing)
    return Closure(
        left_mm3=left_mm3,
        missing_mm3=missing_mm3,
        left_box_mm=_box(left) if left_mm3 > CLOSED_MM3 else None,
        missing_box_mm=_box(missing) if missing_mm3 > CLOSED_MM3 else None,
    )
