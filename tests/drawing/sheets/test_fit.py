"""Texts in their room: never over its sides, never too small, what is lost is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.drawing import glyphs
from gmp_cad.drawing.primitives import extent
from gmp_cad.drawing.sheets.fit import fitted, written
from gmp_cad.standards.sheets import lettering_heights

WORDS = st.text("abcdéÀW019-.·⌀ ", max_size=120)


@given(
    text=WORDS,
    room=st.tuples(st.floats(0.5, 120), st.floats(0.5, 40)),
    height=st.sampled_from([1.8, 2.5, 3.5, 5.0, 7.0]),
    most=st.integers(1, 4),
)
def test_a_text_never_leaves_its_room(text, room, height, most):
    found = fitted(text, room, height, most)
    assert len(found.lines) <= most
    assert found.height in lettering_heights()
    assert found.height <= height
    assert found.depth <= room[1] + 1e-6
    assert all(glyphs.width(line, found.height) <= room[0] for line in found.lines)
    said = " ".join(found.lines)
    if not found.cut:
        assert said.replace("·", " ").split() == text.replace("·", " ").split()
    elif said:
        kept = said.removesuffix("…").replace(" ", "")
        assert text.replace(" ", "").startswith(kept)


@given(text=st.text("abcé W1", min_size=1, max_size=60), most=st.integers(1, 3))
def test_the_lines_stand_inside_their_box(text, most):
    box = (10.0, 20.0, 60.0, 33.0)
    found = fitted(text, (50.0, 13.0), 5.0, most)
    drawn = tuple(written(found, box, "middle"))
    if drawn:
        x0, y0, x1, y1 = extent(drawn)
        assert box[0] - 1e-6 <= x0 <= x1 <= box[2] + 1e-6
        assert box[1] - 1e-6 <= y0 <= y1 <= box[3] + 1e-6


def test_the_largest_height_is_taken_be_it_on_two_lines():
    text = "Semelle de l'étau de perçage"
    wide = glyphs.width(text, 5.0)
    assert fitted(text, (wide, 20.0), 5.0, 2).lines == (text,)
    two = fitted(text, (0.6 * wide, 20.0), 5.0, 2)
    assert (len(two.lines), two.height) == (2, 5.0)
    low = fitted(text, (0.6 * wide, 6.0), 5.0, 2)
    assert low.height == 2.5
    assert not low.cut


def test_the_least_height_is_kept_and_the_rest_gives_way_to_an_ellipsis():
    found = fitted("mot " * 80, (30.0, 6.0), 5.0, 2)
    assert found.cut
    assert found.height == 1.8
    assert len(found.lines) == 2
    assert found.lines[-1].endswith("…")


@pytest.mark.parametrize("align", ["left", "middle", "right"])
def test_texts_are_aligned(align):
    (text,) = written(fitted("x", (40.0, 5.0), 2.5), (0.0, 0.0, 40.0, 5.0), align)
    assert (text.place[0], text.anchor) == {
        "left": (0.0, "start"), "middle": (20.0, "middle"), "right": (40.0, "end"),
    }[align]  # fmt: skip


def test_parts_between_dots_stay_whole():
    text = "ISO 8015 · ISO 2768-m · ISO 22081"
    found = fitted(text, (glyphs.width("ISO 8015 · ISO 2768-m", 2.5), 8.0), 2.5, 2)
    assert found.lines == ("ISO 8015 · ISO 2768-m", "ISO 22081")
