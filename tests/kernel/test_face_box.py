"""Boxes hold every point of the faces, of whatever kind and however turned."""

from __future__ import annotations

import cadquery as cq
import numpy as np
import pytest

from gmp_cad.kernel.placement import box_of
from gmp_cad.kernel.surfaces.mesh import tessellate

_TOLERANCE = 1e-7
WAVE = [(4, 0), (9, 5), (3, 10), (7, 15)]
SHAPES = {
    "extruded": cq.Workplane().spline([(0, 0), (5, 3), (10, 0), (5, -6)], periodic=True).wire()
    .extrude(10),
    "turned": cq.Workplane().lineTo(4, 0).spline(WAVE[1:], includeCurrent=True).lineTo(0, 15)
    .close().revolve(360, (0, 0, 0), (0, 1, 0)),
    "turned in part": cq.Workplane().lineTo(4, 0).spline(WAVE[1:], includeCurrent=True)
    .lineTo(0, 15).close().revolve(200, (0, 0, 0), (0, 1, 0)),
    "lofted": cq.Workplane().rect(12, 8).workplane(offset=10).circle(3).loft(),
    "torus": cq.Workplane(cq.Solid.makeTorus(8, 2)),
    "rounded": cq.Workplane().box(12, 9, 6).edges().fillet(1.5),
}  # fmt: skip


@pytest.mark.parametrize("turned", [cq.Location(), cq.Location((3, 2, 1), (1, 2, 3), 40)])
@pytest.mark.parametrize("name", SHAPES)
def test_the_box_holds_every_point_of_the_surface(name: str, turned: cq.Location) -> None:
    shape = SHAPES[name].val().moved(turned)
    box = np.array(box_of(shape))
    points = tessellate(shape, 0.02, 6).vertices
    assert (points >= box[:3] - _TOLERANCE).all()
    assert (points <= box[3:] + _TOLERANCE).all()


@pytest.mark.parametrize("name", ["extruded", "turned", "turned in part"])
def test_the_box_of_one_face_holds_it_too(name: str) -> None:
    for face in SHAPES[name].val().Faces():
        box = np.array(box_of(face))
        points = tessellate(face, 0.02, 6).vertices
        assert (points >= box[:3] - _TOLERANCE).all()
        assert (points <= box[3:] + _TOLERANCE).all()
