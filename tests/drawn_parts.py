"""Definition drawings of the example's parts and of the published ones, each drawn once."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from functools import cache

from gmp_cad.documents.drawings.definition import Definition, definition_drawing, planned
from gmp_cad.drawing.best_sheet import Drawn
from gmp_cad.drawing.score import Score, score
from gmp_cad.drawing.views.choice import candidate_views
from gmp_cad.drawing.views.plan import DrawingPlan
from gmp_cad.kernel import brep
from gmp_cad.kernel.projection.cut import cut_view
from gmp_cad.kernel.projection.project import project
from gmp_cad.spec.drawing import DrawingChoices
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.sheet_template import FILE, read_sheet_template
from gmp_cad.spec.toml import read
from tests.whole_parts import ROOT, whole


@dataclass(frozen=True)
class DrawnPart:
    """A drawing with its judgement; seconds of CPU for its projections and cuts, and for itself."""

    definition: Definition
    plan: DrawingPlan
    drawn: Drawn
    score: Score
    kernel_s: float
    drawing_s: float


@cache
def bare(name: str) -> tuple[Definition, DrawingPlan, float]:
    """Return what the drawing of a part is made from, and the CPU time of its views."""
    part = whole(name)
    product = read(ROOT / "parts" / "product.toml", "parts/product.toml", ProductSpec)
    solid = brep.to_bytes(part.solid)
    start = time.process_time()
    views = {
        view: project(brep.from_bytes(solid), view, right, up, view != "isometric")
        for view, (right, up) in candidate_views(part.geometry).items()
    }
    definition = Definition(
        spec=part.spec, project=product.project, choices=DrawingChoices(),
        template=read_sheet_template((ROOT / FILE).read_text("utf-8"), FILE),
        geometry=part.geometry, projections=views, mass_kg=None,
    )  # fmt: skip
    plan = planned(definition)
    cuts = {cut.name: cut_view(brep.from_bytes(solid), cut) for cut in plan.cuts}
    return replace(definition, projections=views | cuts), plan, time.process_time() - start


@cache
def drawn_part(name: str, choices: DrawingChoices = DrawingChoices()) -> DrawnPart:
    """Return the drawing of a part by the name of its folder."""
    definition, plan, kernel_s = bare(name)
    definition = replace(definition, choices=choices)
    start = time.process_time()
    drawn = definition_drawing(definition, plan)
    spent = time.process_time() - start
    judged = score(drawn.drawing, definition.annotations.keys())
    return DrawnPart(definition, plan, drawn, judged, kernel_s, spent)
