"""Names for the faces that an operation makes: those of the specification, else new ones."""

from __future__ import annotations

import re
from collections.abc import Iterable

from gmp_cad.process.planning.draft import NewName
from gmp_cad.process.planning.part_view import SAME_MM, PartView

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FACING = 1 - 1e-6


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
        """Return a name of one flat face: one that denotes it, or it and others in its plane."""
        if self.view.face(face).surface == "plane":
            for name, faces in self._known:
                if face in faces and all(self._is_level(face, other) for other in faces):
                    return name
        return self.cover((face,))[0]

    def _is_level(self, face: int, other: int) -> bool:
        a, b = self.view.face(face), self.view.face(other)
        gap = sum((p - q) * d for p, q, d in zip(a.point, b.point, a.direction, strict=True))
        facing = sum(p * q for p, q in zip(a.direction, b.direction, strict=True))
        return b.surface == "plane" and abs(gap) < SAME_MM and facing > _FACING

    def _alike(self, faces: Iterable[int]) -> list[tuple[int, ...]]:
        """Return faces that may share a name: of one surface kind; flat ones stand alone.

        Those that no text tells apart share one too.
        """
        left = set(faces)
        groups: dict[object, list[int]] = {}
        for face in sorted(left):
            kind, twins = self.view.face(face).surface, self.view.reach(face).selected
            radius = round(self.view.face(face).radius_mm, 4)
            alone = kind == "plane" or (len(twins) > 1 and set(twins) <= left)
            groups.setdefault(twins if alone else (kind, radius), []).append(face)
        return [tuple(group) for group in groups.values()]

    def _new(self, faces: tuple[int, ...], stem: str) -> str:
        taken = {*self.added, *self.view.spec.features, *self.view.spec.dimensions,
                 *self.view.geometry.features}  # fmt: skip
        number = 1
        while f"{stem}_{number}" in taken:
            number += 1
        name = f"{stem}_{number}"
        texts = list(dict.fromkeys(self.view.reach(face).selector for face in faces))
        exact = {f for face in faces for f in self.view.reach(face).selected} == set(faces)
        selector = texts[0] if len(texts) == 1 else " or ".join(f"({text})" for text in texts)
        self.added[name] = NewName(
            name=name, faces=faces, selector=selector if all(texts) and exact else ""
        )  # fmt: skip
        self._known.append((name, frozenset(faces)))
        return name
