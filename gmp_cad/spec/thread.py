"""The standard thread that a size means, its limits, and the hole that is drilled for it (mm)."""

from __future__ import annotations

from gmp_cad.spec.size import THREADS, Kind, Size
from gmp_cad.standards import pipe_threads, threads, trapezoidal_limits

Thread = threads.MetricThread | threads.TrapezoidalThread | pipe_threads.PipeThread

# The classes of a tapped hole that names none: ISO 965-1 (medium), ISO 2903, ISO 228-1.
_USUAL = {Kind.METRIC_THREAD: "6H", Kind.TRAPEZOIDAL_THREAD: "7H", Kind.PIPE_THREAD: ""}
_FINE_BELOW_MM = 1.5  # ISO 965-1: 5H up to M1.4


def thread_of(size: Size) -> Thread:
    """Return the thread; ``pitch`` is that of one start.

    Raises OutsideTableError for what ISO 261, ISO 2902 or ISO 228-1 has not, KeyError for a size
    that is no thread.
    """
    match size.kind:
        case Kind.METRIC_THREAD:
            return threads.metric(size.nominal, size.pitch)
        case Kind.TRAPEZOIDAL_THREAD:
            return threads.trapezoidal(size.nominal, size.pitch)
        case Kind.PIPE_THREAD:
            return pipe_threads.pipe(size.inches or "")
    raise KeyError(size.kind)


def limits_of(size: Size) -> threads.ThreadLimits:
    """Return the limits of a thread, of the usual class where a tapped hole names none.

    Raises OutsideTableError where the standard has no such class or no value.
    """
    thread = thread_of(size)
    name = size.thread_class or _USUAL[size.kind]
    if isinstance(thread, threads.TrapezoidalThread):
        return trapezoidal_limits.trapezoidal_limits(thread, name, size.starts)
    if isinstance(thread, pipe_threads.PipeThread):
        return pipe_threads.pipe_limits(thread, name)
    if size.thread_class is None and thread.diameter < _FINE_BELOW_MM:
        name = "5H"
    return threads.thread_limits(thread, name)


def tap_drill(size: Size) -> float:
    """Return the diameter of the hole before it is threaded: as written, else the standard one.

    A trapezoidal nut is bored to its minor diameter D1.
    """
    thread = thread_of(size)
    if isinstance(thread, threads.TrapezoidalThread):
        return size.drill_diameter or thread.minor_diameter
    return size.drill_diameter or thread.tap_drill


def drill_depth(size: Size) -> float | None:
    """Return how deep a blind hole is drilled for its thread: as written, else derived."""
    if size.drill_depth is not None or size.depth is None:
        return size.drill_depth
    return size.depth + threads.default_drill_overrun(thread_of(size).pitch)


def derived_hole(size: Size) -> Size | None:
    """Return the drilled hole of a blind thread whose depth is derived, None where it is written."""
    if size.kind not in THREADS or size.depth is None or size.drill_depth is not None:
        return None
    return Size(kind=Kind.DIAMETER, nominal=tap_drill(size), depth=drill_depth(size))
