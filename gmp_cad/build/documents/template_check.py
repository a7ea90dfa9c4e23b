"""Every fault of templates, without a project's data: read against their fields, then tried."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gmp_cad.build.documents.template_tasks import TIMEOUT_S, suspects
from gmp_cad.documents.templating.template_fields import registry
from gmp_cad.documents.templating.template_files import FOLDER
from gmp_cad.documents.templating.template_lint import Fault, lint
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.processes.workers import Workers
from gmp_cad.engine.task import Task
from gmp_cad.errors import InvalidInputError, Where, suggestion
from gmp_cad.language import Message
from gmp_cad.spec.sheet_template import FILE as SHEET
from gmp_cad.spec.sheet_template import read_sheet_template

_SHEET = Path(SHEET).name


def check(
    templates: Mapping[str, str], office: Mapping[str, bytes], names: Sequence[str], lang: str
) -> list[Fault]:
    """Return every fault of the named templates.

    ``templates`` are all that are text, ``office`` those of Word and Excel, by name. Those that
    read well are filled with samples, and compiled, each with a time-out.
    """
    faults: list[Fault] = []
    whole: list[str] = []
    for name in names:
        found = list(_read(templates, name))
        faults += found
        if all(fault.warning for fault in found) and (name in templates or name in office):
            whole.append(name)
    return faults + list(_tried(templates, office, whole, lang))


def _read(templates: Mapping[str, str], name: str) -> Iterator[Fault]:
    if name == _SHEET:
        try:
            read_sheet_template(templates[name], SHEET)
        except InvalidInputError as error:
            for problem in error.problems:
                yield Fault(where=problem.where, message=problem.message, hint=problem.hint)
    elif name in templates:
        yield from lint(templates, name)
    if name not in registry() and not _is_named(templates, name):
        yield Fault(
            where=Where(f"{FOLDER}/{name}"), warning=True,
            message=Message("no document reads this file"),
            hint=suggestion(name, sorted(registry()))
            or Message("a template has the name of the packaged one: gmp-cad templates list"),
        )  # fmt: skip


def _is_named(templates: Mapping[str, str], name: str) -> bool:
    """Return whether another template includes, imports or shows a file."""
    return any(f'"{name}"' in text or f"'{name}'" in text for text in templates.values())


def _tried(
    templates: Mapping[str, str], office: Mapping[str, bytes], names: Sequence[str], lang: str
) -> Iterator[Fault]:
    """Yield what goes wrong where a template is filled, in a process that may die of it."""
    if not names:
        return
    with (
        tempfile.TemporaryDirectory(prefix="gmp-") as folder,
        Workers(Store(Path(folder)), jobs=1) as workers,
    ):
        waiting = []
        for name in names:
            inputs = {"content": workers.store.put(office[name])} if name in office else {}
            task = Task(
                id=f"template:{name}", body="gmp_cad.build.documents.template_bodies:tried",
                params={"templates": dict(templates), "name": name, "lang": lang},
                family="documents", timeout_s=TIMEOUT_S, suspects=suspects(templates),
            )  # fmt: skip
            waiting.append((workers.submit(task, inputs), task))
        for future, task in waiting:
            outcome = future.result()
            if outcome.kind != "done":
                yield Fault(
                    where=outcome.where or Where(f"{FOLDER}/{task.subject}"),
                    message=outcome.message or Message("it failed"), hint=outcome.hint,
                )  # fmt: skip
