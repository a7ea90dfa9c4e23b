"""Bodies put together and their principal axes, against closed forms and hand computation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.evidence import AssemblyPosition, MassProperties, Placement
from gmp_cad.evidence.mass import (
    Body,
    moved,
    principal_axes,
    together,
    weighing,
)
from gmp_cad.evidence.weighed import placed_body, position_masses

E = np.eye(3)


def box(x: float, y: float, z: float, density: float = 7.85e-6, at=(0.0, 0.0, 0.0)) -> Body:
    """A box with its centre at a point: m(b² + c²)/12."""
    m = x * y * z * density
    i = np.diag([y * y + z * z, x * x + z * z, x * x + y * y]) * m / 12
    area = 2 * (x * y + y * z + z * x)
    return Body(
        mass_kg=m, centre_mm=at, inertia_kg_mm2=tuple(map(tuple, i.tolist())),
        volume_mm3=x * y * z, area_mm2=area,
    )  # fmt: skip


def turned(axis, degrees: float) -> np.ndarray:
    """Rodrigues' rotation."""
    x, y, z = np.array(axis) / np.linalg.norm(axis)
    k = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    a = math.radians(degrees)
    return E + math.sin(a) * k + (1 - math.cos(a)) * k @ k


def matrix(turn=E, at=(0.0, 0.0, 0.0)):
    rows = np.hstack([turn, np.array(at, dtype=float).reshape(3, 1)])
    return tuple(map(tuple, [*rows.tolist(), [0.0, 0.0, 0.0, 1.0]]))


def near(observed, expected, scale: float = 1.0) -> bool:
    return np.allclose(observed, expected, rtol=1e-12, atol=1e-12 * scale)


def test_two_halves_are_the_whole() -> None:
    whole = box(60, 20, 30, at=(5, 6, 7))
    halves = [box(30, 20, 30, at=(-10, 6, 7)), box(30, 20, 30, at=(20, 6, 7))]
    found = together(halves)
    assert found is not None
    assert near(found.mass_kg, whole.mass_kg)
    assert near(found.centre_mm, whole.centre_mm)
    assert near(found.inertia_kg_mm2, whole.inertia_kg_mm2, 100)
    assert found.volume_mm3 == pytest.approx(whole.volume_mm3)
    assert found.area_mm2 == pytest.approx(whole.area_mm2 + 2 * 20 * 30)  # before assembly


def test_an_angle_by_hand() -> None:
    """Legs 100×10×10 along X, and 10×10×90 on its end along Z, of 1 kg/mm³ (Huygens by hand)."""
    flat = box(100, 10, 10, 1.0, (50, 5, 5))
    leg = box(10, 10, 90, 1.0, (5, 5, 55))
    found = together([flat, leg])
    assert found is not None
    x, z = (10000 * 50 + 9000 * 5) / 19000, (10000 * 5 + 9000 * 55) / 19000
    assert near(found.centre_mm, (x, 5, z), 100)
    ixx = 10000 * (100 + 100) / 12 + 10000 * (5 - z) ** 2
    ixx += 9000 * (100 + 8100) / 12 + 9000 * (55 - z) ** 2
    izz = 10000 * (1e4 + 100) / 12 + 10000 * (50 - x) ** 2
    izz += 9000 * 200 / 12 + 9000 * (5 - x) ** 2
    ixz = -(10000 * (50 - x) * (5 - z) + 9000 * (5 - x) * (55 - z))
    tensor = np.array(found.inertia_kg_mm2)
    assert near((tensor[0, 0], tensor[2, 2], tensor[0, 2]), (ixx, izz, ixz), 1e8)
    assert ixz > 0
    # Mohr's circle of the plane XZ
    middle, radius = (ixx + izz) / 2, math.hypot((ixx - izz) / 2, ixz)
    axes = principal_axes(found)
    assert axes.symmetry == "none"
    assert near(axes.moments_kg_mm2, sorted((middle - radius, middle + radius, tensor[1, 1])), 1e8)


@pytest.mark.parametrize("opening", [0.0, 12.5, 80.0])
def test_a_product_of_two_parts_at_each_of_its_positions(opening: float) -> None:
    """A jaw of 2 kg that opens along X beside a base of 3 kg; the jaw stands turned by 90° about Z."""
    base, jaw = box(100, 50, 20, 3 / 1e5), box(30, 40, 50, 2 / 6e4)
    masses = {name: _properties(body) for name, body in (("base", base), ("jaw", jaw))}
    quarter = turned((0, 0, 1), 90)
    placements = (
        Placement(name="base", item="base", matrix=matrix()),
        Placement(name="jaw", item="jaw", matrix=matrix(quarter, (opening, 0, 35))),
        Placement(name="workpiece", item="workpiece", matrix=matrix()),
    )
    at = AssemblyPosition(parameters={"opening": opening}, placements=placements)
    (found,) = position_masses([at], masses)
    assert found.body == placed_body(placements, masses)
    assert found.body.mass_kg == pytest.approx(5, rel=1e-12)
    assert near(found.body.centre_mm, (2 * opening / 5, 0, 14), 100)
    # reduced mass 3·2/5 = 1.2 kg; the jaw's sizes along X and Y have changed places
    iyy = 3 * (100**2 + 20**2) / 12 + 2 * (40**2 + 50**2) / 12 + 1.2 * (opening**2 + 35**2)
    izz = 3 * (100**2 + 50**2) / 12 + 2 * (30**2 + 40**2) / 12 + 1.2 * opening**2
    tensor = np.array(found.body.inertia_kg_mm2)
    assert near((tensor[1, 1], tensor[2, 2]), (iyy, izz), 1e4)
    assert near((tensor[0, 2], tensor[2, 0]), (-1.2 * opening * 35,) * 2, 1e4)


def _properties(body: Body) -> MassProperties:
    return MassProperties(
        volume_mm3=body.volume_mm3, area_mm2=body.area_mm2, mass_kg=body.mass_kg,
        centre_of_mass_mm=body.centre_mm, inertia_kg_mm2=body.inertia_kg_mm2,
        bounding_box_mm=(0.0, 0.0, 0.0, 1.0, 1.0, 1.0),
    )  # fmt: skip


def test_nothing_weighs_nothing() -> None:
    assert together([]) is None
    assert position_masses([AssemblyPosition(parameters={}, placements=())], {}) == ()


def test_a_mass_that_is_given_scales_the_inertia_and_nothing_else() -> None:
    solid = _properties(box(10, 20, 30))
    found = weighing(solid, 2 * solid.mass_kg)
    assert found.mass_kg == 2 * solid.mass_kg
    assert near(found.inertia_kg_mm2, 2 * np.array(solid.inertia_kg_mm2), 1e-3)
    assert (found.volume_mm3, found.centre_of_mass_mm) == (solid.volume_mm3, (0.0, 0.0, 0.0))


# Degenerate shapes, however they stand
@pytest.mark.parametrize("axis", [(1, 0, 0), (0, 0, 1), (1, 2, 3), (-1, 1, 0)])
@pytest.mark.parametrize("degrees", [0.0, 45.0, 90.0, 123.4])
@pytest.mark.parametrize(
    ("sizes", "symmetry", "own"),
    [((20, 20, 20), "point", None), ((200, 10, 10), "axis", 0), ((50, 50, 2), "axis", 2),
     ((10, 20, 30), "none", None)],
)  # fmt: skip
def test_principal_axes_of_any_shape_however_it_stands(axis, degrees, sizes, symmetry, own) -> None:
    body = box(*sizes, 1e-3)
    turn = turned(axis, degrees)
    found = principal_axes(moved(body, matrix(turn, (3, 4, 5))))
    moments = sorted(np.diag(np.array(body.inertia_kg_mm2)))
    axes = np.array(found.axes)
    assert found.symmetry == symmetry
    assert near(found.moments_kg_mm2, moments, max(moments))
    assert near(found.radii_mm, np.sqrt(np.array(moments) / body.mass_kg), 10)
    assert np.allclose(axes @ axes.T, E, atol=1e-12)
    assert np.linalg.det(axes) == pytest.approx(1, abs=1e-12)
    tensor = turn @ np.array(body.inertia_kg_mm2) @ turn.T
    assert np.allclose(axes @ tensor @ axes.T, np.diag(moments), atol=1e-7 * max(moments))
    if symmetry == "point":
        assert near(axes, E)
    if own is not None:  # a rod's axis has the least moment, a disc's the largest
        assert abs(axes[own] @ turn[:, 0 if own == 0 else 2]) == pytest.approx(1, abs=1e-12)
    for unit in axes[:2]:
        assert unit[int(np.argmax(np.abs(unit) - 1e-9 * np.arange(3)))] > 0


def test_a_rod_along_an_axis_of_the_frame_takes_the_others_of_the_frame() -> None:
    rod = principal_axes(box(200, 10, 10))
    assert rod.axes == ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    disc = principal_axes(box(50, 50, 2))
    assert disc.axes == ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


sizes = st.tuples(*[st.floats(1, 300)] * 3)
places = st.tuples(*[st.floats(-1e4, 1e4)] * 3)
motions = st.builds(
    lambda axis, a, at: matrix(turned(axis, a), at),
    st.tuples(*[st.floats(0.1, 1)] * 3), st.floats(-180, 180), places,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(sizes, motions), min_size=1, max_size=6), motions)
def test_a_rigid_motion_changes_no_principal_moment(parts, motion) -> None:
    bodies = [moved(box(*size), place) for size, place in parts]
    whole = together(bodies)
    assert whole is not None
    before, after = principal_axes(whole), principal_axes(moved(whole, motion))
    assert np.allclose(
        before.moments_kg_mm2, after.moments_kg_mm2, rtol=0, atol=1e-9 * before.moments_kg_mm2[2]
    )
    again = together([moved(body, motion) for body in bodies])
    assert again is not None
    assert np.allclose(again.centre_mm, moved(whole, motion).centre_mm, rtol=0, atol=1e-8)
    assert np.allclose(
        again.inertia_kg_mm2, moved(whole, motion).inertia_kg_mm2, rtol=0,
        atol=1e-9 * before.moments_kg_mm2[2] + 1e-9 * whole.mass_kg,
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(sizes, places), min_size=2, max_size=7), st.integers(1, 6))
def test_what_is_put_together_in_groups_is_the_same(parts, cut: int) -> None:
    bodies = [box(*size, at=place) for size, place in parts]
    groups = [together(bodies[:cut]), together(bodies[cut:])]
    one, two = together(bodies), together([g for g in groups if g is not None])
    assert one is not None
    assert two is not None
    assert one.mass_kg == pytest.approx(two.mass_kg, rel=1e-12)
    assert np.allclose(one.centre_mm, two.centre_mm, rtol=0, atol=1e-8)
    largest = np.max(np.abs(one.inertia_kg_mm2))
    assert np.allclose(one.inertia_kg_mm2, two.inertia_kg_mm2, rtol=0, atol=1e-10 * largest)
