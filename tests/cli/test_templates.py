"""``gmp-cad templates``: what there is, what each may read, a copy to edit, every fault of it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gmp_cad.cli.main import main
from gmp_cad.documents.templating.template_fields import registry
from gmp_cad.documents.templating.template_files import files, packaged_folder
from tests.closed_schemas import faults

Capture = pytest.CaptureFixture[str]
GAMME = "gamme_page.typ.j2"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "parts").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def answer(capsys: Capture, *words: str, code: int = 0) -> dict:
    assert main(["templates", *words, "--json"]) == code
    told = json.loads(capsys.readouterr().out)
    assert faults("templates", told) == []
    return told


def own(project: Path, name: str, text: str) -> None:
    (project / "docs_templates").mkdir(exist_ok=True)
    (project / "docs_templates" / name).write_text(text, "utf-8")


def test_every_template_is_listed_with_what_it_makes(project, capsys):
    told = answer(capsys, "list")["templates"]
    assert [line["name"] for line in told] == sorted(files(packaged_folder()))
    gamme = next(line for line in told if line["name"] == GAMME)
    assert gamme == {
        "name": GAMME, "makes": registry()[GAMME].makes["fr"], "output": "parts/<part>/gamme.pdf",
        "format": "Typst", "of": "package",
    }  # fmt: skip
    assert main(["templates", "list"]) == 0
    shown = capsys.readouterr().out
    assert all(line["name"] in shown for line in told)


def test_a_list_is_given_outside_a_project_too(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert answer(capsys, "list")["templates"]


def test_the_project_s_own_is_told_apart(project, capsys):
    own(project, GAMME, "x")
    told = {line["name"]: line["of"] for line in answer(capsys, "list")["templates"]}
    assert [name for name in told if told[name] == "project"] == [GAMME]
    assert main(["templates", "list"]) == 0
    assert f"{GAMME} (celui du projet)" in capsys.readouterr().out


def test_a_template_shows_its_fields_and_its_source(project, capsys):
    told = answer(capsys, "show", GAMME, "--source", "--lang", "en")
    assert told["source"][GAMME] == (packaged_folder() / GAMME).read_text("utf-8")
    assert {"path": "document.rows[].ts", "meaning": "setup time, min", "optional": False} in (
        told["fields"][GAMME]
    )
    assert main(["templates", "show", GAMME]) == 0
    shown = capsys.readouterr().out
    for field in registry()[GAMME].every:
        assert field.path in shown
    assert "temps de série, min" in shown
    assert main(["templates", "show", GAMME, "--source"]) == 0
    assert capsys.readouterr().out == (packaged_folder() / GAMME).read_text("utf-8")


def test_a_copy_is_the_packaged_one_and_replaces_nothing(project, capsys):
    told = answer(capsys, "eject", GAMME, "gmp.typ")
    assert told["written"] == [f"docs_templates/{GAMME}", "docs_templates/gmp.typ"]
    copy = project / "docs_templates" / GAMME
    assert copy.read_bytes() == (packaged_folder() / GAMME).read_bytes()
    copy.write_text("mine", "utf-8")
    assert main(["templates", "eject", GAMME, "contrat.typ.j2"]) == 2
    assert "--force" in capsys.readouterr().err
    assert copy.read_text("utf-8") == "mine"
    assert not (project / "docs_templates/contrat.typ.j2").exists()  # all or nothing
    assert main(["templates", "eject", GAMME, "--force"]) == 0
    assert copy.read_bytes() == (packaged_folder() / GAMME).read_bytes()


def test_a_copy_of_every_template_is_the_same_bytes(project, capsys):
    names = sorted(files(packaged_folder()))
    answer(capsys, "eject", *names)
    for name in names:
        copy = project / "docs_templates" / name
        assert copy.read_bytes() == (packaged_folder() / name).read_bytes()


@pytest.mark.parametrize("action", ["show", "eject", "check"])
def test_an_unknown_name_is_told_with_the_one_that_may_be_meant(action, project, capsys):
    assert main(["templates", action, "gamme_pag.typ.j2"]) == 2
    told = capsys.readouterr()
    assert GAMME in told.err
    assert told.out == ""


@pytest.mark.parametrize("action", ["show", "eject"])
def test_a_name_is_asked_for(action, project, capsys):
    assert main(["templates", action]) == 2
    assert "NAME" in capsys.readouterr().err


def test_a_copy_needs_a_project(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["templates", "eject", GAMME]) == 2
    assert "parts/" in capsys.readouterr().err


def test_untouched_copies_have_no_fault(project, capsys):
    answer(capsys, "eject", GAMME, "gmp.typ", "sheet.toml")
    told = answer(capsys, "check")
    assert told["faults"] == []
    assert [line["name"] for line in told["templates"]] == [GAMME, "gmp.typ", "sheet.toml"]


def test_a_project_without_templates_of_its_own_has_nothing_to_check(project, capsys):
    assert answer(capsys, "check") == {"version": 1, "templates": [], "faults": []}


def test_every_fault_of_every_own_template_is_told_with_a_caret(project, capsys):
    own(project, GAMME, "{{ document.totl }}\n{{ document.title|Q }}\n")
    own(project, "contrat.typ.j2", '#impot "gmp.typ": *\n')
    own(project, "contrat_pge.typ.j2", "x")
    own(project, "sheet.toml", "[frame]\nnonsense = 3\n")
    own(project, "index.html.j2", '<img src="https://x.org/a.png">{{ title }}')
    told = answer(capsys, "check", code=2)["faults"]
    places = {(f["file"].split("/")[1], f["line"], f["column"]) for f in told if not f["warning"]}
    assert {(GAMME, 1, 13), (GAMME, 2, 19), ("index.html.j2", 1, 11)} <= places
    assert ("contrat.typ.j2", 1) in {place[:2] for place in places}
    assert any(file == "sheet.toml" for file, _, _ in places)
    (warned,) = [f for f in told if f["warning"]]
    assert "contrat_page.typ.j2" in warned["hint"]
    assert main(["templates", "check"]) == 2
    lines = capsys.readouterr().err.split("\n")
    place = next(
        i for i, line in enumerate(lines) if line.startswith(f"docs_templates/{GAMME}:1:13")
    )
    assert "totl" in lines[place]
    assert lines[place + 1][lines[place + 2].index("^") :].startswith("totl")
    assert "total" in lines[place + 3]


def test_a_warning_alone_is_no_failure(project, capsys):
    text = (packaged_folder() / GAMME).read_text("utf-8")
    own(project, GAMME, "{% set two = 1 + 1 %}\n" + text)
    (fault,) = answer(capsys, "check")["faults"]
    assert fault["warning"]


def test_a_file_that_is_no_utf8_is_told(project, capsys):
    (project / "docs_templates").mkdir()
    (project / "docs_templates" / GAMME).write_bytes("é".encode("latin-1"))
    assert main(["templates", "check"]) == 2
    assert f"docs_templates/{GAMME}" in capsys.readouterr().err


def test_a_word_template_is_filled_and_its_unknown_field_told(project, capsys):
    answer(capsys, "eject", "contrat.docx", "gamme.docx", "garde.docx")
    assert answer(capsys, "check")["faults"] == []
    copy = project / "docs_templates/contrat.docx"
    with zipfile.ZipFile(copy) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"].decode()
    parts["word/document.xml"] = body.replace("{{ ecole }}", "{{ ecolle }}", 1).encode()
    with zipfile.ZipFile(copy, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    (project / "docs_templates/gamme.docx").write_bytes(b"no zip")
    field, kind = answer(capsys, "check", code=2)["faults"]
    assert field["file"] == "docs_templates/contrat.docx"
    assert "ecolle" in field["message"]
    assert "ecole" in field["hint"]
    assert kind["file"] == "docs_templates/gamme.docx"


def test_a_template_without_end_is_stopped_and_told(project, capsys, monkeypatch):
    from gmp_cad.build.documents import template_check

    monkeypatch.setattr(template_check, "TIMEOUT_S", 3.0)
    text = (packaged_folder() / GAMME).read_text("utf-8")
    loops = "#for i in range(100000) { for j in range(100000) { } }\n"
    own(project, GAMME, text.replace("#{", f"{loops}#{{", 1))
    (fault,) = answer(capsys, "check", code=2)["faults"]
    assert fault["file"] == f"docs_templates/{GAMME}"
    assert GAMME in fault["hint"]
    assert "3 s" in fault["message"]


def test_a_list_loads_nothing_that_is_slow(tmp_path):
    code = (
        "import sys; from gmp_cad.cli.main import main; main(['templates', 'show', 'gmp.typ']); "
        "print([n for n in ('jinja2', 'typst', 'pydantic', 'OCP', 'numpy') if n in sys.modules])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert told.stdout.splitlines()[-1] == "[]"
