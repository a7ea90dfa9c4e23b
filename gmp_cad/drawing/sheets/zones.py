"""In which reference zone of its sheet something stands (ISO 5457): ``C4``."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from gmp_cad.drawing.primitives import Box, Drawing, Group, Point, Text, box_of
from gmp_cad.drawing.sheets.frame import row_letters, zone_bounds
from gmp_cad.drawing.sheets.places import space_of
from gmp_cad.spec.sheet_template import SheetTemplate
from gmp_cad.standards.sheets import Sheet, sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnBalloon:
    """A balloon as a drawing bears it: the line it is of, its number, its zone ("" without zones)."""

    line: str
    number: str
    zone: str


def zone_of(template: SheetTemplate, sheet: Sheet, point: Point) -> str:
    """Return the zone of a point (mm from the lower left corner): row letter, column figure.

    Rows are lettered from the top, columns numbered from the left; what lies outside the frame
    belongs to the nearest zone. "" where the template draws no zones.
    """
    frame = template.frame
    if not frame.zones:
        return ""
    x0, y0, x1, y1 = space_of(template, sheet)
    columns = zone_bounds(sheet.width, x0, x1, frame.zone_pitch)
    rows = zone_bounds(sheet.height, y0, y1, frame.zone_pitch)
    column = min(max(bisect_right(columns, point[0]) - 1, 0), len(columns) - 2)
    row = min(max(bisect_right(rows, point[1]) - 1, 0), len(rows) - 2)
    return f"{row_letters(len(rows) - 2 - row)}{column + 1}"


def drawn_balloons(drawing: Drawing, template: SheetTemplate) -> tuple[DrawnBalloon, ...]:
    """Return the balloons of a drawing's characteristics, each with its zone, by line."""
    size = (drawing.width, drawing.height)
    sheet = next((s for s in sheets() if (s.width, s.height) == size), None)
    found = []
    for group in drawing.primitives:
        if isinstance(group, Group) and group.layer == "balloons" and group.key:
            zone = zone_of(template, sheet, _middle(box_of(group))) if sheet else ""
            line = group.key.removeprefix("dimensions.")
            found.append(DrawnBalloon(line=line, number=_number(group), zone=zone))
    return tuple(sorted(found, key=lambda balloon: balloon.line))


def _number(group: Group) -> str:
    return "".join(item.text for item in group.primitives if isinstance(item, Text))


def _middle(box: Box) -> Point:
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
