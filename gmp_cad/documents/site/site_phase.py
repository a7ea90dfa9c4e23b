"""A phase in the page of its part: sketch of the contract, operations, manufactured dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gmp_cad.documents.dossier.chapters import ContractSheet
from gmp_cad.documents.printing.figures import DASH, or_dash
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.site.site import inline, table
from gmp_cad.language import Message, english, number, spoken, translate
from gmp_cad.spec.process import Phase
from gmp_cad.spec.size import print_size

# Fields of the contract's header that say how the phase is set up.
_FIELDS = english((
    ("Machine", "machine"), ("Workholder", "workholder"), ("Program", "nc_program"),
    ("Coolant", "coolant"), ("Clamping force", "clamp_force"), ("Contract revision", "contract_rev"),
    ("Status", "status"),
))  # fmt: skip
_TIMES = english((
    ("Σ Tt (cmin)", "sum_tt"),
    ("Σ Tm (cmin)", "sum_tm"),
    ("Tu (cmin)", "tu"),
    ("Ts (min)", "ts"),
))  # fmt: skip
_CF_COLUMNS = english(("Name", "Size", "Between", "Kind"))  # fmt: skip
_HOLD_COLUMNS = english(("Function", "On", "Value"))  # fmt: skip


def phase_context(phase: Phase, sheet: ContractSheet | None, lang: str) -> dict[str, Any]:
    """Return what the page shows of a phase; ``sheet`` is its contract, None if it has none."""
    return {
        "id": phase_anchor(str(phase.number)),
        "heading": f"{phase.number} — {phase.title}",
        "note": phase.note,
        "lines": _lines(phase, sheet, lang),
        "sketch": _sketch(sheet),
        "operations": _operations(sheet),
        "dimensions": table(_CF_COLUMNS, _manufactured(phase, lang), lang) if phase.dimensions else None,
        "drawn": [f"dimensions.{cf.name}" for cf in phase.dimensions],
        "holding": table(_HOLD_COLUMNS, _holding(phase, lang), lang)
        if phase.locating or phase.clamping else None,
    }  # fmt: skip


def phase_anchor(printed: str) -> str:
    """Return the anchor of a phase in the page of its part."""
    return f"phase-{printed}"


def _lines(phase: Phase, sheet: ContractSheet | None, lang: str) -> list[dict[str, str]]:
    if sheet is None:
        said = english((("Machine", phase.machine), ("Workholder", phase.workholding)))
        return [{"label": translate(k, lang), "value": or_dash(v)} for k, v in said]
    header, totals = sheet.context["header"], sheet.context["totals"]
    fields = [(label, header[key]) for label, key in _FIELDS]
    fields += [(label, totals[key]) for label, key in _TIMES]
    return [{"label": translate(k, lang), "value": v} for k, v in fields if v != DASH]


def _sketch(sheet: ContractSheet | None) -> dict[str, Any] | None:
    if sheet is None:
        return None
    return inline(Picture(svg=sheet.svg, alt=sheet.context["sketch"]["alt"]))


def _operations(sheet: ContractSheet | None) -> dict[str, Any] | None:
    """Return the operations table as its contract prints it."""
    if sheet is None:
        return None
    context = sheet.context
    rows = [list(row) for row in (*context["rows"], *context["continued"])]
    return {"columns": list(context["columns"]), "rows": rows}


def operation_rows(sheet: ContractSheet) -> Sequence[Sequence[str]]:
    """Return the rows of a contract: number, designation, manufactured dimensions, tool and the rest."""
    return (*sheet.context["rows"], *sheet.context["continued"])


def _manufactured(phase: Phase, lang: str) -> list[list[str]]:
    return [
        [
            cf.name,
            print_size(cf.size, lang),
            " – ".join(spoken(end, lang) for end in cf.between or (cf.on,)),
            cf.kind,
        ]
        for cf in phase.dimensions
    ]


def _holding(phase: Phase, lang: str) -> list[list[str]]:
    """Return how the workpiece is located, then how it is held."""
    located = [
        [
            translate("Locating", lang),
            spoken(locating.on, lang),
            Message("{count} {count:normal|normals}", count=locating.normals).say(lang),
        ]
        for locating in phase.locating
    ]  # fmt: skip
    held = [
        [
            translate("Clamping", lang),
            spoken(clamp.on, lang),
            f"{number(clamp.force / 1000, lang)} kN",
        ]
        for clamp in phase.clamping
    ]
    return located + held
