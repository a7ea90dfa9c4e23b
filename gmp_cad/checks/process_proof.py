"""The process plan proven on solids: gouge, reach, progress, closure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.errors import Problem
from gmp_cad.evidence import Closure, Removal
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.spec.process import ProcessPlan

GOUGE_MM3 = 1e-2
PROGRESS_MM3 = 1e-3
CLOSURE_MM3 = 1e-2
# The file beside the part's others that shows what its plan does wrong.
PICTURE = "defauts-gamme.svg"
_SHOWN = Message("gmp-cad build shows the place in {file}", file=PICTURE)


def _verdicts(rule: str, part: str, removal: Removal) -> Verdicts:
    """Speak of ``semelle.ph20.1``: the row of the operations table."""
    return Verdicts(rule, f"{part}.ph{removal.phase}.{removal.operation + 1}")


def _place(box: tuple[float, ...] | None) -> Message:
    if box is None:
        return Message("")
    return Message(
        "x {x0:.2f}…{x1:.2f}, y {y0:.2f}…{y1:.2f}, z {z0:.2f}…{z1:.2f}",
        x0=box[0], x1=box[3], y0=box[1], y1=box[4], z0=box[2], z1=box[5],
    )  # fmt: skip


@check(
    "process.gouge",
    "Tools outside the part",
    "What a tool sweeps must not touch the finished part, nor the allowance still due.",
)
def gouge(part: str, removals: Sequence[Removal]) -> Iterator[Finding]:
    """Yield a verdict per operation: sweep ∩ (part with the allowances still due)."""
    for removal in removals:
        clear = removal.gouge_mm3 <= GOUGE_MM3
        message = Message("the tool stays outside the part")
        if not clear:
            message = Message(
                "the tool cuts {volume:.3f} mm³ into the part at {place}",
                volume=removal.gouge_mm3, place=_place(removal.gouge_box_mm),
            )  # fmt: skip
        yield _verdicts("process.gouge", part, removal).judged(
            clear, ("clear", "gouge"), message, hint=None if clear else _SHOWN,
            expected=0.0, observed=removal.gouge_mm3, unit="mm³",
        )  # fmt: skip


@check(
    "process.reach",
    "Faces within reach",
    "A face must be seen by its tool from where it enters.",
)
def reach(part: str, removals: Sequence[Removal]) -> Iterator[Finding]:
    """Yield a verdict per operation: every face made is reached along the tool's way in."""
    for removal in removals:
        verdicts = _verdicts("process.reach", part, removal)
        for name, reason in removal.unreachable:
            message = Message("{name} is out of reach: {reason}", name=name, reason=Message(reason))
            yield verdicts.failed("unreachable", message, hint=_SHOWN)
        if not removal.unreachable:
            yield verdicts.passed("reached", Message("every face made is reached"))


@check(
    "process.progress",
    "Operations that cut",
    "An operation that removes nothing is done twice, or in the wrong order.",
)
def progress(part: str, removals: Sequence[Removal]) -> Iterator[Finding]:
    """Yield a verdict per operation: the volume removed is greater than zero."""
    for removal in removals:
        if removal.cosmetic and removal.removed_mm3 == 0.0:
            continue  # done by hand: deburring, inspection
        cuts = removal.removed_mm3 > PROGRESS_MM3
        message = Message("it removes nothing")
        if cuts:
            message = Message("it removes {volume:.1f} mm³", volume=removal.removed_mm3)
        yield _verdicts("process.progress", part, removal).judged(
            cuts, ("cuts", "nothing"), message, observed=removal.removed_mm3, unit="mm³"
        )


@check(
    "process.closure",
    "The plan makes the part",
    "After the last phase the workpiece must be the finished part, no more and no less.",
)
def closure(plan: ProcessPlan, evidence: Closure) -> Iterator[Finding]:
    """Yield a verdict on material left and on material missing."""
    verdicts = Verdicts("process.closure", plan.part)
    left, missing = evidence.left_mm3, evidence.missing_mm3
    if left > CLOSURE_MM3:
        message = Message(
            "{volume:.3f} mm³ of material is left at {place}",
            volume=left, place=_place(evidence.left_box_mm),
        )  # fmt: skip
        yield verdicts.failed("left", message, expected=0.0, observed=left, unit="mm³", hint=_SHOWN)
    if missing > CLOSURE_MM3:
        message = Message(
            "{volume:.3f} mm³ of the part is cut away at {place}",
            volume=missing, place=_place(evidence.missing_box_mm),
        )  # fmt: skip
        yield verdicts.failed(
            "missing", message, expected=0.0, observed=missing, unit="mm³", hint=_SHOWN
        )
    if max(left, missing) <= CLOSURE_MM3:
        message = Message(
            "the workpiece equals the finished part (left {left:.4f} mm³, missing {missing:.4f} mm³)",
            left=left, missing=missing,
        )  # fmt: skip
        yield verdicts.passed("closed", message, expected=0.0, observed=left + missing, unit="mm³")


@check(
    "process.sound",
    "Process plan that can be computed",
    "A plan whose features or stock cannot be resolved proves nothing.",
)
def sound(part: str, problems: Sequence[Problem]) -> Iterator[Finding]:
    """Yield the problems found while deriving the workpiece; a plan without any passes."""
    for problem in problems:
        verdicts = Verdicts("process.sound", f"{part}.{problem.where.path}", problem.where)
        yield verdicts.failed("problem", problem.message, hint=problem.hint)
    if not problems:
        message = Message("every operation of the plan was carried out on solids")
        yield Verdicts("process.sound", part).passed("sound", message)
