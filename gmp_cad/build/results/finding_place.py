"""At which file and line a finding stands, for what shows findings beside the lines of a project.

A finding that gives no line gets that of the key it names; one that gives no file, the file of the
subject it is about. Light: no specification is parsed, only looked through for a key's line.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from gmp_cad.engine.files.regular_file import regular
from gmp_cad.spec.lines import Keys, find_line
from gmp_cad.spec.project_folder import FIXTURES, PARTS

_KEY = re.compile(r'"([^"]*)"|\[(\d+)\]|([^."\[\]]+)')
_PHASE = re.compile(r"ph\d")
_PRODUCT = "product"
_TABLES = ("dimensions", "tolerances", "features", "textures", "item")
_MOST_BYTES = 5_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingPlace:
    """A file, relative to the repository with forward slashes, and a line and column from 1."""

    file: str
    line: int
    column: int | None = None


def subject_of(name: str) -> str:
    """Return the part, product, fixture or file that the dotted name of a finding is about."""
    return name if "/" in name else name.split(".", maxsplit=1)[0].split("@", maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class FindingPlaces:
    """Tells where the findings of the project at ``root`` stand.

    Paths are relative to the repository that the project is in (the nearest folder upward with
    ``.git``), else to the project: so they are read where files are shown beside a change.
    """

    root: Path
    _texts: dict[str, str] = field(default_factory=dict)

    def of(self, row: Mapping[str, Any]) -> FindingPlace:
        """Return where a finding stands, given as ``report.json`` writes it."""
        where = row["where"]
        if where is None or not where["file"]:
            return self._of_subject(row["subject"])
        line = where["line"] or self._line(where["file"], keys_of(where["path"]))
        return self._placed(where["file"], line, where.get("column"))

    def _of_subject(self, name: str) -> FindingPlace:
        if (self.root / name).is_file():
            return self._placed(name, None)
        steps = name.split(".")
        for file, rest in _files(subject_of(name), steps[1:]):
            if (self.root / file).is_file():
                tables: tuple[Keys, ...] = (tuple(rest), *((t, *rest) for t in _TABLES))
                found = (self._exact(file, keys) for keys in tables if rest)
                return self._placed(file, next((line for line in found if line), None))
        return self._placed(self._any_file(), None)

    def _any_file(self) -> str:
        """Return a file of the project for what is about none: a place is asked for always."""
        specs = sorted((self.root / PARTS).glob("*/spec.toml"))
        product = self.root / PARTS / "product.toml"
        found = [path for path in (product, *specs) if path.is_file()]
        return found[0].relative_to(self.root).as_posix() if found else PARTS

    def _exact(self, file: str, keys: Keys) -> int | None:
        """Return the line of a key that is written; none of its parents stands for it."""
        line, above = self._line(file, keys), self._line(file, keys[:-1])
        return line if line != above else None

    def _line(self, file: str, keys: Keys) -> int | None:
        if not file.endswith(".toml") or not keys:
            return None
        if file not in self._texts:
            content = regular(os.fspath(self.root / file), _MOST_BYTES)
            text = content.data.decode("utf-8-sig", "replace") if content else ""
            self._texts[file] = text.replace("\r\n", "\n")
        return find_line(self._texts[file], keys)

    def _placed(self, file: str, line: int | None, column: int | None = None) -> FindingPlace:
        above = _above(self.root)
        shown = file if PurePosixPath(file).is_absolute() else (above / file).as_posix()
        return FindingPlace(file=shown, line=line or 1, column=column if line else None)


def keys_of(path: str) -> Keys:
    """Return the keys of a dotted path such as ``phase[3].operation[0]."à part"``."""
    found = _KEY.findall(path)
    return tuple(int(index) if index else quoted or bare for quoted, index, bare in found)


def _files(subject: str, rest: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield the files that may write a subject, the likeliest first, and what is left of its name."""
    if subject == _PRODUCT:
        yield f"{PARTS}/product.toml", rest
        return
    if rest and _PHASE.match(rest[0]):
        yield f"{PARTS}/{subject}/process.toml", []
    yield f"{PARTS}/{subject}/spec.toml", rest
    if rest:
        yield f"{FIXTURES}/{subject}/{rest[0]}/spec.toml", rest[1:]
    yield f"{FIXTURES}/{subject}/fixture.toml", rest


def _above(root: Path) -> PurePosixPath:
    """Return the path of the project in the repository that it is in; "." where it is in none."""
    whole = root.resolve()
    for folder in (whole, *whole.parents):
        if (folder / ".git").exists():
            return PurePosixPath(whole.relative_to(folder).as_posix())
    return PurePosixPath()
