"""The page of a part: what it is, its drawing, its dimensions, where they arrive, how it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gmp_cad.documents import verdicts
from gmp_cad.documents.dossier.chapters import PartChapter
from gmp_cad.documents.dossier.dossier_tables import coverage_of, identity_lines
from gmp_cad.documents.file_formats import format_of
from gmp_cad.documents.part import dimension_table
from gmp_cad.documents.plan.gamme import COLUMNS as GAMME
from gmp_cad.documents.plan.gamme import gamme_rows
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.product.masses import inertia_lines
from gmp_cad.documents.site.scene_slot import scene_slot
from gmp_cad.documents.site.site import (
    INDEX,
    Site,
    by_root,
    contents,
    frame,
    href,
    inline,
    page_html,
    root_of,
    verdict,
)
from gmp_cad.documents.site.site_files import (
    FileGroup,
    Written,
    drawing_files,
    file_groups,
)
from gmp_cad.documents.site.site_phase import phase_context
from gmp_cad.finding import Finding
from gmp_cad.language import english, translate
from gmp_cad.spec.workshop import Workshop

TEMPLATE = "site_part.html.j2"
_SECTIONS = english((
    ("Identity", "identity"), ("Drawing", "drawing"), ("Dimensions", "dimensions"),
    ("Coverage of the specification", "coverage"), ("Process", "process"),
    ("Verdicts", "verdicts"), ("Files", "files"),
))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What the build wrote for a page: paths under ``output/``, documents, pictures, scenes.

    ``pictures`` maps the path of a PNG to its width and height in pixels; ``scenes`` are the keys
    of those in three dimensions.
    """

    folder: str
    paths: tuple[str, ...] = ()
    written: tuple[Written, ...] = ()
    pictures: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    scenes: tuple[str, ...] = ()

    def groups(self, lang: str) -> tuple[FileGroup, ...]:
        """Return its documents and models."""
        return file_groups(self.folder, self.paths, self.written, lang)

    def picture(self, path: str, alt: str, page: str) -> dict[str, Any] | None:
        """Return a shaded picture for a page, None where the build made none."""
        if path not in self.pictures:
            return None
        width, height = self.pictures[path]
        return {"src": href(path, page), "width": width, "height": height, "alt": alt}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPage:
    """What the page of a part is made from. ``fixtures`` maps a fixture's folder to its number."""

    site: Site
    chapter: PartChapter
    findings: tuple[Finding, ...]
    workshop: Workshop
    fixtures: Mapping[str, str]
    shelf: Shelf

    @property
    def page(self) -> str:
        """Where it stands under ``output/``."""
        return self.site.page_of("part", self.chapter.spec.name)


def part_html(page: PartPage, templates: Mapping[str, str]) -> bytes:
    """Return the page."""
    return page_html(templates, TEMPLATE, part_context(page), page.site.lang)


def part_context(page: PartPage) -> dict[str, Any]:
    """Return everything that the template shows."""
    lang, chapter = page.site.lang, page.chapter
    identity, name = chapter.spec.part, chapter.spec.name
    own = by_root(page.findings, name)
    heading = f"{identity.number} {identity.title}"
    drawn, coverage = sheets(chapter.drawing, page.shelf, page.page), coverage_of(chapter, lang)
    return {
        "site": frame(page.site, page.page, heading),
        "contents": contents(
            _SECTIONS,
            {
                "drawing": drawn,
                "dimensions": chapter.spec.dimensions or chapter.spec.tolerances,
                "coverage": coverage,
                "process": chapter.plan,
            },
            lang,
        ),
        "number": identity.number,
        "title": identity.title,
        "verdict": verdict(own, lang),
        "counts": list(verdicts.counts(own, lang)),
        "findings": f"{href('site/checks.html', page.page)}#subject={name}",
        "open": list(verdicts.open_findings(own, lang)),
        "lines": [
            *identity_lines(chapter, lang),
            *(inertia_lines(chapter.spec, chapter.mass, lang) if chapter.mass else ()),
        ],
        "slot": slot(page.shelf, name, heading, page.page, lang),
        "sheets": drawn,
        "dimension_columns": [translate(c, lang) for c in dimension_table.COLUMNS],
        "dimensions": dimension_lines(chapter, own, lang),
        "coverage": coverage,
        "gamme_columns": [translate(c, lang) for c in GAMME],
        "gamme": _gamme(page),
        "phases": _phases(page),
        "files": [group.shown(page.page, heading) for group in page.shelf.groups(lang)],
    }


def slot(shelf: Shelf, key: str, title: str, page: str, lang: str) -> dict[str, Any]:
    """Return the place of a scene in three dimensions, with the picture that stands in for it."""
    names = [p for p in sorted(shelf.pictures) if p.rpartition("/")[0] == shelf.folder]
    said = f"{title} — {translate('isometric view', lang)}"
    picture = (href(names[0], INDEX), said) if names else None
    return scene_slot(key, shelf.scenes, title, root=root_of(page), picture=picture)


def sheets(drawing: tuple[Picture, ...], shelf: Shelf, page: str) -> list[dict[str, Any]]:
    """Return the sheets of a drawing, each with the files that hold it."""
    found = []
    for i, picture in enumerate(drawing, start=1):
        files = drawing_files(shelf.paths, shelf.folder, i)
        links = [{"label": format_of(path), "href": href(path, page)} for path in files]
        found.append({**(inline(picture) or {}), "id": f"sheet-{i}", "files": links})
    return found


def dimension_lines(
    chapter: PartChapter, findings: tuple[Finding, ...], lang: str
) -> list[dict[str, Any]]:
    """Return the rows of the table of dimensions; ``key`` is that of the drawing's group, if drawn."""
    spec = chapter.spec
    rows = dimension_table.dimension_rows(
        spec, chapter.measurements, findings, chapter.numbers, lang
    )
    keys = [f"dimensions.{k}" for k in spec.dimensions]
    keys += [f"tolerances.{k}" for k in spec.tolerances]
    drawn = "".join(picture.svg for picture in chapter.drawing)
    return [
        {
            **dimension_table.plain_row(row),
            "id": anchor(key),
            "key": key if f'data-key="{key}"' in drawn else "",
        }
        for key, row in zip(keys, rows, strict=True)
    ]


def anchor(key: str) -> str:
    """Return the anchor of a line of the specification in its page: ``dim-bore``, ``tol-flat``."""
    kind, _, name = key.partition(".")
    return f"{kind[:3]}-{name}"


def _gamme(page: PartPage) -> list[list[str]]:
    chapter, lang = page.chapter, page.site.lang
    if chapter.plan is None:
        return []
    times = {sheet.phase: sheet.times for sheet in chapter.contracts}
    rows = gamme_rows(chapter.plan, page.workshop, times, page.fixtures, lang)
    return [list(row) for row in rows]


def _phases(page: PartPage) -> list[dict[str, Any]]:
    plan = page.chapter.plan
    if plan is None:
        return []
    contracts = {sheet.phase: sheet for sheet in page.chapter.contracts}
    own = by_root(page.findings, page.chapter.spec.name)
    found = []
    for phase in plan.phases:
        shown = phase_context(phase, contracts.get(str(phase.number)), page.site.lang)
        folder, number = page.shelf.folder, str(phase.number)
        judged = [f for f in own if f.subject.split(".")[1:2] == [phase.id]]
        picture = f"{folder}/phases/{number}.png"
        found.append(
            {
                **shown,
                "verdict": verdict(judged, page.site.lang),
                "picture": page.shelf.picture(picture, shown["heading"], page.page),
                "fixture": href(page.site.page_of("fixture", phase.fixture or ""), page.page),
                "files": _phase_files(page, number),
            }
        )
    return found


def _phase_files(page: PartPage, number: str) -> list[dict[str, str]]:
    """Return the files of a phase: contract, clamping note, workpiece."""
    folder = f"{page.shelf.folder}/phases/"
    ends = (f"-{number}", number)
    identity = page.chapter.spec.part
    heading = f"{identity.number} {identity.title}"
    return [
        {"label": f"{group.called(heading)} ({link['label']})", "href": link["href"]}
        for group in page.shelf.groups(page.site.lang)
        for path, link in zip(group.paths, group.shown(page.page)["formats"], strict=True)
        if path.startswith(folder)
        and (path.removeprefix(folder).rpartition(".")[0] == ends[1]
             or path.rpartition(".")[0].endswith(ends[0]))
    ]  # fmt: skip
