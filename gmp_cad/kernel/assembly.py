"""Running ``assembly.py``: where each part of a product stands, at each value of its parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import cadquery as cq

from gmp_cad.errors import ModelError, Where, suggestion
from gmp_cad.evidence import WORKPIECE, AssemblyPosition, Placement
from gmp_cad.kernel.placement import matrix_of
from gmp_cad.kernel.run import Script, load_script
from gmp_cad.language import Message
from gmp_cad.spec.values import Values, value_from_json


def place(
    path: Path,
    root: Path,
    shapes: Mapping[str, cq.Shape],
    values: Mapping[str, Any],
    positions: Sequence[Mapping[str, float]],
) -> tuple[tuple[AssemblyPosition, ...], dict[str, list[str]]]:
    """Run ``build(parts, d)`` at each position; return the placements, and what was read.

    ``shapes`` maps item names to solids; ``values`` maps ``item.dimension`` to its JSON form (see
    :func:`~gmp_cad.spec.values.value_to_json`), which the script reads as ``d.item.dimension``.
    A script that takes a third argument receives the workpiece (a fixture's assembly). Raises
    ModelError when the script fails, or places something that is no item.
    """
    parts = {name: cq.Workplane(obj=shape) for name, shape in shapes.items()}
    workpiece = parts.pop(WORKPIECE, None)
    items = _items(values, parts)
    with load_script(path, root) as script:
        found = []
        for parameters in positions:
            d = Values({**items, **parameters})
            arguments = (parts, d) if workpiece is None else (parts, d, workpiece)
            assembled = script.call("build", *arguments)
            placements = _placements(assembled, shapes, script)
            found.append(AssemblyPosition(parameters=dict(parameters), placements=placements))
    read = [f"{item}.{name}" for item, own in items.items() for name in own.names_read]
    reads = {"values": read, "files": list(script.files), "packages": list(script.packages)}
    return tuple(found), reads


def _items(values: Mapping[str, Any], parts: Mapping[str, cq.Workplane]) -> dict[str, Values]:
    """Return the dimensions of each item as its own namespace."""
    grouped: dict[str, dict[str, Any]] = {name: {} for name in sorted(parts)}
    for path, value in values.items():
        item, _, name = path.partition(".")
        grouped.setdefault(item, {})[name] = value_from_json(value)
    return {item: Values(dimensions) for item, dimensions in grouped.items()}


def _placements(
    assembled: object, shapes: Mapping[str, cq.Shape], script: Script
) -> tuple[Placement, ...]:
    where = Where(script.file)
    if not isinstance(assembled, cq.Assembly):
        kind = type(assembled).__name__
        raise ModelError(
            Message("build(parts, d) must return a cq.Assembly, it returned {kind}", kind=kind),
            where=where,
        )
    placed = []
    for name, shape, loc in _leaves(assembled, cq.Location()):
        item = name.split(".")[0]
        if item not in shapes:
            message = Message("the assembly places {name!r}, which is no item", name=name)
            hint = suggestion(item, shapes) or Message(
                "name a child after its item: NAME or NAME.2"
            )
            raise ModelError(message, hint, where)
        placed.append(
            Placement(
                name=name, item=item, matrix=matrix_of(loc * _own(shape, shapes[item], name, where))
            )
        )
    if WORKPIECE in shapes and all(p.item != WORKPIECE for p in placed):
        # A fixture is drawn around its workpiece, in the frame of the part.
        placed.append(Placement(name=WORKPIECE, item=WORKPIECE, matrix=matrix_of(cq.Location())))
    return tuple(sorted(placed, key=lambda p: p.name))


def _leaves(node: cq.Assembly, parent: cq.Location) -> Iterator[tuple[str, cq.Shape, cq.Location]]:
    """Yield (name, shape, location) of every child that carries a shape."""
    loc = parent * node.loc
    if node.obj is not None:
        shape = node.obj.val() if isinstance(node.obj, cq.Workplane) else node.obj
        yield node.name.split("/")[-1], shape, loc
    for child in node.children:
        yield from _leaves(child, loc)


def _own(shape: cq.Shape, item: cq.Shape, name: str, where: Where) -> cq.Location:
    """Return how the placed shape itself was moved: it must be the item's solid, unchanged."""
    if not shape.wrapped.IsPartner(item.wrapped):
        raise ModelError(
            Message("{name!r} is a changed copy of its part, not the part itself", name=name),
            Message("place parts[…] with loc=, and change shapes in the part's own model"),
            where,
        )
    return shape.location() * item.location().inverse
