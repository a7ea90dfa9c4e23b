"""Parts of a class that are alike: who has the same solid, and how unusual that is in the class.

Information for the teacher, never a verdict. A figure alone misleads: where the assignment fixes
every size, all solids are equal. Each likeness therefore says which share of all pairs of that part
in the class is at least as alike.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np

from gmp_cad.documents.classroom.class_project import ClassPart, ClassProject
from gmp_cad.documents.classroom.likeness import SAME, Shape, kinds_of, shares
from gmp_cad.documents.classroom.model_text import shared_runs

MOST_PARTS = 100  # of a project; a folder of ten thousand parts is no reason to wait
NEAR = 0.9  # from here on a share of area is told
MOST_PAIRS = 200
_TEXTS = 60  # of a group whose texts are compared two by two

Kind = Literal["file", "solid", "mirror"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A part of a project of the class; ``mirrored``: it is the mirror image of the first one."""

    project: str
    part: str
    mirrored: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Parts of several projects with the same solid.

    ``kind``: ``file`` where the B-reps are the same byte for byte, ``mirror`` where one is a
    mirror image, else ``solid``: the same faces, volume and inertia, wherever they stand.
    ``usual``: the share of all pairs of that part in the class that are as alike, in [0, 1], None
    where the parts have several names. ``texts``: least and greatest share of the model's text that
    two of them have in common, None where that is not known.
    """

    kind: Kind
    members: tuple[Owned, ...]
    usual: float | None
    texts: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Two parts of two projects that share most of their faces; ``share`` of the larger one's area."""

    a: Owned
    b: Owned
    share: float
    usual: float | None
    text: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLikeness:
    """How alike the parts of one name are in the class: pairs, and the middle share of area."""

    part: str
    projects: int
    pairs: int
    median: float
    same: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """What of a class is alike. ``more``: pairs that share much and are not listed."""

    groups: tuple[Group, ...] = ()
    near: tuple[Near, ...] = ()
    more: int = 0
    parts: tuple[PartLikeness, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    project: str
    part: ClassPart
    shape: Shape


def likeness(projects: Sequence[ClassProject]) -> Likeness:
    """Return what is alike between the projects; parts that were not observed are left out."""
    entries = [
        _Entry(project.name, part, part.shape)
        for project in projects
        for part in project.parts[:MOST_PARTS]
        if part.shape is not None
    ]
    if not entries:
        return Likeness()
    kinds = kinds_of([entry.shape for entry in entries])
    near, spread = _shares(entries, kinds)
    listed = sorted(near, key=lambda pair: _rank(entries, spread, *pair))
    return Likeness(
        groups=tuple(sorted(_groups(entries, kinds, spread), key=_group_rank)),
        near=tuple(_near(entries, spread, *pair) for pair in listed[:MOST_PAIRS]), more=max(len(listed) - MOST_PAIRS, 0),
        parts=tuple(_summed(entries, spread)),
    )  # fmt: skip


def _rank(
    entries: Sequence[_Entry], spread: Mapping[str, Any], i: int, j: int, share: float
) -> tuple[float, float, int, int]:
    """Order pairs: the most unusual first, then the most alike, then by their places."""
    usual = _usual(spread, entries[i].part.name, entries[j].part.name, share)
    return 1.0 if usual is None else usual, -share, i, j


def _group_rank(group: Group) -> tuple[Any, ...]:
    first = group.members[0]
    return 1.0 if group.usual is None else group.usual, first.part, first.project, group.kind


def _shares(
    entries: Sequence[_Entry], kinds: Sequence[Hashable]
) -> tuple[list[tuple[int, int, float]], dict[str, Any]]:
    """Return the pairs that are near and not the same, and the shares of all pairs by part."""
    numbered: dict[Hashable, int] = {}
    kind = np.array([numbered.setdefault(k, len(numbered)) for k in kinds])
    owner_of: dict[str, int] = {}
    owner = np.array([owner_of.setdefault(e.project, len(owner_of)) for e in entries])
    name_of: dict[str, int] = {}
    name = np.array([name_of.setdefault(e.part.name, len(name_of)) for e in entries])
    found: list[tuple[int, int, float]] = []
    spread: dict[str, list[Any]] = {part: [] for part in name_of}
    for start, block in shares([entry.shape for entry in entries]):
        rows = np.arange(start, start + len(block))
        later = (np.arange(len(entries))[None, :] > rows[:, None]) & (owner != owner[rows, None])
        same = kind[rows, None] == kind[None, :]
        block[same] = 1.0
        for i in range(len(block)):
            own = later[i] & (name == name[start + i])
            spread[entries[start + i].part.name].append(block[i][own])
        for i, j in np.argwhere(later & ~same & (block >= NEAR)):
            found.append((start + int(i), int(j), float(min(block[i, j], SAME))))
    return found, {part: np.sort(np.concatenate(s)) for part, s in spread.items()}


def _usual(spread: Mapping[str, Any], a: str, b: str, share: float) -> float | None:
    """Return which share of the pairs of a part is at least so alike."""
    if a != b or not len(spread[a]):
        return None
    at_least = len(spread[a]) - int(np.searchsorted(spread[a], share - 1e-9))
    return float(at_least / len(spread[a]))


def _near(
    entries: Sequence[_Entry], spread: Mapping[str, Any], i: int, j: int, share: float
) -> Near:
    a, b = entries[i], entries[j]
    return Near(
        a=Owned(project=a.project, part=a.part.name), b=Owned(project=b.project, part=b.part.name),
        share=share, usual=_usual(spread, a.part.name, b.part.name, share),
        text=shared_runs([a.part.text, b.part.text])[0][1],
    )  # fmt: skip


def _groups(
    entries: Sequence[_Entry], kinds: Sequence[Hashable], spread: Mapping[str, Any]
) -> Iterator[Group]:
    """Yield the parts of several projects that are the same, and among them those of one B-rep."""
    by_kind: dict[Hashable, list[_Entry]] = {}
    for entry, kind in zip(entries, kinds, strict=True):
        by_kind.setdefault(kind, []).append(entry)
    for same in by_kind.values():
        if len({entry.project for entry in same}) < 2:
            continue
        yield _group(same, spread)
        by_file: dict[str, list[_Entry]] = {}
        for entry in same:
            by_file.setdefault(entry.shape.brep, []).append(entry)
        for copies in by_file.values():
            if len(copies) < len(same) and len({entry.project for entry in copies}) > 1:
                yield _group(copies, spread)


def _group(same: Sequence[_Entry], spread: Mapping[str, Any]) -> Group:
    first = same[0].shape
    names = sorted({entry.part.name for entry in same})
    members = tuple(
        Owned(project=e.project, part=e.part.name, mirrored=e.shape.hand * first.hand < 0)
        for e in same
    )
    kind: Kind = "solid"
    if len({entry.shape.brep for entry in same}) == 1:
        kind = "file"
    elif any(member.mirrored for member in members):
        kind = "mirror"
    usual = _usual(spread, names[0], names[-1], 1.0)
    return Group(kind=kind, members=members, usual=usual, texts=_texts(same))


def _texts(same: Sequence[_Entry]) -> tuple[float, float] | None:
    """Return the least and the greatest share of text that two models of different projects have."""
    known = [entry for entry in same if entry.part.text][:_TEXTS]
    table = shared_runs([entry.part.text for entry in known])
    pairs = [
        table[i][j]
        for i, j in combinations(range(len(known)), 2)
        if known[i].project != known[j].project
    ]
    return (min(pairs), max(pairs)) if pairs else None


def _summed(entries: Sequence[_Entry], spread: Mapping[str, Any]) -> Iterator[PartLikeness]:
    for part in sorted(spread):
        owners = {entry.project for entry in entries if entry.part.name == part}
        if len(spread[part]):
            yield PartLikeness(
                part=part, projects=len(owners), pairs=len(spread[part]),
                median=float(np.median(spread[part])), same=int((spread[part] >= SAME).sum()),
            )  # fmt: skip
