"""The leaves of an assembly that belongs to no project: each different solid once, and its places.

Solids are the same when they share their topology or have the same bytes: a screw that stands in
a hundred places is one item. Lengths in mm, placements in the frame of the assembly.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import cadquery as cq
from OCP.BRepBuilderAPI import BRepBuilderAPI_Transform
from OCP.gp import gp_Trsf
from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum
from OCP.TopExp import TopExp_Explorer
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS_Shape
from OCP.TopTools import TopTools_IndexedMapOfShape

from gmp_cad.errors import KernelError
from gmp_cad.evidence import Placement
from gmp_cad.evidence.loose import LooseAssembly
from gmp_cad.kernel import brep
from gmp_cad.kernel.placement import matrix_of
from gmp_cad.language import Message

_RIGID = 1e-9  # of a scale factor from 1
_UNKNOWN = "part"
# What programs write where nobody gave a name: numbers, usage ids, entries and kinds of shapes as
# OCCT has them, random ids.
_NO_NAME = re.compile(
    r"\s*|\d+|NAUO\d+|=>.*|\*\w*|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|COMPOUND|COMPSOLID|SOLID|SHELL|FACE|WIRE|EDGE|VERTEX",
    re.IGNORECASE,
)
_NOT_IN_ITEM = re.compile(r"[^\w.-]+")
_LONGEST_ITEM = 40
_SHOWN = 5  # names in a note


@dataclass(frozen=True, slots=True)
class Leaf:
    """A shape that stands in an assembly: its path, what it is called, how it is placed.

    ``bodies``: the names of its solids in their order, where they are known.
    """

    name: str
    product: str
    shape: TopoDS_Shape
    placing: gp_Trsf
    bodies: tuple[str, ...] = ()


@dataclass(slots=True)
class Names:
    """Names of what stands side by side: each becomes unique, in order of appearance."""

    taken: set[str] = field(default_factory=set)

    def unique(self, name: str) -> str:
        """Return ``name``, or ``name.2`` and so on where it is taken; paths keep their slashes."""
        plain = name.replace("/", "_").strip()
        found, count = plain, 1
        while found in self.taken:
            count += 1
            found = f"{plain}.{count}"
        self.taken.add(found)
        return found


def told(*names: str) -> str:
    """Return the first of the names that somebody gave, ``part`` if none did."""
    given = (name.strip() for name in names)
    # Some exporters write what was left in their memory.
    return next((n for n in given if n.isprintable() and not _NO_NAME.fullmatch(n)), _UNKNOWN)


def gather(
    name: str, leaves: Sequence[Leaf], split: Collection[str] = ()
) -> tuple[LooseAssembly, dict[str, cq.Shape]]:
    """Return what stands where, and the solid of each item in its own frame.

    An assembly of a single leaf with several solids is taken as these; so is a leaf whose solids
    have the SHA-256 of their bytes in ``split``. Raises KernelError when there is no solid.
    """
    notes: list[Message] = []
    if len(leaves) == 1:
        bodies = list(_bodies(leaves[0]))
        if len(bodies) > 1:
            leaves = bodies
            notes.append(
                Message("one part of {count} solids: they are compared with each other", count=len(bodies))
            )  # fmt: skip
    gathering = _Gathering(split)
    for leaf in leaves:
        gathering.add(leaf)
    if not gathering.placements:
        raise KernelError(
            Message("{name} holds no solid", name=name),
            next((reason for _, reason in gathering.unread), None),
        )
    if names := gathering.empty:
        shown = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
        notes.append(
            Message("left out, without any face: {count} ({names})", count=len(names), names=shown)
        )
    read = LooseAssembly(
        name=name, placements=tuple(sorted(gathering.placements, key=lambda p: p.name)),
        products=gathering.products, unread=tuple(gathering.unread),
        notes=(*notes, *gathering.notes), bodies=gathering.bodies,
    )  # fmt: skip
    return read, gathering.solids


def solid_of(leaf: Leaf) -> cq.Shape | None:
    """Return the solid of a leaf in its own frame as :func:`gather` does; None where it has none."""
    gathering = _Gathering(())
    gathering.add(leaf)
    return next(iter(gathering.solids.values()), None)


def _bodies(leaf: Leaf) -> Iterator[Leaf]:
    names = Names()
    for rank, solid in enumerate(brep.solids(cq.Shape.cast(leaf.shape))):
        given = leaf.bodies[rank] if rank < len(leaf.bodies) else ""
        product = told(given, leaf.product)
        yield replace(
            leaf, name=names.unique(product), product=product, shape=solid.wrapped, bodies=()
        )


class _Gathering:
    """The items found so far, and where they stand."""

    def __init__(self, split: Collection[str]) -> None:
        self.placements: list[Placement] = []
        self.solids: dict[str, cq.Shape] = {}
        self.products: dict[str, str] = {}
        self.unread: list[tuple[str, Message]] = []
        self.notes: list[Message] = []
        self._shapes = TopTools_IndexedMapOfShape()
        self._items: dict[tuple[int, TopAbs_Orientation], str] = {}
        self._contents: dict[str, str] = {}
        self._split = split
        self.bodies: dict[str, str] = {}
        self.empty: list[str] = []  # leaves without any face

    def add(self, leaf: Leaf) -> None:
        """Place a leaf, or say why it is left out."""
        own = leaf.shape.Location().Transformation()
        placing = leaf.placing.Multiplied(own)
        if not _is_finite(placing):
            self.unread.append((leaf.name, _NO_NUMBERS))
            return
        bare = leaf.shape.Located(TopLoc_Location())
        if not _is_rigid(placing):
            self.notes.append(
                Message("{name} is mirrored or scaled where it stands: it is taken as a part of its own",
                        name=leaf.name)
            )  # fmt: skip
            bare, placing = BRepBuilderAPI_Transform(bare, placing, True).Shape(), gp_Trsf()
        found = brep.solids(cq.Shape.cast(bare))
        if not found:
            self._without_solid(leaf.name, bare)
            return
        loose = _count(bare, TopAbs_ShapeEnum.TopAbs_FACE, TopAbs_ShapeEnum.TopAbs_SOLID)
        if loose:
            self.notes.append(
                Message("{name}: {count} loose {count:face beside its solids is|faces beside its solids are} not looked at",
                        name=leaf.name, count=loose)
            )  # fmt: skip
        if len(found) == 1:
            inner = found[0].wrapped.Location().Transformation()
            if _is_rigid(inner):
                placing = placing.Multiplied(inner)
                bare = found[0].wrapped.Located(TopLoc_Location())
        if len(found) > 1 and _digest(_solid(bare)) in self._split:
            for body in _bodies(replace(leaf, shape=bare, placing=placing)):
                name = f"{leaf.name}/{body.name}"
                self.bodies[name] = leaf.name
                self.add(replace(body, name=name))
            self.notes.append(
                Message("{name}: its {count} solids overlap each other: each is compared with the"
                        " other parts on its own", name=leaf.name, count=len(found))
            )  # fmt: skip
            return
        item = self._item(bare, leaf.product)
        matrix = matrix_of(cq.Location(placing))
        self.placements.append(Placement(name=leaf.name, item=item, matrix=matrix))

    def _without_solid(self, name: str, bare: TopoDS_Shape) -> None:
        if faces := _count(bare, TopAbs_ShapeEnum.TopAbs_FACE):
            reason = Message("it is open: {count} faces that enclose no volume", count=faces)
            self.unread.append((name, reason))
        else:
            self.empty.append(name)

    def _item(self, bare: TopoDS_Shape, product: str) -> str:
        key = (self._shapes.Add(bare), bare.Orientation())
        if key not in self._items:
            solid = _solid(bare)
            content = _digest(solid)
            if content not in self._contents:
                item = self._named(product)
                self._contents[content] = item
                self.solids[item], self.products[item] = solid, product
            self._items[key] = self._contents[content]
        return self._items[key]

    def _named(self, product: str) -> str:
        plain = _NOT_IN_ITEM.sub("_", product)[:_LONGEST_ITEM].strip("_.") or _UNKNOWN
        found, count = plain, 1
        while found in self.solids:
            count += 1
            found = f"{plain}_{count}"
        return found


def _digest(solid: cq.Shape) -> str:
    return hashlib.sha256(brep.to_bytes(solid)).hexdigest()


def _solid(bare: TopoDS_Shape) -> cq.Shape:
    """Return the one solid of a shape, or a compound of its solids."""
    found = brep.solids(cq.Shape.cast(bare))
    return found[0] if len(found) == 1 else cq.Compound.makeCompound(found)


_NO_NUMBERS = Message("its placement holds values that are no numbers")


def _count(
    shape: TopoDS_Shape,
    kind: TopAbs_ShapeEnum,
    outside: TopAbs_ShapeEnum = TopAbs_ShapeEnum.TopAbs_SHAPE,
) -> int:
    explorer, count = TopExp_Explorer(shape, kind, outside), 0
    while explorer.More():
        count += 1
        explorer.Next()
    return count


def _values(placing: gp_Trsf) -> Iterable[float]:
    return (placing.Value(row, column) for row in (1, 2, 3) for column in (1, 2, 3, 4))


def _is_finite(placing: gp_Trsf) -> bool:
    return all(map(math.isfinite, _values(placing)))


def _is_rigid(placing: gp_Trsf) -> bool:
    return not placing.IsNegative() and abs(placing.ScaleFactor() - 1.0) <= _RIGID
