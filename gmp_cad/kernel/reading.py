"""What a model reads while it runs: files of the project, packages; and what it must not read.

Three sources, each for what it alone sees:

- the interpreter's audit events: files opened by Python, the network, other programs;
- the import statement and CadQuery's importers, looked on during the run: packages (loaded or
  not), and files that OCCT opens itself;
- the text of the model and of its local modules: clock and randomness. Calls of C functions such
  as ``datetime.now`` raise no event and cannot be replaced, and a replaced ``random`` would be
  seen from inside libraries as well. What is written is reported, run or not; a generator with a
  given seed is not.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import importlib
import os
import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cadquery as cq
from cadquery.occ_impl import shapes

_EVENTS = {
    "socket.": "network",
    "urllib.Request": "network",
    "ftplib.": "network",
    "smtplib.": "network",
    "subprocess.Popen": "another program",
    "os.system": "another program",
    "os.exec": "another program",
    "os.posix_spawn": "another program",
    "os.startfile": "another program",
}
# dotted name, with all that is below it -> why the result differs from run to run
_IMPURE: Mapping[str, str] = {
    **dict.fromkeys(
        (
            *("time.time", "time.time_ns", "time.monotonic", "time.monotonic_ns"),
            *("time.perf_counter", "time.perf_counter_ns", "time.process_time", "time.localtime"),
            *("time.gmtime", "time.ctime", "time.strftime", "time.asctime"),
            *("datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today"),
            "datetime.date.today",
        ),
        "clock",
    ),
    **dict.fromkeys(
        (
            *("random", "secrets", "numpy.random", "os.urandom", "os.getrandom"),
            *("uuid.uuid1", "uuid.uuid4", "uuid.getnode"),
        ),
        "randomness",
    ),
    **dict.fromkeys(("os.environ", "os.getenv", "platform", "getpass.getuser"), "environment"),
}
_SEEDED_GENERATORS = frozenset(
    {"random.Random", "numpy.random.default_rng", "numpy.random.RandomState"}
)
_SEEDS = {"random.seed": "random", "numpy.random.seed": "numpy.random"}
# OCCT opens these itself, unseen by Python
_READERS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (cq.importers, ("importShape", "importStep", "importDXF", "importBrep", "importBin")),
    (shapes.Shape, ("importBrep", "importBin")),
    (shapes.Compound, ("makeText",)),
    (cq.Assembly, ("importStep", "load")),
)
_INSTALLED = tuple(
    os.path.realpath(folder)
    for folder in (
        *(sys.prefix, sysconfig.get_path("stdlib"), sysconfig.get_path("purelib")),
        Path(__file__).parent.parent,
    )
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read so far: absolute paths, top-level package names, reasons of impurity."""

    project: str
    files: set[str] = field(default_factory=set)
    packages: set[str] = field(default_factory=set)
    impurities: set[str] = field(default_factory=set)

    def is_local(self, file: object) -> bool:
        """Return whether ``file`` belongs to the project, and not to an installed package."""
        if not isinstance(file, str | os.PathLike):
            return False
        path = os.path.realpath(os.fspath(file))
        return _below(path, self.project) and not any(
            _below(path, folder) for folder in _INSTALLED if folder != self.project
        )

    def note_file(self, file: object) -> None:
        """Record a file that was read, if it belongs to the project and is no compiled module."""
        if isinstance(file, bytes):
            file = os.fsdecode(file)
        if isinstance(file, str | os.PathLike) and self.is_local(file):
            path = os.path.realpath(os.fspath(file))
            if not path.endswith(".pyc"):
                self.files.add(path)

    def relative(self, path: str) -> str:
        """Return a path of the project as the project writes it, with forward slashes."""
        return Path(os.path.relpath(path, self.project)).as_posix()


_active: list[Reading] = []
_installed: list[bool] = []


@contextlib.contextmanager
def reading(project: Path) -> Iterator[Reading]:
    """Record what is read until the block ends.

    At its end the project's own modules are unloaded, and clock and randomness are added.
    """
    if not _installed:
        _installed.append(True)
        sys.addaudithook(_audit)  # cannot be removed again: it looks away when nothing runs
    record = Reading(os.path.realpath(project))
    before = set(sys.modules)
    with contextlib.ExitStack() as stack:
        stack.enter_context(_looking_on_imports(record))
        for owner, names in _READERS:
            for name in names:
                if name in vars(owner):
                    stack.enter_context(_looking_on_reader(record, owner, name))
        _active.append(record)
        try:
            yield record
        finally:
            _active.remove(record)
            _forget_local_modules(record, before)
    _add_written_impurities(record)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if not _active:
        return
    if event == "open":
        _note_open(_active[-1], *arguments)
        return
    for prefix, reason in _EVENTS.items():
        if event.startswith(prefix):
            _active[-1].impurities.add(f"{reason}: {event}")


def _note_open(record: Reading, path: object, mode: str | None, flags: int) -> None:
    writes_only = flags & os.O_WRONLY if mode is None else not {"r", "+"} & set(mode)
    if not writes_only:
        record.note_file(path)


@contextlib.contextmanager
def _looking_on_imports(record: Reading) -> Iterator[None]:
    statement, function = builtins.__import__, importlib.import_module

    def note(name: str, importer: Mapping[str, Any] | None) -> None:
        if importer and record.is_local(importer.get("__file__")):
            record.packages.add(name.partition(".")[0])

    def looked_on(
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002 - the names of __import__
        locals: Mapping[str, Any] | None = None,  # noqa: A002
        fromlist: tuple[str, ...] = (),
        level: int = 0,
    ) -> Any:
        if level == 0:
            note(name, globals)
        return statement(name, globals, locals, fromlist, level)

    def import_module(name: str, package: str | None = None) -> Any:
        if not name.startswith("."):
            note(name, sys._getframe(1).f_globals)  # noqa: SLF001 - the only way to the caller
        return function(name, package)

    builtins.__import__, importlib.import_module = looked_on, import_module  # type: ignore[assignment]
    try:
        yield
    finally:
        builtins.__import__, importlib.import_module = statement, function


@contextlib.contextmanager
def _looking_on_reader(record: Reading, owner: Any, name: str) -> Iterator[None]:
    original = vars(owner)[name]

    def noting(call: Callable[..., Any], *arguments: Any, **keywords: Any) -> Any:
        for value in (*arguments, *keywords.values()):
            if isinstance(value, str | Path) and Path(value).is_file():
                record.note_file(value)
        return call(*arguments, **keywords)

    if isinstance(original, classmethod):

        def method(cls: type, *arguments: Any, **keywords: Any) -> Any:
            return noting(original.__get__(None, cls), *arguments, **keywords)

        setattr(owner, name, classmethod(method))
    else:
        setattr(owner, name, lambda *a, **k: noting(original, *a, **k))
    try:
        yield
    finally:
        setattr(owner, name, original)


def _forget_local_modules(record: Reading, before: set[str]) -> None:
    """Add the files of local modules (compiled ones are not opened) and unload them.

    The next run imports them afresh. ``before``: names of the modules loaded when it began.
    """
    for name in sorted(set(sys.modules) - before):
        file = getattr(sys.modules[name], "__file__", None)
        if file and record.is_local(file):
            record.note_file(file)
            record.packages.discard(name.partition(".")[0])
            del sys.modules[name]
    record.packages.difference_update(sys.stdlib_module_names)


def _add_written_impurities(record: Reading) -> None:
    for path in sorted(record.files):
        if path.endswith(".py"):
            with contextlib.suppress(SyntaxError, OSError, ValueError):
                tree = ast.parse(Path(path).read_bytes())
                for reason in written_impurities(tree, record.relative(path)):
                    record.impurities.add(reason)


def written_impurities(tree: ast.AST, file: str) -> tuple[str, ...]:
    """Return clock, randomness and environment in a module: ``clock: time.time (file:line)``."""
    names = _imported_names(tree)
    used = list(_used_names(tree, names))
    seeded = {_SEEDS[name] for node, name in used if name in _SEEDS and _has_arguments(tree, node)}
    found = []
    for node, name in used:
        prefix = next((p for p in _IMPURE if name == p or name.startswith(p + ".")), None)
        harmless = prefix in seeded or (name in _SEEDED_GENERATORS and _has_arguments(tree, node))
        if prefix and not harmless:
            found.append(f"{_IMPURE[prefix]}: {name} ({file}:{node.lineno})")
    return tuple(dict.fromkeys(found))


def _imported_names(tree: ast.AST) -> dict[str, str]:
    """Return what each imported name stands for: ``np`` → ``numpy``."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _used_names(tree: ast.AST, names: Mapping[str, str]) -> Iterator[tuple[ast.expr, str]]:
    """Yield each longest dotted expression that starts with an imported name, spelled out."""
    for node in ast.iter_child_nodes(tree):
        dotted = _dotted(node, names)
        if dotted is not None and isinstance(node, ast.expr):
            yield node, dotted
        else:
            yield from _used_names(node, names)


def _dotted(node: ast.AST, names: Mapping[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        start = _dotted(node.value, names)
        return None if start is None else f"{start}.{node.attr}"
    return None


def _has_arguments(tree: ast.AST, function: ast.expr) -> bool:
    return any(
        isinstance(node, ast.Call) and node.func is function and bool(node.args or node.keywords)
        for node in ast.walk(tree)
    )


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
