"""The method of Δl on its worked example, to the last digit, and on what it must refuse."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.process.simulation import Axis1D, Condition, Item, Segment, minimal_path, trace
from gmp_cad.process.simulation_means import solved
from gmp_cad.process.simulation_slack import distributed

# Nominal places (mm) of a shaft, left to right; B1 and B3 are its sawn ends.
PLACES = {"B1": -1.6, "1": 0.0, "4": 20.0, "2": 55.0, "3": 80.0, "B3": 80.9}
SPREADS = {
    ("00", "B1"): 0.5, ("00", "B3"): 0.5,
    ("10", "B3"): 0.40, ("10", "1"): 0.04, ("10", "4"): 0.04,
    ("20", "1"): 0.02, ("20", "3"): 0.04, ("20", "2"): 0.04,
}  # fmt: skip


def condition(name, start, end, mean, it):
    return Condition(source=name, kind="dimension", start=start, end=end, mean=mean, it=it)


def chip(name, before, after, least=0.5):
    return Condition(source=name, kind="chip", start=before, end=after, chip=least)


CONDITIONS = (
    condition("1-4", "1", "4", 20.0, 0.2),
    condition("1-3", "1", "3", 80.0, 0.3),
    condition("4-2", "4", "2", 35.1, 0.2),
    chip("chip 3", "B3", "3"),
    chip("chip 1", "B1", "1"),
)


def shaft(spreads=None, conditions=CONDITIONS, places=PLACES):
    return Axis1D(
        axis="X", phases=("00", "10", "20"), positions=places, conditions=conditions,
        dispersions={Item(*key): value for key, value in (spreads or SPREADS).items()},
    )  # fmt: skip


def by_source(traced):
    return {t.condition.source: t for t in traced}


def segments(*walks):
    return tuple(Segment(*walk) for walk in walks)


def test_paths_of_the_worked_example():
    found = by_source(trace(shaft()))
    assert found["1-4"].path == segments(("10", "1", "4"))
    assert found["1-3"].path == segments(("20", "1", "3"))
    assert found["4-2"].path == segments(("10", "4", "1"), ("20", "1", "2"))
    assert found["chip 3"].path == segments(("10", "B3", "1"), ("20", "1", "3"))
    assert found["chip 1"].path == segments(("00", "B1", "B3"), ("10", "B3", "1"))
    assert {k: t.total for k, t in found.items()} == {
        "1-4": 0.08, "1-3": 0.06, "4-2": 0.14, "chip 3": 0.50, "chip 1": 1.44,
    }  # fmt: skip
    assert {k: found[k].slack for k in ("1-4", "1-3", "4-2")} == {
        "1-4": 0.12, "1-3": 0.24, "4-2": 0.06,
    }  # fmt: skip
    assert found["chip 3"].slack is None
    assert [found[k].direct for k in ("1-4", "1-3", "4-2")] == [True, True, False]


def test_the_slack_of_the_worked_example():
    axis = shaft()
    wide = distributed(axis, trace(axis)).dispersions
    assert {(i.phase, i.surface): v for i, v in wide.items()} == {
        **SPREADS,
        ("10", "4"): 0.055, ("10", "1"): 0.055, ("20", "1"): 0.035, ("20", "2"): 0.055,
        ("20", "3"): 0.265,
    }  # fmt: skip


def test_manufactured_dimensions_of_the_worked_example():
    axis = shaft()
    wide = distributed(axis, trace(axis))
    sized, chips = solved(wide, trace(axis))
    table = {(s.segment.phase, *sorted(s.segment.ends)): (s.mean, s.it, s.free) for s in sized}
    assert table == {
        ("00", "B1", "B3"): (82.5, 1.0, True),
        ("10", "1", "B3"): (80.9, 0.455, True),
        ("10", "1", "4"): (20.0, 0.11, False),
        ("20", "1", "2"): (55.1, 0.09, False),
        ("20", "1", "3"): (80.0, 0.3, False),
    }
    limits = {(s.segment.phase, *sorted(s.segment.ends)): s.limits for s in sized}
    low_2, high_2 = limits["20", "1", "2"]
    low_4, high_4 = limits["10", "1", "4"]
    assert (round(low_2 - high_4, 9), round(high_2 - low_4, 9)) == (35.0, 35.2)
    assert {c.traced.condition.source: (c.low, c.high) for c in chips} == {
        "chip 3": (0.5225, 1.2775), "chip 1": (0.8725, 2.3275),
    }  # fmt: skip


def test_the_mean_that_the_chip_asks_for_is_rounded_up():
    """0,5 + 80 + (0,455 + 0,30)/2 = 80,8775 → 80,9; with 80,9 already enough it stays 80,9."""
    places = {**PLACES, "B3": 95.0, "B1": -12.0}  # whatever the plan has, the least is asked for
    axis = shaft(places=places)
    sized, _ = solved(distributed(axis, trace(axis)), trace(axis))
    free = {s.segment.phase: s.mean for s in sized if s.free}
    assert free == {"00": 82.5, "10": 80.9}


def test_a_size_that_the_chip_eats_into_is_rounded_down():
    """A bar of 60 is cut at its low side, set from the other: at most 60 − 0,2 − 0,26/2 = 59,67."""
    spreads = {("00", "B"): 0.1, ("00", "end"): 0.1, ("10", "end"): 0.02, ("10", "a"): 0.04}
    conditions = (condition("bar", "B", "end", 60.0, 0.2), chip("chip", "B", "a", 0.2))
    axis = shaft(spreads, conditions, {"B": 0.0, "a": 5.04, "end": 60.0})
    sized, (found,) = solved(axis, trace(axis))
    assert {s.segment.phase: s.mean for s in sized} == {"00": 60.0, "10": 59.6}
    assert (found.low, found.high) == (0.27, 0.53)


def test_of_two_free_sizes_the_stock_gives_way():
    spreads = {("00", "B"): 0.1, ("00", "end"): 0.1, ("10", "end"): 0.02, ("10", "a"): 0.04}
    places = {"B": 0.0, "a": 5.04, "end": 60.0}
    axis = shaft(spreads, (chip("chip", "B", "a", 0.2),), places)
    sized, _ = solved(axis, trace(axis))
    assert {s.segment.phase: s.mean for s in sized} == {"00": 55.5, "10": 54.96}


def test_too_small_an_interval_is_infeasible_and_co_machining_is_the_remedy():
    tight = tuple(replace(c, it=0.12) if c.source == "4-2" else c for c in CONDITIONS)
    found = by_source(trace(shaft(conditions=tight)))["4-2"]
    assert (found.total, found.slack, found.feasible) == (0.14, -0.02, False)
    moved = {k: v for k, v in SPREADS.items() if k != ("10", "4")} | {("20", "4"): 0.04}
    found = by_source(trace(shaft(moved, tight)))["4-2"]
    assert (found.path, found.total, found.feasible) == (
        segments(("20", "4", "2")), 0.08, True,
    )  # fmt: skip


def test_an_infeasible_condition_leaves_its_dispersions_alone():
    tight = tuple(replace(c, it=0.12) if c.source == "4-2" else c for c in CONDITIONS)
    axis = shaft(conditions=tight)
    wide = distributed(axis, trace(axis)).dispersions
    frozen = [("10", "4"), ("10", "1"), ("20", "1"), ("20", "2")]
    assert [wide[Item(*key)] for key in frozen] == [SPREADS[key] for key in frozen]
    assert wide[Item("20", "3")] == 0.28  # 0,30 − 0,02


def test_a_weight_shares_the_slack_by_difficulty():
    axis = shaft(conditions=CONDITIONS[:1])
    wide = distributed(axis, trace(axis), {Item("10", "1"): 3.0}).dispersions
    assert (wide[Item("10", "1")], wide[Item("10", "4")]) == (0.13, 0.07)


def test_without_a_pivot_there_is_no_path():
    spreads = {k: v for k, v in SPREADS.items() if k != ("20", "1")}
    found = by_source(trace(shaft(spreads)))["4-2"]
    assert (found.path, found.slack, found.feasible) == ((), None, False)


def test_two_surfaces_that_a_phase_rests_on_are_not_made_by_it():
    """A and b, holes of phase 10, locate phase 20: their distance is that of phase 10 alone."""
    spreads = {("10", "a"): 0.03, ("10", "b"): 0.03, ("20", "a"): 0.01, ("20", "b"): 0.01,
               ("20", "c"): 0.01}  # fmt: skip
    axis = replace(
        shaft(spreads, (), dict.fromkeys("abc", 0.0)),
        located=frozenset({Item("20", "a"), Item("20", "b")}),
    )
    assert minimal_path(axis, "a", "b") == segments(("10", "a", "b"))
    assert minimal_path(axis, "a", "c") == segments(("20", "a", "c"))
    alone = replace(
        axis, dispersions={i: v for i, v in axis.dispersions.items() if i.phase != "10"}
    )
    assert minimal_path(alone, "a", "b") == ()  # not a → c → b, twice through phase 20


SURFACES = ("a", "b", "c", "d", "e")
ITEMS = st.tuples(st.sampled_from(("10", "20", "30")), st.sampled_from(SURFACES))


@given(
    st.dictionaries(ITEMS, st.integers(1, 400).map(lambda v: v / 1000), min_size=2),
    st.frozensets(ITEMS),
)
def test_the_path_is_the_least_of_all_walks_that_use_a_phase_once(spreads, resting):
    axis = Axis1D(
        axis="X", phases=("10", "20", "30"), positions=dict.fromkeys(SURFACES, 0.0),
        dispersions={Item(*key): value for key, value in spreads.items()},
        located=frozenset(Item(*key) for key in resting if key in spreads),
    )  # fmt: skip

    def walks(place, phases):
        if place == "b":
            yield 0.0
        for phase in phases:
            if (phase, place) in spreads:
                for other in SURFACES:
                    pair = {(phase, place), (phase, other)}
                    if other != place and (phase, other) in spreads and not pair <= resting:
                        for rest in walks(other, phases - {phase}):
                            yield spreads[phase, place] + spreads[phase, other] + rest

    path = minimal_path(axis, "a", "b")
    assert len({s.phase for s in path}) == len(path)
    least = min(walks("a", frozenset(axis.phases)), default=None)
    got = sum(axis.interval(s) for s in path) if path else None
    assert got == pytest.approx(least)
