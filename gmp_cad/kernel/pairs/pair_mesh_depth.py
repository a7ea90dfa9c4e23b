"""How deep two meshes enter each other, read off the mesh that both fill (mm).

As for exact solids (:mod:`gmp_cad.kernel.pairs.pair_depth`): the smallest extent along directions of the
common solid itself, or the largest ball found on chords square to its surface where that is far
smaller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import manifold3d
import numpy as np
from trimesh.triangles import closest_point

from gmp_cad.evidence import Vector
from gmp_cad.kernel.pairs.pair_depth import THIN
from gmp_cad.kernel.pairs.pair_shape import Floats

_NORMALS = 24  # those of the largest area
_CHORDS = 400
_BALLS = 60
_NOISE_MM3 = 1e-9


@dataclass(frozen=True, slots=True)
class Wall:
    """How deep (mm), and the unit direction along which the two part soonest.

    ``ball_mm``: diameter of the largest ball found in it: so thick it is for certain.
    """

    depth_mm: float
    direction: Vector
    ball_mm: float


def deepest(shared: manifold3d.Manifold) -> Wall | None:
    """Return the depth of the thickest piece of a common mesh, None where there is none."""
    pieces = [piece for piece in shared.decompose() if piece.volume() > _NOISE_MM3]
    return max(map(_of_piece, pieces), key=lambda w: (w.ball_mm, w.depth_mm), default=None)


def _of_piece(piece: manifold3d.Manifold) -> Wall:
    held = piece.to_mesh64()
    vertices = np.asarray(held.vert_properties)[:, :3]
    corners = vertices[np.asarray(held.tri_verts)]
    crossed = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    areas = np.linalg.norm(crossed, axis=1)
    normals = crossed / np.maximum(areas, 1e-300)[:, None]
    directions = _directions(vertices, normals, areas)
    extents = np.ptp(vertices @ directions.T, axis=0)
    k = int(np.argmin(extents))
    extent, direction = float(extents[k]), _vector(directions[k])
    width, across = _ball(piece, corners, normals, areas)
    width = min(width, extent)
    if width < THIN * extent:
        return Wall(width, across, width)
    return Wall(extent, direction, width)


def _directions(vertices: Floats, normals: Floats, areas: Floats) -> Floats:
    """Return the normals that most of the surface has, and the principal axes."""
    keys, inverse = np.unique(np.round(normals, 4), axis=0, return_inverse=True)
    covered = np.bincount(inverse.ravel(), weights=areas)
    most = keys[np.argsort(-covered, kind="stable")[:_NORMALS]]
    axes = np.linalg.eigh(np.cov((vertices - vertices.mean(axis=0)).T))[1].T
    found: Floats = np.concatenate((most, axes))
    found /= np.linalg.norm(found, axis=1)[:, None]
    return found


def _ball(
    piece: manifold3d.Manifold, corners: Floats, normals: Floats, areas: Floats
) -> tuple[float, Vector]:
    """Return the width of the largest ball about the middle of a square chord, and along which."""
    best, along = 0.0, (0.0, 0.0, 1.0)
    for length, middle, direction in _chords(piece, corners, normals, areas)[:_BALLS]:
        if length <= best:
            break
        near = closest_point(corners, np.broadcast_to(middle, (len(corners), 3)))
        width = 2 * float(np.linalg.norm(near - middle, axis=1).min())
        if width > best:
            best, along = width, _vector(direction)
    return best, along


def _chords(
    piece: manifold3d.Manifold, corners: Floats, normals: Floats, areas: Floats
) -> list[tuple[float, Floats, Floats]]:
    """Return length, middle and direction of chords from the largest triangles, longest first."""
    reach = float(np.linalg.norm(np.ptp(corners.reshape(-1, 3), axis=0)))
    starts = corners.mean(axis=1)
    chords = []
    for k in np.argsort(-areas, kind="stable")[:_CHORDS].tolist():
        direction = -normals[k]
        inner = starts[k] + direction * reach * 1e-9
        hits = piece.ray_cast(tuple(inner), tuple(inner + direction * reach))
        if hits:
            length = hits[0].distance * reach
            chords.append((length, starts[k] + direction * length / 2, direction))
    return sorted(chords, key=lambda c: -c[0])


def _vector(values: Sequence[float] | Floats) -> Vector:
    x, y, z = (float(v) for v in values)
    return (x, y, z)
