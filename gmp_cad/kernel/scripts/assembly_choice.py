"""Which assembly a script means, found in what it shows, builds or names; and its leaves."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cadquery as cq
from OCP.gp import gp_Trsf

from gmp_cad.errors import ModelError, Where, suggestion
from gmp_cad.kernel.exchange.leaves import Leaf, Names, told
from gmp_cad.kernel.scripts.script import Shown
from gmp_cad.language import Message


@dataclass(frozen=True, slots=True)
class Ran:
    """A script that was run: its name, what it showed, its global names.

    ``call`` gives what one of its functions without arguments returns.
    """

    file: str
    shown: Shown
    namespace: Mapping[str, Any]
    call: Callable[[str], Any]


def assembly_in(ran: Ran, name: str | None = None) -> object:
    """Return the assembly under a global name; without one that which the script shows or builds.

    Failing these the shapes that it shows are one. Raises ModelError when no one can be found.
    """
    return _named(ran, name) if name is not None else _found(ran)


def whole_assembly(ran: Ran) -> cq.Assembly | None:
    """Return the one assembly that a script shows or holds; None where there is none, or several."""
    shown = _shown_assemblies(ran)
    found = shown or _whole(_distinct(list(_global_assemblies(ran.namespace).values())))
    return found[0] if len(found) == 1 else None


# ---- which assembly ----


def _named(ran: Ran, name: str) -> object:
    given = ran.namespace.get(name)
    if callable(given) and not isinstance(given, cq.Assembly | cq.Workplane | cq.Shape):
        given = ran.call(name)
    if _holds_shape(given):
        return given
    known = [word for word, value in ran.namespace.items() if _holds_shape(value)]
    raise ModelError(
        Message("the script gives no assembly under the name {name!r}", name=name),
        suggestion(name, known) or _listed(known), Where(ran.file),
    )  # fmt: skip


def _found(ran: Ran) -> object:
    """Return the assembly that a script shows, builds or names; failing that the shapes it shows."""
    assemblies = _shown_assemblies(ran)
    if not assemblies and _takes_nothing(ran.namespace.get("build")):
        return _named(ran, "build")
    if not assemblies:
        assemblies = _whole(_distinct(list(_global_assemblies(ran.namespace).values())))
    if len(assemblies) == 1:
        return assemblies[0]
    if assemblies:
        known = [n for n, a in _global_assemblies(ran.namespace).items() if a in assemblies]
        raise ModelError(
            Message("the script holds {count} {count:assembly|assemblies}", count=len(assemblies)),
            _listed(known), Where(ran.file),
        )  # fmt: skip
    shapes = cq.Assembly(name=told(Path(ran.file).stem))
    names = Names()
    for rank, one in enumerate(ran.shown.objects):
        if _holds_shape(one):
            shapes.add(one, name=names.unique(told(ran.shown.names[rank], _global(ran, one))))
    if shapes.children:
        return shapes
    raise ModelError(
        Message("the script holds no assembly: it shows none, and no global name stands for one"),
        Message("end it with show_object(assembly); an assembly of a project is checked by"
                " gmp-cad interference without a file, in the project"),
        Where(ran.file),
    )  # fmt: skip


def _shown_assemblies(ran: Ran) -> list[cq.Assembly]:
    """Return the assemblies that a script shows: each once, and only the last of its states.

    A notebook shows an assembly, builds it anew under the same name and shows that; it shows a
    sub-assembly, then the whole.
    """
    shown = _distinct([o for o in ran.shown.objects if isinstance(o, cq.Assembly)])
    standing = [one for one in shown if _global(ran, one)]
    return _whole(standing or shown)


def _listed(names: Sequence[str]) -> Message:
    known = ", ".join(name for name in names if not name.startswith("_")) or "NAME"
    return Message("give one of them with --name: {names}", names=known)


def _holds_shape(value: object) -> bool:
    return isinstance(value, cq.Assembly | cq.Workplane | cq.Shape)


def _takes_nothing(function: object) -> bool:
    if not callable(function):
        return False
    needed = inspect.signature(function).parameters.values()
    return all(p.default is not p.empty or p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in needed)  # fmt: skip


def _distinct(objects: Sequence[cq.Assembly]) -> list[cq.Assembly]:
    return list({id(one): one for one in objects}.values())


def _global_assemblies(namespace: Mapping[str, Any]) -> dict[str, cq.Assembly]:
    return {name: value for name, value in namespace.items() if isinstance(value, cq.Assembly)}


def _global(ran: Ran, one: object) -> str:
    return next((name for name, value in ran.namespace.items() if value is one), "")


def _whole(assemblies: Sequence[cq.Assembly]) -> list[cq.Assembly]:
    """Return the one that holds all others (adding an assembly copies it), or all of them."""
    held = [[id(node.obj) for node in _nodes(one) if node.obj is not None] for one in assemblies]
    most = max(map(len, held), default=0)
    largest = [rank for rank, own in enumerate(held) if len(own) == most]
    if len(largest) == 1 and all(set(own) <= set(held[largest[0]]) for own in held):
        return [assemblies[largest[0]]]
    return list(assemblies)


def _nodes(assembly: cq.Assembly) -> Iterator[cq.Assembly]:
    yield assembly
    for child in assembly.children:
        yield from _nodes(child)


# ---- its leaves ----


def placed_nodes(found: object) -> Iterator[tuple[cq.Assembly, Leaf]]:
    """Yield each node of an assembly that holds a shape, with the leaf that it is."""
    if isinstance(found, cq.Workplane | cq.Shape):
        found = cq.Assembly(found)
    if isinstance(found, cq.Assembly):
        yield from _below(found, "", Names(), gp_Trsf(), is_root=True)


def _below(
    node: cq.Assembly, path: str, names: Names, parent: gp_Trsf, *, is_root: bool
) -> Iterator[tuple[cq.Assembly, Leaf]]:
    """Yield the leaves of an assembly; the root is told in no path but that of its own shape."""
    placing = parent.Multiplied(node.loc.wrapped.Transformation())
    product = told(node.name.split("/")[-1])
    name = path + names.unique(product) if node.obj is not None or not is_root else ""
    if node.obj is not None:
        yield node, Leaf(name, product, _shape(node.obj).wrapped, placing)
    below, inner = (path, names) if is_root else (f"{name}/", Names())
    for child in node.children:
        yield from _below(child, below, inner, placing, is_root=False)


def _shape(obj: object) -> cq.Shape:
    """Return what an assembly's node holds as one shape, as CadQuery exports it."""
    if isinstance(obj, cq.Shape):
        return obj
    values = obj.vals() if isinstance(obj, cq.Workplane) else []
    shapes = [value for value in values if isinstance(value, cq.Shape)]
    distinct = [s for rank, s in enumerate(shapes) if not any(s.isSame(o) for o in shapes[:rank])]
    return distinct[0] if len(distinct) == 1 else cq.Compound.makeCompound(distinct)
