"""Where the callout of each dimension stands on the part: by its features, or its witnesses (mm)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from gmp_cad.drawing.annotation import Callout, CalloutKind, End
from gmp_cad.drawing.specified_part import bore
from gmp_cad.drawing.specified_part.space import (
    EQUAL_MM,
    across,
    along,
    centre_of,
    middle,
    minus,
    off_axis,
    unit,
)
from gmp_cad.drawing.specified_part.wording import texts_of
from gmp_cad.drawing.view import cross, dot
from gmp_cad.evidence import Feature, PartGeometry, SurfaceKind, Vector, Witness
from gmp_cad.spec.part import Dimension
from gmp_cad.spec.size import THREADS, Kind, Role

_Z = (0.0, 0.0, 1.0)


def callout_of(
    dimension: Dimension, geometry: PartGeometry, balloon: str, lang: str
) -> Callout | None:
    """Return the callout of a dimension at its place; None where the geometry shows none."""
    placed = _placed(dimension, geometry)
    if placed is None:
        return None
    return replace(
        placed,
        line=dimension.id,
        balloon=balloon,
        texts=texts_of(dimension, lang),
        boxed=dimension.size.role is Role.EXACT,
        note=dimension.note,
    )


def _placed(dimension: Dimension, geometry: PartGeometry) -> Callout | None:
    seen = geometry.witnesses.get(dimension.id, ())
    features = geometry.features.get(dimension.id, ()) if dimension.on_feature else ()
    if seen:
        return _by_witness(dimension, seen, geometry)
    if not features:
        return None
    surfaces, way = _BY_FEATURES.get(dimension.kind, (_NONE, _chamfer))
    if features[0].surface in surfaces:
        return way(dimension, features, geometry)
    # a size of another kind than its feature shows: at least where it belongs
    return _noted("note", features, geometry)


def _blank(kind: CalloutKind, ends: tuple[End, End], direction: Vector) -> Callout:
    return Callout(line="", kind=kind, texts=(), ends=ends, direction=direction)


def _by_witness(dimension: Dimension, seen: Sequence[Witness], geometry: PartGeometry) -> Callout:
    if dimension.pattern is not None and dimension.kind is Kind.DIAMETER:
        return _circle(dimension, seen[0], geometry)
    if dimension.kind is Kind.SQUARE:
        return _square(dimension, seen, geometry)
    first = seen[0]
    ends = tuple(
        End(point=point, faces=faces, axis=axis)
        for point, faces, axis in zip(first.points, first.faces, first.axes, strict=True)
    )
    return replace(
        _blank(first.kind, (ends[0], ends[1]), first.direction),
        vertex=first.vertex,
        instances=tuple(middle(*other.points) for other in seen[1:]),
        faces=_faces_of(first),
    )


def _faces_of(witness: Witness) -> tuple[int, ...]:
    return tuple(sorted({face for faces in witness.faces for face in faces}))


def _circle(dimension: Dimension, seen: Witness, geometry: PartGeometry) -> Callout:
    """Return the circle through the instances of a pattern."""
    centre, axis = middle(*seen.points), seen.axes[0] or _Z
    end = End(point=centre, axis=axis)
    on_it = geometry.features.get(dimension.pattern or "", ())
    return replace(
        _blank("circle", (end, end), axis),
        radius_mm=abs(dot(minus(seen.points[1], seen.points[0]), seen.direction)) / 2,
        faces=tuple(sorted({face for feature in on_it for face in feature.faces})),
    )


def _square(dimension: Dimension, seen: Sequence[Witness], geometry: PartGeometry) -> Callout:
    """Return a square across its axis; two witnesses, one for each pair of sides, make one."""
    squares = [_sides(a, b) for a, b in zip(seen[::2], seen[1::2], strict=True)]
    (centre, axis, faces), *others = squares
    points = [p for i in faces for wire in geometry.faces[i].outline for p in wire]
    heights = [dot(minus(point, centre), axis) for point in points] or [0.0]
    ends = [End(point=along(centre, axis, at), faces=faces, axis=axis)
            for at in (min(heights), max(heights))]  # fmt: skip
    return replace(
        _blank("square", (ends[0], ends[1]), axis),
        radius_mm=dimension.nominal / 2,
        faces=faces,
        instances=tuple(place for place, _, _ in others),
        hollow=any(f.hollow for f in geometry.features.get(dimension.id, ())),
    )


def _sides(a: Witness, b: Witness) -> tuple[Vector, Vector, tuple[int, ...]]:
    """Return the centre of a square, its axis and its faces, from both pairs of its sides."""
    centre, other = middle(*a.points), middle(*b.points)
    centre = along(centre, b.direction, dot(minus(other, centre), b.direction))
    axis = unit(cross(a.direction, b.direction))
    return centre, axis, tuple(sorted({*_faces_of(a), *_faces_of(b)}))


def _round(dimension: Dimension, features: Sequence[Feature], geometry: PartGeometry) -> Callout:
    """Return a diameter across its axis, from the mouth of a hole inwards; threads at their major."""
    first = features[0]
    mouth, end = bore.inwards(dimension.id, first, geometry)
    ends = (_on(first, mouth), _on(first, end))
    thread = dimension.kind in THREADS
    return replace(
        _blank("diameter", ends, first.direction),
        radius_mm=dimension.nominal / 2 if thread else first.radius_mm,
        hollow=first.hollow,
        faces=first.faces,
        instances=_others(features, geometry),
    )


def _on(feature: Feature, point: Vector) -> End:
    axis = None if feature.surface in ("plane", "sphere") else feature.direction
    return End(point=point, faces=feature.faces, axis=axis)


def _others(features: Sequence[Feature], geometry: PartGeometry) -> tuple[Vector, ...]:
    return tuple(centre_of(feature, geometry.faces) for feature in features[1:])


def _sphere(_: Dimension, features: Sequence[Feature], geometry: PartGeometry) -> Callout:
    return _centred("sphere", features, geometry, features[0].point, features[0].direction)


def _radius(_: Dimension, features: Sequence[Feature], geometry: PartGeometry) -> Callout:
    """Return a radius with its centre: of a torus, that of the arc which the drawing shows."""
    places = [_arc(feature, geometry) for feature in features]
    callout = _centred("radius", features, geometry, *places[0])
    return replace(callout, instances=tuple(centre for centre, _ in places[1:]))


def _arc(feature: Feature, geometry: PartGeometry) -> tuple[Vector, Vector]:
    """Return the centre of the arc that a fillet shows, and the axis about which it turns."""
    if feature.surface != "torus":
        return centre_of(feature, geometry.faces), feature.direction
    face = geometry.faces[feature.faces[0]]
    off = off_axis(face.centre_mm, feature.point, feature.direction)
    aside = unit(off) if dot(off, off) > EQUAL_MM else across(feature.direction)
    centre = along(feature.point, aside, face.major_radius_mm)
    return centre, cross(feature.direction, aside)


def _centred(
    kind: CalloutKind,
    features: Sequence[Feature],
    geometry: PartGeometry,
    centre: Vector,
    direction: Vector,
) -> Callout:
    first = features[0]
    end = End(point=centre, faces=first.faces)
    return replace(
        _blank(kind, (end, end), direction),
        radius_mm=first.radius_mm,
        hollow=first.hollow,
        faces=first.faces,
        instances=_others(features, geometry),
    )


def _chamfer(_: Dimension, features: Sequence[Feature], geometry: PartGeometry) -> Callout:
    return _noted("chamfer", features, geometry)


def _noted(kind: CalloutKind, features: Sequence[Feature], geometry: PartGeometry) -> Callout:
    """Return a callout that a leader ties to the faces of the first feature."""
    first = features[0]
    end = _on(first, centre_of(first, geometry.faces))
    return replace(
        _blank(kind, (end, end), first.direction),
        faces=first.faces,
        hollow=first.hollow,
        instances=_others(features, geometry),
    )


_Way = Callable[[Dimension, Sequence[Feature], PartGeometry], Callout]
_NONE: tuple[SurfaceKind, ...] = ()
_CYLINDERS: tuple[tuple[SurfaceKind, ...], _Way] = (("cylinder",), _round)
_BY_FEATURES: dict[Kind, tuple[tuple[SurfaceKind, ...], _Way]] = {
    Kind.DIAMETER: _CYLINDERS,
    **dict.fromkeys(THREADS, _CYLINDERS),
    Kind.SPHERE: (("sphere",), _sphere),
    Kind.RADIUS: (("cylinder", "torus", "sphere"), _radius),
    Kind.CHAMFER: (("plane", "cone"), _chamfer),
}
