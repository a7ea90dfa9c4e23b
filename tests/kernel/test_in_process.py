"""Plans that close, with removed volumes in closed form, and a failing twin of every proof."""

from __future__ import annotations

import math

import cadquery as cq
import pytest

from gmp_cad.kernel.machining.in_process import CLOSED_MM3, InProcess
from gmp_cad.spec.notation import parse
from gmp_cad.spec.part import Dimension
from tests.kernel.plans import at, cylinder, faults, plane, run

PI = math.pi


def closes(result: InProcess) -> bool:
    return result.closure.left_mm3 < CLOSED_MM3 and result.closure.missing_mm3 < CLOSED_MM3


def kinds(result: InProcess) -> set[str]:
    return {kind for _, kind in faults(result)}


# A block 120 × 80 × 40 with a pocket, a slot, a step, a through window, counterbored holes, chamfers


def block() -> cq.Workplane:
    top = cq.Workplane().box(120, 80, 40, centered=(True, True, False))
    return (
        top.faces(">Z").workplane(origin=(0, 0, 40)).tag("top")
        .center(-20, 0).rect(50, 40).cutBlind(-15)
        .edges("|Z and (not >X) and (not <X)").fillet(5)
        .workplaneFromTagged("top").center(50, 0).rect(20, 80).cutBlind(-10)
        .workplaneFromTagged("top").center(-53, 0).rect(6, 80).cutBlind(-8)
        .workplaneFromTagged("top").center(25, 0).rect(10, 50).cutThruAll()
        .copyWorkplane(cq.Workplane(origin=(50, 0, 30)))
        .pushPoints([(0, 25), (0, -25)]).cboreHole(6, 10, 5)
        .faces(">Z").edges("<Y").chamfer(1)
        .edges("<Z and <X").chamfer(2)
    )  # fmt: skip


BLOCK = {
    "bottom": "<Z", "top": ">Z", "left": "<X", "right": ">X", "front": "<Y", "back": ">Y",
    "pocket_floor": at(x=-20, y=0, z=25), "pocket_walls": at(z=32.5),
    "slot_floor": at(x=-53, z=32), "slot_walls": plane(at(z=36)),
    "step": at(x=50, z=30), "step_wall": plane(at(x=40)),
    "window": plane(lambda f: abs(f.Center().z - 20) < 0.05 and 19 < f.Center().x < 31),
    "bore": cylinder(3), "cbore": lambda f: cylinder(5)(f) and f.Center().x > 40,
    "front_chamfer": plane(lambda f: abs(f.normalAt().z - math.sqrt(0.5)) < 1e-3),
    "foot_chamfer": plane(lambda f: abs(f.normalAt().z + math.sqrt(0.5)) < 1e-3),
}  # fmt: skip
POCKET = ["pocket_floor", "pocket_walls"]
PLATE = {"form": "plate", "allowance": 3}
BLOCK_BELOW = {
    "spindle": "-Z",
    "operation": [("face_milling", ["bottom"]), ("chamfering", ["foot_chamfer"])],
}
BLOCK_ABOVE = [
    ("face_milling", ["top"], {"stage": "rough"}),
    ("face_milling", ["top"]),
    ("contour_milling", ["left", "right", "front", "back"]),
    ("shoulder_milling", ["step", "step_wall"]),
    ("slot_milling", ["slot_floor", "slot_walls"]),
    ("pocket_milling", POCKET, {"stage": "rough"}),
    ("pocket_milling", POCKET),
    ("pocket_milling", ["window"]),
    ("spot_drilling", ["bore"]),
    ("drilling", ["bore"]),
    ("counterboring", ["cbore"]),
    ("chamfering", ["front_chamfer"]),
]


def made_block(
    above: list | None = None, below: dict | None = None, stock: dict = PLATE
) -> InProcess:
    above = BLOCK_ABOVE if above is None else above
    return run(block(), BLOCK, stock, below or BLOCK_BELOW, {"operation": above})


@pytest.fixture(scope="module")
def whole_block() -> InProcess:
    return made_block()


def test_block_closes_with_all_proofs(whole_block: InProcess) -> None:
    assert closes(whole_block)
    assert faults(whole_block) == []
    assert whole_block.problems == ()


def test_block_removes_the_volumes_of_closed_forms(whole_block: InProcess) -> None:
    pocket = 50 * 40 - (4 - PI) * 5**2
    roughed = 49 * 39 - (4 - PI) * 4.5**2
    spot = PI * (2.4**3 / 3 + 2.4**2 * 5)  # a cone of 0.8 r below, in the counterbore above
    removed = [removal.removed_mm3 for removal in whole_block.removals]
    assert removed == pytest.approx([
        126 * 86 * 3, 2 * 2 / 2 * 80, 126 * 86 * 2.5, 126 * 86 * 0.5, (126 * 86 - 120 * 80) * 40,
        20 * 80 * 10, 6 * 80 * 8, roughed * 14.5, pocket * 15 - roughed * 14.5, 10 * 50 * 40,
        2 * spot, 2 * PI * 9 * 30 - 2 * spot, 2 * PI * (25 - 9) * 5, (120 - 20 - 6) * 0.5,
    ])  # fmt: skip
    total = whole_block.states[0][0].volume_mm3 - block().val().Volume()
    assert sum(removed) == pytest.approx(total)


def test_states_tell_raw_made_and_finished_faces(whole_block: InProcess) -> None:
    stock, below, above = (state for state, _ in whole_block.states)
    assert [state.phase for state in (stock, below, above)] == ["00", "10", "20"]
    raw = {f"stock {s}{a}" for s in "<>" for a in "XYZ"}
    assert set(stock.features) == raw
    assert set(below.features) == (raw - {"stock <Z"}) | {"bottom", "foot_chamfer"}
    assert set(above.features) == set(BLOCK)
    assert set(below.made) == {"bottom", "foot_chamfer"}
    assert all(above.made[name] for name in above.made)
    assert below.box_mm == pytest.approx((-63, -43, 0, 63, 43, 43))


def test_a_roughed_face_is_made_but_is_not_the_feature() -> None:
    result = made_block([("pocket_milling", POCKET, {"stage": "rough", "allowance": 0.4})])
    state = result.states[-1][0]
    assert not {"pocket_floor"} & set(state.features)
    (floor,) = state.made["pocket_floor"]
    assert state.faces[floor].centre_mm[2] == pytest.approx(25.4)
    assert len(state.made["pocket_walls"]) == 8
    assert not closes(result)


# Twins that must fail


def test_forgotten_feature_is_left_and_placed() -> None:
    result = made_block([op for op in BLOCK_ABOVE if op[1] != ["cbore"]])
    assert result.closure.left_mm3 == pytest.approx(2 * PI * (25 - 9) * 5)
    assert result.closure.left_box_mm == pytest.approx((45, -30, 25, 55, 30, 30))
    assert result.closure.missing_mm3 == 0
    assert faults(result) == []


def test_operation_done_twice_makes_no_progress() -> None:
    result = made_block([*BLOCK_ABOVE[:5], BLOCK_ABOVE[4]])
    assert [(r.phase, r.operation, why) for r, why in faults(result)] == [("20", 5, "progress")]


def test_swapped_spindle_gouges_and_does_not_reach() -> None:
    result = made_block([], below={**BLOCK_BELOW, "spindle": "+Z"})
    first = result.removals[0]
    assert dict(first.unreachable) == {"bottom": "it faces away from the tool"}
    assert first.gouge_mm3 > 1000
    assert result.closure.missing_mm3 > 1000


def side_grooved() -> tuple[cq.Workplane, dict]:
    groove = cq.Workplane("YZ", origin=(-30, 0, 0)).rect(20, 6).extrude(8)
    inside = plane(lambda f: abs(f.Center().z) < 3.1 and -29 < f.Center().x < -21)
    return cq.Workplane().box(60, 40, 30).cut(groove), {"groove": inside}


def test_undercut_from_above_is_named() -> None:
    steps = {"operation": [("pocket_milling", ["groove"])]}
    result = run(*side_grooved(), {"form": "plate", "size": [60, 40, 30]}, steps)
    assert [name for name, _ in result.removals[0].unreachable] == ["groove"]
    assert kinds(result) == {"gouge", "reach"}


def test_undercut_from_its_own_side_is_reached() -> None:
    steps = {"spindle": "-X", "operation": [("slot_milling", ["groove"])]}
    result = run(*side_grooved(), {"form": "plate", "size": [60, 40, 30]}, steps)
    assert closes(result)
    assert faults(result) == []
    assert result.removals[0].removed_mm3 == pytest.approx(20 * 6 * 8)


@pytest.mark.parametrize(("depth", "gouge"), [(14.0, 0.0), (17.0, 2.0)])
def test_depth_of_a_pocket(depth: float, gouge: float) -> None:
    result = made_block([BLOCK_ABOVE[1], ("pocket_milling", POCKET, {"depth": depth})])
    area = 50 * 40 - (4 - PI) * 25
    assert result.removals[-1].gouge_mm3 == pytest.approx(area * gouge)
    assert result.removals[-1].removed_mm3 == pytest.approx(area * depth)


def test_stock_too_small_is_told_with_volume_and_place() -> None:
    result = made_block(stock={"form": "plate", "size": [120, 80, 38]})
    (problem,) = result.problems
    assert "too small" in str(problem.message)
    assert "x -60…60, y -40…40, z 0…40" in str(problem.message)
    assert result.closure.missing_mm3 > 1000


def test_unknown_feature_and_no_feature_are_problems() -> None:
    result = made_block([("face_milling", ["topp"]), ("drilling", [])])
    assert str(result.problems[0].hint) == "did you mean 'top'?"
    assert len(result.problems) == 2


def test_hole_made_from_the_wrong_side_is_not_reached() -> None:
    part = cq.Workplane().box(40, 40, 30).faces(">Z").workplane().hole(8, 12)
    features = {"top": ">Z", "bottom": "<Z", "hole": cylinder(4)}
    from_below = {"spindle": "-Z", "operation": [("drilling", ["hole"])]}
    result = run(part, features, {"form": "plate", "size": [40, 40, 30]}, from_below)
    assert kinds(result) == {"gouge", "reach"}
    assert result.removals[0].gouge_mm3 == pytest.approx(PI * 16 * 18)


# Holes


def hole_line(text: str, name: str = "bore") -> dict[str, Dimension]:
    return {name: Dimension(size=parse(text), id=name)}


def test_bore_drilled_and_reamed_leaves_the_reamer_its_share() -> None:
    part = cq.Workplane().box(60, 40, 30).faces(">Z").workplane().hole(16)
    result = run(part, {"bore": cylinder(8)}, {"form": "plate", "size": [60, 40, 30]},
                 {"operation": [("drilling", ["bore"]), ("reaming", ["bore"])]},
                 dimensions=hole_line("⌀16 H7"))  # fmt: skip
    drilled, reamed = (removal.removed_mm3 for removal in result.removals)
    assert drilled == pytest.approx(PI * 7.875**2 * 30)
    assert reamed == pytest.approx(PI * (8**2 - 7.875**2) * 30)
    assert closes(result)
    assert faults(result) == []


def test_bore_roughed_and_finished_keeps_the_blind_bottom() -> None:
    cone = cq.Workplane("XZ").polyline([(0, -16.6), (6, -13), (6, 0), (0, 0)]).close().revolve()
    part = cq.Workplane().box(40, 40, 40).translate((0, 0, -20)).cut(cone)
    steps = [
        ("drilling", ["bore"], {"stage": "rough"}),
        ("boring", ["bore"]),
        ("reaming", ["bore"]),
    ]
    result = run(part, {"bore": cylinder(6)}, {"form": "plate", "size": [40, 40, 40]},
                 {"operation": steps})  # fmt: skip
    assert closes(result)
    assert faults(result) == []
    total = PI * 36 * 13 + PI * 36 * 3.6 / 3
    assert sum(r.removed_mm3 for r in result.removals) == pytest.approx(total)


def test_drilling_too_deep_gouges() -> None:
    part = cq.Workplane().box(40, 40, 30).faces(">Z").workplane().hole(8, 12)
    result = run(part, {"hole": cylinder(4)}, {"form": "plate", "size": [40, 40, 30]},
                 {"operation": [("drilling", ["hole"], {"depth": 15})]})  # fmt: skip
    assert result.removals[0].gouge_mm3 == pytest.approx(PI * 16 * 3)
    assert result.removals[0].gouge_box_mm == pytest.approx((-4, -4, 0, 4, 4, 3))


def test_callout_of_a_counterbored_hole_is_one_feature() -> None:
    part = cq.Workplane().box(40, 40, 30).faces(">Z").workplane().cboreHole(6.6, 11, 6.8)
    callout = {"bore": lambda f: f.geomType() == "CYLINDER"}
    result = run(part, callout, {"form": "plate", "size": [40, 40, 30]},
                 {"operation": [("drilling", ["bore"]), ("counterboring", ["bore"])]},
                 dimensions=hole_line("⌀6,6 ⌴ ⌀11 ↧6,8"))  # fmt: skip
    assert [r.removed_mm3 for r in result.removals] == pytest.approx(
        [PI * 3.3**2 * 30, PI * (5.5**2 - 3.3**2) * 6.8]
    )
    assert closes(result)


def test_countersink_is_found_at_the_mouth() -> None:
    part = cq.Workplane().box(40, 40, 20).faces(">Z").workplane().cskHole(6, 12, 90)
    result = run(part, {"bore": cylinder(3)}, {"form": "plate", "size": [40, 40, 20]},
                 {"operation": [("drilling", ["bore"]), ("countersinking", ["bore"])]})  # fmt: skip
    assert closes(result)
    assert result.removals[1].removed_mm3 == pytest.approx(PI * 3 * (36 + 18 + 9) / 3 - PI * 27)


def test_tapping_removes_the_ring_once_and_leaves_the_solid() -> None:
    part = cq.Workplane().box(40, 40, 20).faces(">Z").workplane().hole(6.8)
    steps = [("drilling", ["bore"]), ("tapping", ["bore"]), ("tapping", ["bore"])]
    result = run(part, {"bore": cylinder(3.4)}, {"form": "plate", "size": [40, 40, 20]},
                 {"operation": steps}, dimensions=hole_line("M8-6H"))  # fmt: skip
    _, tapped, again = result.removals
    assert tapped.cosmetic
    assert again.removed_mm3 == 0
    # the flanks are at 30°: width P/8 at the root on ⌀8, 2·tan 30°·(4 - 3.4) wider on ⌀6.8
    wide = 1.25 / 8 + 2 * math.tan(math.radians(30)) * 0.6
    area = (1.25 / 8 + wide) / 2 * 0.6
    assert tapped.removed_mm3 == pytest.approx(area * 2 * PI * 3.65 * 20 / 1.25, rel=0.01)
    assert closes(result)


# Three sides, a casting, a form tool


def test_plate_milled_on_three_sides_closes() -> None:
    part = cq.Workplane().box(80, 60, 20).edges("|Z").fillet(8).faces(">Z").workplane().hole(10)
    features = {"top": ">Z", "bottom": "<Z", "hole": cylinder(5),
                "outline": lambda f: abs(f.Center().z) < 1 and not cylinder(5)(f)}  # fmt: skip
    result = run(part, features, {"form": "plate", "size": [86, 66, 24]},
                 {"spindle": "+Z", "operation": [("face_milling", ["top"])]},
                 {"spindle": "-Z", "operation": [("face_milling", ["bottom"])]},
                 {"spindle": "+Z", "operation": [
                     ("contour_milling", ["outline"], {"stage": "rough"}),
                     ("contour_milling", ["outline"]), ("drilling", ["hole"])]})  # fmt: skip
    assert closes(result)
    assert faults(result) == []
    corner = (4 - PI) * 64
    grown = 81 * 61 - (4 - PI) * 8.5**2
    assert [r.removed_mm3 for r in result.removals] == pytest.approx(
        [86 * 66 * 2, 86 * 66 * 2, (86 * 66 - grown) * 20, (grown - 80 * 60 + corner) * 20,
         PI * 25 * 20]
    )  # fmt: skip


def test_casting_keeps_its_raw_faces() -> None:
    part = cq.Workplane().box(100, 60, 30, centered=(True, True, False))
    casting = cq.Workplane().box(100, 60, 36, centered=(True, True, False)).translate((0, 0, -3))
    result = run(part, {"top": ">Z", "bottom": "<Z", "left": "<X"}, {"form": "casting"},
                 {"spindle": "+Z", "operation": [("face_milling", ["top"])]},
                 {"spindle": "-Z", "operation": [("face_milling", ["bottom"])]},
                 stock_shape=casting.val())  # fmt: skip
    assert closes(result)
    last = result.states[-1][0]
    assert set(last.features) == {
        "top", "bottom", "left", "stock <X", "stock >X", "stock <Y", "stock >Y"
    }  # fmt: skip


def t_slotted() -> tuple[cq.Workplane, dict]:
    neck = cq.Workplane().box(10, 100, 12).translate((0, 0, 14))
    tee = cq.Workplane().box(18, 100, 8).translate((0, 0, 4))
    part = cq.Workplane().box(60, 100, 40).cut(neck).cut(tee)
    features = {
        "neck": plane(lambda f: abs(f.Center().x) == pytest.approx(5) and f.Center().z > 8),
        "tee": lambda f: (
            abs(f.Center().x) < 9.5 and -0.1 < f.Center().z < 8.1 and abs(f.normalAt().y) < 0.1
        ),
    }
    return part, features


def test_t_slot_needs_its_cutter() -> None:
    part, features = t_slotted()
    steps = [("slot_milling", ["neck"]), ("slot_milling", ["tee"], {"tool": "T9"})]
    stock = {"form": "plate", "size": [60, 100, 40]}
    made = run(part, features, stock, {"operation": steps}, form_tools={"T9"})
    assert closes(made)
    assert faults(made) == []
    plain = run(part, features, stock, {"operation": steps})
    assert "reach" in kinds(plain)


def test_closed_t_slot_is_not_reached_by_its_cutter() -> None:
    neck = cq.Workplane().box(10, 60, 12).translate((0, 0, 14))
    tee = cq.Workplane().box(18, 60, 8).translate((0, 0, 4))
    part = cq.Workplane().box(60, 100, 40).cut(neck).cut(tee)
    result = run(part, t_slotted()[1], {"form": "plate", "size": [60, 100, 40]},
                 {"operation": [("slot_milling", ["tee"], {"tool": "T9"})]}, form_tools={"T9"})  # fmt: skip
    assert kinds(result) & {"gouge", "reach"}


# Turning: both ends of a shaft


def shaft() -> cq.Workplane:
    outline = [(0, 0), (14, 0), (15, 1), (15, 20), (12, 20), (12, 23), (20, 23), (20, 40),
               (12, 40), (12, 59), (11, 60), (0, 60)]  # fmt: skip
    body = cq.Workplane("XZ").polyline(outline).close().revolve(360, (0, 0, 0), (0, 1, 0))
    centre = cq.Workplane("XZ").polyline([(0, 60), (3, 60), (0, 54.8)]).close()
    return body.cut(centre.revolve(360, (0, 0, 0), (0, 1, 0)))


SHAFT = {
    "foot": "<Z", "end": ">Z", "journal": at(z=10.5), "collar": at(z=31.5), "thread": at(z=49.5),
    "groove": cylinder(12, at(z=21.5)), "groove_side": plane(at(z=20)), "collar_left": plane(at(z=23)),
    "collar_right": plane(at(z=40)),
    "foot_chamfer": lambda f: f.geomType() == "CONE" and f.Center().z < 2,
    "end_chamfer": lambda f: f.geomType() == "CONE" and f.Center().z > 59 and f.Area() > 60,
    "centre": lambda f: f.geomType() == "CONE" and 50 < f.Center().z < 59,
}  # fmt: skip
ROUND = {"form": "round", "size": [45, 66]}
SHAFT_RIGHT = {"spindle": "+Z", "operation": [
    ("facing", ["end"]),
    ("centre_drilling", ["centre"]),
    ("turning", ["thread", "collar_right", "collar"], {"stage": "rough"}),
    ("turning", ["thread", "collar_right", "collar", "end_chamfer"]),
    ("threading", ["thread"]),
]}  # fmt: skip
SHAFT_LEFT = {"spindle": "-Z", "operation": [
    ("facing", ["foot"]),
    ("turning", ["journal"], {"stage": "rough", "allowance": 0.4}),
    ("turning", ["journal", "foot_chamfer"]),
    ("grooving", ["groove", "groove_side", "collar_left"]),
]}  # fmt: skip


def test_shaft_turned_from_both_ends_closes() -> None:
    thread = hole_line("M24-6g", "thread")
    result = run(shaft(), SHAFT, ROUND, SHAFT_RIGHT, SHAFT_LEFT, dimensions=thread)
    assert closes(result), result.closure
    assert faults(result) == []
    removed = [r.removed_mm3 for r in result.removals]
    assert removed[0] == pytest.approx(PI * 22.5**2 * 3)
    assert removed[1] == pytest.approx(PI * 9 * 5.2 / 3)
    assert result.removals[4].cosmetic
    assert removed[5] == pytest.approx(PI * 22.5**2 * 3)
    total = result.states[0][0].volume_mm3 - shaft().val().Volume()
    assert sum(removed) - removed[4] == pytest.approx(total)


def test_facing_with_the_spindle_swapped_is_not_reached() -> None:
    result = run(shaft(), SHAFT, ROUND, {**SHAFT_RIGHT, "spindle": "-Z"})
    assert dict(result.removals[0].unreachable)["end"] == "it faces away from the tool"


def test_inner_groove_of_a_bore_is_not_turned_from_outside() -> None:
    outline = [(8, 0), (20, 0), (20, 40), (8, 40), (8, 25), (11, 25), (11, 15), (8, 15)]
    part = cq.Workplane("XZ").polyline(outline).close().revolve(360, (0, 0, 0), (0, 1, 0))
    result = run(part, {"bore": cylinder(8), "recess": cylinder(11)}, {"form": "round", "size": [40, 40]},
                 {"operation": [("drilling", ["bore"]), ("turning", ["recess"])]})  # fmt: skip
    assert closes(result)
    assert dict(result.removals[1].unreachable) == {
        "recess": "material stands between it and the tool"
    }


def test_flat_is_no_turned_face() -> None:
    part = (
        cq.Workplane()
        .circle(20)
        .extrude(40)
        .cut(cq.Workplane().box(10, 40, 100).translate((20, 0, 20)))
    )
    result = run(part, {"flat": ">X"}, {"form": "round", "size": [40, 40]},
                 {"operation": [("turning", ["flat"])]})  # fmt: skip
    assert [name for name, _ in result.removals[0].unreachable] == ["flat"]
    assert result.removals[0].removed_mm3 == 0


def test_a_face_finished_for_the_wheel_keeps_its_name_and_is_ground_later() -> None:
    part = cq.Workplane().box(60, 40, 20)
    names = {"bottom": "<Z", "top": ">Z", "sides": "#Z"}
    below = {"spindle": "-Z", "operation": [("face_milling", ["bottom"], {"allowance": 0.2})]}
    above = {"operation": [("face_milling", ["top"]), ("contour_milling", ["sides"])]}
    wheel = {"spindle": "-Z", "operation": [("grinding", ["bottom"])]}
    result = run(part, names, PLATE, below, above, wheel)
    assert closes(result), result.closure
    assert faults(result) == []
    state = result.states[1][0]
    (bottom,) = state.features["bottom"]
    assert state.faces[bottom].centre_mm[2] == pytest.approx(-10.2)
    assert result.removals[-1].removed_mm3 == pytest.approx(60 * 40 * 0.2)


def test_drilling_clears_the_round_bottom_of_a_blind_hole() -> None:
    hole = cq.Workplane(origin=(0, 0, 20)).circle(8).extrude(-12).faces("<Z").edges().fillet(2)
    part = cq.Workplane().box(60, 40, 20, centered=(True, True, False)).cut(hole)
    names = {"sides": "#Z and %PLANE", "top": ">Z", "hole": cylinder(8)}
    milled = [("face_milling", ["top"]), ("drilling", ["hole"])]
    result = run(part, names, {"form": "plate", "size": [60, 40, 26], "offset": [0, 0, 3]},
                 {"operation": milled})  # fmt: skip
    assert closes(result), result.closure
    assert result.removals[1].removed_mm3 == pytest.approx(hole.val().Volume())


def test_an_island_stands_in_a_pocket_with_a_round_bottom() -> None:
    pocket = cq.Workplane(origin=(0, 0, 20)).rect(40, 30).extrude(-10)
    pocket = pocket.edges("|Z").fillet(6).faces("<Z").edges().fillet(2)
    island = cq.Workplane(origin=(0, 0, 20)).circle(5).extrude(-10)
    pocket = pocket.cut(island)
    part = cq.Workplane().box(60, 50, 20, centered=(True, True, False)).cut(pocket)

    def inside(face: cq.Face) -> bool:
        box = face.BoundingBox()
        return (
            box.zmin > 1
            and box.xmax < 29
            and box.ymax < 24
            and box.zmax - 20 < 1e-6 < 20 - box.zmin
        )

    names = {"top": ">Z", "pocket": lambda f: inside(f) and f.Center().z < 19.9}
    result = run(part, names, {"form": "plate", "size": [60, 50, 20], "offset": [0, 0, 0]},
                 {"operation": [("pocket_milling", ["pocket"])]})  # fmt: skip
    assert closes(result), result.closure
    assert faults(result) == []
    assert result.removals[0].removed_mm3 == pytest.approx(pocket.val().Volume())
