"""From where tools get to each face of a finished part: what a process plan is proposed from."""

from __future__ import annotations

from dataclasses import replace

import cadquery as cq

from gmp_cad.evidence import FaceAccess, PartAccess, PartGeometry, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.machining import reach
from gmp_cad.kernel.machining.phase_state import Body
from gmp_cad.kernel.machining.reach import Sight, Way
from gmp_cad.kernel.machining.sweeps import profile
from gmp_cad.kernel.machining.sweeps.surroundings import Surroundings
from gmp_cad.kernel.measuring.face_selector import selectors
from gmp_cad.kernel.surfaces import properties
from gmp_cad.spec.axes import AXES

_FLAT = 1e-7
_SQUARE = 1 - 1e-7


def access(part: cq.Shape, geometry: PartGeometry, stock: cq.Shape | None) -> PartAccess:
    """Return how tools get to the faces of ``part``; ``stock``: its casting or forging, if any.

    A face that coincides with one of the stock stays raw. Directions are the axes of the part's
    frame, from the part to the tool.
    """
    around = Surroundings(part)
    indices = range(len(geometry.faces))
    seen = _reached(around, Way.ALONG, part)
    turned = _reached(around, Way.GROOVING, part)
    raw = _raw(part, stock)
    chosen = selectors(part, geometry)
    faces = tuple(
        replace(
            _face(around, face),
            seen=tuple(name for name in AXES if face in seen[name]),
            turned=tuple(name for name in AXES if face in turned[name]),
            raw=face in raw,
            selector=chosen[face][0],
            selected=chosen[face][1],
        )
        for face in indices
    )
    return PartAccess(faces=faces, box_mm=properties.bounding_box(part))


def _face(around: Surroundings, face: int) -> FaceAccess:
    axis = profile.axis_of(around, face)
    return FaceAccess(
        index=face,
        slopes={name: slope(around, face, way) for name, way in AXES.items()},
        walls=_neighbours(around, face, walls=True),
        beside=_neighbours(around, face, walls=False),
        box_mm=properties.bounding_box(cq.Face(around.faces[face])),
        axis_point=axis.point if axis else None,
        axis=axis.direction if axis else None,
        whole=axis is not None and profile.is_whole(around, face),
        outside=profile.is_outside(around, face),
    )


def slope(around: Surroundings, face: int, axis: Vector) -> str:
    """Return how a face lies under a tool that comes from ``axis``: see :class:`FaceAccess`."""
    heights = [vector.dot(normal, axis) for _, normal in around.samples(face)]
    if all(abs(height) < _FLAT for height in heights):
        return "wall"
    if min(heights) < -_FLAT:
        return "under"
    flat = cq.Face(around.faces[face]).geomType() == "PLANE"
    return "floor" if flat and min(heights) > _SQUARE else "slope"


def _reached(around: Surroundings, way: Way, part: cq.Shape) -> dict[str, set[int]]:
    everything = range(len(around.faces))
    obstacles = [(Sight(part), 0.0)]
    return {
        name: set(everything)
        - set(reach.unreachable(around, everything, way, axis, obstacles))
        for name, axis in AXES.items()
    }  # fmt: skip


def _raw(part: cq.Shape, stock: cq.Shape | None) -> frozenset[int]:
    if stock is None:
        return frozenset()
    own, other = Body(part), Body(stock)
    return frozenset(own.images(range(len(other.faces)), other))


def _neighbours(around: Surroundings, face: int, *, walls: bool) -> tuple[int, ...]:
    return tuple(sorted({b.neighbour for b in around.borders(face) if b.is_wall is walls}))
