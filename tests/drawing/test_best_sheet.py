"""The sheet and the scale of a drawing: what is chosen holds where the part fits on it."""

from __future__ import annotations

import pytest

from gmp_cad.drawing.best_sheet import Drawn, best_sheet
from gmp_cad.drawing.primitives import Drawing
from gmp_cad.errors import ExitCode, NoRoomError
from gmp_cad.spec.drawing import DrawingChoices
from gmp_cad.standards.sheets import Scale, Sheet

PART = (186.0, 60.0)  # mm: with its annotations 100 mm longer and higher on paper


def draw(sheet: Sheet, scale: Scale) -> Drawn | None:
    width, height = (side * scale.ratio + 100 for side in PART)
    if width > sheet.width or height > sheet.height:
        return None
    drawing = Drawing(width=sheet.width, height=sheet.height, primitives=(), title=str(scale))
    return Drawn(drawing=drawing, overlaps=0, crossings=0)


@pytest.mark.parametrize(
    ("choices", "width", "scale", "given_up"),
    [
        (DrawingChoices(sheet="A3", scale="1:1"), 420, "1:1", ()),
        (DrawingChoices(sheet="A2"), 594, "2:1", ()),
        (DrawingChoices(sheet="A4", scale="1:1"), 210, "1:2", ("1:1",)),
        (DrawingChoices(scale="20:1"), 420, "1:1", ("20:1",)),
    ],
)
def test_a_choice_holds_where_the_part_fits(
    choices: DrawingChoices, width: float, scale: str, given_up: tuple[str, ...]
) -> None:
    found = best_sheet(1.0, choices, draw)
    assert (found.drawing.width, found.drawing.title) == (width, scale)
    assert found.given_up == given_up


def test_a_sheet_on_which_nothing_fits_gives_way_to_the_next() -> None:
    found = best_sheet(
        1.0,
        DrawingChoices(sheet="A4", scale="1:1"),
        lambda sheet, scale: draw(sheet, scale) if sheet.name != "A4" else None,
    )
    assert found.given_up == ("A4", "1:1")
    assert found.drawing.width == 420


def test_a_template_without_room_for_any_view_is_told_with_its_file() -> None:
    with pytest.raises(NoRoomError) as raised:
        best_sheet(1.0, DrawingChoices(sheet="A4", scale="1:1"), lambda _sheet, _scale: None)
    assert str(raised.value.where) == "docs_templates/sheet.toml"
    assert "no room" in raised.value.message.say("en")
    assert raised.value.exit_code == ExitCode.USAGE
