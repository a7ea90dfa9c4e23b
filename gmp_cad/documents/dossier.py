"""The dossier de fabrication: one PDF of the whole project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gmp_cad.documents import bom, dimension_table, gamme, gamme_sheet, pdf, template, verdicts
from gmp_cad.documents.bom import BomRow
from gmp_cad.documents.chapters import DossierInput, FixtureChapter, PartChapter, gamme_of
from gmp_cad.documents.composition import composition
from gmp_cad.documents.coverage_table import coverage_table
from gmp_cad.documents.embedded import CONTRACTS, EmbeddedDocument
from gmp_cad.documents.figures import (
    DASH,
    date_parts,
    date_text,
    mass_text,
    or_dash,
    point_text,
)
from gmp_cad.documents.picture import Picture
from gmp_cad.documents.title_block import edges_text, general_geometry
from gmp_cad.language import Message, english, number, translate
from gmp_cad.spec.general_tolerances import print_general

_STATES = {"present": "PASS", "partial": "WARN", "missing": "FAIL"}


def dossier_context(dossier: DossierInput, lang: str) -> dict[str, Any]:
    """Return everything that the template shows; pictures by the names of :func:`picture_files`."""
    return {
        "title": f"{dossier.number} {dossier.title}".strip(),
        "author": dossier.project.author,
        "date": date_parts(dossier.project.date),
        "owner": dossier.project.owner,
        "folio": f"{dossier.number} — {dossier.revision}",
        "cover": _cover(dossier, lang),
        "documents": [list(row) for row in document_list(dossier, lang)],
        "composition": [
            {
                "number": piece.number, "title": piece.title, "status": _STATES[piece.state],
                "label": translate(piece.state, lang), "detail": piece.detail,
            }
            for piece in composition(dossier, lang)
        ],
        "programme": programme(dossier, lang),
        "bom": bom_table(dossier.bom, lang),
        "masses": mass_lines(dossier, lang),
        "sheets": _sheets(
            "product",
            dossier.drawing,
            f"{dossier.number} {dossier.title} — {translate('Assembly drawing', lang)}",
            lang,
        ),
        "parts": [_part(chapter, dossier, lang) for chapter in dossier.chapters],
        "fixtures": [fixture_context(f, lang) for f in dossier.fixtures],
        "documents_of_product": [d.shown for d in dossier.documents],
        "counts": list(verdicts.counts(dossier.findings, lang)),
        "checks": list(verdicts.by_subject(dossier.findings, lang)),
    }  # fmt: skip


def _cover(dossier: DossierInput, lang: str) -> dict[str, Any]:
    project = dossier.project
    lines = english((
        ("Number", dossier.number), ("Revision", dossier.revision), ("Affair", project.affair),
        ("Written by", project.author), ("Checked by", project.checker),
        ("Date", date_text(project.date, lang)),
    ))  # fmt: skip
    return {
        "title": dossier.title,
        "number": dossier.number,
        "owner": project.owner,
        "department": project.department,
        "lines": [{"label": translate(k, lang), "value": or_dash(v)} for k, v in lines],
        "picture": _placed(dossier.picture, "cover.svg"),
    }


def _placed(picture: Picture | None, file: str) -> dict[str, Any] | None:
    if picture is None:
        return None
    width, height = picture.size_mm
    return {"file": file, "width": width, "height": height, "alt": picture.alt}


def document_list(dossier: DossierInput, lang: str) -> Iterator[tuple[str, str, str, str]]:
    """Yield number, title, type and revision of every document of the dossier."""
    if dossier.drawing:
        kind = translate("Assembly drawing", lang)
        yield dossier.number, dossier.title, kind, dossier.revision
    for chapter in dossier.chapters:
        identity = chapter.spec.part
        if chapter.drawing:
            kind = translate("Definition drawing", lang)
            yield identity.number, identity.title, kind, identity.revision
        if chapter.plan is not None:
            kind = translate("Process plan", lang)
            yield identity.number, identity.title, kind, chapter.plan.revision
        yield from _embedded_rows(chapter.documents, identity.number, identity.revision, lang)
        for sheet in chapter.contracts:
            header = sheet.context["header"]
            label = f"{header['phase_no']} — {header['phase_label']}"
            kind = translate("Phase contract", lang)
            yield f"{identity.number} / {header['phase_no']}", label, kind, header["contract_rev"]
    for fixture in dossier.fixtures:
        identity_ = fixture.spec.fixture
        yield identity_.number, identity_.title, translate("Fixture", lang), identity_.revision


def _embedded_rows(
    documents: tuple[EmbeddedDocument, ...], number_: str, revision: str, lang: str
) -> Iterator[tuple[str, str, str, str]]:
    for document in documents:
        yield number_, document.title, translate("Preparation", lang), revision


def programme(dossier: DossierInput, lang: str) -> list[dict[str, str]]:
    """Return what is to be produced: quantity, rate."""
    if dossier.product is None:
        return []
    identity = dossier.product.product
    lines = english((
        ("Quantity", str(identity.quantity)), ("Rate", dossier.project.rate),
        ("Remarks", identity.note),
    ))  # fmt: skip
    return [{"label": translate(k, lang), "value": or_dash(v)} for k, v in lines]


def bom_table(rows: tuple[BomRow, ...], lang: str) -> dict[str, Any]:
    """Return header and rows of a nomenclature, and its total mass."""
    return {
        "header": list(bom.bom_header(lang)),
        "rows": [list(bom.bom_cells(row, lang)) for row in rows],
        "total": mass_text(bom.total_mass_kg(rows), lang),
    }


def mass_lines(dossier: DossierInput, lang: str) -> list[dict[str, str]]:
    """Return total mass, budget, what is left of it, centre of mass."""
    if dossier.product is None:
        return []
    total, limit = dossier.mass_kg, dossier.product.product.mass_limit_kg
    margin = None if total is None or limit is None else limit - total
    centre = dossier.centre_of_mass_mm
    lines = english(
        (
            ("Total mass (kg)", mass_text(total, lang)),
            ("Mass budget (kg)", DASH if limit is None else f"≤ {number(limit, lang)}"),
            ("Margin (kg)", mass_text(margin, lang)),
            ("Centre of mass (mm, product frame)", point_text(centre, lang) if centre else DASH),
        )
    )
    return [{"label": translate(k, lang), "value": v} for k, v in lines]


_WHERE_WRITTEN = frozenset({"Coating", "Marking", "General geometric tolerances"})


def identity_lines(chapter: PartChapter, lang: str) -> list[dict[str, str]]:
    """Return what is said of a part: material, tolerances, mass, centre of mass, size."""
    identity, mass = chapter.spec.part, chapter.mass
    box = mass.bounding_box_mm if mass else None
    size = " × ".join(number(round(box[i + 3] - box[i], 2), lang) for i in range(3)) if box else ""
    lines = english((
        ("Material", identity.material_name), ("Treatment", identity.treatment),
        ("Coating", identity.coating), ("Marking", identity.marking),
        ("General tolerances", print_general(identity.general, lang)),
        ("General geometric tolerances", general_geometry(identity.general, box, lang)),
        ("Surface texture", identity.surface_texture or ""), ("Edges", edges_text(identity, lang)),
        ("Overall size (mm)", size),
        ("Mass (kg)", mass_text(mass.mass_kg if mass else None, lang)),
        ("Centre of mass (mm)", point_text(mass.centre_of_mass_mm, lang) if mass else ""),
        ("Remarks", identity.note),
    ))  # fmt: skip
    return [
        {"label": translate(k, lang), "value": or_dash(v)}
        for k, v in lines
        if v or k not in _WHERE_WRITTEN
    ]


def dimensions_of(chapter: PartChapter, dossier: DossierInput, lang: str) -> list[dict[str, str]]:
    """Return the rows of a part's table of dimensions."""
    rows = dimension_table.dimension_rows(
        chapter.spec, chapter.measurements, dossier.findings, chapter.numbers, lang
    )
    return [dimension_table.plain_row(row) for row in rows]


def coverage_of(chapter: PartChapter, lang: str) -> dict[str, Any] | None:
    """Return the table that tells where each line of a part's specification arrives."""
    if not chapter.coverage:
        return None
    return coverage_table(chapter.spec, chapter.coverage, lang)


def _part(chapter: PartChapter, dossier: DossierInput, lang: str) -> dict[str, Any]:
    identity, name = chapter.spec.part, chapter.spec.name
    heading = f"{identity.number} {identity.title}"
    return {
        "heading": heading,
        "revision": identity.revision,
        "lines": identity_lines(chapter, lang),
        "columns": [translate(c, lang) for c in dimension_table.COLUMNS],
        "dimensions": dimensions_of(chapter, dossier, lang),
        "coverage": coverage_of(chapter, lang),
        "gamme_columns": [translate(c, lang) for c in gamme.COLUMNS],
        "gamme": _short_gamme(chapter, dossier, lang),
        "sheets": _sheets(
            name, chapter.drawing, f"{heading} — {translate('Definition drawing', lang)}", lang
        ),
        "contracts": [sheet.context for sheet in chapter.contracts],
        "before": [d.shown for d in chapter.documents if d.chapter < CONTRACTS],
        "after": [d.shown for d in chapter.documents if d.chapter >= CONTRACTS],
    }


def _short_gamme(chapter: PartChapter, dossier: DossierInput, lang: str) -> list[list[str]]:
    """Return the rows of the list of phases, none where its own document follows."""
    if any(document.template == gamme_sheet.TEMPLATE for document in chapter.documents):
        return []
    return [list(row) for row in gamme_of(chapter, dossier, lang)]


def _sheets(
    name: str, pictures: tuple[Picture, ...], heading: str, lang: str
) -> list[dict[str, Any]]:
    """Return the sheets of a drawing, each with its heading: the sheet's number when several."""
    sheets = []
    for i, picture in enumerate(pictures):
        placed = _placed(picture, sheet_file(name, i))
        assert placed is not None
        said = Message("sheet {i} of {n}", i=i + 1, n=len(pictures)).say(lang)
        sheets.append(
            {**placed, "heading": heading if len(pictures) == 1 else f"{heading}, {said}"}
        )
    return sheets


def fixture_context(fixture: FixtureChapter, lang: str) -> dict[str, Any]:
    """Return what is shown of a fixture: items, mass, which item realises which normals."""
    identity = fixture.spec.fixture
    lines = english((
        ("Workpiece, phase", f"{identity.workpiece} — {identity.phase}"),
        ("Revision", identity.revision), ("Mass (kg)", mass_text(fixture.mass_kg, lang)),
        ("Remarks", identity.note),
    ))  # fmt: skip
    return {
        "heading": f"{identity.number} {identity.title}",
        "lines": [{"label": translate(k, lang), "value": or_dash(v)} for k, v in lines],
        "bom": bom_table(fixture.bom, lang),
        "locators": [
            [name, ", ".join(map(str, n if isinstance(n, list) else [n]))]
            for name, n in sorted(fixture.spec.locators.items())
        ],
        "locator_columns": [translate("Locator", lang), translate("Normals", lang)],
        "picture": _placed(fixture.picture, fixture_file(fixture)),
        "documents": [d.shown for d in fixture.documents],
        "sheets": _sheets(
            f"fixture-{fixture.spec.name}",
            fixture.drawing,
            f"{identity.number} {identity.title} — {translate('Assembly drawing', lang)}",
            lang,
        ),
    }


def sheet_file(name: str, index: int) -> str:
    """Return the file name of a sheet inside the compilation."""
    return f"sheet-{name}-{index + 1}.svg"


def fixture_file(fixture: FixtureChapter) -> str:
    """Return the file name of a fixture's picture inside the compilation."""
    return f"fixture-{fixture.spec.name}.svg"


def picture_files(dossier: DossierInput) -> dict[str, str]:
    """Return every SVG of the dossier by its file name inside the compilation."""
    files = {sheet_file("product", i): p.svg for i, p in enumerate(dossier.drawing)}
    if dossier.picture:
        files["cover.svg"] = dossier.picture.svg
    for part in dossier.parts:
        name = part.spec.name
        files |= {sheet_file(name, i): p.svg for i, p in enumerate(part.drawing)}
        files |= {s.context["sketch"]["file"]: s.svg for s in part.contracts}
    own = [d for part in dossier.parts for d in part.documents]
    held = [d for fixture in dossier.fixtures for d in fixture.documents]
    for document in (*dossier.documents, *own, *held):
        files |= document.pictures
    for fixture in dossier.fixtures:
        if fixture.picture:
            files[fixture_file(fixture)] = fixture.picture.svg
        name = f"fixture-{fixture.spec.name}"
        files |= {sheet_file(name, i): p.svg for i, p in enumerate(fixture.drawing)}
    return files


def dossier_pdf(dossier: DossierInput, templates: Mapping[str, str], lang: str) -> bytes:
    """Return the dossier as PDF; ``templates`` are those of :func:`template.load`."""
    source = template.render(templates, "dossier.typ.j2", dossier_context(dossier, lang), lang)
    files = {"gmp.typ": templates["gmp.typ"], **picture_files(dossier)}
    return pdf.pdf(source, files, dossier.project.date, "dossier.typ.j2")
