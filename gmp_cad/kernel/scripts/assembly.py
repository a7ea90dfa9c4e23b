"""Running ``assembly.py``: where each part of a product stands, at each value of its parameters."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cadquery as cq

from gmp_cad.errors import ModelError, Where, suggestion
from gmp_cad.evidence import WORKPIECE, AssemblyPosition, Placement, Residual
from gmp_cad.evidence.reads import Reads
from gmp_cad.kernel.placement import Matrix, location, matrix_of
from gmp_cad.kernel.scripts.constraints import Record, moved_by_solver, recorded, residuals
from gmp_cad.kernel.scripts.run import Script, load_script
from gmp_cad.language import Message
from gmp_cad.spec.values import Values, reads_of, value_from_json

_RIGID = 1e-9  # of a scale factor from 1
_WORST = 20  # constraints that the evidence names
_NO_NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # CadQuery's random ids


def place(
    path: Path,
    root: Path,
    shapes: Mapping[str, cq.Shape],
    values: Mapping[str, Any],
    positions: Sequence[Mapping[str, float]],
) -> tuple[tuple[AssemblyPosition, ...], Reads]:
    """Run ``build(parts, d)`` at each position; return the placements, and what was read.

    ``shapes`` maps item names to solids; ``values`` maps ``item.dimension`` to its JSON form (see
    :func:`~gmp_cad.spec.values.value_to_json`), which the script reads as ``d.item.dimension``.
    A script that takes a third argument receives the workpiece (a fixture's assembly). A placement
    that is none (no number, a mirror, a scale, a name taken) is refused and the others are kept.
    Raises ModelError when the script fails, places something that is no item, or nothing at all.
    """
    parts = {name: cq.Workplane(obj=shape) for name, shape in shapes.items()}
    workpiece = parts.pop(WORKPIECE, None)
    items = _items(values, parts)
    with load_script(path, root) as script, recorded() as record:
        found = []
        for parameters in positions:
            d = Values({**items, **parameters})
            arguments = (parts, d) if workpiece is None else (parts, d, workpiece)
            assembled = script.call("build", *arguments)
            found.append(_position(dict(parameters), assembled, shapes, script, record))
    read = tuple(f"{item}.{name}" for item, own in items.items() for name in reads_of(own))
    return tuple(found), script.record.reads(read)


def _items(values: Mapping[str, Any], parts: Mapping[str, cq.Workplane]) -> dict[str, Values]:
    """Return the dimensions of each item as its own namespace."""
    grouped: dict[str, dict[str, Any]] = {name: {} for name in sorted(parts)}
    for path, value in values.items():
        item, _, name = path.partition(".")
        grouped.setdefault(item, {})[name] = value_from_json(value)
    return {item: Values(dimensions) for item, dimensions in grouped.items()}


def _position(
    parameters: dict[str, float],
    assembled: object,
    shapes: Mapping[str, cq.Shape],
    script: Script,
    record: Record,
) -> AssemblyPosition:
    """Return where the leaves of an assembly stand, and how well its constraints are kept."""
    where = Where(script.file)
    if not isinstance(assembled, cq.Assembly):
        kind = type(assembled).__name__
        raise ModelError(
            Message("build(parts, d) must return a cq.Assembly, it returned {kind}", kind=kind),
            where=where,
        )
    tree = _Tree(record)
    tree.enter(assembled, cq.Location(), None)
    placements, refused = _placed(tree, shapes, where)
    if refused and not placements:
        raise ModelError(refused[0][1], Message("no part of the assembly could be placed"), where)
    if WORKPIECE in shapes and WORKPIECE not in {p.item for p in placements} | {
        name.split(".")[0] for name, _ in refused
    }:
        # A fixture is drawn around its workpiece, in the frame of the part.
        placements.append(
            Placement(name=WORKPIECE, item=WORKPIECE, matrix=matrix_of(cq.Location()))
        )
    missed = sorted(_residuals(tree), key=lambda r: (-r.miss_mm, r.parts, r.number))
    return AssemblyPosition(
        parameters=parameters, placements=tuple(sorted(placements, key=lambda p: p.name)),
        residual_mm=missed[0].miss_mm if missed else 0.0, constraints=len(missed),
        residuals=tuple(missed[:_WORST]), refused=tuple(refused),
    )  # fmt: skip


# --- the tree


@dataclass(slots=True)
class _Tree:
    """The nodes of an assembly in order: where each stands in the product, or why it cannot."""

    record: Record
    nodes: list[cq.Assembly] = field(default_factory=list)
    frames: dict[cq.Assembly, cq.Location] = field(default_factory=dict)
    faults: dict[cq.Assembly, Message] = field(default_factory=dict)
    solved: set[cq.Assembly] = field(default_factory=set)

    def enter(self, node: cq.Assembly, parent: cq.Location, fault: Message | None) -> None:
        """Add a node and all below it; ``fault``: of what it stands in."""
        self.nodes.append(node)
        self.solved |= moved_by_solver(node, self.record.of(node))
        fault = fault or _fault(node.loc, _label(node))
        frame = parent
        if fault is None:
            frame = parent * location(matrix_of(node.loc, solved=node in self.solved))
            self.frames[node] = frame
        else:
            self.faults[node] = fault
        for child in node.children:
            self.enter(child, frame, fault)


def _fault(loc: cq.Location, name: str) -> Message | None:
    """Return why a location places nothing: no numbers, a mirror, a scale; None of a rigid one."""
    t = loc.wrapped.Transformation()
    values = [t.Value(i, k) for i in (1, 2, 3) for k in (1, 2, 3, 4)]
    if not all(math.isfinite(value) for value in values):
        return Message("the placement of {name} holds NaN or infinity", name=name)
    if t.IsNegative():
        return Message("the placement of {name} mirrors: a part can only be moved and turned",
                       name=name)  # fmt: skip
    if abs(t.ScaleFactor() - 1) > _RIGID:
        return Message("the placement of {name} scales by {scale}: a part keeps its size",
                       name=name, scale=round(t.ScaleFactor(), 6))  # fmt: skip
    return None


def _label(node: cq.Assembly) -> str:
    """Return the name of a node; one without, by the first leaf below it."""
    if not _NO_NAME.fullmatch(node.name):
        return str(node.name)
    below = next((_label(child) for child in node.children), "")
    return f"({below}…)" if below and not below.startswith("(") else below or "—"


def _residuals(tree: _Tree) -> Iterator[Residual]:
    for node in tree.nodes:
        stated = tree.record.of(node)
        if stated is not None:
            yield from residuals(node, stated, tree.frames, _label)


# --- the leaves


def _placed(
    tree: _Tree, shapes: Mapping[str, cq.Shape], where: Where
) -> tuple[list[Placement], list[tuple[str, Message]]]:
    """Return the placements of the leaves, and those refused with the reason."""
    placements: dict[str, Placement] = {}
    refused = []
    for node in (n for n in tree.nodes if n.obj is not None):
        name = node.name.split("/")[-1]
        item = _item(name, shapes, where)
        matrix = _matrix(tree, node, name, shapes[item], where)
        if name in placements:
            matrix = Message("two parts are called {name}: the second one is left out", name=name)
        if isinstance(matrix, Message):
            refused.append((name, matrix))
        else:
            placements[name] = Placement(name=name, item=item, matrix=matrix)
    return list(placements.values()), refused


def _item(name: str, shapes: Mapping[str, cq.Shape], where: Where) -> str:
    item = name.split(".", maxsplit=1)[0]
    if item not in shapes:
        message = Message("the assembly places {name!r}, which is no item", name=name)
        hint = suggestion(item, shapes) or Message("name a child after its item: NAME or NAME.2")
        raise ModelError(message, hint, where)
    return item


def _matrix(
    tree: _Tree, node: cq.Assembly, name: str, item: cq.Shape, where: Where
) -> Matrix | Message:
    """Return where a leaf stands in the product, or why it stands nowhere."""
    held = [shape for shape in node.shapes if shape.Vertices()]
    if not held:
        return Message("{name} holds no shape", name=name)
    if len(held) > 1:
        return Message("{name} holds {count} shapes: each part is a child of its own",
                       name=name, count=len(held))  # fmt: skip
    if node in tree.faults:
        return tree.faults[node]
    own = _own(held[0], item, name, where)
    return _fault(own, name) or matrix_of(tree.frames[node] * own)


def _own(shape: cq.Shape, item: cq.Shape, name: str, where: Where) -> cq.Location:
    """Return how the placed shape itself was moved: it must be the item's solid, unchanged."""
    if not shape.wrapped.IsPartner(item.wrapped):
        raise ModelError(
            Message("{name!r} is a changed copy of its part, not the part itself", name=name),
            Message("place parts[…] with loc=, and change shapes in the part's own model"),
            where,
        )
    return shape.location() * item.location().inverse
