"""The APEF (avant-projet d'étude de fabrication): phases with location and Cf named, not valued."""

from __future__ import annotations

from typing import Any

from gmp_cad.documents.plan.gamme import machine_text, workholder_text
from gmp_cad.documents.plan.planned import PlannedPart, PlannedPhase, title_block
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.printing.figures import DASH, or_dash
from gmp_cad.language import Message, english, spoken, translate
from gmp_cad.process.operations import ends_of, surface_numbers

TEMPLATE = "apef_page.typ.j2"
_CHAPTER = 5
COLUMNS = english(("No.", "Operation", "Cf", "between"))


def apef_document(planned: PlannedPart, lang: str) -> EmbeddedDocument:
    """Return the preliminary study: of each phase that cuts machine, location, operations, Cf."""
    title = Message("Preliminary process (APEF) — {part}", part=planned.title).say(lang)
    cutting = [shown for shown in planned.phases if shown.phase.cuts]
    numbers = surface_numbers(planned.plan)
    context: dict[str, Any] = {
        "block": title_block(planned, english("Preliminary process (APEF)"), lang),
        "columns": [translate(column, lang) for column in COLUMNS],
        "phases": [_phase(planned, shown, numbers, lang) for shown in cutting],
        "legend": _legend(planned, numbers, lang),
    }
    pictures = {p.picture: planned.pictures[p.picture] for p in cutting if p.picture}
    return EmbeddedDocument(
        chapter=_CHAPTER, title=title, template=TEMPLATE, context=context, pictures=pictures
    )


def _legend(planned: PlannedPart, numbers: dict[str, int], lang: str) -> str:
    """Return which feature each surface number stands for."""
    numbered = [f"{number} = {spoken(name, lang)}" for name, number in numbers.items()]
    letters = [f"{letter} = {spoken(on, lang)}" for letter, on in planned.part.datums.items()]
    return " ; ".join((*numbered, *letters))


def _phase(
    planned: PlannedPart, shown: PlannedPhase, numbers: dict[str, int], lang: str
) -> dict[str, Any]:
    phase = shown.phase
    names = {cf.name: cf for cf in phase.dimensions}
    rows = []
    for row in shown.rows:
        if row.operation is None:
            continue
        cfs = [names[name] for name in row.cf if name in names]
        between = [" — ".join(_surface(end, numbers, lang) for end in ends_of(cf)) for cf in cfs]
        rows.append(
            [row.number, row.designation.say(lang), "\n".join(row.cf) or DASH,
             "\n".join(between) or DASH]
        )  # fmt: skip
    return {
        "number": str(phase.number),
        "title": phase.title,
        "machine": machine_text(shown.machine, phase),
        "workholder": workholder_text(phase, planned.fixtures, lang),
        "locating": list(shown.locating),
        "clamping": list(shown.clamping),
        "tolerances": or_dash(" ; ".join(_frames(planned, shown, lang))),
        "rows": rows,
        "picture": shown.picture,
        "alt": Message("sketch of phase {phase}", phase=str(phase.number)).say(lang),
    }


def _surface(name: str, numbers: dict[str, int], lang: str) -> str:
    """Return a surface's number (``11.2``: the second of a group), ``B>Z`` for a raw one, its name."""
    stem, _, instance = name.partition("[")
    if name in numbers or stem in numbers:
        whole = name in numbers
        return str(numbers[name]) if whole else f"{numbers[stem]}.{instance.rstrip(']')}"
    if name.startswith("stock"):
        return f"B{name.removeprefix('stock').strip()}"
    return spoken(name, lang)


def _frames(planned: PlannedPart, shown: PlannedPhase, lang: str) -> list[str]:
    known = planned.part.tolerances
    return [known[key].frame_text(lang) for key in shown.phase.tolerances if key in known]
