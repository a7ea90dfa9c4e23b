"""The tasks that study the stock of a part: its views, those of the part in it, the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.documents.drawing_graph import APPROXIMATE, VIEWS_TIMEOUT_S
from gmp_cad.build.documents.plan_documents_graph import plan_texts, templates_of
from gmp_cad.build.part.part_place import KERNEL, PartPlace
from gmp_cad.engine.task import Input, Task
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.process import Stock

PAGE = "brut_page.typ.j2"
_ROUND = ("round", "tube")


def stock_tasks(place: PartPlace, documents: dict[str, Any]) -> Iterator[Task]:
    """Yield the study of the stock of a part, if it has a plan."""
    if place.plan is None:
        return
    key, views = place.key, {"views": stock_views(place.plan.stock)}
    solids = {"stock": (f"process:{key}", "brep-00"), "finished": (f"model:{key}", "brep")}
    for what, (task, output) in solids.items():
        yield Task(
            id=f"{what}_views:{key}", body=f"{KERNEL}:views", params=views,
            needs=(Input("brep", task, output),), fallback=APPROXIMATE, timeout_s=VIEWS_TIMEOUT_S,
        )  # fmt: skip
    yield Task(
        id=f"stock_study:{key}", body="gmp_cad.build.plan.stock_bodies:stock_study", family="documents",
        params={**plan_texts(place, documents), "templates": templates_of(documents, PAGE)},
        needs=(
            *(Input(n, f"process:{key}", n) for n in ("states", "removals")),
            Input("mass", f"mass:{key}", "mass"),
        ),
        wants=tuple(Input(f"views.{what}", f"{what}_views:{key}", "views") for what in solids),
        publish={"pdf": f"{place.out}/brut.pdf"},
    )  # fmt: skip


def stock_views(stock: Stock) -> list[dict[str, Any]]:
    """Return two views of a stock: a round lies along its axis, another stands as the part does."""
    axes = [AXES["+X"], AXES["+Y"], AXES["+Z"]]
    first = axes[0]
    if stock.form in _ROUND:
        first = AXES[f"+{stock.axis[1]}"]
    turn = axes.index(first)
    second, third = axes[(turn + 1) % 3], axes[(turn + 2) % 3]
    side = (second, third) if stock.form in _ROUND else (first, second)
    pairs = {"front": (first, third), "side": side}
    return [
        {"name": name, "right": right, "up": up, "hidden": False}
        for name, (right, up) in pairs.items()
    ]
