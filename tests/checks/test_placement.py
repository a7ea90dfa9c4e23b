"""Placements judged: refused, missed constraints, the same part twice, parts far away; solids."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from gmp_cad.checks import interference, placement, product, soundness
from gmp_cad.evidence import WORKPIECE, AssemblyPosition, Residual, SolidBounds
from gmp_cad.finding import Status
from gmp_cad.language import Message
from tests.canonical import PRODUCT, assembly, overlap, placed

NAN = Message("the placement of {name} holds NaN or infinity", name="pin")
MOVING = PRODUCT + "[parameters]\nx = { from = 0, to = 9, default = 0 }\n"


def at(*positions: AssemblyPosition, text: str = PRODUCT) -> product.AssemblyEvidence:
    return replace(assembly(text), positions=positions)


def standing(*placements, x: float | None = None, **more) -> AssemblyPosition:
    parameters = {} if x is None else {"x": x}
    return AssemblyPosition(parameters=parameters, placements=placements, **more)


def missed(miss: float, number: int = 1, kind: str = "Point", solver: str = "converged", **more):
    values = {"parts": ("plate", "pin"), "wanted": 0.0, "found": miss, "unit": "mm"} | more
    return Residual(number=number, kind=kind, miss_mm=miss, solver=solver, **values)


def solved(*residuals: Residual, **more) -> AssemblyPosition:
    worst = max((r.miss_mm for r in residuals), default=0.0)
    return standing(
        placed("plate"),
        placed("pin"),
        residuals=residuals,
        residual_mm=worst,
        constraints=3,
        **more,
    )


def only(findings):
    (finding,) = findings
    return finding


def judged(*positions: AssemblyPosition, text: str = PRODUCT):
    return only(placement.placements(at(*positions, text=text)))


# --- constraints


def test_an_assembly_that_solves_nothing_passes_in_one_line() -> None:
    found = judged(standing(placed("plate"), placed("pin")))
    assert (found.code, found.status) == ("given", Status.PASS)


@pytest.mark.parametrize(
    ("miss", "code"), [(0.0, "solved"), (1e-4, "solved"), (1.0001e-4, "residual")]
)
def test_a_tenth_of_a_micrometre_decides(miss: float, code: str) -> None:
    found = judged(solved(missed(miss)))
    assert (found.code, found.expected, found.observed) == (code, 1e-4, miss)
    assert found.status is (Status.PASS if code == "solved" else Status.FAIL)


def test_all_that_is_missed_is_one_finding_about_the_worst_over_all_positions() -> None:
    found = judged(
        solved(missed(0.5, 2), missed(0.2, 1), x=0.0),
        solved(missed(3.0, 2, kind="Axis", unit="°", wanted=90.0, found=88.0), x=9.0),
        text=MOVING,
    )
    assert (found.subject, found.observed) == ("product.plate+pin", 3.0)
    told = found.message.say("en")
    assert "constraint 2 (Axis: plate, pin) is missed by 3 mm" in told
    assert "90° wanted, 88° found" in told
    assert "missed too: 1 (Point plate + pin)" in told
    assert "x = 9" in told


@pytest.mark.parametrize(
    ("residual", "words"),
    [
        (missed(1.0), "cannot all hold"),
        (missed(1.0, solver="stopped"), "stopped before"),
        (missed(1.0, solver="not_run"), "solve()"),
        (missed(1.0, kind="PointOnLine", wanted=4.0), "distance from a line"),
        (missed(1.0, kind="PointOnLine"), "cannot all hold"),
        (missed(1.0, kind="PointOnLine", wanted=4.0, solver="not_run"), "call solve()"),
    ],
)
def test_the_hint_says_what_to_do(residual: Residual, words: str) -> None:
    assert words in str(judged(solved(residual)).hint)


# --- what is not placed


def test_a_refused_placement_is_one_fault_and_its_quantity_another_matter() -> None:
    bad = standing(placed("plate"), refused=(("pin", NAN),), x=0.0)
    evidence = at(bad, replace(bad, parameters={"x": 9.0}), text=MOVING)
    found = only(placement.placements(evidence))
    assert (found.code, found.status, found.subject) == ("refused", Status.FAIL, "product.pin")
    assert {f.status for f in product.quantities(evidence)} == {Status.PASS}


def test_what_stands_in_one_bad_sub_assembly_is_told_together() -> None:
    reason = Message("the placement of {name} scales by {scale}: a part keeps its size",
                     name="jaw", scale=2.0)  # fmt: skip
    names = [f"pin.{k}" for k in range(2, 10)]
    found = judged(standing(placed("plate"), refused=tuple((name, reason) for name in names)))
    told = found.message.say("en")
    assert "jaw scales by 2" in told
    assert "pin.2, pin.3, pin.4, pin.5, pin.6 and 3 more" in told


# --- the same part in one place


def twice(*overlaps) -> product.AssemblyEvidence:
    position = standing(
        placed("plate"), placed("pin"), placed("pin.2"), overlaps=tuple(overlaps), pairs_tested=3
    )
    return at(position)


def test_a_part_that_stands_twice_is_told_once_and_hides_no_other_interference() -> None:
    same = replace(overlap(9.0, 3.0), a="pin", b="pin.2")
    other = replace(overlap(9.0, 3.0), a="pin", b="plate")
    found = only(placement.placements(twice(same)))
    assert (found.code, found.status, found.subject) == (
        "twice", Status.FAIL, "product.pin+pin.2",
    )  # fmt: skip
    clear = only(interference.interference(twice(same)))
    assert clear.status is Status.PASS
    assert "product.placement" in clear.message.say("en")
    assert only(interference.interference(twice(same, other))).subject == "product.pin+plate"


def test_two_items_of_one_part_in_one_place_are_the_same_part() -> None:
    text = PRODUCT.replace("[[fit]]", '[[item]]\nref = 3\nname = "peg"\npart = "pin"\n[[fit]]', 1)
    found = judged(standing(placed("plate"), placed("pin"), placed("peg")), text=text)
    assert (found.code, found.subject) == ("twice", "product.peg+pin")


def test_different_parts_in_one_place_and_turned_ones_are_left_to_the_interference() -> None:
    turned = replace(
        placed("pin.2"),
        matrix=((0.0, -1.0, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0), *placed("pin").matrix[2:]),
    )
    position = standing(placed("plate"), placed("pin"), turned,
                        overlaps=(replace(overlap(9.0, 3.0), a="pin", b="pin.2"),))  # fmt: skip
    assert judged(position).code == "given"
    assert only(interference.interference(at(position))).code == "overlap"


# --- far away


@pytest.mark.parametrize(("x", "code"), [(1e6, "far"), (-1e6, "far"), (18.0, "given")])
def test_a_part_a_kilometre_away_is_warned_of(x: float, code: str) -> None:
    found = judged(standing(placed("plate"), placed("pin", x)))
    assert found.code == code
    if code == "far":
        assert found.status is Status.WARN
        assert found.observed == pytest.approx(1e6, rel=1e-5)
        assert "1000 m" in found.message.say("en")


def test_a_lost_pair_among_many_is_told_together_wherever_the_others_stand() -> None:
    chance = random.Random(1)
    grid = [placed(f"pin.{k}", chance.uniform(5e5, 5e5 + 300)) for k in range(40)]
    found = judged(standing(*grid, placed("pin.98", -1e6), placed("pin.99", -1e6 - 5)))
    assert found.message.say("en").startswith("pin.98, pin.99: 1500 m")


def test_a_long_row_of_small_parts_is_not_far() -> None:
    row = [placed(f"pin.{k}", 15.0 * k) for k in range(200)]
    assert judged(standing(*row)).code == "given"


def test_a_ring_of_small_parts_around_a_small_one_is_not_far() -> None:
    wide = replace(
        assembly().masses["plate"], bounding_box_mm=(-500.0, -500.0, 0.0, 500.0, 500.0, 1.0)
    )
    position = standing(
        placed("plate"), *(placed(f"pin.{k}", x) for k, x in enumerate((-499, 0, 499)))
    )
    evidence = at(position)
    masses = {**evidence.masses, "plate": wide}
    assert only(placement.placements(replace(evidence, masses=masses))).code == "given"


# --- solids


def bounds(fault: Message | None = None) -> SolidBounds:
    return SolidBounds(box_mm=(0.0, 0.0, 0.0, 1.0, 1.0, 1.0), volume_mm3=1.0, faces=6, fault=fault)


def test_each_unsound_solid_is_told_once_however_often_it_is_placed() -> None:
    open_ = bounds(Message("its shell is open"))
    evidence = replace(assembly(), bounds={"pin": open_, "plate": bounds(), WORKPIECE: open_})
    found = list(soundness.sound(evidence))
    assert [(f.subject, f.status) for f in found] == [
        ("product.pin", Status.FAIL), ("product.workpiece", Status.FAIL),
    ]  # fmt: skip
    assert "its shell is open" in found[0].message.say("en")
    assert (found[0].where is not None, found[1].where) == (True, None)
    assert "workpiece" in str(found[1].hint)


def test_sound_solids_pass_in_one_line() -> None:
    evidence = replace(assembly(), bounds={"pin": bounds(), "plate": bounds()})
    found = only(soundness.sound(evidence))
    assert (found.code, found.status) == ("sound", Status.PASS)
    assert not list(soundness.sound(assembly()))
