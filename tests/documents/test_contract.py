"""The contrat de phase: what it says, and that it fits its page whatever is written in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.documents.plan.contract import (
    A3,
    A4,
    COLUMNS,
    LEAST_SKETCH_MM,
    PAGES,
    contract_context,
    contract_header,
    contract_pdf,
    sketch_height_mm,
    totals,
)
from gmp_cad.documents.plan.contract_sketch import contract_sketch
from gmp_cad.documents.plan.operation_cells import operation_cells
from gmp_cad.documents.printing import wrapping
from gmp_cad.drawing.phase.values import PhaseSketch
from gmp_cad.language import Message, translate
from gmp_cad.process.operations import OperationRow
from gmp_cad.spec.workshop import Machine
from tests.documents import vice


def compiled(contract, lang="fr", page=A4):
    sketch = vice.picture(page.width, sketch_height_mm(contract, lang, page))
    return contract_pdf(contract, sketch, vice.templates(), lang)


def test_the_header_says_what_the_specifications_say():
    header = contract_header(vice.contract(), "en")
    assert header["owner"] == "IUT — GMP"
    assert (header["phase_no"], header["phase_label"]) == ("20", "Fraisage")
    assert header["assembly"] == "ET-00 Étau de perçage"
    assert (header["part"], header["item_ref"]) == ("Semelle", "1")
    assert (header["drawing_no"], header["rev"]) == ("ET-01", "B")
    assert header["material"] == "EN-GJL-250"
    assert header["stock"] == "sand casting, allowance 3"
    assert (header["qty"], header["rate"]) == ("25", "100/mois")
    assert header["machine"].startswith("CU-3AX — ")
    assert header["workholder"] == "fixture MT-20"
    assert (header["nc_program"], header["coolant"]) == ("O1020", "à sec")
    assert header["clamp_force"] == "8 kN ; 3 kN"
    assert (header["author"], header["date"]) == ("Z. L.", "2026-01-15")
    assert (header["checker"], header["sheet"]) == ("Enseignant GMP", "2 / 3")
    assert header["contract_rev"] == "A"


def test_the_batch_is_that_of_the_plan_and_the_quantity_that_of_the_product():
    launched = vice.plan().model_copy(update={"batch": 40})
    header = contract_header(vice.contract(plan=launched), "fr")
    assert (header["qty"], header["batch"]) == ("25", "40")
    alone = contract_header(vice.contract(plan=launched, product=None), "fr")
    assert (alone["qty"], alone["batch"]) == ("40", "40")
    unknown = contract_header(vice.contract(product=None), "fr")
    assert (unknown["qty"], unknown["batch"]) == ("", "")


def test_what_is_not_given_is_empty_in_the_header_and_a_dash_on_paper():
    contract = vice.contract(phase=vice.phase("30"), product=None, machine=None, rows=())
    header = contract_header(contract, "fr")
    for key in ("assembly", "item_ref", "nc_program", "machine", "clamp_force", "temper"):
        assert header[key] == ""
    context = contract_context(contract, vice.picture(), "s.svg", "fr")
    assert all(field["value"] for row in context["fields"] for field in row)


def test_a_row_is_written_as_in_a_workshop():
    first, face, shoulder, ream, last = (operation_cells(row, None, "fr") for row in vice.rows())
    assert first == ("20.a", first[1], *[""] * 11, "60", "")
    assert face[2:] == (
        "Cf201", "fraise à surfacer ⌀63 z5 K20 — cône 40", "1/1", "160", "808", "fz 0,2", "808",
        "4,5 / 0,5", "46", "1 + 1", "micromètre 25–50", "", "40,8",
    )  # fmt: skip
    assert shoulder[2] == "Cf202, Cf203"
    assert shoulder[6:12] == ("1751", "fz 0,1", "700", "5 / 0,3", "18", "4 + 1")
    assert ream[5:12] == ("10", "199", "0,4", "80", "0,15", "—", "1")
    assert last[-2:] == ("45", "")


def test_constant_speed_is_g96_with_the_machine_limit():
    row = replace(vice.rows()[1], conditions=vice.cut(constant_speed=True, fz=None, f=0.25))
    lathe = Machine(id="T", title="Tour", kind="turning", n_max_rpm=3500.0)
    cells = operation_cells(row, lathe, "fr")
    assert cells[6:9] == ("G96 ≤ 3500", "0,25", "—")
    assert operation_cells(row, None, "fr")[6] == "G96"


def test_the_limit_that_held_a_value_back_stands_under_it():
    held = vice.cut(limits_hit=("n_max", "ra"), n=3500.0, fz=None, f=0.12)
    cells = operation_cells(replace(vice.rows()[1], conditions=held), None, "fr")
    assert (cells[6], cells[7]) == ("3500\n(n max)", "0,12\n(pour Ra)")
    geared = vice.cut(limits_hit=("gearbox",), n=630.0)
    cells = operation_cells(replace(vice.rows()[1], conditions=geared), None, "fr")
    assert cells[6] == "630\n(boîte)"


def test_what_the_plan_wrote_bears_a_star_and_the_foot_says_so():
    own = replace(vice.rows()[1], conditions=vice.cut(overridden=("vc", "ap")))
    cells = operation_cells(own, None, "fr")
    assert (cells[5], cells[6], cells[9]) == ("160*", "808", "4,5 / 0,5*")
    slow = replace(vice.rows()[1], technological_min=0.5)
    assert operation_cells(slow, None, "fr")[-1] == "50*"
    for row in (own, slow):
        header = contract_header(vice.contract(rows=(row,)), "fr")
        assert header["notes"].endswith("* imposé par la gamme, à la place de la valeur calculée")
    assert "*" not in contract_header(vice.contract(), "fr")["notes"]


def test_english_has_points():
    assert operation_cells(vice.rows()[1], None, "en")[9] == "4.5 / 0.5"


def test_the_foot_sums_the_rows():
    found = totals(vice.contract(), "fr")
    assert found["sum_tt"] == "125,4"
    assert found["sum_tm"] == "105"
    assert found["tu"] == "230,4"
    assert found["ts"] == "45"
    for key in ("sum_tt", "sum_tm", "tu", "ts"):
        assert found[key] in found["line"]


def test_it_is_one_page_and_the_same_bytes_twice():
    first, second = compiled(vice.contract()), compiled(vice.contract())
    assert vice.page_count(first) == 1
    assert first == second


def on(sheet):
    """Return the contract of the vice with the sheet that its phase asks for."""
    contract = vice.contract()
    return replace(contract, phase=contract.phase.model_copy(update={"sheet": sheet}))


@pytest.mark.parametrize(
    ("sheet", "points"), [("A4", b"841.8898 595.2756"), ("A3", b"1190.5511 841.8898")]
)
def test_the_phase_says_the_sheet(sheet, points):
    document = compiled(on(sheet), page=PAGES[sheet])
    assert vice.page_count(document) == 1
    assert b"/MediaBox[0 0 " + points + b"]" in vice.unpacked(document)


def test_a3_has_more_room_and_its_columns_fill_it():
    contract = on("A3")
    assert sketch_height_mm(contract, "fr", A3) > sketch_height_mm(contract, "fr") + 80
    context = contract_context(contract, vice.picture(A3.width, 100.0), "s.svg", "fr")
    assert context["paper"] == "a3"
    assert sum(context["widths"]) == pytest.approx(A3.width, abs=0.2)


@pytest.mark.parametrize(("sheet", "offered"), [("A4", ["A4", "A3"]), ("A3", ["A3"])])
def test_the_sketch_may_use_the_sheet_of_its_phase_or_the_larger_one(sheet, offered, monkeypatch):
    def frames_of(_sketch, frames, _lang):
        return frames

    monkeypatch.setattr("gmp_cad.documents.plan.contract_sketch.sketch_drawing", frames_of)
    frames = contract_sketch(on(sheet), PhaseSketch(views=(), faces=()), "fr")
    assert [frame.sheet for frame in frames] == offered
    assert [frame.width for frame in frames] == [PAGES[name].width for name in offered]


@pytest.mark.parametrize("count", [0, 1, 4, 8, 12, 16, 20, 40])
def test_table_and_sketch_fit_their_pages(count):
    texts = ("Épauler 2-3 — E puis F, en reprise sur la base usinée, sans bavure", "Percer 4 ⌀6,8")
    rows = tuple(
        replace(vice.rows()[1 + i % 3], number=f"20.{i}", designation=Message("{text}", text=texts[i % 2]))
        for i in range(count)
    )  # fmt: skip
    contract = vice.contract(rows=rows)
    context = contract_context(contract, vice.picture(), "s.svg", "fr")
    assert sketch_height_mm(contract, "fr") >= LEAST_SKETCH_MM
    assert len(context["rows"]) + len(context["continued"]) == count
    assert vice.page_count(compiled(contract)) == (2 if context["continued"] else 1)
    assert bool(context["continued"]) == (count >= 16)


def test_more_rows_leave_less_to_the_sketch():
    short, long = vice.contract(rows=vice.rows()[:2]), vice.contract()
    assert sketch_height_mm(long, "fr") < sketch_height_mm(short, "fr")


LONG = (
    "Étau de perçage à mors parallèles et serrage rapide, version renforcée " * 2 + "pour la série"
)
WORD = "ETAUDEPERCAGEAMORSPARALLELESETSERRAGERAPIDE" * 3


@pytest.mark.parametrize("text", [LONG, WORD, *vice.HOSTILE])
def test_any_text_in_any_field_fits_one_page(text):
    part = vice.part()
    identity = part.part.model_copy(update={"title": text, "number": text[:60], "treatment": text})
    product = vice.product()
    named = product.product.model_copy(update={"title": text})
    project = product.project.model_copy(update={"owner": text, "author": text, "checker": text})
    phase = vice.phase().model_copy(
        update={"title": text[:60], "note": text, "coolant": text, "program": text}
    )
    row = OperationRow(number="20.1", designation=Message("{text}", text=text), cf=(text[:30],),
                       tool=vice.tool(text), gauges=(text,), technological_min=1.0)  # fmt: skip
    contract = vice.contract(
        part=part.model_copy(update={"part": identity}), phase=phase, rows=(row,), project=project,
        product=product.model_copy(update={"product": named}),
    )  # fmt: skip
    assert vice.page_count(compiled(contract)) == 1


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_columns_fill_the_page_and_hold_their_titles(lang):
    assert sum(width for _, width in COLUMNS) == pytest.approx(A4.width)
    for label, width in COLUMNS:
        for word in translate(label, lang).split():
            assert wrapping.text_width_mm(word, 6.4) * wrapping.BOLD <= width - 1.4, word


def test_the_sketch_keeps_its_natural_size():
    context = contract_context(vice.contract(), vice.picture(123.4, 56.7), "s.svg", "fr")
    assert (context["sketch"]["width"], context["sketch"]["height"]) == (123.4, 56.7)
