"""``gmp-cad new``: a fresh project that builds green at once."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from gmp_cad.cli import terminal
from gmp_cad.cli.ci_files import ci_files
from gmp_cad.cli.schema import file_texts
from gmp_cad.engine.files.atomic_file import write_atomically
from gmp_cad.errors import ExitCode, UsageError
from gmp_cad.language import Message

_RENAMED = {"gitignore": ".gitignore"}
_FILLED_IN = ("github", "gitlab-ci.yml")  # by ci_files


def new(options: argparse.Namespace) -> ExitCode:
    """Write the starter project and the schemas of its files into a new or empty folder."""
    folder = Path(options.folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            Message("{folder} exists and is not an empty folder", folder=str(folder)),
            Message("give the name of a folder that does not exist yet"),
        )
    starter = resources.files("gmp_cad").joinpath("starter")
    schemas = {f"schema/{name}": text.encode() for name, text in file_texts(options.lang).items()}
    written = []
    for name, data in (*_files(starter, ""), *ci_files().items(), *schemas.items()):
        write_atomically(folder / name, data)
        written.append(name)
    if options.json:
        terminal.print_json({"folder": str(folder), "files": sorted(written)})
        return ExitCode.OK
    out = terminal.console()
    message = Message("project written to {folder}; next:", folder=str(folder))
    out.print(terminal.plain(message.say(options.lang)))
    out.print(terminal.plain(f"  cd {shlex.quote(str(folder))}\n  gmp-cad build"))
    return ExitCode.OK


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if not prefix and entry.name in _FILLED_IN:
            continue
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + _RENAMED.get(entry.name, entry.name), entry.read_bytes()
