"""The contrat de phase: header fields, operations table, foot, and the room left for the sketch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from gmp_cad.documents.plan.gamme import machine_text, stock_text, workholder_text
from gmp_cad.documents.plan.operation_cells import operation_cells, overridden
from gmp_cad.documents.printing import pdf, wrapping
from gmp_cad.documents.printing.figures import DASH, centiminutes, date_parts, date_text, or_dash
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.templating import template
from gmp_cad.language import Message, english, number, translate
from gmp_cad.process.operations import OperationRow, table_times
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import Phase, ProcessPlan
from gmp_cad.spec.product import Item, ProductSpec, Project
from gmp_cad.spec.workshop import Machine

# Page and table, mm and points; the template takes them from the context.
MARGIN_X_MM, MARGIN_Y_MM = 8.0, 8.0
_TITLE_HEIGHT_MM = 11.0
_FIELD_HEIGHT_MM = 7.6
_TABLE_PT, _FIELD_PT, _LABEL_PT = 6.4, 5.6, 5.0
_INSET_X_MM, _INSET_Y_MM = 0.7, 0.8
# Below this the sketch tells nothing: further rows go to a second page.
LEAST_SKETCH_MM = 84.0
_SAFETY_MM = 1.0
# A word is let break where it may be wider than its column: 1.7 mm a character at least.
_CHARACTER_MM = 1.7

COLUMNS: tuple[tuple[str, float], ...] = english((
    ("No.", 9.5), ("Operations", 46), ("Cf achieved", 19), ("Tool / holder", 60), ("T/D", 8.5),
    ("Vc\nm/min", 10), ("n\nrpm", 12), ("f, fz\nmm", 12), ("Vf\nmm/min", 12.5), ("ap\nmm", 13.5),
    ("ae\nmm", 9), ("passes", 11), ("Inspection", 39.5), ("Tm\ncmin", 9), ("Tt\ncmin", 9.5),
))  # fmt: skip
_LEFT_ALIGNED = (1, 3, 12)
# Label, keys of the header shown together, share of the width.
_FIELD_ROWS: tuple[tuple[tuple[str, tuple[str, ...], float], ...], ...] = english((
    (
        ("Assembly", ("assembly",), 2.2), ("Sub-assembly", ("subassembly",), 1.4),
        ("Part (item)", ("part_item",), 1.7), ("Drawing no., revision", ("drawing_no", "rev"), 1.5),
        ("Material", ("material", "temper"), 1.8), ("Stock", ("stock",), 2.4),
        ("Batch", ("qty", "rate"), 1.0),
    ),
    (
        ("Machine tool", ("machine",), 2.6), ("Workholder", ("workholder",), 1.8),
        ("Program", ("nc_program",), 1.0), ("Coolant, clamping", ("coolant", "clamp_force"), 1.6),
        ("Author, date", ("author", "date_text"), 1.9), ("Checked by", ("checker",), 1.5),
        ("Sheet, contract revision", ("sheet", "contract_rev"), 1.6),
    ),
))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A sheet of ISO 5457, landscape: its width inside the margins, which the sketch has, mm."""

    paper: str
    width: float
    height: float

    @property
    def stretch(self) -> float:
        """Width of the columns in relation to A4."""
        return self.width / A4.width


A4 = Page(paper="a4", width=297 - 2 * MARGIN_X_MM, height=210 - 2 * MARGIN_Y_MM)
A3 = Page(paper="a3", width=420 - 2 * MARGIN_X_MM, height=297 - 2 * MARGIN_Y_MM)
# By the ``sheet`` of a phase.
PAGES = {"A4": A4, "A3": A3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """All that one contrat de phase says. ``fixtures`` maps a fixture's folder to its number.

    ``validated``: nothing that judges the plan fails; otherwise no contract of it is final.
    """

    project: Project
    product: ProductSpec | None
    part: PartSpec
    plan: ProcessPlan
    phase: Phase
    machine: Machine | None
    rows: tuple[OperationRow, ...]
    fixtures: Mapping[str, str] = field(default_factory=dict)
    validated: bool = False

    @property
    def item(self) -> Item | None:
        """The part's line in the nomenclature."""
        if self.product is None:
            return None
        return next((i for i in self.product.items if i.part == self.part.name), None)


def contract_header(contract: Contract, lang: str) -> dict[str, str]:
    """Return every field of the header, keyed as in the list of fields; "" where there is none.

    Two revisions stand there: ``rev`` of the drawing, ``contract_rev`` of the contract itself.
    ``date`` is ISO.
    """
    project, plan, phase = contract.project, contract.plan, contract.phase
    identity = contract.part.part
    return {
        "owner": project.owner,
        "department": project.department,
        "status": _status(contract, lang),
        "phase_no": str(phase.number),
        "phase_label": phase.title,
        **_belonging(contract),
        "part": identity.title,
        "drawing_no": identity.number,
        "rev": plan.drawing_revision or identity.revision,
        "material": identity.material_name,
        "temper": identity.treatment,
        "stock": stock_text(plan.stock, lang),
        "rate": project.rate,
        "nc_program": phase.program,
        "machine": machine_text(contract.machine, phase).strip(DASH),
        "workholder": workholder_text(phase, contract.fixtures, lang).strip(DASH),
        "coolant": phase.coolant,
        "clamp_force": _clamp_force(phase, lang),
        "author": plan.author or identity.author or project.author,
        "date": plan.date or project.date,
        "checker": plan.checker or project.checker,
        "contract_rev": plan.revision,
        "sheet": _sheet(plan, phase),
        "notes": _notes(contract, lang),
    }


def _notes(contract: Contract, lang: str) -> str:
    """Return the remark of the phase, and what the star in the table means where one stands."""
    starred = any(overridden(row) for row in contract.rows)
    legend = translate("* written in the plan, in place of the computed value", lang)
    return " — ".join(filter(None, (contract.phase.note, legend if starred else "")))


def _status(contract: Contract, lang: str) -> str:
    final = contract.plan.status == "définitif" and contract.validated
    return translate("final" if final else "provisional", lang)


def _belonging(contract: Contract) -> dict[str, str]:
    """Return assembly, item reference and pieces: of the product, of the plan without one."""
    product, item = contract.product, contract.item
    batch = "" if contract.plan.batch is None else str(contract.plan.batch)
    if product is None:
        return {"assembly": "", "subassembly": "", "item_ref": "", "qty": batch, "batch": batch}
    pieces = str(product.product.quantity * (item.quantity if item else 1))
    return {
        "assembly": f"{product.product.number} {product.product.title}",
        "subassembly": "",
        "item_ref": str(item.ref) if item else "",
        "qty": pieces,
        "batch": batch or pieces,
    }


def _clamp_force(phase: Phase, lang: str) -> str:
    forces = dict.fromkeys(number(c.force / 1000, lang) for c in phase.clamping)
    return " ; ".join(f"{force} kN" for force in forces)


def _sheet(plan: ProcessPlan, phase: Phase) -> str:
    numbers = [str(p.number) for p in plan.phases]
    return f"{numbers.index(str(phase.number)) + 1} / {len(numbers)}"


def totals(contract: Contract, lang: str) -> dict[str, str]:
    """Return ΣTt, ΣTm and Tu (cmin), Ts (min a series), and the line that says all four."""
    times = table_times(contract.phase, contract.rows)
    told = {
        "sum_tt": centiminutes(times.technological_min, lang),
        "sum_tm": centiminutes(times.manual_min, lang),
        "tu": centiminutes(times.unit_min, lang),
        "ts": number(times.series_min, lang),
    }
    line = Message(
        "Σ Tt = {sum_tt} cmin      Σ Tm = {sum_tm} cmin      Tu = {tu} cmin      Ts = {ts} min / series",
        **told,
    )
    return {**told, "line": line.say(lang)}


def contract_context(contract: Contract, sketch: Picture, file: str, lang: str) -> dict[str, Any]:
    """Return everything that the template shows; ``file`` is the name of the sketch's SVG.

    The sketch keeps its natural size: a scale printed in it stays true.
    """
    header = contract_header(contract, lang)
    cells = [operation_cells(row, contract.machine, lang) for row in contract.rows]
    width, height = sketch.size_mm
    page = PAGES[contract.phase.sheet]
    first, rest = _paged(header, cells, lang, page)
    return {
        "title": title(contract, lang),
        "paper": page.paper,
        "date": date_parts(header["date"]),
        "author": header["author"],
        "header": {key: or_dash(value) for key, value in header.items()},
        "fields": [_fields(row, header, lang) for row in _FIELD_ROWS],
        "heights": list(_field_heights(header, page)),
        "columns": [translate(label, lang) for label, _ in COLUMNS],
        "widths": [round(width * page.stretch, 2) for _, width in COLUMNS],
        "breaks": [int(width * page.stretch / _CHARACTER_MM) for _, width in COLUMNS],
        "left_aligned": list(_LEFT_ALIGNED),
        "rows": first,
        "continued": rest,
        "totals": totals(contract, lang),
        "times": asdict(table_times(contract.phase, contract.rows)),
        "sketch": {"file": file, "width": width, "height": height, "alt": sketch.alt},
    }


def title(contract: Contract, lang: str) -> str:
    """Return the name of the document: ``Contrat de phase 20 — ET-01 Semelle — Fraisage``."""
    identity = contract.part.part
    return Message(
        "Phase contract {phase} — {number} {part} — {label}",
        phase=str(contract.phase.number), number=identity.number, part=identity.title,
        label=contract.phase.title,
    ).say(lang)  # fmt: skip


def _fields(
    row: Sequence[tuple[str, tuple[str, ...], float]], header: Mapping[str, str], lang: str
) -> list[dict[str, Any]]:
    shown = _joined(header)
    shown["date_text"] = date_text(header["date"], lang)
    return [
        {
            "label": translate(label, lang),
            "value": or_dash(" — ".join(filter(None, (shown[key] for key in keys)))),
            "share": share,
        }
        for label, keys, share in row
    ]


def _joined(header: Mapping[str, str]) -> dict[str, str]:
    item = header["item_ref"]
    part = f"{header['part']} ({item})" if item else header["part"]
    return {**header, "part_item": part, "date_text": header["date"]}


def _field_heights(header: Mapping[str, str], page: Page) -> tuple[float, ...]:
    """Return the height of each row of fields: more where a value needs more than one line."""
    return tuple(_field_height(row, header, page) for row in _FIELD_ROWS)


def _field_height(
    row: Sequence[tuple[str, tuple[str, ...], float]], header: Mapping[str, str], page: Page
) -> float:
    whole = sum(share for _, _, share in row)
    texts = _joined(header)
    label = wrapping.height_mm(1, _LABEL_PT) + 0.9
    tallest = 0.0
    for _, keys, share in row:
        room = page.width * share / whole - 3 * _INSET_X_MM
        text = " — ".join(filter(None, (texts[key] for key in keys)))
        lines = wrapping.line_count(text, room / wrapping.BOLD, _FIELD_PT)
        tallest = max(tallest, wrapping.height_mm(lines, _FIELD_PT))
    return round(max(_FIELD_HEIGHT_MM, label + tallest + 2.4 * _INSET_Y_MM), 2)


def sketch_height_mm(contract: Contract, lang: str, page: Page = A4) -> float:
    """Return the height (mm) that table and title block leave to the sketch on one page.

    Never less than ``LEAST_SKETCH_MM``: rows beyond that go to a second page. Its width is that
    of the page.
    """
    header = contract_header(contract, lang)
    cells = [operation_cells(row, contract.machine, lang) for row in contract.rows]
    first, _ = _paged(header, cells, lang, page)
    return round(_room(header, lang, page) - sum(_row_height(row, page) for row in first), 1)


def _paged(
    header: Mapping[str, str], rows: Sequence[tuple[str, ...]], lang: str, page: Page
) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Split the rows: those of the first page, and those that do not fit there."""
    room = _room(header, lang, page) - LEAST_SKETCH_MM
    for i, row in enumerate(rows):
        room -= _row_height(row, page)
        if room < 0:
            return list(rows[:i]), list(rows[i:])
    return list(rows), []


def _room(header: Mapping[str, str], lang: str, page: Page) -> float:
    """Return the height left to the sketch and the rows: the page less all that is fixed."""
    columns = tuple(translate(label, lang) for label, _ in COLUMNS)
    note = wrapping.line_count(
        header["notes"], sum(w for _, w in COLUMNS[:5]) * page.stretch - 30, _TABLE_PT
    )
    foot = wrapping.height_mm(note, _TABLE_PT) + 2 * _INSET_Y_MM
    fixed = _TITLE_HEIGHT_MM + sum(_field_heights(header, page)) + foot
    return page.height - fixed - _row_height(columns, page, wrapping.BOLD) - _SAFETY_MM


def _row_height(cells: Sequence[str], page: Page, boldness: float = 1.0) -> float:
    lines = max(
        wrapping.line_count(cell, (width * page.stretch - 2.2 * _INSET_X_MM) / boldness, _TABLE_PT)
        for cell, (_, width) in zip(cells, COLUMNS, strict=True)
    )
    return wrapping.height_mm(lines, _TABLE_PT) + 2 * _INSET_Y_MM


def contract_pdf(
    contract: Contract, sketch: Picture, templates: Mapping[str, str], lang: str
) -> bytes:
    """Return the contract as PDF; ``templates`` are those of :func:`template.load`."""
    context = contract_context(contract, sketch, "sketch.svg", lang)
    source = template.render(templates, "contrat.typ.j2", {"contract": context}, lang)
    files = {**template.typst_files(templates), "sketch.svg": sketch.svg}
    date = contract.plan.date or contract.project.date
    header = context["header"]
    keywords = (contract.project.affair, f"{header['drawing_no']} — {header['rev']}")
    return pdf.pdf(source, files, date, "contrat.typ.j2", keywords=keywords)
