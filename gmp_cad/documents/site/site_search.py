"""The index of the search: every part, dimension, phase, operation, tool, check and document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from gmp_cad.documents.dossier.chapters import PartChapter
from gmp_cad.documents.file_formats import format_of
from gmp_cad.documents.site.site import CHECKS, Site
from gmp_cad.documents.site.site_checks import Rule
from gmp_cad.documents.site.site_files import FileGroup
from gmp_cad.documents.site.site_part import dimension_lines
from gmp_cad.documents.site.site_phase import operation_rows, phase_anchor
from gmp_cad.finding import Finding
from gmp_cad.language import Message, english, translate

Kind = Literal[
    "part", "fixture", "product", "dimension", "phase", "operation", "tool", "check", "document"
]
# In the order in which results are shown.
KINDS: Mapping[Kind, str] = english({
    "part": "Parts", "fixture": "Fixtures", "product": "Product", "dimension": "Dimensions",
    "phase": "Phases", "operation": "Machining operations", "tool": "Cutting tools", "check": "Checks",
    "document": "Documents",
})  # fmt: skip
_NUMBER, _DESIGNATION, _MADE, _TOOL = range(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that can be searched for; ``href`` is relative to ``output/``."""

    kind: Kind
    title: str
    detail: str
    href: str


def part_entries(
    site: Site, chapter: PartChapter, findings: tuple[Finding, ...]
) -> Iterator[Found]:
    """Yield a part, its dimensions, its phases, their operations and tools."""
    identity, name, lang = chapter.spec.part, chapter.spec.name, site.lang
    page, heading = site.page_of("part", name), f"{identity.number} {identity.title}"
    yield Found(kind="part", title=heading, detail=f"{name} — {identity.material_name}", href=page)
    for row in dimension_lines(chapter, findings, lang):
        detail = " — ".join((heading, row["required"]))
        yield Found(kind="dimension", title=row["text"], detail=detail, href=f"{page}#{row['id']}")
    if chapter.plan is None:
        return
    for phase in chapter.plan.phases:
        printed = str(phase.number)
        title = Message("Phase {phase} — {title}", phase=printed, title=phase.title).say(lang)
        place = f"{page}#{phase_anchor(printed)}"
        yield Found(kind="phase", title=title, detail=heading, href=place)
    yield from _operations(chapter, page, heading)


def _operations(chapter: PartChapter, page: str, heading: str) -> Iterator[Found]:
    tools: dict[str, list[str]] = {}
    for sheet in chapter.contracts:
        for row in operation_rows(sheet):
            place = f"{page}#{phase_anchor(sheet.phase)}"
            detail = " — ".join(filter(None, (heading, row[_MADE])))
            title = f"{row[_NUMBER]} {row[_DESIGNATION]}"
            yield Found(kind="operation", title=title, detail=detail, href=place)
            if row[_TOOL]:
                tools.setdefault(row[_TOOL], []).append(sheet.phase)
    for tool, phases in tools.items():
        place = f"{page}#{phase_anchor(phases[0])}"
        detail = f"{heading} — {', '.join(dict.fromkeys(phases))}"
        yield Found(kind="tool", title=tool, detail=detail, href=place)


def subject_entry(kind: Kind, heading: str, detail: str, page: str) -> Found:
    """Return the entry of a page itself."""
    return Found(kind=kind, title=heading, detail=detail, href=page)


def file_entries(groups: Iterable[FileGroup], heading: str) -> Iterator[Found]:
    """Yield the documents of a page, each format by itself."""
    for group in groups:
        for path in group.paths:
            title = group.title if heading in group.title else f"{group.title} — {heading}"
            yield Found(kind="document", title=title, detail=format_of(path), href=path)


def check_entries(rules: Mapping[str, Rule], used: Iterable[str], lang: str) -> Iterator[Found]:
    """Yield every check that gave a verdict, with its title and its reason."""
    for check in sorted(used):
        rule = rules.get(check)
        title = translate(rule.title, lang) if rule else ""
        detail = translate(rule.rationale, lang) if rule else ""
        yield Found(
            kind="check", title=f"{check} {title}".strip(), detail=detail, href=f"{CHECKS}#{check}"
        )


def search_script(entries: Sequence[Found], lang: str) -> bytes:
    """Return ``search.js``: a classic script, for a page of a disk may not read a JSON file."""
    kinds = list(KINDS)
    ordered = sorted(entries, key=lambda e: (kinds.index(e.kind), e.title, e.detail, e.href))
    rows = [[kinds.index(e.kind), e.title, e.detail, e.href] for e in dict.fromkeys(ordered)]
    content: dict[str, Any] = {"kinds": [translate(KINDS[k], lang) for k in kinds], "rows": rows}
    return f"window.gmpSearch={script_data(content)};\n".encode()


def verdict_script(marks: Mapping[str, Mapping[str, str]]) -> bytes:
    """Return ``verdicts.js``: the verdict of each page, apart, so that pages need not hold others'."""
    return f"window.gmpVerdicts={script_data(marks)};\n".encode()


def script_data(content: Any) -> str:
    """Return JSON that is also a script: two line ends of Unicode are not ones of JavaScript."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("</", "<\\/")
