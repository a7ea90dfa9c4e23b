"""The tools of a part's phases as a sheet: gauges to be filled, edges that a batch takes."""

from __future__ import annotations

from gmp_cad.documents.office.tab import Cell, Entry, Formula, Line, Tab, columns_of
from gmp_cad.documents.plan.planned import PlannedPart, PlannedPhase
from gmp_cad.language import Message, english, translate
from gmp_cad.process.operations import tool_title
from gmp_cad.process.setting import MountedTool
from gmp_cad.process.tool_life import grade_of
from gmp_cad.standards.tool_sizes import holder_name

_COLUMNS = english((
    ("Phase", 8, None), ("Machine", 16, None), ("T/D", 7, None), ("Tool", 14, None),
    ("Designation", 34, None), ("Grade", 12, None), ("Holder", 24, None), ("⌀\nmm", 8, 2),
    ("R\nmm", 8, 2), ("C", 5, None), ("Measured L / X", 12, 3), ("Measured R / Z", 12, 3),
    ("Cut\nmin", 9, 3), ("Life\nmin", 9, 1), ("Parts\nper edge", 9, None), ("Edge\n€", 9, 2),
    ("Edges of\nthe batch", 10, None), ("Batch\n€", 10, 2),
))  # fmt: skip


def tool_tab(planned: PlannedPart, lang: str) -> Tab:
    """Return the tools of all phases that cut, by phase and first use."""
    rows = [
        _row(planned, shown, tool, lang)
        for shown in planned.phases if shown.phase.cuts
        for tool in shown.tools
    ]  # fmt: skip
    total = sum(
        c.value for row in rows if isinstance(c := row[-1], Formula) and isinstance(c.value, float)
    )
    return Tab(
        name=translate("Tools", lang),
        title=Message("Tools and setting — {part}", part=planned.title).say(lang),
        columns=columns_of(_COLUMNS, lang),
        above=(
            Line(label=translate("Batch (parts)", lang), value=planned.batch, name="batch", editable=True),
        ),
        rows=rows,
        foot=[["Σ", *[""] * (len(_COLUMNS) - 2), Formula("SUM(R{a}:R{z})", total)]],
        notes=[
            translate("Gauges are measured in the workshop; edges last as Taylor's law says.", lang),
        ],
    )  # fmt: skip


def _row(planned: PlannedPart, shown: PlannedPhase, mounted: MountedTool, lang: str) -> list[Cell]:
    tool, first = mounted.tool, mounted.rows[0]
    assert first.operation is not None
    operation = shown.phase.operations[first.operation]
    edge = mounted.longest.edge_eur if mounted.longest else None
    parts = mounted.parts if mounted.life_min is not None else None
    edges = -(-planned.batch // parts) if parts else None
    known = edge is not None and edges is not None
    radius = tool.nose_radius_mm if mounted.turning else (tool.diameter_mm or 0.0) / 2 or None
    return [
        str(shown.phase.number), shown.machine.id if shown.machine else "", mounted.offset,
        tool.id, tool_title(tool),
        grade_of(tool, shown.material, operation) or tool.material.upper(), holder_name(tool.holder, lang),
        tool.diameter_mm, radius, mounted.nose_quadrant if mounted.turning else None, Entry(),
        Entry(), round(mounted.time_min, 4),
        None if mounted.life_min is None else round(mounted.life_min, 1), parts,
        None if edge is None else round(edge, 4),
        Formula('IF(N(O{r})>0,ROUNDUP(batch/O{r},0),"")', edges),
        Formula('IF(ISNUMBER(Q{r}),Q{r}*P{r},"")', edges * edge if known and edges and edge else None),
    ]  # fmt: skip
