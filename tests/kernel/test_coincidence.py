"""Same surface, same side, common region: faces placed so that the answer is plain."""

from __future__ import annotations

import cadquery as cq
import pytest

from gmp_cad.kernel.surfaces.coincidence import overlap, patch


def rectangle(x0: float, x1: float, y0: float, y1: float, z: float = 0.0) -> cq.Face:
    return cq.Face.makeFromWires(
        cq.Wire.makePolygon([(x0, y0, z), (x1, y0, z), (x1, y1, z), (x0, y1, z)], close=True)
    )


def disc(r: float, hole: float = 0.0, z: float = 0.0) -> cq.Face:
    inner = [cq.Wire.makeCircle(hole, (0, 0, z), (0, 0, 1))] if hole else []
    return cq.Face.makeFromWires(cq.Wire.makeCircle(r, (0, 0, z), (0, 0, 1)), inner)


def side(r: float, height: float, x: float = 0.0, z: float = 0.0) -> cq.Face:
    shaft = cq.Solid.makeCylinder(r, height, (x, 0, z))
    return next(f for f in shaft.Faces() if f.geomType() == "CYLINDER")


def bore(r: float) -> cq.Face:
    solid = cq.Workplane().box(50, 50, 10).faces(">Z").workplane().hole(2 * r)
    return solid.faces("%CYLINDER").val()


def same(a: cq.Face, b: cq.Face, *, opposite: bool = False) -> bool:
    answers = {
        overlap(patch(a), patch(b), opposite=opposite),
        overlap(patch(b), patch(a), opposite=opposite),
    }
    assert len(answers) == 1, "the answer depends on the order"
    return answers.pop()


def flipped(face: cq.Face) -> cq.Face:
    return cq.Face(face.wrapped.Reversed())


def test_a_ring_and_the_disc_inside_it_have_no_common_region():
    assert not same(disc(10, hole=5), disc(5))
    assert not same(disc(10, hole=5), disc(4))
    assert same(disc(10, hole=5), disc(6))


def test_neighbours_on_one_plane_share_an_edge_only():
    assert not same(rectangle(0, 10, 0, 10), rectangle(10, 20, 0, 10))
    assert same(rectangle(0, 10, 0, 10), rectangle(9.999, 20, 0, 10))


@pytest.mark.parametrize("x", [-49.0, -30.0, 0.0, 17.3, 49.0])
@pytest.mark.parametrize("y", [-49.0, 3.0, 49.0])
def test_bars_that_cross_anywhere(x, y):
    # the common square is 1/100 of each: no point taken by itself needs to lie in it
    lying = rectangle(-50, 50, y - 0.5, y + 0.5)
    standing = rectangle(x - 0.5, x + 0.5, -50, 50)
    assert same(lying, standing)


@pytest.mark.parametrize(
    ("gap", "expected"), [(0.0, True), (5e-8, True), (5e-7, False), (1e-3, False)]
)
def test_parallel_planes(gap, expected):
    assert same(disc(10), disc(10, z=gap)) is expected


def test_sides():
    assert not same(disc(10), flipped(disc(5)))
    assert same(disc(10), flipped(disc(5)), opposite=True)
    assert not same(disc(10), disc(5), opposite=True)


def test_cylinders():
    assert same(side(5, 20), side(5, 10, z=3))
    assert not same(side(5, 10), side(5, 10, z=10))
    assert not same(side(5, 20), side(5.00001, 20))
    assert not same(side(5, 20), side(5, 20, x=1e-5))
    assert not same(side(5, 20), bore(5))
    assert same(side(5, 20), bore(5), opposite=True)


@pytest.mark.parametrize(
    "solid",
    [
        cq.Solid.makeCone(10, 4, 20),
        cq.Solid.makeSphere(10, angleDegrees1=-90, angleDegrees2=90),
        cq.Solid.makeTorus(20, 5),
        cq.Workplane().ellipse(20, 10).extrude(5).val(),
        cq.Workplane().spline([(0, 0), (10, 4), (20, 0)]).close().extrude(5).val(),
    ],
)
def test_both_halves_of_a_face_lie_on_it_and_not_on_each_other(solid):
    whole = max(solid.Faces(), key=lambda f: (f.geomType() != "PLANE", f.Area()))
    centre = solid.Center()
    box = cq.Solid.makeBox(200, 200, 200, (centre.x, -100, -100))
    halves = [
        max(half.Faces(), key=lambda f: f.Area()) for half in (whole.cut(box), whole.intersect(box))
    ]
    assert all(same(whole, half) for half in halves)
    assert not same(*halves)


def test_a_plane_held_as_a_spline():
    spline = rectangle(0, 10, 0, 10).toNURBS().Faces()[0]
    assert spline.geomType() == "BSPLINE"
    assert same(spline, rectangle(2, 5, 2, 20))
    assert not same(spline, rectangle(2, 5, 2, 20, z=1e-4))
