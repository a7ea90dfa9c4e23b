"""The devis of the product: its parts, standard parts, assembly; of one product and of the batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gmp_cad.documents.plan.quotation import PartCost, euros
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.printing.figures import DASH
from gmp_cad.documents.product.assembly_plan import product_block
from gmp_cad.language import Message, english, number, translate
from gmp_cad.process.cost import rate_eur_min
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import Item, ProductSpec, Project
from gmp_cad.spec.workshop import Machine, Workshop
from gmp_cad.standards.prices import fastener_price_eur
from gmp_cad.standards.standard_parts import parse_designation

TEMPLATE = "devis_produit_page.typ.j2"
_CHAPTER = 14
COLUMNS = english((
    "Item", "Designation", "Reference", "Qty", "Stock\n€", "Making\n€", "Unit\n€", "Product\n€",
    "Batch\nh",
))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCosts:
    """What the quotation adds up: cost of each part by folder, time to assemble one product (min)."""

    product: ProductSpec
    project: Project
    workshop: Workshop
    parts: Mapping[str, PartSpec]
    costs: Mapping[str, PartCost]
    assembly_min: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """One line (EUR): ``unit_eur`` is None where no plan and no price tells it."""

    ref: int
    designation: str
    reference: str
    quantity: int
    material_eur: float | None
    making_eur: float | None
    unit_eur: float | None
    batch_h: float | None

    @property
    def product_eur(self) -> float:
        """Cost in one product, 0 where the unit is not known."""
        return self.quantity * (self.unit_eur or 0.0)


def cost_lines(costs: ProductCosts, lang: str) -> tuple[CostLine, ...]:
    """Return a line per item of the nomenclature."""
    items = sorted(costs.product.items, key=lambda item: item.ref)
    return tuple(_standard(item, lang) if item.standard else _part(costs, item) for item in items)


def _standard(item: Item, lang: str) -> CostLine:
    part = parse_designation(item.standard or "")
    return CostLine(
        ref=item.ref, designation=part.title(lang),
        reference=item.standard or "", quantity=item.quantity, material_eur=None, making_eur=None,
        unit_eur=fastener_price_eur(part), batch_h=None,
    )  # fmt: skip


def _part(costs: ProductCosts, item: Item) -> CostLine:
    identity = costs.parts[item.name].part
    cost = costs.costs.get(item.part or "")
    hours = None if cost is None else (cost.series_min + cost.batch * cost.unit_min) / 60
    return CostLine(
        ref=item.ref, designation=identity.title, reference=identity.number,
        quantity=item.quantity, material_eur=cost.material_eur if cost else None,
        making_eur=cost.making_eur if cost else None, unit_eur=cost.part_eur if cost else None,
        batch_h=hours,
    )  # fmt: skip


def bench_of(workshop: Workshop) -> Machine | None:
    """Return the post where things are put together: the first bench of the workshop."""
    return next((m for m in workshop.machines if m.kind == "bench"), None)


def product_quotation(costs: ProductCosts, lang: str) -> EmbeddedDocument:
    """Return the quotation of the product as a document."""
    identity = costs.product.product
    title = Message("Quotation — {part}", part=f"{identity.number} {identity.title}").say(lang)
    lines = cost_lines(costs, lang)
    assembly = costs.assembly_min * rate_eur_min(bench_of(costs.workshop))
    whole = sum(line.product_eur for line in lines) + assembly
    hours = identity.quantity * costs.assembly_min / 60
    unknown = [line.reference for line in lines if line.unit_eur is None]
    context: dict[str, Any] = {
        "block": product_block(costs.product, costs.project, english("Quotation"), lang),
        "columns": [translate(column, lang) for column in COLUMNS],
        "rows": [_row(line, lang) for line in lines],
        "assembly": [euros(assembly, lang), number(hours, lang, 1)],
        "lines": _totals(lines, assembly, (whole, identity.quantity), lang),
        "unknown": Message("without a price: {names}", names=", ".join(unknown)).say(lang)
        if unknown else "",
        "total_h": number(hours + sum(line.batch_h or 0.0 for line in lines), lang, 1),
    }  # fmt: skip
    return EmbeddedDocument(chapter=_CHAPTER, title=title, template=TEMPLATE, context=context)


def _row(line: CostLine, lang: str) -> list[str]:
    return [
        str(line.ref), line.designation, line.reference, str(line.quantity),
        euros(line.material_eur, lang), euros(line.making_eur, lang), euros(line.unit_eur, lang),
        euros(line.product_eur, lang) if line.unit_eur is not None else DASH,
        DASH if line.batch_h is None else number(line.batch_h, lang, 1),
    ]  # fmt: skip


def _totals(
    lines: tuple[CostLine, ...], assembly: float, whole: tuple[float, int], lang: str
) -> list[dict[str, str]]:
    """Return the sums; what is not known makes each of them a least value."""
    product, count = whole
    stock = sum(line.quantity * (line.material_eur or 0.0) for line in lines)
    making = sum(line.quantity * (line.making_eur or 0.0) for line in lines)
    bought = sum(line.product_eur for line in lines if line.making_eur is None)
    least = "≥ " if any(line.unit_eur is None for line in lines) else ""
    told = (
        (Message("Stock"), stock), (Message("Making"), making), (Message("Standard parts"), bought),
        (Message("Assembling"), assembly), (Message("Cost of a product (€)"), product),
        (Message("Cost of the batch of {count} (€)", count=count), count * product),
    )  # fmt: skip
    return [
        {"label": label.say(lang), "value": least + euros(value, lang)} for label, value in told
    ]
