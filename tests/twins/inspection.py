"""Wrong twins of the inspection: a forgotten line, a gauge too coarse, a critical line sampled."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gmp_cad.checks.inspection import PlannedInspection, complete, means, sampling
from gmp_cad.finding import Finding
from gmp_cad.quality.inspection_plan import inspection_plan
from tests.canonical import PLATE
from tests.inspected_plate import inspected, numbers


def planned(text: str = PLATE, drop: str = "", **more: object) -> PlannedInspection:
    """The plate's plan judged; ``drop``: a line whose rows are left out."""
    of = inspected(text)
    found = tuple(row for row in inspection_plan(of) if row.characteristic.line != drop)
    given = {"drawn": numbers(of.spec), "batch": of.batch} | more
    return PlannedInspection(spec=of.spec, rows=found, **given)  # type: ignore[arg-type]


def _critical(frequency: str, gauge: str = "") -> str:
    named = f', gauge = "{gauge}"' if gauge else ""
    line = f'{{ size = "⌀16 H7 Ⓔ", class = "critical", frequency = "{frequency}"{named} }}'
    return PLATE.replace('"⌀16 H7 Ⓔ"', line)


TWINS: dict[str, Callable[[], Iterable[Finding]]] = {
    "inspection.complete": lambda: complete(planned(drop="bore")),
    "inspection.means": lambda: means(planned(_critical("100 %", "PAC-150"))),
    "inspection.sampling": lambda: sampling(planned(_critical("1/5"))),
}
