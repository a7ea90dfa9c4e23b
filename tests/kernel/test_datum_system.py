"""Datum systems: which of the six degrees of freedom each datum takes away (ISO 5459)."""

import cadquery as cq
import numpy as np
import pytest

from gmp_cad.kernel.tolerances.datum_system import ARM_MM, carried, datum_system
from gmp_cad.spec.frame import DatumReference
from tests.kernel.measuring import resolve

LINES = {
    "bore": "⌀20", "dowels": "2× ⌀8", "seat": "S⌀6", "slot": "10", "side_bore": "⌀5",
}  # fmt: skip
DATUMS = {
    "A": "<Z", "B": "<X", "C": "<Y", "D": "bore", "E": "dowels", "F": "seat", "G": "slot",
    "H": "side_bore",
}  # fmt: skip


def block():
    model = cq.Workplane().box(100, 60, 30).cut(cq.Workplane().circle(10).extrude(50, both=True))
    for x in (-35, 35):
        model = model.cut(cq.Workplane(origin=(x, 20, -20)).circle(4).extrude(40))
    model = model.cut(cq.Workplane().sphere(3).translate((30, -10, 15)))
    model = model.cut(cq.Workplane().box(10, 80, 8).translate((-25, 0, 15)))
    return model.cut(cq.Workplane("XZ", origin=(30, 40, 5)).circle(2.5).extrude(80))


def system(*compartments):
    model = block()
    tags = {"slot": [f for f in model.faces("|X").vals() if abs(f.Center().x) < 40]}
    geometry, problems = resolve(model, LINES, tags, datums=DATUMS)
    assert problems == ()
    references = [DatumReference(letters=tuple(c.split("-"))) for c in compartments]
    return datum_system(references, DATUMS, geometry)


@pytest.mark.parametrize(
    ("compartments", "removed"),
    [
        ("A", (3,)), ("D", (4,)), ("F", (3,)), ("G", (3,)), ("E", (5,)),
        ("A B", (3, 2)), ("A B C", (3, 2, 1)), ("A D", (3, 2)), ("A D B", (3, 2, 1)),
        ("A E", (3, 3)), ("D A", (4, 1)), ("D A H", (4, 1, 1)), ("A D F", (3, 2, 1)),
        ("F D", (3, 3)), ("A A", (3, 0)), ("B G", (3, 0)), ("D H", (4, 2)),
    ],
)  # fmt: skip
def test_each_datum_takes_its_degrees_of_freedom(compartments, removed):
    found = system(*compartments.split())
    assert found.removed == removed
    assert found.free().shape == (6, 6 - sum(removed))


def test_what_a_face_and_a_bore_leave_free_is_the_turn_about_the_bore():
    (motion,) = system("A", "D").free().T
    on_axis = carried(motion, (0, 0, 7))
    assert on_axis[:3] == pytest.approx([0, 0, 0], abs=1e-9)
    assert abs(on_axis[3:]) == pytest.approx([0, 0, 1], abs=1e-9)
    beside = carried(motion, (ARM_MM, 0, 0))
    assert abs(beside[:3]) == pytest.approx([0, 1, 0], abs=1e-9)
    assert np.linalg.norm(motion) == pytest.approx(1)


def test_two_holes_stand_for_their_middle_and_the_plane_through_them():
    middle, plane, *axes = system("E").compartments[0]
    assert [e.kind for e in (middle, plane, *axes)] == ["axis", "plane", "axis", "axis"]
    assert middle.at[:2] == pytest.approx((0, 20), abs=1e-9)
    assert np.abs(plane.direction) == pytest.approx((0, 1, 0), abs=1e-9)


def test_a_common_datum_is_one_axis():
    shaft = cq.Workplane("YZ").circle(15).extrude(60)
    shaft = shaft.faces("<X").workplane().circle(10).extrude(20)
    shaft = shaft.faces(">X").workplane().circle(8).extrude(20)
    datums = {"A": "first", "B": "second"}
    geometry, _ = resolve(shaft, {"first": "⌀20", "second": "⌀16"}, datums=datums)
    found = datum_system([DatumReference(letters=("A", "B"))], datums, geometry)
    ((axis,),) = found.compartments
    assert (axis.kind, found.removed) == ("axis", (4,))
    assert np.abs(axis.direction) == pytest.approx((1, 0, 0), abs=1e-9)
    assert axis.point[1:] == pytest.approx((0, 0), abs=1e-9)


def test_a_datum_nearly_square_to_the_first_is_taken_exactly_so():
    model = cq.Workplane().box(60, 40, 20)
    tool = (
        cq.Workplane().box(20, 80, 80).translate((-38, 0, 0)).rotate((-30, 0, 0), (-30, 1, 0), 0.1)
    )
    datums = {"A": "<Z", "B": "<X"}
    geometry, _ = resolve(model.cut(tool), {}, datums=datums)
    found = datum_system([DatumReference(letters=(c,)) for c in "AB"], datums, geometry)
    base, side = found.elements
    assert np.dot(base.direction, side.direction) == pytest.approx(0, abs=1e-12)
    assert abs(np.dot(found.stands[1][0].direction, base.direction)) > 1e-3
