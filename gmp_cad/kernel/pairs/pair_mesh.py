"""How two solids stand to each other by their triangles: where the exact answer does not come.

Every length is known within the error told: the surfaces lie within so much of their triangles,
which is measured on them, not only asked of the mesher. What overlaps by less than that is told
as a contact: the meshes cannot show more.
"""

from __future__ import annotations

import cadquery as cq
import manifold3d
import numpy as np
from OCP.ShapeFix import ShapeFix_Shape

from gmp_cad.errors import KernelError
from gmp_cad.evidence import Common, Relation, Vector
from gmp_cad.kernel.brep import unmeshed_copy
from gmp_cad.kernel.pairs.pair_mesh_depth import Wall, deepest
from gmp_cad.kernel.pairs.pair_mesh_gap import closest
from gmp_cad.kernel.pairs.pair_shape import Floats
from gmp_cad.kernel.placement import Matrix, box_of
from gmp_cad.kernel.surfaces.mesh import tessellate
from gmp_cad.kernel.surfaces.mesh_error import mesh_error
from gmp_cad.language import Message

_CHORD_MM = 0.002  # at least; a larger part is meshed to a share of its diagonal
_CHORD_SHARE = 1e-4
_ANGLE_DEG = 25.0
_MANY_FACES = 2000  # a mesh of as many faces is coarser, so that it ends in time
_COARSER = 10.0
_CHORD_SHARES = (1.0, 0.3, 3.0, 0.1, 10.0)  # of the chord: tried in turn
_OPEN = Message("a part cannot be meshed as a closed solid")
_WHOLE = 1e-6  # of a volume: a common solid that lacks no more is all of the part


def mesh_relation(a: cq.Shape, b: cq.Shape, matrix: Matrix, near_mm: float) -> Relation:
    """Return how ``b``, placed by ``matrix`` in the frame of ``a``, stands to ``a``, by meshes.

    Distances up to ``near_mm`` are measured, larger ones told as ``near_mm`` or more. Raises
    KernelError where a part cannot be meshed as a closed solid.
    """
    (mesh_a, error_a), (mesh_b, error_b) = (closed_mesh(shape) for shape in (a, b))
    mesh_b = mesh_b.transform(np.array(matrix[:3]))
    error = error_a + error_b
    shared = mesh_a ^ mesh_b
    wall = deepest(shared)
    if wall is not None and wall.ball_mm > error:
        common = _described(shared, wall, (mesh_a.volume(), mesh_b.volume()))
        point = common.centre_mm
        return Relation(
            distance_mm=0.0, points_mm=(point, point), common=common, method="mesh", error_mm=error
        )
    found = closest(triangles_of(mesh_a), triangles_of(mesh_b), near_mm)
    distance = 0.0 if wall is not None else found.distance_mm
    return Relation(
        distance_mm=distance, points_mm=(found.on_a, found.on_b), method="mesh", error_mm=error
    )


def closed_mesh(shape: cq.Shape) -> tuple[manifold3d.Manifold, float]:
    """Return the closed mesh of a shape, and how far its surfaces lie from it at most (mm)."""
    box = np.array(box_of(shape))
    chord = max(_CHORD_MM, _CHORD_SHARE * float(np.linalg.norm(box[3:] - box[:3])))
    if len(shape.Faces()) > _MANY_FACES:
        chord *= _COARSER
    found = [_body(solid, chord) for solid in shape.Solids()]
    if not found:
        raise KernelError(_OPEN)
    bodies = manifold3d.Manifold.batch_boolean([b for b, _ in found], manifold3d.OpType.Add)
    return bodies, max(error for _, error in found)


def _body(solid: cq.Shape, chord: float) -> tuple[manifold3d.Manifold, float]:
    """Return the closed mesh of a solid, finer, coarser or of a healed copy where it has none.

    A face narrower than the chord may have no mesh; a finer one is seldom without.
    """
    failed = KernelError(_OPEN)
    for healed in (False, True):
        tried = _healed(solid) if healed else solid
        for share in _CHORD_SHARES:
            try:
                return _closed(tried, chord * share)
            except KernelError as error:
                failed = error
    raise failed


def _healed(solid: cq.Shape) -> cq.Shape:
    """Return a copy in which OCCT has mended faces, edges and tolerances."""
    fix = ShapeFix_Shape(unmeshed_copy(solid).wrapped)
    fix.Perform()
    return cq.Shape.cast(fix.Shape())


def _closed(solid: cq.Shape, chord: float) -> tuple[manifold3d.Manifold, float]:
    mesh = tessellate(solid, chord, _ANGLE_DEG)
    body = manifold3d.Manifold(manifold3d.Mesh64(mesh.vertices, mesh.triangles.astype(np.uint64)))
    if body.status() != manifold3d.Error.NoError or body.is_empty():
        raise KernelError(_OPEN)
    return body, mesh_error(solid, mesh, chord)


def triangles_of(mesh: manifold3d.Manifold) -> Floats:
    """Return the corners of the triangles of a mesh."""
    held = mesh.to_mesh64()
    corners: Floats = np.asarray(held.vert_properties)[:, :3][np.asarray(held.tri_verts)]
    return corners


def _described(shared: manifold3d.Manifold, wall: Wall, volumes: tuple[float, float]) -> Common:
    volume = float(shared.volume())
    whole = [volume >= v * (1 - _WHOLE) for v in volumes]
    x0, y0, z0, x1, y1, z1 = (float(c) for c in shared.bounding_box())
    return Common(
        volume_mm3=volume, depth_mm=wall.depth_mm, direction=wall.direction,
        centre_mm=centre_of(triangles_of(shared)), box_mm=(x0, y0, z0, x1, y1, z1),
        inside="a" if whole[0] else "b" if whole[1] else "",
    )  # fmt: skip


def centre_of(triangles: Floats) -> Vector:
    """Return the centre of mass of a closed mesh: tetrahedra about a point near it, weighted."""
    origin = triangles.reshape(-1, 3).mean(axis=0)
    corners = triangles - origin
    volumes = np.einsum("ij,ij->i", corners[:, 0], np.cross(corners[:, 1], corners[:, 2]))
    x, y, z = (volumes @ corners.sum(axis=1)) / 4 / volumes.sum() + origin
    return (float(x), float(y), float(z))
