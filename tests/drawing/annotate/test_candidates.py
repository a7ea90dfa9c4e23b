"""What holds for every candidate of every annotation, whatever way the part is turned."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Polygon
from shapely.geometry import Point as ShapelyPoint

from gmp_cad.drawing.annotate.assign import assigned
from gmp_cad.drawing.annotate.items import items_for
from gmp_cad.drawing.annotation import Callout, End, PartAnnotations
from gmp_cad.drawing.primitives import Circle, Polyline, Text, extent, plain
from tests.drawing.annotate import plate

ANGLE = Callout(
    line="corner", kind="angle", texts=("90° ±0,5°",), balloon="6", direction=plate.Z,
    vertex=(0.0, 0.0, 0.0),
    ends=(End(point=(50.0, 0.0, 0.0), faces=(plate.FRONT,)),
          End(point=(0.0, 30.0, 0.0), faces=(plate.LEFT,))),
)  # fmt: skip
NOTE = Callout(
    line="edge", kind="chamfer", texts=("1×45°",), balloon="7", direction=plate.Z,
    faces=(plate.TOP,), ends=(End(point=(0.0, 0.0, 20.0)), End(point=(0.0, 0.0, 20.0))),
)  # fmt: skip
RADIUS = replace(plate.BORE_SIZE, line="radius", kind="radius", texts=("R8",))
CALLOUTS = (
    plate.LENGTH, plate.HEIGHT, plate.MARGIN, plate.FRAMED, plate.BORE_SIZE, ANGLE, NOTE, RADIUS,
    replace(plate.BORE_SIZE, datum="B"),
    replace(plate.FRAMED, texture="Ra 0,8", texts=("⌀16 H7", "↧12")),
    replace(plate.HEIGHT, frames=plate.FRAMED.frames, texts=("20 ±0,05", "hors tout")),
)  # fmt: skip
MARKS = (plate.TEXTURE, plate.DATUM, plate.FLATNESS)
VIEWS = (plate.top_view(), plate.front_view(), plate.front_view(cut=True))


def each(turn: float, scale: float, start: int = 0, step: int = 1):
    """Yield (key, candidate) of everything in every view, or every ``step``-th candidate."""
    for view in VIEWS:
        shown = plate.turned(replace(view, scale=scale), turn)
        for item in items_for(shown, CALLOUTS, MARKS, plate.FACES):
            for candidate in item.candidates[start::step]:
                yield item.key, candidate


turns = st.one_of(st.sampled_from((0.0, 90.0, 180.0, -90.0)), st.floats(-180, 180))
STEP = 11  # of the candidates, each example looks at one in eleven
starts = st.integers(0, STEP - 1)
scales = st.sampled_from((0.1, 0.3, 1.0, 2.0))


@settings(max_examples=6, deadline=None)
@given(turn=turns, scale=scales, start=starts)
def test_no_own_line_runs_through_an_own_text(turn: float, scale: float, start: int) -> None:
    for key, one in each(turn, scale, start, STEP):
        inner = [Polygon(area).buffer(-0.3) for area in one.areas]
        for stroke in (s for s in one.strokes if s.kind != "alignment"):
            line = LineString(stroke.points)
            assert not any(area.intersects(line) for area in inner), (key, stroke)


@settings(max_examples=6, deadline=None)
@given(turn=turns, scale=scales, start=starts)
def test_own_texts_and_signs_do_not_overlap(turn: float, scale: float, start: int) -> None:
    for key, one in each(turn, scale, start, STEP):
        areas = [Polygon(area).buffer(-0.1) for area in one.areas]
        for a, b in itertools.combinations(areas, 2):
            assert not a.intersects(b), (key, a.wkt, b.wkt)


@settings(max_examples=4, deadline=None)
@given(turn=turns, scale=scales, start=starts)
def test_whatever_is_written_lies_in_the_areas(turn: float, scale: float, start: int) -> None:
    for key, one in each(turn, scale, start, STEP):
        areas = [Polygon(area).buffer(0.35) for area in one.areas]
        for text in (p for p in plain(one.draw()) if isinstance(p, Text)):
            x0, y0, x1, y1 = extent((text,))
            middle = ShapelyPoint((x0 + x1) / 2, (y0 + y1) / 2)
            assert any(area.contains(middle) for area in areas), (key, text)


@pytest.mark.parametrize("turn", [0.0, 90.0, 35.0])
@pytest.mark.parametrize("callout", CALLOUTS, ids=lambda callout: callout.line)
def test_every_way_draws_all_that_the_callout_bears(callout: Callout, turn: float) -> None:
    """Frames, the letter of a datum and the texture stand with the size in each candidate."""
    borne = PartAnnotations(callouts=(callout,), marks=()).keys()
    borne |= {f"textures.{callout.line}"} if callout.texture else set()
    for view in VIEWS:
        for item in items_for(plate.turned(view, turn), (callout,), (), plate.FACES):
            for one in item.candidates:
                assert {group.key for group in one.draw()} == borne


@settings(max_examples=4, deadline=None)
@given(turn=turns, scale=scales, start=starts)
def test_whatever_is_drawn_lies_in_areas_or_on_strokes(
    turn: float, scale: float, start: int
) -> None:
    for key, one in each(turn, scale, start, STEP):
        told = [Polygon(area).buffer(1.3) for area in one.areas]
        told += [LineString(stroke.points).buffer(1.5) for stroke in one.strokes]
        for drawn in plain(one.draw()):
            if isinstance(drawn, Polyline):
                places = drawn.points
            elif isinstance(drawn, Circle):
                places = (drawn.centre,)
            else:
                continue
            for place in places:
                assert any(area.contains(ShapelyPoint(place)) for area in told), (key, drawn)


@pytest.mark.parametrize("turn", [0.0, 35.0])
def test_no_two_candidates_of_an_item_are_the_same(turn: float) -> None:
    for view in VIEWS:
        for item in items_for(plate.turned(view, turn), CALLOUTS, MARKS, plate.FACES):
            shapes = [(one.areas, one.strokes) for one in item.candidates]
            assert len(shapes) == len(set(shapes)), item.key


def test_the_same_input_gives_the_same_candidates() -> None:
    first, second = (
        [(key, one.areas, one.strokes, one.cost, one.draw()) for key, one in each(17.0, 1.0)]
        for _ in range(2)
    )
    assert first == second


@settings(max_examples=8, deadline=None)
@given(turn=turns, scale=scales)
def test_whatever_is_assigned_to_a_view_can_be_drawn_there(turn: float, scale: float) -> None:
    views = [plate.turned(replace(view, scale=scale), turn) for view in VIEWS]
    for shown in ([view] for view in views):
        said = PartAnnotations(callouts=CALLOUTS, marks=MARKS)
        found = assigned(said, shown, plate.FACES)
        items = items_for(shown[0], found.callouts[0], found.marks[0], plate.FACES)
        assert len(items) == len(found.callouts[0]) + len(found.marks[0])
        lost = {line for line, _ in found.unplaced}
        assert len(found.callouts[0]) + sum(c.line in lost for c in CALLOUTS) == len(CALLOUTS)
