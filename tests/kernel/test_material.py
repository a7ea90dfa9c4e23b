"""What came and what went from one solid to another, against closed forms."""

from __future__ import annotations

import math

import cadquery as cq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.kernel.fingerprints import material
from gmp_cad.kernel.fingerprints.material import material_change
from gmp_cad.kernel.surfaces.properties import volume_mm3

UM = 1e-3


def plate(
    *, x: float = 0.0, r: float = 5.0, corner: float = 3.0, t: float = 20.0, fillets: bool = True
):
    """A plate with rounded corners and a hole: everything that its twins share lies in one another."""
    body = cq.Workplane().box(60, 40, t, centered=(True, True, False))
    if fillets:
        body = body.edges("|Z").fillet(corner)
    return body.faces(">Z").workplane(origin=(x, 0, 0)).hole(2 * r).val()


def crescent_mm2(r: float, d: float) -> float:
    """What a disc of radius ``r`` has that one moved by ``d`` lacks, without cancellation."""
    # area of the disc minus the lens of two discs: 2 r² asin(d / 2r) + d/2 √(4r² − d²)
    return 2 * r * r * math.asin(d / (2 * r)) + d / 2 * math.sqrt(4 * r * r - d * d)


@pytest.mark.parametrize("d", [UM, 0.02, 1.0])
def test_a_hole_that_moved_leaves_two_crescents(d: float) -> None:
    found = material_change(plate(), plate(x=d))
    expected = 20 * crescent_mm2(5, d)
    told = found.difference
    assert told.method == "exact"
    assert told.added_mm3 == pytest.approx(expected, rel=1e-7)
    assert told.removed_mm3 == pytest.approx(expected, rel=1e-7)
    (came,), (went,) = told.added, told.removed
    assert came.centre_mm[0] < 0 < went.centre_mm[0]
    assert came.centre_mm[1:] == pytest.approx((0, 10), abs=1e-6)
    assert went.box_mm[3] == pytest.approx(5 + d, abs=1e-9)
    assert told.error_mm3 < 1e-4 * expected
    assert volume_mm3(found.added) == pytest.approx(expected, rel=1e-7)


def test_a_radius_of_one_micrometre_more() -> None:
    told = material_change(plate(), plate(r=5 + UM)).difference
    assert told.added_mm3 == 0
    assert told.added == ()
    assert told.removed_mm3 == pytest.approx(20 * math.pi * ((5 + UM) ** 2 - 25), rel=1e-6)


def test_corners_of_one_micrometre_more() -> None:
    told = material_change(plate(), plate(corner=3 + UM)).difference
    expected = 20 * (4 - math.pi) * ((3 + UM) ** 2 - 9)
    assert told.added_mm3 == 0
    assert told.removed_mm3 == pytest.approx(expected, rel=1e-5)
    assert [one.volume_mm3 for one in told.removed] == [pytest.approx(expected / 4, rel=1e-2)] * 4


def test_corners_that_were_forgotten() -> None:
    told = material_change(plate(), plate(fillets=False)).difference
    assert told.added_mm3 == pytest.approx(20 * (4 - math.pi) * 9, rel=1e-9)
    assert len(told.added) == 4
    assert told.removed == ()


def test_the_same_solid_runs_no_boolean(monkeypatch) -> None:
    monkeypatch.setattr(material, "_fused", None)
    told = material_change(plate(), plate()).difference
    assert told.method == "same"
    assert (told.added_mm3, told.removed_mm3, told.error_mm3) == (0, 0, 0)
    assert (told.added, told.removed) == ((), ())


def test_neither_solid_is_changed() -> None:
    one, other = plate(), plate(x=0.5)
    before = [material.brep.to_bytes(shape) for shape in (one, other)]
    material_change(one, other)
    assert [material.brep.to_bytes(shape) for shape in (one, other)] == before


def test_a_fuse_that_misses_everything_is_not_believed(monkeypatch) -> None:
    """Everything went, everything came: the sums are right, the points that lie in both are not."""
    one, other = plate(), plate(x=1.0)

    def missing(before: cq.Shape, after: cq.Shape, fuzzy: float) -> material._Cells:
        whole = [tuple((s, volume_mm3(s)) for s in shape.Solids()) for shape in (before, after)]
        return material._Cells(removed=whole[0], added=whole[1], both=())

    monkeypatch.setattr(material, "_fused", missing)
    told = material_change(one, other).difference
    assert told.method == "mesh"
    assert told.reason is not None
    assert told.added_mm3 == pytest.approx(20 * crescent_mm2(5, 1), rel=0.01)
    assert abs(told.added_mm3 - 20 * crescent_mm2(5, 1)) <= told.error_mm3


def test_what_misses_all_intersections_at_first_is_found_by_another_way() -> None:
    """A body whose every face moved by a micrometre or two, where OCCT misses all intersections."""
    shape = (
        cq.Workplane().box(200, 130, 12, centered=(True, True, False)).edges("|Z and <X").fillet(10)
        .union(cq.Workplane().box(200, 90, 22, centered=(True, True, False)))
        .faces(">Z").workplane().rarray(160, 60, 2, 2).hole(9)
    ).val()  # fmt: skip
    told = material_change(shape, shape.moved(cq.Location((UM, 2 * UM, 0)))).difference
    assert told.method == "exact"
    # 1 µm over the ends, 2 µm over the sides, and the holes: no more than a few mm³
    assert 1 < told.added_mm3 < 40
    assert told.added_mm3 == pytest.approx(told.removed_mm3, abs=2 * told.error_mm3)


def test_a_part_of_several_bodies() -> None:
    def pair(second: float) -> cq.Shape:
        boxes = (
            cq.Workplane().box(10, 10, 10),
            cq.Workplane(origin=(30, 0, 0)).box(10, 10, second),
        )
        return cq.Compound.makeCompound([box.val() for box in boxes])

    told = material_change(pair(10), pair(12)).difference
    assert told.added_mm3 == pytest.approx(200, rel=1e-9)
    assert told.removed_mm3 == 0
    assert len(told.added) == 2


def test_two_solids_that_do_not_meet() -> None:
    one, other = (cq.Workplane(origin=(x, 0, 0)).box(10, 10, 10).val() for x in (0, 100))
    told = material_change(one, other).difference
    assert (told.added_mm3, told.removed_mm3) == (pytest.approx(1000), pytest.approx(1000))


def test_a_mesh_says_how_far_it_may_be_off() -> None:
    told = material_change(plate(), plate(r=6), exact=False).difference
    expected = 20 * math.pi * 11
    assert told.method == "mesh"
    assert told.removed_mm3 == pytest.approx(expected, rel=0.01)
    assert abs(told.removed_mm3 - expected) <= told.error_mm3


@settings(max_examples=12, deadline=None)
@given(
    size=st.tuples(*[st.integers(2, 20)] * 3), moved=st.tuples(*[st.integers(-25, 25)] * 3),
    other=st.tuples(*[st.integers(2, 20)] * 3),
)  # fmt: skip
def test_boxes_that_touch_overlap_or_lie_apart(size, moved, other) -> None:
    one = cq.Workplane().box(*size, centered=False).val()
    two = cq.Workplane(origin=moved).box(*other, centered=False).val()
    spans = (max(0, min(a, m + b) - max(0, m)) for a, m, b in zip(size, moved, other, strict=True))
    common = math.prod(spans)
    told = material_change(one, two).difference
    assert told.removed_mm3 == pytest.approx(math.prod(size) - common, abs=1e-6)
    assert told.added_mm3 == pytest.approx(math.prod(other) - common, abs=1e-6)
