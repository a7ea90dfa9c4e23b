"""What a plan leaves or misses, seen: closed forms of boxes."""

from __future__ import annotations

import cadquery as cq

from gmp_cad.drawing.view import BELOW, ISOMETRIC
from gmp_cad.kernel.machining.fault_views import fault_views

PART = cq.Workplane().box(40, 30, 10).faces(">Z").workplane().hole(8).val()
FRONT = ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0))


def names(last: cq.Shape) -> list[str]:
    return [view.name for view in fault_views(PART, last, (ISOMETRIC,))]


def test_a_plan_that_makes_the_part_shows_the_part_alone() -> None:
    assert names(PART) == ["part"]


def test_what_is_left_and_what_is_missing_have_views_of_their_own() -> None:
    undrilled = cq.Workplane().box(40, 30, 10).val()
    short = PART.cut(cq.Workplane().box(4, 60, 60).translate((18, 0, 0)).val())
    assert names(undrilled) == ["part", "left"]
    assert names(short) == ["part", "missing"]


def test_a_difference_lies_where_it_is() -> None:
    undrilled = cq.Workplane().box(40, 30, 10).val()
    left = fault_views(PART, undrilled, (FRONT, BELOW))[1]
    assert left.name == "left"
    for found, wanted in zip(left.box_mm, (-4.0, -5.0, 4.0, 5.0), strict=True):
        assert abs(found - wanted) < 0.05


def test_lines_of_the_part_know_their_faces() -> None:
    (part,) = fault_views(PART, PART, (ISOMETRIC,))
    assert {f for curve in part.curves for f in curve.faces} >= {0}
