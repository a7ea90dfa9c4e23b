"""Where measured dimensions stand: between the two places lies what was measured."""

import math
from dataclasses import replace

import cadquery as cq
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.kernel.measuring.witness import witnesses
from gmp_cad.spec.size import Kind
from tests.kernel.measuring import measured, resolve, spec_of
from tests.whole_parts import FOLDERS, whole

LENGTH_MM = ANGLE_DEG = 1e-6


def value(witness):
    """Return what lies between the two places: mm, or degrees around the normal, 0 to 360."""
    first, second = (np.array(point) for point in witness.points)
    direction = np.array(witness.direction)
    assert np.linalg.norm(direction) == pytest.approx(1, abs=1e-9)
    if witness.kind == "length":
        assert witness.vertex is None
        return float((second - first) @ direction)
    vertex = np.array(witness.vertex)
    first, second = first - vertex, second - vertex
    assert min(np.linalg.norm(first), np.linalg.norm(second)) > 1e-3
    for leg in (first, second):  # in the plane of the angle
        assert leg @ direction == pytest.approx(0, abs=1e-9 * np.linalg.norm(leg) + 1e-9)
    turned = math.atan2(np.cross(first, second) @ direction, first @ second)
    return math.degrees(turned) % 360


def seen(model, line, others=None, tags=None, **tables):
    """Return the witnesses of a dimension, after checking them against its measurement."""
    dimensions = {**(others or {}), "it": line}
    geometry, _ = resolve(model, dimensions, tags, **tables)
    spec = spec_of(dimensions, **tables)
    found = witnesses(spec, geometry).get("it", ())
    reading = measured(model, dimensions, tags, **tables)["it"]
    assert reading.outcome == "measured", reading.reason
    for witness in found:
        assert any(value(witness) == pytest.approx(v, abs=1e-6) for v in reading.instances)
    return found


def between(size, first, second, **more):
    return {"size": size, "between": [first, second], **more}


def has_ends(dimension):
    """Tell whether a dimension lies between two places, and not on one round face or edge."""
    return not dimension.on_feature or dimension.kind in (Kind.LINEAR, Kind.SQUARE)


@pytest.mark.parametrize("name", FOLDERS)
def test_what_was_measured_lies_between_the_places(name):
    part = whole(name)
    for key, dimension in part.spec.dimensions.items():
        found = part.geometry.witnesses.get(key, ())
        if not has_ends(dimension):
            assert found == (), key
            continue
        wanted = part.measured[key].instances
        circle = dimension.pattern is not None and dimension.kind is Kind.DIAMETER
        assert len(found) == (1 if circle else len(wanted)), key
        for witness, reading in zip(found, wanted, strict=False):
            assert value(witness) == pytest.approx(reading, abs=LENGTH_MM), key


@pytest.mark.parametrize("name", FOLDERS)
def test_the_places_lie_on_the_faces_of_the_ends(name):
    part = whole(name)
    for key, dimension in part.spec.dimensions.items():
        for witness in part.geometry.witnesses.get(key, ()):
            if dimension.pattern or witness.kind == "angle":
                continue
            for point, faces, axis in zip(witness.points, witness.faces, witness.axes, strict=True):
                assert faces, key
                off = [away(point, part.geometry.faces[i], axis) for i in faces]
                assert min(off) == pytest.approx(0, abs=1e-6), key


def away(point, face, axis):
    """Return how far a place is from a plane, from a cylinder, or from the axis that is an end."""
    apart = np.array(point) - np.array(face.point)
    along = apart @ np.array(face.direction)
    if face.surface == "plane":
        return abs(along)
    aside = np.linalg.norm(apart - along * np.array(face.direction))
    return aside if axis else abs(aside - face.radius_mm)


def test_an_extension_line_starts_at_the_mouth_of_a_blind_hole_and_not_at_another_hole():
    found = whole("semelle").geometry.witnesses
    assert {point[0] for point in found["end_tap_offset"][0].points} == {200.0}
    right, dowel = found["dowel_position"][0].points
    assert right[2] in (0.0, 12.0, 17.0, 22.0)  # a corner of the end face, no hole's rim
    assert dowel == pytest.approx((20, -36, 22))


def test_a_turned_part_is_dimensioned_from_its_silhouette():
    shoulder = whole("vis_manoeuvre").geometry.witnesses["journal_length"][0].points[1]
    assert shoulder == pytest.approx((0, 0, 6))


def slotted(length=40.0, width=12.0, at=(5.0, 3.0)):
    """Return a plate 100 × 60 × 10, centred, with a slot along X whose centre is ``at``."""
    slot = cq.Workplane(origin=(*at, -20)).slot2D(length, width).extrude(40)
    return cq.Workplane().box(100, 60, 10).cut(slot)


LENGTHS = st.floats(20, 60).map(lambda x: round(x, 3))


@settings(max_examples=10, deadline=None)
@given(length=LENGTHS)
def test_a_length_over_round_ends_stands_on_their_tangents(length):
    ends = {"ends": "2× R6"}
    line = between(str(length), "ends[1].tangent", "ends[2].tangent")
    (found,) = seen(slotted(length), line, ends)
    assert sorted(p[0] for p in found.points) == pytest.approx([5 - length / 2, 5 + length / 2])
    assert [p[1] for p in found.points] == pytest.approx([3, 3])
    assert found.axes == (None, None)


def test_the_length_shown_is_that_of_the_model_and_not_the_nominal_one():
    line = between("40 ±1", "ends[1].tangent", "ends[2].tangent")
    (found,) = seen(slotted(40.01), line, {"ends": "2× R6"})
    assert value(found) == pytest.approx(40.01, abs=1e-9)


def test_a_slot_is_measured_to_its_middle_plane_and_across_its_sides():
    (middle,) = seen(slotted(), between("33", "<Y", "slot"), {"slot": "12"})
    assert middle.points[1][1] == pytest.approx(3)
    assert len(middle.faces[1]) == 2
    (across,) = seen(slotted(), "12")
    assert sorted(p[1] for p in across.points) == pytest.approx([-3, 9])


def test_every_instance_of_a_counted_length_has_its_own_places():
    legs = cq.Workplane().box(10, 40, 20).union(cq.Workplane(origin=(30, 0, 0)).box(10, 40, 20))
    model = legs.union(cq.Workplane(origin=(15, 0, -15)).box(60, 40, 10))
    found = seen(model, "2× 10", features={"it": "|X"})
    assert sorted(round(w.points[0][0] + w.points[1][0], 6) for w in found) == [0, 60]


def test_a_sharp_edge_is_met_where_the_faces_would_meet():
    wedge = cq.Workplane("XZ").polyline([(0, 0), (60, 0), (40, 30), (0, 30)]).close().extrude(20)
    model = wedge.edges("|Y and >X").chamfer(2)
    ends = {"features": {"left": "<X", "base": "<Z", "slope": ">(3,0,2)"}}
    (found,) = seen(model, between("60", "left", "base & slope"), **ends)
    assert found.points[1][::2] == pytest.approx((60, 0))
    assert found.axes == (None, None)  # an edge is no centre line


def drilled(*places, diameter=8.0, blind=None):
    plate = cq.Workplane().box(100, 60, 20).faces(">Z").workplane()
    return plate.pushPoints(places).hole(diameter, blind)


def test_a_length_along_a_direction_is_projected_on_it():
    model = drilled((-30, -10), (20, 15))
    line = between("25", "holes[1]", "holes[2]", along="Y")
    (found,) = seen(model, line, {"holes": "2× ⌀8"})
    assert found.direction == pytest.approx((0, 1, 0))
    assert [p[2] for p in found.points] == [10, 10]


@pytest.mark.parametrize(("side", "mouth"), [("<X", -50), (">X", 50), ("<Y", -30), (">Z", 10)])
def test_blind_holes_are_dimensioned_at_their_mouths(side, mouth):
    model = cq.Workplane().box(100, 60, 20).faces(side).workplane(centerOption="CenterOfBoundBox")
    model = model.pushPoints([(-15, 3), (15, 3)]).hole(6, 12)
    (found,) = seen(model, between("30", "holes[1]", "holes[2]"), {"holes": "2× ⌀6"})
    assert [p["XYZ".index(side[1])] for p in found.points] == pytest.approx([mouth, mouth])


def test_a_counted_length_to_holes_has_a_place_at_each():
    model = drilled((-30, -10), (20, -10))
    found = seen(model, between("2× 20", "<Y", "holes"), {"holes": "2× ⌀8"})
    assert [round(w.points[1][0]) for w in found] == [-30, 20]
    assert len(seen(model, between("20", "<Y", "holes"), {"holes": "2× ⌀8"})) == 1


def test_a_row_has_a_place_for_every_interval():
    model = drilled(*((x, 0) for x in (-36, -12, 12, 36)))
    found = seen(model, {"size": "3× 24", "pattern": "holes"}, {"holes": "4× ⌀8"})
    assert [round(w.points[0][0]) for w in found] == [-36, -12, 12]


@pytest.mark.parametrize(("size", "count"), [("6× 60°", 6), ("60°", 6)])
def test_a_spacing_turns_from_each_instance_to_the_next(size, count):
    model = cq.Workplane().circle(40).extrude(8).faces(">Z").workplane()
    model = model.polarArray(28, 0, 360, 6).hole(6)
    found = seen(model, {"size": size, "pattern": "holes"}, {"holes": "6× ⌀6"})
    assert len(found) == count
    for witness in found:
        assert witness.vertex[:2] == pytest.approx((0, 0), abs=1e-9)
        assert math.hypot(*witness.points[0][:2]) == pytest.approx(28)


def test_a_pitch_circle_is_shown_by_its_diameter():
    model = cq.Workplane().circle(40).extrude(8).faces(">Z").workplane()
    model = model.polarArray(28, 0, 360, 5).hole(6)
    (found,) = seen(model, {"size": "[⌀56]", "pattern": "holes"}, {"holes": "5× ⌀6"})
    middle = [(a + b) / 2 for a, b in zip(*found.points, strict=True)]
    assert middle[:2] == pytest.approx([0, 0], abs=1e-9)
    assert found.axes[0] == pytest.approx((0, 0, 1))


@pytest.mark.parametrize(("size", "turned"), [("120°", 120), ("240°", 240)])
def test_an_angle_about_an_axis_turns_the_way_that_is_written(size, turned):
    model = cq.Workplane().circle(40).extrude(8).faces(">Z").workplane()
    places = [(28, 0), (28 * math.cos(math.radians(120)), 28 * math.sin(math.radians(120)))]
    model = model.pushPoints([(0, 0)]).hole(20).faces(">Z").workplane(origin=(0, 0, 8))
    model = model.pushPoints(places).hole(6)
    others = {"bore": "⌀20", "holes": "2× ⌀6"}
    line = between(size, "holes[1]", "holes[2]", about="bore")
    (found,) = seen(model, line, others)
    assert value(found) == pytest.approx(turned)


@settings(max_examples=10, deadline=None)
@given(angle=st.integers(20, 80))
def test_an_angle_between_faces_opens_on_the_side_that_is_measured(angle):
    """A dovetail: of the two angles at the edge the nearer one is written, the faces lie on it."""
    away_mm = 10 / math.tan(math.radians(angle))
    outline = [(0, 0), (60 + away_mm, 0), (60, 10), (0, 10)]
    model = cq.Workplane("XZ").polyline(outline).close().extrude(20)
    slope = (math.sin(math.radians(angle)), math.cos(math.radians(angle)))
    ends = {"features": {"base": "<Z", "slope": f">({slope[0]},0,{slope[1]})"}}
    for size in (angle, 180 - angle):
        (found,) = seen(model, between(f"{size}°", "base", "slope"), **ends)
        assert value(found) == pytest.approx(size, abs=1e-6)
        assert found.vertex[::2] == pytest.approx((60 + away_mm, 0), abs=1e-6)
    assert found.points[1][2] == pytest.approx(-5, abs=1e-6)  # the supplement: prolonged below


def test_the_angle_of_an_inclined_hole_starts_where_it_pierces_the_face():
    drill = (
        cq.Workplane(cq.Plane((0, 0, 10), (0, 1, 0), (1, 0, 1))).circle(4).extrude(60, both=True)
    )
    model = cq.Workplane().box(100, 60, 20).cut(drill)
    (found,) = seen(model, between("45°", ">Z", "hole"), {"hole": "⌀8"})
    assert found.vertex == pytest.approx((0, 0, 10), abs=1e-9)


def test_crossing_axes_form_an_angle_where_they_are_seen_to_cross():
    upright = cq.Workplane().circle(3).extrude(60, both=True)
    plane = cq.Plane((0, 5, 0), (0, 1, 0), (1, 0, math.sqrt(3)))
    model = cq.Workplane().box(100, 60, 30).cut(upright)
    model = model.cut(cq.Workplane(plane).circle(4).extrude(60, both=True))
    (found,) = seen(model, between("30°", "a", "b"), {"a": "⌀6", "b": "⌀8"})
    assert found.direction[1] == pytest.approx(found.direction[1].__round__())
    assert found.vertex[::2] == pytest.approx((0, 0), abs=1e-9)


def tapered(half=15.0):
    """Return a shaft ⌀40 with a cone from x = 20 on, its angle from the axis ``half`` (degrees)."""
    small = 20 - 30 * math.tan(math.radians(half))
    outline = [(0, 0), (0, 20), (20, 20), (50, small), (50, 0)]
    return cq.Workplane().polyline(outline).close().revolve(360, (0, 0), (1, 0))


def test_the_angle_of_a_cone_stands_between_its_generatrices():
    (found,) = seen(tapered(), "30°")
    apex = 20 + 20 / math.tan(math.radians(15))
    assert found.vertex == pytest.approx((apex, 0, 0))
    assert sorted(p[2] for p in found.points) == pytest.approx([-20, 20])


@pytest.mark.parametrize(
    ("size", "end", "corner"), [("15°", "shaft", (20, 20)), ("105°", "face", (0, 20 + 20 * math.tan(math.radians(15)))),
                                ("75°", "face", (0, 20 + 20 * math.tan(math.radians(15))))],
)  # fmt: skip
def test_the_angle_of_a_taper_starts_where_its_generatrix_meets_the_other(size, end, corner):
    tables = {"features": {"face": "<X", "cone": "%CONE"}}
    (found,) = seen(tapered(), between(size, end, "cone"), {"shaft": "⌀40"}, **tables)
    assert found.vertex[::2] == pytest.approx(corner)


def test_a_square_has_its_two_pairs_of_sides():
    model = cq.Workplane().circle(20).extrude(30).faces(">Z").workplane().rect(14, 14).extrude(12)
    first, second = seen(model, "□14")
    assert np.dot(first.direction, second.direction) == pytest.approx(0)


def test_the_centre_of_a_ball_is_a_place():
    model = cq.Workplane().circle(8).extrude(30).union(cq.Workplane().sphere(15))
    (found,) = seen(model, between("30", ">Z", "ball"), {"ball": "S⌀30"})
    assert found.points[1] == pytest.approx((0, 0, 0))


def test_what_cannot_be_measured_has_no_place():
    geometry, _ = resolve(drilled((0, 0)), {"hole": "⌀8", "it": between("5°", "<X", "<Y")})
    spec = spec_of({"hole": "⌀8", "it": between("5", "<X", "<Y")})
    assert witnesses(spec, geometry) == {}
    missing = replace(geometry, features={})
    assert witnesses(spec, missing) == {}
