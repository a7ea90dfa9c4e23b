"""The tasks that weigh the items of an assembly, and the whole of it at its positions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gmp_cad.build.part.part_place import KERNEL, PartPlace
from gmp_cad.engine.task import Input, Task
from gmp_cad.spec.product import Assembly, Item
from gmp_cad.standards import standard_parts

_BODIES = "gmp_cad.build.assembly.mass_bodies"


def item_mass(key: str, item: Item, parts: Mapping[str, PartPlace]) -> Input:
    """Return where the mass of one piece of an item is found; ``key`` is that of its assembly."""
    task = _weighing(key, item, parts) if item.mass_kg is None else f"given_mass:{key}.{item.name}"
    return Input(f"mass.{item.name}", task, "mass")


def _weighing(key: str, item: Item, parts: Mapping[str, PartPlace]) -> str:
    owner = f"{key}.{item.name}" if item.part is None else parts[item.name].key
    return f"mass:{owner}"


def weighing_tasks(
    key: str, spec: Assembly, parts: Mapping[str, PartPlace], texts: Mapping[str, Any], out: str
) -> Iterator[Task]:
    """Yield the weighing of an assembly: what its parts do not weigh themselves, then the whole.

    ``texts``: subject, files and language; ``out``: the folder of its outputs.
    """
    for item in spec.items:
        yield from _item_tasks(key, item, parts)
    yield Task(
        id=f"masses:{key}", body=f"{_BODIES}:assembly_masses", family="documents", params=dict(texts),
        needs=(
            Input("positions", f"place:{key}", "positions"),
            *(item_mass(key, item, parts) for item in spec.items),
        ),
        publish={"json": f"{out}/mass.json", "csv": f"{out}/mass.csv"},
    )  # fmt: skip


def _item_tasks(key: str, item: Item, parts: Mapping[str, PartPlace]) -> Iterator[Task]:
    """Yield the weighing of a standard part in its material, and of what has a mass given."""
    if item.standard is not None:
        bought = standard_parts.material_of(standard_parts.parse_designation(item.standard))
        yield Task(
            id=f"mass:{key}.{item.name}", body=f"{KERNEL}:mass",
            params={"density_kg_m3": bought.material.density_kg_m3},
            needs=(Input("brep", f"standard:{key}.{item.name}", "brep"),),
        )  # fmt: skip
    if item.mass_kg is not None:
        yield Task(
            id=f"given_mass:{key}.{item.name}", body=f"{_BODIES}:given_mass", family="documents",
            params={"mass_kg": item.mass_kg},
            needs=(Input("mass", _weighing(key, item, parts), "mass"),),
        )  # fmt: skip
