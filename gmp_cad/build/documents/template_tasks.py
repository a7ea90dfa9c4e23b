"""Tasks that fill templates: which templates they are made of, how long they may take.

A template is the one piece of code in a document that a project may write itself: what goes on
without end is stopped, and the message names the templates that are the project's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from gmp_cad.documents.templating.template_files import FOLDER, OFFICE, packaged_folder
from gmp_cad.engine.task import Task

# The slowest document alone takes 3 s of CPU, a dossier 0.5 s for each subject it shows (measured
# on two cores); twenty and ten times as much is left for slow and busy machines.
TIMEOUT_S = 60.0
TIMEOUT_PER_SUBJECT_S = 5.0


def templated(tasks: Iterable[Task], templates: Mapping[str, str]) -> Iterator[Task]:
    """Yield the tasks; those that fill templates with all that these include, and a time-out.

    ``templates`` are all those of the project. The task's own parameter ``templates`` names those
    that it begins with.
    """
    from gmp_cad.documents.templating.template import used  # noqa: PLC0415 - Jinja2 waits for a build

    for task in tasks:
        own = task.params.get("templates")
        if not isinstance(own, Mapping):
            yield task
            continue
        made_of = {**own, **used(templates, *(name for name in own if name in templates))}
        subjects = {i.task.split(":")[1] for i in (*task.needs, *task.wants)}
        yield replace(
            task, params={**task.params, "templates": made_of}, suspects=suspects(made_of),
            timeout_s=TIMEOUT_S + TIMEOUT_PER_SUBJECT_S * len(subjects),
        )  # fmt: skip


def suspects(templates: Mapping[str, object]) -> tuple[str, ...]:
    """Return the files of templates (name → text) that are not those which come with gmp_cad."""
    return tuple(f"{FOLDER}/{n}" for n in sorted(templates) if not _is_packaged(n, templates[n]))


def _is_packaged(name: str, text: object) -> bool:
    return name.endswith(OFFICE) or text == _packaged(name)


@cache
def _packaged(name: str) -> str | None:
    file = packaged_folder() / name
    return file.read_text("utf-8") if file.is_file() else None
