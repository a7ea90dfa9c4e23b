"""The output folder: files appear whole, by rename; what is already right is not touched.

Its index says which files are the build's own, and what was written into each. It says nothing of
this machine, as no file of the folder does: whether a file still is as written, its content tells.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from gmp_cad.build.atomic_file import write_atomically
from gmp_cad.build.store import Store, canonical, digest_of

_INDEX = ".gmp-cad.json"
_VERSION = 2


class Outputs:
    """The published files of a project, with the digest that each was written from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index: dict[str, str] = {}
        try:
            document = json.loads((folder / _INDEX).read_bytes())
            if document["version"] == _VERSION:
                self._index = {p: d for p, d in document["files"].items() if _is_below(p)}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self._index = {}

    def publish(
        self, files: Mapping[str, str], store: Store, *, whole: bool
    ) -> tuple[tuple[str, ...], dict[str, str]]:
        """Make each path hold its object; return what was written, and what could not be, and why.

        A file that another program keeps open (a PDF on Windows) does not stop the others.

        With ``whole``, files that an earlier build published and this one does not are removed.
        """
        written, locked = [], {}
        for path, digest in sorted(files.items()):
            if self._current(path, digest):
                continue
            data = store.get(digest)
            try:
                write_atomically(self.folder / path, data)
            except OSError as error:
                locked[path] = error.strerror or str(error)
                continue
            written.append(path)
            self._index[path] = digest
        stale = sorted(set(self._index) - set(files)) if whole else []
        self._remove(stale)
        if written or stale:
            self._save()
        return tuple(written), locked

    def write(self, path: str, data: bytes) -> None:
        """Replace a file that belongs to the run itself (``report.json``)."""
        target = self.folder / path
        try:
            if target.read_bytes() == data:
                return
        except OSError:
            pass
        write_atomically(target, data)

    def _current(self, path: str, digest: str) -> bool:
        """Tell whether the file is the build's own and holds this; it may be edited by hand."""
        if self._index.get(path) != digest:
            return False
        try:
            return digest_of((self.folder / path).read_bytes()) == digest
        except OSError:
            return False

    def _remove(self, paths: Iterable[str]) -> None:
        for path in paths:
            (self.folder / path).unlink(missing_ok=True)
            del self._index[path]
            for folder in (self.folder / path).parents:
                if folder == self.folder or any(folder.iterdir()):
                    break
                folder.rmdir()

    def _save(self) -> None:
        document = {"version": _VERSION, "files": dict(sorted(self._index.items()))}
        write_atomically(self.folder / _INDEX, canonical(document))


def _is_below(path: str) -> bool:
    """Tell whether a path of the index stays in the folder: what it names may be removed."""
    return not {"", ".", ".."} & set(path.split("/")) and not {"\\", ":"} & set(path)
