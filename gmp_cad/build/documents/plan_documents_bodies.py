"""Bodies of the tasks that write the documents of a plan. No kernel."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gmp_cad.build.documents.document_bodies import product_spec, project_header, workshop_of
from gmp_cad.build.documents.embedded_bodies import embedded_outputs, part_publisher
from gmp_cad.build.documents.workbook_bodies import workbook_outputs
from gmp_cad.build.study_bodies import part_spec, process_plan
from gmp_cad.documents.plan import apef as apefs
from gmp_cad.documents.plan import gamme_sheet
from gmp_cad.documents.plan import quotation as quotations
from gmp_cad.documents.plan import route_card as route_cards
from gmp_cad.documents.plan import tool_sheet as tool_sheets
from gmp_cad.documents.plan.phase_figure import (
    PhaseFigure,
    clamping_lines,
    locating_lines,
    machine_axes,
    part_origin,
    program_origin,
)
from gmp_cad.documents.plan.phase_gauges import gauge_titles
from gmp_cad.documents.plan.phase_picture import phase_location, phase_outline
from gmp_cad.documents.plan.planned import PlannedPart, PlannedPhase
from gmp_cad.documents.plan.tool_tab import tool_tab
from gmp_cad.documents.printing.embedded import EmbeddedDocument, Publisher
from gmp_cad.documents.product import quotation_tab
from gmp_cad.engine.codec import Data, Params, Result, decode, encode
from gmp_cad.evidence import PhaseState, Projection, Removal
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.locating import place_clamps, place_normals
from gmp_cad.process.operations import made_later, operation_rows, surface_numbers
from gmp_cad.process.tooling import machine_of
from gmp_cad.spec.workshop import Workshop

Document = Callable[[PlannedPart, str], EmbeddedDocument]


def _works(data: Data, params: Params) -> list[PhaseWork]:
    plan, spec = process_plan(params), part_spec(params)
    states = {s.phase: s for s in decode(data["states"], tuple[PhaseState, ...])}
    removals = decode(data["removals"], tuple[Removal, ...])
    order = ["00", *(str(p.number) for p in plan.phases)]
    return [
        PhaseWork(
            spec=spec, phase=phase, entering=states[order[i]], leaving=states[order[i + 1]],
            removals=removals, numbers=surface_numbers(plan), later=made_later(plan, phase),
        )
        for i, phase in enumerate(plan.phases)
    ]  # fmt: skip


def _figure(work: PhaseWork, params: Params, views: tuple[Projection, ...] = ()) -> PhaseFigure:
    return PhaseFigure(
        work=work, views=views, normals=place_normals(work.phase, work.entering),
        clamps=place_clamps(work.phase, work.entering), lang=params["lang"],
    )  # fmt: skip


def _files(name: str, number: str) -> tuple[str, str]:
    """Return the names of the two pictures of a phase: location, outline."""
    return f"apef-{name}-{number}.svg", f"gamme-{name}-{number}.svg"


def pictures(data: Data, params: Params) -> Result:
    """Draw the small sketches of the phases that cut."""
    found: dict[str, str] = {}
    for work in _works(data, params):
        number = str(work.phase.number)
        if f"views.{number}" in data:
            views = decode(data[f"views.{number}"], tuple[Projection, ...])
            figure = _figure(work, params, views)
            location, outline = _files(work.spec.name, number)
            found |= {location: phase_location(figure), outline: phase_outline(figure)}
    return {"pictures": encode(found, dict[str, str])}, {}


def _phase(
    work: PhaseWork, params: Params, workshop: Workshop, drawn: Mapping[str, str]
) -> PlannedPhase:
    figure, phase, lang = _figure(work, params), work.phase, params["lang"]
    location, outline = _files(work.spec.name, str(phase.number))
    return PlannedPhase(
        phase=phase, machine=machine_of(phase, workshop)[0], material=work.spec.part.matter,
        rows=operation_rows(work, workshop, gauge_titles(work, workshop)),
        locating=tuple(locating_lines(figure)), clamping=tuple(clamping_lines(work, lang)),
        axes=machine_axes(phase), location=part_origin(figure.normals),
        program=program_origin(work), picture=location if location in drawn else "",
        outline=outline if outline in drawn else "",
    )  # fmt: skip


def planned_part(data: Data, params: Params) -> PlannedPart:
    """Return a part with its plan worked out."""
    workshop, works = workshop_of(params), _works(data, params)
    drawn = decode(data["pictures"], dict[str, str]) if "pictures" in data else {}
    states = {s.phase: s for s in decode(data["states"], tuple[PhaseState, ...])}
    spec = part_spec(params)
    return PlannedPart(
        project=project_header(params), product=product_spec(params), part=spec,
        plan=process_plan(params), workshop=workshop, fixtures=params["fixtures"],
        phases=tuple(_phase(work, params, workshop, drawn) for work in works), pictures=drawn,
        stock_kg=states["00"].volume_mm3 * spec.part.density_kg_m3 * 1e-9,
    )  # fmt: skip


def _written(data: Data, params: Params, document: Document) -> dict[str, bytes]:
    planned = planned_part(data, params)
    return embedded_outputs(document(planned, params["lang"]), _publisher(params), params)


def _publisher(params: Params) -> Publisher:
    return part_publisher(params, part_spec(params), process_plan(params))


def gamme(data: Data, params: Params) -> Result:
    """Write the list of phases."""
    return _written(data, params, gamme_sheet.gamme_document), {}


def apef(data: Data, params: Params) -> Result:
    """Write the preliminary study."""
    return _written(data, params, apefs.apef_document), {}


def tool_sheet(data: Data, params: Params) -> Result:
    """Write the sheets of tools and settings."""
    tabs = [tool_tab(planned_part(data, params), params["lang"])]
    return {
        **_written(data, params, tool_sheets.tool_document), **workbook_outputs(tabs, _publisher(params), params),
    }, {}  # fmt: skip


def route_card(data: Data, params: Params) -> Result:
    """Write the route card."""
    return _written(data, params, route_cards.route_card), {}


def quotation(data: Data, params: Params) -> Result:
    """Write the quotation; its figures go to that of the product."""
    planned = planned_part(data, params)
    tabs = [quotation_tab.part_tab(planned, params["lang"])]
    return {
        **_written(data, params, quotations.quotation),
        **workbook_outputs(tabs, _publisher(params), params),
        "cost": encode(quotations.part_cost(planned), quotations.PartCost),
    }, {}
