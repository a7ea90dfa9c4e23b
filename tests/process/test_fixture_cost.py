"""The cost of a fixture: hours by the table, stock by mass, standard parts by their price."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gmp_cad.documents.product.fixture_costs import cost_section
from gmp_cad.process.fixture_cost import fixture_cost, part_hours
from gmp_cad.spec.workshop import parse_workshop
from gmp_cad.standards.fasteners import parse_designation
from gmp_cad.standards.prices import fastener_price_eur, stock_price_eur_kg
from tests import held_block as t

SHOP = parse_workshop(None)
PARTS = {name: t.part() for name in ("pad", "pin", "strap", "rest", "plate", "hook")}
MASSES = dict.fromkeys(PARTS, 0.5) | {"screw": 0.03}


def test_a_part_takes_its_set_up_and_each_of_its_lines() -> None:
    # 0.4 h, two plain dimensions of 0.05 h; no class, no geometric tolerance.
    assert part_hours(t.part()) == pytest.approx(0.4 + 2 * 0.05)


def test_the_estimate_is_the_sum_of_its_lines() -> None:
    cost = fixture_cost(t.spec(), PARTS, MASSES, SHOP.machines)
    pieces = 3 + 3 + 1 + 1 + 1 + 1
    assert cost.hours == pytest.approx(0.5 * pieces + 0.05 * (pieces + 1))
    stock = stock_price_eur_kg(t.part().part.matter)
    screw = fastener_price_eur(parse_designation("ISO 4762 - M8x80 - 8.8"))
    assert stock is not None
    assert screw is not None
    assert cost.bought_eur == pytest.approx(pieces * 0.5 * 1.4 * stock + screw)
    assert cost.total_eur == pytest.approx(cost.bought_eur + cost.hours * cost.rate_eur_h)
    milling = [m for m in SHOP.machines if m.kind == "milling"]
    low, high = (f(m.hourly_rate_eur + m.operator_rate_eur for m in milling) for f in (min, max))
    assert low <= cost.rate_eur_h <= high
    assert cost.unpriced == ()


def test_what_is_known_replaces_the_estimate() -> None:
    text = t.FIXTURE + "[cost]\nmachining_h = 3\n[cost.bought_eur]\npad = 12.5\n"
    cost = fixture_cost(t.spec(text), PARTS, MASSES, SHOP.machines)
    assert cost.hours == 3
    pad = cost.lines[0]
    assert (pad.item, pad.price_eur, pad.hours) == ("pad", 37.5, 0.0)


def test_an_element_of_the_rack_has_its_own_price() -> None:
    head, tail = t.FIXTURE.split("[locators]")
    item = '[[item]]\nref = 8\nname = "pied"\nstandard = "GMP PAP - 16x25"\nquantity = 4\n'
    cost = fixture_cost(t.spec(f"{head}{item}[locators]{tail}"), PARTS, MASSES, SHOP.machines)
    assert (cost.lines[-1].item, cost.lines[-1].price_eur) == ("pied", 32.0)


def column(shown: dict[str, Any], rank: int) -> list[str]:
    return [row[rank] for row in shown["table"]["rows"]]


@pytest.mark.parametrize("mass", [0.1, 0.0033, 0.3217])
def test_hours_and_prices_add_up_as_they_are_shown(mass: float) -> None:
    cost = fixture_cost(t.spec(), PARTS, dict.fromkeys(MASSES, mass), SHOP.machines)
    shown = cost_section(t.spec(), cost, None, "en")
    for rank in (2, 3):
        *lines, total = (Decimal(text) for text in column(shown, rank) if text != "—")
        assert sum(lines) == total


def test_hours_that_are_given_stand_for_those_of_all_lines() -> None:
    spec = t.spec(t.FIXTURE + "[cost]\nmachining_h = 3\n")
    cost = fixture_cost(spec, PARTS, MASSES, SHOP.machines)
    *lines, total = column(cost_section(spec, cost, None, "en"), 2)
    assert (set(lines), total) == ({"—"}, "3.00")
