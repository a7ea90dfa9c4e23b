from __future__ import annotations

import math

import pytest

from gmp_cad.drawing import symbols
from gmp_cad.drawing.primitives import Circle, Polygon, Polyline, Text, box_of, extent


def test_texture_stands_on_its_foot_and_reads_from_below_or_from_the_right():
    upright = symbols.texture((0.0, 0.0), "Ra 1,6")
    assert extent(upright)[1] == pytest.approx(0.0)
    turned = symbols.texture((0.0, 0.0), "Ra 1,6", (-1.0, 0.0))
    text = next(item for item in turned if isinstance(item, Text))
    assert text.rotation_deg == pytest.approx(90)
    assert extent(turned)[2] == pytest.approx(0.0)


def test_texture_strokes_are_at_sixty_degrees():
    stroke = symbols.texture((0.0, 0.0), "Ra 1,6")[0]
    (x0, y0), (x1, y1), (x2, y2) = stroke.points[:3]
    assert math.degrees(math.atan2(y0 - y1, x0 - x1)) == pytest.approx(120)
    assert math.degrees(math.atan2(y2 - y1, x2 - x1)) == pytest.approx(60)


def test_frame_starts_at_its_corner_and_its_texts_stay_in_their_cells():
    frame = ("⌖", "⌀0,05 Ⓜ", ("A", "B"))
    drawn = symbols.tolerance_frame((10.0, 20.0), *frame)
    box = extent(drawn)
    assert box[:2] == pytest.approx((10.0, 20.0))
    assert box[3] - box[1] == pytest.approx(symbols.FRAME_HEIGHT)
    cells = [item for item in drawn if isinstance(item, Polygon)]
    assert len(cells) == 4
    for item in drawn:
        if isinstance(item, Text):
            x0, _, x1, _ = box_of(item)
            assert any(c[0] <= x0 and x1 <= c[2] for c in map(box_of, cells))


def test_first_angle_sign_shows_the_small_end_at_the_left():
    cone, *rest = symbols.first_angle((0.0, 0.0), 8.0)
    heights = {}
    for x, y in cone.points:
        heights.setdefault(x, []).append(abs(y))
    left, right = min(heights), max(heights)
    assert max(heights[left]) < max(heights[right])
    circles = [item for item in rest if isinstance(item, Circle)]
    # beside it the view from the left: both circles, as large as the two ends
    assert all(circle.centre[0] > right for circle in circles)
    assert sorted(c.radius for c in circles) == [max(heights[left]), max(heights[right])]


def test_arrowheads_are_between_15_and_30_degrees():
    head = symbols.arrowhead((0.0, 0.0), (1.0, 0.0))
    (_, (x, y), _) = head.points
    assert 15 <= 2 * math.degrees(math.atan2(abs(y), -x)) <= 30  # ISO 129-1


@pytest.mark.parametrize(
    ("text", "strokes", "circles"),
    [("Ra 1,6", 2, 0), ("APA Ra 1,6", 1, 0), ("NMR Ra 25", 1, 1)],
)
def test_texture_says_whether_material_is_removed(text: str, strokes: int, circles: int):
    drawn = symbols.texture((0.0, 0.0), text)
    assert len([item for item in drawn if isinstance(item, Polyline)]) == strokes
    found = [item for item in drawn if isinstance(item, Circle)]
    assert len(found) == circles
    for circle in found:  # inscribed between the strokes at 60°
        assert circle.centre[1] / 2 == pytest.approx(circle.radius)


def test_texture_writes_each_limit_on_its_line_under_the_bar():
    drawn = symbols.texture((0.0, 0.0), "U Ra 3,2 / L Ra 0,8")
    texts = [item for item in drawn if isinstance(item, Text)]
    assert [text.text for text in texts] == ["U Ra 3,2", "L Ra 0,8"]
    upper, lower = map(box_of, texts)
    assert upper[1] > lower[3]
    bar = max(y for _, y in drawn[0].points)
    assert upper[3] < bar
    assert lower[1] > 0


def test_a_frame_holds_every_modifier():
    drawn = symbols.tolerance_frame((0.0, 0.0), "⌖", "⌀0,1 CZ Ⓟ 12 Ⓜ Ⓕ", ("A-B", "(C-D) Ⓜ"))
    cells = [box_of(item) for item in drawn if isinstance(item, Polygon)]
    assert len(cells) == 4
    texts = [item for item in drawn if isinstance(item, Text)]
    assert [item.text for item in texts] == ["⌖", "⌀0,1 CZ Ⓟ 12 Ⓜ Ⓕ", "A-B", "(C-D) Ⓜ"]
    for cell, box in zip(cells, map(box_of, texts), strict=True):
        assert all(cell[i] < box[i] and box[i + 2] < cell[i + 2] for i in (0, 1))


@pytest.mark.parametrize("text", ["Ra 1,6", "Ra 1.6", "U Ra 3.2 / L Ra 0.8"])
def test_a_texture_keeps_its_decimal_sign(text: str) -> None:
    drawn = [p.text for p in symbols.texture((0.0, 0.0), text) if isinstance(p, Text)]
    assert " / ".join(drawn) == text
