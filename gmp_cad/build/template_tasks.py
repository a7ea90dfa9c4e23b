"""Tasks that fill templates: which templates they are made of, how long they may take.

A template is the one piece of code in a document that a project may write itself: what goes on
without end is stopped, and the message names the templates that are the project's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Literal

from gmp_cad.build.task import Task
from gmp_cad.documents.template_files import FOLDER, OFFICE, packaged_folder
from gmp_cad.errors import Where
from gmp_cad.language import Message

# The slowest document alone takes 3 s of CPU, a dossier 0.5 s for each subject it shows (measured
# on two cores); twenty and ten times as much is left for slow and busy machines.
TIMEOUT_S = 60.0
TIMEOUT_PER_SUBJECT_S = 5.0
_HINTS = {
    "timeout": Message("look for an endless loop"),
    "crash": Message("the geometry kernel crashed, or the script ended the process"),
}


def templated(tasks: Iterable[Task], templates: Mapping[str, str]) -> Iterator[Task]:
    """Yield the tasks; those that fill templates with all that these include, and a time-out.

    ``templates`` are all those of the project. The task's own parameter ``templates`` names those
    that it begins with.
    """
    from gmp_cad.documents.template import used  # noqa: PLC0415 - Jinja2 waits for a build

    for task in tasks:
        own = task.params.get("templates")
        if not isinstance(own, Mapping):
            yield task
            continue
        made_of = {**own, **used(templates, *(name for name in own if name in templates))}
        subjects = {i.task.split(":")[1] for i in (*task.needs, *task.wants)}
        yield replace(
            task, params={**task.params, "templates": made_of},
            timeout_s=TIMEOUT_S + TIMEOUT_PER_SUBJECT_S * len(subjects),
        )  # fmt: skip


def own_templates(task: Task) -> list[str]:
    """Return the names of the task's templates that are not those which come with gmp_cad."""
    templates = task.params["templates"]
    return [name for name in sorted(templates) if not _is_packaged(name, templates[name])]


def _is_packaged(name: str, text: object) -> bool:
    packaged = packaged_folder() / name
    return name.endswith(OFFICE) or (packaged.is_file() and packaged.read_text("utf-8") == text)


def death_hint(
    task: Task, kind: Literal["timeout", "memory", "crash"]
) -> tuple[Message | None, Where | None]:
    """Return what to look for in a task whose process was stopped or died, and where.

    A document dies of a template without end; its suspects are the project's own.
    """
    if not isinstance(task.params.get("templates"), Mapping):
        return _HINTS.get(kind), None
    own = own_templates(task)
    if not own:
        return Message("the document is too large, or the machine too busy: build again"), None
    hint = Message(
        "look for a loop or a function without end in {names}",
        names=", ".join(f"{FOLDER}/{name}" for name in own),
    )
    return hint, Where(f"{FOLDER}/{own[0]}") if len(own) == 1 else None
