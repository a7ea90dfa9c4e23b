"""What a fixture costs, as its dossier shows it: a line per item, the work, the sum."""

from __future__ import annotations

from typing import Any

from gmp_cad.documents.printing.figures import DASH
from gmp_cad.documents.product.fixture_section import Table, item_text, section
from gmp_cad.language import Message, english, number, translate
from gmp_cad.process.fixture_cost import FixtureCostEstimate
from gmp_cad.spec.fixture import FixtureSpec


def cost_section(
    spec: FixtureSpec, cost: FixtureCostEstimate, batch: int | None, lang: str
) -> dict[str, Any]:
    """Return the section; ``batch``: over how many workpieces the cost is shared, if known.

    The hours of the lines add up to those of the sum, and with the rate to the cost; where the file
    gives the hours, the estimate of each line is none of them and is left out.
    """
    given = cost.given_h is not None
    rows = [
        [
            item_text(spec, line.item), str(line.quantity), DASH if given else number(line.hours, lang, 2),
            DASH if line.price_eur is None else number(line.price_eur, lang, 2),
        ]
        for line in cost.lines
    ]  # fmt: skip
    if not given:
        rows.append(
            [translate("Putting together", lang), "", number(cost.assembly_h, lang, 2), DASH]
        )
    rows.append([
        translate("Total", lang), "", number(cost.hours, lang, 2), number(cost.bought_eur, lang, 2),
    ])  # fmt: skip
    columns = english((
        ("Item", "1fr", "left"), ("Qty", "14mm", "right"), ("Hours", "22mm", "right"),
        ("Material, purchase (€)", "40mm", "right"),
    ))  # fmt: skip
    lines = english([
        ("Material and purchases (€)", number(cost.bought_eur, lang, 2)),
        ("Hours", number(cost.hours, lang, 2)),
        ("Rate (€/h)", number(cost.rate_eur_h, lang, 2)),
        ("Cost (€)", number(cost.total_eur, lang, 0)),
    ])  # fmt: skip
    if batch:
        share = number(cost.total_eur / batch, lang, 2)
        lines.append((english("Per workpiece of the batch (€)"), share))
    if cost.unpriced:
        lines.append((english("No price known, not in the cost"), ", ".join(cost.unpriced)))
    note = Message("estimate: hours by part, dimension, class of fit and geometric tolerance; "
                   "prices of stock and of standard parts from tables").say(lang)  # fmt: skip
    return section(english("Cost"), lang, lines=lines, table=Table(columns, rows), note=note)
