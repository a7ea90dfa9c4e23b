"""The definition drawing from specification and model: what is asked of the finished sheet."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import cadquery as cq
import pytest

from gmp_cad.documents.drawings.definition import (
    Definition,
    definition_drawing,
    drawn_lines,
    planned,
)
from gmp_cad.documents.templating.template import packaged_folder
from gmp_cad.drawing import part_drawing
from gmp_cad.drawing.annotate.items import items_for
from gmp_cad.drawing.layout.item import Item
from gmp_cad.drawing.primitives import Group, Polyline, Text, box_of, extent, meet, plain
from gmp_cad.drawing.score import score
from gmp_cad.drawing.sheets.places import block_box
from gmp_cad.drawing.svg import to_svg
from gmp_cad.drawing.views.choice import candidate_views
from gmp_cad.kernel.measuring.features import resolve_features
from gmp_cad.kernel.measuring.witness import witnesses
from gmp_cad.kernel.projection.cut import cut_view
from gmp_cad.kernel.projection.project import project
from gmp_cad.kernel.surfaces.faces import face_geometries
from gmp_cad.spec.balloons import balloons
from gmp_cad.spec.drawing import DrawingChoices
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import Project
from gmp_cad.spec.sheet_template import read_sheet_template
from gmp_cad.spec.toml import parse
from gmp_cad.standards import sheets

SPEC = """
[part]
number = "ET-01"
title = "Semelle"
material = "EN-GJL-250"
surface_texture = "Ra 6,3"
note = "Laver"

[dimensions]
length = { size = "96 ±0,2", between = ["<X", ">X"] }
width = { size = "46 ±0,2", between = ["<Y", ">Y"] }
height = { size = "28 ±0,05", between = ["base", ">Z"] }
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
TEMPLATE = read_sheet_template((packaged_folder() / "sheet.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def definition() -> Definition:
    """A block 96 × 46 × 28 with a step at x = 60, z = 18 and a through bore ⌀16 at (22, 23)."""
    step = cq.Workplane().box(40, 46, 20, centered=False).translate((60, 0, 18))
    bore = cq.Workplane().circle(8).extrude(40).translate((22, 23, 0))
    shape = cq.Workplane().box(96, 46, 28, centered=False).cut(step).cut(bore).val()
    spec = parse(SPEC, "spec.toml", PartSpec)
    geometry, problems = resolve_features(shape, face_geometries(shape), spec, {})
    assert not problems
    geometry = replace(geometry, witnesses=witnesses(spec, geometry))
    views = candidate_views(geometry)
    bare = Definition(
        spec=spec,
        project=Project.model_construct(owner="IUT", author="A", checker="B", date="2026-01-15"),
        choices=DrawingChoices(),
        template=TEMPLATE,
        geometry=geometry,
        projections={name: project(shape, name, *view) for name, view in views.items()},
        mass_kg=0.8,
    )
    cuts = {cut.name: cut_view(shape, cut) for cut in planned(bare).cuts}
    return replace(bare, projections={**bare.projections, **cuts})


def sheet_of(definition: Definition):
    return definition_drawing(definition, planned(definition))


@pytest.fixture(scope="module")
def drawn(definition):
    return sheet_of(definition)


@pytest.fixture(scope="module")
def drawing(drawn):
    return drawn.drawing


def groups(drawing, *layers: str) -> list[Group]:
    return [g for g in drawing.primitives if isinstance(g, Group) and g.layer in layers]


def texts(items) -> list[str]:
    return [item.text for item in plain(items) if isinstance(item, Text)]


def test_every_line_is_drawn_once_under_its_balloon(definition, drawn):
    spec, said = definition.spec, definition.annotations
    assert drawn.unplaced == ()
    lines = {f"tolerances.{k}" for k in spec.tolerances} | {f"datums.{k}" for k in spec.datums}
    lines |= {f"textures.{k}" for k in spec.textures}
    assert lines | set(spec.dimensions) <= set(drawn_lines(drawn.drawing))
    assert sorted(texts(groups(drawn.drawing, "balloons"))) == sorted(balloons(spec).values())
    found = texts(groups(drawn.drawing, "dimensions"))
    for callout in said.callouts:
        for text in callout.texts:
            assert found.count(text) == 1, text


def test_nothing_overlaps_and_nothing_leaves_the_sheet(definition, drawing):
    judged = score(drawing, definition.annotations.keys())
    assert (judged.overlaps, judged.missing, judged.doubled) == (0, (), ())
    items = [item for item in plain(drawing.primitives) if isinstance(item, Text)]
    for one, other in combinations(items, 2):
        a, b = box_of(one), box_of(other)
        apart = a[2] <= b[0] + 0.1 or b[2] <= a[0] + 0.1 or a[3] <= b[1] + 0.1 or b[3] <= a[1] + 0.1
        assert apart, (one.text, other.text)
    x0, y0, x1, y1 = extent(drawing.primitives)
    assert 0 <= x0 < x1 <= drawing.width
    assert 0 <= y0 < y1 <= drawing.height


def test_scale_of_the_title_block_is_that_of_the_views(drawing):
    named = texts(groups(drawing, "title_block"))
    (scale,) = (s for s in sheets.scales() if str(s) in named)
    (sheet,) = (s for s in sheets.sheets() if s.name in named)
    assert (drawing.width, drawing.height) == (sheet.width, sheet.height)
    lines = [i for i in plain(groups(drawing, "visible")) if isinstance(i, Polyline)]
    lengths = [math.dist(i.points[0], i.points[-1]) for i in lines if len(i.points) == 2]
    assert any(length == pytest.approx(46 * scale.ratio, abs=1e-6) for length in lengths)


def test_views_keep_clear_of_the_title_block(drawing):
    (sheet,) = (s for s in sheets.sheets() if s.name in texts(groups(drawing, "title_block")))
    block = block_box(TEMPLATE, sheet)
    shown = plain(groups(drawing, "visible", "hidden", "dimensions", "texture", "datums"))
    assert shown
    assert not any(meet(box_of(item), block) for item in shown)


def test_same_input_same_bytes(definition, drawing):
    assert to_svg(sheet_of(definition).drawing) == to_svg(drawing)


def test_captions_and_notes_follow_the_language(definition, drawing):
    sheet = read_sheet_template((packaged_folder() / "sheet.toml").read_text("utf-8"), lang="en")
    english = sheet_of(replace(definition, lang="en", template=sheet)).drawing
    assert "Material" in texts(groups(english, "title_block"))
    assert "Matière" in texts(groups(drawing, "title_block"))
    assert "Laver" in texts(groups(drawing, "notes"))
    assert "46 ±0.2" in texts(groups(english, "dimensions"))


def test_a_chosen_sheet_and_scale_are_used(definition):
    choices = DrawingChoices(sheet="A2", scale="1:2")
    drawing = sheet_of(replace(definition, choices=choices)).drawing
    assert drawing.width == 594
    assert "1:2" in texts(groups(drawing, "title_block"))


def test_a_title_that_has_no_room_is_told(definition, drawn):
    assert drawn.shortened == ()
    long = definition.spec.part.model_copy(update={"title": "Support de guidage principal " * 6})
    spec = definition.spec.model_copy(update={"part": long})
    assert sheet_of(replace(definition, spec=spec)).shortened == ("title",)


def test_the_pictorial_view_is_smaller_than_the_views(definition, drawing):
    (scale,) = (s for s in sheets.scales() if str(s) in texts(groups(drawing, "title_block")))
    plan = planned(definition)
    bare = replace(plan, views=tuple(v for v in plan.views if v.kind != "pictorial"))
    others = {*plain(definition_drawing(definition, bare).drawing.primitives)}
    alone = [item for item in plain(drawing.primitives) if item not in others]
    x0, _, x1, _ = extent(alone)
    low, _, high, _ = definition.projections["isometric"].box_mm
    assert 0.1 < (x1 - x0) / ((high - low) * scale.ratio) < 1


def test_what_finds_no_way_to_be_drawn_is_said_in_the_notes(
    definition: Definition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_the_width(*arguments: object) -> tuple[Item, ...]:
        items = items_for(*arguments)  # type: ignore[arg-type]
        return tuple(item for item in items if item.key != "dimensions.width")

    monkeypatch.setattr(part_drawing, "items_for", without_the_width)
    drawn = definition_drawing(definition, planned(definition))
    assert drawn.unplaced == (("width", "46 ±0,2"),)
    notes = [g for g in drawn.drawing.primitives if isinstance(g, Group) and g.layer == "notes"]
    assert any("46 ±0,2" in p.text for p in plain(notes) if isinstance(p, Text))


def test_views_from_a_mesh_are_told_on_the_sheet(definition: Definition) -> None:
    rough = {name: replace(view, exact=False) for name, view in definition.projections.items()}
    drawn = definition_drawing(replace(definition, projections=rough), planned(definition))
    texts = " ".join(p.text for p in plain(drawn.drawing.primitives) if isinstance(p, Text))
    assert "maillage" in texts
