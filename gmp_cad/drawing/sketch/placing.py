"""Where a size stands on the features of a workpiece, and how its tolerance is printed.

Every number comes from the specification; the geometry only says where it stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from gmp_cad.drawing.sketch.values import SketchDimension, ToleranceFrame
from gmp_cad.evidence import FaceGeometry, Feature, Vector
from gmp_cad.spec.part import GeometricTolerance
from gmp_cad.spec.size import THREADS, Kind, Role, Size

_ROUND_KINDS = frozenset({Kind.DIAMETER, *THREADS})
_NOTED_KINDS = frozenset({Kind.RADIUS, Kind.CHAMFER, Kind.ANGLE, Kind.SPHERE})
_EQUAL_MM = 1e-3


def placed_on(
    size: Size, features: Sequence[Feature], faces: Sequence[FaceGeometry], text: str
) -> SketchDimension | None:
    """Return where a size stands that one feature carries; None without a place for it."""
    if size.kind in _NOTED_KINDS:
        return _note(size, features, text)
    if size.kind in _ROUND_KINDS:
        return _round(size, features, text)
    return placed_between(size, features[:1], features[1:], faces, text)


def placed_between(
    size: Size,
    first: Sequence[Feature],
    second: Sequence[Feature],
    faces: Sequence[FaceGeometry],
    text: str,
) -> SketchDimension | None:
    """Return where a dimension between two features stands, None if one of them is missing.

    Of several instances, the two whose distance comes nearest to the size.
    """
    if size.kind is Kind.ANGLE:
        return _note(size, first, text)
    found = [
        (abs(_apart(ends, direction) - size.nominal), a, b, ends, direction)
        for a in first
        for b in second
        if (ends := (_middle(a, faces), _middle(b, faces)))
        and (direction := _measured_along(a, b, ends)) is not None
    ]
    if not found:
        return None
    _, a, b, ends, direction = min(found, key=lambda f: round(f[0], 6))
    return SketchDimension(
        text=_unboxed(size, text),
        ends=ends,
        direction=direction,
        faces=(a.faces, b.faces),
        boxed=size.role is Role.EXACT,
    )


def _apart(ends: tuple[Vector, Vector], direction: Vector) -> float:
    return abs(sum((q - p) * d for p, q, d in zip(*ends, direction, strict=True)))


def _unboxed(size: Size, text: str) -> str:
    return text.strip("[]") if size.role is Role.EXACT else text


def _note(size: Size, features: Iterable[Feature], text: str) -> SketchDimension | None:
    for feature in features:
        return SketchDimension(
            text=_unboxed(size, text),
            kind="note",
            ends=(feature.point, feature.point),
            direction=feature.direction,
            faces=(feature.faces, feature.faces),
            boxed=size.role is Role.EXACT,
        )
    return None


def _round(size: Size, features: Iterable[Feature], text: str) -> SketchDimension | None:
    for feature in features:
        low, high = (_along(feature, span) for span in feature.span_mm)
        return SketchDimension(
            text=_unboxed(size, text),
            kind="diameter",
            ends=(low, high),
            direction=feature.direction,
            diameter_mm=2 * feature.radius_mm,
            faces=(feature.faces, feature.faces),
            boxed=size.role is Role.EXACT,
        )
    return None


def _along(feature: Feature, distance: float) -> Vector:
    x, y, z = (p + distance * d for p, d in zip(feature.point, feature.direction, strict=True))
    return (x, y, z)


def _middle(feature: Feature, faces: Sequence[FaceGeometry]) -> Vector:
    """Return a point to dimension from: on the plane, or on the axis in the middle of the span."""
    if feature.surface == "plane":
        return next(f for f in faces if f.index == feature.faces[0]).centre_mm
    return _along(feature, sum(feature.span_mm) / 2)


def _measured_along(a: Feature, b: Feature, ends: tuple[Vector, Vector]) -> Vector | None:
    """Return the direction of measure: normal to a plane, or straight between two axes."""
    for feature in (a, b):
        if feature.surface == "plane":
            return feature.direction
    apart = [q - p for p, q in zip(*ends, strict=True)]
    lengthwise = sum(x * d for x, d in zip(apart, a.direction, strict=True))
    x, y, z = (v - lengthwise * d for v, d in zip(apart, a.direction, strict=True))
    length = math.hypot(x, y, z)
    return (x / length, y / length, z / length) if length > _EQUAL_MM else None


def tolerance_frame(tolerance: GeometricTolerance) -> ToleranceFrame:
    """Return a geometric tolerance as its frame is printed."""
    symbol = tolerance.characteristic.sign
    return ToleranceFrame(symbol=symbol, value=tolerance.value, datums=tolerance.datums)
