"""The travel of a parameter stands between the faces that it sets apart."""

from __future__ import annotations

from gmp_cad.drawing.assembly.extents import travel_text
from gmp_cad.drawing.assembly.travel import travel_of
from gmp_cad.evidence import AssemblyPosition, Placement
from tests.drawing.assembly.shapes import at, block

FIXED = (0.0, 0.0, 0.0, 20.0, 40.0, 30.0)
MOVED = (60.0, 0.0, 0.0, 80.0, 40.0, 30.0)


def position(opening: float, follows: float = 1.0) -> AssemblyPosition:
    placements = (
        Placement(name="fixed", item="fixed", matrix=at()),
        Placement(name="moved", item="moved", matrix=at(x=follows * (opening - 40.0))),
    )
    return AssemblyPosition(parameters={"opening": opening}, placements=placements)


def found(follows: float = 1.0, box: tuple[float, ...] = MOVED):
    positions = [position(opening, follows) for opening in (0.0, 40.0, 80.0)]
    parts = [block("fixed", FIXED), block("moved", box, 2)]
    return travel_of("opening", "(0…80)", parts, positions[1], positions)


def test_the_faces_that_stand_as_far_apart_as_the_parameter_says():
    travel = found()
    assert (travel.key, travel.text) == ("parameter.opening", "(0…80)")
    assert (travel.low, travel.high, travel.way) == (20.0, 60.0, (1.0, 0.0, 0.0))
    assert travel.box == (20.0, 0.0, 0.0, 60.0, 40.0, 30.0)


def test_no_faces_where_the_parameter_is_another_distance():
    assert found(follows=0.5) is None
    assert found(box=(61.0, 0.0, 0.0, 80.0, 40.0, 30.0)) is None
    assert found(box=(60.0, 50.0, 0.0, 80.0, 90.0, 30.0)) is None


def test_the_range_is_a_reference_dimension_in_each_language():
    assert travel_text(0.0, 80.0, "fr") == "(0…80)"
    assert travel_text(0.5, 2.0, "fr") == "(0,5…2)"
    assert travel_text(0.5, 2.0, "en") == "(0.5…2)"
