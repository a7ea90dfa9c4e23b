"""The process plan proven on solids: gouge, reach, progress, closure (design of the in-process model)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmp_cad.checks.registry import check
from gmp_cad.errors import Problem
from gmp_cad.evidence import Closure, Removal
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.process import ProcessPlan

GOUGE_MM3 = 1e-2
PROGRESS_MM3 = 1e-3
CLOSURE_MM3 = 1e-2


def _subject(part: str, removal: Removal) -> str:
    """Return ``semelle.ph20.1``: the row of the operations table."""
    return f"{part}.ph{removal.phase}.{removal.operation + 1}"


def _place(box: tuple[float, ...] | None) -> str:
    if box is None:
        return ""
    return f"x {box[0]:.2f}…{box[3]:.2f}, y {box[1]:.2f}…{box[4]:.2f}, z {box[2]:.2f}…{box[5]:.2f}"


@check(
    "process.gouge",
    "Tools outside the part",
    "What a tool sweeps must not touch the finished part, nor the allowance still due.",
)
def gouge(part: str, removals: Sequence[Removal]) -> Iterator[Finding]:
    """Yield a verdict per operation: sweep ∩ (part with the allowances still due)."""
    for removal in removals:
        bad = removal.gouge_mm3 > GOUGE_MM3
        message = (
            Message("the tool cuts {volume:.3f} mm³ into the part at {place}", volume=removal.gouge_mm3, place=_place(removal.gouge_box_mm))
            if bad else Message("the tool stays outside the part")
        )  # fmt: skip
        yield Finding(
            check="process.gouge", code="gouge" if bad else "clear", status=Status.FAIL if bad else Status.PASS,
            subject=_subject(part, removal), message=message, expected=0.0, observed=removal.gouge_mm3, unit="mm³",
        )  # fmt: skip


@check(
    "process.reach", "Faces within reach", "A face must be seen by its tool from where it enters."
)
def reach(part: str, removals: Sequence[Removal]) -> Iterator[Finding]:
    """Yield a verdict per operation: every face made is reached along the tool's way in."""
    for removal in removals:
        for name, reason in removal.unreachable:
            message = Message("{name} is out of reach: {reason}", name=name, reason=reason)
            yield Finding(
                check="process.reach",
                code="unreachable",
                status=Status.FAIL,
                subject=_subject(part, removal),
                message=message,
            )
        if not removal.unreachable:
            yield Finding(
                check="process.reach",
                code="reached",
                status=Status.PASS,
                subject=_subject(part, removal),
                message=Message("every face made is reached"),
            )


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
        template = "it removes {volume:.1f} mm³" if cuts else "it removes nothing"
        yield Finding(
            check="process.progress", code="cuts" if cuts else "nothing", status=Status.PASS if cuts else Status.FAIL,
            subject=_subject(part, removal), message=Message(template, volume=removal.removed_mm3), observed=removal.removed_mm3, unit="mm³",
        )  # fmt: skip


@check(
    "process.closure",
    "The plan makes the part",
    "After the last phase the workpiece must be the finished part, no more and no less.",
)
def closure(plan: ProcessPlan, evidence: Closure) -> Iterator[Finding]:
    """Yield a verdict on material left and on material missing."""
    figures = (
        (
            "left",
            evidence.left_mm3,
            evidence.left_box_mm,
            "{volume:.3f} mm³ of material is left at {place}",
        ),
        (
            "missing",
            evidence.missing_mm3,
            evidence.missing_box_mm,
            "{volume:.3f} mm³ of the part is cut away at {place}",
        ),
    )
    wrong = [f for f in figures if f[1] > CLOSURE_MM3]
    for code, volume, box, template in wrong:
        yield Finding(
            check="process.closure", code=code, status=Status.FAIL, subject=plan.part,
            message=Message(template, volume=volume, place=_place(box)), expected=0.0, observed=volume, unit="mm³",
        )  # fmt: skip
    if not wrong:
        yield Finding(
            check="process.closure", code="closed", status=Status.PASS, subject=plan.part,
            message=Message("the workpiece equals the finished part (left {left:.4f} mm³, missing {missing:.4f} mm³)", left=evidence.left_mm3, missing=evidence.missing_mm3),
            expected=0.0, observed=evidence.left_mm3 + evidence.missing_mm3, unit="mm³",
        )  # fmt: skip


@check(
    "process.sound",
    "Process plan that can be computed",
    "A plan whose features or stock cannot be resolved proves nothing.",
)
def sound(part: str, problems: Sequence[Problem]) -> Iterator[Finding]:
    """Yield the problems found while deriving the workpiece; a plan without any passes."""
    for problem in problems:
        yield Finding(
            check="process.sound",
            code="problem",
            status=Status.FAIL,
            subject=f"{part}.{problem.where.path}",
            message=problem.message,
            hint=problem.hint,
            where=problem.where,
        )
    if not problems:
        yield Finding(
            check="process.sound",
            code="sound",
            status=Status.PASS,
            subject=part,
            message=Message("every operation of the plan was carried out on solids"),
        )
