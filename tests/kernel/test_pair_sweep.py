"""The way of a solid on a straight line: free, or something is in it."""

from __future__ import annotations

import math

import cadquery as cq
import pytest

from gmp_cad.kernel.pairs.pair_sweep import way_is_free

CONTACT_MM = 0.0005


def at(x=0.0, y=0.0, z=0.0):
    return ((1.0, 0.0, 0.0, x), (0.0, 1.0, 0.0, y), (0.0, 0.0, 1.0, z), (0.0, 0.0, 0.0, 1.0))


def block(x, y, z):
    return cq.Workplane("XY").box(x, y, z).val()


def free(a, b, start, travel):
    return way_is_free(a, b, at(*start), travel, CONTACT_MM)


PLATE = cq.Workplane("XY").box(40, 40, 10).faces(">Z").workplane().hole(10).val()
PIN = cq.Workplane("XY").circle(5).extrude(10).faces("|Z").chamfer(0.5).translate((0, 0, -5)).val()


@pytest.mark.parametrize(
    ("radius", "verdict"), [(5.0, True), (4.9, True), (5.0004, True), (5.001, False)]
)
def test_a_pin_goes_through_its_bore_when_it_is_no_larger(radius, verdict) -> None:
    pin = cq.Workplane("XY").circle(radius).extrude(10).translate((0, 0, -5)).val()
    assert free(PLATE, pin, (0, 0, 20), (0, 0, -40)) is verdict


def test_a_chamfered_pin_slides_in_a_bore_of_its_size() -> None:
    assert free(PLATE, PIN, (0, 0, 20), (0, 0, -20)) is True
    assert free(PLATE, PIN, (0.01, 0, 20), (0, 0, -20)) is False


def test_a_wall_thinner_than_any_sample_is_in_the_way() -> None:
    wall = block(0.01, 50, 50)
    slider = block(20, 10, 10)
    assert free(wall, slider, (-20, 0, 0), (40, 0, 0)) is False
    assert free(wall, slider, (-20, 0, 0), (9.99, 0, 0)) is True


def test_a_step_hidden_in_a_slide_is_found() -> None:
    """A jaw slides 80 mm on a rail of the same height; a grain of 2 µm stands on it half-way."""
    rail = block(100, 20, 10)
    grain = cq.Workplane("XY", origin=(3, 0, 5)).box(0.05, 0.05, 0.004).val()
    jaw = block(10, 20, 10)
    assert free(rail, jaw, (-40, 0, 10), (80, 0, 0)) is True
    assert free(rail.fuse(grain), jaw, (-40, 0, 10), (80, 0, 0)) is False


def test_a_ball_leads_with_one_half() -> None:
    ball, small = (cq.Workplane("XY").sphere(radius).val() for radius in (3, 2))
    plate = block(10, 10, 1)
    assert free(plate, ball, (-20, 0, 3.5), (40, 0, 0)) is True
    assert free(plate, ball, (-20, 0, 3.4), (40, 0, 0)) is False
    assert free(ball, small, (-20, 0, 5.001), (40, 0, 0)) is True
    assert free(ball, small, (-20, 0, 4.999), (40, 0, 0)) is False


@pytest.mark.soak
def test_a_bar_with_a_cross_hole_goes_through_its_bore() -> None:
    bar = cq.Workplane("XY").circle(5).extrude(40).faces("<Z").workplane(offset=-20)
    drilled = (
        bar.transformed(rotate=(90, 0, 0)).circle(2).extrude(20, both=True, combine="cut").val()
    )
    assert drilled.Volume() < 3140
    assert free(PLATE, drilled, (0, 0, 10), (0, 0, -60)) is True
    blocked = PLATE.fuse(cq.Workplane("XY", origin=(0, 4.9, 0)).box(0.5, 0.5, 0.5).val())
    assert free(blocked, drilled, (0, 0, 10), (0, 0, -60)) is False


def test_two_rings_that_lead_and_trail_prove_nothing() -> None:
    ring = cq.Solid.makeTorus(10, 2, dir=cq.Vector(0, 0, 1))
    assert free(ring, ring.copy(), (-40, 0, 3.9), (80, 0, 0)) is None


def test_what_is_only_passed_at_the_side_is_no_obstacle() -> None:
    post = block(4, 4, 50)
    assert free(post, block(10, 10, 10), (-30, 7, 0), (60, 0, 0)) is True
    assert free(post, block(10, 10, 10), (-30, 6.999, 0), (60, 0, 0)) is False


def test_a_slanted_way_is_followed() -> None:
    post = block(4, 4, 4)
    slant = (40 / math.sqrt(2), 40 / math.sqrt(2), 0)
    assert free(post, block(4, 4, 4), (-14, -14, 0), slant) is False
    assert free(post, block(4, 4, 4), (-20, -10, 0), slant) is True
