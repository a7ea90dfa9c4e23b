from __future__ import annotations

import math

import cadquery as cq
import numpy as np
import pytest
import trimesh
from OCP.BRep import BRep_Tool
from OCP.TopLoc import TopLoc_Location

from gmp_cad.errors import KernelError
from gmp_cad.kernel.surfaces import mesh

BALL = cq.Solid.makeSphere(10, angleDegrees1=-90)
SPLINE = cq.Workplane("XZ").spline([(0, 0), (10, 5), (20, 30)])
DRILLED = cq.Workplane().box(40, 20, 10).faces(">Z").workplane().hole(5)
SHAPES = {
    "box": cq.Solid.makeBox(10, 20, 30),
    "cylinder": cq.Solid.makeCylinder(10, 20),
    "sphere": BALL,
    "torus": cq.Solid.makeTorus(30, 5),
    "cone with apex": cq.Solid.makeCone(10, 0, 20),
    "revolved about an edge": cq.Workplane("XZ").lineTo(10, 0).lineTo(0, 20).close()
    .revolve(360, (0, 0, 0), (0, 1, 0)).val(),
    "loft": cq.Workplane().circle(5).workplane(offset=20).rect(15, 7).loft().val(),
    "sweep": cq.Workplane().circle(3).sweep(SPLINE).val(),
    "filleted": cq.Workplane().box(40, 30, 10).edges("|Z").fillet(5).faces(">Z").edges()
    .fillet(1).val(),
    "placed": DRILLED.val().moved(cq.Location((1e4, 1, 1), (1, 2, 3), 33)),
    "mirrored": DRILLED.val().mirror("YZ", (30, 0, 0)),
    "hollow": cq.Workplane().box(30, 30, 30).cut(cq.Workplane(BALL)).val(),
    "same body three times": cq.Compound.makeCompound(
        [BALL.moved(cq.Location((i * 30, 0, 0), (0, 0, 1), 20 * i)) for i in range(3)]
    ),
    "crossing bores": cq.Workplane().box(60, 60, 60).cut(cq.Workplane().cylinder(80, 20))
    .cut(cq.Workplane("XZ").cylinder(80, 12)).val(),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_meshes_are_closed_oriented_and_near_the_solid(name: str) -> None:
    shape, chord = SHAPES[name], 0.05
    got = mesh.tessellate(shape, chord)
    solid = trimesh.Trimesh(got.vertices, got.triangles, process=False)
    assert solid.is_watertight
    assert solid.is_winding_consistent
    exact = shape.Volume()
    assert abs(mesh.volume_mm3(got) - exact) <= chord * shape.Area()
    assert math.isclose(solid.volume, mesh.volume_mm3(got), rel_tol=1e-6)
    assert len(np.unique(got.triangles)) == len(got.vertices)


def test_a_box_is_twelve_triangles_on_eight_corners() -> None:
    got = mesh.tessellate(SHAPES["box"])
    assert got.vertices.shape == (8, 3)
    assert got.triangles.shape == (12, 3)
    assert np.bincount(got.faces).tolist() == [2] * 6
    assert mesh.volume_mm3(got) == pytest.approx(6000, rel=1e-14)


def test_vertices_of_a_sphere_lie_on_it_and_the_chord_is_kept() -> None:
    got = mesh.tessellate(BALL, chord_mm=0.02, angle_deg=45)
    assert np.allclose(np.linalg.norm(got.vertices, axis=1), 10, rtol=0, atol=1e-9)
    middles = got.vertices[got.triangles].mean(axis=1)
    assert 10 - np.linalg.norm(middles, axis=1).min() <= 0.03
    coarse = mesh.tessellate(BALL, chord_mm=0.5, angle_deg=45)
    assert len(coarse.triangles) < len(got.triangles) / 4


def test_face_indices_are_those_of_the_shape() -> None:
    shape = SHAPES["crossing bores"]
    got = mesh.tessellate(shape)
    corners = got.vertices[got.triangles]
    for index, face in enumerate(shape.Faces()):
        points = corners[got.faces == index].reshape(-1, 3)
        box = face.BoundingBox(1e-6)
        low = (box.xmin, box.ymin, box.zmin)
        high = (box.xmax, box.ymax, box.zmax)
        assert (points >= np.array(low) - 1e-4).all()
        assert (points <= np.array(high) + 1e-4).all()
        if face.geomType() == "CYLINDER":
            across = points[:, :2] if box.zlen > 59 else points[:, [0, 2]]
            radius = np.linalg.norm(across, axis=1)
            assert np.allclose(radius, radius[0], rtol=0, atol=1e-4)


def test_the_shape_keeps_no_triangulation_and_its_own_does_not_matter() -> None:
    shape = DRILLED.val().copy(mesh=False)
    first = mesh.tessellate(shape)
    faces = [face.wrapped for face in shape.Faces()]
    assert all(BRep_Tool.Triangulation_s(face, TopLoc_Location()) is None for face in faces)
    shape.mesh(1.0)
    second = mesh.tessellate(shape)
    assert first.vertices.tobytes() == second.vertices.tobytes()
    assert first.triangles.tobytes() == second.triangles.tobytes()
    assert first.faces.tobytes() == second.faces.tobytes()


def test_nothing_to_mesh_is_an_error() -> None:
    with pytest.raises(KernelError, match="no face to mesh"):
        mesh.tessellate(cq.Workplane().rect(1, 1).val())
