"""How the desk writes figures: the sign before a deviation, as many decimals as a limit needs."""

from __future__ import annotations

from gmp_cad.language import number


def deviation(value: float, lang: str) -> str:
    """Return a signed figure as drawings have it: ``+21``, ``−7``, ``0``."""
    text = number(abs(value), lang)
    return text if value == 0 else f"{'+' if value > 0 else '−'}{text}"


def length(value_mm: float, lang: str) -> str:
    """Return a limit of size to the micrometre, or finer where it needs it (12,5 µm)."""
    fine = round(value_mm * 1000, 6) % 1 > 0
    return number(value_mm, lang, 4 if fine else 3)


def from_to(least: float, most: float, lang: str, unit: str) -> str:
    """Return a range: ``7 … 41 µm``."""
    return f"{number(least, lang)} … {number(most, lang)} {unit}"
