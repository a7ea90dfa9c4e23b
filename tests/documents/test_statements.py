"""What documents say is read from what was written, not from what it was made of."""

from __future__ import annotations

import pytest

from gmp_cad.checks import dossier as checks
from gmp_cad.documents.dossier import statements
from gmp_cad.documents.plan.contract import contract_context
from gmp_cad.documents.plan.operation_cells import operation_cells
from gmp_cad.documents.plan.route_card import route_card
from gmp_cad.documents.plan.tool_sheet import tool_document
from gmp_cad.finding import Status
from gmp_cad.spec.sheet_template import read_sheet_template
from tests.documents import test_plan_documents, vice

STEP = b"""ISO-10303-21;
#6 = PRODUCT_DEFINITION_FORMATION('B','',#7);
#7 = PRODUCT('\\X2\\00C9\\X0\\T-01','Semelle','',(#8));
"""


def title_block(number: str, revision: str) -> str:
    cells = ["Titre", "A", "N° d'identification", number, "Indice", revision, "Langue", "fr"]
    texts = "".join(f'<text x="1" y="2">{cell.replace("&", "&amp;")}</text>' for cell in cells)
    return f'<svg><g class="visible"><text>A</text></g><g class="title_block">{texts}</g></svg>'


def test_a_drawing_tells_its_number_and_revision_in_its_title_block():
    sheet = read_sheet_template(vice.templates()["sheet.toml"], lang="fr")
    said = statements.drawing_identity(title_block("R&D-01", "C"), sheet)
    assert (said.number, said.revision) == ("R&D-01", "C")
    lost = statements.drawing_identity("<svg><text>ET-01</text></svg>", sheet)
    assert (lost.number, lost.revision) == ("", "")


def test_a_step_file_tells_its_product_and_formation():
    said = statements.step_identity(STEP)
    assert (said.number, said.revision) == ("ÉT-01", "B")
    assert statements.step_identity(b"ISO-10303-21;").number == ""


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_documents_of_a_plan_tell_their_drawing(lang):
    document = route_card(test_plan_documents.planned(), lang)
    said = statements.block_identity(document.title, document.context, lang)
    identity = test_plan_documents.planned().part.part
    assert said is not None
    assert (said.number, said.revision) == (identity.number, identity.revision)


def contract(number: str = "20"):
    shown = vice.contract(phase=vice.phase(number))
    return contract_context(shown, vice.picture(), "x.svg", "fr")


def test_contracts_tell_their_identity_tools_and_dimensions():
    context = contract()
    said = statements.contract_identity(context)
    assert (said.document, said.number, said.revision) == ("contrat-20", "ET-01", "B")
    assert statements.contract_dimensions(context) == ("Cf201", "Cf202", "Cf203", "Cf204")
    tools = statements.contract_tools(context)
    assert (tools.phase, set(tools.tools)) == ("20", {"1/1", "2/2", "6/6"})
    assert tools.tools["1/1"] == "fraise à surfacer ⌀63 z5 K20 — cône 40"


def test_a_tool_sheet_is_compared_with_the_contract_of_the_same_rows():
    planned = test_plan_documents.planned()
    sheet = list(statements.sheet_tools(tool_document(planned, "fr").context))
    called = [
        statements.PhaseTools(
            phase=str(shown.phase.number),
            tools={row.offset: statements_of(row) for row in shown.rows if row.tool},
        )
        for shown in planned.phases
    ]
    found = list(checks.tools("plate", called, sheet))
    assert found
    assert {f.status for f in found} == {Status.PASS}


def statements_of(row) -> str:
    return operation_cells(row, None, "fr")[3]


def codes(findings):
    return [f.code for f in findings]


def test_each_way_to_disagree_has_its_code():
    tools = statements.PhaseTools
    called = (tools(phase="10", tools={"1/1": "a", "2/2": "b"}),)
    mounted = (tools(phase="10", tools={"1/1": "c", "3/3": "d"}),)
    assert codes(checks.tools("p", called, mounted)) == [
        "other_tool", "not_in_sheet", "not_in_contract",
    ]  # fmt: skip
    assert codes(checks.contracts("p", ("10", "20"), ("10", "10", "30"))) == [
        "not_described", "not_described", "not_listed",
    ]  # fmt: skip
    assert codes(
        checks.manufactured("p", ("Cf1", "Cf2", "Cf3"), {"Cf1": ("10",), "Cf2": ("10", "20"), "Cf9": ("10",)})
    ) == ["once", "several", "never", "not_planned"]  # fmt: skip
    assert codes(checks.listed(("A", "B", "C"), ("A", "C", "X"))) == [
        "found", "not_found", "found", "not_listed",
    ]  # fmt: skip
    stated = [
        statements.Stated(document=d, number=n, revision=r)
        for d, n, r in (("STEP", "P-1", "B"), ("drawing", "P-1", "A"), ("BOM", "P-2", "B"))
    ]
    subject = checks.Identified(name="p", number="P-1", revision="B", stated=tuple(stated))
    assert codes(checks.same_identity(subject)) == ["same", "other_revision", "other_number"]


def test_documents_in_another_order_are_told():
    assert "not_found" in codes(checks.listed(("A", "B"), ("B", "A")))


def test_spaces_of_typesetting_are_no_other_title():
    assert codes(checks.listed(("Tournage : dresser",), ("Tournage\u00a0: dresser",))) == ["found"]
