"""What a shaded picture shows: placed solids with their colours, all in one list of triangles."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gmp_cad.evidence.surface_mesh import Floats, Integers, SurfaceMesh

Colour = tuple[float, float, float]
Matrix = Sequence[Sequence[float]]

MACHINED: Colour = (0.92, 0.06, 0.04)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """One solid to show: its sRGB colour (0 to 1), its place (4×4, row-major, mm).

    ``painted``: faces (indices in the B-rep) of another colour.
    """

    mesh: SurfaceMesh
    colour: Colour
    matrix: Matrix | None = None
    painted: Mapping[int, Colour] = field(default_factory=dict)


def machined(faces: Collection[int]) -> dict[int, Colour]:
    """Return the colour of faces made in a phase: red, as they are drawn on its contract."""
    return dict.fromkeys(sorted(faces), MACHINED)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """All bodies in one frame (mm), as :class:`SurfaceMesh`; faces are numbered through.

    ``colours`` (faces, 3): sRGB, 0 to 1. ``bodies`` (faces,): to which body a face belongs.
    """

    points: Floats
    normals: Floats
    triangles: Integers
    faces: Integers
    edge_points: Floats
    edge_starts: Integers
    edge_faces: Integers
    edge_smooth: NDArray[np.bool_]
    colours: Floats
    bodies: Integers


def scene(bodies: Sequence[Body]) -> Scene:
    """Return the bodies (at least one) as one scene."""
    points = faces = runs = 0
    parts: dict[str, list[NDArray[np.generic]]] = {name: [] for name in _FIELDS}
    for number, body in enumerate(bodies):
        mesh, count = body.mesh, int(body.mesh.faces.max(initial=-1)) + 1
        matrix = np.eye(4) if body.matrix is None else np.array(body.matrix, dtype=np.float64)
        colours = np.tile(np.array(body.colour, dtype=np.float64), (count, 1))
        for face, colour in body.painted.items():
            colours[face] = colour
        placed = {
            "points": _moved(mesh.points, matrix), "normals": _turned(mesh.normals, matrix),
            "triangles": mesh.triangles + points, "faces": mesh.faces + faces,
            "edge_points": _moved(mesh.edge_points, matrix),
            "edge_starts": mesh.edge_starts[:-1] + runs, "edge_faces": mesh.edge_faces + faces,
            "edge_smooth": mesh.edge_smooth, "colours": colours, "bodies": np.full(count, number),
        }  # fmt: skip
        for name, values in placed.items():
            parts[name].append(values)
        points, faces, runs = points + len(mesh.points), faces + count, runs + len(mesh.edge_points)
    parts["edge_starts"].append(np.array([runs]))
    return Scene(**{name: np.concatenate(arrays) for name, arrays in parts.items()})


_FIELDS = (
    "points", "normals", "triangles", "faces", "edge_points", "edge_starts", "edge_faces",
    "edge_smooth", "colours", "bodies",
)  # fmt: skip


def _moved(points: Floats, matrix: Floats) -> Floats:
    return np.asarray(_turned(points, matrix) + matrix[:3, 3])


def _turned(vectors: Floats, matrix: Floats) -> Floats:
    """Return the vectors turned, without a matrix product: its sums are summed in any order."""
    x, y, z = vectors[:, :1], vectors[:, 1:2], vectors[:, 2:]
    return np.asarray(x * matrix[:3, 0] + y * matrix[:3, 1] + z * matrix[:3, 2])
