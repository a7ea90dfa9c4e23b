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
