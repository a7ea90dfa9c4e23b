"""Verdicts, phases and assemblies of two states: what is told, in which order, what is no news."""

from __future__ import annotations

import math

from gmp_cad.build.comparison.placement_changes import placement_changes
from gmp_cad.build.comparison.plan_changes import phase_changes
from gmp_cad.build.comparison.verdict_changes import owner, verdict_changes
from gmp_cad.evidence import Placement
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.toml import parse

PLAN = """\
[stock]
form = "plate"
size = [10, 10, 10]
[[phase]]
number = 10
title = "Fraisage"
machine = "CU-3AX"
workholding = "étau"
spindle = "+Z"
x_axis = "+X"
[[phase.operation]]
kind = "face_milling"
makes = ["top"]
stage = "finish"
tool = "T1"
"""


def found(check: str, status: Status, subject: str = "a.bore", message: str = "said") -> Finding:
    return Finding(check=check, code="c", status=status, subject=subject, message=Message(message))


def told(before: list[Finding], after: list[Finding]) -> list[tuple[str, str | None, str | None]]:
    return [(c.check, c.before, c.after) for c in verdict_changes(before, after, "en")]


def test_what_got_worse_comes_first_then_what_got_better() -> None:
    before = [
        found("a", Status.FAIL), found("b", Status.PASS), found("c", Status.PASS),
        found("d", Status.WARN), found("e", Status.PASS),
    ]  # fmt: skip
    after = [
        found("a", Status.PASS), found("b", Status.WARN), found("c", Status.FAIL),
        found("d", Status.WARN), found("e", Status.ERROR),
    ]  # fmt: skip
    assert told(before, after) == [
        ("e", "PASS", "ERROR"), ("c", "PASS", "FAIL"), ("b", "PASS", "WARN"), ("a", "FAIL", "PASS"),
    ]  # fmt: skip


def test_of_several_findings_of_a_check_the_worst_counts() -> None:
    before = [found("a", Status.PASS), found("a", Status.FAIL)]
    assert told(before, [found("a", Status.FAIL)]) == []
    assert told(before, [found("a", Status.PASS)]) == [("a", "FAIL", "PASS")]


def test_that_something_passes_that_was_not_there_is_no_news_that_it_fails_is() -> None:
    assert told([], [found("a", Status.PASS), found("b", Status.SKIP)]) == []
    assert told([found("a", Status.PASS)], []) == []
    assert told([], [found("a", Status.FAIL)]) == [("a", None, "FAIL")]
    assert told([found("a", Status.FAIL)], []) == [("a", "FAIL", None)]


def test_the_words_are_those_of_the_state_after() -> None:
    before, after = found("a", Status.PASS, message="was"), found("a", Status.FAIL, message="is")
    assert [c.message for c in verdict_changes([before], [after], "en")] == ["is"]


def test_a_verdict_is_of_the_longest_name_that_its_subject_begins_with() -> None:
    names = ["base", "base.plate", "bas"]
    assert owner("base.plate.bore", names) == "base.plate"
    assert owner("base.bore", names) == "base"
    assert owner("basement", names) == ""
    assert owner("base", names) == "base"


def plan(text: str) -> ProcessPlan:
    return parse(text, "process.toml", ProcessPlan)


def test_phases_that_came_went_or_do_something_else() -> None:
    assert phase_changes(plan(PLAN), plan(PLAN)) == ()
    (changed,) = phase_changes(plan(PLAN), plan(PLAN.replace('["top"]', '["top", "front"]')))
    assert (changed.phase, changed.status) == ("10", "changed")
    assert changed.operations_before == ("face_milling top (finish)",)
    assert changed.operations == ("face_milling top, front (finish)",)
    (added,) = phase_changes(None, plan(PLAN))
    assert (added.status, added.title, added.operations_before) == ("added", "Fraisage", ())
    (removed,) = phase_changes(plan(PLAN), None)
    assert (removed.status, removed.operations) == ("removed", ())


def test_comments_of_a_plan_and_where_its_lines_stand_are_no_change() -> None:
    assert phase_changes(plan(PLAN), plan("# a comment\n\n" + PLAN)) == ()


def standing(x: float = 0.0, angle: float = 0.0) -> Placement:
    """A piece at x, turned about Z (degrees)."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    rows = ((c, -s, 0.0, x), (s, c, 0.0, 5.0), (0.0, 0.0, 1.0, 0.0), (0.0, 0.0, 0.0, 1.0))
    return Placement(name="foot", item="foot", matrix=rows)


def test_a_piece_that_moved_or_turned_by_a_hair_is_told_noise_is_not() -> None:
    before = {
        "foot": standing(1000.0),
        "foot.2": standing(),
        "foot.3": standing(),
        "gone": standing(),
    }
    after = {
        "foot": standing(1000.001), "foot.2": standing(0.0, 0.01), "foot.3": standing(1e-6),
        "came": standing(),
    }  # fmt: skip
    found = [(c.name, c.before, c.after) for c in placement_changes(before, after, "en")]
    assert found == [
        ("foot", "(1000 ; 5 ; 0) mm", "(1000.001 ; 5 ; 0) mm, moved by 0.001 mm, turned by 0°"),
        ("foot.2", "(0 ; 5 ; 0) mm", "(0 ; 5 ; 0) mm, moved by 0 mm, turned by 0.01°"),
    ]


def test_a_long_way_is_told_without_a_power_of_ten() -> None:
    before, after = {"foot": standing()}, {"foot": standing(12345.6)}
    (change,) = placement_changes(before, after, "fr")
    assert change.after == "(12345,6 ; 5 ; 0) mm, déplacé de 12350 mm, tourné de 0°"
