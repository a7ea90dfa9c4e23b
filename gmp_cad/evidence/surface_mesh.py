"""Triangles and edges of a solid with their normals: what a shaded picture is made from.

Not among the values that :mod:`gmp_cad.evidence` exports: only pictures need arrays.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_STORED = {"f": "<f8", "i": "<i4", "b": "|u1"}
_READ = {"<f8": np.float64, "<i4": np.int64, "|u1": np.bool_}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SurfaceMesh:
    """The meshed faces of a solid and its edges; mm, in the frame of the shape.

    ``points`` and ``normals`` (n, 3): one point a mesh vertex *and* B-rep face, with the outward
    unit normal of that face's surface there; points of faces that meet have equal coordinates.
    ``triangles`` (m, 3): indices of points, counter-clockwise seen from outside. ``faces`` (m,):
    the B-rep face of each triangle (0-based, order of ``TopExp::MapShapes``).

    Edge ``e`` of the B-rep (seams and poles left out) runs through the rows
    ``edge_starts[e]:edge_starts[e + 1]`` of ``edge_points``; ``edge_faces[e]``: the two faces that
    meet there (twice the same for a free one); ``edge_smooth[e]``: they do so without a corner;
    ``edge_numbers[e]``: which edge of the B-rep it is (0-based, order of ``TopExp::MapShapes``).
    """

    points: Floats
    normals: Floats
    triangles: Integers
    faces: Integers
    edge_points: Floats
    edge_starts: Integers
    edge_numbers: Integers
    edge_faces: Integers
    edge_smooth: NDArray[np.bool_]


def to_bytes(mesh: SurfaceMesh) -> bytes:
    """Return ``mesh`` for the store: a JSON line, then the arrays."""
    arrays = {f.name: getattr(mesh, f.name) for f in fields(mesh)}
    stored = {name: a.astype(_STORED[a.dtype.kind]) for name, a in arrays.items()}
    head = {name: [a.dtype.str, list(a.shape)] for name, a in stored.items()}
    return json.dumps(head).encode() + b"\n" + b"".join(a.tobytes() for a in stored.values())


def from_bytes(data: bytes) -> SurfaceMesh:
    """Return the mesh that :func:`to_bytes` wrote."""
    head, _, rest = data.partition(b"\n")
    start, found = 0, dict[str, Any]()
    for name, (kind, shape) in json.loads(head).items():
        count = int(np.prod(shape))
        values = np.frombuffer(rest, kind, count, start).reshape(shape)
        start += values.nbytes
        found[name] = values.astype(_READ[kind])
    return SurfaceMesh(**found)
