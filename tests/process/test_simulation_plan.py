"""A plan as the method of Δl sees it: the worked example from its faces, and the choice of Δl."""

from __future__ import annotations

import pytest

from gmp_cad.checks import transfer
from gmp_cad.documents.plan.simulation import SimulationSheets, simulation_document
from gmp_cad.process import dispersion_choice
from gmp_cad.process.simulation import Item
from gmp_cad.process.simulation_plan import simulation, simulations
from gmp_cad.process.simulation_remedies import remedies
from gmp_cad.spec.operation import Operation
from gmp_cad.spec.process import Stock
from gmp_cad.spec.workshop import parse_workshop
from tests.process.worked_shaft import PHASE_10, PHASE_20, evidence_of, scene

Z = 2


def test_the_usual_dispersions_are_those_of_the_worked_example():
    found = simulation(scene(), Z).first.dispersions
    assert {(i.phase, i.surface): v for i, v in found.items()} == {
        ("00", "stock <Z"): 0.5, ("00", "stock >Z"): 0.5,
        ("10", "stock >Z"): 0.4, ("10", "left_face"): 0.04, ("10", "left_shoulder"): 0.04,
        ("20", "left_face"): 0.02, ("20", "right_face"): 0.04, ("20", "right_shoulder"): 0.04,
    }  # fmt: skip


def test_the_worked_example_from_its_faces():
    found = simulation(scene(), Z)
    assert {(t.condition.source, t.condition.kind): t.total for t in found.traced} == {
        ("left_length", "dimension"): 0.08, ("length", "dimension"): 0.06,
        ("collar", "dimension"): 0.14, ("right_face", "chip"): 0.5, ("left_face", "chip"): 1.44,
    }  # fmt: skip
    assert {(s.segment.phase, *sorted(s.segment.ends)): (s.mean, s.it) for s in found.sized} == {
        ("00", "stock <Z", "stock >Z"): (82.5, 1.0),
        ("10", "left_face", "stock >Z"): (80.9, 0.455),
        ("10", "left_face", "left_shoulder"): (20.0, 0.11),
        ("20", "left_face", "right_shoulder"): (55.1, 0.09),
        ("20", "left_face", "right_face"): (80.0, 0.3),
    }
    assert {c.traced.condition.source: (c.low, c.high, c.needed) for c in found.chips} == {
        "right_face": (0.5225, 1.2775, 0.5), "left_face": (0.8725, 2.3275, 0.5),
    }  # fmt: skip


def test_across_a_turned_part_nothing_is_asked():
    assert [simulation(scene(), axis).traced for axis in (0, 1)] == [(), ()]


def test_a_measured_dispersion_replaces_the_usual_one():
    measured = [{"phase": 10, "surface": "left_shoulder", "value": 0.012, "note": "mesuré"}]
    found = simulation(scene(dispersion=measured), Z).first.dispersions
    assert found[Item("10", "left_shoulder")] == 0.012
    assert found[Item("10", "left_face")] == 0.04


def test_two_stages_are_two_surfaces_with_a_chip_between_them():
    rough = {"kind": "facing", "makes": ["right_face"], "stage": "rough", "allowance": 0.5}
    found = simulation(scene(ph20={"operation": [rough, *PHASE_20["operation"]]}), Z)
    assert found.first.positions["right_face@20.1"] == 80.5
    assert found.first.dispersions[Item("20", "right_face@20.1")] == 0.1
    chips = {t.condition.end: (t.condition.start, t.condition.chip, t.total)
             for t in found.traced if t.condition.chip and t.condition.source == "right_face"}  # fmt: skip
    assert chips == {
        "right_face@20.1": ("stock >Z", 0.5, 0.56), "right_face": ("right_face@20.1", 0.2, 0.14),
    }  # fmt: skip


TIGHT = {"collar": {"size": "35 +0,12/0", "between": ["left_shoulder", "right_shoulder"]}}


def tight():
    found = simulation(scene(dimensions=TIGHT), Z)
    return found, next(t for t in found.traced if t.condition.source == "collar")


def test_an_infeasible_condition_and_what_would_mend_it():
    found, collar = tight()
    assert (collar.total, collar.slack, collar.feasible) == (0.14, -0.02, False)
    tried = {
        (r.kind, r.surface, r.phase): (r.total, r.breaks) for r in remedies(found.first, collar)
    }
    assert tried == {
        ("co_machine", "left_shoulder", "20"): (0.08, ()),
        ("co_machine", "right_shoulder", "10"): (0.08, ()),
        ("locate", "left_shoulder", "20"): (0.06, ()),
        ("least", "", ""): (0.08, ()),
        ("ask", "", ""): (0.14, ()),
    }


def test_the_remedy_of_the_worked_example_makes_the_plan_feasible():
    first, second = PHASE_10["operation"], PHASE_20["operation"]
    moved = scene(
        dimensions=TIGHT, ph10={"operation": [first[0], {**first[1], "makes": ["journal"]}]},
        ph20={"operation": [second[0], {**second[1], "makes": ["left_shoulder", "right_shoulder"]}]},
    )  # fmt: skip
    collar = next(t for t in simulation(moved, Z).traced if t.condition.source == "collar")
    assert (collar.total, collar.feasible, collar.direct) == (0.08, True, True)


def test_a_remedy_says_what_it_would_break():
    """Locating phase 20 on the shoulder 4 gives the collar, and takes the length its datum."""
    narrow = TIGHT | {"length": {"size": "80 ±0,035", "between": ["left_face", "right_face"]}}
    found = simulation(scene(dimensions=narrow), Z)
    collar = next(t for t in found.traced if t.condition.source == "collar")
    broken = {r.kind: r.breaks for r in remedies(found.first, collar)}
    assert broken["locate"] == ("length",)  # 0,04 + 0,04 + 0,02 + 0,04 > 0,07
    assert broken["least"] == ()


WORKSHOP = parse_workshop(None)


@pytest.mark.parametrize(
    ("operations", "machine", "expected"),
    [
        ([{"kind": "face_milling"}], "CU-3AX", "nc_finish"),
        ([{"kind": "face_milling", "stage": "rough"}], "CU-3AX", "nc_rough"),
        ([{"kind": "drilling"}], "CU-3AX", "nc_rough"),
        ([{"kind": "spot_drilling"}, {"kind": "drilling"}], "CU-3AX", "nc_finish"),
        ([{"kind": "spot_drilling"}, {"kind": "reaming"}], "CU-3AX", "reamed_nc"),
        ([{"kind": "grinding"}], "CU-3AX", "grinding"),
        ([{"kind": "facing"}], "by_hand", "conventional_dial"),
    ],
)
def test_the_dispersion_of_a_machined_surface(operations, machine, expected):
    known = WORKSHOP.machine("CU-3AX")
    post = known.model_copy(update={"control": ""}) if machine == "by_hand" else known
    cuts = [Operation.model_validate({**op, "makes": ("top",)}) for op in operations]
    assert dispersion_choice.machined(cuts, post).condition == expected


@pytest.mark.parametrize(
    ("stock", "axis", "expected"),
    [
        ({"form": "round", "size": (50, 80), "axis": "+X"}, 0, "sawn"),
        ({"form": "round", "size": (50, 80), "axis": "+X"}, 1, "drawn"),
        ({"form": "plate", "size": (100, 60, 12)}, 2, "drawn"),
        ({"form": "plate", "size": (100, 60, 12)}, 0, "sawn"),
        ({"form": "casting"}, 1, "sand_cast"),
        ({"form": "forging"}, 2, "forged"),
    ],
)
def test_how_raw_faces_were_obtained(stock, axis, expected):
    assert dispersion_choice.stock_condition(Stock.model_validate(stock), axis) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "soft_jaws"),
        ({"workholding": "Mandrin 3 mors durs"}, "hard_jaws"),
        ({"clamping": [{"on": "journal", "force": 4000, "kind": "collet"}], "workholding": "Pince"},
         "soft_jaws"),
        ({"workholding": "", "fixture": "mors"}, "soft_jaws"),
        ({"clamping": [{"on": "journal", "force": 4000, "kind": "strap"}]}, "machined"),
        ({"clamping": [{"on": "journal", "force": 4000, "kind": "strap"}], "workholding": "",
          "fixture": "montage"}, "machined"),
    ],
)  # fmt: skip
def test_the_dispersion_of_a_surface_located_on(changes, expected):
    phase = scene(ph20=changes).plan.phases[1]
    assert dispersion_choice.located(phase, raw="").condition == expected
    assert dispersion_choice.located(phase, raw="sawn").condition == "sawn"


def without_the_right_face():
    turned = {"kind": "turning", "makes": ["right_shoulder", "body", "end"]}
    return scene(ph20={"operation": [turned], "dimension": [PHASE_20["dimension"][1]]})


def test_a_surface_that_no_phase_makes_is_tied_to_nothing_and_told():
    shown = without_the_right_face()
    found = simulation(shown, Z)
    assert not found.surfaces.exists("right_face")
    assert all(found.surfaces.exists(name) for name in ("left_face", "stock >Z"))
    assert found.first.positions["right_face"] == 80
    (length,) = [t for t in found.traced if t.condition.source == "length"]
    assert (length.path, length.feasible, length.slack) == ((), False, None)
    (fault,) = [f for f in transfer.given(evidence_of(shown)) if f.code == "not_given"]
    assert fault.subject == "shaft.length"
    assert fault.hint.say("en") == (
        "no phase makes right_face, and the stock does not have it: name it in makes of an operation"
    )


def test_the_document_of_a_plan_shows_what_no_phase_makes_without_a_number():
    shown = without_the_right_face()
    sheets = SimulationSheets(scene=shown, axes=simulations(shown))
    (axis,) = simulation_document(sheets, "en").context["axes"]
    (row,) = [r for r in axis["conditions"] if r["status"] == "FAIL"]
    assert row["cells"] == ["length", "1 left face — right face", "80 ±0.15", "", "—", "0.3", "—"]
