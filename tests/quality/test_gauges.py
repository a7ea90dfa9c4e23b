"""Gauges chosen from the packaged workshop, and the rules that a capable gauge keeps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.quality.gauges import (
    MEANS,
    acceptance,
    capability,
    capable,
    choose_gauge,
    cmc,
    figures,
    grade,
    measurand,
    thread_limits_of,
)
from gmp_cad.spec.notation import parse
from gmp_cad.spec.size import Kind
from gmp_cad.spec.workshop import Gauge, parse_workshop

GAUGES = parse_workshop(None).gauges


@pytest.mark.parametrize(
    ("size", "it", "kind", "limits", "chosen"),
    [
        (40, 0.4, "length", None, "PAC-150"),
        (160, 0.4, "length", None, "PAC-300"),
        (40, 0.1, "length", None, "ME-25-50"),
        (60, 0.05, "shaft", None, "ME-50-75"),
        (16, 0.018, "hole", (16.0, 16.018), "TL-16H7"),
        (17, 0.030, "hole", (17.0, 17.03), "AL3-16-20"),
        (16, 0.5, "hole", (16.0, 16.5), "PAC-150"),
        (12, 0.011, "shaft", (11.983, 11.994), "BL-12g6"),
        (8, 0.16, "internal_thread", None, "TF-M8-6H"),
        (30, 0.05, "depth", None, "MP-100"),
        (30, 1.0, "depth", None, "JP-150"),
        (4.4, 0.1, "width", None, "CALES"),
        (2.5, 0.2, "hole", (2.4, 2.6), "PAC-150"),
        (6, 1.0, "radius", None, "CR"),
        (5, 1.0, "angle", None, "RAP"),
    ],
)
def test_the_packaged_workshop_has_the_usual_gauge(size, it, kind, limits, chosen):
    gauge = choose_gauge(size, it, kind, GAUGES, limits)
    assert gauge is not None
    assert gauge.id == chosen


def test_there_may_be_none():
    assert choose_gauge(40, 0.002, "length", GAUGES) is None
    assert choose_gauge(4000, 1.0, "length", GAUGES) is None
    assert choose_gauge(7, 0.1, "internal_thread", GAUGES) is None


def test_a_fine_thread_does_not_take_the_coarse_plug():
    coarse = choose_gauge(8, 0.1, "internal_thread", GAUGES, thread_limits_of(parse("M8")))
    assert coarse is not None
    assert coarse.id == "TF-M8-6H"
    assert choose_gauge(8, 0.1, "internal_thread", GAUGES, thread_limits_of(parse("M8×1"))) is None


def gauge(resolution, uncertainty) -> Gauge:
    return Gauge(id="G", title="g", kind="caliper", range_mm=(0.0, 150.0),
                 resolution_mm=resolution, uncertainty_mm=uncertainty)  # fmt: skip


def test_both_rules_bind():
    assert capable(gauge(0.02, 0.02), 0.2)
    assert not capable(gauge(0.021, 0.02), 0.2)
    assert not capable(gauge(0.02, 0.026), 0.2)
    assert not capable(gauge(0.02, None), 0.2)


@given(st.floats(0.5, 300), st.floats(0.001, 2), st.sampled_from(sorted(MEANS)))
def test_whatever_is_chosen_is_capable_and_in_range(size, it, kind):
    chosen = choose_gauge(size, it, kind, GAUGES)
    if chosen is None:
        return
    assert chosen.kind in MEANS[kind]
    assert grade(chosen, it, angle=kind == "angle") in ("good", "tolerable")
    if chosen.kind not in {"protractor", "visual", "thread_plug", "thread_ring"}:
        assert chosen.range_mm[0] <= size <= chosen.range_mm[1] + 1e-9
    resolution, uncertainty = figures(chosen, angle=kind == "angle")
    if uncertainty is not None and chosen.kind not in {"thread_plug", "thread_ring"}:
        assert uncertainty <= it / 6 + 1e-12
        assert resolution is None or resolution <= it / 10 + 1e-12


def test_what_is_measured_follows_the_kind_of_size():
    assert measurand(Kind.DIAMETER, internal=True) == "hole"
    assert measurand(Kind.DIAMETER, internal=False) == "shaft"
    assert measurand(Kind.METRIC_THREAD, internal=True) == "internal_thread"
    assert measurand(Kind.LINEAR, internal=False) == "length"
    assert measurand(Kind.LINEAR, internal=False, ends="distance") == "distance"
    for inside in (True, False):
        assert {measurand(kind, internal=inside) for kind in Kind} <= set(MEANS)


def test_a_bore_16_h7_asks_for_two_micrometres():
    """IT 18 µm: U ≤ IT/8 = 2.25 µm and resolution ≤ IT/10 = 1.8 µm are good; U ≤ 3 µm is tolerable."""
    assert grade(gauge(0.0018, 0.00225), 0.018) == "good"
    assert grade(gauge(0.0018, 0.0023), 0.018) == "tolerable"
    assert grade(gauge(0.0018, 0.003), 0.018) == "tolerable"
    assert grade(gauge(0.0018, 0.0031), 0.018) == "incapable"
    assert grade(gauge(0.0019, 0.001), 0.018) == "incapable"


def test_a_caliper_is_tolerable_on_forty_plus_or_minus_a_tenth():
    caliper = next(g for g in GAUGES if g.id == "PAC-150")
    assert (caliper.resolution_mm, caliper.uncertainty_mm) == (0.02, 0.03)
    assert capability(0.03, 0.2) == pytest.approx(0.2 / 0.06)
    assert cmc(0.03, 0.2) == pytest.approx(0.2 / (6 * 0.015))
    assert grade(caliper, 0.2) == "tolerable"
    assert choose_gauge(40, 0.2, "length", GAUGES).id == "ME-25-50"
    assert choose_gauge(40, 0.2, "length", [caliper]) is caliper


def test_acceptance_is_narrowed_by_the_uncertainty_at_each_limit():
    assert acceptance(39.9, 40.1, 0.03) == pytest.approx((39.93, 40.07))
    assert acceptance(None, 0.05, 0.004) == (None, pytest.approx(0.046))
    assert acceptance(12.0, None, 0.03) == (pytest.approx(12.03), None)
    assert acceptance(10.0, 10.01, 0.006) is None


def test_the_ring_of_a_trapezoidal_screw_goes_by_its_root():
    """Tr 12×3: d3 = 12 − 3 − 2·0.25 = 8.5 for the screw, D1 = 9 for the nut (ISO 2904)."""
    assert thread_limits_of(parse("Tr 12×3-7e")) == pytest.approx((8.5, 12.0))
    assert thread_limits_of(parse("Tr 12×3-7H")) == pytest.approx((9.0, 12.0))
