"""Verdicts on the inspection plan: complete, capable, sampled; each fault by its own code."""

from __future__ import annotations

import pytest

from gmp_cad.checks.inspection import complete, means, sampling
from gmp_cad.finding import Status
from tests.canonical import PLATE, part
from tests.inspected_plate import numbers
from tests.twins.inspection import planned


def codes(findings):
    return {(f.code, f.status.name) for f in findings if f.status is not Status.PASS}


def bore(**keys: str) -> str:
    written = "".join(f', {key} = "{value}"' for key, value in keys.items())
    return PLATE.replace('"⌀16 H7 Ⓔ"', f'{{ size = "⌀16 H7 Ⓔ"{written} }}')


def test_a_plan_with_every_line_and_capable_means_holds():
    for rule in (complete, means, sampling):
        assert codes(rule(planned())) == set()
    assert [f.subject for f in complete(planned())] == [
        "plate.length", "plate.bore", "plate.tolerances.bore_perp",
    ]  # fmt: skip


def test_a_forgotten_line_another_number_and_a_line_without_balloon_are_told():
    assert codes(complete(planned(drop="bore"))) == {("missing", "FAIL")}
    other = numbers(part()) | {"bore": "7"}
    assert codes(complete(planned(drawn=other))) == {("number_differs", "FAIL")}
    without = {line: n for line, n in numbers(part()).items() if line != "bore"}
    assert codes(complete(planned(drawn=without))) == {("not_drawn", "WARN")}
    assert codes(complete(planned(drawn=None))) == set()


def test_what_no_part_can_fail_is_skipped_with_its_reason():
    exact = PLATE.replace('"80 ±0,1"', '"[80]"')
    (found,) = [f for f in complete(planned(exact)) if f.status is Status.SKIP]
    assert (found.subject, found.code) == ("plate.length", "not_accepted")


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"gauge": "PAC-150"}, ("too_coarse", "WARN")),
        ({"gauge": "PAC-150", "class": "critical"}, ("too_coarse", "FAIL")),
        ({"gauge": "TL-18H7"}, ("out_of_range", "FAIL")),
        ({"gauge": "NIX"}, ("no_gauge", "FAIL")),
    ],
)
def test_a_gauge_that_cannot_decide_is_told_with_what_it_would_take(keys, code):
    found = list(means(planned(bore(**keys))))
    assert codes(found) == {code}
    (fault,) = [f for f in found if f.status is not Status.PASS]
    assert fault.hint is not None
    assert "0.0018" in fault.hint.say("en")
    assert "0,00225" in fault.hint.say("fr")


def test_samples_are_judged_against_class_and_batch():
    assert codes(sampling(planned(bore(**{"class": "critical", "frequency": "1/5"})))) == {
        ("critical_sampled", "WARN")
    }
    assert codes(sampling(planned(bore(frequency="30/lot")))) == {("beyond_batch", "WARN")}
    assert codes(sampling(planned(bore(**{"class": "critical"})))) == set()
