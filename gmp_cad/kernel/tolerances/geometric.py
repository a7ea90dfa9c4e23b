"""Every line of ``[tolerances]`` verified on the nominal geometry (ISO 1101, ISO 5459, ISO 5458).

The nominal model is exact: the form of its faces, their direction and their place about the datums
deviate by nothing. What deviates is told as the width of the smallest zone that holds the feature.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import cadquery as cq

from gmp_cad.evidence import GeometricMeasurement, Measurement, PartGeometry, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.measuring.element import CAPTURE_DEG, Element, NotMeasurableError, element
from gmp_cad.kernel.measuring.relation import Bodies, Relation, written
from gmp_cad.kernel.surfaces.faces import occ_faces
from gmp_cad.kernel.tolerances.datum_system import DatumSystem, datum_system
from gmp_cad.kernel.tolerances.location import (
    Exact,
    NotLocatedError,
    apart_mm,
    exact_radius,
    located,
    zone_mm,
)
from gmp_cad.kernel.tolerances.toleranced import (
    Reachable,
    Target,
    WrongKindError,
    reach_mm,
    targets,
)
from gmp_cad.language import Message, english
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.spec.part import PartSpec

_ORIGIN = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One tolerance with all that its verification looks at."""

    tolerance: GeometricTolerance
    targets: tuple[Target, ...]
    system: DatumSystem
    spec: PartSpec
    geometry: PartGeometry

    def elements(self) -> tuple[Element, ...]:
        """Return the element of each target. Raises NotMeasurableError for a free form."""
        return tuple(t.element or element(t.features[0], self.geometry.faces) for t in self.targets)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """The deviation of each target (mm), and the exact values on which it rests."""

    deviations: tuple[float, ...]
    exact: Exact = ()


def verify(
    shape: cq.Shape, geometry: PartGeometry, spec: PartSpec, measurements: Sequence[Measurement]
) -> tuple[GeometricMeasurement, ...]:
    """Return one verdict per line of ``[tolerances]``, in the order of the specification.

    ``geometry`` holds the faces of ``shape`` and its features; ``measurements`` tell why a toleranced dimension is found nowhere.
    """
    by_name = {m.dimension: m for m in measurements}
    part = Reachable(geometry=geometry, faces=occ_faces(shape))
    return tuple(
        _missing(tolerance, spec, geometry, by_name) or _verified(tolerance, spec, part)
        for tolerance in spec.tolerances.values()
    )


def _missing(
    tolerance: GeometricTolerance,
    spec: PartSpec,
    geometry: PartGeometry,
    by_name: Mapping[str, Measurement],
) -> GeometricMeasurement | None:
    """Return why the toleranced feature or a datum is on no face, None when all are."""
    stands = {tolerance.on: Message("{end!r} is found on no face of the part", end=tolerance.on)}
    for letter in tolerance.letters:
        name = spec.datums.get(letter, letter)
        stands.setdefault(
            name, Message("the datum {datum} stands on no face of the part", datum=letter)
        )
    for name, reason in stands.items():
        if not geometry.features.get(name):
            known = by_name.get(name.partition("[")[0])
            unclear = known is not None and known.outcome == "ambiguous"
            return GeometricMeasurement(
                tolerance=tolerance.id, outcome="ambiguous" if unclear else "not_found",
                reason=(known.reason if known and unclear else None) or reason,
            )  # fmt: skip
    return None


def _verified(
    tolerance: GeometricTolerance, spec: PartSpec, part: Reachable
) -> GeometricMeasurement:
    geometry = part.geometry
    blank = GeometricMeasurement(tolerance=tolerance.id, outcome="not_measurable")
    try:
        found = targets(tolerance, spec, part)
        system = datum_system(tolerance.references, spec.datums, geometry)
        case = _Case(
            tolerance=tolerance, targets=found, system=system, spec=spec, geometry=geometry
        )
        seen = _VERIFIED[tolerance.symbol](case)
    except WrongKindError as error:
        return replace(blank, outcome="wrong_kind", reason=error.reason)
    except NotLocatedError as error:
        return replace(blank, outcome="not_located", reason=error.reason)
    except NotMeasurableError as error:
        return replace(blank, reason=error.reason)
    return replace(
        blank, outcome="measured", deviation_mm=max(seen.deviations), instances=seen.deviations,
        exact=seen.exact,
    )  # fmt: skip


# --- form ---------------------------------------------------------------------------------------


def _form(case: _Case) -> _Seen:
    """Return no deviation for faces of exact form; several in one zone (CZ) may leave it."""
    found = case.elements()
    if case.tolerance.zone.combination == "CZ" and len(found) > 1:
        return _Seen(deviations=(_common_zone(case.targets, found),))
    return _Seen(deviations=tuple(0.0 for _ in found))


def _common_zone(found: Sequence[Target], places: Sequence[Element]) -> float:
    """Return the width of the zone about the first feature that holds all."""
    first = places[0]
    if first.kind != "plane":
        return 2 * max(apart_mm(point, first) for target in found for point in target.points)
    spans = [reach_mm(target, first.point, first.direction) for target in found]
    return max(high for _, high in spans) - min(low for low, _ in spans)


def _range(target: Target, direction: Vector) -> float:
    low, high = reach_mm(target, target.points[0], direction)
    return high - low


# --- orientation --------------------------------------------------------------------------------


def _parallel(case: _Case) -> _Seen:
    return _oriented(case, lambda own, datum: 0.0 if own.kind == datum.kind else 90.0)


def _perpendicular(case: _Case) -> _Seen:
    return _oriented(case, lambda own, datum: 90.0 if own.kind == datum.kind else 0.0)


def _angular(case: _Case) -> _Seen:
    bodies = Bodies()
    own = [bodies.add(e) for e in case.elements()]
    datum = bodies.add(_primary(case))
    relations = [
        r
        for r in written(case.spec.dimensions.values(), case.geometry, bodies)
        if datum in r.members and set(own) & set(r.members) and len(r.members) == 2
        and case.spec.dimensions[r.name].unit == "°"
    ]  # fmt: skip
    if not relations:
        raise NotLocatedError(
            Message(
                "no theoretically exact angle is written between {name!r} and {datum}",
                name=case.tolerance.on,
                datum=case.tolerance.datums[0],
            )
        )
    angle = relations[0].expected
    seen = _oriented(case, lambda own, datum: angle if own.kind == datum.kind else 90.0 - angle)
    return replace(seen, exact=tuple(_as_read(r, bodies) for r in relations))


def _as_read(relation: Relation, bodies: Bodies) -> tuple[str, float, float]:
    seen = relation.read([bodies.elements[i] for i in relation.members])
    return relation.name, relation.expected, seen


def _primary(case: _Case) -> Element:
    """Return the primary datum as one plane or axis. Raises NotMeasurableError."""
    first = case.system.compartments[0][0]
    found = [e for e in case.system.compartments[0] if e.kind == first.kind]
    if first.kind == "point" or any(
        vector.undirected_angle_deg(e.direction, first.direction) > CAPTURE_DEG for e in found
    ):
        raise NotMeasurableError(
            Message("the datum {datum} has no single direction", datum=case.tolerance.datums[0])
        )
    return first


def _oriented(case: _Case, angle: Callable[[Element, Element], float]) -> _Seen:
    """Return how far each target leaves the direction at an angle (degrees) to the primary datum.

    What this leaves open is set by the other datums: square or parallel to them where it nearly is.
    """
    datum = _primary(case)
    others = [e for c in case.system.compartments[1:] for e in c if e.kind != "point"]
    deviations, exact = [], []
    for own, target in zip(case.elements(), case.targets, strict=True):
        wanted = angle(own, datum)
        ideal = _ideal(own.direction, datum.direction, wanted, others)
        deviations.append(_leaning(target, own, ideal))
        between = vector.undirected_angle_deg(own.direction, datum.direction)
        side = min((between, 180 - between), key=lambda value: abs(value - wanted))
        exact.append((f"implicit {wanted:g}°", wanted, side))
    worst = max(exact, key=lambda item: abs(item[2] - item[1]))
    return _Seen(deviations=tuple(deviations), exact=(worst,))


def _ideal(own: Vector, datum: Vector, angle: float, others: Sequence[Element]) -> Vector:
    """Return the unit direction at ``angle`` to a datum that is nearest to ``own``."""
    if vector.dot(own, datum) < 0:
        datum = vector.times(datum, -1.0)
    angle = min(abs(angle), 180 - abs(angle))
    across = vector.off_axis(own, _ORIGIN, datum)
    if vector.norm(across) <= 1e-9:  # any direction across is as near
        across = vector.perpendicular(datum)
    across = vector.unit(across)
    for other in others if angle else ():
        turned = vector.undirected_angle_deg(across, other.direction)
        flat = vector.off_axis(other.direction, _ORIGIN, datum)
        if turned <= CAPTURE_DEG and vector.norm(flat) > 0.5:
            sign = math.copysign(1.0, vector.dot(flat, across))
            across = vector.times(vector.unit(flat), sign)
        elif 90 - turned <= CAPTURE_DEG and vector.norm(flat) > 0.5:
            across = vector.unit(vector.off_axis(across, _ORIGIN, vector.unit(flat)))
    turn = math.radians(angle)
    return vector.plus(vector.times(datum, math.cos(turn)), vector.times(across, math.sin(turn)))


def _leaning(target: Target, own: Element, ideal: Vector) -> float:
    """Return the width of the zone in the ideal direction that holds the feature (mm)."""
    if own.kind == "plane":
        return _range(target, ideal)
    off = vector.off_axis(target.points[-1], target.points[0], ideal)
    return vector.norm(off)


# --- location -----------------------------------------------------------------------------------


def _position(case: _Case) -> _Seen:
    case.elements()
    found = located(case.tolerance, case.targets, case.system, case.spec, case.geometry)
    projected = case.tolerance.zone.projected_mm
    return _Seen(
        deviations=tuple(
            zone_mm(target, place, projected)
            for target, place in zip(case.targets, found.places, strict=True)
        ),
        exact=found.exact,
    )


def _profile(case: _Case) -> _Seen:
    """Return how far faces lie from their place, and their radii from what is written.

    The form itself is exact on a plane, a cylinder, a cone, a sphere or a torus.
    """
    if any(target.element is None for target in case.targets):
        raise NotMeasurableError(
            Message("the exact form of a free-form face stands in the model alone")
        )
    places = case.elements()
    exact: Exact = ()
    if case.tolerance.references:
        found = located(case.tolerance, case.targets, case.system, case.spec, case.geometry)
        places, exact = found.places, found.exact
    radii = [exact_radius(target, case.spec, case.geometry) for target in case.targets]
    deviations = tuple(
        zone_mm(target, place) + 2 * max((abs(seen - size) for _, size, seen in sizes), default=0.0)
        for target, place, sizes in zip(case.targets, places, radii, strict=True)
    )
    return _Seen(
        deviations=deviations, exact=(*exact, *dict.fromkeys(r for sizes in radii for r in sizes))
    )


def _coaxial(case: _Case) -> _Seen:
    axis = _datum_axis(case)
    return _Seen(
        deviations=tuple(
            2 * max(apart_mm(point, axis) for point in t.points) for t in case.targets
        ),
        exact=((english("implicit 0 mm"), 0.0, _farthest_off(case, axis)),),
    )


def _datum_axis(case: _Case) -> Element:
    axis = case.system.axis()
    if axis is None:
        raise NotMeasurableError(
            Message(
                "{symbol} needs an axis as its datum: {datums} have none",
                symbol=case.tolerance.said,
                datums=", ".join(case.tolerance.datums),
            )
        )
    return axis


def _farthest_off(case: _Case, axis: Element) -> float:
    return max(apart_mm(point, axis) for t in case.targets for point in t.points)


def _symmetric(case: _Case) -> _Seen:
    """Return how far middle planes and axes lie from the middle plane or the axis of the datum."""
    datum = case.system.compartments[0][0]
    offsets = tuple(
        max(_from_symmetry(target, own, datum))
        for target, own in zip(case.targets, case.elements(), strict=True)
    )
    return _Seen(
        deviations=tuple(2 * offset for offset in offsets),
        exact=((english("implicit 0 mm"), 0.0, max(offsets)),),
    )


def _from_symmetry(target: Target, own: Element, datum: Element) -> Iterator[float]:
    if datum.kind == "point":
        return iter((apart_mm(datum.at, own),))
    if datum.kind == "axis" and own.kind == "plane":
        through = vector.unit(vector.off_axis(own.direction, _ORIGIN, datum.direction))
        datum = replace(datum, kind="plane", direction=through)
    elif datum.kind == own.kind == "axis" and _crossing(datum, own):
        across = vector.unit(vector.cross(datum.direction, own.direction))
        datum = replace(datum, kind="plane", direction=across)
    return (apart_mm(point, datum) for point in target.points)


def _crossing(a: Element, b: Element) -> bool:
    return vector.undirected_angle_deg(a.direction, b.direction) > CAPTURE_DEG


# --- run-out ------------------------------------------------------------------------------------


def _runout(case: _Case) -> _Seen:
    """Twice the eccentricity of a round face; of a face across the axis, its axial travel."""
    axis = _datum_axis(case)
    return _Seen(deviations=tuple(_wobble(target, axis) for target in case.targets))


def _wobble(target: Target, axis: Element) -> float:
    if target.kind == "plane":
        return _range(target, axis.direction)
    return 2 * max(apart_mm(point, axis) for point in target.points)


_VERIFIED: Mapping[str, Callable[[_Case], _Seen]] = {
    "straightness": _form,
    "flatness": _form,
    "circularity": _form,
    "cylindricity": _form,
    "line_profile": _profile,
    "surface_profile": _profile,
    "parallelism": _parallel,
    "perpendicularity": _perpendicular,
    "angularity": _angular,
    "position": _position,
    "coaxiality": _coaxial,
    "symmetry": _symmetric,
    "circular_runout": _runout,
    "total_runout": _runout,
}
