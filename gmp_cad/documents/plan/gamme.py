"""The gamme: nomenclature des phases of one part, and the words for stock, machine, workholder."""

from __future__ import annotations

from collections.abc import Mapping

from gmp_cad.documents.printing.figures import DASH, centiminutes, number_ranges, or_dash
from gmp_cad.language import Message, english, number, translate
from gmp_cad.process.operations import surface_numbers
from gmp_cad.process.times import PhaseTimes
from gmp_cad.spec.process import Phase, ProcessPlan, Stock
from gmp_cad.spec.workshop import Machine, Workshop

COLUMNS = english((
    "Phase", "Designation", "Machine", "Workholder", "Surfaces", "Ts (min)", "Tu (cmin)", "Remarks",
))  # fmt: skip
_FORMS = english({
    "plate": "plate", "bar": "drawn bar", "round": "round bar", "tube": "tube",
    "casting": "sand casting", "forging": "forging", "step": "given solid",
})  # fmt: skip


def stock_text(stock: Stock, lang: str) -> str:
    """Return nature, size and allowance of the stock: ``rond ⌀50 × 83``."""
    text = translate(_FORMS[stock.form], lang)
    if stock.size:
        sign = "⌀" if stock.form in ("round", "tube") else ""
        text += f" {sign}" + " × ".join(number(v, lang) for v in stock.size)
    if stock.allowance:
        said = Message("allowance {allowance}", allowance=stock.allowance)
        text += f", {said.say(lang)}"
    return text


def machine_text(machine: Machine | None, phase: Phase) -> str:
    """Return the machine's id and name; without one, a post where people work by hand."""
    if machine is None:
        return or_dash(phase.machine)
    return f"{machine.id} — {machine.title}"


def workholder_text(phase: Phase, fixtures: Mapping[str, str], lang: str) -> str:
    """Return the workholder, or the fixture by the number that ``fixtures`` gives its folder."""
    if phase.fixture:
        number_ = fixtures.get(phase.fixture, phase.fixture)
        return Message("fixture {number}", number=number_).say(lang)
    return or_dash(phase.workholding)


def surfaces_made(phase: Phase, numbers: Mapping[str, int], lang: str) -> str:
    """Return the numbers of the surfaces that the phase makes, as its contract shows them."""
    made = {numbers[name] for op in phase.operations for name in op.makes}
    return number_ranges(sorted(made), lang)


def gamme_rows(
    plan: ProcessPlan,
    workshop: Workshop,
    times: Mapping[str, PhaseTimes],
    fixtures: Mapping[str, str],
    lang: str,
) -> tuple[tuple[str, ...], ...]:
    """Return the nomenclature des phases; phase 00 is the stock.

    ``times`` is keyed by phase number as printed, ``fixtures`` maps a fixture's folder to its
    number.
    """
    first = (
        "00", translate("Stock", lang), DASH, DASH, DASH, DASH, DASH,
        " ; ".join(filter(None, (stock_text(plan.stock, lang), plan.stock.note))),
    )  # fmt: skip
    numbers = surface_numbers(plan)
    return (
        first,
        *(
            _row(
                phase,
                workshop.machine(phase.machine),
                times.get(str(phase.number)),
                fixtures,
                surfaces_made(phase, numbers, lang),
                lang,
            )
            for phase in plan.phases
        ),
    )


def _row(
    phase: Phase,
    machine: Machine | None,
    times: PhaseTimes | None,
    fixtures: Mapping[str, str],
    surfaces: str,
    lang: str,
) -> tuple[str, ...]:
    return (
        str(phase.number),
        phase.title,
        machine_text(machine, phase),
        workholder_text(phase, fixtures, lang),
        or_dash(surfaces),
        number(times.series_min if times else phase.setup_time, lang),
        centiminutes(times.unit_min, lang) if times else DASH,
        phase.note,
    )
