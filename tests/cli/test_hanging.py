"""Labels and texts in two columns, for any width of a terminal."""

from __future__ import annotations

import pytest

from gmp_cad.cli.hanging import hanging
from gmp_cad.cli.sheet import Grid, Sheet

SHEET = Sheet(
    title="a title",
    blocks=(
        Grid(rows=(("Volume", "1 mm³ → 2 mm³"), ("a label of more than thirty-four letters", "b"))),
        Grid(rows=(("PASS → FAIL", "a sentence that is too long for one line of this terminal"),)),
        "a note", "another note",
    ),
)  # fmt: skip


def test_texts_are_wrapped_in_their_own_column() -> None:
    assert list(hanging(SHEET, 44)) == [
        "a title",
        "",
        "  Volume  1 mm³ → 2 mm³",
        "  a label of more than thirty-four letters",
        "          b",
        "",
        "  PASS → FAIL  a sentence that is too long",
        "               for one line of this terminal",
        "",
        "  a note",
        "  another note",
    ]


@pytest.mark.parametrize("width", [1, 10, 20, 40, 80, 200])
def test_every_width_shows_every_word(width: int) -> None:
    words = " ".join(hanging(SHEET, width)).split()
    assert [w for w in words if w == "sentence"] == ["sentence"]
    assert words[-1] == "note"


def test_styles_change_no_word_and_what_drives_a_terminal_is_shown() -> None:
    sheet = Sheet(title="t", blocks=(Grid(rows=(("a\x1b[2J", "b\x07"),)),))
    plain = "\n".join(hanging(sheet, 80))
    assert "\x1b" not in plain
    assert "\x07" not in plain
    assert "\x1b[2m" in "\n".join(hanging(sheet, 80, styled=True))
