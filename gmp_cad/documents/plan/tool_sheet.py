"""Fiche d'outils and fiche de réglage: tools with gauges and lives, origins and vectors per phase."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.documents.plan.gamme import machine_text, workholder_text
from gmp_cad.documents.plan.planned import PlannedPart, PlannedPhase, title_block
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.printing.figures import DASH, or_dash, signed
from gmp_cad.language import Message, english, number, translate
from gmp_cad.process.operations import tool_title
from gmp_cad.process.setting import MountedTool, decalage, displacement
from gmp_cad.process.tool_body import tool_body
from gmp_cad.process.tool_life import grade_of
from gmp_cad.standards.tool_sizes import holder_name

TEMPLATE = "outils_page.typ.j2"
_CHAPTER = 10
COLUMNS = english((
    "T/D", "Tool", "Grade", "Holder", "Overhang\nmm", "Rows", "Nominal gauges\nmm", "Measured L / X",
    "Measured R / Z", "Cut\ncmin", "Life\nmin", "Parts\nper edge", "Edge\n€", "Economic\nmin ; m/min",
))  # fmt: skip
_AXIS_COLUMNS = english(("Axis", "OM", "PREF = OM → Op", "Op", "DEC = Op → OP", "OP (G54)"))
_CHECK_COLUMNS = english(
    ("Axis", "Tool", "PREF", "Jo", "DEC", "D/2", "displacement until the tool touches")
)


def tool_document(planned: PlannedPart, lang: str) -> EmbeddedDocument:
    """Return the sheets of the phases that cut."""
    title = Message("Tools and setting — {part}", part=planned.title).say(lang)
    cutting = [shown for shown in planned.phases if shown.phase.cuts]
    context: dict[str, Any] = {
        "block": title_block(planned, english("Tool and setting sheet"), lang),
        "columns": [translate(column, lang) for column in COLUMNS],
        "axis_columns": [translate(column, lang) for column in _AXIS_COLUMNS],
        "check_columns": [translate(column, lang) for column in _CHECK_COLUMNS],
        "phases": [_phase(planned, shown, lang) for shown in cutting],
    }
    return EmbeddedDocument(chapter=_CHAPTER, title=title, template=TEMPLATE, context=context)


def _phase(planned: PlannedPart, shown: PlannedPhase, lang: str) -> dict[str, Any]:
    phase = shown.phase
    coincide = shown.location is not None and shown.location == shown.program
    return {
        "number": str(phase.number),
        "title": phase.title,
        "lines": [
            {"label": translate(label, lang), "value": or_dash(value)}
            for label, value in english(
                (
                    ("Machine", machine_text(shown.machine, phase)),
                    ("Control", shown.machine.control if shown.machine else ""),
                    ("Workholder", workholder_text(phase, planned.fixtures, lang)),
                    ("Program", phase.program),
                    ("Coolant", phase.coolant),
                )
            )
        ],
        "tools": [_tool(shown, tool, lang) for tool in shown.tools],
        "axes": list(_axes(shown, lang)),
        "same": translate("Op ≡ OP: the program origin is where the locating planes meet", lang)
        if coincide
        else "",
        "checks": list(_checks(shown, lang)),
    }


def _tool(shown: PlannedPhase, mounted: MountedTool, lang: str) -> list[str]:
    tool, first = mounted.tool, mounted.rows[0]
    assert first.operation is not None
    operation = shown.phase.operations[first.operation]
    life = DASH
    if mounted.life_min is not None:
        life = ("≥ " if mounted.capped else "") + number(round(mounted.life_min), lang)
    parts = DASH if mounted.life_min is None else str(mounted.parts) if mounted.parts else "< 1"
    return [
        mounted.offset,
        f"{tool.id}\n{tool_title(tool)}",
        or_dash(grade_of(tool, shown.material, operation) or tool.material.upper()),
        or_dash(holder_name(tool.holder, lang)),
        _overhang(mounted, lang),
        ", ".join(row.number for row in mounted.rows),
        _gauges(mounted, lang),
        "",
        "",
        number(round(100 * mounted.time_min, 1), lang),
        life,
        parts,
        number(mounted.longest.edge_eur, lang, 2) if mounted.longest else DASH,
        _economic(mounted, lang),
    ]


def _economic(mounted: MountedTool, lang: str) -> str:
    """Return the life of least cost and the cutting speed that gives it."""
    edge = mounted.longest
    if edge is None:
        return DASH
    return f"{number(round(edge.economic_min), lang)} ; {number(round(edge.economic_vc), lang)}"


def _overhang(mounted: MountedTool, lang: str) -> str:
    """Return how far the tool stands out of its holder: its record's, else the usual one."""
    if mounted.tool.overhang_mm is not None:
        return number(mounted.tool.overhang_mm, lang)
    body = tool_body(mounted.tool)
    if body.motion == "fixed" or not body.holder:
        return DASH
    return number(round(body.holder[0][0], 1), lang)


def _gauges(mounted: MountedTool, lang: str) -> str:
    """Return the gauges that the tool's record gives: R of a mill; R and C of a turning tool."""
    tool = mounted.tool
    if mounted.turning:
        radius = DASH if tool.nose_radius_mm is None else number(tool.nose_radius_mm, lang)
        return f"R = {radius}\nC = {mounted.nose_quadrant}"
    if tool.diameter_mm is None:
        return DASH
    return f"R = {number(tool.diameter_mm / 2, lang)}"


def _axes(shown: PlannedPhase, lang: str) -> Iterator[list[str]]:
    """Yield a row per axis: what is measured on the machine stays empty, DEC is computed."""
    known = shown.location is not None and shown.program is not None
    dec: dict[str, float] = {}
    if shown.location is not None and shown.program is not None:
        dec = decalage(shown.location, shown.program, shown.axes)
    for name, _ in shown.axes:
        told = signed(dec[name], lang) if known else ""
        yield [name, "0", "", "PREF", told, told and f"PREF + ({told})"]


def _checks(shown: PlannedPhase, lang: str) -> Iterator[list[str]]:
    """Yield, per axis, the displacement that shows whether PREF, gauge and DEC agree."""
    tools = shown.tools
    if not tools or shown.machine is None or not shown.machine.numerical:
        return
    first = tools[0]
    known = shown.location is not None and shown.program is not None
    dec: dict[str, float] = {}
    if shown.location is not None and shown.program is not None:
        dec = decalage(shown.location, shown.program, shown.axes)
    for name, _ in shown.axes:
        across = name != "Z" and not first.turning
        diameter = (first.tool.diameter_mm or 0.0) if across else 0.0
        told = signed(dec[name], lang) if known else "…"
        # PREF and Jo are read on the machine: the rest of the sum is known.
        rest = displacement(0.0, 0.0, dec[name], diameter) if known else None
        shift = "…" if rest is None else signed(rest, lang)
        yield [
            name, first.offset, "", "0" if across else "", told, number(diameter / 2, lang),
            f"PREF − Jo + ({shift}) =",
        ]  # fmt: skip
