"""The documents of a plan: what they say is what was computed, and they compile to archivable PDF."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.build.documents import plan_documents_graph
from gmp_cad.documents.dossier.composition import composition
from gmp_cad.documents.dossier.dossier import dossier_pdf
from gmp_cad.documents.dossier.dossier_contents import contents, document_titles
from gmp_cad.documents.drawings.ensemble import Assembled
from gmp_cad.documents.plan import apef, gamme_sheet, quotation, route_card, tool_sheet
from gmp_cad.documents.plan.planned import PlannedPart, PlannedPhase, title_block
from gmp_cad.documents.printing.embedded import Publisher, document_pdf
from gmp_cad.documents.product import product_quotation
from gmp_cad.documents.product.assembly_plan import assembly_document, assembly_steps, product_block
from gmp_cad.drawing.assembly.explosion import Move
from gmp_cad.language import Message
from gmp_cad.process.operations import OperationRow
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.toml import parse
from gmp_cad.standards.materials import database
from tests.documents import vice

SVG = vice.picture(46, 26).svg
SIGNED = Publisher(owner="IUT — GMP", number="ET-01 — A", author="Z. L.", date="2026-01-15")
AXES = (("X", (1.0, 0.0, 0.0)), ("Y", (0.0, 1.0, 0.0)), ("Z", (0.0, 0.0, 1.0)))
SHOP = vice.workshop()


def rows():
    """Those of the vice whose operations its plan has, with tools of the workshop."""
    first, face, _, ream, last = vice.rows()
    return (
        first, replace(face, tool=SHOP.tool("FS-63")),
        replace(ream, tool=SHOP.tool("AL-16H7"), operation=1, offset="2/2"), last,
    )  # fmt: skip


# Of phase 20: 105 of hand, 40.8 and 37.5 of machine.
TU = 1.833


def phase(number="20", **changes) -> PlannedPhase:
    plan = vice.phase(number)
    values = {
        "phase": plan, "machine": SHOP.machine("CU-3AX") if plan.machine else None,
        "rows": rows() if number == "20" else (OperationRow(number=f"{number}.a", designation=Message("x")),),
        "material": database().find("EN-GJL-250"),
        "locating": ("Appui plan 1-2-3 / A (usinée)",), "clamping": ("Bride / B — 8 kN",),
        "axes": AXES, "location": (0.0, 0.0, 0.0), "program": (10.0, 0.0, -5.0),
        "picture": f"apef-semelle-{number}.svg" if number == "20" else "",
        "outline": f"gamme-semelle-{number}.svg" if number == "20" else "",
    }  # fmt: skip
    return PlannedPhase(**(values | changes))


def planned(**changes) -> PlannedPart:
    values = {
        "project": vice.product().project, "product": vice.product(), "part": vice.part(),
        "plan": vice.plan(), "workshop": SHOP, "fixtures": {"semelle_ph20": "MT-20"},
        "phases": tuple(phase(n) for n in ("10", "20", "30")), "stock_kg": 5.5,
        "pictures": {"apef-semelle-20.svg": SVG, "gamme-semelle-20.svg": SVG},
    }  # fmt: skip
    return PlannedPart(**(values | changes))


DOCUMENTS = {
    "gamme": gamme_sheet.gamme_document,
    "apef": apef.apef_document,
    "tools": tool_sheet.tool_document,
    "route card": route_card.route_card,
    "quotation": quotation.quotation,
}


def test_every_document_of_a_plan_is_tried_here():
    built = {template for template, _ in plan_documents_graph.DOCUMENTS.values()}
    tried = {make(planned(), "fr").template for make in DOCUMENTS.values()}
    assert tried == built, "DOCUMENTS of this file and of plan_documents_graph hold the same"


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_every_document_stands_alone_and_is_the_same_bytes_twice(name, lang):
    document = DOCUMENTS[name](planned(), lang)
    first = document_pdf(document, SIGNED, vice.templates(), lang)
    assert first.startswith(b"%PDF")
    assert vice.page_count(first) == 1
    assert first == document_pdf(document, SIGNED, vice.templates(), lang)


def test_hostile_texts_are_printed_as_they_are():
    plan = vice.plan()
    bad = " ".join(vice.HOSTILE)
    phases = tuple(p.model_copy(update={"title": bad, "note": bad}) for p in plan.phases)
    hostile = tuple(replace(phase(str(p.number)), phase=p) for p in phases)
    part = planned(plan=plan.model_copy(update={"phases": phases, "author": bad}), phases=hostile)
    for make in DOCUMENTS.values():
        assert vice.page_count(document_pdf(make(part, "fr"), SIGNED, vice.templates(), "fr")) >= 1


def test_the_title_block_says_part_drawing_batch_and_people():
    block = title_block(planned(), "Route card", "fr")
    cells = {c["label"]: c["value"] for row in block["fields"] for c in row}
    assert block["kind"] == "Fiche suiveuse"
    assert "ET-01 — B" in cells.values()
    assert "Semelle (1)" in cells.values()
    assert "25" in cells.values()
    assert all(cells.values())


def test_a_batch_is_that_of_the_plan_then_of_the_product():
    assert planned().batch == 25
    assert planned(plan=vice.plan().model_copy(update={"batch": 40})).batch == 40
    assert planned(product=None).batch == 1


def test_the_gamme_lists_stock_phases_operations_and_the_batch():
    context = gamme_sheet.gamme_document(planned(), "fr").context
    assert [row["number"] for row in context["rows"]] == ["10", "20", "30"]
    row = context["rows"][1]
    assert row["operations"][0].startswith("Surfacer 1")
    assert (row["ts"], row["tu"]) == ("45", "183,3")
    assert row["surfaces"] == "1, 2"
    assert row["workholder"] == "Montage MT-20"
    # 45 + 30 + 30 min of setup; (105 + 25 × 1.833) / 60 h.
    assert "183,3 cmin" in context["total"]
    assert "105 min" in context["total"]
    assert "2,5 h" in context["total"]


def test_the_apef_names_cf_without_a_value():
    document = apef.apef_document(planned(), "fr")
    (one,) = document.context["phases"]  # the only phase that cuts
    assert one["number"] == "20"
    table = one["rows"]
    assert table[0][:3] == ["20.1", table[0][1], "Cf201"]
    # base is datum A and no operation makes it; top is surface 1.
    assert table[0][3].endswith("— 1")
    assert "28" not in str(table)
    assert one["picture"] in document.pictures


def test_the_tool_sheet_gives_gauges_lives_and_offsets():
    (one,) = tool_sheet.tool_document(planned(), "fr").context["phases"]
    face, reamer = one["tools"]
    assert face[0] == "1/1"
    assert face[2] == "K10"
    assert face[6] == "R = 31,5"
    assert reamer[6] == "R = 8"
    assert reamer[2] == "HSS"
    assert float(face[4]) > 0  # stands out of its holder
    assert int(face[11]) > 0
    life, speed = map(int, face[13].split(" ; "))
    assert life > 0
    assert speed > 0
    assert [row[4] for row in one["axes"]] == ["10", "0", "−5"]  # DEC = Op → OP
    assert one["axes"][0][5] == "PREF + (10)"
    checks = {row[0]: row[6] for row in one["checks"]}
    assert checks["X"] == "PREF − Jo + (−41,5) ="
    assert checks["Z"] == "PREF − Jo + (5) ="


def test_a_turning_tool_has_a_nose_and_its_quadrant():
    lathe = SHOP.machine("TCN-2AX")
    row = replace(rows()[1], tool=SHOP.tool("TD-CNMG"))
    (one,) = tool_sheet.tool_document(
        planned(phases=(phase(machine=lathe, rows=(row,)),)), "fr"
    ).context["phases"]
    assert one["tools"][0][6] == "R = 0,8\nC = 3"


def test_the_route_card_leaves_room_for_what_is_done():
    context = route_card.route_card(planned(), "fr").context
    assert context["batch"] == "25"
    twenty = context["rows"][1]
    assert twenty[0] == "20"
    assert twenty[5:] == [""] * 6
    assert twenty[4] == "1,5"  # (45 + 25 × 1.833) / 60


def test_the_quotation_adds_up():
    cost = quotation.part_cost(planned())
    assert cost.material_eur == pytest.approx(5.5 * 3.5)
    twenty = next(p for p in cost.phases if p.phase == "20")
    assert twenty.machine_eur == pytest.approx(TU * 60 / 60)
    assert twenty.operator_eur == pytest.approx(TU * 28 / 60)
    assert twenty.setup_eur == pytest.approx(45 * 88 / 60 / 25)
    assert cost.part_eur == pytest.approx(cost.material_eur + sum(p.part_eur for p in cost.phases))
    assert cost.unit_min == pytest.approx(TU)
    dear = quotation.part_cost(planned(), 1)
    cheap = quotation.part_cost(planned(), 1000)
    setup = (45 + 30) * 88 / 60
    assert dear.part_eur - cheap.part_eur == pytest.approx(setup * (1 - 1 / 1000))


def test_a_material_without_a_price_is_told():
    text = vice.SPEC.replace('"EN-GJL-250"', '{ name = "bois", density_kg_m3 = 700 }')
    wood = parse(text, "parts/semelle/spec.toml", PartSpec)
    cost = quotation.part_cost(planned(part=wood))
    assert cost.material_eur is None
    assert cost.part_eur == cost.making_eur
    (stock, *_) = quotation.quotation(planned(part=wood), "fr").context["lines"]
    assert stock["value"] == "—"


# The product


PRODUCT = """
[product]
number = "ET-00"
title = "Étau"
quantity = 10
[[item]]
ref = 1
part = "semelle"
[[item]]
ref = 2
part = "mors"
[[item]]
ref = 3
name = "vis"
standard = "ISO 4762 - M8x40 - 8.8"
quantity = 2
[[item]]
ref = 4
name = "goupille"
standard = "ISO 8734 - 8x24 - A"
quantity = 2
[[fit]]
hole = "mors.bore"
shaft = "semelle.boss"
kind = "{kind}"
[[joint]]
kind = "thread"
a = "vis"
b = "semelle"
"""
WAY = (0.0, 0.0, 1.0)


def assembled(kind="clearance", shaft="g6"):
    product = parse(PRODUCT.replace("{kind}", kind), "product.toml", ProductSpec)
    text = '[part]\nnumber = "{0}"\ntitle = "{1}"\nmaterial = "C45"\n[dimensions]\n{2}\n'
    parts = {
        "semelle": text.format("ET-01", "Semelle", f'boss = "⌀16 {shaft} Ⓔ"'),
        "mors": text.format("ET-02", "Mors", 'bore = "⌀16 H7 Ⓔ"'),
    }
    read = {
        name: parse(spec, f"parts/{name}/spec.toml", PartSpec).model_copy(update={"name": name})
        for name, spec in parts.items()
    }
    return Assembled(spec=product, parts=read, positions=(), geometry={}, masses={})


MOVES = (
    Move(part="semelle", way=WAY, holder="", offset=(0.0, 0.0, 0.0)),
    Move(part="mors", way=WAY, holder="semelle", offset=WAY),
    Move(part="goupille.1", way=WAY, holder="mors", offset=WAY),
    Move(part="goupille.2", way=WAY, holder="mors", offset=WAY),
    Move(part="vis.1", way=WAY, holder="mors", offset=WAY),
    Move(part="vis.2", way=WAY, holder="mors", offset=WAY),
)


def test_steps_follow_the_order_in_which_parts_go_in():
    steps = assembly_steps(assembled(), MOVES)
    assert [(s.ref, s.quantity) for s in steps] == [(1, 1), (2, 1), (4, 2), (3, 2)]
    assert [s.after for s in steps] == [(), (1,), (2,), (1, 2)]
    assert all(before < s.number for s in steps for before in s.after)
    base, jaw, pins, screws = steps
    assert base.operation.say("fr") == "Poser ET-01 Semelle"
    assert jaw.operation.say("fr") == "Engager ET-02 Mors"
    assert jaw.inspection.say("fr") == "⌀16 H7/g6 : jeu 6 … 35 µm"
    assert "⌀8" in pins.tools.say("fr")
    assert screws.inspection.say("fr") == "couple 26 N·m (classe 8.8, µ = 0,15)"
    assert screws.tools.say("fr") == "clé six pans de 6, clé dynamométrique"
    assert screws.minutes == pytest.approx(2 * (20 + 6) / 60)


def test_a_bush_is_pressed_in():
    jaw = assembly_steps(assembled("interference", "r6"), MOVES)[1]
    assert jaw.operation.say("fr") == "Emmancher ET-02 Mors à la presse"
    assert jaw.inspection.say("fr") == "⌀16 H7/r6 : serrage 5 … 34 µm"


def costs(**changes):
    whole = assembled()
    values = {
        "product": whole.spec, "project": vice.product().project, "workshop": SHOP,
        "parts": whole.parts, "costs": {"semelle": quotation.part_cost(planned())},
        "assembly_min": 3.0,
    }  # fmt: skip
    return product_quotation.ProductCosts(**(values | changes))


def test_the_quotation_of_the_product_adds_parts_standard_parts_and_assembly():
    lines = product_quotation.cost_lines(costs(), "fr")
    base, jaw, screw, pin = lines
    assert base.unit_eur == pytest.approx(quotation.part_cost(planned()).part_eur)
    assert jaw.unit_eur is None
    assert screw.unit_eur == 0.26  # 0.02 + 0.03 × 8
    assert pin.product_eur == pytest.approx(2 * 0.53)
    context = product_quotation.product_quotation(costs(), "fr").context
    assert context["assembly"] == ["2,65", "0,5"]  # 3 min at 25 + 28 €/h
    whole = base.product_eur + screw.product_eur + pin.product_eur + 2.65
    # The jaw has no plan: the sum is a least value.
    assert context["lines"][-2]["value"] == f"≥ {whole:.2f}".replace(".", ",")
    assert "ET-02" in context["unknown"]


def test_the_documents_of_the_product_compile():
    whole = assembled()
    steps = assembly_steps(whole, MOVES)
    plan = assembly_document(steps, whole.spec, vice.product().project, "fr")
    for document in (plan, product_quotation.product_quotation(costs(), "en")):
        assert vice.page_count(document_pdf(document, SIGNED, vice.templates(), "fr")) == 1
    block = product_block(whole.spec, vice.product().project, "Assembly plan", "en")
    assert block["kind"] == "Assembly plan"


def test_the_dossier_holds_them_all_and_counts_them_as_present():
    first = vice.dossier().parts[0]
    documents = tuple(make(planned(), "fr") for make in DOCUMENTS.values())
    steps = assembly_steps(assembled(), MOVES)
    plan = assembly_document(steps, assembled().spec, vice.product().project, "fr")
    chapter = replace(first, documents=documents)
    dossier = vice.dossier(parts=(chapter,), documents=(plan,))
    found = {piece.title: piece.state for piece in composition(dossier, "en")}
    for title in ("Tool and setting sheets", "Route card", "Quotation: times, costs",
                  "Assembly process plan"):  # fmt: skip
        assert found[title] == "present"
    titles = tuple(document_titles(contents(dossier, "fr")))
    assert {d.title for d in (*documents, plan)} <= set(titles)
    assert vice.page_count(dossier_pdf(dossier, vice.templates(), "fr")) > 10
