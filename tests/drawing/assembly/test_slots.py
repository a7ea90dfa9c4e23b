"""A tongue 12 wide in a slot 6 deep and 30 long: where its fit is, and which section shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.drawing.assembly.joints import FitSide
from gmp_cad.drawing.assembly.slots import slot_places
from tests.drawing.assembly.shapes import block

TONGUE = block("tenon", (-10, -6, -6, 10, 6, 4), ref=2)


def slotted(width: float = 12.0, y: float = 0.0, depth: float = 6.0):
    """A block whose top has a slot along x: its two walls look at each other."""
    walls = block("corps", (-15, y - width / 2, -depth, 15, y + width / 2, 0))
    inward = tuple(
        replace(face, direction=tuple(-c + 0.0 for c in face.direction))
        for face in walls.faces
        if abs(face.direction[1]) == 1
    )
    return replace(walls, faces=inward)


def places(hole, shaft=TONGUE):
    return slot_places([hole, shaft], FitSide(item="corps"), FitSide(item="tenon"), 12.0)


def test_a_tongue_engages_over_what_both_share() -> None:
    found = places(slotted())
    assert {tuple(abs(c) for c in p.direction): p.length_mm for p in found} == {
        (1.0, 0.0, 0.0): 20.0, (0.0, 0.0, 1.0): 6.0,
    }  # fmt: skip
    for place in found:
        assert place.middle == pytest.approx((0.0, 0.0, -3.0))
        assert (place.radius_mm, place.hole, place.shaft) == (6.0, "corps", "tenon")
        assert tuple(abs(c) for c in place.across or ()) == (0.0, 1.0, 0.0)


def test_a_section_across_the_slot_shows_its_depth_and_one_from_above_its_length() -> None:
    def seen(*toward: float) -> list[float]:
        return [place.length_mm for place in places(slotted()) if place.seen(toward)]

    assert seen(1.0, 0.0, 0.0) == [6.0]
    assert seen(0.0, 0.0, -1.0) == [20.0]
    assert seen(0.0, 1.0, 0.0) == []


def test_what_is_aside_too_wide_or_out_of_reach_does_not_engage() -> None:
    assert places(slotted(y=0.5)) == ()
    assert places(slotted(width=12.1)) == ()
    away = block("tenon", (-10, -6, 1, 10, 6, 4), ref=2)
    assert places(slotted(), away) == ()
