"""Axes of a part: the lines about which its faces of revolution lie, the frame that it stands in."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gmp_cad.drawing.view import cross, dot
from gmp_cad.evidence import FaceGeometry, Vector

SAME_MM = 1e-3
SAME_DIRECTION = 1e-6  # of 1 - cosine: about 0.08°
ROUND_SURFACES = frozenset({"cylinder", "cone", "torus"})
_WHOLE_DEG = 359.0
_TURNED_SHARE = 0.6
_WIDE_SHARE = 0.35  # of the outer radius, from which a hole on the axis is wide
_TUBE_SHARE = 0.5  # of the length
_ALONG_FRAME = 1 - 1e-4
FRAME: tuple[Vector, Vector, Vector] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisGroup:
    """Faces of revolution about one line: ``foot`` is its point nearest to the part's origin."""

    foot: Vector
    direction: Vector
    faces: tuple[FaceGeometry, ...]

    @property
    def span(self) -> tuple[float, float]:
        """Where the faces lie along ``direction``, from the foot, mm."""
        places = [place for face in self.faces for place in self.reach(face)]
        return (min(places), max(places))

    @property
    def radius(self) -> float:
        """The largest radius, mm."""
        return max(largest_radius(face) for face in self.faces)

    def reach(self, face: FaceGeometry) -> tuple[float, float]:
        """Return where one of the faces lies along ``direction``, mm."""
        at = dot(face.point, self.direction)
        sign = 1.0 if dot(face.direction, self.direction) > 0 else -1.0
        low, high = sorted(at + sign * span for span in face.span_mm)
        return (low, high)

    def point(self, place: float) -> Vector:
        """Return the point of the axis at ``place`` along it."""
        return plus(self.foot, times(self.direction, place))


def largest_radius(face: FaceGeometry) -> float:
    """Return the largest distance of a face of revolution from its axis, mm."""
    if face.surface == "torus":
        return face.major_radius_mm + (0.0 if face.hollow else face.radius_mm)
    slope = math.tan(math.radians(face.half_angle_deg)) if face.surface == "cone" else 0.0
    return max(abs(face.radius_mm + slope * span) for span in face.span_mm)


def plus(a: Vector, b: Vector) -> Vector:
    """Return the sum."""
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def minus(a: Vector, b: Vector) -> Vector:
    """Return the difference."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def times(a: Vector, factor: float) -> Vector:
    """Return a multiple; no negative zero."""
    return (a[0] * factor + 0.0, a[1] * factor + 0.0, a[2] * factor + 0.0)


def opposite(a: Vector) -> Vector:
    """Return the opposite vector; no negative zero."""
    return (0.0 - a[0], 0.0 - a[1], 0.0 - a[2])


def unit(a: Vector) -> Vector:
    """Return the direction of a vector (not null)."""
    return times(a, 1 / math.sqrt(dot(a, a)))


def along_frame(a: Vector) -> Vector:
    """Return a unit direction, exactly along the part's axis that it lies on within rounding."""
    for axis in FRAME:
        if abs(dot(a, axis)) > _ALONG_FRAME:
            return axis if dot(a, axis) > 0 else opposite(axis)
    return a


def parallel(a: Vector, b: Vector) -> bool:
    """Tell whether two unit vectors lie along one line."""
    return abs(dot(a, b)) > 1 - SAME_DIRECTION


def square(a: Vector, b: Vector) -> bool:
    """Tell whether two unit vectors are perpendicular."""
    return abs(dot(a, b)) < math.sqrt(2 * SAME_DIRECTION)


def signed(a: Vector) -> Vector:
    """Return the one of ``a`` and its opposite whose first component that is not small is positive."""
    lead = next(value for value in a if abs(value) > SAME_MM)
    return a if lead > 0 else opposite(a)


def axis_groups(faces: Iterable[FaceGeometry]) -> tuple[AxisGroup, ...]:
    """Return the faces of revolution in groups of one axis, in the order of their first face."""
    lines: list[tuple[Vector, Vector, list[FaceGeometry]]] = []
    for face in faces:
        if face.surface not in ROUND_SURFACES:
            continue
        direction = signed(along_frame(face.direction))
        foot = minus(face.point, times(direction, dot(face.point, direction)))
        for known_foot, known, members in lines:
            off = minus(foot, known_foot)
            if parallel(known, direction) and dot(off, off) < SAME_MM**2:
                members.append(face)
                break
        else:
            lines.append((foot, direction, [face]))
    return tuple(
        AxisGroup(foot=foot, direction=direction, faces=tuple(members))
        for foot, direction, members in lines
    )


def runs(group: AxisGroup) -> tuple[AxisGroup, ...]:
    """Return the stretches of an axis on which its faces follow each other without a gap."""
    found: list[list[FaceGeometry]] = []
    end = 0.0
    for face in sorted(group.faces, key=lambda face: (group.reach(face), face.index)):
        low, high = group.reach(face)
        if found and low <= end + SAME_MM:
            found[-1].append(face)
            end = max(end, high)
        else:
            found.append([face])
            end = high
    return tuple(replace(group, faces=tuple(faces)) for faces in found)


def is_whole(group: AxisGroup) -> bool:
    """Tell whether some faces of a group go all the way around: not a mere fillet or slot end."""
    angles: dict[tuple[float, bool], float] = {}
    for face in group.faces:
        key = (round(face.radius_mm, 3), face.hollow)
        angles[key] = angles.get(key, 0.0) + face.angle_deg
    return max(angles.values()) > _WHOLE_DEG


def turning_axis(faces: Sequence[FaceGeometry]) -> AxisGroup | None:
    """Return the axis about which most of the surface lies, if the part is turned."""
    best = max(
        axis_groups(faces), key=lambda g: round(sum(f.area_mm2 for f in g.faces), 3), default=None
    )
    if best is None or not is_whole(best):
        return None
    lateral = sum(face.area_mm2 for face in best.faces)
    lateral += sum(f.area_mm2 for f in faces if f.surface == "sphere" and _lies_on(f.point, best))
    aside = sum(
        face.area_mm2
        for face in faces
        if face.surface != "plane" or not parallel(face.direction, best.direction)
    )
    return best if lateral >= _TURNED_SHARE * aside else None


def _lies_on(point: Vector, axis: AxisGroup) -> bool:
    off = minus(point, axis.foot)
    return dot(off, off) - dot(off, axis.direction) ** 2 < SAME_MM**2


def is_tube(axis: AxisGroup) -> bool:
    """Tell whether a turned part is more a tube than a shaft: wide or long holes on its axis."""
    low, high = axis.span
    inner = [face for face in axis.faces if face.hollow]
    outer = max((f.radius_mm for f in axis.faces if not f.hollow), default=0.0)
    length = sum(axis.reach(f)[1] - axis.reach(f)[0] for f in inner)
    wide = [f for f in inner if f.radius_mm > _WIDE_SHARE * outer]
    wide_length = sum(axis.reach(f)[1] - axis.reach(f)[0] for f in wide)
    return max(length, 2 * wide_length) > _TUBE_SHARE * (high - low)


def standing_frame(faces: Sequence[FaceGeometry]) -> tuple[Vector, Vector, Vector]:
    """Return the three directions that most of the surface follows, Z or what is nearest to it last.

    They are those of the part's frame wherever the surface follows these.
    """
    areas: list[tuple[Vector, float]] = []
    for face in faces:
        if face.surface not in {"plane", "cylinder"}:
            continue
        direction = signed(along_frame(face.direction))
        index = next((i for i, (d, _) in enumerate(areas) if parallel(d, direction)), None)
        if index is None:
            areas.append((direction, face.area_mm2))
        else:
            areas[index] = (areas[index][0], areas[index][1] + face.area_mm2)
    ranked = sorted(areas, key=lambda item: (-round(item[1], 2), item[0]))
    first = ranked[0][0] if ranked else FRAME[2]
    second = next((d for d, _ in ranked if square(d, first)), None) or _across(first)
    third = along_frame(unit(cross(first, second)))
    axes = sorted((first, second, third), key=lambda d: (round(abs(d[2]), 6), d))
    x, y = sorted(axes[:2], key=lambda d: (round(-abs(d[0]), 6), d))
    return (signed(x), signed(y), signed(axes[2]))


def _across(direction: Vector) -> Vector:
    other = min(FRAME, key=lambda axis: round(abs(dot(axis, direction)), 6))
    return along_frame(unit(cross(direction, other)))


def cross_section(faces: Iterable[FaceGeometry]) -> float:
    """Return about how large a part is across its length: its two lesser extents, mm²."""
    points = [point for face in faces for loop in face.outline for point in loop]
    small, middle, _ = sorted(max(values) - min(values) for values in zip(*points, strict=True))
    return float(small * middle)
