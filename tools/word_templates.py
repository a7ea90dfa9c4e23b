"""Make the Word templates of docs_templates/ anew: ``python tools/word_templates.py [FOLDER]``.

They are edited here, not in Word. The same bytes every time.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from gmp_cad.documents.office.office_package import repacked
from gmp_cad.documents.plan.contract import COLUMNS

FOLDER = Path(__file__).parents[1] / "docs_templates"
_INK, _GREY, _ACCENT, _PALE = "14181F", "545454", "12406B", "EEF2F6"
_FONT = "Arial"
_UNUSED_PARTS = ("/thumbnail", "/stylesWithEffects", "/customXml", "/numbering")
_KEPT_STYLES = (
    "Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid", "Header", "Footer",
    "Heading 1", "Heading 2", "Heading 3", "Title",
)  # fmt: skip
_CENTRE, _LEFT, _RIGHT = (
    WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT,
)  # fmt: skip
# Name, size in points, bold, colour.
_STYLES = (
    ("Label", 5.5, False, _GREY), ("Value", 7, True, _INK), ("Cell", 6.4, False, _INK),
    ("Cell head", 6.4, True, _INK), ("School", 8.5, True, _INK), ("Department", 6.5, False, _INK),
    ("Document", 15, True, _INK), ("Number", 15, True, _INK), ("Gap", 1, False, _INK),
    ("Cover school", 12, True, _INK), ("Cover kind", 11, True, _ACCENT),
    ("Cover title", 30, True, _INK), ("Cover number", 14, False, _GREY),
    ("Cover label", 9, False, _GREY), ("Cover value", 9, True, _INK),
)  # fmt: skip
# Words of the row of operations; the headings are those of our own contract.
_OPERATION = (
    "numero", "designation", "cf", "outil", "correcteur", "vc", "n", "avance", "vf", "ap", "ae",
    "passes", "controle", "tm", "tt",
)  # fmt: skip
_CONTRACT_FIELDS = (
    (
        ("Assembly", "{{ ensemble }}", 2.2), ("Sub-assembly", "{{ sous_ensemble }}", 1.4),
        ("Part (item)", "{{ piece }} ({{ repere }})", 1.7),
        ("Drawing no., revision", "{{ plan }} — {{ indice }}", 1.5),
        ("Material", "{{ matiere }}{% if traitement != '—' %} — {{ traitement }}{% endif %}", 1.8),
        ("Stock", "{{ brut }}", 2.4), ("Batch", "{{ quantite }}{% if cadence != '—' %} — {{ cadence }}{% endif %}", 1.0),
    ),
    (
        ("Machine tool", "{{ machine }}", 2.6), ("Workholder", "{{ porte_piece }}", 1.8),
        ("Program", "{{ programme }}", 1.0),
        ("Coolant, clamping", "{{ lubrification }}{% if serrage != '—' %} — {{ serrage }}{% endif %}", 1.6),
        ("Author, date", "{{ auteur }} — {{ date }}", 1.9), ("Checked by", "{{ verificateur }}", 1.5),
        ("Sheet, contract revision", "{{ folio }} — {{ indice_contrat }}", 1.6),
    ),
)  # fmt: skip
_GAMME_FIELDS = (
    (
        ("Assembly", "{{ ensemble }}", 2.0), ("Part (item)", "{{ piece }}", 1.7),
        ("Drawing no., revision", "{{ plan }}", 1.3), ("Material", "{{ matiere }}", 1.6),
        ("Stock", "{{ brut }}", 2.2),
    ),
    (
        ("Batch", "{{ lot }}", 0.7), ("Rate", "{{ cadence }}", 0.8), ("Author", "{{ auteur }}", 1.2),
        ("Date", "{{ date }}", 0.9), ("Checked by", "{{ verificateur }}", 1.2),
        ("Revision of the plan", "{{ indice_gamme }}", 1.0),
    ),
)  # fmt: skip
# Heading, field, width in mm, centred.
_GAMME_COLUMNS = (
    ("Phase", "{{ ph.numero }}", 11, True),
    ("Designation, operations", "", 68, False),
    ("Machine", "{{ ph.machine }}", 27, False), ("Workholder", "{{ ph.porte_piece }}", 30, False),
    ("Surfaces", "{{ ph.surfaces }}", 16, True), ("Sketch", "{{ ph.croquis or '—' }}", 49, True),
    ("Ts\\nmin", "{{ ph.ts }}", 11, True), ("Tu\\ncmin", "{{ ph.tu }}", 13, True),
    ("Remarks", "{{ ph.remarques }}", 52, False),
)  # fmt: skip
_COVER_LINES = (
    ("Number", "{{ numero }}"), ("Revision", "{{ indice }}"), ("Affair", "{{ affaire }}"),
    ("Written by", "{{ auteur }}"), ("Checked by", "{{ verificateur }}"), ("Date", "{{ date }}"),
)  # fmt: skip


def _words(english: str) -> str:
    """Return the tag that writes fixed words in the language of the document."""
    return '{{ t("' + english.replace("\n", "\\n") + '") }}'


def _new(width_mm: float, height_mm: float, margins_mm: tuple[float, float], title: str) -> Any:
    """Return an empty document of a page size; margins: left and right, top and bottom."""
    document = Document()
    _drop_unused(document)
    section = document.sections[0]
    landscape = width_mm > height_mm
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width_mm), Mm(height_mm)
    section.left_margin = section.right_margin = Mm(margins_mm[0])
    section.top_margin = section.bottom_margin = Mm(margins_mm[1])
    section.header_distance = section.footer_distance = Mm(3)
    normal = document.styles["Normal"]
    _set_font(normal, 8.5, _INK)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    _set_language(document)
    for name, size, bold, colour in _STYLES:
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.quick_style = True
        _set_font(style, size, colour)
        style.font.bold = bold
        style.font.all_caps = name == "Label"
    gap = document.styles["Gap"].paragraph_format
    gap.line_spacing_rule, gap.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(1)
    date = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - Office keeps no zone
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments = title, "gmp_cad", "gmp_cad", ""
    core.created = core.modified = date
    core.language = "fr-FR"
    return document


def _drop_unused(document: Any) -> None:
    """Take away what python-docx begins with and no page of ours uses: a picture, parts, styles."""
    for relations in (document.part.package.rels, document.part.rels):
        for name in [r for r, found in relations.items() if found.reltype.endswith(_UNUSED_PARTS)]:
            del relations[name]
    for style in list(document.styles):
        if style.name not in _KEPT_STYLES:
            style.delete()


def _set_font(style: Any, size: float, colour: str) -> None:
    style.font.name, style.font.size = _FONT, Pt(size)
    style.font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    for script in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), _FONT)


def _set_language(document: Any) -> None:
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), "fr-FR")


def _write(paragraph: Any, text: str, style: str, align: Any = _LEFT) -> None:
    paragraph.style = style
    paragraph.alignment = align
    paragraph.add_run(text)


def _table(document: Any, widths_mm: Sequence[float], rows: int = 1) -> Any:
    """Return a framed table whose columns keep their widths."""
    table = document.add_table(rows=rows, cols=len(widths_mm))
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths_mm, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    _narrow(table)
    return table


def _narrow(table: Any, side_mm: float = 0.7, end_mm: float = 0.35) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", end_mm), ("left", side_mm), ("bottom", end_mm), ("right", side_mm)):
        element = OxmlElement(f"w:{side}")
        element.set(qn("w:w"), str(round(width * 56.7)))
        element.set(qn("w:type"), "dxa")
        margins.append(element)
    look = table._tbl.tblPr.find(qn("w:tblLook"))  # noqa: SLF001 - python-docx has no cell margins
    look.addprevious(margins)


def _height(row: Any, height_mm: float) -> None:
    row.height, row.height_rule = Mm(height_mm), WD_ROW_HEIGHT_RULE.AT_LEAST


def _flag(row: Any, *names: str) -> None:
    """Set ``tblHeader`` (repeated on each page) or ``cantSplit`` (kept together) on a row."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no such property
    for name in names:
        properties.append(OxmlElement(f"w:{name}"))


def _shade(cell: Any, colour: str) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{key}"), value)
    borders = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - python-docx has no shading
    borders.insert_element_before(shade, "w:noWrap", "w:tcMar", "w:textDirection", "w:tcFitText",
                                  "w:vAlign", "w:hideMark")  # fmt: skip


def _gap(document: Any) -> None:
    """Put the least paragraph between two tables: Word joins tables that touch."""
    document.add_paragraph(style="Gap")


def _field(cell: Any, label: str, value: str) -> None:
    _write(cell.paragraphs[0], _words(label), "Label")
    _write(cell.add_paragraph(), value, "Value")


def _field_rows(document: Any, rows: Sequence[Any], width_mm: float, height_mm: float) -> None:
    for row in rows:
        whole = sum(share for _, _, share in row)
        table = _table(document, [width_mm * share / whole for _, _, share in row])
        _height(table.rows[0], height_mm)
        for cell, (label, value, _) in zip(table.rows[0].cells, row, strict=True):
            _field(cell, label, value)
        _gap(document)


def _school(cell: Any) -> None:
    _write(cell.paragraphs[0], "{{ ecole }}", "School", _CENTRE)
    _write(cell.add_paragraph(), "{{ departement }}", "Department", _CENTRE)


def _end(document: Any) -> None:
    """Make the paragraph that must end a document as small as it can be, and drop the first one."""
    _gap(document)
    body = document.element.body
    first = body.find(qn("w:p"))
    if first is not None and body.index(first) == 0 and not "".join(first.itertext()):
        body.remove(first)


def contract() -> Any:
    """Return the template of the contrat de phase: A4 landscape, as its PDF."""
    document = _new(297, 210, (8, 6), "Contrat de phase")
    title = _table(document, (38, 151, 26, 66))
    _height(title.rows[0], 10.5)
    cells = title.rows[0].cells
    _school(cells[0])
    _write(
        cells[1].paragraphs[0],
        _words("Phase contract").replace(" }}", "|upper }}"),
        "Document",
        _CENTRE,
    )
    status = cells[1].paragraphs[0].add_run("   {{ etat }}")
    status.font.size, status.font.bold = Pt(9.5), False
    for cell, label, value in ((cells[2], "Phase no.", "{{ phase }}"),
                               (cells[3], "Designation", "{{ nom_phase|upper }}")):  # fmt: skip
        _write(cell.paragraphs[0], _words(label), "Label")
        _write(cell.add_paragraph(), value, "Number")
    cells[3].paragraphs[1].runs[0].font.size = Pt(12)
    _gap(document)
    _field_rows(document, _CONTRACT_FIELDS, 281, 7)
    sketch = _table(document, (281,))
    cell = sketch.rows[0].cells[0]
    margins = sketch._tbl.tblPr.find(qn("w:tblCellMar"))  # noqa: SLF001
    for side in margins:
        side.set(qn("w:w"), "0")
    _write(cell.paragraphs[0], "{{ croquis }}", "Cell", _CENTRE)
    _gap(document)
    _operations(document)
    _end(document)
    return document


def _operations(document: Any) -> None:
    widths = [width for _, width in COLUMNS]
    table = _table(document, widths, rows=5)
    head, loop, row, end, foot = table.rows
    _flag(head, "cantSplit", "tblHeader")
    for cell, (label, _) in zip(head.cells, COLUMNS, strict=True):
        _write(cell.paragraphs[0], _words(label), "Cell head", _CENTRE)
    loop.cells[0].paragraphs[0].add_run("{%tr for op in operations %}")
    end.cells[0].paragraphs[0].add_run("{%tr endfor %}")
    _flag(row, "cantSplit")
    for i, (cell, name) in enumerate(zip(row.cells, _OPERATION, strict=True)):
        align = _LEFT if i in {1, 3, 12} else _CENTRE
        _write(cell.paragraphs[0], f"{{{{ op.{name} }}}}", "Cell", align)
    _flag(foot, "cantSplit")
    remarks = foot.cells[0].merge(foot.cells[4])
    _write(remarks.paragraphs[0], _words("Remarks") + " ", "Cell head")
    remarks.paragraphs[0].add_run("{{ remarques }}").bold = False
    sums = foot.cells[5].merge(foot.cells[12])
    _write(sums.paragraphs[0], "{{ totaux }}", "Cell head", _RIGHT)
    _write(foot.cells[13].paragraphs[0], "{{ total_tm }}", "Cell head", _CENTRE)
    _write(foot.cells[14].paragraphs[0], "{{ total_tt }}", "Cell head", _CENTRE)


def gamme() -> Any:
    """Return the template of the list of phases: A4 landscape."""
    document = _new(297, 210, (10, 9), "Gamme d'usinage")
    title = _table(document, (42, 235))
    _height(title.rows[0], 11)
    _school(title.rows[0].cells[0])
    cell = title.rows[0].cells[1]
    _write(cell.paragraphs[0], "{{ nature|upper }}", "Document", _CENTRE)
    _gap(document)
    _field_rows(document, _GAMME_FIELDS, 277, 8)
    table = _table(document, [width for _, _, width, _ in _GAMME_COLUMNS], rows=6)
    head, stock, loop, row, end, foot = table.rows
    _flag(head, "cantSplit", "tblHeader")
    for cell, (label, _, _, _) in zip(head.cells, _GAMME_COLUMNS, strict=True):
        _shade(cell, _PALE)
        _write(cell.paragraphs[0], _words(label), "Cell head", _CENTRE)
    for cell, text in zip(
        stock.cells, ("00", _words("Stock"), *"——————", "{{ remarque_brut }}"), strict=False
    ):
        _write(cell.paragraphs[0], text, "Cell", _CENTRE if text in {"00", "—"} else _LEFT)
    stock.cells[5].paragraphs[0].runs[0].text = "{{ brut }}"
    stock.cells[8].paragraphs[0].text = "{{ remarque_brut }}"
    loop.cells[0].paragraphs[0].add_run("{%tr for ph in phases %}")
    end.cells[0].paragraphs[0].add_run("{%tr endfor %}")
    _flag(row, "cantSplit")
    for cell, (_, text, _, centred) in zip(row.cells, _GAMME_COLUMNS, strict=True):
        _write(cell.paragraphs[0], text, "Cell", _CENTRE if centred else _LEFT)
    for lines in (stock.cells[0], row.cells[0]):
        lines.paragraphs[0].runs[0].font.size = Pt(10)
        lines.paragraphs[0].runs[0].bold = True
    row.cells[1].paragraphs[0].add_run("{{ ph.designation }}").bold = True
    _write(row.cells[1].add_paragraph(), "{{ ph.operations }}", "Cell")
    _flag(foot, "cantSplit")
    total = foot.cells[0].merge(foot.cells[8])
    _write(total.paragraphs[0], "{{ totaux }}", "Cell head", _RIGHT)
    _end(document)
    return document


def cover() -> Any:
    """Return the template of the dossier's cover: A4 portrait."""
    document = _new(210, 297, (24, 14), "Dossier de fabrication")
    band = _table(document, (162,))
    band.style = "Normal Table"
    _height(band.rows[0], 12)
    _shade(band.rows[0].cells[0], _ACCENT)
    band.rows[0].cells[0].paragraphs[0].style = "Gap"
    for text, style, before in (
        ("{{ ecole }}", "Cover school", 40), ("{{ departement }}", "Cover label", 0),
        (_words("Manufacturing file").replace(" }}", "|upper }}"), "Cover kind", 44),
        ("{{ titre }}", "Cover title", 2), ("{{ numero }}", "Cover number", 2),
    ):  # fmt: skip
        paragraph = document.add_paragraph()
        _write(paragraph, text, style)
        paragraph.paragraph_format.space_before = Pt(before)
    picture = _table(document, (162,))
    picture.style = "Normal Table"
    picture.rows[0].height, picture.rows[0].height_rule = Mm(104), WD_ROW_HEIGHT_RULE.EXACTLY
    _write(picture.rows[0].cells[0].paragraphs[0], "{{ image }}", "Cell", _CENTRE)
    _gap(document)
    lines = _table(document, (46, 116), rows=len(_COVER_LINES))
    lines.style = "Normal Table"
    for row, (label, value) in zip(lines.rows, _COVER_LINES, strict=True):
        _height(row, 6.5)
        _write(row.cells[0].paragraphs[0], _words(label), "Cover label")
        _write(row.cells[1].paragraphs[0], value, "Cover value")
    _rule(lines.rows[0])
    _end(document)
    return document


def _rule(row: Any) -> None:
    """Draw the accent line over a row."""
    for cell in row.cells:
        borders = OxmlElement("w:tcBorders")
        top = OxmlElement("w:top")
        for key, value in (("val", "single"), ("sz", "8"), ("space", "0"), ("color", _ACCENT)):
            top.set(qn(f"w:{key}"), value)
        borders.append(top)
        properties = cell._tc.get_or_add_tcPr()  # noqa: SLF001 - python-docx has no borders
        properties.insert_element_before(borders, "w:shd", "w:noWrap", "w:tcMar", "w:vAlign")


TEMPLATES = {"contrat.docx": contract, "gamme.docx": gamme, "garde.docx": cover}


def content(name: str) -> bytes:
    """Return a template as the bytes of its file."""
    out = io.BytesIO()
    TEMPLATES[name]().save(out)
    return repacked(out.getvalue())


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for file in TEMPLATES:
        (target / file).write_bytes(content(file))
