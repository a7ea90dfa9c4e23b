"""What the dossier and the page are made from: every verdict of the build, whoever gave it."""

from __future__ import annotations

from gmp_cad.build.dossier_graph import dossier_tasks, shown_params
from gmp_cad.build.graph import Result
from gmp_cad.build.task import Task
from gmp_cad.build.workers import Outcome

DOCUMENTS = {
    "project": {}, "product": None, "workshop": None, "templates": {}, "fixtures": {}, "files": {},
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
    for task in dossier_tasks(shown_params((), (), DOCUMENTS, results, ()), results):
        assert {i.alias for i in task.wants} == {
            "findings|pmi_study:cale", "findings|anything:cale",
            "svg|drawing:cale", "findings|drawing:cale",
        }  # fmt: skip
