"""The clamping calculation as a document: figures of the study, the deciding case first, a PDF."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from gmp_cad.documents.plan.clamping_note import METHOD, NoteInput, clamping_document
from gmp_cad.documents.plan.clamping_picture import _free
from gmp_cad.documents.printing.embedded import Publisher, document_pdf
from gmp_cad.documents.templating import template
from gmp_cad.process.clamping import clamping_study
from gmp_cad.spec.product import Project
from tests.process.holding_scenes import CHUCK, SHOP, VICE, scene


def note(keys=VICE, lang="fr", **changes):
    work, rows = scene(keys, **changes)
    study = clamping_study(work, rows)
    shown = NoteInput(
        project=Project(owner="IUT"), spec=work.spec, phase=work.phase, entering=work.entering,
        machine=SHOP.machine(work.phase.machine), study=study, fixtures={},
    )  # fmt: skip
    return study, clamping_document(shown, lang)


def table(document, index):
    return document.context["tables"][index]["rows"]


def test_the_deciding_case_comes_first_and_every_operation_is_there():
    study, document = note()
    rows = table(document, 0)
    assert rows[0][0] == study.decisive.case.row == "20.1"
    assert float(rows[0][4].replace(",", ".")) == pytest.approx(study.reached, abs=0.005)
    assert {row[0] for row in rows} == {"20.1", "20.2"}
    assert document.context["count"].startswith(str(len(study.cases)))


def test_forces_and_reactions_are_those_of_the_study():
    study, document = note()
    (clamp,) = table(document, 1)
    assert clamp[:3] == ["S1", "face arrière", "mors"]
    assert [clamp[5], clamp[6]] == ["12000", str(round(study.clamps[0].needed_n))]
    normals = table(document, 2)
    assert [row[0] for row in normals] == ["1", "2", "3", "4", "5", "6"]
    assert [row[6] for row in normals] == [
        str(round(s.reaction.normal_n)) for s in study.supports
    ]  # fmt: skip
    assert document.context["status"] == "PASS"


def test_a_chuck_shows_the_hand_formula_and_what_the_rotation_takes():
    study, document = note(CHUCK)
    (clamp,) = table(document, 1)
    assert clamp[8] == str(round(study.clamps[0].lost_n))
    assert clamp[9] == str(round(study.clamps[0].hand_n))
    assert [row[6] for row in table(document, 2)[3:]] == ["—", "—"]


def test_a_weak_clamp_is_a_red_verdict():
    _, document = note(clamping=[{"on": "back", "force": 2000}])
    assert document.context["status"] == "FAIL"
    assert "marge -" in document.context["verdict"]


@pytest.mark.parametrize("keys", [VICE, CHUCK])
def test_the_scheme_shows_every_contact_inside_its_frame(keys):
    study, document = note(keys)
    ((_, svg),) = document.pictures.items()
    root = ET.fromstring(svg)
    width, height = (float(v) for v in root.attrib["viewBox"].split()[2:])
    texts = [t for t in root.iter() if t.tag.endswith("text")]
    said = [t.text for t in texts]
    wanted = {str(s.index) for s in study.supports if not s.carried} | {"S1"}
    assert wanted <= set(said)
    assert f"{round(study.decisive.case.force_n)} N" in said
    for text in texts:
        assert 0 < float(text.attrib["x"]) < width
        assert 0 < float(text.attrib["y"]) < height


@pytest.mark.parametrize("keys", [VICE, CHUCK])
def test_the_verdict_has_french_decimals_and_the_labels_are_french(keys):
    study, document = note(keys)
    verdict = document.context["verdict"]
    assert f"{study.reached:.2f}".replace(".", ",") in verdict
    assert not re.search(r"\d\.\d", verdict)
    labels = {field["label"] for row in document.context["block"]["fields"] for field in row}
    assert "Pièce" in labels
    assert not labels & {"Part", "Workpiece", "Revision", "Machine tool", "Workholder"}


def test_labels_keep_clear_of_each_other_by_their_widths():
    labels = []
    places = [_free((20.0 + 3 * i, 30.0), ("6000 N", None), labels) for i in range(4)]
    assert places[0] == (20.0, 30.0)
    for i, (x0, y0, x1, y1) in enumerate(labels):
        assert x1 - x0 >= 6 * 1.6  # DejaVu Sans at 2.6 mm: a digit is 0.636 em wide
        for u0, v0, u1, v1 in labels[:i]:
            assert x1 <= u0 or u1 <= x0 or y1 <= v0 or v1 <= y0


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_it_becomes_a_pdf(lang):
    _, document = note(lang=lang)
    publisher = Publisher(owner="IUT", number="P — A", author="Z. L.", date="2026-01-15")
    data = document_pdf(document, publisher, template.load(Path()), lang)
    assert data.startswith(b"%PDF")
    assert data == document_pdf(document, publisher, template.load(Path()), lang)


def test_the_method_is_told_in_french():
    for line in METHOD:
        assert line.say("fr") != line.say("en")
        assert not re.search(r"\b(the|force of)\b", line.say("fr"))
