"""Tools in a view: to scale, tangent on paper too, broken off above, with Mc and Mf."""

from __future__ import annotations

import math

import pytest

from gmp_cad.drawing.pens import BLUE, TOOL_AXIS
from gmp_cad.drawing.primitives import Circle, Polyline, Text, box_of
from gmp_cad.drawing.shown_tools import shown_poses
from gmp_cad.drawing.tool_outline import tool_outline, workpiece_rotations
from gmp_cad.drawing.view import View
from gmp_cad.evidence import Projection, ToolBody, ToolPose
from gmp_cad.spec.operation import Operation
from gmp_cad.spec.toml import Source, validate

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
DOWN = (0.0, 0.0, -1.0)


def view(right, up, scale=0.5) -> View:
    projection = Projection(name="v", right=right, up=up, curves=(), box_mm=(0, 0, 1, 1))
    return View(projection=projection, scale=scale)


FRONT, TOP, BOTTOM = view(X, Z), view(X, Y), view(X, (0.0, -1.0, 0.0))
MILL = ToolBody(
    tool="F", motion="rotating", profile=((0, 0), (0, 10), (38, 10), (54, 10)),
    holder=((54, 25), (120, 25)), cutting_mm=38,
)  # fmt: skip
POSE = ToolPose(operation=0, body=MILL, tip=(60.0, 20.0, 15.0), axis=Z, feed=X)


def outline_points(drawn):
    return [p for item in drawn.outline.primitives if isinstance(item, Polyline) and not item.pen.dash
            for p in item.points]  # fmt: skip


def test_a_mill_in_profile_is_to_scale_with_its_tip_on_the_floor():
    drawn = tool_outline(POSE, FRONT, "T2")
    points = outline_points(drawn)
    assert min(y for _, y in points) == pytest.approx(7.5)
    low = [x for x, y in points if y < 7.6]
    assert (min(low), max(low)) == pytest.approx((25.0, 35.0))


def test_a_long_tool_is_broken_off():
    box = box_of(tool_outline(POSE, FRONT, "T2", room_mm=20.0).outline)
    assert box[3] <= 7.5 + 20 + 2.1
    whole = box_of(tool_outline(POSE, FRONT, "T2", room_mm=100.0).outline)
    assert whole[3] == pytest.approx(7.5 + 60 + 2, abs=0.01)


def test_from_above_a_mill_is_the_circle_of_its_diameter():
    drawn = tool_outline(POSE, TOP, "T2")
    (circle,) = [i for i in drawn.outline.primitives if isinstance(i, Circle)]
    assert (circle.centre, circle.radius) == ((30.0, 10.0), 5.0)
    assert not circle.pen.dash
    below = tool_outline(POSE, BOTTOM, "T2")
    assert [i.pen.dash for i in below.outline.primitives if isinstance(i, Circle)] != [()]


def test_marks_are_written_and_blue():
    marks = tool_outline(POSE, FRONT, "T2").marks
    texts = {t.text: t.colour for g in marks.values() for t in g.primitives if isinstance(t, Text)}
    assert texts == dict.fromkeys(("T2", "Mc", "Mf"), BLUE)


def arrow_way(group):
    line = next(i for i in group.primitives if isinstance(i, Polyline))
    (x0, y0), (x1, y1) = line.points[0], line.points[-1]
    return (round(x1 - x0, 6), round(y1 - y0, 6))


def test_the_feed_points_along_the_feed_and_a_plunge_along_the_tool():
    assert arrow_way(tool_outline(POSE, FRONT, "T2").marks["Mf"]) == (9.0, 0.0)
    drill = ToolPose(operation=0, body=MILL, tip=(0.0, 0.0, 0.0), axis=Z, feed=DOWN)
    assert arrow_way(tool_outline(drill, FRONT, "T3").marks["Mf"]) == (0.0, -9.0)
    assert "Mf" not in tool_outline(drill, TOP, "T3").marks


def test_the_cut_turns_clockwise_seen_from_the_spindle():
    # seen from the front of an upright spindle, the near side moves from right to left
    mark = tool_outline(POSE, FRONT, "T2").marks["Mc"]
    (turn,) = [i for i in mark.primitives if isinstance(i, Polyline)]
    lowest = min(range(len(turn.points)), key=lambda i: turn.points[i][1])
    assert turn.points[lowest - 1][0] > turn.points[lowest][0] > turn.points[lowest + 1][0]


INSERT = ToolBody(
    tool="T", motion="fixed", profile=((0, 0.8), (0.8, 0), (13, 1), (14, 14), (1, 13)),
    holder=((1, 8), (7, 32), (7, 150), (32, 150), (32, 32), (10, 1)),
)  # fmt: skip
TURN = ToolPose(
    operation=0, body=INSERT, tip=(40.0, 15.0, 0.0), axis=Y, feed=(-1.0, 0.0, 0.0), along=X
)


def test_a_turning_tool_touches_cylinder_and_shoulder_on_paper():
    drawn = tool_outline(TURN, view(X, Y, 1.0), "T1")
    points = outline_points(drawn)
    assert min(x for x, _ in points) == pytest.approx(40.0)
    assert min(y for _, y in points) == pytest.approx(15.0)
    assert max(y for _, y in points) <= 15 + 32
    assert arrow_way(drawn.marks["Mf"]) == (-9.0, 0.0)
    assert tool_outline(TURN, view(Y, Z), "T1") is None


def test_the_workpiece_turns_about_its_axis():
    for seen in (view(X, Y), view(Y, Z)):
        marks = workpiece_rotations(seen, (80.0, 0.0, 0.0), X)
        for mark in marks:
            assert [t.text for t in mark.primitives if isinstance(t, Text)] == ["Mc"]
    root = math.sqrt(0.5)
    assert workpiece_rotations(view((root, root, 0.0), Z), (0.0, 0.0, 0.0), X) == ()


def test_a_farther_rotation_stands_on_the_axis_drawn_on_to_it():
    for mark in workpiece_rotations(view(X, Y), (80.0, 0.0, 0.0), X)[4:]:
        axis = next(i for i in mark.primitives if getattr(i, "pen", None) == TOOL_AXIS)
        curve = next(i for i in mark.primitives if isinstance(i, Polyline) and i is not axis)
        low, high = sorted(x for x, _ in axis.points)
        assert {y for _, y in axis.points} == {0.0}
        assert all(low < x < high for x, _ in curve.points)


def test_a_small_tool_that_plunges_has_no_number_where_it_is_seen_in_its_hole():
    body = ToolBody(tool="R", motion="rotating", profile=((0, 0), (0, 4), (60, 4)), cutting_mm=20)
    reamer = ToolPose(operation=0, body=body, tip=(0.0, 0.0, 0.0), axis=Z, feed=DOWN)
    assert "number" not in tool_outline(reamer, TOP, "T5").marks
    assert "number" in tool_outline(reamer, FRONT, "T5").marks
    across = ToolPose(operation=0, body=body, tip=(0.0, 0.0, 0.0), axis=Z, feed=X)
    assert "number" in tool_outline(across, TOP, "T5").marks


def operations(*made):
    return [
        validate({"kind": kind, "makes": list(names)}, Source("p", ""), Operation)
        for kind, *names in made
    ]


def test_the_last_operation_on_a_surface_is_shown_mills_before_holes():
    plan = operations(
        ("face_milling", "top"), ("face_milling", "top"), ("pocket_milling", "pocket"),
        ("spot_drilling", "holes"), ("drilling", "holes"), ("reaming", "holes"),
        ("spot_drilling", "taps"), ("tapping", "taps"), ("chamfering", "edge"),
    )  # fmt: skip
    poses = [
        ToolPose(
            operation=i, body=ToolBody(tool=f"{o.kind}", motion="rotating", profile=((0, 0),)),
            tip=(0, 0, 0), axis=Z,
        )
        for i, o in enumerate(plan)
    ]  # fmt: skip
    assert [p.operation for p in shown_poses(poses, plan)] == [1, 2, 5]
    assert [p.operation for p in shown_poses(poses[3:], plan, most=2)] == [5, 7]
