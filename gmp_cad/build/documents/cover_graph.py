"""The task of the dossier's cover in Word. It needs no verdict: only what the product is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gmp_cad.build.assembly.product_graph import AssemblyPlace
from gmp_cad.build.documents.dossier_graph import shown_params
from gmp_cad.build.documents.word_graph import fill_task
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.documents.templating.template_files import FOLDER
from gmp_cad.engine.task import Input, Task


def cover_task(
    parts: Sequence[PartPlace], assemblies: Sequence[AssemblyPlace], documents: Mapping[str, Any],
    id: str,  # noqa: A002 - the field's own word
    *, template: tuple[str, str], publish: str = "",
) -> Task:  # fmt: skip
    """Return the task that fills a template with the dossier's cover and parts list."""
    shown = shown_params(parts, assemblies, documents, {}, ())
    project = documents["project"]
    params = {
        **{key: value for key, value in shown.items() if key != "templates"},
        "document": "cover", "author": project["author"], "date": project["date"],
    }  # fmt: skip
    wants = tuple(
        Input(f"{output}|{task}", task, output)
        for place in assemblies
        if place.workpiece is None
        for output, task in (
            ("rows", f"study:{place.key}"), ("evidence", f"study:{place.key}"),
            ("views", f"product_views:{place.key}"), ("png", f"shaded:{place.key}"),
        )
    )  # fmt: skip
    return fill_task(id, (), params, template, publish, wants)


def cover_tasks(
    parts: Sequence[PartPlace], assemblies: Sequence[AssemblyPlace], documents: Mapping[str, Any]
) -> list[Task]:
    """Return the task of the dossier's cover in Word."""
    path = documents["word_templates"]["garde.docx"]
    template = (path, f"{FOLDER}/garde.docx")
    return [
        cover_task(
            parts, assemblies, documents, "cover_docx:all", template=template, publish="garde.docx"
        )
    ]
