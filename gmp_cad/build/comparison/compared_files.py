"""The files of two states of a project, each with whose it is: a part's, an assembly's, the project's."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from gmp_cad.build.project_graph import PRODUCT
from gmp_cad.documents.comparison.difference import FileChange
from gmp_cad.documents.comparison.file_difference import file_change, likeness
from gmp_cad.engine.files.regular_file import regular
from gmp_cad.spec.layout import (
    ASSEMBLY,
    FIXTURES,
    MODEL,
    PARTS,
    SPEC,
    fixture_folders,
    part_folders,
)
from gmp_cad.spec.layout import PRODUCT as PRODUCT_FILE
from gmp_cad.spec.project_folder import TEMPLATES

PROJECT = ""
_SOURCES = (PARTS, FIXTURES, TEMPLATES)
_LARGEST = 50_000_000
_ALIKE = 0.6  # of the lines, as git has it
_LEFT_OUT = ("__pycache__",)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFiles:
    """The sources of one state: folders of parts by key, and every file by its path in the project."""

    root: Path
    parts: Mapping[str, str]
    fixtures: tuple[str, ...]
    paths: tuple[str, ...]

    def read(self, path: str) -> bytes | None:
        """Return what a file holds, None where there is none, or none that can be read."""
        held = regular(str(self.root / path), _LARGEST)
        return None if held is None else held.data

    def owner(self, path: str) -> str:
        """Return whose a file is: the key of a part or an assembly, "" of the project."""
        folder = PurePosixPath(path).parent
        for key, own in self.parts.items():
            if folder == PurePosixPath(own) or PurePosixPath(own) in folder.parents:
                return key
        pieces = path.split("/")
        if pieces[0] == FIXTURES and pieces[1] in self.fixtures:
            return pieces[1]
        return PRODUCT if path in (f"{PARTS}/{PRODUCT_FILE}", f"{PARTS}/{ASSEMBLY}") else PROJECT

    @property
    def names(self) -> tuple[str, ...]:
        """All that can be asked for by name."""
        product = (PRODUCT,) if f"{PARTS}/{PRODUCT_FILE}" in self.paths else ()
        return (*self.parts, *self.fixtures, *product)


def state_files(root: Path) -> StateFiles:
    """Return the sources of the project at ``root``; one whose files are not valid has them too."""
    parts = {path.name: f"{PARTS}/{path.name}" for path in part_folders(root / PARTS)}
    fixtures = fixture_folders(root / FIXTURES)
    for fixture in fixtures:
        for path in part_folders(fixture):
            parts[f"{fixture.name}.{path.name}"] = f"{FIXTURES}/{fixture.name}/{path.name}"
    return StateFiles(
        root=root, parts=parts, fixtures=tuple(path.name for path in fixtures),
        paths=tuple(sorted(_paths(root))),
    )  # fmt: skip


def _paths(root: Path) -> Iterator[str]:
    for path in sorted(root.iterdir()):
        if path.suffix in (".toml", ".py") and not path.name.startswith(".") and path.is_file():
            yield path.name
    for source in _SOURCES:
        for folder, folders, files in os.walk(root / source):
            folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _LEFT_OUT)
            below = Path(folder).relative_to(root)
            yield from (
                (below / n).as_posix()
                for n in files
                if not n.startswith(".") and not n.endswith("~")
            )


def renamed(before: StateFiles, after: StateFiles) -> dict[str, str]:
    """Return the parts that have another name now: the new one, with the old one.

    A part that went and one that came are one where most lines of specification and model are.
    """
    gone = [key for key in before.parts if key not in after.parts]
    found: dict[str, str] = {}
    for key in after.parts:
        if key not in before.parts:
            likely = [(_alike(before, old, after, key), old) for old in gone]
            share, old = max(likely, default=(0.0, ""))
            if share >= _ALIKE:
                found[key] = old
                gone.remove(old)
    return found


def _alike(before: StateFiles, old: str, after: StateFiles, new: str) -> float:
    shares = [
        likeness(
            before.read(f"{before.parts[old]}/{name}") or b"",
            after.read(f"{after.parts[new]}/{name}") or b"",
        )
        for name in (SPEC, MODEL)
    ]
    return min(shares)


def file_changes(
    before: StateFiles, after: StateFiles, was: Mapping[str, str]
) -> dict[str, tuple[FileChange, ...]]:
    """Return the files that differ, by whose they are; ``was``: earlier names of renamed parts.

    Files of a part that has another name now are compared with those that it had.
    """
    earlier = {after.parts[new] + "/": before.parts[old] + "/" for new, old in was.items()}

    def source(path: str) -> str:
        moved = next((new for new in earlier if path.startswith(new)), None)
        return path if moved is None else earlier[moved] + path.removeprefix(moved)

    found: dict[str, list[FileChange]] = {}
    seen = set()
    for path in after.paths:
        old = source(path)
        seen.add(old)
        change = file_change(path, before.read(old), after.read(path))
        if change is not None:
            found.setdefault(after.owner(path), []).append(change)
    for path in before.paths:
        if path not in seen and (change := file_change(path, before.read(path), None)) is not None:
            found.setdefault(before.owner(path), []).append(change)
    return {owner: tuple(sorted(changes, key=_order)) for owner, changes in found.items()}


def _order(change: FileChange) -> tuple[bool, str]:
    return not change.file.endswith(SPEC), change.file
