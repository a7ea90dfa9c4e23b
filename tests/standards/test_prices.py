"""Prices of stock and of standard parts, worked by hand from their rows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.standards.materials import database
from gmp_cad.standards.prices import fastener_price_eur, stock_price_eur_kg
from gmp_cad.standards.standard_parts import parse_designation


@pytest.mark.parametrize(
    ("name", "price"),
    [("C45", 2.2), ("X5CrNi18-10", 6.5), ("EN-GJL-250", 3.5), ("CuSn12", 14.0), ("POM-C", 9.0)],
)
def test_a_kilogram_of_stock_by_its_family(name, price):
    assert stock_price_eur_kg(database().find(name)) == price


def test_a_family_without_a_price_has_none():
    assert stock_price_eur_kg(replace(database().find("C45"), family="wood")) is None


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("ISO 4762 - M8x80 - 8.8", 0.26),  # 0.02 + 0.03·8
        ("ISO 4032 - M6", 0.10),  # 0.01 + 0.015·6
        ("ISO 8734 - 6x20", 0.41),  # 0.05 + 0.06·6
        ("GMP PCD - 16x12", 10.0),  # elements of fixtures by size
    ],
)
def test_a_standard_part_by_its_kind_and_diameter(text, price):
    assert fastener_price_eur(parse_designation(text)) == pytest.approx(price, abs=1e-9)


def test_prices_are_whole_cents():
    """0.01 + 0.015·5 is 8.5 cents: one of the two next to it."""
    assert fastener_price_eur(parse_designation("ISO 4032 - M5")) in (0.08, 0.09)


def test_a_kind_without_a_price_has_none():
    screw = parse_designation("ISO 4762 - M8x80 - 8.8")
    assert fastener_price_eur(replace(screw, kind="spring")) is None
