"""Every page of the site of the small vice, made by the functions that the build calls."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from gmp_cad.documents.bom import BomRow
from gmp_cad.documents.dossier.chapters import DossierInput
from gmp_cad.documents.product.masses import MassTable
from gmp_cad.documents.site.site import (
    CHECKS,
    INDEX,
    PRODUCT,
    SCRIPT,
    SEARCH,
    STYLE,
    VERDICTS,
    Entry,
    Site,
    by_root,
    style_sheet,
    verdict,
)
from gmp_cad.documents.site.site_checks import ChecksPage, Rule, checks_html
from gmp_cad.documents.site.site_files import Written
from gmp_cad.documents.site.site_fixture import FixturePage, fixture_html
from gmp_cad.documents.site.site_overview import Overview, overview_html
from gmp_cad.documents.site.site_part import PartPage, Shelf, part_html
from gmp_cad.documents.site.site_product import ProductPage, product_html
from gmp_cad.documents.site.site_search import (
    Found,
    check_entries,
    file_entries,
    part_entries,
    search_script,
    subject_entry,
    verdict_script,
)
from gmp_cad.evidence import MassProperties
from gmp_cad.evidence.mass import body_of, principal_axes
from gmp_cad.evidence.weighed import Matter, PositionMass, WeighedItem
from tests.documents import vice
from tests.documents.told_pairs import INTERFERENCE

_CLASH = "{}/interference/semelle+vis_mors.2.png"
SEMELLE, FIXTURE = "site/semelle.html", "site/fixture-semelle_ph20.html"
RULES = {
    "dimension.measured": Rule(title="Measured dimension", rationale="A model may lie."),
    "CP15": Rule(title="Manufactured dimensions", rationale="A contract says what it makes."),
    "never.used": Rule(title="Unused", rationale="It had nothing to judge."),
}


def masses(rows: tuple[BomRow, ...]) -> MassTable:
    """Each line of a parts list as a cube of steel, and all of them at one position."""
    side = 20.0
    inertia = ((2.0, 0.0, 0.0), (0.0, 2.0, 0.0), (0.0, 0.0, 2.0))
    cube = MassProperties(
        volume_mm3=side**3, area_mm2=6 * side**2, mass_kg=side**3 * 7.85e-6, inertia_kg_mm2=inertia,
        centre_of_mass_mm=(0.0, 0.0, 0.0), bounding_box_mm=(-10.0, -10.0, -10.0, 10.0, 10.0, 10.0),
    )  # fmt: skip
    steel = Matter(name="C45", density_kg_m3=7850.0, density_source="EN 1993-1-2 §3.2.2")
    body = body_of(cube)
    return MassTable(
        rows=rows,
        items=tuple(
            WeighedItem(name=row.name, ref=row.ref, placed=row.quantity, matter=steel,
                        basis="material", properties=cube)
            for row in rows
        ),
        positions=(PositionMass(parameters={"ouverture": 2.5}, body=body, axes=principal_axes(body)),),
    )  # fmt: skip


FITS: Mapping[str, Any] = {
    "fits": [
        {
            "hole": "semelle.bore", "shaft": "vis_mors.d", "hole_size": "⌀16 H7", "kind": "clearance",
            "paper": {"clearance_um": {"min": 6.0, "max": 35.0}}, "usage": "glissant",
            "solid": {"mmc": {"clearance_um": 6.0}, "lmc": {"clearance_um": 35.0}},
        },
        {"hole": "semelle.a", "shaft": "vis_mors.b", "solid": {}},
    ]
}  # fmt: skip


def shelf(folder: str, *names: str, **more: Any) -> Shelf:
    paths = tuple(sorted(f"{folder}/{name}" for name in names))
    return Shelf(folder=folder, paths=paths, **more)


def shelves() -> dict[str, Shelf]:
    """What the build wrote, and a picture of each subject but the fixture."""
    part = "parts/semelle"
    return {
        "product": shelf(
            "product", "drawing.pdf", "drawing.svg", "bom.csv", "ET-00.step",
            "interference.csv", "interference.json",
            pictures={"product/ET-00.png": (1200, 900), _CLASH.format("product"): (960, 720)}, scenes=("product",),
        ),
        "semelle": shelf(
            part, "semelle.step", "drawing.pdf", "drawing.svg", "drawing.dxf", "gamme.pdf",
            "gamme.docx", "phases/contrat-20.pdf", "phases/20.step", "phases/contrat-10.pdf",
            "autre.xlsx",
            written=(Written(path=f"{part}/gamme.pdf", title="Gamme", chapter=6),),
            pictures={f"{part}/semelle.png": (1200, 900), f"{part}/phases/20.png": (800, 600)},
        ),
        "semelle_ph20": shelf(
            "fixtures/semelle_ph20", "dossier.pdf", "drawing.svg",
            pictures={
                "fixtures/semelle_ph20/MT-20.png": (1200, 900),
                _CLASH.format("fixtures/semelle_ph20"): (960, 720),
            },
        ),
    }  # fmt: skip


def site_of(dossier: DossierInput, lang: str) -> Site:
    parts = [
        Entry(kind="part", name=c.spec.name, number=c.spec.part.number, title=c.spec.part.title)
        for c in dossier.chapters
    ]
    fixtures = [
        Entry(
            kind="fixture", name=f.spec.name, number=f.spec.fixture.number,
            title=f.spec.fixture.title,
        )
        for f in dossier.fixtures
    ]  # fmt: skip
    project = dossier.project
    return Site(
        number=dossier.number, title=dossier.title, revision=dossier.revision, owner=project.owner,
        author=project.author, date=project.date, entries=(*parts, *fixtures),
        product=dossier.product is not None, lang=lang,
    )  # fmt: skip


@cache
def _style(css: str) -> bytes:
    return style_sheet({"site.css": css})


def pages(dossier: DossierInput, lang: str = "fr", given: Mapping[str, str] | None = None) -> dict[str, bytes]:  # fmt: skip
    """Return every file of the site by its path under ``output/``."""
    templates = vice.templates() if given is None else given
    site, found, held = site_of(dossier, lang), dossier.findings, shelves()
    made: dict[str, bytes] = {}
    entries: list[Found] = []
    for chapter in dossier.chapters:
        own = by_root(found, chapter.spec.name)
        part = PartPage(
            site=site, chapter=chapter, findings=own, workshop=dossier.workshop,
            fixtures=dossier.fixture_numbers, shelf=held[chapter.spec.name],
        )  # fmt: skip
        made[part.page] = part_html(part, templates)
        entries += part_entries(site, chapter, own)
        entries += file_entries(part.shelf.groups(lang), chapter.spec.part.number)
    for fixture in dossier.fixtures:
        page = FixturePage(
            site=site, fixture=fixture, findings=by_root(found, fixture.spec.name),
            shelf=held[fixture.spec.name], interference=INTERFERENCE,
        )  # fmt: skip
        made[page.page] = fixture_html(page, templates)
        entries.append(subject_entry("fixture", fixture.spec.fixture.title, "", page.page))
    if dossier.product is not None:
        product = ProductPage(
            site=site,
            shown=dossier,
            interference=INTERFERENCE,
            fits=FITS,
            shelf=held["product"],
            masses=masses(dossier.bom),
        )
        made[PRODUCT] = product_html(product, templates)
    checks = ChecksPage(site=site, findings=found, rules=RULES)
    made[CHECKS] = checks_html(checks, templates)
    entries += check_entries(RULES, {f.check for f in found}, lang)
    made[INDEX] = overview_html(
        Overview(site=site, shown=dossier, shelves=held, whole=("dossier.pdf", "garde.docx")),
        templates,
    )
    marks = partial(verdict, lang=lang)
    made[VERDICTS] = verdict_script({"product": marks(by_root(found, "product"))})
    made[SEARCH] = search_script(entries, lang)
    made[STYLE], made[SCRIPT] = _style(templates["site.css"]), templates["site.js"].encode()
    return made
