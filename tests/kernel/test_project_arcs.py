"""Circles of a view and lines in pieces: exact arcs, each stretch drawn once."""

from __future__ import annotations

import math
from itertools import pairwise

import cadquery as cq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.evidence import ViewArc, ViewCurve
from gmp_cad.kernel.projection.flatten import arc_points
from gmp_cad.kernel.projection.overlay import overlaid
from gmp_cad.kernel.projection.project import project

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def arcs(view, kind="visible") -> list[ViewArc]:
    return [c.arc for c in view.curves if c.arc is not None and c.line == kind]


def line(a, b, kind="visible", faces=(), part="") -> ViewCurve:
    return ViewCurve(points=(a, b), line=kind, faces=faces, part=part)


def arc(start, end, kind="visible", faces=(1,), radius=10.0) -> ViewCurve:
    found = ViewArc(centre=(3.0, 4.0), radius=radius, start_deg=start, end_deg=end)
    return ViewCurve(points=arc_points(found), line=kind, faces=faces, arc=found)


def test_holes_of_a_plate_are_circles():
    plate = cq.Workplane().box(100, 60, 10).faces(">Z").workplane()
    plate = plate.pushPoints([(-30, 10), (30.1, -10.2)]).hole(9.3).val()
    found = arcs(project(plate, "top", X, Y))
    assert sorted(a.centre for a in found) == [
        pytest.approx((-30, 10), abs=1e-9), pytest.approx((30.1, -10.2), abs=1e-9),
    ]  # fmt: skip
    assert [a.radius for a in found] == pytest.approx([4.65, 4.65], abs=1e-9)
    assert {(a.start_deg, a.end_deg) for a in found} == {(0, 360)}


@pytest.mark.parametrize(("right", "up"), [(X, Y), ((-1.0, 0.0, 0.0), Y), (Y, X)])
def test_a_fillet_is_a_quarter_of_a_circle_from_every_side(right, up):
    block = cq.Workplane().box(40, 20, 10).edges(">X and >Y").fillet(4).val()
    view = project(block, "view", right, up)
    (found,) = arcs(view)
    centre = (16 * right[0] + 6 * right[1], 16 * up[0] + 6 * up[1])
    assert found.centre == pytest.approx(centre, abs=1e-9)
    assert found.radius == pytest.approx(4, abs=1e-9)
    assert found.end_deg - found.start_deg == pytest.approx(90, abs=1e-9)
    # its middle lies outside, towards the corner
    middle = math.radians((found.start_deg + found.end_deg) / 2)
    assert math.cos(middle) * centre[0] > 0
    assert math.sin(middle) * centre[1] > 0
    (curve,) = [c for c in view.curves if c.arc]
    ends = {
        (round(centre[0] + 4 * math.cos(math.radians(a)), 6) + 0.0,
         round(centre[1] + 4 * math.sin(math.radians(a)), 6) + 0.0)
        for a in (found.start_deg, found.end_deg)
    }  # fmt: skip
    assert {curve.points[0], curve.points[-1]} == ends


def test_a_circle_seen_askew_is_no_arc():
    half = math.sqrt(0.5)
    view = project(cq.Solid.makeCylinder(10, 5), "askew", X, (0.0, half, half))
    assert not arcs(view)


def test_a_circle_in_part_hidden_is_two_arcs_that_complete_each_other():
    bar = cq.Workplane().circle(20).extrude(5).faces(">Z").workplane()
    view = project(bar.center(15, 3).rect(20, 7).extrude(5).val(), "top", X, Y)
    (seen,) = arcs(view)
    (hidden,) = [a for a in arcs(view, "hidden") if a.end_deg - a.start_deg < 180]
    low, high = math.degrees(math.asin(-0.5 / 20)), math.degrees(math.asin(6.5 / 20))
    assert (hidden.start_deg - 360, hidden.end_deg - 360) == pytest.approx((low, high), abs=1e-6)
    assert (seen.start_deg, seen.end_deg) == pytest.approx((high, low + 360), abs=1e-6)


def test_an_outline_in_pieces_of_one_face_is_one_line():
    pieces = [line((0, 0), (4, 0), faces=(1, 2)), line((10, 0), (4, 0), faces=(1, 2))]
    (whole,) = overlaid(pieces)
    assert whole.points == ((0, 0), (10, 0))


@pytest.mark.parametrize(
    "other",
    [
        line((4, 0), (10, 0), faces=(1, 3)),  # another face: it may be drawn in red
        line((4, 0), (10, 0), "outline", faces=(1, 2)),
        line((4, 0), (10, 0), faces=(1, 2), part="pin"),
        line((4, 0.001), (10, 0.001), faces=(1, 2)),  # beside it
        line((4, 0), (10, 0.001), faces=(1, 2)),  # askew
        line((4.001, 0), (10, 0), faces=(1, 2)),  # apart
    ],
)
def test_what_differs_is_not_joined(other):
    assert len(overlaid([line((0, 0), (4, 0), faces=(1, 2)), other])) == 2


def test_a_visible_line_covers_a_hidden_one_and_says_nothing_of_its_faces():
    found = overlaid([line((2, 0), (6, 0), faces=(1,)), line((0, 0), (10, 0), "hidden", (2,))])
    assert [(c.line, c.points, c.faces) for c in found] == [
        ("visible", ((2, 0), (6, 0)), (1,)),
        ("hidden", ((0, 0), (2, 0)), (2,)),
        ("hidden", ((6, 0), (10, 0)), (2,)),
    ]


def test_equal_lines_bound_the_faces_of_both_and_keep_the_stronger():
    (found,) = overlaid([line((0, 0), (5, 5), "outline", (1,)), line((5, 5), (0, 0), faces=(2,))])
    assert (found.line, found.faces) == ("visible", (1, 2))


def test_arcs_in_pieces_are_one_circle():
    (found,) = overlaid([arc(0, 100), arc(100, 250, faces=(1, 2)), arc(250, 360)])
    assert found.arc == ViewArc(centre=(3.0, 4.0), radius=10.0, start_deg=0, end_deg=360)
    assert found.faces == (1, 2)
    assert found.points[0] == found.points[-1]


def test_arcs_are_joined_over_their_start():
    (found,) = overlaid([arc(0, 30), arc(300, 360)])
    assert (found.arc.start_deg, found.arc.end_deg) == (300, 390)
    (found,) = overlaid([arc(300, 390), arc(20, 40)])
    assert (found.arc.start_deg, found.arc.end_deg) == (300, 400)


@pytest.mark.parametrize(
    "other", [arc(100, 250, radius=10.001), arc(101, 250), arc(100, 250, "hidden")]
)
def test_other_arcs_are_not_joined(other):
    assert len(overlaid([arc(0, 100), other])) == 2


@given(
    start=st.floats(-360, 360), sweep=st.floats(1, 360), radius=st.floats(0.05, 500)
)  # fmt: skip
def test_points_of_an_arc_lie_on_it_within_the_chord_error(start, sweep, radius):
    points = arc_points(
        ViewArc(centre=(1.0, 2.0), radius=radius, start_deg=start, end_deg=start + sweep)
    )
    assert all(abs(math.dist(p, (1, 2)) - radius) < 2e-6 for p in points)
    middles = (((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in pairwise(points))
    assert all(radius - math.dist(m, (1, 2)) < 0.02 + 2e-6 for m in middles)


_COORDINATE = st.integers(0, 12)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(_COORDINATE, _COORDINATE, st.sampled_from(["visible", "smooth", "hidden"])),
        min_size=1, max_size=8,
    )
)  # fmt: skip
def test_every_place_of_a_line_is_drawn_once_by_the_strongest(pieces):
    """Against painting a row of cells, one by one."""
    order = ["visible", "smooth", "hidden"]
    cells: dict[int, str] = {}
    for a, b, kind in pieces:
        for cell in range(min(a, b), max(a, b)):
            cells[cell] = min(cells.get(cell, kind), kind, key=order.index)
    curves = [line((a, 2.0 * a), (b, 2.0 * b), kind) for a, b, kind in pieces if a != b]
    found: dict[int, str] = {}
    for curve in overlaid(curves):
        (x0, y0), (x1, y1) = curve.points
        assert (y0, y1) == pytest.approx((2 * x0, 2 * x1), abs=2e-6)
        for cell in range(round(x0), round(x1)):
            assert cell not in found
            found[cell] = curve.line
    assert found == cells
    runs = sum(cells.get(c - 1) != kind for c, kind in cells.items())
    assert len(overlaid(curves)) == runs


@pytest.mark.parametrize("size", [0.05, 1.0, 40.0])
def test_a_hole_in_a_shaft_is_as_round_on_a_small_part_as_on_a_large_one(size):
    """A drawing enlarges a small part: its curves may not show their chords."""
    shaft = cq.Workplane("YZ").circle(15 * size).extrude(120 * size)
    across = (
        cq.Workplane("XZ", origin=(60 * size, 30 * size, 0)).circle(4 * size).extrude(60 * size)
    )
    view = project(shaft.cut(across).val(), "front", X, Z)
    rim = [c.points for c in view.curves if c.line == "visible" and len(c.points) > 2]
    assert rim
    for points in rim:
        ways = [math.atan2(b[1] - a[1], b[0] - a[0]) for a, b in pairwise(points)]
        bends = [abs(math.remainder(b - a, 2 * math.pi)) for a, b in pairwise(ways)]
        assert math.degrees(max(bends)) < 8
        radii = [math.dist(place, (60 * size, 0)) for place in points]
        assert radii == pytest.approx([4 * size] * len(radii), rel=1e-3)
