"""Names for the faces that an operation makes: those of the specification, else new ones."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gmp_cad.process.planning.draft import NewName
from gmp_cad.process.planning.part_view import PartView

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class NameBook:
    """The names of a part's faces, and those that had to be added for the plan."""

    def __init__(self, view: PartView) -> None:
        self.view = view
        self.added: dict[str, NewName] = {}
        self._known = list(self._spoken(view))

    @staticmethod
    def _spoken(view: PartView) -> Iterable[tuple[str, frozenset[int]]]:
        """Yield what the specification calls by a name: whole features first, then instances."""
        named = {n: f for n, f in view.geometry.features.items() if _NAME.fullmatch(n)}
        own = set(view.spec.features)
        for name in sorted(named, key=lambda n: (n not in own, n)):
            faces = frozenset(f for one in named[name] for f in one.faces)
            yield name, faces
        for name in sorted(named):
            if len(named[name]) > 1:
                for i, one in enumerate(named[name], 1):
                    yield f"{name}[{i}]", frozenset(one.faces)

    def cover(self, faces: Iterable[int], stem: str = "face") -> tuple[str, ...]:
        """Return names that together denote exactly ``faces``; new ones begin with ``stem``."""
        left, names = set(faces), []
        whole = frozenset(left)
        fitting = [(n, f) for n, f in self._known if f and f <= whole]
        while True:
            best = max(fitting, key=lambda nf: len(nf[1] & left), default=None)
            if best is None or not best[1] & left:
                break
            names.append(best[0])
            left -= best[1]
        names += [self._new(group, stem) for group in self._alike(left)]
        return tuple(names)

    def plane(self, face: int) -> str:
        """Return the name of one face."""
        return self.cover((face,))[0]

    def _alike(self, faces: Iterable[int]) -> list[tuple[int, ...]]:
        """Return faces that may share a name: of one surface kind; flat ones stand alone."""
        groups: dict[object, list[int]] = {}
        for face in sorted(faces):
            kind = self.view.face(face).surface
            key = (face,) if kind == "plane" else (kind, round(self.view.face(face).radius_mm, 4))
            groups.setdefault(key, []).append(face)
        return [tuple(group) for group in groups.values()]

    def _new(self, faces: tuple[int, ...], stem: str) -> str:
        taken = {*self.added, *self.view.spec.features, *self.view.spec.dimensions,
                 *self.view.geometry.features}  # fmt: skip
        number = 1
        while f"{stem}_{number}" in taken:
            number += 1
        name = f"{stem}_{number}"
        texts = [self.view.reach(face).selector for face in faces]
        selector = texts[0] if len(texts) == 1 else " or ".join(f"({text})" for text in texts)
        self.added[name] = NewName(
            name=name, faces=faces, selector=selector if all(texts) else ""
        )  # fmt: skip
        self._known.append((name, frozenset(faces)))
        return name
