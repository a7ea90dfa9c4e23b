"""The order of the operations of a plan, hole by hole and surface by surface (CP14)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gmp_cad.checks.contract import PhaseEvidence
from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.finding import Finding
from gmp_cad.language import Message, word
from gmp_cad.process.elementary import RANKS
from gmp_cad.process.faces import same_feature
from gmp_cad.process.operations import ends_of
from gmp_cad.spec.operation import Operation, OperationKind, Stage
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.workshop import Tool

_K = OperationKind
_STAGES = {Stage.ROUGH: 0, Stage.SEMI_FINISH: 1, Stage.FINISH: 2}
# What goes over a surface several times; the others make it in one go.
_STAGED = frozenset(
    {
        _K.FACE_MILLING, _K.SHOULDER_MILLING, _K.CONTOUR_MILLING, _K.SLOT_MILLING,
        _K.POCKET_MILLING, _K.BORING, _K.FACING, _K.TURNING, _K.GROOVING, _K.GRINDING,
    }
)  # fmt: skip
_NEED_A_HOLE = frozenset({_K.REAMING, _K.TAPPING})
_MAKE_A_HOLE = frozenset({_K.DRILLING, _K.BORING, _K.TURNING, _K.POCKET_MILLING})
_CHAMFERS = frozenset({_K.COUNTERSINKING, _K.CHAMFERING})
_POINTED = frozenset({_K.SPOT_DRILLING, _K.CENTRE_DRILLING, _K.COUNTERSINKING, _K.CHAMFERING})
_STARTS = _MAKE_A_HOLE | {_K.SPOT_DRILLING, _K.CENTRE_DRILLING}
# Their holes come with the stock.
_SHAPED_STOCK = ("casting", "forging", "step", "tube")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """An operation of the plan: ``number`` as printed (``20.3``)."""

    number: str
    phase: str
    operation: Operation

    def makes(self, name: str) -> bool:
        """Tell whether the operation makes the feature."""
        return any(same_feature(name, made) for made in self.operation.makes)


def _steps(plan: ProcessPlan) -> list[_Step]:
    return [
        _Step(number=f"{phase.number}.{i}", phase=str(phase.number), operation=operation)
        for phase in plan.phases
        for i, operation in enumerate(phase.operations, start=1)
    ]


@check(
    "CP14",
    "Order of the operations",
    "A drill without a spot wanders, a tap without an entry chamfer does not start square, and "
    "roughing after finishing spoils the surface.",
)
def ordered(evidence: PhaseEvidence) -> Iterator[Finding]:
    """Yield a verdict per fault of an operation of the phase; one PASS for a phase without any."""
    subject = f"{evidence.spec.name}.{evidence.phase.id}"
    steps, number = _steps(evidence.plan), str(evidence.phase.number)
    tools = {row.number: row.tool for row in evidence.rows}
    found = False
    for i, step in enumerate(steps):
        if step.phase != number:
            continue
        verdicts = Verdicts("CP14", subject, step.operation.where)
        for finding in (*_too_late(steps, i, verdicts), *_hole(evidence, steps, i, verdicts),
                        *_spot(evidence, steps, (i, tools), verdicts),
                        *_entry(evidence, steps, (i, tools), verdicts)):  # fmt: skip
            found = True
            yield finding
    verdicts = Verdicts("CP14", subject, evidence.phase.where)
    if not evidence.phase.operations:
        yield verdicts.skipped("none", Message("the phase has no operation"))
    elif not found:
        yield verdicts.passed("ordered", Message("the operations follow the order of the trade"))


def _too_late(steps: list[_Step], i: int, verdicts: Verdicts) -> Iterator[Finding]:
    """Yield what the operation should have preceded: a later kind, or a finer stage."""
    step = steps[i]
    for name in step.operation.makes:
        for before in steps[:i]:
            if not before.makes(name):
                continue
            if _kind_passed(before.operation, step.operation):
                message = Message("{number}: {kind} of {name} after {other} ({kind_2})",
                                  number=step.number, kind=word(step.operation.kind.value),
                                  name=name, other=before.number,
                                  kind_2=word(before.operation.kind.value))  # fmt: skip
                yield verdicts.failed("kind_order", message)
            elif _stage_passed(before.operation, step.operation):
                message = Message("{number}: {name} is machined again at a coarser stage than in {other}",
                                  number=step.number, name=name, other=before.number)  # fmt: skip
                yield verdicts.failed("stage_order", message)


def _kind_passed(before: Operation, after: Operation) -> bool:
    if before.kind is OperationKind.TAPPING and after.kind in _CHAMFERS:
        return False  # the chamfer of a tapped hole's entry has a verdict of its own
    earlier, later = RANKS.get(before.kind), RANKS.get(after.kind)
    return earlier is not None and later is not None and earlier > later


def _stage_passed(before: Operation, after: Operation) -> bool:
    both = before.kind in _STAGED and after.kind in _STAGED
    return both and _STAGES[before.stage] > _STAGES[after.stage]


def _hole(
    evidence: PhaseEvidence, steps: list[_Step], i: int, verdicts: Verdicts
) -> Iterator[Finding]:
    """Yield the holes that are reamed or tapped without having been drilled."""
    step = steps[i]
    if step.operation.kind not in _NEED_A_HOLE or evidence.plan.stock.form in _SHAPED_STOCK:
        return
    for name in step.operation.makes:
        if not any(s.makes(name) and s.operation.kind in _MAKE_A_HOLE for s in steps[:i]):
            message = Message(
                "{number}: no operation drills {name} before", number=step.number, name=name
            )
            yield verdicts.failed("not_drilled", message)


def _spot(
    evidence: PhaseEvidence,
    steps: list[_Step],
    at: tuple[int, dict[str, Tool | None]],
    verdicts: Verdicts,
) -> Iterator[Finding]:
    """Yield the holes that a high-speed steel drill starts without a spot.

    Carbide centres itself, and a bush guides the drill: a Cf of the hole is then a Ca.
    """
    i, tools = at
    step, tool = steps[i], tools.get(steps[i].number)
    if step.operation.kind is not OperationKind.DRILLING or tool is None or tool.material != "HSS":
        return
    known = evidence.spec.dimensions
    # The floor of a hole is made with it, and has no size of its own.
    sized = [name for name in step.operation.makes if name.partition("[")[0] in known]
    for name in sized or step.operation.makes:
        if _guided(evidence, name):
            continue
        if not any(s.makes(name) and s.operation.kind in _STARTS for s in steps[:i]):
            message = Message(
                "{number}: nothing spots {name} before the drill", number=step.number, name=name
            )
            yield verdicts.warned("no_spot", message)


def _guided(evidence: PhaseEvidence, name: str) -> bool:
    return any(
        cf.kind == "Ca" and any(same_feature(end, name) for end in ends_of(cf))
        for cf in evidence.phase.dimensions
    )


def _entry(
    evidence: PhaseEvidence,
    steps: list[_Step],
    at: tuple[int, dict[str, Tool | None]],
    verdicts: Verdicts,
) -> Iterator[Finding]:
    """Yield the threads tapped without an entry chamfer before: after it, or none at all."""
    i, tools = at
    step = steps[i]
    if step.operation.kind is not OperationKind.TAPPING:
        return
    for name in step.operation.makes:
        later = [s for s in steps[i + 1 :] if s.makes(name) and s.operation.kind in _CHAMFERS]
        if any(_chamfers(evidence, s, name, tools) for s in steps[:i]):
            continue
        if later:
            message = Message("{number}: the entry chamfer of {name} comes after the thread ({other})",
                              number=step.number, name=name, other=later[0].number)  # fmt: skip
            yield verdicts.failed("chamfer_after", message)
        else:
            message = Message("{number}: no operation chamfers the entry of {name} before the tap",
                              number=step.number, name=name)  # fmt: skip
            yield verdicts.warned("no_chamfer", message, hint=Message(
                "countersink it before, or spot-drill it wider than the thread"))  # fmt: skip


def _chamfers(
    evidence: PhaseEvidence, step: _Step, name: str, tools: dict[str, Tool | None]
) -> bool:
    """Tell whether an operation leaves a chamfer at the hole: a cone wider than the thread."""
    if not step.makes(name) or step.operation.kind not in _POINTED:
        return False
    if step.operation.kind in _CHAMFERS:
        return True
    dimension, tool = evidence.spec.dimensions.get(name.partition("[")[0]), tools.get(step.number)
    wide = tool.diameter_mm if tool is not None else None
    return dimension is not None and wide is not None and wide >= dimension.size.nominal
