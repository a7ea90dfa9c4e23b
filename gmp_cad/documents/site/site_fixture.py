"""The page of a fixture: contacts found, clamping, standing on the machine, drawing, cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gmp_cad.documents import verdicts
from gmp_cad.documents.dossier.chapters import FixtureChapter
from gmp_cad.documents.dossier.dossier_tables import bom_table, fixture_context
from gmp_cad.documents.product.fixture_dossier import TEMPLATE as FIXTURE_FILE
from gmp_cad.documents.site.site import (
    Site,
    by_root,
    contents,
    frame,
    href,
    inline,
    page_html,
    verdict,
)
from gmp_cad.documents.site.site_interference import Beside, interference_section
from gmp_cad.documents.site.site_part import Shelf, sheets, slot
from gmp_cad.documents.site.site_phase import phase_anchor
from gmp_cad.finding import Finding
from gmp_cad.language import Message, english

TEMPLATE = "site_fixture.html.j2"
_FIRST = english((("Identity", "identity"),))
_LAST = english(
    (
        ("Interference", "interference"),
        ("Assembly drawing", "drawing"),
        ("Verdicts", "verdicts"),
        ("Files", "files"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixturePage:
    """What the page of a fixture is made from; ``interference``: its ``interference.json``, if made."""

    site: Site
    fixture: FixtureChapter
    findings: tuple[Finding, ...]
    shelf: Shelf
    interference: Mapping[str, Any] | None = None

    @property
    def page(self) -> str:
        """Where it stands under ``output/``."""
        return self.site.page_of("fixture", self.fixture.spec.name)


def fixture_html(page: FixturePage, templates: Mapping[str, str]) -> bytes:
    """Return the page."""
    return page_html(templates, TEMPLATE, fixture_page_context(page), page.site.lang)


def fixture_page_context(page: FixturePage) -> dict[str, Any]:
    """Return everything that the template shows."""
    lang, fixture = page.site.lang, page.fixture
    identity, name = fixture.spec.fixture, fixture.spec.name
    own = by_root(page.findings, name)
    told = fixture_context(fixture, lang)
    document = next((d for d in fixture.documents if d.template == FIXTURE_FILE), None)
    sections = [
        _section(i, section)
        for i, section in enumerate(document.context["sections"] if document else (), start=1)
    ]
    drawn = sheets(fixture.drawing, page.shelf, page.page)
    return {
        "site": frame(page.site, page.page, told["heading"]),
        "contents": [
            *contents(_FIRST, {}, lang),
            *({"anchor": s["id"], "label": s["title"]} for s in sections),
            *contents(_LAST, {"drawing": drawn}, lang),
        ],
        "number": identity.number,
        "title": identity.title,
        "verdict": verdict(own, lang),
        "counts": list(verdicts.counts(own, lang)),
        "findings": f"{href('site/checks.html', page.page)}#subject={name}",
        "open": list(verdicts.open_findings(own, lang)),
        "holds": _holds(page),
        "lines": document.context["lines"] if document else told["lines"],
        "slot": slot(page.shelf, name, told["heading"], page.page, lang),
        "picture": inline(fixture.picture),
        "locators": {"columns": told["locator_columns"], "rows": told["locators"]},
        "sections": sections,
        "bom": bom_table(fixture.bom, lang),
        "interference": interference_section(
            page.interference, own, Beside(page.shelf, page.page), lang
        ),
        "sheets": drawn,
        "files": [group.shown(page.page, told["heading"]) for group in page.shelf.groups(lang)],
    }


def _holds(page: FixturePage) -> dict[str, str]:
    """Return the way to the phase that the fixture serves."""
    identity = page.fixture.spec.fixture
    entry = page.site.entry("part", identity.workpiece)
    title = f"{entry.number} {entry.title}" if entry else identity.workpiece
    label = Message("{part}, phase {phase}", part=title, phase=str(identity.phase)).say(
        page.site.lang
    )
    target = f"{entry.page}#{phase_anchor(str(identity.phase))}" if entry else ""
    return {"label": label, "href": href(target, page.page)}


def _section(number: int, section: Mapping[str, Any]) -> dict[str, Any]:
    """Return a section of the fixture's file: its table without what only paper needs."""
    found = section["table"]
    return {
        "id": f"s-{number}", "title": section["title"], "lines": section["lines"], "note": section["note"],
        "table": {"columns": found["header"], "rows": found["rows"]} if found else None,
        "numbers": _numbers(found["align"]) if found else [],
    }  # fmt: skip


def _numbers(align: str) -> list[int]:
    """Return the columns of figures, counted from 1: those that paper aligns to the right."""
    return [i for i, side in enumerate(align.split(", "), start=1) if side == "right"]
