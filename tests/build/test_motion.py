"""Motions: no collision longer than the resolution is missed, and little is looked at."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.build.assembly.motion import Motion, Watch, way_mm
from gmp_cad.build.assembly.motion_start import begin_insertion, begin_parameter, still_to_go
from gmp_cad.build.assembly.pairs import array_of, relative
from gmp_cad.evidence import Common, Placement, Relation
from gmp_cad.evidence.neighbours import placed_boxes
from gmp_cad.spec.motion import Insertion

UNIT = (0.0, 0.0, 0.0, 1.0, 1.0, 1.0)


def at(x: float = 0.0, y: float = 0.0, z: float = 0.0, turn_deg: float = 0.0):
    c, s = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    return ((c, -s, 0.0, x), (s, c, 0.0, y), (0.0, 0.0, 1.0, z), (0.0, 0.0, 0.0, 1.0))


def placed(**matrices) -> dict[str, Placement]:
    return {
        name: Placement(name=name, item=name.partition(".")[0], matrix=matrix)
        for name, matrix in matrices.items()
    }


def motion(kind="parameter", resolution_mm=0.1, margin_mm=0.0) -> Motion:
    return Motion(
        of="p", kind=kind, resolution_mm=resolution_mm, contact_mm=0.0005,
        margin_mm=lambda _a, _b: margin_mm,
    )  # fmt: skip


def boxes_relation(a, b) -> Relation:
    """Return how two boxes along the same axes stand to each other, in closed form."""
    low = np.maximum(a[:3], b[:3])
    high = np.minimum(a[3:], b[3:])
    gaps = np.maximum(low - high, 0.0)
    points = (tuple(low.tolist()), tuple(high.tolist()))
    if (low < high).all():
        sides = high - low
        common = Common(
            volume_mm3=float(np.prod(sides)), depth_mm=float(sides.min()), direction=(0.0, 0.0, 1.0),
            centre_mm=points[0], box_mm=(*points[0], *points[1]),
        )  # fmt: skip
        return Relation(distance_mm=0.0, points_mm=points, common=common)
    return Relation(distance_mm=float(np.linalg.norm(gaps)), points_mm=points)


def no_proof(_way, _boxes) -> bool | None:
    return None


def swept_box(way, boxes) -> bool:
    """Tell whether a box moves freely: it fills a box where it moves along an axis."""
    start = placed_boxes(np.array(boxes[way.query.b]), np.array(way.query.matrix)[None])[0]
    ends = start, start + np.array((*way.travel, *way.travel))
    passed = np.hstack((np.minimum(*ends)[:3], np.maximum(*ends)[3:]))
    common = boxes_relation(np.array(boxes[way.query.a]), passed).common
    return common is None or common.depth_mm <= 0.0005


def run(watch: Watch, place, boxes, prove=no_proof) -> tuple[int, int]:
    """Look at a motion to its end; return how many rounds and comparisons it took."""
    rounds = asked = 0
    while watch.open:
        rounds += 1
        for value in watch.unplaced():
            watch.placed[value] = place(value)
        for query in list(watch.queries()):
            asked += 1
            other = placed_boxes(np.array(boxes[query.b]), np.array(query.matrix)[None])[0]
            watch.learn(query.key, boxes_relation(np.array(boxes[query.a]), other))
        watch.settle()
        for way in list(watch.ways()):
            asked += 1
            watch.learn_way(way.key, free=prove(way, boxes))
        watch.advance()
        assert rounds < 60
    return rounds, asked


def slide(boxes, path, values, loose_mm=1.0, prove=no_proof, **choices):
    """Let ``b`` travel along ``path(value)`` past ``a`` and return the sweep with its effort.

    ``loose_mm``: by how much the boxes that are known exceed the solids.
    """
    grow = (-loose_mm,) * 3 + (loose_mm,) * 3
    known = {n: tuple(c + g for c, g in zip(b, grow, strict=True)) for n, b in boxes.items()}
    watch = Watch(motion(**choices), known)

    def place(value):
        return placed(a=at(), b=at(*path(value)))

    margin = choices.get("margin_mm", 0.0)
    begin_parameter(watch, {v: place(v) for v in values}, lambda _a, _b: True, margin)
    effort = run(watch, place, boxes, prove)
    return watch.sweep(), effort


def test_a_thin_wall_between_two_samples_is_hit_and_the_first_value_is_found() -> None:
    boxes = {"a": (0.0, 0.0, 0.0, 0.2, 10.0, 10.0), "b": UNIT}
    sweep, _ = slide(boxes, lambda v: (v - 20.0, 3.0, 3.0), (0.0, 13.0, 26.0, 40.0))
    (pair,) = sweep.pairs
    assert pair.first == pytest.approx(19.0, abs=0.11)
    assert pair.before < 19.0 <= pair.first
    assert pair.first - pair.before <= 0.1 + 1e-9
    assert pair.overlap.depth_mm > 0.0005


def test_parts_that_come_near_without_meeting_are_proven_apart() -> None:
    boxes = {"a": UNIT, "b": UNIT}
    sweep, (_, asked) = slide(boxes, lambda v: (v - 20.0, 1.5, 0.0), (0.0, 40.0))
    (pair,) = sweep.pairs
    assert pair.first is None
    assert pair.resolution_mm == 0.0
    assert pair.least_mm == pytest.approx(0.5)
    assert asked < 40


def test_two_that_just_touch_at_the_end_are_no_collision() -> None:
    boxes = {"a": UNIT, "b": UNIT}
    sweep, _ = slide(boxes, lambda v: (1.0 + v, 0.0, 0.0), (0.0, 80.0))
    (pair,) = sweep.pairs
    assert (pair.first, pair.least_mm, pair.least_at) == (None, 0.0, 0.0)
    assert pair.resolution_mm == 0.0


def test_a_slide_is_looked_at_at_a_share_of_its_way_and_says_so() -> None:
    boxes = {"a": (0.0, 0.0, 0.0, 100.0, 10.0, 10.0), "b": UNIT}
    sweep, (_, asked) = slide(boxes, lambda v: (v, 3.0, 10.0), (0.0, 40.0, 80.0))
    (pair,) = sweep.pairs
    assert pair.first is None
    assert 0.0 < pair.resolution_mm <= 80 / 64
    assert asked <= 140


def test_a_slide_that_is_proven_free_leaves_nothing_out_and_asks_little() -> None:
    boxes = {"a": (0.0, 0.0, 0.0, 100.0, 10.0, 10.0), "b": UNIT}
    sweep, (rounds, asked) = slide(
        boxes, lambda v: (v, 3.0, 10.0), (0.0, 40.0, 80.0), prove=swept_box
    )  # fmt: skip
    assert sweep.pairs[0].resolution_mm == 0.0
    assert (rounds, asked) == (1, 5)


def test_a_thin_wall_on_a_straight_way_is_found_between_samples_that_see_nothing() -> None:
    """The wall is thinner than the resolution, and so is what passes it."""
    boxes = {"a": (20.0, 0.0, 0.0, 20.01, 1.0, 1.0), "b": (0.0, 0.0, 0.0, 0.01, 1.0, 1.0)}
    sweep, _ = slide(
        boxes, lambda v: (v, 0.0, 0.0), (0.0, 30.0, 40.0), prove=swept_box, resolution_mm=0.001
    )  # fmt: skip
    assert sweep.pairs[0].first == pytest.approx(20.0, abs=0.011)


def test_a_curved_way_is_not_taken_for_a_straight_one() -> None:
    """Three samples on an arch: no two of them say that the way between them is straight."""
    boxes = {"a": UNIT, "b": UNIT}
    _, (_, asked) = slide(
        boxes, lambda v: (v - 5.0, 3.0 - 0.1 * v * (10.0 - v), 0.0), (0.0, 3.0, 10.0),
        prove=lambda *_: pytest.fail("no straight way"),
    )  # fmt: skip
    assert asked > 0


def test_parts_that_move_together_are_not_looked_at() -> None:
    boxes = {"a": UNIT, "b": UNIT}
    watch = Watch(motion(), boxes)
    samples = {v: placed(a=at(v), b=at(v, 1.0)) for v in (0.0, 50.0)}
    begin_parameter(watch, samples, lambda _a, _b: True, 0.0)
    assert not watch.open


def test_a_gap_that_a_rule_asks_for_is_looked_for_over_the_whole_way() -> None:
    """Between samples 10 mm off the gap falls to 1 mm: proven apart, but nearer than 3 mm."""
    boxes = {"a": UNIT, "b": UNIT}

    def dip(v):
        return (v - 20.0, 2.0, 0.0)

    sweep, _ = slide(boxes, dip, (0.0, 40.0), margin_mm=3.0)
    assert sweep.pairs[0].least_mm == pytest.approx(1.0)


def test_the_way_of_a_turn_is_its_arc() -> None:
    box = (10.0, 0.0, 0.0, 10.0, 0.0, 0.0)
    start, end = array_of(at()), array_of(at(turn_deg=90.0))
    assert way_mm(box, start, end) == pytest.approx(10 * math.pi / 2)


def test_a_turning_arm_hits_what_no_straight_line_between_its_samples_would() -> None:
    """An arm of 50 mm turns by 90° past a post on its arc."""
    boxes = {"a": (34.0, 34.0, 0.0, 35.0, 35.0, 1.0), "b": (0.0, -0.5, 0.0, 50.0, 0.5, 1.0)}
    watch = Watch(motion(resolution_mm=0.5), boxes)

    def place(value):
        return placed(a=at(), b=at(turn_deg=value))

    begin_parameter(watch, {v: place(v) for v in (0.0, 90.0)}, lambda _a, _b: True, 0.0)
    post, arm = np.array([34.5, 34.5]), np.linspace(0, 50, 501)

    def distance(query):
        inverse = np.linalg.inv(np.array(query.matrix))
        seen = (inverse @ np.array([*post, 0.5, 1.0]))[:2]
        return max(float(np.hypot(arm - seen[0], seen[1]).min()) - 1.2, 0.0)

    while watch.open:
        for value in watch.unplaced():
            watch.placed[value] = place(value)
        for query in list(watch.queries()):
            gap = distance(query)
            common = None
            if gap == 0.0:
                common = Common(
                    volume_mm3=1.0, depth_mm=1.0, direction=(0.0, 0.0, 1.0),
                    centre_mm=(0.0, 0.0, 0.0), box_mm=UNIT,
                )  # fmt: skip
            points = ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))
            watch.learn(query.key, Relation(distance_mm=gap, points_mm=points, common=common))
        watch.settle()
        assert not list(watch.ways())
        watch.advance()
    (pair,) = watch.sweep().pairs
    assert pair.first == pytest.approx(45.0 - math.degrees(1.2 / math.hypot(*post)), abs=0.7)


@settings(max_examples=60, deadline=None)
@given(
    wall=st.floats(0.3, 3.0), where=st.floats(5.0, 60.0), shift=st.floats(-3.0, 3.0),
    count=st.integers(2, 6),
)  # fmt: skip
def test_what_lasts_longer_than_the_resolution_is_never_missed(wall, where, shift, count) -> None:
    boxes = {"a": (0.0, 0.0, 0.0, wall, 2.0, 1.0), "b": UNIT}
    values = tuple(np.linspace(0.0, 80.0, count))
    sweep, _ = slide(boxes, lambda v: (v - where, shift, 0.0), values)
    meets = -1.0 + 0.0005 < shift < 2.0 - 0.0005
    first = [p.first for p in sweep.pairs if p.first is not None]
    assert bool(first) == meets, sweep
    if meets:
        assert first[0] == pytest.approx(where - 1.0, abs=0.11)


def test_a_pin_goes_down_past_a_shelf_into_its_place() -> None:
    """A pin ends at z = 0, a shelf is at z = 20 above it, and the pin comes from above."""
    boxes = {
        "pin": UNIT,
        "shelf": (-5.0, -5.0, 20.0, 5.0, 5.0, 21.0),
        "base": (-5, -5, -3, 5, 5, 0),
    }
    there = placed(pin=at(), shelf=at(), base=at())
    watch = Watch(motion("insertion"), boxes)
    begin_insertion(watch, "pin", Insertion(part="pin", along="-Z"), there, lambda _a, _b: True)
    run(watch, lambda v: still_to_go(there, "pin", (0.0, 0.0, -1.0), v), boxes)
    found = {frozenset((p.a, p.b)): p for p in watch.sweep().pairs}
    assert found[frozenset(("pin", "shelf"))].first == pytest.approx(21.0, abs=0.11)
    assert found[frozenset(("base", "pin"))].first is None
    sideways = Watch(motion("insertion"), boxes)
    begin_insertion(sideways, "pin", Insertion(part="pin", along="+X"), there, lambda _a, _b: True)
    run(sideways, lambda v: still_to_go(there, "pin", (1.0, 0.0, 0.0), v), boxes)
    assert all(p.first is None for p in sideways.sweep().pairs)
    short = Watch(motion("insertion"), boxes)
    below = Insertion(part="pin", along="-Z", travel=15.0)
    begin_insertion(short, "pin", below, there, lambda _a, _b: True)
    run(short, lambda v: still_to_go(there, "pin", (0.0, 0.0, -1.0), v), boxes)
    assert all(p.first is None for p in short.sweep().pairs)
    assert max(short.sweep().samples) <= 15.0


def test_a_pair_without_an_answer_is_told_and_looked_at_no_more() -> None:
    boxes = {"a": UNIT, "b": UNIT}
    watch = Watch(motion(), boxes)
    samples = {v: placed(a=at(), b=at(v - 2.0)) for v in (0.0, 4.0)}
    begin_parameter(watch, samples, lambda _a, _b: True, 0.0)
    for query in list(watch.queries()):
        watch.learn(query.key, None)
    watch.settle()
    assert not watch.open
    assert [(a, b) for a, b, _ in watch.sweep().unjudged] == [("a", "b")]


@given(st.floats(-180, 180), st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_relative_placements_undo_each_other(turn, x, y) -> None:
    a, b = array_of(at(x, y, 0.0, turn)), array_of(at(y, 0.0, x, -2 * turn))
    assert np.allclose(a @ relative(a, b), b, atol=1e-9)
