"""``gmp-cad fill``: a teacher's own template, filled from a project; what it refuses, what it says."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema
import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from gmp_cad.build.documents.word_graph import word_template
from gmp_cad.build.project_build import Settings, build
from gmp_cad.cli.main import main
from gmp_cad.cli.schema import schemas
from gmp_cad.documents.office.school_field_sets import CONTRACT
from gmp_cad.documents.templating.template_files import packaged_folder

SPEC = """[part]
number = "P-07"
title = "Cale & <A>"
material = "C45"
general_tolerances = "ISO 2768-m"
[dimensions]
height = { size = "20 ±0,1", between = ["bottom", "top"] }
[features]
bottom = "<Z"
top = ">Z"
front = "<Y"
left = "<X"
[datums]
A = "bottom"
"""
MODEL = """import cadquery as cq


def build(d):
    return cq.Workplane().box(60, 40, d.height, centered=(True, True, False))
"""
PLAN = """author = "Léa Martin"
date = "2026-03-02"
[stock]
form = "plate"
allowance = 2
[[phase]]
number = 10
title = "Surfaçage"
machine = "CU-3AX"
workholding = "étau"
spindle = "+Z"
x_axis = "+X"
origin = ["bottom", "front", "left"]
locating = [{ on = "bottom", normals = 3 }, { on = "front", normals = 2 }, { on = "left", normals = 1 }]
clamping = [{ on = ">Y", force = 8000 }]
[[phase.operation]]
kind = "face_milling"
makes = ["top"]
stage = "finish"
[[phase.dimension]]
name = "Cf101"
size = "20 ±0,1"
between = ["bottom", "top"]
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    for part in ("cale", "nue"):
        folder = root / "parts" / part
        folder.mkdir(parents=True)
        number = SPEC.replace("P-07", "P-07" if part == "cale" else "P-08")
        (folder / "spec.toml").write_text(number, "utf-8")
        (folder / "model.py").write_text(MODEL, "utf-8")
    (root / "parts" / "cale" / "process.toml").write_text(PLAN, "utf-8")
    return root


def teacher(path: Path, *texts: str) -> Path:
    """A template of Word with one paragraph a text."""
    document = Document()
    for text in texts:
        document.add_paragraph(text)
    document.save(path)
    return path


def shown(path: Path) -> list[str]:
    return [paragraph.text for paragraph in Document(path).paragraphs]


def run(project: Path, *words: str) -> int:
    return main(["--project", str(project), "fill", *words])


def test_a_word_contract_comes_back_filled_beside_its_template(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = teacher(
        tmp_path / "Mon contrat.docx", "{{ Pièce }} {{ phase }}", "{{ machine }}", "{{ croquis }}"
    )
    assert run(project, str(path), "--phase", "cale/10") == 0
    written = tmp_path / "Mon contrat-cale-10.docx"
    said = capsys.readouterr().err
    assert str(written) in said
    assert "réduite à" in said  # a page of python-docx is narrower than the sketch
    first, machine, _ = shown(written)
    assert first == "Cale & <A> 10"
    assert machine.startswith("CU-3AX — ")
    assert len(Document(written).inline_shapes) == 1
    assert Document(written).core_properties.author == "Léa Martin"

    before = written.read_bytes()
    assert run(project, str(path), "--phase", "cale/10") == 2
    assert "existe déjà" in capsys.readouterr().err
    asked = ("--phase", "cale/010", "--output", str(written), "--force", "--json")
    assert run(project, str(path), *asked) == 0
    answer = json.loads(capsys.readouterr().out)
    jsonschema.validate(answer, schemas("fr")["fill"]())
    assert (answer["document"], answer["output"]) == ("contract", str(written))
    assert written.read_bytes() == before


def test_a_workbook_comes_back_filled_where_it_is_asked_for(project: Path, tmp_path: Path) -> None:
    book = Workbook()
    book.active["A1"], book.active["B1"] = "{{ op.designation }}", "{{ op.tt }}"
    book.active["B2"] = "=SUM(B1:B1)"
    book.save(tmp_path / "fiche.xlsx")
    target = tmp_path / "sous dossier" / "rempli.xlsx"
    words = (str(tmp_path / "fiche.xlsx"), "--phase", "cale/10", "--output", str(target))
    assert run(project, *words) == 0
    sheet = load_workbook(io.BytesIO(target.read_bytes())).active
    rows = sheet.max_row - 1
    assert sheet.cell(2, 1).value.startswith("Surfacer")
    assert isinstance(sheet.cell(2, 2).value, int | float)
    assert sheet.cell(rows + 1, 2).value == f"=SUM(B1:B{rows})"


def test_the_list_of_phases_and_the_cover_have_their_own_fields(
    project: Path, tmp_path: Path
) -> None:
    gamme = teacher(
        tmp_path / "g.docx",
        "{{ piece }} / {{ brut }}",
        "{% for ph in phases %}{{ ph.numero }} {{ ph.designation }}{% endfor %}",
    )
    assert run(project, str(gamme), "--part", "cale") == 0
    assert shown(tmp_path / "g-cale.docx")[1] == "10 Surfaçage"
    cover = teacher(tmp_path / "c.docx", "{{ titre }} {{ numero }} {{ image }}")
    assert run(project, str(cover)) == 0
    assert shown(tmp_path / "c-dossier.docx") == ["Cale & <A> P-07 "]


def test_the_fields_are_listed_with_their_values(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project, "--fields", "--phase", "cale/10", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    jsonschema.validate(answer, schemas("fr")["fill"]())
    values = {line["fr"]: line["value"] for line in answer["fields"]}
    assert set(values) == {field.fr for field in CONTRACT.fields}
    assert (values["piece"], values["phase"], values["date"]) == ("Cale & <A>", "10", "02/03/2026")
    assert values["croquis"].startswith("(croquis")
    (rows,) = answer["rows"]
    assert (rows["one"], rows["fr"]) == ("op", "operations")
    assert rows["count"] >= 3
    assert run(project, "--fields", "--phase", "cale/10") == 0
    assert "{{ porte_piece }} = {{ workholder }}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--phase", "cale/10"), "TEMPLATE"),
        (("absent.docx", "--phase", "cale/10"), "absent.docx"),
        (("spec.toml", "--phase", "cale/10"), ".docx"),
        (("m.docm", "--phase", "cale/10"), ".xlsx"),
        (("t.docx", "--phase", "cale"), "semelle/10"),
        (("t.docx", "--phase", "cale/11"), "connus : 10"),
        (("t.docx", "--phase", "cala/10"), "« cale »"),
        (("t.docx", "--part", "nue"), "gmp-cad plan nue --write"),
        (("t.docx", "--part", "nue", "--phase", "cale/10"), "semelle/10"),
        (("t.docx", "--part", "cale", "--output", "x.xlsx"), ".docx"),
        (("t.docx", "--part", "cale", "--output", "t.docx"), "modèle lui-même"),
        (("wrong.docx", "--phase", "cale/10"), "« porte_piece »"),
        (("broken.docx", "--phase", "cale/10"), "Word"),
    ],
)
def test_what_cannot_be_filled_is_told_once(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    teacher(tmp_path / "t.docx", "{{ piece }}")
    teacher(tmp_path / "wrong.docx", "Sur : {{ porte_piec }}")
    (tmp_path / "broken.docx").write_bytes(b"PK nothing")
    before = sorted(tmp_path.iterdir())
    assert run(project, *words) == 2
    said = capsys.readouterr().err
    assert told in said
    assert "Traceback" not in said
    assert sorted(tmp_path.iterdir()) == before
    if words[0] == "wrong.docx":
        assert "wrong.docx" in said
        assert "« Sur : {{ porte_piec }} »" in said


def test_the_templates_of_the_school_are_found_before_ours(tmp_path: Path) -> None:
    assert Path(word_template(tmp_path, "contrat.docx")) == packaged_folder() / "contrat.docx"
    (tmp_path / "docs_templates").mkdir()
    teacher(tmp_path / "docs_templates" / "contrat.docx", "x")
    assert word_template(tmp_path, "contrat.docx") == "docs_templates/contrat.docx"


@pytest.mark.slow
def test_a_school_s_template_is_used_and_a_broken_one_stops_no_other_document(
    project: Path,
) -> None:
    folder = project / "docs_templates"
    folder.mkdir()
    try:
        teacher(folder / "contrat.docx", "École : {{ piece }}")
        teacher(folder / "gamme.docx", "{{ machin }}")
        built = build(project, Settings(subjects=("cale",), jobs=1))
    finally:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
    out = project / "output" / "parts" / "cale"
    assert shown(out / "phases" / "contrat-10.docx") == ["École : Cale & <A>"]
    assert (out / "phases" / "contrat-10.pdf").is_file()
    assert (out / "gamme.pdf").is_file()
    assert not (out / "gamme.docx").exists()
    failed = [f for f in built.findings if f.check == "build.task"]
    (found,) = [f for f in failed if "_docx" in f.message.say("en")]
    assert str(found.where).startswith("docs_templates/gamme.docx")
    assert "machin" in found.message.say("fr")
