"""Straight ways of tools to faces."""

from __future__ import annotations

import cadquery as cq
import pytest

from gmp_cad.kernel.machining.reach import AWAY, HIDDEN, Sight, Way, unreachable
from gmp_cad.kernel.machining.sweeps.surroundings import Surroundings

UP, DOWN, SIDE = (0.0, 0.0, 1.0), (0.0, 0.0, -1.0), (-1.0, 0.0, 0.0)
# a block with a groove in its left side: floor at x = -15, ceiling at z = 5, sill at z = -5
GROOVED = cq.Workplane().box(40, 40, 40).cut(cq.Workplane().box(10, 60, 10).translate((-20, 0, 0)))
BLOCK = Surroundings(GROOVED.val())


def face(x: float, z: float) -> int:
    centres = [f.Center() for f in GROOVED.val().Faces()]
    (index,) = [i for i, c in enumerate(centres) if abs(c.x - x) < 0.1 and abs(c.z - z) < 0.1]
    return index


TOP, SILL, CEILING, FLOOR = face(0, 20), face(-17.5, -5), face(-17.5, 5), face(-15, 0)


@pytest.mark.parametrize(
    ("index", "tool", "reason"),
    [
        (TOP, UP, None),
        (TOP, DOWN, AWAY),
        (TOP, SIDE, None),
        (SILL, UP, HIDDEN),
        (CEILING, UP, AWAY),
        (CEILING, SIDE, None),
        (FLOOR, UP, HIDDEN),
        (FLOOR, SIDE, None),
    ],
)
def test_milled_faces(index: int, tool: tuple, reason: object) -> None:
    sight = Sight(GROOVED.val())
    found = unreachable(BLOCK, [index], Way.ALONG, tool, [(sight, 0.0)])
    assert found == ({} if reason is None else {index: reason})


def test_facing_needs_a_face_that_looks_at_the_tool() -> None:
    sight = Sight(GROOVED.val())
    assert unreachable(BLOCK, [TOP], Way.FACING, SIDE, [(sight, 0.0)]) == {TOP: AWAY}
    assert unreachable(BLOCK, [TOP], Way.FACING, UP, [(sight, 0.0)]) == {}


def test_what_is_left_of_the_workpiece_hides_too() -> None:
    lid = cq.Workplane().box(40, 40, 5).translate((0, 0, 40))
    obstacles = [(Sight(GROOVED.val()), 0.0), (Sight(lid.val()), 0.3)]
    assert unreachable(BLOCK, [TOP], Way.ALONG, UP, obstacles) == {TOP: HIDDEN}


def test_turned_groove_is_reached_from_outside_and_a_recess_is_not() -> None:
    outline = [(5, 0), (20, 0), (20, 10), (15, 10), (15, 20), (20, 20), (20, 30), (5, 30), (5, 20),
               (8, 20), (8, 10), (5, 10)]  # fmt: skip
    part = cq.Workplane("XZ").polyline(outline).close().revolve(360, (0, 0, 0), (0, 1, 0)).val()
    around = Surroundings(part)
    radii = {round(f._geomAdaptor().Cylinder().Radius()): i for i, f in enumerate(part.Faces())
             if f.geomType() == "CYLINDER" and abs(f.Center().z - 15) < 1}  # fmt: skip
    sight = Sight(part)
    assert unreachable(around, [radii[15]], Way.TURNING, UP, [(sight, 0.0)]) == {}
    assert unreachable(around, [radii[8]], Way.TURNING, UP, [(sight, 0.0)]) == {radii[8]: HIDDEN}
