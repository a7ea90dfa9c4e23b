"""Clearance rules: which pairs they speak of, and what is too near."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.checks import clearance
from gmp_cad.evidence import AssemblyPosition, SweptPair
from gmp_cad.finding import Status
from gmp_cad.language import Message
from tests.canonical import PRODUCT, assembly, gap, overlap, placed
from tests.checks.test_motion import OPENING, swept

FREE = PRODUCT.partition("[[fit]]")[0]  # nothing is declared between the two
NAMED = FREE + '[[clearance]]\na = "plate"\nb = "pin"\nminimum = 2\n'
DEFAULT = FREE + "[[clearance]]\nminimum = 2\n"
MOVING = DEFAULT + "moving = true\n" + OPENING


def judged(text: str, **seen):
    return list(clearance.clearances(assembly(text, **seen)))


def codes(text: str, **seen):
    return [(f.code, f.status) for f in judged(text, **seen)]


FAIL, PASS = [("too_near", Status.FAIL)], [("kept", Status.PASS)]


def test_without_a_rule_nothing_is_said() -> None:
    assert judged(PRODUCT, gaps=[gap(0.1)]) == []


@pytest.mark.parametrize(
    ("distance", "expected"), [(1.9, FAIL), (1.99999, FAIL), (2.0, PASS), (2.5, PASS), (0.0, FAIL)]
)
def test_a_named_pair_keeps_its_gap_and_may_not_touch(distance: float, expected) -> None:
    assert codes(NAMED, gaps=[gap(distance)]) == expected


def test_a_gap_that_is_too_small_is_told_with_points_and_what_is_missing() -> None:
    (found,) = judged(NAMED, gaps=[gap(1.25)])
    assert (found.expected, found.observed, found.unit) == (2.0, 1.25, "mm")
    assert (found.subject, found.where.path) == ("product.pin+plate", "clearance[0]")
    said = str(found.message)
    assert "1.25 mm between pin (0 ; 0 ; 0) and plate (1.25 ; 0 ; 0)" in said
    assert "0.75 mm missing" in said


def test_a_named_pair_that_is_not_near_is_farther_than_what_was_measured() -> None:
    (found,) = judged(NAMED)
    assert found.status is Status.PASS
    assert "nearer than 5 mm" in str(found.message)
    (found,) = judged(NAMED.replace("= 2", "= 7"))
    assert "nearer than 7 mm" in str(found.message)


def test_a_named_pair_that_overlaps_breaks_its_rule() -> None:
    assert codes(NAMED, overlaps=[overlap(1.0, 0.1)]) == FAIL


def test_a_default_spares_contacts_joints_and_fits() -> None:
    assert codes(DEFAULT, gaps=[gap(1.0)]) == FAIL
    assert codes(DEFAULT, gaps=[gap(0.0)]) == PASS
    assert codes(DEFAULT, overlaps=[overlap(1.0, 0.1)]) == PASS  # product.interference tells it
    fitted = PRODUCT + "[[clearance]]\nminimum = 2\n"
    assert codes(fitted, gaps=[gap(1.0)]) == PASS
    joined = DEFAULT + '[[joint]]\nkind = "weld"\na = "pin"\nb = "plate"\n'
    assert codes(joined, gaps=[gap(1.0)]) == PASS


def test_the_more_precise_rule_holds() -> None:
    freed = DEFAULT + '[[clearance]]\na = "pin"\nb = "plate"\nminimum = 0\n'
    assert codes(freed, gaps=[gap(1.0)]) == [("no_pair", Status.WARN), *PASS]
    stricter = DEFAULT + '[[clearance]]\na = "pin"\nminimum = 3\n'
    assert codes(stricter, gaps=[gap(2.5)]) == [*FAIL, ("no_pair", Status.WARN)]


def over_positions(text: str, gaps: dict[float, tuple], turn: bool = False, **more):
    """The pin at several places along x, and what is near."""
    evidence = assembly(text)
    positions = [
        AssemblyPosition(
            parameters={"opening": at}, placements=(placed("plate"), placed("pin", at)), gaps=found
        )
        for at, found in gaps.items()
    ]
    return list(clearance.clearances(replace(evidence, positions=positions, **more)))


def test_the_worst_position_is_told() -> None:
    found = over_positions(NAMED + OPENING, {0.0: (gap(1.5),), 40.0: (gap(1.0),), 80.0: ()})
    assert [f.observed for f in found] == [1.0]
    assert "at opening = 40" in str(found[0].message)


def test_a_rule_for_moving_parts_speaks_of_those_that_move() -> None:
    gaps = {0.0: (gap(1.5),), 40.0: (gap(1.0),)}
    assert [f.code for f in over_positions(MOVING, gaps)] == ["too_near"]
    still = assembly(MOVING, gaps=[gap(1.0)])
    assert [f.code for f in clearance.clearances(still)] == ["no_pair"]


def test_parts_that_turn_together_do_not_move_to_each_other() -> None:
    turned = ((0.0, -1.0, 0.0, 0.0), (1.0, 0.0, 0.0, 7.0), (0.0, 0.0, 1.0, 0.0), (0, 0, 0, 1.0))
    start = (placed("plate"), placed("pin", 7.0))
    plate = replace(start[0], matrix=((0.0, -1.0, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0), *turned[2:]))
    positions = [
        AssemblyPosition(parameters={"opening": 0.0}, placements=start, gaps=(gap(1.0),)),
        AssemblyPosition(
            parameters={"opening": 40.0}, placements=(plate, replace(start[1], matrix=turned)),
            gaps=(gap(1.0),),
        ),
    ]  # fmt: skip
    together = replace(assembly(MOVING), positions=positions)
    assert [f.code for f in clearance.clearances(together)] == ["no_pair"]
    alone = (start[0], replace(start[1], matrix=turned))
    apart = replace(together, positions=[positions[0], replace(positions[1], placements=alone)])
    assert [f.code for f in clearance.clearances(apart)] == ["too_near"]


def test_what_a_motion_shows_between_the_positions_counts() -> None:
    gaps = {0.0: (gap(4.0),), 80.0: (gap(4.0),)}
    (found,) = over_positions(NAMED + OPENING, gaps, sweeps=[swept(least_mm=1.0, least_at=33.0)])
    assert (found.code, found.observed) == ("too_near", 1.0)
    assert "at opening = 33" in str(found.message)
    (found,) = over_positions(MOVING, gaps, sweeps=[swept(least_mm=0.0)])
    assert found.code == "kept"  # a default spares what comes into contact
    met = SweptPair(
        a="plate", b="pin", least_mm=0.0, least_at=1.0, first=1.0, overlap=overlap(1, 1)
    )
    (found,) = over_positions(NAMED + OPENING, gaps, sweeps=[replace(swept(), pairs=(met,))])
    assert (found.code, found.observed) == ("too_near", 0.0)


def test_a_mesh_judges_as_far_as_its_error_allows() -> None:
    def code(distance: float):
        return codes(NAMED, gaps=[gap(distance, method="mesh", error_mm=0.1)])

    assert code(1.8) == FAIL
    assert code(1.95) == code(2.05) == [("uncertain", Status.WARN)]
    assert code(2.15) == PASS


def test_a_rule_with_a_pair_of_which_nothing_is_known_is_no_pass() -> None:
    evidence = assembly(NAMED)
    unknown = (("pin", "plate", Message("no answer in time")),)
    position = replace(evidence.positions[0], unjudged=unknown)
    (found,) = clearance.clearances(replace(evidence, positions=[position]))
    assert (found.code, found.status) == ("unjudged", Status.WARN)


def test_a_rule_that_speaks_of_no_pair_is_told() -> None:
    assert codes(NAMED, placements=[placed("plate")]) == [("no_pair", Status.WARN)]
