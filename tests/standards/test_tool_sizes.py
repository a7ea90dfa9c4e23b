"""Sizes of tools, holders and inserts: values that the standards print, closed forms, steps."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.standards.table import document, records
from gmp_cad.standards.tool_sizes import (
    corner_angle,
    edge_length,
    holder_contour,
    holder_name,
    shank_length,
    tip_offset,
    tool_size,
)

FAMILIES = sorted({row["family"] for row in records("tool_lengths.csv")})


@pytest.mark.parametrize(
    ("family", "diameter", "overall", "shank", "grip", "neck"),
    [
        ("mill_carbide", 10.0, 72, 10, 40, 0),  # DIN 6527 L, DIN 6535 HA
        ("drill", 8.5, 117, 8.5, 30, 0),  # DIN 338: over 7.5 up to and including 8.5
        ("drill", 8.6, 125, 9.5, 30, 0),
        ("counterbore", 11.0, 80, 8, 30, 6.6),  # DIN 373: pilot of M6
        ("t_slot_mill", 21.0, 74, 12, 45, 10),  # DIN 851, slot 12
        ("tap", 6.0, 66, 6.3, 26, 0),  # ISO 529
        ("reamer", 500.0, 268, 23.7, 94, 0),  # beyond the table its last row holds
    ],
)
def test_sizes_of_tools(family, diameter, overall, shank, grip, neck):
    found = tool_size(family, diameter)
    assert (found.overall_mm, found.shank_mm, found.grip_mm, found.neck_mm) == (
        overall, shank, grip, neck,
    )  # fmt: skip


def test_a_row_holds_up_to_its_diameter_and_what_a_float_adds_to_it():
    assert tool_size("drill", 0.1 + 0.2 + 8.2) == tool_size("drill", 8.5)
    assert tool_size("drill", 8.5 + 1e-6) != tool_size("drill", 8.5)


def test_a_family_that_the_table_has_not_is_none():
    assert tool_size("hammer", 10.0) is None


@given(st.sampled_from(FAMILIES), st.floats(0.1, 200), st.floats(0.1, 200))
def test_a_larger_tool_is_not_shorter_nor_thinner(family, one, other):
    small, large = (tool_size(family, size) for size in sorted((one, other)))
    assert small.overall_mm <= large.overall_mm
    assert small.shank_mm <= large.shank_mm or family == "tap"  # ISO 529: M8 on 8, M12 on 9
    assert small.grip_mm <= large.grip_mm


@pytest.mark.parametrize(
    ("holder", "diameter", "first"),
    [
        ("Cône Morse 1", 14.0, (0.0, 25.0)),
        ("Cône Morse 2", 14.0 + 1e-6, (0.0, 32.0)),
        ("Cône Morse 2", 23.02 + 1e-12, (0.0, 32.0)),
        ("Cône Morse 3", 31.5, (0.0, 40.0)),
        ("Pince ER16", 4.0, (0.0, 28.0)),
        ("Mandrin porte-fraise 22", 63.0, (0.0, 40.0)),
        ("what nobody knows", 10.0, (0.0, 50.0)),  # taken as a collet chuck ER32
    ],
)
def test_the_holder_is_the_first_that_takes_the_tool(holder, diameter, first):
    assert holder_contour(holder, diameter)[0] == first


@pytest.mark.parametrize("entry", document("tool_holders.toml")["holder"], ids=lambda e: e["name"])
def test_a_holder_grows_towards_the_gauge_line(entry):
    contour = holder_contour(entry["name"], entry.get("up_to_mm", 1000.0))
    assert contour[0][0] == 0.0
    assert list(contour) == sorted(contour)
    assert all(isinstance(value, float) for pair in contour for value in pair)


def test_the_longest_name_that_begins_a_holder_is_translated():
    assert holder_name("Mandrin à pince ⌀25", "en") == "Collet chuck ⌀25"
    assert holder_name("Mandrin inconnu", "en") == "Mandrin inconnu"
    assert holder_name("Pince ER32", "fr") == "Pince ER32"


# ISO 1832 by closed forms: rhombs are circle / sin(corner), triangles √3 circles, squares one.
@pytest.mark.parametrize(
    ("shape", "code", "circle", "factor"),
    [
        ("C", 12, 12.7, 1 / math.sin(math.radians(80))),
        ("D", 15, 12.7, 1 / math.sin(math.radians(55))),
        ("V", 16, 9.525, 1 / math.sin(math.radians(35))),
        ("T", 11, 6.35, math.sqrt(3)),
        ("T", 16, 9.525, math.sqrt(3)),
        ("T", 22, 12.7, math.sqrt(3)),
        ("T", 33, 19.05, math.sqrt(3)),
        ("S", 19, 19.05, 1.0),
        ("R", 12, 12.7, 1.0),  # round: its diameter
        ("W", 8, 12.7, 0.6845),
        ("W", 6, 9.525, 0.6845),
    ],
)
def test_the_edge_of_an_insert_is_that_of_its_inscribed_circle(shape, code, circle, factor):
    assert edge_length(shape, code) == pytest.approx(circle * factor, rel=1e-12)


def test_the_edge_of_a_trigon_is_that_of_its_angles():
    """Six sides, corners of 80° and 160°: sides of circle/2·(1/tan 40° + 1/tan 80°)."""
    half = 1 / math.tan(math.radians(40)) + 1 / math.tan(math.radians(80))
    assert edge_length("W", 8) / 12.7 == pytest.approx(half / 2, rel=2e-3)


def test_a_code_that_no_circle_gives_is_the_length_itself():
    assert edge_length("C", 11) == 11.0
    assert edge_length("T", 21) == 21.0


def test_an_unknown_letter_has_no_angle_and_no_length():
    assert corner_angle("Z") is None
    assert shank_length("Z") is None
    assert (corner_angle("E"), shank_length("M"), shank_length("H")) == (75.0, 150.0, 100.0)


@pytest.mark.parametrize(
    ("width", "boring", "offset"),
    [
        (25, False, 32),  # ISO 5610
        (20, False, 25),
        (22.5, False, 28.5),  # halfway between the two
        (21, False, 26.4),  # a fifth of the way
        (5, False, 7),  # below the table in proportion: 10 → 14
        (11, False, 15),  # within it no more
        (12, False, 16),
        (6, True, 3.75),  # 8 → 5
        (40, False, 50),  # beyond it: 32 → 40
        (16, True, 11),  # ISO 6261
        (4, True, 2.5),
        (64, True, 44),
        (18, True, 12),
    ],
)
def test_the_offset_of_the_tip(width, boring, offset):
    assert tip_offset(width, boring=boring) == pytest.approx(offset, rel=1e-12)


@given(st.booleans(), st.floats(1, 80), st.floats(1, 80))
def test_the_offset_grows_with_the_shank(boring, one, other):
    small, large = sorted((one, other))
    assert tip_offset(small, boring=boring) <= tip_offset(large, boring=boring) + 1e-9
