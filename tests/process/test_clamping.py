"""The clamping of whole phases: load cases from the conditions, vice and chuck, seating."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from gmp_cad.process import clamping
from gmp_cad.process.chuck import centrifugal_loss
from gmp_cad.process.clamping import clamping_study
from gmp_cad.process.contact_pressure import hertz_line_pressure
from gmp_cad.process.force_closure import MOST_SAFETY
from gmp_cad.process.grips import workholding
from gmp_cad.process.load_cases import AROUND, load_cases, weight_n
from gmp_cad.process.pressures import pressures
from gmp_cad.standards.clamping_data import workholders
from tests.process.holding_scenes import CHUCK, VICE, scene, study
from tests.process.workpieces import cylinder, shaft


def cases_of(keys, index, **changes):
    """Return the load cases of an operation, and its row."""
    work, rows = scene(keys, **changes)
    row = next(r for r in rows if r.operation == index)
    return [c for c in load_cases(work, rows) if c.row == row.number], row


def test_milling_takes_sixteen_directions_at_the_corners_of_the_face():
    cases, row = cases_of(VICE, 0)
    assert len({c.point for c in cases}) == 4
    assert {(x, y) for x, y, _ in (c.point for c in cases)} == {
        (0, 0),
        (100, 0),
        (100, 60),
        (0, 60),
    }
    assert len(cases) == 4 * 16 * 2
    flat = {round(math.hypot(*c.force[:2]), 6) for c in cases}
    assert flat == {round(AROUND * row.conditions.fc * math.hypot(1, 0.3), 6)}
    # A face mill presses the part down with 0.3 Fc, or not at all; it never pulls.
    assert {round(c.force[2], 6) for c in cases} == {round(-0.3 * row.conditions.fc, 6), 0.0}
    assert np.allclose(np.sum([c.force[:2] for c in cases], axis=0), 0, atol=1e-6)


def test_a_mill_with_one_tooth_at_a_time_pushes_with_that_tooth():
    """⌀10, ae 0.5: φs = acos(0.9) = 0.4510 rad; 4 teeth: 0.2871 of one cuts at once on average."""
    work, rows = scene(VICE)
    row = next(r for r in rows if r.operation == 0)
    tool = row.tool.model_copy(update={"kind": "end_mill", "diameter_mm": 10.0, "teeth": 4})

    def pushed(ae: float) -> float:
        cut = replace(row.conditions, ae=ae, diameter_mm=10.0)
        (size,) = {
            round(math.hypot(*c.force[:2]) / cut.fc, 6)
            for c in load_cases(work, [replace(row, tool=tool, conditions=cut)])
        }
        return size / math.hypot(1, 0.3) / AROUND

    assert pushed(0.5) == pytest.approx(2 * math.pi / (4 * math.acos(0.9)), rel=1e-6)
    assert pushed(0.5) == pytest.approx(3.4827, rel=1e-4)
    # A quarter of a turn and four teeth: always one in the cut.
    assert pushed(5.0) == pytest.approx(1.0)
    assert pushed(10.0) == pytest.approx(1.0)


def test_the_torque_of_a_drill_is_that_of_its_power():
    cases, row = cases_of(VICE, 1)
    cut = row.conditions
    (torque,) = {c.torque[2] for c in cases}
    # P = M·ω with the speed before n is rounded; clockwise seen from the spindle: along −Z.
    omega = 2 * (cut.vc * 1000 / 60) / cut.diameter_mm
    assert torque == pytest.approx(-1e6 * cut.power_kw / omega)
    thrusts = {round(c.force[2], 6) for c in cases}
    # Ff = 0.5·kc·f·(D/2)·sin(σ/2), with kc from the power Pc = f·Vc·D·kc / 240000.
    kc = 240_000 * cut.power_kw / (cut.f * cut.vc * cut.diameter_mm)
    point = math.radians(row.tool.point_angle_deg or 118) / 2
    # Twice that of the lips: the chisel edge works in the solid.
    thrust = 2 * 0.5 * kc * cut.f * cut.diameter_mm / 2 * math.sin(point)
    assert thrusts == {0.0, round(-thrust, 6)}
    assert {c.point for c in cases} == {(50, 30, 40)}


def test_a_drill_that_enlarges_a_hole_has_no_chisel_edge_in_the_cut():
    work, rows = scene(VICE)
    row = next(r for r in rows if r.operation == 1)

    def thrust(depth: float) -> float:
        cut = replace(row.conditions, ap=depth)
        return max(-c.force[2] for c in load_cases(work, [replace(row, conditions=cut)]))

    whole = row.conditions.diameter_mm / 2
    assert thrust(whole) == pytest.approx(2 * thrust(whole - 1.5))


def wrenches(cases) -> np.ndarray:
    """Return the wrenches of load cases about the origin, a column each, moments in N·m."""
    found = []
    for c in cases:
        moment = np.cross(c.point, c.force) + c.torque
        falls = np.array(c.weight)
        found.append([*c.force, *(moment / 1000), *falls])
    return np.array(found).T


def inside(wrench, columns) -> bool:
    """Tell whether a wrench is a weighted mean of others."""
    count = columns.shape[1]
    found = linprog(np.zeros(count), A_eq=np.vstack([columns, np.ones(count)]), b_eq=[*wrench, 1.0])
    return found.status == 0


@pytest.mark.parametrize("angle", [0.0, 5.0, 11.25, 30.0, 123.0, 348.7])
def test_sixteen_directions_of_milling_hold_in_every_other(angle):
    cases, row = cases_of(VICE, 0)
    place = cases[0].point
    columns = wrenches([c for c in cases if c.point == place])
    size = row.conditions.fc * math.hypot(1, 0.3)
    turn = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle)), 0.0])

    def held(share: float) -> bool:
        force = share * size * turn
        case = replace(cases[0], force=tuple(force), torque=(0.0, 0.0, 0.0))
        return inside(wrenches([case])[:, 0], columns)

    assert held(1.0)
    assert not held(AROUND + 0.001)


@pytest.mark.parametrize("angle", [0.0, 7.0, 11.25, 60.0, 200.0])
def test_sixteen_places_around_a_turned_part_hold_in_every_other(angle):
    cases, row = cases_of(CHUCK, 0)
    fc, radius = row.conditions.fc, row.conditions.diameter_mm / 2
    out = np.array([math.cos(math.radians(angle)), math.sin(math.radians(angle)), 0.0])
    along = np.cross([0, 0, 1], out)
    centre = np.mean([c.point for c in cases], axis=0)
    force = -0.5 * fc * out - fc * along - 0.25 * fc * np.array([0, 0, 1])
    weight = math.hypot(*cases[0].weight) / AROUND
    true = replace(cases[0], point=tuple(centre + radius * out), force=tuple(force),
                   torque=(0.0, 0.0, 0.0), weight=tuple(-weight * along))  # fmt: skip
    assert inside(wrenches([true])[:, 0], wrenches(cases))


def test_turning_goes_around_the_part_with_the_torque_of_fc():
    cases, row = cases_of(CHUCK, 0)
    cut = row.conditions
    assert len({c.point for c in cases}) == 16
    for case in cases:
        moment = np.cross(case.point, case.force)[2] + case.torque[2]
        assert abs(moment) == pytest.approx(cut.fc * cut.diameter_mm / 2)
        radial = np.array(case.point[:2]) / math.hypot(*case.point[:2])
        assert float(np.dot(case.force[:2], radial)) == pytest.approx(-0.5 * AROUND * cut.fc)
        assert case.force[2] == pytest.approx(-0.25 * cut.fc)


def test_the_weight_is_that_of_the_entering_solid():
    work, _ = scene()
    assert weight_n(work) == pytest.approx(100 * 60 * 40 * 7850e-9 * 9.81)


def test_the_needed_force_holds_exactly_with_the_safety():
    first = study()
    (clamp,) = first.clamps
    exact = study(clamping=[{"on": "back", "force": clamp.needed_n}])
    assert exact.reached == pytest.approx(exact.safety, rel=1e-4)
    assert exact.margin == pytest.approx(0, abs=1e-4)
    weak = study(clamping=[{"on": "back", "force": clamp.needed_n * 0.9}])
    assert weak.margin < 0
    assert first.cases[0].safety == min(h.safety for h in first.cases)
    assert first.decisive.case.row == "20.1"


def test_serrated_jaws_need_half_the_force_of_smooth_ones():
    smooth, serrated = (
        study(
            clamping=[{"on": "back", "force": 12000, "friction": mu}],
            locating=[dict(c, friction=mu) for c in VICE["locating"]],
        ).clamps[0].needed_n
        for mu in (0.15, 0.3)
    )  # fmt: skip
    assert serrated == pytest.approx(smooth / 2, rel=0.05)


def test_the_jaws_of_a_vice_touch_at_the_corners_of_what_they_share():
    work, _ = scene()
    held = workholding(work.phase, work.entering)
    (grip,) = held.grips
    assert {pad.point for pad in grip.pads} == {
        (0, 60, 0), (100, 60, 0), (100, 60, 40), (0, 60, 40),
    }  # fmt: skip
    assert grip.area_mm2 == pytest.approx(100 * 40)
    fixed = [loc for loc in held.locators if loc.normal.on == "front"]
    assert {s for loc in fixed for s in loc.spots} == {
        (0, 0, 0), (100, 0, 0), (100, 0, 40), (0, 0, 40),
    }  # fmt: skip


def test_a_chuck_carries_its_centring_and_loses_force_by_turning():
    found = study(CHUCK)
    (clamp,) = found.clamps
    assert [s.index for s in found.supports if s.carried] == [4, 5]
    work, rows = scene(CHUCK)
    n = max(r.conditions.n for r in rows if r.conditions)
    sizes = workholders()
    lost = 3 * centrifugal_loss(sizes.chuck_jaw_mass_kg, 20 + sizes.chuck_jaw_radius, n)
    assert clamp.lost_n == pytest.approx(lost)
    cut = next(r.conditions for r in rows if r.conditions)
    assert clamp.hand_n == pytest.approx(2 * cut.fc * (cut.diameter_mm / 40) / 0.3)
    # The facing cut overhangs the jaws by 85 mm: the torque alone is not what decides.
    assert clamp.needed_n > clamp.hand_n + clamp.lost_n
    assert work.phase.turning


def test_a_strap_outside_the_supports_tilts_the_part():
    found = study(clamping=[{"on": "top", "force": 5000, "point": [98, 58, 40], "kind": "strap"}],
                  operation=[VICE["operation"][1]])  # fmt: skip
    assert not found.at_rest
    assert found.reached == 0


def test_without_friction_a_vice_holds_no_pull():
    slippery = study(
        clamping=[{"on": "back", "force": 12000, "friction": 0}],
        locating=[dict(c, friction=0) for c in VICE["locating"]],
    )
    assert slippery.unheld == ("20.1",)  # the corners of the jaws carry the torque of the drill
    assert slippery.clamps[0].needed_n is None


def test_a_material_without_specific_force_is_told():
    work, rows = scene()
    assert study().unknown == ()
    blind = tuple(
        replace(r, conditions=r.conditions and replace(r.conditions, fc=None)) for r in rows
    )
    found = clamping_study(work, blind)
    assert found.unknown == ("20.1", "20.2")
    assert found.cases == ()


def test_a_phase_that_nothing_holds_is_held_zero_times():
    found = study(locating=[], clamping=[])
    assert found.cases
    assert {held.safety for held in found.cases} == {0.0}
    assert (found.clamps, found.supports, found.grip_reactions) == ((), (), ())


@pytest.mark.parametrize(
    ("locating", "seats"),
    [
        (VICE["locating"], [("mallet", True)] * 3 + [("clamp", True)] * 2 + [("hand", True)]),
        (
            [{"on": "base", "normals": 3, "seating": "gravity"}, {"on": "front", "normals": 2},
             {"on": "left", "normals": 1}],
            [("gravity", True)] * 3 + [("clamp", True)] * 2 + [("", True)],
        ),
        (
            [{"on": "base", "normals": 3, "seating": "pull_down_jaw"},
             {"on": "front", "normals": 2}, {"on": "left", "normals": 1, "seating": "gravity"}],
            [("pull_down_jaw", True)] * 3 + [("clamp", True)] * 2 + [("gravity", False)],
        ),
    ],
)  # fmt: skip
def test_what_seats_each_normal(locating, seats):
    assert [(s.means, s.works) for s in study(locating=locating).seats] == seats


def test_clamps_against_all_normals_are_checked_without_friction():
    against = [
        {"on": "top", "force": 3000, "kind": "screw"}, {"on": "back", "force": 3000, "kind": "screw"},
        {"on": "right", "force": 3000, "kind": "screw"},
    ]  # fmt: skip
    drilled = {"operation": [VICE["operation"][1]]}
    assert study(clamping=against, **drilled).pressed is True
    beside = [{"on": "top", "force": 3000, "kind": "screw", "point": [98, 58, 40]}, *against[1:]]
    assert study(clamping=beside, **drilled).pressed is False
    assert study().pressed is None


def test_thrust_onto_the_supports_needs_no_exact_figure():
    found = study(operation=[VICE["operation"][1]], clamping=[{"on": "back", "force": 30000}])
    assert found.reached == MOST_SAFETY


def test_pressures_follow_the_declared_force():
    found = study(clamping=[{"on": "back", "force": 12000, "area_mm2": 30}])
    (jaw,) = [p for p in found.pressures if p.on == "back"]
    assert jaw.pressure_mpa == 400.0
    assert jaw.limit_mpa == pytest.approx(0.6 * 580)
    assert jaw.marks
    domed = study(locating=[dict(VICE["locating"][0], nature="domed"), *VICE["locating"][1:]])
    assert any(p.radius_mm == 12 for p in domed.pressures)


@pytest.mark.parametrize(("force", "marks"), [(600.0, False), (9000.0, True)])
def test_a_vee_presses_along_a_line_and_marks_soft_brass(force, marks):
    work, _ = scene(
        spindle="+X", x_axis="+Y", entering=shaft(10.0), material="CuZn39Pb3",
        locating=[{"on": "body", "normals": 4, "contact": "long_vee", "nature": "vee"}],
        clamping=[{"on": "body", "force": force * math.sqrt(2), "kind": "strap", "nature": "vee"}],
    )  # fmt: skip
    held = workholding(work.phase, work.entering)
    clamp, *flanks = pressures(work, held, {1: force, 2: 0.0, 3: force, 4: force})
    assert [p.label for p in flanks] == ["1", "3", "4"]
    for found in (clamp, *flanks):
        assert found.force_n == pytest.approx(force)
        assert found.radius_mm == pytest.approx(10)
        assert found.pressure_mpa == pytest.approx(hertz_line_pressure(force, 10.0, 20.0, 100e3))
        assert found.marks is marks


def test_clamps_that_never_hold_name_each_row_and_ask_each_load_once(monkeypatch):
    slippery = [{"on": "back", "force": 12000, "friction": 0.0}]
    loose = [dict(entry, friction=0.0) for entry in VICE["locating"]]
    calls = []
    monkeypatch.setattr(clamping, "least_forces", lambda *args: calls.append(args))
    assert study(clamping=slippery, locating=loose).unheld == ("20.1",)
    assert len(calls) == 1


def test_a_tailstock_presses_along_the_axis_without_friction():
    whole = shaft()
    centred = replace(
        whole, faces=(*whole.faces, cylinder(3, (0.0, 0.0, 95.0), 3.0, 5.0, hollow=True)),
        features=whole.features | {"centre": (3,)},
    )  # fmt: skip
    held = [*CHUCK["clamping"], {"on": "centre", "force": 1500, "kind": "tailstock"}]
    work, _ = scene(CHUCK, entering=centred, clamping=held)
    chuck, centre = workholding(work.phase, work.entering).grips
    assert chuck.concentric
    assert [(pad.normal, pad.friction) for pad in centre.pads] == [((0, 0, -1), 0.0)]
    alone, both = (study(CHUCK, entering=centred, clamping=c) for c in (CHUCK["clamping"], held))
    assert both.reached >= alone.reached - 1e-6


def test_only_jaws_that_grip_the_outside_of_a_turning_part_lose_force():
    """Outwards the rotation presses; a collet has no loose jaws."""
    grip = CHUCK["clamping"][0]
    (collet,) = study(CHUCK, clamping=[dict(grip, kind="collet")]).clamps
    assert collet.lost_n == 0
    bored = shaft()
    bore = cylinder(3, (0.0, 0.0, 0.0), 12.0, 100.0, hollow=True)
    bored = replace(bored, faces=(*bored.faces, bore), features=bored.features | {"bore": (3,)})
    inside = [dict(grip, on="bore", point=[12, 0, 15])]
    (expanding,) = study(CHUCK, entering=bored, clamping=inside).clamps
    assert expanding.lost_n == 0
    assert expanding.hand_n is not None
    (outside,) = study(CHUCK).clamps
    assert outside.lost_n > 0
    # Hand formula: the same torque on ⌀24 instead of ⌀40.
    assert expanding.hand_n == pytest.approx(outside.hand_n * 40 / 24)


def test_the_hand_formula_takes_the_operation_that_needs_most():
    light = {"kind": "facing", "makes": ["end"], "tool": "TD-CNMG", "f": 0.05, "ap": 0.2}
    heavy = CHUCK["operation"][0]
    for operations in ([light, heavy], [heavy, light]):
        _, rows = scene(CHUCK, operation=operations)
        torques = [r.conditions.fc * r.conditions.diameter_mm for r in rows if r.conditions]
        assert len(set(torques)) == 2
        (clamp,) = study(CHUCK, operation=operations).clamps
        assert clamp.hand_n == pytest.approx(2 * max(torques) / 40 / 0.3)
