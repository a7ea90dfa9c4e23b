"""A store that is looked into and never touched: no file written, removed or marked as used."""

from __future__ import annotations

from pathlib import Path

from gmp_cad.engine.cache.store import Entry, MissingObjectError, Store, digest_of, entry_in


class Glance(Store):
    """A store as it stands; what is put into it is held in memory."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._held: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        """Return the digest of ``data``, which stays in memory."""
        digest = digest_of(data)
        self._held[digest] = data
        return digest

    def get(self, digest: str) -> bytes:
        """Return the object, verified; raise MissingObjectError and leave a damaged one there."""
        if digest in self._held:
            return self._held[digest]
        try:
            data = Path(self._object(digest)).read_bytes()
        except OSError as error:
            raise MissingObjectError(digest) from error
        if digest_of(data) != digest:
            raise MissingObjectError(digest)
        return data

    def lookup(self, key: str) -> Entry | None:
        """Return what the key produced, if the entry is sound and all its objects are here."""
        try:
            found = entry_in(Path(self._entry(key)).read_bytes(), key)
        except OSError:
            return None
        if found is None or not all(self._stands(*output) for output in found["outputs"].values()):
            return None
        outputs = {name: digest for name, (digest, _) in found["outputs"].items()}
        return Entry(outputs=outputs, facts=found["facts"])
