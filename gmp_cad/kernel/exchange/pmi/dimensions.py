"""The lines of ``[dimensions]`` as PMI: sizes, distances and angles, each on its faces.

Two opposed parallel faces are a feature of size (ISO 14405-1), also when the line names them as two
ends; all other ends give a location. Names of types: CAx-IF recommended practices for PMI, tables
1, 2 and 4; ``chamfer`` and ``thread``, which these lack, are ours.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Literal

from gmp_cad.evidence import FaceGeometry, Feature, PartGeometry, PmiOmission
from gmp_cad.kernel import vector
from gmp_cad.kernel.exchange.pmi.callouts import (
    ANGLE,
    LINEAR_DISTANCE,
    THREAD,
    bores,
    callout_items,
)
from gmp_cad.kernel.exchange.pmi.items import (
    DimensionItem,
    Found,
    NotCarriedError,
    NotOnPartError,
    Target,
    Unit,
    Value,
    joined,
    standing_for,
    target,
)
from gmp_cad.kernel.measuring import pattern
from gmp_cad.kernel.measuring.distance import radial
from gmp_cad.kernel.measuring.element import NotMeasurableError, direction_of, element, the_axis
from gmp_cad.kernel.surfaces.faces import azimuth_deg
from gmp_cad.kernel.surfaces.instances import parallel, place
from gmp_cad.language import Message, english
from gmp_cad.spec.dimension import Dimension
from gmp_cad.spec.ends import parse_direction, parse_end
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.size import THREADS, Kind

_BOUNDS: dict[str | None, Literal["", "maximum", "minimum"]] = {
    None: "", "max": "maximum", "min": "minimum",
}  # fmt: skip
_TYPES = {
    Kind.LINEAR: "thickness", Kind.SQUARE: "thickness", Kind.DIAMETER: "diameter",
    Kind.SPHERE: "spherical diameter", Kind.RADIUS: "radius", Kind.ANGLE: ANGLE,
    Kind.CHAMFER: "chamfer",
}  # fmt: skip
_FACES_EACH = {Kind.LINEAR: 2, Kind.SQUARE: 4}
_ON_NO_FACE = english("{end!r} is found on no face of the part")


def dimension_items(spec: PartSpec, geometry: PartGeometry) -> Iterator[Found]:
    """Yield what each line of ``[dimensions]`` gives, in the order of the specification."""
    for dimension in spec.dimensions.values():
        try:
            yield from _items(dimension, geometry)
        except NotCarriedError as error:
            yield error.omission(dimension.id)
        except NotMeasurableError as error:
            yield PmiOmission(line=dimension.id, reason=error.reason, cause="part")


def _items(dimension: Dimension, geometry: PartGeometry) -> Iterator[Found]:
    if dimension.pattern is not None:
        yield from _in_pattern(dimension, dimension.pattern, geometry)
    elif dimension.between is not None:
        yield _between(dimension, geometry)
    else:
        on = feature_target(dimension.id, dimension, geometry)
        yield _size(dimension, on)
        yield from callout_items(dimension, on, geometry)


def features_of(name: str, geometry: PartGeometry) -> tuple[Feature, ...]:
    """Return the features of a name. Raises NotOnPartError."""
    if name not in geometry.features:
        raise NotOnPartError(Message(_ON_NO_FACE, end=name))
    return geometry.features[name]


def feature_target(name: str, dimension: Dimension | None, geometry: PartGeometry) -> Target:
    """Return the faces of a name, one instance for each time that its size stands on the part."""
    features = features_of(name, geometry)
    each = _FACES_EACH.get(dimension.kind, 1) if dimension is not None else 1
    if dimension is not None and dimension.kind is Kind.ANGLE and features[0].surface == "plane":
        each = 2
    return target(name, features, each if len(features) % each == 0 else len(features))


def value_of(dimension: Dimension) -> Value:
    """Return the value and tolerance that a line of ``[dimensions]`` writes."""
    size, tolerance = dimension.size, dimension.tolerance
    unit: Unit = "°" if dimension.kind is Kind.ANGLE else "mm"
    return Value(
        nominal=dimension.nominal,
        unit=unit,
        deviations=(tolerance.lower, tolerance.upper) if tolerance is not None else None,
        fit=size.fit or "",
        bound=_BOUNDS[size.bound],
        role=size.role,
        envelope=size.envelope,
        square=size.kind is Kind.SQUARE,
        limits_written=size.decimals is not None,
    )


def _size(dimension: Dimension, on: Target) -> DimensionItem:
    kind = dimension.kind
    return DimensionItem(
        line=dimension.id,
        type=THREAD if kind in THREADS else _TYPES[kind],
        value=value_of(dimension),
        target=on,
    )


# ---- between two ends ----


def _between(dimension: Dimension, geometry: PartGeometry) -> DimensionItem:
    assert dimension.between is not None
    first, second = (_end(text, geometry) for text in dimension.between)
    if dimension.along is not None and parse_direction(dimension.along) is None:
        features_of(dimension.along, geometry)
    value = replace(value_of(dimension), along=direction_of(dimension.along, geometry))
    item = DimensionItem(
        line=dimension.id, type=ANGLE, value=value, target=first, other=second
    )  # fmt: skip
    if dimension.kind is Kind.ANGLE:
        return item
    if dimension.kind is not Kind.LINEAR:
        raise NotCarriedError(Message("only a length or an angle is measured between two features"))
    if value.along is None and _opposed(first, second, geometry.faces):
        slab = joined(dimension.id, (first, second))
        return replace(item, type=_TYPES[Kind.LINEAR], target=slab, other=None)
    return replace(item, type=LINEAR_DISTANCE)


def _end(text: str, geometry: PartGeometry) -> Target:
    end = parse_end(text)
    named = [features_of(name, geometry) for name in end.names]
    if end.tangent:
        return standing_for("tangent", target(end.names[0], named[0]))
    if len(named) > 1:
        meeting = (target(name, faces) for name, faces in zip(end.names, named, strict=True))
        return standing_for("intersection", joined(text, meeting))
    name, features = end.names[0], bores(named[0])
    if len(features) == 2 and _face_to_face(*features):
        return standing_for("middle", target(name, features, 2))
    return target(name, features)


def _face_to_face(a: Feature, b: Feature) -> bool:
    return (
        a.surface == b.surface == "plane"
        and parallel(a.direction, b.direction)
        and vector.dot(a.direction, b.direction) < 0
    )


def _opposed(a: Target, b: Target, faces: Sequence[FaceGeometry]) -> bool:
    """Tell whether two ends are one plane each, parallel and turned against each other."""
    if not (a.stands_for == b.stands_for == "faces" and len(a.instances) == len(b.instances) == 1):
        return False
    one, other = faces[a.faces[0]], faces[b.faces[0]]
    return (
        one.surface == other.surface == "plane"
        and parallel(one.direction, other.direction)
        and vector.dot(one.direction, other.direction) < 0
    )


# ---- patterns ----


def _in_pattern(dimension: Dimension, name: str, geometry: PartGeometry) -> Iterator[Found]:
    features = bores(features_of(name, geometry))
    if len(features) < 2:
        raise NotOnPartError(Message("a single instance has no spacing"))
    if dimension.kind is Kind.DIAMETER:
        yield _size(dimension, standing_for("alignment", target(name, features)))
        return
    kind = ANGLE if dimension.kind is Kind.ANGLE else LINEAR_DISTANCE
    steps = _steps(dimension, features, geometry)
    for number, (a, b) in enumerate(steps, 1):
        yield DimensionItem(
            line=dimension.id if len(steps) == 1 else f"{dimension.id}[{number}]",
            type=kind,
            value=value_of(dimension),
            target=target(f"{name}[{features.index(a) + 1}]", (a,)),
            other=target(f"{name}[{features.index(b) + 1}]", (b,)),
        )


def _steps(
    dimension: Dimension, features: Sequence[Feature], geometry: PartGeometry
) -> list[tuple[Feature, Feature]]:
    """Return the instances two by two, each with the next one of the row or of the circle."""
    if dimension.kind is Kind.ANGLE:
        order = _around(dimension, features, geometry)
    else:
        places = [place(feature, geometry.faces) for feature in features]
        first, last = max(combinations(places, 2), key=lambda ends: math.dist(*ends))
        row = vector.minus(last, first)
        order = sorted(range(len(places)), key=lambda i: vector.dot(places[i], row))
    return [(features[i], features[j]) for i, j in pairwise(order)]


def _around(dimension: Dimension, features: Sequence[Feature], geometry: PartGeometry) -> list[int]:
    """Return the order of the instances around their axis; back to the first when all around."""
    found = [element(feature, geometry.faces) for feature in features]
    axis = the_axis(dimension.about, geometry.features, geometry.faces) if dimension.about else None
    centre = axis or pattern.middle(found)
    turns = [azimuth_deg(radial(e, centre), _ORIGIN, centre.direction) for e in found]
    order = sorted(range(len(turns)), key=turns.__getitem__)
    gaps = [(turns[j] - turns[i]) % 360 for i, j in pairwise([*order, order[0]])]
    even = dimension.size.count is None and max(gaps) - min(gaps) <= _EVEN_DEG
    if even or dimension.size.count == len(found):
        return [*order, order[0]]
    start = gaps.index(max(gaps)) + 1
    return order[start:] + order[:start]


_ORIGIN = (0.0, 0.0, 0.0)
_EVEN_DEG = 1e-3  # gaps that differ by less go all around
