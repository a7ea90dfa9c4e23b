"""The nomenclature and its spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.documents.bom import BomRow, bom_cells, bom_rows, bom_tab, total_mass_kg
from gmp_cad.documents.office.tab import neutral, tab_csv
from tests.documents import vice

MASSES = {"semelle": 4.2192, "vis_mors": 0.0213}


def rows(lang="fr", masses=MASSES, counts=None):
    return bom_rows(vice.product(), {"semelle": vice.part()}, masses, counts or {}, lang)


def test_a_part_and_a_standard_part():
    part, screw = rows()
    assert (part.ref, part.quantity, part.designation, part.material) == (
        1,
        1,
        "Semelle",
        "EN-GJL-250",
    )
    assert part.reference == "ET-01 — B"
    assert (screw.ref, screw.quantity, screw.material) == (13, 2, "8.8")
    assert screw.reference == "ISO 4762 - M8x40 - 8.8"
    assert screw.total_mass_kg == pytest.approx(0.0426)
    assert screw.note == "Loctite 243"


def test_a_standard_part_is_named_in_the_language():
    assert rows("fr")[1].designation != rows("en")[1].designation


def test_the_total_counts_every_piece():
    assert total_mass_kg(rows()) == pytest.approx(4.2192 + 2 * 0.0213)


def test_without_one_mass_there_is_no_total():
    assert total_mass_kg(rows(masses={"semelle": 4.2})) is None
    assert total_mass_kg(()) is None


def test_a_wrong_count_in_the_model_is_noted():
    note = rows("en", counts={"vis_mors": 3, "semelle": 1})
    assert note[1].note == "Loctite 243 ; 3 placed in the model"
    assert note[0].note == ""


def test_cells_have_decimal_comma_in_french_only():
    assert bom_cells(rows()[0], "fr")[5] == "4,219"
    assert bom_cells(rows("en")[0], "en")[5] == "4.219"
    assert bom_cells(rows(masses={})[0], "fr")[5] == "—"


def test_french_excel_reads_the_table():
    data = tab_csv(bom_tab(rows(), "", "fr"), "fr")
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 3
    table = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert table[2][0] == "13"
    assert table[2][4:7] == ["ISO 4762 - M8x40 - 8.8", "0,0213", "0,0426"]


@given(st.text(min_size=1, max_size=30))
def test_no_cell_starts_like_a_formula(text):
    row = BomRow(ref=1, quantity=1, designation=text, material=text, reference=text,
                 unit_mass_kg=None, note=text, name="x")  # fmt: skip
    data = tab_csv(bom_tab([row], "", "fr"), "fr").decode("utf-8-sig")
    cells = list(csv.reader(io.StringIO(data, newline=""), delimiter=";"))[1]
    for cell in (*cells[2:5], cells[7]):
        assert cell.lstrip()[:1] not in tuple("=+-@")
        assert cell in (text, f"'{text}")


@pytest.mark.parametrize("text", ["=1+1", "+33 1", "-5", "@cmd", "\t=1", " =1", "＝1"])
def test_formulas_are_neutralised(text):
    assert neutral(text) == "'" + text


@pytest.mark.parametrize("text", ["Vis", "", "M8-6H", "⌀8 ±0,1"])
def test_other_texts_stay(text):
    assert neutral(text) == text
