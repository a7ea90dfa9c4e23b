"""``gmp-cad new``: a fresh project that builds green at once, or a part of one that exists."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from gmp_cad.cli import terminal
from gmp_cad.cli.ci_files import ci_files
from gmp_cad.cli.mentioned import mentioned
from gmp_cad.cli.new_part import is_part_folder, part_files, part_steps
from gmp_cad.cli.schema import file_texts
from gmp_cad.engine.files.atomic_file import write_atomically
from gmp_cad.errors import ExitCode, UsageError
from gmp_cad.language import Message

_RENAMED = {"gitignore": ".gitignore"}
_FILLED_IN = ("github", "gitlab-ci.yml", "part")  # by ci_files, by part_files
_FIRST_STEPS = {
    "gmp-cad build": Message("all of it: output/index.html, output/dossier.pdf"),
    "gmp-cad show cale": Message("a part in the browser, while it is modelled"),
    "gmp-cad plan cale --write": Message("its process plan proposed; a build makes the contracts"),
    "gmp-cad new parts/support": Message("a part of your own: spec.toml and model.py to fill"),
}


def new(options: argparse.Namespace) -> ExitCode:
    """Write a project into a new or empty folder; into ``parts/NAME`` of a project, a part."""
    folder = Path(options.folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(
            Message("{folder} exists and is not an empty folder", folder=str(folder)),
            Message("give the name of a folder that does not exist yet"),
        )
    is_part = is_part_folder(folder)
    files = part_files(folder) if is_part else _project_files(options.lang)
    for name, data in files.items():
        write_atomically(folder / name, data)
    if options.json:
        terminal.print_json({"folder": str(folder), "files": sorted(files)})
        return ExitCode.OK
    steps = part_steps if is_part else _project_steps
    said = "\n".join(steps(folder, options.lang))
    terminal.console().print(terminal.plain(said))
    return ExitCode.OK


def _project_steps(folder: Path, lang: str) -> list[str]:
    message = Message("project written to {folder}; next:", folder=str(folder))
    enter = f"  cd {shlex.quote(str(folder))}"
    return [message.say(lang), enter, *mentioned(_FIRST_STEPS, lang)]


def _project_files(lang: str) -> dict[str, bytes]:
    """Return the starter project and the schemas of its files, by place in the project."""
    starter = resources.files("gmp_cad").joinpath("starter")
    schemas = {f"schema/{name}": text.encode() for name, text in file_texts(lang).items()}
    return {**dict(_files(starter, "")), **ci_files(), **schemas}


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if not prefix and entry.name in _FILLED_IN:
            continue
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + _RENAMED.get(entry.name, entry.name), entry.read_bytes()
