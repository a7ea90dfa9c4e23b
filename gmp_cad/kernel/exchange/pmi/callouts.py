"""The parts of a hole callout, a thread or a chamfer as PMI: depth, counterbore, countersink, drill.

A depth is the distance from the flat face at the hole's mouth to its flat bottom, or to the bore
itself where it ends in the point of the drill.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gmp_cad.evidence import FaceGeometry, Feature, PartGeometry, PmiOmission, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.exchange.pmi.items import (
    DimensionItem,
    Found,
    NoteItem,
    Target,
    Unit,
    Value,
    target,
)
from gmp_cad.kernel.surfaces.instances import MATCH_MM, lengthwise_parts, parallel
from gmp_cad.language import Message
from gmp_cad.spec.dimension import Dimension
from gmp_cad.spec.size import THREADS, Kind, Size, print_size
from gmp_cad.spec.thread import drill_depth, thread_of

LINEAR_DISTANCE = "linear distance"
ANGLE = "angle"
THREAD = "thread"


def bores(features: Sequence[Feature]) -> tuple[Feature, ...]:
    """Return the cylinders of a name that holds holes: a dimension ends at their axes."""
    holes = tuple(f for f in features if f.surface == "cylinder" and f.hollow)
    return holes or tuple(features)


def callout_items(dimension: Dimension, on: Target, geometry: PartGeometry) -> Iterator[Found]:
    """Yield the parts of a callout beside its size."""
    size = dimension.size
    if dimension.kind is Kind.CHAMFER:
        angle = Value(nominal=size.angle or 45.0, unit="°", role=size.role)
        yield DimensionItem(line=f"{dimension.id}.angle", type=ANGLE, value=angle, target=on)
    if dimension.kind in THREADS:
        yield _designation(dimension, on)
    if size.drill_diameter:
        yield _part(dimension, "drill_diameter", "diameter", size.drill_diameter, on)
    if depth := size.drill_depth or size.depth:
        part = "drill_depth" if size.drill_depth else "depth"
        walls = bores(geometry.features[dimension.id])
        yield _depth(dimension, part, depth, walls, geometry)
    if size.recess is not None:
        yield from _recess(dimension, geometry)


def _part(
    dimension: Dimension, part: str, kind: str, nominal: float, on: Target, unit: Unit = "mm"
) -> DimensionItem:
    value = Value(nominal=nominal, unit=unit, role=dimension.size.role)
    return DimensionItem(line=f"{dimension.id}.{part}", type=kind, value=value, target=on)


def _designation(dimension: Dimension, on: Target) -> NoteItem:
    size = dimension.size
    pitch = thread_of(size).pitch
    lengths = {"nominal diameter": size.nominal, "pitch": pitch, "thread depth": size.depth}
    return NoteItem(
        line=f"{dimension.id}.thread",
        name=THREAD,
        text=designation(size),
        lengths=tuple((name, value) for name, value in lengths.items() if value),
        target=on,
    )


def designation(size: Size) -> str:
    """Return a thread's designation alone: ``M8×1-6H``."""
    bare = replace(size, count=None, depth=None, drill_diameter=None, drill_depth=None, recess=None)
    return print_size(bare, "en")


def _recess(dimension: Dimension, geometry: PartGeometry) -> Iterator[Found]:
    recess = dimension.size.recess
    assert recess is not None
    kind, wanted = ("counterbore", "cylinder") if recess.depth else ("countersink", "cone")
    found = geometry.features.get(f"{dimension.id}.recess", ())
    walls = _nearest(recess.diameter, [f for f in found if f.surface == wanted], geometry.faces)
    if not walls:
        for part in _RECESS_PARTS[kind]:
            line = f"{dimension.id}.{kind}.{part}"
            yield PmiOmission(line=line, reason=_NO_RECESS, cause="part")
        return
    on = target(f"{dimension.id}.recess", walls)
    yield _part(dimension, f"{kind}.diameter", "diameter", recess.diameter, on)
    if recess.angle:
        yield _part(dimension, "countersink.angle", ANGLE, recess.angle, on, "°")
    if recess.depth:
        yield _depth(dimension, "counterbore.depth", recess.depth, walls, geometry)


_RECESS_PARTS = {"counterbore": ("diameter", "depth"), "countersink": ("diameter", "angle")}
_NO_RECESS = Message("the part has no such recess at the mouth of the hole")


def _nearest(
    diameter: float, walls: Sequence[Feature], faces: Sequence[FaceGeometry]
) -> tuple[Feature, ...]:
    """Return the walls whose widest diameter (mm) is nearest: other bores may widen a hole too."""
    misses = [abs(2 * _widest_mm(faces[wall.faces[0]]) - diameter) for wall in walls]
    least = min(misses, default=0.0) + MATCH_MM
    return tuple(wall for wall, miss in zip(walls, misses, strict=True) if miss <= least)


def _widest_mm(face: FaceGeometry) -> float:
    return face.radius_mm + face.span_mm[1] * vector.slope(face.half_angle_deg)


def _depth(
    dimension: Dimension,
    part: str,
    depth: float,
    walls: Sequence[Feature],
    geometry: PartGeometry,
) -> Found:
    """Return a depth as the distance from the flat face at the mouth to the bottom.

    A thread may end in a hole that is drilled deeper: its depth is then that of no face.
    """
    line = f"{dimension.id}.{part}"
    pieces = [p for wall in walls for p in lengthwise_parts(wall, geometry.faces)]
    ends = _mouths(pieces, depth, geometry.faces)
    drilled = drill_depth(dimension.size) if dimension.kind in THREADS else None
    deeper = not ends and drilled is not None
    if deeper:
        ends = _mouths(pieces, drilled or 0.0, geometry.faces)
    if not ends:
        return PmiOmission(line=line, reason=_NO_MOUTH, cause="standard")
    return DimensionItem(
        line=line,
        type=LINEAR_DISTANCE,
        value=Value(nominal=depth, role=dimension.size.role),
        target=Target(name=f"{line}.mouth", instances=(tuple(sorted({top for _, top in ends})),)),
        other=target(f"{line}.bottom", pieces)
        if deeper
        else _bottoms(line, ends, depth, geometry.faces),
    )


def _mouths(
    pieces: Sequence[Feature], depth: float, faces: Sequence[FaceGeometry]
) -> list[tuple[Feature, int]]:
    """Return the mouth of each bore; none at all when one has none."""
    found = [(bore, mouth(bore, depth, faces)) for bore in pieces]
    ends = [(bore, top) for bore, top in found if top is not None]
    return ends if len(ends) == len(found) else []


_NO_MOUTH = Message(
    "no flat face lies at the mouth, as far from the end of the hole as the depth says"
)


def mouth(bore: Feature, depth: float, faces: Sequence[FaceGeometry]) -> int | None:
    """Return the plane across the axis at ``depth`` (mm) from one end of a bore, nearest to it."""
    found: list[FaceGeometry] = []
    for face in _across(bore, faces):
        sense = 1.0 if vector.dot(face.direction, bore.direction) > 0 else -1.0
        bottom = bore.span_mm[0] if sense > 0 else bore.span_mm[1]
        if abs(sense * (_height(face, bore) - bottom) - depth) <= _DEPTH_MM:
            found.append(face)
    if len(found) > 1:
        found.sort(key=lambda face: (min(_radii(face, bore)), face.index))
    return found[0].index if found else None


_DEPTH_MM = 1e-3  # a mouth this near to the depth written is the mouth


def _across(bore: Feature, faces: Sequence[FaceGeometry]) -> Iterator[FaceGeometry]:
    for face in faces:
        if face.surface == "plane" and parallel(face.direction, bore.direction):
            yield face


def _height(face: FaceGeometry, bore: Feature) -> float:
    return vector.dot(vector.minus(face.point, bore.point), bore.direction)


def _radii(face: FaceGeometry, bore: Feature) -> Iterator[float]:
    """Yield how far the points of a face's outline are from the axis of a bore."""
    for line in face.outline:
        for point in line:
            yield _radius(point, bore)


def _radius(point: Vector, bore: Feature) -> float:
    return vector.norm(vector.off_axis(point, bore.point, bore.direction))


def _bottoms(
    line: str, ends: Sequence[tuple[Feature, int]], depth: float, faces: Sequence[FaceGeometry]
) -> Target:
    """Return the flat ends of bores, or, where one has none, the bores that end there."""
    floors = [_floor(bore, faces[top], depth, faces) for bore, top in ends]
    flat = tuple(sorted({face for face in floors if face is not None}))
    if None in floors:
        return target(f"{line}.bottom", [bore for bore, _ in ends])
    return Target(name=f"{line}.bottom", instances=(flat,))


def _floor(
    bore: Feature, top: FaceGeometry, depth: float, faces: Sequence[FaceGeometry]
) -> int | None:
    """Return the flat at the inner end of a bore, None where it ends in a point or in a ball."""
    sense = 1.0 if vector.dot(top.direction, bore.direction) > 0 else -1.0
    bottom = _height(top, bore) - sense * depth
    reach = bore.radius_mm + MATCH_MM
    for face in _across(bore, faces):
        faces_out = vector.dot(face.direction, top.direction) > 0
        level = abs(_height(face, bore) - bottom) <= _DEPTH_MM
        near = _radius(face.centre_mm, bore) <= reach  # soon told
        if faces_out and level and near and max(_radii(face, bore)) <= reach:
            return face.index
    return None
