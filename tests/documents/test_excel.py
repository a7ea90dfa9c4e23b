"""Workbooks of teachers filled: numbers, rows that repeat, formulas that follow, texts that stay texts."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import etree
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

from gmp_cad.documents.office.excel_references import Repetition
from gmp_cad.documents.templating.template_error import TemplateError
from tests.documents import office, vice

COUNT = len(vice.rows())
SHIFT = COUNT - 1
THIN = Border(*(Side(style="thin"),) * 4)


def sheet_of_a_teacher():
    """Head, one row of operations, sums below, a merged remark, rules, a chart, a second sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Contrat d'op"
    sheet["A1"] = "Contrat de phase {{ phase }} — {{ piece }}"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.merge_cells("A1:F1")
    sheet["A2"], sheet["B2"] = "Machine", "{{ machine }}"
    sheet["D2"], sheet["E2"] = "Quantité", "{{ quantite }}"
    sheet.merge_cells("A3:F3")
    sheet["A3"] = "{{ croquis }}"
    sheet.row_dimensions[3].height = 180
    for column, width in zip("ABCDEF", (9, 45, 30, 10, 10, 12), strict=True):
        sheet.column_dimensions[column].width = width
    for i, text in enumerate(("N°", "Désignation", "Outil", "Tm", "Tt", "Tm + Tt"), 1):
        sheet.cell(5, i, text).font = Font(bold=True)
    for i, text in enumerate(
        ("{{ op.numero }}", "{{ op.designation }}", "{{ op.outil }}", "{{ op.tm }}", "{{ op.tt }}", "=D6+E6"), 1
    ):  # fmt: skip
        sheet.cell(6, i, text).border = THIN
    sheet["E6"].number_format = "0.0"
    sheet.row_dimensions[6].height = 31
    sheet["C7"], sheet["D7"], sheet["E7"] = "Sommes", "=SUM(D6:D6)", "=SUM($E$6:E6)"
    sheet["F7"] = "=E7*$E$2+D6"
    sheet["A8"] = "{{ remarques }}"
    sheet.merge_cells("A8:F9")
    sheet["A11"] = ArrayFormula("A11:A11", "=MAX(D6:E6)")
    sheet.conditional_formatting.add(
        "D6:E6",
        CellIsRule(
            operator="greaterThan", formula=["$E$7/2"], fill=PatternFill("solid", "FFFFC7CE")
        ),
    )
    sheet.conditional_formatting.add(
        "A8:F9", FormulaRule(formula=["$E$7>100"], fill=PatternFill("solid", "FFFFEB9C"))
    )
    choice = DataValidation(type="list", formula1='"oui,non"')
    choice.add("F10")
    sheet.add_data_validation(choice)
    sheet["F10"] = "oui"
    sheet.print_area = "A1:F10"
    sheet.print_title_rows = "1:2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.oddHeader.left.text = "{{ ecole }} && {{ auteur }}"
    sheet.oddFooter.right.text = "Page &P"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=5, min_row=5, max_row=6), titles_from_data=True)
    sheet.add_chart(chart, "B12")
    other = book.create_sheet("Coûts")
    other["A1"] = "='Contrat d''op'!E7/60"
    other["A2"] = "=SUM('Contrat d''op'!E6:E6)"
    other["A3"] = "=D6+D7"
    other["B1"] = "{{ nom_phase }} — {{ matiere }}"
    book.defined_names["temps"] = DefinedName("temps", attr_text="'Contrat d''op'!$E$6:$E$6")
    return book


@pytest.fixture(scope="module")
def filled():
    return office.excel(sheet_of_a_teacher())


@pytest.fixture
def sheet(filled):
    return office.book(filled)["Contrat d'op"]


def test_texts_and_numbers_stand_in_their_cells(sheet):
    assert sheet["A1"].value == "Contrat de phase 20 — Semelle"
    assert sheet["A1"].font.b
    assert sheet["B2"].value.startswith("CU-3AX — ")
    assert sheet["E2"].value == 25
    assert sheet["E2"].data_type == "n"
    assert sheet["E7"].value == 40.8
    assert sheet["E7"].number_format == "0.0"


def test_the_row_of_operations_stands_once_for_each_with_its_look(sheet):
    assert [sheet.cell(6 + i, 1).value for i in range(COUNT)] == [
        "20.a",
        "20.1",
        "20.2",
        "20.3",
        "20.z",
    ]
    for i in range(COUNT):
        assert sheet.cell(6 + i, 2).border.left.style == "thin"
        assert sheet.row_dimensions[6 + i].height == 31
    assert sheet.cell(6 + COUNT, 3).value == "Sommes"
    assert sheet.cell(6 + COUNT, 3).border.left.style is None


def test_formulas_of_the_row_stay_in_their_row_and_sums_hold_all_rows(sheet):
    assert [sheet.cell(6 + i, 6).value for i in range(COUNT)] == [
        f"=D{6 + i}+E{6 + i}" for i in range(COUNT)
    ]
    end, sums = 6 + SHIFT, 7 + SHIFT
    assert sheet[f"D{sums}"].value == f"=SUM(D6:D{end})"
    assert sheet[f"E{sums}"].value == f"=SUM($E$6:E{end})"
    assert sheet[f"F{sums}"].value == f"=E{sums}*$E$2+D6"
    assert sheet[f"A{11 + SHIFT}"].value.text == f"=MAX(D6:E{end})"


def test_what_points_to_the_rows_from_elsewhere_follows(filled):
    book = office.book(filled)
    end, sums = 6 + SHIFT, 7 + SHIFT
    other = book["Coûts"]
    assert other["A1"].value == f"='Contrat d''op'!E{sums}/60"
    assert other["A2"].value == f"=SUM('Contrat d''op'!E6:E{end})"
    assert other["A3"].value == "=D6+D7"
    assert other["B1"].value == "Fraisage — EN-GJL-250"
    assert book.defined_names["temps"].attr_text == f"'Contrat d''op'!$E$6:$E${end}"
    (chart,) = book["Contrat d'op"]._charts
    assert chart.series[0].val.numRef.f == f"'Contrat d''op'!$E$6:$E${end}"
    assert chart.anchor._from.row == 11 + SHIFT


def test_what_lies_below_moves_whole(sheet):
    merged = {str(m) for m in sheet.merged_cells.ranges}
    assert merged == {"A1:F1", "A3:F3", f"A{8 + SHIFT}:F{9 + SHIFT}"}
    assert sheet[f"A{8 + SHIFT}"].value.startswith("Première pièce")
    rules = {str(f.sqref): f.rules[0].formula for f in sheet.conditional_formatting}
    assert rules == {
        f"D6:E{6 + SHIFT}": [f"$E${7 + SHIFT}/2"],
        f"A{8 + SHIFT}:F{9 + SHIFT}": [f"$E${7 + SHIFT}>100"],
    }
    assert str(sheet.data_validations.dataValidation[0].sqref) == f"F{10 + SHIFT}"
    assert sheet.print_area == f"'Contrat d''op'!$A$1:$F${10 + SHIFT}"
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.oddHeader.left.text == "IUT — GMP && Z. L."
    assert sheet.oddFooter.right.text == "Page &P"


def test_the_sketch_stands_in_its_merged_cells_with_its_words(filled):
    with zipfile.ZipFile(io.BytesIO(filled.content)) as archive:
        (name,) = (n for n in archive.namelist() if n.startswith("xl/media/"))
        assert archive.read(name).startswith(b"\x89PNG")
        drawing = etree.fromstring(archive.read("xl/drawings/drawing1.xml"))
    space = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
    assert "Croquis de la phase" in {e.get("descr") for e in drawing.iter(f"{space}cNvPr")}
    anchor = next(a for a in drawing if a.find(f"{space}pic") is not None)
    size = anchor.find(f"{space}ext")
    assert (
        anchor.find(f"{space}from/{space}row").text,
        anchor.find(f"{space}from/{space}col").text,
    ) == ("2", "0")
    width, height = int(size.get("cx")), int(size.get("cy"))
    assert height <= 180 * 12700
    assert width / height == pytest.approx(200 / 90, rel=1e-3)


def test_the_same_values_give_the_same_bytes(filled):
    assert office.excel(sheet_of_a_teacher()).content == filled.content
    with zipfile.ZipFile(io.BytesIO(filled.content)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml")
    assert core.count(b"2026-01-15T00:00:00Z") == 2


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+33 6", "-2+3", "@SUM(A1)", "=cmd|' /C calc'!A0", "{=1}", "\t=1", office.HOSTILE],
)
def test_a_text_never_becomes_a_formula(text):
    book = Workbook()
    book.active["A1"] = "{{ remarques }}"
    book.active["A2"] = "{{ remarques }}{{ piece }}"
    made = office.excel(book, office.fields(notes=text))
    sheet = office.book(made).active
    for cell, expected in ((sheet["A1"], text), (sheet["A2"], text + "Semelle")):
        assert cell.value == expected
        assert cell.data_type == "s"
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    assert sheet["A1"].quotePrefix == text.lstrip().startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(
    ("text", "value"),
    [("40,8", 40.8), ("1 250", 1250), ("1\u202f250,5", 1250.5), ("-3", -3), ("−3,5", -3.5), ("0", 0),
     ("0012", "0012"), ("4,5 / 0,5", "4,5 / 0,5"), ("fz 0,2", "fz 0,2"), ("1E5", "1E5"), ("—", "—"),
     ("1234567890123456", "1234567890123456"), ("12.5", "12.5"), ("1,2,3", "1,2,3"), ("12 34", "12 34")],
)  # fmt: skip
def test_what_reads_as_a_number_in_french_is_one(text, value):
    book = Workbook()
    book.active["A1"] = "{{ programme }}"
    found = office.book(office.excel(book, office.fields(nc_program=text))).active["A1"].value
    assert found == value
    assert type(found) is type(value)


def test_no_operation_leaves_one_empty_row():
    values = office.fields()
    values["operations"] = []
    sheet = office.book(office.excel(sheet_of_a_teacher(), values))["Contrat d'op"]
    assert [sheet.cell(6, i).value for i in range(1, 6)] == [None] * 5
    assert sheet["D7"].value == "=SUM(D6:D6)"


def test_two_rows_of_an_operation_repeat_together_with_their_merged_cells():
    book = Workbook()
    sheet = book.active
    sheet["A1"], sheet["B1"], sheet["B2"] = (
        "{{ op.numero }}",
        "{{ op.designation }}",
        "{{ op.outil }}",
    )
    sheet.merge_cells("A1:A2")
    sheet["A3"] = "=COUNTA(A1:A2)"
    found = office.book(office.excel(book)).active
    assert {str(m) for m in found.merged_cells.ranges} == {
        f"A{1 + 2 * i}:A{2 + 2 * i}" for i in range(COUNT)
    }
    assert found.cell(2 * COUNT, 2).value is None
    assert found.cell(2 * COUNT - 2, 2).value == "alésoir HSS ⌀16 H7"
    assert found.cell(2 * COUNT + 1, 1).value == f"=COUNTA(A1:A{2 * COUNT})"


def test_a_table_of_excel_grows_with_its_rows():
    book = Workbook()
    sheet = book.active
    for i, text in enumerate(("N", "Opération"), 1):
        sheet.cell(1, i, text)
    sheet["A2"], sheet["B2"] = "{{ op.numero }}", "{{ op.designation }}"
    sheet.add_table(Table(displayName="Ops", ref="A1:B2"))
    found = office.book(office.excel(book)).active
    assert found.tables["Ops"].ref == f"A1:B{1 + COUNT}"


def test_three_hundred_operations_and_a_long_text_are_written():
    values = office.fields(notes="x" * 40_000)
    values["operations"] = values["operations"] * 60
    sheet = office.book(office.excel(sheet_of_a_teacher(), values))["Contrat d'op"]
    assert sheet["D306"].value == "=SUM(D6:D305)"
    assert len(sheet["A307"].value) == 32_767


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ machin }}", ("Sheet!B2", "« machine »")),
        ("{{ op.designatio }}", ("Sheet!B2", "« designation »")),
        ("{{ machine", ("Sheet!B2", "mal écrit")),
        ('="{{ piece }}"', ("Sheet!B2", "formule")),
    ],
)
def test_a_wrong_cell_is_told_with_its_place(text, words):
    book = Workbook()
    book.active["B2"] = text
    with pytest.raises(TemplateError) as caught:
        office.excel(book)
    told = f"{caught.value.where} {caught.value.message.say('fr')} {caught.value.hint.say('fr')}"
    for word in words:
        assert word in told, told


def test_what_the_filling_loses_is_said():
    book = sheet_of_a_teacher()
    content = office.template(book, "m.xlsx").content
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/drawings/drawing1.xml":
                data = data.replace(b"</wsDr>", b'<xdr:sp xmlns:xdr="x"/></wsDr>')
            new.writestr(name, data)
    from gmp_cad.documents.office.excel import _lost

    assert [m.say("fr") for m in _lost(out.getvalue())] == ["zones de texte et formes"]
    assert list(_lost(content)) == []


@pytest.mark.parametrize(
    ("formula", "home", "copy", "expected"),
    [
        ("=SUM(A3:A3)", "S", None, "=SUM(A3:A7)"),
        ("=A3", "S", None, "=A3"),
        ("=A4", "S", None, "=A8"),
        ("=A2", "S", None, "=A2"),
        ("=SUM(A1:A9)", "S", None, "=SUM(A1:A13)"),
        ("=$A$4+S!B$5", "S", None, "=$A$8+S!B$9"),
        ("=A4", "T", None, "=A4"),
        ("=S!A4+T!A4", "T", None, "=S!A8+T!A4"),
        ("=A3*B3", "S", 2, "=A5*B5"),
        ("=SUM(A3:D3)/A9", "S", 2, "=SUM(A5:D5)/A13"),
        ('=IF(A3="A4",LOG10(B4),taux)', "S", None, '=IF(A3="A4",LOG10(B8),taux)'),
        ("=SUM(3:3)+SUM(A:A)", "S", None, "=SUM(3:7)+SUM(A:A)"),
    ],
)
def test_references_follow_a_row_that_stands_five_times(formula, home, copy, expected):
    assert Repetition(sheet="S", first=3, last=3, times=5).formula(formula, home, copy) == expected


@pytest.mark.slow
@pytest.mark.skipif(office.soffice() is None, reason="LibreOffice (soffice) is not installed")
def test_libreoffice_computes_what_was_filled_in(filled, tmp_path):
    shown = office.as_text(filled.content, ".xlsx", tmp_path)
    for value in ("Contrat de phase 20 — Semelle", "Épauler 2-3", "105", "125,4", "Première pièce"):
        assert value in shown.replace("125.4", "125,4"), shown
