"""What a script reads while it runs: files, folders, packages; and what it must not read.

Three sources, each for what it alone sees:

- the interpreter's audit events: files opened and folders listed by Python, the network, programs;
- functions looked on during the run: those that ask for the state of a file (no event tells it),
  imports, and the readers of OCCT, which open files themselves;
- the text of the script and of its local modules: clock, randomness and environment.

How it is noted: :mod:`gmp_cad.kernel.scripts.read_record`.
"""

from __future__ import annotations

import ast
import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gmp_cad.kernel.scripts.imports import looking_on_imports
from gmp_cad.kernel.scripts.impurity import written_impurities
from gmp_cad.kernel.scripts.read_record import Reading, is_unnoticed, text_of
from gmp_cad.kernel.scripts.readers import looking_on_readers

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
_OPENS = ("sqlite3.connect", "ctypes.dlopen")
_LISTS = ("os.listdir", "os.scandir")
_IMPORT_SYSTEM = "<frozen importlib"  # lists folders to find modules: what it finds is noted

_active: list[Reading] = []
_hooked: list[bool] = []


@contextlib.contextmanager
def reading(project: Path) -> Iterator[Reading]:
    """Record what is read until the block ends.

    At its end the project's own modules are unloaded, and what the texts say is added.
    """
    if not _hooked:
        _hooked.append(True)
        sys.addaudithook(_audit)  # cannot be removed again: it looks away when nothing runs
    record = Reading(os.path.realpath(project), str(project.absolute()))
    with looking_on_imports(record), looking_on_readers(record):
        _active.append(record)
        try:
            yield record
        finally:
            _active.remove(record)
    _add_written_impurities(record)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if not _active or is_unnoticed():
        return
    record = _active[-1]
    if event == "open":
        _note_open(record, *arguments)
    elif event in _LISTS:
        if not sys._getframe(1).f_code.co_filename.startswith(_IMPORT_SYSTEM):  # noqa: SLF001
            record.note("folders", arguments[0] if arguments[0] is not None else ".")
    elif event == "os.mkdir":
        record.note_made(arguments[0], anew=False)
    elif event in _OPENS:
        _note_named(record, arguments[0])
    else:
        for prefix, reason in _EVENTS.items():
            if event.startswith(prefix):
                record.impurities.add(f"{reason}: {event}")


def _note_open(record: Reading, path: object, mode: str | None, flags: int) -> None:
    text = text_of(path)
    if text is None or "__pycache__" in text:
        return
    anew = flags & (os.O_TRUNC | os.O_EXCL) if mode is None else {"w", "x"} & set(mode)
    writes_only = flags & os.O_WRONLY if mode is None else not {"r", "+"} & set(mode)
    if anew:
        record.note_made(text)
    elif not writes_only:
        record.note("files", text)


def _note_named(record: Reading, name: object) -> None:
    """Note a database or a library; the name alone of a library is looked up by the system."""
    text = text_of(name)
    if text is not None and (os.sep in text or "/" in text or Path(text).is_file()):
        record.note("files", text)


def _add_written_impurities(record: Reading) -> None:
    for name in record.local_files:
        if name.endswith(".py"):
            with contextlib.suppress(SyntaxError, OSError, ValueError):
                tree = ast.parse((Path(record.project) / name).read_bytes())
                record.impurities.update(written_impurities(tree, name))
