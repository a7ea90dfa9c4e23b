"""The sketch of a contract on the smallest page on which it can be read."""

from __future__ import annotations

from gmp_cad.documents.contract import A3, A4, Contract, sketch_height_mm
from gmp_cad.drawing.phase_sketch import best_sketch
from gmp_cad.drawing.primitives import Drawing
from gmp_cad.drawing.sketch import PhaseSketch

# Above this cost the views are less than half as large as the frame allows, or signs collide.
_LEGIBLE = 4.5


def contract_sketch(contract: Contract, sketch: PhaseSketch, lang: str) -> Drawing:
    """Return the sketch in the room that its contract leaves on A4, or on A3 if A4 is too small.

    The width of the drawing tells the page (:func:`~gmp_cad.documents.contract.contract_context`).
    """
    best = None
    for page in (A4, A3):
        found = best_sketch(sketch, page.width, sketch_height_mm(contract, lang, page))
        if best is None or found.cost < best.cost:
            best = found
        if best.cost <= _LEGIBLE:
            break
    assert best is not None
    return best.drawing
