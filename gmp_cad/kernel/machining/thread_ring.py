"""The volume that cutting a thread removes; threads are modelled as plain cylinders (mm, mm³)."""

from __future__ import annotations

import math

from gmp_cad.spec.part import Dimension, modelled_diameter
from gmp_cad.spec.size import Kind
from gmp_cad.spec.thread import thread_of

_FLANKS = {
    Kind.METRIC_THREAD: math.radians(30),
    Kind.TRAPEZOIDAL_THREAD: math.radians(15),
    Kind.PIPE_THREAD: math.radians(27.5),
}
_STEPS = 200


def thread_ring_mm3(dimension: Dimension, length: float) -> float:
    """Return the volume (mm³) between the modelled cylinder and the thread's profile.

    ``length`` in mm. The groove, a trapezoid (flanks 60° after ISO 68-1, 30° after ISO 2904, 55°
    after ISO 228-1), runs from the modelled diameter to the root of the basic profile, along 1/P
    turns per mm (several starts cut as much): V = L/P · ∫ 2πr·w(r) dr.
    """
    size = dimension.size
    nominal = size.nominal
    modelled = modelled_diameter(dimension)
    thread, flank = thread_of(size), _FLANKS[size.kind]
    pitch, mean = thread.pitch, thread.pitch_diameter
    metric = size.kind is Kind.METRIC_THREAD
    root = thread.minor_diameter if metric else thread.root_diameter
    inside = dimension.internal_thread
    low, high = (modelled, nominal) if inside else (root, modelled)

    def width(radius: float) -> float:
        # at the pitch diameter the groove is half a pitch wide; it narrows towards its root
        slope = 2 * math.tan(flank) * (mean / 2 - radius)
        return max(0.0, pitch / 2 + (slope if inside else -slope))

    step = (high - low) / 2 / _STEPS
    if step <= 0:
        return 0.0
    radii = (low / 2 + (i + 0.5) * step for i in range(_STEPS))
    return sum(2 * math.pi * r * width(r) * step for r in radii) * length / pitch
