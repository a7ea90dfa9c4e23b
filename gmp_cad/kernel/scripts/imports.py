"""What a script imports: local modules from their text, packages by name, and what may shadow them.

A script's folder is first on the import path, so a file that appears there can answer to a name
that an installed package answered before. Every name that is looked for in a folder without a
version is noted with what answers to it there, also when nothing does.
"""

from __future__ import annotations

import builtins
import contextlib
import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.machinery import (
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    ModuleSpec,
    SourceFileLoader,
)
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from gmp_cad.evidence.reads import module_state
from gmp_cad.kernel.scripts.read_record import Reading, unnoticed

# what this process holds for its own sake; all that scripts import comes on top
_own_modules: set[str] = set()


@contextlib.contextmanager
def looking_on_imports(record: Reading) -> Iterator[None]:
    """Note what is imported until the block ends; then unload what no package holds."""
    if not _own_modules:
        _own_modules.update(sys.modules)
    before, hidden = set(sys.modules), {}
    statement, function = builtins.__import__, importlib.import_module

    def note(name: str, importer: Mapping[str, Any] | None) -> None:
        top = name.partition(".")[0]
        if importer and record.is_own(importer.get("__file__")) and _is_package(top):
            record.packages.add(top)
            hidden.update(_shadowed(record, top))

    def looked_on(
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002 - the names of __import__
        locals: Mapping[str, Any] | None = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        if level == 0:
            note(name, sys._getframe(1).f_globals if globals is None else globals)  # noqa: SLF001
        return statement(name, globals, locals, fromlist, level)

    def import_module(name: str, package: str | None = None) -> ModuleType:
        if not name.startswith("."):
            note(name, sys._getframe(1).f_globals)  # noqa: SLF001 - the only way to the caller
        return function(name, package)

    builtins.__import__, importlib.import_module = looked_on, import_module
    try:
        with _finding(record):
            yield
    finally:
        builtins.__import__, importlib.import_module = statement, function
        _forget(record, before)
        sys.modules.update(hidden)


def _is_package(top: str) -> bool:
    return top not in sys.stdlib_module_names


def _shadowed(record: Reading, top: str) -> dict[str, ModuleType]:
    """Note what answers to a name in own folders; hide a package that an earlier script loaded.

    A process of its own would have found the local module first.
    """
    answers = False
    with unnoticed():
        folders = [f for f in sys.path if Path(f).is_dir() and record.is_own(f)]
    for folder in folders:
        place = str(Path(folder) / top)
        record.note("modules", place)
        with unnoticed():
            answers = answers or module_state(place) is not None
    if not answers or top in _own_modules or top not in sys.modules or _own(record, top):
        return {}
    names = [name for name in sys.modules if name == top or name.startswith(f"{top}.")]
    return {name: sys.modules.pop(name) for name in names}


# --- finding local modules


class _Source(SourceFileLoader):
    """Loads a module from its text: a compiled one tells an edit only by its time and size."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        code: CodeType = self.source_to_code(self.get_data(path), path)
        return code


class _Finder(FileFinder):
    """Finds modules in a folder without a version, and notes each name that is looked for."""

    def __init__(self, record: Reading, folder: str) -> None:
        super().__init__(
            folder, (ExtensionFileLoader, EXTENSION_SUFFIXES), (_Source, SOURCE_SUFFIXES)
        )
        self._record = record

    def find_spec(self, fullname: str, target: ModuleType | None = None) -> ModuleSpec | None:
        self._record.note("modules", Path(self.path, fullname.rpartition(".")[2]))
        return super().find_spec(fullname, target)


@contextlib.contextmanager
def _finding(record: Reading) -> Iterator[None]:
    def hook(folder: str) -> _Finder:
        with unnoticed():
            is_folder = Path(folder).is_dir()
        if not is_folder or not record.is_own(folder):
            raise ImportError(folder)
        return _Finder(record, folder)

    for folder in list(sys.path_importer_cache):
        if record.is_own(folder):
            del sys.path_importer_cache[folder]
    sys.path_hooks.insert(0, hook)
    try:
        yield
    finally:
        sys.path_hooks.remove(hook)
        for folder, finder in list(sys.path_importer_cache.items()):
            if isinstance(finder, _Finder):
                del sys.path_importer_cache[folder]


def _forget(record: Reading, before: set[str]) -> None:
    """Note the files of the modules that no package holds, and unload them.

    The next run imports them afresh. ``before``: names of the modules loaded when it began.
    """
    for name in sorted(
        set(sys.modules) - before, reverse=True
    ):  # a folder's path asks its parent's
        if _own(record, name):
            file = getattr(sys.modules[name], "__file__", None)
            if file and record.is_own(file):
                record.note("files", file)
            record.packages.discard(name.partition(".")[0])
            del sys.modules[name]


def _own(record: Reading, name: str) -> bool:
    """Return whether a loaded module is of no installed package; one of folders alone, too."""
    module = sys.modules[name]
    file = getattr(module, "__file__", None)
    places = [file] if file else list(getattr(module, "__path__", ()))
    return bool(places) and all(record.is_own(place) for place in places)
