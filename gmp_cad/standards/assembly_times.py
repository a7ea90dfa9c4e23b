"""Times of manual assembly by action, in a data file (``assembly_times.csv``)."""

from __future__ import annotations

from gmp_cad.standards.table import records


def assembly_time_min(action: str) -> float:
    """Return the time (min) of one action on one part. Raises KeyError for an unknown action."""
    return {row["action"]: float(row["seconds"]) for row in records("assembly_times.csv")}[
        action
    ] / 60
