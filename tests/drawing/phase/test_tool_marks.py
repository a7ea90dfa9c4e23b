"""Numbers and arrows of tools, measured on the finished sketch: each stands at its own tool."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from gmp_cad.drawing.phase.page_frame import PageFrame
from gmp_cad.drawing.phase.phase_sketch import sketch_drawing
from gmp_cad.drawing.phase.tool_marks import FEED_AWAY, NUMBER_AWAY, silhouette
from gmp_cad.drawing.primitives import Circle, Group, Polyline, Text, box_of
from gmp_cad.evidence import ToolBody, ToolPose
from tests.drawing.phase.conftest import X, Y, Z

A3 = PageFrame(sheet="A3", width=404.0, height=250.0)
DOWN = (0.0, 0.0, -1.0)


def rotating(diameter, length, tip, feed):
    radius = diameter / 2
    body = ToolBody(
        tool=f"D{diameter}", motion="rotating", cutting_mm=length / 2,
        profile=((0, 0), (0, radius), (length, radius)), holder=((length, 20), (length + 40, 20)),
    )  # fmt: skip
    return ToolPose(operation=0, body=body, tip=tip, axis=Z, feed=feed)


MILL = (rotating(40, 45, (96.0, 20.0, 28.0), X), "T1")
END_MILL = (rotating(12, 30, (66.0, 23.0, 18.0), Y), "T2")
CLOSE_BY = (rotating(12, 30, (84.0, 23.0, 18.0), X), "T3")
REAMER = (rotating(5, 80, (22.0, 23.0, 0.0), DOWN), "T5")


def of_key(drawn, key):
    return [g for g in drawn.drawing.primitives if isinstance(g, Group) and g.key == key]


def inner(group, kind):
    return [item for item in group.primitives if isinstance(item, kind)]


def checked(drawn, numbers):
    """Assert the rule for each tool that is drawn; return how many marks it was asserted of."""
    lines = {
        number: [silhouette(g) for g in of_key(drawn, f"tools.{number}")] for number in numbers
    }
    checked = 0
    for number, own in lines.items():
        others = [line for other, found in lines.items() if other != number for line in found]
        for name, most in (("number", NUMBER_AWAY), ("Mf", FEED_AWAY)):
            for mark in of_key(drawn, f"tools.{number}.{name}"):
                drawn_lines = inner(mark, Polyline)
                if name == "Mf":
                    place = shapely.Point(drawn_lines[0].points[0])
                elif drawn_lines:  # a leader: it ends on its own tool
                    place = shapely.Point(drawn_lines[0].points[-1])
                else:
                    (text,) = inner(mark, Text)
                    place = shapely.box(*box_of(text))
                away = min(line.distance(place) for line in own)
                assert away <= most + 1e-6
                assert all(line.distance(place) > away for line in others)
                checked += 1
    return checked


@pytest.mark.parametrize(
    "tools", [(MILL,), (MILL, END_MILL, REAMER), (END_MILL, CLOSE_BY, REAMER), (REAMER,)]
)
def test_numbers_and_feeds_stand_at_their_own_tools(block_sketch, tools):
    drawn = sketch_drawing(replace(block_sketch, tools=tools), [A3], "fr")
    assert drawn.overlaps == 0
    assert checked(drawn, [number for _, number in tools]) >= 1


def test_no_mark_is_drawn_without_its_tool(block_sketch):
    tools = (MILL, END_MILL, CLOSE_BY, REAMER)
    drawn = sketch_drawing(replace(block_sketch, tools=tools), [A3], "fr")
    keys = {g.key for g in drawn.drawing.primitives if isinstance(g, Group)}
    marks = {key for key in keys if key.startswith("tools.T") and key.count(".") == 2}
    assert marks
    assert {key.rpartition(".")[0] for key in marks} <= keys
    for _, number in tools:  # a tool in the front view has its number there
        if f"tools.{number}" in keys and number != "T5":
            assert f"tools.{number}.number" in keys


def test_a_tool_through_a_sign_gives_way_to_one_that_is_clear(block_sketch):
    # its end lies across normal 4, seen end-on at x = 46, z = 6 of the front view
    through = (rotating(6, 60, (46.0, 23.0, 6.0), DOWN), "T4")
    drawn = sketch_drawing(replace(block_sketch, tools=(through, MILL)), [A3], "fr")
    assert of_key(drawn, "tools.T1")
    assert all(inner(seen, Circle) for seen in of_key(drawn, "tools.T4"))  # from above only
    alone = sketch_drawing(replace(block_sketch, tools=(through,)), [A3], "fr")
    assert [seen for seen in of_key(alone, "tools.T4") if not inner(seen, Circle)]
