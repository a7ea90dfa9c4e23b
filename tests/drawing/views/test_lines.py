"""The lines of a view: hatched where material is cut, centred, threaded, cut and named by ISO."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import pytest
from shapely.geometry import LineString, Polygon
from shapely.ops import unary_union

from gmp_cad.drawing.hatch import strokes
from gmp_cad.drawing.pens import CENTRE, NARROW_LINE, VISIBLE
from gmp_cad.drawing.primitives import Arc, Circle, Group, Hatch, Polyline, Text, box_of
from gmp_cad.drawing.view import View
from gmp_cad.drawing.views.broken import material_of
from gmp_cad.drawing.views.labels import name_of, scale_text
from gmp_cad.drawing.views.lines import draw_view
from gmp_cad.drawing.views.plan import PlannedView
from tests.drawing.views.conftest import Drawn

PARTS = ["bearing", "shaft", "block", "plate"]


def lines(part: Drawn, name: str, scale: float = 1.0) -> tuple[Group, ...]:
    return draw_view(part.views(scale)[name], part.annotations, part.geometry)


def on(groups: Iterable[Group], layer: str) -> list[object]:
    return [p for group in groups if group.layer == layer for p in group.primitives]


def area(hatch: Hatch) -> float:
    outer, *inner = hatch.loops
    return float(Polygon(outer, inner).area)


def test_section_of_a_bearing_hatches_the_material_alone(bearing: Drawn) -> None:
    front = bearing.plan.views[0].name
    hatches = [h for h in on(lines(bearing, front, 2.0), "hatching") if isinstance(h, Hatch)]
    # above the axis: flange 12 × (40 − 12,5) with a hole of 9, and the hub 28 × (22,5 − 12,5)
    half = 12 * 27.5 - 12 * 9 + 28 * 10
    assert sum(map(area, hatches)) == pytest.approx(4 * 2 * half, rel=1e-6)
    solid = material_of(bearing.views(2.0)[front].projection)
    grown = unary_union(solid).buffer(0.01)
    for hatch in hatches:
        for a, b in strokes(hatch):
            line = LineString([(a[0] / 2, a[1] / 2), (b[0] / 2, b[1] / 2)])
            assert line.within(grown)


def test_section_has_no_hidden_lines(bearing: Drawn, block: Drawn) -> None:
    for part in (bearing, block):
        for view in part.views().values():
            if view.planned.kind == "section":
                drawn = draw_view(view, part.annotations, part.geometry)
                assert not on(drawn, "hidden")
                assert on(drawn, "hatching")


def test_all_sections_of_a_part_are_hatched_alike(block: Drawn, bearing: Drawn) -> None:
    for part in (block, bearing):
        spacings = {
            h.spacing for name in part.views() for h in on(lines(part, name), "hatching")
            if isinstance(h, Hatch)
        }  # fmt: skip
        assert len(spacings) == 1


def test_circles_are_circles(bearing: Drawn) -> None:
    circles = [c for c in on(lines(bearing, "left", 2.0), "visible") if isinstance(c, Circle)]
    radii = sorted({round(c.radius, 6) for c in circles})
    assert radii == [9.0, 25.0, 80.0]
    assert sum(round(c.radius, 6) == 9 for c in circles) == 4


def test_every_hole_of_a_pattern_has_its_centre_lines(bearing: Drawn) -> None:
    """A radial stroke through each hole, and the pitch circle; the main axes go beyond the part."""
    drawn = on(lines(bearing, "left"), "centre") + on(lines(bearing, "left"), "cutting_plane")
    circles = [c for c in drawn if isinstance(c, Circle)]
    assert [c.radius for c in circles] == [31.0]
    strokes_ = [LineString(p.points) for p in drawn if isinstance(p, Polyline) and p.pen == CENTRE]
    for angle in range(0, 360, 90):
        x, y = 31 * math.cos(math.radians(angle)), 31 * math.sin(math.radians(angle))
        hole = LineString(
            [(x - 4.5, y), (x + 4.5, y)] if angle % 180 == 0 else [(x, y - 4.5), (x, y + 4.5)]
        )
        assert unary_union(strokes_).buffer(0.01).contains(hole)
    ends = [abs(v) for line in strokes_ for point in line.coords for v in point]
    assert 41 < max(ends) < 48


def test_symmetrical_view_has_its_symmetry_lines(plate: Drawn, block: Drawn) -> None:
    """The plate is symmetrical both ways; the block's holes stand alike about one line only."""
    spans = []
    for part in (plate, block):
        x0, y0, x1, y1 = part.views()["front"].box
        middles = {"x": (x0 + x1) / 2, "y": (y0 + y1) / 2}
        drawn = on(lines(part, "front"), "centre") + on(lines(part, "front"), "cutting_plane")
        found = [p.points for p in drawn if isinstance(p, Polyline) and p.pen == CENTRE]
        upright = [p for p in found if all(abs(x - middles["x"]) < 1e-3 for x, _ in p)]
        level = [p for p in found if all(abs(y - middles["y"]) < 1e-3 for _, y in p)]
        spans.append((bool(upright), bool(level)))
    assert spans[0] == (True, True)
    assert spans[1][0] is False


@pytest.mark.parametrize("name", PARTS)
def test_centre_lines_end_in_a_dash_a_little_beyond_the_part(
    name: str, request: pytest.FixtureRequest
) -> None:
    part: Drawn = request.getfixturevalue(name)
    dash, period = CENTRE.dash[0], sum(CENTRE.dash)
    for view in part.views():
        for line in on(lines(part, view), "centre"):
            if isinstance(line, Polyline) and part.plan.views[0].traces == ():
                over = LineString(line.points).length % period
                assert over <= dash + 1e-6 or view != part.plan.views[0].name


def test_inner_thread_is_hatched_to_its_bore_and_ends_in_a_wide_line(shaft: Drawn) -> None:
    drawn = lines(shaft, "front")
    tap = [p for g in drawn if g.layer == "thread" and g.key == "tap" for p in g.primitives]
    narrow = [p for p in tap if isinstance(p, Polyline) and p.pen == NARROW_LINE]
    wide = [p for p in tap if isinstance(p, Polyline) and p.pen == VISIBLE]
    assert {abs(round(y, 6)) for p in narrow for _, y in p.points} == {3.0}
    assert {round(x, 2) for p in wide for x, _ in p.points} == {88.0}
    solid = material_of(shaft.views()["front"].projection)
    # the hatched material reaches the bore, inside the major diameter
    assert solid.intersects(Polygon([(90, 2.6), (99, 2.6), (99, 2.9), (90, 2.9)]))


def test_outer_thread_has_narrow_lines_at_its_core(shaft: Drawn) -> None:
    drawn = lines(shaft, "front")
    thread = [p for g in drawn if g.key == "thread" for p in g.primitives]
    narrow = [p for p in thread if isinstance(p, Polyline) and p.pen == NARROW_LINE]
    assert {round(abs(y), 3) for p in narrow for _, y in p.points} == {8.45}
    (end,) = [p for p in thread if isinstance(p, Polyline) and p.pen == VISIBLE]
    assert {round(x, 6) for x, _ in end.points} == {30.0}


def test_thread_end_on_is_three_quarters_of_a_circle(shaft: Drawn) -> None:
    planned = PlannedView(name="right", slot=(-1, 0), hidden=False)
    view = View(projection=shaft.projections["right"], scale=1.0, planned=planned)
    drawn = draw_view(view, replace(shaft.annotations, callouts=()), shaft.geometry)
    (arc,) = [p for g in drawn if g.key == "tap" for p in g.primitives]
    assert isinstance(arc, Arc)
    assert arc.radius == 3.0
    assert arc.end_deg - arc.start_deg == pytest.approx(270, abs=15)
    # open at the upper right
    assert not any(
        arc.start_deg <= a <= arc.end_deg or arc.start_deg <= a + 360 <= arc.end_deg
        for a in (30, 60)
    )


def test_break_line_is_narrow_and_lies_in_the_cut_material(shaft: Drawn) -> None:
    drawn = lines(shaft, "front")
    breaks = [p for p in on(drawn, "break") if isinstance(p, Polyline)]
    assert breaks
    solid = material_of(shaft.views()["front"].projection).buffer(0.01)
    for line in breaks:
        assert line.pen == NARROW_LINE
        assert LineString(line.points).within(solid)


def test_cutting_line_goes_beyond_the_part_with_letters_upright(bearing: Drawn) -> None:
    drawn = lines(bearing, "left")
    (group,) = [g for g in drawn if g.key == "trace.A"]
    texts = [p for p in group.primitives if isinstance(p, Text)]
    assert [t.text for t in texts] == ["A", "A"]
    assert {t.rotation_deg for t in texts} == {0.0}
    assert {t.height for t in texts} == {5.0}
    for text in texts:
        x0, y0, x1, y1 = box_of(text)
        assert y0 > 40 or y1 < -40 or x0 > 40 or x1 < -40
    wide = [p for p in group.primitives if isinstance(p, Polyline) and p.pen == VISIBLE]
    assert len(wide) == 2


def test_cutting_line_is_wide_where_it_turns(block: Drawn) -> None:
    (owner,) = [view for view in block.plan.views if view.traces]
    drawn = lines(block, owner.name)
    group = next(g for g in drawn if g.key.startswith("trace."))
    wide = [p for p in group.primitives if isinstance(p, Polyline) and p.pen == VISIBLE]
    assert sorted(len(p.points) for p in wide) == [2, 2, 3, 3]


def test_name_of_a_section_stands_above_it(bearing: Drawn) -> None:
    drawn = lines(bearing, bearing.plan.views[0].name)
    (label,) = [p for g in drawn for p in g.primitives if isinstance(p, Text)]
    assert label.text == "A-A"
    assert label.place[1] > 40


def test_name_tells_the_scale_where_it_is_another(bearing: Drawn) -> None:
    view = bearing.views(2.0)[bearing.plan.views[0].name]
    assert name_of(view, 2.0) == "A-A"
    assert name_of(view, 1.0) == "A-A (2:1)"
    assert [scale_text(s) for s in (1.0, 0.5, 0.2, 5.0)] == ["1:1", "1:2", "1:5", "5:1"]


def test_pictorial_view_has_its_edges_alone(block: Drawn) -> None:
    assert {group.layer for group in lines(block, "isometric")} <= {"visible", "smooth"}
