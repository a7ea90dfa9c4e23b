"""The dossier of a fixture: what was found stands in it, in both languages, and prints."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gmp_cad.checks import fixture
from gmp_cad.documents.printing.embedded import Publisher, document_pdf
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.product.fixture_dossier import FixtureDossier, fixture_document, with_drawing
from gmp_cad.documents.product.fixture_origins import origin_rows
from gmp_cad.documents.templating.template import load
from gmp_cad.process.fixture_cost import fixture_cost
from gmp_cad.process.fixture_table import TableStanding
from gmp_cad.spec.workshop import parse_workshop
from tests import held_block as t
from tests.checks import test_fixture_table as on_table

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="100mm" height="60mm" viewBox="0 0 100 60"/>'
TABLE = '[table]\npin = "pad"\nrelieved = "pad.2"\nsetting = ["plaque.bore"]\n'


def dossier(**changed) -> FixtureDossier:
    holding = t.held(fixture=t.spec(t.FIXTURE + TABLE), **changed)
    parts = {name: t.part() for name in ("pad", "pin", "strap", "rest", "plate", "hook")}
    cost = fixture_cost(
        holding.spec, parts, dict.fromkeys(parts, 0.5), parse_workshop(None).machines
    )
    places = (*on_table.PLACES, on_table.placement("pad"), on_table.placement("pad.2", 80.0))
    plan = t.plan()
    table = TableStanding(
        spec=holding.spec, parts={}, geometry=on_table.GEOMETRY, placements=places
    )
    return FixtureDossier(
        holding=holding, table=table, mass_kg=16.0, bom=(), cost=cost, plan=plan,
        findings=tuple(fixture.judged(holding)), picture=Picture(svg=SVG, alt="vue"),
    )  # fmt: skip


def section(document, title: str):
    return next(s for s in document.context["sections"] if s["title"] == title)


def test_the_contacts_found_stand_in_the_table() -> None:
    document = fixture_document(dossier(), "fr")
    found = section(document, "Mise en position : contacts trouvés")["table"]["rows"]
    assert found[0] == ["1", "1 · pad", "base", "surface 79 mm²", "(10 ; 10 ; 0)", "+Z", "0,000"]
    assert found[3][:2] == ["4", "2 · pin"]
    assert found[3][3] == "ligne 20,0 mm"
    clamps = section(document, "Maintien en position : contacts trouvés")
    # S = 5000 N in the M8 of the strap: 8.0 N·m by FD E 25-030 (tests/process/test_clamp_screw.py).
    assert clamps["table"]["rows"][0][-2:] == ["2000", "8"]
    assert clamps["table"]["header"][-1] == "C (N·m)"
    assert "serrage-20.pdf" in clamps["note"]


def test_what_the_tables_say_is_not_told_again_under_them() -> None:
    """Nine contacts that touch as they should are rows of two tables; what fails is told."""
    shown = fixture_document(dossier(), "fr").context["verdicts"]
    assert {row["check"] for row in shown} >= {"fixture.isostatic", "fixture.nature"}
    assert not [r for r in shown if r["check"] == "fixture.contacts" and r["status"] == "PASS"]


def test_what_has_no_price_is_named_under_the_cost() -> None:
    shown = dossier()
    lines = section(fixture_document(shown, "fr"), "Coût")["lines"]
    assert "Sans prix connu, hors du coût" not in {line["label"] for line in lines}
    pad, *others = shown.cost.lines
    cost = replace(shown.cost, lines=(replace(pad, price_eur=None), *others))
    lines = section(fixture_document(replace(shown, cost=cost), "fr"), "Coût")["lines"]
    assert {"label": "Sans prix connu, hors du coût", "value": "pad"} in lines


def test_the_hours_of_the_lines_and_their_rate_give_the_cost() -> None:
    """A reader who adds the column and multiplies finds the total: 4 parts, 9 items put together."""
    shown = dossier()
    cost = section(fixture_document(shown, "en"), "Cost")
    *lines, total = [(float(row[2]), row) for row in cost["table"]["rows"]]
    told = {line["label"]: line["value"] for line in cost["lines"]}
    assert sum(hours for hours, _ in lines) == pytest.approx(total[0], abs=0.02)
    assert lines[-1][1][0] == "Putting together"
    assert float(told["Hours"]) == total[0]
    assert float(total[1][3]) == float(told["Material and purchases (€)"])
    money = float(told["Material and purchases (€)"]) + total[0] * float(told["Rate (€/h)"])
    assert money == pytest.approx(float(told["Cost (€)"]), abs=1.5)


def test_the_masses_of_the_parts_list_are_summed() -> None:
    rows = section(fixture_document(dossier(), "fr"), "Nomenclature")["table"]["rows"]
    assert rows[-1] == ["", "", "Masse totale (kg)", "", "", "", "16,000", ""]


def test_a_locator_that_is_short_shows_its_gap_and_its_verdict() -> None:
    document = fixture_document(dossier(shapes=t.solids(pad=t.post(10, 10, -15, -0.5))), "fr")
    rows = section(document, "Mise en position : contacts trouvés")["table"]["rows"]
    assert rows[0] == ["1", "1 · pad", "base", "—", "—", "—", "0,500"]
    assert any(
        v["status"] == "FAIL" and "0,5" in v["message"] for v in document.context["verdicts"]
    )


def test_clearance_and_deflection_are_those_of_the_checks() -> None:
    document = fixture_document(dossier(), "fr")
    (tool,) = section(document, "Accès des outils")["table"]["rows"]
    assert tool[2:5] == ["FO-10", "7,07", "3 · strap"]
    (bent,) = section(document, "Rigidité de la plaque")["table"]["rows"]
    assert bent[:5] == ["3 · strap", "2000", "5000", "37,5", "25"]


def test_opp_to_op_is_written_in_the_axes_of_the_machine() -> None:
    shown = dossier()
    (row,) = origin_rows(shown.holding, shown.table, "fr")
    # The bore stands at (15 ; 20) of the part, Op at its corner; no face gives the height.
    assert row[:4] == ["Opp → Op", "-15", "-20", "—"]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_dossier_prints(lang: str) -> None:
    document = with_drawing(fixture_document(dossier(), lang), [Picture(svg=SVG, alt="vue")])
    assert len(document.pictures) == 2
    templates = load(Path("nowhere"))
    publisher = Publisher(owner="IUT", number="MU-01 — A", author="Z. L.", date="2026-01-15")
    assert document_pdf(document, publisher, templates, lang).startswith(b"%PDF")
