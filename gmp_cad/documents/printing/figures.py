"""Numbers, dates and masses as documents print them, in the language of the document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from gmp_cad.evidence import Vector
from gmp_cad.language import number, translate
from gmp_cad.spec.part import Dimension

DASH = "—"
_PAIR = 2


def or_dash(text: str) -> str:
    """Return the text, or a dash where there is none: an empty cell looks forgotten."""
    return text.strip() or DASH


def date_text(iso: str, lang: str) -> str:
    """Return an ISO date as people write it: 15/01/2026 in French, 2026-01-15 in English."""
    if not iso or lang != "fr":
        return iso
    return dt.date.fromisoformat(iso).strftime("%d/%m/%Y")


def date_parts(iso: str) -> tuple[int, int, int]:
    """Return year, month, day of an ISO date; without one, the epoch of our PDF files."""
    day = dt.date.fromisoformat(iso) if iso else dt.date(2000, 1, 1)
    return day.year, day.month, day.day


def mass_text(mass_kg: float | None, lang: str) -> str:
    """Return a mass in kg to the gram, a dash when it is not known."""
    return DASH if mass_kg is None else number(mass_kg, lang, 3)


def signed(value: float, lang: str) -> str:
    """Return a length (mm) to the micrometre, with the minus sign of formulas."""
    return number(round(value, 3) + 0.0, lang).replace("-", "−")


def point_text(point: Vector, lang: str) -> str:
    """Return a point (mm) as ``(12,5 ; 0 ; −3)``."""
    return f"({' ; '.join(signed(round(v, 2), lang) for v in point)})"


def centiminutes(minutes: float, lang: str) -> str:
    """Return minutes as hundredths of a minute (cmin), one decimal where it says something."""
    return number(round(minutes * 100, 1), lang)


def limits_text(dimension: Dimension, lang: str) -> str:
    """Return the lower and upper limit of a dimension, or what stands in their place.

    Limits keep every digit of the specification: micrometres for fits.
    """
    if dimension.limits is None:
        return DASH
    low, high = dimension.limits
    places = max(_places(low), _places(high))
    return f"{number(low, lang, places)} … {number(high, lang, places)}"


def _places(value: float) -> int:
    return len(f"{value:.6f}".rstrip("0").partition(".")[2])


def number_ranges(numbers: Sequence[int], lang: str) -> str:
    """Return ``1 à 4, 7`` for 1, 2, 3, 4, 7; two neighbours are no range: ``11, 12``."""
    groups: list[list[int]] = []
    for value in numbers:
        if groups and value == groups[-1][-1] + 1:
            groups[-1].append(value)
        else:
            groups.append([value])
    to = translate("to", lang)
    return ", ".join(
        f"{g[0]} {to} {g[-1]}" if len(g) > _PAIR else ", ".join(map(str, g)) for g in groups
    )
