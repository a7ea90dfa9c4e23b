"""A view alone on paper: as large as the frame allows, upright, without hidden lines."""

from __future__ import annotations

import pytest

from gmp_cad.drawing.outline import outline
from gmp_cad.drawing.primitives import Polyline, extent
from gmp_cad.evidence import Projection, ViewCurve

RIGHT, UP = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def curve(line, *points):
    return ViewCurve(line=line, points=points)


def view(*curves):
    """Return a view of a part 40 mm wide and 20 mm high, its lower left corner at (-10, 5)."""
    box = curve("outline", (-10.0, 5.0), (30.0, 5.0), (30.0, 25.0), (-10.0, 25.0), (-10.0, 5.0))
    return Projection(
        name="isometric", right=RIGHT, up=UP, box_mm=(-10.0, 5.0, 30.0, 25.0), curves=(box, *curves)
    )


@pytest.mark.parametrize(
    ("frame", "box"),
    [
        ((84.0, 100.0), (2.0, 30.0, 82.0, 70.0)),  # the width decides: twice as large
        ((100.0, 44.0), (10.0, 2.0, 90.0, 42.0)),  # the height decides: twice as large
        ((24.0, 24.0), (2.0, 7.0, 22.0, 17.0)),  # half as large
    ],
)
def test_the_view_fills_the_frame_inside_its_margin_and_stands_in_the_middle(frame, box):
    drawing = outline(view(), *frame)
    assert (drawing.width, drawing.height) == frame
    assert extent(drawing.primitives) == pytest.approx(box)


def test_hidden_and_tangent_lines_are_left_out_and_visible_ones_kept():
    seen = curve("visible", (0.0, 10.0), (20.0, 10.0))
    drawing = outline(
        view(seen, curve("hidden", (0.0, 6.0), (5.0, 6.0)), curve("smooth", (0, 7), (5, 7))),
        44.0,
        24.0,
    )
    lines = [item.points for item in drawing.primitives if isinstance(item, Polyline)]
    assert len(drawing.primitives) == len(lines) == 2
    assert lines[1] == ((12.0, 7.0), (32.0, 7.0))


def test_the_drawing_is_titled_with_the_view_and_a_flat_view_does_not_fail():
    flat = Projection(name="top", right=RIGHT, up=UP, box_mm=(0.0, 3.0, 10.0, 3.0), curves=())
    drawing = outline(flat, 50.0, 30.0)
    assert drawing.title == "top"
    assert drawing.primitives == ()
