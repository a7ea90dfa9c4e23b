from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from gmp_cad.drawing import symbols
from gmp_cad.drawing.pens import HIDDEN, NARROW_LINE, RED, Pen
from gmp_cad.drawing.primitives import (
    WHITE,
    Arc,
    Circle,
    Drawing,
    Group,
    Hatch,
    Polygon,
    Polyline,
    Text,
)
from gmp_cad.drawing.svg import to_svg

SVG = "{http://www.w3.org/2000/svg}"


def drawn(*primitives):
    text = to_svg(Drawing(width=100, height=50, primitives=primitives))
    return ET.fromstring(text)


def test_sheet_is_in_millimetres_and_y_points_up():
    root = drawn(Polyline(points=((10, 0), (10, 50)), pen=NARROW_LINE))
    assert (root.get("width"), root.get("height")) == ("100mm", "50mm")
    assert root.get("viewBox") == "0 0 100 50"
    assert root.find(f"{SVG}polyline").get("points") == "10,50 10,0"


def test_pen_becomes_stroke():
    line = drawn(Polyline(points=((0, 0), (1, 1)), pen=HIDDEN)).find(f"{SVG}polyline")
    assert line.get("stroke-dasharray") == "3 0.75"
    assert line.get("stroke-width") == "0.25"
    circle = drawn(Circle(centre=(1, 2), radius=3, pen=Pen(1.2, RED), fill="#FFFFFF"))
    found = circle.find(f"{SVG}circle")
    assert (found.get("cx"), found.get("cy"), found.get("r")) == ("1", "48", "3")
    assert (found.get("stroke"), found.get("fill")) == (RED, "#FFFFFF")


def test_arc_runs_anticlockwise():
    arc = Arc(centre=(10, 10), radius=5, start_deg=0, end_deg=90, pen=NARROW_LINE)
    # sweep 0 in the flipped axes of SVG
    assert drawn(arc).find(f"{SVG}path").get("d") == "M15,40 A5,5 0 0 0 10,35"
    long = Arc(centre=(10, 10), radius=5, start_deg=90, end_deg=0, pen=NARROW_LINE)
    assert drawn(long).find(f"{SVG}path").get("d") == "M10,35 A5,5 0 1 0 15,40"


def test_an_arc_may_go_all_the_way_round():
    whole = Arc(centre=(10, 10), radius=5, start_deg=0, end_deg=360, pen=NARROW_LINE)
    path = drawn(whole).find(f"{SVG}path").get("d")
    assert path == "M15,40 A5,5 0 0 0 5,40 A5,5 0 0 0 15,40"


def balloon(place, number):
    circle = Circle(centre=place, radius=4.0, pen=NARROW_LINE, fill=WHITE)
    return (circle, *symbols.middle_text(number, place))


EDGE = Polyline(points=((0, 0), (9, 9)), pen=NARROW_LINE)
BALLOON = Group(layer="balloons", key='dimensions."a<b"', primitives=balloon((9, 9), "3"))


def test_a_group_is_an_element_of_its_layer_and_key():
    root = drawn(Group(layer="visible", primitives=(EDGE,)), BALLOON, EDGE)
    edges, balloon = root.findall(f"{SVG}g")
    assert (edges.get("class"), edges.get("data-key")) == ("visible", None)
    assert (balloon.get("class"), balloon.get("data-key")) == ("balloons", 'dimensions."a<b"')
    assert [node.tag for node in balloon] == [f"{SVG}circle", f"{SVG}text"]
    assert [node.tag.removeprefix(SVG) for node in root[1:]] == ["g", "g", "polyline"]


def test_a_white_circle_still_covers_the_line_that_it_was_drawn_over():
    over = drawn(Group(layer="visible", primitives=(EDGE,)), BALLOON)
    under = drawn(BALLOON, Group(layer="visible", primitives=(EDGE,)))
    assert [g.get("class") for g in over.iter(f"{SVG}g")] == ["visible", "balloons"]
    assert [g.get("class") for g in under.iter(f"{SVG}g")] == ["balloons", "visible"]


def test_a_hidden_layer_is_left_out_and_nothing_else():
    sheet = Drawing(width=100, height=50, primitives=(EDGE, BALLOON, EDGE))
    without = to_svg(sheet, hidden_layers={"balloons"})
    assert without == to_svg(Drawing(width=100, height=50, primitives=(EDGE, EDGE)))
    assert to_svg(sheet, hidden_layers={"notes"}) == to_svg(sheet)


def test_open_lines_of_one_pen_share_a_path_in_their_order():
    arc = Arc(centre=(10, 10), radius=5, start_deg=0, end_deg=90, pen=NARROW_LINE)
    circle = Circle(centre=(1, 2), radius=3, pen=NARROW_LINE)
    dashed = Polyline(points=((0, 0), (1, 1)), pen=HIDDEN)
    group = drawn(Group(layer="visible", primitives=(EDGE, arc, circle, EDGE, dashed)))[0]
    assert [node.tag.removeprefix(SVG) for node in group] == ["path", "circle", "path", "path"]
    paths = [node.get("d") for node in group.findall(f"{SVG}path")]
    assert paths == ["M0,50 9,41 M15,40 A5,5 0 0 0 10,35", "M0,50 9,41", "M0,50 1,49"]
    assert group[3].get("stroke-dasharray") == "3 0.75"


def test_text_is_escaped_placed_and_turned():
    item = Text(text="<b> & ⌀16", place=(10, 10), height=2.5, anchor="middle", rotation_deg=90)
    found = drawn(item).find(f"{SVG}text")
    assert found.text == "<b> & ⌀16"
    assert found.get("transform") == "rotate(-90 10 40)"
    assert found.get("text-anchor") == "middle"
    assert float(found.get("font-size")) == pytest.approx(2.5 / 0.7, abs=1e-3)


def test_hatch_is_written_as_plain_lines():
    loop = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))
    root = drawn(Hatch(loops=(loop,), pen=NARROW_LINE, angle_deg=0, spacing=4))
    assert root.find(f"{SVG}path").get("d") == "M0,50 L10,50 M0,46 L10,46 M0,42 L10,42"


def test_only_plain_shapes_and_the_shipped_font():
    everything = (
        *symbols.middle_text("X", (20, 20)),
        *symbols.first_angle((20, 20)),
        *symbols.tolerance_frame((30, 20), "⌖", "⌀0,05", ("A", "B")),
        Polygon(points=((0, 0), (1, 0), (0, 1)), pen=NARROW_LINE),
    )
    text = to_svg(Drawing(width=100, height=50, primitives=everything, title="Phase 20 <é>"))
    root = ET.fromstring(text)
    assert root.get("font-family") == "'GMP ISO 3098'"
    assert {node.tag.removeprefix(SVG) for node in root.iter()} <= {
        "svg", "title", "style", "polyline", "polygon", "circle", "path", "text",
    }  # fmt: skip
    assert root.find(f"{SVG}title").text == "Phase 20 <é>"
