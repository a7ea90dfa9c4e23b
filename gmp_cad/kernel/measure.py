"""Every line of ``[dimensions]`` measured on the exact geometry of the finished part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cadquery as cq

from gmp_cad.evidence import Feature, FoundBy, Measurement, PartGeometry
from gmp_cad.kernel import distance, hole, search, through
from gmp_cad.kernel.body import Body, body
from gmp_cad.kernel.distance import Element, NotMeasurableError
from gmp_cad.kernel.features import is_reference
from gmp_cad.kernel.sizes import Wanted, tolerance, wanted
from gmp_cad.language import Message
from gmp_cad.spec.part import Dimension, PartSpec
from gmp_cad.spec.size import Kind

_WEAKEST: tuple[FoundBy, ...] = ("selector", "tag", "size")


def measure(
    shape: cq.Shape, part_geometry: PartGeometry, spec: PartSpec
) -> tuple[Measurement, ...]:
    """Return one measurement per line of ``[dimensions]``, in the order of the specification.

    ``part_geometry`` is what :func:`~gmp_cad.kernel.features.resolve_features` returned for
    ``shape``. Values in mm and degrees, exact to about 1e-9 on analytic faces. Threads are
    expected at their modelled diameter, cones at their full apex angle.
    """
    part = body(shape, part_geometry.faces)
    return tuple(
        _measured_between(item, part_geometry)
        if item.between is not None
        else _measured_alone(item, part_geometry, part, spec)
        for item in spec.dimensions.values()
    )


def _measured_alone(
    dimension: Dimension, geometry: PartGeometry, part: Body, spec: PartSpec
) -> Measurement:
    want = wanted(dimension)
    named = geometry.features.get(dimension.id, ())
    found_by: FoundBy = named[0].found_by if named else "size"
    if found_by == "size" and dimension.id not in spec.features:
        choice = search.by_size(want, part, _claimed(geometry, dimension.id, spec))
    else:
        choice = search.among(want, named, part)
    found = _reported(dimension, want, choice, found_by)
    if choice.outcome != "measured":
        return found
    return replace(found, details=_details(dimension, choice, part, geometry, spec))


def _claimed(geometry: PartGeometry, name: str, spec: PartSpec) -> frozenset[int]:
    """Return the faces that belong to other dimensions alone."""
    return frozenset(
        face
        for key, dimension in spec.dimensions.items()
        if key != name
        and dimension.between is None
        and not is_reference(spec.features.get(key, ""))
        for feature in geometry.features.get(key, ())
        if search.claims(dimension, named=feature.found_by != "size")
        for face in feature.faces
    )


def _reported(
    dimension: Dimension, want: Wanted, choice: search.Choice, found_by: FoundBy
) -> Measurement:
    values = tuple(reading.value for reading in choice.readings)
    measured = choice.outcome == "measured"
    uncounted = want.count is None and measured
    return replace(
        _blank(dimension, want.value, choice.reason),
        outcome=choice.outcome,
        observed=_farthest(values, want.value) if measured else None,
        instances=values,
        expected_count=len(values) if uncounted else dimension.count,
        found_by=found_by if values else None,
        candidates=choice.candidates,
    )


def _blank(dimension: Dimension, expected: float, reason: Message | None) -> Measurement:
    return Measurement(
        dimension=dimension.id,
        outcome="not_measurable",
        unit=dimension.unit,
        expected=expected,
        expected_count=dimension.count,
        reason=reason,
    )


def _farthest(values: Iterable[float], expected: float) -> float:
    return max(values, key=lambda value: abs(value - expected))


def _details(
    dimension: Dimension, choice: search.Choice, part: Body, geometry: PartGeometry, spec: PartSpec
) -> tuple[hole.Detail, ...]:
    """Return the parts of the callout, of each the one farthest from what is expected."""
    if dimension.kind is Kind.CHAMFER:
        angle = wanted(dimension).angle_deg
        return (("angle", angle, _farthest((r.angle_deg for r in choice.readings), angle)),)
    others = _measured_by_others(dimension.id, geometry, spec)
    worst: dict[str, hole.Detail] = {}
    for reading in choice.readings:
        feature = reading.features[0]
        for name, expected, observed in (
            *hole.details(dimension.size, feature, part, others),
            *through.blind_holes(dimension, feature, part, geometry, spec),
        ):
            known = worst.get(name)
            if known is None or abs(observed - expected) > abs(known[2] - expected):
                worst[name] = (name, expected, observed)
    return tuple(worst.values())


def _measured_by_others(name: str, geometry: PartGeometry, spec: PartSpec) -> frozenset[int]:
    """Return the faces that carry the sizes of other dimensions."""
    return frozenset(
        face
        for key, dimension in spec.dimensions.items()
        if key != name and dimension.between is None
        for feature in geometry.features.get(key, ())
        for face in feature.faces
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ends:
    """The two ends of a dimension as elements, and how their names were found."""

    first: tuple[Element, ...]
    second: tuple[Element, ...]
    found_by: FoundBy


def _measured_between(dimension: Dimension, geometry: PartGeometry) -> Measurement:
    blank = _blank(dimension, dimension.nominal, None)
    assert dimension.between is not None
    for end in dimension.between:
        if end not in geometry.features:
            reason = Message("{end!r} is found on no face of the part", end=end)
            return replace(blank, outcome="not_found", reason=reason)
    try:
        ends = _ends([geometry.features[end] for end in dimension.between], geometry)
        values = _values(dimension, ends)
    except NotMeasurableError as error:
        return replace(blank, reason=error.reason)
    found = _judged(dimension, replace(blank, found_by=ends.found_by), values)
    return replace(found, reason=found.reason or _middle_plane(dimension, found, ends))


def _middle_plane(dimension: Dimension, found: Measurement, ends: _Ends) -> Message | None:
    """Say so where a size is missed because two facing faces were taken as their middle plane."""
    assert dimension.between is not None
    accepted = tolerance(dimension.kind)
    if found.observed is None or abs(found.observed - dimension.nominal) <= accepted:
        return None
    for name, own, other in zip(
        dimension.between, (ends.first, ends.second), (ends.second, ends.first), strict=True
    ):
        for number, side in enumerate(own[0].sides if len(own) == 1 else (), 1):
            alone = _values(dimension, _Ends(first=(side,), second=other, found_by=ends.found_by))
            if abs(_farthest(alone, dimension.nominal) - dimension.nominal) <= accepted:
                end = f"{name}[{number}]" if is_reference(name) else ""
                return Message(_TWO_FACES if end else _TWO_SELECTED, name=name, end=end)
    return None


_TWO_FACES = (
    "{name!r} names two facing faces, which stand for their middle plane: {end!r} is the face at"
    " this distance"
)
_TWO_SELECTED = (
    "{name!r} selects two facing faces, which stand for their middle plane: select the one face"
    " that is at this distance"
)


def _ends(named: Sequence[tuple[Feature, ...]], geometry: PartGeometry) -> _Ends:
    ways = {feature.found_by for features in named for feature in features}
    first, second = (distance.elements(features, geometry.faces) for features in named)
    return _Ends(first=first, second=second, found_by=max(ways, key=_WEAKEST.index))


def _values(dimension: Dimension, ends: _Ends) -> tuple[float, ...]:
    pairs = [(a, b) for a in ends.first for b in ends.second]
    if dimension.kind is Kind.LINEAR:
        return tuple(distance.distance_mm(a, b) for a, b in pairs)
    if dimension.kind is Kind.ANGLE:
        return tuple(distance.angle_deg(a, b, dimension.nominal) for a, b in pairs)
    raise NotMeasurableError(Message("only a length or an angle is measured between two features"))


def _judged(dimension: Dimension, blank: Measurement, values: tuple[float, ...]) -> Measurement:
    """One value, equal values of all instances, or as many as the dimension counts."""
    equal = max(values) - min(values) <= tolerance(dimension.kind)
    count = dimension.size.count
    if equal and count is None:
        values = values[:1]
    if len(values) != (count or 1):
        reason = Message(
            "{found} pairs of instances lie between the ends, and {count} are asked for:"
            " name the instance, such as holes[1]",
            found=len(values),
            count=count or 1,
        )
        return replace(blank, outcome="ambiguous", instances=values, reason=reason)
    observed = _farthest(values, dimension.nominal)
    return replace(blank, outcome="measured", observed=observed, instances=values)
