"""The ways of tools: distances in closed form, and every hit found."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.evidence import ToolBody, ToolPose
from gmp_cad.kernel.machining.fixture_contact import Placed
from gmp_cad.kernel.machining.tool_sweep import FAR_MM, tool_clearances
from tests import held_block as t

MILL = ToolBody(tool="F", motion="rotating", profile=((0.0, 5.0), (40.0, 5.0)))
UP = (0.0, 0.0, 1.0)


def clearance(path, body=MILL, axis=UP, **fixture):
    pose = ToolPose(operation=2, body=body, tip=path[-1], axis=axis, path=tuple(path))
    (found,) = tool_clearances([Placed(n, s) for n, s in fixture.items()], [pose])
    return found


def test_a_straight_cut_passes_a_post_at_its_distance() -> None:
    found = clearance([(0, 0, 0), (100, 0, 0)], post=t.post(50, 20, -10, 30))
    assert (found.operation, found.tool, found.placement) == (2, "F", "post")
    assert found.gap_mm == pytest.approx(10)
    assert found.hits == ()


def test_an_oblique_cut_passes_a_post_at_its_distance() -> None:
    found = clearance([(0, 0, 0), (60, 80, 0)], post=t.post(40, 0, -10, 30))
    assert found.gap_mm == pytest.approx(32 - 5 - 5)  # 40·sin(53.13°)


def test_what_stands_in_the_way_is_hit() -> None:
    found = clearance([(0, 0, 0), (100, 0, 0)], post=t.slab((40, -2, -10), (50, 2, 8)))
    assert found.gap_mm == 0.0
    assert found.hits[0].placement == "post"
    assert found.hits[0].volume_mm3 == pytest.approx(10 * 4 * 8)


def test_the_holder_counts() -> None:
    holder = ToolBody(tool="F", motion="rotating", profile=((0.0, 5.0), (40.0, 5.0)),
                      holder=((40.0, 25.0), (90.0, 25.0)))  # fmt: skip
    tall = t.slab((0, 15, 0), (100, 30, 50))
    assert clearance([(0, 0, 0), (100, 0, 0)], holder, wall=tall).hits
    low = t.slab((0, 15, 0), (100, 30, 38))
    found = clearance([(0, 0, 0), (100, 0, 0)], holder, wall=low)
    assert found.gap_mm == pytest.approx(2)
    assert found.hits == ()


def test_a_ramp_is_enclosed_by_steps_no_higher_than_one_millimetre() -> None:
    below = t.slab((-50, -20, -30), (150, 20, -12))
    found = clearance([(0, 0, 0), (100, 0, -10)], post=below)
    assert found.gap_mm + 1e-9 >= 2 - 1e-9
    assert found.gap_mm == pytest.approx(2, abs=1e-6)
    above_start = t.slab((10, -20, -30), (20, 20, -4))
    exact = clearance([(0, 0, 0), (100, 0, -10)], post=above_start)
    # The cutter's rear edge is over x = 20 when its axis is at 25: 2.5 mm down, steps may add 1.
    assert 4 - 2.5 - 1 <= exact.gap_mm <= 4 - 2.5 + 1e-9


def test_a_plunge_and_a_tool_from_the_side() -> None:
    found = clearance([(0, 0, 60), (0, 0, -5)], base=t.slab((-50, -50, -30), (50, 50, -15)))
    assert found.gap_mm == pytest.approx(10)
    side = clearance([(60, 0, 0), (5, 0, 0)], axis=(1.0, 0.0, 0.0), post=t.post(0, 0, -20, 20, 2))
    assert side.gap_mm == pytest.approx(3)


def test_far_away_nothing_is_named() -> None:
    found = clearance([(0, 0, 0), (10, 0, 0)], post=t.post(500, 0, 0, 10))
    assert (found.gap_mm, found.placement) == (FAR_MM, "")


def test_the_drill_of_the_block_passes_the_strap_with_its_holder() -> None:
    holding = t.held()
    (found,) = holding.clearances
    assert found.placement == "strap"
    assert found.gap_mm == pytest.approx(5 * math.sqrt(2))  # holder above and beside the edge


@settings(max_examples=25, deadline=None)
@given(st.floats(-60, 60), st.floats(-60, 60), st.floats(0, 2 * math.pi), st.floats(10, 80))
def test_the_gap_is_that_of_a_segment_to_a_post(
    x: float, y: float, turn: float, length: float
) -> None:
    end = (length * math.cos(turn), length * math.sin(turn), 0.0)
    along = max(0.0, min(1.0, (x * end[0] + y * end[1]) / length**2))
    apart = math.hypot(x - along * end[0], y - along * end[1]) - 5 - 3
    found = clearance([(0.0, 0.0, 0.0), end], post=t.post(x, y, -5, 5, 3.0))
    if apart > 1e-3:
        assert found.gap_mm == pytest.approx(min(apart, FAR_MM), abs=1e-5)
    elif apart < -0.1:
        assert found.hits
