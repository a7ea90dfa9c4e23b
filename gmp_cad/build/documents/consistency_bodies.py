"""Bodies of the tasks that compare documents with each other, as they were written. No kernel."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from gmp_cad.build.study_bodies import part_spec, process_plan
from gmp_cad.checks import dossier
from gmp_cad.documents.bom import BomRow
from gmp_cad.documents.dossier import statements
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.engine.codec import Data, Params, Result, decode, encode
from gmp_cad.evidence import MassProperties
from gmp_cad.finding import Finding
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.sheet_template import read_sheet_template


def part_consistency(data: Data, params: Params) -> Result:
    """Judge what the documents of a part say of it, of its phases, tools and dimensions."""
    spec = part_spec(params)
    findings = [
        *dossier.same_identity(_identified(data, params, spec)),
        *dossier.masses(_weighed(data, spec)),
    ]
    if params["plan"]:
        findings += _plan_findings(data, params, spec.name)
    return {"findings": encode(tuple(findings), tuple[Finding, ...])}, {}


def _weighed(data: Data, spec: PartSpec) -> dossier.Weighed:
    mass = decode(data["mass"], MassProperties)
    matter = spec.part.matter
    return dossier.Weighed(
        name=spec.name, volume_mm3=mass.volume_mm3, mass_kg=mass.mass_kg,
        material=matter.designation, density_kg_m3=matter.density_kg_m3,
    )  # fmt: skip


def _contexts(data: Data) -> list[dict[str, Any]]:
    return [json.loads(data[name]) for name in sorted(data) if name.startswith("contract.")]


def _embedded(data: Data, kind: str) -> EmbeddedDocument | None:
    content = data.get(f"embedded.{kind}")
    return decode(content, EmbeddedDocument) if content else None


def _identified(data: Data, params: Params, spec: PartSpec) -> dossier.Identified:
    return dossier.Identified(
        name=spec.name, number=spec.part.number, revision=spec.part.revision,
        stated=tuple(_stated(data, params)),
    )  # fmt: skip


def _stated(data: Data, params: Params) -> Iterator[statements.Stated]:
    lang = params["lang"]
    if "svg" in data:
        sheet = read_sheet_template(params["sheet"], lang=lang)
        yield statements.drawing_identity(data["svg"].decode(), sheet)
    if "step" in data:
        yield statements.step_identity(data["step"])
    for name in sorted(data):
        if name.startswith("embedded."):
            document = decode(data[name], EmbeddedDocument)
            found = statements.block_identity(document.title, document.context, lang)
            if found is not None:
                yield found
    yield from (statements.contract_identity(context) for context in _contexts(data))


def _plan_findings(data: Data, params: Params, name: str) -> Iterator[Finding]:
    contexts, plan = _contexts(data), process_plan(params)
    gamme, sheet = _embedded(data, "gamme"), _embedded(data, "tool_sheet")
    if gamme is not None:
        listed = statements.gamme_phases(gamme.context)
        made = [statements.contract_phase(context) for context in contexts]
        yield from dossier.contracts(name, listed, made)
    if sheet is not None:
        called = [statements.contract_tools(context) for context in contexts]
        yield from dossier.tools(name, called, statements.sheet_tools(sheet.context))
    achieved = statements.several(
        (statements.contract_phase(c), statements.contract_dimensions(c)) for c in contexts
    )
    planned = [cf.name for phase in plan.phases for cf in phase.dimensions if phase.cuts]
    yield from dossier.manufactured(name, planned, achieved)


def product_consistency(data: Data, params: Params) -> Result:
    """Judge the parts list of an assembly and the title blocks of its drawings."""
    sheet = read_sheet_template(params["sheet"], lang=params["lang"])
    drawn = tuple(
        statements.drawing_identity(data[name].decode(), sheet)
        for name in ("svg", "svg2") if name in data
    )  # fmt: skip
    whole = dossier.Identified(
        name=params["subject"], number=params["number"], revision=params["revision"], stated=drawn
    )
    findings = list(dossier.same_identity(whole))
    if "rows" in data:
        rows = decode(data["rows"], tuple[BomRow, ...])
        findings += _listed(rows, params)
        weighed = {
            name.removeprefix("mass."): decode(content, MassProperties).mass_kg
            for name, content in data.items() if name.startswith("mass.")
        }  # fmt: skip
        total = json.loads(data["evidence"])["mass_kg"] if "evidence" in data else None
        findings += dossier.parts_list(params["subject"], rows, weighed, total)
    return {"findings": encode(tuple(findings), tuple[Finding, ...])}, {}


def _listed(rows: tuple[BomRow, ...], params: Params) -> Iterator[Finding]:
    for row in rows:
        if row.name in params["parts"]:
            spec = part_spec(params["parts"][row.name])
            yield from dossier.same_identity(
                dossier.Identified(
                    name=f"{params['subject']}.{row.name}", number=spec.part.number,
                    revision=spec.part.revision, stated=(statements.bom_identity(row),),
                )
            )  # fmt: skip
