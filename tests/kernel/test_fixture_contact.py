"""Contacts found face by face: areas, lines and points whose size and place are known."""

from __future__ import annotations

import math

import cadquery as cq
import pytest

from gmp_cad.kernel.machining.fixture_contact import Placed, gap_between, touches
from tests import held_block as t

BLOCK = Placed("workpiece", t.workpiece())
APPROX = {"abs": 1e-6}


def found(shape: cq.Shape, block: Placed = BLOCK):
    return touches(Placed("pin", shape), block, t.TOLERANCE_MM)


def test_a_flat_pad_touches_over_its_disc() -> None:
    (touch,) = found(t.post(10, 10, -15, 0))
    assert touch.kind == "area"
    assert touch.area_mm2 == pytest.approx(25 * math.pi, **APPROX)
    assert touch.point == pytest.approx((10, 10, 0), **APPROX)
    assert touch.normal == pytest.approx((0, 0, 1))
    assert BLOCK.faces[touch.face].direction == pytest.approx((0, 0, -1))


def test_a_pad_over_the_edge_touches_only_where_the_block_is() -> None:
    (touch,) = found(t.slab((-10, 10, -15), (4, 30, 0)))
    assert touch.area_mm2 == pytest.approx(4 * 20, **APPROX)
    assert touch.point == pytest.approx((2, 20, 0), **APPROX)


def test_a_pin_touches_a_wall_along_a_line_as_long_as_both_go() -> None:
    (touch,) = found(t.post(30, -5, -15, 20))
    assert touch.kind == "line"
    assert touch.length_mm == pytest.approx(20, **APPROX)
    assert sorted(p[2] for p in touch.outline) == pytest.approx([0, 20], **APPROX)
    assert touch.point == pytest.approx((30, 0, 10), **APPROX)
    assert touch.normal == pytest.approx((0, 1, 0), **APPROX)


def test_a_ball_touches_at_a_point() -> None:
    (touch,) = found(cq.Workplane(origin=(40, 20, -8)).sphere(8).val())
    assert touch.kind == "point"
    assert touch.point == pytest.approx((40, 20, 0), abs=1e-4)
    assert touch.normal == pytest.approx((0, 0, 1), abs=1e-6)


def test_a_tip_touches_with_the_normal_of_the_block() -> None:
    cone = cq.Solid.makeCone(5, 0, 10, cq.Vector(40, 20, -10), cq.Vector(0, 0, 1))
    (touch,) = found(cone)
    assert touch.kind == "point"
    assert touch.point == pytest.approx((40, 20, 0), **APPROX)
    assert touch.normal == pytest.approx((0, 0, 1))


def test_a_pin_fills_its_bore() -> None:
    bored = Placed("workpiece", t.workpiece().cut(t.post(50, 30, -1, 50, 8.0)))
    (touch,) = found(t.post(50, 30, -15, 12, 8.0), bored)
    assert touch.axis is not None
    assert (touch.radius_mm, touch.length_mm) == pytest.approx((8, 12), **APPROX)
    assert touch.arc_deg == pytest.approx(360, abs=1e-4)
    assert touch.area_mm2 == pytest.approx(2 * math.pi * 8 * 12, abs=1e-4)


def test_a_relieved_pin_touches_its_bore_on_two_arcs() -> None:
    bored = Placed("workpiece", t.workpiece().cut(t.post(50, 30, -1, 50, 8.0)))
    pin = t.post(50, 30, -15, 12, 8.0).intersect(t.slab((40, 26, -20), (60, 34, 20)))
    arcs = found(pin, bored)
    # The seam of the cylinder may part an arc in two.
    for side in (-1, 1):
        own = [a for a in arcs if a.normal[0] * side > 0.9]
        assert sum(a.arc_deg for a in own) == pytest.approx(60, abs=1e-4)  # 2·asin(4/8)


def test_chamfers_and_edges_that_meet_a_plane_are_no_contacts() -> None:
    pad = cq.Workplane(obj=t.post(10, 10, -15, 0)).faces(">Z").chamfer(1).val()
    (touch,) = found(pad)
    assert touch.area_mm2 == pytest.approx(16 * math.pi, **APPROX)


def test_what_is_apart_does_not_touch_and_says_how_far() -> None:
    short = Placed("pad", t.post(10, 10, -15, -0.5))
    assert touches(short, BLOCK, t.TOLERANCE_MM) == ()
    gap = gap_between(short, BLOCK)
    assert gap.gap_mm == pytest.approx(0.5, **APPROX)


def test_faces_that_look_the_same_way_do_not_touch() -> None:
    inside = t.slab((20, 20, 0), (30, 30, 10))  # in the block, flush with its base
    assert all(touch.kind == "point" for touch in found(inside)) or found(inside) == ()
