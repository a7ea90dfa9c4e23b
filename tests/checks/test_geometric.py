"""Verdicts on geometric tolerances: exact at half a micron, each outcome with its word."""

from __future__ import annotations

import pytest

from gmp_cad.checks import geometric
from gmp_cad.evidence import GeometricMeasurement
from gmp_cad.finding import Status
from gmp_cad.language import Message
from tests.canonical import part


def judge(**seen):
    (found,) = geometric.verified(part(), [GeometricMeasurement(tolerance="bore_perp", **seen)])
    return found


@pytest.mark.parametrize(
    ("deviation", "code", "status"),
    [
        (0.0, "verified", Status.PASS), (1e-4, "verified", Status.PASS),
        (0.001, "wrong", Status.FAIL), (0.019, "wrong", Status.FAIL),
    ],
)  # fmt: skip
def test_a_nominal_model_is_exact_not_merely_within_its_zone(deviation, code, status):
    found = judge(outcome="measured", deviation_mm=deviation)
    assert (found.code, found.status) == (code, status)
    assert (found.expected, found.observed, found.unit) == (0.0, deviation, "mm")
    assert found.subject == "plate.tolerances.bore_perp"
    assert "⟂ | ⌀0,02 | A" in found.message.say("fr")


def test_what_is_off_is_told_with_its_exact_value():
    exact = (("x0", 20.0, 20.002), ("implicit 90°", 90.0, 90.0))
    found = judge(outcome="measured", deviation_mm=0.004, exact=exact)
    assert "20.002" in found.hint.say("en")
    assert "20,002" in found.hint.say("fr")
    assert "90" not in found.hint.say("en")


@pytest.mark.parametrize(
    ("outcome", "code", "status"),
    [
        ("not_found", "not_found", Status.SKIP), ("ambiguous", "ambiguous", Status.FAIL),
        ("not_measurable", "not_measurable", Status.WARN), ("wrong_kind", "wrong", Status.FAIL),
        ("not_located", "not_measurable", Status.FAIL),
    ],
)  # fmt: skip
def test_what_is_not_verified_says_why_and_covers_nothing(outcome, code, status):
    found = judge(outcome=outcome, reason=Message("a middle plane"))
    assert (found.code, found.status) == (code, status)
    assert found.status is not Status.PASS
    assert "plan médian" in found.message.say("fr")


def test_a_forgotten_tolerance_is_our_error():
    (found,) = geometric.verified(part(), [])
    assert (found.code, found.status) == ("not_measured", Status.ERROR)
