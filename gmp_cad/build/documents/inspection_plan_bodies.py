"""Bodies of the tasks of a part's inspection: rows judged, their documents written. No kernel."""

from __future__ import annotations

from dataclasses import replace

from gmp_cad.build.documents.document_bodies import product_spec, project_header, workshop_of
from gmp_cad.build.documents.embedded_bodies import embedded_outputs, part_publisher
from gmp_cad.build.documents.workbook_bodies import workbook_outputs
from gmp_cad.build.study_bodies import part_spec, process_plan
from gmp_cad.checks import inspection as checks
from gmp_cad.documents.part import first_article as first_articles
from gmp_cad.documents.part.inspection import InspectionLine, inspection_lines
from gmp_cad.documents.part.inspection_header import InspectionSheet
from gmp_cad.documents.part.inspection_sheet import inspection_document
from gmp_cad.documents.part.inspection_tab import inspection_tabs
from gmp_cad.documents.printing.embedded import EmbeddedDocument, Publisher
from gmp_cad.drawing.sheets.zones import DrawnBalloon
from gmp_cad.engine.codec import Data, Params, Result, decode, encode
from gmp_cad.evidence import PartGeometry
from gmp_cad.finding import Finding
from gmp_cad.quality.inspection_plan import InspectedPart, inspection_plan
from gmp_cad.spec.inspected import InspectionRules
from gmp_cad.spec.product import ProductSpec, pieces_of

_SHEET = "1"  # a definition drawing is one sheet


def inspection_study(data: Data, params: Params) -> Result:
    """Judge the inspection plan of a part, and write it with its record."""
    spec, product = part_spec(params), product_spec(params)
    sheet = _sheet(params, ())
    drawn = decode(data["balloons"], tuple[DrawnBalloon, ...]) if "balloons" in data else None
    rows = inspection_plan(
        InspectedPart(
            spec=spec, geometry=decode(data["geometry"], PartGeometry), workshop=sheet.workshop,
            plan=sheet.plan, rules=product.inspection if product else InspectionRules(),
            batch=sheet.batch,
        )
    )  # fmt: skip
    planned = checks.PlannedInspection(
        spec=spec, rows=rows, batch=sheet.batch,
        drawn=None if drawn is None else {b.line: b.number for b in drawn},
    )  # fmt: skip
    findings = (*checks.complete(planned), *checks.means(planned), *checks.sampling(planned))
    zones = {b.number: f"{_SHEET} / {b.zone}" if b.zone else _SHEET for b in drawn or ()}
    lines = inspection_lines(spec, rows, zones, params["lang"])
    sheet = replace(sheet, lines=lines)
    document = inspection_document(sheet, params["lang"])
    return {
        "rows": encode(lines, tuple[InspectionLine, ...]),
        "findings": encode(findings, tuple[Finding, ...]),
        **_written(document, params),
        **workbook_outputs(inspection_tabs(sheet, params["lang"]), _publisher(params), params),
    }, {}


def first_article(data: Data, params: Params) -> Result:
    """Write the form of the first article."""
    lines = decode(data["rows"], tuple[InspectionLine, ...])
    document = first_articles.first_article(_sheet(params, lines), params["lang"])
    return _written(document, params), {}


def _sheet(params: Params, lines: tuple[InspectionLine, ...]) -> InspectionSheet:
    spec, product = part_spec(params), product_spec(params)
    plan = process_plan(params) if "plan" in params else None
    own = plan.batch if plan is not None else None
    return InspectionSheet(
        project=project_header(params), product=product, part=spec, plan=plan,
        workshop=workshop_of(params), lines=lines, batch=own or _pieces(product, spec.name),
    )  # fmt: skip


def _pieces(product: ProductSpec | None, part: str) -> int:
    """Return how many of a part are made together; those of a fixture (``jig.base``) one by one."""
    return 1 if "." in part else pieces_of(product, part)


def _written(document: EmbeddedDocument, params: Params) -> dict[str, bytes]:
    return embedded_outputs(document, _publisher(params), params)


def _publisher(params: Params) -> Publisher:
    plan = process_plan(params) if "plan" in params else None
    return part_publisher(params, part_spec(params), plan)
