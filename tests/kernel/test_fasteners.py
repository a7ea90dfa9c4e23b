"""Standard parts: their solids have the sizes of their tables and closed-form volumes."""

from __future__ import annotations

import math

import pytest

from gmp_cad.kernel.fasteners import solid
from gmp_cad.kernel.surfaces.faces import face_geometries
from gmp_cad.kernel.surfaces.properties import bounding_box
from gmp_cad.spec.product import published_fit, published_fits
from gmp_cad.standards.fasteners import parse_designation

SOCKET_AREA = math.sqrt(3) / 2  # of a hexagon, times its width across flats squared


def test_a_cap_screw_is_a_head_a_socket_and_a_full_shank() -> None:
    # ISO 4762 M6x20: k 6, dk 10, s 5, t 3; the rim is chamfered by 0.05 dk.
    c, r = 0.5, 5.0
    rim = math.pi * c**2 * (r - c / 3)  # Pappus: the triangle cut off around the rim
    expected = math.pi * r**2 * 6 - rim - SOCKET_AREA * 25 * 3 + math.pi / 4 * 36 * 20
    assert solid("ISO 4762 - M6x20 - 8.8").Volume() == pytest.approx(expected, rel=1e-9)


def test_a_washer_and_a_pin_have_closed_forms() -> None:
    washer = parse_designation("ISO 7089 - 8 - 200 HV").dimensions
    ring = math.pi / 4 * (washer["d2"] ** 2 - washer["d1"] ** 2) * washer["h"]
    assert solid("ISO 7089 - 8 - 200 HV").Volume() == pytest.approx(ring, rel=1e-9)
    box = bounding_box(solid("ISO 8734 - 6x24 - A"))
    assert box == pytest.approx((-3, -3, -24, 3, 3, 0), abs=1e-7)


def test_a_pin_at_the_limits_of_its_published_size() -> None:
    # ISO 8734: m6; ISO 286-2 at 6 mm: +12/+4 µm.
    size = published_fit("ISO 8734 - 6x24 - A", "diameter")
    assert size is not None
    assert size.limits == pytest.approx((6.004, 6.012), abs=1e-12)
    assert size.limits is not None
    for diameter in size.limits:
        box = bounding_box(solid("ISO 8734 - 6x24 - A", {"diameter": diameter}))
        assert box[3] - box[0] == pytest.approx(diameter, abs=1e-7)
        assert box[5] - box[2] == pytest.approx(24.0, abs=1e-7)
    assert published_fit("ISO 4762 - M6x20 - 8.8", "diameter") is None


@pytest.mark.parametrize(
    "designation",
    [
        "ISO 4762 - M5x16 - 8.8", "ISO 10642 - M6x20 - 8.8", "ISO 4014 - M8x50 - 8.8",
        "ISO 4017 - M8x30 - 8.8", "ISO 4026 - M5x10 - 45H", "ISO 4027 - M5x10 - 45H",
        "ISO 4032 - M8 - 8", "ISO 7089 - 8 - 200 HV", "ISO 8734 - 6x24 - A", "ISO 2338 - 6 m6 x 30 - St",
    ],
)  # fmt: skip
def test_every_standard_part_is_one_valid_solid(designation: str) -> None:
    shape = solid(designation)
    fastener = parse_designation(designation)
    assert shape.isValid()
    assert shape.ShapeType() == "Solid"
    if fastener.length is not None:
        box = bounding_box(shape)
        assert box[2] == pytest.approx(-fastener.length, abs=1e-7)
        assert min(box[3], box[4]) >= fastener.diameter / 2 - 1e-7


def test_elements_of_fixtures_at_the_limits_of_their_published_sizes() -> None:
    # ISO 286-2: ⌀10 n6 +19/+10 µm, ⌀5.5 F7 +22/+10 µm.
    fits = published_fits("GMP CAC - 5.5x16")
    assert {n: f.limits for n, f in fits.items()} == {
        "bore": pytest.approx((5.51, 5.522), abs=1e-12),
        "outside": pytest.approx((10.01, 10.019), abs=1e-12),
    }
    bush = solid("GMP CAC - 5.5x16", {"bore": 5.51, "outside": 10.019})
    radii = {round(f.radius_mm, 6) for f in face_geometries(bush) if f.surface == "cylinder"}
    assert radii == {2.755, 5.0095, 6.5}
    assert published_fits("ISO 4762 - M6x20 - 8.8") == {}
