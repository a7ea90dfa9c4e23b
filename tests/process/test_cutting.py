"""Cutting formulas against worked figures, to the digits printed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.process import cutting as c


def test_turning():
    n = c.spindle_speed(200, 50)
    h = c.turning_thickness(0.25, 95)
    kc = c.specific_force(1500, 0.22, h)
    force = c.turning_force(kc, 2, 0.25)
    assert n == pytest.approx(1273.2, abs=0.05)
    assert c.milling_feed(n, 0.25, 1) == pytest.approx(318.3, abs=0.05)
    assert h == pytest.approx(0.24905, abs=5e-6)
    assert kc == pytest.approx(2036.6, abs=0.05)
    assert force == pytest.approx(1018.3, abs=0.05)
    assert c.turning_power(force, 200) == pytest.approx(3.394, abs=5e-4)
    assert c.turning_chip_rate(200, 2, 0.25) == 100
    assert 102 / c.milling_feed(n, 0.25, 1) * 60 == pytest.approx(19.23, abs=0.005)


def test_face_milling():
    n = c.spindle_speed(180, 63)
    vf = c.milling_feed(n, 0.15, 5)
    h = c.milling_thickness(0.15, 45, 45, 63)
    kc = c.specific_force(1500, 0.22, h)
    assert n == pytest.approx(909.5, abs=0.05)
    assert vf == pytest.approx(682.1, abs=0.05)
    assert c.milling_chip_rate(2, 45, vf) == pytest.approx(61.39, abs=0.005)
    assert h == pytest.approx(0.09523, abs=5e-6)
    assert kc == pytest.approx(2516.3, abs=0.05)
    assert c.milling_power(kc, 2, 45, vf) == pytest.approx(2.575, abs=5e-4)


def test_drilling():
    n = c.spindle_speed(25, 10)
    h = c.drilling_thickness(0.18)
    kc = c.specific_force(1500, 0.22, h)
    assert n == pytest.approx(795.8, abs=0.05)
    assert n * 0.18 == pytest.approx(143.2, abs=0.05)
    assert h == pytest.approx(0.07715, abs=5e-6)
    assert kc == pytest.approx(2635.6, abs=0.05)
    power = c.enlarging_power(kc, 0.18, 25, 10, 0)
    assert power == pytest.approx(0.494, abs=5e-4)
    assert c.spindle_torque(power, n) == pytest.approx(5.930, abs=5e-4)
    assert c.drilling_travel(28, 10) == 33


def test_power_of_the_maker_s_example():
    assert c.turning_power(c.turning_force(3100, 3, 0.2), 120) / 0.8 == pytest.approx(4.65)


def test_facing_with_a_limit_of_speed():
    assert c.spindle_speed(200, 3500) == pytest.approx(18.189, abs=5e-4)
    assert c.facing_time(50, 0, 200, 0.25, 3500) == pytest.approx(0.04447, abs=5e-6)


def test_facing_a_ring_that_never_meets_the_limit():
    assert c.facing_time(50, 30, 200, 0.25, 3500) == pytest.approx(c.facing_time(50, 30, 200, 0.25))


@given(st.floats(1, 300), st.floats(0, 1), st.floats(50, 400), st.floats(100, 6000))
def test_facing_lasts_as_long_as_its_integral(outer, share, vc, n_max):
    steps = 4000
    inner = share * outer
    width = (outer - inner) / steps
    integral = sum(
        width / 2 / (0.2 * min(c.spindle_speed(vc, inner + (i + 0.5) * width), n_max))
        for i in range(steps)
    )
    assert c.facing_time(outer, inner, vc, 0.2, n_max) == pytest.approx(integral, rel=1e-3)


def test_roughness_left_by_the_nose():
    assert c.theoretical_roughness(0.1, 0.8) == pytest.approx(0.390625, abs=1e-9)
    assert c.feed_for_roughness(0.390625, 0.8) == pytest.approx(0.1)


def test_taylor():
    assert c.taylor_life(200, 0.25, 350) == pytest.approx(9.379, abs=5e-4)
    life = c.economic_life(0.25, 1, 6, 0.8)
    assert life == pytest.approx(25.5)
    assert c.taylor_speed(life, 0.25, 350) == pytest.approx(155.8, abs=0.05)
    assert c.economic_life(0.25, 1) == 3


@given(st.floats(1, 500), st.floats(0.5, 500))
def test_speed_and_revolutions_are_inverse(vc, diameter):
    assert c.cutting_speed(c.spindle_speed(vc, diameter), diameter) == pytest.approx(vc)


def test_a_mill_in_full_contact_has_the_mean_of_a_half_turn():
    assert c.milling_thickness(0.1, 90, 20, 20) == pytest.approx(0.1 * 2 / math.pi)
    assert c.side_milling_thickness(0.1, 0.2, 20) == pytest.approx(0.01)


def test_tapping_follows_the_pitch():
    assert c.tapping_feed(398, 1.25) == 497.5
    assert c.drilling_chip_rate(10, 143.2) == pytest.approx(11.247, abs=5e-4)


@given(st.floats(500, 3000), st.floats(0.05, 0.4), st.floats(0.01, 1), st.floats(-6, 20))
def test_a_degree_of_rake_takes_one_per_cent_off_the_specific_force(kc1, mc, h, rake):
    neutral = c.specific_force(kc1, mc, h)
    assert c.specific_force(kc1, mc, h, rake) == pytest.approx(neutral - neutral * rake / 100)


def test_a_mill_is_never_wider_engaged_than_its_diameter():
    """Beyond D all formulas of a mill stand at full contact."""
    for ae in (20.0, 21.0, 40.0):
        assert c.milling_thickness(0.1, 90, ae, 20) == pytest.approx(0.1 * 2 / math.pi)
        assert c.side_milling_thickness(0.1, ae, 20) == pytest.approx(0.1)
        assert c.teeth_in_cut(ae, 20, 6, centred=True) == pytest.approx(3)
        assert c.teeth_in_cut(ae, 20, 6, centred=False) == pytest.approx(3)


@pytest.mark.parametrize(
    ("ae", "degrees", "centred"),
    # Chord of a centred arc, sagitta of one at the side: both of ⌀20.
    [(10, 60, True), (10 * math.sqrt(2), 90, True), (10 * math.sqrt(3), 120, True),
     (5, 60, False), (10, 90, False), (15, 120, False)],
)  # fmt: skip
def test_as_many_teeth_cut_as_the_arc_of_contact_holds(ae, degrees, centred):
    assert c.teeth_in_cut(ae, 20, 4, centred=centred) == pytest.approx(4 * degrees / 360)


@given(st.floats(1, 40), st.floats(0, 1), st.floats(0.01, 0.5), st.floats(10, 300))
def test_the_power_of_enlarging_is_force_times_the_speed_where_it_acts(outer, share, f, vc):
    """Each ring takes kc·f/2 a lip on its width, at a speed that falls to 0 in the centre."""
    inner, rings = share * outer, 400
    width = (outer - inner) / 2 / rings
    radii = (inner / 2 + (i + 0.5) * width for i in range(rings))
    watts = sum(2 * 1800 * f / 2 * width * (vc / 60 * 2 * r / outer) for r in radii)
    assert c.enlarging_power(1800, f, vc, outer, inner) == pytest.approx(
        watts / 1000, rel=1e-6, abs=1e-12
    )


@given(st.floats(0.1, 50), st.floats(10, 20000))
def test_torque_times_angular_speed_is_power(power_kw, n):
    assert c.spindle_torque(power_kw, n) * 2 * math.pi * n / 60 == pytest.approx(1000 * power_kw)


def test_a_facing_cut_to_the_centre_without_a_limit_of_speed_is_all_at_constant_speed():
    assert c.facing_time(50, 0, 200, 0.25) == pytest.approx(math.pi * 2500 / (4000 * 200 * 0.25))


def test_an_edge_costs_its_price_over_the_rate_in_minutes():
    assert c.economic_life(0.25, 1, 6, 1) == pytest.approx(21)
    assert c.economic_life(0.25, 1, 6) == pytest.approx(21)  # a rate of 1 a minute
