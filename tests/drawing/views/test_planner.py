"""The fewest views: what is cut, what is not, and that every callout has a view."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.drawing.annotation import PartAnnotations, SurfaceMark
from gmp_cad.drawing.view import cross, dot
from gmp_cad.drawing.views.plan import DrawingPlan, PlannedView
from gmp_cad.drawing.views.planner import free_letters, plan_views
from gmp_cad.drawing.views.seen import shows, sight_of
from tests.drawing.views.conftest import Drawn, X

PARTS = ["bearing", "shaft", "block", "plate"]


@pytest.mark.parametrize("name", PARTS)
def test_every_callout_is_carried_without_hidden_lines(
    name: str, request: pytest.FixtureRequest
) -> None:
    part: Drawn = request.getfixturevalue(name)
    faces = {face.index: face for face in part.geometry.faces}
    sights = [
        sight_of(view.projection, faces)
        for view in part.views().values()
        if view.planned.kind != "pictorial"
    ]
    for callout in part.callouts:
        costs = [cost for sight in sights if (cost := shows(sight, callout)) is not None]
        assert costs, callout.line
        assert min(costs) < 4, callout.line


@pytest.mark.parametrize("name", PARTS)
def test_no_view_can_be_left_out(name: str, request: pytest.FixtureRequest) -> None:
    """Without any one of its views, a callout is not carried or a hole is not opened."""
    part: Drawn = request.getfixturevalue(name)
    faces = {face.index: face for face in part.geometry.faces}
    views = [view for view in part.views().values() if view.planned.kind != "pictorial"]
    for left_out in views:
        rest = [sight_of(v.projection, faces) for v in views if v is not left_out]
        carried = all(any(shows(s, c) is not None for s in rest) for c in part.callouts)
        assert not carried or left_out.projection.regions


def test_bearing_is_a_section_and_its_end(bearing: Drawn) -> None:
    front, end, picture = bearing.plan.views
    assert (front.kind, front.slot, front.letter, front.hidden) == ("section", (0, 0), "A", False)
    assert (end.name, end.kind, end.slot) == ("left", "view", (1, 0))
    assert (picture.kind, picture.slot) == ("pictorial", None)
    (trace,) = end.traces
    assert trace.letter == "A"
    # the plane holds the axis, is seen edge-on from the left, and is looked at along the front view
    right, up = bearing.plan.cuts[0].right, bearing.plan.cuts[0].up
    assert trace.looking == pytest.approx(tuple(-v for v in cross(right, up)))
    assert all(dot(p, trace.looking) == pytest.approx(0, abs=1e-9) for p in trace.path)


def test_third_angle_mirrors_the_places(bearing: Drawn) -> None:
    plan = plan_views(bearing.geometry, bearing.annotations, bearing.projections, "third")
    slots = {view.name: view.slot for view in plan.views}
    assert slots["left"] == (-1, 0)
    assert slots["A-A"] == (0, 0)


def test_solid_shaft_is_broken_out_but_never_cut_lengthwise(shaft: Drawn) -> None:
    front, picture = shaft.plan.views
    assert front.kind == "view"
    assert picture.kind == "pictorial"
    (out,) = front.broken
    low, _, high, _ = out.window
    assert low > 70  # the window ends in the material behind the hole, far from the other end
    assert high > 100
    area = sum(1 for _ in shaft.views()["front"].projection.regions)
    assert area > 0


def test_holes_on_two_lines_take_one_stepped_section(block: Drawn) -> None:
    sections = [view for view in block.plan.views if view.kind == "section"]
    assert len(sections) == 1
    (cut,) = block.plan.cuts
    depths = [depth for _, depth in cut.steps]
    towards = cross(cut.right, cut.up)
    assert abs(dot(towards, (0.0, 1.0, 0.0))) == pytest.approx(1)
    assert {round(abs(depth or 0)) for depth in depths} <= {12, 25, 38}
    assert 25 in {round(abs(depth or 0)) for depth in depths}
    # the plane steps between the holes: 20 ± 7 and 60 ± 10 along X
    ((start, _),) = cut.steps[1:]
    assert 27 < abs(start) < 50


def test_trace_steps_where_the_section_does(block: Drawn) -> None:
    traces = [trace for view in block.plan.views for trace in view.traces]
    (trace,) = traces
    assert len(trace.path) == 4
    places = {round(point[1]) for point in trace.path}
    assert 25 in places
    assert len(places) == 2
    xs = [point[0] for point in trace.path]
    assert min(xs) == pytest.approx(0)
    assert max(xs) == pytest.approx(80)


def test_simple_through_holes_need_no_section(plate: Drawn) -> None:
    assert plate.plan.cuts == ()
    assert [view.kind for view in plate.plan.views].count("view") == 2


def test_letters_of_datums_are_not_taken(bearing: Drawn) -> None:
    first = replace(bearing.callouts[0], datum="A")
    second = replace(bearing.callouts[1], datum="B")
    annotations = replace(bearing.annotations, callouts=(first, second, *bearing.callouts[2:]))
    assert free_letters(annotations)[:3] == ("C", "D", "E")
    plan = plan_views(bearing.geometry, annotations, bearing.projections)
    assert plan.views[0].letter == "C"


def test_tube_without_end_view_has_no_letter(bearing: Drawn) -> None:
    lines = {"flange", "length", "bore", "hub"}
    kept = tuple(c for c in bearing.callouts if c.line in lines)
    annotations = replace(bearing.annotations, callouts=kept)
    plan = plan_views(bearing.geometry, annotations, bearing.projections)
    front, *others = plan.views
    assert front.kind == "section"
    assert front.letter == ""
    assert [view.kind for view in others] == ["pictorial"]


def test_plan_does_not_depend_on_the_order_of_callouts(block: Drawn) -> None:
    turned = replace(block.annotations, callouts=tuple(reversed(block.callouts)))
    assert plan_views(block.geometry, turned, block.projections) == block.plan


def test_letters_do_not_run_out() -> None:
    marks = tuple(SurfaceMark(on=c, faces=(), datum=c) for c in "ABCDEFGHJKLMNPRSTUVWXY")
    free = free_letters(PartAnnotations(callouts=(), marks=marks))
    assert free[:3] == ("Z", "AA", "AB")
    assert len(free) == len(set(free)) > 500


def test_front_view_comes_first_and_looks_along_the_axis(bearing: Drawn, block: Drawn) -> None:
    for part in (bearing, block):
        assert part.plan.views[0].slot == (0, 0)
    assert bearing.plan.cuts[0].right == X


def test_third_angle_has_each_view_on_the_other_side() -> None:
    slots = ((0, 0), (1, 0), (0, -1), (-1, 0), None)
    plan = DrawingPlan(views=tuple(PlannedView(name=str(i), slot=s) for i, s in enumerate(slots)))
    turned = plan.in_third_angle()
    assert [view.slot for view in turned.views] == [(0, 0), (-1, 0), (0, 1), (1, 0), None]
    assert turned.in_third_angle() == plan
