"""An assembly drawing is whole: every item has its balloon on every sheet, every fit its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.finding import Finding
from gmp_cad.language import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnAssembly:
    """The sheets of an assembly as they are judged.

    ``items`` and ``fits``: what the drawing must show. ``sheets``: the references that stand on
    each sheet, as often as they stand there; ``shown``: the fits that are written. ``rest``: rows
    of the parts list for which no sheet has room.
    """

    subject: str
    items: tuple[str, ...]
    fits: tuple[str, ...]
    sheets: tuple[tuple[str, ...], ...]
    shown: tuple[str, ...]
    rest: int = 0


@check(
    "drawing.ensemble",
    "Whole assembly drawings",
    "An item without a balloon cannot be found in the parts list, and a fit that no view shows is "
    "not machined as it was meant.",
)
def ensemble(drawn: DrawnAssembly) -> Iterator[Finding]:
    """Yield what the sheets of an assembly lack; a single PASS where nothing is missing."""
    verdicts = Verdicts("drawing.ensemble", drawn.subject)
    found = [*_balloons(drawn, verdicts), *_fits(drawn, verdicts)]
    if drawn.rest:
        message = Message(
            "{count} {count:row|rows} of the parts list {count:has|have} no room", count=drawn.rest
        )
        hint = Message("choose a larger sheet in [drawing]")
        found.append(verdicts.failed("parts_list", message, hint=hint, observed=drawn.rest))
    if not found:
        message = Message(
            "{count} {count:item|items}, each once on every sheet", count=len(drawn.items)
        )
        found = [verdicts.passed("whole", message)]
    yield from found


def _balloons(drawn: DrawnAssembly, verdicts: Verdicts) -> Iterator[Finding]:
    for number, sheet in enumerate(drawn.sheets, start=1):
        counted = Counter(sheet)
        wrong = [item for item in drawn.items if counted[item] != 1]
        if wrong:
            message = Message(
                "sheet {number}: not exactly one balloon for the items {items}",
                number=number, items=_listed(wrong),
            )  # fmt: skip
            yield verdicts.failed("balloons", message, observed=len(wrong), expected=0)


def _fits(drawn: DrawnAssembly, verdicts: Verdicts) -> Iterator[Finding]:
    lost = [fit for fit in drawn.fits if fit not in drawn.shown]
    if lost:
        message = Message("no section shows the fits {fits}", fits=_listed(lost))
        hint = Message("the product's axes must lie along or across its front view")
        yield verdicts.warned("fits", message, hint=hint, observed=len(lost), expected=0)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
