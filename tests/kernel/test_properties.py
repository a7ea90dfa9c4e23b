from __future__ import annotations

import itertools
import math

import cadquery as cq
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from OCP.gp import gp_Pnt, gp_Vec
from scipy.integrate import quad

from gmp_cad.errors import KernelError
from gmp_cad.evidence.mass import body_of, principal_axes
from gmp_cad.kernel.surfaces import properties
from gmp_cad.kernel.surfaces.faces import face_geometries
from tests.kernel.mutants import cut_and_fused

STEEL = 7850.0
PI = math.pi


def close(observed: float, expected: float) -> bool:
    return math.isclose(observed, expected, rel_tol=1e-9, abs_tol=1e-9)


def sphere(radius: float) -> cq.Solid:
    return cq.Solid.makeSphere(radius, angleDegrees1=-90)


def frustum_inertia(big: float, small: float, height: float) -> tuple[float, float, float, float]:
    """Return volume, centroid height, transverse and axial inertia (unit density) by quadrature."""

    def radius(z: float) -> float:
        return big + (small - big) * z / height

    volume = quad(lambda z: PI * radius(z) ** 2, 0, height)[0]
    centre = quad(lambda z: PI * radius(z) ** 2 * z, 0, height)[0] / volume
    axial = quad(lambda z: PI * radius(z) ** 4 / 2, 0, height)[0]
    across = axial / 2 + quad(lambda z: PI * radius(z) ** 2 * (z - centre) ** 2, 0, height)[0]
    return volume, centre, across, axial


# shape, volume, area, centre, principal inertias over mass (k²), bounding box: closed forms
R, r, H = 30.0, 5.0, 40.0
V, ZC, IX, IZ = frustum_inertia(10, 4, 20)
TUBE = cq.Solid.makeCylinder(10, H).cut(cq.Solid.makeCylinder(6, H))
CASES = {
    "box": (
        cq.Solid.makeBox(10, 20, 30), 6000, 2200, (5, 10, 15),
        ((400 + 900) / 12, (100 + 900) / 12, (100 + 400) / 12), (0, 0, 0, 10, 20, 30),
    ),
    "cylinder": (
        cq.Solid.makeCylinder(7, H), PI * 49 * H, 2 * PI * 7 * (7 + H), (0, 0, H / 2),
        (49 / 4 + H**2 / 12, 49 / 4 + H**2 / 12, 49 / 2), (-7, -7, 0, 7, 7, H),
    ),
    "sphere": (
        sphere(8), 4 / 3 * PI * 512, 4 * PI * 64, (0, 0, 0),
        (0.4 * 64,) * 3, (-8, -8, -8, 8, 8, 8),
    ),
    "cone": (
        cq.Solid.makeCone(10, 4, 20), V,
        PI * (100 + 16 + 14 * math.hypot(6, 20)), (0, 0, ZC),
        (IX / V, IX / V, IZ / V), (-10, -10, 0, 10, 10, 20),
    ),
    "torus": (
        cq.Solid.makeTorus(R, r), 2 * PI**2 * R * r**2, 4 * PI**2 * R * r, (0, 0, 0),
        (R**2 / 2 + 5 / 8 * r**2,) * 2 + (R**2 + 3 / 4 * r**2,), (-35, -35, -5, 35, 35, 5),
    ),
    "tube": (
        TUBE, PI * 64 * H, 2 * PI * (16 * H + 64), (0, 0, H / 2),
        ((100 + 36) / 4 + H**2 / 12,) * 2 + ((100 + 36) / 2,), (-10, -10, 0, 10, 10, H),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("place", [(0.0, 0.0, 0.0), (1000.0, -2000.0, 500.0)])
def test_closed_forms(name: str, place: tuple[float, float, float]) -> None:
    shape, volume, area, centre, squares, box = CASES[name]
    got = properties.mass_properties(shape.moved(cq.Location(place)), STEEL)
    assert close(got.volume_mm3, volume)
    assert close(got.area_mm2, area)
    assert close(got.mass_kg, volume * 7.85e-6)
    for axis in range(3):
        assert close(got.centre_of_mass_mm[axis], centre[axis] + place[axis])
        assert close(got.bounding_box_mm[axis], box[axis] + place[axis])
        assert close(got.bounding_box_mm[axis + 3], box[axis + 3] + place[axis])
    inertia = np.array(got.inertia_kg_mm2)
    expected = np.diag(squares) * volume * 7.85e-6
    assert np.allclose(inertia, expected, rtol=0, atol=1e-9 * np.trace(expected))
    light, middle = properties.volume_and_centre(shape.moved(cq.Location(place)))
    assert close(light, volume)
    assert middle == pytest.approx([c + p for c, p in zip(centre, place, strict=True)], abs=1e-9)


@pytest.mark.parametrize(
    ("name", "symmetry", "own"),
    [
        ("box", "none", None), ("cylinder", "axis", 0), ("sphere", "point", None),
        ("cone", "axis", 0), ("torus", "axis", 2), ("tube", "axis", 0),
    ],
)  # fmt: skip
def test_principal_moments_are_those_of_the_closed_forms_however_the_solid_stands(
    name: str, symmetry: str, own: int | None
) -> None:
    """Turned by 77° about (1, 2, 3); a long cylinder's axis has the least moment, a torus' the largest."""
    shape, volume, _, _, squares, _ = CASES[name]
    place = cq.Location((200.0, -300.0, 50.0), (1, 2, 3), 77)
    body = body_of(properties.mass_properties(shape.moved(place), STEEL))
    found = principal_axes(body)
    expected = np.sort(squares) * volume * 7.85e-6
    assert found.symmetry == symmetry
    assert np.allclose(found.moments_kg_mm2, expected, rtol=1e-9, atol=0)
    assert np.allclose(found.radii_mm, np.sqrt(np.sort(squares)), rtol=1e-9, atol=0)
    if own is not None:
        axis = cq.Vector(0, 0, 1).transform(cq.Matrix(place.wrapped.Transformation()))
        axis -= cq.Vector(200.0, -300.0, 50.0)
        assert abs(np.dot(found.axes[own], axis.toTuple())) == pytest.approx(1, abs=1e-9)


def test_products_of_inertia_have_the_tensor_s_sign() -> None:
    """Two small bodies at (±10, ±10, 0): Ixy = -Σ m x y = -2 · m · 100."""
    body = cq.Solid.makeBox(1, 1, 1).moved(cq.Location((-0.5, -0.5, -0.5)))
    pair = [body.moved(cq.Location((s * 10, s * 10, 0))) for s in (1, -1)]
    got = properties.mass_properties(cq.Compound.makeCompound(pair), 1e9)
    assert close(got.inertia_kg_mm2[0][1], -200)
    assert close(got.inertia_kg_mm2[2][2], 2 * (200 + 1 / 6))


def test_faces_bounded_by_intersection_curves() -> None:
    """Block with two crossing bores: 60³ less two cylinders, plus what they have in common."""
    common, _ = quad(
        lambda x: 8 * math.sqrt(400 - x * x) * math.sqrt(144 - x * x), 0, 12, epsrel=1e-13
    )
    block = cq.Workplane().box(60, 60, 60)
    block = block.cut(cq.Workplane().cylinder(80, 20)).cut(cq.Workplane("XZ").cylinder(80, 12))
    volume = properties.volume_mm3(block.val())
    assert math.isclose(volume, 60**3 - PI * 60 * (400 + 144) + common, rel_tol=1e-9)


def test_steinmetz_solid() -> None:
    solid = cq.Workplane().cylinder(40, 7).intersect(cq.Workplane("XZ").cylinder(40, 7)).val()
    got = properties.mass_properties(solid, STEEL)
    assert close(got.volume_mm3, 16 / 3 * 343)
    assert close(got.area_mm2, 16 * 49)


def test_area_of_a_swept_pipe() -> None:
    """Pappus: a pipe's area is 2πr·L whatever the bend, plus two ends."""
    path = cq.Workplane("XZ").spline([(0, 0), (10, 5), (20, 30)])
    pipe = cq.Workplane(cq.Plane((0, 0, 0), (0, 1, 0), path.val().tangentAt(0)))
    solid = pipe.circle(3).sweep(path).val()
    got = properties.mass_properties(solid, STEEL)
    length = path.val().Length()
    assert math.isclose(got.area_mm2, 2 * PI * 3 * length + 2 * PI * 9, rel_tol=1e-5)
    assert math.isclose(got.volume_mm3, PI * 9 * length, rel_tol=1e-5)


def test_free_surfaces_beside_a_solid_do_not_count() -> None:
    loose = cq.Workplane().rect(50, 50).extrude(1).faces(">Z or >X").vals()
    mixed = cq.Compound.makeCompound([cq.Solid.makeBox(1, 2, 3), *loose])
    got = properties.mass_properties(mixed, STEEL)
    assert close(got.volume_mm3, 6)
    assert close(got.area_mm2, 22)
    assert got.bounding_box_mm == pytest.approx((0, 0, 0, 1, 2, 3), abs=1e-12)


def test_no_solid_is_an_error() -> None:
    face = cq.Workplane().rect(1, 1).extrude(1).faces(">Z").val()
    with pytest.raises(KernelError, match="no solid"):
        properties.mass_properties(face, STEEL)
    with pytest.raises(KernelError, match="no bounding box"):
        properties.bounding_box(cq.Compound.makeCompound([]))
    assert properties.volume_mm3(face) == 0


@pytest.mark.parametrize("angle", [0.0, 17.0, 90.0, 133.0])
def test_bounding_box_of_a_turned_box(angle: float) -> None:
    turned = cq.Solid.makeBox(10, 20, 30).rotate((0, 0, 0), (0, 0, 1), angle)
    turn = math.radians(angle)
    corners = [
        (x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn))
        for x in (0, 10) for y in (0, 20)
    ]  # fmt: skip
    low, high = np.min(corners, axis=0), np.max(corners, axis=0)
    box = properties.bounding_box(turned)
    assert box == pytest.approx((*low, 0, *high, 30), abs=1e-9)


def test_bounding_box_ignores_mesh_and_tolerance_and_blends() -> None:
    disc = cq.Workplane().circle(20).extrude(10).faces(">Z").edges().fillet(3).val()
    plain = properties.bounding_box(disc)
    assert plain == pytest.approx((-20, -20, 0, 20, 20, 10), abs=1e-12)
    disc.mesh(2.0)
    disc.fix()
    assert properties.bounding_box(disc) == plain


def test_bounding_box_beside_intersection_curves() -> None:
    along = cq.Workplane().circle(10).extrude(40, both=True)
    across = cq.Workplane("YZ").circle(8).extrude(30, both=True)
    tee, drilled = along.union(across).val(), along.cut(across).val()
    exact = {"abs": 1e-12}
    assert properties.bounding_box(tee) == pytest.approx((-30, -10, -40, 30, 10, 40), **exact)
    assert properties.bounding_box(drilled) == pytest.approx((-10, -10, -40, 10, 10, 40), **exact)
    # the mouth of the smaller cylinder bulges out to the larger one: only an intersection curve
    common = properties.bounding_box(along.intersect(across).val())
    assert common == pytest.approx((-10, -8, -8, 10, 8, 8), abs=5e-7)


def test_bounding_box_of_a_leaning_torus() -> None:
    """Nothing but the inside of the toroidal face is outermost in y and z."""
    torus = cq.Solid.makeTorus(30, 5).rotate((0, 0, 0), (1, 0, 0), 30)
    y, z = 30 * math.cos(PI / 6) + 5, 30 * math.sin(PI / 6) + 5
    assert properties.bounding_box(torus) == pytest.approx((-35, -y, -z, 35, y, z), abs=5e-7)


@settings(max_examples=30, deadline=None)
@given(
    st.tuples(*[st.floats(0.1, 1000)] * 3),
    st.tuples(*[st.floats(-1000, 1000)] * 3),
    st.floats(-180, 180),
)
def test_moving_a_box_changes_nothing_but_its_place(
    size: tuple[float, float, float], place: tuple[float, float, float], angle: float
) -> None:
    moved = cq.Solid.makeBox(*size).moved(cq.Location(place, (1, 1, 1), angle))
    got = properties.mass_properties(moved, 1000.0)
    assert math.isclose(got.volume_mm3, math.prod(size), rel_tol=1e-9)
    k = np.sort([size[i] ** 2 + size[j] ** 2 for i, j in ((0, 1), (0, 2), (1, 2))]) / 12
    principal = np.linalg.eigvalsh(np.array(got.inertia_kg_mm2)) / got.mass_kg
    assert np.allclose(principal, k, rtol=0, atol=1e-8 * k.max())


def spline_area_and_lever(edge: cq.Edge) -> tuple[float, float]:
    """Return the area that a closed spline bounds in its plane, and that times its centre's x.

    Gauss between the knots: exact for polynomials.
    """
    curve = edge._geomAdaptor().BSpline()
    knots = [curve.Knot(i) for i in range(1, curve.NbKnots() + 1)]
    nodes, weights = np.polynomial.legendre.leggauss(8)
    area = lever = 0.0
    for low, high in itertools.pairwise(knots):
        for node, weight in zip(nodes, weights, strict=True):
            point, speed = gp_Pnt(), gp_Vec()
            curve.D1((low + high) / 2 + (high - low) / 2 * node, point, speed)
            share = weight * (high - low) / 2
            area += share * (point.X() * speed.Y() - point.Y() * speed.X()) / 2
            lever += share * point.X() ** 2 * speed.Y() / 2
    return abs(area), abs(lever)


def cam() -> cq.Workplane:
    points = [(20, 0), (26, -1), (30, 2), (29, 8), (24, 9), (19, 5)]
    return cq.Workplane("XY").spline(points, periodic=True)


def test_an_extruded_spline_has_the_volume_of_its_profile() -> None:
    """OCCT's adaptive integral over the extruded face alone is 0.4 % off."""
    area, _ = spline_area_and_lever(cam().val())
    found = properties.mass_properties(cam().close().extrude(10).val(), 1000.0)
    assert found.volume_mm3 == pytest.approx(10 * area, rel=1e-10)


def test_a_turned_spline_has_the_volume_of_pappus() -> None:
    _, lever = spline_area_and_lever(cam().val())
    turned = cam().close().revolve(360, (0, 0, 0), (0, 1, 0)).val()
    assert properties.mass_properties(turned, 1000.0).volume_mm3 == pytest.approx(
        2 * math.pi * lever, rel=1e-9
    )


def spline_length(edge: cq.Edge) -> float:
    """Return the arc length by quadrature between the knots."""
    curve = edge._geomAdaptor().BSpline()
    knots = [curve.Knot(i) for i in range(1, curve.NbKnots() + 1)]

    def speed(at: float) -> float:
        point, tangent = gp_Pnt(), gp_Vec()
        curve.D1(at, point, tangent)
        return tangent.Magnitude()

    return sum(quad(speed, a, b, epsabs=0, epsrel=1e-13)[0] for a, b in itertools.pairwise(knots))


def test_an_extruded_spline_has_the_area_of_its_length() -> None:
    """OCCT gives 358.2 mm² of 353.3 mm², in the tables of faces and of the whole part."""
    solid, side = cam().close().extrude(10).val(), 10 * spline_length(cam().val())
    area, _ = spline_area_and_lever(cam().val())
    assert properties.mass_properties(solid, STEEL).area_mm2 == pytest.approx(
        side + 2 * area, rel=1e-11
    )
    (found,) = (f for f in face_geometries(solid) if f.surface == "freeform")
    assert found.area_mm2 == pytest.approx(side, rel=1e-11)


def test_an_extruded_spline_has_the_centre_of_its_profile() -> None:
    """OCCT's centre of a plane that a spline bounds is 1e-6 mm off."""
    area, lever = spline_area_and_lever(cam().val())
    found = properties.mass_properties(cam().close().extrude(10).val(), STEEL)
    assert found.centre_of_mass_mm[0] == pytest.approx(lever / area, abs=1e-11)
    assert found.centre_of_mass_mm[2] == pytest.approx(5, abs=1e-11)


@pytest.mark.parametrize(("normal", "at"), [((1, 0, 0), 0.43), ((0.3, 1.0, 0.2), 0.37)])
def test_a_turned_spline_weighs_the_same_when_it_is_cut_and_fused(
    normal: tuple[float, float, float], at: float
) -> None:
    """Converted to B-splines, its pieces lose their borders: they weighed less than nothing."""
    _, lever = spline_area_and_lever(cam().val())
    turned = cam().close().revolve(360, (0, 0, 0), (0, 1, 0)).val()
    found = properties.mass_properties(cut_and_fused(turned, normal, at), STEEL)
    assert found.volume_mm3 == pytest.approx(2 * math.pi * lever, rel=1e-11)
    assert found.area_mm2 == pytest.approx(
        properties.mass_properties(turned, STEEL).area_mm2, rel=1e-11
    )
