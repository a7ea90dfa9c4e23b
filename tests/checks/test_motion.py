"""Motions and ways into place: the first collision, and what a pass says of its own proof."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.checks import motion
from gmp_cad.checks.product import AssemblyEvidence
from gmp_cad.evidence import Sweep, SweptPair
from gmp_cad.finding import Status
from gmp_cad.language import Message
from tests.canonical import PRODUCT, assembly, overlap

OPENING = "[parameters]\nopening = { from = 0, to = 80, default = 40 }\n"
WAY_IN = '[[insertion]]\npart = "pin"\nalong = "-Z"\n'


def swept(**pair) -> Sweep:
    """The pin past the plate over the opening, 0 to 80."""
    found = SweptPair(**{"a": "pin", "b": "plate", "least_mm": 0.5, "least_at": 30.0} | pair)
    return Sweep(of="opening", kind="parameter", samples=(0.0, 40.0, 80.0), pairs=(found,))


def moving(*sweeps: Sweep) -> AssemblyEvidence:
    return replace(assembly(PRODUCT + OPENING), sweeps=sweeps)


def insertion(**pair) -> AssemblyEvidence:
    """The pin that comes down into the plate over 60 mm."""
    found = SweptPair(**{"a": "pin", "b": "plate", "least_mm": 0.5, "least_at": 30.0} | pair)
    sweep = Sweep(of="pin", kind="insertion", samples=(60.0, 30.0, 0.0), pairs=(found,))
    return replace(assembly(PRODUCT + WAY_IN), sweeps=[sweep])


def test_a_collision_on_the_way_is_told_with_its_first_position() -> None:
    hit = overlap(3.0, 0.25)
    (found,) = motion.motions(moving(swept(first=12.5, before=12.4, overlap=hit)))
    assert (found.code, found.status, found.subject) == (
        "collision",
        Status.FAIL,
        "product.pin+plate",
    )
    assert (found.expected, found.observed, found.unit) == (0.0005, 0.25, "mm")
    said = found.message.say("fr")
    assert "opening = 12,5" in said
    assert "12,4" in said
    (found,) = motion.motions(moving(swept(first=0.0, overlap=hit)))
    assert "opening = 0 on" in str(found.message)
    assert "not yet" not in str(found.message)


def test_a_free_motion_says_how_finely_it_was_looked_at() -> None:
    (found,) = motion.motions(moving(swept(resolution_mm=0.1)))
    assert (found.code, found.status) == ("free", Status.PASS)
    said = str(found.message)
    assert "from opening = 0 to 80" in said
    assert "0.5 mm between pin and plate, at 30" in said
    assert "within 0.1 mm of travel may be missed (pin and plate)" in said
    (found,) = motion.motions(moving(swept(least_mm=0.0)))
    assert "smallest gap" not in str(found.message)
    assert "none can be missed" in str(found.message)


@pytest.mark.parametrize("depth", [0.0, 0.0005])
def test_parts_that_slide_on_each_other_do_not_collide(depth: float) -> None:
    (found,) = motion.motions(moving(swept(first=1.0, before=0.0, overlap=overlap(1.0, depth))))
    assert found.code == "free"


def test_a_mesh_that_leaves_a_collision_open_is_a_warning() -> None:
    unsure = replace(overlap(1.0, 0.01), method="mesh", error_mm=0.02)
    (found,) = motion.motions(moving(swept(first=1.0, overlap=unsure)))
    assert (found.code, found.status) == ("collision", Status.WARN)


def test_a_motion_that_was_not_gone_through_or_not_judged_is_no_pass() -> None:
    (found,) = motion.motions(moving())
    assert (found.code, found.status) == ("not_swept", Status.SKIP)
    reason = Message("no answer in time")
    unknown = replace(swept(), unjudged=(("pin", "plate", reason),))
    (found,) = motion.motions(moving(unknown))
    assert (found.code, found.status) == ("unjudged", Status.FAIL)
    assert list(motion.motions(assembly())) == []


def test_what_stands_in_the_way_is_told_with_the_way_still_to_go() -> None:
    (found,) = motion.order(insertion(first=20.0, before=20.1, overlap=overlap(9.0, 3.0)))
    assert (found.code, found.status, found.observed) == ("blocked", Status.FAIL, 20.0)
    assert found.where.path == "insertion[0]"
    said = str(found.message)
    assert "along -Z and meets plate 20 mm before its place, around (0 ; 0 ; 0)" in said


def test_of_two_parts_in_the_way_the_first_is_told() -> None:
    evidence = insertion(first=20.0, before=20.1, overlap=overlap(9.0, 3.0))
    (sweep,) = evidence.sweeps
    (pair,) = sweep.pairs
    later = replace(pair, b="other", first=35.0)
    evidence = replace(evidence, sweeps=[replace(sweep, pairs=(pair, later))])
    (found,) = motion.order(evidence)
    assert found.observed == 35.0


def test_a_free_way_passes_and_an_overlap_in_place_is_left_to_the_interference() -> None:
    (found,) = motion.order(insertion())
    assert (found.code, found.status) == ("free", Status.PASS)
    assert "over 60 mm" in str(found.message)
    (found,) = motion.order(insertion(first=0.0, before=0.1, overlap=overlap(9.0, 3.0)))
    assert found.code == "free"


def test_a_part_past_which_nothing_stands_meets_nothing() -> None:
    evidence = insertion()
    alone = Sweep(of="pin", kind="insertion", samples=(), pairs=())
    (found,) = motion.order(replace(evidence, sweeps=[alone]))
    assert (found.code, str(found.message)) == ("free", "pin meets nothing along -Z")


def test_a_way_in_that_was_not_gone_through_is_no_pass() -> None:
    (found,) = motion.order(assembly(PRODUCT + WAY_IN))
    assert (found.code, found.status) == ("not_swept", Status.SKIP)
