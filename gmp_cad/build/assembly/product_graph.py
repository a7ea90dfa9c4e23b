"""The tasks of an assembly: the product, or a fixture around its workpiece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product as combinations
from typing import Any

from gmp_cad.build.assembly.mass_graph import item_mass, weighing_tasks
from gmp_cad.build.assembly.relation_graph import bounds_input, comparison_tasks
from gmp_cad.build.assembly.sweep_rounds import Moving, sweep_task
from gmp_cad.build.part.export_graph import step_metadata
from gmp_cad.build.part.part_place import KERNEL, STUDIES, PartPlace, part_texts
from gmp_cad.drawing.view import ISOMETRIC
from gmp_cad.engine.task import MODEL_TIMEOUT_S, Input, Task, Trace
from gmp_cad.evidence import WORKPIECE
from gmp_cad.spec.product import Assembly, Item, published_fits
from gmp_cad.spec.project import ProjectFiles
from gmp_cad.spec.targets import Condition, Direction, targets
from gmp_cad.spec.values import by_name, value_to_json, values_of
from gmp_cad.standards import standard_parts

# A pin's diameter is that of a shaft.
_SHAFT = Direction(side="shaft", known_by="specification")
_HOLE = Direction(side="hole", known_by="specification")
_PICTURE = {"name": "isometric", "right": ISOMETRIC[0], "up": ISOMETRIC[1], "hidden": False}
STEEL_COLOUR = (0.55, 0.57, 0.6)
WORKPIECE_COLOUR = (0.85, 0.75, 0.45)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyPlace:
    """An assembly of the project: its key, its folder, where its outputs go, what it is made of.

    ``parts`` maps item names to the places of their parts; ``workpiece`` is the output that holds
    the solid around which a fixture stands. ``condition``: at which of its limits all is built.
    """

    key: str
    folder: str
    file: str
    out: str
    number: str
    title: str
    revision: str
    spec: Assembly
    parts: Mapping[str, PartPlace]
    workpiece: Input | None = None
    condition: Condition = Condition.NOMINAL


def assembly_tasks(
    project: ProjectFiles, place: AssemblyPlace, documents: dict[str, Any]
) -> Iterator[Task]:
    """Yield every task of an assembly beyond those of its parts."""
    yield from placing_tasks(project, place)
    yield sweep_task(place.key, Input("positions", f"place:{place.key}", "positions"))
    texts = {"subject": place.key, **assembly_texts(place, documents)}
    yield from weighing_tasks(place.key, place.spec, place.parts, texts, place.out)
    yield export_task(place, documents)
    yield Task(
        id=f"product_views:{place.key}", body=f"{KERNEL}:product_views",
        params={"defaults": dict(place.spec.defaults()), "views": [_PICTURE]}, needs=placed(place),
    )  # fmt: skip
    yield _study(place, documents)


def placing_tasks(
    project: ProjectFiles, place: AssemblyPlace, pairs: Sequence[Sequence[str]] | None = None
) -> Iterator[Task]:
    """Yield the standard parts, the placements and the overlaps of an assembly.

    ``pairs``: the items to look at two by two, all without it.
    """
    for item in place.spec.items:
        if item.standard is not None:
            yield from _standard(place, item)
    yield _placing(project, place)
    positions = Input("positions", f"place:{place.key}", "positions")
    yield from comparison_tasks(place.key, positions, _solids(place), _near_mm(place), pairs)


def _near_mm(place: AssemblyPlace) -> float:
    """Return up to which distance pairs are measured: as far as any rule asks."""
    return max([place.spec.near_mm, *(rule.minimum for rule in place.spec.clearances)])


def moving(place: AssemblyPlace) -> Moving:
    """Return an assembly for those who look at its motions."""
    return Moving(
        key=place.key, spec=place.spec, solids={s.alias: s for s in _solids(place)},
        near_mm=_near_mm(place),
    )  # fmt: skip


def placed(place: AssemblyPlace) -> tuple[Input, ...]:
    """Return where the parts of an assembly stand, and their solids."""
    return (Input("positions", f"place:{place.key}", "positions"), *_solids(place))


def _solid(place: AssemblyPlace, item: Item) -> Input:
    if item.part is None:
        return Input(item.name, f"standard:{place.key}.{item.name}", "brep")
    return Input(item.name, f"model:{place.parts[item.name].key}", "brep")


def _solids(place: AssemblyPlace) -> tuple[Input, ...]:
    solids = tuple(_solid(place, item) for item in place.spec.items)
    return solids if place.workpiece is None else (*solids, place.workpiece)


def _standard(place: AssemblyPlace, item: Item) -> Iterator[Task]:
    key = f"{place.key}.{item.name}"
    params: dict[str, Any] = {"designation": item.standard}
    if place.condition is not Condition.NOMINAL and (fits := published_fits(item.standard or "")):
        sides = {name: _HOLE if name == "bore" else _SHAFT for name in fits}
        found = targets(fits, place.condition, sides)
        params["sizes"] = {name: target.value for name, target in found.items()}
    yield Task(id=f"standard:{key}", body=f"{KERNEL}:standard", params=params)


def positions(spec: Assembly) -> list[dict[str, float]]:
    """Return the positions to check: each parameter over its range, the others at default."""
    defaults = dict(spec.defaults())
    found = [defaults]
    for name, parameter in spec.parameters.items():
        found += [{**defaults, name: value} for value in parameter.positions()]
    corners = combinations(*((p.start, p.end) for p in spec.parameters.values()))
    if len(spec.parameters) > 1:
        found += [dict(zip(spec.parameters, values, strict=True)) for values in corners]
    unique = {tuple(sorted(p.items())): p for p in found}
    return [unique[key] for key in sorted(unique)]


def _placing(project: ProjectFiles, place: AssemblyPlace) -> Task:
    values = {
        f"{name}.{dimension}": value_to_json(value)
        for name, part in place.parts.items()
        for dimension, value in by_name(values_of(part.spec)).items()
    }
    return Task(
        id=f"place:{place.key}", body=f"{KERNEL}:place",
        params={"script": f"{place.folder}/assembly.py", "positions": positions(place.spec)},
        needs=_solids(place), trace=Trace(values=values, root=str(project.root)),
        timeout_s=MODEL_TIMEOUT_S,
    )  # fmt: skip


def export_task(place: AssemblyPlace, documents: dict[str, Any]) -> Task:
    """Return the task that writes the assembly as STEP and GLB."""
    header = documents["exchanged"]
    meta = {
        "product_name": place.title, "product_number": place.number, "title": place.title,
        "author": header["author"], "organisation": header["owner"], "date": header["date"],
        "revision": place.revision,
    }  # fmt: skip
    items = {item.name: _metadata(place, item, documents) for item in place.spec.items}
    if place.workpiece is not None:
        items[WORKPIECE] = {**meta, "product_name": WORKPIECE, "colour": WORKPIECE_COLOUR}
    target = f"{place.out}/{place.number}"
    return Task(
        id=f"product_export:{place.key}", body=f"{KERNEL}:product_export",
        params={"defaults": dict(place.spec.defaults()), "product": meta, "items": items},
        needs=placed(place), publish={"step": f"{target}.step", "glb": f"{target}.glb"},
    )  # fmt: skip


def _metadata(place: AssemblyPlace, item: Item, documents: dict[str, Any]) -> dict[str, Any]:
    if item.part is not None:
        return step_metadata(place.parts[item.name].spec, documents)
    fastener = standard_parts.parse_designation(item.standard or "")
    header = documents["exchanged"]
    return {
        "product_name": fastener.designation, "product_number": fastener.designation,
        "title": fastener.title_fr, "author": header["author"], "organisation": header["owner"],
        "date": header["date"], "colour": STEEL_COLOUR,
    }  # fmt: skip


def observed(place: AssemblyPlace) -> tuple[Input, ...]:
    """Return what the checks of an assembly look at: overlaps, faces and masses of its items."""
    return (Input("positions", f"overlaps:{place.key}", "positions"), *item_inputs(place))


def bounds_inputs(place: AssemblyPlace) -> tuple[Input, ...]:
    """Return what bounds the solids of an assembly, and whether they are sound."""
    return tuple(bounds_input(solid) for solid in _solids(place))


def item_inputs(place: AssemblyPlace) -> tuple[Input, ...]:
    """Return the faces of the items of an assembly, and their masses with their boxes."""
    found = []
    for item in place.spec.items:
        key = place.parts[item.name].key if item.part is not None else f"{place.key}.{item.name}"
        kind = "geometry" if item.part is not None else "standard"
        found.append(Input(f"geometry.{item.name}", f"{kind}:{key}", "geometry"))
        found.append(item_mass(place.key, item, place.parts))
    return tuple(found)


def assembly_texts(place: AssemblyPlace, documents: dict[str, Any]) -> dict[str, Any]:
    """Return the assembly's file and those of its parts as text."""
    return {
        "file_name": place.file, "file": documents["files"][place.file],
        "lang": documents["lang"],
        "parts": {name: part_texts(part, documents) for name, part in place.parts.items()},
    }  # fmt: skip


def _study(place: AssemblyPlace, documents: dict[str, Any]) -> Task:
    """Return the task that judges the assembly from what was observed on it."""
    return Task(
        id=f"study:{place.key}", body=f"{STUDIES}:assembly_study", family="documents",
        params={
            "subject": place.key, **assembly_texts(place, documents), "lang": documents["lang"],
        },
        needs=(
            *observed(place), *bounds_inputs(place),
            Input("sweeps", f"sweep:{place.key}", "sweeps"),
        ),
        publish={
            "bom": f"{place.out}/bom.csv", "evidence": f"{place.out}/evidence.json",
            "interference": f"{place.out}/interference.json",
            "interference_csv": f"{place.out}/interference.csv",
        },
    )  # fmt: skip
