"""The tasks of the documents of a plan: list of phases, APEF, tools, route card, quotation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gmp_cad.build.part.part_place import PartPlace, part_texts
from gmp_cad.engine.task import Input, Task

BODIES = "gmp_cad.build.documents.plan_documents_bodies"
_SHARED = ("document.typ.j2", "gmp.typ", "plan_header.typ.j2")
# Kind of task → page template, file without its ending.
DOCUMENTS = {
    "gamme": ("gamme_page.typ.j2", "gamme"),
    "apef": ("apef_page.typ.j2", "apef"),
    "tool_sheet": ("outils_page.typ.j2", "fiche_outils"),
    "route_card": ("suiveuse_page.typ.j2", "fiche_suiveuse"),
    "quotation": ("devis_page.typ.j2", "devis"),
}
_PICTURED = ("gamme", "apef")
# What people compute on comes as a workbook and as a table too.
_COMPUTED, _SPREADSHEETS = ("tool_sheet", "quotation"), ("xlsx", "csv")


def templates_of(documents: Mapping[str, Any], page: str) -> dict[str, str]:
    """Return the templates that a document is made of: no other writes it again."""
    return {name: documents["templates"][name] for name in (page, *_SHARED)}


def plan_texts(place: PartPlace, documents: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the bodies read of a part with its plan, and of the project."""
    plan = f"{place.folder}/process.toml"
    return {
        **part_texts(place, documents), "plan_file": plan, "plan": documents["files"][plan],
        "project": documents["project"], "product": documents["product"],
        "workshop": documents["workshop"], "fixtures": documents["fixtures"],
        "lang": documents["lang"],
    }  # fmt: skip


def plan_document_tasks(place: PartPlace, documents: dict[str, Any]) -> Iterator[Task]:
    """Yield the documents of a part's plan, if it has one."""
    if place.plan is None:
        return
    key, shared = place.key, plan_texts(place, documents)
    solids = tuple(Input(n, f"process:{key}", n) for n in ("states", "removals"))
    views = tuple(
        Input(f"views.{phase.number}", f"phase_views:{key}:{phase.number}", "views")
        for phase in place.plan.phases
        if phase.cuts
    )
    yield Task(
        id=f"phase_pictures:{key}", body=f"{BODIES}:pictures", family="documents",
        params=shared, needs=(*solids, *views),
    )  # fmt: skip
    drawn = Input("pictures", f"phase_pictures:{key}", "pictures")
    for kind, (page, file) in DOCUMENTS.items():
        yield Task(
            id=f"{kind}:{key}", body=f"{BODIES}:{kind}", family="documents",
            params={**shared, "templates": templates_of(documents, page)},
            needs=(*solids, drawn) if kind in _PICTURED else solids,
            publish={
                ending: f"{place.out}/{file}.{ending}"
                for ending in ("pdf", *(_SPREADSHEETS if kind in _COMPUTED else ()))
            },
        )  # fmt: skip
