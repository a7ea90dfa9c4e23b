"""Pipe threads G, parallel, not pressure-tight on the threads (ISO 228-1): 1/16 to 6.

Whitworth form, flank angle 55°. Lengths in mm. An internal thread has one class, without a
letter; an external one has class A or B.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gmp_cad.errors import OutsideTableError
from gmp_cad.language import Message
from gmp_cad.standards.table import records
from gmp_cad.standards.threads import ThreadLimits

INCH_MM = 25.4
EXTERNAL_CLASSES = ("A", "B")


@dataclass(frozen=True, slots=True, kw_only=True)
class PipeThread:
    """A thread of ISO 228-1 at its basic profile; ``size`` is written in inches, "1 1/4"."""

    size: str
    threads_per_inch: int
    diameter: float
    pitch_diameter: float
    minor_diameter: float
    tap_drill: float

    @property
    def designation(self) -> str:
        """How drawings name it: ``G 1 1/4``."""
        return f"G {self.size}"

    @property
    def pitch(self) -> float:
        """P = 25.4 mm / threads per inch."""
        return INCH_MM / self.threads_per_inch

    @property
    def root_diameter(self) -> float:
        """d1, root of the external thread: the Whitworth profile is the same on both sides."""
        return self.minor_diameter


def pipe(size: str) -> PipeThread:
    """Return the thread of a size such as "1/4", "1" or "1 1/4".

    Raises OutsideTableError for a size that ISO 228-1 has not.
    """
    row = _row(size)
    return PipeThread(
        size=row["size"],
        threads_per_inch=int(row["threads_per_inch"]),
        diameter=float(row["major"]),
        pitch_diameter=float(row["pitch_diameter"]),
        minor_diameter=float(row["minor"]),
        tap_drill=float(row["tap_drill"]),
    )


def pipe_sizes() -> tuple[str, ...]:
    """Return every size of ISO 228-1 as it is written, the smallest first."""
    return tuple(row["size"] for row in records("iso228_pipe_threads.csv"))


def pipe_limits(thread: PipeThread, tolerance_class: str = "") -> ThreadLimits:
    """Return the limits of the internal thread, or of the external one of class "A" or "B".

    Raises OutsideTableError for another class.
    """
    row = _row(thread.size)
    flank, crest_in, crest_out = (
        float(row[name]) / 1000 for name in ("flank", "internal_crest", "external_crest")
    )
    if not tolerance_class:
        return ThreadLimits(
            major_min=thread.diameter,
            major_max=None,
            pitch_min=thread.pitch_diameter,
            pitch_max=round(thread.pitch_diameter + flank, 3),
            minor_min=thread.minor_diameter,
            minor_max=round(thread.minor_diameter + crest_in, 3),
        )
    if tolerance_class not in EXTERNAL_CLASSES:
        raise OutsideTableError(
            Message("{text!r} is no tolerance class of ISO 228-1", text=tolerance_class),
            hint=Message("A or B on a shaft, nothing in a hole"),
        )
    wide = flank if tolerance_class == "A" else 2 * flank
    return ThreadLimits(
        major_min=round(thread.diameter - crest_out, 3),
        major_max=thread.diameter,
        pitch_min=round(thread.pitch_diameter - wide, 3),
        pitch_max=thread.pitch_diameter,
        minor_min=None,
        minor_max=thread.minor_diameter,
    )


def _row(size: str) -> Mapping[str, str]:
    for row in records("iso228_pipe_threads.csv"):
        if row["size"] == size:
            return row
    raise OutsideTableError(
        Message("G {size} is no pipe thread of ISO 228-1 (1/16 to 6)", size=size),
        hint=Message("the nearest ones are {names}", names=", ".join(_near(size))),
    )


def _near(size: str) -> list[str]:
    """Return the sizes nearest in inches, or in spelling where ``size`` is no number."""
    known = pipe_sizes()
    try:
        inches = _inches(size)
    except (ValueError, ZeroDivisionError):
        found = difflib.get_close_matches(size, known, n=3, cutoff=0.0)
    else:
        found = sorted(known, key=lambda name: abs(_inches(name) - inches))[:3]
    return [f"G {name}" for name in sorted(found, key=known.index)]


def _inches(size: str) -> Fraction:
    return sum((Fraction(part) for part in size.split()), Fraction(0))
