"""The task that orders the operations of a part's plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.part.part_place import PartPlace, part_texts
from gmp_cad.engine.task import Input, Task

# What the document is made of: another template that changes must not write it again.
TEMPLATES = ("anteriorites_page.typ.j2", "document.typ.j2", "gmp.typ", "plan_header.typ.j2")


def precedence_tasks(place: PartPlace, documents: dict[str, Any]) -> Iterator[Task]:
    """Yield the study of the order of a part's operations, if it has a plan."""
    if place.plan is None:
        return
    plan = f"{place.folder}/process.toml"
    yield Task(
        id=f"order:{place.key}", body="gmp_cad.build.plan.precedence_bodies:order_study",
        family="documents",
        params={
            **part_texts(place, documents), "plan_file": plan, "plan": documents["files"][plan],
            "project": documents["project"], "workshop": documents["workshop"],
            "templates": {name: documents["templates"][name] for name in TEMPLATES},
            "lang": documents["lang"],
        },
        needs=(Input("geometry", f"geometry:{place.key}", "geometry"),),
        publish={"pdf": f"{place.out}/anteriorites.pdf"},
    )  # fmt: skip
