"""A wrong template costs its own document only, in bounded time, and is told with line and caret."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gmp_cad.build.project_build import Settings, build
from gmp_cad.documents.templating.template_files import packaged_folder
from gmp_cad.errors import ExitCode
from gmp_cad.finding import Finding, Status
from tests.build.test_project_build import fresh

pytestmark = pytest.mark.soak
PLAN = """
[stock]
form = "plate"
size = [80, 50, 23]
offset = [0, 0, 1.5]
[[phase]]
number = 10
title = "Surfaçage"
machine = "CU-3AX"
workholding = "étau"
spindle = "+Z"
x_axis = "+X"
origin = ["left", "front", "base"]
locating = [{ on = "stock <Z", normals = 3 }, { on = "front", normals = 2 }, { on = "left", normals = 1 }]
clamping = [{ on = "back", force = 8000 }]
[[phase.operation]]
kind = "face_milling"
makes = ["top"]
tool = "FS-40"
[[phase.dimension]]
name = "Cf101"
size = "20 ±0,05"
between = ["base", "top"]
"""
# Of each template: what replaces a text of it, the kind of task that makes it, a word of the fault.
BROKEN = {
    "gamme_page.typ.j2": ("{{ document.total|q }}", "{{ document.total|q }", "gamme", "}"),
    "apef_page.typ.j2": ("phase.machine|q", "phase.machin|q", "apef", "machin"),
    "outils_page.typ.j2": ("#ruled((10mm, 1fr", "#nope #ruled((10mm, 1fr", "tool_sheet", "nope"),
    "suiveuse_page.typ.j2": ("text(8pt, weight", 'text(8pt, font: "Comic Sans MS", weight', "route_card", "comic sans ms"),
    "devis_page.typ.j2": ("#v(3mm)", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "quotation", "sans fin"),
    "anteriorites_page.typ.j2": ("#pagebreak(weak: true)", "{% for i in range(90000) %}{% for j in range(90000) %}a{% endfor %}{% endfor %}", "order", "100 000"),
    "serrage_page.typ.j2": ("#set text(6.8pt)", '#read("/etc/passwd")', "clamping_note", "/etc/passwd"),
    "contrat.typ.j2": ('{% include "contrat_page.typ.j2" %}', '{% include "../../etc/passwd" %}', "contract", "../../etc/passwd"),
    "drawing.typ.j2": ('#import "gmp.typ": *', '#import "gmp.typ": *\n#import "@preview/cetz:0.3.0": canvas', "drawing ensemble", "paquets"),
}  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory):
    """The starter, built whole, then built again with all those templates of its own."""
    root = fresh(tmp_path_factory.mktemp("templates") / "project")
    (root / "parts/cale/process.toml").write_text(PLAN, "utf-8")
    good = build(root, Settings(jobs=2))
    folder = root / "docs_templates"
    folder.mkdir()
    for name, (old, new, *_) in BROKEN.items():
        text = (packaged_folder() / name).read_text("utf-8")
        assert old in text, name
        (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    return root, good, build(root, Settings(jobs=2))


def failed(result) -> dict[str, Finding]:
    """Return the finding of each task that failed, by the task's kind and subject: one of each."""
    told = [f for f in result.findings if f.check == "build.task" and f.status is Status.ERROR]
    found = {f.message.say("en").split(": ", 1)[0]: f for f in told}
    assert len(found) == len(told)
    return found


def test_each_document_fails_with_one_finding_of_its_own(built):
    _, good, bad = built
    assert failed(good) == {}
    kinds = {task.split(":")[0] for task in failed(bad)}
    assert kinds == {kind for _, _, kinds, _ in BROKEN.values() for kind in kinds.split()}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_fault_names_its_template_line_and_caret(name, built):
    root, _, bad = built
    _, _, kind, word = BROKEN[name]
    own = [f for task, f in failed(bad).items() if task.split(":")[0] in kind.split()]
    assert own
    for finding in own:
        assert finding.where is not None
        assert finding.where.file == f"docs_templates/{name}"
        assert word in finding.message.say("fr")
        lines = (root / finding.where.file).read_text("utf-8").split("\n")
        line = lines[finding.where.line - 1]
        *_, excerpt, caret = finding.message.say("fr").split("\n")
        assert caret.strip() == "^"
        assert excerpt[caret.index("^")] == line[finding.where.column - 1]


def test_every_other_document_is_there(built):
    _, good, bad = built
    kinds = {kind for _, _, kinds, _ in BROKEN.values() for kind in kinds.split()}
    done = {task for task, result in bad.results.items() if result.ok}
    kinds |= {"contract_docx", "gamme_docx"}  # the same documents, in Word
    others = {task for task in good.results if task.split(":")[0] not in kinds}
    assert others - done == set()
    assert {"dossier:all", "site_overview:all"} <= done
    assert bad.exit_code is ExitCode.TOOL_FAILED


def test_mended_templates_build_green_again(built):
    root, good, _ = built
    shutil.rmtree(root / "docs_templates")
    again = build(root, Settings(jobs=2))
    assert failed(again) == {}
    assert again.exit_code is good.exit_code


def test_a_template_of_another_document_writes_nothing_again(built):
    root, *_ = built
    folder = root / "docs_templates"
    folder.mkdir(exist_ok=True)
    text = Path(packaged_folder() / "gamme_page.typ.j2").read_text("utf-8")
    (folder / "gamme_page.typ.j2").write_text(text + "\n// changed\n", "utf-8")
    ran = {task for task, r in build(root, Settings(jobs=2)).results.items() if r.state == "ran"}
    assert {task.split(":")[0] for task in ran} <= {"gamme", "dossier"}
    assert any(task.startswith("gamme:") for task in ran)
