"""The gamme as a document of its own: nomenclature des phases with a sketch of each."""

from __future__ import annotations

from typing import Any

from gmp_cad.documents.plan.gamme import machine_text, stock_text, surfaces_made, workholder_text
from gmp_cad.documents.plan.planned import PlannedPart, PlannedPhase, title_block
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.printing.figures import DASH, centiminutes, or_dash
from gmp_cad.language import Message, english, number, translate
from gmp_cad.process.operations import surface_numbers

TEMPLATE = "gamme_page.typ.j2"
_CHAPTER = 6
COLUMNS = english((
    "Phase", "Designation, operations", "Machine", "Workholder", "Surfaces", "Sketch", "Ts\nmin",
    "Tu\ncmin", "Remarks",
))  # fmt: skip


def gamme_document(planned: PlannedPart, lang: str) -> EmbeddedDocument:
    """Return the list of phases: the stock first, then each phase, then what the batch takes."""
    title = Message("List of phases — {part}", part=planned.title).say(lang)
    times = [shown.times for shown in planned.phases]
    unit, series = sum(t.unit_min for t in times), sum(t.series_min for t in times)
    total = Message(
        "Σ Tu = {unit} cmin      Σ Ts = {series} min      batch of {count}: {hours} h",
        unit=centiminutes(unit, lang), series=number(round(series, 1), lang), count=planned.batch,
        hours=number((series + planned.batch * unit) / 60, lang, 1),
    )  # fmt: skip
    stock = planned.plan.stock
    context: dict[str, Any] = {
        "block": title_block(planned, english("Process plan — list of phases"), lang),
        "columns": [translate(column, lang) for column in COLUMNS],
        "stock": {
            "text": stock_text(stock, lang),
            "note": or_dash(stock.note),
        },
        "rows": [_row(planned, shown, lang) for shown in planned.phases],
        "total": total.say(lang),
    }
    pictures = {p.outline: planned.pictures[p.outline] for p in planned.phases if p.outline}
    return EmbeddedDocument(
        chapter=_CHAPTER, title=title, template=TEMPLATE, context=context, pictures=pictures
    )


def _row(planned: PlannedPart, shown: PlannedPhase, lang: str) -> dict[str, Any]:
    phase, times = shown.phase, shown.times
    made = surfaces_made(phase, surface_numbers(planned.plan), lang)
    return {
        "number": str(phase.number),
        "title": phase.title,
        "operations": [
            row.designation.say(lang) for row in shown.rows if row.operation is not None
        ],
        "machine": machine_text(shown.machine, phase),
        "workholder": workholder_text(phase, planned.fixtures, lang),
        "surfaces": or_dash(made),
        "picture": shown.outline,
        "alt": Message("sketch of phase {phase}", phase=str(phase.number)).say(lang),
        "ts": number(times.series_min, lang),
        "tu": centiminutes(times.unit_min, lang) if times.unit_min else DASH,
        "note": phase.note,
    }
