"""Setting a machine: the worked example of a displacement, offsets along axes, lives of edges."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.language import Message
from gmp_cad.process.operations import OperationRow
from gmp_cad.process.setting import decalage, displacement, in_axes, mounted_tools
from gmp_cad.process.tool_life import EdgeLife
from gmp_cad.spec.workshop import Tool
from gmp_cad.standards.tightening import tightening_torque, yield_strength_mpa
from tests.documents import vice

TOOL = Tool(id="T", title="T", kind="end_mill", diameter_mm=20.0)


def test_the_worked_displacement():
    assert displacement(pref=150, gauge=70, dec=0, diameter=40) == 60


def test_the_offset_is_told_along_the_axes_of_the_machine():
    turned = (("X", (0.0, 1.0, 0.0)), ("Y", (-1.0, 0.0, 0.0)), ("Z", (0.0, 0.0, 1.0)))
    assert decalage((1.0, 2.0, 3.0), (11.0, 2.0, 8.0), turned) == {"X": 0, "Y": -10, "Z": 5}
    assert in_axes((0.0, -0.0, 0.0), turned) == {"X": 0, "Y": 0, "Z": 0}


def life(minutes):
    return EdgeLife(exponent=0.25, constant=350, life_min=minutes, capped=False, parts=1,
                    edge_eur=6.0, part_eur=1.0, change_min=1.0, economic_min=25.5,
                    economic_vc=155.8, productive_min=3.0)  # fmt: skip


def row(index, tool, minutes):
    return OperationRow(number=f"20.{index + 1}", designation=Message("x"), operation=index,
                        tool=tool, offset="1/1", conditions=vice.cut(time_min=minutes))  # fmt: skip


def test_an_edge_is_used_up_by_all_the_cuts_of_its_tool():
    rows = (row(0, TOOL, 1.0), row(1, TOOL, 2.0))
    (found,) = mounted_tools(rows, {0: life(10.0), 1: life(40.0)})
    # 1/10 + 2/40 = 0.15 of an edge a part.
    assert found.parts == 6
    assert found.life_min == pytest.approx(3 / 0.15)
    assert [r.number for r in found.rows] == ["20.1", "20.2"]
    (unknown,) = mounted_tools(rows, {})
    assert (unknown.life_min, unknown.parts) == (None, 0)


def test_the_nose_of_a_boring_bar_looks_inwards():
    bar = replace(row(0, Tool(id="B", title="B", kind="boring_bar"), 1.0))
    (found,) = mounted_tools((bar,), {})
    assert (found.turning, found.nose_quadrant) == (True, 2)


@pytest.mark.parametrize(("grade", "expected"), [("8.8", 640), ("10.9", 900), ("12.9", 1080)])
def test_yield_of_a_property_class(grade, expected):
    assert yield_strength_mpa(grade) == expected


@pytest.mark.parametrize(("diameter", "torque"), [(5, 6.1), (6, 10.4), (8, 25), (10, 49), (12, 86)])
def test_torques_of_class_8_8_are_those_of_workshop_tables(diameter, torque):
    # Usual tables for µ between 0.14 and 0.15, rounded.
    assert tightening_torque(diameter, "8.8", 0.145) == pytest.approx(torque, rel=0.05)
    assert tightening_torque(diameter, "12.9") > tightening_torque(diameter, "10.9")


def test_cuts_whose_life_is_not_known_wear_nothing_and_the_longest_one_is_told():
    rows = (row(0, TOOL, 1.0), row(1, TOOL, 2.0), row(2, TOOL, 5.0))
    (found,) = mounted_tools(rows, {0: life(10.0), 1: replace(life(40.0), capped=True)})
    assert (found.time_min, found.parts, found.capped) == (3, 6, True)
    assert found.longest.life_min == 40
    (first,) = mounted_tools(rows, {0: life(10.0)})
    assert (first.time_min, first.life_min, first.capped) == (1, 10, False)
    idle = replace(rows[0], conditions=None)
    (nothing,) = mounted_tools((idle,), {0: life(10.0)})
    assert (nothing.life_min, nothing.longest) == (None, None)
    manual = replace(rows[0], operation=None)
    (by_hand,) = mounted_tools((manual,), {0: life(10.0)})
    assert by_hand.life_min is None


def test_an_edge_used_up_by_exactly_a_tenth_a_part_makes_ten():
    rows = tuple(row(i, TOOL, 0.1) for i in range(3))
    # 3 · 0.1 / 3 is not a tenth in base two; ten parts all the same.
    (found,) = mounted_tools(rows, {i: life(3.0) for i in range(3)})
    assert found.parts == 10


def test_tools_come_in_the_order_of_their_first_use():
    other = Tool(id="U", title="U", kind="drill", diameter_mm=5.0)
    rows = (row(0, TOOL, 1.0), row(1, other, 1.0), row(2, TOOL, 1.0),
            replace(row(3, TOOL, 1.0), tool=None))  # fmt: skip
    found = mounted_tools(rows, {})
    assert [m.tool.id for m in found] == ["T", "U"]
    assert [len(m.rows) for m in found] == [2, 1]


@pytest.mark.parametrize(
    ("kind", "code", "turning", "quadrant"),
    [("turning", "CNMG 120408", True, 3), ("threading", "16NR AG60", True, 2), ("threading", "16IR AG60", True, 2),
     ("threading", "16EL AG60", True, 3), ("turning", "CNN 120408", True, 3), ("end_mill", "", False, 3),
     ("boring_bar", "", True, 2)],
)  # fmt: skip
def test_gauges_and_nose_by_the_kind_of_tool(kind, code, turning, quadrant):
    (found,) = mounted_tools((row(0, Tool(id="B", title="B", kind=kind, iso_code=code), 1.0),), {})
    assert (found.turning, found.nose_quadrant) == (turning, quadrant)


def test_the_displacement_takes_every_offset_away():
    assert displacement(pref=150, gauge=70, dec=12, diameter=40) == 48
    assert displacement(pref=150, gauge=0, dec=-12, diameter=0) == 162
