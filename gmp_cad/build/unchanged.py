"""Whether anything changed since a build was complete: then its report is the answer.

To plan a build takes seconds where there are thousands of tasks, and loads what reads and checks
specifications. A complete build therefore leaves a stamp in the project's cache folder: what it was
asked for, the state of everything that it can have read (the files of the project, what scripts
read besides, gmp_cad's own sources, the packages, the commit), and the state of what it published.
Where all of it stands as it stood, planning again would find nothing to do, and say the same.

Nothing heavy is imported here. Whatever is damaged, missing or cannot be told is no answer: the
build is planned then, and leaves a new stamp.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import gmp_cad
from gmp_cad.build.output_place import INDEX, REPORT
from gmp_cad.build.settings import Settings, output_folder
from gmp_cad.build.source_commit import source_commit
from gmp_cad.engine.cache.cache_place import CACHE, history_file, store_folder
from gmp_cad.engine.cache.cache_place import VARIABLE as CACHE_VARIABLE
from gmp_cad.engine.cache.sealed_file import read_sealed, write_sealed
from gmp_cad.engine.cache.store import (
    CacheError,
    Entry,
    MissingObjectError,
    Store,
    canonical,
    digest_of,
)
from gmp_cad.engine.files.file_states import Look, Row, Rows, UnknowableError, contents
from gmp_cad.language import Message
from gmp_cad.spec.project_folder import FIXTURES, PARTS, TEMPLATES

_own: list[Rows] = []  # once a process: what it runs does not change any more
_ANY: Row = ["", None, None]
_VERSION = 2
# At the top of a project: what builds and runs of pytest leave there.
_UNSEEN = (CACHE, "output", ".pytest_cache")
_UNSEEN_SOURCES = ("__pycache__",)
_VARIABLES = ("SOURCE_DATE_EPOCH", "PYTHONPATH")
_OWN_VARIABLES = "GMP_CAD_"
_MOST_STAMPS = 32
_STAMP = "complete-"
_BESIDES = ("files", "folders", "links")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All that a build can have read, before or after it: by area, what each file holds.

    ``times``: of the project's files, when they were written.
    """

    project: Rows
    times: Mapping[str, tuple[int, ...]]
    own: Rows
    around: Mapping[str, Any]

    def same(self, other: State) -> bool:
        """Tell whether nothing reads differently, and nothing was written in between and back."""
        return (
            contents(self.project) == contents(other.project)
            and self.times == other.times
            and contents(self.own) == contents(other.own)
            and self.around == other.around
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Besides:
    """What a build read besides the files of the project: paths from its root, or absolute."""

    files: frozenset[str] = frozenset()
    folders: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a build has to say: the same whether it was planned or found unchanged.

    ``report``: the text of ``report.json``; ``ran``: why each task that ran did; ``first``: what to
    look at, below the output folder.
    """

    report: bytes
    exit_code: int
    tasks: int
    first: tuple[str, ...] = ()
    ran: Mapping[str, tuple[Message, ...]] = field(default_factory=dict)
    written: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A complete build: its answer, what it read besides, and all that it published, by digest.

    ``published``: None where the build publishes nothing but its report.
    """

    answer: Answer
    besides: Besides
    published: Mapping[str, str] | None


def state(
    root: Path, known: Mapping[str, Any] | None = None, *, strange: bool = False
) -> State | None:
    """Return the state of all that a build of the project reads; None where it cannot be told.

    ``known``: areas of an earlier state, whose proofs spare to read files again.
    ``strange``: the folder is a stranger's; its version control is not asked, for it may run programs.
    """
    known = known or {}
    try:
        project = Look(str(root), known.get("project", {}))
        for folder in (PARTS, FIXTURES, TEMPLATES):
            project.folder(folder)
        project.names("", unseen=_UNSEEN)
        for name in sorted(os.listdir(root)):  # noqa: PTH208
            if name.endswith(".toml"):
                project.file(name)
        own = _own_sources(known.get("own", {}))
    except (UnknowableError, OSError):
        return None
    return State(
        project=project.rows, times=project.times, own=own, around=_around(root, strange=strange)
    )


def _own_sources(known: Mapping[str, Row]) -> Rows:
    """Return the state of gmp_cad's own sources and of the templates that come with it."""
    if not _own:
        package = Path(gmp_cad.__file__).parent
        look = Look(str(package.parent), known, confined=False)
        look.folder(package.name, unseen=_UNSEEN_SOURCES)
        look.folder(TEMPLATES)  # beside the package in a checkout, inside it when installed
        _own.append(look.rows)
    return _own[0]


def _around(root: Path, *, strange: bool) -> dict[str, Any]:
    machine = (
        os.uname().machine if hasattr(os, "uname") else os.environ.get("PROCESSOR_ARCHITECTURE")
    )
    own = [n for n in os.environ if n.startswith(_OWN_VARIABLES) and n != CACHE_VARIABLE]
    return {
        "python": f"{sys.version} {sys.platform} {machine}",
        "packages": _packages(),
        "commit": "" if strange else source_commit(root),
        "variables": {name: os.environ.get(name) for name in sorted({*own, *_VARIABLES})},
    }


def _packages() -> list[list[Any]]:
    """Return the installed packages, where their versions stand, in the order of the search path."""
    found: list[list[Any]] = []
    for folder in dict.fromkeys(sys.path):
        with contextlib.suppress(OSError), os.scandir(folder or ".") as entries:
            found += sorted(
                [e.name, e.stat().st_mtime_ns]
                for e in entries
                if e.name.endswith((".dist-info", ".egg-info", ".pth"))
            )
    return found


def begun(root: Path, settings: Settings) -> State | None:
    """Return the state when a build begins, read anew where an earlier stamp does not prove it."""
    stamp = read_sealed(stamp_file(root, settings), _VERSION)
    known = stamp["rows"] if stamp is not None else None
    return state(root, known, strange=settings.sandbox)


def keep(root: Path, settings: Settings, before: State | None, done: Done) -> None:
    """Leave the stamp of a complete build, unless something changed while it ran.

    ``before``: the state when it began. That the stamp cannot be written stops nothing.
    """
    if before is None:
        return
    known = {"project": before.project, "own": before.own}
    after = state(root, known, strange=settings.sandbox)
    if after is None or not before.same(after):
        return
    report, said = done.answer.report, done.answer
    with contextlib.suppress(OSError, CacheError, MissingObjectError, UnknowableError):
        store = Store(store_folder(root, settings.cache))
        digest = store.put(report)
        store.record(_report_key(digest), Entry(outputs={"report": digest}, facts={}))
        stamp = {
            "version": _VERSION,
            "asked": _asked(root, settings),
            "around": after.around,
            "read": {name: sorted(getattr(done.besides, name)) for name in _BESIDES},
            "rows": {
                "project": after.project, "own": after.own,
                "besides": _besides(root, done.besides, {}),
                "outputs": _as_published(root, settings, done.published),
            },
            "said": {"report": digest, "exit_code": int(said.exit_code), "tasks": said.tasks,
                     "first": list(said.first)},
        }  # fmt: skip
        _write(stamp_file(root, settings), stamp)
        _prune(stamp_file(root, settings).parent)


def answer(root: Path, settings: Settings) -> Answer | None:
    """Return what the build would say where it would find nothing to do; None where it may.

    ``report.json`` is put back as this build would leave it: another one may have written it since.
    Raises what the build would where store or output folder cannot be written.
    """
    path = stamp_file(root, settings)
    stamp = read_sealed(path, _VERSION)
    if stamp is None or stamp["asked"] != _asked(root, settings):
        return None
    known, said = stamp["rows"], stamp["said"]
    now = state(root, known, strange=settings.sandbox)
    if now is None or now.around != stamp["around"]:
        return None
    read = Besides(**{name: frozenset(stamp["read"][name]) for name in _BESIDES})
    try:
        rows = {
            "project": now.project, "own": now.own,
            "besides": _besides(root, read, known["besides"]),
            "outputs": _outputs(root, settings, known["outputs"]),
        }  # fmt: skip
    except UnknowableError:
        return None
    report = _report(root, settings, said["report"])
    if report is None or any(contents(rows[area]) != contents(known[area]) for area in rows):
        return None
    _restore(root, settings, report)
    if rows != known:  # what was too new to prove is old enough now: it need not be read again
        with contextlib.suppress(OSError):
            _write(path, {**stamp, "rows": rows})
    return Answer(
        report=report, exit_code=said["exit_code"], tasks=said["tasks"], first=tuple(said["first"])
    )


def stamp_file(root: Path, settings: Settings) -> Path:
    """Return where the stamp of a build that was asked for so is kept."""
    name = digest_of(canonical(_asked(root, settings)))[:16]
    return history_file(root, settings.kept).with_name(f"{_STAMP}{name}.json")


def _asked(root: Path, settings: Settings) -> dict[str, Any]:
    """Return all that the build was asked for; by how many workers changes nothing."""
    said = {name: getattr(settings, name) for name in settings.__slots__ if name != "jobs"}
    plain = {n: str(v) if isinstance(v, Path) else v for n, v in said.items()}
    return {**plain, "subjects": list(settings.subjects), "root": str(root.absolute())}


def _besides(root: Path, besides: Besides, known: Mapping[str, Row]) -> Rows:
    look = Look(str(root), known, confined=False)
    for path in sorted(besides.files):
        look.file(path)
    for path in sorted(besides.folders):
        look.names(path)
    for path in sorted(besides.links):
        look.link(path)
    return look.rows


def _as_published(root: Path, settings: Settings, published: Mapping[str, str] | None) -> Rows:
    """Return the state of the output folder: its files hold what was just written there."""
    if published is None:
        return {}
    folders = {str(folder) for path in published for folder in PurePosixPath(path).parents}
    rows: Rows = {path: ["file", digest, None] for path, digest in published.items()}
    return {**_outputs(root, settings, dict.fromkeys([INDEX, *sorted(folders)], _ANY)), **rows}


def _outputs(root: Path, settings: Settings, known: Mapping[str, Row]) -> Rows:
    """Return the state of the files that the build published; they are read at every build."""
    look = Look(str(_folder(root, settings)), known, confined=False, most_bytes=math.inf)
    for path in known:
        look.plain(path)
    return look.rows


def _folder(root: Path, settings: Settings) -> Path:
    return output_folder(root, settings.lang, settings.condition, settings.into)


def _report(root: Path, settings: Settings, digest: str) -> bytes | None:
    store = Store(store_folder(root, settings.cache))
    store.open()
    try:
        return store.get(digest) if store.lookup(_report_key(digest)) else None
    except MissingObjectError:
        return None


def _restore(root: Path, settings: Settings, report: bytes) -> None:
    path = _folder(root, settings) / REPORT
    try:
        if not path.is_symlink() and path.read_bytes() == report:
            return
    except OSError:
        pass
    from gmp_cad.build.outputs import outputs_of  # noqa: PLC0415 - its locks wait for what is written

    outputs_of(root, settings).write(REPORT, report)


def _report_key(digest: str) -> str:
    return digest_of(canonical({"report": digest}))


def _write(path: Path, stamp: Mapping[str, Any]) -> None:
    body = json.dumps(stamp, separators=(",", ":")).encode()  # ASCII: names may be no Unicode
    write_sealed(path, body)


def _prune(folder: Path) -> None:
    """Keep the latest stamps: each set of subjects, language and condition has its own."""
    stamps = sorted(folder.glob(f"{_STAMP}*.json"), key=lambda p: p.stat().st_mtime_ns)
    for path in stamps[:-_MOST_STAMPS]:
        path.unlink(missing_ok=True)
