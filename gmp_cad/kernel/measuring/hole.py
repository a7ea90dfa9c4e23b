"""What a hole callout says beside the diameter: depth, counterbore, countersink (ISO 129-1).

Depths are measured along the axis from the hole's mouth, entry chamfers and the recess of the
callout included, to where the cylinder ends: the point of the drill does not count, but a flat
bottom with a rounded corner does.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass

from gmp_cad.evidence import DetailName, FaceGeometry, Feature, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.surfaces.body import Body
from gmp_cad.kernel.surfaces.instances import MATCH_MM, parallel
from gmp_cad.spec.size import THREADS, Recess, Size
from gmp_cad.spec.thread import drill_depth

Detail = tuple[DetailName, float, float]
ABSENT = 0.0  # what is observed of a recess that the part does not have
_ENTRY = 0.5  # a cone that widens a hole by less than this share of its countersink is a chamfer


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """A cylinder or cone on the hole's axis, walked outwards: heights and radii at its two ends."""

    face: FaceGeometry
    near: float
    far: float
    near_radius: float
    far_radius: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mouth:
    """What lies before one end of a hole: its recess, if any, and the height of the surface."""

    height: float
    recess: _Stage | None = None


def details(
    size: Size, hole: Feature, body: Body, others: Container[int] = ()
) -> tuple[Detail, ...]:
    """Return (name, expected, observed) of each part of the callout that the geometry shows.

    The recess is told once for each mouth that has one; faces of ``others``, which other
    dimensions measure, are the recess of the nearest mouth alone.
    Names: depth, drill_depth, counterbore.diameter, counterbore.depth, countersink.diameter,
    countersink.angle; mm and degrees; :data:`ABSENT` where there is no such recess. The threaded
    depth of a hole whose drilled depth is given is not modelled, and not told; where it is not
    given, the hole goes as deep as its thread, or as deep as it is derived.
    """
    if not (size.depth or size.drill_depth or size.recess):
        return ()
    mouths = _mouths(size, hole, body)
    depth = _depth_mm(hole, mouths, body)
    found: list[Detail] = []
    if size.depth or size.drill_depth:
        found.append((*_asked_depth(size, depth), depth))
    if size.recess:
        for mouth in _judged(size.recess, hole, mouths, others):
            found.extend(_recess_details(size.recess, mouth))
    return tuple(found)


def _asked_depth(size: Size, depth: float) -> tuple[DetailName, float]:
    """Return the depth (mm) that a callout asks for, and its name; a derived one if it is nearer."""
    if size.depth is None or size.drill_depth is not None:
        return "drill_depth", size.drill_depth or 0.0
    derived = drill_depth(size) if size.kind in THREADS else None
    if derived is not None and abs(depth - derived) < abs(depth - size.depth):
        return "drill_depth", derived
    return "depth", size.depth


def depth_mm(size: Size, hole: Feature, body: Body) -> float:
    """Return the depth of a hole from its mouth, entry chamfers and recess included."""
    return _depth_mm(hole, _mouths(size, hole, body), body)


def _mouths(size: Size, hole: Feature, body: Body) -> list[_Mouth]:
    return [_mouth(size.recess, hole, sense, body) for sense in (1.0, -1.0)]


def _depth_mm(hole: Feature, mouths: list[_Mouth], body: Body) -> float:
    length = hole.span_mm[1] - hole.span_mm[0]
    return mouths[0].height + mouths[1].height + length + _corner_mm(hole, body)


def _corner_mm(hole: Feature, body: Body) -> float:
    """Return how far a flat bottom lies beyond its rounded corner, 0 without one."""
    ends = [body.faces[i] for i in _ends(hole, body)]
    if not any(face.surface == "torus" for face in ends):
        return 0.0
    low, high = hole.span_mm
    heights = (
        vector.dot(vector.minus(face.point, hole.point), hole.direction)
        for face in ends
        if face.surface == "plane"
    )
    return max((max(low - at, at - high, 0.0) for at in heights), default=0.0)


def belongings(size: Size, hole: Feature, body: Body) -> dict[str, tuple[int, ...]]:
    """Return the faces that a callout makes beside the cylinder: its "recess" and its "bottom".

    The recess is the counterbore with its floor, or the countersink; the bottom is the point of
    the drill, the flat or the round end. Entry chamfers are no part of the callout.
    """
    stages = [mouth.recess for mouth in _mouths(size, hole, body)]
    recess = {i for stage in stages if stage for i in _whole(stage.face, body)}
    floors = {i for face in recess for i in _flats_within(face, hole, body)}
    found = {"recess": recess | floors, "bottom": _ends(hole, body) - recess - floors}
    return {name: tuple(sorted(faces)) for name, faces in found.items() if faces}


def closed_ends(hole: Feature, body: Body) -> tuple[int, ...]:
    """Return the faces that close a hole: none when it goes through, or on into another bore."""
    return tuple(sorted(face for face in _ends(hole, body) if _closes(body.faces[face])))


def _closes(face: FaceGeometry) -> bool:
    """Tell whether an end has no opening: a full flat or round one, or a cone up to its apex."""
    if face.surface == "cone":
        slope = vector.slope(face.half_angle_deg)
        return min(face.radius_mm + slope * height for height in face.span_mm) <= MATCH_MM
    return len(face.outline) <= 1


def _ends(hole: Feature, body: Body) -> set[int]:
    """Return the flats, points, rounded corners and round ends inside a cylinder at its ends."""
    found: set[int] = set()
    reached = set(hole.faces)
    while reached:
        flats = {i for face in reached for i in _flats_within(face, hole, body)}
        joined = {joint.face for face in reached for joint in body.joints[face]}
        narrow = {face for face in joined if _narrows(face, hole, body)} - found
        found |= flats | narrow
        reached = narrow
    return found


def _whole(face: FaceGeometry, body: Body) -> tuple[int, ...]:
    """Return all faces of the feature to which ``face`` belongs."""
    return next(f.faces for f in body.features if face.index in f.faces)


def _flats_within(index: int, hole: Feature, body: Body) -> Iterator[int]:
    """Yield the planes across the axis that a cylinder ends at and that lie wholly inside it."""
    radius = _widest_mm(body.faces[index]) + MATCH_MM
    for joint in body.joints[index]:
        face = body.faces[joint.face]
        if face.surface == "plane" and parallel(face.direction, hole.direction):
            points = (point for line in face.outline for point in line)
            if all(_radius(point, hole) <= radius for point in points):
                yield joint.face


def _radius(point: Vector, hole: Feature) -> float:
    return vector.norm(vector.off_axis(point, hole.point, hole.direction))


def _narrows(index: int, hole: Feature, body: Body) -> bool:
    """Tell whether a face is a cone or a ball on the hole's axis that stays inside its cylinder."""
    face = body.faces[index]
    if face.surface == "sphere":
        inside = face.hollow and _radius(face.point, hole) <= MATCH_MM
    elif face.surface == "torus":
        inside = face.hollow and _on_axis(face, hole)
    else:
        inside = face.surface == "cone" and _is_coaxial(face, hole)
    return inside and _widest_mm(face) <= hole.radius_mm + MATCH_MM


def _widest_mm(face: FaceGeometry) -> float:
    """Return the largest radius of a surface of revolution about its axis."""
    slope = vector.slope(face.half_angle_deg) if face.surface == "cone" else 0.0
    return face.major_radius_mm + face.radius_mm + slope * face.span_mm[1]


def _judged(
    recess: Recess, hole: Feature, mouths: list[_Mouth], others: Container[int]
) -> Iterator[_Mouth]:
    """Yield the mouth nearest to the callout, and every other one that has such a recess.

    What another dimension measures is no recess of this callout, nor is an entry chamfer.
    """

    def miss(mouth: _Mouth) -> float:
        return abs(2 * mouth.recess.far_radius - recess.diameter) if mouth.recess else float("inf")

    nearest, other = sorted(mouths, key=miss)
    yield nearest
    if other.recess is not None and other.recess.face.index not in others:
        least = 0.0 if recess.angle is None else _ENTRY * (recess.diameter / 2 - hole.radius_mm)
        if other.recess.far_radius - hole.radius_mm >= least:
            yield other


def _recess_details(recess: Recess, mouth: _Mouth) -> Iterator[Detail]:
    stage = mouth.recess
    diameter = 2 * stage.far_radius if stage else ABSENT
    if recess.depth is not None:
        depth = mouth.height - stage.near if stage else ABSENT
        yield "counterbore.diameter", recess.diameter, diameter
        yield "counterbore.depth", recess.depth, depth
    elif recess.angle is not None:
        angle = 2 * stage.face.half_angle_deg if stage else ABSENT
        yield "countersink.diameter", recess.diameter, diameter
        yield "countersink.angle", recess.angle, angle


def _mouth(recess: Recess | None, hole: Feature, sense: float, body: Body) -> _Mouth:
    """Walk outwards from one end of a hole, heights counted from that end.

    Without a recess in the callout, only entry chamfers belong to the hole; with one, the first
    stage of its form does, and what widens before and after it.
    """
    form = None if recess is None else "cylinder" if recess.depth is not None else "cone"
    found: _Stage | None = None
    height = 0.0
    for stage in _widening(hole, sense, body):
        if found is None and stage.face.surface == form:
            found = stage
        elif stage.face.surface == "cylinder":
            break
        height = stage.far
    return _Mouth(height=height, recess=found)


def _widening(hole: Feature, sense: float, body: Body) -> Iterator[_Stage]:
    """Yield the stages that follow one another outwards, each no narrower than the one before."""
    stages = list(_stages(hole, sense, body))
    height, radius = 0.0, hole.radius_mm
    while True:
        following = [
            stage
            for stage in stages
            if abs(stage.near - height) <= MATCH_MM
            and stage.far > height + MATCH_MM
            and radius - MATCH_MM <= stage.near_radius <= stage.far_radius + MATCH_MM
            and stage.far_radius > radius + MATCH_MM
        ]
        if not following:
            return
        yield (stage := following[0])
        height, radius = stage.far, stage.far_radius


def _stages(hole: Feature, sense: float, body: Body) -> Iterator[_Stage]:
    end = hole.span_mm[1] if sense > 0 else hole.span_mm[0]
    outwards = vector.times(hole.direction, sense)
    origin = vector.along(hole.point, hole.direction, end)
    for face in body.faces:
        if _is_coaxial(face, hole):
            turned = 1.0 if vector.dot(face.direction, outwards) > 0 else -1.0
            offset = vector.dot(vector.minus(face.point, origin), outwards)
            slope = vector.slope(face.half_angle_deg)
            near, far = sorted(face.span_mm, key=lambda at: turned * at)
            yield _Stage(
                face=face,
                near=offset + turned * near,
                far=offset + turned * far,
                near_radius=face.radius_mm + slope * near,
                far_radius=face.radius_mm + slope * far,
            )


def _is_coaxial(face: FaceGeometry, hole: Feature) -> bool:
    round_about = face.surface in ("cylinder", "cone") and face.hollow == hole.hollow
    return round_about and _on_axis(face, hole)


def _on_axis(face: FaceGeometry, hole: Feature) -> bool:
    return _radius(face.point, hole) <= MATCH_MM and parallel(face.direction, hole.direction)
