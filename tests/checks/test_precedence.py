"""The order of a plan judged: one that holds, and one that breaks a single constraint each."""

from __future__ import annotations

import pytest

from gmp_cad.checks.precedence import ordered as judge
from gmp_cad.finding import Status
from tests.ordered_plate import BASE, TOP, ordered, phase

GROUND = (phase(30, machine="TTH-1"), phase(40, "grinding top", machine="RP-1"))


@pytest.mark.parametrize("phases", [(), (BASE, TOP, *GROUND)])
def test_a_plan_in_order_passes(phases: tuple[str, ...]) -> None:
    (finding,) = judge(ordered(*phases))
    assert (finding.status, finding.code) == (Status.PASS, "ordered")


BROKEN = {
    "3A (operation 20.2) stands before 3P": (
        BASE, phase(20, "face_milling top", "reaming bore", "drilling bore rough"),
    ),
    "1F (operation 10.1) stands before 1E": (
        phase(10, "face_milling base", "face_milling base rough", spindle="-Z"), TOP,
    ),
    "2Pt (operation 20.1) stands before 3F": (
        BASE, phase(20, "spot_drilling bore", "face_milling top", "drilling bore rough"),
    ),
    "1F (operation 10.1) stands before 2F": (
        phase(10, "face_milling top"), phase(20, "face_milling base", spindle="-Z"),
    ),
    "2R (operation 30.1) stands before TTH": (
        BASE, TOP, phase(30, "grinding top", machine="RP-1"), phase(40, machine="TTH-1"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("told", BROKEN)
def test_a_plan_that_breaks_one_constraint_is_told_which(told: str) -> None:
    findings = list(judge(ordered(*BROKEN[told])))
    assert told in " | ".join(f.message.say("en") for f in findings)
    assert {(f.status, f.code) for f in findings} == {(Status.FAIL, "order")}
    assert len(findings) == 1
    assert findings[0].where is not None


def test_a_given_circle_is_told() -> None:
    lines = "".join(
        f'[[precedence]]\nbefore = "{a}"\nafter = "{b}"\nkind = "E"\n'
        for a, b in (("top", "base"), ("base", "top"))
    )
    codes = [f.code for f in judge(ordered(more=lines))]
    assert codes[0] == "cycle"
    assert codes.count("cycle") == 1


def test_a_plan_that_makes_nothing_is_skipped() -> None:
    (finding,) = judge(ordered(phase(10, "manual")))
    assert finding.status is Status.SKIP
