"""The assembly that a CadQuery script builds, found in what the script shows, gives or names.

Scripts run as they stand: written for CQ-editor, for a notebook's viewer, or with a ``build()``.
"""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib import util
from pathlib import Path
from typing import Any

import cadquery as cq
from OCP.gp import gp_Trsf

from gmp_cad.errors import ModelError, Where, suggestion
from gmp_cad.evidence.loose import LooseAssembly
from gmp_cad.evidence.reads import Reads
from gmp_cad.kernel.exchange.leaves import Leaf, Names, gather, told
from gmp_cad.kernel.scripts.run import Script, load_script
from gmp_cad.kernel.scripts.script import Shown
from gmp_cad.kernel.scripts.viewers import viewers
from gmp_cad.language import Message


def run_assembly(
    path: Path, root: Path, name: str | None = None, split: Collection[str] = ()
) -> tuple[LooseAssembly, dict[str, cq.Shape], Reads]:
    """Run a script; return what stands in its assembly, the solid of each item, what it read.

    ``name``: the global name of the assembly, or of a function without arguments that gives it;
    ``split``: see :func:`~gmp_cad.kernel.exchange.leaves.gather`.
    Raises ModelError when the script fails or no one assembly can be found.
    """
    shown = Shown()
    with viewers(shown, _is_installed), load_script(path, root, shown) as script:
        found = _named(script, name) if name is not None else _found(script, shown)
        read, solids = gather(path.name, list(_leaves(found)), split)
    return read, solids, script.record.reads(())


def _is_installed(package: str) -> bool:
    return util.find_spec(package) is not None


# ---- which assembly ----


def _named(script: Script, name: str) -> object:
    given = script.namespace.get(name)
    if callable(given) and not isinstance(given, cq.Assembly | cq.Workplane | cq.Shape):
        given = script.call_plain(name)
    if _holds_shape(given):
        return given
    known = [word for word, value in script.namespace.items() if _holds_shape(value)]
    raise ModelError(
        Message("the script gives no assembly under the name {name!r}", name=name),
        suggestion(name, known) or _listed(known), Where(script.file),
    )  # fmt: skip


def _found(script: Script, shown: Shown) -> object:
    """Return the assembly that a script shows, builds or names; failing that the shapes it shows."""
    assemblies = _distinct([o for o in shown.objects if isinstance(o, cq.Assembly)])
    if not assemblies and _takes_nothing(script.namespace.get("build")):
        return _named(script, "build")
    if not assemblies:
        named = _distinct(list(_global_assemblies(script.namespace).values()))
        assemblies = _whole(named)
    if len(assemblies) == 1:
        return assemblies[0]
    if assemblies:
        known = [n for n, a in _global_assemblies(script.namespace).items() if a in assemblies]
        raise ModelError(
            Message("the script holds {count} {count:assembly|assemblies}", count=len(assemblies)),
            _listed(known), Where(script.file),
        )  # fmt: skip
    shapes = cq.Assembly(name=told(Path(script.file).stem))
    names = Names()
    for rank, one in enumerate(shown.objects):
        if _holds_shape(one):
            shapes.add(one, name=names.unique(told(shown.names[rank], _global(script, one))))
    if shapes.children:
        return shapes
    raise ModelError(
        Message("the script holds no assembly: it shows none, and no global name stands for one"),
        Message("end it with show_object(assembly); an assembly of a project is checked by"
                " gmp-cad interference without a file, in the project"),
        Where(script.file),
    )  # fmt: skip


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


def _global(script: Script, one: object) -> str:
    return next((name for name, value in script.namespace.items() if value is one), "")


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


def _leaves(found: object) -> Iterator[Leaf]:
    if isinstance(found, cq.Assembly):
        yield from _below(found, "", Names(), gp_Trsf(), is_root=True)
    elif isinstance(found, cq.Workplane | cq.Shape):
        yield from _below(cq.Assembly(found), "", Names(), gp_Trsf(), is_root=True)


def _below(
    node: cq.Assembly, path: str, names: Names, parent: gp_Trsf, *, is_root: bool
) -> Iterator[Leaf]:
    """Yield the leaves of an assembly; the root is told in no path but that of its own shape."""
    placing = parent.Multiplied(node.loc.wrapped.Transformation())
    product = told(node.name.split("/")[-1])
    name = path + names.unique(product) if node.obj is not None or not is_root else ""
    if node.obj is not None:
        yield Leaf(name, product, _shape(node.obj).wrapped, placing)
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
