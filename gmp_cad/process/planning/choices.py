"""What a first proposal got wrong, so that the next one does otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Alternatives taken: none at first.

    ``barred``: faces that may not be made from a direction; ``single``: faces made without a rough
    operation before; ``merged``: spindles whose millings are one operation; ``first``: the spindle
    of the first turning phase; ``apart``: faces that get an operation of their own.
    """

    barred: frozenset[tuple[int, str]] = frozenset()
    single: frozenset[int] = frozenset()
    merged: frozenset[str] = frozenset()
    first: str = ""
    apart: frozenset[int] = frozenset()

    def with_barred(self, faces: frozenset[int], spindle: str) -> Choices:
        """Return the choices without these faces from a spindle."""
        return replace(self, barred=self.barred | {(face, spindle) for face in faces})

    def with_single(self, faces: frozenset[int]) -> Choices:
        """Return the choices with no rough operation on these faces."""
        return replace(self, single=self.single | faces)

    def with_merged(self, spindle: str) -> Choices:
        """Return the choices with all millings of a spindle in one operation."""
        return replace(self, merged=self.merged | {spindle})

    def with_apart(self, faces: frozenset[int]) -> Choices:
        """Return the choices with an operation for each of these faces."""
        return replace(self, apart=self.apart | faces)

    def starting(self, spindle: str) -> Choices:
        """Return the choices with the turning begun from a side."""
        return replace(self, first=spindle)
