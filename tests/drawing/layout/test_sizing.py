"""The scale asked for follows what must be read; the ways go from small sheets to large ones."""

from __future__ import annotations

import pytest

from gmp_cad.drawing.layout.sizing import scale_asked_for, ways


def test_a_small_part_is_enlarged_and_a_large_one_reduced() -> None:
    assert scale_asked_for([(0, 0, 10, 5)], [], 0) == 3.5
    assert scale_asked_for([(0, 0, 1000, 500)], [300.0], 0) == 0.035


def test_many_annotations_ask_for_longer_outlines() -> None:
    few = scale_asked_for([(0, 0, 100, 50)], [50.0], 5)
    many = scale_asked_for([(0, 0, 100, 50)], [50.0], 30)
    assert few < 1 < many == pytest.approx(2.0)


def test_short_dimensions_ask_for_a_larger_scale() -> None:
    assert scale_asked_for([(0, 0, 100, 50)], [2.0, 2.0, 2.0, 80.0], 1) == 3.0


def test_small_holes_ask_for_a_scale_that_shows_them_within_reason() -> None:
    plate = [(0, 0, 800, 500)]
    assert scale_asked_for(plate, [], 0) < 0.1
    assert scale_asked_for(plate, [], 0, 50.0) == 0.05
    tiny = scale_asked_for(plate, [], 0, 0.5)
    assert tiny == 2 * scale_asked_for(plate, [], 0)


def test_ways_go_from_the_scale_asked_for_up_and_from_small_sheets_to_large() -> None:
    found = [(sheet.name, str(scale)) for sheet, scale in ways(0.9)]
    assert found[:6] == [(f"A{n}", "1:1") for n in (4, 3, 2, 1, 0)] + [("A4", "2:1")]
    # too large for every sheet: smaller scales on the last one
    assert found[15] == ("A0", "1:2")
    assert found[-1] == ("A0", "1:10000")


def test_a_tiny_part_takes_the_largest_scale_on_the_smallest_sheet() -> None:
    found = [(sheet.name, str(scale)) for sheet, scale in ways(1000.0)]
    assert found[:2] == [("A4", "50:1"), ("A3", "50:1")]
    assert len(found) == len(set(found))


def test_the_specification_sets_sheet_and_scale() -> None:
    assert {sheet.name for sheet, _ in ways(1.0, sheet="A2")} == {"A2"}
    assert {str(scale) for _, scale in ways(1.0, scale="1:5")} == {"1:5"}
