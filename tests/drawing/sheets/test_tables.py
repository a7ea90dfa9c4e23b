"""Tables of the sheet: rows numbered upwards, nothing lost, nothing over the frame."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.documents.templating.template import packaged_folder
from gmp_cad.drawing.primitives import Text, extent, plain
from gmp_cad.drawing.sheets.places import block_box, space_of
from gmp_cad.drawing.sheets.tables import ListRoom, parts_list, revision_table
from gmp_cad.spec.sheet_template import read_sheet_template
from gmp_cad.standards import sheets

TEXT = (packaged_folder() / "sheet.toml").read_text("utf-8")
TEMPLATE = read_sheet_template(TEXT)
A3 = sheets.sheet("A3")


def rows(count):
    return tuple({"ref": str(i + 1), "designation": f"Pièce n{i + 1}"} for i in range(count))


def texts(part):
    return {i.text: i.place for i in plain(part.groups) if isinstance(i, Text)}


@given(count=st.integers(1, 120), columns=st.integers(1, 4), top=st.floats(20.0, 400.0))
def test_every_row_is_shown_or_left_over(count, columns, top):
    room = ListRoom(top=top, columns=columns)
    part = parts_list(TEMPLATE, A3, rows(count), room)
    shown = [text for text in texts(part) if text.startswith("Pièce")]
    assert len(shown) + len(part.rest) == count
    assert part.rest == rows(count)[len(shown) :]
    space = space_of(TEMPLATE, A3)
    assert part.box[0] >= space[0]
    if part.groups:
        x0, y0, x1, y1 = extent(part.groups)
        assert (x0, y0, x1, y1) == part.box
        assert y1 <= min(top, space[3]) + 1e-6
        assert x1 <= space[2]


def test_the_list_stands_on_the_title_block_and_counts_upwards():
    part = parts_list(TEMPLATE, A3, rows(5))
    block = block_box(TEMPLATE, A3)
    assert part.box[:3] == (block[0], block[3], block[2])
    places = texts(part)
    heights = [places[f"Pièce n{i}"][1] for i in range(1, 6)]
    assert heights == sorted(heights)
    assert places["Désignation"][1] < heights[0]
    assert part.rest == ()


def test_a_long_list_goes_on_at_the_left_and_then_on_the_next_sheet():
    part = parts_list(TEMPLATE, A3, rows(80), ListRoom(columns=3))
    places = texts(part)
    block = block_box(TEMPLATE, A3)
    lefts = sorted({places[f"Pièce n{i}"][0] for i in range(1, 81 - len(part.rest))})
    assert len(lefts) == 2  # a third column would leave the sheet
    assert lefts[1] - lefts[0] == 180
    assert part.box[1] == space_of(TEMPLATE, A3)[1]
    assert part.rest
    next_sheet = parts_list(TEMPLATE, A3, part.rest)
    assert texts(next_sheet)[part.rest[0]["designation"]][1] > block[3]


def test_no_rows_no_table():
    assert parts_list(TEMPLATE, A3, ()) is None
    assert revision_table(TEMPLATE, A3, ()) is None


def test_what_is_cut_is_told_by_its_row():
    long = {"ref": "2", "designation": "mot " * 200}
    assert parts_list(TEMPLATE, A3, (*rows(1), long)).cut == ("parts_list[1].designation",)


def test_the_history_shows_the_newest_rows_upwards():
    history = tuple({"index": chr(65 + i), "change": f"m{i}"} for i in range(8))
    part = revision_table(TEMPLATE, A3, history)
    places = texts(part)
    shown = [text for text in places if text.startswith("m")]
    assert sorted(shown, key=lambda text: places[text][1]) == ["m3", "m4", "m5", "m6", "m7"]
    assert part.rest == history[:3]
    assert part.box[1] == block_box(TEMPLATE, A3)[3]


def test_the_history_stands_beside_the_block_where_there_is_room():
    beside = read_sheet_template(TEXT.replace('place = "above"', 'place = "beside"'))
    history = ({"index": "A", "change": "Création"},)
    block = block_box(beside, A3)
    assert revision_table(beside, A3, history).box[:3] == (block[0] - 180, 10, block[0])
    a4 = sheets.sheet("A4")
    assert revision_table(beside, a4, history).box[1] == block_box(beside, a4)[3]
