"""Gauges chosen from the packaged workshop, and the rules that a capable gauge keeps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.quality.gauges import MEANS, capable, choose_gauge, measurand, thread_limits_of
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
    assert capable(chosen, it)
    if chosen.kind not in {"protractor", "visual", "thread_plug", "thread_ring"}:
        assert chosen.range_mm[0] <= size <= chosen.range_mm[1] + 1e-9
        assert chosen.uncertainty_mm <= it / 8 + 1e-12


def test_what_is_measured_follows_the_kind_of_size():
    assert measurand(Kind.DIAMETER, internal=True) == "hole"
    assert measurand(Kind.DIAMETER, internal=False) == "shaft"
    assert measurand(Kind.METRIC_THREAD, internal=True) == "internal_thread"
    assert measurand(Kind.LINEAR, internal=False) == "length"
    assert measurand(Kind.LINEAR, internal=False, ends="distance") == "distance"
    assert {measurand(k, internal=False) for k in Kind} <= set(MEANS)
