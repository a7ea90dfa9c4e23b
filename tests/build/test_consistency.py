"""The documents of a part are compared as they were written, whatever they were made from."""

from __future__ import annotations

import json

import pytest

from gmp_cad.build.documents import consistency_bodies
from gmp_cad.documents.bom import BomRow
from gmp_cad.documents.plan.tool_sheet import tool_document
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.engine.codec import decode, encode
from gmp_cad.evidence import MassProperties
from gmp_cad.finding import Finding, Status
from tests.documents import test_plan_documents, test_statements, vice

PARAMS = {
    "part": "semelle", "spec_file": "parts/semelle/spec.toml", "spec": vice.SPEC, "materials": "[]",
    "plan_file": "parts/semelle/process.toml", "plan": vice.PLAN, "lang": "fr",
    "sheet": vice.templates()["sheet.toml"],
}  # fmt: skip
DENSITY = 7200.0


def weighed(mass_kg: float) -> bytes:
    return encode(
        MassProperties(
            volume_mm3=586000.0, area_mm2=91000.0, mass_kg=mass_kg, centre_of_mass_mm=(0.0, 0.0, 0.0),
            inertia_kg_mm2=((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
            bounding_box_mm=(0.0, 0.0, 0.0, 1.0, 1.0, 1.0),
        ),
        MassProperties,
    )  # fmt: skip


def data(**changes: bytes) -> dict[str, bytes]:
    found = {
        "mass": weighed(586000.0 * DENSITY * 1e-9),
        "svg": test_statements.title_block("ET-01", "B").encode(),
        "step": test_statements.STEP.replace(b"\\X2\\00C9\\X0\\", b"E"),
        "contract.20": json.dumps(test_statements.contract()).encode(),
    }
    return {**found, **changes}


def codes(given: dict[str, bytes], **changes: str) -> dict[str, set[str]]:
    outputs, _ = consistency_bodies.part_consistency(given, {**PARAMS, **changes})
    found: dict[str, set[str]] = {}
    for finding in decode(outputs["findings"], tuple[Finding, ...]):
        found.setdefault(finding.check, set()).add(finding.code)
    return found


def test_a_part_may_bring_a_material_of_its_own():
    own = '{ name = "Fonte de récupération", density_kg_m3 = 7200, like = "EN-GJL-250" }'
    written = vice.SPEC.replace('"EN-GJL-250"', own)
    assert written != vice.SPEC
    assert codes(data(), spec=written)["dossier.mass"] == {"exact"}


def test_documents_that_agree_pass():
    found = codes(data())
    assert found["dossier.part_number"] == {"same"}
    assert found["dossier.mass"] == {"exact"}


@pytest.mark.parametrize(
    ("changes", "check", "code"),
    [
        ({"svg": test_statements.title_block("ET-01", "A").encode()}, "dossier.part_number", "other_revision"),
        ({"svg": test_statements.title_block("ET-10", "B").encode()}, "dossier.part_number", "other_number"),
        ({"step": b"#7 = PRODUCT('ET-99','','',(#8));"}, "dossier.part_number", "other_number"),
        ({"mass": weighed(4.3)}, "dossier.mass", "other_mass"),
    ],
)  # fmt: skip
def test_a_document_of_another_part_is_found(changes, check, code):
    assert code in codes(data(**changes))[check]


def test_a_tool_sheet_of_other_tools_is_found():
    sheet = tool_document(test_plan_documents.planned(), "fr")
    found = codes(data(**{"embedded.tool_sheet": encode(sheet, EmbeddedDocument)}))
    assert found["dossier.tools"] & {"not_in_contract", "not_in_sheet", "other_tool"}


def test_a_parts_list_with_another_revision_or_mass_is_found():
    row = BomRow(ref=1, quantity=1, designation="Semelle", material="EN-GJL-250", note="",
                 reference="ET-01 — A", unit_mass_kg=4.0, name="semelle", part="semelle")  # fmt: skip
    params = {
        "subject": "product", "number": "ET-00", "revision": "A", "parts": {"semelle": PARAMS},
        "sheet": PARAMS["sheet"], "lang": "fr",
    }  # fmt: skip
    outputs, _ = consistency_bodies.product_consistency(
        {
            "rows": encode((row,), tuple[BomRow, ...]), "mass.semelle": weighed(4.2192),
            "svg": test_statements.title_block("ET-00", "A").encode(),
            "evidence": json.dumps({"mass_kg": 4.2192}).encode(),
        },
        params,
    )  # fmt: skip
    found = decode(outputs["findings"], tuple[Finding, ...])
    assert {(f.check, f.code) for f in found if f.status is Status.FAIL} == {
        ("dossier.part_number", "other_revision"), ("dossier.parts_list", "other_mass"),
        ("dossier.parts_list", "other_total"),
    }  # fmt: skip
