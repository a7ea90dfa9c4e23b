"""What the dossier and the page are made from: every verdict of the build, whoever gave it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gmp_cad.build.documents.dossier_graph import dossier_tasks, shown_params
from gmp_cad.build.part.export_graph import annotated_step_task, export_tasks
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.documents.file_formats import FORMATS, MODELS
from gmp_cad.engine.graph import Result
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.task import Task
from gmp_cad.errors import InvalidInputError
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.toml import parse

DOCUMENTS = {
    "project": {}, "exchanged": {}, "product": None, "workshop": None, "templates": {}, "fixtures": {}, "files": {},
    "materials": "[]", "lang": "fr", "strict": False, "drawing": {}, "commit": "",
}  # fmt: skip


def result(task_id: str, *outputs: str) -> Result:
    task = Task(id=task_id, body="m:f", params={})
    outcome = Outcome(kind="done", outputs=dict.fromkeys(outputs, "digest"))
    return Result(task=task, state="ran", outcome=outcome)


def test_the_verdicts_of_every_task_are_shown() -> None:
    results = {
        r.task.id: r
        for r in (
            result("pmi_study:cale", "findings"), result("anything:cale", "findings", "views"),
            result("drawing:cale", "svg", "findings", "dxf"),
        )
    }  # fmt: skip
    task, study = dossier_tasks(shown_params((), (), DOCUMENTS, results, ()), results)
    assert {i.alias for i in task.wants} == {
        "findings|pmi_study:cale", "findings|anything:cale",
        "svg|drawing:cale", "findings|drawing:cale",
    }  # fmt: skip
    assert {(i.task, i.output) for i in study.needs} == {
        ("dossier:all", "pdf"), ("dossier:all", "titles"),
    }  # fmt: skip


def cale() -> PartPlace:
    spec = parse('[part]\nnumber = "C"\ntitle = "Cale"\nmaterial = "C45"\n', "spec.toml", PartSpec)
    named = spec.model_copy(update={"name": "cale"})
    return PartPlace(key="cale", folder="parts/cale", out="parts/cale", spec=named, plan=None)


def test_the_dossier_names_the_files_of_the_model_that_were_written() -> None:
    written = {kind: f"parts/cale/cale.{kind}" for kind in ("step", "stl", "pdf")}
    task = Task(id="step:cale", body="m:f", params={}, publish=written)
    outcome = Outcome(kind="done", outputs={"step": "digest", "pdf": "digest"})
    results = {task.id: Result(task=task, state="ran", outcome=outcome)}
    documents = {**DOCUMENTS, "files": {"parts/cale/spec.toml": ""}}
    (part,) = shown_params((cale(),), (), documents, results, ())["parts"]
    assert part["models"] == {"step": "parts/cale/cale.step"}


def test_every_file_of_exchange_is_known_to_the_documents() -> None:
    exchanged = {"author": "", "owner": "", "date": ""}
    step = annotated_step_task(cale(), {**DOCUMENTS, "exchanged": exchanged})
    published = {e for task in (step, *export_tasks(cale())) for e in task.publish}
    assert published == set(MODELS), "MODELS of documents/file_formats.py: those of export_graph"
    assert set(MODELS) <= set(FORMATS), "FORMATS of documents/file_formats.py: how it is called"


PRODUCT = """
[product]
number = "PR-00"
title = "Essai"
[dossier]
attach = true
[[document]]
chapter = 15
title = "Implantation"
file = "docs/implantation.svg"
[[document]]
chapter = 16
title = "Risques"
file = "docs/absent.png"
"""


def test_own_documents_and_attached_files_are_read_where_they_exist(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "implantation.svg").write_text("<svg/>")
    results = {r.task.id: r for r in (result("step:cale", "step"), result("pmi:cale", "model"))}
    product = parse(PRODUCT, "parts/product.toml", ProductSpec)
    params = shown_params((), (), DOCUMENTS, results, ())
    task, study = dossier_tasks(params, results, product, tmp_path)
    assert task.files == {"own-0": "docs/implantation.svg"}
    assert {i.alias for i in task.wants} == {"step|step:cale", "model|pmi:cale"}
    assert [exists for _, _, exists in study.params["own"]] == [True, False]
    plain, _ = dossier_tasks(params, results)
    assert {i.alias for i in plain.wants} == {"model|pmi:cale"}


def test_a_product_names_pictures_only() -> None:
    for file in ("docs/implantation.pdf", "../secret.png", "/etc/passwd.svg"):
        with pytest.raises(InvalidInputError):
            parse(PRODUCT.replace("docs/absent.png", file), "parts/product.toml", ProductSpec)
