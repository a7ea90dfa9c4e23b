"""Tolerance interval of the raw dimensions of a stock, by how its faces were obtained (mm).

Sources: ISO 8062-3 (grades DCTG), EN 10278 with ISO 286 (drawn bars), practice for sawing.
"""

from __future__ import annotations

from gmp_cad.errors import OutsideTableError, suggestion
from gmp_cad.language import Message
from gmp_cad.standards import iso286
from gmp_cad.standards.table import entry, records, step_table

_CASTINGS = "casting_tolerances.csv"


def raw_interval_mm(condition: str, size_mm: float) -> float:
    """Return the interval of a raw dimension: sawn, drawn, forged, die_cast or sand_cast.

    Beyond the last step of a table its last value holds. Raises OutsideTableError for another
    condition.
    """
    rows = {row["condition"]: row["interval"] for row in records("stock_tolerances.csv")}
    if condition not in rows:
        raise OutsideTableError(
            Message("no raw tolerance for {condition!r}", condition=condition),
            hint=suggestion(condition, rows) or Message("known: {names}", names=", ".join(rows)),
        )
    interval = rows[condition]
    if interval.startswith("IT"):
        return iso286.it_um(min(size_mm, 500.0), interval.removeprefix("IT")) / 1000
    if interval.startswith("DCTG"):
        table = step_table(_CASTINGS)
        found = entry(table, interval, min(size_mm, table.steps[-1]))
        assert found is not None
        return found
    return float(interval)
