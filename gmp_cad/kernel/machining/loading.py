"""The way of a workpiece into its fixture: what it sweeps, and what stands in it.

The volume that a solid sweeps in a translation is the solid and, of each of its faces, the prism
along the motion. Faces of other surfaces than planes are swept by the triangles of a fine mesh.
Everything is in the frame of the workpiece, mm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import cadquery as cq

from gmp_cad.evidence import Box, Vector
from gmp_cad.evidence.fixture import LoadingPath, Obstacle
from gmp_cad.kernel import vector
from gmp_cad.kernel.brep import unmeshed_copy
from gmp_cad.kernel.machining.fixture_contact import Placed, boxes_gap
from gmp_cad.kernel.placement import box_of

# A smaller common volume is the noise of faces that only touch.
LEAST_MM3 = 1e-3
_CLEAR_MM = 1.0
_FACING = 1e-4  # cosine above which a face moves ahead of the solid and not along it
_CHORD_MM, _ANGLE_RAD = 0.05, 0.2


def loading_path(workpiece: Placed, fixture: Sequence[Placed], direction: Vector) -> LoadingPath:
    """Move the workpiece along ``direction`` to its seat among the placements that stay.

    Clamps and what stands aside are left out of ``fixture`` by the caller.
    """
    back = vector.times(direction, -1.0)
    travel = max((_reach(p.box, back) for p in fixture), default=0.0)
    travel = max(0.0, travel + _reach(workpiece.box, direction)) + _CLEAR_MM
    found: dict[str, list[cq.Shape]] = {}
    for prism in _prisms(workpiece, vector.times(back, travel)):
        for placed in _near(prism, fixture):
            found.setdefault(placed.name, []).extend(common(prism, placed.shape))
    half = _half_turn(workpiece, direction)
    return LoadingPath(
        direction=direction, travel_mm=round(travel, 6), obstacles=_obstacles(found),
        turned=_obstacles({p.name: common(half, p.shape) for p in _near(half, fixture)}),
        turned_differs_mm3=_differs(workpiece.shape, half),
    )  # fmt: skip


def _reach(box: Box, direction: Vector) -> float:
    """Return how far a box reaches along an axis of the frame (mm, from the origin)."""
    return sum(
        c * (box[k + 3] if c > 0 else box[k]) for k, c in enumerate(direction) if abs(c) > _FACING
    )


def _near(shape: cq.Shape, fixture: Iterable[Placed]) -> Iterator[Placed]:
    box = box_of(shape)
    yield from (p for p in fixture if boxes_gap(box, p.box) == 0.0)


def _prisms(workpiece: Placed, motion: Vector) -> Iterator[cq.Shape]:
    """Yield the prisms of the faces that lead on the way back out."""
    ahead = vector.times(motion, 1.0 / vector.norm(motion))
    for geometry, face in zip(workpiece.faces, workpiece.shapes, strict=True):
        if geometry.surface == "plane":
            if vector.dot(geometry.direction, ahead) > _FACING:
                yield cq.Solid.extrudeLinear(face.copy(), cq.Vector(*motion))
        else:
            yield from _triangles(face, ahead, motion)


def _triangles(face: cq.Face, ahead: Vector, motion: Vector) -> Iterator[cq.Shape]:
    points, triangles = unmeshed_copy(face).tessellate(_CHORD_MM, _ANGLE_RAD)
    for triangle in triangles:
        corners = [points[i] for i in triangle]
        normal = corners[1].sub(corners[0]).cross(corners[2].sub(corners[0]))
        if normal.Length > 1e-9 and normal.normalized().dot(cq.Vector(*ahead)) > _FACING:
            wire = cq.Wire.makePolygon(corners, close=True)
            yield cq.Solid.extrudeLinear(cq.Face.makeFromWires(wire), cq.Vector(*motion))


def common(a: cq.Shape, b: cq.Shape) -> list[cq.Shape]:
    """Return the common solids of two shapes, without those that are noise."""
    return [s for s in a.copy().intersect(b.copy()).Solids() if s.Volume() > LEAST_MM3]


def obstacle(name: str, solids: Sequence[cq.Shape]) -> Obstacle:
    """Return a placement with the volumes that it shares with what passes, and their box."""
    x0, y0, z0, x1, y1, z1 = (round(v, 3) + 0.0 for v in box_of(cq.Compound.makeCompound(solids)))
    volume = sum(s.Volume() for s in solids)
    return Obstacle(placement=name, volume_mm3=round(volume, 6), box_mm=(x0, y0, z0, x1, y1, z1))


def _obstacles(found: dict[str, list[cq.Shape]]) -> tuple[Obstacle, ...]:
    return tuple(obstacle(name, found[name]) for name in sorted(found) if found[name])


def _half_turn(workpiece: Placed, direction: Vector) -> cq.Shape:
    """Return the workpiece turned by 180° about the middle of its box: the box stays in place."""
    middle = cq.Vector(*((workpiece.box[k] + workpiece.box[k + 3]) / 2 for k in range(3)))
    return workpiece.shape.rotate(middle, middle.add(cq.Vector(*direction)), 180.0)


def _differs(a: cq.Shape, b: cq.Shape) -> float:
    left: float = a.Volume() - sum(s.Volume() for s in a.copy().intersect(b.copy()).Solids())
    return max(0.0, round(left, 3))
