"""The tasks that picture what a plan does wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.documents.drawing_graph import APPROXIMATE, VIEWS_TIMEOUT_S
from gmp_cad.build.part.part_place import PartPlace, part_texts
from gmp_cad.checks.process_proof import CLOSURE_MM3, GOUGE_MM3, PICTURE
from gmp_cad.drawing.view import BELOW, ISOMETRIC
from gmp_cad.engine.task import Input, Task
from gmp_cad.spec.process import ProcessPlan


def fault_tasks(place: PartPlace, plan: ProcessPlan, documents: dict[str, Any]) -> Iterator[Task]:
    """Yield the picture of the faults of a part's plan: a file only where there are any."""
    key = place.key
    last = str(plan.phases[-1].number) if plan.phases else "00"
    proofs = tuple(Input(name, f"process:{key}", name) for name in ("closure", "removals"))
    yield Task(
        id=f"fault_views:{key}", body="gmp_cad.build.plan.fault_kernel_bodies:views",
        params={
            "sides": [ISOMETRIC, BELOW], "closed_mm3": CLOSURE_MM3, "gouge_mm3": GOUGE_MM3,
        },
        needs=(
            Input("brep", f"model:{key}", "brep"), Input("last", f"process:{key}", f"brep-{last}"),
            *proofs,
        ),
        fallback=APPROXIMATE, timeout_s=VIEWS_TIMEOUT_S,
    )  # fmt: skip
    yield Task(
        id=f"fault_picture:{key}", body="gmp_cad.build.plan.fault_bodies:picture", family="documents",
        params={**part_texts(place, documents), "lang": documents["lang"]},
        needs=(
            *proofs, Input("views", f"fault_views:{key}", "views"),
            Input("geometry", f"geometry:{key}", "geometry"),
        ),
        publish={"svg": f"{place.out}/{PICTURE}"},
    )  # fmt: skip
