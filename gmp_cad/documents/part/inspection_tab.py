"""The inspection of a part as sheets: the plan, and the record that judges what is written in it."""

from __future__ import annotations

from collections.abc import Iterator

from gmp_cad.documents.office.tab import (
    Cell,
    Column,
    Entry,
    Formula,
    Limited,
    Tab,
    columns_of,
    letter,
)
from gmp_cad.documents.part.inspection import InspectionLine
from gmp_cad.documents.part.inspection_header import InspectionSheet
from gmp_cad.documents.part.inspection_sheet import PARTS
from gmp_cad.language import Message, english, translate

_PLAN = english((
    ("No.", 7, None), ("Designation", 30, None), ("Requirement", 16, None), ("Unit", 6, None),
    ("Nominal", 9, None), ("Min", 9, None), ("Max", 9, None), ("Class", 10, None),
    ("Gauge", 12, None), ("Means", 24, None), ("Resolution", 11, None), ("U (k = 2)", 10, None),
    ("IT/2U", 8, 1), ("Cmc", 8, 1), ("Accept from", 11, None), ("Accept to", 11, None),
    ("Frequency", 14, None), ("Parts\nof the batch", 11, None), ("Phase", 8, None),
    ("Post", 10, None), ("Record", 10, None), ("If not conforming", 30, None),
))  # fmt: skip
_RECORD = english((
    ("No.", 7, None), ("Place", 7, None), ("Requirement", 24, None), ("Unit", 6, None),
    ("Accept from", 11, None), ("Accept to", 11, None), ("Means", 30, None),
))  # fmt: skip
_FIRST = len(_RECORD)
_LAST = _FIRST + PARTS - 1


def inspection_tabs(sheet: InspectionSheet, lang: str) -> tuple[Tab, Tab]:
    """Return the inspection plan and its record: measures turn red outside the limits to accept."""
    return _plan(sheet, lang), _record(sheet, lang)


def _plan(sheet: InspectionSheet, lang: str) -> Tab:
    return Tab(
        name=translate("Inspection plan", lang),
        title=Message("Inspection plan — {part}", part=sheet.title).say(lang),
        columns=columns_of(_PLAN, lang), rows=[_planned(line) for line in sheet.lines],
    )  # fmt: skip


def _planned(line: InspectionLine) -> list[Cell]:
    return [
        line.balloon, line.designation, line.requirement, line.unit, line.nominal, line.lower,
        line.upper, line.importance_label, line.gauge, line.gauge_title, line.resolution,
        line.uncertainty, line.capability, line.cmc, line.accept_lower, line.accept_upper,
        line.frequency, line.sample if line.inspected else None, line.phase, line.machine,
        line.recording, line.reaction,
    ]  # fmt: skip


def _record(sheet: InspectionSheet, lang: str) -> Tab:
    parts = [
        Column(title=f"{translate('Part no.', lang)} {i + 1}", width=11, centred=True)
        for i in range(PARTS)
    ]
    judged = [
        Column(title=translate("Mean", lang), width=10, decimals=4),
        Column(title=translate("Range", lang), width=10, decimals=4),
        Column(title=translate("Verdict", lang), width=9, centred=True),
        Column(title=translate("Remarks", lang), width=30),
    ]
    return Tab(
        name=translate("Inspection record", lang),
        title=Message("Inspection record — {part}", part=sheet.title).say(lang),
        columns=[*columns_of(_RECORD, lang), *parts, *judged],
        rows=[row for line in sheet.lines if line.inspected for row in _recorded(line)],
        limited=Limited(first=_FIRST, last=_LAST, lower=4, upper=5),
        notes=[
            translate(
                "Limits to accept are those of ISO 14253-1: the tolerance less the uncertainty U on "
                "each side.",
                lang,
            ),
        ],
    )  # fmt: skip


def _recorded(line: InspectionLine) -> Iterator[list[Cell]]:
    """Yield a row for each place of a part where the characteristic is measured."""
    attribute = line.attribute or (line.accept_lower is None and line.accept_upper is None)
    entry = Entry("verdict") if attribute else Entry()
    span = f"{letter(_FIRST)}{{r}}:{letter(_LAST)}{{r}}"
    for place in range(1, line.instances + 1):
        yield [
            line.balloon, place if line.instances > 1 else None, line.requirement, line.unit,
            None if attribute else line.accept_lower, None if attribute else line.accept_upper,
            line.gauge_title, *[entry] * PARTS,
            *((None, None) if attribute else _figures(span)),
            Formula(_said(span) if attribute else _judged(span), ""), None,
        ]  # fmt: skip


def _figures(span: str) -> tuple[Formula, Formula]:
    """Return mean and range of what is written, nothing before."""
    return (
        Formula(f'IF(COUNT({span})=0,"",AVERAGE({span}))', ""),
        Formula(f'IF(COUNT({span})=0,"",MAX({span})-MIN({span}))', ""),
    )


def _said(span: str) -> str:
    return f'IF(COUNTIF({span},"NC")>0,"NC",IF(COUNTIF({span},"C")=0,"","C"))'


def _judged(span: str) -> str:
    """Return the verdict of the measures; a limit that does not exist holds nothing."""
    below = f"AND(ISNUMBER(E{{r}}),MIN({span})<E{{r}})"
    above = f"AND(ISNUMBER(F{{r}}),MAX({span})>F{{r}})"
    return f'IF(COUNT({span})=0,"",IF(OR({below},{above}),"NC","C"))'
