from __future__ import annotations

from dataclasses import fields

import cadquery as cq
import numpy as np

from gmp_cad.evidence.surface_mesh import from_bytes, to_bytes
from gmp_cad.kernel.surfaces.mesh import surface_mesh, tessellate


def test_normals_are_those_of_the_surfaces():
    ball = surface_mesh(cq.Workplane().sphere(5).val())
    assert np.abs(ball.normals - ball.points / 5).max() < 1e-6
    pipe = surface_mesh(cq.Workplane().circle(5).circle(3).extrude(7).translate((1, 2, 3)).val())
    on_bore = np.unique(
        pipe.triangles[
            [np.allclose(np.hypot(*(pipe.points[t] - (1, 2, 3)).T[:2]), 3) for t in pipe.triangles]
        ]
    )
    inwards = (1, 2, 3) - pipe.points[on_bore]
    inwards[:, 2] = 0
    assert np.abs(pipe.normals[on_bore] - inwards / 3).max() < 1e-6


def test_normals_of_a_moved_and_of_a_reversed_face_point_outwards():
    block = cq.Workplane().box(4, 6, 8).rotate((0, 0, 0), (1, 1, 0), 40).translate((9, 0, 0)).val()
    for shape in (block, block.mirror("XZ")):
        mesh = surface_mesh(shape)
        a, b, c = (mesh.points[mesh.triangles[:, k]] for k in range(3))
        flat = np.cross(b - a, c - a)
        flat /= np.linalg.norm(flat, axis=1, keepdims=True)
        for k in range(3):
            assert np.abs(mesh.normals[mesh.triangles[:, k]] - flat).max() < 1e-6
        centre = mesh.points.mean(axis=0)
        assert (((a + b + c) / 3 - centre) * flat).sum(axis=1).min() > 0


def test_an_edge_is_smooth_where_its_faces_are_tangent_and_a_seam_is_none():
    block = cq.Workplane().box(20, 30, 10).edges("|Z").fillet(3).val()
    mesh = surface_mesh(block)
    ends = mesh.edge_points[mesh.edge_starts[:-1]], mesh.edge_points[mesh.edge_starts[1:] - 1]
    upright = np.abs(ends[0] - ends[1])[:, 2] > 9
    assert (mesh.edge_smooth == upright).all()
    assert upright.sum() == 8
    bar = surface_mesh(cq.Workplane().circle(5).extrude(7).val())
    assert len(bar.edge_smooth) == 2
    assert not bar.edge_smooth.any()


def test_a_mesh_to_shade_keeps_the_triangles_and_comes_back_from_the_store():
    shape = cq.Workplane().box(20, 30, 10).faces(">Z").workplane().hole(6).val()
    mesh, solid = surface_mesh(shape), tessellate(shape)
    assert np.array_equal(mesh.faces, solid.faces)
    assert np.array_equal(mesh.points[mesh.triangles], solid.vertices[solid.triangles])
    again = from_bytes(to_bytes(mesh))
    for field in fields(mesh):
        one, other = getattr(mesh, field.name), getattr(again, field.name)
        assert one.dtype == other.dtype
        assert np.array_equal(one, other)
    assert to_bytes(again) == to_bytes(mesh)
