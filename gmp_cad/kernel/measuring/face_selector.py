"""A text selector for each face: what a specification writes to name a face without a name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import cadquery as cq

from gmp_cad.evidence import FaceGeometry, PartGeometry
from gmp_cad.kernel.measuring.selection import SelectableFace, select, selectable

_RANKS = 12  # so many levels of centres are counted from each side
_TYPES = {"plane": "%PLANE", "cylinder": "%CYLINDER", "cone": "%CONE", "torus": "%TORUS",
          "sphere": "%SPHERE"}  # fmt: skip


def selectors(part: cq.Shape, geometry: PartGeometry) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Return, for each face, the simplest CadQuery selector for it, and the faces that it chooses.

    One term (``>Z``, ``<X[1]``, ``>>Y[2]``), else two or three joined by ``and``. Faces with one
    centre and one direction (the two rings of a grooved face) are chosen together: no text tells them
    apart. The selector is empty where none is found.
    """
    faces = selectable(part, geometry.faces)
    terms = _terms(faces)
    return tuple(_narrowest(face, terms) for face in geometry.faces)


def _terms(faces: Sequence[SelectableFace]) -> list[tuple[str, frozenset[int]]]:
    """Return the terms that choose something, the plainest first, with what they choose."""
    found: dict[frozenset[int], str] = {}
    for text in _texts():
        try:
            chosen = frozenset(face.index for face in select(text, faces))
        except (ValueError, IndexError):
            continue
        if chosen:
            found.setdefault(chosen, text)
    return [(text, chosen) for chosen, text in found.items()]


def _texts() -> Iterator[str]:
    yield from (f"{sign}{axis}" for axis in "XYZ" for sign in "<>")
    yield from (f"{sign}{axis}[{k}]" for k in range(1, _RANKS) for axis in "XYZ" for sign in "<>")
    yield from (f"{sign}{axis}" for axis in "XYZ" for sign in "+-")
    yield from (
        f"{sign}{axis}[{k}]" for k in range(_RANKS) for axis in "XYZ" for sign in ("<<", ">>")
    )
    yield from (f"{sign}{axis}" for axis in "XYZ" for sign in "|#")
    yield from _TYPES.values()


def _narrowest(
    face: FaceGeometry, terms: Sequence[tuple[str, frozenset[int]]]
) -> tuple[str, tuple[int, ...]]:
    holding = [(text, chosen) for text, chosen in terms if face.index in chosen]
    if not holding:
        return "", (face.index,)
    least = frozenset.intersection(*(chosen for _, chosen in holding))
    for count in (1, 2, 3):
        for some in combinations(holding, count):
            if frozenset.intersection(*(chosen for _, chosen in some)) == least:
                return " and ".join(text for text, _ in some), tuple(sorted(least))
    return "", tuple(sorted(least))
