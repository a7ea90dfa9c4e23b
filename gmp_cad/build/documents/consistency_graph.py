"""The tasks that compare the documents of a part, and of the product, with each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.assembly.mass_graph import item_mass
from gmp_cad.build.assembly.product_graph import AssemblyPlace
from gmp_cad.build.documents.plan_documents_graph import DOCUMENTS
from gmp_cad.build.part.part_place import PartPlace, part_texts
from gmp_cad.engine.task import Input, Task

_BODIES = "gmp_cad.build.documents.consistency_bodies"
SHEET = "sheet.toml"
# The documents of a plan that stand in the dossier, by the kind of their task.
_EMBEDDED = (*DOCUMENTS, "stock_study", "inspection_plan")


def part_consistency_tasks(place: PartPlace, documents: dict[str, Any]) -> Iterator[Task]:
    """Yield the study of what the documents of a part say; what could not be made is not asked."""
    key = place.key
    plan = f"{place.folder}/process.toml"
    phases = [str(p.number) for p in place.plan.phases] if place.plan else []
    wants = [
        Input("svg", f"drawing:{key}", "svg"), Input("step", f"step:{key}", "step"),
        *(Input(f"embedded.{kind}", f"{kind}:{key}", "embedded") for kind in _EMBEDDED),
        *(Input(f"contract.{n}", f"contract:{key}:{n}", "context") for n in phases),
    ]  # fmt: skip
    yield Task(
        id=f"consistency:{key}", body=f"{_BODIES}:part_consistency", family="documents",
        params={
            **part_texts(place, documents), "plan_file": plan,
            "plan": documents["files"].get(plan) if place.plan else None,
            "sheet": documents["templates"][SHEET], "lang": documents["lang"],
        },
        needs=(Input("mass", f"mass:{key}", "mass"),), wants=tuple(wants),
    )  # fmt: skip


def product_consistency_tasks(place: AssemblyPlace, documents: dict[str, Any]) -> Iterator[Task]:
    """Yield the study of the parts list and of the drawings of an assembly."""
    key = place.key
    yield Task(
        id=f"consistency:{key}", body=f"{_BODIES}:product_consistency", family="documents",
        params={
            "subject": key, "number": place.number, "revision": place.revision,
            "parts": {
                item.name: part_texts(place.parts[item.name], documents)
                for item in place.spec.items if item.part is not None
            },
            "sheet": documents["templates"][SHEET], "lang": documents["lang"],
        },
        wants=(
            Input("rows", f"study:{key}", "rows"), Input("evidence", f"study:{key}", "evidence"),
            Input("svg", f"ensemble:{key}", "svg"), Input("svg2", f"ensemble:{key}", "svg2"),
            *(
                item_mass(key, item, place.parts)
                for item in place.spec.items if item.part is not None
            ),
        ),
    )  # fmt: skip
