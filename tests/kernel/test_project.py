"""Hidden-line removal against what can be drawn by hand: a stepped block with a bore."""

from __future__ import annotations

import math
import time

import cadquery as cq
import pytest
from OCP.HLRBRep import HLRBRep_Algo

from gmp_cad.errors import KernelError
from gmp_cad.kernel.projection.project import project, section
from gmp_cad.kernel.surfaces.faces import face_geometries

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


@pytest.fixture(scope="module")
def block() -> cq.Shape:
    step = cq.Workplane().box(40, 46, 20, centered=False).translate((60, 0, 18))
    bore = cq.Workplane().circle(8).extrude(40).translate((22, 23, 0))
    return cq.Workplane().box(96, 46, 28, centered=False).cut(step).cut(bore).val()


def lines(view, kind):
    return {c.points for c in view.curves if c.line == kind}


def test_front_view_is_the_drawing_made_by_hand(block):
    view = project(block, "front", X, Z)
    assert lines(view, "visible") == {
        ((0, 0), (0, 28)),
        ((0, 0), (96, 0)),
        ((0, 28), (60, 28)),
        ((60, 18), (60, 28)),
        ((60, 18), (96, 18)),
        ((96, 0), (96, 18)),
    }
    # the generatrices of the bore: its ends and all else lie under visible lines
    assert lines(view, "hidden") == {((14, 0), (14, 28)), ((30, 0), (30, 28))}
    assert lines(view, "outline") == lines(view, "smooth") == set()
    assert view.box_mm == (0, 0, 96, 28)


def test_curves_know_the_faces_that_they_bound(block):
    faces = face_geometries(block)
    bore = next(f.index for f in faces if f.surface == "cylinder")
    top = next(f.index for f in faces if f.direction == Z and f.point[2] == 28)
    front = project(block, "front", X, Z)
    of_bore = {c.points for c in front.curves if bore in c.faces}
    assert of_bore == lines(front, "hidden")
    assert {c.points for c in front.curves if top in c.faces and c.line == "visible"} == {
        ((0, 28), (60, 28))
    }
    generatrices = [c for c in front.curves if c.faces == (bore,)]
    assert {c.points[0][0] for c in generatrices} == {14, 30}


def test_a_visible_line_knows_nothing_of_what_it_hides(block):
    front = project(block, "front", X, Z)
    back = next(f.index for f in face_geometries(block) if f.direction == Y)
    assert not any(back in c.faces for c in front.curves if c.line == "visible")


def test_a_seam_is_no_line():
    # seen along x the seam of the cylinder (at +x) lies in the middle of the view
    view = project(cq.Solid.makeCylinder(10, 30), "left", Y, Z)
    assert lines(view, "outline") == {((-10, 0), (-10, 30)), ((10, 0), (10, 30))}
    # the end circles, whose near halves the seam's corner divides and whose far ones they cover
    assert lines(view, "visible") == {((-10, 0), (10, 0)), ((-10, 30), (10, 30))}
    assert not lines(view, "hidden")


def test_a_circle_is_drawn_within_the_chord_error():
    view = project(cq.Solid.makeCylinder(10, 30), "top", X, Y)
    circle = next(c for c in view.curves if c.line == "visible")
    radii = [math.hypot(x, y) for x, y in circle.points]
    middles = [
        math.hypot((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        for a, b in zip(circle.points, circle.points[1:], strict=False)
    ]
    assert radii == pytest.approx([10] * len(radii), abs=2e-6)
    assert min(middles) >= 10 - 0.02
    assert circle.points[0] == circle.points[-1]


def test_views_are_not_shifted_and_up_is_up():
    block = cq.Workplane().box(1, 2, 3, centered=False).translate((10, 20, 30)).val()
    assert project(block, "left", (0.0, -1.0, 0.0), Z).box_mm == (-22, 30, -20, 33)


def test_tangent_edges_are_smooth_and_not_drawn_hidden():
    block = cq.Workplane().box(20, 20, 10).edges("|Z").fillet(4).val()
    view = project(block, "front", X, Z)
    assert {p[0] for c in view.curves if c.line == "smooth" for p in c.points} == {-6, 6}
    upright = {c.points[0][0] for c in view.curves if c.points[0][0] == c.points[-1][0]}
    assert upright == {-10, -6, 6, 10}  # the tangent edges at ±10 are the contour
    assert not lines(view, "hidden")


def test_without_hidden_lines(block):
    assert not lines(project(block, "front", X, Z, hidden=False), "hidden")


def test_the_same_shape_gives_the_same_view(block):
    assert project(block, "top", X, Y) == project(block.copy(), "top", X, Y)


def test_section_bounds_the_material(block):
    cut = section(block, "A-A", (22.0, 23.0, 0.0), X, Z)
    bore = next(f.index for f in face_geometries(block) if f.surface == "cylinder")
    assert {c.points for c in cut.curves if bore in c.faces} == {
        ((14, 0), (14, 28)),
        ((30, 0), (30, 28)),
    }
    assert cut.box_mm == (0, 0, 96, 28)
    length = sum(math.dist(*c.points) for c in cut.curves)
    # 14 × 28 left of the bore; right of it 66 × 28 without the step of 36 × 10
    assert length == pytest.approx(2 * (14 + 28) + 2 * (66 + 28), abs=1e-6)


def test_section_beside_the_part_is_refused(block):
    with pytest.raises(KernelError, match="shows nothing"):
        section(block, "A-A", (0.0, 50.0, 0.0), X, Z)


def test_polygonal_view_takes_over_when_the_exact_one_fails(block, monkeypatch):
    exact = project(block, "front", X, Z)

    def fail(self, *_):
        raise RuntimeError

    monkeypatch.setattr(HLRBRep_Algo, "Update", fail)
    view = project(block, "front", X, Z)
    assert view.box_mm == pytest.approx(exact.box_mm, abs=1e-5)
    seen = sum(math.dist(c.points[0], c.points[-1]) for c in view.curves if c.line == "visible")
    assert seen == pytest.approx(2 * (96 + 28), rel=1e-3)
    assert all(c.faces == () for c in view.curves)


def test_a_plate_with_fifty_holes_is_quick():
    plate = cq.Workplane().box(200, 100, 30).faces(">Z").workplane().rarray(18, 18, 10, 5).hole(9)
    start = time.process_time()
    view = project(plate.val(), "top", X, Y)
    assert time.process_time() - start < 3  # about 0.2 s
    assert sum(len(c.points) > 2 and c.line == "visible" for c in view.curves) == 50
