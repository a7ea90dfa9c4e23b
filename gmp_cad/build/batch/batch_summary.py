"""The summary of a class as files: the page, the table, and the JSON that scripts rely on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gmp_cad.build.batch.batch import Class
from gmp_cad.build.site.site_bodies import rules
from gmp_cad.documents.classroom.class_likeness import Group, Likeness, Near, Owned, likeness
from gmp_cad.documents.classroom.class_page import class_html
from gmp_cad.documents.classroom.class_project import ClassProject
from gmp_cad.documents.classroom.class_summary import ClassSummary, distribution, failed_checks
from gmp_cad.documents.classroom.class_table import class_csv
from gmp_cad.documents.templating import template
from gmp_cad.engine.codec import dump, rounded
from gmp_cad.engine.files.atomic_file import write_atomically
from gmp_cad.errors import ExitCode, worst
from gmp_cad.finding import Status

VERSION = 1
PAGE, TABLE, DATA, TIMES = "index.html", "batch.csv", "batch.json", "times.json"


def summary_of(built: Class) -> ClassSummary:
    """Return what is told of a class as far as it is built."""
    batch = built.batch
    return ClassSummary(
        projects=tuple(built.projects), likeness=likeness(built.projects), rules=rules(),
        complete=built.complete, documents=not batch.settings.verdicts_only,
        lang=batch.settings.lang,
    )  # fmt: skip


def write_summary(folder: Path, summary: ClassSummary) -> None:
    """Write page, table and JSON into the folder. Raises ``OSError``."""
    files = {
        PAGE: class_html(summary, template.load(folder)),
        TABLE: class_csv(summary),
        DATA: dump(summary_json(summary)),
    }
    for name, data in files.items():
        write_atomically(folder / name, data)


def write_times(folder: Path, built: Class, total_s: float) -> None:
    """Write how long each project took; apart from the summary, whose bytes tell results alone."""
    seconds = {p.name: round(s, 3) for p, s in zip(built.projects, built.seconds, strict=True)}
    told = {
        "version": VERSION, "jobs": built.scheduler.jobs, "seconds": seconds, "total_s": round(total_s, 3)
    }  # fmt: skip
    write_atomically(folder / TIMES, dump(told))


def exit_code(summary: ClassSummary) -> ExitCode:
    """Return the code that the run of a class ends with: the highest of its projects."""
    return worst(project.exit_code for project in summary.projects)


def summary_json(summary: ClassSummary) -> dict[str, Any]:
    """Return ``batch.json`` (see :class:`gmp_cad.build.results.published_batch.BatchSummary`)."""
    totals: Counter[str] = Counter()
    for project in summary.projects:
        totals.update(project.counts)
    told: dict[str, Any] = rounded({
        "version": VERSION,
        "complete": summary.complete,
        "exit_code": int(exit_code(summary)),
        "states": dict(sorted(Counter(p.state for p in summary.projects).items())),
        "counts": {status.name: totals[status.name] for status in Status},
        "projects": [_project(project, summary.lang) for project in summary.projects],
        "checks": [_check(found, summary) for found in failed_checks(summary.judged)],
        "distribution": [
            {"least": s.least, "most": s.most, "projects": s.projects}
            for s in distribution(summary.judged)
        ],
        "similarity": _similarity(summary.likeness),
    })  # fmt: skip
    return told


def _project(project: ClassProject, lang: str) -> dict[str, Any]:
    return {
        "project": project.name, "others": list(project.others), "state": project.state,
        "exit_code": int(project.exit_code),
        "reason": project.reason.say(lang) if project.reason else None,
        "hint": project.hint.say(lang) if project.hint else None,
        "counts": dict(project.counts) or None,
        "failing": [
            {"check": v.check, "code": v.code, "status": v.status.name, "subject": v.subject,
             "message": v.message.say(lang)}
            for v in project.failing
        ],
        "failed": dict(project.failed),
        "product": {
            "part": "product", "volume_mm3": project.product_volume_mm3,
            "mass_kg": project.product_mass_kg,
        },
        "parts": [
            {"part": p.name, "volume_mm3": p.volume_mm3, "mass_kg": p.mass_kg} for p in project.parts
        ],
        "coverage": {"covered": project.covered, "cells": project.lines},
        "missing_documents": [
            {"document": m.document, "subject": m.subject, "reason": m.reason.say(lang)}
            for m in project.missing
        ],
        "files": dict(project.files),
    }  # fmt: skip


def _check(found: Any, summary: ClassSummary) -> dict[str, Any]:
    rule = summary.rules.get(found.check)
    return {
        "check": found.check, "title": rule.title if rule else "",
        "projects": list(found.projects), "verdicts": found.verdicts,
    }  # fmt: skip


def _similarity(found: Likeness) -> dict[str, Any]:
    return {
        "parts": [
            {"part": p.part, "projects": p.projects, "pairs": p.pairs,
             "median_common_area": p.median, "same_solid_pairs": p.same}
            for p in found.parts
        ],
        "same": [_group(group) for group in found.groups],
        "near": [_near(pair) for pair in found.near],
        "more": found.more,
    }  # fmt: skip


def _owned(owned: Owned) -> Mapping[str, Any]:
    return {"project": owned.project, "part": owned.part, "mirrored": owned.mirrored}


def _group(group: Group) -> dict[str, Any]:
    return {
        "kind": group.kind, "members": [_owned(member) for member in group.members],
        "usual_share": group.usual, "common_text": group.texts and list(group.texts),
    }  # fmt: skip


def _near(pair: Near) -> dict[str, Any]:
    return {
        "a": _owned(pair.a), "b": _owned(pair.b), "common_area": pair.share,
        "usual_share": pair.usual, "common_text": pair.text,
    }  # fmt: skip
