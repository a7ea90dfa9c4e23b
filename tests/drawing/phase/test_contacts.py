"""A sign of contact stands on its point: a place beside it tells another position of the locator."""

from __future__ import annotations

from gmp_cad.drawing.holding.sight import Sighting
from gmp_cad.drawing.layout.item import Candidate, Item, Scene, Stroke
from gmp_cad.drawing.layout.solver import solve
from gmp_cad.drawing.phase.contacts import Contact, contact_items


def test_a_line_close_by_does_not_move_the_sign() -> None:
    sighting = Sighting(tip=(0.0, 0.0), direction=(0.0, 1.0), hidden=False, normals=(4,))
    (item,) = contact_items([Contact(sighting=sighting)])
    on_point = min(item.candidates, key=lambda one: one.cost)
    right = max(x for area in on_point.areas for x, _ in area)
    beside = Stroke(points=((right + 0.6, 5.0), (right + 0.6, -60.0)), kind="extension")
    line = Item(key="line", candidates=(Candidate(areas=(), strokes=(beside,), draw=tuple),))
    chosen = solve([item, line], Scene()).chosen[0]
    assert _middle(item.candidates[chosen]) == _middle(on_point)


def _middle(candidate: Candidate) -> float:
    """Return the x of the sign itself: its first area, its numbers follow."""
    xs = [x for x, _ in candidate.areas[0]]
    return round((min(xs) + max(xs)) / 2, 3)
