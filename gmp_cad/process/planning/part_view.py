"""What a plan is proposed from: the specification, the faces, how tools reach them, the workshop."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from gmp_cad.evidence import FaceAccess, FaceGeometry, PartAccess, PartGeometry, Vector
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.workshop import Workshop

SAME_MM = 1e-4
_ALONG = 1 - 1e-6


@dataclass(frozen=True, kw_only=True)
class PartView:
    """A part as the planner looks at it. ``casting``: its stock is given by ``def stock(d)``."""

    name: str
    spec: PartSpec
    geometry: PartGeometry
    access: PartAccess
    workshop: Workshop
    casting: bool = False

    def face(self, index: int) -> FaceGeometry:
        """Return the geometry of a face."""
        return self.geometry.faces[index]

    def reach(self, index: int) -> FaceAccess:
        """Return how tools get to a face."""
        return self.access.faces[index]

    @cached_property
    def to_machine(self) -> tuple[int, ...]:
        """The faces that the stock has not already."""
        return tuple(face.index for face in self.access.faces if not face.raw)

    @cached_property
    def sizes(self) -> Vector:
        """The sides of the part's box (mm)."""
        box = self.access.box_mm
        return (box[3] - box[0], box[4] - box[1], box[5] - box[2])

    @cached_property
    def planes(self) -> dict[str, tuple[int, ...]]:
        """For each axis the flat faces that look along it, the outermost and largest first."""
        return {name: self._planes(name) for name in AXES}

    def _planes(self, name: str) -> tuple[int, ...]:
        found = [f.index for f in self.access.faces if f.slopes[name] == "floor"]
        return tuple(sorted(found, key=lambda f: (-self.height(f, name), -self.area(f), f)))

    def area(self, face: int) -> float:
        """Return the area of a face (mm²)."""
        return round(self.face(face).area_mm2, 6)

    def height(self, face: int, name: str) -> float:
        """Return the highest coordinate of a face along an axis such as ``-Y`` (mm)."""
        return round(top(self.reach(face).box_mm, name), 6)

    def extremes(self, name: str) -> tuple[int, ...]:
        """Return the flat faces at the end of the part's box in a direction."""
        limit = top(self.access.box_mm, name)
        return tuple(f for f in self.planes[name] if abs(self.height(f, name) - limit) < SAME_MM)

    def components(self, faces: Iterable[int]) -> list[tuple[int, ...]]:
        """Return faces grouped by their common edges, in a fixed order."""
        left = set(faces)
        groups = []
        while left:
            group, border = set(), {min(left)}
            while border:
                group |= border
                near = {n for f in border for n in self.neighbours(f)}
                border = (near & left) - group
            left -= group
            groups.append(tuple(sorted(group)))
        return groups

    def neighbours(self, face: int) -> tuple[int, ...]:
        """Return the faces that have an edge in common with a face."""
        found = self.reach(face)
        return (*found.walls, *found.beside)


def top(box: tuple[float, ...], name: str) -> float:
    """Return how far a box goes along an axis such as ``-Y`` (mm)."""
    along = "XYZ".index(name[1])
    return box[along + 3] if name[0] == "+" else -box[along]


def opposite(name: str) -> str:
    """Return the axis that looks the other way."""
    return ("-" if name[0] == "+" else "+") + name[1]


def stock_face(name: str) -> str:
    """Return the raw face of the stock that looks along an axis: ``stock >Z``."""
    return f"stock {'>' if name[0] == '+' else '<'}{name[1]}"


def along(direction: Vector, name: str) -> bool:
    """Return whether a direction is parallel to an axis."""
    return abs(sum(a * b for a, b in zip(direction, AXES[name], strict=True))) > _ALONG


def axis_named(direction: Vector) -> str | None:
    """Return the positive axis to which a direction is parallel: ``+X``, None if to none."""
    return next((name for name in ("+X", "+Y", "+Z") if along(direction, name)), None)


def distance_to_axis(point: Vector, on_axis: Vector, name: str) -> float:
    """Return how far a point is from a line along an axis (mm)."""
    across = [i for i in range(3) if "XYZ"[i] != name[1]]
    return math.hypot(*(point[i] - on_axis[i] for i in across))
