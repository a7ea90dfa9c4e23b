"""Tasks that fill templates: made of what they name, stopped in time, the suspect named."""

from __future__ import annotations

from pathlib import Path

import pytest

from gmp_cad.build.documents.template_tasks import (
    TIMEOUT_PER_SUBJECT_S,
    TIMEOUT_S,
    suspects,
    templated,
)  # fmt: skip
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.outcome import Outcome
from gmp_cad.engine.processes.death import Kind, Notes, outcome_of_death
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.engine.task import TASK_TIMEOUT_S, Input, Task
from gmp_cad.errors import Where
from gmp_cad.language import Message
from tests.documents import vice

GAMME = "gamme_page.typ.j2"
LOOPS = "#for i in range(100000) { for j in range(100000) { } }\n"


def task(templates, **changes) -> Task:
    values = {"id": "gamme:semelle", "body": "m:f", "family": "documents"}
    return Task(**(values | changes), params={"templates": templates, "lang": "fr"})


def only(*names: str) -> dict[str, str]:
    return {name: vice.templates()[name] for name in names}


def test_a_task_gets_what_its_templates_name():
    (made,) = templated([task(only(GAMME))], vice.templates())
    assert set(made.params["templates"]) == {GAMME, "plan_header.typ.j2"}
    own = {**vice.templates(), "bas.typ.j2": "x"}
    own[GAMME] += '{% include "bas.typ.j2" %}'
    (made,) = templated([task(only(GAMME))], own)
    assert made.params["templates"]["bas.typ.j2"] == "x"
    assert made.params["templates"][GAMME] == own[GAMME]


def test_a_document_of_many_subjects_may_take_longer():
    wants = tuple(Input(f"a{i}", f"study:{i}", "findings") for i in range(8))
    alone, whole, model = templated(
        [task(only(GAMME)), task(only(GAMME), wants=wants), Task(id="model:a", body="m:f", params={})],
        vice.templates(),
    )  # fmt: skip
    assert alone.timeout_s == TIMEOUT_S
    assert whole.timeout_s == TIMEOUT_S + 8 * TIMEOUT_PER_SUBJECT_S
    assert model.timeout_s == TASK_TIMEOUT_S


def test_the_suspects_are_those_that_the_project_changed():
    assert suspects(only(GAMME, "gmp.typ")) == ()
    changed = suspects({**only("gmp.typ"), GAMME: "x", "bas.typ.j2": "y"})
    assert changed == ("docs_templates/bas.typ.j2", f"docs_templates/{GAMME}")
    (made,) = templated([task({GAMME: "x"})], {GAMME: "x"})
    assert made.suspects == (f"docs_templates/{GAMME}",)


@pytest.mark.parametrize("kind", ["timeout", "crash", "memory"])
def test_a_document_that_dies_names_its_suspects(kind: Kind):
    many = death(("docs_templates/a", "docs_templates/b"), kind)
    assert many.hint.say("fr").endswith("docs_templates/a, docs_templates/b")
    assert many.where is None
    assert death(("docs_templates/a",), kind).where == Where("docs_templates/a")
    assert "too large" in death((), kind).hint.say("en")


def test_a_model_that_dies_has_a_hint_of_its_own():
    assert "noyau" in death(None, "crash").hint.say("fr")
    assert death(None, "memory").hint is None


def death(suspects: tuple[str, ...] | None, kind: Kind) -> Outcome:
    dead = Task(id="model:a", body="m:f", params={}, suspects=suspects)
    return outcome_of_death(dead, kind, Message("it died"), Notes())


@pytest.mark.slow
def test_what_never_ends_is_stopped_and_the_next_document_comes(tmp_path: Path):
    endless = vice.templates()[GAMME].replace("#{", f"{LOOPS}#{{", 1)
    made = [
        Task(
            id=f"template:{name}", body="gmp_cad.build.documents.template_bodies:tried", family="documents",
            params={"templates": {**vice.templates(), GAMME: endless}, "name": name, "lang": "fr"},
            timeout_s=timeout, suspects=suspects({GAMME: endless}),
        )
        for name, timeout in ((GAMME, 4.0), ("apef_page.typ.j2", TIMEOUT_S))
    ]  # fmt: skip
    with Workers(Store(tmp_path), jobs=1) as workers:
        futures = [workers.submit(one, {}) for one in made]
        stopped, done = (future.result() for future in futures)
    assert (stopped.kind, done.kind) == ("timeout", "done")
    assert stopped.where == Where(f"docs_templates/{GAMME}")
    assert GAMME in stopped.hint.say("fr")
