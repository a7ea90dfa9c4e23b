"""Lengths, shanks and holders of tools by default, and geometry of inserts, from the standards.

The data files name the standard of each table. Lengths in mm, angles in degrees.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from gmp_cad.standards.table import document, records

Contour = tuple[tuple[float, float], ...]
_TRIANGLE = math.sqrt(3.0)
_TRIGON = 0.6845


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSize:
    """Overall length, shank diameter, length held, and neck or pilot diameter (0: none), mm."""

    overall_mm: float
    shank_mm: float
    grip_mm: float
    neck_mm: float


def tool_size(family: str, diameter_mm: float) -> ToolSize | None:
    """Return the size of a tool of a family of ``tool_lengths.csv``.

    Beyond its largest row that row holds; None for a family that the table has not.
    """
    rows = _families().get(family)
    if not rows:
        return None
    return next((size for up_to, size in rows if diameter_mm <= up_to + 1e-9), rows[-1][1])


@cache
def _families() -> dict[str, list[tuple[float, ToolSize]]]:
    found: dict[str, list[tuple[float, ToolSize]]] = {}
    for row in records("tool_lengths.csv"):
        size = ToolSize(
            overall_mm=float(row["overall_mm"]),
            shank_mm=float(row["shank_mm"]),
            grip_mm=float(row["grip_mm"]),
            neck_mm=float(row["neck_mm"]),
        )
        found.setdefault(row["family"], []).append((float(row["up_to_mm"]), size))
    return found


def holder_contour(holder: str, diameter_mm: float) -> Contour:
    """Return the outline of a holder by its name and its tool: (distance from its face, diameter)."""
    entries: Any = document("tool_holders.toml")["holder"]
    entry = next(
        e
        for e in entries
        if holder.startswith(e["name"]) and diameter_mm <= e.get("up_to_mm", math.inf) + 1e-9
    )
    return tuple((float(at), float(diameter)) for at, diameter in entry["contour"])


def holder_name(holder: str, lang: str) -> str:
    """Return how documents call a holder; a name that is not known is left as it is written."""
    english: Any = document("tool_holders.toml")["english"]
    names: dict[str, str] = english if lang == "en" else {}
    start = max((name for name in names if holder.startswith(name)), key=len, default="")
    return names[start] + holder[len(start) :] if start else holder


def corner_angle(shape: str) -> float | None:
    """Return the corner angle (degrees) of an insert by its ISO 1832 letter; None if not known."""
    angle = _inserts()["corner"].get(shape)
    return None if angle is None else float(angle)


def edge_length(shape: str, size_code: int) -> float:
    """Return the edge length (mm) of an insert: that whose whole millimetres are ``size_code``.

    ISO 1832 writes the edge length without its decimals; the inscribed circle gives the exact one.
    """
    for circle in _inserts()["inscribed_circles"]:
        length = float(circle) * _edges_per_circle(shape)
        # An inch circle in rounded millimetres: T 22 has an edge of 21.997, which is printed 22.0.
        if int(round(length, 1)) == size_code:
            return length
    return float(size_code)


def _edges_per_circle(shape: str) -> float:
    if shape == "T":
        return _TRIANGLE
    if shape == "W":
        return _TRIGON
    return 1.0 / math.sin(math.radians(corner_angle(shape) or 90.0))


def shank_length(letter: str) -> float | None:
    """Return the length (mm) that a letter of ISO 5608 gives to a shank; None if not known."""
    length = _inserts()["shank_length"].get(letter)
    return None if length is None else float(length)


def tip_offset(width_mm: float, *, boring: bool) -> float:
    """Return f (mm): from the tip to the back of a shank, or to the axis of a boring bar.

    Between the widths of the table it is interpolated, beyond them in proportion.
    """
    table = _inserts()["boring_f" if boring else "external_f"]
    rows = sorted((float(width), float(f)) for width, f in table.items())
    return _interpolated(rows, width_mm)


def _interpolated(rows: Sequence[tuple[float, float]], x: float) -> float:
    if x <= rows[0][0]:
        return rows[0][1] * x / rows[0][0]
    for (x0, y0), (x1, y1) in itertools.pairwise(rows):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return rows[-1][1] * x / rows[-1][0]


def _inserts() -> Any:
    return document("inserts.toml")
