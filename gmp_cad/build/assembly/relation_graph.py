"""The tasks that compare the parts of an assembly two by two.

Which pairs there are is known only when the parts are placed: :func:`compared` then puts a task
for each in the place of the one that waits for them. A pair is one task of its own, so that it is
kept by the contents of both solids and their relative placement, and costs no other when it hangs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gmp_cad.build.assembly.motion import Way
from gmp_cad.build.assembly.pairs import Query
from gmp_cad.build.assembly.relation_bodies import BOUNDS, RELATION
from gmp_cad.engine.cache.store import Store
from gmp_cad.engine.codec import decode
from gmp_cad.engine.graph import Result
from gmp_cad.engine.task import Input, Task

_KERNEL = "gmp_cad.build.assembly.relation_kernel_bodies"
_BODIES = "gmp_cad.build.assembly.relation_bodies"
PAIR_TIMEOUT_S = 60.0
_SOLID = "solid."  # and an item: a need of the task that waits for the pairs


def comparison_tasks(
    key: str,
    positions: Input,
    solids: Sequence[Input],
    near_mm: float,
    pairs: Sequence[Sequence[str]] | None = None,
) -> Iterator[Task]:
    """Yield the bounds of each solid, the pairs to compare, and what gathers their relations.

    ``solids``: by item; ``near_mm``: pairs whose boxes are farther apart are not compared;
    ``pairs``: the items to look at two by two, all without it.
    """
    yield from (_bounds(solid) for solid in solids)
    only = {} if pairs is None else {"pairs": [list(pair) for pair in pairs]}
    yield Task(
        id=f"neighbours:{key}", body=f"{_BODIES}:neighbours", family="documents",
        params={"near_mm": near_mm, **only},
        needs=(
            positions,
            *(bounds_input(solid) for solid in solids),
        ),
    )  # fmt: skip
    yield Task(
        id=f"overlaps:{key}", body=f"{_BODIES}:overlaps", family="documents",
        params={"near_mm": near_mm},
        needs=(
            positions, Input("queries", f"neighbours:{key}", "queries"),
            *(replace(solid, alias=f"{_SOLID}{solid.alias}") for solid in solids),
        ),
    )  # fmt: skip


def bounds_input(solid: Input) -> Input:
    """Return what bounds a solid, by the item that it is."""
    kind, _, rest = solid.task.partition(":")
    state = solid.output.removeprefix("brep")
    name = rest if kind in ("model", "standard") else f"{rest}:{kind}{state}"
    return Input(f"{BOUNDS}{solid.alias}", f"bounds:{name}", "bounds")


def _bounds(solid: Input) -> Task:
    return Task(
        id=bounds_input(solid).task, body=f"{_KERNEL}:bounds", params={},
        needs=(replace(solid, alias="brep"),),
    )  # fmt: skip


def compared(tasks: Iterable[Task], store: Store, results: Mapping[str, Result]) -> Iterator[Task]:
    """Yield the tasks, and before each that waits for pairs those that compare them."""
    for task in tasks:
        asked = _queries(task, store, results)
        if asked is None:
            yield task
            continue
        solids = {
            need.alias.removeprefix(_SOLID): need
            for need in task.needs
            if need.alias.startswith(_SOLID)
        }
        key = task.id.partition(":")[2]
        relations = {q.key: relation_task(key, q, solids, task.params) for q in asked}
        yield from relations.values()
        yield replace(
            task, needs=tuple(n for n in task.needs if not n.alias.startswith(_SOLID)),
            wants=tuple(
                Input(f"{RELATION}{name}", relation.id, "relation")
                for name, relation in relations.items()
            ),
        )  # fmt: skip


def _queries(task: Task, store: Store, results: Mapping[str, Result]) -> tuple[Query, ...] | None:
    found = next((need for need in task.needs if need.alias == "queries"), None)
    result = results.get(found.task) if found is not None else None
    if found is None or result is None or not result.ok:
        return None
    return decode(store.get(result.outcome.outputs[found.output]), tuple[Query, ...])


def relation_task(
    key: str, asked: Query, solids: Mapping[str, Input], params: Mapping[str, Any]
) -> Task:
    """Return the task that compares two solids of an assembly in one relative placement."""
    return Task(
        id=f"relation:{key}:{asked.key}", body=f"{_KERNEL}:relation",
        params={"matrix": asked.matrix, "near_mm": params["near_mm"]},
        needs=(replace(solids[asked.a], alias="a"), replace(solids[asked.b], alias="b")),
        timeout_s=PAIR_TIMEOUT_S, fallback={"mesh": True}, noted=False,
    )  # fmt: skip


def way_task(key: str, way: Way, solids: Mapping[str, Input], contact_mm: float) -> Task:
    """Return the task that looks whether a straight way of a solid past another is free."""
    asked = way.query
    return Task(
        id=f"way:{key}:{way.key}", body=f"{_KERNEL}:way",
        params={"matrix": asked.matrix, "travel": way.travel, "contact_mm": contact_mm},
        needs=(replace(solids[asked.a], alias="a"), replace(solids[asked.b], alias="b")),
        timeout_s=PAIR_TIMEOUT_S, noted=False,
    )  # fmt: skip
