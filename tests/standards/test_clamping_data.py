"""Defaults of clamping: the values of practice, and what a material bears of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.standards.clamping_data import (
    ForceRatios,
    bearing,
    contact_n,
    drill_point_thrust,
    force_ratios,
    friction,
    safety,
    workholders,
)
from gmp_cad.standards.materials import database


def test_factors_are_within_what_the_trade_takes():
    assert 1.5 <= safety() <= 2.5
    assert contact_n() == 50.0
    # a chisel edge makes 50 to 70 % of the whole thrust: it is 2 to 3.3 times that of the lips
    assert 2.0 <= drill_point_thrust() <= 3.4


@pytest.mark.parametrize(
    ("nature", "mu"),
    [("flat", 0.15), ("serrated", 0.30), ("live_point", 0.0), ("of no known nature", 0.15)],
)
def test_friction_by_nature_of_contact(nature, mu):
    assert friction(nature) == mu


def test_ratios_of_a_family_are_those_of_its_cuts_and_the_others_nothing():
    assert force_ratios("turning") == ForceRatios(feed=0.5, passive=0.25)
    assert force_ratios("milling") == ForceRatios(across=0.3, push=0.1, pull=0.3)
    assert force_ratios("hole") == ForceRatios(thrust=1.0)
    assert force_ratios("tapping") == ForceRatios()
    nothing = ForceRatios()
    assert (nothing.across, nothing.push, nothing.pull) == (0, 0, 0)
    assert (nothing.thrust, nothing.feed, nothing.passive) == (0, 0, 0)


def test_what_materials_bear():
    steel = bearing(database().find("C45"))
    least = database().find("C45").rm_mpa[0]
    assert (steel.pressure_mpa, steel.hertz_mpa) == pytest.approx((0.6 * least, 1.0 * least))
    assert steel.young_mpa == 210_000
    iron = bearing(database().find("EN-GJL-250"))
    assert (iron.pressure_mpa, iron.hertz_mpa, iron.young_mpa) == pytest.approx(
        (1.5 * 250, 2.4 * 250, 110_000)
    )


def test_a_family_that_is_not_known_bears_like_steel_and_no_strength_is_no_pressure():
    stranger = replace(database().find("C45"), family="wood")
    assert bearing(stranger) == bearing(database().find("C45"))
    weak = bearing(replace(stranger, rm_mpa=None))
    assert (weak.pressure_mpa, weak.hertz_mpa, weak.young_mpa) == (None, None, 210_000)


def test_sizes_of_workholders():
    usual = workholders()
    assert (usual.vice_jaw_width, usual.vice_jaw_height) == (125, 40)
    assert (usual.chuck_jaw_width, usual.chuck_jaw_length, usual.chuck_jaw_mass_kg) == (
        10,
        20,
        0.25,
    )
