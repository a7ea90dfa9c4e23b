"""Sketches of a contract: what a teacher looks for, measured on the finished drawing."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from gmp_cad.drawing import svg
from gmp_cad.drawing.annotation import key_of
from gmp_cad.drawing.pens import HIDDEN, MACHINED, RED, WIDE, WORKPIECE
from gmp_cad.drawing.phase.chosen_views import chosen_views
from gmp_cad.drawing.phase.page_frame import PageFrame
from gmp_cad.drawing.phase.phase_sketch import planned_cuts, sketch_drawing
from gmp_cad.drawing.primitives import Circle, Group, Polyline, Text, box_of, plain
from gmp_cad.drawing.score import score
from gmp_cad.evidence import HoldingPlace, HoldingSign

A4 = PageFrame(sheet="A4", width=281.0, height=150.0)
A3 = PageFrame(sheet="A3", width=404.0, height=200.0, instead_of="A4")


@pytest.fixture(scope="module")
def block_drawn(block_sketch):
    return sketch_drawing(block_sketch, [A4, A3], "fr")


@pytest.fixture(scope="module")
def shaft_drawn(shaft_sketch):
    return sketch_drawing(shaft_sketch, [A4, A3], "fr")


def groups(drawn, key):
    return [g for g in drawn.drawing.primitives if isinstance(g, Group) and g.key == key]


def texts(drawn):
    return [p.text for p in plain(drawn.drawing.primitives) if isinstance(p, Text)]


def red_strokes(drawn):
    lines = [p for g in groups(drawn, "machined") for p in g.primitives if isinstance(p, Polyline)]
    return [pair for line in lines for pair in pairwise(line.points)]


def test_nothing_lies_on_anything(block_drawn, shaft_drawn):
    for drawn in (block_drawn, shaft_drawn):
        assert drawn.overlaps == 0
        found = score(drawn.drawing, ())
        assert [f for f in found.faults if f.kind != "crossing"] == []


def test_only_the_views_needed_are_drawn(block_sketch, shaft_sketch):
    assert [view.name for view in chosen_views(block_sketch)] == ["front", "top"]
    assert [view.name for view in chosen_views(shaft_sketch)] == ["front"]


def test_the_top_view_stands_below_the_front_view_with_the_same_x(block_drawn):
    signs = [g for g in groups(block_drawn, "mark.OP ≡ Op") if isinstance(g.primitives[0], Circle)]
    (x0, y0), (x1, y1) = sorted(g.primitives[0].centre for g in signs)
    assert x0 == pytest.approx(x1)
    # z = 28 and y = 46 of the part lie between them, and what is written there
    assert abs(y1 - y0) > 46 * block_drawn.scale.ratio


def test_every_cf_number_normal_texture_and_frame_is_said_once(block_sketch, block_drawn):
    required = {
        *(key_of(c.line) for c in block_sketch.callouts),
        *(f"textures.{s}" for s in ("1", "2", "3", "Cf204")),
        "tolerances.bore_pos",
    }
    found = score(block_drawn.drawing, required)
    assert (found.missing, found.doubled) == ((), ())
    assert block_drawn.unplaced == ()
    for surface in block_sketch.surfaces:
        (balloon,) = groups(block_drawn, f"surfaces.{surface.number}")
        assert [p.text for p in balloon.primitives if isinstance(p, Text)] == [surface.number]
    said = " ".join(texts(block_drawn))
    assert all(text in said for c in block_sketch.callouts for text in c.texts)


def test_each_normal_is_numbered_in_each_view(block_drawn):
    for number in "123456":
        assert sum(number in t.replace("-", " ").split() for t in texts(block_drawn)) >= 2


def test_machined_surfaces_are_red_and_twice_a_wide_line_and_the_outline_is_thin(block_drawn):
    red = [p for g in groups(block_drawn, "machined") for p in g.primitives]
    assert {p.pen.colour for p in red} == {RED}
    assert max(p.pen.width for p in red) == pytest.approx(2 * WIDE)
    assert 0.25 <= WORKPIECE.width <= 0.35
    assert MACHINED.colour == "#E30613"


def test_red_lines_are_as_long_as_their_surfaces(block_drawn):
    k = block_drawn.scale.ratio
    level = sorted(round(abs(b[0] - a[0]) / k, 2) for a, b in red_strokes(block_drawn)
                   if abs(a[1] - b[1]) < 1e-6)  # fmt: skip
    # the step of 36; the top of 60 is parted by the bore in the section, or whole
    assert 36.0 in level
    assert sum(level) >= 36 + 60 - 16 - 0.1


def test_a_bore_is_cut_and_its_generatrices_are_red(block_sketch, block_drawn):
    (local,) = planned_cuts(block_sketch)
    assert local.view == "front"
    assert any(g.layer == "hatching" for g in block_drawn.drawing.primitives)
    k = block_drawn.scale.ratio
    upright = sorted({round(a[0], 3) for a, b in red_strokes(block_drawn)
                      if abs(a[0] - b[0]) < 1e-6 and abs(a[1] - b[1]) > 20 * k})  # fmt: skip
    assert any(b - a == pytest.approx(16 * k, abs=0.02) for a, b in pairwise(upright))
    pens = {getattr(p, "pen", None) for p in plain(block_drawn.drawing.primitives)}
    assert HIDDEN not in pens


def test_a_turned_part_lies_with_its_chuck_at_the_left(shaft_drawn):
    (op,) = (g for g in groups(shaft_drawn, "mark.OP") if isinstance(g.primitives[0], Circle))
    (start,) = (g for g in groups(shaft_drawn, "mark.Op") if isinstance(g.primitives[0], Circle))
    (x1, y1), (x0, y0) = op.primitives[0].centre, start.primitives[0].centre
    assert x1 - x0 == pytest.approx(110 * shaft_drawn.scale.ratio)
    assert y1 == pytest.approx(y0)


def test_everything_stands_inside_the_frame(block_drawn, shaft_drawn):
    for drawn in (block_drawn, shaft_drawn):
        for primitive in drawn.drawing.primitives:
            x0, y0, x1, y1 = box_of(primitive)
            assert min(x0, y0) >= 0
            assert x1 <= drawn.drawing.width
            assert y1 <= drawn.drawing.height


def test_a_larger_scale_of_the_series_would_not_fit(block_drawn):
    assert str(block_drawn.scale) == "1:1"
    assert block_drawn.sheet == "A4"
    assert A4.height < 2 * (28 + 46) + 4 * 10 * 0.7  # a row of dimensions around each view


def test_what_cannot_be_read_on_a4_goes_to_a3_and_says_so(block_sketch):
    low = PageFrame(sheet="A4", width=281.0, height=60.0)
    drawn = sketch_drawing(block_sketch, [low, A3], "fr")
    assert drawn.sheet == "A3"
    assert drawn.drawing.width == A3.width
    assert "À imprimer en A3" in texts(drawn)


def test_the_scale_is_written_and_true(block_drawn):
    assert f"Échelle {block_drawn.scale}" in texts(block_drawn)
    (dimension,) = [g for g in groups(block_drawn, "dimensions.Cf203") if g.measured]
    first, second, _ = dimension.measured.points
    assert abs(second[0] - first[0]) == pytest.approx(60 * block_drawn.scale.ratio, abs=1e-6)


def test_the_same_sketch_is_the_same_drawing(block_sketch, block_drawn):
    again = sketch_drawing(replace(block_sketch), [A4, A3], "fr")
    assert svg.to_svg(again.drawing) == svg.to_svg(block_drawn.drawing)


def test_technological_signs_take_the_place_of_plain_normals(block_sketch):
    places = tuple(HoldingPlace(point=n.point, direction=n.direction, normal=n.index)
                   for n in block_sketch.normals[:3])  # fmt: skip
    sign = HoldingSign(nature="flat", machined=True, function="locating", technology="fixed",
                       on="base", places=places)  # fmt: skip
    drawn = sketch_drawing(replace(block_sketch, holding=(sign,)), [A4, A3], "fr")
    assert groups(drawn, "normals.1")
    assert not groups(drawn, "normals.6")
    assert drawn.overlaps == 0
