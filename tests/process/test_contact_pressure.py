"""Pressures under clamps and locators, against Hertz's closed forms."""

from __future__ import annotations

import math

import pytest

from gmp_cad.process.contact_pressure import (
    Pressure,
    combined_modulus,
    hertz_line_pressure,
    hertz_pressure,
    hertz_radius,
    mean_pressure,
)
from gmp_cad.standards.clamping_data import bearing, friction
from gmp_cad.standards.materials import database


def test_steel_dome_on_steel():
    # p0 = (6·F·E*² / (π³·R²))^(1/3), the other closed form of the same contact.
    modulus = combined_modulus(210_000.0)
    assert modulus == pytest.approx(210_000 / (2 * (1 - 0.09)))
    expected = (6 * 100 * modulus**2 / (math.pi**3 * 10**2)) ** (1 / 3)
    assert hertz_pressure(100.0, 10.0, 210_000.0) == pytest.approx(expected)
    assert hertz_radius(100.0, 10.0, 210_000.0) == pytest.approx(0.1866, abs=1e-4)


def test_eight_times_the_force_doubles_the_hertz_pressure():
    one, eight = (hertz_pressure(f, 12.0, 70_000.0) for f in (100.0, 800.0))
    assert eight == pytest.approx(2 * one)
    assert hertz_pressure(0.0, 12.0, 70_000.0) == 0.0


def test_steel_flank_along_a_brass_shaft():
    # Half width a = 2·√(F·R / (π·E*·L)) and p0 = 2·F / (π·a·L), the other way to the same figure.
    modulus = combined_modulus(100_000.0)
    half = 2 * math.sqrt(3000 * 10 / (math.pi * modulus * 20))
    assert hertz_line_pressure(3000.0, 10.0, 20.0, 100_000.0) == pytest.approx(
        2 * 3000 / (math.pi * half * 20)
    )
    assert hertz_line_pressure(0.0, 10.0, 20.0, 100_000.0) == 0.0


def test_mean_pressure_and_mark():
    assert mean_pressure(6000.0, 200.0) == 30.0
    soft = Pressure(on="a", label="a", force_n=1.0, pressure_mpa=31.0, limit_mpa=30.0)
    assert soft.marks
    unknown = Pressure(on="a", label="a", force_n=1.0, pressure_mpa=31.0, limit_mpa=None)
    assert not unknown.marks


def test_what_materials_bear():
    iron, steel = (bearing(database().find(name)) for name in ("EN-GJL-250", "C45"))
    assert iron.pressure_mpa == pytest.approx(1.5 * 250)
    assert steel.pressure_mpa == pytest.approx(0.6 * 580)
    assert (friction(""), friction("serrated"), friction("live_point")) == (0.15, 0.3, 0.0)
