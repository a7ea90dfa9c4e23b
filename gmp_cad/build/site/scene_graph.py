"""The tasks of the page's viewer: triangles of every solid, what its faces carry, the scenes.

A tolerance that changes writes the tables and the scenes anew, not the triangles. Without the
package that holds the viewer (``ocp-viewer``) there is nothing to show them with: no tasks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from typing import Any

from gmp_cad.build.assembly.product_graph import AssemblyPlace, item_inputs
from gmp_cad.build.part.export_graph import part_colour
from gmp_cad.build.part.part_place import PartPlace, part_texts
from gmp_cad.documents.site.scene_slot import VIEWER, mesh_file, scene_file
from gmp_cad.engine.task import Input, Task
from gmp_cad.evidence import WORKPIECE
from gmp_cad.spec.product import Item
from gmp_cad.spec.project import FixtureProject
from gmp_cad.standards import standard_parts

_KERNEL = "gmp_cad.build.site.scene_kernel_bodies"
_BODIES = "gmp_cad.build.site.scene_bodies"
_STOCK = "00"
_STEEL_COLOUR = (0.55, 0.57, 0.6)
_WORKPIECE_COLOUR = (0.85, 0.75, 0.45)


def viewer_version() -> str | None:
    """Return the version of the package that holds the viewer; None where it is not installed."""
    try:
        return metadata.version("ocp-viewer")
    except metadata.PackageNotFoundError:
        return None


def viewer_tasks(documents: Mapping[str, Any]) -> Iterator[Task]:
    """Yield the task that writes the viewer, once for all pages."""
    version = viewer_version()
    if version is not None:
        yield Task(
            id="viewer:all", body=f"{_BODIES}:viewer", family="documents",
            params={"lang": documents["lang"], "version": version}, publish={"js": VIEWER},
        )  # fmt: skip


def part_scene_tasks(
    place: PartPlace, documents: Mapping[str, Any], fixtures: Mapping[str, FixtureProject]
) -> Iterator[Task]:
    """Yield the triangles and the tables of a part, and its scene with the states of its plan.

    ``fixtures``: those of the project; the scene leads to those that hold the part.
    """
    if viewer_version() is None:
        return
    key = place.key
    yield _mesh(key, Input("brep", f"model:{key}", "brep"))
    plan = f"{place.folder}/process.toml"
    texts: dict[str, Any] = {**part_texts(place, documents), "lang": documents["lang"]}
    if place.plan is not None:
        texts |= {"plan_file": plan, "plan": documents["files"][plan]}
    yield Task(
        id=f"scene_table:{key}", body=f"{_BODIES}:table", family="documents", params=texts,
        needs=(
            Input("geometry", f"geometry:{key}", "geometry"),
            Input("measurements", f"geometry:{key}", "measurements"),
        ),
        wants=(Input("findings", f"study:{key}", "findings"),),
    )  # fmt: skip
    phases = [_STOCK, *(str(p.number) for p in place.plan.phases)] if place.plan else []
    if phases:
        yield Task(
            id=f"scene_states:{key}", body=f"{_BODIES}:states", family="documents", params=texts,
            needs=(Input("states", f"process:{key}", "states"),),
        )  # fmt: skip
    for phase in phases:
        yield _mesh(f"{key}:{phase}", Input("brep", f"process:{key}", f"brep-{phase}"))
    if "." not in key:
        holding = sorted(
            (name, str(f.spec.fixture.phase))
            for name, f in fixtures.items()
            if f.spec.fixture.workpiece == key
        )
        yield _part_scene(place, phases, documents, holding)


def _part_scene(
    place: PartPlace,
    phases: list[str],
    documents: Mapping[str, Any],
    fixtures: list[tuple[str, str]],
) -> Task:
    key = place.key
    identity = place.spec.part
    meshes = [Input(f"mesh-{p}", f"scene_mesh:{key}:{p}", "js") for p in phases]
    tables = [Input("states", f"scene_states:{key}", "tables")] if phases else []
    return Task(
        id=f"scene:{key}", body=f"{_BODIES}:part", family="documents",
        params={
            "part": key, "title": f"{identity.number} {identity.title}", "phases": phases,
            "titles": {str(p.number): p.title for p in place.plan.phases} if place.plan else {},
            "colour": part_colour(place.spec), "material": identity.material_name,
            "fixtures": fixtures, "lang": documents["lang"],
        },
        needs=(
            Input("mesh", f"scene_mesh:{key}", "js"), Input("table", f"scene_table:{key}", "table"),
        ),
        wants=(*meshes, *tables, Input("mass", f"mass:{key}", "mass")),
        publish={"js": scene_file(key)},
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedSolid:
    """The common solid of two parts that interfere, in ``frame`` (4×4, product's frame).

    None where meshes gave the verdict: then its box (mm, product's frame) is shown for it.
    """

    solid: Input | None
    frame: Sequence[Sequence[float]]
    box_mm: Sequence[float]


def assembly_scene_tasks(place: AssemblyPlace, _documents: Mapping[str, Any]) -> Iterator[Task]:
    """Yield the triangles of standard parts, and which pairs of an assembly interfere."""
    if viewer_version() is None:
        return
    key = place.key
    for item in place.spec.items:
        if item.standard is not None:
            brep = Input("brep", f"standard:{key}.{item.name}", "brep")
            yield _mesh(f"{key}.{item.name}", brep)
    yield Task(
        id=f"scene_clashes:{key}", body=f"{_BODIES}:clashes", family="documents", params={},
        needs=(Input("interference", f"study:{key}", "interference"),),
    )  # fmt: skip


def clashing_scene_tasks(
    place: AssemblyPlace, documents: Mapping[str, Any], shared: Sequence[SharedSolid]
) -> Iterator[Task]:
    """Yield the triangles of common solids, in the order of the clashes, and the assembly's scene."""
    if viewer_version() is None:
        return
    key = place.key
    solids = [
        replace(common.solid, alias=f"common.{rank}")
        for rank, common in enumerate(shared) if common.solid is not None
    ]  # fmt: skip
    yield Task(
        id=f"scene_overlaps:{key}", body=f"{_KERNEL}:clashes",
        params={
            "key": _overlaps_key(key),
            "shared": [{"frame": c.frame, "box_mm": c.box_mm} for c in shared],
        },
        needs=tuple(solids), publish={"js": mesh_file(_overlaps_key(key))},
    )  # fmt: skip
    yield _assembly_scene(place, documents, Input("clashes", f"scene_clashes:{key}", "clashes"))


def _assembly_scene(place: AssemblyPlace, documents: Mapping[str, Any], clashes: Input) -> Task:
    key = place.key
    lang = documents["lang"]
    items = {item.name: _item(place, item, lang) for item in place.spec.items}
    tables = [
        Input(f"table.{item.name}", f"scene_table:{place.parts[item.name].key}", "table")
        for item in place.spec.items
        if item.part is not None
    ]
    if place.workpiece is not None:
        items[WORKPIECE] = _workpiece(place.workpiece)
        kind, _, part = place.workpiece.task.partition(":")
        source = ("scene_states", "tables") if kind == "process" else ("scene_table", "table")
        tables.append(Input(f"table.{WORKPIECE}", f"{source[0]}:{part}", source[1]))
    meshes = [Input(f"mesh.{name}", item["task"], "js") for name, item in items.items()]
    return Task(
        id=f"scene:{key}", body=f"{_BODIES}:assembly", family="documents",
        params={
            "key": key, "title": f"{place.number} {place.title}", "items": items,
            "defaults": dict(place.spec.defaults()), "overlaps": _overlaps_key(key),
            "lang": lang,
        },
        needs=(Input("positions", f"place:{key}", "positions"),),
        wants=(
            *meshes, *tables, *item_inputs(place), clashes,
            Input("overlaps", f"scene_overlaps:{key}", "js"),
            Input("plan", f"ensemble_plan:{key}", "plan"),
        ),
        publish={"js": scene_file(key)},
    )  # fmt: skip


def _mesh(subject: str, brep: Input) -> Task:
    key = subject.replace(":", ".")
    return Task(
        id=f"scene_mesh:{subject}", body=f"{_KERNEL}:solid", params={"key": key}, needs=(brep,),
        publish={"js": mesh_file(key)},
    )  # fmt: skip


def _item(place: AssemblyPlace, item: Item, lang: str) -> dict[str, Any]:
    """Return what the scene says of an item, the key of its mesh, and the task that writes it."""
    if item.part is not None:
        part = place.parts[item.name]
        identity = part.spec.part
        return {
            "title": identity.title, "number": identity.number, "ref": item.ref, "mesh": part.key,
            "task": f"scene_mesh:{part.key}", "colour": part_colour(part.spec),
            "material": identity.material_name,
        }  # fmt: skip
    key = f"{place.key}.{item.name}"
    bought = standard_parts.parse_designation(item.standard or "")
    return {
        "title": bought.title(lang), "number": bought.designation,
        "ref": item.ref, "mesh": key, "task": f"scene_mesh:{key}", "colour": _STEEL_COLOUR,
        "material": bought.material(lang),
    }  # fmt: skip


def _workpiece(brep: Input) -> dict[str, Any]:
    """Return the workpiece that enters the phase: finished part, or its state after a phase."""
    kind, _, part = brep.task.partition(":")
    state = brep.output.removeprefix("brep-") if kind == "process" else ""
    return {
        "title": "", "number": part, "ref": 0, "colour": _WORKPIECE_COLOUR, "material": "",
        "mesh": f"{part}.{state}" if state else part, "state": state,
        "task": f"scene_mesh:{part}:{state}" if state else f"scene_mesh:{part}",
    }  # fmt: skip


def _overlaps_key(key: str) -> str:
    return f"{key}.overlaps"
