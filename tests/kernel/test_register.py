"""Listed faces are CadQuery's, one object each, and coincide as their regions do."""

from __future__ import annotations

import cadquery as cq

from gmp_cad.kernel.surfaces.register import FaceRegister, has_faces, has_solids


def box(*size: float, at: tuple[float, float, float] = (0, 0, 0)) -> cq.Solid:
    return cq.Solid.makeBox(*size).moved(cq.Location(at))


def test_faces_are_listed_in_order_and_each_is_one_object() -> None:
    register, solid = FaceRegister(), box(1, 2, 3)
    listed = register.faces(solid)
    assert list(listed) == solid.Faces()
    again = register.faces(cq.Compound.makeCompound([solid]))
    assert [a is b for a, b in zip(listed, again, strict=True)] == [True] * 6


def test_a_shape_moved_in_place_is_another_shape() -> None:
    register, solid = FaceRegister(), box(1, 2, 3).copy()
    before = register.faces(solid)
    solid.move(cq.Location((0, 0, 9)))
    assert {f.Center().z for f in before}.isdisjoint({f.Center().z for f in register.faces(solid)})


def test_overlap_needs_surface_side_and_region() -> None:
    register = FaceRegister()
    one, beside, above = box(4, 4, 1), box(4, 4, 1, at=(2, 2, 0)), box(4, 4, 1, at=(0, 0, 1))
    top, lower = ([f for f in register.faces(s) if f.Center().z == 1] for s in (one, above))
    assert len(top) == len(lower) == 1
    matching = [f for f in register.faces(beside) if register.overlap(top[0], f)]
    assert [f.Center().toTuple() for f in matching] == [(4, 4, 1)]
    assert not register.overlap(top[0], lower[0])
    assert register.overlap(top[0], lower[0], opposite=True)


def test_the_same_plane_written_as_a_spline_coincides() -> None:
    register, solid = FaceRegister(), box(4, 4, 1)
    spline = solid.toNURBS()
    pairs = [
        (a, b)
        for a in register.faces(solid)
        for b in register.faces(spline)
        if register.overlap(a, b)
    ]
    assert len(pairs) == 6


def test_what_holds_faces_and_solids() -> None:
    face = cq.Face.makePlane(1, 1)
    assert (has_faces(face), has_solids(face)) == (True, False)
    assert (has_faces(box(1, 1, 1)), has_solids(box(1, 1, 1))) == (True, True)
    assert not has_faces(cq.Vertex.makeVertex(0, 0, 0))
    assert not has_faces(cq.Compound.makeCompound([]))
