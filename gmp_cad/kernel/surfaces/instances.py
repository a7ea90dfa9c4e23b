"""Faces united into what a draughtsman dimensions as one, and the order of the instances.

Faces on the same surface, with the material on the same side, are one feature: a bore with a
keyway, a face that a slot divides. All values in mm and degrees, in the part's frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from gmp_cad.evidence import FaceGeometry, Feature, FoundBy, SurfaceKind, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.surfaces.faces import azimuth_deg

MATCH_MM = 1e-6  # two lengths or places nearer than this are equal
MATCH_DEG = 1e-6  # two angles or directions nearer than this are equal

Faces = Sequence[FaceGeometry]


def unite(faces: Iterable[FaceGeometry], found_by: FoundBy) -> tuple[Feature, ...]:
    """Return the features that ``faces`` form, ordered by x, then y, then z.

    A plane is placed at the centre of its faces, a feature with an axis at the middle of its
    span; places that differ by less than :data:`MATCH_MM` tie.
    """
    groups: list[list[FaceGeometry]] = []
    for face in faces:
        group = next((g for g in groups if same_surface(g[0], face)), None)
        if group is None:
            groups.append([face])
        else:
            group.append(face)
    placed = [(_united(group, found_by), centre_of(group)) for group in groups]
    return _ordered([(feature, _place(feature, centre)) for feature, centre in placed])


def in_order(features: Iterable[Feature], faces: Faces) -> tuple[Feature, ...]:
    """Return ``features`` ordered by x, then y, then z of their places."""
    return _ordered([(feature, place(feature, faces)) for feature in features])


def place(feature: Feature, faces: Faces) -> Vector:
    """Return the point where a feature is said to be: centre of a plane, middle of a span."""
    return _place(feature, centre_of([faces[i] for i in feature.faces]))


def lengthwise_parts(feature: Feature, faces: Faces) -> tuple[Feature, ...]:
    """Return the parts of a cylinder that gaps along its axis divide (two bearing seats)."""
    members = sorted((faces[i] for i in feature.faces), key=lambda face: _shifted(face, feature))
    groups: list[list[FaceGeometry]] = []
    end = float("-inf")
    for face in members:
        low, high = _shifted(face, feature)
        if low > end + MATCH_MM:
            groups.append([])
        groups[-1].append(face)
        end = max(end, high)
    return tuple(_united(group, feature.found_by) for group in groups)


def arc_deg(feature: Feature, faces: Faces) -> float:
    """Return the arc around the axis that the faces of a feature cover together (0 to 360°)."""
    covered, end = 0.0, 0.0
    for low, high in arcs_deg(feature, faces) or ((0.0, 360.0),):
        covered += max(0.0, high - max(low, end))
        end = max(end, high)
    return covered


def arcs_deg(feature: Feature, faces: Faces) -> tuple[tuple[float, float], ...]:
    """Return the intervals of azimuth (degrees) that the faces cover, sorted; () for all around."""
    members = [faces[i] for i in feature.faces]
    if any(face.angle_deg >= 360 for face in members):
        return ()
    return tuple(sorted(arc for face in members for arc in _arcs(face, feature)))


def _arcs(face: FaceGeometry, feature: Feature) -> list[tuple[float, float]]:
    """Return the arc of a face as intervals of azimuth; the widest gap in its outline is free."""
    angles = sorted(
        azimuth_deg(point, feature.point, feature.direction)
        for line in face.outline
        for point in line
    )
    following = [*angles[1:], angles[0] + 360.0]
    gaps = [b - a for a, b in zip(angles, following, strict=True)]
    start = following[gaps.index(max(gaps))] % 360.0
    end = start + face.angle_deg
    return [(start, end)] if end <= 360 else [(start, 360.0), (0.0, end - 360.0)]


def same_surface(a: FaceGeometry, b: FaceGeometry) -> bool:
    """Tell whether two faces lie on one surface, to :data:`MATCH_MM`, the material on one side."""
    if a.surface != b.surface or a.hollow != b.hollow or abs(a.radius_mm - b.radius_mm) > MATCH_MM:
        return a.surface == b.surface == "cone" and a.hollow == b.hollow and _same_cone(a, b)
    return _SAME[a.surface](a, b)


def _same_plane(a: FaceGeometry, b: FaceGeometry) -> bool:
    if vector.dot(a.direction, b.direction) < 0.5:
        return False
    offset = vector.dot(vector.minus(b.point, a.point), a.direction)
    return abs(offset) <= MATCH_MM and parallel(a.direction, b.direction)


def _same_axis(a: FaceGeometry, b: FaceGeometry) -> bool:
    away = vector.off_axis(b.point, a.point, a.direction)
    return vector.norm(away) <= MATCH_MM and parallel(a.direction, b.direction)


def _same_cone(a: FaceGeometry, b: FaceGeometry) -> bool:
    return (
        abs(a.half_angle_deg - b.half_angle_deg) <= MATCH_DEG
        and vector.dot(a.direction, b.direction) > 0
        and _same_axis(a, b)
        and abs(cone_radius(a, b.point) - b.radius_mm) <= MATCH_MM
    )


def _same_centre(a: FaceGeometry, b: FaceGeometry) -> bool:
    return vector.norm(vector.minus(a.point, b.point)) <= MATCH_MM


def _same_torus(a: FaceGeometry, b: FaceGeometry) -> bool:
    same_size = abs(a.major_radius_mm - b.major_radius_mm) <= MATCH_MM
    return same_size and _same_centre(a, b) and parallel(a.direction, b.direction)


def _same_face(a: FaceGeometry, b: FaceGeometry) -> bool:
    return a.index == b.index


_SAME: dict[SurfaceKind, Callable[[FaceGeometry, FaceGeometry], bool]] = {
    "plane": _same_plane, "cylinder": _same_axis, "cone": _same_cone, "sphere": _same_centre,
    "torus": _same_torus, "freeform": _same_face,
}  # fmt: skip


def parallel(a: Vector, b: Vector) -> bool:
    """Tell whether two directions are parallel, whichever way they point."""
    return vector.undirected_angle_deg(a, b) <= MATCH_DEG


def cone_radius(face: FaceGeometry, point: Vector) -> float:
    """Return the radius (mm) of a cone at the height of ``point``."""
    height = vector.dot(vector.minus(point, face.point), face.direction)
    return face.radius_mm + height * vector.slope(face.half_angle_deg)


def _united(group: list[FaceGeometry], found_by: FoundBy) -> Feature:
    first = group[0]
    feature = Feature(
        faces=tuple(sorted(face.index for face in group)),
        surface=first.surface,
        point=first.point,
        direction=first.direction,
        radius_mm=first.radius_mm,
        hollow=first.hollow,
        found_by=found_by,
    )
    spans = [_shifted(face, feature) for face in group]
    return replace(feature, span_mm=(min(s[0] for s in spans), max(s[1] for s in spans)))


def _shifted(face: FaceGeometry, feature: Feature) -> tuple[float, float]:
    """Return the span of a face counted from the point and along the direction of a feature."""
    offset = vector.dot(vector.minus(face.point, feature.point), feature.direction)
    sign = 1.0 if vector.dot(face.direction, feature.direction) >= 0 else -1.0
    ends = (offset + sign * face.span_mm[0], offset + sign * face.span_mm[1])
    return min(ends), max(ends)


def _place(feature: Feature, centre: Vector) -> Vector:
    if feature.surface in ("plane", "freeform"):
        return centre
    if feature.surface == "sphere":
        return feature.point
    return vector.along(feature.point, feature.direction, sum(feature.span_mm) / 2)


def centre_of(group: Sequence[FaceGeometry]) -> Vector:
    """Return the centre of the area of faces (mm)."""
    area = sum(face.area_mm2 for face in group)
    if len(group) == 1 or area == 0:
        return group[0].centre_mm
    total = (0.0, 0.0, 0.0)
    for face in group:
        total = vector.plus(total, vector.times(face.centre_mm, face.area_mm2))
    return vector.times(total, 1 / area)


def _ordered(placed: list[tuple[Feature, Vector]]) -> tuple[Feature, ...]:
    ranks = [_ranks([at[axis] for _, at in placed]) for axis in range(3)]
    order = sorted(range(len(placed)), key=lambda i: (*(r[i] for r in ranks), placed[i][0].faces))
    return tuple(placed[i][0] for i in order)


def _ranks(values: list[float]) -> list[int]:
    """Return the rank of each value; values that follow one another within MATCH_MM share one."""
    ranks = [0] * len(values)
    rank, previous = 0, float("-inf")
    for index in sorted(range(len(values)), key=values.__getitem__):
        rank += values[index] > previous + MATCH_MM
        ranks[index], previous = rank, values[index]
    return ranks
