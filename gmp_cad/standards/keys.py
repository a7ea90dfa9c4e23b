"""Fits of parallel keys across their width (ISO/R 773, NF E 22-177)."""

from __future__ import annotations

from gmp_cad.standards.table import records


def key_fit_usage(keyway: str, key: str) -> str | None:
    """Return what the fit of a key in a keyway is for, in English; None if the standard has it not."""
    for row in records("iso773_fits.csv"):
        if (row["hole"], row["shaft"]) == (keyway, key):
            return row["usage"]
    return None
