"""The list of documents with their revisions: a row per subject, a column per chapter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gmp_cad.documents.dossier.chapters import DossierInput
from gmp_cad.documents.dossier.dossier_contents import Chapter, Group
from gmp_cad.language import english, translate

# Chapters with a column of their own, and how short their names are there.
_COLUMNS: Mapping[int, str] = english({
    2: "Assembly", 3: "Definition", 4: "Stock", 5: "Analysis", 6: "Plans", 7: "Simulation",
    8: "Contracts", 9: "Clamping, fixtures", 10: "Tools, settings", 12: "Inspection sheets", 13: "Route cards", 14: "Costs",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One subject: its folder, number and title, revision of its drawing."""

    name: str
    said: str
    revision: str


def register(dossier: DossierInput, chapters: Sequence[Chapter], lang: str) -> dict[str, Any]:
    """Return header and rows: in each cell how many documents, their revisions, and the first one.

    ``state`` of a cell: "held", "missing", or "" where the subject needs none.
    """
    shown = [chapter for chapter in chapters if chapter.number in _COLUMNS]
    return {
        "columns": [
            {"number": str(c.number), "title": translate(_COLUMNS[c.number], lang)} for c in shown
        ],
        "rows": [
            {
                "said": row.said,
                "revision": row.revision,
                "cells": [_cell(row, chapter) for chapter in shown],
            }
            for row in _rows(dossier)
        ],
    }


def _rows(dossier: DossierInput) -> list[Row]:
    product = f"{dossier.number} {dossier.title}".strip()
    rows = [Row(name="product", said=product, revision=dossier.revision)]
    for part in dossier.chapters:
        identity = part.spec.part
        rows.append(Row(name=part.spec.name, said=f"{identity.number} {identity.title}",
                        revision=identity.revision))  # fmt: skip
    for fixture in dossier.fixtures:
        made = fixture.spec.fixture
        rows.append(Row(name=fixture.spec.name, said=f"{made.number} {made.title}",
                        revision=made.revision))  # fmt: skip
    return rows


def _cell(row: Row, chapter: Chapter) -> dict[str, str]:
    group = next((g for g in chapter.groups if g.name == row.name), None)
    lacking = any(row.name in piece.lacking for piece in chapter.pieces)
    if group is None:
        return {"state": "missing" if lacking else "", "label": "", "revisions": "", "count": ""}
    return {
        "state": "partial" if lacking else "held",
        "label": group.entries[0].label,
        "revisions": _revisions(group),
        "count": str(len(group.entries)),
    }


def _revisions(group: Group) -> str:
    return ", ".join(dict.fromkeys(e.imprint.revision for e in group.entries if e.imprint.revision))
