"""Selectors on known faces choose what CadQuery itself chooses."""

from __future__ import annotations

import cadquery as cq
import pytest
from pyparsing import ParseBaseException

from gmp_cad.kernel.measuring.selection import select, selectable
from gmp_cad.kernel.surfaces.faces import face_geometries

PART = (
    cq.Workplane()
    .box(80, 60, 10)
    .edges("|Z and >X")
    .fillet(7)
    .faces(">Z")
    .workplane()
    .rarray(20, 15, 3, 2)
    .cboreHole(4, 8, 3)
    .faces("<Z")
    .edges("%CIRCLE")
    .chamfer(0.5)
    .rotate((0, 0, 0), (0, 0, 1), 10)
    .val()
)


@pytest.mark.parametrize(
    "selector",
    [
        *(">X", "<X", ">Y", "<Z", ">Z[-2]", ">Z[1]", ">>Z", "<<X[2]", "+Z", "-Z", "|Z", "#Z"),
        *("%PLANE", "%CYLINDER", "%cone", "top", "left", "X", ">(1,1,0)", "|(0,0,1)"),
        *("%CYLINDER and >X", ">X or <X", "not #Z", "%PLANE exc >Z", "(not >Z[0]) and |Z"),
    ],
)
def test_the_same_faces_as_cadquery(selector: str) -> None:
    faces = selectable(PART, face_geometries(PART))
    try:
        expected = cq.Workplane(obj=PART).faces(selector).vals()
    except IndexError:
        with pytest.raises(IndexError):
            select(selector, faces)
        return
    all_faces = PART.Faces()
    assert {face.index for face in select(selector, faces)} == {
        all_faces.index(face) for face in expected
    }


def test_a_text_that_is_no_selector() -> None:
    with pytest.raises(ParseBaseException):
        select("nonsense", selectable(PART, face_geometries(PART)))
