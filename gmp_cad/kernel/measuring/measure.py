"""Every line of ``[dimensions]`` measured on the exact geometry of the finished part."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import cadquery as cq

from gmp_cad.evidence import FoundBy, Measurement, Outcome, PartGeometry
from gmp_cad.kernel.measuring import distance, generatrix, hole, pattern, search, through
from gmp_cad.kernel.measuring.element import (
    Element,
    NotMeasurableError,
    at_end,
    direction_of,
    elements,
    the_axis,
)
from gmp_cad.kernel.measuring.features import is_reference
from gmp_cad.kernel.measuring.sizes import Wanted, tolerance, wanted
from gmp_cad.kernel.surfaces.body import Body, body
from gmp_cad.language import Message, english
from gmp_cad.spec.ends import parse_direction, parse_end
from gmp_cad.spec.part import Dimension, PartSpec, named_ends
from gmp_cad.spec.size import Kind

_WEAKEST: tuple[FoundBy, ...] = ("selector", "tag", "size")


def measure(
    shape: cq.Shape, part_geometry: PartGeometry, spec: PartSpec
) -> tuple[Measurement, ...]:
    """Return one measurement per line of ``[dimensions]``, in the order of the specification.

    ``part_geometry`` is what :func:`~gmp_cad.kernel.measuring.features.resolve_features` returned for
    ``shape``. Values in mm and degrees, exact to about 1e-9 on analytic faces. Threads are
    expected at their modelled diameter, cones at their full apex angle.
    """
    part = body(shape, part_geometry.faces)
    return tuple(
        _measured_alone(item, part_geometry, part, spec)
        if item.on_feature
        else _measured_apart(item, part_geometry)
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
        if key != name and dimension.on_feature and not is_reference(spec.features.get(key, ""))
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
        if key != name and dimension.on_feature
        for feature in geometry.features.get(key, ())
        for face in feature.faces
    )


def _measured_apart(dimension: Dimension, geometry: PartGeometry) -> Measurement:
    """Measure what lies between two ends, or from instance to instance of a pattern."""
    blank = _blank(dimension, dimension.nominal, None)
    names = names_of(dimension)
    for name in names:
        if name not in geometry.features:
            reason = Message("{end!r} is found on no face of the part", end=name)
            return replace(blank, outcome="not_found", reason=reason)
    ways = {feature.found_by for name in names for feature in geometry.features[name]}
    blank = replace(blank, found_by=max(ways, key=_WEAKEST.index))
    try:
        if dimension.pattern is not None:
            return _reported_pattern(dimension, blank, geometry)
        return _measured_between(dimension, blank, geometry)
    except NotMeasurableError as error:
        return replace(blank, reason=error.reason, found_by=None)


def names_of(dimension: Dimension) -> tuple[str, ...]:
    """Return every feature that a dimension which is not that of one feature refers to."""
    along = dimension.along if dimension.along and not parse_direction(dimension.along) else None
    others = (dimension.pattern, dimension.about, along)
    return (*named_ends(dimension), *(name for name in others if name))


def _reported_pattern(
    dimension: Dimension, blank: Measurement, geometry: PartGeometry
) -> Measurement:
    values = pattern_values(dimension, geometry)
    count = dimension.size.count
    if dimension.kind is Kind.DIAMETER:
        count = None
    if count is not None and len(values) != count:
        reason = Message(
            "the pattern shows {found} {found:interval|intervals}, and {count} {count:is|are} asked for",
            found=len(values), count=count,
        )  # fmt: skip
        outcome: Outcome = "not_found" if len(values) < count else "ambiguous"
        return replace(blank, outcome=outcome, instances=values, reason=reason)
    observed = _farthest(values, dimension.nominal)
    return replace(
        blank, outcome="measured", observed=observed, instances=values, expected_count=len(values)
    )


def pattern_values(dimension: Dimension, geometry: PartGeometry) -> tuple[float, ...]:
    """Return what a pattern shows: diameters, angles or pitches. Raises NotMeasurableError."""
    assert dimension.pattern is not None
    found = elements(geometry.features[dimension.pattern], geometry.faces)
    axis = _axis(dimension, geometry)
    if dimension.kind is Kind.DIAMETER:
        return pattern.circle_mm(found, axis)
    if dimension.kind is Kind.ANGLE:
        return pattern.spacings_deg(found, axis, dimension.size.count)
    return pattern.pitches_mm(found, dimension.nominal)


def _axis(dimension: Dimension, geometry: PartGeometry) -> Element | None:
    if dimension.about is None:
        return None
    return the_axis(dimension.about, geometry.features, geometry.faces)


def _measured_between(
    dimension: Dimension, blank: Measurement, geometry: PartGeometry
) -> Measurement:
    assert dimension.between is not None
    if values := generatrix.angles_deg(dimension, geometry):
        return _judged(dimension, blank, values)
    first, second = (at_end(parse_end(end), geometry) for end in dimension.between)
    read = _reader(dimension, geometry)
    values = tuple(read(a, b) for a in first for b in second)
    found = _judged(dimension, blank, values)
    return replace(
        found, reason=found.reason or _middle_plane(dimension, found, (first, second), read)
    )


_Read = Callable[[Element, Element], float]


def _reader(dimension: Dimension, geometry: PartGeometry) -> _Read:
    """Return what reads the dimension between two elements. Raises NotMeasurableError."""
    if dimension.kind is Kind.LINEAR:
        along = direction_of(dimension.along, geometry)
        return lambda a, b: distance.distance_mm(a, b, dimension.nominal, along)
    if dimension.kind is not Kind.ANGLE:
        raise NotMeasurableError(
            Message("only a length or an angle is measured between two features")
        )
    axis = _axis(dimension, geometry)
    if axis is None:
        return lambda a, b: distance.angle_deg(a, b, dimension.nominal)
    return lambda a, b: distance.angle_about_deg(a, b, axis, dimension.nominal)


def _middle_plane(
    dimension: Dimension,
    found: Measurement,
    ends: tuple[tuple[Element, ...], tuple[Element, ...]],
    read: _Read,
) -> Message | None:
    """Say so where a size is missed because two facing faces were taken as their middle plane."""
    assert dimension.between is not None
    accepted = tolerance(dimension.kind)
    if found.observed is None or abs(found.observed - dimension.nominal) <= accepted:
        return None
    for name, own, other in zip(dimension.between, ends, reversed(ends), strict=True):
        for number, side in enumerate(own[0].sides if len(own) == 1 else (), 1):
            alone = [read(side, end) for end in other]
            if abs(_farthest(alone, dimension.nominal) - dimension.nominal) <= accepted:
                end = f"{name}[{number}]" if is_reference(name) else ""
                return Message(_TWO_FACES if end else _TWO_SELECTED, name=name, end=end)
    return None


_TWO_FACES = english(
    "{name!r} names two facing faces, which stand for their middle plane: {end!r} is the face at"
    " this distance"
)
_TWO_SELECTED = english(
    "{name!r} selects two facing faces, which stand for their middle plane: select the one face"
    " that is at this distance"
)


def _judged(dimension: Dimension, blank: Measurement, values: tuple[float, ...]) -> Measurement:
    """One value, equal values of all instances, or as many as the dimension counts."""
    equal = max(values) - min(values) <= tolerance(dimension.kind)
    count = dimension.size.count
    if equal and count is None:
        values = values[:1]
    if len(values) != (count or 1):
        reason = Message(
            "{found} {found:pair of instances lies|pairs of instances lie} between the ends, and {count} {count:is|are} asked for: name the instance, such as holes[1]",
            found=len(values),
            count=count or 1,
        )
        return replace(blank, outcome="ambiguous", instances=values, reason=reason)
    observed = _farthest(values, dimension.nominal)
    return replace(blank, outcome="measured", observed=observed, instances=values)
