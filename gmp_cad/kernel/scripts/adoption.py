"""What a script or a STEP file offers to be a part of a project: it is run, and looked at."""

from __future__ import annotations

import ast
import inspect
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from math import isclose
from pathlib import Path
from types import ModuleType
from typing import Any

import cadquery as cq

from gmp_cad.errors import ModelError
from gmp_cad.evidence.adoption import AssemblyOffer, LeafOffer, Offer, Offers, Proposal
from gmp_cad.evidence.reads import Reads
from gmp_cad.kernel import brep
from gmp_cad.kernel.exchange.leaves import gather
from gmp_cad.kernel.fingerprints.same_solid import one_of_each
from gmp_cad.kernel.scripts import adopted
from gmp_cad.kernel.scripts.assembly_choice import Ran, placed_nodes, whole_assembly
from gmp_cad.kernel.scripts.run import faults, session
from gmp_cad.kernel.surfaces.body import body
from gmp_cad.kernel.surfaces.faces import face_geometries
from gmp_cad.kernel.surfaces.properties import bounding_box
from gmp_cad.language import Message
from gmp_cad.spec.literals import assignments, number_in
from gmp_cad.spec.text import is_name

_SAME = 1e-9  # of a number of the script and a size of the solid
_MOST_FACES = 400  # sizes are proposed of parts that a person would dimension
_AXES = ("X", "Y", "Z")
_RESULT = "result"  # what CadQuery's own examples call it


def script_offers(path: Path, root: Path, expression: str | None) -> tuple[Offers, Reads]:
    """Run a script as an adopted part would; return what it offers.

    ``expression``: a part in the words of the script's global names, such as ``plate`` or
    ``make(width=20)``; what the script shows without it. Raises ModelError when it fails.
    """
    with session(path, root) as script:
        numbers = _numbers(script.model.tree)
        # what is found upward from a part later: there may be no parts/ yet
        sys.path[:0] = [str(folder) for folder in (root, root / "src") if folder.is_dir()]
        with faults(script):
            if expression is not None:
                found = _given(path, expression, numbers)
            else:
                found = _shown(path, numbers)
    return replace(found, numbers=tuple(numbers.items())), script.record.reads(())


def _given(path: Path, expression: str, numbers: Mapping[str, float]) -> Offers:
    ran = adopted.module(path)
    given = eval(expression, vars(ran))  # noqa: S307 - asked for by its owner
    whole = given if isinstance(given, cq.Assembly) else None
    return Offers(
        offers=(_offer(given, numbers, origin="named", name=expression),),
        assembly=_assembly(whole, vars(ran), numbers, expression),
    )


def _shown(path: Path, numbers: Mapping[str, float]) -> Offers:
    shown, ran = adopted.run(path)
    found = [
        _offer(one, numbers, origin="shown", name=shown.names[rank], rank=rank)
        for rank, one in enumerate(shown.objects)
    ]
    whole = whole_assembly(Ran(path.name, shown, vars(ran), lambda name: vars(ran)[name]()))
    return Offers(
        offers=tuple(found or _standing(ran, numbers)),
        together=len(brep.solids_in([adopted.part_of(one) for one in shown.objects])),
        functions=_functions(ran),
        assembly=_assembly(whole, vars(ran), numbers),
    )


def step_offers(path: Path) -> Offers:
    """Read a STEP file as the model of a part would; return what it offers."""
    read = cq.importers.importStep(str(path))
    return Offers(offers=(_offer(read, {}, origin="step", name=path.name),))


def _offer(one: object, numbers: Mapping[str, float], **more: Any) -> Offer:
    part = adopted.part_of(one)
    try:
        count = _count(part)
        solid = brep.single_solid(part, count)
    except ModelError as error:
        return Offer(**more, fault=error.message, hint=error.hint)
    return Offer(
        **more, solids=count, volume_mm3=brep.signed_volume_mm3(solid),
        proposals=tuple(_proposals(solid, numbers)),
    )  # fmt: skip


def _count(part: object) -> int:
    """Return how many different solids the object holds; raise ModelError if it is none."""
    if isinstance(part, cq.Sketch):
        raise ModelError(_FLAT, _FLAT_HINT)
    found = brep.solids_in(part)
    if found:
        return len(found)
    if isinstance(part, cq.Workplane | cq.Shape):
        raise ModelError(_FLAT, _FLAT_HINT)
    raise ModelError(Message("it is no shape of CadQuery, but {kind}", kind=type(part).__name__))


_FLAT = Message("it is flat or open: lines, wires or faces that enclose no volume")
_FLAT_HINT = Message("geometry is tested on solids: adopt the part that is made from it")


# ---- an assembly ----


def _assembly(
    whole: cq.Assembly | None,
    names: Mapping[str, Any],
    numbers: Mapping[str, float],
    expression: str = "",
) -> AssemblyOffer | None:
    """Return the parts of an assembly of two leaves or more; None of any other."""
    nodes = list(placed_nodes(whole))
    if len(nodes) < _LEAST_LEAVES:
        return None
    read, solids = one_of_each(*gather("assembly", [leaf for _, leaf in nodes]))
    item = {placement.name: placement.item for placement in read.placements}
    if len(item) < _LEAST_LEAVES:
        return None
    stand: dict[str, list[str]] = {}
    objects: dict[str, list[object]] = {}
    for node, leaf in nodes:
        if leaf.name in item:
            stand.setdefault(item[leaf.name], []).append(leaf.name)
            objects.setdefault(item[leaf.name], []).append(node.obj)
    parts, left_out = [], list(read.unread)
    for key, paths in stand.items():
        offer = _offer(solids[key], numbers, origin="named" if expression else "shown")
        if offer.fault is None:
            name = _called(paths, objects[key], names)
            parts.append(LeafOffer(name=name, leaves=tuple(paths), offer=offer))
        else:
            left_out += [(path, offer.fault) for path in paths]
    return AssemblyOffer(
        origin="named" if expression else "shown", expression=expression, parts=tuple(parts),
        left_out=tuple(left_out), notes=read.notes,
    )  # fmt: skip


_LEAST_LEAVES = 2


def _called(paths: Sequence[str], objects: Sequence[object], names: Mapping[str, Any]) -> str:
    """Return a name for what stands at several places: its global one, or what theirs share."""
    known = {name for name, value in names.items() if any(value is one for one in objects)}
    given = sorted(name for name in known if not name.startswith("_"))
    own = [path.split("/")[-1] for path in paths]
    shared = _beginning(own).rstrip("_-. 0123456789") if len(own) > 1 else ""
    return given[0] if len(given) == 1 else shared or own[0]


def _beginning(words: Sequence[str]) -> str:
    """Return how all words begin."""
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*words, strict=False))
    return "".join(letters[0] for letters in alike)


# ---- a script that shows nothing ----


def _standing(ran: ModuleType, numbers: Mapping[str, float]) -> list[Offer]:
    """Return what stands under the global name ``result``, or under the only name of a solid."""
    shapes = {
        name: value
        for name, value in vars(ran).items()
        if isinstance(value, cq.Workplane | cq.Shape | cq.Assembly) and not name.startswith("_")
    }
    chosen = [_RESULT] if _RESULT in shapes else list(shapes)
    offers = [_offer(shapes[name], numbers, origin="named", name=name) for name in chosen]
    sound = [offer for offer in offers if offer.fault is None]
    return sound if len(sound) == 1 else []


def _functions(ran: ModuleType) -> tuple[str, ...]:
    """Return the functions and classes that the script defines, as they would be called."""
    own = (
        (name, value)
        for name, value in vars(ran).items()
        if (inspect.isfunction(value) or inspect.isclass(value))
        and value.__module__ == ran.__name__
        and not name.startswith("_")
    )
    return tuple(f"{name}{_signature(value)}" for name, value in own)


def _signature(function: Any) -> str:
    try:
        given = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return "(…)"
    needed = (p for p in given if p.default is p.empty and p.kind not in _ANY_NUMBER)
    return f"({', '.join(p.name for p in needed)})"


_ANY_NUMBER = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


# ---- its numbers, where they are sizes of the solid ----


def _numbers(tree: ast.Module) -> dict[str, float]:
    """Return the top-level numbers that a dimension of the same name would replace."""
    found = {item.name: number_in(item.value) for item in assignments(tree)}
    return {name: float(value) for name, value in found.items() if value is not None}


def _proposals(solid: cq.Shape, numbers: Mapping[str, float]) -> Iterator[Proposal]:
    named = {name: value for name, value in numbers.items() if is_name(name) and value > 0}
    faces = face_geometries(solid) if named and len(solid.Faces()) <= _MOST_FACES else ()
    if not faces:
        return
    box = bounding_box(solid)
    extents = dict(zip(_AXES, (box[3] - box[0], box[4] - box[1], box[5] - box[2]), strict=True))
    diameters = _diameters(body(solid, faces).features)
    for name, value in named.items():
        axes = [axis for axis, extent in extents.items() if isclose(extent, value, rel_tol=_SAME)]
        holes = [count for size, count in diameters if isclose(size, value, rel_tol=_SAME)]
        if len(axes) == 1 and not holes:
            yield Proposal(name=name, size=f"{value:.12g}", between=(f"<{axes[0]}", f">{axes[0]}"))
        elif len(holes) == 1 and not axes:
            count = f"{holes[0]}× " if holes[0] > 1 else ""
            yield Proposal(name=name, size=f"{count}⌀{value:.12g}")


def _diameters(features: Iterable[Any]) -> list[tuple[float, int]]:
    """Return the diameters of the holes, each with how many there are; shafts are left to people."""
    holes = (f for f in features if f.surface == "cylinder" and f.hollow)
    return list(Counter(round(2 * hole.radius_mm, 9) for hole in holes).items())
