"""Gauges chosen for dimensions: range, resolution ≤ IT/10, uncertainty U (k = 2) ≤ IT/8.

Sizes, tolerance intervals (IT), ranges and uncertainties in mm. Sources: capability of measuring
means as the trade asks it (IT/2U ≥ 4; resolution a tenth of the IT); ISO 1938 for limit gauges.
"""

from __future__ import annotations

from collections.abc import Iterable

from gmp_cad.spec.size import THREADS, Kind, Size
from gmp_cad.spec.thread import thread_of
from gmp_cad.spec.workshop import Gauge

RESOLUTION_SHARE = 10
UNCERTAINTY_SHARE = 8
# Limit gauges are made for one toleranced interval; they agree when both ends do.
_SAME_MM = 5e-4

# Which instruments measure what, the simplest first.
MEANS: dict[str, tuple[str, ...]] = {
    "length": ("caliper", "micrometer", "height_gauge", "cmm"),
    "depth": ("depth_gauge", "height_gauge", "cmm"),
    "distance": ("caliper", "height_gauge", "surface_plate", "cmm"),
    "shaft": ("caliper", "snap_gauge", "micrometer", "cmm"),
    "hole": ("caliper", "plug_gauge", "bore_gauge", "inside_micrometer", "cmm"),
    "internal_thread": ("thread_plug",),
    "external_thread": ("thread_ring",),
    "radius": ("radius_gauge", "cmm"),
    "chamfer": ("caliper", "visual"),
    "angle": ("protractor", "cmm"),
    "roughness": ("roughness_tester",),
    "geometric": ("surface_plate", "cmm"),
}
_LIMIT_GAUGES = frozenset({"plug_gauge", "snap_gauge"})
_THREAD_GAUGES = frozenset({"thread_plug", "thread_ring"})
# Chosen by kind alone: no length is read on them.
_UNSIZED = frozenset({"protractor", "visual"})


def measurand(kind: Kind, *, internal: bool, external_ends: bool = True) -> str:
    """Return what is measured (a key of :data:`MEANS`) for a kind of size.

    ``internal``: a hole or an internal thread. ``external_ends``: both ends of a linear size can be
    gripped; otherwise it is the distance to an axis or to a face that looks the same way.
    """
    if kind in THREADS:
        return "internal_thread" if internal else "external_thread"
    if kind in (Kind.DIAMETER, Kind.SPHERE):
        return "hole" if internal else "shaft"
    if kind is Kind.LINEAR:
        return "length" if external_ends else "distance"
    return {Kind.SQUARE: "length", Kind.RADIUS: "radius", Kind.ANGLE: "angle"}.get(kind, "chamfer")


def choose_gauge(
    size_mm: float,
    it_mm: float,
    kind: str,
    gauges: Iterable[Gauge],
    limits: tuple[float, float] | None = None,
) -> Gauge | None:
    """Return the simplest capable gauge of the workshop, None if there is none.

    ``kind`` is a key of :data:`MEANS`. ``limits`` (mm): limits of size, without which plug and snap
    gauges, made for one interval, are left out; for a thread its minor and major diameter.
    """
    entries = tuple(gauges)
    for means in MEANS[kind]:
        fitting = [
            gauge
            for gauge in entries
            if gauge.kind == means and _covers(gauge, size_mm, limits) and capable(gauge, it_mm)
        ]
        if fitting:
            return min(fitting, key=_spread)
    return None


def capable(gauge: Gauge, it_mm: float) -> bool:
    """Tell whether resolution ≤ IT/10 and U ≤ IT/8; gauges that read no length always are.

    A limit gauge has no resolution: its uncertainty alone counts. Threads are judged by the gauge.
    """
    if gauge.kind in _UNSIZED or gauge.kind in _THREAD_GAUGES:
        return True
    fine = gauge.resolution_mm is None or gauge.resolution_mm <= it_mm / RESOLUTION_SHARE + 1e-12
    sure = gauge.uncertainty_mm is not None
    return fine and sure and (gauge.uncertainty_mm or 0.0) <= it_mm / UNCERTAINTY_SHARE + 1e-12


def thread_limits_of(size: Size) -> tuple[float, float]:
    """Return minor and major diameter (mm) of a thread, as thread gauges are marked."""
    thread = thread_of(size)
    return thread.minor_diameter, thread.diameter


def _covers(gauge: Gauge, size_mm: float, limits: tuple[float, float] | None) -> bool:
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


def _spread(gauge: Gauge) -> tuple[float, float]:
    """Prefer the shortest range, then the larger uncertainty: the simpler instrument."""
    low, high = gauge.range_mm or (0.0, 0.0)
    return round(high - low, 9), -(gauge.uncertainty_mm or 0.0)
