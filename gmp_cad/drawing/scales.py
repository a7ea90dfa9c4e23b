"""Scales of ISO 5455, largest first, and how they are written."""

from __future__ import annotations

_LARGER = (50, 20, 10, 5, 2)
_SMALLER = (2, 5, 10, 20, 50, 100, 200, 500, 1000)

SCALES: tuple[float, ...] = (*map(float, _LARGER), 1.0, *(1 / n for n in _SMALLER))


def written(scale: float) -> str:
    """Return a scale as the title block shows it: ``2:1``, ``1:5``."""
    return f"{scale:g}:1" if scale >= 1 else f"1:{1 / scale:g}"
