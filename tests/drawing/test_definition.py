from __future__ import annotations

import itertools
import tomllib
from dataclasses import replace

import cadquery as cq
import pytest

from gmp_cad.drawing.definition import DefinitionInput, definition_drawing
from gmp_cad.drawing.pens import HIDDEN
from gmp_cad.drawing.primitives import Polyline, Text, box_of, extent, grow, meet
from gmp_cad.drawing.sheet import TitleBlock, block_box
from gmp_cad.drawing.sketch import SketchDimension
from gmp_cad.drawing.spans import assigned
from gmp_cad.drawing.specified import (
    chosen_views,
    definition_views,
    dimension_rows,
    drawn_dimensions,
    surface_marks,
)
from gmp_cad.drawing.svg import to_svg
from gmp_cad.drawing.view import View, cross
from gmp_cad.evidence import FaceGeometry, Feature, PartGeometry
from gmp_cad.kernel.faces import face_geometries
from gmp_cad.kernel.features import resolve_features
from gmp_cad.kernel.project import project
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import Source, validate
from gmp_cad.standards import sheets

SPEC = """
[part]
number = "ET-01"
title = "Semelle"
material = "EN-GJL-250"
surface_texture = "Ra 6,3"

[dimensions]
length = { size = "96 ±0,2", between = ["<X", ">X"] }
width = { size = "46 ±0,2", between = ["<Y", ">Y"] }
height = { size = "28 ±0,05", between = ["base", ">Z"], note = "hauteur" }
step = { size = "60 ±0,1", between = ["<X", "wall"] }
bore = { size = "⌀16 H7 Ⓔ", ra = "Ra 1,6" }
bore_x = { size = "[22]", between = ["<X", "bore"] }
bore_y = { size = "[23]", between = ["<Y", "bore"] }

[features]
base = "<Z"
wall = "+X and (not >X)"
[datums]
A = "base"
[tolerances]
bore_position = { symbol = "position", value = "⌀0,05", on = "bore", datums = ["A"] }
base_flat = { symbol = "flatness", value = "0,05", on = "base" }
[textures]
base = "Ra 3,2"
"""


@pytest.fixture(scope="module")
def spec():
    return validate(tomllib.loads(SPEC), Source("spec.toml", SPEC), PartSpec)


@pytest.fixture(scope="module")
def geometry(block, spec):
    wall = block.plane((1.0, 0.0, 0.0), 60)
    features = {**spec.features}
    features.pop("wall")
    named = spec.model_copy(update={"features": features})
    found, problems = resolve_features(block.shape, block.faces, named, {"wall": wall})
    assert not problems
    return found


@pytest.fixture(scope="module")
def part(block, spec, geometry):
    views = {
        name: project(block.shape, name, right, up)
        for name, (right, up) in definition_views(block.faces).items()
    }
    return DefinitionInput(
        views=chosen_views(views),
        isometric=views["isometric"],
        faces=block.faces,
        dimensions=drawn_dimensions(spec, geometry),
        rows=dimension_rows(spec),
        marks=surface_marks(spec, geometry),
        block=TitleBlock(number="ET-01", title="Semelle", material="EN-GJL-250", mass="0,8 kg"),
    )


@pytest.fixture(scope="module")
def drawing(part):
    return definition_drawing(part)


def written(drawing):
    return [item.text for item in drawing.primitives if isinstance(item, Text)]


def test_every_dimension_is_drawn_under_its_balloon(spec, part, drawing):
    assert len(part.dimensions) == len(spec.dimensions)
    found = written(drawing)
    for row in part.rows:
        assert found.count(row.number) >= 2  # in the table and on the view
    for text in ("96 ±0,2", "46 ±0,2", "28 ±0,05", "60 ±0,1", "22", "23"):
        assert text in found


def test_rows_print_the_limits_of_the_specification(part):
    rows = {row.text: row for row in part.rows}
    assert rows["28 ±0,05"].limits == "27,95 … 28,05"
    assert rows["28 ±0,05"].designation == "hauteur"
    assert rows["⌀16 H7 Ⓔ"].limits == "16 … 16,018"  # ISO 286-2
    assert rows["⌀16 H7 Ⓔ"].designation == "bore ; Ra 1,6"
    assert rows["[22]"].limits == ""  # theoretically exact


def test_exact_dimensions_are_boxed_and_tolerances_go_with_their_axis(part):
    boxed = [d.text for d in part.dimensions if d.boxed]
    assert boxed == ["22", "23"]
    (bore,) = (d for d in part.dimensions if d.kind == "diameter")
    assert [f.symbol for f in bore.frames] == ["⌖"]
    assert bore.diameter_mm == pytest.approx(16)


def test_surfaces_bear_datum_texture_and_tolerance(part):
    (base,) = (mark for mark in part.marks if mark.datum)
    assert (base.datum, base.texture) == ("A", "Ra 3,2")
    assert [frame.symbol for frame in base.frames] == ["⏥"]


def test_nothing_overlaps_and_nothing_leaves_the_sheet(drawing):
    texts = [item for item in drawing.primitives if isinstance(item, Text)]
    for a, b in itertools.combinations(texts, 2):
        assert not meet(grow(box_of(a), -0.05), grow(box_of(b), -0.05)), (a.text, b.text)
    x0, y0, x1, y1 = extent(drawing.primitives)
    assert 0 <= x0 < x1 <= drawing.width
    assert 0 <= y0 < y1 <= drawing.height


def test_sheet_scale_and_projection_are_standard(drawing):
    found = written(drawing)
    assert (drawing.width, drawing.height) == (420, 297)
    assert "A3" in found
    assert any(str(scale) in found for scale in sheets.scales())


def test_scale_of_the_title_block_is_that_of_the_views(part, drawing):
    (scale,) = (s for s in sheets.scales() if str(s) in written(drawing))
    lines = [i for i in drawing.primitives if isinstance(i, Polyline) and i.pen.width == 0.5]
    longest = max(abs(i.points[-1][0] - i.points[0][0]) for i in lines if len(i.points) == 2)
    assert longest == pytest.approx(96 * scale.ratio, abs=1e-6)


def test_views_keep_clear_of_the_title_block(drawing):
    x0, y0, _, y1 = block_box(sheets.sheet("A3"))
    hidden = [i for i in drawing.primitives if isinstance(i, Polyline) and i.pen == HIDDEN]
    assert hidden  # the bore in the front view
    assert not any(x > x0 and y0 < y < y1 for i in hidden for x, y in i.points)


def test_same_input_same_bytes(part, drawing):
    assert to_svg(definition_drawing(part)) == to_svg(drawing)


def test_captions_follow_the_language(part):
    english = replace(part, block=replace(part.block, language="en"))
    assert "Identification number" in written(definition_drawing(english))


def test_a_named_sheet_is_used(part):
    assert definition_drawing(replace(part, sheet="A2")).width == 594


def test_a_turned_part_lies_with_its_axis_horizontal(shaft, block):
    views = definition_views(shaft.faces)
    assert views["front"][0] == (0.0, 0.0, 1.0)
    assert "top" not in views
    assert definition_views(block.faces)["front"] == ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0))


def plate(x, y, z):
    solid = cq.Workplane().box(x, y, z)
    bored = solid.faces(">X").workplane().cboreHole(3, 6, x / 2)
    return face_geometries(bored.val())


@pytest.mark.parametrize(
    ("size", "right", "up"),
    [
        ((12, 90, 60), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),  # a standing plate: its bored face
        ((12, 20, 84), (0.0, 0.0, 1.0), (0.0, -1.0, 0.0)),  # a long one lies
        ((60, 90, 12), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),  # a lying plate stays as modelled
        ((50, 60, 55), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),  # a block too
    ],
)
def test_a_standing_plate_shows_its_face_in_front(size, right, up):
    views = definition_views(plate(*size))
    assert views["front"] == (right, up)
    assert set(views) == {"front", "left", "right", "top", "bottom", "isometric"}


def test_the_front_view_of_a_plate_sees_the_counterbores():
    solid = cq.Workplane().box(12, 90, 60).faces("<X").workplane().cboreHole(3, 6, 6)
    right, up = definition_views(face_geometries(solid.val()))["front"]
    assert cross(right, up) == (-1.0, 0.0, 0.0)


def test_the_pictorial_view_is_smaller_than_the_views(part):
    without = set(definition_drawing(replace(part, isometric=None)).primitives)
    drawing = definition_drawing(part)
    x0, _, x1, _ = extent([item for item in drawing.primitives if item not in without])
    scales = [t.text for t in drawing.primitives if isinstance(t, Text) and ":" in t.text]
    (ratio,) = {int(a) / int(b) for a, b in (text.split(":") for text in scales)}
    low, _, high, _ = part.isometric.box_mm
    assert 0.1 < (x1 - x0) / ((high - low) * ratio) < 0.65


def test_a_long_hole_text_stands_on_a_leader_not_on_a_stretched_line(block):
    # a blind hole of 5 mm along X, seen by no view end-on from outside: only from its side
    long = SketchDimension(
        text="2× M6-6H ↧14 / ⌀5 ↧18", balloon="6", kind="diameter", direction=(1.0, 0.0, 0.0),
        ends=((0.0, 23.0, 10.0), (18.0, 23.0, 10.0)), diameter_mm=5.0, faces=((9999,), (9999,)),
    )  # fmt: skip
    views = (
        View(
            projection=project(block.shape, "front", *definition_views(block.faces)["front"]),
            scale=1.0,
        ),
    )
    spans, called, left = assigned((long,), views, {})
    assert (spans["front"], called["front"], left) == ([], [long], [])
    short = replace(long, text="⌀5 H7")
    assert assigned((short,), views, {})[0]["front"][0].dimension == short


def test_opposite_views_look_from_opposite_sides(block):
    views = definition_views(block.faces)
    for a, b in (("left", "right"), ("top", "bottom")):
        assert cross(*views[a]) == tuple(-c for c in cross(*views[b]))


def test_of_two_opposite_views_the_one_that_hides_less_is_chosen(block):
    views = {n: project(block.shape, n, *d) for n, d in definition_views(block.faces).items()}
    # the step is at the right: the view from the left hides it
    assert [view.name for view in chosen_views(views)] == ["front", "top", "right"]


@pytest.mark.parametrize("heights", [(0.0, 0.0, 0.0, 0.0), (0.0, 3.0, -2.0, 7.0)])
def test_the_pitch_circle_of_a_pattern_goes_through_its_axes(heights):
    holes = tuple(
        Feature(
            faces=(i,), surface="cylinder", point=(40.0 + x, 20.0 + y, z), direction=(0.0, 0.0, 1.0),
            radius_mm=2.0, hollow=True, found_by="size",
        )
        for i, ((x, y), z) in enumerate(
            zip([(15.0, 0.0), (0.0, 15.0), (-15.0, 0.0), (0.0, -15.0)], heights, strict=True)
        )
    )  # fmt: skip
    text = """
[part]
number = "ET-01"
title = "Bride"
material = "C45"
[dimensions]
holes = "4× ⌀4"
circle = { size = "[⌀30]", pattern = "holes" }
pair = "2× ⌀6"
no_circle = { size = "[⌀30]", pattern = "pair" }
"""
    found = validate(tomllib.loads(text), Source("spec.toml", text), PartSpec)
    geometry = PartGeometry(faces=(), features={"holes": holes, "pair": holes[:2]})
    circle = {d.balloon: d for d in drawn_dimensions(found, geometry)}
    assert "4" not in circle  # two axes lie on many circles
    assert circle["2"].kind == "circle"
    assert circle["2"].boxed
    assert circle["2"].ends[0][:2] == pytest.approx((40.0, 20.0))
    assert circle["2"].diameter_mm == 30.0


def test_a_frame_stands_on_the_axis_or_on_the_surface_as_iso_1101_says():
    text = """
[part]
number = "ET-01"
title = "Arbre"
material = "C45"
[dimensions]
shaft = "⌀20 h6"
key = "6 P9"
[features]
base = "<Z"
[datums]
A = "base"
B = "key"
[tolerances]
straight = { symbol = "straightness", value = "⌀0,01", on = "shaft" }
lines = { symbol = "straightness", value = "0,01", on = "shaft" }
round = { symbol = "cylindricity", value = "0,01", on = "shaft" }
square = { symbol = "perpendicularity", value = "⌀0,05", on = "shaft", datums = "A" }
turning = { symbol = "circular_runout", value = "0,05", on = "shaft", datums = "A" }
middle = { symbol = "symmetry", value = "0,05", on = "key", datums = "A" }
flat = { symbol = "flatness", value = "0,01", on = "key" }
"""
    found = validate(tomllib.loads(text), Source("spec.toml", text), PartSpec)

    def feature(surface, index, point, direction):
        return Feature(
            faces=(index,), surface=surface, point=point, direction=direction, radius_mm=10.0,
            span_mm=(0.0, 40.0), found_by="size",
        )  # fmt: skip

    sides = (feature("plane", 1, (0, 3, 0), (0, -1, 0)), feature("plane", 2, (0, -3, 0), (0, 1, 0)))
    faces = tuple(
        FaceGeometry(index=i, surface="plane", point=p, direction=d, area_mm2=1.0, centre_mm=p)
        for i, p, d in ((1, (0, 3, 0), (0, -1, 0)), (2, (0, -3, 0), (0, 1, 0)))
    )
    shaft = (feature("cylinder", 0, (0, 0, 0), (0, 0, 1)),)
    geometry = PartGeometry(faces=faces, features={"shaft": shaft, "key": sides})
    lines = {d.text: [f.line for f in d.frames] for d in drawn_dimensions(found, geometry)}
    assert lines == {"⌀20 h6": ["straight", "square"], "6 P9": ["middle"]}
    marks = {m.on: [f.line for f in m.frames] for m in surface_marks(found, geometry)}
    assert marks == {"shaft": ["lines", "round", "turning"], "key": ["flat"]}
    assert [d.datum for d in drawn_dimensions(found, geometry)] == ["", "B"]
