"""Which lines drive the model: the plate's twins, each wrong in one way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.checks import driven
from gmp_cad.evidence import ModelRun, TrialEvidence
from gmp_cad.finding import Status
from gmp_cad.language import Message
from gmp_cad.spec.trial import FIGURE_STEP, LEAST_STEP, trials
from tests.canonical import GOOD, IDENTITY, PLATE, measurement, part, trial, tried


def said(evidence: driven.TrialsEvidence) -> list[tuple[str, str, Status]]:
    found = [(f.subject, f.code, f.status) for f in driven.drives(evidence)]
    assert {f.check for f in driven.drives(evidence)} == {"dimension.drives"}
    return found


HOLDS = {
    "plate.length": ("plate.length", "follows", Status.PASS),
    "plate.bore": ("plate.bore", "follows", Status.PASS),
}


def test_a_model_that_follows_each_line_alone_passes() -> None:
    assert said(tried()) == list(HOLDS.values())


WRONG = {
    "reads it and ignores it": (
        trial(measurement("bore", 16.018, 16.0)), ("ignored", Status.FAIL), 0.0
    ),
    "uses half of it": (
        trial(measurement("bore", 16.018, 16.009)), ("partly", Status.FAIL), 0.009
    ),
    "goes the other way": (
        trial(measurement("bore", 16.018, 15.982)), ("partly", Status.FAIL), -0.018
    ),
    "misses it by 2 µm": (
        trial(measurement("bore", 16.018, 16.016)), ("partly", Status.FAIL), 0.016
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", WRONG)
def test_a_feature_that_does_not_follow_its_line_fails(how: str) -> None:
    seen, verdict, moved = WRONG[how]
    findings = [f for f in driven.drives(tried(bore=seen)) if f.subject == "plate.bore"]
    assert [(f.code, f.status) for f in findings] == [verdict]
    assert findings[0].expected == pytest.approx(0.018, abs=1e-12)
    assert findings[0].observed == pytest.approx(moved, abs=1e-12)
    assert said(tried(bore=seen))[0] == HOLDS["plate.length"]


def test_one_instance_that_stays_behind_fails() -> None:
    two = measurement("bore", 16.018, 16.0, instances=(16.018, 16.0))
    nominal = measurement("bore", 16.0, 16.0, instances=(16.0, 16.0))
    evidence = tried(bore=trial(two))
    both = driven.TrialsEvidence(
        spec=evidence.spec, run=evidence.run, nominal={**evidence.nominal, "bore": nominal},
        trials={**evidence.trials, "length": trial(evidence.trials["length"].measurements[0], nominal)},
    )  # fmt: skip
    assert ("plate.bore", "ignored", Status.FAIL) in said(both)


def test_a_feature_that_is_found_no_more_at_the_new_size_fails() -> None:
    lost = measurement(
        "bore", 16.018, None, outcome="not_found", reason=Message("no feature has this size")
    )
    assert ("plate.bore", "ignored", Status.FAIL) in said(tried(bore=trial(lost)))


def test_a_feature_that_becomes_one_of_several_is_unclear_and_no_failure() -> None:
    twin = measurement("bore", 16.018, None, outcome="ambiguous", reason=Message("2 features"))
    assert ("plate.bore", "unclear", Status.WARN) in said(tried(bore=trial(twin)))


def test_a_size_that_the_part_had_before_proves_nothing() -> None:
    seen = replace(trial(measurement("bore", 16.018, 16.018)), there_before=True)
    assert said(tried(bore=seen)) == [
        HOLDS["plate.length"], ("plate.bore", "unclear", Status.WARN)
    ]  # fmt: skip
    ignored = replace(trial(measurement("bore", 16.018, 16.0)), there_before=True)
    assert said(tried(bore=ignored))[1:] == [("plate.bore", "ignored", Status.FAIL)]


def test_two_lines_that_one_number_moves_are_named_with_how_much() -> None:
    both = trial(measurement("bore", 16.018, 16.018), measurement("length", 80.0, 80.009))
    (finding,) = [f for f in driven.drives(tried(bore=both)) if f.status is Status.FAIL]
    assert (finding.subject, finding.code) == ("plate.bore", "coupled")
    assert "d.bore changes by 0.018 mm" in str(finding.message)
    assert "length by 0.009 mm" in str(finding.message)


def test_a_difference_below_a_micrometre_is_no_tie() -> None:
    near = trial(measurement("bore", 16.018, 16.0189), measurement("length", 80.0, 80.0009))
    assert said(tried(bore=near)) == list(HOLDS.values())


def test_a_reference_dimension_may_follow_another_line() -> None:
    text = PLATE.replace('size = "80 ±0,1"', 'size = "(80)"')
    evidence = tried(
        bore=trial(measurement("bore", 16.018, 16.018), measurement("length", 80.0, 80.5))
    )
    free = driven.TrialsEvidence(
        spec=part(text), run=evidence.run, nominal=evidence.nominal, trials=evidence.trials
    )
    assert said(free) == [HOLDS["plate.bore"]]


def test_a_line_that_the_model_never_reads_is_a_hole() -> None:
    assert said(tried(read=("bore",))) == [
        ("plate.length", "unread", Status.WARN), HOLDS["plate.bore"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "seen", [TrialEvidence(outcome="failed", reason=Message("the cut is empty")), None]
)
def test_a_model_that_breaks_within_its_tolerance_is_fragile(seen: TrialEvidence | None) -> None:
    assert ("plate.bore", "fragile", Status.WARN) in said(tried(bore=seen))


def test_a_line_that_was_not_measured_is_not_judged_twice() -> None:
    evidence = tried()
    unknown = driven.TrialsEvidence(
        spec=evidence.spec, run=evidence.run, nominal={"length": GOOD[0]}, trials=evidence.trials
    )
    assert ("plate.bore", "not_measured", Status.SKIP) in said(unknown)


def test_the_depth_of_a_thread_is_shown_by_the_drilled_depth_derived_from_it() -> None:
    spec = part(IDENTITY + '[dimensions]\ntap = "M8-6H ↧16"\n')

    def depth(size: float, drilled: float):
        return measurement("tap", size, size, details=(("drill_depth", 20.0, drilled),))

    evidence = driven.TrialsEvidence(
        spec=spec, run=ModelRun(dimensions=("tap",)), nominal={"tap": depth(6.8, 20.0)},
        trials={
            "tap": TrialEvidence(outcome="measured", measurements=(depth(6.81, 20.0),)),
            "tap.depth": TrialEvidence(outcome="measured", measurements=(depth(6.8, 20.1),)),
        },
    )  # fmt: skip
    assert said(evidence) == [("plate.tap", "follows", Status.PASS)]


def test_angles_that_close_the_circle_follow_from_their_number() -> None:
    lines = (
        'holes = "3× ⌀9"\nopen = { size = "3× 30°", pattern = "holes" }\n'
        'closed = { size = "3× 120°", pattern = "holes" }\n'
    )
    spec = part(f"{IDENTITY}[dimensions]\n{lines}")
    assert {t.id for t in trials(spec)} == {"holes", "open"}
    evidence = driven.TrialsEvidence(
        spec=spec, run=ModelRun(dimensions=("closed",)), nominal={}, trials={}
    )
    assert ("plate.closed", "closed", Status.SKIP) in said(evidence)


def test_steps_follow_the_tolerance_zone_and_each_number_of_a_callout_is_tried() -> None:
    lines = """
    [dimensions]
    bore = "⌀16 H7"
    shaft = "⌀16 g6"
    length = { size = "80 ±0,1", between = ["<X", ">X"] }
    fine = { size = "20 ±0,002", between = ["<Y", ">Y"] }
    place = { size = "[30]", between = ["<X", "bore"] }
    total = { size = "(110)", between = ["<X", ">X"] }
    holes = "4× ⌀6,6 ⌴ ⌀11 ↧6,8"
    tapping = "2× M8-6H ↧16 / ⌀6,8 ↧20"
    edges = "1×45°"
    """
    steps = {t.id: t.step for t in trials(part(IDENTITY + lines))}
    assert steps == pytest.approx(
        {
            "bore": 0.018, "shaft": -0.011, "length": 0.2, "fine": LEAST_STEP, "place": LEAST_STEP,
            "holes": 0.4, "holes.counterbore.diameter": FIGURE_STEP,
            "holes.counterbore.depth": FIGURE_STEP, "tapping": LEAST_STEP,
            "tapping.drill_depth": FIGURE_STEP, "edges": 0.4,
        },
        abs=1e-12,
    )  # fmt: skip


def test_a_trial_changes_one_number_and_nothing_else() -> None:
    (thread,) = trials(part(IDENTITY + '[dimensions]\ntap = "M8-6H"\n'))
    assert thread.dimension.model == pytest.approx(6.8 + LEAST_STEP)
    (bore,) = trials(part(IDENTITY + '[dimensions]\nbore = "2× ⌀16 H7 Ⓔ"\n'))
    assert (bore.dimension.count, bore.dimension.nominal, bore.dimension.side) == (
        2,
        16.018,
        "hole",
    )
