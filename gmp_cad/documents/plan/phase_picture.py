"""Small sketches of a phase: what it machines for the gamme, location by normals for the APEF."""

from __future__ import annotations

from dataclasses import replace

from gmp_cad.documents.plan.phase_figure import PhaseFigure, phase_sketch_of
from gmp_cad.drawing import svg
from gmp_cad.drawing.phase.page_frame import PageFrame
from gmp_cad.drawing.phase.phase_sketch import sketch_drawing
from gmp_cad.drawing.phase.small_view import small_view
from gmp_cad.drawing.phase.values import PhaseSketch

# Frames in which they are laid out, mm: documents may print them smaller, and no scale is stated.
OUTLINE_MM = (46.0, 26.0)
LOCATION_MM = (150.0, 76.0)


def phase_outline(figure: PhaseFigure) -> str:
    """Return the SVG of the view that shows most of the machined surfaces, in red."""
    sketch = phase_sketch_of(figure)
    return svg.to_svg(small_view(sketch.views, sketch.faces, sketch.red, OUTLINE_MM))


def phase_location(figure: PhaseFigure) -> str:
    """Return the SVG of the phase with normals, clamps and machined surfaces; no Cf has a value.

    Without technological signs: location stands there by part 1 of NF E 04-013.
    """
    return _drawn(_bare(figure), LOCATION_MM, figure.lang)


def _bare(figure: PhaseFigure) -> PhaseSketch:
    sketch = phase_sketch_of(figure)
    plain = tuple(replace(s, texture="", frames=()) for s in sketch.surfaces)
    return replace(sketch, callouts=(), threads=(), cuts=(), notes=(), holding=(),
                   surfaces=plain, scaled=False)  # fmt: skip


def _drawn(sketch: PhaseSketch, size_mm: tuple[float, float], lang: str) -> str:
    frame = PageFrame(sheet="A4", width=size_mm[0], height=size_mm[1])
    return svg.to_svg(sketch_drawing(sketch, [frame], lang).drawing)
