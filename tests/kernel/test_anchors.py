"""Where PMI holds on to the text of a STEP file, for parts of several bodies."""

from __future__ import annotations

import cadquery as cq
import pytest

from gmp_cad.errors import KernelError
from gmp_cad.kernel import brep
from gmp_cad.kernel.exchange import step
from gmp_cad.kernel.exchange.pmi.anchors import anchors
from gmp_cad.kernel.surfaces.faces import face_geometries
from tests.kernel.pmi_part import META


def cut_in_two() -> cq.Shape:
    """A drilled block cut by a plane: two solids that share the face of the cut."""
    block = cq.Workplane().box(10, 10, 10).faces(">Z").workplane().hole(3).val()
    return brep.single_solid(block.split(cq.Face.makePlane(30, 30)), 2)


def text_of(shape: cq.Shape) -> str:
    return step.write_part(shape, META).decode()


def test_a_face_that_two_bodies_share_is_one() -> None:
    shape = cut_in_two()
    faces = face_geometries(shape)
    assert sum(len(solid.Faces()) for solid in shape.Solids()) == len(faces) + 1
    found = anchors(text_of(shape), faces).faces
    assert len(found) == len(set(found)) == len(faces)


def test_more_faces_than_those_of_the_part_are_refused() -> None:
    faces = face_geometries(cut_in_two())
    other = cq.Workplane().box(10, 10, 10).faces(">Z").workplane().polygon(9, 4).cutThruAll().val()
    with pytest.raises(KernelError, match="not those of the part"):
        anchors(text_of(other), faces[:9])
