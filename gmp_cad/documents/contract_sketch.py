"""The sketch of a contract in the room that its header and operations table leave."""

from __future__ import annotations

from gmp_cad.documents.contract import PAGES, Contract, sketch_height_mm
from gmp_cad.drawing.primitives import Drawing
from gmp_cad.drawing.sketch.phase_sketch import best_sketch
from gmp_cad.drawing.sketch.values import PhaseSketch


def contract_sketch(contract: Contract, sketch: PhaseSketch, lang: str) -> Drawing:
    """Return the sketch as large and legible as the page of its phase lets it be."""
    page = PAGES[contract.phase.sheet]
    return best_sketch(sketch, page.width, sketch_height_mm(contract, lang, page)).drawing
