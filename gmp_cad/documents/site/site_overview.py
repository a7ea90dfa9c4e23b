"""The overview ``index.html``: verdicts by subject, what to look at first, parts, documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gmp_cad.documents import verdicts
from gmp_cad.documents.dossier.chapters import DossierInput, PartChapter
from gmp_cad.documents.dossier.composition import STATE_NAMES, composition
from gmp_cad.documents.dossier.dossier_tables import mass_lines, programme
from gmp_cad.documents.printing.figures import mass_text
from gmp_cad.documents.site.site import (
    CHECKS,
    INDEX,
    Entry,
    Site,
    by_root,
    frame,
    href,
    inline,
    page_html,
    verdict,
)
from gmp_cad.documents.site.site_checks import subject_label, subject_page
from gmp_cad.documents.site.site_files import FileGroup
from gmp_cad.documents.site.site_part import Shelf
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message, english, translate

TEMPLATE = "index.html.j2"
# So many findings stand on the first page; all stand on the page of the checks.
FIRST = 12
DOSSIER = "dossier.pdf"
_WHOLE = english((("The whole dossier", "dossier"), ("Cover", "garde")))
_STATES = {"present": "PASS", "partial": "WARN", "missing": "SKIP", "none": "SKIP"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the overview is made from; ``shelves`` by subject (``semelle``, ``product``).

    ``whole``: paths of the documents of the whole project that were made.
    """

    site: Site
    shown: DossierInput
    shelves: Mapping[str, Shelf]
    whole: tuple[str, ...] = ()


def overview_html(page: Overview, templates: Mapping[str, str]) -> bytes:
    """Return the page."""
    return page_html(templates, TEMPLATE, overview_context(page), page.site.lang)


def overview_context(page: Overview) -> dict[str, Any]:
    """Return everything that the template shows."""
    lang, shown = page.site.lang, page.shown
    heading = f"{shown.number} {shown.title}".strip()
    product = page.shelves.get("product")
    told = verdicts.open_findings(shown.findings, lang)
    return {
        "site": frame(page.site, INDEX, translate("Overview", lang)),
        "title": heading,
        "verdict": verdict(shown.findings, lang),
        "total": len(shown.findings),
        "counts": list(verdicts.counts(shown.findings, lang)),
        "subjects": [_subject(page.site, root, shown.findings) for root in _roots(page)],
        "open": list(told[:FIRST]),
        "more": _more(len(told), lang),
        "lines": [*programme(shown, lang), *mass_lines(shown, lang)],
        "picture": inline(shown.picture),
        "shaded": _thumbnail(product, heading) if product else None,
        "dossier": href(DOSSIER, INDEX) if DOSSIER in page.whole else "",
        "chapters": _chapters(page),
        "parts": [_part(page, chapter) for chapter in shown.chapters],
        "fixtures": [_fixture(page, e) for e in page.site.entries if e.kind == "fixture"],
    }


def _more(count: int, lang: str) -> str:
    if count <= FIRST:
        return ""
    return Message("All {count} findings that do not pass", count=count).say(lang)


def _roots(page: Overview) -> list[str]:
    """Return the subjects of the verdicts: product, parts, fixtures in their order, then others."""
    known = ["product", *(e.name for e in page.site.entries)]
    found = {verdicts.subject_root(f.subject) for f in page.shown.findings}
    return [root for root in known if root in found] + sorted(found - set(known))


def _subject(site: Site, root: str, findings: Sequence[Finding]) -> dict[str, Any]:
    own = by_root(findings, root)
    number = Counter(f.status for f in own)
    return {
        "label": subject_label(site, root, site.lang),
        "href": href(subject_page(site, root), INDEX),
        "findings": f"{href(CHECKS, INDEX)}#subject={root}",
        "verdict": verdict(own, site.lang),
        "counts": [str(number[status]) for status in sorted(Status, reverse=True)],
        "total": str(len(own)),
    }


def _thumbnail(shelf: Shelf, title: str) -> dict[str, Any] | None:
    """Return the shaded picture that stands for a subject."""
    names = [p for p in sorted(shelf.pictures) if p.rpartition("/")[0] == shelf.folder]
    return shelf.picture(names[0], title, INDEX) if names else None


def _drawn(shelf: Shelf | None) -> str:
    """Return the drawing that stands in for a picture."""
    path = f"{shelf.folder}/drawing.svg" if shelf else ""
    return href(path, INDEX) if shelf and path in shelf.paths else ""


def _part(page: Overview, chapter: PartChapter) -> dict[str, Any]:
    identity, lang = chapter.spec.part, page.site.lang
    shelf = page.shelves.get(chapter.spec.name)
    heading = f"{identity.number} {identity.title}"
    return {
        "number": identity.number,
        "title": identity.title,
        "revision": identity.revision,
        "material": identity.material_name,
        "mass": mass_text(chapter.mass.mass_kg if chapter.mass else None, lang),
        "phases": _phase_count(chapter, lang),
        "href": href(page.site.page_of("part", chapter.spec.name), INDEX),
        "verdict": verdict(by_root(page.shown.findings, chapter.spec.name), lang),
        "shaded": _thumbnail(shelf, heading) if shelf else None,
        "drawing": _drawn(shelf),
    }


def _phase_count(chapter: PartChapter, lang: str) -> str:
    if chapter.plan is None:
        return ""
    return Message("{count} {count:phase|phases}", count=len(chapter.plan.phases)).say(lang)


def _fixture(page: Overview, entry: Entry) -> dict[str, Any]:
    lang = page.site.lang
    shelf = page.shelves.get(entry.name)
    return {
        "number": entry.number,
        "title": entry.title,
        "href": href(entry.page, INDEX),
        "verdict": verdict(by_root(page.shown.findings, entry.name), lang),
        "shaded": _thumbnail(shelf, f"{entry.number} {entry.title}") if shelf else None,
        "drawing": _drawn(shelf),
    }


def _chapters(page: Overview) -> list[dict[str, Any]]:
    """Return the pieces of the dossier in its order, each chapter with the files that hold it."""
    lang = page.site.lang
    files = _files(page)
    told: dict[str, dict[str, Any]] = {}
    for piece in composition(page.shown, lang):
        chapter = told.setdefault(
            piece.number,
            {"number": piece.number, "pieces": [], "files": files.pop(piece.number, [])},
        )
        chapter["pieces"].append(
            {
                "title": piece.title, "status": _STATES[piece.state],
                "label": translate(STATE_NAMES[piece.state], lang), "detail": piece.detail,
            }
        )  # fmt: skip
    return list(told.values())


def _files(page: Overview) -> dict[str, list[dict[str, Any]]]:
    """Return the documents of each chapter, gathered by the subject that they are of."""
    lang = page.site.lang
    found: dict[str, list[dict[str, Any]]] = {}
    if page.whole:
        groups = [
            FileGroup(title=translate(title, lang), chapter=0, paths=tuple(
                path for path in page.whole if path.rpartition(".")[0] == stem
            ))
            for title, stem in _WHOLE
        ]  # fmt: skip
        shown = [group.shown(INDEX) for group in groups if group.paths]
        found["0"] = [{"subject": subject_label(page.site, "product", lang), "documents": shown}]
    for root, shelf in page.shelves.items():
        by_chapter: dict[str, list[FileGroup]] = {}
        for group in shelf.groups(lang):
            by_chapter.setdefault(str(group.chapter), []).append(group)
        for chapter, groups in by_chapter.items():
            found.setdefault(chapter, []).append(
                {
                    "subject": subject_label(page.site, root, lang),
                    "documents": [group.shown(INDEX) for group in groups],
                }
            )
    return found
