"""The page of a class: one file that opens from disk, readable without its script and on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gmp_cad.documents import verdicts
from gmp_cad.documents.classroom.class_likeness import (
    Group,
    Kind,
    Likeness,
    Near,
    Owned,
    PartLikeness,
)
from gmp_cad.documents.classroom.class_project import (
    STATES,
    ClassPart,
    ClassProject,
    State,
    Verdict,
)
from gmp_cad.documents.classroom.class_summary import (
    ClassSummary,
    distribution,
    failed_checks,
    failures,
)
from gmp_cad.documents.classroom.class_table import coverage_percent, missing_text
from gmp_cad.documents.printing.figures import DASH, mass_text
from gmp_cad.documents.site.site import page_html, style_sheet
from gmp_cad.documents.templating.typography import Verbatim
from gmp_cad.finding import Status
from gmp_cad.language import Message, english, number, translate

TEMPLATE = "class.html.j2"
_COUNTED = (Status.ERROR, Status.FAIL, Status.WARN, Status.SKIP, Status.PASS)
_FEW = 12  # names of projects that a cell shows; the others are counted
_SOLIDS = 30  # parts whose mass is shown; batch.json has all of them
_LOOKS: Mapping[State, Status] = {
    "built": Status.PASS, "failed": Status.ERROR, "invalid": Status.ERROR,
    "no_project": Status.SKIP, "unreadable": Status.ERROR, "unwritable": Status.ERROR,
    "stopped": Status.ERROR, "bug": Status.ERROR, "waiting": Status.SKIP,
}  # fmt: skip
_KINDS: Mapping[Kind, str] = english({
    "file": "the same file of geometry, bit for bit", "solid": "the same solid",
    "mirror": "the same solid, one the mirror image of the other",
})  # fmt: skip
_FILES = english({
    "site": "Site", "dossier": "Dossier", "report": "Report",
})  # fmt: skip


def class_html(summary: ClassSummary, templates: Mapping[str, str]) -> bytes:
    """Return the page. Raises :class:`~gmp_cad.documents.templating.template.TemplateError`."""
    return page_html(templates, TEMPLATE, class_context(summary, templates), summary.lang)


def class_context(summary: ClassSummary, templates: Mapping[str, str]) -> dict[str, Any]:
    """Return everything that the template shows, as finished texts."""
    lang = summary.lang
    judged = summary.judged
    return {
        "css": Verbatim(style_sheet(templates).decode()),
        "complete": summary.complete,
        "told": _told(summary).say(lang),
        "states": list(_states(summary)),
        "counted": [
            {"status": s.name, "label": verdicts.status_label(s, lang)} for s in _COUNTED
        ],
        "projects": [_project(p, rank, lang) for rank, p in enumerate(summary.projects)],
        "checks": [
            {
                "check": found.check, "title": _title(summary, found.check),
                "projects": _counted(found.projects, lang), "count": str(len(found.projects)),
                "verdicts": str(found.verdicts), "share": _percent(len(found.projects) / len(judged), lang),
                "width": _width(len(found.projects) / len(judged)),
            }
            for found in failed_checks(judged)
        ],
        "spread": [
            {
                "label": spread.label.say(lang), "count": str(spread.projects),
                "share": _percent(spread.projects / len(judged), lang),
                "width": _width(spread.projects / len(judged)),
            }
            for spread in (distribution(judged) if judged else ())
        ],
        "missing": [
            {"project": p.name, "anchor": f"p{rank}", "lines": [missing_text(m, lang) for m in p.missing]}
            for rank, p in enumerate(summary.projects) if p.missing
        ],
        "likeness": _likeness(summary.likeness, lang),
    }  # fmt: skip


def _told(summary: ClassSummary) -> Message:
    total = len(summary.projects)
    fine = sum(p.state == "built" and not failures(p) for p in summary.projects)
    return Message(
        "{total} {total:project|projects}, {judged} of them judged; in {fine} of them all checks hold",
        total=total, judged=len(summary.judged), fine=fine,
    )  # fmt: skip


def _states(summary: ClassSummary) -> Iterator[dict[str, str]]:
    """Yield how many projects ended in each way, the good ones first."""
    found = Counter(_outcome(project) for project in summary.projects)
    for status, label in sorted(found, key=lambda key: (key[0], key[1])):
        yield {
            "status": status.name, "label": translate(label, summary.lang),
            "count": str(found[status, label]),
        }  # fmt: skip


def _outcome(project: ClassProject) -> tuple[Status, str]:
    """Return how a project stands, as a verdict and in a word."""
    if project.state == "built" and failures(project):
        return Status.FAIL, english("checks fail")
    if project.state == "built":
        return Status.PASS, english("all checks hold")
    return _LOOKS[project.state], STATES[project.state]


def _project(project: ClassProject, rank: int, lang: str) -> dict[str, Any]:
    status, label = _outcome(project)
    share = coverage_percent(project)
    volume = project.product_volume_mm3
    return {
        "anchor": f"p{rank}", "name": project.name, "status": status.name,
        "label": translate(label, lang), "order": str(int(status) * 1000 + failures(project)),
        "others": Message("also given as {names}", names=", ".join(project.others)).say(lang)
        if project.others else "",
        "counts": [
            {"status": s.name, "label": verdicts.status_label(s, lang),
             "count": str(project.counts[s.name]) if s.name in project.counts else ""}
            for s in _COUNTED
        ],
        "parts": str(len(project.parts)) if project.parts else DASH,
        "solids": "; ".join(_solid(part, lang) for part in project.parts[:_SOLIDS]),
        "mass": mass_text(project.product_mass_kg, lang),
        "volume": DASH if volume is None else number(volume / 1000.0, lang, 1),
        "coverage": DASH if share is None else number(share, lang, 0),
        "missing": str(len(project.missing)) if project.parts else DASH,
        # The lines below it point at a column of the file: they stand in a terminal alone.
        "reason": project.reason.say(lang).partition("\n")[0] if project.reason else "",
        "hint": project.hint.say(lang) if project.hint else "",
        "findings": [_finding(verdict, lang) for verdict in project.failing],
        "more": _more(project, lang),
        "links": [
            {"label": translate(_FILES[kind], lang), "href": href}
            for kind, href in project.files.items()
        ],
    }  # fmt: skip


def _solid(part: ClassPart, lang: str) -> str:
    """Return a part with its mass and its volume, as far as they are known."""
    if part.volume_mm3 is None:
        return part.name
    mass, volume = mass_text(part.mass_kg, lang), number(part.volume_mm3 / 1000.0, lang, 1)
    return f"{part.name} {mass} kg, {volume} cm³"


def _finding(verdict: Verdict, lang: str) -> dict[str, str]:
    return {
        "status": verdict.status.name, "check": verdict.check, "subject": verdict.subject,
        "label": verdicts.status_label(verdict.status, lang),
        "message": verdict.message.say(lang),
    }  # fmt: skip


def _more(project: ClassProject, lang: str) -> str:
    left = failures(project) - len(project.failing)
    return Message("{count} more in its report", count=left).say(lang) if left > 0 else ""


def _title(summary: ClassSummary, check: str) -> str:
    rule = summary.rules.get(check)
    return translate(rule.title, summary.lang) if rule else ""


def _percent(share: float, lang: str) -> str:
    """Return a share as a percentage; what is not all is never told as 100 %."""
    value = 100.0 * share
    shown = min(value, 99.9) if share < 1.0 else value
    return f"{number(shown, lang, 1 if 0 < shown < 10 or 99 < shown < 100 else 0)} %"


def _width(share: float) -> str:
    return f"{100.0 * share:.1f}"


def _counted(names: Sequence[str], lang: str) -> str:
    left = len(names) - _FEW
    shown = ", ".join(names[:_FEW])
    if left <= 0:
        return shown
    return Message("{names} and {count} more", names=shown, count=left).say(lang)


def _likeness(found: Likeness, lang: str) -> dict[str, Any]:
    return {
        "parts": [_part(part, lang) for part in found.parts],
        "groups": [_group(group, lang) for group in found.groups],
        "near": [_near(pair, lang) for pair in found.near],
        "more": Message("{count} more {count:pair is|pairs are} not listed", count=found.more).say(lang)
        if found.more else "",
    }  # fmt: skip


def _part(part: PartLikeness, lang: str) -> dict[str, str]:
    return {
        "part": part.part, "projects": str(part.projects), "pairs": str(part.pairs),
        "median": _percent(part.median, lang), "same": str(part.same),
        "share": _percent(part.same / part.pairs, lang),
    }  # fmt: skip


def _group(group: Group, lang: str) -> dict[str, Any]:
    names = sorted({member.part for member in group.members})
    return {
        "part": ", ".join(names), "kind": translate(_KINDS[group.kind], lang),
        "projects": str(len({member.project for member in group.members})),
        "members": _counted([_owned(m, lang, named=len(names) > 1) for m in group.members], lang),
        "usual": DASH if group.usual is None else _percent(group.usual, lang),
        "texts": _texts(group.texts, lang),
    }  # fmt: skip


def _texts(texts: tuple[float, float] | None, lang: str) -> str:
    if texts is None:
        return DASH
    low, high = (_percent(share, lang) for share in texts)
    return low if low == high else f"{low} … {high}"


def _owned(owned: Owned, lang: str, *, named: bool) -> str:
    said = f"{owned.project} ({owned.part})" if named else owned.project
    return f"{said} {translate('(mirrored)', lang)}" if owned.mirrored else said


def _near(pair: Near, lang: str) -> dict[str, str]:
    named = pair.a.part != pair.b.part
    return {
        "part": f"{pair.a.part} – {pair.b.part}" if named else pair.a.part,
        "a": pair.a.project, "b": pair.b.project, "share": _percent(pair.share, lang),
        "usual": DASH if pair.usual is None else _percent(pair.usual, lang),
        "text": _percent(pair.text, lang),
    }  # fmt: skip
