from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.drawing import lettering
from gmp_cad.drawing.pens import NARROW_LINE
from gmp_cad.drawing.primitives import (
    Arc,
    Circle,
    Hatch,
    Polygon,
    Polyline,
    Text,
    box_of,
    extent,
    moved,
    zoomed,
)

SQUARE = ((0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 3.0))
ALL = (
    Polyline(points=SQUARE, pen=NARROW_LINE),
    Polygon(points=SQUARE, pen=NARROW_LINE),
    Circle(centre=(1.0, 2.0), radius=3.0, pen=NARROW_LINE),
    Arc(centre=(1.0, 2.0), radius=3.0, start_deg=0.0, end_deg=90.0, pen=NARROW_LINE),
    Hatch(loops=(SQUARE,), pen=NARROW_LINE),
    Text(text="Cf201 ⌀16", place=(5.0, 6.0), height=2.5),
)


@pytest.mark.parametrize("item", ALL, ids=lambda item: type(item).__name__)
@given(dx=st.floats(-100, 100), dy=st.floats(-100, 100), factor=st.floats(0.1, 10))
def test_moving_and_zooming_carry_the_box_along(item, dx, dy, factor):
    x0, y0, x1, y1 = box_of(item)
    assert box_of(moved([item], dx, dy)[0]) == pytest.approx(
        (x0 + dx, y0 + dy, x1 + dx, y1 + dy), abs=1e-9
    )
    expected = tuple(v * factor for v in (x0, y0, x1, y1))
    assert box_of(zoomed([item], factor)[0]) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("anchor", "low"), [("start", 0.0), ("middle", -0.5), ("end", -1.0)])
def test_text_box_follows_its_anchor(anchor, low):
    width = lettering.width("Cf201", 2.5)
    box = box_of(Text(text="Cf201", place=(10.0, 0.0), height=2.5, anchor=anchor))
    assert (box[0], box[2]) == pytest.approx((10 + low * width, 10 + (low + 1) * width))


def test_upright_text_runs_upwards_and_reads_from_the_right():
    width = lettering.width("28", 2.5)
    box = box_of(Text(text="28", place=(0.0, 0.0), height=2.5, rotation_deg=90.0))
    assert box[3] - box[1] == pytest.approx(width)
    assert box[0] < -2.5 < 0 < box[2]  # its top points to the left


def test_extent_holds_everything():
    assert extent(ALL)[:2] == (-2.0, -1.0)
    assert extent(ALL)[2] == pytest.approx(5 + lettering.width("Cf201 ⌀16", 2.5))
    assert math.isclose(extent(ALL)[3], 6 + lettering.ASCENT * 2.5)


@given(start=st.floats(-720, 720), sweep=st.floats(1, 360), radius=st.floats(0.1, 500))
def test_the_box_of_an_arc_is_that_of_its_points(start: float, sweep: float, radius: float) -> None:
    """A long flat arc does not take the room of its whole circle."""
    arc = Arc(
        centre=(3.0, -4.0), radius=radius, start_deg=start, end_deg=start + sweep, pen=NARROW_LINE
    )
    ways = [math.radians(start + sweep * i / 720) for i in range(721)]
    xs = [3.0 + radius * math.cos(way) for way in ways]
    ys = [-4.0 + radius * math.sin(way) for way in ways]
    expected = (min(xs), min(ys), max(xs), max(ys))
    assert box_of(arc) == pytest.approx(expected, abs=1e-4 * radius)
