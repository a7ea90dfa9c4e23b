"""Fasteners go in as soon as what they fasten is there, unless a later part could not go in then."""

from __future__ import annotations

from gmp_cad.drawing.assembly.assembling import assembling_order
from gmp_cad.drawing.assembly.explosion import Move, exploded
from tests.drawing.assembly.shapes import block, cylinder, pin

UP, SIDE = (0.0, 0.0, 1.0), (1.0, 0.0, 0.0)


def names(moves):
    return [move.part for move in moves]


def move(part, way=UP, holder="base"):
    return Move(part=part, way=way, holder=holder, offset=way)


def bore(x, y, z, index):
    return cylinder((x, y, z), 10.0, 3.0, hollow=True, index=index)


BASE = block("base", (0, 0, 0, 100, 40, 10), bores=(bore(10, 20, 0, 6),))
LEFT = block("left", (0, 0, 10, 20, 40, 20), bores=(bore(10, 20, 10, 6),))
RIGHT = block("right", (60, 0, 10, 100, 40, 20))
PIN = pin("pin", (10.0, 20.0, 0.0), 20.0, 3.0)
FOUR = (BASE, LEFT, RIGHT, PIN)
MOVES = (move("base", holder=""), move("left"), move("right"), move("pin", holder="left"))


def test_a_pin_follows_the_parts_that_it_holds():
    assert names(assembling_order(FOUR, MOVES, {})) == ["base", "left", "pin", "right"]


def test_it_waits_for_what_it_is_joined_with():
    partners = {"pin": frozenset({"right"})}
    assert names(assembling_order(FOUR, MOVES, partners)) == ["base", "left", "right", "pin"]


def test_it_waits_for_a_part_that_must_pass_where_it_stands():
    # The right block slides in along x over the place where the pin stands out.
    long = pin("pin", (10.0, 20.0, 0.0), 25.0, 3.0)
    tall = block("right", (60, 0, 10, 100, 40, 30))
    moves = (MOVES[0], MOVES[1], move("right", way=(-1.0, 0.0, 0.0)), MOVES[3])
    found = assembling_order((BASE, LEFT, tall, long), moves, {})
    assert names(found) == ["base", "left", "right", "pin"]
    moves = (MOVES[0], MOVES[1], move("right", way=SIDE), MOVES[3])
    found = assembling_order((BASE, LEFT, tall, long), moves, {})
    assert names(found) == ["base", "left", "pin", "right"]


def test_nothing_is_lost_and_parts_keep_their_order():
    moves = exploded(FOUR)
    found = assembling_order(FOUR, moves, {})
    assert sorted(names(found)) == sorted(names(moves))
    parts = [name for name in names(moves) if name != "pin"]
    assert [name for name in names(found) if name != "pin"] == parts
