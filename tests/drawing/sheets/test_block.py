"""The title block: every value in its cell, every line once, a school's own template."""

from __future__ import annotations

from itertools import combinations

import pytest

from gmp_cad.documents.templating.template import packaged_folder
from gmp_cad.drawing.primitives import Polygon, Polyline, Text, box_of, extent, plain
from gmp_cad.drawing.sheets.block import BlockContent, title_block
from gmp_cad.drawing.sheets.places import block_box, space_of
from gmp_cad.drawing.sheets.signs import edges_sign, profile_sign, projection_sign, texture_sign
from gmp_cad.spec.edges import parse_edges
from gmp_cad.spec.sheet_template import read_sheet_template
from gmp_cad.standards import sheets

TEXT = (packaged_folder() / "sheet.toml").read_text("utf-8")
TEMPLATE = read_sheet_template(TEXT)
NAMES = [cell.field for cell in TEMPLATE.title_blocks[0].cells if cell.field]
SHORT = BlockContent(fields={name: f"v{i}" for i, name in enumerate(NAMES)})
LONG = BlockContent(
    fields=dict.fromkeys(NAMES, "Semelle de l'étau de perçage · ISO 2768-m " * 6),
    signs={
        "projection": projection_sign("first"),
        "edges": edges_sign(parse_edges("-0,1…-0,5 / +0,1…+0,3"), "fr"),
        "surface_texture": texture_sign("U Ra 3,2 / L Ra 0,8", "fr", own=True, rule="ISO 21920-1"),
        "general_tolerances": profile_sign("ISO 8015", "ISO 22081", "0,5", ("A", "B", "C")),
    },
)
EMPTY = BlockContent(fields={})


def cells(sheet):
    x0, _, _, top = block_box(TEMPLATE, sheet)
    for cell in TEMPLATE.block(sheet.name).cells:
        left, high = x0 + cell.x, top - cell.y
        yield (left, high - cell.height, left + cell.width, high)


def inside(inner, outer, slack=1e-6):
    return (
        outer[0] - slack <= inner[0] and inner[2] <= outer[2] + slack
        and outer[1] - slack <= inner[1] and inner[3] <= outer[3] + slack
    )  # fmt: skip


@pytest.mark.parametrize("name", ["A4", "A3", "A0"])
@pytest.mark.parametrize("content", [SHORT, LONG, EMPTY], ids=["short", "long", "empty"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_everything_is_inside_its_cell_and_nothing_over_anything(name, content, lang):
    sheet = sheets.sheet(name)
    part = title_block(TEMPLATE, sheet, content, lang)
    boxes = list(cells(sheet))
    for group in part.groups[1:]:
        assert group.layer == "title_block"
        assert any(inside(extent(group.primitives), box) for box in boxes)
    texts = [i for i in plain(part.groups) if isinstance(i, Text)]
    for one, other in combinations(texts, 2):
        a, b = box_of(one), box_of(other)
        apart = a[2] <= b[0] + 0.1 or b[2] <= a[0] + 0.1 or a[3] <= b[1] + 0.1 or b[3] <= a[1] + 0.1
        assert apart, (one.text, other.text)
    assert all(text.height >= 1.8 - 1e-6 for text in texts)
    assert inside(part.box, space_of(TEMPLATE, sheet))


def test_every_value_is_printed_once_and_a_dash_for_none():
    drawn = title_block(TEMPLATE, sheets.sheet("A3"), SHORT, "fr")
    texts = [i.text for i in plain(drawn.groups) if isinstance(i, Text)]
    for value in SHORT.fields.values():
        assert texts.count(value) == 1, value
    assert drawn.cut == ()
    bare = title_block(TEMPLATE, sheets.sheet("A3"), EMPTY, "fr")
    texts = [i.text for i in plain(bare.groups) if isinstance(i, Text)]
    assert {"A3", "fr", "—"} <= set(texts)
    assert texts.count("—") == len(NAMES) - 3  # format, language; no supplementary title


@pytest.mark.parametrize("name", ["A4", "A3", "A2", "A1", "A0"])
def test_the_block_is_in_the_corner_and_not_wider_than_iso_7200_allows(name):
    sheet = sheets.sheet(name)
    x0, y0, x1, _ = block_box(TEMPLATE, sheet)
    assert (x1, y0) == (sheet.width - 10, 10)
    assert x1 - x0 <= 180


def test_what_is_cut_is_told():
    cut = title_block(TEMPLATE, sheets.sheet("A3"), LONG, "fr").cut
    assert "title" in cut
    assert "owner" in cut
    assert not {"edges", "projection", "general_tolerances"} & set(cut)


def test_captions_follow_the_language():
    for lang, word in (("fr", "Matière"), ("en", "Material")):
        template = read_sheet_template(TEXT, lang=lang)
        drawn = title_block(template, sheets.sheet("A3"), SHORT, lang)
        texts = {i.text for i in plain(drawn.groups) if isinstance(i, Text)}
        assert word in texts


def test_each_line_is_drawn_once():
    lines = [i.points for i in title_block(TEMPLATE, sheets.sheet("A3"), SHORT, "fr").groups[0].primitives
             if isinstance(i, Polyline)]  # fmt: skip
    for (a, b), (c, d) in combinations(lines, 2):
        for axis in (0, 1):
            if a[axis] == b[axis] == c[axis] == d[axis]:
                along = 1 - axis
                assert b[along] < c[along] or d[along] < a[along]


SCHOOL = """
[[title_block]]
sheets = ["A4"]
width = 100
height = 20
[[title_block.cell]]
x = 0
y = 0
width = 100
height = 20
field = "title"
border = "wide"
[[title_block]]
height = 30
[[title_block.cell]]
x = 20
y = 0
width = 80
height = 30
text = "Lycée de la mécanique"
[[title_block.stroke]]
points = [[2, 2], [12, 2], [7, 10]]
filled = true
[[title_block.stroke]]
points = [[2, 12], [12, 12]]
[revision_table]
column = [{ field = "index", width = 20 }]
[parts_list]
column = [{ field = "ref", width = 20 }]
"""


def test_a_school_s_own_template_takes_the_place_of_ours():
    template = read_sheet_template(SCHOOL)
    content = BlockContent(fields={"title": "Semelle"})
    small = title_block(template, sheets.sheet("A4"), content, "fr")
    assert small.box == (100.0, 10.0, 200.0, 30.0)
    assert [i.text for i in plain(small.groups) if isinstance(i, Text)] == ["Semelle"]
    large = title_block(template, sheets.sheet("A3"), content, "fr")
    assert [i.text for i in plain(large.groups) if isinstance(i, Text)] == ["Lycée de la mécanique"]
    logo = [i for i in plain(large.groups) if isinstance(i, Polygon) and i.fill]
    assert [box_of(i) for i in logo] == [(232.0, 30.0, 242.0, 38.0)]
