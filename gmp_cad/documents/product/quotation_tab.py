"""The quotation of a part and of the product as sheets whose formulas live: rates, batch, prices."""

from __future__ import annotations

from collections.abc import Mapping

from gmp_cad.documents.office.tab import Cell, Entry, Formula, Line, Tab, columns_of
from gmp_cad.documents.plan.planned import PlannedPart
from gmp_cad.documents.plan.quotation import PartCost, part_cost
from gmp_cad.documents.product.product_quotation import CostLine, ProductCosts, bench_of, cost_lines
from gmp_cad.language import Message, english, translate
from gmp_cad.process.cost import PhaseCost, rate_eur_min
from gmp_cad.spec.workshop import Machine
from gmp_cad.standards.prices import stock_price_eur_kg

_NAME = english("Quotation")
_PART_COLUMNS = english((
    ("Phase", 8, None), ("Designation", 26, None), ("Machine", 14, None), ("Ts\nmin", 9, 1),
    ("Tu\nmin", 9, 3), ("Machine\n€/h", 10, 2), ("Operator\n€/h", 10, 2), ("Setup\n€", 9, 2),
    ("Machine\n€", 9, 2), ("Operator\n€", 9, 2), ("Edges\n€", 9, 2), ("Part\n€", 10, 2),
))  # fmt: skip
_PRODUCT_COLUMNS = english((
    ("Item", 7, None), ("Designation", 28, None), ("Reference", 24, None), ("Qty", 7, None),
    ("Stock\n€", 10, 2), ("Making\n€", 10, 2), ("Unit\n€", 10, 2), ("Product\n€", 11, 2),
    ("Batch\nh", 9, 1),
))  # fmt: skip


def part_tab(planned: PlannedPart, lang: str) -> Tab:
    """Return the quotation of a part: another batch, rate or price shows its cost at once."""
    cost = part_cost(planned)
    machines = {m.id: m for m in planned.workshop.machines}
    price = stock_price_eur_kg(planned.part.part.matter)
    above = (
        Line(label=translate("Batch (parts)", lang), value=cost.batch, name="batch", editable=True),
        Line(label=translate("Stock of a part (kg)", lang), value=round(cost.stock_kg, 3),
             name="stock_kg", decimals=3, editable=True),
        Line(label=translate("Price of the material (€/kg)", lang),
             value=Entry() if price is None else price, name="eur_kg", decimals=2, editable=True),
    )  # fmt: skip
    material, making = cost.material_eur or 0.0, cost.making_eur
    below = (
        Line(label=translate("Stock (€)", lang), value=Formula("stock_kg*eur_kg", material),
             name="stock_eur", decimals=2),
        Line(label=translate("Making (€)", lang), value=Formula("SUM(L{a}:L{z})", making),
             name="making_eur", decimals=2),
        Line(label=translate("Cost of a part (€)", lang),
             value=Formula("stock_eur+making_eur", material + making), name="part_eur", decimals=2),
        Line(label=translate("Cost of the batch (€)", lang),
             value=Formula("batch*part_eur", cost.batch * (material + making)), decimals=2),
        Line(label=translate("Time of the batch (h)", lang),
             value=Formula("(SUM(D{a}:D{z})+batch*SUM(E{a}:E{z}))/60", _hours(cost)), decimals=1),
    )  # fmt: skip
    return Tab(
        name=translate(_NAME, lang),
        title=Message("Quotation — {part}", part=planned.title).say(lang),
        columns=columns_of(_PART_COLUMNS, lang), above=above, below=below,
        rows=[_phase(phase, machines.get(phase.machine)) for phase in cost.phases],
        foot=[_part_sums(cost)],
        notes=[translate("Cells on a yellow ground are meant to be changed.", lang)],
    )  # fmt: skip


def _hours(cost: PartCost) -> float:
    return (cost.series_min + cost.batch * cost.unit_min) / 60


def _phase(phase: PhaseCost, machine: Machine | None) -> list[Cell]:
    own = machine.hourly_rate_eur if machine else 0.0
    hand = machine.operator_rate_eur if machine else 0.0
    return [
        phase.phase, phase.title, phase.machine, round(phase.series_min, 3),
        round(phase.unit_min, 5), own, hand,
        Formula("D{r}*(F{r}+G{r})/60/batch", phase.setup_eur),
        Formula("E{r}*F{r}/60", phase.machine_eur), Formula("E{r}*G{r}/60", phase.operator_eur),
        round(phase.edges_eur, 6), Formula("SUM(H{r}:K{r})", phase.part_eur),
    ]  # fmt: skip


def _part_sums(cost: PartCost) -> list[Cell]:
    keys = {"D": "series_min", "E": "unit_min", "H": "setup_eur", "I": "machine_eur",
            "J": "operator_eur", "K": "edges_eur", "L": "part_eur"}  # fmt: skip
    sums: Mapping[str, Cell] = {
        letter: Formula(
            f"SUM({letter}{{a}}:{letter}{{z}})", sum(getattr(p, key) for p in cost.phases)
        )
        for letter, key in keys.items()
    }
    return ["Σ", "", "", *(sums.get(letter) for letter in "DEFGHIJKL")]


def product_tab(costs: ProductCosts, lang: str) -> Tab:
    """Return the quotation of the product; what has no price is a cell to be filled."""
    identity = costs.product.product
    lines = cost_lines(costs, lang)
    rate = rate_eur_min(bench_of(costs.workshop)) * 60
    assembly = costs.assembly_min * rate / 60
    bought = sum(line.product_eur for line in lines)
    hours = sum(line.batch_h or 0.0 for line in lines)
    above = (
        Line(label=translate("Quantity (products)", lang), value=identity.quantity, name="quantity",
             editable=True),
        Line(label=translate("Assembling a product (min)", lang), value=round(costs.assembly_min, 3),
             name="assembly_min", decimals=1, editable=True),
        Line(label=translate("Bench and fitter (€/h)", lang), value=rate, name="bench_eur_h",
             decimals=2, editable=True),
    )  # fmt: skip
    below = (
        Line(label=translate("Parts and standard parts (€)", lang),
             value=Formula("SUM(H{a}:H{z})", bought), name="items_eur", decimals=2),
        Line(label=translate("Assembling (€)", lang),
             value=Formula("assembly_min*bench_eur_h/60", assembly), name="assembly_eur", decimals=2),
        Line(label=translate("Cost of a product (€)", lang),
             value=Formula("items_eur+assembly_eur", bought + assembly), name="product_eur",
             decimals=2),
        Line(label=translate("Cost of the batch (€)", lang),
             value=Formula("quantity*product_eur", identity.quantity * (bought + assembly)),
             decimals=2),
        Line(label=translate("Time of the batch (h)", lang),
             value=Formula("SUM(I{a}:I{z})+quantity*assembly_min/60",
                           hours + identity.quantity * costs.assembly_min / 60), decimals=1),
    )  # fmt: skip
    return Tab(
        name=translate(_NAME, lang),
        title=Message("Quotation — {part}", part=f"{identity.number} {identity.title}").say(lang),
        columns=columns_of(_PRODUCT_COLUMNS, lang), above=above, below=below,
        rows=[_item(line) for line in lines],
        notes=[translate(text, lang) for text in _PRODUCT_NOTES],
    )  # fmt: skip


_PRODUCT_NOTES = english((
    "Cells on a yellow ground are meant to be changed.",
    "An empty unit price counts as nothing: the sums are then least values.",
))  # fmt: skip


def _item(line: CostLine) -> list[Cell]:
    made = line.material_eur is not None and line.making_eur is not None
    unit: Cell = Formula("E{r}+F{r}", line.unit_eur) if made else line.unit_eur
    return [
        line.ref, line.designation, line.reference, line.quantity, _cents(line.material_eur),
        _cents(line.making_eur), Entry() if unit is None else unit,
        Formula("D{r}*G{r}", line.product_eur), _cents(line.batch_h),
    ]  # fmt: skip


def _cents(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
