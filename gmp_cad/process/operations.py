"""The operations table of a phase: one row an operation, between clamping and unclamping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gmp_cad.errors import OutsideTableError, Problem, suggestion
from gmp_cad.language import Message, english
from gmp_cad.process.conditions import CuttingConditions, conditions
from gmp_cad.process.cut import family_of
from gmp_cad.process.extent import PhaseWork, cut_geometry
from gmp_cad.process.faces import same_feature
from gmp_cad.process.texture import wanted_ra_um
from gmp_cad.process.times import PhaseTimes, phase_times
from gmp_cad.process.tooling import machine_of, tool_of
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.spec.operation import ManufacturedDimension, Operation, OperationKind, Stage
from gmp_cad.spec.process import Phase, ProcessPlan
from gmp_cad.spec.workshop import Machine, Tool, Workshop

# Taking out, deburring and gauging, as a share of the time to put in and clamp (habit of the trade).
UNLOADING_SHARE = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationRow:
    """One row. ``number`` is ``20.1``, ``20.a`` for clamping, ``20.z`` for unclamping.

    ``operation`` is the index in the phase; ``surfaces`` are surface numbers; ``offset`` is T/D,
    the tool and offset numbers; ``tolerances`` are the geometric ones that it realises; ``gauges`` are
    titles, ``gauged`` what each of them measures (names of Cf, tolerances; none: what the plan says);
    times in min. ``problems`` say why something is missing.
    """

    number: str
    designation: Message
    operation: int | None = None
    features: tuple[str, ...] = ()
    surfaces: tuple[int, ...] = ()
    cf: tuple[str, ...] = ()
    tool: Tool | None = None
    offset: str = ""
    conditions: CuttingConditions | None = None
    tolerances: tuple[GeometricTolerance, ...] = ()
    gauges: tuple[str, ...] = ()
    gauged: tuple[tuple[str | GeometricTolerance, ...], ...] = ()
    manual_min: float = 0.0
    technological_min: float = 0.0
    problems: tuple[Problem, ...] = ()


def surface_numbers(plan: ProcessPlan) -> dict[str, int]:
    """Return the number of each surface made, from 1 in the order in which they first appear."""
    numbers: dict[str, int] = {}
    for phase in plan.phases:
        for operation in phase.operations:
            for name in operation.makes:
                numbers.setdefault(name, len(numbers) + 1)
    return numbers


def made_later(plan: ProcessPlan, phase: Phase) -> frozenset[str]:
    """Return the features that a phase after this one makes, for the first time or again."""
    return frozenset(
        name
        for other in plan.phases if other.number > phase.number
        for operation in other.operations for name in operation.makes
    )  # fmt: skip


def operation_rows(
    work: PhaseWork, workshop: Workshop, gauges: Mapping[str, str]
) -> tuple[OperationRow, ...]:
    """Return the rows of a phase.

    ``gauges``: title of the gauge of each Cf by its name, of each geometric tolerance by its line.
    """
    phase = work.phase
    machine, problems = machine_of(phase, workshop)
    realised, held = realised_dimensions(phase), realised_tolerances(work)
    tools = [tool_of(work, i, workshop) for i in range(len(phase.operations))]
    offsets = _offsets([tool for tool, _ in tools])
    rows = [_row(work, i, machine, tools[i], offsets) for i in range(len(phase.operations))]
    complete = [
        _inspected(
            replace(row, cf=realised.get(i, ()), tolerances=held.get(i, ())),
            phase.operations[i],
            workshop,
            gauges,
        )
        for i, row in enumerate(rows)
    ]
    return (_first(phase, machine, problems), *complete, _last(phase, machine))


def table_times(phase: Phase, rows: tuple[OperationRow, ...]) -> PhaseTimes:
    """Return ΣTt, ΣTm, Tu and Ts of a table of rows (min)."""
    return phase_times(
        [row.technological_min for row in rows], [row.manual_min for row in rows], phase.setup_time
    )


def realised_dimensions(phase: Phase) -> dict[int, tuple[str, ...]]:
    """Return, for each operation's index, the Cf that are true once it is done.

    A Cf belongs to the last operation that makes one of its surfaces.
    """
    realised: dict[int, tuple[str, ...]] = {}
    for cf in phase.dimensions:
        makers = [
            i for i, operation in enumerate(phase.operations)
            if any(same_feature(end, name) for end in ends_of(cf) for name in operation.makes)
        ]  # fmt: skip
        if makers:
            realised[makers[-1]] = (*realised.get(makers[-1], ()), cf.name)
    return realised


def realised_tolerances(work: PhaseWork) -> dict[int, tuple[GeometricTolerance, ...]]:
    """Return, for each operation's index, the geometric tolerances of the phase true once it is done."""
    realised: dict[int, tuple[GeometricTolerance, ...]] = {}
    for name in work.phase.tolerances:
        tolerance = work.spec.tolerances.get(name)
        if tolerance is None:
            continue
        makers = [
            i for i, operation in enumerate(work.phase.operations)
            if any(same_feature(tolerance.on, made) for made in operation.makes)
        ]  # fmt: skip
        if makers:
            realised[makers[-1]] = (*realised.get(makers[-1], ()), tolerance)
    return realised


def ends_of(cf: ManufacturedDimension) -> tuple[str, ...]:
    """Return the surfaces that a manufactured dimension joins: two, or one."""
    return cf.between or (cf.on,)


def _inspects(machine: Machine | None) -> bool:
    return machine is not None and machine.kind == "inspection"


def _first(phase: Phase, machine: Machine | None, problems: tuple[Problem, ...]) -> OperationRow:
    return OperationRow(
        number=f"{phase.number}.a",
        designation=Message("Set down" if _inspects(machine) else "Locate and clamp"),
        manual_min=phase.loading_time,
        problems=problems,
    )


def _last(phase: Phase, machine: Machine | None) -> OperationRow:
    done = english("Unclamp, deburr, inspect")
    recorded = english("Take away, record the results")
    return OperationRow(
        number=f"{phase.number}.z",
        designation=Message(recorded if _inspects(machine) else done),
        manual_min=UNLOADING_SHARE * phase.loading_time,
    )


def _offsets(tools: list[Tool | None]) -> dict[str, str]:
    """Return T/D (``1/1``, ``2/2`` …) of each tool id, numbered by first use."""
    ids = list(dict.fromkeys(tool.id for tool in tools if tool is not None))
    return {name: f"{i}/{i}" for i, name in enumerate(ids, start=1)}


def _row(
    work: PhaseWork,
    index: int,
    machine: Machine | None,
    found: tuple[Tool | None, tuple[Problem, ...]],
    offsets: Mapping[str, str],
) -> OperationRow:
    operation = work.phase.operations[index]
    tool, problems = found
    cutting, faults = _conditions(work, index, tool, machine)
    surfaces = tuple(work.numbers[name] for name in operation.makes if name in work.numbers)
    return OperationRow(
        number=f"{work.phase.number}.{index + 1}",
        designation=_designation(operation, surfaces, cutting, _diameter(work, index, tool)),
        operation=index,
        features=operation.makes,
        surfaces=surfaces,
        tool=tool,
        offset=offsets.get(tool.id, "") if tool else "",
        conditions=cutting,
        manual_min=operation.manual_time or 0.0,
        technological_min=operation.time or (cutting.time_min if cutting else 0.0),
        problems=(*problems, *faults),
    )


def _inspected(
    row: OperationRow, operation: Operation, workshop: Workshop, gauges: Mapping[str, str]
) -> OperationRow:
    """Add the gauges for the Cf and tolerances that the operation realises, each once."""
    measured: dict[str, list[str | GeometricTolerance]] = {}
    for name in row.cf:
        if gauges.get(name):
            measured.setdefault(gauges[name], []).append(name)
    for tolerance in row.tolerances:
        title = gauges.get(f"tolerances.{tolerance.id}")
        if title:
            measured.setdefault(title, []).append(tolerance)
    problems = row.problems
    if operation.gauge:
        gauge = workshop.gauge(operation.gauge)
        if gauge is None:
            message = Message("the gauge {id!r} is not in the workshop", id=operation.gauge)
            hint = suggestion(operation.gauge, [g.id for g in workshop.gauges])
            problems = (*problems, Problem(operation.where.child("gauge"), message, hint))
        else:
            measured.setdefault(gauge.title, [])
    return replace(
        row, gauges=tuple(measured), gauged=tuple(map(tuple, measured.values())), problems=problems
    )


def _conditions(
    work: PhaseWork, index: int, tool: Tool | None, machine: Machine | None
) -> tuple[CuttingConditions | None, tuple[Problem, ...]]:
    operation = work.phase.operations[index]
    if tool is None or machine is None or family_of(operation, tool) is None:
        return None, ()
    geometry = cut_geometry(work, index)
    if geometry is None:
        message = Message("no conditions: the faces that it makes are not on the workpiece")
        return None, (Problem(operation.where, message),)
    try:
        wanted = wanted_ra_um(work.spec, operation, work.later)
        return conditions(operation, tool, machine, work.spec.part.matter, geometry, wanted), ()
    except OutsideTableError as error:
        return None, (Problem(operation.where, error.message, error.hint),)


def _diameter(work: PhaseWork, index: int, tool: Tool | None) -> float:
    if tool is not None and tool.diameter_mm is not None:
        return tool.diameter_mm
    geometry = cut_geometry(work, index)
    return geometry.diameter_mm if geometry else 0.0


_K = OperationKind
_VERBS = english(
    {
        _K.FACE_MILLING: "Face-mill {surfaces}, {stage}",
        _K.SHOULDER_MILLING: "Shoulder-mill {surfaces}, {stage}",
        _K.CONTOUR_MILLING: "Contour-mill {surfaces}, {stage}",
        _K.SLOT_MILLING: "Slot-mill {surfaces}, {stage}",
        _K.POCKET_MILLING: "Pocket-mill {surfaces}, {stage}",
        _K.SPOT_DRILLING: "Spot-drill {surfaces}",
        _K.DRILLING: "Drill {surfaces} ⌀{diameter}",
        _K.BORING: "Bore {surfaces}, {stage}",
        _K.REAMING: "Ream {surfaces} ⌀{diameter}",
        _K.COUNTERBORING: "Counterbore {surfaces} ⌀{diameter}",
        _K.COUNTERSINKING: "Countersink {surfaces}",
        _K.TAPPING: "Tap {surfaces}",
        _K.CHAMFERING: "Chamfer {surfaces}",
        _K.FACING: "Face {surfaces}, {stage}",
        _K.TURNING: "Turn {surfaces}, {stage}",
        _K.GROOVING: "Groove {surfaces}",
        _K.PARTING: "Part off {surfaces}",
        _K.THREADING: "Cut the thread {surfaces}",
        _K.CENTRE_DRILLING: "Centre-drill {surfaces}",
        _K.GRINDING: "Grind {surfaces}, {stage}",
        _K.MANUAL: "Work {surfaces} by hand",
    }
)
_STAGES = english(
    {
        Stage.ROUGH: "rough",
        Stage.SEMI_FINISH: "semi-finish",
        Stage.FINISH: "finish",
    }
)


def _designation(
    operation: Operation,
    surfaces: tuple[int, ...],
    cutting: CuttingConditions | None,
    diameter: float,
) -> Message:
    if operation.title:
        return Message("{text}", text=operation.title)
    both = cutting is not None and cutting.finish_ap is not None
    values: dict[str, object] = {
        "surfaces": "-".join(str(n) for n in surfaces) or ", ".join(operation.makes),
        "stage": Message("rough then finish" if both else _STAGES[operation.stage]),
        "diameter": float(diameter),
    }
    template = _VERBS[operation.kind]
    return Message(template, **{k: v for k, v in values.items() if f"{{{k}}}" in template})


def tool_title(tool: Tool) -> str:
    """Return the tool's title and its insert code."""
    return f"{tool.title} {tool.iso_code}".strip()
