"""The operations table: rows, tools chosen or missing, geometry of the cuts, times, Cf realised."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from gmp_cad.evidence import Removal
from gmp_cad.process.extent import PhaseWork, cut_geometry
from gmp_cad.process.operations import (
    made_later,
    operation_rows,
    realised_dimensions,
    same_feature,
    surface_numbers,
    table_times,
    tool_title,
)
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import Phase, ProcessPlan
from gmp_cad.spec.toml import Source, validate
from gmp_cad.spec.workshop import parse_workshop
from tests.process.workpieces import block, cylinder, disc, shaft

SHOP = parse_workshop(None)


def spec(**dimensions) -> PartSpec:
    data = {
        "part": {"number": "ET-01", "title": "Semelle", "material": "EN-GJL-250"},
        "dimensions": dimensions,
        "features": {"top": ">Z", "base": "<Z"},
    }
    return validate(data, Source("spec.toml", ""), PartSpec)


def phase(operations, dimensions=(), machine="CU-3AX", **keys) -> Phase:
    data = {"number": 20, "title": "Fraisage", "machine": machine,
            "operation": list(operations), "dimension": list(dimensions)} | keys  # fmt: skip
    plan = {"stock": {"form": "casting", "allowance": 3}, "phase": [data]}
    return validate(plan, Source("process.toml", ""), ProcessPlan).phases[0]


def work(operations, leaving, removed=(), *, part=None, dimensions=(), entering=None, **keys):
    plan = phase(operations, dimensions, **keys)
    return PhaseWork(
        spec=part or spec(), phase=plan, entering=entering or leaving, leaving=leaving,
        removals=tuple(
            Removal(phase="20", operation=i, removed_mm3=v) for i, v in enumerate(removed)
        ),
        numbers={"top": 1, "bore": 2},
    )  # fmt: skip


def rows_of(scene, gauges=None):
    return operation_rows(scene, SHOP, gauges or {})


def test_a_milling_phase_from_clamping_to_unclamping():
    scene = work(
        [{"kind": "face_milling", "makes": ["top"]},
         {"kind": "drilling", "makes": ["bore"], "stage": "rough"},
         {"kind": "reaming", "makes": ["bore"]}],
        block(bore=(50.0, 30.0, 8.0)),
        removed=[100 * 60 * 5.0, math.pi * 64 * 40, 10.0],
        part=spec(bore="⌀16 H7 Ⓔ"),
        dimensions=[{"name": "Cf201", "size": "40 ±0,05", "between": ["base", "top"]},
                    {"name": "Cf202", "size": "⌀16 H7", "on": "bore", "kind": "Co"}],
    )  # fmt: skip
    rows = rows_of(scene, {"Cf201": "Micromètre 25–50", "Cf202": "Tampon 16 H7"})
    assert [r.number for r in rows] == ["20.a", "20.1", "20.2", "20.3", "20.z"]
    first, face, drill, ream, last = rows
    assert str(first.designation) == "Locate and clamp"
    assert (first.manual_min, last.manual_min) == (1.0, 0.75)
    assert face.tool.id == "FS-80"
    assert (face.surfaces, face.cf, face.gauges) == ((1,), ("Cf201",), ("Micromètre 25–50",))
    assert face.conditions.finish_ap == 0.5
    assert face.conditions.passes * face.conditions.ap > 4
    assert str(face.designation) == "Face-mill 1, rough then finish"
    assert 15.5 <= drill.tool.diameter_mm <= 15.85
    assert (drill.cf, ream.cf) == ((), ("Cf202",))
    assert (ream.tool.diameter_mm, ream.tool.fit) == (16, "H7")
    assert str(ream.designation) == "Ream 2 ⌀16"
    assert [r.offset for r in rows] == ["", "1/1", "2/2", "3/3", ""]
    assert all(not r.problems for r in rows)
    times = table_times(scene.phase, rows)
    assert times.unit_min == pytest.approx(1.75 + sum(r.conditions.time_min for r in rows[1:4]))
    assert times.series_min == 30


def test_a_geometric_tolerance_is_realised_by_the_last_operation_on_its_surface():
    """And its gauge stands beside those of the Cf, each gauge once, with what it measures."""
    data = {
        "part": {"number": "ET-01", "title": "Semelle", "material": "EN-GJL-250"},
        "features": {"top": ">Z", "base": "<Z"},
        "datums": {"A": "base"},
        "tolerances": {
            "top_par": {"symbol": "parallelism", "value": "0,04", "on": "top", "datums": ["A"]},
            "top_flat": {"symbol": "flatness", "value": "0,02", "on": "top"},
        },
    }
    part = validate(data, Source("spec.toml", ""), PartSpec)
    scene = work(
        [{"kind": "face_milling", "makes": ["top"], "stage": "rough"},
         {"kind": "face_milling", "makes": ["top"]}],
        block(), removed=[1000.0, 100.0], part=part, tolerances=["top_par", "top_flat"],
        dimensions=[{"name": "Cf201", "size": "40 ±0,05", "between": ["base", "top"]}],
    )  # fmt: skip
    gauges = {"Cf201": "Micromètre 25–50", "tolerances.top_par": "Marbre",
              "tolerances.top_flat": "Marbre"}  # fmt: skip
    rough, finish = rows_of(scene, gauges)[1:3]
    assert (rough.tolerances, rough.gauges) == ((), ())
    assert [t.id for t in finish.tolerances] == ["top_par", "top_flat"]
    assert finish.gauges == ("Micromètre 25–50", "Marbre")
    assert finish.gauged == (("Cf201",), finish.tolerances)


def test_a_facing_cut_takes_its_depth_from_the_volume_even_around_a_hole():
    scene = work([{"kind": "face_milling", "makes": ["top"]}], block(bore=(50.0, 30.0, 8.0)),
                 removed=[100 * 60 * 3.0])  # fmt: skip
    geometry = cut_geometry(scene, 0)
    assert (geometry.length_mm, geometry.width_mm) == (100, 60)
    assert geometry.depth_mm == pytest.approx(3)


def test_holes_are_counted_and_measured():
    state = block(bore=(20.0, 30.0, 4.5))
    second = replace(cylinder(7, (80.0, 30.0, 0.0), 4.5, 40.0, hollow=True))
    state = replace(state, faces=(*state.faces, second), features={"holes": (6, 7)})
    scene = work([{"kind": "drilling", "makes": ["holes"]}], state, part=spec(holes="2× ⌀9"))
    geometry = cut_geometry(scene, 0)
    assert (geometry.diameter_mm, geometry.length_mm, geometry.count) == (9, 40, 2)
    row = rows_of(scene)[1]
    assert row.tool.diameter_mm == 9
    assert row.technological_min == pytest.approx(2 * (40 + 2.7 + 2) / row.conditions.vf)


def test_one_spot_drill_for_two_features_takes_the_time_of_all_their_holes():
    """Two ⌀6 H7 and two M8 (⌀6.8): depths 3, 3, 3.4, 3.4, each with 0.3·D = 3 of point and 2 before."""
    state = block()
    holes = [
        cylinder(i, (10.0 * i, 30.0, 26.0), radius, 14.0, hollow=True)
        for i, radius in enumerate((3.0, 3.0, 3.4, 3.4), start=7)
    ]
    state = replace(
        state, faces=(*state.faces, *holes), features={"dowels": (7, 8), "taps": (9, 10)}
    )
    scene = work(
        [{"kind": "spot_drilling", "makes": ["dowels", "taps"], "tool": "FP-10"}], state,
        part=spec(dowels="2× ⌀6 H7 Ⓔ", taps="2× M8-6H ↧10"),
    )  # fmt: skip
    assert cut_geometry(scene, 0).count == 4
    row = rows_of(scene)[1]
    travel = 2 * (3 + 3 + 2) + 2 * (3.4 + 3 + 2)
    assert row.technological_min == pytest.approx(travel / row.conditions.vf)


def test_a_drill_goes_as_deep_as_each_hole_needs():
    """The time counts every depth; the reach of the tool is that of the deepest."""
    state = block()
    holes = [
        cylinder(7, (20.0, 30.0, 26.0), 3.4, 14.0, hollow=True),
        cylinder(8, (40.0, 30.0, 16.0), 3.4, 24.0, hollow=True),
    ]
    state = replace(state, faces=(*state.faces, *holes), features={"a": (7,), "b": (8,)})
    scene = work([{"kind": "drilling", "makes": ["a", "b"], "tool": "FO-H-6.8"}], state,
                 part=spec(a="M8-6H ↧10", b="M8-6H ↧20"))  # fmt: skip
    geometry = cut_geometry(scene, 0)
    assert (geometry.count, geometry.length_mm, geometry.depths_mm) == (2, 24, 38)
    row = rows_of(scene)[1]
    assert row.technological_min == pytest.approx((38 + 2 * (0.3 * 6.8 + 2)) / row.conditions.vf)


def test_a_centre_is_drilled_as_deep_as_it_is():
    """6 mm of a centre A 2.5 (ISO 866), not the spot of half its diameter."""
    state = block()
    hole = cylinder(7, (20.0, 30.0, 34.0), 1.25, 6.0, hollow=True)
    state = replace(state, faces=(*state.faces, hole), features={"centre": (7,)})
    scene = work([{"kind": "centre_drilling", "makes": ["centre"], "tool": "FC-A2.5"}], state,
                 part=spec(centre="⌀2,5 ↧6"))  # fmt: skip
    row = rows_of(scene)[1]
    assert row.technological_min == pytest.approx((6 + 0.3 * 2.5 + 2) / row.conditions.vf)


def test_counterbore_and_tap_take_their_own_diameters():
    state = block(bore=(20.0, 30.0, 3.3))
    wide = cylinder(7, (20.0, 30.0, 33.2), 5.5, 6.8, hollow=True)
    bored = replace(state, faces=(*state.faces, wide), features={"screws": (6, 7)})
    part = spec(screws="1× ⌀6,6 ⌴ ⌀11 ↧6,8")
    scene = work([{"kind": "drilling", "makes": ["screws"]},
                  {"kind": "counterboring", "makes": ["screws"]}], bored, part=part)  # fmt: skip
    drill, bore = (cut_geometry(scene, i) for i in (0, 1))
    assert (drill.diameter_mm, bore.diameter_mm, bore.length_mm) == (6.6, 11, 6.8)
    assert rows_of(scene)[2].tool.id == "FL-11"
    tapped = replace(block(bore=(20.0, 30.0, 3.4)), features={"tapping": (6,)})
    scene = work([{"kind": "tapping", "makes": ["tapping"]}], tapped,
                 part=spec(tapping="M8-6H ↧16 / ⌀6,8 ↧20"))  # fmt: skip
    row = rows_of(scene)[1]
    assert row.tool.id == "TA-M8"
    assert row.conditions.f == 1.25
    assert cut_geometry(scene, 0).length_mm == 16


def test_a_drill_before_a_counterbore_cuts_its_own_hole_through_and_the_counterbore_the_ring():
    """The workpiece remembers who made a face last: the counterbore must not hide the drill's wall."""
    state = block(bore=(20.0, 30.0, 3.3))
    shank = replace(state.faces[6], span_mm=(0.0, 33.2))
    wide = cylinder(7, (20.0, 30.0, 33.2), 5.5, 6.8, hollow=True)
    bored = replace(state, faces=(*state.faces[:6], shank, wide), features={"screws": (6,)},
                    made={"screws": (7,)})  # fmt: skip
    scene = work(
        [{"kind": "drilling", "makes": ["screws"]}, {"kind": "counterboring", "makes": ["screws"]}],
        bored, part=spec(screws="1× ⌀6,6 ⌴ ⌀11 ↧6,8"),
        removed=[math.pi * 3.3**2 * 40, math.pi * (5.5**2 - 3.3**2) * 6.8],
    )  # fmt: skip
    drill, bore = (cut_geometry(scene, i) for i in (0, 1))
    assert (drill.diameter_mm, drill.inner_diameter_mm, drill.length_mm) == (6.6, 0.0, 40.0)
    assert (bore.diameter_mm, bore.length_mm) == (11.0, 6.8)
    assert bore.inner_diameter_mm == pytest.approx(6.6)
    _, drilled, opened, _ = rows_of(scene)
    assert drilled.conditions.ap == 3.3
    assert drilled.conditions.power_kw > 0
    assert opened.conditions.ap == pytest.approx(2.2)


def test_turning_reads_the_diameter_before_from_the_volume():
    state = shaft(radius=20.0, length=100.0)
    ring = math.pi * (25**2 - 20**2) * 100
    scene = work(
        [{"kind": "facing", "makes": ["face"]}, {"kind": "turning", "makes": ["body"]}],
        state, removed=[math.pi * 25**2, ring], machine="TCN-2AX",
        entering=replace(state, box_mm=(-25, -25, 0, 25, 25, 100)),
    )  # fmt: skip
    face, turn = (cut_geometry(scene, i) for i in (0, 1))
    assert face.diameter_mm == 50
    assert face.depth_mm == pytest.approx((25 / 20) ** 2, rel=0.01)
    assert turn.diameter_mm == pytest.approx(50)
    assert (turn.depth_mm, turn.length_mm) == (pytest.approx(5), 100)
    _, facing, turning, _ = rows_of(scene)
    assert (facing.tool.kind, turning.tool.kind) == ("turning", "turning")
    assert facing.tool.nose_radius_mm > turning.tool.nose_radius_mm
    assert facing.conditions.constant_speed
    assert turning.conditions.n == round(1000 * turning.conditions.vc / math.pi / 50)


def test_turning_before_threading_feeds_as_turning():
    scene = work(
        [{"kind": "turning", "makes": ["body"]}, {"kind": "threading", "makes": ["body"]}],
        shaft(radius=6.0), removed=[1000.0, 100.0], machine="TCN-2AX",
        part=spec(body="Tr12×3-7e"),
    )  # fmt: skip
    _, turn, thread, _ = rows_of(scene)
    assert turn.conditions.f < 0.5
    assert thread.conditions.f == 3
    assert thread.tool.id == "FI-TR3"
    assert thread.conditions.vf <= 8000
    assert thread.conditions.n == int(thread.conditions.n)


def test_a_bore_on_a_lathe_takes_a_boring_bar():
    bore = cylinder(3, (0.0, 0.0, 0.0), 12.0, 40.0, hollow=True)
    state = shaft()
    state = replace(state, faces=(*state.faces, bore, disc(4, 40.0, 1, 12.0)),
                    features=state.features | {"bore": (3,)})  # fmt: skip
    scene = work([{"kind": "boring", "makes": ["bore"]}], state, machine="TCN-2AX",
                 removed=[math.pi * (12**2 - 11**2) * 40])  # fmt: skip
    row = rows_of(scene)[1]
    assert row.tool.kind == "boring_bar"
    assert cut_geometry(scene, 0).depth_mm == pytest.approx(1)


def test_what_the_workshop_has_not_is_a_problem_with_its_place():
    state = replace(block(bore=(50.0, 30.0, 8.5)), features={"bore": (6,)})
    scene = work(
        [{"kind": "reaming", "makes": ["bore"]},
         {"kind": "drilling", "makes": ["bore"], "tool": "FS-633"},
         {"kind": "drilling", "makes": ["bore"], "gauge": "PAC-15"},
         {"kind": "drilling", "makes": ["ghost"]}],
        state, part=spec(bore="⌀17 H7 Ⓔ"), machine="CU-3AX",
    )  # fmt: skip
    _, ream, drill, gauged, ghost, _ = rows_of(scene)
    assert [str(p.message) for p in ream.problems] == [
        "the workshop has no tool for reaming ⌀17.00 H7"
    ]
    (unknown,) = drill.problems
    assert (str(unknown.message), str(unknown.hint)) == (
        "the tool 'FS-633' is not in the workshop", "did you mean 'FS-63'?",
    )  # fmt: skip
    assert str(unknown.where) == "process.toml: phase[0].operation[1].tool"
    assert "did you mean 'PAC-150'" in str(gauged.problems[-1].hint)
    assert "not known" in str(ghost.problems[0].message)
    lost = rows_of(work([], state, machine="CU-3AXE"))[0]
    assert str(lost.problems[0].hint) == "did you mean 'CU-3AX'?"


def test_every_milling_choice_suits_its_cut():
    state = block(slot=(1,))
    narrow = replace(state, faces=(*state.faces,), features={"slot": (1,)})
    scene = work([{"kind": "slot_milling", "makes": ["slot"]}], narrow)
    row = rows_of(scene)[1]
    assert row.tool.kind == "slot_mill"
    assert row.tool.diameter_mm == max(t.diameter_mm for t in SHOP.tools if t.kind == "slot_mill")


def test_titles_written_in_the_plan_and_manual_work():
    scene = work([{"kind": "manual", "makes": ["top"], "title": "Ébavurer", "manual_time": 2.5}],
                 block())  # fmt: skip
    row = rows_of(scene)[1]
    assert (str(row.designation), row.manual_min, row.conditions) == ("Ébavurer", 2.5, None)
    assert row.problems == ()


def test_an_inspection_neither_clamps_nor_deburrs():
    scene = work([{"kind": "manual", "title": "Contrôler", "manual_time": 6}], block(),
                 machine="CTRL-1")  # fmt: skip
    first, _, last = rows_of(scene)
    assert [r.designation.say("fr") for r in (first, last)] == [
        "Poser la pièce", "Retirer la pièce, enregistrer les résultats",
    ]  # fmt: skip


def test_cf_belong_to_the_last_operation_on_their_surfaces():
    plan = phase(
        [{"kind": "face_milling", "makes": ["top"], "stage": "rough"},
         {"kind": "face_milling", "makes": ["top"]},
         {"kind": "drilling", "makes": ["holes"]}],
        [{"name": "Cf1", "size": "40 ±0,1", "between": ["base", "top"]},
         {"name": "Cf2", "size": "20 ±0,1", "between": ["top", "holes[1]"]},
         {"name": "Cf3", "size": "9 ±0,1", "between": ["base", "left"]}],
    )  # fmt: skip
    assert realised_dimensions(plan) == {1: ("Cf1",), 2: ("Cf2",)}


def test_names_of_instances_belong_to_their_group():
    assert same_feature("holes", "holes[2]")
    assert same_feature("holes[2]", "holes")
    assert not same_feature("holes[1]", "holes[2]")
    assert not same_feature("hole", "holes")


def test_surfaces_are_numbered_over_the_whole_plan():
    data = {"stock": {"form": "plate", "size": [1, 1, 1]}, "phase": [
        {"number": n, "title": "t", "machine": "M",
         "operation": [{"kind": "drilling", "makes": makes} for makes in group]}
        for n, group in ((10, [["a", "b"], ["a"]]), (20, [["c"], ["b"]]))
    ]}  # fmt: skip
    plan = validate(data, Source("process.toml", ""), ProcessPlan)
    assert surface_numbers(plan) == {"a": 1, "b": 2, "c": 3}


def test_titles_of_tools_follow_the_language():
    titles = [tool_title(parse_workshop(None, lang=lang).tool("TD-CNMG")) for lang in ("fr", "en")]
    assert titles[0] == "Outil à charioter-dresser, ébauche CNMG 120408"
    assert titles[1].startswith("Turning and facing tool")


def test_the_feed_of_a_surface_that_is_ground_later_is_not_held_back_for_its_final_texture():
    """Ra 0.4 under rε 0.4 allows √(32·0.4·0.4/1000) = 0.0716 mm/rev, set as 0.07; the table has 0.12."""
    data = {
        "part": {"number": "ET-07", "title": "Axe", "material": "C45"},
        "dimensions": {"journal": {"size": "⌀40 h6 Ⓔ", "ra": "Ra 0,4"}},
    }
    part = validate(data, Source("spec.toml", ""), PartSpec)
    turning = {"kind": "turning", "makes": ["journal"], "tool": "TF-DNMG"}
    state = replace(shaft(), features={"journal": (2,)})
    scene = work([turning], state, removed=[5000.0], part=part, machine="TCN-2AX")
    before = rows_of(replace(scene, later=frozenset({"journal"})))[1].conditions
    final = rows_of(scene)[1].conditions
    assert final.f == pytest.approx(0.07)
    assert "ra" in final.limits_hit
    assert "ra" not in before.limits_hit
    assert before.f == pytest.approx(0.12)


def test_what_a_later_phase_makes():
    data = {
        "stock": {"form": "plate", "size": [100, 60, 40]},
        "phase": [
            {
                "number": n,
                "title": "x",
                "machine": "CU-3AX",
                "operation": [{"kind": "face_milling", "makes": [name]}],
            }
            for n, name in ((10, "top"), (20, "base"), (30, "top"))
        ],
    }
    plan = validate(data, Source("process.toml", ""), ProcessPlan)
    found = [made_later(plan, one) for one in plan.phases]
    assert found == [{"base", "top"}, {"top"}, set()]
