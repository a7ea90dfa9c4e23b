"""The tasks of the documents of the product: assembly plan, quotation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.assembly.product_graph import AssemblyPlace, assembly_texts, item_inputs
from gmp_cad.build.documents.plan_documents_graph import templates_of
from gmp_cad.engine.task import Input, Task

BODIES = "gmp_cad.build.documents.product_documents_bodies"


def product_document_tasks(place: AssemblyPlace, documents: dict[str, Any]) -> Iterator[Task]:
    """Yield the documents of the product; a fixture has its own dossier."""
    if place.workpiece is not None:
        return
    key = place.key
    shared = {
        "subject": key, **assembly_texts(place, documents), "project": documents["project"],
        "lang": documents["lang"],
    }  # fmt: skip
    yield Task(
        id=f"assembly_plan:{key}", body=f"{BODIES}:assembly_plan", family="documents",
        params={**shared, "templates": templates_of(documents, "assemblage_page.typ.j2")},
        needs=(
            Input("positions", f"place:{key}", "positions"), *item_inputs(place),
            Input("plan", f"ensemble_plan:{key}", "plan"),
        ),
        publish={"pdf": f"{place.out}/gamme_assemblage.pdf"},
    )  # fmt: skip
    planned = {
        item.part: place.parts[item.name].key
        for item in place.spec.items
        if item.part is not None and place.parts[item.name].plan is not None
    }
    yield Task(
        id=f"quotation:{key}", body=f"{BODIES}:quotation", family="documents",
        params={
            **shared, "workshop": documents["workshop"],
            "templates": templates_of(documents, "devis_produit_page.typ.j2"),
        },
        needs=(Input("minutes", f"assembly_plan:{key}", "minutes"),),
        wants=tuple(
            Input(f"cost.{part}", f"quotation:{owner}", "cost") for part, owner in planned.items()
        ),
        publish={kind: f"{place.out}/devis.{kind}" for kind in ("pdf", "xlsx", "csv")},
    )  # fmt: skip
