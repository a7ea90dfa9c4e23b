"""Cutting conditions: start values, what the plan writes, the machine's limits, passes and times."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.errors import OutsideTableError
from gmp_cad.process import cutting
from gmp_cad.process.conditions import conditions
from gmp_cad.process.cut import CutGeometry
from gmp_cad.process.times import phase_times
from gmp_cad.spec.operation import Operation
from gmp_cad.spec.workshop import Machine, Tool
from gmp_cad.standards.materials import Material, database

CENTRE = Machine(id="CU", title="CU", kind="milling", n_max_rpm=8000.0, power_kw=11.0,
                 vf_max_mm_min=10000.0, control="Fanuc")  # fmt: skip
LATHE = Machine(id="TCN", title="TCN", kind="turning", n_max_rpm=3500.0, power_kw=10.0,
                vf_max_mm_min=8000.0, control="Fanuc")  # fmt: skip
FACE = Tool(id="FS", title="Fraise", kind="face_mill", diameter_mm=63.0, teeth=5,
            cutting_length_mm=6.0, entering_angle_deg=45.0)  # fmt: skip
END = Tool(id="F2T", title="Fraise", kind="end_mill", diameter_mm=10.0, teeth=4,
           cutting_length_mm=22.0)  # fmt: skip
DRILL = Tool(id="FO", title="Foret", kind="drill", diameter_mm=10.0, teeth=2, material="HSS")
TAP = Tool(id="TA", title="Taraud", kind="tap", diameter_mm=8.0, material="HSS", pitch_mm=1.25)
TURN = Tool(id="TD", title="Outil", kind="turning", entering_angle_deg=95.0)
C45, CAST_IRON = database().find("C45"), database().find("EN-GJL-250")
OWN = Material(designation="unobtainium", density_kg_m3=1.0)
BAR = Tool(id="BA", title="Barre", kind="boring_bar", entering_angle_deg=95.0)


def operation(kind, **keys) -> Operation:
    return Operation.model_validate({"kind": kind, "stage": "rough"} | keys)


def test_a_drilled_hole_takes_the_values_of_the_table():
    geometry = CutGeometry(diameter_mm=10, length_mm=28, count=4)
    result = conditions(operation("drilling"), DRILL, CENTRE, C45, geometry)
    assert (result.vc, result.f, result.fz) == (23, 0.16, None)
    assert result.n == round(cutting.spindle_speed(23, 10)) == 732
    assert result.vf == pytest.approx(732 * 0.16)
    assert result.time_min == pytest.approx(4 * (28 + 3 + 2) / result.vf)
    assert result.limits_hit == ()
    assert "C45" in str(result.source)


def test_the_power_of_a_drill_uses_the_larger_specific_force():
    geometry = CutGeometry(diameter_mm=10, length_mm=28)
    written = operation("drilling", vc=25.0, f=0.18)
    result = conditions(written, DRILL, CENTRE, C45, geometry)
    h = cutting.drilling_thickness(0.18)
    kienzle = cutting.specific_force(2220, 0.14, h)
    assert kienzle > cutting.specific_force(1500, 0.22, h)
    assert result.power_kw == pytest.approx(
        cutting.enlarging_power(kienzle, 0.18, 25, 10, 0), rel=1e-9
    )
    assert result.overridden == ("vc", "f")
    assert str(result.source) == "written in the plan"


def test_a_face_is_milled_in_lanes_rough_then_finish():
    geometry = CutGeometry(length_mm=100, width_mm=60, depth_mm=5)
    result = conditions(operation("face_milling", stage="finish"), FACE, CENTRE, CAST_IRON,
                        geometry)  # fmt: skip
    assert (result.vc, result.fz, result.n) == (160, 0.2, 808)
    assert result.vf == 808
    # 0.75 × 63 = 47.25 < 60: two lanes of 30; 4.5 in two passes and a last one of 0.5.
    assert result.ae == 30
    assert (result.passes, result.ap, result.finish_ap) == (3, 2.25, 0.5)
    assert result.time_min == pytest.approx(3 * 2 * (100 + 63 + 2) / 808)


def test_the_reference_contract_s_first_row():
    # 100 mm with ⌀63, z5, 160 m/min, 0.2 mm/tooth, ae 46, 4.5 then 0.5: 40.8 cmin.
    geometry = CutGeometry(length_mm=100, width_mm=46, depth_mm=5)
    written = operation("face_milling", stage="finish", passes=2)
    result = conditions(written, FACE, CENTRE, CAST_IRON, geometry)
    assert 100 * result.time_min == pytest.approx(40.8, abs=0.05)
    assert result.ae == 46


def test_turning_as_in_the_worked_example():
    geometry = CutGeometry(diameter_mm=50, length_mm=25, depth_mm=2)
    written = operation("turning", vc=200.0, f=0.25, ap=2.0)
    result = conditions(written, TURN, LATHE, C45, geometry)
    assert (result.n, result.vf) == (1273, 318.25)
    assert (result.passes, result.ap) == (1, 2)
    assert result.time_min == pytest.approx(27 / 318.3, rel=1e-3)
    assert result.limits_hit == ()


def test_facing_on_a_numerical_lathe_is_timed_at_constant_speed():
    geometry = CutGeometry(diameter_mm=50, depth_mm=0.9)
    written = operation("facing", vc=200.0, f=0.25)
    result = conditions(written, TURN, LATHE, C45, geometry)
    assert result.constant_speed
    # The cut alone, then the approach of 2 mm at the speed of the rim.
    assert result.time_min == pytest.approx(0.04447 + 2 / 318.25, abs=5e-6)
    manual = LATHE.model_copy(update={"control": "conventionnel"})
    assert not conditions(written, TURN, manual, C45, geometry).constant_speed


def test_tapping_feeds_by_the_pitch_and_comes_out_again():
    geometry = CutGeometry(diameter_mm=8, inner_diameter_mm=6.8, length_mm=16, count=2,
                           pitch_mm=1.25)  # fmt: skip
    result = conditions(operation("tapping"), TAP, CENTRE, C45, geometry)
    assert result.vf == result.n * 1.25
    assert result.time_min == pytest.approx(2 * 2 * 18 / result.vf)


def test_a_bore_is_enlarged_in_passes():
    geometry = CutGeometry(diameter_mm=30, inner_diameter_mm=27, length_mm=40, depth_mm=1.5)
    result = conditions(operation("boring"), BAR, LATHE, C45, geometry)
    assert (result.passes, result.ap) == (3, 0.5)
    assert result.diameter_mm == 30


@pytest.mark.parametrize(
    ("limits", "hit"),
    [
        ({"n_max_rpm": 500.0}, "n_max"),
        ({"vf_max_mm_min": 300.0}, "vf_max"),
        ({"power_kw": 0.5}, "power"),
    ],
)
def test_limits_of_the_machine_hold_and_are_named(limits, hit):
    small = CENTRE.model_copy(update=limits)
    geometry = CutGeometry(length_mm=100, width_mm=45, depth_mm=2)
    free = conditions(operation("face_milling"), FACE, CENTRE, C45, geometry)
    held = conditions(operation("face_milling"), FACE, small, C45, geometry)
    assert free.limits_hit == ()
    assert held.limits_hit == (hit,)
    assert held.time_min > free.time_min
    assert held.n <= (small.n_max_rpm or 0) + 1e-9
    assert held.vf <= (small.vf_max_mm_min or 0) + 1e-9
    assert held.power_kw <= 0.8 * (small.power_kw or 0) + 1e-9
    assert held.vc == pytest.approx(cutting.cutting_speed(held.n, 63), rel=2e-3)


def test_what_the_plan_writes_is_not_corrected():
    written = operation("drilling", n=9999.0, f=0.1)
    geometry = CutGeometry(diameter_mm=10, length_mm=10)
    result = conditions(written, DRILL, CENTRE, C45, geometry)
    assert result.n == 9999
    assert result.vc == pytest.approx(cutting.cutting_speed(9999, 10))


def test_a_material_without_data_is_refused_unless_the_plan_says_all():
    geometry = CutGeometry(diameter_mm=10, length_mm=10)
    with pytest.raises(OutsideTableError, match="unobtainium"):
        conditions(operation("drilling"), DRILL, CENTRE, OWN, geometry)
    written = operation("drilling", vc=20.0, f=0.1)
    result = conditions(written, DRILL, CENTRE, OWN, geometry)
    assert (result.power_kw, result.fc) == (None, None)
    assert result.time_min > 0


@given(
    st.sampled_from(["face_milling", "shoulder_milling", "slot_milling", "pocket_milling"]),
    st.floats(0.1, 60),
    st.floats(1, 300),
    st.sampled_from(["rough", "finish"]),
)
def test_passes_and_lanes_clear_exactly_what_there_is(kind, depth, width, stage):
    geometry = CutGeometry(length_mm=80, width_mm=width, depth_mm=depth)
    tool = FACE if kind == "face_milling" else END
    result = conditions(operation(kind, stage=stage), tool, CENTRE, C45, geometry)
    last = result.finish_ap or 0
    roughing = result.passes - (1 if last else 0)
    assert roughing * result.ap + last == pytest.approx(depth)
    assert result.ap <= tool.cutting_length_mm + 1e-9
    assert result.ae <= tool.diameter_mm


def test_times_of_a_phase():
    times = phase_times([0.4, 0.6], [1.0, 0.5], 30.0)
    assert (times.unit_min, times.batch_min(25)) == (2.5, 92.5)


def test_what_cuts_no_chip_has_no_conditions():
    with pytest.raises(OutsideTableError, match="manual"):
        conditions(operation("manual"), DRILL, CENTRE, C45, CutGeometry(diameter_mm=10))


def test_a_cut_without_any_diameter_is_refused():
    nameless = DRILL.model_copy(update={"diameter_mm": None})
    with pytest.raises(OutsideTableError, match="diameter"):
        conditions(operation("drilling", vc=20.0, f=0.1), nameless, CENTRE, C45, CutGeometry())
    # In turning the part's counts, whatever the tool has.
    wide = TURN.model_copy(update={"diameter_mm": 3.0})
    turned = conditions(operation("turning"), wide, LATHE, C45, CutGeometry(diameter_mm=50.0))
    assert turned.diameter_mm == 50
    drilled = conditions(operation("drilling"), DRILL, CENTRE, C45, CutGeometry(diameter_mm=50.0))
    assert drilled.diameter_mm == 10


def test_a_tap_without_a_pitch_is_refused():
    bare = TAP.model_copy(update={"pitch_mm": None})
    with pytest.raises(OutsideTableError, match="pitch"):
        conditions(operation("tapping"), bare, CENTRE, C45, CutGeometry(diameter_mm=8))
    given_ = conditions(operation("tapping", f=1.0), bare, CENTRE, C45, CutGeometry(diameter_mm=8))
    assert given_.vf == given_.n


THREAD = Tool(id="FI", title="Outil à fileter", kind="threading")


@pytest.mark.parametrize(
    ("keys", "depth", "passes", "ap"),
    [
        ({}, 0.0, 7, 0.6134 * 1.5 / 7),  # depth 0.6134·P in passes of 0.15 mm
        ({}, 1.2, 8, 0.15),
        ({}, 0.3, 4, 0.075),  # never fewer than four
        ({"ap": 0.3}, 1.2, 4, 0.3),
        ({"ap": 0.2}, 1.3, 7, 0.2),
        ({"passes": 5}, 1.2, 5, 0.24),
    ],
)
def test_a_thread_is_cut_in_thin_passes(keys, depth, passes, ap):
    geometry = CutGeometry(diameter_mm=20, length_mm=18, depth_mm=depth, pitch_mm=1.5)
    result = conditions(operation("threading", vc=60.0, **keys), THREAD, LATHE, C45, geometry)
    assert (result.passes, result.ap) == (passes, pytest.approx(ap))
    assert result.vf == pytest.approx(1.5 * result.n)
    assert result.time_min == pytest.approx(passes * 20 / result.vf)


def test_a_parting_blade_takes_its_own_width():
    part = operation("parting", vc=100.0, f=0.1)
    blade = Tool(id="PA", title="Lame", kind="parting", diameter_mm=3.0)
    geometry = CutGeometry(diameter_mm=30, width_mm=4.0)
    assert conditions(part, blade, LATHE, C45, geometry).ap == 3
    nameless = blade.model_copy(update={"diameter_mm": None})
    assert conditions(part, nameless, LATHE, C45, geometry).ap == 4


@pytest.mark.parametrize(
    ("hole", "inner", "ap"), [(10, 0, 5), (10, 7, 1.5), (9, 7, 1), (14, 7, 1.5), (10, 12, 0)]
)
def test_a_hole_tool_takes_the_ring_up_to_its_diameter(hole, inner, ap):
    geometry = CutGeometry(diameter_mm=hole, inner_diameter_mm=inner, length_mm=20)
    assert conditions(operation("drilling"), DRILL, CENTRE, C45, geometry).ap == ap
    assert conditions(operation("drilling", ap=2.0), DRILL, CENTRE, C45, geometry).ap == 2


@pytest.mark.parametrize(
    ("kind", "keys", "width", "lanes", "ae"),
    [
        ("shoulder_milling", {}, 12, 3, 4),  # half of ⌀10 at most
        ("shoulder_milling", {}, 5, 1, 5),
        ("shoulder_milling", {}, 5.1, 2, 2.55),
        ("contour_milling", {}, 0, 1, 5),
        ("slot_milling", {}, 10, 1, 10),
        ("slot_milling", {}, 12, 2, 6),
        ("pocket_milling", {}, 35, 4, 8.75),
        ("shoulder_milling", {"ae": 2.0}, 5, 3, 2),
    ],
)
def test_a_mill_covers_the_width_in_equal_lanes(kind, keys, width, lanes, ae):
    geometry = CutGeometry(length_mm=88, width_mm=width, depth_mm=2)
    result = conditions(operation(kind, **keys), END, CENTRE, C45, geometry)
    assert result.ae == pytest.approx(ae)
    assert result.time_min == pytest.approx(lanes * result.passes * 100 / result.vf)


@pytest.mark.parametrize(
    ("kind", "width", "most"),
    # ap of a mill: 1 D beside it, D/2 in the full slot or wider than half of D.
    [("shoulder_milling", 4, 10), ("slot_milling", 4, 5), ("pocket_milling", 4, 10),
     ("pocket_milling", 9, 5), ("face_milling", 7, 4)],
)  # fmt: skip
def test_how_deep_a_roughing_pass_goes(kind, width, most):
    for depth, passes in ((most, 1), (most + 0.1, 2), (3 * most, 3)):
        geometry = CutGeometry(length_mm=88, width_mm=width, depth_mm=depth)
        result = conditions(operation(kind), END, CENTRE, C45, geometry)
        assert (result.passes, result.ap) == (passes, pytest.approx(depth / passes))
        assert "cutting_length" not in result.limits_hit


def test_no_pass_is_deeper_than_the_tool_cuts():
    short = END.model_copy(update={"cutting_length_mm": 6.0})

    def cut(deep_mm, **keys):
        geometry = CutGeometry(length_mm=88, width_mm=4, depth_mm=deep_mm)
        return conditions(operation("shoulder_milling", **keys), short, CENTRE, C45, geometry)

    deep = cut(20)
    assert (deep.passes, deep.ap, deep.limits_hit) == (4, 5, ("cutting_length",))
    assert (cut(6).passes, cut(6).limits_hit) == (1, ())
    # What the plan writes holds as written.
    assert (cut(20, ap=10.0).passes, cut(20, ap=10.0).limits_hit) == (2, ())
    assert (cut(20, passes=5).ap, cut(20, depth=12.0).passes) == (4, 2)


@pytest.mark.parametrize(
    ("depth", "keys", "expected"),
    [
        (1.0, {}, (1, 1.0, None)),  # twice the finishing stock is one pass
        (1.1, {}, (2, 0.6, 0.5)),
        (4.6, {}, (3, 2.05, 0.5)),
        (4.6, {"ap": 2.5}, (2, 2.5, None)),
        (4.6, {"stage": "rough"}, (2, 2.3, None)),
    ],
)
def test_a_finished_face_keeps_a_thin_last_pass(depth, keys, expected):
    geometry = CutGeometry(length_mm=100, width_mm=40, depth_mm=depth)
    written = operation("face_milling", **({"stage": "finish"} | keys))
    result = conditions(written, FACE, CENTRE, C45, geometry)
    assert (result.passes, pytest.approx(result.ap), result.finish_ap) == expected


def test_walls_roughed_before_are_finished_at_their_whole_height():
    geometry = CutGeometry(length_mm=60, width_mm=30, depth_mm=18, side_mm=0.5, contour_mm=120)
    result = conditions(operation("pocket_milling", stage="finish"), END, CENTRE, C45, geometry)
    assert (result.ae, result.ap, result.passes, result.finish_ap) == (0.5, 18, 1, None)


def test_force_and_torque_follow_from_the_power():
    geometry = CutGeometry(diameter_mm=50, length_mm=25, depth_mm=2)
    written = operation("turning", vc=200.0, f=0.25, ap=2.0)
    result = conditions(written, TURN, LATHE, C45, geometry)
    assert result.fc == pytest.approx(result.kc_mpa * 2 * 0.25)
    assert result.power_kw == pytest.approx(result.fc * 200 / 60000)
    assert result.torque_nm == pytest.approx(result.power_kw * 1000 / (2 * math.pi * result.n / 60))
    assert result.chip_rate == pytest.approx(100)
    assert result.travel_mm == 0
    hole = conditions(operation("drilling"), DRILL, CENTRE, C45,
                      CutGeometry(diameter_mm=10, length_mm=28))  # fmt: skip
    assert hole.travel_mm == 28
    assert hole.chip_rate == pytest.approx(math.pi * 100 * hole.vf / 4000)


def test_a_spindle_never_stands_still():
    """A slow cut of a wide part rounds to less than half a revolution: it still turns."""
    geometry = CutGeometry(diameter_mm=2000, length_mm=10, depth_mm=1)
    result = conditions(operation("turning", vc=1.0, f=0.1), TURN, LATHE, C45, geometry)
    assert result.n == 1
