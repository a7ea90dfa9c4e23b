"""What holds the workpiece in thin lines: beside the workpiece, never over it, cropped to the view."""

from __future__ import annotations

import math

import pytest
from shapely.geometry import LineString
from shapely.geometry import box as rectangle

from gmp_cad.drawing.holder_outline import fixture_outline, holder_outline
from gmp_cad.drawing.pens import HOLDER
from gmp_cad.drawing.primitives import box_of
from gmp_cad.drawing.view import View
from gmp_cad.evidence import WORKPIECE, HolderBlock, HolderRound, Projection, ViewCurve

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


JAW = HolderBlock(
    role="moving_jaw", centre=(110.0, 30.0, 10.0),
    halves=((10.0, 0.0, 0.0), (0.0, 60.0, 0.0), (0.0, 0.0, 20.0)),
)  # fmt: skip


def strokes(group):
    return [LineString(line.points) for line in group.primitives]


def test_a_jaw_is_a_rectangle_beside_the_workpiece():
    group = holder_outline([JAW], view(), room_mm=40.0)
    assert box_of(group) == pytest.approx((100.0, -10.0, 120.0, 30.0), abs=0.1)
    assert (group.layer, {line.pen for line in group.primitives}) == ("fixture", {HOLDER})


def test_what_is_behind_the_workpiece_is_not_drawn():
    behind = HolderBlock(
        role="parallel", centre=(50.0, 30.0, 20.0),
        halves=((10.0, 0.0, 0.0), (0.0, 5.0, 0.0), (0.0, 0.0, 10.0)),
    )  # fmt: skip
    assert holder_outline([behind], view()) is None
    inside = rectangle(0.1, 0.1, 99.9, 39.9)
    assert all(
        stroke.intersection(inside).length < 1e-6
        for stroke in strokes(holder_outline([JAW], view()))
    )


def test_a_chuck_is_a_rectangle_from_its_side_and_a_circle_from_its_end():
    chuck = HolderRound(role="chuck", ends=((0, 0, -30), (0, 0, -5)), radii_mm=(12.0, 12.0))
    side = holder_outline([chuck], view(), room_mm=40.0)
    assert box_of(side) == pytest.approx((-12.0, -30.0, 12.0, -5.0), abs=1e-6)
    end_view = View(
        projection=Projection(
            name="end", right=X, up=Y, curves=(frame(-5, -5, 5, 5),), box_mm=(-5, -5, 5, 5)
        ),
        scale=1.0,
    )
    (ring,) = strokes(holder_outline([chuck], end_view))
    assert ring.length == pytest.approx(2 * math.pi * 12.0, rel=1e-3)


def test_a_large_chuck_is_broken_off_at_the_room():
    chuck = HolderRound(role="chuck", ends=((50, 0, -9), (50, 0, 0)), radii_mm=(300.0, 300.0))
    group = holder_outline([chuck], view(), room_mm=15.0)
    x0, y0, x1, y1 = box_of(group)
    assert (x0, x1) == pytest.approx((-15.0, 115.0), abs=4.0)
    assert (y0, y1) == pytest.approx((-9.0, 0.0), abs=1e-6)
    # its ends are freehand lines
    ends = [p for line in group.primitives for p in line.points if p[0] > 105]
    assert len(ends) > 4


def test_a_chuck_around_all_that_is_shown_is_not_drawn():
    chuck = HolderRound(role="chuck", ends=((50, -9, 20), (50, 0, 20)), radii_mm=(300.0, 300.0))
    assert holder_outline([chuck], view(), room_mm=15.0) is None


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
