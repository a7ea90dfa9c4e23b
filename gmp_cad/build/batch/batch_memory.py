"""What a class knows of a project since its last build, and whether that still holds.

It is kept in the summary's folder: what stands in the folder of a stranger proves nothing. Of a
build that is complete its stamp tells whether anything changed (:mod:`gmp_cad.build.unchanged`), as
for any build. It leaves none where it may end otherwise another time: files are invalid, a script
fails or dies. A class believes that it ends so again, until it is told to try, or anything changes:
the settings, the versions, any file of the project (nobody knows what a script that failed read),
what other scripts read outside of it, what was written.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from gmp_cad.build import unchanged
from gmp_cad.build.project_build import Build
from gmp_cad.build.settings import Settings
from gmp_cad.build.unchanged import State
from gmp_cad.documents.classroom.class_project import ClassProject
from gmp_cad.engine.cache.cache_place import CACHE
from gmp_cad.engine.cache.store import canonical, digest_of
from gmp_cad.engine.codec import decode, encode
from gmp_cad.engine.files.atomic_file import remove, write_atomically
from gmp_cad.engine.files.file_states import Look, Row, UnknowableError, contents
from gmp_cad.evidence.reads import GROUPS, Group, state_of

_VERSION = 2
_LEFT_OUT = frozenset({"output", CACHE, "node_modules"})
_UNSEEN = ("__pycache__", "node_modules")
_ACCIDENTS = frozenset({"bug", "missing", "unkept"})  # of this program and its store


def whole_state(
    root: Path, known: Mapping[str, Row] | None = None, *, strange: bool
) -> State | None:
    """Return the state of a project with all its files, read or not; None where it cannot be told.

    ``known``: what an earlier look told of the files. ``strange``: it is a stranger's.
    """
    known = known or {}
    now = unchanged.state(root, {"project": known}, strange=strange)
    if now is None:
        return None
    look = Look(str(root), known)
    try:
        for name in sorted(os.listdir(root)):  # noqa: PTH208
            if name not in _LEFT_OUT and not name.startswith(".") and name not in now.project:
                look.folder(name, _UNSEEN)
    except (UnknowableError, OSError):
        return None
    return replace(now, project={**now.project, **look.rows}, times={**now.times, **look.times})


class Memory:
    """What is kept of each project of a class, a file each; a damaged one is as none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def recall(self, slug: str, root: Path, settings: Settings) -> ClassProject | None:
        """Return what was kept of a project, if it would come out the same again.

        Raises what :func:`gmp_cad.build.unchanged.answer` does.
        """
        kept = self._read(slug)
        if kept is None or kept["asked"] != _asked(root, settings):
            return None
        if not (_is_answered if "report" in kept else _holds)(kept, root, settings):
            return None
        try:
            return decode(canonical(kept["project"]), ClassProject)
        except ValueError:
            return None

    def forget(self, slug: str) -> None:
        """Forget a project that is built again."""
        remove(self.folder / f"{slug}.json")

    def keep(self, slug: str, kept: Mapping[str, Any]) -> None:
        """Keep what :func:`proven` returned. That it cannot be written stops nothing."""
        document = {"version": _VERSION, "sum": digest_of(canonical(kept)), "kept": kept}
        with contextlib.suppress(OSError):
            write_atomically(self.folder / f"{slug}.json", canonical(document))

    def _read(self, slug: str) -> dict[str, Any] | None:
        try:
            document = json.loads((self.folder / f"{slug}.json").read_bytes())
            kept: dict[str, Any] = document["kept"]
            sound = (
                document["version"] == _VERSION and digest_of(canonical(kept)) == document["sum"]
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return kept if sound else None


def proven(
    project: ClassProject, root: Path, settings: Settings, before: State | None,
    built: Build | None, written: Iterable[Path],
) -> dict[str, Any] | None:  # fmt: skip
    """Return what to keep of a project that was built, with what proves that it still holds.

    None where that cannot be: a file changed since ``before``, the state when the build began, or
    the end was an accident. ``built``: None where files of the project are invalid; ``written``:
    the files that the build answers for.
    """
    if before is None:
        return None
    now = whole_state(root, before.project, strange=settings.sandbox)
    if now is None or not before.same(now):
        return None
    kept = {
        "asked": _asked(root, settings), "project": json.loads(encode(project, ClassProject)),
    }  # fmt: skip
    answer = None if built is None else unchanged.answer(root, settings)
    if built is not None and answer is not None and answer.report == built.text:
        return {**kept, "report": digest_of(answer.report)}
    outside = {} if built is None else _read_outside(built)
    if (built is not None and _is_accident(built)) or (settings.sandbox and any(outside.values())):
        return None  # what a stranger's script names may block whoever opens it
    return {
        **kept, "files": now.project, "own": _told(now.own), "around": now.around,
        "outside": outside, "written": {os.fspath(path): _status(path) for path in written},
    }  # fmt: skip


def _asked(root: Path, settings: Settings) -> str:
    return unchanged.stamp_file(root, settings).stem


def _is_answered(kept: Mapping[str, Any], root: Path, settings: Settings) -> bool:
    answer = unchanged.answer(root, settings)
    return answer is not None and digest_of(answer.report) == kept["report"]


def _holds(kept: Mapping[str, Any], root: Path, settings: Settings) -> bool:
    now = whole_state(root, kept["files"], strange=settings.sandbox)
    return (
        now is not None
        and contents(now.project) == contents(kept["files"])
        and _told(now.own) == kept["own"]
        and now.around == kept["around"]
        and all(
            state_of(group, root / path) == state
            for group in GROUPS
            for path, state in kept["outside"].get(group, {}).items()
        )
        and all(_status(Path(path)) == mark for path, mark in kept["written"].items())
    )


def _told(own: Mapping[str, Row]) -> str:
    """Return the state of gmp_cad's own sources, in short."""
    return digest_of(canonical({path: [*row] for path, row in contents(own).items()}))


def _is_accident(built: Build) -> bool:
    """Tell whether the build ended as it did for a reason that is not the project's."""
    results = built.results.values()
    return (
        not all(r.kept for r in results)
        or any(r.outcome.kind in _ACCIDENTS for r in results if r.state == "failed")
        or any(finding.code == "locked" for finding in built.findings)
    )


def _read_outside(built: Build) -> dict[Group, dict[str, str | None]]:
    """Return what scripts read that is not told with the project's files, as they found it."""
    found = [r.outcome.facts.get("reads", {}) for r in built.results.values() if r.ok]
    return {
        group: {
            path: state
            for reads in found
            for path, state in reads.get(group, {}).items()
            if not _is_told(path)
        }
        for group in GROUPS
    }


def _is_told(path: str) -> bool:
    """Tell whether a change at a path shows in the state of a whole project."""
    parts = PurePosixPath(path).parts
    return (
        not Path(path).is_absolute()
        and not {"..", *_UNSEEN} & {*parts}
        and not (parts and (parts[0] in _LEFT_OUT or parts[0].startswith(".")))
    )


def _status(path: Path) -> list[int]:
    """Return size and time of change of a file that was written; -1 where there is none."""
    try:
        status = path.stat()
    except OSError:
        return [-1, -1]
    return [status.st_size, status.st_mtime_ns]
