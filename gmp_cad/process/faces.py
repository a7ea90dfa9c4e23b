"""The faces that a name calls on a workpiece, and plane frames to place points on them.

Names are those of :class:`~gmp_cad.evidence.PhaseState`: ``base``, ``holes[2]`` (instance 2,
ordered by x, then y, then z), ``stock <Z``. Lengths in mm, part frame.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from shapely import Polygon, union_all
from shapely.geometry.base import BaseGeometry

from gmp_cad.evidence import FaceGeometry, PhaseState, Vector

Array = npt.NDArray[np.float64]
_INSTANCE = re.compile(r"(.+)\[(\d+)\]")


def faces_of(state: PhaseState, name: str) -> tuple[FaceGeometry, ...]:
    """Return the faces that ``name`` calls on the workpiece; none if it does not exist there."""
    indices = state.features.get(name)
    if indices is not None:
        return _pick(state, indices)
    found = _INSTANCE.fullmatch(name)
    if not found or found.group(1) not in state.features:
        return ()
    instances = instances_of(_pick(state, state.features[found.group(1)]))
    position = int(found.group(2))
    return instances[position - 1] if 1 <= position <= len(instances) else ()


def same_feature(a: str, b: str) -> bool:
    """Tell whether two names call the same feature: one instance belongs to its group."""
    (group_a, one_a, _), (group_b, one_b, _) = a.partition("["), b.partition("[")
    return a == b or (one_a != one_b and group_a == group_b)


def made_faces(state: PhaseState, name: str) -> tuple[FaceGeometry, ...]:
    """Return the faces that an operation making ``name`` leaves on the workpiece."""
    indices = state.made.get(name)
    return _pick(state, indices) if indices else faces_of(state, name)


def _pick(state: PhaseState, indices: Sequence[int]) -> tuple[FaceGeometry, ...]:
    by_index = {face.index: face for face in state.faces}
    return tuple(by_index[i] for i in indices if i in by_index)


def instances_of(faces: Sequence[FaceGeometry]) -> tuple[tuple[FaceGeometry, ...], ...]:
    """Return the faces grouped by axis (surfaces of revolution) or plane, by x, then y, then z."""
    groups: list[list[FaceGeometry]] = []
    for face in faces:
        for group in groups:
            if _same_carrier(face, group[0]):
                group.append(face)
                break
        else:
            groups.append([face])
    return tuple(
        tuple(g) for g in sorted(groups, key=lambda g: tuple(round(c, 6) for c in g[0].centre_mm))
    )


def _same_carrier(a: FaceGeometry, b: FaceGeometry) -> bool:
    """Whether two faces have one axis, or lie in one plane."""
    axis, gap = np.array(a.direction), np.array(b.point) - np.array(a.point)
    planes = (a.surface == "plane") + (b.surface == "plane")
    if planes == 1 or np.linalg.norm(np.cross(axis, b.direction)) > 1e-6:
        return False
    distance = abs(gap @ axis) if planes else float(np.linalg.norm(np.cross(gap, axis)))
    return bool(distance < 1e-4)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaneFrame:
    """A frame of a plane: origin (mm), two unit directions in it, and the outward normal."""

    origin: Vector
    u: Vector
    v: Vector
    normal: Vector

    def flat(self, point: Sequence[float]) -> tuple[float, float]:
        """Return the coordinates (u, v) of a point's foot in the plane."""
        arm = np.array(point, dtype=float) - np.array(self.origin)
        return float(arm @ self.u), float(arm @ self.v)

    def height(self, point: Sequence[float]) -> float:
        """Return the signed distance of a point to the plane, along the normal."""
        return float((np.array(point, dtype=float) - np.array(self.origin)) @ self.normal)

    def lift(self, u: float, v: float) -> Vector:
        """Return the point of the plane at (u, v)."""
        return vector(np.array(self.origin) + u * np.array(self.u) + v * np.array(self.v))


def plane_frame(normal: Vector, origin: Vector, along: Vector | None = None) -> PlaneFrame:
    """Return a frame of the plane; ``u`` is ``along`` flattened, or an axis of the part."""
    n = unit(normal)
    candidates = [along] if along else []
    candidates += [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)]
    for candidate in candidates:
        u = np.array(candidate) - np.dot(candidate, n) * n
        if np.linalg.norm(u) > 0.1:
            break
    u = u / np.linalg.norm(u)
    v = np.cross(n, u)
    # Both point to rising coordinates of the part, so that a face and its opposite agree.
    v = -v if v[int(np.abs(v).argmax())] < 0 else v
    return PlaneFrame(origin=origin, u=vector(u), v=vector(v), normal=vector(n))


def region(faces: Sequence[FaceGeometry], frame: PlaneFrame) -> BaseGeometry:
    """Return the union of the outlines in the frame's plane, holes left out (mm²)."""
    polygons = []
    for face in faces:
        rings = [[frame.flat(p) for p in wire] for wire in face.outline if len(wire) > 2]
        if rings:
            polygons.append(Polygon(rings[0], rings[1:]).buffer(0))
    return union_all(polygons) if polygons else Polygon()


def unit(values: Sequence[float] | Array) -> Array:
    """Return the vector divided by its length."""
    array = np.array(values, dtype=float)
    return np.asarray(array / np.linalg.norm(array))


def vector(values: Array) -> Vector:
    """Return an array as a vector rounded to 1e-9, without negative zeros."""
    x, y, z = (round(float(v), 9) + 0.0 for v in values)
    return x, y, z
