"""The tasks of an assembly's drawing: its plan, what the kernel projects and cuts, the sheets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.assembly.product_graph import AssemblyPlace, assembly_texts, item_inputs, placed
from gmp_cad.build.documents.drawing_graph import APPROXIMATE, TEMPLATES
from gmp_cad.build.part.part_place import KERNEL
from gmp_cad.engine.task import Input, Task
from gmp_cad.evidence import WORKPIECE

BODIES = "gmp_cad.build.documents.ensemble_bodies"
_REQUEST = "drawing.request"
_VIEWS_TIMEOUT_S = 240.0


def ensemble_tasks(place: AssemblyPlace, documents: dict[str, Any]) -> Iterator[Task]:
    """Yield the tasks that draw an assembly."""
    key = place.key
    seen = (Input("positions", f"place:{key}", "positions"), *item_inputs(place))
    params = {"subject": key, **assembly_texts(place, documents)}
    yield Task(
        id=f"ensemble_plan:{key}", body=f"{BODIES}:ensemble_plan", family="documents",
        params=params, needs=seen,
    )  # fmt: skip
    yield from _projecting(place)
    needs = [
        *seen, Input("plan", f"ensemble_plan:{key}", "plan"),
        Input("views", f"ensemble_views:{key}", "views"),
        Input("cuts", f"ensemble_cuts:{key}", "cuts"),
    ]  # fmt: skip
    if place.workpiece is not None:
        needs.append(Input("held", f"ensemble_held:{key}", "views"))
    yield Task(
        id=f"ensemble:{key}", body=f"{BODIES}:ensemble", family="documents",
        params={
            **params, "project": documents["project"], "choices": documents["drawing"],
            "lang": documents["lang"],
            "templates": {name: documents["templates"][name] for name in TEMPLATES},
        },
        needs=tuple(needs),
        publish={
            "pdf": f"{place.out}/drawing.pdf",
            **{f"{kind}{n}": f"{place.out}/drawing{'-' * bool(n)}{n}.{kind}"
               for kind in ("svg", "dxf") for n in ("", "2")},
        },
    )  # fmt: skip


def _projecting(place: AssemblyPlace) -> Iterator[Task]:
    """Yield the tasks of the kernel; the workpiece of a fixture is seen apart, it hides nothing."""
    key = place.key
    items = [item.name for item in place.spec.items]
    kinds = [("views", "product_views", items), ("cuts", "product_cuts", items)]
    if place.workpiece is not None:
        kinds.append(("held", "product_views", [WORKPIECE]))
    for kind, body, shown in kinds:
        solids = [need for need in placed(place) if need.alias in ("positions", *shown)]
        yield Task(
            id=f"ensemble_{kind}:{key}", body=f"{KERNEL}:{body}",
            params={"defaults": dict(place.spec.defaults()), "items": shown},
            needs=(*solids, Input(_REQUEST, f"ensemble_plan:{key}", kind)),
            fallback=APPROXIMATE, timeout_s=_VIEWS_TIMEOUT_S,
        )  # fmt: skip
