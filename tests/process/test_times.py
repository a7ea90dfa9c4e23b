"""Times of cuts: travel over feed speed, counted by hand for every way of moving."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.language import Message
from gmp_cad.process.cut import Cut, CutGeometry
from gmp_cad.process.times import technological_time
from gmp_cad.spec.operation import Operation
from gmp_cad.spec.workshop import Machine, Tool
from gmp_cad.standards.materials import database

C45 = database().find("C45")
NUMERICAL = Machine(id="CN", title="CN", kind="turning", control="Fanuc", n_max_rpm=3000.0)
MANUAL = Machine(id="M", title="M", kind="turning")


def cut(family, geometry, *, kind="turning", machine=MANUAL, **values):
    """Return a cut at 1000 rev/min and 0.2 mm: 200 mm/min."""
    given_ = {"diameter": 10.0, "vc": 31.4, "n": 1000.0, "feed": 0.2, "ap": 1.0} | values
    return Cut(
        operation=Operation.model_validate({"kind": "turning"}), material=C45, machine=machine,
        tool=Tool(id="T", title="T", kind=kind), geometry=CutGeometry(**geometry), family=family,
        source=Message("x"), **given_,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "point"),
    [("drill", 3), ("spot_drill", 3), ("centre_drill", 3), ("countersink", 3), ("reamer", 0),
     ("counterbore", 0)],
)  # fmt: skip
def test_only_pointed_hole_tools_travel_their_point(kind, point):
    hole = cut("hole", {"length_mm": 25, "count": 3}, kind=kind, passes=2)
    assert technological_time(hole) == pytest.approx(3 * 2 * (25 + point + 2) / 200)


def test_a_mill_runs_over_each_lane_in_each_pass():
    face = {"length_mm": 88, "count": 2}
    found = technological_time(cut("milling", face, kind="face_mill", lanes=3, passes=4))
    assert found == pytest.approx(2 * 4 * 3 * (88 + 10 + 2) / 200)


def test_walls_roughed_before_take_all_passes_and_the_floor_one():
    pocket = {"length_mm": 88, "side_mm": 0.5, "contour_mm": 60}
    found = technological_time(cut("milling", pocket, kind="end_mill", lanes=3, passes=4))
    assert found == pytest.approx((3 * 100 + 4 * 60) / 200)


def test_a_tap_comes_out_as_fast_as_it_goes_in():
    tapped = cut("tapping", {"length_mm": 18, "count": 5}, kind="tap", feed=1.25)
    assert technological_time(tapped) == pytest.approx(5 * 2 * 20 / 1250)


@pytest.mark.parametrize("family", ["turning", "boring", "threading"])
def test_turning_passes_all_run_the_whole_length(family):
    found = technological_time(cut(family, {"length_mm": 38, "count": 2}, passes=3))
    assert found == pytest.approx(2 * 3 * 40 / 200)


@pytest.mark.parametrize(
    ("depth", "finish", "passes"),
    # 4 passes of 1 mm, or 3 and a last one of 0,5 mm, which runs along everything.
    [(0.5, None, 1), (1.0, None, 1), (1.1, None, 2), (2.0, None, 2), (4.0, None, 4), (9.0, None, 4),
     (0.4, 0.5, 1), (0.5, 0.5, 1), (1.5, 0.5, 2), (1.6, 0.5, 3), (3.5, 0.5, 4), (0.0, None, 1)],
)  # fmt: skip
def test_a_step_is_cut_by_the_passes_that_reach_it(depth, finish, passes):
    profile = {"length_mm": 50, "steps_mm": ((depth, 30.0),)}
    shaft = cut("turning", profile, passes=4, finish_ap=finish)
    assert technological_time(shaft) == pytest.approx((4 * 52 - (4 - passes) * 30) / 200)


def test_a_profile_that_takes_nothing_off_is_passed_once():
    profile = {"length_mm": 50, "steps_mm": ((0.0, 50.0),)}
    assert technological_time(cut("turning", profile, passes=1, ap=0.0)) == pytest.approx(52 / 200)


@given(st.lists(st.tuples(st.floats(0.1, 12), st.floats(1, 40)), min_size=1, max_size=5),
       st.floats(0.5, 4))  # fmt: skip
def test_a_stepped_shaft_takes_as_long_as_its_steps_one_by_one(steps, ap):
    passes = math.ceil(max(d for d, _ in steps) / ap - 1e-6)
    length = sum(size for _, size in steps)
    whole = {"length_mm": length, "steps_mm": tuple(steps)}
    once = sum(math.ceil(d / ap - 1e-6) * size for d, size in steps) + 2 * passes
    found = technological_time(cut("turning", whole, passes=passes, ap=ap))
    assert found == pytest.approx(once / 200)


@pytest.mark.parametrize("family", ["facing", "plunging"])
def test_facing_by_hand_goes_over_the_difference_of_the_radii(family):
    ring = {"diameter_mm": 60, "inner_diameter_mm": 20, "count": 2}
    found = technological_time(cut(family, ring, passes=3))
    assert found == pytest.approx(2 * 3 * (20 + 2) / 200)


def test_facing_at_constant_speed_is_the_mean_of_the_circumference():
    """Above the limit of speed t = π·(D² − d²)/(4·1000·Vc·f): 60 to 40 at 100 m/min stays below it."""
    ring = {"diameter_mm": 60, "inner_diameter_mm": 40, "count": 2}
    found = technological_time(cut("facing", ring, machine=NUMERICAL, vc=100.0, passes=3))
    once = math.pi * (60**2 - 40**2) / (4000 * 100 * 0.2)
    assert found == pytest.approx(2 * 3 * (once + 2 / 200))
