"""Bodies of the tasks that write the pages that open from disk."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from functools import cache

from gmp_cad.build.documents.document_bodies import product_spec, project_header, workshop_of
from gmp_cad.build.documents.dossier_input import (
    dossier_input,
    fixture_chapter,
    part_chapter,
    shown_findings,
)
from gmp_cad.build.study_bodies import part_spec
from gmp_cad.checks.rulebook import every_rule
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.product.masses import MassTable
from gmp_cad.documents.site.site import Entry, Site, by_root, style_sheet, verdict
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
from gmp_cad.engine.codec import Data, Params, Result, decode, encode
from gmp_cad.finding import Finding
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.toml import parse

_FINDINGS, _ENTRIES = tuple[Finding, ...], tuple[Found, ...]
_WHOLE = "whole|"  # documents of the whole project, by their paths
_PNG_SIZE = slice(16, 24)  # width and height stand at the same place in every PNG


def head(data: Data, params: Params) -> Result:
    """Give what all pages say, the verdicts of each subject, and the marks beside their names."""
    project, product = project_header(params), product_spec(params)
    parts = [part_spec(part) for part in params["parts"]]
    identity = product.product if product else None
    order = {item.part: item.ref for item in product.items if item.part} if product else {}
    parts.sort(key=lambda p: (order.get(p.name, len(order) + len(parts) + 999), p.part.number))
    first = identity or (parts[0].part if parts else None)
    entries = [
        Entry(kind="part", name=p.name, number=p.part.number, title=p.part.title) for p in parts
    ]
    for fixture in params["fixtures"]:
        held = parse(
            fixture["file"], fixture["file_name"], FixtureSpec, lang=params["lang"]
        ).fixture
        entries.append(
            Entry(kind="fixture", name=fixture["name"], number=held.number, title=held.title)
        )
    site = Site(
        number=first.number if first else "", title=first.title if first else project.owner,
        revision=identity.revision if identity else project.revision, owner=project.owner,
        author=project.author, date=project.date, entries=tuple(entries),
        product=product is not None, lang=params["lang"],
    )  # fmt: skip
    found = shown_findings(data, params)
    subjects = ["product", *(e.name for e in entries)]
    outputs = {f"findings.{s}": encode(by_root(found, s), _FINDINGS) for s in subjects}
    outputs |= {"site": encode(site, Site), "findings.all": encode(tuple(found), _FINDINGS)}
    outputs["verdicts"] = verdict_script(_marks(site, found))
    return outputs, {}


def _marks(site: Site, found: Sequence[Finding]) -> dict[str, dict[str, str]]:
    """Return the verdict of each page of the contents, by the id that the pages give it."""
    subjects = {f"{e.kind}-{e.name}": e.name for e in site.entries} | {"product": "product"}
    marks = {key: verdict(by_root(found, name), site.lang) for key, name in subjects.items()}
    return {**marks, "checks": verdict(found, site.lang)}


def shared(_data: Data, params: Params) -> Result:
    """Write what all pages share: style and script."""
    templates = params["templates"]
    return {"css": style_sheet(templates), "js": templates["site.js"].encode()}, {}


def part(data: Data, params: Params) -> Result:
    """Write the page of a part."""
    site, own = _site(data), decode(data[f"findings|{params['part']['part']}"], _FINDINGS)
    chapter = part_chapter(data, params["part"], params["lang"])
    page = PartPage(
        site=site, chapter=chapter, findings=own, workshop=workshop_of(params),
        fixtures={e.name: e.number for e in site.entries if e.kind == "fixture"},
        shelf=_shelf(data, params["shelf"]),
    )  # fmt: skip
    heading = f"{chapter.spec.part.number} {chapter.spec.part.title}"
    entries = [*part_entries(site, chapter, own), *_files(page.shelf, heading, site)]
    return {"html": part_html(page, params["templates"]), **_found(entries)}, {}


def fixture(data: Data, params: Params) -> Result:
    """Write the page of a fixture."""
    site, name = _site(data), params["fixture"]["name"]
    page = FixturePage(
        site=site, fixture=fixture_chapter(data, params["fixture"], params["lang"]),
        findings=decode(data[f"findings|{name}"], _FINDINGS), shelf=_shelf(data, params["shelf"]),
        interference=json.loads(data["interference"]) if "interference" in data else None,
    )  # fmt: skip
    identity = page.fixture.spec.fixture
    heading = f"{identity.number} {identity.title}"
    entries = [
        subject_entry("fixture", heading, f"{name} — {identity.workpiece}", page.page),
        *_files(page.shelf, heading, site),
    ]
    return {"html": fixture_html(page, params["templates"]), **_found(entries)}, {}


def product(data: Data, params: Params) -> Result:
    """Write the page of the product."""
    site = _site(data)
    page = ProductPage(
        site=site, shown=dossier_input(data, params), shelf=_shelf(data, params["shelf"]),
        interference=json.loads(data["interference"]) if "interference" in data else None,
        fits=json.loads(data["fits"]) if "fits" in data else None,
        masses=decode(data["masses"], MassTable) if "masses" in data else None,
    )  # fmt: skip
    heading = f"{site.number} {site.title}"
    entries = [
        subject_entry("product", heading, "", "site/product.html"),
        *_files(page.shelf, heading, site),
    ]
    return {"html": product_html(page, params["templates"]), **_found(entries)}, {}


def checks(data: Data, params: Params) -> Result:
    """Write the page of all verdicts."""
    site, found = _site(data), decode(data["findings|all"], _FINDINGS)
    page = ChecksPage(site=site, findings=found, rules=rules())
    entries = tuple(check_entries(rules(), {f.check for f in found}, site.lang))
    return {"html": checks_html(page, params["templates"]), **_found(entries)}, {}


def overview(data: Data, params: Params) -> Result:
    """Write the first page."""
    page = Overview(
        site=_site(data), shown=dossier_input(data, params),
        shelves={name: _shelf(data, shelf) for name, shelf in params["shelves"].items()},
        whole=tuple(sorted(a.removeprefix(_WHOLE) for a in data if a.startswith(_WHOLE))),
    )  # fmt: skip
    return {"html": overview_html(page, params["templates"])}, {}


def search(data: Data, params: Params) -> Result:
    """Gather what can be found in the pages."""
    found = [entry for name in sorted(data) for entry in decode(data[name], _ENTRIES)]
    return {"js": search_script(found, params["lang"])}, {}


def _site(data: Data) -> Site:
    return decode(data["site"], Site)


def _found(entries: Sequence[Found]) -> dict[str, bytes]:
    return {"entries": encode(tuple(entries), _ENTRIES)}


def _files(shelf: Shelf, heading: str, site: Site) -> list[Found]:
    return list(file_entries(shelf.groups(site.lang), heading))


def _shelf(data: Data, params: Params) -> Shelf:
    """Return what was written for a page; documents tell their titles, pictures their sizes."""
    documents = {alias: path for alias, path in params["documents"].items() if alias in data}
    written = {path: decode(data[alias], EmbeddedDocument) for alias, path in documents.items()}
    sizes = {
        p: struct.unpack(">II", data[a][_PNG_SIZE])
        for a, p in params["pictures"].items()
        if a in data
    }
    return Shelf(
        folder=params["folder"], paths=tuple(params["paths"]), scenes=tuple(params["scenes"]),
        written=tuple(
            Written(path=path, title=d.title, chapter=d.chapter) for path, d in written.items()
        ),
        pictures={path: (int(w), int(h)) for path, (w, h) in sizes.items()},
    )  # fmt: skip


@cache
def rules() -> dict[str, Rule]:
    """Return what every check says of itself."""
    return {c.id: Rule(title=c.title, rationale=c.rationale) for c in every_rule().values()}
