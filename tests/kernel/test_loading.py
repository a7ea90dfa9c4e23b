"""The way of a workpiece: what stands in it is found exactly, what only slides along is not."""

from __future__ import annotations

import cadquery as cq
import pytest

from gmp_cad.kernel.machining.fixture_contact import Placed
from gmp_cad.kernel.machining.loading import loading_path
from tests import held_block as t

DOWN = (0.0, 0.0, -1.0)


def way(block: cq.Shape, direction=DOWN, **fixture: cq.Shape):
    placed = [Placed(name, shape) for name, shape in fixture.items()]
    return loading_path(Placed("workpiece", block), placed, direction)


def test_pins_that_the_workpiece_slides_along_are_not_in_its_way() -> None:
    path = way(t.workpiece(), pin=t.post(10, -5, -15, 60), pad=t.post(10, 10, -15, 0))
    assert path.obstacles == ()
    assert path.travel_mm == pytest.approx(61, abs=1e-3)  # from above the pin to the seat, and 1


def test_an_overhang_traps_the_workpiece() -> None:
    hook = t.slab((-20, 10, 45), (8, 30, 55))
    (obstacle,) = way(t.workpiece(), hook=hook).obstacles
    assert obstacle.placement == "hook"
    assert obstacle.volume_mm3 == pytest.approx(8 * 20 * 10, rel=1e-6)
    assert obstacle.box_mm == pytest.approx((0, 10, 45, 8, 30, 55), abs=1e-3)
    sideways = way(t.workpiece(), (-1.0, 0.0, 0.0), hook=hook)
    assert sideways.obstacles == ()


def test_a_round_boss_sweeps_its_half_turned_to_the_way_out() -> None:
    boss = cq.Workplane("YZ", origin=(100, 30, 20)).circle(10).extrude(20).val()
    block = t.workpiece().fuse(boss)
    above = t.slab((105, 25, 45), (115, 35, 50))
    (obstacle,) = way(block, bar=above).obstacles
    assert obstacle.volume_mm3 == pytest.approx(10 * 10 * 5, rel=1e-3)
    assert way(block, bar=t.slab((105, 41, 45), (115, 50, 50))).obstacles == ()
    assert way(block, bar=t.slab((105, 25, 0), (115, 35, 5))).obstacles == ()  # below the boss


def test_a_pin_in_a_bore_lets_the_workpiece_come_down() -> None:
    bored = t.workpiece().cut(t.post(50, 30, -1, 50, 8.0))
    assert way(bored, pin=t.post(50, 30, -15, 12, 8.0)).obstacles == ()


def test_half_a_turn_is_refused_by_what_stands_where_a_corner_was() -> None:
    notched = t.workpiece().cut(t.slab((-1, -1, -1), (10, 10, 50)))
    path = way(notched, guard=t.post(5, 5, -15, 20, 3.0))
    assert path.obstacles == ()
    (refusal,) = path.turned
    assert refusal.volume_mm3 == pytest.approx(3.141592653589793 * 9 * 20, rel=1e-6)
    assert path.turned_differs_mm3 == pytest.approx(10 * 10 * 40, abs=1e-2)
    assert way(t.workpiece()).turned_differs_mm3 == 0.0
