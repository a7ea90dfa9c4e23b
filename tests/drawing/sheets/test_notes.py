"""Notes of a drawing: wrapped, numbered, in the room that they announce."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.drawing.primitives import Text, box_of, extent, plain
from gmp_cad.drawing.sheets.notes import Note, notes_block

TEXTS = st.lists(
    st.text("abé 1\n", min_size=1, max_size=150).filter(str.strip), min_size=1, max_size=6
)


@given(texts=TEXTS, width=st.floats(40.0, 180.0), height=st.sampled_from([2.5, 3.5]))
def test_notes_stay_in_the_room_that_they_announce_and_lose_no_letter(texts, width, height):
    block = notes_block([Note(text=text) for text in texts], width, "fr", height)
    x0, y0, x1, y1 = extent(block.groups)
    assert x0 >= -1e-6
    assert x1 <= block.width + 1e-6 <= width + 2e-6
    assert y0 >= -1e-6
    assert y1 <= block.height + 1e-6
    for group, text in zip(block.groups[1:], texts, strict=True):
        lines = [i.text for i in group.primitives if isinstance(i, Text)]
        said = "".join(lines[1:] if len(texts) > 1 else lines)
        assert said.replace(" ", "") == "".join(text.split())


def test_lines_do_not_overlap_and_notes_are_numbered():
    notes = [Note(heading="Traitement", text="mot " * 60), Note(text="Laver")]
    block = notes_block(notes, 80.0, "fr")
    texts = [i for i in plain(block.groups) if isinstance(i, Text)]
    assert [t.text for t in texts if t.text.isdigit()] == ["1", "2"]
    assert any(t.text.startswith("Traitement : mot") for t in texts)
    rows = sorted({t.place[1]: box_of(t) for t in texts}.items())
    for (_, low), (_, high) in pairwise(rows):
        assert low[3] <= high[1] + 1e-6


def test_one_note_has_no_number_and_none_takes_no_room():
    texts = [i.text for i in plain(notes_block([Note(text="Laver")], 80.0, "en").groups)]
    assert texts == ["Notes", "Laver"]
    assert notes_block((), 80.0, "fr").height == 0.0


def test_the_notes_are_placed_by_their_lower_left_corner():
    block = notes_block([Note(text="Laver")], 80.0, "fr")
    box, moved = extent(block.groups), extent(block.at(30.0, 20.0))
    assert (moved[0] - box[0], moved[1] - box[1]) == (30.0, 20.0)
