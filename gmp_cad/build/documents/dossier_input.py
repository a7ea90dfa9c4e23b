"""What the dossier and the site are made from, read from the outputs of all tasks before them."""

from __future__ import annotations

import json
from typing import Any

from gmp_cad.build.documents.document_bodies import product_spec, project_header, workshop_of
from gmp_cad.build.documents.dossier_files import attachments, own_pages, pmi_counts
from gmp_cad.build.study_bodies import part_spec, process_plan
from gmp_cad.documents.bom import BomRow
from gmp_cad.documents.dossier.chapters import (
    ContractSheet,
    DossierInput,
    FixtureChapter,
    PartChapter,
)
from gmp_cad.documents.part.coverage import CoveredLine
from gmp_cad.documents.printing.embedded import EmbeddedDocument, in_order
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.product.interference_page import TEMPLATE as INTERFERENCES
from gmp_cad.documents.product.interference_page import illustrated
from gmp_cad.drawing import outline, svg
from gmp_cad.engine.codec import Data, Params, decode
from gmp_cad.evidence import MassProperties, Measurement, Projection
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.balloons import balloons
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.toml import parse

_PRODUCT = "product"
_STOCK = "00"
_PICTURE_MM = (150.0, 90.0)


def dossier_input(data: Data, params: Params) -> DossierInput:
    """Return the whole project as documents show it; ``params`` are those of ``shown_params``."""
    weight = _json(data, f"evidence|study:{_PRODUCT}")
    return DossierInput(
        project=project_header(params),
        product=product_spec(params),
        workshop=workshop_of(params),
        parts=tuple(part_chapter(data, part, params["lang"]) for part in params["parts"]),
        bom=_rows(data, _PRODUCT),
        picture=_picture(data, _PRODUCT, params["lang"]),
        shaded=data.get(f"png|shaded:{_PRODUCT}"),
        drawing=_assembly_drawing(data, _PRODUCT, params["lang"]),
        mass_kg=weight["mass_kg"] if weight else None,
        centre_of_mass_mm=(
            tuple(weight["centre_of_mass_mm"]) if weight and weight["centre_of_mass_mm"] else None
        ),
        fixtures=tuple(
            fixture_chapter(data, fixture, params["lang"]) for fixture in params["fixtures"]
        ),
        findings=tuple(shown_findings(data, params)),
        documents=_embedded(data, _PRODUCT),
        own=tuple(own_pages(data, params)),
        attachments=tuple(attachments(data, params)) if params.get("attach") else (),
        scenes=frozenset(params["scenes"]),
        commit=params.get("commit", ""),
    )


def _json(data: Data, name: str) -> Any:
    return json.loads(data[name]) if name in data else None


def _rows(data: Data, subject: str) -> tuple[BomRow, ...]:
    content = data.get(f"rows|study:{subject}")
    return decode(content, tuple[BomRow, ...]) if content else ()


def _picture(data: Data, subject: str, lang: str) -> Picture | None:
    """Return the isometric view of an assembly."""
    content = data.get(f"views|product_views:{subject}")
    if content is None:
        return None
    (view,) = decode(content, tuple[Projection, ...])
    alt = Message("isometric view").say(lang)
    return Picture(svg=svg.to_svg(outline.outline(view, *_PICTURE_MM)), alt=alt)


def _assembly_drawing(data: Data, subject: str, lang: str) -> tuple[Picture, ...]:
    """Return the sheets of an assembly drawing: the views, then the exploded view."""
    said = (("svg", Message("Assembly drawing")), ("svg2", Message("Exploded view")))
    return tuple(
        Picture(svg=data[f"{output}|ensemble:{subject}"].decode(), alt=alt.say(lang))
        for output, alt in said
        if f"{output}|ensemble:{subject}" in data
    )


def part_chapter(data: Data, part: Params, lang: str) -> PartChapter:
    """Return a part as documents show it; ``part`` is its entry in ``shown_params``."""
    spec, name = part_spec(part), part["part"]
    mass, measured = data.get(f"mass|mass:{name}"), data.get(f"measurements|geometry:{name}")
    drawing = data.get(f"svg|drawing:{name}")
    alt = Message(
        "Definition drawing — {number} {title}", number=spec.part.number, title=spec.part.title
    )
    return PartChapter(
        spec=spec,
        mass=decode(mass, MassProperties) if mass else None,
        measurements=decode(measured, tuple[Measurement, ...]) if measured else (),
        numbers=balloons(spec),
        drawing=(Picture(svg=drawing.decode(), alt=alt.say(lang)),) if drawing else (),
        plan=process_plan(part) if part["plan"] else None,
        contracts=tuple(
            ContractSheet(
                context=_json(data, f"context|contract:{name}:{phase}"),
                svg=data[f"svg|contract:{name}:{phase}"].decode(),
                link=f"{part['contracts']}{phase}.pdf",
            )
            for phase in part["phases"]
            if f"context|contract:{name}:{phase}" in data
        ),
        coverage=_coverage(data, name),
        pmi=pmi_counts(data, name),
        shaded=data.get(f"png|shaded:{name}"),
        shaded_phases={
            phase: data[f"png|shaded:{name}:{phase}"]
            for phase in (_STOCK, *part["phases"])
            if f"png|shaded:{name}:{phase}" in data
        },
        documents=_embedded(data, name),
        models=part["models"],
    )


def _embedded(data: Data, subject: str) -> tuple[EmbeddedDocument, ...]:
    """Return the documents of a part, of its phases, or of a fixture, in the dossier's order."""
    found = []
    for key in sorted(data):
        output, _, task = key.partition("|")
        _, _, owner = task.partition(":")
        if output == "embedded" and owner.partition(":")[0] == subject:
            found.append(_illustrated(decode(data[key], EmbeddedDocument), data, subject))
    return in_order(found)


def _illustrated(document: EmbeddedDocument, data: Data, subject: str) -> EmbeddedDocument:
    """Return a document with the pictures that are files of their own."""
    if document.template != INTERFERENCES:
        return document
    return illustrated(document, subject, lambda a, b: data.get(f"png|clash:{subject}:{a}+{b}"))


def _coverage(data: Data, name: str) -> tuple[CoveredLine, ...]:
    content = data.get(f"coverage|coverage:{name}")
    return decode(content, tuple[CoveredLine, ...]) if content else ()


def fixture_chapter(data: Data, fixture: Params, lang: str) -> FixtureChapter:
    """Return a fixture as documents show it; ``fixture`` is its entry in ``shown_params``."""
    name = fixture["name"]
    spec = parse(fixture["file"], fixture["file_name"], FixtureSpec, lang=lang)
    weight = _json(data, f"evidence|study:{name}")
    return FixtureChapter(
        spec=spec.model_copy(update={"name": name}),
        bom=_rows(data, name),
        mass_kg=weight["mass_kg"] if weight else None,
        picture=_picture(data, name, lang),
        shaded=data.get(f"png|shaded:{name}"),
        drawing=_assembly_drawing(data, name, lang),
        documents=_embedded(data, name),
    )


def shown_findings(data: Data, params: Params) -> list[Finding]:
    """Return every verdict among the inputs, and the failures of tasks in ``params``."""
    found = [
        finding
        for name in sorted(data)
        if name.startswith("findings|")
        for finding in decode(data[name], tuple[Finding, ...])
    ]
    found += [
        Finding(
            check="build.task", code=failure["code"], status=Status.ERROR,
            subject=failure["subject"], message=Message.from_json(failure["message"]),
        )
        for failure in params["failures"]
    ]  # fmt: skip
    return found
