"""Gamme de contrôle and fiche de relevé of a part: what is inspected and how, then the entry cells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gmp_cad.documents.part.inspection import InspectionLine, pair
from gmp_cad.documents.part.inspection_header import (
    InspectionSheet,
    drawing_reference,
    inspection_block,
)
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.printing.figures import DASH
from gmp_cad.language import Message, english, number, translate

TEMPLATE = "controle_page.typ.j2"
CHAPTER = 12
PARTS = 5  # parts that one sheet of entries holds
COLUMNS = english((
    "No.", "Designation", "Requirement", "Min", "Max", "Class", "Means: no., type", "Resolution",
    "U (k = 2)", "IT/2U", "Cmc", "Accept from", "Accept to", "Frequency\n(parts)", "Post",
    "Record", "Reaction\nif NC",
))  # fmt: skip
ENTRY_COLUMNS = english(("No.", "Place", "Requirement", "Accept from", "Accept to", "Means"))
_GO_NO_GO = english(("goes", "does not go"))
_STOCK, _HINT = english("stock"), english("C / NC")
_LINES = english(("Works order no.", "Parts no. … to …", "Inspector", "Date"))
_CLOSING = english(("Verdict of the part on this page (C / NC)", "Inspector's signature"))
# In whose colour the capability of a means stands; what is not named here is not capable.
_STATES = {"good": "", "tolerable": "WARN", "": ""}


def inspection_document(sheet: InspectionSheet, lang: str) -> EmbeddedDocument:
    """Return the inspection plan with its sheet of entries, for the chapter of inspection."""
    title = Message("Inspection plan — {part}", part=sheet.title).say(lang)
    return EmbeddedDocument(
        chapter=CHAPTER, title=title, template=TEMPLATE, context=_context(sheet, lang)
    )


def _context(sheet: InspectionSheet, lang: str) -> dict[str, Any]:
    reactions = _codes("R", (line.reaction for line in sheet.lines))
    methods = _codes("M", (line.method for line in sheet.lines))
    return {
        "block": inspection_block(sheet, english("Inspection plan"), lang),
        "entry_block": inspection_block(sheet, english("Inspection record"), lang),
        "columns": [translate(text, lang) for text in COLUMNS],
        "rows": [_row(line, reactions, methods, lang) for line in sheet.lines],
        "reactions": _legend(reactions),
        "methods": _legend(methods),
        "notes": [note.say(lang) for note in (drawing_reference(sheet), *NOTES)],
        "entry_title": Message("Inspection record — {part}", part=sheet.title).say(lang),
        "entry_columns": [translate(text, lang) for text in ENTRY_COLUMNS],
        "parts": [translate("Part no.", lang)] * PARTS,
        "lines": [translate(text, lang) for text in _LINES],
        "closing": [translate(text, lang) for text in _CLOSING],
        "entries": [
            entry for line in sheet.lines if line.inspected for entry in _entries(line, lang)
        ],
    }  # fmt: skip


NOTES = (
    Message(
        "Class: * derived: major for fits, IT 7 or finer, threads, sizes of datums, what places a "
        "fitted or a datum feature, geometric tolerances, Ra 1.6 or finer; else minor. Critical "
        "is what the specification says."
    ),
    Message(
        "Means: IT/2U ≥ 4 good, 3 to 4 tolerable (!); resolution ≤ IT/10; Cmc = IT/6σ with σ = U/2. "
        "A limit gauge reads nothing: it goes or does not go."
    ),
    Message(
        "Accept from – to: limits of size less the uncertainty U (ISO 14253-1, supplier); beyond "
        "them and within the tolerance nothing is proven: measure with a finer means."
    ),
    Message(
        "Frequency where nothing is written: critical 100 %; major and minor: sample of ISO 2859-1, "
        "general level II and I, accepted on no part out of tolerance. The first part always."
    ),
)


def _row(
    line: InspectionLine, reactions: dict[str, str], methods: dict[str, str], lang: str
) -> dict[str, Any]:
    low, high = pair(line.lower, line.upper, lang)
    accept = accepted(line, lang)
    unit = f" {line.unit}" if line.unit != "mm" else ""
    gauge = " — ".join(filter(None, (line.gauge, line.gauge_title))) or DASH
    means = f"{gauge} ({methods[line.method]})" if line.method else gauge
    return {
        "cells": [
            line.balloon, line.designation, line.requirement, low, high + (unit if high != DASH else ""),
            line.importance_label + ("*" if line.derived and line.inspected else ""), means,
            _figure(line.resolution, lang), _figure(line.uncertainty, lang),
            _ratio(line.capability, lang), _ratio(line.cmc, lang), *accept,
            _frequency(line), _post(line, lang), line.recording or DASH,
            reactions.get(line.reaction, DASH),
        ],
        "status": _STATES.get(line.state, "FAIL"),
        "sign": "!" if line.state == "tolerable" else "✗",
    }  # fmt: skip


def accepted(line: InspectionLine, lang: str) -> tuple[str, str]:
    """Return the limits of acceptance, or what a limit gauge says in their place."""
    if not line.inspected:
        return DASH, DASH
    if line.go_no_go:
        go, no_go = _GO_NO_GO
        return translate(go, lang), translate(no_go, lang)
    if line.attribute:
        return DASH, DASH
    return pair(line.accept_lower, line.accept_upper, lang)


def _figure(value: float | None, lang: str) -> str:
    return DASH if value is None else number(value, lang)


def _ratio(value: float | None, lang: str) -> str:
    return DASH if value is None else number(value, lang, 1)


def _frequency(line: InspectionLine) -> str:
    return f"{line.frequency} ({line.sample})" if line.inspected else DASH


def _post(line: InspectionLine, lang: str) -> str:
    """Return the phase that finishes it and where it is inspected: ``ph 20 → 50 CTRL-1``."""
    if not line.inspected:
        return DASH
    place = " ".join(filter(None, (line.phase, line.machine))) or DASH
    if not line.made or line.made == line.phase:
        return place
    made = translate(_STOCK, lang) if line.made == "00" else line.made
    return f"{made} → {place}"


def _codes(letter: str, texts: Iterable[str]) -> dict[str, str]:
    """Return a short code for each text, in the order met: R1, R2 …."""
    found = dict.fromkeys(text for text in texts if text)
    return {text: f"{letter}{i}" for i, text in enumerate(found, start=1)}


def _legend(codes: dict[str, str]) -> list[list[str]]:
    return [[code, text] for text, code in codes.items()]


def _entries(line: InspectionLine, lang: str) -> list[dict[str, Any]]:
    """Return a row of entries for each place of the characteristic on one part."""
    low, high = accepted(line, lang)
    hint = translate(_HINT, lang) if line.attribute or line.state == "none" else ""
    gauge = line.gauge or DASH
    return [
        {
            "cells": [
                line.balloon, _place(i, line.instances), line.requirement if i == 1 else "",
                low if i == 1 else "", high if i == 1 else "", gauge if i == 1 else "",
            ],
            "hint": hint,
        }
        for i in range(1, line.instances + 1)
    ]  # fmt: skip


def _place(index: int, count: int) -> str:
    return f"{index}/{count}" if count > 1 else DASH
