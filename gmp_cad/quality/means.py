"""The means of inspection of one characteristic: gauge, its capability, what it accepts, what it needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from gmp_cad.evidence import FaceGeometry, PartGeometry
from gmp_cad.language import Message
from gmp_cad.quality import gauges
from gmp_cad.quality.characteristics import Characteristic
from gmp_cad.quality.ends import between, internal
from gmp_cad.quality.importance import line_of
from gmp_cad.quality.methods import described, element_of, ways
from gmp_cad.spec.dimension import Dimension, fit_side
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.workshop import Gauge, Workshop

State = Literal["good", "tolerable", "incapable", "out_of_range", "none", "unknown"]
_UM = 1000.0
# Rz is four to seven times Ra: five, to find the range of a tester that is marked in Ra.
_RZ_OVER_RA = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """How one characteristic is inspected; figures in its unit.

    ``state``: none has no gauge at all, unknown one that the workshop does not have. ``resolution``
    and ``uncertainty`` (U, k = 2) are those of the gauge, ``needed`` the greatest that would be good.
    ``capability`` IT/2U and ``cmc`` IT/6σ; ``accepted``: limits of ISO 14253-1, None where the gauge
    itself decides. ``attribute``: it tells conforming or not, and no figure.
    """

    state: State
    gauge: Gauge | None = None
    named: str = ""
    resolution: float | None = None
    uncertainty: float | None = None
    needed: tuple[float, float] | None = None
    capability: float | None = None
    cmc: float | None = None
    accepted: tuple[float | None, float | None] | None = None
    attribute: bool = False
    method: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sought:
    """What a gauge must measure: size and IT (mm or degrees), limits for go/no-go.

    ``kind``: a key of :data:`~gmp_cad.quality.gauges.MEANS`; without one ``means`` are kinds of gauges
    in order.
    """

    kind: str = ""
    means: tuple[str, ...] = ()
    size: float
    interval: float
    limits: tuple[float, float] | None = None

    @property
    def angle(self) -> bool:
        """Whether an angle is measured."""
        return self.kind == gauges.ANGLE


def means_of(
    one: Characteristic,
    spec: PartSpec,
    geometry: PartGeometry,
    workshop: Workshop,
    named: str = "",
) -> Means:
    """Return the means of a characteristic: the gauge ``named``, else the simplest capable one."""
    sought = _sought(one, spec, geometry)
    if sought is None:
        return Means(state="none", named=named)
    if named:
        gauge = workshop.gauge(named)
        if gauge is None:
            return Means(state="unknown", named=named, needed=_needed(one, sought))
    else:
        gauge = _chosen(sought, workshop)
    if gauge is None:
        return Means(state="none", needed=_needed(one, sought))
    found = _figures(one, sought, gauge, named)
    return replace(found, method=_method(one, spec, geometry, gauge))


def _chosen(sought: _Sought, workshop: Workshop) -> Gauge | None:
    if sought.kind:
        return gauges.choose_gauge(
            sought.size, sought.interval, sought.kind, workshop.gauges, sought.limits
        )
    return gauges.choose_among(sought.means, sought.size, sought.interval, workshop.gauges)


def _sought(one: Characteristic, spec: PartSpec, geometry: PartGeometry) -> _Sought | None:
    """Return what to look for; None without limits."""
    if one.nature == "thread":
        return _thread(one, spec)
    interval = one.interval if one.interval is not None else _one_sided(one, spec)
    if interval is None:
        return None
    if one.nature == "texture":
        return _texture(one, interval)
    if one.nature == "geometric":
        found = ways(*_characteristic(one, spec, geometry))
        return _Sought(means=tuple(way.means for way in found), size=0.0, interval=interval)
    if one.nature == "profile":
        return _Sought(means=("cmm",), size=0.0, interval=interval)
    kind = _kind(one, spec, geometry)
    limits = None if one.lower is None or one.upper is None else (one.lower, one.upper)
    return _Sought(
        kind=kind, size=one.nominal or 0.0, interval=interval, limits=limits,
    )  # fmt: skip


def _one_sided(one: Characteristic, spec: PartSpec) -> float | None:
    """Return the interval that stands for the missing one of a single limit: the general one."""
    line = line_of(spec, one.line)
    if one.inspected and one.nature == "size" and isinstance(line, Dimension) and line.size.bound:
        found = spec.part.general.tolerance_of(replace(line.size, bound=None))
        return 2 * found[0] if found else None
    return None


def _thread(one: Characteristic, spec: PartSpec) -> _Sought:
    size = spec.dimensions[one.line].size
    kind = gauges.measurand(size.kind, internal=size.internal_thread)
    return _Sought(
        kind=kind, size=size.nominal, interval=0.0,
        limits=gauges.thread_limits_of(size),
    )  # fmt: skip


def _texture(one: Characteristic, interval: float) -> _Sought:
    """Return what a tester must read; ranges of testers are those of Ra."""
    value = one.upper if one.upper is not None else interval
    share = _RZ_OVER_RA if one.parameter == "Rz" else 1.0
    return _Sought(kind="roughness", size=value / share / _UM, interval=interval / _UM)


def _characteristic(one: Characteristic, spec: PartSpec, geometry: PartGeometry) -> tuple[str, str]:
    """Return the symbol of a geometric tolerance and the element that it stands on."""
    tolerance = line_of(spec, one.line)
    assert isinstance(tolerance, GeometricTolerance)
    features = geometry.features.get(tolerance.on.partition("[")[0], ())
    plane = bool(features) and all(feature.surface == "plane" for feature in features)
    return tolerance.symbol, element_of(tolerance, plane=plane)


def _kind(one: Characteristic, spec: PartSpec, geometry: PartGeometry) -> str:
    line = spec.dimensions[one.line]
    if one.aspect == "recess_diameter":
        return "hole"
    if one.aspect == "recess_angle":
        return "angle"
    if one.aspect:
        return "depth"
    ends = _ends(line, geometry)
    return gauges.measurand(line.kind, internal=_hollow(line, geometry), ends=between(ends))


def _ends(line: Dimension, geometry: PartGeometry) -> list[tuple[FaceGeometry, ...]]:
    seen = geometry.witnesses.get(line.id, ())
    faces = {face.index: face for face in geometry.faces}
    if line.between is None or not seen:
        return []
    return [tuple(faces[i] for i in end if i in faces) for end in seen[0].faces]


def _hollow(line: Dimension, geometry: PartGeometry) -> bool:
    if line.size.fit:
        return fit_side(line.size.fit) == "hole"
    if line.side:
        return line.side == "hole"
    faces = {face.index: face for face in geometry.faces}
    features = geometry.features.get(line.id, ())
    return internal([[faces[i] for i in f.faces if i in faces] for f in features])


def _figures(one: Characteristic, sought: _Sought, gauge: Gauge, named: str) -> Means:
    """Return the capability of a gauge for a characteristic, in the characteristic's unit."""
    resolution, uncertainty = gauges.figures(gauge, angle=sought.angle)
    scale = _UM if one.unit == "µm" else 1.0
    attribute = gauge.kind in gauges.ATTRIBUTE
    thread = one.nature == "thread"
    measures = uncertainty is not None and not thread
    state: State = "good" if thread else gauges.grade(gauge, sought.interval, angle=sought.angle)
    if not gauges.covers(gauge, sought.size, sought.limits):
        state = "out_of_range"
    u = uncertainty or 0.0
    return Means(
        state=state, gauge=gauge, named=named, attribute=attribute,
        resolution=None if resolution is None else _plain(resolution * scale),
        uncertainty=None if uncertainty is None else _plain(uncertainty * scale),
        needed=None if thread else _needed(one, sought),
        capability=_plain(gauges.capability(u, sought.interval)) if measures else None,
        cmc=_plain(gauges.cmc(u, sought.interval)) if measures else None,
        accepted=_accepted(one, u * scale) if measures and not attribute else None,
    )  # fmt: skip


def _accepted(one: Characteristic, uncertainty: float) -> tuple[float | None, float | None] | None:
    found = gauges.acceptance(one.lower, one.upper, uncertainty)
    if found is None:
        return None
    low, high = (None if limit is None else _plain(limit) for limit in found)
    return low, high


def _needed(one: Characteristic, sought: _Sought) -> tuple[float, float] | None:
    """Return the greatest resolution and uncertainty that would be good, in the unit of ``one``."""
    if one.nature == "thread":
        return None
    interval = sought.interval * (_UM if one.unit == "µm" else 1.0)
    return _plain(interval / gauges.RESOLUTION_SHARE), _plain(interval / gauges.UNCERTAINTY_SHARE)


def _method(
    one: Characteristic, spec: PartSpec, geometry: PartGeometry, gauge: Gauge
) -> Message | None:
    """Return how a geometric characteristic is set up on the gauge that was chosen."""
    if one.nature != "geometric":
        return None
    tolerance = line_of(spec, one.line)
    assert isinstance(tolerance, GeometricTolerance)
    found = ways(*_characteristic(one, spec, geometry))
    way = next((way for way in found if way.means == gauge.kind), None)
    return described(way.method, ", ".join(tolerance.datums) or "—") if way else None


def _plain(value: float) -> float:
    return float(f"{value:.9g}")
