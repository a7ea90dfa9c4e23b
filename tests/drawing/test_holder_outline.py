"""A fixture in thin lines around its workpiece: its visible lines, cropped to the view."""

from __future__ import annotations

import pytest
from shapely.geometry import LineString

from gmp_cad.drawing.holder_outline import fixture_outline
from gmp_cad.drawing.primitives import box_of
from gmp_cad.drawing.view import View
from gmp_cad.evidence import WORKPIECE, Projection, ViewCurve

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def curve(*points, part="", line="visible"):
    return ViewCurve(points=points, line=line, part=part)


def frame(x0, y0, x1, y1, **keys):
    return curve((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0), **keys)


def view(scale=1.0) -> View:
    """The front of a block 100 × 40."""
    projection = Projection(
        name="front", right=X, up=Z, curves=(frame(0, 0, 100, 40),), box_mm=(0, 0, 100, 40)
    )
    return View(projection=projection, scale=scale)


def strokes(group):
    return [LineString(line.points) for line in group.primitives]


def test_of_a_fixture_only_visible_lines_of_its_items_are_drawn():
    projection = Projection(
        name="front", right=X, up=Z, box_mm=(-20, -20, 120, 60),
        curves=(
            frame(-10, -15, 110, 0, part="plaque"), frame(20, 40, 30, 50, part="bride"),
            frame(0, 0, 100, 40, part=WORKPIECE), frame(50, -12, 60, -8, part="plaque", line="smooth"),
            frame(70, -12, 80, -8, part="plaque", line="hidden"), frame(5, -3, 5.5, -2.5, part="vis"),
        ),
    )  # fmt: skip
    group = fixture_outline(projection, view())
    assert box_of(group) == (-10.0, -15.0, 110.0, 50.0)
    assert sum(stroke.length for stroke in strokes(group)) == pytest.approx(270 + 40)
    bare = Projection(
        name="front",
        right=X,
        up=Z,
        box_mm=(0, 0, 1, 1),
        curves=(frame(0, 0, 9, 9, part=WORKPIECE),),
    )
    assert fixture_outline(bare, view()) is None


def test_a_fixture_is_cropped_to_the_room():
    base = frame(-90, -60, 190, 0, part="plaque")
    projection = Projection(name="front", right=X, up=Z, box_mm=(-90, -60, 190, 0), curves=(base,))
    x0, y0, x1, y1 = box_of(fixture_outline(projection, view(0.5), room_mm=15.0))
    assert (x0, y0, x1, y1) == pytest.approx((-15.0, 0.0, 65.0, 0.0))
