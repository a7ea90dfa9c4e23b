"""Where things are on a sheet, as its template says: mm from the sheet's lower left corner."""

from __future__ import annotations

from gmp_cad.drawing.primitives import Box
from gmp_cad.spec.sheet_template import SheetTemplate
from gmp_cad.standards.sheets import Sheet


def space_of(template: SheetTemplate, sheet: Sheet) -> Box:
    """Return the drawing space inside the frame."""
    frame = template.frame
    return (frame.left, frame.other, sheet.width - frame.other, sheet.height - frame.other)


def block_box(template: SheetTemplate, sheet: Sheet) -> Box:
    """Return the place of the title block: the lower right corner of the drawing space."""
    block = template.block(sheet.name)
    _, y0, x1, _ = space_of(template, sheet)
    return (x1 - block.width, y0, x1, y0 + block.height)
