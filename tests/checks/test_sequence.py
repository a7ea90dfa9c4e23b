"""CP14, CP18, CP18b, CP19, CP20: one plan that holds each rule, and one that breaks only it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.checks import contract, phase_datums, reachable, sequence
from gmp_cad.finding import Status
from tests.checks.test_contract import PHASE, SHOP, SPEC, evidence, plan, spec
from tests.documents import vice


def codes(findings):
    return [(f.code, f.status.name) for f in findings]


def worst(findings):
    return max((f.status for f in findings), default=Status.PASS)


def drill(kind, *, makes=("bore",), **keys):
    return {"kind": kind, "makes": list(makes)} | keys


HOLE = (drill("spot_drilling"), drill("drilling"), drill("reaming"))


def of_plan(*operations, stock="plate", earlier=(), part=None):
    """The phase with these operations, in a plan cut from a plate; ``earlier``: of a phase 10."""
    whole = plan(
        {**PHASE, "number": 10, "operation": list(earlier), "dimension": []},
        {**PHASE, "operation": list(operations), "dimension": []},
        stock={"form": stock, "allowance": 3},
    )
    found = evidence(part=part)
    return replace(found, plan=whole, phase=whole.phases[1], rows=())


def test_spot_drill_ream_is_the_order():
    assert codes(sequence.ordered(of_plan(*HOLE))) == [("ordered", "PASS")]


@pytest.mark.parametrize(
    ("operations", "code"),
    [
        ((HOLE[1], HOLE[0]), "kind_order"),
        ((HOLE[0], HOLE[2], HOLE[1]), "kind_order"),
        ((drill("drilling"), drill("countersinking"), drill("counterboring")), "kind_order"),
        ((drill("face_milling", makes=["top"]),
          drill("face_milling", makes=["top"], stage="rough")), "stage_order"),
        ((drill("turning", makes=["top"], stage="semi_finish"),
          drill("turning", makes=["top"], stage="rough")), "stage_order"),
        ((drill("reaming"),), "not_drilled"),
    ],
)  # fmt: skip
def test_what_comes_in_the_wrong_order_is_told(operations, code):
    found = list(sequence.ordered(of_plan(*operations)))
    assert (code, "FAIL") in codes(found)
    assert all(f.check == "CP14" and f.where.path.startswith("phase[1].operation") for f in found)


def test_an_earlier_phase_counts():
    after = of_plan(drill("drilling"), earlier=(HOLE[0], HOLE[1], HOLE[2]))
    assert ("kind_order", "FAIL") in codes(sequence.ordered(after))
    good = of_plan(drill("reaming"), earlier=HOLE[:2])
    assert codes(sequence.ordered(good)) == [("ordered", "PASS")]


def test_the_holes_of_a_casting_are_there():
    cast = of_plan(drill("reaming"), stock="casting")
    assert codes(sequence.ordered(cast)) == [("ordered", "PASS")]


def test_instances_of_a_group_are_one_feature_and_two_instances_are_two():
    one = of_plan(drill("drilling", makes=["bore[1]"]), drill("spot_drilling", makes=["bore"]))
    assert ("kind_order", "FAIL") in codes(sequence.ordered(one))
    two = of_plan(drill("drilling", makes=["bore[1]"]), drill("spot_drilling", makes=["bore[2]"]))
    assert codes(sequence.ordered(two)) == [("ordered", "PASS")]


TAPPED = spec(dimensions={"bore": {"size": "M8-6H"}})
TAP = drill("tapping")


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ((drill("drilling"), drill("countersinking"), TAP), [("ordered", "PASS")]),
        ((drill("drilling"), TAP, drill("countersinking")), [("chamfer_after", "FAIL")]),
        ((drill("drilling"), TAP), [("no_chamfer", "WARN")]),
    ],
)
def test_a_tap_wants_an_entry_chamfer_before(operations, expected):
    assert codes(sequence.ordered(of_plan(*operations, part=TAPPED))) == expected


@pytest.mark.parametrize(("diameter", "expected"), [(10.0, "ordered"), (6.0, "no_chamfer")])
def test_a_spot_wider_than_the_thread_is_its_chamfer(diameter, expected):
    spot = SHOP.tool("FP-6").model_copy(update={"diameter_mm": diameter})
    found = of_plan(drill("spot_drilling"), drill("drilling"), TAP, part=TAPPED)
    row = replace(vice.rows()[1], number="20.1", operation=0, tool=spot)
    assert [f.code for f in sequence.ordered(replace(found, rows=(row,)))] == [expected]


@pytest.mark.parametrize(
    ("operations", "id_", "expected"),
    [
        (HOLE[:2], "FO-H-10", [("ordered", "PASS")]),
        (HOLE[1:2], "FO-H-10", [("no_spot", "WARN")]),
        (HOLE[1:2], "FO-C-10", [("ordered", "PASS")]),
    ],
)
def test_a_high_speed_steel_drill_wants_a_spot(operations, id_, expected):
    tool = SHOP.tool(id_)
    assert tool is not None
    number = f"20.{len(operations)}"
    row = replace(vice.rows()[1], number=number, operation=len(operations) - 1, tool=tool)
    assert codes(sequence.ordered(replace(of_plan(*operations), rows=(row,)))) == expected


def test_a_drill_in_a_bush_wants_no_spot():
    found = of_plan(HOLE[1])
    bush = {"name": "Cf9", "size": "50 ±0,1", "between": ["left", "bore"], "kind": "Ca"}
    guided = plan(
        PHASE | {"operation": [HOLE[1]], "dimension": [bush]},
        stock={"form": "plate", "allowance": 3},
    )
    row = replace(vice.rows()[1], number="20.1", operation=0, tool=SHOP.tool("FO-H-10"))
    evidence_ = replace(found, plan=guided, phase=guided.phases[0], rows=(row,))
    assert codes(sequence.ordered(evidence_)) == [("ordered", "PASS")]


# CP18, CP18b


def toleranced(symbol="perpendicularity", value="0,02", on="bore", datum="base", **changes):
    part = spec(
        datums={"A": datum},
        tolerances={"frame": {"symbol": symbol, "value": value, "on": on, "datums": ["A"]}},
    )
    return evidence(part=part, tolerances=["frame"], **changes)


@pytest.mark.parametrize(
    ("datum", "expected"),
    [("base", "held"), ("top", "held"), ("right", "foreign_datum")],
)  # base: located on; top: machined in the phase
def test_a_datum_is_located_on_or_machined_together(datum, expected):
    part = spec(
        features=SPEC["features"] | {"right": ">X"}, datums={"A": datum},
        tolerances={"frame": {"symbol": "perpendicularity", "value": "0,02", "on": "bore",
                              "datums": ["A"]}},
    )  # fmt: skip
    (found,) = phase_datums.datums(evidence(part=part, tolerances=["frame"]))
    assert (found.code, found.status) == (
        expected, Status.PASS if expected == "held" else Status.FAIL
    )  # fmt: skip


def test_no_tolerance_and_an_unknown_one():
    assert codes(phase_datums.datums(evidence())) == [("none", "SKIP")]
    assert codes(phase_datums.datums(evidence(tolerances=["ghost"]))) == [("unknown", "FAIL")]


def cf(size, between=("left", "bore")):
    return [{"name": "Cf3", "size": size, "between": list(between)}]


def placed_from_left(size):
    """A bore whose position has the left face as its datum, and the Cf between the two."""
    exact = {"place": {"size": "[50]", "between": ["left", "bore"]}}
    part = spec(
        dimensions=SPEC["dimensions"] | exact, datums={"A": "left"},
        tolerances={"frame": {"symbol": "position", "value": "⌀0,1", "on": "bore", "datums": ["A"]}},
    )  # fmt: skip
    return evidence(part=part, tolerances=["frame"], dimension=cf(size))


def test_limits_alone_or_exact_with_a_frame():
    assert codes(phase_datums.one_way(evidence(dimension=cf("50 ±0,1")))) == [("limits", "PASS")]
    framed = toleranced("position", "⌀0,1", dimension=cf("[50]"))
    assert codes(phase_datums.one_way(framed)) == [("exact", "PASS")]


def test_both_ways_in_a_direction_or_an_exact_dimension_alone():
    assert codes(phase_datums.one_way(placed_from_left("50 ±0,1"))) == [("both", "FAIL")]
    assert codes(phase_datums.one_way(placed_from_left("[50]"))) == [("exact", "PASS")]
    # A frame without the left face among its datums does not say how far the bore is from it.
    free = toleranced("position", "⌀0,1", dimension=cf("50 ±0,1"))
    assert codes(phase_datums.one_way(free)) == [("limits", "PASS")]
    alone = evidence(dimension=cf("[50]"))
    assert codes(phase_datums.one_way(alone)) == [("no_frame", "FAIL")]


def test_a_depth_is_not_in_the_direction_of_the_hole_s_position():
    # The bore's axis is Z, base lies across it.
    deep = toleranced("position", "⌀0,1", dimension=cf("30 ±0,1", ("base", "bore")))
    assert codes(phase_datums.one_way(deep)) == [("limits", "PASS")]


def test_an_orientation_locates_nothing():
    square = toleranced("perpendicularity", "0,02", dimension=cf("50 ±0,1"))
    assert codes(phase_datums.one_way(square)) == [("limits", "PASS")]


# CP19, CP20


def test_the_good_phase_is_within_reach():
    found = list(reachable.quality(evidence()))
    assert [(f.subject, f.code) for f in found] == [
        ("semelle.ph20.top", "ra"), ("semelle.ph20.bore", "reached")
    ]  # fmt: skip
    finished = evidence(operation=[drill("face_milling", makes=["top"]), drill("reaming")])
    assert worst(reachable.quality(finished)) == Status.PASS


def test_a_fine_texture_and_a_fine_grade_are_out_of_reach():
    fine = spec(dimensions=SPEC["dimensions"] | {"bore": {"size": "⌀16 H5 Ⓔ", "ra": "Ra 0,4"}})
    found = evidence(
        part=fine,
        operation=[drill("reaming")],
        dimension=[{"name": "Cf2", "size": "⌀16 H5", "on": "bore"}],
    )
    assert codes(reachable.quality(found)) == [("ra", "WARN"), ("grade", "WARN")]


def test_a_written_feed_that_leaves_too_coarse_a_surface():
    row = replace(evidence().rows[1], conditions=vice.cut(ra_um=5.0))
    good = evidence(operation=[drill("face_milling", makes=["top"])])
    assert codes(reachable.quality(replace(good, rows=(row,)))) == [("feed", "WARN")]


def test_what_a_later_phase_finishes_is_not_judged():
    found = evidence(operation=[drill("face_milling", makes=["top"], stage="rough")])
    whole = plan(
        PHASE | {"operation": [drill("face_milling", makes=["top"], stage="rough")]},
        {**PHASE, "number": 30, "operation": [drill("grinding", makes=["top"])]},
    )
    assert codes(reachable.quality(replace(found, plan=whole))) == [("none", "SKIP")]


@pytest.mark.parametrize(
    ("share", "expected"),
    [(1.0, "agrees"), (1.19, "agrees"), (0.79, "disagrees"), (2.0, "disagrees")],
)
def test_a_written_time_is_compared_with_travel_over_feed(share, expected):
    own = drill("face_milling", makes=["top"])
    computed = evidence(operation=[own]).rows[1].technological_min
    found = evidence(operation=[own | {"time": share * computed}])
    assert found.rows[1].technological_min == pytest.approx(share * computed)
    assert codes(reachable.times(found))[0][0] == expected


def test_work_by_hand_needs_a_time():
    (found,) = reachable.times(evidence(operation=[{"kind": "manual", "title": "Ébavurer"}]))
    assert (found.code, found.status) == ("no_time", Status.WARN)
    (found,) = reachable.times(
        evidence(operation=[{"kind": "manual", "title": "Ébavurer", "manual_time": 2}])
    )
    assert (found.code, found.observed) == ("written", 2)


# CP13: what the cutting conditions may not exceed besides speed, feed and power.


def drilled(**changes):
    tool = SHOP.tool("FO-H-10").model_copy(update={"cutting_length_mm": 60.0})
    values = {
        "vc": 23.0,
        "n": 732.0,
        "diameter_mm": 10.0,
        "ap": 5.0,
        "ae": None,
        "fz": None,
        "f": 0.16,
    }
    row = replace(vice.rows()[1], tool=tool, conditions=vice.cut(**values, **changes))
    return replace(evidence(), rows=(row,))


@pytest.mark.parametrize(
    ("changes", "machine", "expected"),
    [
        ({}, {}, "within"),
        ({"power_kw": None}, {}, "power_unknown"),
        ({"travel_mm": 59.0}, {}, "within"),
        ({"travel_mm": 61.0}, {}, "travel"),
        ({"torque_nm": 71.0}, {}, "torque"),
        ({}, {"speeds_rpm": (500.0, 732.0)}, "within"),
        ({}, {"speeds_rpm": (500.0, 710.0)}, "gearbox"),
    ],
)
def test_depth_torque_and_gearbox_are_means(changes, machine, expected):
    found = drilled(**changes)
    own = SHOP.machine("CU-3AX").model_copy(update=machine)
    assert [f.code for f in contract.within_means(replace(found, machine=own))] == [expected]
