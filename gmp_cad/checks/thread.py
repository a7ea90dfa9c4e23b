"""The diameter on which each thread is cut lies between the limits of that thread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.errors import OutsideTableError
from gmp_cad.evidence import Measurement
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.spec.part import Dimension, PartSpec
from gmp_cad.spec.size import THREADS, Size
from gmp_cad.spec.thread import limits_of, tap_drill
from gmp_cad.standards import threads

_SLACK_MM = 1e-6


@check(
    "thread.blank",
    "Diameters under threads",
    "A thread can only be cut on the right diameter: in a hole between the limits of its minor"
    " diameter, on a shaft between those of its major diameter; otherwise the tap breaks, or the"
    " thread holds by its tips.",
)
def blanks(spec: PartSpec, measurements: Sequence[Measurement]) -> Iterator[Finding]:
    """Yield a verdict per thread on its modelled cylinder, as measured."""
    measured = {m.dimension: m for m in measurements}
    for name, dimension in spec.dimensions.items():
        if dimension.kind in THREADS:
            verdicts = Verdicts("thread.blank", f"{spec.name}.{name}", dimension.where)
            yield _verdict(dimension, _diameters(measured.get(name)), verdicts)


def _diameters(m: Measurement | None) -> tuple[float, ...]:
    if m is None or m.outcome != "measured" or m.observed is None:
        return ()
    return m.instances or (m.observed,)


def _verdict(dimension: Dimension, diameters: Sequence[float], verdicts: Verdicts) -> Finding:
    size = dimension.size
    try:
        low, high = _blank_limits(size)
    except OutsideTableError as error:
        return verdicts.skipped("no_limits", error.message, hint=error.hint)
    if not diameters:
        return verdicts.skipped("not_measured", Message("it was not measured"))
    worst = max(diameters, key=lambda d: max(low - d, d - high))
    figures = {"observed": worst, "unit": "mm"}
    said = {"size": size.written, "observed": worst, "low": low, "high": high}
    if dimension.model is not None and abs(worst - dimension.model) <= _SLACK_MM:
        message = Message(
            "{size}: modelled at ⌀{observed} as the specification asks; it is cut on"
            " ⌀{low} … ⌀{high}", **said,
        )  # fmt: skip
        return verdicts.passed("as_asked", message, expected=dimension.model, **figures)
    message = Message("{size}: cut on ⌀{observed}, limits ⌀{low} … ⌀{high}", **said)
    hint = None if low <= worst <= high else _hint(size, worst)
    return verdicts.judged(
        low - _SLACK_MM <= worst <= high + _SLACK_MM, ("within", "outside"), message,
        expected=_usual_blank(size), hint=hint, **figures,
    )  # fmt: skip


def _blank_limits(size: Size) -> tuple[float, float]:
    """Return between which diameters (mm) the cylinder lies on which a thread is cut.

    A shaft may be modelled at its nominal major diameter: the class lies below it.
    """
    limits = limits_of(size)
    if size.internal_thread:
        assert limits.minor_min is not None
        return limits.minor_min, limits.minor_max
    return limits.major_min, size.nominal


def _usual_blank(size: Size) -> float:
    """Return the diameter of the standard, whatever drill is written: tap drill, or major one."""
    return tap_drill(replace(size, drill_diameter=None)) if size.internal_thread else size.nominal


def _hint(size: Size, diameter: float) -> Message:
    """Tell the right diameter, and of which threads the wrong one is the drill."""
    others = _drilled_with().get(diameter, ()) if size.internal_thread else ()
    if others:
        return Message(
            "⌀{diameter} is the drill of {threads}; this thread wants ⌀{drill}",
            diameter=diameter, threads=", ".join(others), drill=_usual_blank(size),
        )  # fmt: skip
    return Message("this thread wants ⌀{drill}", drill=_usual_blank(size))


def _drilled_with() -> Mapping[float, tuple[str, ...]]:
    """Return the coarse metric threads by the diameter of their tap drill (mm)."""
    coarse = [thread for thread in threads.metric_threads() if thread.coarse]
    return {
        drill: tuple(t.designation for t in coarse if t.tap_drill == drill)
        for drill in {thread.tap_drill for thread in coarse}
    }
