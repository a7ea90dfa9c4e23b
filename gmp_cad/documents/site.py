"""The page output/index.html: the whole project in one file, opened without server or network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from gmp_cad.documents import dimension_table, gamme, template, verdicts
from gmp_cad.documents.chapters import DossierInput, FixtureChapter, PartChapter, gamme_of
from gmp_cad.documents.dossier import (
    bom_table,
    coverage_of,
    dimensions_of,
    fixture_context,
    identity_lines,
    mass_lines,
    programme,
)
from gmp_cad.documents.figures import date_text, mass_text, or_dash
from gmp_cad.documents.picture import Picture
from gmp_cad.drawing.font.face import font_face
from gmp_cad.finding import Finding, Status
from gmp_cad.language import translate

INTERFERENCE = "product.interference"
PRODUCT = "product"


def site_context(dossier: DossierInput, lang: str) -> dict[str, Any]:
    """Return everything that the page shows."""
    project = dossier.project
    worst = verdicts.worst(dossier.findings)
    return {
        "title": f"{dossier.number} {dossier.title}".strip(),
        "owner": project.owner,
        "author": or_dash(project.author),
        "date": or_dash(date_text(project.date, lang)),
        "revision": dossier.revision,
        "verdict": _verdict(worst, lang),
        "counts": list(verdicts.counts(dossier.findings, lang)),
        "total": len(dossier.findings),
        "open": list(verdicts.open_findings(dossier.findings, lang)),
        "picture": _inline(dossier.picture),
        "files": _links(dossier.links, lang),
        "programme": programme(dossier, lang),
        "masses": mass_lines(dossier, lang),
        "bom": bom_table(dossier.bom, lang),
        "interference": [
            verdicts.finding_row(f, lang)
            for f in dossier.findings
            if f.check == INTERFERENCE and verdicts.subject_root(f.subject) == PRODUCT
        ],
        "sheets": [_inline(p) for p in dossier.drawing],
        "parts": [_part(chapter, dossier, lang) for chapter in dossier.chapters],
        "fixtures": [_fixture(f, dossier, lang) for f in dossier.fixtures],
        "dimension_columns": [translate(c, lang) for c in dimension_table.COLUMNS],
        "gamme_columns": [translate(c, lang) for c in gamme.COLUMNS],
    }


def _verdict(status: Status | None, lang: str) -> dict[str, str]:
    if status is None:
        return {"status": Status.SKIP.name, "label": verdicts.status_label(Status.SKIP, lang)}
    return {"status": status.name, "label": verdicts.status_label(status, lang)}


def _inline(picture: Picture | None) -> dict[str, Any] | None:
    """Return a drawing to stand in the page: our own writer escaped its texts."""
    if picture is None:
        return None
    return {"svg": Markup(picture.inline), "alt": picture.alt}  # noqa: S704 - written by drawing/


def _links(links: Mapping[str, str], lang: str) -> list[dict[str, str]]:
    return [{"label": translate(label, lang), "href": href} for label, href in links.items()]


def _part(chapter: PartChapter, dossier: DossierInput, lang: str) -> dict[str, Any]:
    identity, name = chapter.spec.part, chapter.spec.name
    worst = verdicts.worst(_of(name, dossier.findings))
    return {
        "id": f"part-{name}",
        "number": identity.number,
        "title": identity.title,
        "revision": identity.revision,
        "material": identity.material_name,
        "mass": mass_text(chapter.mass.mass_kg if chapter.mass else None, lang),
        "verdict": _verdict(worst, lang),
        "links": _links(chapter.links, lang),
        "lines": identity_lines(chapter, lang),
        "dimensions": dimensions_of(chapter, dossier, lang),
        "coverage": coverage_of(chapter, lang),
        "gamme": _gamme(chapter, dossier, lang),
        "sheets": [_inline(p) for p in chapter.drawing],
    }


def _of(root: str, findings: tuple[Finding, ...]) -> list[Finding]:
    return [f for f in findings if verdicts.subject_root(f.subject) == root]


def _gamme(chapter: PartChapter, dossier: DossierInput, lang: str) -> list[dict[str, Any]]:
    """Return the phases, each with the link to its contract ("" without one)."""
    links = {s.phase: s.link for s in chapter.contracts}
    return [
        {"cells": list(row), "link": links.get(row[0], "")}
        for row in gamme_of(chapter, dossier, lang)
    ]


def _fixture(fixture: FixtureChapter, dossier: DossierInput, lang: str) -> dict[str, Any]:
    return {
        **fixture_context(fixture, lang),
        "id": f"fixture-{fixture.spec.name}",
        "picture": _inline(fixture.picture),
        "sheets": [_inline(p) for p in fixture.drawing],
        "verdict": _verdict(verdicts.worst(_of(fixture.spec.name, dossier.findings)), lang),
        "links": _links(fixture.links, lang),
    }


def site_html(dossier: DossierInput, templates: Mapping[str, str], lang: str) -> str:
    """Return the page; ``templates`` are those of :func:`template.load`."""
    context = site_context(dossier, lang)
    face = Markup(font_face(_texts(context)))  # noqa: S704 - base64 of our own font
    return template.render(templates, "index.html.j2", {**context, "font_face": face}, lang)


def _texts(value: Any) -> Iterator[str]:
    """Yield every text of a context, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner)
