"""Section views against areas and volumes in closed form."""

from __future__ import annotations

import math
from itertools import pairwise

import cadquery as cq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from OCP.BRepAlgoAPI import BRepAlgoAPI_Cut

from gmp_cad.errors import KernelError
from gmp_cad.evidence import Cut
from gmp_cad.kernel.projection.cut import cut_part, cut_view
from gmp_cad.kernel.projection.project import project
from gmp_cad.kernel.surfaces.faces import face_geometries

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def front(*steps, along="right") -> Cut:
    """A cut seen along y: depths are -y."""
    return Cut(name="A-A", right=X, up=Z, along=along, steps=steps)


def area(loop) -> float:
    return sum(a[0] * b[1] - a[1] * b[0] for a, b in pairwise(loop)) / 2


def areas(view) -> list[list[float]]:
    return [[round(area(loop), 6) for loop in region.loops] for region in view.regions]


def upright(view) -> set[float]:
    return {c.points[0][0] for c in view.curves if c.points[0][0] == c.points[-1][0]}


def number(shape, surface, radius=0.0) -> int:
    found = face_geometries(shape)
    return next(f.index for f in found if f.surface == surface and f.radius_mm == radius)


@pytest.fixture(scope="module")
def tube() -> cq.Shape:
    return cq.Workplane().circle(20).circle(12).extrude(50).val()


@pytest.fixture(scope="module")
def plate() -> cq.Shape:
    """100 × 60 × 10 with two holes of 10 mm that no one plane shows."""
    top = cq.Workplane().box(100, 60, 10).faces(">Z").workplane()
    return top.pushPoints([(-30, 10), (30, -10)]).hole(10).val()


def test_a_tube_in_full_section_shows_two_walls(tube):
    view = cut_view(tube, front((0, 0.0)))
    assert areas(view) == [[8 * 50], [8 * 50]]
    assert view.box_mm == (-20, 0, 20, 50)
    assert view.exact
    assert not [c for c in view.curves if c.line == "hidden"]
    walls = {number(tube, "cylinder", 20), number(tube, "cylinder", 12)}
    assert all(walls <= set(region.faces) for region in view.regions)
    assert upright(view) == {-20, -12, 12, 20}


def test_a_half_section_has_no_line_on_the_axis(tube):
    view = cut_view(tube, front((0, None), (0, 0.0)))
    assert areas(view) == [[8 * 50]]
    assert all(x >= 12 for x, _ in view.regions[0].loops[0])
    assert upright(view) == {-20, 12, 20}
    assert {c.line for c in view.curves if c.points[0][0] == -20 == c.points[-1][0]} == {"outline"}


def test_an_offset_section_is_one_region_without_a_line_at_the_step(plate):
    view = cut_view(plate, front((0, -10.0), (0, 10.0)))
    assert areas(view) == [[15 * 10], [50 * 10], [15 * 10]]
    assert upright(view) == {-50, -35, -25, 25, 35, 50}
    middle = view.regions[1].loops[0]
    assert set(middle) == {(-25, -5), (25, -5), (25, 5), (-25, 5)}
    holes = {f.index for f in face_geometries(plate) if f.surface == "cylinder"}
    assert holes <= set(view.regions[1].faces)


def test_where_only_one_plane_meets_material_the_region_ends_at_the_step():
    part = cq.Workplane().box(40, 20, 10).cut(cq.Workplane().box(40, 20, 10).translate((20, 10, 0)))
    view = cut_view(part.val(), front((0, -5.0), (10, 5.0)))
    assert areas(view) == [[20 * 10], [10 * 10]]
    assert upright(view) == {-20, 0, 20}  # none at x = 10, where the second plane begins


def test_steps_along_the_height_of_the_view(plate):
    upright_plate = plate.rotate(cq.Vector(), cq.Vector(0, 1, 0), 90)
    view = cut_view(upright_plate, front((0, 10.0), (0, -10.0), along="up"))
    assert sorted(areas(view)) == [[15 * 10], [15 * 10], [50 * 10]]


def test_a_void_is_not_hatched():
    hollow = cq.Workplane().box(40, 40, 40).cut(cq.Workplane().sphere(10)).val()
    view = cut_view(hollow, front((0, 0.0)))
    (region,) = view.regions
    outer, void = region.loops
    assert area(outer) == pytest.approx(1600, abs=1e-6)
    assert -area(void) == pytest.approx(math.pi * 100, rel=4e-3)  # chords of 0.02 mm
    assert all(loop[0] == loop[-1] for loop in region.loops)
    assert number(hollow, "sphere", 10) in region.faces


def test_two_parts_of_the_material_that_touch_in_a_corner_are_two_regions():
    part = (
        cq.Workplane()
        .box(20, 10, 20)
        .cut(cq.Workplane().box(10, 10, 10).translate((5, 0, 5)))
        .cut(cq.Workplane().box(10, 10, 10).translate((-5, 0, -5)))
    )
    post = (
        cq.Workplane().box(20, 10, 20).translate((0, 10, 0))
    )  # behind it, so that it is one solid
    view = cut_view(part.union(post).val(), front((0, 0.0)))
    assert areas(view) == [[100], [100]]


def test_curves_know_the_faces_of_the_whole_part(plate):
    view = cut_view(plate, front((0, -10.0)))
    top = next(f.index for f in face_geometries(plate) if f.direction == Z)
    hole = next(f.index for f in face_geometries(plate) if f.point[:2] == (-30, 10))
    of_hole = {c.points for c in view.curves if hole in c.faces}
    assert of_hole == {
        ((-35, -5), (-35, 5)), ((-25, -5), (-25, 5)), ((-35, -5), (-25, -5)), ((-35, 5), (-25, 5)),
    }  # fmt: skip
    assert {x for c in view.curves if top in c.faces for x, _ in c.points} == {-50, -35, -25, 50}
    assert all(face >= 0 for c in view.curves for face in c.faces)


def test_the_material_taken_away_is_what_stands_before_the_planes(plate):
    left = cut_part(plate, front((0, -10.0), (0, 10.0)))
    # the left half keeps y > 10 and half a hole, the right half y > -10 and half a hole
    volume = 10 * (50 * 20 + 50 * 40) - 10 * math.pi * 25
    assert left.shape.Volume() == pytest.approx(volume, rel=1e-9)


def test_a_face_that_lies_in_the_plane_is_seen_and_not_hatched():
    step = cq.Workplane().box(20, 10, 20, centered=False)
    part = step.union(cq.Workplane().box(20, 20, 20, centered=False).translate((20, -10, 0))).val()
    view = cut_view(part, front((0, 0.0)))
    assert areas(view) == [[20 * 20]]
    assert all(x >= 20 for x, _ in view.regions[0].loops[0])


def test_a_plane_that_touches_a_bore_cuts_through_full_material():
    block = cq.Workplane().box(60, 40, 30).faces(">X").workplane().hole(10, 20).val()
    view = cut_view(block, Cut(name="A-A", right=X, up=Y, steps=((0, 5.0),)))
    assert areas(view) == [[60 * 40]]
    assert view.exact
    assert len(view.curves) == 4  # the outline alone


@pytest.mark.parametrize("depth", [-31.0, 31.0, 30.0, -30.0])
def test_a_plane_beside_the_part_is_refused(plate, depth):
    with pytest.raises(KernelError, match=rf"A-A cuts nothing at the depth {depth:g}"):
        cut_view(plate, front((0, depth)))


def test_one_plane_of_two_beside_the_part_is_refused(plate):
    with pytest.raises(KernelError, match="cuts nothing at the depth 40"):
        cut_view(plate, front((0, 0.0), (0, 40.0)))


def test_the_same_shape_gives_the_same_section(plate):
    cut = front((0, -10.0), (0, 10.0))
    assert cut_view(plate, cut) == cut_view(plate.copy(), cut)
    assert project(plate, "top", X, Y) == project(plate.copy(), "top", X, Y)


def test_where_the_kernel_fails_the_outline_is_shown_over_the_whole(plate, monkeypatch):
    def fail(self, *_):
        raise RuntimeError

    monkeypatch.setattr(BRepAlgoAPI_Cut, "Build", fail)
    view = cut_view(plate, front((0, -10.0)))
    assert not view.exact
    assert view.regions == ()
    assert upright(view) == {-50, -35, -25, 50}


def test_the_polygonal_section_says_so(plate):
    view = cut_view(plate, front((0, -10.0), (0, 10.0)), exact=False)
    assert not view.exact
    assert areas(view) == [[15 * 10], [50 * 10], [15 * 10]]
    assert 0 not in upright(view)


@settings(max_examples=15, deadline=None)
@given(
    starts=st.lists(st.integers(-45, 45), min_size=1, max_size=3, unique=True).map(sorted),
    depths=st.lists(st.none() | st.integers(-28, 28), min_size=4, max_size=4),
)
def test_every_stepped_section_of_a_block_is_as_wide_as_what_is_cut(starts, depths):
    block = cq.Workplane().box(100, 60, 10).val()
    used = depths[: len(starts) + 1]
    cut = front((0, used[0]), *zip(starts, used[1:], strict=True))
    spans = list(zip(pairwise([-50, *starts, 50]), used, strict=True))
    if all(depth is None for depth in used):
        return
    left = cut_part(block, cut)
    width = sum(b - a for (a, b), depth in spans if depth is not None)
    found = sum(area(loop) for region in left.regions for loop in region.loops)
    assert found == pytest.approx(width * 10, abs=1e-5)
    kept = sum((b - a) * (60 if depth is None else 30 + depth) * 10 for (a, b), depth in spans)
    assert left.shape.Volume() == pytest.approx(kept, rel=1e-9)
    gaps = sum(a is not None and b is None for a, b in pairwise([*used, None]))
    assert len(left.regions) == gaps  # one region for each run of planes
