"""``product.toml`` and ``fixture.toml``: what is refused when they are read."""

from __future__ import annotations

import pytest

from gmp_cad.errors import InvalidInputError
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.toml import parse

HEAD = '[product]\nnumber = "PR-00"\ntitle = "T"\n'
ITEMS = (
    HEAD
    + '[[item]]\nref = 1\npart = "cale"\n[[item]]\nref = 2\nname = "vis"\nstandard = "ISO 4762 - M6x30 - 8.8"\n'
)


def problems(text: str, table: type = ProductSpec) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        parse(text, "parts/product.toml", table)
    assert all(p.where.line for p in caught.value.problems)
    return {p.where.path: str(p.message) for p in caught.value.problems}


def test_names_and_references_given_twice_are_told_together() -> None:
    text = ITEMS.replace("ref = 2", "ref = 1").replace('"vis"', '"cale"')
    found = problems(text)
    assert set(found) == {"item[1]", "item[1].ref"}
    assert "item[0]" in found["item[1]"]


@pytest.mark.parametrize(
    ("addition", "path"),
    [
        ('[[fit]]\nhole = "cale"\nshaft = "vis.diameter"\n', "fit[0].hole"),
        ('[[fit]]\nhole = "cale.bore"\nshaft = "cale.bore"\n', "fit[0]"),
        ('[[joint]]\nkind = "screw"\na = "vis"\nb = "cale"\n', "joint[0].kind"),
        ("[parameters]\no = { from = 10, to = 0, default = 5 }\n", "parameters.o"),
        ("[parameters]\no = { from = 0, to = 1e300, default = 5 }\n", "parameters.o.to"),
        ("[parameters]\ncale = { from = 0, to = 9, default = 5 }\n", "parameters.cale"),
        ('[project]\ndate = "2026-02-30"\n', "project.date"),
        ('[project]\ndate = "15/01/2026"\n', "project.date"),
        ('[[item]]\nref = 3\npart = "x"\nwhere = "y"\n', "item[2].where"),
        ('[[item]]\nref = 3\npart = "../x"\n', "item[2].part"),
        ("[[item]]\nref = 3\n", "item[2]"),
        ("items = []\n", None),
    ],
)  # fmt: skip
def test_a_fault_is_told_once_at_its_key(addition: str, path: str | None) -> None:
    text = addition + ITEMS if path is None else ITEMS + addition
    assert list(problems(text)) == [path or "items"]


@pytest.mark.parametrize("number", ["PR/00", "../x", "CON", "a:b", "x.", " x", "", "a\tb", "-x"])
def test_a_product_number_names_files(number: str) -> None:
    assert list(problems(ITEMS.replace("PR-00", number.replace("\t", "\\t")))) == ["product.number"]


@pytest.mark.parametrize("budget", ["1 kg", "≤ 0 kg", "≤ -1 kg", "≤ 1 t", "≤ " + "9" * 400 + " kg"])
def test_a_mass_budget_is_a_limit(budget: str) -> None:
    text = HEAD + f'mass_budget = "{budget}"\n'
    assert list(problems(text)) == ["product.mass_budget"]


def test_a_date_may_be_written_without_quotes() -> None:
    assert (
        parse(HEAD + "[project]\ndate = 2026-01-15\n", "f", ProductSpec).project.date
        == "2026-01-15"
    )


def test_locators_realise_each_normal_once() -> None:
    head = '[fixture]\nnumber = "M"\ntitle = "T"\nworkpiece = "w"\nphase = 20\n'
    item = '[[item]]\nref = 1\npart = "pion"\nquantity = 2\n'
    good = head + item + '[locators]\npion = 1\n"pion.2" = [2, 3]\n'
    assert parse(good, "f", FixtureSpec).locators == {"pion": 1, "pion.2": (2, 3)}
    found = problems(good + '"pion.3" = 3\nautre = 4\n', FixtureSpec)
    assert list(found) == ['locators."pion.3"']  # the doubled normals are told first
    found = problems(good + '"pion.3" = 4\nautre = 5\n', FixtureSpec)
    assert set(found) == {'locators."pion.3"', "locators.autre"}
