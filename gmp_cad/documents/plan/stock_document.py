"""Étude du brut: form, sizes, allowance of each side, masses, material used and its price."""

from __future__ import annotations

from typing import Any

from gmp_cad.documents.plan.gamme import stock_text
from gmp_cad.documents.plan.planned import PlannedPart, title_block
from gmp_cad.documents.plan.quotation import euros
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.printing.figures import DASH, mass_text, or_dash, signed
from gmp_cad.language import Message, english, number, translate
from gmp_cad.process.stock_study import RADIUS, StockSide, StockStudy

TEMPLATE = "brut_page.typ.j2"
CHAPTER = 4
COLUMNS = english((
    "Side of the stock", "Obtained by", "Raw\nmm", "Finished\nmm", "Allowance\nmm", "Raw interval\nmm",
    "Least chip\nmm", "Least allowance\nmm", "Verdict",
))  # fmt: skip
_CONDITIONS = english({
    "sawn": "sawing", "drawn": "drawing or rolling", "sand_cast": "sand casting",
    "die_cast": "die casting", "forged": "forging",
})  # fmt: skip


def stock_document(
    planned: PlannedPart, study: StockStudy, picture: tuple[str, str], lang: str
) -> EmbeddedDocument:
    """Return the study of the stock; ``picture``: file name and SVG of its drawing, "" without one."""
    title = Message("Study of the stock — {part}", part=planned.title).say(lang)
    file, svg = picture
    context: dict[str, Any] = {
        "block": title_block(planned, "Study of the stock", lang),
        "lines": _lines(planned, study, lang),
        "masses": _masses(planned, study, lang),
        "columns": [translate(column, lang) for column in COLUMNS],
        "sides": [_row(side, lang) for side in study.sides],
        "picture": {"file": file, "alt": translate("the stock, the finished part inside", lang)}
        if svg else None,
    }  # fmt: skip
    return EmbeddedDocument(
        chapter=CHAPTER, title=title, template=TEMPLATE, context=context,
        pictures={file: svg} if svg else {},
    )  # fmt: skip


def _lines(planned: PlannedPart, study: StockStudy, lang: str) -> list[dict[str, str]]:
    matter, stock = planned.part.part.matter, study.stock
    size = " × ".join(number(round(v, 2), lang) for v in study.size_mm)
    lines = english((
        ("Stock", stock_text(stock, lang)), ("Overall size X × Y × Z (mm)", size),
        ("Material", " — ".join(filter(None, (matter.designation, matter.number)))),
        ("Density (kg/m³)", number(planned.part.part.density_kg_m3, lang)),
        ("Remarks", stock.note),
    ))  # fmt: skip
    return [{"label": translate(k, lang), "value": or_dash(v)} for k, v in lines]


def _masses(planned: PlannedPart, study: StockStudy, lang: str) -> list[dict[str, str]]:
    price, batch = study.material_eur, planned.batch
    lines = (
        (Message("Mass of the stock (kg)"), mass_text(study.stock_kg, lang)),
        (Message("Mass of the finished part (kg)"), mass_text(study.part_kg, lang)),
        (Message("Chips (kg)"), mass_text(study.stock_kg - study.part_kg, lang)),
        (Message("Material used (part / stock)"), f"{number(round(study.yield_percent, 1), lang)} %"),
        (Message("Bought for 1 kg of part (kg)"), number(round(study.buy_to_fly, 2), lang)),
        (Message("Price of the material (€/kg)"),
         DASH if study.price_eur_kg is None else number(study.price_eur_kg, lang, 2)),
        (Message("Stock of a part (€)"), euros(price, lang)),
        (Message("Stock of the batch of {count}: kg", count=batch),
         mass_text(batch * study.stock_kg, lang)),
        (Message("Stock of the batch of {count} (€)", count=batch),
         euros(None if price is None else batch * price, lang)),
    )  # fmt: skip
    return [{"label": label.say(lang), "value": value} for label, value in lines]


def _row(side: StockSide, lang: str) -> dict[str, Any]:
    name = (
        translate("around the axis", lang) if side.side == RADIUS else side.side.replace("-", "−")
    )
    if side.stays_raw:
        verdict = ("SKIP", translate("stays raw", lang))
    elif side.enough:
        verdict = ("PASS", translate("enough", lang))
    else:
        verdict = ("WARN", translate("too little", lang))
    values = (side.raw_mm, side.finished_mm, side.allowance_mm, side.interval_mm)
    least = (None, None) if side.stays_raw else (side.chip_mm, side.needed_mm)
    return {
        "cells": [
            name, translate(_CONDITIONS[side.condition], lang),
            *(signed(value, lang) for value in values),
            *(DASH if value is None else number(round(value, 3), lang) for value in least),
        ],
        "status": verdict[0],
        "label": verdict[1],
    }  # fmt: skip
