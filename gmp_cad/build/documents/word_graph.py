"""The tasks of the Word documents of a plan: a contract of each phase, the list of phases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.documents.templating.template_files import FOLDER, packaged_folder
from gmp_cad.engine.task import Input, Task

_BODY = "gmp_cad.build.documents.word_bodies:filled"
# A template that loops without end is stopped; a filled one takes a tenth of a second.
_TIMEOUT_S = 60.0
OUTPUT = "file"


def word_template(root: Path, name: str) -> str:
    """Return the path of a template: the project's own (from its root), else the packaged one."""
    own = f"{FOLDER}/{name}"
    return own if (root / own).is_file() else str(packaged_folder() / name)


def word_templates(root: Path) -> dict[str, str]:
    """Return the path of every Word template of ours by its name."""
    return {
        name: word_template(root, name) for name in ("contrat.docx", "gamme.docx", "garde.docx")
    }


def word_tasks(place: PartPlace, documents: Mapping[str, Any]) -> Iterator[Task]:
    """Yield the Word documents of a part's plan, if it has one."""
    if place.plan is None:
        return
    for phase in place.plan.phases:
        number, paths = str(phase.number), documents["word_templates"]
        yield contract_task(
            place, number, documents, f"contract_docx:{place.key}:{number}",
            template=(paths["contrat.docx"], f"{FOLDER}/contrat.docx"),
            publish=f"{place.out}/phases/contrat-{number}.docx",
        )  # fmt: skip
    yield gamme_task(
        place, documents, f"gamme_docx:{place.key}",
        template=(documents["word_templates"]["gamme.docx"], f"{FOLDER}/gamme.docx"),
        publish=f"{place.out}/gamme.docx",
    )  # fmt: skip


def contract_task(
    place: PartPlace, number: str, documents: Mapping[str, Any], id: str,  # noqa: A002 - the field's own word
    *, template: tuple[str, str], publish: str = "",
) -> Task:  # fmt: skip
    """Return the task that fills a template with a contract; ``template``: its path, its name."""
    subject = f"contract:{place.key}:{number}"
    needs = tuple(Input(name, subject, name) for name in ("context", "svg"))
    return fill_task(id, needs, _signed(place, documents, "contract"), template, publish)


def gamme_task(
    place: PartPlace, documents: Mapping[str, Any], id: str,  # noqa: A002 - the field's own word
    *, template: tuple[str, str], publish: str = "",
) -> Task:  # fmt: skip
    """Return the task that fills a template with a list of phases."""
    needs = (Input("embedded", f"gamme:{place.key}", "embedded"),)
    return fill_task(id, needs, _signed(place, documents, "gamme"), template, publish)


def _signed(place: PartPlace, documents: Mapping[str, Any], document: str) -> dict[str, Any]:
    """Return who signs a document of a part's plan, and when."""
    plan, identity, project = place.plan, place.spec.part, documents["project"]
    assert plan is not None
    return {
        "document": document, "lang": documents["lang"],
        "author": plan.author or identity.author or project["author"],
        "date": plan.date or project["date"],
    }  # fmt: skip


def fill_task(
    id: str, needs: tuple[Input, ...], params: Mapping[str, Any], template: tuple[str, str],  # noqa: A002
    publish: str, wants: tuple[Input, ...] = (),
) -> Task:  # fmt: skip
    """Return a task that fills a template; ``params`` name the ``document``, its author and date."""
    path, name = template
    return Task(
        id=id, body=_BODY, family="documents", params={**params, "template": name}, needs=needs,
        wants=wants, files={"template": path}, timeout_s=_TIMEOUT_S,
        publish={OUTPUT: publish} if publish else {},
    )  # fmt: skip
