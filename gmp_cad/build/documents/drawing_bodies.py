"""Bodies of the tasks of a definition drawing: its views planned, then laid out and written."""

from __future__ import annotations

from gmp_cad.build.documents.document_bodies import project_header
from gmp_cad.build.study_bodies import part_spec
from gmp_cad.checks import drawing as drawing_checks
from gmp_cad.documents.drawings.definition import (
    Definition,
    definition_drawing,
    drawn_lines,
    lost_keys,
    planned,
)
from gmp_cad.documents.drawings.drawing_pdf import Imprint, drawing_pages
from gmp_cad.drawing import svg
from gmp_cad.drawing.dxf import to_dxf
from gmp_cad.drawing.primitives import Layer
from gmp_cad.drawing.score import score
from gmp_cad.drawing.sheets.zones import DrawnBalloon, drawn_balloons
from gmp_cad.drawing.views.choice import candidate_views
from gmp_cad.drawing.views.plan import DrawingPlan
from gmp_cad.engine.codec import Data, Params, Result, decode, dump, encode
from gmp_cad.evidence import Cut, MassProperties, PartGeometry, Projection
from gmp_cad.finding import Finding
from gmp_cad.spec.drawing import DrawingChoices
from gmp_cad.spec.sheet_template import FILE, read_sheet_template
from gmp_cad.spec.toml import Source, validate


def view_choice(data: Data, _params: Params) -> Result:
    """Say which views the definition drawing may need."""
    found = candidate_views(decode(data["geometry"], PartGeometry))
    request = [
        {"name": name, "right": right, "up": up, "hidden": name != "isometric"}
        for name, (right, up) in found.items()
    ]
    return {"request": dump(request)}, {}


def _definition(data: Data, params: Params) -> Definition:
    spec = part_spec(params)
    views = decode(data["views"], tuple[Projection, ...])
    cuts = decode(data["cuts"], tuple[Projection, ...]) if "cuts" in data else ()
    project = validate(params["choices"], Source("parts/product.toml", ""), DrawingChoices)
    mass = decode(data["mass"], MassProperties).mass_kg if "mass" in data else None
    return Definition(
        spec=spec, project=project_header(params), choices=spec.drawing.over(project),
        template=read_sheet_template(params["templates"]["sheet.toml"], FILE, params["lang"]),
        geometry=decode(data["geometry"], PartGeometry),
        projections={view.name: view for view in (*views, *cuts)}, mass_kg=mass,
        lang=params["lang"],
    )  # fmt: skip


def drawing_plan(data: Data, params: Params) -> Result:
    """Plan the views of a definition drawing; ask for the cuts that they need."""
    plan = planned(_definition(data, params))
    return {
        "plan": encode(plan, DrawingPlan), "request": encode(plan.cuts, tuple[Cut, ...]),
    }, {}  # fmt: skip


def _keywords(definition: Definition) -> tuple[str, ...]:
    identity = definition.spec.part
    return definition.project.affair, f"{identity.number} — {identity.revision}"


def drawing(data: Data, params: Params) -> Result:
    """Draw the definition drawing of a part and write it as SVG, DXF and PDF."""
    definition = _definition(data, params)
    drawn = definition_drawing(definition, decode(data["plan"], DrawingPlan))
    sheet, lang = drawn.drawing, params["lang"]
    hidden: tuple[Layer, ...] = () if definition.choices.balloons is not False else ("balloons",)
    imprint = Imprint(
        title=sheet.title, author=definition.spec.part.author or definition.project.author,
        date=definition.project.date, keywords=_keywords(definition),
    )  # fmt: skip
    judged = drawing_checks.DrawnSheet(
        subject=definition.spec.name,
        score=score(sheet, definition.annotations.keys() - lost_keys(drawn)),
        unplaced=drawn.unplaced,
        shortened=drawn.shortened,
        given_up=drawn.given_up,
        rough=tuple(name for name, view in definition.projections.items() if not view.exact),
    )
    return {
        "svg": svg.to_svg(sheet, hidden).encode(),
        "dxf": to_dxf(sheet, lang),
        "pdf": drawing_pages([sheet], imprint, params["templates"], lang, hidden),
        "drawn": dump(drawn_lines(sheet)),
        "balloons": encode(drawn_balloons(sheet, definition.template), tuple[DrawnBalloon, ...]),
        "findings": encode(tuple(drawing_checks.sheet(judged)), tuple[Finding, ...]),
    }, {}
