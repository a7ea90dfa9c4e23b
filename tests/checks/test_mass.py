"""Masses judged: budgets with their margins, and what the masses rest on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.checks import mass
from gmp_cad.finding import Status
from tests.twins.mass import TEXT, evidence


@pytest.mark.parametrize(
    ("kg", "code", "status"),
    [
        (0.95, "held", Status.PASS),  # the margin of 5 % stays free
        (0.9501, "margin", Status.WARN),
        (1.0, "margin", Status.WARN),
        (1.0001, "exceeded", Status.FAIL),
    ],
)
def test_a_mass_keeps_to_its_budget_and_leaves_its_margin(
    kg: float, code: str, status: Status
) -> None:
    for found in (mass.product_mass(evidence(kg)), mass.item_masses(evidence(kg))):
        (finding,) = found
        assert (finding.code, finding.status) == (code, status)
        assert (finding.expected, finding.observed, finding.unit) == (1.0, kg, "kg")
    if code != "exceeded":
        values = dict(finding.message.values)
        assert values["reserve"] == pytest.approx(1 - kg)
        assert values["share"] == pytest.approx(100 * (1 - kg))


def test_without_a_margin_the_budget_itself_is_the_limit() -> None:
    text = TEXT.replace('mass_margin = "5 %"\n', "")
    assert [f.code for f in mass.product_mass(evidence(1.0, text))] == ["held"]


def test_without_a_budget_nothing_is_judged() -> None:
    text = TEXT.replace('mass_margin = "5 %"\n', "").replace('mass_budget = "≤ 1 kg"\n', "")
    (finding,) = mass.product_mass(evidence(0.5, text))
    assert (finding.code, finding.status) == ("no_budget", Status.SKIP)
    assert list(mass.item_masses(evidence(0.5, text.replace('mass_budget = "≤ 1000 g"', "")))) == []


# 22 587 kg/m³: osmium's density, nothing is denser
@pytest.mark.parametrize(
    ("basis", "volume", "code", "status"),
    [
        ("material", None, "material", Status.PASS),
        ("assumed", None, "assumed", Status.WARN),
        ("given", 0.5 / 22_587e-9, "given", Status.PASS),
        ("given", 0.5 / 22_600e-9, "too_dense", Status.FAIL),
        ("given", 1e9, "given", Status.PASS),
    ],
)
def test_every_mass_says_on_what_it_rests(basis, volume, code, status) -> None:
    (finding,) = mass.weighed(evidence(0.5, basis=basis, volume_mm3=volume))
    assert (finding.code, finding.status, finding.subject) == (code, status, "product.plate")


def test_the_density_of_a_mass_is_told_with_standard_and_source() -> None:
    (finding,) = mass.weighed(evidence(0.5))
    assert "C45 à 7850 kg/m³ (EN ISO 683-1, tables)" in finding.message.say("fr")


@pytest.mark.parametrize(
    ("kg", "code", "status"),
    [(0.5, "incomplete", Status.SKIP), (1.01, "exceeded", Status.FAIL)],
)
def test_a_whole_that_lacks_a_part_only_fails_for_what_is_there(
    kg: float, code: str, status: Status
) -> None:
    (finding,) = mass.product_mass(replace(evidence(kg), unplaced=("pin.2",)))
    assert (finding.code, finding.status) == (code, status)
