"""The frame: zones, letters and marks of ISO 5457."""

from __future__ import annotations

from itertools import pairwise

import pytest

from gmp_cad.documents.templating.template import packaged_folder
from gmp_cad.drawing.primitives import Polygon, Polyline, Text, box_of, meet, plain
from gmp_cad.drawing.sheets.frame import sheet_frame, zone_bounds
from gmp_cad.drawing.sheets.places import block_box, space_of
from gmp_cad.spec.sheet_template import read_sheet_template
from gmp_cad.standards import sheets

TEXT = (packaged_folder() / "sheet.toml").read_text("utf-8")
TEMPLATE = read_sheet_template(TEXT)
NAMES = ["A4", "A3", "A2", "A1", "A0"]
# ISO 5457:1999, table 2: number of fields along the long and the short side.
FIELDS = {"A0": (24, 16), "A1": (16, 12), "A2": (12, 8), "A3": (8, 6), "A4": (6, 4)}


@pytest.mark.parametrize("name", NAMES)
def test_frame_is_that_of_iso_5457(name):
    sheet = sheets.sheet(name)
    (outline,) = sheet_frame(TEMPLATE, sheet)[0].primitives
    assert box_of(outline) == (20, 10, sheet.width - 10, sheet.height - 10)
    assert outline.pen.width == 0.7
    assert space_of(TEMPLATE, sheet) == box_of(outline)


@pytest.mark.parametrize("name", NAMES)
def test_the_fields_are_those_of_the_standard(name):
    sheet = sheets.sheet(name)
    texts = [i.text for i in plain(sheet_frame(TEMPLATE, sheet)) if isinstance(i, Text)]
    figures = sorted({int(text) for text in texts if text.isdigit()})
    letters = sorted({text for text in texts if text.isalpha()})
    counts = (
        (len(figures), len(letters)) if sheet.width > sheet.height else (len(letters), len(figures))
    )
    assert counts == FIELDS[name]
    assert figures == list(range(1, len(figures) + 1))
    assert letters == list("ABCDEFGHJKLMNPQRSTUVWXYZ"[: len(letters)])
    # on A4 at the top and at the right only
    assert len(texts) == (1 if name == "A4" else 2) * (len(figures) + len(letters))


def test_fields_run_from_the_middle_and_the_corners_take_what_is_left():
    bounds = zone_bounds(420.0, 20.0, 410.0, 50.0)
    assert bounds == (20.0, 60.0, 110.0, 160.0, 210.0, 260.0, 310.0, 360.0, 410.0)
    assert all(b - a <= 75 for a, b in pairwise(zone_bounds(841.0, 20.0, 831.0, 50.0)))


def test_letters_run_down_and_figures_to_the_right():
    items = plain(sheet_frame(TEMPLATE, sheets.sheet("A1")))
    places = {i.text: i.place for i in items if isinstance(i, Text)}
    assert places["A"][1] > places["B"][1] > places["C"][1]
    assert places["1"][0] < places["2"][0] < places["10"][0]


@pytest.mark.parametrize("name", NAMES)
def test_no_mark_runs_into_the_title_block_or_a_table(name):
    sheet = sheets.sheet(name)
    block = block_box(TEMPLATE, sheet)
    table = (block[0], block[3], block[2], sheet.height - 20)
    inside = [(box[0] + 0.5, box[1] + 0.5, box[2] - 0.5, box[3] - 0.5) for box in (block, table)]
    marks = sheet_frame(TEMPLATE, sheet, [table])[2].primitives
    assert len(marks) == 4
    assert not any(meet(box_of(mark), box) for mark in marks for box in inside)
    free = sheet_frame(TEMPLATE, sheet)[2].primitives
    assert any(meet(box_of(mark), inside[1]) for mark in free)


def test_what_the_template_leaves_out_is_not_drawn():
    text = TEXT.replace("zones = true", "zones = false").replace(
        "centring = true", "centring = false"
    )
    assert len(sheet_frame(read_sheet_template(text), sheets.sheet("A3"))) == 1
    trimmed = read_sheet_template(TEXT.replace("trimming = false", "trimming = true"))
    marks = sheet_frame(trimmed, sheets.sheet("A3"))[-1].primitives
    assert len(marks) == 8
    assert all(isinstance(mark, Polygon) and mark.fill for mark in marks)
    assert not any(isinstance(mark, Polyline) for mark in marks)
