"""Moments of plane faces against closed forms of mechanics, and against OCCT's integration."""

from __future__ import annotations

import math

import cadquery as cq
import numpy as np
import pytest
from OCP.BRepGProp import BRepGProp
from OCP.GProp import GProp_GProps

from gmp_cad.kernel.surfaces.faces import occ_faces
from gmp_cad.kernel.surfaces.plane_area import PlaneArea, plane_area

PLACE = cq.Location((500, -300, 200), (1, 2, 3), 40)


def top(workplane: cq.Workplane) -> PlaneArea:
    """Return the integrals of the upper face of a prism."""
    (found,) = (
        area
        for face in occ_faces(workplane.val())
        if (area := plane_area(face)) and area.outward == pytest.approx((0, 0, 1))
    )
    return found


def polar_about_centre(found: PlaneArea) -> float:
    area, x, y, xx, _, yy = found.moments
    return xx + yy - (x * x + y * y) / area


def test_rectangle() -> None:
    found = top(cq.Workplane().box(6, 4, 2))
    assert found.moments[0] == pytest.approx(24, rel=1e-14)
    assert found.centre == pytest.approx((0, 0, 1), abs=1e-14)
    assert polar_about_centre(found) == pytest.approx(24 * (36 + 16) / 12, rel=1e-13)


def test_ring_far_from_the_origin() -> None:
    found = top(cq.Workplane(origin=(900, 0, 0)).circle(8).circle(3).extrude(1))
    assert found.moments[0] == pytest.approx(math.pi * 55, rel=1e-13)
    assert found.centre == pytest.approx((900, 0, 1), abs=1e-12)
    assert polar_about_centre(found) == pytest.approx(math.pi / 2 * (8**4 - 3**4), rel=1e-12)


def test_half_disc_has_its_centre_at_four_thirds_of_r_over_pi() -> None:
    half = cq.Workplane().moveTo(-5, 0).threePointArc((0, 5), (5, 0)).close().extrude(1)
    assert top(half).centre == pytest.approx((0, 20 / (3 * math.pi), 1), abs=1e-12)


def test_ellipse() -> None:
    found = top(cq.Workplane().ellipse(7, 3).extrude(1))
    assert found.moments[0] == pytest.approx(math.pi * 21, rel=1e-13)
    assert polar_about_centre(found) == pytest.approx(math.pi * 21 * (49 + 9) / 4, rel=1e-12)


def test_every_plane_of_a_drilled_and_turned_part_agrees_with_occt() -> None:
    part = cq.Workplane().box(80, 60, 10).edges("|Z").fillet(7)
    part = part.faces(">Z").workplane().rarray(20, 15, 3, 3).cboreHole(4, 8, 3)
    compared = 0
    for face in occ_faces(part.val().moved(PLACE)):
        found = plane_area(face)
        if found is None:
            continue
        expected = GProp_GProps()
        BRepGProp.SurfaceProperties_s(face, expected, 1e-9, False)
        centre, tensor = expected.CentreOfMass(), expected.MatrixOfInertia()
        trace = sum(tensor.Value(i, i) for i in (1, 2, 3))
        assert found.moments[0] == pytest.approx(expected.Mass(), rel=1e-11)
        assert found.centre == pytest.approx((centre.X(), centre.Y(), centre.Z()), abs=1e-10)
        assert polar_about_centre(found) == pytest.approx(trace / 2, rel=1e-9)
        normal = cq.Face(face).normalAt().toTuple()
        assert np.allclose(found.outward, normal, rtol=0, atol=1e-12)
        compared += 1
    assert compared == 6 + 9


def test_other_surfaces_are_none() -> None:
    bored = cq.Workplane().box(10, 10, 10).faces(">Z").workplane().hole(4)
    assert [plane_area(face) is None for face in occ_faces(bored.val())].count(True) == 1


def test_below_a_parabola() -> None:
    """Bounded by a spline; half width a = 5, height h = 3: x² is a²/5 on average, y² is 8h²/35."""
    parabola = cq.Edge.makeBezier([cq.Vector(-5, 0), cq.Vector(0, 6), cq.Vector(5, 0)])
    wire = cq.Wire.assembleEdges([parabola, cq.Edge.makeLine(cq.Vector(5, 0), cq.Vector(-5, 0))])
    found = top(cq.Workplane(cq.Solid.extrudeLinear(wire, [], cq.Vector(0, 0, 1))))
    assert found.moments[0] == pytest.approx(20, rel=1e-13)
    assert found.centre == pytest.approx((0, 1.2, 1), abs=1e-12)
    assert polar_about_centre(found) == pytest.approx(20 * (25 / 5 + 9 * 8 / 35 - 1.44), rel=1e-12)
