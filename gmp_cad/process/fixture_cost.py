"""What a fixture costs: stock, bought parts, hours of machining; an estimate, overridden where known.

Source of the hours: ``standards/data/fixture_cost.toml``; prices: ``prices.csv``. EUR, hours, kg.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import Item
from gmp_cad.spec.workshop import Machine
from gmp_cad.standards.prices import fastener_price_eur, stock_price_eur_kg
from gmp_cad.standards.standard_parts import parse_designation
from gmp_cad.standards.table import document


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """One item: how many, hours for all of them, and their price (EUR; None: no price known)."""

    item: str
    quantity: int
    hours: float
    price_eur: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FixtureCostEstimate:
    """The cost of a fixture: a line per item, the rate (EUR/h), the hours that hold."""

    lines: tuple[CostLine, ...]
    assembly_h: float
    given_h: float | None
    rate_eur_h: float

    @property
    def hours(self) -> float:
        """Hours of machining and assembly; those given instead of the estimate."""
        if self.given_h is not None:
            return self.given_h
        return self.assembly_h + sum(line.hours for line in self.lines)

    @property
    def bought_eur(self) -> float:
        """Stock and bought parts."""
        return sum(line.price_eur or 0.0 for line in self.lines)

    @property
    def total_eur(self) -> float:
        """Stock, bought parts and work."""
        return self.bought_eur + self.hours * self.rate_eur_h

    @property
    def unpriced(self) -> tuple[str, ...]:
        """Items without a price."""
        return tuple(line.item for line in self.lines if line.price_eur is None)


def fixture_cost(
    spec: FixtureSpec,
    parts: Mapping[str, PartSpec],
    masses_kg: Mapping[str, float],
    machines: Sequence[Machine],
) -> FixtureCostEstimate:
    """Return the estimate; ``parts`` and ``masses_kg`` (of one piece) by item name."""
    rates = [m.hourly_rate_eur + m.operator_rate_eur for m in machines if m.kind == "milling"]
    return FixtureCostEstimate(
        lines=tuple(_line(spec, item, parts.get(item.name), masses_kg) for item in spec.items),
        assembly_h=round(_hours("assembly_h") * sum(item.quantity for item in spec.items), 6),
        given_h=spec.cost.machining_h,
        rate_eur_h=round(mean(rates), 6) if rates else 0.0,
    )


def _line(
    spec: FixtureSpec, item: Item, part: PartSpec | None, masses_kg: Mapping[str, float]
) -> CostLine:
    given = spec.cost.bought_eur.get(item.name)
    count, hours, price = item.quantity, 0.0, given
    if part is not None and given is None:
        hours = count * part_hours(part)
        rate = stock_price_eur_kg(part.part.matter)
        mass = masses_kg.get(item.name, 0.0) * _hours("buy_to_fly")
        price = None if rate is None else rate * mass
    elif part is None and given is None:
        price = fastener_price_eur(parse_designation(item.standard or ""))
    total = None if price is None else round(price * count, 2)  # whole cents: they add up as shown
    return CostLine(item=item.name, quantity=count, hours=round(hours, 6), price_eur=total)


def part_hours(part: PartSpec) -> float:
    """Return the hours to make one piece of a part."""
    sizes = [dimension.size for dimension in part.dimensions.values()]
    fitted = sum(size.count or 1 for size in sizes if size.fit is not None)
    plain = sum(size.count or 1 for size in sizes if size.fit is None)
    return (
        _hours("part_h") + _hours("fit_h") * fitted + _hours("line_h") * plain
        + _hours("tolerance_h") * len(part.tolerances)
        + _hours("treatment_h") * bool(part.part.treatment)
    )  # fmt: skip


def _hours(key: str) -> float:
    value = document("fixture_cost.toml")[key]
    assert isinstance(value, int | float)
    return float(value)
