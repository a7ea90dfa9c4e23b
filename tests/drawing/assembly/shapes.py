"""Parts of assemblies for these tests: boxes and cylinders with the faces that a kernel would give."""

from __future__ import annotations

import math
from itertools import product

from gmp_cad.drawing.assembly.placed import PlacedPart, placed_part
from gmp_cad.evidence import FaceGeometry, Feature, PartGeometry, Placement, Vector

PLAIN = ((1.0, 0, 0, 0), (0, 1.0, 0, 0), (0, 0, 1.0, 0), (0, 0, 0, 1.0))


def at(x: float = 0.0, y: float = 0.0, z: float = 0.0) -> tuple[tuple[float, ...], ...]:
    """Return the matrix of a shift."""
    return ((1.0, 0, 0, x), (0, 1.0, 0, y), (0, 0, 1.0, z), (0, 0, 0, 1.0))


def box_faces(box: tuple[float, ...], start: int = 0) -> list[FaceGeometry]:
    """Return the six faces of a box."""
    found = []
    for axis, side in product(range(3), (0, 1)):
        others = [k for k in range(3) if k != axis]
        normal = [0.0, 0.0, 0.0]
        normal[axis] = 1.0 if side else -1.0
        wire = []
        for a, b in ((0, 0), (1, 0), (1, 1), (0, 1)):
            point = [0.0, 0.0, 0.0]
            point[axis] = box[axis + 3 * side]
            point[others[0]] = box[others[0] + 3 * a]
            point[others[1]] = box[others[1] + 3 * b]
            wire.append(tuple(point))
        area = math.prod(box[k + 3] - box[k] for k in others)
        found.append(
            FaceGeometry(
                index=start + len(found), surface="plane", point=wire[0], direction=tuple(normal),
                area_mm2=area, centre_mm=wire[0], outline=(tuple(wire),),
            )
        )  # fmt: skip
    return found


def cylinder(
    foot: Vector, length: float, radius: float, *, hollow: bool = False, index: int = 0
) -> FaceGeometry:
    """Return a cylinder along z."""
    circles = tuple(
        tuple(
            (foot[0] + radius * math.cos(a), foot[1] + radius * math.sin(a), foot[2] + z)
            for a in (math.radians(5 * i) for i in range(72))
        )
        for z in (0.0, length)
    )
    return FaceGeometry(
        index=index, surface="cylinder", point=foot, direction=(0.0, 0.0, 1.0), radius_mm=radius,
        hollow=hollow, span_mm=(0.0, length), angle_deg=360.0,
        area_mm2=2 * math.pi * radius * length, centre_mm=foot, outline=circles,
    )  # fmt: skip


def block(
    name: str, box: tuple[float, ...], ref: int = 1, bores: tuple[FaceGeometry, ...] = ()
) -> PlacedPart:
    """Return a block in its place; its bores are its feature ``bore``."""
    feature = [
        Feature(
            faces=(b.index,), surface="cylinder", point=b.point, direction=b.direction,
            radius_mm=b.radius_mm, hollow=True, span_mm=b.span_mm, found_by="selector",
        )
        for b in bores
    ]  # fmt: skip
    geometry = PartGeometry(
        faces=(*box_faces(box), *bores), features={"bore": tuple(feature)} if feature else {}
    )
    placement = Placement(name=name, item=name.partition(".")[0], matrix=PLAIN)
    return placed_part(placement, ref, geometry, box)


def pin(
    name: str, foot: Vector, length: float, radius: float, ref: int = 2, fastener: str = "pin"
) -> PlacedPart:
    """Return a pin along z with its two ends."""
    x, y, z = foot
    ends = [
        FaceGeometry(
            index=1 + k, surface="plane", point=(x, y, at_z), direction=(0.0, 0.0, way),
            area_mm2=math.pi * radius**2, centre_mm=(x, y, at_z),
            outline=(cylinder((x, y, at_z), 0.0, radius).outline[0],),
        )
        for k, (at_z, way) in enumerate(((z, -1.0), (z + length, 1.0)))
    ]  # fmt: skip
    geometry = PartGeometry(faces=(cylinder(foot, length, radius), *ends), features={})
    box = (x - radius, y - radius, z, x + radius, y + radius, z + length)
    placement = Placement(name=name, item=name.partition(".")[0], matrix=PLAIN)
    return placed_part(placement, ref, geometry, box, fastener)
