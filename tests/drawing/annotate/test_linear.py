"""Dimensions between extension lines: rows, texts, arrows, whatever way the part is turned."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.drawing.annotate.items import items_for
from gmp_cad.drawing.primitives import Text, plain
from tests.drawing.annotate import plate


def candidates(view, callout):
    (item,) = items_for(view, (callout,), (), plate.FACES)
    return item.candidates


def strokes(candidate, kind):
    return [stroke.points for stroke in candidate.strokes if stroke.kind == kind]


@settings(max_examples=25, deadline=None)
@given(turn=st.floats(-180, 180), scale=st.sampled_from((0.5, 1.0, 2.0)))
def test_a_dimension_runs_along_its_direction_between_its_ends(turn, scale) -> None:
    view = plate.top_view(turn, scale)
    x, y = view.turn(plate.X)
    for one in candidates(view, plate.LENGTH):
        (a, b) = strokes(one, "dimension")[0]
        along = abs((b[0] - a[0]) * x + (b[1] - a[1]) * y)
        assert along == pytest.approx(math.dist(a, b), abs=1e-6)
        assert along >= 100 * scale - 1e-6
        for foot, tip in strokes(one, "extension"):
            assert abs((tip[0] - foot[0]) * x + (tip[1] - foot[1]) * y) < 1e-6
            assert min(abs(foot[0] * x + foot[1] * y - k) for k in (0.0, 100.0 * scale)) < 1e-6


@settings(max_examples=25, deadline=None)
@given(turn=st.floats(-180, 180))
def test_texts_read_from_below_or_from_the_right(turn) -> None:
    view = plate.top_view(turn)
    for one in candidates(view, plate.LENGTH):
        for text in (p for p in plain(one.draw()) if isinstance(p, Text)):
            # what stands nearly upright reads from the right, whichever way it leans
            assert -85.0 - 1e-6 < text.rotation_deg <= 95.0 + 1e-6


def test_the_first_row_is_10_mm_from_the_outline_and_the_next_7_mm_further() -> None:
    rows = {
        round(strokes(one, "dimension")[0][0][1], 6)
        for one in candidates(plate.top_view(), plate.LENGTH)
    }
    assert {-10.0, -17.0, -24.0, 70.0, 77.0} <= rows
    assert not {row for row in rows if -9.9 < row < 69.9}


def test_the_cheapest_row_is_the_nearest_one_on_the_side_of_the_feature() -> None:
    best = min(candidates(plate.top_view(), plate.MARGIN), key=lambda one: one.cost)
    assert strokes(best, "dimension")[0][0][1] == pytest.approx(-10.0)


def test_an_axis_is_reached_as_far_as_its_centre_line() -> None:
    best = min(candidates(plate.top_view(), plate.MARGIN), key=lambda one: one.cost)
    feet = [line[0] for line in strokes(best, "extension") if abs(line[0][0] - 30) < 1e-6]
    assert feet == [pytest.approx((30.0, 20.0 - 8.0 - 3.0 - 1.0))]


def test_what_is_measured_is_the_size_on_paper() -> None:
    for one in candidates(plate.top_view(30.0, 0.5), plate.LENGTH):
        (group,) = [g for g in one.draw() if g.layer == "dimensions"]
        assert group.key == "dimensions.length"
        first, second, _ = group.measured.points
        angle = math.radians(group.measured.angle_deg)
        apart = (second[0] - first[0]) * math.cos(angle) + (second[1] - first[1]) * math.sin(angle)
        assert abs(apart) == pytest.approx(50.0)
        assert (group.measured.text, group.measured.scale) == ("100 ±0,2", 0.5)


def test_a_balloon_is_a_group_of_its_own_with_the_same_key() -> None:
    for one in candidates(plate.top_view(), plate.LENGTH):
        (balloon,) = [g for g in one.draw() if g.layer == "balloons"]
        assert balloon.key == "dimensions.length"
    bare = replace(plate.LENGTH, balloon="")
    assert all(
        group.layer == "dimensions"
        for one in candidates(plate.top_view(), bare)
        for group in one.draw()
    )


def test_frames_and_datum_of_an_axis_hang_on_the_dimension() -> None:
    for one in candidates(plate.front_view(cut=True), plate.FRAMED):
        groups = {group.layer: group.key for group in one.draw()}
        assert groups["tolerances"] == "tolerances.bore_perp"
        assert groups["datums"] == "datums.B"


def test_a_datum_alone_stands_in_line_with_the_dimension_line() -> None:
    callout = replace(plate.BORE_SIZE, datum="B")
    for one in candidates(plate.front_view(cut=True), callout):
        (sign,) = [g for g in one.draw() if g.layer == "datums"]
        (a, b) = strokes(one, "dimension")[0]
        foot = sign.primitives[0].points[0]
        assert foot[1] == pytest.approx(a[1]) == pytest.approx(b[1])
        assert min(abs(foot[0] - x) for x in (22.0, 38.0)) < 1e-6


def test_half_a_section_shows_one_arrow_and_a_line_past_the_axis() -> None:
    view = plate.front_view(cut=True)
    curves = tuple(c for c in view.projection.curves if c.points[0][0] != 38.0)
    half = replace(view, projection=replace(view.projection, curves=curves))
    for one in candidates(half, plate.BORE_SIZE):
        (group,) = [g for g in one.draw() if g.layer == "dimensions"]
        heads = [p for p in group.primitives if type(p).__name__ == "Polygon"]
        tips = [head.points[0][0] for head in heads]
        assert tips == [pytest.approx(22.0)]
        ends = [x for points in strokes(one, "dimension") for x, _ in points]
        assert min(ends) <= 22.0 + 1e-6
        assert max(ends) > 30.0
        assert all(abs(line[0][0] - 22.0) < 1e-6 for line in strokes(one, "extension"))


def test_hidden_ends_are_a_reason_to_look_elsewhere() -> None:
    assert candidates(plate.front_view(), plate.BORE_SIZE)
    assert not items_for(plate.top_view(), (plate.HEIGHT,), (), plate.FACES)
