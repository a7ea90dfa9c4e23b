"""Limits of trapezoidal threads (ISO 2903, normal engagement): 7H, 8H, 9H; 7e, 8e, 8c, 9c.

A class is that of the pitch diameter alone: the crests have grade 4, position H or h, in every
class; the root d3 of the screw has the grade of its pitch diameter, position h.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from gmp_cad.errors import OutsideTableError
from gmp_cad.language import Message
from gmp_cad.standards.table import records
from gmp_cad.standards.threads import ThreadLimits, TrapezoidalThread

CLASSES = ("7H", "8H", "9H", "7e", "8e", "8c", "9c")
# Factors by number of starts on the tolerance of the pitch diameter (ISO 2903, 10).
_STARTS = {1: 1.0, 2: 1.12, 3: 1.25, 4: 1.4}
_MANY_STARTS = 1.6


def trapezoidal_limits(
    thread: TrapezoidalThread, tolerance_class: str, starts: int = 1
) -> ThreadLimits:
    """Return the limits of a class such as "7H" or "7e"; ``thread.pitch`` is that of one start.

    Raises OutsideTableError where ISO 2903 has no such class or no value.
    """
    if tolerance_class not in CLASSES:
        raise OutsideTableError(
            Message("{text!r} is no tolerance class of ISO 2903", text=tolerance_class),
            hint=Message("known: {names}", names=", ".join(CLASSES)),
        )
    grade, position = tolerance_class[0], tolerance_class[1]
    side = "internal" if position == "H" else "external"
    row, crests = _flank_row(thread), _crest_row(thread.pitch)
    if row is None or crests is None:
        raise OutsideTableError(
            Message(
                "ISO 2903 has no value for {thread}-{text}",
                thread=thread.designation, text=tolerance_class,
            )
        )  # fmt: skip
    flank = float(row[f"{side}_{grade}"]) * _STARTS.get(starts, _MANY_STARTS)
    crest = float(crests[f"{side}_4"])
    if position == "H":
        return _nut(thread, flank, crest)
    return _screw(thread, float(crests[position]), flank, crest)


def _nut(thread: TrapezoidalThread, flank_um: float, crest_um: float) -> ThreadLimits:
    return ThreadLimits(
        major_min=_exact(thread.major_diameter_internal),
        major_max=None,
        pitch_min=_exact(thread.pitch_diameter),
        pitch_max=_exact(thread.pitch_diameter + flank_um / 1000),
        minor_min=_exact(thread.minor_diameter),
        minor_max=_exact(thread.minor_diameter + crest_um / 1000),
    )


def _screw(
    thread: TrapezoidalThread, deviation_um: float, flank_um: float, crest_um: float
) -> ThreadLimits:
    # Td3 = 1.25·Td2 + |es|, the product rounded to whole µm as the table of the standard has it.
    root_um = round(1.25 * flank_um) + deviation_um
    return ThreadLimits(
        major_min=_exact(thread.diameter - crest_um / 1000),
        major_max=_exact(thread.diameter),
        pitch_min=_exact(thread.pitch_diameter - (deviation_um + flank_um) / 1000),
        pitch_max=_exact(thread.pitch_diameter - deviation_um / 1000),
        minor_min=_exact(thread.root_diameter - root_um / 1000),
        minor_max=_exact(thread.root_diameter),
    )


@cache
def _crest_row(pitch: float) -> Mapping[str, str] | None:
    rows = records("iso2903_crest.csv")
    return next((row for row in rows if float(row["pitch"]) == pitch), None)


@cache
def _flank_row(thread: TrapezoidalThread) -> Mapping[str, str] | None:
    for row in records("iso2903_pitch_diameter.csv"):
        inside = float(row["over"]) < thread.diameter <= float(row["up_to"])
        if inside and float(row["pitch"]) == thread.pitch:
            return row
    return None


def _exact(value: float) -> float:
    """Return the value to the micrometre, as the standard prints it."""
    return round(value, 3)
