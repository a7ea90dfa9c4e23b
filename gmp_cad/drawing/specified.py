"""From a part's specification and geometry to what its definition drawing shows.

Every number comes from the specification; the geometry only says where it stands.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from gmp_cad.drawing.definition import DimensionRow, SurfaceMark
from gmp_cad.drawing.sketch import SketchDimension, ToleranceFrame
from gmp_cad.drawing.view import ISOMETRIC, cross, dot
from gmp_cad.evidence import FaceGeometry, Feature, PartGeometry, Projection, Vector
from gmp_cad.language import number, translate
from gmp_cad.spec.part import Dimension, GeometricTolerance, PartSpec, print_callout
from gmp_cad.spec.size import THREADS, Kind, Role, Size

_ROUND_KINDS = frozenset({Kind.DIAMETER, *THREADS})
_SIZED_KINDS = frozenset({*_ROUND_KINDS, Kind.LINEAR, Kind.SQUARE, Kind.SPHERE})
_NOTED_KINDS = frozenset({Kind.RADIUS, Kind.CHAMFER, Kind.ANGLE, Kind.SPHERE})
_EQUAL_MM = 1e-3
_TURNED_SHARE = 0.6
_PLATE_SHARE, _LONG_SHARE = 0.65, 2.0
_DECIMALS = 4
_ON_CIRCLE = 3
_X, _Y, _Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def dimension_rows(spec: PartSpec, lang: str = "fr") -> tuple[DimensionRow, ...]:
    """Return the table of the drawing: all dimensions in the specification's order, from 1."""
    return tuple(
        DimensionRow(
            number=str(i),
            text=print_callout(item, lang),
            limits=_limits(item, lang),
            designation=" ; ".join(filter(None, (item.note or _spoken(name, lang), item.ra))),
        )
        for i, (name, item) in enumerate(spec.dimensions.items(), 1)
    )


def _spoken(name: str, lang: str) -> str:
    """Return the name of a model as words: those that the catalogue has are translated."""
    return translate(name.replace("_", " "), lang)


def _limits(dimension: Dimension, lang: str) -> str:
    if dimension.limits is None:
        return ""
    low, high = (number(round(limit, _DECIMALS), lang) for limit in dimension.limits)
    return f"{low} … {high}"


def drawn_dimensions(spec: PartSpec, geometry: PartGeometry) -> tuple[SketchDimension, ...]:
    """Return the dimensions that stand on found features, with the balloons of their rows.

    Geometrical tolerances and datums of an axis or median plane go with the dimension.
    """
    found = []
    for i, (name, item) in enumerate(spec.dimensions.items(), 1):
        placed = _placed(name, item, geometry)
        if placed is not None:
            sized = _of_size(item)
            frames = _frames(spec, name, derived=True) if sized else ()
            letter = _letter(spec, name) if sized else ""
            found.append(replace(placed, balloon=str(i), frames=frames, datum=letter))
    return tuple(found)


def _placed(name: str, item: Dimension, geometry: PartGeometry) -> SketchDimension | None:
    text = str(item.size)
    if item.pattern is not None:
        return _of_pattern(item, geometry, text)
    if item.between is None:
        features = geometry.features.get(name, ())
        return placed_on(item.size, features, geometry.faces, text)
    first, second = (geometry.features.get(end, ()) for end in item.between)
    placed = placed_between(item.size, first, second, geometry.faces, text)
    if placed is None or item.kind is Kind.ANGLE:
        return placed
    # What the geometry does not show in true length stands in the table alone.
    true = abs(_apart(placed.ends, placed.direction) - item.nominal) < _EQUAL_MM
    return placed if true else None


def _of_pattern(item: Dimension, geometry: PartGeometry, text: str) -> SketchDimension | None:
    """Return where the circle, the pitch or the spacing of a pattern stands."""
    instances = geometry.features.get(item.pattern or "", ())
    if item.kind is not Kind.DIAMETER:
        return placed_between(item.size, instances, instances, geometry.faces, text)
    about = geometry.features.get(item.about or "", ())
    if not instances or (centre := _centre(about[:1] or instances)) is None:
        return None
    return SketchDimension(
        text=_unboxed(item.size, text), kind="circle", ends=(centre, centre),
        direction=instances[0].direction, diameter_mm=item.nominal,
        boxed=item.size.role is Role.EXACT,
    )  # fmt: skip


def _centre(features: Sequence[Feature]) -> Vector | None:
    """Return a point of the one axis, or the centre of the circle through the first three."""
    if len(features) == 1:
        return features[0].point
    if len(features) < _ON_CIRCLE:
        return None
    first, axis = features[0].point, features[0].direction
    apart = (_minus(feature.point, first) for feature in features[1:_ON_CIRCLE])
    u, v = (_minus(w, _times(axis, dot(w, axis))) for w in apart)
    normal = cross(u, v)
    if (area := dot(normal, normal)) < _EQUAL_MM:
        return None
    away = cross(_minus(_times(v, dot(u, u)), _times(u, dot(v, v))), normal)
    return _minus(first, _times(away, -0.5 / area))


def _times(a: Vector, factor: float) -> Vector:
    return (a[0] * factor, a[1] * factor, a[2] * factor)


def _minus(a: Vector, b: Vector) -> Vector:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


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


def _of_size(item: Dimension) -> bool:
    """Tell whether the size has an axis, a centre or a median plane: a frame on its line means it."""
    return item.on_feature and item.kind in _SIZED_KINDS


def _frames(
    spec: PartSpec, name: str, *, derived: bool | None = None
) -> tuple[ToleranceFrame, ...]:
    """Return the frames of a name; only those of its axis (``derived``), or of its surface."""
    return tuple(
        tolerance_frame(t)
        for t in spec.tolerances.values()
        if t.on == name and derived in (None, _is_derived(t))
    )


def _is_derived(tolerance: GeometricTolerance) -> bool:
    """Tell whether an axis, centre or median plane is toleranced, and not the surface itself."""
    located = tolerance.characteristic.group in ("orientation", "location")
    return located or tolerance.zone.shape != ""


def tolerance_frame(tolerance: GeometricTolerance) -> ToleranceFrame:
    """Return a geometric tolerance as its frame is printed."""
    symbol = tolerance.characteristic.sign
    return ToleranceFrame(
        symbol=symbol, value=tolerance.value, datums=tolerance.datums, line=tolerance.id
    )


def _letter(spec: PartSpec, name: str) -> str:
    return next((letter for letter, on in sorted(spec.datums.items()) if on == name), "")


def surface_marks(spec: PartSpec, geometry: PartGeometry) -> tuple[SurfaceMark, ...]:
    """Return textures, tolerances and datums that stand on surfaces (not on an axis)."""
    names = dict.fromkeys((*spec.datums.values(), *(t.on for t in spec.tolerances.values())))
    names |= dict.fromkeys((*spec.textures, *(n for n, d in spec.dimensions.items() if d.ra)))
    return tuple(_marks(names, spec, geometry.features))


def _marks(
    names: Iterable[str], spec: PartSpec, features: Mapping[str, tuple[Feature, ...]]
) -> Iterator[SurfaceMark]:
    for name in names:
        if not features.get(name):
            continue
        dimension = spec.dimensions.get(name)
        sized = dimension is not None and _of_size(dimension)
        own = (dimension.ra if dimension else None) or spec.textures.get(name) or ""
        mark = SurfaceMark(
            on=name,
            faces=features[name][0].faces,
            texture=own,
            frames=_frames(spec, name, derived=False) if sized else _frames(spec, name),
            datum="" if sized else _letter(spec, name),
        )
        if mark.texture or mark.frames or mark.datum:
            yield mark


def definition_views(faces: Iterable[FaceGeometry]) -> dict[str, tuple[Vector, Vector]]:
    """Return (right, up) of the views from which :func:`chosen_views` takes those that are drawn.

    A turned part has its axis horizontal; a plate that stands shows its face in front, lengthwise
    when it is long. ``isometric`` is always among them.
    """
    faces = tuple(faces)
    axis = _turning_axis(faces)
    right, up = _front_of(faces) if axis is None else (axis, _Z if abs(axis[2]) < 0.9 else _X)
    aside = cross(right, up)
    views = {
        "front": (right, up),
        "left": (aside, up),
        "right": (_opposite(aside), up),
        "isometric": ISOMETRIC,
    }
    if axis is None:
        views |= {"top": (right, _opposite(aside)), "bottom": (right, aside)}
    return views


def _front_of(faces: Sequence[FaceGeometry]) -> tuple[Vector, Vector]:
    """Return (right, up) of the front view: along X, but onto the face of a plate across X."""
    x, y, z = (_extent(faces, axis) for axis in (_X, _Y, _Z))
    if not 0 < x < _PLATE_SHARE * min(y, z):
        return _X, _Z
    towards = _X if _open_area(faces, _X) >= _open_area(faces, _opposite(_X)) else _opposite(_X)
    if z > _LONG_SHARE * y:
        return _Z, cross(towards, _Z)
    return cross(_Z, towards), _Z


def _extent(faces: Sequence[FaceGeometry], axis: Vector) -> float:
    """Return the distance between the outermost planes across a principal axis, mm; 0 if none."""
    places = [
        dot(f.point, axis)
        for f in faces
        if f.surface == "plane" and abs(dot(f.direction, axis)) > 1 - 1e-9
    ]
    return max(places) - min(places) if places else 0.0


def _open_area(faces: Sequence[FaceGeometry], towards: Vector) -> float:
    """Return the area of planes, mm², that face the viewer but are not outermost: counterbores."""
    facing = [f for f in faces if f.surface == "plane" and dot(f.direction, towards) > 1 - 1e-9]
    front = max((dot(f.point, towards) for f in facing), default=0.0)
    return sum(f.area_mm2 for f in facing if dot(f.point, towards) < front - _EQUAL_MM)


def _opposite(vector: Vector) -> Vector:
    return (0.0 - vector[0], 0.0 - vector[1], 0.0 - vector[2])


def chosen_views(projections: Mapping[str, Projection]) -> tuple[Projection, ...]:
    """Return front, top or bottom, left or right: of two opposite views the one that hides less."""
    found = [projections["front"]]
    for pair in (("top", "bottom"), ("left", "right")):
        views = [projections[name] for name in pair if name in projections]
        if views:
            found.append(min(views, key=_hidden_length))
    return tuple(found)


def _hidden_length(projection: Projection) -> float:
    length = sum(
        math.dist(a, b)
        for curve in projection.curves
        if curve.line == "hidden"
        for a, b in pairwise(curve.points)
    )
    return round(length, 3)


def _turning_axis(faces: tuple[FaceGeometry, ...]) -> Vector | None:
    """Return the principal axis around which most of the surface lies, if the part is turned."""
    for axis in (_X, _Y, _Z):
        about = [f for f in faces if f.surface in {"cylinder", "cone", "torus"}]
        lateral = sum(
            f.area_mm2
            for f in about
            if abs(dot(f.direction, axis)) > 1 - 1e-9 and f.angle_deg > 359
        )
        flat = sum(
            f.area_mm2
            for f in faces
            if f.surface != "plane" or abs(dot(f.direction, axis)) < 1 - 1e-9
        )
        if flat and lateral / flat > _TURNED_SHARE:
            return axis
    return None
