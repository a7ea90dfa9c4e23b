"""Diameter, pitch and depth of a thread that is cut, from the size as written. Lengths in mm."""

from __future__ import annotations

from gmp_cad.errors import OutsideTableError
from gmp_cad.spec.size import Kind, Size
from gmp_cad.standards import threads


def thread_diameter(size: Size | None) -> float | None:
    """Return the major diameter (mm) of a thread as written; None for no thread."""
    return size.nominal if size and size.kind in (
        Kind.METRIC_THREAD, Kind.TRAPEZOIDAL_THREAD
    ) else None  # fmt: skip


def pitch_of(size: Size | None) -> float | None:
    """Return the pitch (mm) of a thread: as written, else the coarse one; None for no thread."""
    if size is None or thread_diameter(size) is None:
        return None
    if size.pitch is not None or size.kind is not Kind.METRIC_THREAD:
        return size.pitch
    try:
        return threads.metric(size.nominal).pitch
    except OutsideTableError:
        return None


def thread_depth(size: Size | None, *, internal: bool) -> float:
    """Return the radial depth of a thread's cut; 0 where no standard knows the thread.

    Metric: (d − d3)/2 = 0.6134·P outside (ISO 898-1), (D − D1)/2 = 0.5413·P inside (ISO 724);
    trapezoidal: 0.5·P + ac on both (ISO 2904).
    """
    if size is None or thread_diameter(size) is None:
        return 0.0
    try:
        if size.kind is Kind.TRAPEZOIDAL_THREAD:
            screw = threads.trapezoidal(size.nominal, size.pitch)
            return (screw.diameter - screw.root_diameter) / 2
        found = threads.metric(size.nominal, size.pitch)
    except OutsideTableError:
        return 0.0
    return (found.diameter - (found.minor_diameter if internal else found.root_diameter)) / 2
