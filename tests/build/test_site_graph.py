"""The pages of the site as tasks: each reads what it shows, and a change writes only what shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Any

from gmp_cad.build.assembly.product_graph import AssemblyPlace
from gmp_cad.build.documents.dossier_graph import shown_params
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.build.site.site_graph import site_tasks
from gmp_cad.engine.cache.store import digest_of
from gmp_cad.engine.codec import encode
from gmp_cad.engine.graph import Result
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.task import Input, Task, key_of
from gmp_cad.finding import Finding, Status
from tests.documents import vice

SPEC = vice.SPEC
CALE = SPEC.replace("ET-01", "ET-02").replace('"Semelle"', '"Cale"')
PRODUCT = vice.PRODUCT + '[[item]]\nref = 2\npart = "cale"\n'


def place(name: str) -> PartPlace:
    spec = vice.part().model_copy(update={"name": name})
    return PartPlace(key=name, folder=f"parts/{name}", out=f"parts/{name}", spec=spec)


class Built:
    """The tasks of the site run one after the other, each output known by its digest."""

    def __init__(
        self,
        specs: Mapping[str, str],
        findings: Mapping[str, tuple[Finding, ...]],
        failures: tuple[Finding, ...] = (),
    ) -> None:
        self.failures = failures
        self.held: dict[tuple[str, str], bytes] = {}
        self.results: dict[str, Result] = {}
        for name, found in findings.items():
            self._result(f"study:{name}", {"findings": encode(found, tuple[Finding, ...])})
        self._result("step:cale", {"step": b"ISO-10303"}, {"step": "parts/cale/cale.step"})
        self.keys: dict[str, str] = {}
        self.pages: dict[str, bytes] = {}
        for task in site_tasks(self.params(specs), self.results):
            self._run(task)

    def _result(
        self, task_id: str, outputs: Mapping[str, bytes], publish: Mapping[str, str] | None = None
    ) -> None:
        self.held |= {(task_id, name): data for name, data in outputs.items()}
        task = Task(id=task_id, body="m:f", params={}, publish=publish or {})
        digests = {name: digest_of(data) for name, data in outputs.items()}
        outcome = Outcome(kind="done", outputs=digests)
        self.results[task_id] = Result(task=task, state="ran", outcome=outcome)

    def params(self, specs: Mapping[str, str]) -> dict[str, Any]:
        """Return what the build hands to the tasks of the site."""
        files = {f"parts/{name}/spec.toml": text for name, text in specs.items()}
        files["fixtures_design/semelle_ph20/fixture.toml"] = vice.FIXTURE
        fixture = AssemblyPlace(
            key="semelle_ph20", folder="fixtures_design/semelle_ph20",
            file="fixtures_design/semelle_ph20/fixture.toml", out="fixtures/semelle_ph20",
            spec=vice.fixture(), parts={}, number="MT-20", title="Montage", revision="A",
            workpiece=Input("workpiece", "model:semelle", "brep"),
        )  # fmt: skip
        documents = {
            "project": vice.product().project.model_dump(mode="json"), "product": PRODUCT,
            "workshop": None, "templates": vice.templates(), "fixtures": {}, "files": files,
            "materials": "[]", "lang": "fr", "strict": False, "drawing": {}, "commit": "",
        }  # fmt: skip
        places = [place(name) for name in specs]
        return shown_params(places, [fixture], documents, self.results, self.failures)

    def _run(self, task: Task) -> None:
        given = {
            i.alias: self.held[i.task, i.output]
            for i in (*task.needs, *task.wants) if (i.task, i.output) in self.held
        }  # fmt: skip
        assert {i.alias for i in task.needs} <= set(given)
        digests = {alias: digest_of(data) for alias, data in given.items()}
        self.keys[task.id] = key_of(task, digests)
        module, _, name = task.body.partition(":")
        outputs, _ = getattr(import_module(module), name)(
            given, json.loads(json.dumps(task.params))
        )
        self.held |= {(task.id, output): data for output, data in outputs.items()}
        self.pages |= {path: outputs[output] for output, path in task.publish.items()}

    def changed_from(self, before: Built) -> set[str]:
        """Return the tasks that a build would run again after the other one."""
        assert set(self.keys) == set(before.keys)
        return {task for task, key in self.keys.items() if key != before.keys[task]}


@cache
def built(cale: str = CALE, status: Status = Status.PASS) -> Built:
    return Built(
        {"semelle": SPEC, "cale": cale},
        {
            "semelle": (vice.finding("semelle.bore", Status.PASS),),
            "cale": (vice.finding("cale.bore", status),),
            "product": (vice.finding("product", Status.PASS, "product.mass"),),
        },
    )


def test_each_page_has_a_task_and_publishes_it() -> None:
    made = built().pages
    assert set(made) == {
        "index.html", "site/semelle.html", "site/cale.html", "site/fixture-semelle_ph20.html",
        "site/product.html", "site/checks.html", "site/search.js", "site/verdicts.js",
        "site/site.css", "site/site.js",
    }  # fmt: skip
    assert b"../parts/cale/cale.step" in made["site/cale.html"]
    assert b"parts/cale" not in made["site/semelle.html"].replace(b"site/cale.html", b"")


def test_nothing_changed_writes_nothing() -> None:
    assert built.__wrapped__().changed_from(built()) == set()


def test_a_line_of_one_part_writes_its_page_the_index_and_the_search() -> None:
    noted = CALE.replace('note = "guidage"', 'note = "appui"')
    assert noted != CALE
    assert built(noted).changed_from(built()) == {
        "site_head:all", "site_part:cale", "site_overview:all", "site_search:all",
    }  # fmt: skip


def test_a_verdict_on_one_part_writes_its_page_the_checks_and_the_index() -> None:
    changed = built(status=Status.FAIL).changed_from(built())
    assert changed == {"site_head:all", "site_part:cale", "site_checks:all", "site_overview:all"}


def test_a_verdict_shows_beside_the_name_of_the_part_though_other_pages_stay() -> None:
    before, after = built(), built(status=Status.FAIL)
    assert before.pages["site/semelle.html"] == after.pages["site/semelle.html"]
    assert before.pages["site/verdicts.js"] != after.pages["site/verdicts.js"]


def test_a_template_of_one_kind_of_page_writes_only_that_kind(monkeypatch) -> None:
    before = built()
    own = {**vice.templates(), "site_fixture.html.j2": "<p>{{ title }}</p>"}
    monkeypatch.setattr(vice, "templates", lambda: own)
    after = built.__wrapped__()
    assert after.changed_from(before) == {"site_fixture:semelle_ph20"}
    assert after.pages["site/fixture-semelle_ph20.html"] == b"<p>Montage de fraisage</p>"


def test_a_task_that_failed_leaves_its_page_without_what_it_would_have_shown() -> None:
    made = built.__wrapped__()
    study = made.results["study:cale"]
    failed = replace(study, state="failed", outcome=Outcome(kind="failed"))
    made.results["study:cale"] = failed
    page = next(
        t for t in site_tasks(made.params({"cale": CALE}), made.results) if t.id == "site_part:cale"
    )
    assert not any(i.task == "study:cale" for i in page.wants)


def test_a_task_that_failed_is_told_once() -> None:
    failed = replace(vice.finding("cale", Status.ERROR, "build.task"), code="crash")
    found = {"semelle": (vice.finding("semelle.bore", Status.PASS),)}
    pages = Built({"semelle": SPEC, "cale": CALE}, found, (failed,)).pages
    counts = re.findall(r'status=(\w+)"><b>(\d+)</b>', pages["index.html"].decode())
    assert dict(counts) == {"ERROR": "1", "FAIL": "0", "WARN": "0", "SKIP": "0", "PASS": "1"}
    assert pages["site/checks.html"].decode().count('<tr data-s="ERROR"') == 1
