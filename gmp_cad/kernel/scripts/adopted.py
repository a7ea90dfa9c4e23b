"""Parts whose scripts stand elsewhere: run where they are, as they are, for a model that asks.

The model of an adopted part has one line: ``return shown("../../examples/plate.py", d)``. The
script finds its own folder as working directory and first on the import path, then the folder
above its package, the project's folder and its ``src``; what it reads is noted as the model's own.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import cadquery as cq

from gmp_cad.errors import ModelError, UsageError, Where, suggestion
from gmp_cad.kernel.scripts import script as show
from gmp_cad.kernel.scripts.assembly_choice import Ran, assembly_in
from gmp_cad.kernel.scripts.foreign_tags import foreign_tags
from gmp_cad.kernel.scripts.viewers import viewers
from gmp_cad.kernel.scripts.withheld_exports import withheld_exports
from gmp_cad.language import Message
from gmp_cad.spec.project_folder import find_project
from gmp_cad.spec.values import Values, by_name

_ASKED_FOR = ("__cq_main__", "__main__")  # what CQ-editor calls a script, and Python


def shown(file: str, d: Values, which: str | int | None = None) -> Any:
    """Return what a script shows: ``show_object(…)``, or ``show(…)`` of a viewer.

    ``file``: its path from the model's folder. ``which``: the name under which the script shows it
    (its global name where it gives none), or its rank, from 0; all of it without. Dimensions of ``d`` take the place of the script's
    top-level numbers of the same names. An assembly is given as a compound. Raises ModelError when
    there is no such object, and whatever the script raises.
    """
    path = _beside_the_model(file)
    found = run(path, d)[0]
    return [part_of(one) for one in _chosen(found, which, path)]


def assembled(file: str, name: str | None = None) -> cq.Assembly:
    """Return the assembly that a script shows, builds or holds under a global name.

    ``file``: its path from the model's folder; ``name``: of several. Raises ModelError when there
    is no such assembly, or more than one, and whatever the script raises.
    """
    path = _beside_the_model(file)
    shown_objects, ran = run(path)
    names = vars(ran)
    found = assembly_in(Ran(path.name, shown_objects, names, lambda word: names[word]()), name)
    return found if isinstance(found, cq.Assembly) else cq.Assembly(found)


def load(file: str) -> ModuleType:
    """Return a script as a module, to call its functions; a file of a package with its package.

    ``file``: its path from the model's folder. Raises whatever the script raises.
    """
    return module(_beside_the_model(file))


def run(path: Path, d: Values | None = None) -> tuple[show.Shown, ModuleType]:
    """Run a script as CadQuery's CQGI does; return what it shows, and its global names.

    An object that is shown without a name has the global name that stands for it. A script that
    shows nothing so, and asks whether it is ``__cq_main__`` (CQ-editor's name) or ``__main__``, is
    run as that. A module that only its package can run shows nothing.
    """
    try:
        return _run_alone(path, d)
    except ImportError as error:
        if error.name is not None or not (path.parent / "__init__.py").is_file():
            raise
        return show.Shown(), module(path)


def _run_alone(path: Path, d: Values | None) -> tuple[show.Shown, ModuleType]:
    text = path.read_text("utf-8", "replace")
    for name in (show.MODULE_NAME, *(asked for asked in _ASKED_FOR if asked in text)):
        shown_objects = show.Shown()
        with viewers(shown_objects, _is_installed):
            ran = _executed(path, name, shown_objects.namespace(), d)
        if shown_objects.objects:
            break
    for rank, one in enumerate(shown_objects.objects):
        shown_objects.names[rank] = shown_objects.names[rank] or _global_name(ran, one)
    return shown_objects, ran


def _global_name(ran: ModuleType, one: object) -> str:
    return next((name for name, value in vars(ran).items() if value is one), "")


def module(path: Path) -> ModuleType:
    """Import the script at ``path``: by its dotted name if it is of a package, else on its own."""
    if not (path.parent / "__init__.py").is_file():
        return _executed(path, path.stem, {}, None)
    with _at_home(path), withheld_exports(), foreign_tags():
        return importlib.import_module(_dotted(path))


def part_of(one: object) -> Any:
    """Return what a model may return: of an assembly all its shapes in their places."""
    return one.toCompound() if isinstance(one, cq.Assembly) else one


# ---- which file, which object ----


def _beside_the_model(file: str) -> Path:
    """Return the path of a file that the calling model names from its own folder."""
    caller = sys._getframe(2).f_globals.get("__file__")  # noqa: SLF001 - the model's place
    path = Path(os.path.abspath(Path(caller or "").parent / file))  # noqa: PTH100 - links stay
    if not path.is_file():
        raise ModelError(
            Message("there is no script {file}: the part is built from it", file=file),
            Message("put its new place into the model, or adopt it again"),
        )
    return path


def _chosen(found: show.Shown, which: str | int | None, path: Path) -> list[object]:
    if which is None and found.objects:
        return found.objects
    if isinstance(which, str) and which in found.names:
        return [found.objects[found.names.index(which)]]
    if isinstance(which, int) and 0 <= which < len(found.objects):
        return [found.objects[which]]
    known = [name for name in found.names if name]
    raise ModelError(
        Message("{file} shows no object {which!r}, but {count}", file=path.name,
                which=which, count=len(found.objects)),
        suggestion(str(which), known) or Message("shown by name: {names}", names=", ".join(known) or "–"),
        Where(path.name),
    )  # fmt: skip


def _is_installed(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


# ---- running it where it stands ----


def _executed(path: Path, name: str, given: Mapping[str, Any], d: Values | None) -> ModuleType:
    tree = ast.parse(path.read_bytes(), str(path))
    if d is not None:
        for replaced in show.override(tree, by_name(d)):
            getattr(d, replaced)  # recorded as read
    ran = ModuleType(name)
    vars(ran).update({**given, "__file__": str(path)})
    with _at_home(path), _registered(name, ran), withheld_exports(), foreign_tags():
        exec(compile(tree, str(path), "exec", dont_inherit=True), vars(ran))  # noqa: S102 - running it is the purpose
    return ran


@contextlib.contextmanager
def _registered(name: str, ran: ModuleType) -> Iterator[None]:
    """Let dataclasses and pickling find the module while its text runs; no name is taken for good."""
    before = sys.modules.get(name)
    sys.modules[name] = ran
    try:
        yield
    finally:
        if before is None:
            sys.modules.pop(name, None)
        else:
            sys.modules[name] = before


@contextlib.contextmanager
def _at_home(path: Path) -> Iterator[None]:
    """Give a script its folders and no arguments.

    Folders and import path stay for its functions that are called later: whoever runs the model
    puts them back.
    """
    sys.path[:0] = [folder for folder in map(str, _import_folders(path)) if folder not in sys.path]
    sys.path.remove(str(path.parent))
    sys.path.insert(0, str(path.parent))
    importlib.invalidate_caches()
    os.chdir(path.parent)
    arguments, sys.argv = sys.argv, [str(path)]
    try:
        yield
    finally:
        sys.argv = arguments


def _import_folders(path: Path) -> Iterator[Path]:
    yield path.parent
    yield _above_package(path)
    with contextlib.suppress(UsageError):  # a script that stands in no project
        root = find_project(path.parent)
        yield from (folder for folder in (root, root / "src") if folder.is_dir())


def _above_package(path: Path) -> Path:
    folder = path.parent
    while (folder / "__init__.py").is_file() and folder != folder.parent:
        folder = folder.parent
    return folder


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").relative_to(_above_package(path)).parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
