"""The table of coverage as people read it: a sign per column, the reasons as numbered notes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gmp_cad.documents.part.coverage import Cell, Column, CoveredLine
from gmp_cad.documents.part.dimension_table import dimension_rows
from gmp_cad.drawing.specified_part.wording import texture_of
from gmp_cad.language import Message, english, translate
from gmp_cad.spec.part import PartSpec

COLUMNS: Mapping[Column, str] = english({
    "model": "Model", "measured": "Measured", "drawn": "Drawn", "pmi": "PMI", "phase": "Phase",
    "inspection": "Inspected",
})  # fmt: skip
# A cell as the verdicts are shown: sign, word, and the status whose colour it has.
_SHOWN: Mapping[str, tuple[str, str, str]] = {
    "yes": ("✓", english("covered"), "PASS"),
    "no": ("✗", english("missing"), "FAIL"),
    "n/a": ("—", english("not applicable"), "SKIP"),
}


def coverage_table(spec: PartSpec, lines: Sequence[CoveredLine], lang: str) -> dict[str, Any]:
    """Return header, rows and notes; each reason is told once, under its number."""
    numbers: dict[str, int] = {}
    rows = [
        {
            "line": entry.line.id,
            "required": text,
            "cells": [_cell(entry.cells[column], numbers, lang) for column in COLUMNS],
        }
        for entry, text in zip(lines, _texts(spec, lang), strict=True)
    ]
    holes = sum(len(entry.holes) for entry in lines)
    return {
        "columns": [translate(c, lang) for c in english(("Line", "Required", *COLUMNS.values()))],
        "rows": rows,
        "notes": [{"number": str(number), "text": text} for text, number in numbers.items()],
        "status": "WARN" if holes else "PASS",
        "summary": _summary(len(lines), holes).say(lang),
    }


def _summary(lines: int, holes: int) -> Message:
    if holes:
        return Message(
            "{holes} {holes:hole|holes} in {lines} {lines:line|lines}", holes=holes, lines=lines
        )
    return Message(
        "{count} {count:line arrives everywhere it can|lines arrive everywhere they can}",
        count=lines,
    )


def _cell(cell: Cell, numbers: dict[str, int], lang: str) -> dict[str, str]:
    sign, word, status = _SHOWN[cell.state]
    note = ""
    if cell.reason is not None:
        note = str(numbers.setdefault(cell.reason.say(lang), len(numbers) + 1))
    return {"sign": sign, "label": translate(word, lang), "status": status, "note": note}


def _texts(spec: PartSpec, lang: str) -> Iterator[str]:
    """Yield what each line requires, in the order of the lines."""
    yield from (row.required for row in dimension_rows(spec, (), (), {}, lang))
    yield from spec.datums.values()
    yield from (texture_of(texture.ra, lang) for texture in spec.textures.values())
