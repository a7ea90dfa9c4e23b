"""The tables of order as documents show them."""

from __future__ import annotations

from pathlib import Path

from gmp_cad.documents.plan.precedence import OrderAnalysis, level_rows, order_document
from gmp_cad.documents.printing.embedded import Publisher, document_pdf, in_order
from gmp_cad.documents.templating.template import load
from gmp_cad.process.precedence import binding_constraints, order_of
from gmp_cad.process.precedence_rules import constraints_of
from tests.ordered_plate import BASE, ordered, phase

DOCUMENT = order_document(OrderAnalysis(part=ordered()), "fr")


def test_the_rows_name_what_each_operation_waits_for() -> None:
    rows = {row[0]: row for row in DOCUMENT.context["rows"]}
    assert rows["3A"][2:] == ("20.4", "alésage à l'alésoir", "", "1F", "3P", "")
    assert rows["2F"][4:] == ("1F", "", "", "")


def test_the_table_of_levels_counts_down_to_zero() -> None:
    part = ordered()
    constraints = binding_constraints(part.operations, constraints_of(part))
    order = order_of(part.operations, constraints)
    labels = [op.label for op in part.operations]
    rows = {row["label"]: row for row in level_rows(order, labels, constraints)}
    assert order.levels == (("1E",), ("1F",), ("2F",), ("3Pt",), ("3P",), ("3A",))
    assert rows["1E"]["left"] == ["0", "", "", "", "", ""]
    assert rows["3A"]["left"] == ["2", "2", "1", "1", "1", "0"]
    for row in rows.values():
        level = row["left"].index("0")
        assert row["label"] in order.levels[level]
        assert set(row["left"][level + 1 :]) <= {""}
        assert row["cells"].count("1") == int(row["left"][0])


def test_operations_that_wait_for_each_other_have_no_graph() -> None:
    more = "".join(
        f'[[precedence]]\nbefore = "{a}"\nafter = "{b}"\nkind = "E"\n'
        for a, b in (("top", "base"), ("base", "top"))
    )
    looped = order_document(OrderAnalysis(part=ordered(more=more)), "en")
    assert looped.context["cycle"]
    assert looped.pictures == {}
    assert looped.context["graph"] == ""


def test_it_stands_alone_as_pdf_in_both_languages() -> None:
    publisher = Publisher(owner="IUT", number="P-01 — A", author="", date="2026-01-15")
    templates = load(Path())
    for lang in ("fr", "en"):
        document = order_document(OrderAnalysis(part=ordered()), lang)
        data = document_pdf(document, publisher, templates, lang)
        assert data.startswith(b"%PDF")
        assert data == document_pdf(document, publisher, templates, lang)


def test_documents_stand_in_the_order_of_the_dossier() -> None:
    last = order_document(OrderAnalysis(part=ordered(BASE, phase(20, "face_milling top"))), "fr")
    assert in_order([last, DOCUMENT])[0].chapter == 5
