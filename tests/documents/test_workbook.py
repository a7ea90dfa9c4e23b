"""Workbooks: read back by openpyxl, computed again by LibreOffice; texts stay texts."""

from __future__ import annotations

import csv
import io
import subprocess
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from gmp_cad.documents.bom import BomRow, bom_tab
from gmp_cad.documents.office.tab import Column, Formula, Tab, letter, tab_csv
from gmp_cad.documents.office.workbook import workbook
from gmp_cad.documents.part.inspection_tab import inspection_tabs
from gmp_cad.documents.plan.quotation import part_cost
from gmp_cad.documents.plan.tool_tab import tool_tab
from gmp_cad.documents.printing.embedded import Publisher
from gmp_cad.documents.product.product_quotation import ProductCosts, cost_lines
from gmp_cad.documents.product.quotation_tab import part_tab, product_tab
from tests.documents import office, test_inspection, vice
from tests.documents.test_plan_documents import planned

SIGNED = Publisher(
    affair="Étau", owner="IUT — GMP", number="ET-01 — A", author="Z. L.", date="2026-01-15"
)


def opened(*tabs: Tab, values: bool = False):
    return load_workbook(io.BytesIO(workbook(tabs, SIGNED, "fr")), data_only=values)


needs_soffice = pytest.mark.skipif(
    office.soffice() is None, reason="LibreOffice (soffice) is not installed"
)


def computed(books, folder):
    """What LibreOffice computes of workbooks that hold formulas without their values."""
    files = [folder / f"{i}.xlsx" for i in range(len(books))]
    for book, file in zip(books, files, strict=True):
        book.save(file)  # openpyxl keeps no computed value
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "xlsx", "--outdir", str(folder / "made"), *map(str, files)],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return [load_workbook(folder / "made" / file.name, data_only=True) for file in files]


def labelled(sheet, label):
    return next(row[2] for row in sheet.iter_rows() if row[0].value == label)


def costs(assembly_min=12.0):
    return ProductCosts(
        product=vice.product(), project=vice.product().project, workshop=vice.workshop(),
        parts={i.name: vice.part() for i in vice.product().items if i.part},
        costs={"semelle": part_cost(planned())}, assembly_min=assembly_min,
    )  # fmt: skip


TABS = {
    "bom": lambda: (bom_tab(vice.dossier().bom, "Nomenclature", "fr"),),
    "part": lambda: (part_tab(planned(), "fr"),),
    "product": lambda: (product_tab(costs(), "fr"),),
    "tools": lambda: (tool_tab(planned(), "fr"),),
    "inspection": lambda: inspection_tabs(test_inspection.sheet(), "fr"),
}


@pytest.mark.parametrize("name", sorted(TABS))
def test_the_same_bytes_twice_and_what_it_is(name):
    tabs = TABS[name]()
    data = workbook(tabs, SIGNED, "fr")
    assert data == workbook(TABS[name](), SIGNED, "fr")
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == [tab.name for tab in tabs]
    said = book.properties
    assert (said.title, said.creator, said.keywords) == (tabs[0].title, "Z. L.", "Étau, ET-01 — A")
    assert said.created.isoformat()[:10] == "2026-01-15"
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows  # the header is repeated on every page
        assert sheet.freeze_panes


def test_letters_of_columns():
    assert [letter(i) for i in (0, 25, 26, 27, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["=1+1", "@x", "+33", "-5", "{=1}", "http://a.b", ""]))
def test_a_text_is_never_a_formula_nor_a_link(text, start):
    shown = start + text
    row = BomRow(ref=1, quantity=1, designation=shown, material=shown, reference=shown,
                 unit_mass_kg=1.5, note=shown, name="x")  # fmt: skip
    sheet = opened(bom_tab([row], shown, "fr")).worksheets[0]
    cells = [sheet.cell(5, column) for column in (3, 4, 5, 8)]
    assert all(cell.data_type in ("s", "n") and cell.hyperlink is None for cell in cells)
    plain = "".join(c for c in shown if c >= " ")
    assert all(
        "".join(c for c in str(cell.value or "") if c >= " ") == plain or "_x" in str(cell.value)
        for cell in cells
    )


def test_hostile_names_and_long_texts_are_kept():
    row = BomRow(ref=1, quantity=1, designation="x" * 40_000, material="مرحبا 😀", reference='<A> & "q"',
                 unit_mass_kg=None, note="", name="x")  # fmt: skip
    tab = replace(bom_tab([row] * 300, "T", "fr"), name="[a]:*?/\\'" + "n" * 60)
    publisher = replace(SIGNED, owner="A & B", number="&P & co" * 60)
    book = load_workbook(io.BytesIO(workbook([tab], publisher, "fr")))
    sheet = book.worksheets[0]
    assert sheet.title == "n" * 23 or sheet.title.strip("n").strip() == "a"
    assert len(sheet.cell(5, 3).value) == 32_767
    assert (sheet.cell(5, 4).value, sheet.cell(5, 5).value) == ("مرحبا 😀", '<A> & "q"')
    assert sheet.cell(305, 7).value == "=SUM(G5:G304)"


def test_limits_and_verdicts_have_their_colours():
    _, record = inspection_tabs(test_inspection.sheet(), "fr")
    sheet = opened(record).worksheets[0]
    rules = [r for found in sheet.conditional_formatting for r in found.rules]
    formulas = [f for rule in rules for f in rule.formula]
    assert '"NC"' in formulas
    assert any(f.startswith("AND(ISNUMBER(H5),OR(") and "$E5" in f and "$F5" in f for f in formulas)
    kinds = {v.type for v in sheet.data_validations.dataValidation}
    assert kinds == {"list", "decimal"}


@pytest.mark.slow
@needs_soffice
def test_another_batch_costs_what_the_quotation_says(tmp_path):
    """LibreOffice computes the formulas anew: as our own figures, at our batch and at another."""
    batches, books = (25, 1, 400), []
    for batch in batches:
        books.append(opened(part_tab(planned(), "fr")))
        labelled(books[-1].worksheets[0], "Lot (pièces)").value = batch
    for batch, found in zip(batches, computed(books, tmp_path), strict=True):
        sheet, cost = found.worksheets[0], part_cost(planned(), batch)
        assert labelled(sheet, "Coût d'une pièce (€)").value == pytest.approx(
            cost.part_eur, abs=1e-4
        )
        hours = (cost.series_min + batch * cost.unit_min) / 60
        assert labelled(sheet, "Temps du lot (h)").value == pytest.approx(hours, abs=1e-4)


@pytest.mark.slow
@needs_soffice
def test_the_record_judges_what_is_written_in_it(tmp_path):
    """A gauge says C or NC; a measure is good between the limits of ISO 14253-1."""
    _, tab = inspection_tabs(test_inspection.sheet(), "fr")
    sheet = opened(tab).worksheets[0]
    header = next(row[0].row for row in sheet.iter_rows() if row[0].value == "N°")
    rows = [r for r in sheet.iter_rows(min_row=header + 1) if r[2].value]
    measured = next(r[0].row for r in rows if r[4].value is not None and r[5].value is not None)
    said = next(r[0].row for r in rows if r[4].value is None and r[5].value is None)
    low, high = (sheet.cell(measured, column).value for column in (5, 6))
    verdict = next(c.column for c in sheet[header] if c.value == "Verdict")
    tried = [
        (low, high, "C"),
        (low - 1e-3, high, "NC"),
        (low, high + 1e-3, "NC"),
        (None, None, None),
    ]
    books = [opened(tab) for _ in tried]
    for book, (one, other, expected) in zip(books, tried, strict=True):
        book.worksheets[0].cell(measured, 8).value = one
        book.worksheets[0].cell(measured, 9).value = other
        book.worksheets[0].cell(said, 8).value = expected
    for found, (_, _, expected) in zip(computed(books, tmp_path), tried, strict=True):
        assert (found.worksheets[0].cell(measured, verdict).value or None) == expected
        assert (found.worksheets[0].cell(said, verdict).value or None) == expected


@pytest.mark.slow
@needs_soffice
def test_values_kept_beside_the_formulas_are_what_they_give(tmp_path):
    tabs = [TABS[name]() for name in ("bom", "product", "tools")]
    anew = computed([opened(*one) for one in tabs], tmp_path)
    for one, theirs in zip(tabs, anew, strict=True):
        for row in opened(*one, values=True).worksheets[0].iter_rows():
            for cell in row:
                other = theirs.worksheets[0][cell.coordinate].value
                if isinstance(cell.value, float | int):
                    assert other == pytest.approx(cell.value, rel=1e-6, abs=1e-4), cell.coordinate


def test_the_sums_are_those_of_the_documents():
    sheet = opened(product_tab(costs(), "fr"), values=True).worksheets[0]
    lines = cost_lines(costs(), "fr")
    whole = sum(line.product_eur for line in lines)
    assert labelled(sheet, "Pièces et éléments standard (€)").value == pytest.approx(whole)
    cost = part_cost(planned())
    sheet = opened(part_tab(planned(), "fr"), values=True).worksheets[0]
    assert labelled(sheet, "Coût d'une pièce (€)").value == pytest.approx(cost.part_eur)


def test_a_table_for_a_spreadsheet_has_the_values_of_its_formulas():
    tab = Tab(
        name="t", title="t", columns=[Column(title="A\nmm", width=5, decimals=2), Column(title="B", width=5)],
        rows=[[Formula("1+1", 2.0), "=1"], [None, 3]],
    )  # fmt: skip
    read = list(csv.reader(io.StringIO(tab_csv(tab, "fr").decode("utf-8-sig")), delimiter=";"))
    assert read == [["A mm", "B"], ["2,00", "'=1"], ["", "3"]]
    read = list(csv.reader(io.StringIO(tab_csv(tab, "en").decode("utf-8-sig"))))
    assert read[1] == ["2.00", "'=1"]
