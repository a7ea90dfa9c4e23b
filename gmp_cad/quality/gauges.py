"""Gauges chosen for dimensions: range, resolution ≤ IT/10, uncertainty U (k = 2) ≤ IT/8.

Sizes, tolerance intervals (IT), ranges and uncertainties in mm; in degrees where an angle is measured.
Sources: capability of measuring means as the trade asks it (IT/2U ≥ 4, tolerable down to 3; Cmc =
IT/6σ with σ = U/2; resolution a tenth of the IT); ISO 14253-1 (acceptance); ISO 1938 (limit gauges).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from gmp_cad.spec.size import THREADS, Kind, Size
from gmp_cad.spec.thread import thread_of
from gmp_cad.spec.workshop import Gauge
from gmp_cad.standards.threads import TrapezoidalThread

RESOLUTION_SHARE = 10
UNCERTAINTY_SHARE = 8
# IT/2U down to 3: tolerable where the workshop has nothing better.
TOLERABLE_SHARE = 6
# Limit gauges are made for one toleranced interval; they agree when both ends do.
_SAME_MM = 5e-4
_EXACT = 1e-12

# Which instruments measure what, the simplest first.
MEANS: dict[str, tuple[str, ...]] = {
    "length": ("caliper", "micrometer", "height_gauge", "comparator", "cmm"),
    "width": ("caliper", "inside_micrometer", "gauge_blocks", "cmm"),
    "depth": ("depth_gauge", "height_gauge", "cmm"),
    "distance": ("caliper", "height_gauge", "surface_plate", "cmm"),
    "shaft": ("caliper", "snap_gauge", "micrometer", "comparator", "cmm"),
    "hole": ("caliper", "plug_gauge", "bore_gauge", "inside_micrometer", "cmm"),
    "internal_thread": ("thread_plug",),
    "external_thread": ("thread_ring",),
    "radius": ("radius_gauge", "cmm"),
    "chamfer": ("caliper", "visual"),
    "angle": ("protractor", "cmm"),
    "roughness": ("roughness_tester", "roughness_specimen"),
    "geometric": ("surface_plate", "dial_indicator", "comparator", "form_tester", "cmm"),
}
ANGLE = "angle"
_LAST = "cmm"
_LIMIT_GAUGES = frozenset({"plug_gauge", "snap_gauge"})
_THREAD_GAUGES = frozenset({"thread_plug", "thread_ring"})
# What is accepted or refused by them is seen or felt: no figure is read.
GO_NO_GO = _LIMIT_GAUGES | _THREAD_GAUGES | {"gauge_blocks"}
ATTRIBUTE = GO_NO_GO | {"radius_gauge", "roughness_specimen", "visual"}
# Chosen by kind alone: no length is read on them.
_UNSIZED = frozenset({"protractor", "visual"})
# Judged by their kind alone: the standard that makes them answers for them.
_UNJUDGED = _THREAD_GAUGES | {"visual", "roughness_specimen"}

_MEASURANDS = {
    Kind.SQUARE: "length", Kind.RADIUS: "radius", Kind.ANGLE: ANGLE, Kind.CHAMFER: "chamfer",
}  # fmt: skip

Grade = Literal["good", "tolerable", "incapable"]


def measurand(
    kind: Kind,
    *,
    internal: bool,
    ends: Literal["length", "width", "depth", "distance"] = "length",
) -> str:
    """Return what is measured (a key of :data:`MEANS`) for a kind of size.

    ``internal``: a hole or an internal thread. ``ends``: what a linear size lies between, as
    :func:`~gmp_cad.quality.ends.between` tells it.
    """
    if kind in THREADS:
        return "internal_thread" if internal else "external_thread"
    if kind in (Kind.DIAMETER, Kind.SPHERE):
        return "hole" if internal else "shaft"
    if kind is Kind.LINEAR:
        return ends
    return _MEASURANDS[kind]


def choose_gauge(
    size_mm: float,
    it_mm: float,
    kind: str,
    gauges: Iterable[Gauge],
    limits: tuple[float, float] | None = None,
) -> Gauge | None:
    """Return the simplest gauge that is good, else the simplest tolerable one, None without any.

    A measuring machine is the last resort: a size goes there when no other means can decide it.
    ``kind`` is a key of :data:`MEANS`; sizes are degrees for an angle. ``limits`` (mm): limits of
    size, without which plug and snap gauges, made for one interval, are left out; for a thread its
    minor and major diameter.
    """
    entries, angle = tuple(gauges), kind == ANGLE
    for means in _resorts(MEANS[kind]):
        found = choose_among(means, size_mm, it_mm, entries, limits, angle=angle)
        if found is not None:
            return found
    return None


def _resorts(means: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    by_hand = tuple(kind for kind in means if kind != _LAST)
    return by_hand, tuple(kind for kind in means if kind == _LAST)


def choose_among(
    means: Iterable[str],
    size_mm: float,
    it_mm: float,
    gauges: Iterable[Gauge],
    limits: tuple[float, float] | None = None,
    *,
    angle: bool = False,
) -> Gauge | None:
    """Return the simplest good gauge of these kinds in their order, else the simplest tolerable."""
    order, entries = tuple(means), tuple(gauges)
    for wanted in ("good", "tolerable"):
        for one in order:
            fitting = [
                gauge
                for gauge in entries
                if gauge.kind == one
                and covers(gauge, size_mm, limits)
                and grade(gauge, it_mm, angle=angle) == wanted
            ]
            if fitting:
                return min(fitting, key=_spread)
    return None


def figures(gauge: Gauge, *, angle: bool = False) -> tuple[float | None, float | None]:
    """Return resolution and uncertainty U of a gauge: mm, or degrees."""
    if angle:
        return gauge.resolution_deg, gauge.uncertainty_deg
    return gauge.resolution_mm, gauge.uncertainty_mm


def capability(uncertainty: float, interval: float) -> float:
    """Return the capability of a means, IT/2U (both in the same unit)."""
    return interval / (2 * uncertainty)


def cmc(uncertainty: float, interval: float) -> float:
    """Return Cmc = IT/6σ of a means whose σ is U/2 (k = 2)."""
    return interval / (3 * uncertainty)


def grade(gauge: Gauge, interval: float, *, angle: bool = False) -> Grade:
    """Return whether a gauge is good, tolerable or not capable for an interval (mm or degrees).

    A limit gauge has no resolution: its uncertainty alone counts. Threads are judged by the gauge,
    comparison specimens by the eye.
    """
    if gauge.kind in _UNJUDGED:
        return "good"
    resolution, uncertainty = figures(gauge, angle=angle)
    if resolution is not None and resolution > interval / RESOLUTION_SHARE + _EXACT:
        return "incapable"
    if uncertainty is None or uncertainty > interval / TOLERABLE_SHARE + _EXACT:
        return "incapable"
    return "good" if uncertainty <= interval / UNCERTAINTY_SHARE + _EXACT else "tolerable"


def capable(gauge: Gauge, it_mm: float, *, angle: bool = False) -> bool:
    """Tell whether a gauge is good: resolution ≤ IT/10 and U ≤ IT/8."""
    return grade(gauge, it_mm, angle=angle) == "good"


def acceptance(
    lower: float | None, upper: float | None, uncertainty: float
) -> tuple[float | None, float | None] | None:
    """Return the limits within which a supplier may call a part conforming (ISO 14253-1).

    The tolerance is narrowed by U at each limit that there is; None where nothing remains.
    """
    low = None if lower is None else lower + uncertainty
    high = None if upper is None else upper - uncertainty
    if low is not None and high is not None and low > high + _EXACT:
        return None
    return low, high


def thread_limits_of(size: Size) -> tuple[float, float]:
    """Return minor and major diameter (mm) of a thread, as thread gauges are marked.

    Of a trapezoidal screw the smaller one is the root d3, which the ring must let pass.
    """
    thread = thread_of(size)
    if isinstance(thread, TrapezoidalThread) and not size.internal_thread:
        return thread.root_diameter, thread.diameter
    return thread.minor_diameter, thread.diameter


def covers(gauge: Gauge, size_mm: float, limits: tuple[float, float] | None = None) -> bool:
    """Tell whether a gauge measures a size; a limit gauge, whether it is made for the limits."""
    if gauge.kind in _UNSIZED:
        return True
    if gauge.range_mm is None:
        return False
    low, high = gauge.range_mm
    if gauge.kind in _LIMIT_GAUGES or (gauge.kind in _THREAD_GAUGES and limits is not None):
        wanted = limits or (-1.0, -1.0)
        return abs(low - wanted[0]) <= _SAME_MM and abs(high - wanted[1]) <= _SAME_MM
    if gauge.kind in _THREAD_GAUGES:
        return abs(high - size_mm) <= _SAME_MM
    return low - 1e-9 <= size_mm <= high + 1e-9


def _spread(gauge: Gauge) -> tuple[float, float, float]:
    """Prefer the coarsest resolution, then the shortest range: the simpler instrument."""
    low, high = gauge.range_mm or (0.0, 0.0)
    resolution, uncertainty = gauge.resolution_mm or 0.0, gauge.uncertainty_mm or 0.0
    return -resolution, round(high - low, 9), -uncertainty
