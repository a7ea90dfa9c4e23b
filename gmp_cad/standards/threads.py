"""Screw threads: ISO metric (68-1, 261, 724, 965-1, tap drills 2306) and trapezoidal (2902, 2904).

Limits of trapezoidal threads are in :mod:`trapezoidal_limits`, pipe threads in
:mod:`pipe_threads`.

Everything is in mm. ``d`` names belong to the external, ``D`` names to the internal thread;
basic pitch and minor diameters are common to both.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from gmp_cad.errors import OutsideTableError
from gmp_cad.language import Message
from gmp_cad.standards.table import records

# The classes that ISO 965-1 recommends, from the finest to the coarsest: pitch diameter, then crest.
_INTERNAL_CLASSES = ("4H", "5H", "6H", "7H", "8H", "5G", "6G", "7G")
_EXTERNAL_CLASSES = (
    "3h4h", "4h", "5h4h", "5h6h", "6h", "7h6h", "4g6g", "5g6g", "6g", "7g6g", "8g", "9g8g", "6f",
    "6e", "7e6e",
)  # fmt: skip
_CLASS = re.compile(
    r"(?P<flank>[3-9])(?P<letter>[HGefgh])((?P<crest>[3-9])(?P<crest_letter>[HGefgh]))?"
)
# Crest clearance ac by pitch, up to and including (ISO 2904).
_CREST_CLEARANCES_MM = ((1.5, 0.15), (5.0, 0.25), (12.0, 0.5), (44.0, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricThread:
    """An ISO metric thread of the ISO 261 selection; basic profile of ISO 68-1."""

    diameter: float
    pitch: float
    designation: str
    coarse: bool
    tap_drill: float

    @property
    def said(self) -> Message:
        """The designation, with the decimal sign of who reads it."""
        template = "M{diameter}" if self.coarse else "M{diameter}×{pitch}"
        return Message(template, diameter=self.diameter, pitch=self.pitch)

    @property
    def triangle_height(self) -> float:
        """H, the height of the fundamental triangle (ISO 68-1)."""
        return math.sqrt(3) / 2 * self.pitch

    @property
    def pitch_diameter(self) -> float:
        """d2 = D2 = d − 3/4·H = d − 0.649519·P (ISO 724)."""
        return self.diameter - 0.75 * self.triangle_height

    @property
    def minor_diameter(self) -> float:
        """D1 = d1 = d − 5/4·H = d − 1.082532·P (ISO 724)."""
        return self.diameter - 1.25 * self.triangle_height

    @property
    def root_diameter(self) -> float:
        """d3 = d − 17/12·H = d − 1.226869·P, root of the external thread (ISO 898-1)."""
        return self.diameter - 17 / 12 * self.triangle_height

    @property
    def stress_area(self) -> float:
        """As = π/4·((d2 + d3)/2)² in mm² (ISO 898-1)."""
        return math.pi / 4 * ((self.pitch_diameter + self.root_diameter) / 2) ** 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TrapezoidalThread:
    """A metric trapezoidal thread, basic and design profile of ISO 2904 (flank angle 30°)."""

    diameter: float
    pitch: float
    designation: str
    clearance: float

    @property
    def pitch_diameter(self) -> float:
        """d2 = D2 = d − 0.5·P."""
        return self.diameter - 0.5 * self.pitch

    @property
    def root_diameter(self) -> float:
        """d3 = d − P − 2·ac, root of the screw; a journal beside the thread must not exceed it."""
        return self.diameter - self.pitch - 2 * self.clearance

    @property
    def minor_diameter(self) -> float:
        """D1 = d − P: the bore of the nut before threading, and its modelled diameter."""
        return self.diameter - self.pitch

    @property
    def major_diameter_internal(self) -> float:
        """D4 = d + 2·ac, the root of the nut's thread."""
        return self.diameter + 2 * self.clearance


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLimits:
    """Limits of size in mm; None where the standard only bounds one side by the tool's form."""

    major_min: float
    major_max: float | None
    pitch_min: float
    pitch_max: float
    minor_min: float | None
    minor_max: float


def metric(diameter: float, pitch: float | None = None) -> MetricThread:
    """Return the ISO 261 thread of a diameter, with its coarse pitch unless one is given (mm).

    Raises OutsideTableError for a diameter or a pitch which is not in the selection (M1 to M300),
    and where no pitch is given and the diameter has no coarse one.
    """
    rows = [row for row in records("iso261_threads.csv") if float(row["diameter"]) == diameter]
    if not rows:
        raise OutsideTableError(
            Message(
                "M{diameter} is no metric thread of ISO 261 (M1 to M300)", diameter=float(diameter)
            ),
            hint=Message(
                "the nearest ones are {names}", names=_near("iso261_threads.csv", "M", diameter)
            ),
        )
    for row in rows:
        if row["series"] == "coarse" if pitch is None else float(row["pitch"]) == pitch:
            return _metric(row)
    thread = _side_by_side("M", [float(diameter)])
    fault = Message("{thread} has no coarse pitch in ISO 261: write its pitch", thread=thread)
    if pitch is not None:
        fault = Message(
            "{standard} has no pitch {pitch} mm for {thread}",
            standard="ISO 261", pitch=float(pitch), thread=thread,
        )  # fmt: skip
    raise OutsideTableError(fault, hint=_pitches_known(row["pitch"] for row in rows))


def coarse_pitch(diameter: float) -> float | None:
    """Return the coarse pitch of a diameter (mm), None where ISO 261 has none."""
    rows = records("iso261_threads.csv")
    coarse = (row for row in rows if row["series"] == "coarse")
    return next((float(r["pitch"]) for r in coarse if float(r["diameter"]) == diameter), None)


@cache
def metric_threads() -> tuple[MetricThread, ...]:
    """Return all the threads of ISO 261, by diameter, the coarse pitch first."""
    return tuple(_metric(row) for row in records("iso261_threads.csv"))


def trapezoidal(diameter: float, pitch: float | None = None) -> TrapezoidalThread:
    """Return the thread Tr d×P of ISO 2902 (mm), with the preferred pitch unless one is given.

    Raises OutsideTableError for what is not in the selection (Tr 8 to Tr 60).
    """
    file = "iso2902_trapezoidal.csv"
    pitches = _pitches_of(file, diameter)
    if not pitches:
        raise OutsideTableError(
            Message(
                "Tr {diameter} is no trapezoidal thread of ISO 2902 (Tr 8 to Tr 60)",
                diameter=float(diameter),
            ),
            hint=Message("the nearest ones are {names}", names=_near(file, "Tr ", diameter)),
        )
    if pitch is not None and f"{pitch:g}" not in pitches:
        raise OutsideTableError(
            Message(
                "{standard} has no pitch {pitch} mm for {thread}",
                standard="ISO 2902",
                pitch=float(pitch),
                thread=_side_by_side("Tr ", [float(diameter)]),
            ),
            hint=_pitches_known(pitches),
        )
    return _trapezoidal(float(diameter), float(pitch if pitch is not None else pitches[0]))


def default_drill_overrun(pitch: float) -> float:
    """Return how much deeper than its thread a blind hole is drilled, mm.

    Rule of the house where the drawing says nothing, to be shown as derived: four pitches, rounded
    up to half a millimetre: three for the chamfer of a form C tap (ISO 8830) and one to spare.
    The depth is that of the cylinder, without the drill's point.
    """
    return math.ceil(8 * pitch) / 2


def thread_limits(thread: MetricThread, tolerance_class: str) -> ThreadLimits:
    """Return the limits of a class such as "6H", "6g" or "5g6g" (ISO 965-1, normal engagement).

    A capital letter is an internal thread. With two grades the first is that of the pitch
    diameter, the second that of the crest. Raises OutsideTableError where ISO 965-1 has no value.
    """
    found = _limits(thread, tolerance_class)
    if found is not None:
        return found
    message = Message(
        "{text!r} is no tolerance class of ISO 965-1 in these tables", text=tolerance_class
    )
    if _split_class(tolerance_class) is not None:
        message = Message(
            "ISO 965-1 has no value for {thread}-{text}",
            thread=thread.said, text=tolerance_class,
        )  # fmt: skip
    raise OutsideTableError(message, hint=_known_classes(thread, tolerance_class))


def _limits(thread: MetricThread, tolerance_class: str) -> ThreadLimits | None:
    """Return the limits of a class, None where ISO 965-1 has no such class or no value."""
    parts = _split_class(tolerance_class)
    if parts is None:
        return None
    flank_grade, letter, crest_grade = parts
    side = "internal" if letter.isupper() else "external"
    deviation = 0.0 if letter in "hH" else _cell(_crest_row(thread.pitch), letter.lower())
    crest = _cell(_crest_row(thread.pitch), f"{side}_{crest_grade}")
    flank = _cell(_pitch_row(thread), f"{side}_{flank_grade}")
    if deviation is None or crest is None or flank is None:
        return None
    build = _internal_limits if letter.isupper() else _external_limits
    return build(thread, deviation, crest, flank)


def _metric(row: Mapping[str, str]) -> MetricThread:
    coarse = row["series"] == "coarse"
    size = f"M{float(row['diameter']):g}"
    return MetricThread(
        diameter=float(row["diameter"]),
        pitch=float(row["pitch"]),
        designation=size if coarse else f"{size}×{float(row['pitch']):g}",
        coarse=coarse,
        tap_drill=float(row["tap_drill"]),
    )


def _trapezoidal(diameter: float, pitch: float) -> TrapezoidalThread:
    clearance = next(ac for most, ac in _CREST_CLEARANCES_MM if pitch <= most)
    return TrapezoidalThread(
        diameter=diameter,
        pitch=pitch,
        designation=f"Tr {diameter:g}×{pitch:g}",
        clearance=clearance,
    )


def _pitches_of(file: str, diameter: float) -> list[str]:
    return [row["pitch"] for row in records(file) if float(row["diameter"]) == diameter]


def _near(file: str, letter: str, diameter: float) -> Message:
    known = {float(row["diameter"]) for row in records(file)}
    nearest = sorted(known, key=lambda d: (abs(d - diameter), d))[:3]
    return _side_by_side(letter, sorted(nearest))


def _pitches_known(pitches: Iterable[str]) -> Message:
    return Message("its pitches are {pitches}", pitches=_side_by_side("", map(float, pitches)))


def _side_by_side(letter: str, values: Iterable[float]) -> Message:
    """Return numbers with dots between them: commas may stand inside."""
    numbers = {f"number{i}": value for i, value in enumerate(values)}
    return Message(" · ".join(f"{letter}{{{name}}}" for name in numbers), **numbers)


def _split_class(text: str) -> tuple[str, str, str] | None:
    """Return grade and letter of the pitch diameter and the crest's grade; None for no class."""
    found = _CLASS.fullmatch(text)
    if found is None or found["crest_letter"] not in (None, found["letter"]):
        return None
    return found["flank"], found["letter"], found["crest"] or found["flank"]


def _known_classes(thread: MetricThread, text: str) -> Message:
    """Name the classes on the side of ``text`` that ISO 965-1 recommends and has values for."""
    side = _INTERNAL_CLASSES if text[-1:].isupper() else _EXTERNAL_CLASSES
    known = [name for name in side if _limits(thread, name) is not None]
    return Message(
        "for {thread}: {classes} (capital letter: tapped hole; small letter: screw)",
        thread=thread.said, classes=", ".join(known),
    )  # fmt: skip


def _cell(row: Mapping[str, str], column: str) -> float | None:
    """Return a value of ISO 965-1 in mm (the tables are in µm)."""
    value = row.get(column, "-")
    return None if value == "-" else float(value) / 1000


@cache
def _crest_row(pitch: float) -> Mapping[str, str]:
    rows = records("iso965_crest.csv")
    return next((row for row in rows if float(row["pitch"]) == pitch), {})


@cache
def _pitch_row(thread: MetricThread) -> Mapping[str, str]:
    for row in records("iso965_pitch_diameter.csv"):
        inside = float(row["over"]) < thread.diameter <= float(row["up_to"])
        if inside and float(row["pitch"]) == thread.pitch:
            return row
    return {}


def _internal_limits(
    thread: MetricThread, deviation: float, crest: float, flank: float
) -> ThreadLimits:
    return ThreadLimits(
        major_min=_exact(thread.diameter + deviation),
        major_max=None,
        pitch_min=_exact(thread.pitch_diameter + deviation),
        pitch_max=_exact(thread.pitch_diameter + deviation + flank),
        minor_min=_exact(thread.minor_diameter + deviation),
        minor_max=_exact(thread.minor_diameter + deviation + crest),
    )


def _external_limits(
    thread: MetricThread, deviation: float, crest: float, flank: float
) -> ThreadLimits:
    return ThreadLimits(
        major_min=_exact(thread.diameter - deviation - crest),
        major_max=_exact(thread.diameter - deviation),
        pitch_min=_exact(thread.pitch_diameter - deviation - flank),
        pitch_max=_exact(thread.pitch_diameter - deviation),
        minor_min=None,
        minor_max=_exact(thread.minor_diameter - deviation),
    )


def _exact(value: float) -> float:
    """Return the micrometre that the standard prints (ISO 965-2 rounds basic sizes to it)."""
    return round(value, 3)
