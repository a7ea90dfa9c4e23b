"""A plan is final when it is marked so and nothing in it fails: its contracts say so only then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.process import ProcessPlan

_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanVerdicts:
    """The verdicts of everything that judges a plan; ``missing``: those that could not be reached."""

    plan: ProcessPlan
    findings: Sequence[Finding]
    missing: Sequence[str] = ()

    @property
    def failed(self) -> tuple[Finding, ...]:
        """What fails, in the order of the checks."""
        bad = [f for f in self.findings if f.status in (Status.FAIL, Status.ERROR)]
        return tuple(sorted(bad, key=lambda f: (f.check, f.subject, f.code)))

    @property
    def validated(self) -> bool:
        """Whether the contracts may be printed as final."""
        return self.plan.status == "définitif" and not self.failed and not self.missing


@check(
    "process.validated",
    "Final plan",
    "A contract that is printed as final goes to the workshop: it may hold no error, whatever the "
    "plan says of itself.",
)
def validated(verdicts: PlanVerdicts) -> Iterator[Finding]:
    """Yield one verdict: provisional, final, or marked final and held back with what fails."""
    say = Verdicts("process.validated", verdicts.plan.part)
    failed = verdicts.failed
    if verdicts.plan.status != "définitif":
        message = Message("the plan is provisional; verdicts that fail: {count}", count=len(failed))
        yield say.passed("provisional", message)
    elif verdicts.validated:
        message = Message(
            "the plan is final: all {count} verdicts hold", count=len(verdicts.findings)
        )
        yield say.passed("final", message)
    elif failed:
        named = dict.fromkeys(f"{f.check} ({f.subject})" for f in failed)
        more = ", …" if len(named) > _SHOWN else ""
        message = Message(
            "marked final, but verdicts fail ({count}): {names}; its contracts are printed as provisional",
            count=len(failed), names=", ".join(list(named)[:_SHOWN]) + more,
        )  # fmt: skip
        hint = Message('mend them, or write status = "prévisionnel"')
        yield say.failed("held_back", message, hint=hint, expected=0, observed=len(failed))
    else:
        message = Message(
            "marked final, but not judged: {names}; its contracts are printed as provisional",
            names=", ".join(verdicts.missing),
        )
        yield say.failed("not_judged", message)
