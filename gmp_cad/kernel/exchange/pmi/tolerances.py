"""The lines of ``[tolerances]`` and ``[datums]`` as PMI, each on the faces of its feature."""

from __future__ import annotations

from collections.abc import Iterator

from gmp_cad.evidence import Feature, PartGeometry
from gmp_cad.kernel.exchange.pmi.dimensions import feature_target
from gmp_cad.kernel.exchange.pmi.items import (
    DatumItem,
    Found,
    NotCarriedError,
    NotOnPartError,
    Target,
    ToleranceItem,
)
from gmp_cad.kernel.surfaces.instances import parallel
from gmp_cad.language import Message
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.spec.part import PartSpec


def datum_items(spec: PartSpec, geometry: PartGeometry) -> Iterator[Found]:
    """Yield the letter and the faces of each line of ``[datums]``."""
    for letter, name in spec.datums.items():
        try:
            yield DatumItem(letter=letter, target=_target(name, spec, geometry))
        except NotCarriedError as error:
            yield error.omission(letter)


def tolerance_items(spec: PartSpec, geometry: PartGeometry) -> Iterator[Found]:
    """Yield each line of ``[tolerances]``, in the order of the specification."""
    for tolerance in spec.tolerances.values():
        try:
            yield _tolerance(tolerance, spec, geometry)
        except NotCarriedError as error:
            yield error.omission(tolerance.id)


def _tolerance(
    tolerance: GeometricTolerance, spec: PartSpec, geometry: PartGeometry
) -> ToleranceItem:
    for reference in tolerance.references:
        for letter in reference.letters:
            if spec.datums[letter] not in geometry.features:
                raise NotOnPartError(Message("the datum {letter} stands on no face", letter=letter))
    projected = tolerance.zone.projected_mm is not None
    return ToleranceItem(
        line=tolerance.id,
        symbol=tolerance.symbol,
        text=tolerance.frame_text("en"),
        zone=tolerance.zone,
        references=tolerance.references,
        target=_target(tolerance.on, spec, geometry),
        projected_from=_projection_plane(tolerance, spec, geometry) if projected else None,
    )


def _target(name: str, spec: PartSpec, geometry: PartGeometry) -> Target:
    dimension = spec.dimensions.get(name)
    on_feature = dimension is not None and dimension.on_feature
    return feature_target(name, dimension if on_feature else None, geometry)


def _projection_plane(
    tolerance: GeometricTolerance, spec: PartSpec, geometry: PartGeometry
) -> Target:
    """Return the datum plane across the axis of the feature, from which the zone projects."""
    (axis, *_) = geometry.features[tolerance.on]
    for reference in tolerance.references:
        for letter in reference.letters:
            found = geometry.features[spec.datums[letter]]
            if len(found) == 1 and _is_across(found[0], axis):
                return _target(spec.datums[letter], spec, geometry)
    raise NotCarriedError(Message("no datum plane stands across the axis to project the zone from"))


def _is_across(plane: Feature, axis: Feature) -> bool:
    return plane.surface == "plane" and parallel(plane.direction, axis.direction)
