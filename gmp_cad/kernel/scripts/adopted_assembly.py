"""Assemblies whose scripts stand elsewhere: each leaf a part of the product, placed as they place it.

The model of such a part gives one leaf of the assembly, ``leaf(assembled("../../door.py"), "top")``;
the product's ``assembly.py`` puts the built parts in the place of all leaves. A leaf is called by
its path in the assembly: ``left_arm/hand``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import cadquery as cq
from OCP.gp import gp_Trsf

from gmp_cad.errors import ModelError, suggestion
from gmp_cad.evidence.loose import LooseAssembly
from gmp_cad.kernel.exchange.leaves import Leaf, gather, solid_of
from gmp_cad.kernel.fingerprints.same_solid import one_of_each
from gmp_cad.kernel.placement import location, matrix_of
from gmp_cad.kernel.scripts.assembly_choice import placed_nodes
from gmp_cad.language import Message

Named = Mapping[str, Sequence[str]]  # by part: the paths of the leaves where it stands
_RIGID = 1e-9  # of a scale factor from 1
_MOST_NAMES = 12


def leaf(assembly: cq.Assembly, path: str) -> cq.Shape:
    """Return the solid of a leaf of an assembly, in its own frame.

    Raises ModelError when there is no such leaf, or when it holds no solid.
    """
    leaves = {found.name: found for _, found in placed_nodes(assembly)}
    if path not in leaves:
        raise _without(path, leaves)
    solid = solid_of(leaves[path])
    if solid is None:
        raise ModelError(Message("the leaf {name!r} of the assembly holds no solid", name=path))
    return solid


def placed(
    assembly: cq.Assembly,
    parts: Mapping[str, cq.Workplane],
    leaves: Named,
    without: Collection[str] = (),
) -> cq.Assembly:
    """Return an assembly with the parts of a product in the place of its leaves.

    ``leaves``: the leaves where each part stands; ``without``: leaves that are no parts. The
    constraints of the assembly stay, to be looked at. Raises ModelError when the assembly has a
    leaf that is not said, lacks one that is, or holds different solids where one part is to stand.
    """
    nodes = [_Node(*found) for found in placed_nodes(assembly)]
    read, _ = one_of_each(*gather("assembly", [node.leaf for node in nodes]))
    _require_known({node.leaf.name for node in nodes}, read, leaves, without)
    _require_alike(read, leaves)
    names = dict(_names(leaves))
    matrices = {p.name: p.matrix for p in read.placements}
    rigid = all(_is_rigid(node.leaf.placing) for node in nodes)
    flat = cq.Assembly(name=assembly.name)
    for node in nodes:
        part, name = names.get(node.leaf.name, ("", ""))
        if not part or not rigid:
            node.node.obj = None
        if part and rigid:
            frame = cq.Location(node.leaf.placing)
            own = location(matrix_of(frame.inverse * location(matrices[node.leaf.name])))
            node.node.obj, node.node.name = _stood(parts[part], own), name
        elif part:
            flat.add(parts[part], name=name, loc=location(matrices[node.leaf.name]))
    return assembly if rigid else flat


def _stood(part: cq.Workplane, own: cq.Location) -> cq.Workplane:
    """Return the very solid of a part, moved: libraries replace CadQuery's own method by one that copies."""
    return cq.Workplane(obj=cq.Shape.cast(part.val().wrapped.Moved(own.wrapped)))


@dataclass(frozen=True, slots=True)
class _Node:
    """A node of an assembly that holds a shape, and the leaf that it is."""

    node: cq.Assembly
    leaf: Leaf


def _names(leaves: Named) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each leaf with its part and its name in the product (NAME, NAME.2)."""
    for part, paths in leaves.items():
        for rank, path in enumerate(paths, start=1):
            yield path, (part, part if rank == 1 else f"{part}.{rank}")


def _is_rigid(placing: gp_Trsf) -> bool:
    return not placing.IsNegative() and abs(placing.ScaleFactor() - 1.0) <= _RIGID


# ---- what the product says, what the script holds ----


def _require_known(
    there: Collection[str], read: LooseAssembly, leaves: Named, without: Collection[str]
) -> None:
    said = {path for paths in leaves.values() for path in paths}
    if gone := sorted(said - {p.name for p in read.placements}):
        raise _without(gone[0], there)
    if new := sorted({p.name for p in read.placements} - said - set(without)):
        raise ModelError(
            Message("the assembly has a leaf that the product does not place: {names}",
                    names=_listed(new)),
            Message("write it to its part in assembly.py and product.toml, or remove both and adopt"
                    " the script again"),
        )  # fmt: skip


def _require_alike(read: LooseAssembly, leaves: Named) -> None:
    item = {p.name: p.item for p in read.placements}
    for part, paths in leaves.items():
        other = next((path for path in paths if item[path] != item[paths[0]]), None)
        if other is not None:
            raise ModelError(
                Message("the leaves {first!r} and {other!r} are both {part} in the product, but"
                        " different solids now", first=paths[0], other=other, part=part),
                Message("give {other!r} a part of its own in assembly.py and product.toml, or remove"
                        " both and adopt the script again", other=other),
            )  # fmt: skip


def _without(path: str, there: Collection[str]) -> ModelError:
    return ModelError(
        Message("the assembly has no leaf {name!r}", name=path),
        suggestion(path, there) or Message("its leaves: {names}", names=_listed(sorted(there))),
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST_NAMES]) + (" …" if len(names) > _MOST_NAMES else "")
