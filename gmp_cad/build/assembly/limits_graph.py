"""The tasks of parts and assemblies at their limits, known when the nominal parts were observed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gmp_cad.build.assembly.mass_graph import weighing_tasks
from gmp_cad.build.assembly.product_graph import (
    AssemblyPlace,
    assembly_texts,
    bounds_inputs,
    export_task,
    observed,
    placing_tasks,
)
from gmp_cad.build.part.export_graph import export_tasks, step_metadata
from gmp_cad.build.part.part_place import KERNEL, PartPlace, part_texts
from gmp_cad.build.part.solid_graph import solid_tasks
from gmp_cad.engine.task import Input, Task
from gmp_cad.spec.project import ProjectFiles
from gmp_cad.spec.targets import Condition, Direction, at, targets

LIMITS = "gmp_cad.build.assembly.limit_bodies"
# The conditions at which the fits of an assembly are built in every build.
EXTREMES = (Condition.MMC, Condition.LMC)

Directions = Mapping[str, Mapping[str, Direction]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitPlaces:
    """Parts at a condition, by their key in the project; their own keys end in ``@mmc``."""

    condition: Condition
    parts: Mapping[str, PartPlace]

    def assembly(self, place: AssemblyPlace) -> AssemblyPlace:
        """Return an assembly of these parts."""
        return replace(
            place, key=f"{place.key}@{self.condition}", condition=self.condition,
            parts={name: self.parts[part.key] for name, part in place.parts.items()},
        )  # fmt: skip


def limit_places(
    parts: Mapping[str, PartPlace], condition: Condition, directions: Directions
) -> LimitPlaces:
    """Return those parts whose directions were observed, at a condition."""
    return LimitPlaces(
        condition=condition,
        parts={
            key: _place_at(place, condition, directions[key])
            for key, place in parts.items()
            if key in directions
        },
    )


def _place_at(
    place: PartPlace, condition: Condition, directions: Mapping[str, Direction]
) -> PartPlace:
    found = targets(place.spec.dimensions, condition, directions)
    return replace(place, key=f"{place.key}@{condition}", spec=at(place.spec, found), plan=None)


def buildable(place: AssemblyPlace, places: LimitPlaces) -> bool:
    """Tell whether all parts of an assembly could be observed."""
    return all(part.key in places.parts for part in place.parts.values())


def fit_tasks(
    project: ProjectFiles,
    place: AssemblyPlace,
    limits: Sequence[LimitPlaces],
    documents: dict[str, Any],
) -> Iterator[Task]:
    """Yield what proves the fits of an assembly on solids: its parts at each limit, put together."""
    pairs = sorted({_items(fit.hole, fit.shaft) for fit in place.spec.fits})
    needs = [*observed(place)]
    for places in limits:
        there = places.assembly(place)
        for part in _once(there):
            yield from solid_tasks(project, part)
        yield from placing_tasks(project, there, pairs)
        needs += _at_limit(there)
    yield Task(
        id=f"fits:{place.key}", body=f"{LIMITS}:fits_study", family="documents",
        params={
            "subject": place.key, **assembly_texts(place, documents), "lang": documents["lang"],
            "conditions": [places.condition for places in limits],
        },
        needs=tuple(needs), publish={"fits": f"{place.out}/fits.json"},
    )  # fmt: skip


def _once(place: AssemblyPlace) -> Iterator[PartPlace]:
    """Yield the places of an assembly's parts, each once though several items may share one."""
    yield from {part.key: part for part in place.parts.values()}.values()


def _items(hole: str, shaft: str) -> tuple[str, str]:
    first, second = sorted(line.partition(".")[0] for line in (hole, shaft))
    return first, second


def _at_limit(place: AssemblyPlace) -> Iterator[Input]:
    """Yield what was observed on an assembly at a condition, by names that begin with it."""
    prefix = f"{place.condition}."
    for found in observed(place):
        if not found.alias.startswith("mass."):
            yield replace(found, alias=prefix + found.alias)
    for name, part in place.parts.items():
        yield Input(f"{prefix}measurements.{name}", f"geometry:{part.key}", "measurements")


def part_limit_tasks(
    project: ProjectFiles, place: PartPlace, places: LimitPlaces, documents: dict[str, Any]
) -> Iterator[Task]:
    """Yield a part at a condition: its solid, its exports, the verdict on its dimensions."""
    there = places.parts[place.key]
    yield from solid_tasks(project, there)
    yield from export_tasks(there)
    yield _step(there, places.condition, documents)
    yield Task(
        id=f"study:{there.key}", body=f"{LIMITS}:part_limit_study", family="documents",
        params={
            **part_texts(place, documents), "condition": places.condition,
            "lang": documents["lang"],
        },
        needs=(
            Input("sides", f"sides:{place.key}", "sides"),
            Input("measurements", f"geometry:{there.key}", "measurements"),
            Input("mass", f"mass:{there.key}", "mass"),
        ),
        publish={"evidence": f"{place.out}/evidence.json"},
    )  # fmt: skip


def _step(place: PartPlace, condition: Condition, documents: dict[str, Any]) -> Task:
    """Return the task that writes the solid at its limits: its number says which, no PMI."""
    product = step_metadata(place.spec, documents)
    return Task(
        id=f"step:{place.key}", body=f"{KERNEL}:part_step",
        params={**product, "product_number": f"{place.spec.part.number}-{condition.upper()}"},
        needs=(Input("brep", f"model:{place.key}", "brep"),),
        publish={"step": f"{place.out}/{place.spec.name}.step"},
    )  # fmt: skip


def assembly_limit_tasks(
    project: ProjectFiles, place: AssemblyPlace, places: LimitPlaces, documents: dict[str, Any]
) -> Iterator[Task]:
    """Yield an assembly at a condition: placed, exported, its overlaps and fits judged."""
    there = places.assembly(place)
    yield from placing_tasks(project, there)
    texts = {"subject": place.key, **assembly_texts(place, documents)}
    yield from weighing_tasks(there.key, there.spec, there.parts, texts, place.out)
    yield export_task(there, documents)
    yield Task(
        id=f"study:{there.key}", body=f"{LIMITS}:assembly_limit_study", family="documents",
        params={
            "subject": place.key, **assembly_texts(place, documents), "lang": documents["lang"],
            "conditions": [places.condition],
        },
        needs=(*observed(there), *bounds_inputs(there), *_at_limit(there)),
        publish={
            "fits": f"{place.out}/fits.json", "evidence": f"{place.out}/evidence.json",
            "interference": f"{place.out}/interference.json",
            "interference_csv": f"{place.out}/interference.csv",
        },
    )  # fmt: skip
