"""The projects of a class as a table: the CSV that a teacher opens in a spreadsheet."""

from __future__ import annotations

from gmp_cad.documents.classroom.class_project import STATES, ClassProject, Missing
from gmp_cad.documents.classroom.class_summary import ClassSummary
from gmp_cad.documents.office.tab import Cell, Tab, columns_of, tab_csv
from gmp_cad.finding import Status
from gmp_cad.language import Message, english, translate

_COLUMNS = english([
    ("Project", 24, None), ("State", 16, None), ("Exit code", 8, None),
    ("Conforming", 10, None), ("Not judged", 10, None), ("Warnings", 10, None),
    ("Nonconforming", 10, None), ("Errors", 10, None), ("Parts", 8, None),
    ("Mass of the product (kg)", 12, 4), ("Volume of the product (cm³)", 12, 3),
    ("Coverage (%)", 10, 1), ("Missing documents", 10, None), ("Which are missing", 40, None),
    ("Check", 24, None), ("Subject", 24, None), ("First finding", 60, None),
    ("Results", 40, None),
])  # fmt: skip
_COUNTED = (Status.PASS, Status.SKIP, Status.WARN, Status.FAIL, Status.ERROR)


def class_csv(summary: ClassSummary) -> bytes:
    """Return the table of the projects, a row each; no text in it is a formula."""
    rows = [_row(project, summary.lang) for project in summary.projects]
    columns = columns_of(_COLUMNS, summary.lang)
    return tab_csv(Tab(name="class", title="", columns=columns, rows=rows), summary.lang)


def _row(project: ClassProject, lang: str) -> list[Cell]:
    first = project.failing[0] if project.failing else None
    volume = project.product_volume_mm3
    said = first.message if first else project.reason
    return [
        project.name, translate(STATES[project.state], lang), int(project.exit_code),
        *(project.counts.get(status.name) for status in _COUNTED),
        len(project.parts) or None, project.product_mass_kg,
        None if volume is None else volume / 1000.0, coverage_percent(project),
        len(project.missing), " · ".join(missing_text(m, lang) for m in project.missing),
        first.check if first else "", first.subject if first else "",
        " ".join(said.say(lang).split()) if said else "", project.files.get("site", ""),
    ]  # fmt: skip


def coverage_percent(project: ClassProject) -> float | None:
    """Return which share of the coverage's cells that can be filled is (%), None without any."""
    return 100.0 * project.covered / project.lines if project.lines else None


def missing_text(missing: Missing, lang: str) -> str:
    """Return a missing document in words: what, of what, why."""
    said = Message(
        "{document}, {subject}: {reason}", document=Message(missing.document),
        subject=missing.subject, reason=missing.reason,
    )  # fmt: skip
    return said.say(lang)
