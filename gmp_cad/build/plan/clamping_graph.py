"""The tasks of the clamping of a phase: computed and judged apart from all solids and views."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.documents.plan_documents_graph import templates_of
from gmp_cad.build.part.part_place import PartPlace
from gmp_cad.engine.task import Input, Task
from gmp_cad.spec.process import Phase

BODIES = "gmp_cad.build.plan.clamping_bodies"


def clamping_tasks(
    place: PartPlace,
    phase: Phase,
    shared: dict[str, Any],
    documents: dict[str, Any],
) -> Iterator[Task]:
    """Yield the clamping of a phase that cuts, and its note."""
    if not phase.cuts:
        return
    subject = f"{place.key}:{phase.number}"
    evidence = tuple(Input(n, f"process:{place.key}", n) for n in ("states", "removals"))
    yield Task(
        id=f"clamping:{subject}", body=f"{BODIES}:clamping", family="documents", params=shared,
        needs=evidence,
    )  # fmt: skip
    if not phase.clamping:
        return
    yield Task(
        id=f"clamping_note:{subject}", body=f"{BODIES}:note", family="documents",
        params={**shared, "templates": templates_of(documents, "serrage_page.typ.j2")},
        needs=(*evidence, Input("study", f"clamping:{subject}", "study")),
        publish={"pdf": f"{place.out}/phases/serrage-{phase.number}.pdf"},
    )  # fmt: skip
