"""The stock against its part: sides by hand, least allowances by the tables."""

from __future__ import annotations

import math

import pytest

from gmp_cad.evidence import FaceGeometry, PhaseState
from gmp_cad.process.stock_study import StockStudy, stock_sides
from gmp_cad.spec.process import Stock
from gmp_cad.standards.stock_tolerances import raw_interval_mm


def state(phase, box, *faces):
    return PhaseState(phase=phase, volume_mm3=1.0, box_mm=box, faces=faces, features={})


def journal(radius, *, axis=0):
    direction = tuple(1.0 if i == axis else 0.0 for i in range(3))
    return FaceGeometry(
        index=0, surface="cylinder", point=(0.0, 0.0, 0.0), direction=direction, radius_mm=radius,
        hollow=False, span_mm=(0.0, 50.0), angle_deg=360.0, area_mm2=1.0, centre_mm=(25.0, 0.0, 0.0),
    )  # fmt: skip


def test_a_casting_has_six_sides_of_which_some_stay_raw():
    stock = Stock(form="casting", allowance=3)
    raw = state("00", (0.0, 0.0, -3.0, 100.0, 60.0, 23.0))
    sides = {
        s.side: s for s in stock_sides(stock, raw, state("20", (0.0, 0.0, 0.0, 100.0, 60.0, 20.0)))
    }
    assert {n: s.allowance_mm for n, s in sides.items()} == {
        "+X": 0, "-X": 0, "+Y": 0, "-Y": 0, "+Z": 3, "-Z": 3,
    }  # fmt: skip
    assert sides["+X"].stays_raw
    assert not sides["+Z"].stays_raw
    # least: half of the interval of 26 mm cast in sand, and 1.5 mm for the first chip
    assert sides["+Z"].needed_mm == pytest.approx(raw_interval_mm("sand_cast", 26) / 2 + 1.5)
    assert sides["+Z"].enough


def test_a_thin_allowance_is_too_little():
    stock = Stock(form="bar", size=(101, 60, 20), axis="+X")
    raw = state("00", (-0.5, 0.0, 0.0, 100.5, 60.0, 20.0))
    sides = {
        s.side: s for s in stock_sides(stock, raw, state("10", (0.0, 0.0, 0.0, 100.0, 60.0, 20.0)))
    }
    assert sides["+X"].condition == "sawn"
    assert sides["+X"].allowance_mm == 0.5
    assert not sides["+X"].enough  # 0.5 for half a millimetre of sawing, 0.5 for the chip
    assert sides["+Y"].condition == "drawn"


def test_a_round_has_two_ends_and_its_radius():
    stock = Stock(form="round", size=(16, 54), axis="+X")
    raw = state("00", (-2.0, -8.0, -8.0, 52.0, 8.0, 8.0))
    finished = state("20", (0.0, -6.0, -6.0, 50.0, 6.0, 6.0), journal(6.0))
    sides = stock_sides(stock, raw, finished)
    assert [(s.side, s.allowance_mm, s.condition) for s in sides] == [
        ("+X", 2, "sawn"), ("-X", 2, "sawn"), ("R", 2, "drawn"),
    ]  # fmt: skip


def test_a_square_in_a_round_reaches_to_its_corners():
    stock = Stock(form="round", size=(40, 54), axis="+Z")
    raw = state("00", (-20.0, -20.0, 0.0, 20.0, 20.0, 54.0))
    finished = state("20", (-12.0, -12.0, 0.0, 12.0, 12.0, 50.0))
    around = stock_sides(stock, raw, finished)[-1]
    assert around.finished_mm == pytest.approx(12 * math.sqrt(2))


def test_material_used_and_its_price():
    study = StockStudy(
        stock=Stock(form="bar", allowance=1), sides=(), size_mm=(1, 1, 1), stock_kg=2.5, part_kg=1.0,
        price_eur_kg=2.0,
    )  # fmt: skip
    assert study.yield_percent == pytest.approx(40)
    assert study.buy_to_fly == pytest.approx(2.5)
    assert study.material_eur == pytest.approx(5)
