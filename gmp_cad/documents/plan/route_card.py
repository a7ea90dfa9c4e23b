"""The fiche suiveuse: it goes with the batch from post to post and comes back filled in."""

from __future__ import annotations

from typing import Any

from gmp_cad.documents.plan.gamme import machine_text
from gmp_cad.documents.plan.planned import PlannedPart, title_block
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.printing.figures import DASH, centiminutes
from gmp_cad.language import Message, english, number, translate

TEMPLATE = "suiveuse_page.typ.j2"
_CHAPTER = 13
COLUMNS = english((
    "Phase", "Designation", "Machine", "Tu\ncmin", "Planned\nh", "Date", "Operator", "Good",
    "Scrap", "Real time\nh", "Signature",
))  # fmt: skip


def route_card(planned: PlannedPart, lang: str) -> EmbeddedDocument:
    """Return the route card of a batch: what is planned is printed, what is done left empty."""
    title = Message("Route card — {part}", part=planned.title).say(lang)
    rows = [
        [
            str(shown.phase.number), shown.phase.title,
            machine_text(shown.machine, shown.phase),
            centiminutes(shown.times.unit_min, lang) if shown.times.unit_min else DASH,
            number(shown.times.batch_min(planned.batch) / 60, lang, 1), *[""] * 6,
        ]
        for shown in planned.phases
    ]  # fmt: skip
    whole = sum(shown.times.batch_min(planned.batch) for shown in planned.phases)
    context: dict[str, Any] = {
        "block": title_block(planned, english("Route card"), lang),
        "columns": [translate(column, lang) for column in COLUMNS],
        "rows": rows,
        "batch": str(planned.batch),
        "total": Message("planned for the batch: {hours} h", hours=number(whole / 60, lang, 1)).say(lang),
    }  # fmt: skip
    return EmbeddedDocument(chapter=_CHAPTER, title=title, template=TEMPLATE, context=context)
