"""What holds conditions back: gearboxes, torque, the Ra wanted, the tool's cutting length."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.process import cutting
from gmp_cad.process.conditions import conditions
from gmp_cad.process.cut import CutGeometry
from gmp_cad.process.limits import settable_speed
from gmp_cad.spec.operation import Operation
from gmp_cad.spec.workshop import Machine, Tool, parse_workshop
from gmp_cad.standards.materials import database
from gmp_cad.standards.table import document

C45 = database().find("C45")
SHOP = parse_workshop(None)
TURN = Tool(id="T", title="T", kind="turning", entering_angle_deg=95.0, nose_radius_mm=0.8)
END = Tool(id="F", title="F", kind="end_mill", diameter_mm=10.0, teeth=4, cutting_length_mm=22.0)
DRILL = Tool(id="D", title="D", kind="drill", diameter_mm=10.0, teeth=2, material="HSS")


def operation(kind, **keys):
    return Operation.model_validate({"kind": kind} | keys)


def shop(id_) -> Machine:
    found = SHOP.machine(id_)
    assert found is not None
    return found


@pytest.mark.parametrize("id_", ["FV-1", "TP-1", "PS-1", "PC-1"])
def test_conventional_machines_have_the_speeds_of_a_standard_series(id_):
    machine = shop(id_)
    assert not machine.numerical
    speeds = machine.speeds_rpm
    assert speeds == tuple(sorted(speeds))
    assert speeds[-1] <= machine.n_max_rpm
    assert all(1.22 < b / a < 1.45 for a, b in pairwise(speeds))


def test_a_gearbox_takes_the_speed_below():
    geometry = CutGeometry(diameter_mm=10, length_mm=20)
    free = conditions(operation("drilling"), DRILL, shop("CU-3AX"), C45, geometry)
    held = conditions(operation("drilling"), DRILL, shop("PC-1"), C45, geometry)
    assert (free.n, held.n) == (732, 630)
    assert held.limits_hit == ("gearbox",)
    assert held.vc == pytest.approx(cutting.cutting_speed(630, 10))
    assert held.vf == pytest.approx(630 * 0.16)


def test_below_the_lowest_speed_the_lowest_turns():
    geometry = CutGeometry(diameter_mm=400, length_mm=20, depth_mm=1)
    slow = operation("turning", vc=40.0)
    assert conditions(slow, TURN, shop("TP-1"), C45, geometry).n == 40 > 40000 / 400 / 3.1416
    assert conditions(slow, TURN, shop("TP-1"), C45, geometry).limits_hit == ("n_min",)


def test_a_speed_that_the_plan_writes_is_kept():
    geometry = CutGeometry(diameter_mm=10, length_mm=20)
    found = conditions(operation("drilling", n=700.0), DRILL, shop("PC-1"), C45, geometry)
    assert (found.n, found.limits_hit, found.overridden) == (700, (), ("n",))


@given(st.floats(1, 5000))
def test_a_settable_speed_is_one_of_the_machine_and_not_above(n):
    machine = shop("FV-1")
    found = settable_speed(n, machine)
    assert found in machine.speeds_rpm
    assert found <= max(n, machine.speeds_rpm[0])
    above = [s for s in machine.speeds_rpm if found < s]
    assert not above or above[0] > n or n < machine.speeds_rpm[0]


@pytest.mark.parametrize(("ra", "feed"), [(3.2, 0.12), (0.8, 0.12), (0.4, 0.1), (0.2, 0.07)])
def test_the_feed_of_a_finishing_pass_leaves_the_ra_wanted(ra, feed):
    geometry = CutGeometry(diameter_mm=50, length_mm=25, depth_mm=0.5)
    found = conditions(operation("turning"), TURN, shop("TCN-2AX"), C45, geometry, ra)
    assert found.f == pytest.approx(feed)
    assert found.ra_um == pytest.approx(1000 * feed**2 / (32 * 0.8))
    assert found.ra_um <= ra
    assert ("ra" in found.limits_hit) is (feed < 0.12)


def test_a_written_feed_and_a_roughing_pass_are_not_reduced_for_ra():
    geometry = CutGeometry(diameter_mm=50, length_mm=25, depth_mm=2)
    for keys in ({"f": 0.3}, {"stage": "rough"}):
        found = conditions(operation("turning", **keys), TURN, shop("TCN-2AX"), C45, geometry, 0.4)
        assert found.f == 0.3
        assert "ra" not in found.limits_hit


def test_the_torque_of_the_spindle_reduces_the_feed():
    geometry = CutGeometry(diameter_mm=30, length_mm=20)
    big = DRILL.model_copy(update={"diameter_mm": 30.0})
    weak = shop("CU-3AX").model_copy(update={"torque_nm": 40.0})
    free = conditions(operation("drilling"), big, shop("CU-3AX"), C45, geometry)
    held = conditions(operation("drilling"), big, weak, C45, geometry)
    # M = f·D²·kc / 8000, written otherwise than in the code.
    assert free.torque_nm == pytest.approx(free.f * 900 * free.kc_mpa / 8000, rel=1e-3)
    assert free.torque_nm > 40
    assert held.torque_nm == pytest.approx(40, rel=1e-6)
    assert held.torque_nm <= 40
    assert held.limits_hit == ("torque",)
    assert (held.n, held.f < free.f) == (free.n, True)


def test_the_source_of_the_larger_specific_force_is_told():
    geometry = CutGeometry(diameter_mm=10, length_mm=20)
    found = conditions(operation("drilling"), DRILL, shop("CU-3AX"), C45, geometry)
    h = cutting.drilling_thickness(0.16)
    assert found.kc_source == "Kienzle"
    assert found.kc_mpa == pytest.approx(2220 * h**-0.14)
    thick = conditions(operation("drilling", f=0.0001), DRILL, shop("CU-3AX"), C45, geometry)
    assert thick.kc_source == "VDI 3323 group 2"


def test_the_cutting_length_limits_the_depth_and_is_named():
    short = END.model_copy(update={"cutting_length_mm": 6.0})
    geometry = CutGeometry(length_mm=80, width_mm=4, depth_mm=12)
    found = conditions(operation("shoulder_milling", stage="rough"), short, shop("CU-3AX"), C45,
                       geometry)  # fmt: skip
    assert (found.passes, found.ap, found.limits_hit) == (2, 6, ("cutting_length",))
    shallow = CutGeometry(length_mm=80, width_mm=4, depth_mm=5)
    found = conditions(operation("shoulder_milling", stage="rough"), short, shop("CU-3AX"), C45,
                       shallow)  # fmt: skip
    assert found.limits_hit == ()


def test_the_chip_rates_are_those_of_the_formulas():
    drilled = conditions(operation("drilling", n=795.8, f=0.18), DRILL, shop("CU-3AX"), C45,
                         CutGeometry(diameter_mm=10, length_mm=20))  # fmt: skip
    assert drilled.chip_rate == pytest.approx(3.14159265 * 100 * 795.8 * 0.18 / 4000)
    turned = conditions(operation("turning", vc=200.0, f=0.25, ap=2.0), TURN, shop("TCN-2AX"), C45,
                        CutGeometry(diameter_mm=50, length_mm=20, depth_mm=2))  # fmt: skip
    assert turned.chip_rate == 100


def test_every_machine_with_a_spindle_says_its_torque():
    for machine in document("workshop.toml")["machine"]:
        if machine["kind"] in ("milling", "turning", "drilling"):
            assert machine["torque_nm"] > 0


FREE = Machine(id="M", title="M", kind="milling")
HOLE = CutGeometry(diameter_mm=10, length_mm=20)


def test_a_machine_without_figures_limits_nothing():
    found = conditions(operation("drilling"), DRILL, FREE, C45, HOLE)
    assert (found.n, found.f, found.limits_hit) == (732, 0.16, ())


def test_a_spindle_without_a_gearbox_turns_at_its_very_limit():
    limit = FREE.model_copy(update={"n_max_rpm": 500.5})
    found = conditions(operation("drilling"), DRILL, limit, C45, HOLE)
    assert (found.n, found.limits_hit) == (500.5, ("n_max",))


@pytest.mark.parametrize(
    ("n", "expected"), [(0.4, 1), (1.9, 1), (732.0, 732), (731.999, 731), (5000.0, 5000)]
)
def test_any_other_spindle_turns_by_whole_revolutions(n, expected):
    assert settable_speed(n, FREE) == expected


def test_the_speed_of_a_gearbox_is_reached_in_spite_of_rounding():
    geared = FREE.model_copy(update={"speeds_rpm": (250.0, 500.0, 1000.0)})
    assert settable_speed(500.0 * (1 - 1e-12), geared) == 500
    assert settable_speed(500.0 * (1 - 1e-6), geared) == 250
    assert settable_speed(100.0, geared) == 250
    assert settable_speed(1e5, geared) == 1000
    met = conditions(operation("drilling", vc=15.708, f=0.1), DRILL, geared, C45, HOLE)
    assert (met.n, met.limits_hit) == (500, ())
    below = conditions(operation("drilling", vc=3.0, f=0.1), DRILL, geared, C45, HOLE)
    assert (below.n, below.limits_hit) == (250, ("n_min",))


def test_what_the_plan_writes_is_not_slowed_down():
    weak = FREE.model_copy(
        update={"vf_max_mm_min": 50.0, "power_kw": 0.01, "n_max_rpm": 100.0, "torque_nm": 0.1}
    )
    fixed = operation("drilling", n=700.0, f=0.2)
    found = conditions(fixed, DRILL, weak, C45, HOLE)
    assert (found.n, found.vf, found.limits_hit) == (700, pytest.approx(140), ())
    # A written cutting speed is brought to what turns, not to what the motor bears.
    held = conditions(operation("drilling", vc=25.0, f=0.2), DRILL, weak, C45, HOLE)
    assert (held.n, held.limits_hit) == (100, ("n_max",))


def test_a_tap_is_slowed_where_the_table_is_too_slow_for_its_pitch():
    tap = Tool(id="TA", title="T", kind="tap", diameter_mm=8.0, material="HSS", pitch_mm=1.25)
    slow = FREE.model_copy(update={"vf_max_mm_min": 101.0})
    geometry = CutGeometry(diameter_mm=8, inner_diameter_mm=6.8, length_mm=16, pitch_mm=1.25)
    found = conditions(operation("tapping"), tap, slow, C45, geometry)
    assert (found.n, found.vf, found.limits_hit) == (80, 100, ("vf_max",))


@pytest.mark.parametrize(
    ("ra", "feed", "hit"),
    # f = √(32·rε·Ra/1000), down to hundredths: 0.390625 leaves exactly 0.1 of an 0.8 mm nose.
    [(0.390625, 0.1, True), (0.35, 0.09, True), (1e-4, 0.01, True), (3.2, 0.12, False)],
)
def test_the_feed_of_finishing_is_the_greatest_that_leaves_the_ra(ra, feed, hit):
    geometry = CutGeometry(diameter_mm=50, length_mm=20, depth_mm=0.5)
    found = conditions(operation("turning", stage="finish"), TURN, FREE, C45, geometry, ra)
    assert found.f == pytest.approx(feed)
    assert found.limits_hit == (("ra",) if hit else ())
    rough = conditions(operation("turning", stage="rough"), TURN, FREE, C45, geometry, ra)
    assert rough.limits_hit == ()


def test_the_power_of_the_machine_is_used_up_and_no_more():
    """The force does not change with n: power falls as n does, to the last whole revolution."""
    geometry = CutGeometry(diameter_mm=50, length_mm=20, depth_mm=2)
    free = conditions(operation("turning", stage="rough"), TURN, FREE, C45, geometry)
    enough = FREE.model_copy(update={"power_kw": free.power_kw / 0.8 * (1 + 1e-9)})
    assert conditions(operation("turning", stage="rough"), TURN, enough, C45, geometry).n == free.n
    half = FREE.model_copy(update={"power_kw": free.power_kw / 0.8 / 2})
    found = conditions(operation("turning", stage="rough"), TURN, half, C45, geometry)
    assert found.n == free.n // 2
    assert found.limits_hit == ("power",)
    assert found.fc == pytest.approx(free.fc, rel=1e-3)
