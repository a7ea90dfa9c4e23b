"""The task that simulates the machining of a part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gmp_cad.build.part.part_place import PartPlace, part_texts
from gmp_cad.engine.task import Input, Task
from gmp_cad.spec.process import Phase

# What the document is made of: another template that changes must not write it again.
TEMPLATES = ("simulation_page.typ.j2", "document.typ.j2", "gmp.typ", "plan_header.typ.j2")


def simulation_tasks(place: PartPlace, documents: dict[str, Any]) -> Iterator[Task]:
    """Yield the study of a part's manufactured dimensions, if it has a plan."""
    if place.plan is None:
        return
    plan = f"{place.folder}/process.toml"
    yield Task(
        id=f"simulation:{place.key}", body="gmp_cad.build.plan.simulation_bodies:simulation_study",
        family="documents",
        params={
            **part_texts(place, documents), "plan_file": plan, "plan": documents["files"][plan],
            "project": documents["project"], "workshop": documents["workshop"],
            "templates": {name: documents["templates"][name] for name in TEMPLATES},
            "lang": documents["lang"],
        },
        needs=(
            Input("geometry", f"geometry:{place.key}", "geometry"),
            Input("states", f"process:{place.key}", "states"),
        ),
        publish={"pdf": f"{place.out}/simulation.pdf"},
    )  # fmt: skip


def proposed_inputs(place: PartPlace, phase: Phase) -> tuple[Input, ...]:
    """Return what a phase without manufactured dimensions needs: those that the simulation proposes."""
    if phase.dimensions or not phase.cuts:
        return ()
    return (Input("proposed", f"simulation:{place.key}", "proposed"),)


def coverage_inputs(place: PartPlace) -> tuple[Input, ...]:
    """Return the proposed Cf for the coverage of the specification, where a phase gives none."""
    phases = place.plan.phases if place.plan is not None else ()
    return tuple(dict.fromkeys(i for phase in phases for i in proposed_inputs(place, phase)))
