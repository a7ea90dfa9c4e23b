"""The folders of a project: which hold parts and fixtures, and which files they miss."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from gmp_cad.errors import Problem, Where
from gmp_cad.language import Message
from gmp_cad.spec.fault import InvalidValueError
from gmp_cad.spec.project_folder import FIXTURES as FIXTURES  # noqa: PLC0414 - its users import it here
from gmp_cad.spec.project_folder import PARTS as PARTS  # noqa: PLC0414 - its users import it here
from gmp_cad.spec.text import check_name
from gmp_cad.spec.toml import unreadable

SPEC, MODEL, PROCESS, BASELINE = "spec.toml", "model.py", "process.toml", "baseline.toml"
PRODUCT, FIXTURE, ASSEMBLY, WORKSHOP = (
    "product.toml", "fixture.toml", "assembly.py", "workshop.toml",
)  # fmt: skip
MAX_SCRIPT_BYTES = 5_000_000
_OF_A_PART = (SPEC, MODEL, PROCESS)
_PRODUCT_SUBJECT = "product"


def present(path: Path) -> bool:
    """Return whether something is called ``path``, be it a folder or a broken link."""
    return os.path.lexists(path)


def relative(root: Path, path: Path) -> str:
    """Return the address of a file in messages: from the project's folder, forward slashes."""
    return path.relative_to(root).as_posix().encode("utf-8", "replace").decode("utf-8")


def entries(folder: Path) -> list[Path]:
    """Return what a folder holds, sorted; nothing if it is none. Raises OSError if unreadable."""
    return sorted(folder.iterdir()) if folder.is_dir() else []


def part_folders(folder: Path) -> list[Path]:
    """Return the folders that hold, or should hold, the specification of a part."""
    return [path for path in entries(folder) if path.is_dir() and _names(path) & set(_OF_A_PART)]


def fixture_folders(folder: Path) -> list[Path]:
    """Return the folders that hold, or should hold, a fixture."""
    return [
        path
        for path in entries(folder)
        if path.is_dir() and (_names(path) & {FIXTURE, ASSEMBLY} or part_folders(path))
    ]


def _names(folder: Path) -> set[str]:
    """Return the names in a folder as they are meant: small letters, no ``.txt`` of an editor."""
    return {_meant(path.name) for path in entries(folder)}


def _meant(name: str) -> str:
    return name.casefold().removesuffix(".txt")


def layout_problems(root: Path) -> Iterator[Problem]:
    """Yield the folders with bad names, the files that are missing, and those misnamed."""
    yield from _misnamed(root, root, (WORKSHOP,))
    parts, fixtures = root / PARTS, root / FIXTURES
    yield from _misnamed(root, parts, (PRODUCT, ASSEMBLY))
    yield from _together(root, parts, PRODUCT)
    for path in part_folders(parts):
        yield from _part(root, path)
    names = {path.name for path in part_folders(parts)}
    for path in fixture_folders(fixtures):
        yield from bad_name(root, path)
        if path.name in names:
            message = Message("a part and a fixture are both called {name!r}", name=path.name)
            yield Problem(Where(relative(root, path)), message, Message("rename one of them"))
        yield from _misnamed(root, path, (FIXTURE, ASSEMBLY))
        yield from _together(root, path, FIXTURE)
        for part in part_folders(path):
            yield from _part(root, part)


def _part(root: Path, path: Path) -> Iterator[Problem]:
    yield from bad_name(root, path)
    yield from _misnamed(root, path, (*_OF_A_PART, BASELINE))
    written = _names(path)
    if SPEC not in written:
        message = Message("the specification is missing: expected {file}", file=SPEC)
        yield Problem(Where(relative(root, path / SPEC)), message)
    if MODEL not in written:
        message = Message("the model is missing: expected {file}", file=MODEL)
        hint = Message("write def build(d) in it; gmp-cad new shows an example")
        yield Problem(Where(relative(root, path / MODEL)), message, hint)
    else:
        yield from _unreadable(root, path / MODEL)


def bad_name(root: Path, path: Path) -> Iterator[Problem]:
    """Yield the problem of a folder that cannot name a part or a fixture."""
    where = Where(relative(root, path))
    try:
        check_name(path.name)
    except InvalidValueError as error:
        better = proposed(path.name)
        hint = Message("rename the folder, for example {name}", name=better) if better else None
        yield Problem(where, error.message, error.hint or hint)
        return
    if path.name == _PRODUCT_SUBJECT:
        message = Message("{name!r} is the product itself, not a part", name=path.name)
        yield Problem(where, message, Message("rename the folder"))


def proposed(name: str) -> str:
    """Return the nearest name that a folder may have, "" if none is near."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    try:
        return check_name(words)
    except InvalidValueError:
        return ""


def _misnamed(root: Path, folder: Path, expected: tuple[str, ...]) -> Iterator[Problem]:
    for path in entries(folder):
        meant = _meant(path.name)
        if meant in expected and path.name != meant and not present(folder / meant):
            message = Message("the file must be called {name}", name=meant)
            yield Problem(Where(relative(root, path)), message, Message("rename it"))


def _together(root: Path, folder: Path, spec: str) -> Iterator[Problem]:
    """Yield what is missing of a specification and its assembly; both go together."""
    written = _names(folder)
    if ASSEMBLY in written and spec not in written:
        message = Message("the specification is missing: expected {file}", file=spec)
        yield Problem(Where(relative(root, folder / spec)), message)
    if spec in written and ASSEMBLY not in written:
        message = Message("the assembly is missing: expected {file}", file=ASSEMBLY)
        hint = Message("write def build(parts, d) in it, which places every item")
        yield Problem(Where(relative(root, folder / ASSEMBLY)), message, hint)
    else:
        yield from _unreadable(root, folder / ASSEMBLY)


def _unreadable(root: Path, script: Path) -> Iterator[Problem]:
    """Yield the problem of a script that is no file, or too large for one that somebody wrote."""
    if not present(script):
        return
    where = Where(relative(root, script))
    if not script.is_file():
        yield Problem(where, Message("a file is expected here"))
    elif (size := script.stat().st_size) > MAX_SCRIPT_BYTES:
        message = Message(
            "the file has {size} bytes; at most {limit} are read", size=size, limit=MAX_SCRIPT_BYTES
        )
        yield Problem(
            where, message, Message("is it the right file? a script is some pages of text")
        )


def refused(root: Path, error: OSError) -> Problem:
    """Return the problem that an unreadable folder of the project is."""
    path = Path(os.fsdecode(error.filename)) if error.filename else root
    inside = path.is_relative_to(root)
    return unreadable(relative(root, path) if inside else path.name, error)
