"""Definition drawings of whole parts: every line once, nothing on anything, views in projection."""

from __future__ import annotations

import json

import pytest

from gmp_cad.documents.drawings.definition import drawn_lines
from gmp_cad.drawing.primitives import Group, Text, plain
from gmp_cad.drawing.svg import to_svg
from gmp_cad.spec.balloons import balloons
from gmp_cad.spec.drawing import DrawingChoices
from tests.drawn_parts import drawn_part
from tests.whole_parts import FOLDERS, ROOT

pytestmark = pytest.mark.slow
_WORSE = 3.0  # points that a score may lose before somebody must look at the drawing


@pytest.mark.parametrize("name", FOLDERS)
def test_every_line_stands_once_and_nothing_lies_on_anything(name: str) -> None:
    part = drawn_part(name)
    assert part.drawn.unplaced == ()
    assert part.score.missing == ()
    assert part.score.doubled == ()
    assert [fault for fault in part.score.faults if fault.kind != "crossing"] == []
    assert part.score.smallest_lettering >= 1.8
    spec = part.definition.spec
    lines = {
        *spec.dimensions, *(f"tolerances.{key}" for key in spec.tolerances),
        *(f"datums.{letter}" for letter in spec.datums),
        *(f"textures.{surface}" for surface in spec.textures),
    }  # fmt: skip
    assert lines <= set(drawn_lines(part.drawn.drawing))


@pytest.mark.parametrize("name", FOLDERS)
def test_a_drawing_is_as_good_as_it_was(name: str) -> None:
    kept = json.loads((ROOT / "benchmarks" / "drawings.json").read_text("utf-8"))
    assert drawn_part(name).score.total >= kept[name]["total"] - _WORSE


@pytest.mark.parametrize("name", FOLDERS)
def test_each_line_has_its_balloon_once(name: str) -> None:
    part = drawn_part(name)
    shown = sorted(
        int(item.text)
        for group in part.drawn.drawing.primitives
        if isinstance(group, Group) and group.layer == "balloons"
        for item in plain([group])
        if isinstance(item, Text)
    )
    assert shown == sorted(map(int, balloons(part.definition.spec).values()))


@pytest.mark.parametrize("name", FOLDERS)
def test_measured_dimensions_hold_what_the_specification_says(name: str) -> None:
    part = drawn_part(name)
    dimensions = part.definition.spec.dimensions
    measured = 0
    for group in part.drawn.drawing.primitives:
        if not isinstance(group, Group) or group.measured is None:
            continue
        if group.measured.kind == "linear":
            (x0, y0), (x1, y1), _ = group.measured.points
            cos, sin = _direction(group.measured.angle_deg)
            length = abs((x1 - x0) * cos + (y1 - y0) * sin) / group.measured.scale
            nominal = dimensions[group.key.removeprefix("dimensions.")].nominal
            assert length == pytest.approx(nominal, abs=1e-3)
            measured += 1
    assert measured


def _direction(degrees: float) -> tuple[float, float]:
    import math

    return math.cos(math.radians(degrees)), math.sin(math.radians(degrees))


def test_notes_that_say_the_same_are_one_note() -> None:
    """Three dimensions of the casting tie it to the machined faces, in the same words."""
    said = [item.text for item in plain(drawn_part("semelle").drawn.drawing.primitives)
            if isinstance(item, Text) and "liaison au brut" in item.text]  # fmt: skip
    assert said == ["Cotes 2, 11, 20 : liaison au brut"]


def test_a_small_part_in_one_column_takes_the_smallest_sheet() -> None:
    """What is written beside a bush goes above and below it, rather than onto a larger sheet."""
    sheet = drawn_part("douille").drawn.drawing
    assert (sheet.width, sheet.height) == (210, 297)


def test_the_same_drawing_twice() -> None:
    first = to_svg(drawn_part("flasque").drawn.drawing)
    drawn_part.cache_clear()
    assert to_svg(drawn_part("flasque").drawn.drawing) == first


def test_the_specification_sets_sheet_and_scale() -> None:
    chosen = drawn_part("flasque", DrawingChoices(sheet="A2", scale="1:2")).drawn.drawing
    assert (chosen.width, chosen.height) == (594, 420)
    texts = {item.text for item in plain(chosen.primitives) if isinstance(item, Text)}
    assert "1:2" in texts
    assert "A2" in texts
