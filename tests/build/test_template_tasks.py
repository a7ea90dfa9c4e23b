"""Tasks that fill templates: made of what they name, stopped in time, the suspect named."""

from __future__ import annotations

from pathlib import Path

import pytest

from gmp_cad.build.store import Store
from gmp_cad.build.task import TASK_TIMEOUT_S, Input, Task
from gmp_cad.build.template_tasks import (
    TIMEOUT_PER_SUBJECT_S,
    TIMEOUT_S,
    death_hint,
    own_templates,
    templated,
)  # fmt: skip
from gmp_cad.build.workers import Workers
from gmp_cad.errors import Where
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
    assert own_templates(task(only(GAMME, "gmp.typ"))) == []
    changed = task({**only("gmp.typ"), GAMME: "x", "bas.typ.j2": "y"})
    assert own_templates(changed) == ["bas.typ.j2", GAMME]
    hint, where = death_hint(changed, "timeout")
    assert hint.say("fr").endswith(f"docs_templates/bas.typ.j2, docs_templates/{GAMME}")
    assert where is None
    assert death_hint(changed, "crash") == death_hint(changed, "memory") == (hint, where)
    one = death_hint(task({GAMME: "x"}), "memory")
    assert one[1] == Where(f"docs_templates/{GAMME}")
    model = Task(id="model:a", body="m:f", params={})
    assert "noyau" in death_hint(model, "crash")[0].say("fr")
    assert death_hint(model, "memory") == (None, None)


@pytest.mark.slow
def test_what_never_ends_is_stopped_and_the_next_document_comes(tmp_path: Path):
    endless = vice.templates()[GAMME].replace("#{", f"{LOOPS}#{{", 1)
    made = [
        Task(
            id=f"template:{name}", body="gmp_cad.build.template_bodies:tried", family="documents",
            params={"templates": {**vice.templates(), GAMME: endless}, "name": name, "lang": "fr"},
            timeout_s=timeout,
        )
        for name, timeout in ((GAMME, 4.0), ("apef_page.typ.j2", TIMEOUT_S))
    ]  # fmt: skip
    with Workers(Store(tmp_path), jobs=1) as workers:
        futures = [workers.submit(one, {}) for one in made]
        stopped, done = (future.result() for future in futures)
    assert (stopped.kind, done.kind) == ("timeout", "done")
    assert stopped.where == Where(f"docs_templates/{GAMME}")
    assert GAMME in stopped.hint.say("fr")
