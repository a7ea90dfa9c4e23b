"""Fits on solids: the plate ⌀16 H7 and its pin, at both limits, right and wrong in one way each."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from gmp_cad.checks import fit_solid
from gmp_cad.finding import Status
from gmp_cad.spec.targets import Condition
from tests.canonical import PIN, PLATE, PRODUCT, assembly, at_limit, cylinder, gap, named, overlap

H7 = (16.0, 16.018)  # ISO 286-2: H7 +18/0 µm
# ISO 286-2 at 16 mm, µm: g6 −6/−17, p6 +29/+18.
G6, P6 = (15.983, 15.994), (16.018, 16.029)


def ring_mm3(hole: float, shaft: float, length: float = 20.0) -> float:
    return math.pi / 4 * (shaft**2 - hole**2) * length


def pin(fit: str):
    return assembly(pin=PIN.replace("p6", fit))


def running(**changes):
    at = {"hole": H7[0], "shaft": G6[1], **changes}
    return fit_solid.solid_fits(
        pin("g6"),
        [at_limit(Condition.MMC, **at), at_limit(Condition.LMC, hole=H7[1], shaft=G6[0])],
    )


def test_a_running_fit_shows_the_clearance_of_its_limits_and_touches_nowhere() -> None:
    (finding,) = running()
    assert (finding.code, finding.status) == ("agrees", Status.PASS)
    said = str(finding.message)
    assert "MMC/MMC: ⌀16 in the hole, ⌀15.994 on the shaft, 6 µm" in said
    assert "LMC/LMC: ⌀16.018 in the hole, ⌀15.983 on the shaft, 35 µm" in said


def pressed(volume_mm3: float | None):
    found = () if volume_mm3 is None else [overlap(volume_mm3, 0.0145)]
    return list(
        fit_solid.solid_fits(
            pin("p6"), [at_limit(Condition.MMC, hole=H7[0], shaft=P6[1], overlaps=found)]
        )
    )


@pytest.mark.parametrize("share", [1.0, 0.6], ids=["whole", "crossed by another bore"])
def test_a_press_fit_overlaps_by_its_ring_and_no_more(share: float) -> None:
    assert [f.code for f in pressed(share * ring_mm3(H7[0], P6[1]))] == ["agrees"]


@pytest.mark.parametrize(
    "volume_mm3",
    [None, 0.2 * ring_mm3(H7[0], P6[1]), 1.1 * ring_mm3(H7[0], P6[1]), 50.0],
    ids=["none", "a fifth of its ring", "more than its ring", "far more"],
)
def test_a_press_fit_that_shows_something_else_fails(volume_mm3: float | None) -> None:
    assert [(f.code, f.status) for f in pressed(volume_mm3)] == [("together", Status.FAIL)]


WRONG = {
    "a hole 2 µm too large": ({"hole": 16.002}, "different", Status.FAIL),
    "a shaft at its other limit": ({"shaft": G6[0]}, "different", Status.FAIL),
    "solids that overlap": ({"overlaps": [overlap(3.0, 0.01)]}, "together", Status.FAIL),
    "a pin beside its hole": ({"x": 0.05}, "apart", Status.WARN),
}


@pytest.mark.parametrize("how", WRONG)
def test_solids_that_do_not_show_the_fit_are_told(how: str) -> None:
    changes, code, status = WRONG[how]
    assert [(f.code, f.status) for f in running(**changes)] == [(code, status)]


@pytest.mark.parametrize(
    ("gaps", "codes"),
    [
        ([gap(0.003)], ["agrees"]),
        ([gap(0.0)], ["agrees"]),  # they touch elsewhere: a shoulder
        ([gap(0.0041)], ["together"]),  # 16 H7/g6 at MMC leaves 3 µm on each side
        ([], ["together"]),
    ],
)
def test_a_shaft_in_its_hole_is_as_near_as_its_clearance_leaves(gaps, codes) -> None:
    at = at_limit(Condition.MMC, hole=H7[0], shaft=G6[1])
    at = replace(at, positions=[replace(at.positions[0], gaps=tuple(gaps))])
    assert [f.code for f in fit_solid.solid_fits(pin("g6"), [at])] == codes


def test_solids_within_a_micrometre_of_the_paper_agree() -> None:
    assert [f.code for f in running(hole=16.0009)] == ["agrees"]


def test_a_diameter_that_was_not_measured_is_no_pass() -> None:
    at = at_limit(Condition.MMC, hole=16.0, shaft=15.994)
    blind = fit_solid.AtLimit(
        condition=at.condition, sizes={}, geometry=at.geometry, positions=at.positions
    )
    assert [f.code for f in fit_solid.solid_fits(pin("g6"), [blind])] == ["not_measured"]


def test_what_was_not_built_or_not_placed_is_no_pass() -> None:
    at = at_limit(Condition.MMC, hole=16.0, shaft=15.994)
    nowhere = fit_solid.AtLimit(
        condition=at.condition, sizes=at.sizes, geometry=at.geometry, positions=()
    )
    assert [f.code for f in fit_solid.solid_fits(pin("g6"), [nowhere])] == ["not_placed"]
    (skipped,) = fit_solid.solid_fits(pin("g6"), [])
    assert (skipped.code, skipped.status) == ("not_built", Status.SKIP)


def test_pairs_that_hold_by_interference_are_the_placements_whose_overlap_is_it() -> None:
    ring = overlap(ring_mm3(H7[0], P6[1]), 0.0145)

    def tight(*overlaps, x: float = 0.0):
        at = at_limit(Condition.MMC, hole=H7[0], shaft=P6[1], overlaps=overlaps, x=x)
        return fit_solid.tight_pairs(pin("p6"), at)

    assert tight(ring) == {frozenset(("plate", "pin"))}
    assert tight() == frozenset()
    assert tight(replace(ring, volume_mm3=2 * ring.volume_mm3)) == frozenset()  # and something else
    assert tight(replace(ring, b="plate.2")) == frozenset()  # another placement of the item
    assert tight(ring, x=40.0) == frozenset()  # the pin is not in its hole


def test_two_fits_of_the_same_parts_share_one_overlap() -> None:
    twice = PRODUCT + '[[fit]]\nhole = "plate.far"\nshaft = "pin.far"\n'
    plate, shaft = (
        PLATE.replace("[features]", 'far = "⌀16 H7 Ⓔ"\n[features]'),
        f'{PIN}far = "⌀16 p6 Ⓔ"\n',
    )
    evidence = assembly(twice, plate=plate, pin=shaft)
    hole, pin_ = cylinder(H7[0], 20, hollow=True), cylinder(P6[1], 20, hollow=False)
    at = at_limit(
        Condition.MMC,
        hole=H7[0],
        shaft=P6[1],
        overlaps=[overlap(2 * ring_mm3(H7[0], P6[1]), 0.0145)],
    )
    at = replace(
        at,
        sizes=at.sizes | {"plate.far": (H7[0],), "pin.far": (P6[1],)},
        geometry={
            "plate": named([hole, replace(hole, index=1, span_mm=(50.0, 70.0))], bore=(0,), far=(1,)),
            "pin": named([pin_, replace(pin_, index=1, span_mm=(50.0, 70.0))], body=(0,), far=(1,)),
        },
    )  # fmt: skip
    assert [f.code for f in fit_solid.solid_fits(evidence, [at])] == ["agrees", "agrees"]
