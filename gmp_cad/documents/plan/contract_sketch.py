"""The sketch of a contract in the room that its header and operations table leave."""

from __future__ import annotations

from gmp_cad.documents.plan.contract import PAGES, Contract, sketch_height_mm
from gmp_cad.drawing.phase.page_frame import PageFrame
from gmp_cad.drawing.phase.phase_sketch import SketchDrawing, sketch_drawing
from gmp_cad.drawing.phase.values import PhaseSketch


def contract_sketch(contract: Contract, sketch: PhaseSketch, lang: str) -> SketchDrawing:
    """Return the sketch on the sheet of its phase, on A3 where it cannot be read on A4.

    ``sheet`` of what is returned is the one on which the contract must then be written.
    """
    sheets = dict.fromkeys((contract.phase.sheet, "A3"))
    return sketch_drawing(sketch, [_frame(contract, sheet, lang) for sheet in sheets], lang)


def _frame(contract: Contract, sheet: str, lang: str) -> PageFrame:
    page = PAGES[sheet]
    height = sketch_height_mm(contract, lang, page)
    asked = contract.phase.sheet
    return PageFrame(
        sheet=sheet, width=page.width, height=height, instead_of=asked if sheet != asked else ""
    )
