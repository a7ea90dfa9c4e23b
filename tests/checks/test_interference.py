"""Verdicts of a pair: clear, contact, interference, intended; what cannot be told is no pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from gmp_cad.checks import fit, interference, joint
from gmp_cad.checks.interference import verdict_of
from gmp_cad.checks.product import AssemblyEvidence
from gmp_cad.evidence import AssemblyPosition, SolidBounds
from gmp_cad.finding import Status
from gmp_cad.language import Message
from tests.canonical import PIN, PRODUCT, assembly, gap, overlap, placed, press_joint, thread_joint
from tests.checks.test_motion import OPENING

WELD = PRODUCT + '[[joint]]\nkind = "weld"\na = "pin"\nb = "plate"\n'


def judged(**seen):
    return list(interference.interference(assembly(**seen)))


@pytest.mark.parametrize(
    ("found", "verdict"),
    [
        (gap(0.001), "clear"),
        (gap(0.0), "contact"),
        (gap(1e-9), "contact"),
        (overlap(5.0, 0.0005), "contact"),
        (overlap(1e-9, 0.001), "interference"),
        (gap(0.01, method="mesh", error_mm=0.004), "clear"),
        (gap(0.01, method="mesh", error_mm=0.02), "unjudged"),
        (replace(overlap(1.0, 0.05), method="mesh", error_mm=0.02), "interference"),
        (replace(overlap(1.0, 0.01), method="mesh", error_mm=0.02), "unjudged"),
        (replace(overlap(1.0, 0.0001), method="mesh", error_mm=0.0001), "contact"),
    ],
)
def test_depth_and_distance_decide_within_what_is_known_of_them(found, verdict: str) -> None:
    assert verdict_of(assembly(), found) == verdict


def test_the_contact_is_as_deep_as_the_product_says() -> None:
    lax = assembly(PRODUCT.replace("contact_mm = 0.0005", "contact_mm = 0.05"))
    assert verdict_of(lax, overlap(1.0, 0.05)) == "contact"
    assert verdict_of(lax, overlap(1.0, 0.0501)) == "interference"


@pytest.mark.parametrize(("share", "verdict"), [(1.0, "intended"), (1.2, "interference")])
def test_a_thread_is_intended_where_it_is_its_ring(share: float, verdict: str) -> None:
    evidence = thread_joint(share)
    (found,) = evidence.positions[0].overlaps
    assert verdict_of(evidence, found) == verdict
    # product.thread says what is wrong with it, once
    assert [f.code for f in interference.interference(evidence)] == ["clear"]


def test_a_tight_fit_explains_the_overlap_of_its_own_placements_alone() -> None:
    evidence = replace(assembly(), tight=frozenset({frozenset(("pin", "plate"))}))
    assert verdict_of(evidence, overlap(1.0, 0.01)) == "intended"
    assert verdict_of(evidence, replace(overlap(1.0, 0.01), a="pin.2")) == "interference"


def test_a_finding_says_how_deep_how_much_which_way_and_where() -> None:
    (found,) = judged(overlaps=[replace(overlap(2.5, 0.25), direction=(0.0, 0.0, -1.0))])
    assert (found.code, found.status, found.subject) == (
        "overlap",
        Status.FAIL,
        "product.pin+plate",
    )
    assert (found.expected, found.observed, found.unit) == (0.0005, 0.25, "mm")
    said = found.message.say("fr")
    assert "0,25 mm" in said
    assert "2,5 mm³" in said
    assert "Z" in said
    assert "(0 ; 0 ; 0)" in said


def test_a_part_wholly_inside_another_is_told_as_that() -> None:
    (found,) = judged(overlaps=[replace(overlap(2.5, 0.25), inside="pin")])
    assert "pin lies wholly inside plate" in str(found.message)


def over_positions(depths: Mapping[float, float]) -> AssemblyEvidence:
    """Return an assembly with an overlap as deep (mm) as given at each opening, none where 0."""
    evidence = assembly(PRODUCT + OPENING)
    return replace(
        evidence,
        positions=[
            AssemblyPosition(
                parameters={"opening": at}, placements=evidence.positions[0].placements,
                overlaps=(overlap(1.0, depth),) if depth else (), gaps=() if depth else (gap(2.0),),
            )
            for at, depth in depths.items()
        ],
    )  # fmt: skip


def test_over_positions_the_first_and_the_deepest_are_told() -> None:
    evidence = over_positions({0.0: 0.0, 40.0: 0.1, 60.0: 0.3, 80.0: 0.2})
    (found,) = interference.interference(evidence)
    assert found.observed == 0.3
    said = str(found.message)
    assert "first at opening = 40, worst at opening = 60 (3 of 4 positions)" in said


def test_what_is_as_deep_at_every_position_is_told_so() -> None:
    (found,) = interference.interference(over_positions({0.0: 0.2, 40.0: 0.2 + 1e-9, 80.0: 0.2}))
    assert str(found.message).endswith("; at every position")


def test_a_pass_tells_the_contacts_and_the_smallest_clearance() -> None:
    (found,) = judged(gaps=[gap(0.0), gap(0.75, b="other"), gap(2.0, a="other", b="plate")])
    assert (found.code, found.status) == ("clear", Status.PASS)
    said = str(found.message)
    assert "contacts: 1" in said
    assert "0.75 mm between pin (0 ; 0 ; 0) and other (0.75 ; 0 ; 0)" in said


def test_a_mesh_says_so_and_what_it_leaves_open_is_a_warning() -> None:
    (sure,) = judged(overlaps=[replace(overlap(1.0, 0.05), method="mesh", error_mm=0.02)])
    assert sure.status is Status.FAIL
    assert "on meshes, within 0.02 mm" in str(sure.message)
    (open_,) = judged(gaps=[gap(0.01, method="mesh", error_mm=0.02)])
    assert (open_.code, open_.status) == ("uncertain", Status.WARN)


def test_pairs_of_which_nothing_is_known_fail_once_for_each_reason() -> None:
    evidence = assembly()
    late, crashed = Message("no answer in time"), Message("the kernel gave up")
    pairs = tuple((f"pin.{i}", "plate", late) for i in range(2, 10))
    position = replace(evidence.positions[0], unjudged=(*pairs, ("pin", "plate", crashed)))
    found = list(interference.interference(replace(evidence, positions=[position])))
    assert [(f.code, f.status) for f in found] == [("unjudged", Status.FAIL)] * 2
    assert "3 other pairs" in str(found[0].message)
    assert "pin + plate: could not be computed: the kernel gave up" in str(found[1].message)


def test_a_faulty_solid_is_compared_with_nothing_and_that_is_no_pass() -> None:
    bounds = SolidBounds(
        box_mm=(0.0, 0.0, 0.0, 1.0, 1.0, 1.0), volume_mm3=1.0, faces=6, fault=Message("open")
    )
    (found,) = interference.interference(replace(assembly(), bounds={"pin": bounds}))
    assert (found.code, found.status) == ("left_out", Status.WARN)


def test_what_is_welded_touches_and_no_more() -> None:
    def codes(**seen):
        evidence = assembly(WELD, **seen)
        other = [f.code for f in interference.interference(evidence)]
        assert other == ["clear"]  # product.weld speaks of its pair
        return [f.code for f in joint.welds(evidence)]

    assert codes(gaps=[gap(0.0)]) == ["touches"]
    assert codes(overlaps=[overlap(1.0, 0.0005)]) == ["touches"]
    assert codes(overlaps=[overlap(1.0, 0.001)]) == ["overlap"]
    assert codes(gaps=[gap(0.01)]) == codes() == ["apart"]


def test_every_placement_of_a_weld_touches_one_that_it_is_welded_to() -> None:
    placements = [placed("plate"), placed("pin"), placed("pin.2", 30.0)]
    both = [gap(0.0), gap(0.0, a="pin.2")]
    (found,) = joint.welds(assembly(WELD, placements=placements, gaps=both))
    assert found.status is Status.PASS
    (found,) = joint.welds(assembly(WELD, placements=placements, gaps=both[:1]))
    assert "pin.2 does not touch plate: more than 5 mm" in str(found.message)


def test_a_press_fit_that_does_not_touch_is_no_press_fit() -> None:
    evidence = press_joint(PIN.replace("p6", "s6"))
    position = replace(evidence.positions[0], gaps=(gap(0.02),))
    found = list(fit.presses(replace(evidence, positions=[position])))
    assert [f.code for f in found] == ["tight", "apart"]
    assert "0.02 mm between them" in str(found[1].message)


def test_a_thread_known_from_a_mesh_only_is_a_warning() -> None:
    evidence = thread_joint(1.0)
    (known,) = evidence.positions[0].overlaps
    meshed = replace(known, method="mesh", error_mm=0.02, ring_mm=None)
    position = replace(evidence.positions[0], overlaps=(meshed,))
    found = list(joint.threads(replace(evidence, positions=[position])))
    assert [(f.code, f.status) for f in found] == [("uncertain", Status.WARN)]
