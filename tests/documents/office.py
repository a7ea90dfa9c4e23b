"""Templates as teachers write them, and the values that fill them."""

from __future__ import annotations

import io
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from openpyxl import Workbook, load_workbook

from gmp_cad.documents.office.excel import fill_workbook
from gmp_cad.documents.office.office_package import Filled, OfficeTemplate, Properties
from gmp_cad.documents.office.school_field_sets import CONTRACT, COVER, GAMME
from gmp_cad.documents.office.school_fields import fields_of
from gmp_cad.documents.office.word import fill_word
from gmp_cad.documents.office.word_cover import word_cover
from gmp_cad.documents.plan import gamme_sheet
from gmp_cad.documents.plan.contract import contract_context
from gmp_cad.documents.printing.picture import Picture
from tests.documents import test_plan_documents, vice

ROOT = Path(__file__).parents[2]
HOSTILE = "<A> & {{ x }} {% raw %} ]]> &amp; é \\ \"q\" 'p'"
PROPERTIES = Properties(title="Contrat 20", author="Z. L.", date="2026-01-15", lang="fr")
TEXT_BOX = (
    '<w:r xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    + nsdecls("w", "wp", "a")
    + '><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2"'
    ' behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
    '<wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH>'
    '<wp:positionV relativeFrom="paragraph"><wp:posOffset>0</wp:posOffset></wp:positionV>'
    '<wp:extent cx="2520000" cy="720000"/><wp:wrapTopAndBottom/><wp:docPr id="7" name="Zone 7"/>'
    '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
    '<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="2520000" cy="720000"/>'
    '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/>'
    "</a:solidFill></a:ln></wps:spPr><wps:txbx><w:txbxContent><w:p><w:r><w:t>{{ mac</w:t></w:r>"
    "<w:r><w:rPr><w:b/></w:rPr><w:t>hine }}</w:t></w:r></w:p></w:txbxContent></wps:txbx>"
    "<wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></w:r>"
)


def fields(**header: str) -> dict[str, Any]:
    """The fields of the vice's contract; ``header`` replaces values of its header."""
    sketch = vice.picture(200, 90, "croquis ⌖")
    context = contract_context(vice.contract(), sketch, "sketch.svg", "fr")
    context["header"] = {**context["header"], **header}
    return fields_of(CONTRACT, context, {"sketch.svg": sketch}, "fr")


@cache
def contexts() -> dict[str, list[dict[str, Any]]]:
    """What fills each of our own templates of Word: one with phases that continue, one without."""
    gamme = gamme_sheet.gamme_document(test_plan_documents.planned(), "fr")
    cover, pictures = word_cover(vice.dossier(), None, "fr")
    long = tuple(row for _ in range(12) for row in vice.rows())
    sketch = vice.picture()
    contracts = [
        contract_context(vice.contract(rows=rows), sketch, "sketch.svg", "fr")
        for rows in (vice.rows(), long)
    ]
    return {
        "contrat.docx": [fields_of(CONTRACT, c, {"sketch.svg": sketch}, "fr") for c in contracts],
        "gamme.docx": [fields_of(GAMME, gamme.shown, {}, "fr")],
        "garde.docx": [fields_of(COVER, cover, pictures, "fr")],
    }


def template(document: Any, file: str = "modele.docx") -> OfficeTemplate:
    out = io.BytesIO()
    document.save(out)
    return OfficeTemplate(file=file, ending="." + file.rpartition(".")[2], content=out.getvalue())


def word(document: Any, values: dict[str, Any] | None = None, **more: Any) -> Filled:
    """A document filled as a contract."""
    values = fields() if values is None else values
    return fill_word(template(document), values, PROPERTIES, rows_of=CONTRACT.rows_of, **more)


def excel(book: Workbook, values: dict[str, Any] | None = None) -> Filled:
    values = fields() if values is None else values
    return fill_workbook(
        template(book, "modele.xlsx"), values, PROPERTIES, rows_of=CONTRACT.rows_of
    )


def opened(filled: Filled) -> Any:
    return Document(io.BytesIO(filled.content))


def book(filled: Filled) -> Any:
    return load_workbook(io.BytesIO(filled.content))


def texts(root: Any) -> str:
    """All text below an element, paragraphs apart."""
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in root.iter(qn("w:p")))


def text_box_contract() -> Any:
    """Split runs, a text box, header and footer, a right tab: as a teacher clicks it together."""
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "{{ ecole }}\tContrat {{ phase }}"
    section.footer.paragraphs[0].text = "{{ auteur }} — {{ date }} — {{ folio }}"
    paragraph = document.add_paragraph("Pièce : ")
    for piece, bold in (("{{ pi", False), ("e", True), ("ce }", False), ("}", False)):
        paragraph.add_run(piece).bold = bold
    document.add_paragraph(
        "Matière\N{NO-BREAK SPACE}: {{\N{NO-BREAK SPACE}Matière\N{NO-BREAK SPACE}}}"
    )
    document.add_paragraph()._p.append(parse_xml(TEXT_BOX))
    document.add_paragraph("{{ t(“Remarks”) }} : {{ remarques }}")
    document.add_paragraph(
        "Programme {% if programme != '—' %}n° {{ programme }}{% else %}sans{% endif %}"
    )
    return document


def nested_table_contract() -> Any:
    """A form in one large table: the operations stand in a table inside it, without any loop."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    outer = document.add_table(rows=2, cols=2)
    outer.style = "Table Grid"
    outer.cell(0, 0).text = "{{ PIECE }} {{ plan }}"
    outer.cell(0, 1).text = "{{ croquis }}"
    inner = outer.cell(1, 0).add_table(rows=3, cols=4)
    inner.style = "Table Grid"
    for cell, text in zip(inner.rows[0].cells, ("N°", "Désignation", "Outil", "Vc"), strict=True):
        cell.text = text
    for cell, name in zip(
        inner.rows[1].cells, ("numero", "designation", "outil", "vc"), strict=True
    ):
        cell.text = f"{{{{ op.{name} }}}}"
    inner.rows[2].cells[0].text = "Total"
    inner.rows[2].cells[3].text = "{{ tu }}"
    outer.cell(1, 1).text = "Porte-pièce {{ workholder }}"
    return document


def looping_contract() -> Any:
    """Written by somebody who knows docxtpl: loops, conditions, the whole context."""
    document = Document()
    document.add_heading("{{ contract.title }}", 1)
    document.add_paragraph("{{ contract.header.machine }} / {{ contract.header.coolant|upper }}")
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).text = "{%tr for op in operations %}"
    table.cell(1, 0).text = "{{ loop.index }}"
    table.cell(1, 1).text = "{{ op.number }} {{ op.designation }}"
    table.cell(1, 2).text = "{% if op.cf %}Cf : {{ op.cf }}{% endif %}"
    table.cell(2, 0).text = "{%tr endfor %}"
    document.add_paragraph("{%p if remarques %}")
    document.add_paragraph("{{ remarques }}")
    document.add_paragraph("{%p endif %}")
    return document


TEACHERS = {
    "text boxes": text_box_contract,
    "nested tables": nested_table_contract,
    "loops": looping_contract,
}


@cache
def soffice() -> str | None:
    return shutil.which("soffice")


def as_text(content: bytes, ending: str, folder: Path) -> str:
    """The text of a file as LibreOffice prints it."""
    (folder / f"file{ending}").write_bytes(content)
    subprocess.run(
        [soffice() or "soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "pdf", "--outdir", str(folder), str(folder / f"file{ending}")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    import pikepdf

    with pikepdf.open(folder / "file.pdf") as pdf:
        assert len(pdf.pages) >= 1
    shown = subprocess.run(
        ["pdftotext", "-layout", str(folder / "file.pdf"), "-"], check=True, capture_output=True
    )
    return shown.stdout.decode()


def picture() -> Picture:
    return vice.picture(200, 90, "vue")
