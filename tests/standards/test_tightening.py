"""Tightening of screws: FD E 25-030 solved from the stress that it allows, and workshop tables."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.errors import OutsideTableError
from gmp_cad.standards.tightening import FRICTION, tightening_torque, yield_strength_mpa


@pytest.mark.parametrize(
    ("grade", "expected"),
    [("4.6", 240), ("5.8", 400), ("8.8", 640), ("10.9", 900), ("12.9", 1080)],
)
def test_the_yield_of_a_property_class_of_iso_898(grade, expected):
    assert yield_strength_mpa(grade) == expected


@pytest.mark.parametrize("grade", ["8", "8.", ".8", "A2-70", "8,8", "x.8", "8.y", ""])
def test_what_is_no_class_is_refused(grade):
    with pytest.raises(OutsideTableError, match="no property class"):
        yield_strength_mpa(grade)


def bisected(function, low, high):
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < 0 else (low, middle)
    return low


PITCHES = {3: 0.5, 4: 0.7, 5: 0.8, 6: 1.0, 8: 1.25, 10: 1.5, 12: 1.75, 16: 2.0, 20: 2.5}


@given(
    st.sampled_from(sorted(PITCHES)), st.sampled_from(["8.8", "10.9", "12.9"]), st.floats(0.05, 0.3)
)
def test_the_torque_brings_the_shank_to_nine_tenths_of_its_yield(diameter, grade, friction):
    """The preload is found by bisection from von Mises: σ² + 3·τ² = (0.9·Re)²."""
    pitch, yield_mpa = PITCHES[diameter], int(grade.split(".")[0]) * 10 * int(grade.split(".")[1])
    d2, d3 = diameter - 3 * math.sqrt(3) / 8 * pitch, diameter - 17 * math.sqrt(3) / 24 * pitch
    ds = (d2 + d3) / 2

    def in_thread(preload):  # N·mm: rise of the helix, and friction on flanks of 30°
        return preload * (0.159 * pitch + 0.583 * friction * d2)

    def excess(preload):
        sigma = preload / (math.pi * ds**2 / 4)
        tau = 16 * in_thread(preload) / (math.pi * ds**3)
        return math.hypot(sigma, math.sqrt(3) * tau) - 0.9 * yield_mpa

    preload = bisected(excess, 0.0, 1e7)
    torque = (in_thread(preload) + preload * friction * 0.65 * diameter) / 1000
    assert tightening_torque(diameter, grade, friction) == pytest.approx(torque, rel=1e-5)


def test_the_factors_of_the_standard_are_those_of_a_helix_and_of_its_flanks():
    assert 1 / (2 * math.pi) == pytest.approx(0.159, rel=2e-3)
    assert 1 / (2 * math.cos(math.radians(30))) == pytest.approx(0.583, rel=1e-2)


def test_a_screw_without_a_word_on_its_friction_is_a_trace_of_oil():
    assert FRICTION == 0.15
    assert tightening_torque(8, "8.8") == tightening_torque(8, "8.8", 0.15)
    assert tightening_torque(8, "8.8") == pytest.approx(25, rel=0.05)
