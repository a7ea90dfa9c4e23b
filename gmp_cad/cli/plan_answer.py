"""What ``gmp-cad plan --json`` prints."""

from __future__ import annotations

from collections.abc import Sequence

from typing_extensions import TypedDict

from gmp_cad.build.plan.proposed import ProposedPlan
from gmp_cad.finding import Finding


class PlanVerdict(TypedDict):
    """One verdict on the proposed plan: permanent id of the check, coded outcome, on what."""

    check: str
    code: str
    status: str
    subject: str
    message: str


class PlanAnswer(TypedDict):
    """A proposed plan: text of ``process.toml``, lines for ``[features]``, proofs (volumes mm³)."""

    part: str
    text: str
    names: list[str]
    remarks: list[str]
    left_mm3: float
    missing_mm3: float
    tries: int
    verdicts: list[PlanVerdict]


def answer(proposal: ProposedPlan, found: Sequence[Finding], lang: str) -> PlanAnswer:
    """Return the proposal as one JSON object; volumes to a thousandth of a mm³."""
    return PlanAnswer(
        part=proposal.part,
        text=proposal.text,
        names=list(proposal.names),
        remarks=[remark.say(lang) for remark in proposal.remarks],
        left_mm3=round(proposal.closure.left_mm3, 3),
        missing_mm3=round(proposal.closure.missing_mm3, 3),
        tries=proposal.tries,
        verdicts=[
            PlanVerdict(
                check=f.check, code=f.code, status=f.status.name, subject=f.subject,
                message=f.message.say(lang),
            )
            for f in found
        ],
    )  # fmt: skip
