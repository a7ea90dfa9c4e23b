"""Read the data files of the standards: rows, documents, and tables with size steps."""

from __future__ import annotations

import csv
import pkgutil
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

_UNDEFINED = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTable:
    """Rows of values by nominal size; a step holds over the previous one, up to and including it.

    ``None`` stands where the standard gives no value.
    """

    steps: tuple[float, ...]
    rows: Mapping[str, tuple[float | None, ...]]


def _text(name: str) -> str:
    data = pkgutil.get_data("gmp_cad.standards", f"data/{name}")
    assert data is not None
    return data.decode("utf-8")


@cache
def records(name: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a CSV data file by column name; lines that start with # are comments."""
    lines = [line for line in _text(name).splitlines() if not line.startswith("#")]
    return tuple(csv.DictReader(lines))


@cache
def document(name: str) -> Mapping[str, object]:
    """Return the content of a TOML data file (not to be changed by the caller)."""
    import tomllib  # noqa: PLC0415 - what reads tables alone does not wait for it

    return tomllib.loads(_text(name))


@cache
def step_table(name: str) -> StepTable:
    """Return the CSV file whose first line is ``up_to`` and the steps in mm."""
    head, *body = csv.reader(
        line for line in _text(name).splitlines() if line and not line.startswith("#")
    )
    return StepTable(
        steps=tuple(float(step) for step in head[1:]),
        rows={
            row[0]: tuple(None if cell == _UNDEFINED else float(cell) for cell in row[1:])
            for row in body
        },
    )


def entry(table: StepTable, row: str, size_mm: float) -> float | None:
    """Return the value of ``row`` for a size; None where undefined or beyond the last step.

    Raises KeyError for a row that the table does not hold.
    """
    index = bisect_left(table.steps, size_mm)
    values = table.rows[row]
    return values[index] if index < len(values) else None
