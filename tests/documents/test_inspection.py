"""The sheets of an inspection: rows in words and figures, forms that stay empty where people write."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace

import pytest

from gmp_cad.documents.part.first_article import first_article
from gmp_cad.documents.part.inspection import InspectionLine, inspection_lines, pair
from gmp_cad.documents.part.inspection_header import InspectionSheet, inspection_block
from gmp_cad.documents.part.inspection_sheet import COLUMNS, PARTS, inspection_document
from gmp_cad.documents.printing.embedded import Publisher, document_pdf
from gmp_cad.quality.inspection_plan import inspection_plan
from tests.canonical import PLATE
from tests.documents import vice
from tests.inspected_plate import WORKSHOP, inspected, rows

TEXT = (
    PLATE.replace('"⌀16 H7 Ⓔ"', '{ size = "⌀16 H7 Ⓔ", class = "critique", ra = "Ra 0,8" }')
    .replace("[features]", 'pins = "4× ⌀9"\ngap = { size = "[30]", between = ["left", "bore"] }\n'
             'slack = { size = "8 ±0,001", between = ["left", "right"] }\n[features]')
    + 'left_flat = { symbol = "flatness", value = "0,02", on = "left" }\n'
    '[textures]\nleft = "NMR Ra 25"\n'
)  # fmt: skip
ZONES = {"1": "1 / B3", "2": "1 / C4"}
SIGNED = Publisher(owner="IUT — GMP", number="P-01 — A", author="Z. L.", date="2026-01-15")
needs_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler is not installed"
)


def sheet(text: str = TEXT, lang: str = "fr", copies: int = 1) -> InspectionSheet:
    """The plate's inspection; ``copies``: each row so many times, for long tables."""
    part = inspected(text)
    lines = inspection_lines(part.spec, inspection_plan(part), ZONES, lang)
    return InspectionSheet(
        project=vice.product().project, product=vice.product(), part=part.spec, plan=None,
        workshop=WORKSHOP, lines=lines * copies, batch=25,
    )  # fmt: skip


def line(number: str, lang: str = "fr") -> InspectionLine:
    return next(one for one in sheet(lang=lang).lines if one.balloon == number)


def test_figures_are_numbers_and_texts_are_in_the_language():
    bore = line("2")
    assert (bore.nominal, bore.lower, bore.upper) == (16.0, 16.0, 16.018)
    assert (bore.gauge, bore.attribute, bore.importance, bore.derived) == (
        "TL-16H7", True, "critical", False,
    )  # fmt: skip
    assert (bore.importance_label, bore.frequency, bore.sample) == ("critique", "100 %", 25)
    assert line("2", "en").importance_label == "critical"
    assert (line("2.1").requirement, line("2.1").unit) == ("Ra 0,8", "µm")
    assert line("2.1", "en").requirement == "Ra 0.8"
    assert (line("2").zone, line("2.1").zone, line("3").zone) == ("1 / C4", "1 / C4", "")
    assert line("3").instances == 4


@pytest.mark.parametrize(("lang", "value"), [("fr", "0,5"), ("en", "0.5")])
def test_the_general_tolerances_stand_in_the_title_block(lang, value):
    found = sheet(lang=lang)
    identity = found.part.part.model_copy(update={"general_tolerances": "ISO 22081 ⌓ 0,5 A B C"})
    given = replace(found, part=found.part.model_copy(update={"part": identity}))
    block = inspection_block(given, "", lang)
    assert f"ISO 22081 ⌓ {value} A B C" in str(block)


def test_limits_of_a_row_have_the_same_decimals():
    assert pair(16.0, 16.018, "fr") == ("16,000", "16,018")
    assert pair(None, 0.05, "en") == ("—", "0.05")
    assert pair(79.904, 80.096, "fr") == ("79,904", "80,096")


def test_the_plan_has_every_row_and_the_record_every_place_that_is_inspected():
    document = inspection_document(sheet(), "fr")
    context = document.context
    assert document.chapter == 12
    assert [row["cells"][0] for row in context["rows"]] == [one.balloon for one in sheet().lines]
    assert {len(row["cells"]) for row in context["rows"]} == {len(COLUMNS)}
    places = [entry["cells"][0] for entry in context["entries"]]
    assert places.count("3") == 4
    assert "4" not in places  # theoretically exact
    assert places.count("2") == 1
    assert len(context["parts"]) == PARTS


def test_a_means_that_is_not_good_stands_out():
    states = {
        row["cells"][0]: row["status"] for row in inspection_document(sheet(), "fr").context["rows"]
    }
    assert states["1"] == ""
    assert states["5"] == "FAIL"  # 8 ±0.001: no gauge of a school
    assert states["6"] == "WARN"  # ⟂ 0.02 on a measuring machine of U 3 µm


def test_reactions_and_methods_are_told_once_under_their_code():
    context = inspection_document(sheet(copies=5), "fr").context
    for legend, at in ((context["reactions"], 16), (context["methods"], None)):
        codes = [code for code, _ in legend]
        assert len(codes) == len(set(codes)) == len({text for _, text in legend})
        if at is not None:
            assert {row["cells"][at] for row in context["rows"]} - {"—"} == set(codes)


def test_the_first_article_has_the_fields_of_form_3_and_no_result():
    context = first_article(sheet(lang="en"), "en").context
    written = [
        *(one["label"] for one in context["identity"]),
        *context["columns"],
        *context["signatures"],
    ]
    assert sorted(int(re.match(r"\d+", text).group()) for text in written) == list(range(1, 15))
    by_number = {row["cells"][0]: row for row in context["rows"]}
    assert by_number["2"]["cells"] == [
        "2",
        "1 / C4",
        "critical",
        "⌀16 H7 Ⓔ",
        "16.000 … 16.018",
        "TL-16H7",
    ]
    assert by_number["1"]["cells"][5] == ""  # a micrometer is no designed tooling
    assert by_number["2.1"]["cells"][4] == "≤ 0.8 µm"
    assert by_number["3"]["cells"][2] == ""
    assert by_number["3"]["places"] == ["1/4", "2/4", "3/4", "4/4"]
    assert "4" not in by_number


@pytest.mark.parametrize("make", [inspection_document, first_article])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_documents_compile_and_are_the_same_each_time(make, lang):
    document = make(sheet(lang=lang), lang)
    first = document_pdf(document, SIGNED, vice.templates(), lang)
    assert first == document_pdf(document, SIGNED, vice.templates(), lang)


@needs_poppler
def test_a_long_plan_goes_on_under_its_headings(tmp_path):
    """Sixty rows, some with long texts: the headings stand on every page, and no row is lost."""
    long = sheet(copies=9)
    told = tuple(
        replace(one, balloon=str(i), designation=f"{one.designation} " + "très long " * 12)
        for i, one in enumerate(long.lines, start=1)
    )
    document = inspection_document(replace(long, lines=told), "fr")
    (tmp_path / "d.pdf").write_bytes(document_pdf(document, SIGNED, vice.templates(), "fr"))
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "d.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()
    pages = [page for page in text.split("\f") if page.strip()]
    tables = [page for page in pages if re.search(r"ME-75-100 — Micro", page)]
    assert len(tables) > 2
    assert all("Désignation" in page for page in tables)
    numbers = set(re.findall(r"^\s{0,12}(\d+)\s", text, re.MULTILINE))
    assert {str(i) for i in range(1, len(told) + 1)} <= numbers


def test_rows_of_the_plate_have_no_two_numbers_alike():
    assert len(rows(TEXT)) == len(sheet().lines)
