"""Sample sizes by batch: ISO 2859-1:1999, single sampling, general inspection levels I and II."""

from __future__ import annotations

from typing import Literal

from gmp_cad.standards.table import records

Level = Literal[1, 2]


def sample_size(batch: int, level: Level) -> int:
    """Return how many parts of a batch are taken; all of a batch smaller than the sample."""
    size = 1
    for row in records("iso2859_samples.csv"):
        if batch >= int(row["batch_from"]):
            size = int(row[f"level_{level}"])
    return min(size, batch)
