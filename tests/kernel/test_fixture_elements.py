"""Solids of the elements of fixtures: sound, of the sizes published, volumes in closed form."""

from __future__ import annotations

import math

import pytest

from gmp_cad.kernel.fasteners import solid
from gmp_cad.standards.fixture_elements import parse_element
from tests.standards.test_fixture_elements import DESIGNATIONS


@pytest.mark.parametrize("text", DESIGNATIONS)
def test_every_element_is_one_sound_solid(text: str) -> None:
    shape = solid(text)
    assert shape.isValid()
    assert shape.Volume() > 0
    element = parse_element(text)
    box, wide = shape.BoundingBox(), element.dimensions
    if element.standard in ("GMP PAP", "GMP PAB", "GMP PCC", "GMP PCD"):
        assert box.zmax == pytest.approx(wide["length"], abs=1e-6)
        assert box.zmin == pytest.approx(-wide["l2"], abs=1e-6)
    if element.standard in ("GMP CAN", "GMP CAC"):
        assert (box.zmin, box.zmax) == pytest.approx((-wide["length"], 0.0), abs=1e-6)


def test_a_plain_button_has_the_volume_of_its_cylinders() -> None:
    # head ⌀16 × 12 less its chamfer, spigot ⌀10 × 14 less its chamfer (0.5 mm at 45°)
    def cylinder(d: float, length: float) -> float:
        return math.pi * d**2 / 4 * length - math.pi * 0.5**2 * (d / 2 - 0.5 / 3)

    assert solid("GMP PAP - 16x12").Volume() == pytest.approx(
        cylinder(16, 12) + cylinder(10, 14), rel=1e-9
    )


def test_a_spherical_button_touches_in_one_point() -> None:
    shape = solid("GMP PAB - 16x12")
    (cap,) = shape.faces("%SPHERE").Faces()
    assert cap.Center().z < cap.BoundingBox().zmax == pytest.approx(12.0, abs=1e-6)
    assert not shape.faces("%PLANE and >Z").Faces() or (
        shape.faces("%PLANE and >Z").val().Center().z < 12.0 - 1e-6
    )


def test_a_relieved_pin_holds_along_x_alone() -> None:
    box = solid("GMP PCD - 16x10").BoundingBox()
    assert (box.xmin, box.xmax) == pytest.approx((-8.0, 8.0), abs=1e-3)
    head = [f for f in solid("GMP PCD - 16x10").Faces() if f.geomType() == "CYLINDER"]
    wide = [f for f in head if f.BoundingBox().zmax > 5 and f.BoundingBox().zmin >= -1e-6]
    for land in wide:
        assert max(abs(land.BoundingBox().ymin), abs(land.BoundingBox().ymax)) <= 2.5 + 1e-6


def test_a_vee_of_90_degrees_opens_upwards() -> None:
    shape = solid("GMP VE - 45x20")
    flanks = [
        f for f in shape.Faces()
        if f.geomType() == "PLANE" and abs(abs(f.normalAt().y) - math.sqrt(0.5)) < 1e-6
    ]  # fmt: skip
    assert len(flanks) == 2
    assert all(f.normalAt().z == pytest.approx(math.sqrt(0.5)) for f in flanks)
