"""Contacts of a phase as they push: jaws at 120°, corners of a vice, what holds both ways."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gmp_cad.process.contact_pressure import hertz_pressure
from gmp_cad.process.grips import both_ways, friction_of, opposite, workholding
from gmp_cad.process.pressures import pressures
from gmp_cad.standards.clamping_data import bearing, contact_n, workholders
from tests.process.holding_scenes import CHUCK, VICE, scene
from tests.process.workpieces import block, shaft

SIZES = workholders()
LYING = [{"on": "face", "normals": 3}]


def held(keys=VICE, **changes):
    work, _ = scene(keys, **changes)
    return workholding(work.phase, work.entering)


def gripped(z, *, radius=20.0, length=200.0, **keys):
    clamp = {"on": "body", "force": 9000, "point": [radius, 0, z], "kind": "chuck", **keys}
    (grip,) = held(
        CHUCK, entering=shaft(radius, length), locating=LYING, clamping=[clamp]
    ).grips  # fmt: skip
    return grip


@pytest.mark.parametrize(
    ("z", "low", "high"),
    [
        (100.0, 100 - SIZES.chuck_jaw_length / 2, 100 + SIZES.chuck_jaw_length / 2),
        (4.0, 0.0, 4 + SIZES.chuck_jaw_length / 2),
        (197.0, 197 - SIZES.chuck_jaw_length / 2, 200.0),
    ],
)
def test_three_jaws_touch_along_their_length_as_far_as_the_part_goes(z, low, high):
    grip = gripped(z)
    assert len(grip.pads) == 6
    for i, pad in enumerate(grip.pads):
        angle = 2 * math.pi * (i // 2) / 3
        out = np.array([math.cos(angle), math.sin(angle), 0.0])
        assert pad.point == pytest.approx((20 * out[0], 20 * out[1], (low, high)[i % 2]), abs=1e-6)
        assert pad.normal == pytest.approx(tuple(-out), abs=1e-6)
    assert grip.area_mm2 == pytest.approx(SIZES.chuck_jaw_width * (high - low))
    assert (grip.diameter_mm, grip.hollow, grip.carries) == (40, False, ())
    middle = (low + high) / 2
    assert [p[2] for p, _ in grip.places] == pytest.approx([middle] * 3)
    assert [n for _, n in grip.places] == [grip.pads[i].normal for i in (0, 2, 4)]


def test_the_jaws_of_a_chuck_reach_the_centring_that_they_carry():
    found = held(CHUCK)
    (grip,) = found.grips
    mine = [n for n in found.normals if n.on == "body"]
    assert grip.carries == tuple(n.index for n in mine)
    assert min(p.point[2] for p in grip.pads) <= min(n.point[2] for n in mine) + 1e-9
    assert all(loc.normal.on == "face" for loc in found.locators)
    assert all(found.pressed(n) for n in mine)


def test_a_written_area_holds():
    assert gripped(100.0, area_mm2=55).area_mm2 == 55
    (strap,) = held(clamping=[{"on": "top", "force": 900, "kind": "strap"}]).grips
    assert (strap.area_mm2, strap.jaw_mm2, len(strap.pads)) == (SIZES.pad_area, 0, 1)
    assert strap.places == ((strap.pads[0].point, strap.pads[0].normal),)


def test_a_vice_jaw_touches_where_jaw_and_face_meet():
    """A block larger than the jaws: their corners, about the point where they press."""
    large = block((600.0, 60.0, 200.0))
    clamp = {"on": "back", "force": 12000, "point": [300, 60, 120]}
    found = held(entering=large, clamping=[clamp])
    (grip,) = found.grips
    u, v = SIZES.vice_jaw_width / 2, SIZES.vice_jaw_height / 2
    corners = {(300 + a * u, 120 + b * v) for a in (-1, 1) for b in (-1, 1)}
    assert {(p.point[0], p.point[2]) for p in grip.pads} == corners
    assert {p.point[1] for p in grip.pads} == {60}
    assert {p.normal for p in grip.pads} == {(0, -1, 0)}
    assert grip.jaw_mm2 == grip.area_mm2 == pytest.approx(4 * u * v)
    spots = [s for loc in found.locators if loc.normal.on == "front" for s in loc.spots]
    assert {(x, z) for x, _, z in spots} == corners
    assert {y for _, y, _ in spots} == {0}


def test_points_that_the_plan_gives_are_where_a_fixed_jaw_touches():
    front = {"on": "front", "normals": 2, "points": [[20, 0, 20], [70, 0, 20]]}
    found = held(locating=[VICE["locating"][0], front, VICE["locating"][2]])
    spots = [loc.spots for loc in found.locators if loc.normal.on == "front"]
    assert spots == [((20, 0, 20),), ((70, 0, 20),)]
    # A strap, or a jaw on another side, makes no fixed jaw of the front.
    for clamp in ({"on": "back", "force": 900, "kind": "strap"}, {"on": "right", "force": 900}):
        loose = held(clamping=[clamp])
        assert all(len(loc.spots) == 1 for loc in loose.locators if loc.normal.on == "front")


def test_what_a_clamp_presses_alone_must_stay_in_touch():
    found = held(clamping=[{"on": "right", "force": 900, "kind": "strap"}])
    entering = scene(VICE)[0].entering
    kept = [pad.least_n for pad in found.holding(entering).locators]
    assert kept == [0] * 5 + [contact_n()]
    assert [found.pressed(n) for n in found.normals] == [False] * 5 + [True]
    assert found.order == (1, 2, 3, 4, 5, 6)


@pytest.mark.parametrize(
    ("entering", "contact", "hollow"),
    [
        (shaft(), {"on": "body", "normals": 2, "contact": "short_centring"}, False),
        (block(bore=(50.0, 30.0, 8.0)), {"on": "bore", "normals": 2, "contact": "locating_pin"},
         True),
    ],
)  # fmt: skip
def test_what_holds_both_ways_has_its_other_contact_across_the_diameter(entering, contact, hollow):
    """On either side the normal points into the part: outwards in a bore, inwards on a shaft."""
    clamp = {"on": "top" if hollow else "end", "force": 900, "kind": "strap"}
    found = held(entering=entering, locating=[contact], clamping=[clamp])
    centre, radius = ((50, 30), 8) if hollow else ((0, 0), 20)
    assert found.locators
    for locator in found.locators:
        assert both_ways(locator)
        assert found.friction(locator) == 0
        back = opposite(locator, entering)
        for point, normal in ((locator.normal.point, locator.normal.direction),
                              (back.point, back.normal)):  # fmt: skip
            out = np.array(point[:2]) - centre
            assert np.linalg.norm(out) == pytest.approx(radius)
            assert float(out @ normal[:2]) == pytest.approx(radius if hollow else -radius)
        assert back.normal == pytest.approx(tuple(-c for c in locator.normal.direction))
        assert (back.friction, back.point[2]) == (0, locator.normal.point[2])
    count = len(found.locators)
    assert len(found.holding(entering).locators) == 2 * count
    assert found.order == tuple(n.index for n in found.normals) * 2


def test_friction_is_what_the_plan_writes_else_that_of_the_contact():
    (grip,) = held().grips
    assert friction_of(grip.clamping) == 0.15
    written = grip.clamping.model_copy(update={"friction": 0.4})
    assert friction_of(written) == 0.4
    assert friction_of(grip.clamping.model_copy(update={"friction": 0.0})) == 0
    assert friction_of(grip.clamping.model_copy(update={"kind": "tailstock"})) == 0
    assert friction_of(grip.clamping.model_copy(update={"nature": "serrated"})) == 0.3


def pressed(keys=VICE, reactions=None, **changes):
    work, _ = scene(keys, **changes)
    return pressures(work, workholding(work.phase, work.entering), reactions or {})


def test_a_clamp_presses_with_its_force_on_its_area():
    (flat,) = pressed()
    assert (flat.on, flat.pressure_mpa) == ("back", pytest.approx(12000 / 4000))
    (dome,) = pressed(clamping=[{"on": "top", "force": 900, "kind": "strap", "nature": "domed"}])
    young = bearing(scene()[0].spec.part.matter).young_mpa
    assert dome.radius_mm == SIZES.dome_radius
    assert dome.pressure_mpa == pytest.approx(hertz_pressure(900, SIZES.dome_radius, young))
    smooth = dict(CHUCK["clamping"][0], nature="", area_mm2=100)
    (jaw,) = pressed(CHUCK, clamping=[smooth])
    assert (jaw.force_n, jaw.pressure_mpa) == (10000, 100)  # a third each
    assert pressed(CHUCK) == ()  # serrated jaws are meant to bite


def test_locators_press_with_what_they_bear():
    clamp, *found = pressed(reactions={1: 500.0, 2: 0.0, 4: 6000.0, 6: 0.5})
    assert [p.label for p in found] == ["1", "4", "6"]
    support, jaw, stop = found
    assert support.area_mm2 == stop.area_mm2 == SIZES.locator_area
    assert support.pressure_mpa == pytest.approx(500 / SIZES.locator_area)
    # Two normals share the fixed jaw, which is as large as the moving one.
    assert (jaw.area_mm2, jaw.pressure_mpa) == (pytest.approx(2000), pytest.approx(3))
    assert clamp.area_mm2 == 2 * jaw.area_mm2
    biting = [dict(VICE["locating"][0], nature="serrated"), *VICE["locating"][1:]]
    assert [p.label for p in pressed(locating=biting, reactions={1: 500.0, 4: 1.0})[1:]] == ["4"]


def test_round_surfaces_have_no_pressure_but_in_a_vee():
    assert pressed(CHUCK, {1: 100.0, 4: 900.0, 5: 900.0})[0].label == "1"
    assert len(pressed(CHUCK, {4: 900.0, 5: 900.0})) == 0
