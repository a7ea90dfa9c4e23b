"""The devis of a part: material, phases with their setup, edges, and how the batch changes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gmp_cad.documents.plan.planned import PlannedPart, title_block
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.printing.figures import DASH, centiminutes
from gmp_cad.language import Message, english, number, translate
from gmp_cad.process.cost import PhaseCost
from gmp_cad.standards.prices import stock_price_eur_kg

TEMPLATE = "devis_page.typ.j2"
_CHAPTER = 14
COLUMNS = english((
    "Phase", "Designation", "Machine", "Ts\nmin", "Tu\ncmin", "Machine\n€/h", "Operator\n€/h",
    "Setup\n€", "Machine\n€", "Operator\n€", "Edges\n€", "Part\n€",
))  # fmt: skip
_BATCHES = (1, 10, 100, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCost:
    """What a part costs in its batch (EUR a part), and the times it takes (min).

    ``material_eur`` is None where the price of the material is not known.
    """

    batch: int
    stock_kg: float
    material_eur: float | None
    phases: tuple[PhaseCost, ...]

    @property
    def making_eur(self) -> float:
        """Cost of all phases in one part."""
        return sum(phase.part_eur for phase in self.phases)

    @property
    def part_eur(self) -> float:
        """Cost of one part; without a known price of the material, of its making."""
        return self.making_eur + (self.material_eur or 0.0)

    @property
    def unit_min(self) -> float:
        """Time of one part over all phases."""
        return sum(phase.unit_min for phase in self.phases)

    @property
    def series_min(self) -> float:
        """Setup of all phases, once for the batch."""
        return sum(phase.series_min for phase in self.phases)


def part_cost(planned: PlannedPart, batch: int | None = None) -> PartCost:
    """Return the cost of a part made in a batch, that of the plan unless another is given."""
    count = batch or planned.batch
    price = stock_price_eur_kg(planned.part.part.matter)
    return PartCost(
        batch=count,
        stock_kg=planned.stock_kg,
        material_eur=None if price is None else planned.stock_kg * price,
        phases=tuple(shown.cost(count) for shown in planned.phases),
    )


def quotation(planned: PlannedPart, lang: str) -> EmbeddedDocument:
    """Return the quotation of a part: one line per phase, material, total, and other batches."""
    title = Message("Quotation — {part}", part=planned.title).say(lang)
    cost = part_cost(planned)
    machines = {m.id: m for m in planned.workshop.machines}
    rows = []
    for phase in cost.phases:
        machine = machines.get(phase.machine)
        rows.append([
            phase.phase, phase.title, phase.machine or DASH, number(phase.series_min, lang),
            centiminutes(phase.unit_min, lang),
            number(machine.hourly_rate_eur, lang) if machine else DASH,
            number(machine.operator_rate_eur, lang) if machine else DASH,
            *(euros(value, lang) for value in (phase.setup_eur, phase.machine_eur,
              phase.operator_eur, phase.edges_eur, phase.part_eur)),
        ])  # fmt: skip
    context: dict[str, Any] = {
        "block": title_block(planned, english("Quotation"), lang),
        "columns": [translate(column, lang) for column in COLUMNS],
        "rows": rows,
        "sums": [number(cost.series_min, lang), centiminutes(cost.unit_min, lang), "", "",
                 *(euros(sum(getattr(p, key) for p in cost.phases), lang)
                   for key in ("setup_eur", "machine_eur", "operator_eur", "edges_eur")),
                 euros(cost.making_eur, lang)],
        "lines": _lines(planned, cost, lang),
        "batches": _batches(planned, lang),
        "assumption": _assumption(lang),
    }  # fmt: skip
    return EmbeddedDocument(chapter=_CHAPTER, title=title, template=TEMPLATE, context=context)


def euros(value: float | None, lang: str) -> str:
    """Return an amount to the cent, a dash where it is not known."""
    return DASH if value is None else number(value, lang, 2)


def _lines(planned: PlannedPart, cost: PartCost, lang: str) -> list[dict[str, str]]:
    price = stock_price_eur_kg(planned.part.part.matter)
    hours = (cost.series_min + cost.batch * cost.unit_min) / 60
    lines = (
        (Message("Stock, {mass} kg at {price} €/kg", mass=number(cost.stock_kg, lang, 3),
                 price=DASH if price is None else number(price, lang, 2)),
         euros(cost.material_eur, lang)),
        (Message("Making"), euros(cost.making_eur, lang)),
        (Message("Cost of a part (€)"), euros(cost.part_eur, lang)),
        (Message("Cost of the batch of {count} (€)", count=cost.batch),
         euros(cost.batch * cost.part_eur, lang)),
        (Message("Time of the batch (h)"), number(hours, lang, 1)),
    )  # fmt: skip
    return [{"label": label.say(lang), "value": value} for label, value in lines]


def _batches(planned: PlannedPart, lang: str) -> list[list[str]]:
    """Return batch, cost of a part, share of its setup: the setup is spread over the batch."""
    counts = sorted({*_BATCHES, planned.batch})
    found = []
    for count in counts:
        cost = part_cost(planned, count)
        setup = sum(phase.setup_eur for phase in cost.phases)
        share = 100 * setup / cost.part_eur if cost.part_eur else 0.0
        found.append([str(count), euros(cost.part_eur, lang), f"{number(round(share), lang)} %"])
    return found


def _assumption(lang: str) -> str:
    return translate(
        "The operator stays at the machine during Ts and Tu; edges last as Taylor's law says; prices "
        "are estimates without taxes, overheads or margin.",
        lang,
    )
