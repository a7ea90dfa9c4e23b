"""How many lines a text takes in a column, and how high they are, before it is set.

The numbers are those of ``gmp.typ``: DejaVu Sans, from the height of capitals to the base line,
leading 0.5 em. Sizes in points, lengths in mm.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

POINT_MM = 25.4 / 72
LEADING_EM = 0.5
# sCapHeight of DejaVu Sans (1556 of 2048): the height that Typst gives to a first line.
CAP_EM = 0.76
# Advance of the bold face relative to the regular one, rounded up.
BOLD = 1.16


@cache
def _advances() -> Mapping[str, float]:
    """Return each character's advance as a share of the font size."""
    path = resources.files("gmp_cad.documents").joinpath("data", "dejavu_sans.toml")
    data = tomllib.loads(path.read_text("utf-8"))
    unit = data["units_per_em"]
    return {
        character: int(advance) / unit
        for advance, characters in data["advances"].items()
        for character in characters
    }


def text_width_mm(text: str, size_pt: float) -> float:
    """Return the width of one line; a character that the table lacks counts as wide as an M."""
    advances = _advances()
    unknown = advances["M"]
    return sum(advances.get(character, unknown) for character in text) * size_pt * POINT_MM


def line_count(text: str, width_mm: float, size_pt: float) -> int:
    """Return the lines that a text takes when broken at spaces, and inside words too long."""
    return sum(_lines_of(line, width_mm, size_pt) for line in text.split("\n"))


def _lines_of(text: str, width_mm: float, size_pt: float) -> int:
    lines, used = 1, 0.0
    space = text_width_mm(" ", size_pt)
    for word in text.split(" "):
        width = text_width_mm(word, size_pt)
        if used and used + space + width <= width_mm:
            used += space + width
            continue
        lines += 1 if used else 0
        while width > width_mm:  # a word longer than the column is broken where it ends
            lines += 1
            width -= width_mm * 0.9
        used = width
    return lines


def height_mm(lines: int, size_pt: float) -> float:
    """Return the height of a block of lines."""
    return (lines * CAP_EM + max(lines - 1, 0) * LEADING_EM) * size_pt * POINT_MM
