"""First article inspection: the fields 1 to 14 of form 3 of AS9102 (rev. B), a row a characteristic.

Results stay empty for the workshop. Field 10 names attribute gauges alone: what reads a value is
no designed tooling.
"""

from __future__ import annotations

from typing import Any

from gmp_cad.documents.part.inspection import InspectionLine, pair
from gmp_cad.documents.part.inspection_header import (
    InspectionSheet,
    drawing_reference,
    inspection_block,
)
from gmp_cad.documents.part.inspection_sheet import CHAPTER
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.printing.figures import DASH
from gmp_cad.language import Message, english, translate
from gmp_cad.quality.gauges import ATTRIBUTE

TEMPLATE = "premier_article_page.typ.j2"
COLUMNS = english((
    "5. Char. No.", "6. Reference location", "7. Characteristic designator", "8. Requirement",
    "9. Results", "10. Designed / qualified tooling", "11. Nonconformance number",
    "14. Additional data",
))  # fmt: skip
IDENTITY = english(("1. Part number", "2. Part name", "3. Serial number", "4. FAIR number"))
SIGNED = english(("12. Signature", "13. Date"))


def first_article(sheet: InspectionSheet, lang: str) -> EmbeddedDocument:
    """Return the form of the first article, for the chapter of inspection."""
    title = Message("First article inspection — {part}", part=sheet.title).say(lang)
    identity = sheet.part.part
    values = (f"{identity.number} — {identity.revision}", identity.title, "", "")
    tools = {gauge.id: gauge.kind for gauge in sheet.workshop.gauges}
    return EmbeddedDocument(
        chapter=CHAPTER, title=title, template=TEMPLATE,
        context={
            "block": inspection_block(sheet, english("First article inspection"), lang),
            "identity": [
                {"label": translate(label, lang), "value": value}
                for label, value in zip(IDENTITY, values, strict=True)
            ],
            "columns": [translate(text, lang) for text in COLUMNS],
            "rows": [_row(line, tools, lang) for line in sheet.lines if line.inspected],
            "signatures": [translate(text, lang) for text in SIGNED],
            "notes": [note.say(lang) for note in (drawing_reference(sheet), NOTE)],
        },
    )  # fmt: skip


NOTE = Message(
    "Fields 1 to 14 of form 3 of AS9102. Location: sheet / zone of the drawing; results are written "
    "by the workshop, a value for each place; tooling: attribute gauges alone."
)


def _within(low: str, high: str) -> str:
    if low == DASH:
        return f"≤ {high}"
    return f"≥ {low}" if high == DASH else f"{low} … {high}"


def _row(line: InspectionLine, tools: dict[str, str], lang: str) -> dict[str, Any]:
    designated = "" if line.importance == "minor" else line.importance_label
    low, high = pair(line.lower, line.upper, lang)
    unit = f" {line.unit}" if line.unit != "mm" else ""
    within = _within(low, high) + unit if (low, high) != (DASH, DASH) else ""
    return {
        "cells": [
            line.balloon, line.zone, designated, line.requirement, within,
            line.gauge if tools.get(line.gauge) in ATTRIBUTE else "",
        ],
        "designation": line.designation,
        "places": [f"{i}/{line.instances}" for i in range(1, line.instances + 1)]
        if line.instances > 1
        else [""],
    }  # fmt: skip
