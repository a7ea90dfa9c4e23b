"""The order of the plan against its constraints (*antériorités*)."""

from __future__ import annotations

from collections.abc import Iterator

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.process.precedence import Constraint, order_of
from gmp_cad.process.precedence_rules import OrderedPart, constraints_of, unknown_names


@check(
    "process.precedence",
    "Constraints of order",
    "A datum is made before what refers to it, a hole is drilled before it is tapped, steel is "
    "ground after it is hardened: a plan in another order cannot hold its tolerances.",
)
def ordered(part: OrderedPart) -> Iterator[Finding]:
    """Yield a verdict per constraint that the plan breaks, on cycles, and on all when they hold."""
    verdicts = Verdicts("process.precedence", part.spec.name)
    problems = unknown_names(part)
    for problem in problems:
        yield verdicts.failed("unknown", problem.message, hint=problem.hint, where=problem.where)
    constraints = constraints_of(part)
    order = order_of(part.operations, constraints)
    if order.cycle:
        message = Message("the constraints go round in a circle: {cycle}",
                          cycle=" → ".join(order.cycle))  # fmt: skip
        hint = Message("one of these datums must be raw, or both made in one clamping")
        yield verdicts.failed("cycle", message, hint=hint)
    for breach in order.breaches:
        yield _broken(part, breach, verdicts)
    if not part.operations:
        yield verdicts.skipped("none", Message("the plan makes no surface"))
    elif not problems and not order.cycle and not order.breaches:
        message = Message(
            "{count} {count:constraint|constraints} between {operations} elementary operations {count:holds|hold}, on {levels} {levels:level|levels}",
            count=len(constraints), operations=len(part.operations), levels=len(order.levels),
        )  # fmt: skip
        yield verdicts.passed("ordered", message)


def _broken(part: OrderedPart, breach: Constraint, verdicts: Verdicts) -> Finding:
    rows = {op.label: op for op in part.operations}
    before, after = rows[breach.before], rows[breach.after]
    message = Message(
        "{after} (operation {late}) stands before {before} (operation {early}): {reason}",
        after=after.label, late=after.row, before=before.label, early=before.row,
        reason=breach.reason,
    )  # fmt: skip
    hint = Message("make {before} before {after}", before=before.label, after=after.label)
    return verdicts.failed("order", message, hint=hint, where=breach.where or after.where)
