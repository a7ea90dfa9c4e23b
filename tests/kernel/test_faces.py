"""Faces against closed forms: exact axes, sides, spans and arcs, wherever the part stands."""

import math
import time
from itertools import pairwise

import cadquery as cq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from OCP.BRepBuilderAPI import BRepBuilderAPI_NurbsConvert

from gmp_cad.kernel import vector
from gmp_cad.kernel.surfaces.faces import face_geometries

EXACT = {"abs": 1e-12, "rel": 1e-12}


def faces_of(model, surface):
    shape = model.val() if isinstance(model, cq.Workplane) else model
    return [face for face in face_geometries(shape) if face.surface == surface]


def as_splines(model):
    return cq.Shape.cast(BRepBuilderAPI_NurbsConvert(model.val().wrapped).Shape())


def test_the_index_is_the_order_of_the_shape():
    shape = cq.Workplane().box(30, 20, 10).faces(">Z").workplane().hole(6).val()
    found = face_geometries(shape)
    assert [face.index for face in found] == list(range(7))
    for face, kernel_face in zip(found, shape.Faces(), strict=True):
        assert face.centre_mm == pytest.approx(kernel_face.Center().toTuple(), abs=1e-9)
        assert face.surface.upper() == kernel_face.geomType()


def test_a_box_has_its_six_outward_planes():
    found = face_geometries(cq.Workplane().box(30, 20, 10).val())
    size = {0: 30.0, 1: 20.0, 2: 10.0}
    seen = set()
    for face in found:
        axis = max(range(3), key=lambda i: abs(face.direction[i]))
        sign = math.copysign(1, face.direction[axis])
        assert face.direction == pytest.approx([sign * (i == axis) for i in range(3)], **EXACT)
        assert face.point[axis] == pytest.approx(sign * size[axis] / 2, **EXACT)
        assert face.area_mm2 == pytest.approx(6000 / size[axis], rel=1e-12)
        seen.add((axis, sign))
    assert len(seen) == 6


@settings(max_examples=15, deadline=None)
@given(
    st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda v: math.hypot(*v) > 0.1),
    st.floats(-180, 180),
    st.tuples(*[st.floats(-200, 200)] * 3),
    st.booleans(),
)
def test_planes_point_outwards_wherever_the_part_stands(axis, angle, shift, mirrored):
    # Gauss: the volume of a polyhedron is the sum of area × distance of its faces / 3.
    part = cq.Workplane().box(30, 20, 10).faces(">Z").edges(">X").chamfer(2, 3).val()
    part = part.mirror("YZ") if mirrored else part
    part = part.rotate(cq.Vector(), cq.Vector(*axis), angle).translate(cq.Vector(*shift))
    flux = sum(f.area_mm2 * vector.dot(f.point, f.direction) for f in face_geometries(part))
    assert flux / 3 == pytest.approx(6000 - 2 * 3 / 2 * 20, rel=1e-9)


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_bore_is_hollow_and_a_boss_is_not(mirrored):
    part = cq.Workplane().circle(12).circle(5).extrude(20).val()
    part = part.mirror("XY") if mirrored else part
    sides = {f.radius_mm: f.hollow for f in faces_of(part, "cylinder")}
    assert sides == {12.0: False, 5.0: True}


def test_the_axis_of_a_bore_points_to_its_canonical_side():
    part = cq.Workplane().box(30, 20, 10).faces("<X").workplane().hole(6)
    (bore,) = faces_of(part, "cylinder")
    assert bore.direction == pytest.approx((1, 0, 0), **EXACT)
    ends = [vector.along(bore.point, bore.direction, at)[0] for at in bore.span_mm]
    assert ends == pytest.approx([-15, 15], **EXACT)
    assert (bore.radius_mm, bore.angle_deg) == (3.0, 360.0)


def test_a_keyway_takes_its_arc_from_the_bore():
    slot = cq.Workplane().box(4, 20, 50, centered=(True, False, True))
    part = cq.Workplane().circle(20).circle(8).extrude(10).cut(slot)
    arcs = {f.radius_mm: f.angle_deg for f in faces_of(part, "cylinder")}
    for radius, arc in arcs.items():
        assert arc == pytest.approx(360 - 2 * math.degrees(math.asin(2 / radius)), abs=1e-9)
    assert set(arcs) == {20.0, 8.0}


def test_a_countersink_widens_along_its_direction():
    part = cq.Workplane().box(30, 30, 10).faces("<Z").workplane().cskHole(6, 12, 90)
    (cone,) = faces_of(part, "cone")
    assert cone.hollow
    assert cone.direction == pytest.approx((0, 0, -1), **EXACT)
    assert cone.half_angle_deg == pytest.approx(45, abs=1e-12)
    radii = [cone.radius_mm + t * math.tan(math.radians(45)) for t in cone.span_mm]
    heights = [vector.along(cone.point, cone.direction, t)[2] for t in cone.span_mm]
    assert radii == pytest.approx([3, 6], abs=1e-9)
    assert heights == pytest.approx([-2, -5], abs=1e-9)


def test_a_pointed_cone_reaches_its_apex():
    (cone,) = faces_of(cq.Solid.makeCone(5, 0, 10), "cone")
    assert not cone.hollow
    assert cone.span_mm[1] - cone.span_mm[0] == pytest.approx(10, abs=1e-12)
    assert cone.half_angle_deg == pytest.approx(math.degrees(math.atan(0.5)), abs=1e-12)
    assert cone.direction == pytest.approx((0, 0, -1), abs=1e-12)


def test_a_rounded_disc_and_a_ball():
    disc = cq.Workplane().circle(10).extrude(10).faces(">Z").edges().fillet(2)
    (ring,) = faces_of(disc, "torus")
    assert (ring.radius_mm, ring.major_radius_mm) == pytest.approx((2, 8), abs=1e-9)
    assert not ring.hollow
    assert ring.point == pytest.approx((0, 0, 8), abs=1e-9)
    assert ring.span_mm == pytest.approx((0, 2), abs=1e-9)
    (ball,) = faces_of(cq.Workplane().sphere(7), "sphere")
    assert (ball.radius_mm, ball.hollow) == (7.0, False)
    assert ball.area_mm2 == pytest.approx(4 * math.pi * 49, rel=1e-9)


def test_a_ring_groove_is_hollow_and_spans_its_width():
    ring = cq.Solid.makeTorus(10, 2)
    part = cq.Workplane().circle(10).extrude(20, both=True).cut(cq.Workplane(ring))
    (groove,) = faces_of(part, "torus")
    assert groove.hollow
    assert groove.span_mm == pytest.approx((-2, 2), abs=1e-9)
    whole = face_geometries(ring)[0]
    assert whole.span_mm == pytest.approx((-2, 2), abs=1e-12)


def test_an_oblique_cut_lengthens_a_pin_by_its_radius_times_the_slope():
    tool = cq.Workplane().box(100, 100, 100, centered=(True, True, False))
    tool = tool.rotate((0, 0, 0), (0, 1, 0), 30).translate((0, 0, 40))
    pin = cq.Workplane().circle(6).extrude(80).cut(tool)
    (side,) = faces_of(pin, "cylinder")
    assert side.span_mm == pytest.approx((0, 40 + 6 * math.tan(math.radians(30))), abs=1e-9)


def test_a_cross_hole_reaches_the_crests_of_its_shaft():
    shaft = cq.Workplane("YZ").circle(20).extrude(100).translate((-50, 0, 0))
    part = shaft.cut(cq.Workplane().workplane(offset=-30).circle(5).extrude(60))
    (hole,) = [f for f in faces_of(part, "cylinder") if f.hollow]
    heights = [vector.along(hole.point, hole.direction, at)[2] for at in hole.span_mm]
    assert heights == pytest.approx([-20, 20], abs=1e-9)


def test_splines_that_are_planes_cylinders_and_cones_are_recognised():
    part = as_splines(cq.Workplane().circle(10).extrude(20).faces(">Z").edges().chamfer(2))
    (side,), (cone,) = faces_of(part, "cylinder"), faces_of(part, "cone")
    assert (side.radius_mm, side.hollow, side.angle_deg) == (pytest.approx(10), False, 360)
    assert side.span_mm[1] - side.span_mm[0] == pytest.approx(18, abs=1e-9)
    assert cone.half_angle_deg == pytest.approx(45, abs=1e-7)
    normals = sorted(f.direction[2] for f in faces_of(part, "plane"))
    assert normals == pytest.approx([-1, 1], abs=1e-9)


def test_a_quarter_round_of_splines_covers_ninety_degrees():
    part = as_splines(cq.Workplane().rect(20, 20).extrude(8).edges(">X and >Y").fillet(5))
    (fillet,) = faces_of(part, "cylinder")
    assert fillet.angle_deg == pytest.approx(90, abs=1e-6)


def test_a_wavy_face_is_free_form():
    wave = cq.Workplane("XZ").moveTo(0, 0).lineTo(20, 0).lineTo(20, 5)
    part = wave.spline([(14, 8), (6, 4), (0, 6)], includeCurrent=True).close().extrude(10)
    (face,) = faces_of(part, "freeform")
    assert face.direction[2] > 0  # the top: away from the material
    assert len(faces_of(part, "plane")) == 5


def test_outlines_are_closed_outer_wire_first_and_near_their_curves():
    part = cq.Workplane().box(60, 40, 5).faces(">Z").workplane().hole(20)
    (top,) = [f for f in faces_of(part, "plane") if f.direction[2] > 0.5]
    outer, inner = top.outline
    assert outer[0] == outer[-1]
    assert {(abs(x), abs(y), z) for x, y, z in outer} == {(30.0, 20.0, 2.5)}
    assert all(math.hypot(x, y) == pytest.approx(10, abs=1e-12) for x, y, _ in inner)
    middles = [math.dist((0, 0), ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2))
               for a, b in pairwise(inner)]  # fmt: skip
    assert all(10 - 0.05 <= radius <= 10 for radius in middles)


def test_hundreds_of_faces_take_well_under_a_second():
    plate = cq.Workplane().box(200, 200, 10).faces(">Z").workplane()
    part = plate.rarray(11, 11, 16, 16).cboreHole(3, 6, 2).val()
    started = time.process_time()
    found = face_geometries(part)
    assert len(found) == 6 + 3 * 256
    assert time.process_time() - started < 3  # measured: 0.4 s on one core
