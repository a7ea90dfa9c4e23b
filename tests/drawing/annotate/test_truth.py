"""What is drawn is what is measured: silhouettes, instances, nominal sizes, counted boxes."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from gmp_cad.drawing.annotate.angle import angle_candidates, in_plane
from gmp_cad.drawing.annotate.axes import Axes
from gmp_cad.drawing.annotate.caption import caption_of
from gmp_cad.drawing.annotate.items import items_for
from gmp_cad.drawing.annotate.seen import seen
from gmp_cad.drawing.annotate.sight import sight_of
from gmp_cad.drawing.annotate.spans import span_of
from gmp_cad.drawing.annotation import Callout, End
from gmp_cad.drawing.primitives import Polygon, Text
from gmp_cad.drawing.view import View
from gmp_cad.drawing.views.plan import PlannedView
from gmp_cad.evidence import FaceGeometry, Projection, ViewArc, ViewCurve

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def cylinder(index, at, radius, surface="cylinder", half=0.0):
    return FaceGeometry(
        index=index, surface=surface, point=at, direction=X, radius_mm=radius, hollow=True,
        half_angle_deg=half, span_mm=(0.0, 40.0), angle_deg=360.0, area_mm2=1.0, centre_mm=at,
    )  # fmt: skip


def view_of(*curves, right=X, up=Z):
    projection = Projection(
        name="front", right=right, up=up, curves=curves, box_mm=(-50.0, -50.0, 50.0, 50.0)
    )
    return View(projection=projection, scale=2.0, planned=PlannedView(name="front"))


def sides(height, radius, *faces):
    return tuple(
        ViewCurve(points=((0.0, z), (40.0, z)), line="visible", faces=faces)
        for z in (height - radius, height + radius)
    )


def diameter(radius=10.0, **change):
    ends = (End(point=(0.0, 0.0, 0.0), faces=(0,), axis=X),
            End(point=(40.0, 0.0, 0.0), faces=(0,), axis=X))  # fmt: skip
    whole = Callout(
        line="bore", kind="diameter", texts=("⌀20",), ends=ends, direction=X, radius_mm=radius,
        faces=(0,), hollow=True,
    )  # fmt: skip
    return replace(whole, **change)


@pytest.mark.parametrize(("at", "shown"), [(10.0, "line"), (8.0, ""), (9.9, "")])
def test_a_chord_beside_the_axis_does_not_show_a_diameter(at, shown):
    sight = seen(view_of(*sides(0.0, at, 0)), (cylinder(0, (0.0, 0.0, 0.0), 10.0),))
    span = span_of(diameter(), sight)
    assert span is not None
    assert [foot.shown for foot in span.feet] == [shown, shown]
    assert span.length == pytest.approx(40.0)  # the nominal size on paper, whatever is drawn


def test_a_thread_shows_at_its_core_and_measures_its_major_diameter():
    sight = seen(view_of(*sides(0.0, 8.5, 0)), (cylinder(0, (0.0, 0.0, 0.0), 8.5),))
    span = span_of(diameter(), sight)
    assert span is not None
    assert [foot.shown for foot in span.feet] == ["line", "line"]
    assert span.length == pytest.approx(40.0)


def test_a_section_through_another_instance_shows_the_size():
    faces = (cylinder(0, (0.0, 0.0, 0.0), 10.0), cylinder(1, (0.0, 5.0, 30.0), 10.0))
    sight = seen(view_of(*sides(30.0, 10.0, 1)), faces)
    callout = diameter(instances=((20.0, 5.0, 30.0),))
    span = span_of(callout, sight)
    assert span is not None
    assert [foot.shown for foot in span.feet] == ["line", "line"]
    assert sum(foot.u for foot in span.feet) / 2 == pytest.approx(60.0)
    alone = span_of(diameter(), sight)
    assert alone is not None
    assert [foot.shown for foot in alone.feet] == ["", ""]


def circle(radius, *faces):
    arc = ViewArc(centre=(0.0, 0.0), radius=radius, start_deg=0.0, end_deg=360.0)
    points = tuple(
        (radius * math.cos(t / 20 * math.tau), radius * math.sin(t / 20 * math.tau))
        for t in range(21)
    )
    return ViewCurve(points=points, line="visible", faces=faces, arc=arc)


def test_a_counterbore_is_called_out_where_its_circle_is_seen():
    faces = (cylinder(0, (0.0, 0.0, 0.0), 10.0),)
    callout = diameter(texts=("⌀20", "⌴ ⌀30 ↧5"))
    end_on = {"right": Y, "up": Z}
    behind = sight_of(callout, seen(view_of(circle(10.0, 0), **end_on), faces))
    before = sight_of(callout, seen(view_of(circle(10.0, 0), circle(15.0, 9), **end_on), faces))
    assert behind is not None
    assert before is not None
    assert behind.cost > before.cost + 20


@pytest.mark.parametrize("core", [10.0, 8.5])
def test_what_is_measured_is_the_nominal_size(core):
    view = view_of(circle(core, 0), right=Y, up=Z)
    (item,) = items_for(view, (diameter(),), (), (cylinder(0, (0.0, 0.0, 0.0), core),))
    for one in item.candidates:
        measured = next(g.measured for g in one.draw() if g.measured is not None)
        assert math.dist(*measured.points) / measured.scale == pytest.approx(20.0)


def test_an_arc_of_another_radius_is_not_the_radius():
    """A fillet seen along its big circle: no arc of it is in the plane of the view."""
    faces = (replace(cylinder(0, (0.0, 0.0, 0.0), 3.0), surface="torus"),)
    callout = diameter(kind="radius", radius_mm=3.0, texts=("R3",))
    sight = sight_of(callout, seen(view_of(circle(65.0, 0), right=Y, up=Z), faces))
    assert sight is not None
    assert sight.way == "leader"


def test_the_count_of_an_exact_size_stands_before_its_box():
    callout = diameter(texts=("4× 60",), boxed=True)
    caption = caption_of(callout)
    drawn = caption.written(Axes((0.0, 0.0)))
    box = next(p for p in drawn if isinstance(p, Polygon))
    plain = caption_of(replace(callout, texts=("60",)))
    width = max(x for x, _ in box.points) - min(x for x, _ in box.points)
    assert width == pytest.approx(plain.width)
    assert max(x for x, _ in box.points) == pytest.approx(caption.width)
    assert any(isinstance(p, Text) and p.text == "4× 60" for p in drawn)


def cone_angle():
    half = math.radians(30.0)
    ends = tuple(
        End(point=(20.0, sign * 20.0 * math.tan(half), 0.0), faces=(0,), axis=X)
        for sign in (1.0, -1.0)
    )
    return Callout(
        line="taper", kind="angle", texts=("60°",), ends=(ends[0], ends[1]), direction=Z,
        vertex=(0.0, 0.0, 0.0), faces=(0,),
    )  # fmt: skip


def test_the_angle_of_a_cone_stands_in_every_view_across_its_axis():
    rise = 40.0 * math.tan(math.radians(30.0))
    curves = [
        ViewCurve(points=((0.0, 0.0), (40.0, way * rise)), line="visible", faces=(0,))
        for way in (1.0, -1.0)
    ]
    faces = (cylinder(0, (0.0, 0.0, 0.0), 0.0, "cone", 30.0),)
    sight = seen(view_of(*curves), faces)  # seen along Y, the callout lies across Z
    turned = in_plane(cone_angle(), sight)
    assert turned is not None
    assert abs(turned.direction[1]) == pytest.approx(1.0)
    for end in turned.ends:
        assert abs(end.point[2]) == pytest.approx(20.0 * math.tan(math.radians(30.0)))
    found = sight_of(cone_angle(), sight)
    assert found is not None
    assert (found.way, found.cost) == ("angle", 0.0)
    for one in angle_candidates(cone_angle(), sight):
        (measured,) = [g.measured for g in one.draw() if g.measured is not None]
        vertex, first, second, _ = measured.points
        a, b = (math.atan2(p[1] - vertex[1], p[0] - vertex[0]) for p in (first, second))
        assert math.degrees(b - a) % 360 == pytest.approx(60.0)


def test_the_angle_of_planes_stands_only_in_its_own_plane():
    plane = replace(cylinder(0, (0.0, 0.0, 0.0), 0.0), surface="plane")
    assert in_plane(cone_angle(), seen(view_of(), (plane,))) is None
