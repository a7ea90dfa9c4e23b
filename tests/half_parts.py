"""Symmetrical parts that a draughtsman draws half in section, and twins that lack what it takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from gmp_cad.documents.drawings.definition import Definition, definition_drawing, planned
from gmp_cad.drawing.best_sheet import Drawn
from gmp_cad.drawing.score import Score, score
from gmp_cad.drawing.views.choice import candidate_views
from gmp_cad.drawing.views.plan import DrawingPlan
from gmp_cad.kernel.measuring.features import resolve_features
from gmp_cad.kernel.measuring.witness import witnesses
from gmp_cad.kernel.projection.cut import cut_view
from gmp_cad.kernel.projection.project import project
from gmp_cad.kernel.scripts.run import run_model
from gmp_cad.kernel.surfaces.faces import face_geometries
from gmp_cad.spec.drawing import DrawingChoices
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.sheet_template import FILE, read_sheet_template
from gmp_cad.spec.toml import parse, read
from gmp_cad.spec.values import values_of
from tests.whole_parts import ROOT

FITTING = """
[part]
number = "RA-01"
title = "Raccord"
material = "CuZn39Pb3"
general_tolerances = "ISO 2768-m"
surface_texture = "Ra 3,2"
revision = "A"

[dimensions]
length = { size = "70", between = ["left", "right"] }
neck = { size = "20", between = ["left", "collar_left"] }
collar = "⌀48"
collar_length = { size = "24", between = ["collar_left", "collar_right"] }
across = { size = "41 0/-0,3", between = ["under", "upper"] }
seat = "⌀30 h9"
spigot = "⌀26"
bore = "⌀22 H8"
bore_depth = { size = "45", between = ["left", "floor"] }
hole = "⌀14"

[features]
left = "<X"
right = ">X"
"""

FITTING_MODEL = """
import cadquery as cq


def build(d):
    def at(x):
        return cq.Workplane("YZ", origin=(x, 0, 0))

    end = d.neck + d.collar_length
    part = at(d.neck).circle(d.collar / 2).extrude(d.collar_length)
    part.faces("<X").tag("collar_left")
    part.faces(">X").tag("collar_right")
    square = cq.Workplane("XY", origin=(end - 6, 0, 0)).box(36, d.across, d.across)
    square.faces("<Z").tag("under")
    square.faces(">Z").tag("upper")
    part = part.intersect(square.union(at(0).circle(d.collar / 2).extrude(d.neck + 4)))
    part = part.union(at(0).circle(d.seat / 2).extrude(d.neck))
    part = part.union(at(end).circle(d.spigot / 2).extrude(d.length - end))
    bore = at(0).circle(d.bore / 2).extrude(d.bore_depth)
    bore.faces(">X").tag("floor")
    part = part.cut(bore).cut(at(0).circle(d.hole / 2).extrude(d.length))
    return partMORE
"""
FLAT_ON_TOP = '.cut(cq.Workplane("XY", origin=(10, 0, 20)).box(8, 60, 14))'


UNION = FITTING.replace('collar = "⌀48"\n', "").replace('"under", "upper"', '"one", "other"')
UNION_MODEL = """
import cadquery as cq


def build(d):
    def at(x):
        return cq.Workplane("YZ", origin=(x, 0, 0))

    end = d.neck + d.collar_length
    part = at(d.neck).polygon(6, d.across / 0.8660254037844386).extrude(d.collar_length)
    part = part.rotate((0, 0, 0), (1, 0, 0), TURN)
    part.faces("<X").tag("collar_left")
    part.faces(">X").tag("collar_right")
    part.faces("<AXIS").tag("one")
    part.faces(">AXIS").tag("other")
    part = part.union(at(0).circle(d.seat / 2).extrude(d.neck))
    part = part.union(at(end).circle(d.spigot / 2).extrude(d.length - end))
    bore = at(0).circle(d.bore / 2).extrude(d.bore_depth)
    bore.faces(">X").tag("floor")
    return part.cut(bore).cut(at(0).circle(d.hole / 2).extrude(d.length))
"""


@dataclass(frozen=True)
class HalfPart:
    """A part with the plan of its drawing, the drawing, and its judgement."""

    definition: Definition
    plan: DrawingPlan
    drawn: Drawn
    score: Score


def fitting(more: str = "") -> str:
    """Return the model of the fitting, with ``more`` cut away."""
    return FITTING_MODEL.replace("MORE", more)


def union(turn: int) -> str:
    """Return the model of a fitting with a hexagon, its corners up (30) or aside (0)."""
    return UNION_MODEL.replace("TURN", str(turn)).replace("AXIS", "Y" if turn else "Z")


@cache
def half_part(text: str, model: str) -> HalfPart:
    """Return the drawing of the part that a specification and a model describe."""
    spec = parse(text, "parts/part/spec.toml", PartSpec).model_copy(update={"name": "part"})
    with TemporaryDirectory() as root:
        file = Path(root) / "parts" / "part" / "model.py"
        file.parent.mkdir(parents=True)
        file.write_text(model, "utf-8")
        run = run_model(file, Path(root), values_of(spec))
    geometry, problems = resolve_features(
        run.solid, face_geometries(run.solid), spec, run.run.named_faces
    )
    assert not problems
    geometry = replace(geometry, witnesses=witnesses(spec, geometry))
    views = {
        view: project(run.solid, view, right, up, view != "isometric")
        for view, (right, up) in candidate_views(geometry).items()
    }
    product = read(ROOT / "parts" / "product.toml", "parts/product.toml", ProductSpec)
    definition = Definition(
        spec=spec, project=product.project, choices=DrawingChoices(),
        template=read_sheet_template((ROOT / FILE).read_text("utf-8"), FILE),
        geometry=geometry, projections=views, mass_kg=None,
    )  # fmt: skip
    plan = planned(definition)
    cuts = {cut.name: cut_view(run.solid, cut) for cut in plan.cuts}
    definition = replace(definition, projections=views | cuts)
    drawn = definition_drawing(definition, plan)
    return HalfPart(definition, plan, drawn, score(drawn.drawing, definition.annotations.keys()))
