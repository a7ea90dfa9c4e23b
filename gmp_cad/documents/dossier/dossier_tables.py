"""The tables that the dossier and the site show: programme, nomenclature, masses, dimensions."""

from __future__ import annotations

from typing import Any

from gmp_cad.documents import bom
from gmp_cad.documents.bom import BomRow
from gmp_cad.documents.dossier.chapters import DossierInput, FixtureChapter, PartChapter
from gmp_cad.documents.drawings.title_block import edges_text, general_geometry
from gmp_cad.documents.part import dimension_table
from gmp_cad.documents.part.coverage_table import coverage_table
from gmp_cad.documents.printing.figures import DASH, date_text, mass_text, or_dash, point_text
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.drawing.specified_part.wording import texture_of
from gmp_cad.language import Message, english, number, translate
from gmp_cad.spec.general_tolerances import print_general


def placed_picture(picture: Picture | None, file: str) -> dict[str, Any] | None:
    """Return a picture as templates place it: its file, its size in mm, what it shows in words."""
    if picture is None:
        return None
    width, height = picture.size_mm
    return {"file": file, "width": width, "height": height, "alt": picture.alt}


def programme(dossier: DossierInput, lang: str) -> list[dict[str, str]]:
    """Return what is to be produced: quantity, rate, deadline."""
    if dossier.product is None:
        return []
    identity = dossier.product.product
    lines = english((
        ("Quantity", str(identity.quantity)), ("Rate", dossier.project.rate),
        ("Deadline", date_text(dossier.project.deadline, lang)), ("Remarks", identity.note),
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
    reserve = None if total is None or limit is None else limit - total
    centre = dossier.centre_of_mass_mm
    lines = english(
        (
            ("Total mass (kg)", mass_text(total, lang)),
            ("Mass budget (kg)", DASH if limit is None else f"≤ {number(limit, lang)}"),
            ("Reserve (kg)", mass_text(reserve, lang)),
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
        ("Surface texture", texture_of(identity.surface_texture, lang) if identity.surface_texture else ""), ("Edges", edges_text(identity, lang)),
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
        "picture": placed_picture(fixture.picture, fixture_file(fixture)),
        "documents": [d.shown for d in fixture.documents],
        "sheets": placed_sheets(
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


def placed_sheets(
    name: str, pictures: tuple[Picture, ...], heading: str, lang: str
) -> list[dict[str, Any]]:
    """Return the sheets of a drawing, each with its heading: the sheet's number when several."""
    sheets = []
    for i, picture in enumerate(pictures):
        placed = placed_picture(picture, sheet_file(name, i))
        assert placed is not None
        said = Message("sheet {i} of {n}", i=i + 1, n=len(pictures)).say(lang)
        sheets.append(
            {**placed, "heading": heading if len(pictures) == 1 else f"{heading}, {said}"}
        )
    return sheets
