"""``gmp-cad thread``: the sizes, the limits and the drill of a metric, trapezoidal or pipe thread."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from gmp_cad.cli.figures import length
from gmp_cad.cli.output import print_json
from gmp_cad.cli.sheet import Grid, Sheet, show
from gmp_cad.errors import ExitCode, GmpError, OutsideTableError, UsageError
from gmp_cad.language import Message, number
from gmp_cad.spec.notation import parse
from gmp_cad.spec.size import THREADS, Kind, Size, print_size
from gmp_cad.standards import fasteners, pipe_threads, threads, trapezoidal_limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Limits in mm; None where the standard bounds one side only by the form of the tool."""

    min: float | None
    max: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Diameters:
    """The limits of one tolerance class; of a hole they are those of D, D2 and D1."""

    tolerance_class: str
    internal: bool
    major_mm: Interval
    pitch_mm: Interval
    minor_mm: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Recess:
    """A cylindrical counterbore for a screw ISO 4762, DIN 974-1 (mm)."""

    diameter_mm: float
    depth_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadAnswer:
    """A thread: its basic sizes, the limits of its classes, what is drilled for it (mm, mm²).

    ``root_diameter_mm`` is d3, that of the screw; ``major_diameter_internal_mm`` D4 of a trapezoidal
    nut; ``lead_mm`` differs from the pitch with several starts. ``clearance_holes_mm`` are those of
    ISO 273 by series; ``drill_overrun_mm`` is how much deeper than its thread a blind hole is drilled
    where the drawing says nothing. None or empty: no standard gives it for this thread.
    """

    version: Literal[1] = 1
    designation: str
    kind: Literal["metric", "trapezoidal", "pipe"]
    standard: str
    coarse: bool | None = None
    diameter_mm: float
    pitch_mm: float
    lead_mm: float
    threads_per_inch: int | None = None
    pitch_diameter_mm: float
    minor_diameter_mm: float
    root_diameter_mm: float
    major_diameter_internal_mm: float | None = None
    stress_area_mm2: float | None = None
    tap_drill_mm: float
    drill_overrun_mm: float | None = None
    limits: tuple[Diameters, ...]
    clearance_holes_mm: dict[str, float]
    counterbore: Recess | None = None


def thread(options: argparse.Namespace) -> ExitCode:
    """Answer for a thread such as ``M8`` or ``Tr 12×3-7H``."""
    size = parse(options.text)
    found = answer(size)
    if options.json:
        print_json(asdict(found))
    else:
        show(sheet(size, found, options.lang))
    return ExitCode.OK


def answer(size: Size) -> ThreadAnswer:
    """Return what the standards say of a thread; raises UsageError for what is none.

    Without a class the limits are those of the usual ones, hole and shaft.
    """
    if size.kind not in THREADS:
        raise UsageError(
            Message("{size} is no thread", size=str(size)),
            Message("write M8, M8×1-6g, Tr 12×3-7H or G 1/4; for a size: gmp-cad tolerance"),
        )
    return _ANSWERS[size.kind](size)


def _metric(size: Size) -> ThreadAnswer:
    found = threads.metric(size.nominal, size.pitch)
    classes = (size.thread_class,) if size.thread_class else ("6H", "6g")
    limits = {name: threads.thread_limits(found, name) for name in classes}
    return ThreadAnswer(
        designation=found.designation,
        kind="metric",
        standard="ISO 261, ISO 724, ISO 965-1",
        coarse=found.coarse,
        **_basic(found, size),
        stress_area_mm2=_figures(found.stress_area),
        drill_overrun_mm=threads.default_drill_overrun(found.pitch),
        limits=tuple(_diameters(name, name.isupper(), limits[name]) for name in classes),
        clearance_holes_mm=_clearance_holes(size.nominal),
        counterbore=_counterbore(size.nominal),
    )


def _trapezoidal(size: Size) -> ThreadAnswer:
    found = threads.trapezoidal(size.nominal, size.pitch)
    classes = (size.thread_class,) if size.thread_class else ("7H", "7e")
    limits = {
        name: trapezoidal_limits.trapezoidal_limits(found, name, size.starts) for name in classes
    }
    return ThreadAnswer(
        designation=found.designation,
        kind="trapezoidal",
        standard="ISO 2902, ISO 2903, ISO 2904",
        **_basic(found, size),
        major_diameter_internal_mm=_figures(found.major_diameter_internal),
        limits=tuple(_diameters(name, name.isupper(), limits[name]) for name in classes),
        clearance_holes_mm={},
    )


def _pipe(size: Size) -> ThreadAnswer:
    found = pipe_threads.pipe(size.inches or "")
    classes = (size.thread_class,) if size.thread_class else ("", "A")
    return ThreadAnswer(
        designation=found.designation,
        kind="pipe",
        standard="ISO 228-1",
        **_basic(found, size),
        threads_per_inch=found.threads_per_inch,
        limits=tuple(
            _diameters(name, not name, pipe_threads.pipe_limits(found, name)) for name in classes
        ),
        clearance_holes_mm={},
    )


_ANSWERS: Mapping[Kind, Callable[[Size], ThreadAnswer]] = {
    Kind.METRIC_THREAD: _metric,
    Kind.TRAPEZOIDAL_THREAD: _trapezoidal,
    Kind.PIPE_THREAD: _pipe,
}


def _basic(
    found: threads.MetricThread | threads.TrapezoidalThread | pipe_threads.PipeThread, size: Size
) -> dict[str, Any]:
    # The core of a trapezoidal nut is bored to D1.
    drill = getattr(found, "tap_drill", found.minor_diameter)
    return {
        "diameter_mm": found.diameter,
        "pitch_mm": _figures(found.pitch),
        "lead_mm": _figures(size.lead or found.pitch),
        "pitch_diameter_mm": _figures(found.pitch_diameter),
        "minor_diameter_mm": _figures(found.minor_diameter),
        "root_diameter_mm": _figures(found.root_diameter),
        "tap_drill_mm": _figures(drill),
    }


def _figures(value: float) -> float:
    return float(f"{value:.9g}")


def _diameters(name: str, internal: bool, limits: threads.ThreadLimits) -> Diameters:
    return Diameters(
        tolerance_class=name,
        internal=internal,
        major_mm=Interval(min=limits.major_min, max=limits.major_max),
        pitch_mm=Interval(min=limits.pitch_min, max=limits.pitch_max),
        minor_mm=Interval(min=limits.minor_min, max=limits.minor_max),
    )


def _clearance_holes(diameter: float) -> dict[str, float]:
    try:
        return {name: fasteners.clearance_hole(diameter, name) for name in fasteners.SERIES}
    except OutsideTableError:
        return {}


def _counterbore(diameter: float) -> Recess | None:
    try:
        found = fasteners.counterbore(diameter)
    except GmpError:
        return None
    return Recess(diameter_mm=found.diameter, depth_mm=found.depth)


_KINDS = {
    "metric": Message("ISO metric thread"),
    "trapezoidal": Message("metric trapezoidal thread, 30°"),
    "pipe": Message("pipe thread, 55°, not tight on its flanks"),
}


def sheet(size: Size, found: ThreadAnswer, lang: str) -> Sheet:
    """Return the answer in words."""
    name = print_size(Size(kind=size.kind, nominal=size.nominal, pitch=size.pitch, lead=size.lead,
                           inches=size.inches, thread_class=size.thread_class,
                           left_hand=size.left_hand), lang)  # fmt: skip
    title = Message("{thread}: {kind} ({standard})", thread=name, kind=_KINDS[found.kind],
                    standard=found.standard)  # fmt: skip
    return Sheet(
        title=title.say(lang),
        blocks=(
            _sizes(found, lang),
            *(_limits(d, lang) for d in found.limits),
            *_holes(found, lang),
        ),
    )


def _sizes(found: ThreadAnswer, lang: str) -> Grid:
    pitch = Message("pitch P")
    if found.coarse is not None:
        pitch = Message("coarse pitch P") if found.coarse else Message("fine pitch P")
    figures: list[tuple[Message, float | None]] = [
        (Message("major diameter d = D"), found.diameter_mm),
        (pitch, found.pitch_mm),
        (Message("lead"), found.lead_mm if found.lead_mm != found.pitch_mm else None),
        (Message("pitch diameter d2 = D2"), found.pitch_diameter_mm),
        (Message("minor diameter of the nut D1"), found.minor_diameter_mm),
        (Message("root diameter of the screw d3"), found.root_diameter_mm),
        (Message("root diameter of the nut D4"), found.major_diameter_internal_mm),
    ]
    rows = [
        (label.say(lang), f"{number(round(value, 4), lang)} mm")
        for label, value in figures if value is not None
    ]  # fmt: skip
    if found.threads_per_inch:
        rows.append((Message("threads per inch").say(lang), str(found.threads_per_inch)))
    if found.stress_area_mm2:
        area = f"{number(found.stress_area_mm2, lang, 2)} mm²"
        rows.append((Message("stress area").say(lang), area))
    return Grid(rows=tuple(rows))


def _limits(found: Diameters, lang: str) -> Grid:
    name = Message("hole {name}") if found.internal else Message("shaft {name}")
    label = Message(name.template, name=found.tolerance_class).say(lang).strip()
    signs = ("D", "D2", "D1") if found.internal else ("d", "d2", "d1")
    spans = (found.major_mm, found.pitch_mm, found.minor_mm)
    return Grid(
        head=(label, Message("min").say(lang), Message("max").say(lang)),
        rows=tuple(
            (sign, _limit(span.min, lang), _limit(span.max, lang))
            for sign, span in zip(signs, spans, strict=True)
        ),
    )


def _limit(value: float | None, lang: str) -> str:
    return "—" if value is None else f"{length(value, lang)} mm"


def _holes(found: ThreadAnswer, lang: str) -> tuple[Grid, ...]:
    """Return what is drilled: before the thread, for the screw to pass, for its head."""
    rows = []
    word = (
        Message("bored before threading") if found.kind == "trapezoidal" else Message("tap drill")
    )
    rows.append((word.say(lang), f"⌀{number(found.tap_drill_mm, lang)} mm"))
    if found.drill_overrun_mm:
        overrun = f"+{number(found.drill_overrun_mm, lang)} mm"
        rows.append((Message("blind hole: drilled deeper by").say(lang), overrun))
    series = {"fine": Message("fine"), "medium": Message("medium"), "coarse": Message("coarse")}
    for name, diameter in found.clearance_holes_mm.items():
        label = Message("clearance hole, {series} (ISO 273)", series=series[name])
        rows.append((label.say(lang), f"⌀{number(diameter, lang)} mm"))
    if found.counterbore:
        recess = found.counterbore
        text = f"⌴ ⌀{number(recess.diameter_mm, lang)} ↧{number(recess.depth_mm, lang)} mm"
        rows.append((Message("counterbore for ISO 4762 (DIN 974-1)").say(lang), text))
    return (Grid(rows=tuple(rows), left=True),)
