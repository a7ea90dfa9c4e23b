"""What free motions spoil: slots, shafts, bolt circles; textbook reasoning as independent truth."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from gmp_cad.process.freedom import Realised, spoiled
from gmp_cad.process.isostatism import Motion
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import parse
from tests.process.test_locating import phase
from tests.process.workpieces import block, cylinder, plane, shaft

TX = Motion(kind="translation", direction=(1.0, 0.0, 0.0))
TY = Motion(kind="translation", direction=(0.0, 1.0, 0.0))
RZ = Motion(kind="rotation", direction=(0.0, 0.0, 1.0))
SPEC = """
[part]
number = "P"
title = "P"
material = "C45"
[dimensions]
height = { size = "40", between = ["base", "top"] }
body = "⌀40"
[features]
base = "<Z"
top = ">Z"
left = "<X"
front = "<Y"
[datums]
A = "base"
B = "left"
C = "front"
D = "body"
"""


def realised(makes, dimensions=(), *, tolerances="", names=(), state=None, extra=()):
    """A block whose phase makes some faces; ``extra``: faces added to the workpiece after it."""
    entering = state or block()
    faces = (*entering.faces, *(face for _, face in extra))
    features = entering.features | {}
    for name, face in extra:
        features[name] = (*features.get(name, ()), face.index)
    leaving = replace(entering, phase="20", faces=faces, features=features)
    done = phase(
        machine="CU-3AX", operation=[{"kind": "slot_milling", "makes": list(makes)}],
        dimension=list(dimensions), tolerances=list(names),
    )  # fmt: skip
    spec = parse(SPEC + tolerances, "spec.toml", PartSpec)
    return Realised(spec=spec, phase=done, entering=entering, leaving=leaving)


def cf(name, a, b):
    return {"name": name, "size": "10 ±0,1", "between": [a, b]}


# A slot along X cut into the top: floor at z = 30, walls at y = 20 and y = 40.
SLOT = (
    ("floor", plane(20, "Z", 1, 30.0, (0, 20), (100, 40))),
    ("wall", plane(21, "Y", 1, 20.0, (0, 30), (100, 40))),
    ("wall_2", plane(22, "Y", -1, 40.0, (0, 30), (100, 40))),
)
SLOT_CFS = (cf("Cf1", "base", "floor"), cf("Cf2", "front", "wall"), cf("Cf3", "wall", "wall_2"))


def test_sliding_along_a_straight_slot_spoils_nothing():
    done = realised(("floor", "wall", "wall_2"), SLOT_CFS, extra=SLOT)
    assert spoiled(done, [TX]) == ()


def test_sliding_across_it_spoils_its_position_and_not_its_width():
    done = realised(("floor", "wall", "wall_2"), SLOT_CFS, extra=SLOT)
    (found,) = spoiled(done, [TY])
    assert (found.name, found.kept, found.made) == ("Cf2", "front", "wall")
    assert found.sensitivity == pytest.approx(1.0)


def test_turning_spoils_it_by_the_farthest_point():
    done = realised(("floor", "wall", "wall_2"), SLOT_CFS, extra=SLOT)
    about = replace(RZ, point=(50.0, 0.0, 0.0))
    (found,) = spoiled(done, [about])
    assert found.name == "Cf2"
    assert found.sensitivity == pytest.approx(50.0)  # mm per radian at 50 mm from the axis


def hole(index, x, y):
    return cylinder(index, (x, y, 0.0), 3.0, 40.0, hollow=True)


def bolt_circle(count=4, radius=15.0):
    angles = [2 * math.pi * i / count + 0.3 for i in range(count)]
    return tuple(
        ("holes", hole(30 + i, radius * math.cos(a), radius * math.sin(a)))
        for i, a in enumerate(angles)
    )


def test_holes_of_one_phase_keep_their_places_among_each_other():
    done = realised(
        ("holes",), [cf("Cf1", "holes[1]", "holes[3]")], state=shaft(), extra=bolt_circle()
    )
    assert spoiled(done, [RZ]) == ()


def test_holes_around_the_free_axis_keep_their_radius_from_it():
    done = realised(("holes",), [cf("Cf1", "body", "holes[1]")], state=shaft(), extra=bolt_circle())
    assert spoiled(done, [RZ]) == ()


def test_holes_placed_from_a_face_outside_are_spoiled():
    flat = ("flat", plane(40, "X", 1, 18.0, (-8, 0), (8, 100)))
    state = shaft()
    entering = replace(
        state, faces=(*state.faces, flat[1]), features=state.features | {"flat": (40,)}
    )
    done = realised(
        ("holes",), [cf("Cf1", "flat", "holes[1]")], state=entering, extra=bolt_circle()
    )
    (found,) = spoiled(done, [RZ])
    assert found.name == "Cf1"
    assert found.sensitivity > 4.0


def test_a_cylinder_that_turns_about_itself_spoils_no_coaxial_bore():
    bored = (("bore", cylinder(50, (0.0, 0.0, 0.0), 8.0, 100.0, hollow=True)),)
    coaxial = '[tolerances]\ncoax = { symbol = "coaxiality", value = "⌀0,1", on = "bore", datums = ["D"] }\n'
    done = realised(("bore",), tolerances=coaxial, names=("coax",), state=shaft(), extra=bored)
    assert spoiled(done, [RZ, replace(TX, direction=(0.0, 0.0, 1.0))]) == ()
    aside = replace(RZ, direction=(1.0, 0.0, 0.0))
    assert [(s.name, s.motion.name) for s in spoiled(done, [TX, aside])] == [
        ("coax", "Tx"), ("coax", "Rx"),
    ]  # fmt: skip


BORE = (("bore", cylinder(60, (50.0, 30.0, 0.0), 8.0, 40.0, hollow=True)),)
POSITION = (
    '[tolerances]\npos = { symbol = "position", value = "⌀0,1", on = "bore", datums = [%s] }\n'
)


@pytest.mark.parametrize(
    ("datums", "motion", "spoils"),
    [
        ('"A"', TX, False),  # the base does not see a slide along itself
        ('"A", "B"', TX, True),
        ('"A", "B"', TY, False),
        ('"A", "B", "C"', TY, True),
        ('"A", "B", "C"', RZ, True),
        ('"A"', RZ, False),
    ],
)
def test_a_position_is_spoiled_by_what_its_datums_see(datums, motion, spoils):
    done = realised(("bore",), tolerances=POSITION % datums, names=("pos",), extra=BORE)
    assert bool(spoiled(done, [motion])) is spoils


def test_orientations_ignore_translations_and_form_ignores_all():
    text = (
        '[tolerances]\nperp = { symbol = "perpendicularity", value = "⌀0,1", on = "bore", '
        'datums = ["A"] }\nform = { symbol = "cylindricity", value = "0,1", on = "bore" }\n'
    )
    done = realised(("bore",), tolerances=text, names=("perp", "form"), extra=BORE)
    lift = replace(TX, direction=(0.0, 0.0, 1.0))
    assert spoiled(done, [TX, TY, lift, RZ]) == ()
    tilt = replace(RZ, direction=(1.0, 0.0, 0.0))
    assert [s.name for s in spoiled(done, [tilt])] == ["perp"]


TZ = replace(TX, direction=(0.0, 0.0, 1.0))
RX, RY = replace(RZ, direction=(1.0, 0.0, 0.0)), replace(RZ, direction=(0.0, 1.0, 0.0))


def rate(kept, made, motion, state=None):
    """Return how fast a motion changes the distance of a kept face to one that the phase makes."""
    entering = state or block()
    entering = replace(
        entering,
        faces=(*entering.faces, kept),
        features=entering.features | {"kept": (kept.index,)},
    )
    done = realised(("made",), [cf("Cf1", "kept", "made")], state=entering, extra=[("made", made)])
    found = spoiled(done, [motion])
    assert all((f.kept, f.made, f.motion) == ("kept", "made", motion) for f in found)
    return found[0].sensitivity if found else 0.0


def bored(index, x, y, radius=4.0):
    return cylinder(index, (x, y, 0.0), radius, 40.0, hollow=True)


@pytest.mark.parametrize(
    ("motion", "expected"),
    # Axes apart by (30, 40): only the share along the line between them shows, 3/5 and 4/5.
    [(TX, 0.6), (TY, 0.8), (TZ, 0.0),
     # v = ω × p at (10, 5, 0…40), across (0.6, 0.8): about X 0.8·z, about Y 0.6·z, about Z 10·0.8 − 5·0.6.
     (RX, 32.0), (RY, 24.0), (RZ, 5.0)],
)  # fmt: skip
def test_parallel_axes_part_along_the_line_between_them(motion, expected):
    assert rate(bored(70, 10.0, 5.0), bored(71, 40.0, 45.0), motion) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("motion", "expected"),
    # One axis: any way across counts whole; along it, and about it, nothing does.
    [(TX, 1.0), (TY, 1.0), (TZ, 0.0), (replace(RZ, point=(10.0, 5.0, 0.0)), 0.0),
     (replace(RX, point=(10.0, 5.0, 0.0)), 40.0), (RZ, math.hypot(10, 5))],
)  # fmt: skip
def test_axes_in_line_part_in_any_direction_across(motion, expected):
    found = rate(bored(70, 10.0, 5.0), bored(71, 10.0, 5.0, 9.0), motion)
    assert found == pytest.approx(expected)


def ball(index, *point):
    return replace(bored(index, 0.0, 0.0), surface="sphere", point=point, direction=(0.0, 0.0, 1.0))


@pytest.mark.parametrize(("motion", "expected"), [(TX, 0.0), (TY, 0.0), (TZ, 1.0), (RX, 5.0)])
def test_a_ball_is_measured_by_its_centre(motion, expected):
    """From a ball at (10, 5, 30) to a plane above it, and to a ball straight above it."""
    level = plane(71, "Z", 1, 50.0, (8, 4), (12, 5))
    assert rate(ball(70, 10.0, 5.0, 30.0), level, motion) == pytest.approx(expected)
    above = ball(71, 10.0, 5.0, 50.0)
    assert rate(ball(70, 10.0, 5.0, 30.0), above, motion) == pytest.approx(expected)


@pytest.mark.parametrize(("motion", "expected"), [(TX, 1.0), (TY, 1.0), (TZ, 1.0)])
def test_a_ball_in_the_middle_of_another_parts_from_it_in_every_direction(motion, expected):
    middle = (10.0, 5.0, 30.0)
    assert rate(ball(70, *middle), ball(71, *middle), motion) == pytest.approx(expected)


def test_planes_part_as_their_farthest_corner_does():
    """Both are looked at: about X the farther one, at y = 55, moves 55 mm a radian."""
    low = plane(70, "Z", 1, 10.0, (0, 0), (20, 30))
    for corners in (((0, 40), (20, 55)), ((0, 0), (10, 5))):
        high = plane(71, "Z", 1, 30.0, *corners)
        assert rate(low, high, RX) == pytest.approx(max(30, corners[1][1]))
    assert rate(low, plane(71, "Z", 1, 30.0, (0, 0), (10, 5)), RZ) == 0


def test_a_face_of_another_kind_is_measured_at_its_outline():
    """A torus has no direction that counts: its rim of ⌀8 at z = 20, against the plane z = 40."""
    rim = tuple((10 + 4 * math.cos(t), 5 + 4 * math.sin(t), 20.0) for t in (0, 1.5708, 3, 4.5))
    torus = replace(bored(70, 0, 0), surface="torus", outline=(rim,))
    level = plane(71, "Z", 1, 40.0, (9, 4), (11, 6))
    assert rate(torus, level, TZ) == pytest.approx(1)
    assert rate(torus, level, RX) == pytest.approx(9, abs=1e-3)


def test_a_screw_climbs_while_it_turns():
    climb = Motion(kind="screw", direction=(0.0, 0.0, 1.0), pitch_mm=2.5)
    level, above = (plane(i, "Z", 1, z, (0, 0), (20, 30)) for i, z in ((70, 10.0), (71, 30.0)))
    assert rate(level, above, climb) == pytest.approx(2.5)


def test_two_surfaces_of_one_phase_or_of_an_earlier_one_keep_their_distance():
    done = realised(("floor", "wall", "wall_2"), [cf("a", "wall", "wall_2"), cf("b", "front", "back")],
                    extra=SLOT)  # fmt: skip
    assert spoiled(done, [TX, TY, TZ, RX, RY, RZ]) == ()
    single = {"name": "Cf3", "size": "⌀16 H7", "on": "bore"}
    assert spoiled(realised(("bore",), [single], extra=BORE), [TX, RX]) == ()


@pytest.mark.parametrize(("length", "tilts"), [(40.0, 40.0), (5.0, 5.0), (0.3, 1.0)])
def test_an_orientation_is_lost_over_the_length_of_what_it_orients(length, tilts):
    """Zones are as long as the surface; below a millimetre no length is told from none."""
    short = (("bore", cylinder(60, (50.0, 30.0, 0.0), 8.0, length, hollow=True)),)
    text = (
        '[tolerances]\nperp = { symbol = "perpendicularity", value = "⌀0,1", on = "bore", '
        'datums = ["A"] }\n'
    )
    (found,) = spoiled(realised(("bore",), tolerances=text, names=("perp",), extra=short), [RX])
    assert found.sensitivity == pytest.approx(tilts)
    assert (found.kept, found.made) == ("base", "bore")


def test_a_datum_made_here_on_a_surface_made_before_is_told_as_the_one_made():
    """The tolerance is on the base, which came with the part; its datum D is bored in this phase."""
    text = (
        '[tolerances]\nperp = { symbol = "perpendicularity", value = "0,1", on = "base", '
        'datums = ["D"] }\n'
    )
    bored_here = (("body", bored(60, 50.0, 30.0)),)
    (found,) = spoiled(
        realised(("body",), tolerances=text, names=("perp",), extra=bored_here), [RX]
    )
    assert (found.kept, found.made) == ("base", "body")


def test_a_tolerance_without_a_datum_or_with_all_of_them_made_here_is_kept():
    text = (
        '[tolerances]\nflat = { symbol = "flatness", value = "0,1", on = "top" }\n'
        'para = { symbol = "parallelism", value = "0,1", on = "top", datums = ["A"] }\n'
    )
    done = realised(("top", "base"), tolerances=text, names=("flat", "para", "unknown"))
    assert spoiled(done, [TX, TY, TZ, RX, RY, RZ]) == ()
    only = realised(("top",), tolerances=text, names=("flat", "para"))
    assert {s.name for s in spoiled(only, [TX, TY, TZ, RX, RY, RZ])} == {"para"}
