"""The table of the fields that templates of schools may use, document by document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gmp_cad.documents.office.school_fields import (
    Field,
    FieldSet,
    RowFields,
    Source,
    at,
    date_at,
    labelled,
    picture_at,
)
from gmp_cad.language import Message


def _all_rows(context: Mapping[str, Any], _lang: str) -> Any:
    return [*context["rows"], *context["continued"]]


def _lines(path: str) -> Source:
    """Return the source that writes the texts of a list one below the other."""

    def read(context: Mapping[str, Any], lang: str) -> str:
        return "\n".join(at(path)(context, lang))

    return read


def _table(*lines: tuple[str, str, Source, Message]) -> tuple[Field, ...]:
    return tuple(Field(fr=fr, en=en, source=s, meaning=m) for fr, en, s, m in lines)


CONTRACT = FieldSet(
    template="contrat.docx", context="contract",
    fields=_table(
        ("titre", "title", at("title"), Message("title of the document")),
        ("ecole", "school", at("header.owner"), Message("school or company")),
        ("departement", "department", at("header.department"), Message("department of the school")),
        ("etat", "status", at("header.status"), Message("provisional or final")),
        ("phase", "phase", at("header.phase_no"), Message("number of the phase")),
        ("nom_phase", "phase_title", at("header.phase_label"), Message("title of the phase")),
        ("ensemble", "assembly", at("header.assembly"), Message("assembly: number and title")),
        ("sous_ensemble", "subassembly", at("header.subassembly"), Message("sub-assembly it belongs to")),
        ("piece", "part", at("header.part"), Message("title of the part")),
        ("repere", "item", at("header.item_ref"), Message("item reference in the parts list")),
        ("plan", "drawing", at("header.drawing_no"), Message("number of the definition drawing")),
        ("indice", "revision", at("header.rev"), Message("revision of the drawing")),
        ("matiere", "material", at("header.material"), Message("material of the part")),
        ("traitement", "treatment", at("header.temper"), Message("treatment of the material")),
        ("brut", "stock", at("header.stock"), Message("stock: form and allowance")),
        ("quantite", "quantity", at("header.qty"), Message("pieces that the product needs")),
        ("lot", "batch", at("header.batch"), Message("pieces launched together")),
        ("cadence", "rate", at("header.rate"), Message("production rate")),
        ("programme", "program", at("header.nc_program"), Message("NC program")),
        ("machine", "machine", at("header.machine"), Message("machine tool of the phase")),
        ("porte_piece", "workholder", at("header.workholder"), Message("workholder or fixture")),
        ("lubrification", "coolant", at("header.coolant"), Message("coolant of the phase")),
        ("serrage", "clamping", at("header.clamp_force"), Message("clamping forces")),
        ("auteur", "author", at("header.author"), Message("author of the contract")),
        ("verificateur", "checker", at("header.checker"), Message("who checks it")),
        ("date", "date", date_at("header.date"), Message("date of the document")),
        ("indice_contrat", "contract_revision", at("header.contract_rev"), Message("revision of the contract")),
        ("folio", "sheet", at("header.sheet"), Message("sheet, of how many")),
        ("remarques", "notes", at("header.notes"), Message("remarks on the phase")),
        ("total_tt", "sum_tt", at("totals.sum_tt"), Message("sum of the technological times, cmin")),
        ("total_tm", "sum_tm", at("totals.sum_tm"), Message("sum of the manual times, cmin")),
        ("tu", "tu", at("totals.tu"), Message("time of one part, cmin")),
        ("ts", "ts", at("totals.ts"), Message("time of a series, min")),
        ("totaux", "totals", at("totals.line"), Message("the four times in one line")),
        ("croquis", "sketch", picture_at("sketch.file"), Message("sketch of the phase (picture)")),
    ),
    rows=(
        RowFields(
            one="op", fr="operations", en="operations", rows=_all_rows,
            meaning=Message("a row of the operations table"),
            fields=_table(
                ("numero", "number", at("row.0"), Message("number of the operation")),
                ("designation", "designation", at("row.1"), Message("what is done")),
                ("cf", "cf", at("row.2"), Message("manufactured dimensions achieved")),
                ("outil", "tool", at("row.3"), Message("tool and holder")),
                ("correcteur", "offset", at("row.4"), Message("tool and offset numbers")),
                ("vc", "vc", at("row.5"), Message("cutting speed, m/min")),
                ("n", "n", at("row.6"), Message("spindle speed, rpm")),
                ("avance", "feed", at("row.7"), Message("feed f or fz, mm")),
                ("vf", "vf", at("row.8"), Message("feed rate, mm/min")),
                ("ap", "ap", at("row.9"), Message("depth of cut, mm")),
                ("ae", "ae", at("row.10"), Message("width of cut, mm")),
                ("passes", "passes", at("row.11"), Message("number of passes")),
                ("controle", "inspection", at("row.12"), Message("gauges of the operation")),
                ("tm", "tm", at("row.13"), Message("manual time, cmin")),
                ("tt", "tt", at("row.14"), Message("technological time, cmin")),
            ),
        ),
    ),
)  # fmt: skip

_BLOCK = "block.fields"
GAMME = FieldSet(
    template="gamme.docx", context="document",
    fields=_table(
        ("titre", "title", at("title"), Message("title of the document")),
        ("nature", "kind", at("block.kind"), Message("kind of document")),
        ("ecole", "school", at("block.owner"), Message("school or company")),
        ("departement", "department", at("block.department"), Message("department of the school")),
        ("ensemble", "assembly", labelled(_BLOCK, "Assembly"), Message("assembly: number and title")),
        ("piece", "part", labelled(_BLOCK, "Part (item)"), Message("title of the part, item reference")),
        ("plan", "drawing", labelled(_BLOCK, "Drawing no., revision"), Message("number and revision of the definition drawing")),
        ("matiere", "material", labelled(_BLOCK, "Material"), Message("material of the part")),
        ("brut", "stock", labelled(_BLOCK, "Stock"), Message("stock: form and allowance")),
        ("remarque_brut", "stock_note", at("stock.note"), Message("remark on the stock")),
        ("lot", "batch", labelled(_BLOCK, "Batch"), Message("pieces launched together")),
        ("cadence", "rate", labelled(_BLOCK, "Rate"), Message("production rate")),
        ("auteur", "author", labelled(_BLOCK, "Author"), Message("author of the plan")),
        ("date", "date", labelled(_BLOCK, "Date"), Message("date of the document")),
        ("verificateur", "checker", labelled(_BLOCK, "Checked by"), Message("who checks it")),
        ("indice_gamme", "plan_revision", labelled(_BLOCK, "Revision of the plan"), Message("revision of the process plan")),
        ("totaux", "totals", at("total"), Message("times of a part and of the batch")),
    ),
    rows=(
        RowFields(
            one="ph", fr="phases", en="phases", rows=at("rows"),
            meaning=Message("a phase of the plan"),
            fields=_table(
                ("numero", "number", at("row.number"), Message("number of the phase")),
                ("designation", "title", at("row.title"), Message("title of the phase")),
                ("operations", "operations", _lines("row.operations"), Message("operations, one a line")),
                ("machine", "machine", at("row.machine"), Message("machine tool of the phase")),
                ("porte_piece", "workholder", at("row.workholder"), Message("workholder or fixture")),
                ("surfaces", "surfaces", at("row.surfaces"), Message("surfaces made, by number")),
                ("croquis", "sketch", picture_at("row.picture"), Message("small sketch of the phase (picture)")),
                ("ts", "ts", at("row.ts"), Message("time of a series, min")),
                ("tu", "tu", at("row.tu"), Message("time of one part, cmin")),
                ("remarques", "notes", at("row.note"), Message("remarks on the phase")),
            ),
        ),
    ),
)  # fmt: skip

COVER = FieldSet(
    template="garde.docx", context="dossier",
    fields=_table(
        ("titre", "title", at("cover.title"), Message("title of the product")),
        ("numero", "number", at("cover.number"), Message("number of the product")),
        ("ecole", "school", at("cover.owner"), Message("school or company")),
        ("departement", "department", at("cover.department"), Message("department of the school")),
        ("indice", "revision", labelled("cover.lines", "Revision"), Message("revision of the product")),
        ("affaire", "affair", labelled("cover.lines", "Affair"), Message("affair or project")),
        ("auteur", "author", labelled("cover.lines", "Written by"), Message("author of the file")),
        ("verificateur", "checker", labelled("cover.lines", "Checked by"), Message("who checks it")),
        ("date", "date", labelled("cover.lines", "Date"), Message("date of the document")),
        ("masse", "mass", at("bom.total"), Message("total mass of the parts list, kg")),
        ("image", "picture", picture_at("cover.picture.file"), Message("view of the product (picture)")),
    ),
    rows=(
        RowFields(
            one="art", fr="nomenclature", en="bom", rows=at("bom.rows"),
            meaning=Message("a line of the parts list"),
            fields=_table(
                ("repere", "item", at("row.0"), Message("item reference in the parts list")),
                ("nombre", "quantity", at("row.1"), Message("how many")),
                ("designation", "designation", at("row.2"), Message("title of the item")),
                ("matiere", "material", at("row.3"), Message("material, or strength class")),
                ("reference", "reference", at("row.4"), Message("drawing and revision, or standard")),
                ("masse", "mass", at("row.5"), Message("mass of one, kg")),
                ("masse_totale", "total_mass", at("row.6"), Message("mass of all, kg")),
                ("remarques", "notes", at("row.7"), Message("remarks on the item")),
            ),
        ),
    ),
)  # fmt: skip

# By the kind of document that a template is filled with.
FIELD_SETS: Mapping[str, FieldSet] = {"contract": CONTRACT, "gamme": GAMME, "cover": COVER}
