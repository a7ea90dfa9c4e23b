"""Overlaps of placed parts against closed forms; contact and clearance are not overlaps."""

from __future__ import annotations

import math

import cadquery as cq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.evidence import AssemblyPosition, Placement
from gmp_cad.kernel.interference import PairMemo, at_position
from gmp_cad.kernel.placement import location, matrix_of


def matrix(x=0.0, y=0.0, z=0.0):
    return ((1.0, 0.0, 0.0, x), (0.0, 1.0, 0.0, y), (0.0, 0.0, 1.0, z), (0.0, 0.0, 0.0, 1.0))


def check(shapes, **places):
    placements = tuple(
        Placement(name=n.replace("__", "."), item=n.split("__")[0], matrix=m)
        for n, m in places.items()
    )
    return at_position(AssemblyPosition(parameters={}, placements=placements), PairMemo(shapes))


BOX = cq.Solid.makeBox(10, 10, 10)
RING = cq.Workplane().circle(10).circle(4).extrude(10).val()
PIN = cq.Workplane().circle(4.2).extrude(30).val()


def test_two_boxes_overlap_by_their_common_block() -> None:
    found = check({"a": BOX}, a=matrix(), a__2=matrix(9, 2, 1)).overlaps
    assert [(o.a, o.b) for o in found] == [("a", "a.2")]
    assert found[0].volume_mm3 == pytest.approx(1 * 8 * 9, rel=1e-9)
    assert found[0].depth_mm == pytest.approx(1, abs=1e-6)
    assert found[0].centre_mm == pytest.approx((9.5, 6, 5.5), abs=1e-6)
    assert found[0].box_mm == pytest.approx((9, 2, 1, 10, 10, 10), abs=1e-6)


@pytest.mark.parametrize("place", [matrix(10), matrix(10, 10), matrix(10, 10, 10), matrix(20)])
def test_contact_and_clearance_are_no_overlap(place) -> None:
    assert check({"a": BOX}, a=matrix(), a__2=place).overlaps == ()


def test_a_pin_in_a_smaller_hole_is_a_ring() -> None:
    (found,) = check({"pin": PIN, "ring": RING}, pin=matrix(50, 0, -5), ring=matrix(50)).overlaps
    assert found.volume_mm3 == pytest.approx(math.pi * (4.2**2 - 4**2) * 10, rel=1e-9)
    assert found.depth_mm == pytest.approx(0.2, abs=1e-6)
    assert found.ring_mm == pytest.approx((8, 8.4, 10, 0), abs=1e-6)


@pytest.mark.parametrize("width", [7.949, 7.96])
@pytest.mark.parametrize("order", [("key", "shaft"), ("shaft", "key")])
def test_a_key_in_a_narrower_keyway_of_its_own_length_overlaps(width: float, order) -> None:
    """The round ends touch from within, where OCCT may find no common solid at all."""
    stock = cq.Workplane("YZ").circle(15).extrude(80)
    x = 30 + (20 - width) / 2
    keyway = cq.Workplane(origin=(x, 0, 11)).slot2D(20, width).extrude(30)
    key = cq.Workplane().slot2D(20, 8).extrude(7)
    shapes = {"shaft": stock.cut(keyway).val(), "key": key.val()}
    places = {"shaft": matrix(), "key": matrix(x, 0, 11)}
    (found,) = check(shapes, **{name: places[name] for name in order}).overlaps

    def outline(b: float) -> float:
        return (20 - b) * b + math.pi * b**2 / 4

    # between the height of the wall at the side of the key and that of the crown
    low, high = math.sqrt(15**2 - 4**2) - 11, 4.0
    between = outline(8) - outline(width)
    assert between * low < found.volume_mm3 < between * high


@pytest.mark.parametrize("width", [8.0, 8.036])
def test_a_key_that_fits_its_keyway_does_not_overlap(width: float) -> None:
    stock = cq.Workplane("YZ").circle(15).extrude(80)
    keyway = cq.Workplane(origin=(40, 0, 11)).slot2D(20, width).extrude(30)
    key = cq.Workplane().slot2D(20, 8).extrude(7)
    shapes = {"shaft": stock.cut(keyway).val(), "key": key.val()}
    assert check(shapes, shaft=matrix(), key=matrix(40, 0, 11)).overlaps == ()


def test_a_part_inside_another_is_found() -> None:
    small = cq.Solid.makeBox(2, 2, 2)
    (found,) = check({"big": BOX, "small": small}, big=matrix(), small=matrix(4, 4, 4)).overlaps
    assert found.volume_mm3 == pytest.approx(8, rel=1e-9)


def test_a_pin_of_the_size_of_its_hole_only_touches() -> None:
    fitted = cq.Workplane().circle(4).extrude(30).val()
    assert check({"pin": fitted, "ring": RING}, pin=matrix(z=-5), ring=matrix()).overlaps == ()


def test_distant_pairs_are_not_computed() -> None:
    found = check({"a": BOX}, a=matrix(), a__2=matrix(100), a__3=matrix(0, 100))
    assert found.pairs_tested == 0


@settings(max_examples=25, deadline=None)
@given(st.tuples(*[st.integers(-12, 12)] * 3))
def test_the_common_volume_of_two_cubes_is_the_product_of_their_shares(offset) -> None:
    expected = math.prod(max(0, 10 - abs(v)) for v in offset)
    found = check({"a": BOX}, a=matrix(), a__2=matrix(*map(float, offset))).overlaps
    assert sum(o.volume_mm3 for o in found) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_a_location_survives_its_matrix() -> None:
    loc = cq.Location((1, 2, 3), (10, 20, 30))
    again = location(matrix_of(loc))
    for point in ((0, 0, 0), (1, 0, 0), (3, -2, 5)):
        a, b = (cq.Vertex.makeVertex(*point).moved(x).Center().toTuple() for x in (loc, again))
        assert a == pytest.approx(b, abs=1e-8)


def test_the_deepest_of_several_overlaps_counts() -> None:
    feet = cq.Workplane().pushPoints([(0, 0), (40, 0)]).rect(8, 8).extrude(10)
    shallow, deep = cq.Solid.makeBox(10, 10, 10), cq.Solid.makeBox(10, 10, 10)
    pads = cq.Compound.makeCompound(
        [shallow.moved(cq.Location((-5, -5, -9.9997))), deep.moved(cq.Location((35, -5, -5)))]
    )
    shapes = {"feet": cq.Compound.makeCompound(feet.vals()), "pads": pads}
    (found,) = check(shapes, feet=matrix(), pads=matrix()).overlaps
    assert found.depth_mm == pytest.approx(5, abs=1e-6)


def test_two_holes_of_nearly_one_size_are_no_ring() -> None:
    plate = cq.Workplane().box(100, 40, 10)
    a = plate.pushPoints([(-30, 0)]).hole(6).val()
    b = plate.pushPoints([(30, 0)]).hole(6.0008).val()
    (found,) = check({"a": a, "b": b}, a=matrix(), b=matrix(z=5)).overlaps
    assert found.depth_mm == pytest.approx(5, abs=1e-6)


def test_only_the_pairs_asked_for_are_looked_at() -> None:
    shapes = {name: cq.Workplane().box(10, 10, 10).val() for name in ("a", "b", "c")}
    placements = tuple(
        Placement(name=name, item=name, matrix=matrix(x=3.0 * i)) for i, name in enumerate(shapes)
    )
    position = AssemblyPosition(parameters={}, placements=placements)
    some = at_position(position, PairMemo(shapes), {frozenset(("a", "c"))})
    assert [(o.a, o.b) for o in some.overlaps] == [("a", "c")]
    assert some.pairs_tested == 1
    assert at_position(position, PairMemo(shapes)).pairs_tested == 3
