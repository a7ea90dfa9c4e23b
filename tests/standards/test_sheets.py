"""Sheets, scales and lines."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from gmp_cad.errors import OutsideTableError
from gmp_cad.standards import sheets
from gmp_cad.standards.sheets import parse_scale, sheet


@pytest.mark.parametrize(
    ("name", "trimmed"),
    [
        ("A4", (210, 297)),
        ("A3", (420, 297)),
        ("A2", (594, 420)),
        ("A1", (841, 594)),
        ("A0", (1189, 841)),
    ],
)
def test_sheet(name: str, trimmed: tuple[int, int]) -> None:
    size = sheet(name)
    assert (size.width, size.height) == trimmed
    assert sheet(name.lower()) is size


def test_sheets_double() -> None:
    areas = [size.width * size.height for size in sheets.sheets()]
    assert [size.name for size in sheets.sheets()] == ["A4", "A3", "A2", "A1", "A0"]
    for small, large in pairwise(areas):
        assert large == pytest.approx(2 * small, rel=0.005)
    assert areas[-1] == pytest.approx(1e6, rel=1e-3)


def test_unknown_sheet() -> None:
    with pytest.raises(OutsideTableError, match="A4, A3, A2, A1, A0"):
        sheet("A5")


def test_frame() -> None:
    assert sheets.frame_line_width() == 0.7


def test_scales_are_ordered() -> None:
    ratios = [scale.ratio for scale in sheets.scales()]
    assert ratios == sorted(ratios, reverse=True)
    assert [str(scale) for scale in sheets.scales()][4:8] == ["2:1", "1:1", "1:2", "1:5"]


def test_parse_scale() -> None:
    assert parse_scale("1 : 2").ratio == 0.5
    with pytest.raises(OutsideTableError, match="no scale of ISO 5455"):
        parse_scale("1:3")


def test_line_widths() -> None:
    widths = sheets.line_widths()
    for narrow, wide in pairwise(widths):
        assert wide / narrow == pytest.approx(math.sqrt(2), rel=0.025)
    assert sheets.narrow_width(0.5) == 0.25
    assert sheets.narrow_width(0.7) == 0.35
    assert sheets.narrow_width(0.25) == 0.13
    for wrong in (0.13, 0.18, 0.6, 3):
        with pytest.raises(
            OutsideTableError, match=r"no wide line of ISO 128-2: 0\.25, 0\.35, 0\.5"
        ):
            sheets.narrow_width(wrong)


def test_line_types() -> None:
    assert sheets.line_type("visible") == sheets.LineType(wide=True, pattern=())
    assert sheets.line_type("hidden") == sheets.LineType(wide=False, pattern=(12, 3))
    assert sheets.line_type("axis").pattern == (24, 3, 0.5, 3)
    with pytest.raises(OutsideTableError) as caught:
        sheets.line_type("hiden")
    assert str(caught.value.hint) == "did you mean 'hidden'?"


def test_lettering() -> None:
    heights = sheets.lettering_heights()
    assert 3.5 in heights
    assert list(heights) == sorted(heights)
