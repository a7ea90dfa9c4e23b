"""``gmp-cad ci``: the files that let GitHub Actions or GitLab CI check a project that exists."""

from __future__ import annotations

import argparse
from pathlib import Path

from typing_extensions import TypedDict

from gmp_cad.cli.build import project_of
from gmp_cad.cli.ci_files import ci_files, requirement
from gmp_cad.cli.ci_options import SERVICES
from gmp_cad.cli.output import print_json
from gmp_cad.cli.verdicts import say
from gmp_cad.engine.files.atomic_file import write_atomically
from gmp_cad.errors import ExitCode, UsageError
from gmp_cad.language import Message


class CiAnswer(TypedDict):
    """The files that were written into the repository; ``requirement``: what they let pip install."""

    repository: str
    files: list[str]
    requirement: str


def ci(options: argparse.Namespace) -> ExitCode:
    """Write the files at the root of the repository; those that are there are kept unless forced."""
    root = project_of(options)
    repository = next((f for f in (root, *root.parents) if (f / ".git").exists()), root)
    services = (options.service,) if options.service else SERVICES
    files = ci_files(services, root.relative_to(repository).as_posix())
    there = [name for name, data in files.items() if _differs(repository / name, data)]
    if there and not options.force:
        raise UsageError(
            Message("there already, and not the same: {files}", files=", ".join(there)),
            Message("--force replaces them"),
        )
    for name, data in files.items():
        write_atomically(repository / name, data)
    if options.json:
        print_json(
            dict(CiAnswer(repository=str(repository), files=list(files), requirement=requirement()))
        )
        return ExitCode.OK
    told = Message(
        "CI installs {requirement}: where that is not to be had, set the variable {variable} (docs/ci.md)",
        requirement=requirement(), variable="GMP_CAD",
    )  # fmt: skip
    say(*(f"→ {repository / name}" for name in files), told.say(options.lang))
    return ExitCode.OK


def _differs(path: Path, data: bytes) -> bool:
    return path.exists() and (not path.is_file() or path.read_bytes() != data)
