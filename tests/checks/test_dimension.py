"""Dimensions judged at the kernel's resolution; names that denote nothing; numbers in models."""

from __future__ import annotations

import pytest

from gmp_cad.checks import dimension
from gmp_cad.finding import Status
from tests.canonical import GOOD, geometry, measurement, part


def judge(observed: float, **more):
    return list(dimension.measured(part(), [GOOD[0], measurement("bore", 16.0, observed, **more)]))[
        1
    ]


@pytest.mark.parametrize(
    ("observed", "status"),
    [(16.0, Status.PASS), (16 + 9e-7, Status.PASS), (16 + 2e-6, Status.FAIL), (15.0, Status.FAIL)],
)
def test_a_micron_is_a_difference(observed: float, status: Status) -> None:
    assert judge(observed).status is status


def test_every_instance_and_every_detail_counts() -> None:
    assert judge(16.0, instances=(16.0, 16.0, 16.1)).code == "different"
    found = judge(16.0, details=(("depth", 10.0, 10.0), ("counterbore.depth", 5.0, 5.2)))
    assert found.code == "different"
    assert "counterbore.depth" in found.message.say("en")


def test_a_size_that_found_its_own_feature_says_so() -> None:
    assert judge(16.0, found_by="size").code == "found_by_size"


@pytest.mark.parametrize(
    ("outcome", "status"),
    [("not_found", Status.FAIL), ("ambiguous", Status.FAIL), ("not_measurable", Status.SKIP)],
)
def test_what_cannot_be_measured_tells_why(outcome: str, status: Status) -> None:
    found = list(
        dimension.measured(
            part(),
            [
                GOOD[0],
                measurement(
                    "bore",
                    16.0,
                    None,
                    outcome=outcome,
                    reason="no such hole",
                    candidates=("⌀15 at (0, 0, 0)",),
                ),
            ],
        )
    )[1]
    assert (found.code, found.status) == (outcome, status)
    assert "⌀15" in found.message.say("fr")


def test_a_forgotten_measurement_is_our_error() -> None:
    assert [f.status for f in dimension.measured(part(), GOOD[:1])] == [Status.PASS, Status.ERROR]


def test_datums_and_tolerances_stand_on_features() -> None:
    assert {f.status for f in dimension.datums(part(), geometry("left", "bore"))} == {Status.PASS}
    assert [f.code for f in dimension.datums(part(), geometry("bore"))] == ["not_found", "found"]
