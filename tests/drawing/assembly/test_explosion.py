"""Exploded views: parts leave along free ways, and stand clear of each other."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.drawing.assembly.explosion import exploded, shifted
from gmp_cad.drawing.assembly.freedom import body_of, boxes_meet, touch, ways_out
from tests.drawing.assembly.shapes import block, cylinder, pin

BASE = (0.0, 0.0, 0.0, 100.0, 80.0, 20.0)


def stack():
    bore = cylinder((50.0, 40.0, 0.0), 20.0, 5.0, hollow=True, index=6)
    upper = cylinder((50.0, 40.0, 20.0), 15.0, 5.0, hollow=True, index=6)
    return [
        block("base", BASE, 1, (bore,)),
        block("plate", (20.0, 20.0, 20.0, 80.0, 60.0, 35.0), 2, (upper,)),
        pin("pin", (50.0, 40.0, 5.0), 30.0, 5.0, 3),
    ]


def apart(parts):
    moves = {move.part: move for move in exploded(parts)}
    return moves, {p.name: shifted(p.box, moves[p.name].offset) for p in parts}


def test_no_two_boxes_of_a_canonical_stack_overlap():
    moves, boxes = apart(stack())
    assert set(moves) == {"base", "plate", "pin"}
    assert not any(boxes_meet(a, b) for a, b in combinations(boxes.values(), 2))


def test_fasteners_alone_come_apart_too():
    alone = [
        replace(pin(f"pin{i}", (0.0, 0.0, 30.0 * i), 30.0, 5.0, 3), fastener="pin") for i in (0, 1)
    ]
    _, boxes = apart(alone)
    assert not boxes_meet(boxes["pin0"], boxes["pin1"])
    assert len(exploded(alone[:1])) == 1


def test_the_largest_part_stays_and_the_others_leave_it_upwards():
    moves, boxes = apart(stack())
    assert moves["base"].offset == (0.0, 0.0, 0.0)
    assert moves["base"].holder == ""
    assert moves["plate"].way == moves["pin"].way == (0.0, 0.0, 1.0)
    assert boxes["base"][5] < boxes["plate"][2] < boxes["plate"][5] < boxes["pin"][2]


def test_a_pin_in_a_bore_leaves_along_its_axis_and_not_into_a_floor():
    parts = stack()
    bodies = [body_of(part) for part in parts]
    assert touch(bodies[0], bodies[2])
    assert ways_out(bodies[2], bodies[:2], bodies[:2]) == [(0.0, 0.0, 1.0), (0.0, 0.0, -1.0)]
    floor = body_of(block("floor", (0.0, 0.0, -10.0, 100.0, 80.0, 5.0), 4))
    others = [*bodies[:2], floor]
    assert ways_out(bodies[2], others, others) == [(0.0, 0.0, 1.0)]


def test_copies_of_an_item_move_together():
    pins = [pin(name, (x, 10.0, 10.0), 30.0, 3.0) for name, x in (("pin", 20.0), ("pin.2", 80.0))]
    bores = tuple(
        cylinder((x, 10.0, 10.0), 10.0, 3.0, hollow=True, index=6 + k)
        for k, x in enumerate((20.0, 80.0))
    )
    moves, _ = apart([block("base", BASE, 1, bores), *pins])
    assert moves["pin"].offset == moves["pin.2"].offset != (0.0, 0.0, 0.0)


sizes = st.tuples(*(st.integers(5, 40).map(float) for _ in range(3)))


@given(st.lists(sizes, min_size=1, max_size=6))
@settings(max_examples=40, deadline=None)
def test_towers_of_blocks_come_apart_without_overlap(blocks):
    parts, z = [block("base", (0.0, 0.0, -30.0, 120.0, 120.0, 0.0))], 0.0
    for k, (x, y, high) in enumerate(blocks):
        parts.append(block(f"b{k}", (10.0, 10.0, z, 10.0 + x, 10.0 + y, z + high), k + 2))
        z += high
    moves, boxes = apart(parts)
    assert set(moves) == {part.name for part in parts}
    assert not any(boxes_meet(a, b) for a, b in combinations(boxes.values(), 2))
    assert exploded(parts) == exploded(list(parts))
