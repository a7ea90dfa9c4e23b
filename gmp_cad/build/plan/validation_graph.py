"""The task that says whether a plan is final: it looks at every verdict on the plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.part.part_place import PartPlace, part_texts
from gmp_cad.engine.task import Input, Task

# Kinds of tasks that judge a plan as a whole, and a phase of it.
_OF_PLAN = ("proofs", "order", "simulation")
_OF_PHASE = ("phase_study",)
_OF_CUTTING_PHASE = ("clamping",)


def validation_tasks(place: PartPlace, documents: dict[str, Any]) -> Iterator[Task]:
    """Yield the verdict on the status of a part's plan, if it has one."""
    if place.plan is None:
        return
    plan = f"{place.folder}/process.toml"
    judges = list(_judges(place))
    yield Task(
        id=f"plan_status:{place.key}", body="gmp_cad.build.plan.validation_bodies:plan_status",
        family="documents",
        params={
            **part_texts(place, documents), "plan_file": plan, "plan": documents["files"][plan],
            "judges": judges,
        },
        wants=tuple(Input(f"findings|{judge}", judge, "findings") for judge in judges),
    )  # fmt: skip


def _judges(place: PartPlace) -> Iterator[str]:
    yield from (f"{kind}:{place.key}" for kind in _OF_PLAN)
    for phase in place.plan.phases if place.plan is not None else ():
        kinds = (*_OF_PHASE, *_OF_CUTTING_PHASE) if phase.cuts else _OF_PHASE
        yield from (f"{kind}:{place.key}:{phase.number}" for kind in kinds)


def status_input(place: PartPlace) -> tuple[Input, ...]:
    """Return what a contract waits for before it calls itself final; a provisional one waits not."""
    if place.plan is None or place.plan.status != "définitif":
        return ()
    return (Input("validated", f"plan_status:{place.key}", "validated"),)
