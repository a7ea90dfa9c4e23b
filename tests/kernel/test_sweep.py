"""Sweeps of shapes that are hard to get right: each plan closes and all its proofs hold."""

from __future__ import annotations

import math

import cadquery as cq
import pytest

from gmp_cad.kernel.machining.in_process import CLOSED_MM3, InProcess
from tests.kernel.plans import at, cylinder, faults, plane, run

PI = math.pi
ROUGH = {"stage": "rough"}


def plate(x: float, y: float, z: float, offset: tuple = (0, 0, 0)) -> dict:
    return {"form": "plate", "size": [x, y, z], "offset": list(offset)}


def accept(result: InProcess, *removed: float) -> None:
    assert result.closure.left_mm3 < CLOSED_MM3
    assert result.closure.missing_mm3 < CLOSED_MM3
    assert faults(result) == []
    assert result.problems == ()
    if removed:
        assert [r.removed_mm3 for r in result.removals] == pytest.approx(removed)


BOSS = cq.Workplane().box(80, 60, 10, centered=(True, True, False)).faces(">Z").workplane()
BOSS = BOSS.circle(12).extrude(8)
ROUGHED = (80 * 60 - PI * 12.5**2) * 7.5


@pytest.mark.parametrize("floor_first", [True, False])
def test_wall_and_floor_may_be_finished_apart(floor_first: bool) -> None:
    floor, wall = ("shoulder_milling", ["floor"]), ("contour_milling", ["boss"])
    steps = [
        ("shoulder_milling", ["boss", "floor"], ROUGH),
        *((floor, wall) if floor_first else (wall, floor)),
    ]
    result = run(
        BOSS,
        {"floor": plane(at(z=10)), "boss": cylinder(12)},
        plate(80, 60, 18),
        {"operation": steps},
    )
    ring = PI * (12.5**2 - 12**2)
    sheet = 80 * 60 * 0.5
    if floor_first:
        accept(result, ROUGHED, sheet - PI * 12.5**2 * 0.5, ring * 8)
    else:
        accept(result, ROUGHED, ring * 7.5, sheet - PI * 12**2 * 0.5)


def test_a_wall_finished_too_deep_gouges_what_is_due_on_the_floor() -> None:
    steps = [
        ("shoulder_milling", ["boss", "floor"], ROUGH),
        ("contour_milling", ["boss"], {"depth": 7.9}),
    ]
    result = run(
        BOSS,
        {"floor": plane(at(z=10)), "boss": cylinder(12)},
        plate(80, 60, 18),
        {"operation": steps},
    )
    assert [(r.operation, why) for r, why in faults(result)] == [(1, "gouge")]
    assert result.removals[1].gouge_mm3 == pytest.approx((80 * 60 - PI * 144) * 0.4)


def test_islands_and_their_tops_in_a_pocket() -> None:
    part = (
        cq.Workplane().box(100, 80, 30).faces(">Z").workplane().rect(80, 60).cutBlind(-15)
        .copyWorkplane(cq.Workplane()).pushPoints([(-20, 0), (20, 0)]).rect(15, 15).extrude(10)
    )  # fmt: skip

    def inside(f: cq.Face) -> bool:
        c = f.Center()
        return abs(c.x) < 40.1 and abs(c.y) < 30.1 and -0.1 < c.z < 14

    steps = [("pocket_milling", ["pocket"], ROUGH), ("pocket_milling", ["pocket"])]
    accept(run(part, {"pocket": inside}, plate(100, 80, 30), {"operation": steps}))


def test_pocket_with_rounded_floor() -> None:
    box = (
        cq.Workplane().rect(50, 40).extrude(-15).edges("|Z").fillet(8).faces("<Z").edges().fillet(3)
    )
    part = (
        cq.Workplane().box(80, 60, 30, centered=(True, True, False)).translate((0, 0, -30)).cut(box)
    )

    def inside(f: cq.Face) -> bool:
        return abs(f.Center().x) < 26 and abs(f.Center().y) < 21 and -15.1 < f.Center().z < -0.1

    accept(
        run(
            part,
            {"pocket": inside},
            plate(80, 60, 30),
            {"operation": [("pocket_milling", ["pocket"])]},
        )
    )


def test_pocket_open_to_a_side_runs_out_past_the_stock() -> None:
    pocket = cq.Workplane(origin=(30, 0, 5)).rect(60, 40).extrude(20).edges("|Z and <X").fillet(6)
    part = cq.Workplane().box(100, 80, 30).cut(pocket)

    def inside(f: cq.Face) -> bool:
        return -1 < f.Center().x < 49 and abs(f.Center().y) < 21 and 4.9 < f.Center().z < 14.9

    steps = [("pocket_milling", ["pocket"]), ("contour_milling", ["right"])]
    result = run(
        part, {"pocket": inside, "right": ">X"}, plate(106, 80, 30, (3, 0, 0)), {"operation": steps}
    )
    area = 50 * 40 - (2 - PI / 2) * 36
    accept(result, (area + 6 * 40) * 10, 6 * (80 * 30 - 40 * 10))


def test_step_around_a_corner() -> None:
    part = cq.Workplane().box(80, 60, 30, centered=False)
    part = part.cut(cq.Workplane(origin=(0, 0, 18)).box(80, 20, 12, centered=False))
    part = part.cut(cq.Workplane(origin=(0, 0, 18)).box(25, 60, 12, centered=False))
    features = {
        "step": lambda f: abs(f.Center().z - 18) < 0.1 or abs(f.Center().z - 24) < 0.1,
        "outside": lambda f: abs(f.normalAt().z) < 0.1 and abs(f.Center().z - 24) > 0.1,
    }
    steps = [("shoulder_milling", ["step"], ROUGH), ("shoulder_milling", ["step"]),
             ("contour_milling", ["outside"])]  # fmt: skip
    accept(run(part, features, plate(86, 66, 30), {"operation": steps}))


def l_plate() -> cq.Workplane:
    corners = [(0, 0), (80, 0), (80, 30), (30, 30), (30, 70), (0, 70)]
    return cq.Workplane().polyline(corners).close().extrude(15)


def test_contour_that_turns_inwards() -> None:
    part = l_plate().edges("|Z").fillet(4)
    steps = [("contour_milling", ["outside"], ROUGH), ("contour_milling", ["outside"])]
    around = {"outside": lambda f: abs(f.normalAt().z) < 0.1}
    accept(run(part, around, plate(90, 80, 15), {"operation": steps}))


def test_contour_made_wall_by_wall() -> None:
    features = {"a": "<X", "b": "<Y", "c": ">X", "d": ">Y",
                "inner": lambda f: abs(f.Center().x - 30) + abs(f.Center().y - 50) < 0.1
                or abs(f.Center().x - 55) + abs(f.Center().y - 30) < 0.1}  # fmt: skip
    steps = [("contour_milling", ["a"]), ("contour_milling", ["b", "c"]),
             ("contour_milling", ["d"]), ("shoulder_milling", ["inner"])]  # fmt: skip
    result = run(l_plate(), features, plate(90, 80, 15), {"operation": steps})
    accept(result, 5 * 80 * 15, (5 * 85 + 5 * 75) * 15, 5 * 80 * 15, 50 * 40 * 15)


def test_a_wall_that_stands_on_a_shelf_and_goes_deeper_beside_it() -> None:
    part = cq.Workplane().box(40, 60, 20, centered=(True, True, False)).translate((-20, 0, 0))
    part = part.union(cq.Workplane().box(20, 20, 15, centered=(False, True, False)))

    def shelf(f: cq.Face) -> bool:
        c = f.Center()
        return abs(c.x) < 0.01 or abs(c.z - 15) < 0.01

    steps = [("shoulder_milling", ["shelf"], ROUGH), ("shoulder_milling", ["shelf"])]
    result = run(part, {"shelf": shelf}, plate(60, 60, 20), {"operation": steps})
    rough = 19.5 * 60 * 4.5 + 19.5 * 2 * 19.5 * 15.5
    accept(result, rough, 20 * 60 * 5 + 20 * 2 * 20 * 15 - rough)


def test_a_boss_that_stands_half_on_a_floor() -> None:
    part = cq.Workplane().box(40, 40, 10, centered=(True, True, False)).translate((-20, 0, 0))
    part = part.union(cq.Workplane().circle(10).extrude(25))
    features = {
        "boss": cylinder(10),
        "floor": lambda f: abs(f.Center().z - 10) < 0.01 and f.geomType() == "PLANE",
        "edge": lambda f: abs(f.Center().x) < 0.01 and f.geomType() == "PLANE"
        and abs(f.normalAt().x) > 0.9,
    }  # fmt: skip
    steps = [("shoulder_milling", ["boss", "floor", "edge"])]
    result = run(part, features, plate(60, 40, 25, (5, 0, 0)), {"operation": steps})
    accept(result, (60 * 40 - PI * 100) * 15 + (20 * 40 - PI * 50) * 10)


def test_rounded_and_chamfered_edges() -> None:
    part = (
        cq.Workplane().box(80, 60, 30).faces(">Z").edges().fillet(4).faces("<Z").edges().chamfer(1)
    )
    features = {
        "top": ">Z", "bottom": "<Z", "round": lambda f: f.geomType() != "PLANE",
        "chamfer": plane(lambda f: -0.9 < f.normalAt().z < -0.1),
        "side": plane(lambda f: abs(f.normalAt().z) < 0.1),
    }  # fmt: skip
    below = [("face_milling", ["bottom"]), ("chamfering", ["chamfer"])]
    above = [
        ("face_milling", ["top"]),
        ("contour_milling", ["side"]),
        ("contour_milling", ["round"]),
    ]
    accept(
        run(
            part,
            features,
            plate(84, 64, 34),
            {"spindle": "-Z", "operation": below},
            {"operation": above},
        )
    )


def test_chamfered_upright_edges() -> None:
    part = cq.Workplane().box(80, 60, 30).edges("|Z").chamfer(4)
    upright = {"side": plane(lambda f: abs(f.normalAt().z) < 0.1 and not 0.1 < abs(f.normalAt().x) < 0.9),
               "chamfer": plane(lambda f: 0.1 < abs(f.normalAt().x) < 0.9)}  # fmt: skip
    steps = [("contour_milling", ["side"]), ("chamfering", ["chamfer"])]
    accept(
        run(part, upright, plate(86, 66, 30), {"operation": steps}),
        (86 * 66 - 4800) * 30,
        4 * 8 * 30,
    )


def test_chamfer_on_the_far_side_is_not_reached() -> None:
    part = (
        cq.Workplane().box(40, 40, 20).faces(">Z").workplane().hole(10).edges("%CIRCLE").chamfer(1)
    )
    features = {"hole": cylinder(5), "far": lambda f: f.geomType() == "CONE" and f.Center().z < 0}
    steps = [("drilling", ["hole"]), ("chamfering", ["far"])]
    result = run(part, features, plate(40, 40, 20), {"operation": steps})
    assert dict(result.removals[1].unreachable) == {"far": "it faces away from the tool"}


def test_slope_is_milled_from_above() -> None:
    corners = [(0, 0), (60, 0), (60, 10), (20, 30), (0, 30)]
    part = cq.Workplane("XZ").polyline(corners).close().extrude(40)
    steps = [("face_milling", ["slope"]), ("contour_milling", ["end"])]
    features = {"slope": plane(lambda f: 0.3 < f.normalAt().z < 0.95), "end": ">X"}
    accept(run(part, features, plate(66, 40, 30, (3, 0, 0)), {"operation": steps}),
           40 * 20 / 2 * 40, 6 * 40 * 30)  # fmt: skip


# Holes on one axis, and turned parts

FORK = cq.Workplane().box(40, 40, 50).cut(cq.Workplane().box(40, 60, 20).translate((10, 0, 0)))
FORK = FORK.faces(">Z").workplane().center(8, 0).hole(8)


def test_each_cheek_of_a_fork_is_drilled_from_its_side() -> None:
    features = {"upper": cylinder(4, lambda f: f.Center().z > 0), "lower": cylinder(4, lambda f: f.Center().z < 0),
                "gap": plane(lambda f: abs(f.Center().z) < 10.1 and -11 < f.Center().x < 19 and abs(f.Center().y) < 1)}  # fmt: skip
    result = run(FORK, features, plate(40, 40, 50),
                 {"operation": [("drilling", ["upper"])]},
                 {"spindle": "-Z", "operation": [("drilling", ["lower"])]},
                 {"spindle": "+X", "operation": [("slot_milling", ["gap"])]})  # fmt: skip
    accept(result, PI * 16 * 15, PI * 16 * 15, 30 * 40 * 20)


def test_both_cheeks_of_a_fork_are_reamed_in_one_way() -> None:
    features = {"bore": cylinder(4),
                "gap": plane(lambda f: abs(f.Center().z) < 10.1 and -11 < f.Center().x < 19 and abs(f.Center().y) < 1)}  # fmt: skip
    result = run(FORK, features, plate(40, 40, 50),
                 {"spindle": "+X", "operation": [("slot_milling", ["gap"])]},
                 {"operation": [("drilling", ["bore"]), ("reaming", ["bore"])]})  # fmt: skip
    accept(result, 30 * 40 * 20, PI * 3.875**2 * 30, PI * (16 - 3.875**2) * 30)


def test_keyway_in_a_turned_shaft() -> None:
    key = cq.Workplane(origin=(40, 0, 11)).slot2D(30, 8).extrude(10)
    part = cq.Workplane("YZ").circle(15).extrude(80).cut(key)
    features = {"od": cylinder(15), "left": "<X", "right": ">X",
                "key": lambda f: cylinder(4)(f) or plane(lambda g: 20 < g.Center().x < 60)(f)}  # fmt: skip
    stock = {"form": "round", "size": [34, 84], "axis": "+X"}
    accept(run(part, features, stock,
               {"spindle": "+X", "operation": [("facing", ["right"]), ("turning", ["od"], ROUGH), ("turning", ["od"])]},
               {"spindle": "-X", "operation": [("facing", ["left"])]},
               {"operation": [("slot_milling", ["key"])]}))  # fmt: skip


def test_turned_fillet_and_tool_that_stops_before_the_chuck() -> None:
    outline = [(0, 0), (20, 0), (20, 30), (12, 30), (12, 60), (0, 60)]
    part = cq.Workplane("XZ").polyline(outline).close().revolve(360, (0, 0, 0), (0, 1, 0))
    part = part.edges(cq.selectors.RadiusNthSelector(0)).edges("<Z").fillet(3)
    names = {"foot": "<Z", "end": ">Z", "journal": cylinder(12), "shoulder": plane(at(z=30)),
             "fillet": lambda f: f.geomType() == "TORUS"}  # fmt: skip
    makes = ["journal", "fillet", "shoulder"]
    result = run(part, names, {"form": "round", "size": [40, 64]},
                 {"operation": [("facing", ["end"]), ("turning", makes, ROUGH), ("turning", makes)]},
                 {"spindle": "-Z", "operation": [("facing", ["foot"])]})  # fmt: skip
    accept(result)
    assert result.states[1][0].features["stock %CYLINDER"]


def test_groove_in_a_face() -> None:
    groove = cq.Workplane(origin=(0, 0, 15)).circle(20).circle(15).extrude(10)
    part = cq.Workplane().circle(30).extrude(20).cut(groove)
    inside = {"groove": lambda f: 14.9 < f.Center().z < 17.6 and not cylinder(30)(f)}
    accept(run(part, inside, {"form": "round", "size": [60, 20]}, {"operation": [("grooving", ["groove"])]}),
           PI * (400 - 225) * 5)  # fmt: skip


def test_dovetail_needs_its_cutter_and_an_open_end() -> None:
    section = cq.Workplane("XZ").polyline([(-10, 20), (10, 20), (16, 10), (-16, 10)]).close()
    part = cq.Workplane().box(60, 80, 40).cut(section.extrude(60, both=True))
    tail = {"tail": plane(lambda f: abs(f.Center().x) < 15 and 9 < f.Center().z < 16)}
    steps = {"operation": [("slot_milling", ["tail"], {"tool": "FQA-16"})]}
    stock = plate(60, 80, 40)
    accept(run(part, tail, stock, steps, form_tools=["FQA-16"]), (20 + 32) / 2 * 10 * 80)
    plain = run(part, tail, stock, steps)
    assert plain.removals[0].unreachable
