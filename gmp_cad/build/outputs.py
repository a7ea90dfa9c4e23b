"""The output folder: files appear whole, and all of them or none; what is right is not touched.

Everything is written into a folder beside the outputs first, then renamed: whatever refuses to be
written (a full disk, a read-only folder) leaves the last outputs as they were. An index says which
files are the build's own, and what was written into each, before they appear: whoever is killed
leaves nothing that a later build does not know. It says nothing of this machine, as no file of the
folder does: whether a file still is as written, its content tells.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from gmp_cad.build.output_place import INDEX, REPORT, OutputError, Place, is_plain, require_distinct
from gmp_cad.build.project_lock import alone
from gmp_cad.build.settings import Settings, output_folder
from gmp_cad.engine.cache.cache_place import CACHE
from gmp_cad.engine.cache.store import Store, canonical, digest_of
from gmp_cad.engine.files.atomic_file import remove, replace_file
from gmp_cad.language import Message

_LAST_INDEX = "last index"
_NEW = ".gmp-cad-new-"  # the folder where files are written before they are renamed
_VERSION = 2


class Outputs:
    """The published files of a project, in a ``folder`` at or below ``root``.

    ``kept``: where the project keeps its history (none: in ``root``): its builds publish one at a
    time. What lies below ``root`` must be real folders, no links.
    """

    def __init__(self, folder: Path, root: Path, kept: Path | None = None) -> None:
        self.folder = folder
        self.root = root
        self.kept = root / CACHE if kept is None else kept

    def publish(
        self, files: Mapping[str, str], store: Store, *, whole: bool,
        report: Callable[[Mapping[str, Message]], bytes] | None = None,
    ) -> tuple[tuple[str, ...], dict[str, Message]]:  # fmt: skip
        """Make each path hold its object; return what was written, and what is wrong with the rest.

        A file that another program keeps open (a PDF on Windows) does not stop the others.
        ``report``: what ``report.json`` says, given those. With ``whole``, files that an earlier
        build published and this one does not are removed; one that stays is remembered. Raises OutputError where something
        cannot be written, MissingObjectError where the store lacks an object: then no file was
        touched.
        """
        require_distinct(files)
        place = Place(self.folder, self.root)
        with self._alone(place) as sure:
            known = self._index()
            wrong, stale = self._due(known, files, whole=whole)
            contents = {path: files[path] for path in wrong}
            told = {} if report is None else {REPORT: report({})}
            if not wrong and not stale and all(map(self._is, told, told.values())):
                return (), {}
            place.require_room([INDEX, *wrong, *told], known.keys() - files.keys())
            union = {**known, **files}
            last = {path: d for path, d in union.items() if path not in stale}
            own = {INDEX: _index_bytes(union), _LAST_INDEX: _index_bytes(last), **told}
            with self._new_folder(sure=sure) as new:
                waiting = _written(new, contents, own, store)
                final = waiting.pop(_LAST_INDEX)
                place.make_room(waiting, known.keys() - files.keys())
                locked = self._appear(waiting)
                left = [path for path in stale if not place.remove(path, last)]
                locked |= {path: _stays(path) for path in left}
                final.write_bytes(_index_bytes({**last, **{path: known[path] for path in left}}))
                replace_file(final, self.folder / INDEX)
                if locked and report is not None:
                    (new / REPORT).write_bytes(report(locked))
                    replace_file(new / REPORT, self.folder / REPORT)
            return tuple(path for path in wrong if path not in locked), locked

    def due(
        self, files: Mapping[str, str], *, whole: bool
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what :meth:`publish` would write, and what it would remove; nothing is touched."""
        wrong, stale = self._due(self._index(), files, whole=whole)
        return tuple(wrong), tuple(stale)

    def _due(
        self, known: Mapping[str, str], files: Mapping[str, str], *, whole: bool
    ) -> tuple[list[str], list[str]]:
        wrong = [
            path
            for path, digest in sorted(files.items())
            if known.get(path) != digest or not self._holds(path, digest)
        ]
        return wrong, sorted(set(known) - set(files)) if whole else []

    def write(self, path: str, data: bytes) -> None:
        """Replace a file that belongs to the run itself (``report.json``); raise OutputError."""
        if self._is(path, data):
            return
        place = Place(self.folder, self.root)
        with self._alone(place) as sure:
            place.require_room([path], ())
            with self._new_folder(sure=sure) as new:
                (new / "file").write_bytes(data)
                place.make_room([path], ())
                replace_file(new / "file", self.folder / path)

    @contextlib.contextmanager
    def _alone(self, place: Place) -> Iterator[bool]:
        """Write while no other build of the project does; what the system refuses is told."""
        with alone(self.kept) as sure:
            try:
                place.require_folder()
                yield sure
            except OSError as error:
                raise OutputError.refused(self.folder, error) from error

    def _appear(self, waiting: Mapping[str, Path]) -> dict[str, Message]:
        """Rename what was written, in order; return what another program holds."""
        locked = {}
        for path, written in waiting.items():
            try:
                replace_file(written, self.folder / path)
            except PermissionError as error:
                if path in (INDEX, REPORT):
                    raise
                reason = error.strerror or str(error)
                locked[path] = Message(
                    "the file {file} cannot be written: {reason}", file=path, reason=reason
                )
        return locked

    @contextlib.contextmanager
    def _new_folder(self, *, sure: bool) -> Iterator[Path]:
        """Give a folder to write in; those that killed builds left are removed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in self.folder.glob(f"{_NEW}*") if sure else ():
            remove(left)
        new = self.folder / f"{_NEW}{secrets.token_hex(4)}"
        new.mkdir()
        try:
            yield new
        finally:
            remove(new)

    def _index(self) -> dict[str, str]:
        """Return which files are the build's own; a path out of the folder is nobody's."""
        try:
            document = json.loads((self.folder / INDEX).read_bytes())
            known = document["files"].items() if document["version"] == _VERSION else ()
            return {path: digest for path, digest in known if is_plain(path)}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}

    def _holds(self, path: str, digest: str) -> bool:
        """Tell whether a real file holds this; it may have been edited by hand."""
        data = self._read(path)
        return data is not None and digest_of(data) == digest

    def _is(self, path: str, data: bytes) -> bool:
        return self._read(path) == data

    def _read(self, path: str) -> bytes | None:
        target = self.folder / path
        try:
            return None if target.is_symlink() or not target.is_file() else target.read_bytes()
        except OSError:
            return None


def outputs_of(root: Path, settings: Settings) -> Outputs:
    """Return where a build of the project at ``root`` publishes."""
    folder = output_folder(root, settings.lang, settings.condition, settings.into)
    if settings.into is None:
        return Outputs(folder, root, settings.kept)
    return Outputs(folder, settings.into, settings.kept or root / CACHE)


def _written(
    new: Path, files: Mapping[str, str], own: Mapping[str, bytes], store: Store
) -> dict[str, Path]:
    """Write what is to appear, the index first and the report last; nothing appears yet."""
    waiting = {path: new / str(number) for number, path in enumerate((INDEX, *files))}
    for path, digest in files.items():
        waiting[path].write_bytes(store.get(digest))
    for path, data in own.items():
        waiting.setdefault(path, new / f"own {path}").write_bytes(data)
    return waiting


def _stays(path: str) -> Message:
    return Message("the file {file} is of an earlier build, and cannot be removed", file=path)


def _index_bytes(files: Mapping[str, str]) -> bytes:
    return canonical({"version": _VERSION, "files": dict(sorted(files.items()))})
