"""``product.toml`` and ``fixture.toml``: what is refused when they are read."""

from __future__ import annotations

import pytest

from gmp_cad.errors import InvalidInputError
from gmp_cad.spec.clearance import rule_for
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import ProductSpec, fit_dimension
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


MOTION = (
    "[parameters]\nopening = { from = 0, to = 80, default = 40, at = [10, 25], resolution = 0.5 }\n"
)


def assembly(text: str) -> ProductSpec:
    return parse(ITEMS + text, "parts/product.toml", ProductSpec)


def test_declared_positions_are_among_those_looked_at() -> None:
    parameter = assembly(MOTION).parameters["opening"]
    assert parameter.resolution == 0.5
    assert {0.0, 10.0, 25.0, 40.0, 80.0} <= set(parameter.positions())
    assert list(parameter.positions(0)) == [0, 10, 25, 40, 80]


def test_the_rule_that_names_most_of_a_pair_holds_for_it() -> None:
    spec = assembly(
        "[[clearance]]\nminimum = 1\n[[clearance]]\nminimum = 2\nmoving = true\n"
        '[[clearance]]\nb = "vis"\nminimum = 3\n[[clearance]]\na = "vis"\nb = "cale"\nminimum = 0\n'
    )

    def minimum(a: str, b: str, *, moving: bool = False) -> float | None:
        found = rule_for(spec.clearances, a, b, moving=moving)
        return found and found.minimum

    assert minimum("cale", "cale") == 1
    assert minimum("cale", "cale", moving=True) == 2
    assert minimum("vis", "vis") == minimum("vis", "vis", moving=True) == 3
    assert minimum("cale", "vis") == minimum("vis", "cale", moving=True) == 0
    assert rule_for(spec.clearances[1:2], "cale", "vis", moving=False) is None


def test_of_two_rules_as_precise_the_larger_gap_is_demanded() -> None:
    spec = assembly(
        '[[clearance]]\na = "vis"\nminimum = 1\n[[clearance]]\na = "cale"\nminimum = 2\n'
    )
    assert rule_for(spec.clearances, "vis", "cale", moving=False) is spec.clearances[1]


def test_a_part_comes_along_an_axis_or_a_vector() -> None:
    spec = assembly(
        '[[insertion]]\npart = "vis.1"\nalong = "-Z"\n'
        '[[insertion]]\npart = "cale"\nalong = [0, 3, -4]\n'
    )
    first, second = spec.insertions
    assert (first.item, first.direction, first.placements(3)) == ("vis", (0, 0, -1), ("vis",))
    assert second.direction == pytest.approx((0, 0.6, -0.8), abs=1e-15)
    assert second.placements(3) == ("cale", "cale.2", "cale.3")
    assert first.model_copy(update={"part": "vis.2"}).placements(3) == ("vis.2",)


@pytest.mark.parametrize(
    ("addition", "path"),
    [
        ("near_mm = 0\n", "near_mm"),
        ("near_mm = 1001\n", "near_mm"),
        ("[[clearance]]\nminimum = -1\n", "clearance[0].minimum"),
        ("[[clearance]]\nminimum = 1\n[[clearance]]\nminimum = 2\n", "clearance[1]"),
        ('[[clearance]]\na = "vis"\n', "clearance[0].minimum"),
        (MOTION.replace("25", "81"), "parameters.opening.at[1]"),
        (MOTION.replace("0.5", "0"), "parameters.opening.resolution"),
        ('[[insertion]]\npart = "vis"\nalong = [0, 0, 0]\n', "insertion[0].along"),
        ('[[insertion]]\npart = "vis"\nalong = [0, 0]\n', "insertion[0].along"),
        ('[[insertion]]\npart = "vis"\nalong = "down"\n', "insertion[0].along"),
        ('[[insertion]]\npart = "vis"\n', "insertion[0].along"),
        ('[[insertion]]\npart = "vis"\nalong = "-Z"\ntravel = 0\n', "insertion[0].travel"),
    ],
)  # fmt: skip
def test_a_fault_of_a_rule_is_told_once_at_its_key(addition: str, path: str) -> None:
    text = addition + ITEMS if addition.startswith("near") else ITEMS + addition
    assert list(problems(text)) == [path]


@pytest.mark.parametrize("margin", ["5", "-5 %", "100 %", "5 kg", "% 5"])
def test_a_mass_margin_is_a_share_of_its_budget(margin: str) -> None:
    budget = HEAD + 'mass_budget = "≤ 6 kg"\n'
    assert list(problems(f'{budget}mass_margin = "{margin}"\n')) == ["product.mass_margin"]
    assert list(problems(f'{HEAD}mass_margin = "5 %"\n')) == ["product.mass_margin"]
    identity = parse(f'{budget}mass_margin = "2,5 %"\n', "f", ProductSpec).product
    assert identity.mass_margin_share == pytest.approx(0.025, abs=1e-15)
    assert parse(budget, "f", ProductSpec).product.mass_margin_share == 0.0


@pytest.mark.parametrize(("text", "kg"), [("≤ 120 g", 0.12), ("<= 1,5 kg", 1.5), ("", None)])
def test_an_item_has_a_budget_of_its_own(text: str, kg: float | None) -> None:
    item = f'[[item]]\nref = 1\npart = "corps"\nmass_budget = "{text}"\n'
    assert parse(HEAD + item, "f", ProductSpec).items[0].mass_limit_kg == kg
    wrong = item.replace(text, "120 g", 1) if text else item.replace('""', '"heavy"')
    assert list(problems(HEAD + wrong)) == ["item[0].mass_budget"]


def test_an_end_of_a_fit_is_a_dimension_of_a_part_or_a_published_size_with_a_class() -> None:
    part = parse(
        '[part]\nnumber = "C-1"\ntitle = "Cale"\nmaterial = "S235"\n[dimensions]\nbore = "⌀6 H7"\n',
        "parts/cale/spec.toml", PartSpec,
    )  # fmt: skip
    text = f'{ITEMS}[[item]]\nref = 3\nname = "pion"\nstandard = "ISO 8734 - 6x24 - A"\n'
    product = parse(text, "parts/product.toml", ProductSpec)
    ends = ("cale.bore", "pion.diameter", "cale.depth", "vis.diameter", "autre.bore")
    found = [fit_dimension(product, {"cale": part}, end) for end in ends]
    assert [one and one.size.fit for one in found] == ["H7", "m6", None, None, None]
