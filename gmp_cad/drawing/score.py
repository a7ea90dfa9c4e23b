"""How good a finished drawing is, by what is on the paper alone: a judge beside the layout.

Counted as a teacher would: what lies on what, which lines cross, what is missing or said twice, how
small the lettering is, how the sheet is filled. Millimetres of the sheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely

from gmp_cad.drawing import lettering
from gmp_cad.drawing.balance import Balance, balance_of, space_of
from gmp_cad.drawing.ink import SHEET_LAYERS, Ink, Marks, Owner, ink_of
from gmp_cad.drawing.primitives import Drawing, Group, Point, Text, box_of, plain

SMALLEST_LETTERING = 2.5  # mm, ISO 3098-1: of dimensions on A4 to A2
SMALLEST_GAP = 0.5  # mm between what belongs to different items: two narrow lines
FAR = 5.0  # mm: gaps are not measured further

_SHRUNK = 0.1  # mm: boxes that share an edge do not overlap
_STANDS_ON = 0.3  # mm: a sign that stands on a frame reaches into it by half a line
_TRIMMED = 0.1  # mm at the ends and bends of a line: what ends on another does not cross it
_BENT_DEG = 15.0
_COMMON = 0.5  # mm
_SLIVER = 0.02  # mm²
_BEYOND = 0.5  # mm: half a frame line and a little

_PER_OVERLAP, _PER_CROSSING, _PER_MISSING, _PER_DOUBLED = 5.0, 0.5, 10.0, 5.0
_FOR_LETTERING, _FOR_GAP, _FOR_FILLING, _FOR_OFF_CENTRE = 10.0, 5.0, 5.0, 5.0
_WELL_FILLED = 0.4

FaultKind = Literal[
    "overlap", "text_on_line", "sign_on_line", "on_hatching", "line_on_line", "beyond_frame",
    "crossing",
]  # fmt: skip
_CROSSING_KINDS = ("dimension", "extension", "leader")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """Two things in each other's way, named by key or layer, and where (sheet mm)."""

    kind: FaultKind
    first: str
    second: str
    place: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The judgement of a drawing.

    ``overlaps``: pairs of different items of which a text or sign lies on the other one (or on its
    lines or hatching), dimension lines on each other, and what stands beyond the frame.
    ``crossings``: pairs of lines of annotations that cross, two extension lines excepted.
    ``missing``, ``doubled``: required keys that are drawn nowhere, and in more than one place.
    ``smallest_lettering``: mm, 0 without lettering. ``unknown``: characters that the drawings' font
    does not hold: each reader shows another sign for them, or none. ``smallest_gap``: mm between texts or signs and
    anything of another item, at most :data:`FAR`. ``balance``: how the sheet is filled.
    ``total``: 0 to 100. ``faults``: the overlaps and crossings one by one.
    """

    overlaps: int
    crossings: int
    missing: tuple[str, ...]
    doubled: tuple[str, ...]
    smallest_lettering: float
    unknown: tuple[str, ...]
    smallest_gap: float
    balance: Balance
    total: float
    faults: tuple[Fault, ...]


def score(drawing: Drawing, required: Collection[str]) -> Score:
    """Judge a drawing that must show each of the ``required`` keys exactly once."""
    ink = ink_of(drawing)
    faults = tuple(sorted(set(_faults(drawing, ink))))
    crossings = sum(fault.kind == "crossing" for fault in faults)
    shown = _shown(drawing)
    missing = tuple(sorted(key for key in required if not shown[key]))
    doubled = tuple(sorted(key for key in required if shown[key] > 1))
    smallest = min((text.height for text in _texts(drawing)), default=0.0)
    gap, balance = _smallest_gap(ink), balance_of(drawing, ink)
    lost = (
        _PER_OVERLAP * (len(faults) - crossings)
        + _PER_CROSSING * crossings
        + _PER_MISSING * len(missing)
        + _PER_DOUBLED * len(doubled)
        + _FOR_LETTERING * max(0.0, 1 - smallest / SMALLEST_LETTERING)
        + _FOR_GAP * max(0.0, 1 - gap / SMALLEST_GAP)
        + _FOR_FILLING * max(0.0, 1 - balance.filled / _WELL_FILLED)
        + _FOR_OFF_CENTRE * min(1.0, balance.off_centre)
    )
    return Score(
        overlaps=len(faults) - crossings,
        crossings=crossings,
        missing=missing,
        doubled=doubled,
        smallest_lettering=smallest,
        unknown=_unknown(drawing),
        smallest_gap=gap,
        balance=balance,
        total=round(max(0.0, 100.0 - lost), 1),
        faults=faults,
    )


def _texts(drawing: Drawing) -> Iterator[Text]:
    return (one for one in plain(drawing.primitives) if isinstance(one, Text))


def _unknown(drawing: Drawing) -> tuple[str, ...]:
    characters = {character for text in _texts(drawing)
                  for character in lettering.composed(text.text)}  # fmt: skip
    return tuple(sorted(c for c in characters if not lettering.known(c)))


def _shown(drawing: Drawing) -> Counter[str]:
    """Return in how many places each key is drawn.

    Each group with a text is a place; a sign of several groups with no text at all is one.
    Balloons only number what is drawn elsewhere.
    """
    groups = [g for g in drawing.primitives if isinstance(g, Group) and g.layer != "balloons"]
    said = [g for g in groups if any(isinstance(p, Text) for p in g.primitives)]
    written = Counter(key for g in said for key in g.keys)
    return Counter({key: 1 for g in groups for key in g.keys}) | written


def _faults(drawing: Drawing, ink: Ink) -> Iterator[Fault]:
    texts, signs = _shrunk(ink.texts), _shrunk(ink.signs)
    every = Marks(
        shapes=np.concatenate((texts.shapes, signs.shapes)),
        owners=np.concatenate((texts.owners, signs.owners)),
    )
    yield from _on_areas(ink, every)
    yield from _on_lines(ink, ink.texts, "text_on_line")
    yield from _on_lines(ink, signs, "sign_on_line")
    yield from _on_hatching(ink, every)
    yield from _crossings(ink)
    yield from _line_on_line(ink)
    yield from _beyond(drawing)


def _shrunk(marks: Marks) -> Marks:
    return Marks(
        shapes=shapely.buffer(marks.shapes, -_SHRUNK, join_style="mitre"), owners=marks.owners
    )


def _apart(ink: Ink, first: Any, second: Any) -> Any:
    """Return which pairs of owners (numbers) are different items.

    In the title block and the lists of the sheet, everything is on its own.
    """
    items = np.array([owner.item for owner in ink.owners])
    sheet = np.array([owner.layer in SHEET_LAYERS for owner in ink.owners])
    return (items[first] != items[second]) | (sheet[first] & sheet[second])


def _pairs(
    ink: Ink, first: Marks, second: Marks, predicate: str, distance: Any = None
) -> tuple[Any, Any]:
    """Return the pairs (indices) of different items that meet."""
    tree = shapely.STRtree(second.shapes)
    i, j = tree.query(first.shapes, predicate=predicate, distance=distance)
    apart = _apart(ink, first.owners[i], second.owners[j])
    return i[apart], j[apart]


def _on_areas(ink: Ink, every: Marks) -> Iterator[Fault]:
    i, j = _pairs(ink, every, every, "intersects")
    ordered = i < j
    yield from _named("overlap", ink, every, every, (i[ordered], j[ordered]))


def _on_lines(ink: Ink, areas: Marks, kind: FaultKind) -> Iterator[Fault]:
    """Yield texts and signs that a line touches, with half its width."""
    widest = float(ink.half_widths.max(initial=0.0))
    i, j = _pairs(ink, areas, ink.lines, "dwithin", widest)
    near = shapely.distance(areas.shapes[i], ink.lines.shapes[j]) <= ink.half_widths[j]
    near &= ~_hung(ink, areas, i, j)
    yield from _named(kind, ink, areas, ink.lines, (i[near], j[near]))


def _hung(ink: Ink, areas: Marks, i: Any, j: Any) -> Any:
    """Return which lines are those of a datum triangle that stands on a tolerance frame (ISO 5459)."""
    layers = np.array([owner.layer for owner in ink.owners])
    standing = (layers[ink.lines.owners[j]] == "datums") & (layers[areas.owners[i]] == "tolerances")
    inner = shapely.buffer(areas.shapes[i], -_STANDS_ON, join_style="mitre")
    return standing & ~shapely.intersects(inner, ink.lines.shapes[j])


def _on_hatching(ink: Ink, every: Marks) -> Iterator[Fault]:
    i, j = _pairs(ink, every, ink.hatched, "intersects")
    inside = shapely.area(shapely.intersection(every.shapes[i], ink.hatched.shapes[j])) > _SLIVER
    yield from _named("on_hatching", ink, every, ink.hatched, (i[inside], j[inside]))


def _named(
    kind: FaultKind, ink: Ink, first: Marks, second: Marks, pairs: tuple[Any, Any]
) -> Iterator[Fault]:
    """Yield one fault for each two owners, at the first place where they meet."""
    seen = set()
    for i, j in zip(*pairs, strict=True):
        one, other = int(first.owners[i]), int(second.owners[j])
        if (two := (min(one, other), max(one, other))) in seen and one != other:
            continue
        seen.add(two)
        common = shapely.shortest_line(first.shapes[i], second.shapes[j])
        met = shapely.intersection(first.shapes[i], second.shapes[j])
        place = shapely.centroid(common if met.is_empty else met)
        yield Fault(
            kind=kind,
            first=_name(ink.owners[one]),
            second=_name(ink.owners[other]),
            place=(round(place.x, 2), round(place.y, 2)),
        )


def _name(owner: Owner) -> str:
    return owner.key or owner.layer or "(no group)"


def _crossings(ink: Ink) -> Iterator[Fault]:
    """Yield the crossings of lines of annotations, one for each two lines."""
    numbers = [n for n, kind in enumerate(ink.kinds) if kind in _CROSSING_KINDS]
    parts = [(part, n) for n in numbers for part in _trimmed(ink.lines.shapes[n])]
    lines = np.array([n for _, n in parts], dtype=np.int64)
    trimmed = Marks(
        shapes=np.array([part for part, _ in parts], dtype=object), owners=ink.lines.owners[lines]
    )
    extension = np.array([kind == "extension" for kind in ink.kinds], dtype=bool)
    i, j = _pairs(ink, trimmed, trimmed, "crosses")
    kept = (lines[i] < lines[j]) & ~(extension[lines[i]] & extension[lines[j]])
    _, once = np.unique(lines[i[kept]] * len(ink.kinds) + lines[j[kept]], return_index=True)
    for one, other in zip(i[kept][once], j[kept][once], strict=True):
        pair = np.array([one]), np.array([other])
        yield from _named("crossing", ink, trimmed, trimmed, pair)


def _trimmed(line: Any) -> Iterator[Any]:
    """Yield the segments of a line, cut short at its ends and bends."""
    points = shapely.get_coordinates(line)
    steps = np.diff(points, axis=0)
    length = np.hypot(steps[:, 0], steps[:, 1])
    solid = length > 2 * _TRIMMED
    unit = steps / np.maximum(length, 1e-9)[:, None]
    straight = (unit[:-1] * unit[1:]).sum(axis=1) > np.cos(np.radians(_BENT_DEG))
    start = np.where(np.concatenate(([False], straight)), 0.0, _TRIMMED)[:, None]
    end = np.where(np.concatenate((straight, [False])), 0.0, _TRIMMED)[:, None]
    segments = np.stack((points[:-1] + unit * start, points[1:] - unit * end), axis=1)[solid]
    yield from shapely.linestrings(segments)


def _line_on_line(ink: Ink) -> Iterator[Fault]:
    """Yield dimension lines that are drawn on each other."""
    numbers = np.array([n for n, kind in enumerate(ink.kinds) if kind == "dimension"], dtype=int)
    lines = Marks(shapes=ink.lines.shapes[numbers], owners=ink.lines.owners[numbers])
    i, j = _pairs(ink, lines, lines, "intersects")
    i, j = i[i < j], j[i < j]
    common = shapely.intersection(lines.shapes[i], lines.shapes[j])
    on = shapely.length(common) > _COMMON
    yield from _named("line_on_line", ink, lines, lines, (i[on], j[on]))


def _beyond(drawing: Drawing) -> Iterator[Fault]:
    """Yield what stands beyond the frame."""
    x0, y0, x1, y1 = space_of(drawing)
    for primitive in drawing.primitives:
        layer = primitive.layer if isinstance(primitive, Group) else ""
        if layer == "frame":
            continue
        a0, b0, a1, b1 = box_of(primitive)
        if min(a0 - x0, b0 - y0, x1 - a1, y1 - b1) < -_BEYOND:
            key = primitive.key if isinstance(primitive, Group) else ""
            owner = Owner(layer=layer, key=key, item="")
            place = (round((a0 + a1) / 2, 2), round((b0 + b1) / 2, 2))
            yield Fault(kind="beyond_frame", first=_name(owner), second="frame", place=place)


def _smallest_gap(ink: Ink) -> float:
    """Return the smallest distance of a text or sign from anything of another item."""
    found = (
        (ink.texts, ink.texts),
        (ink.texts, ink.signs),
        (ink.signs, ink.signs),
        (ink.texts, ink.lines),
        (ink.signs, ink.lines),
    )
    return round(min(_gap(ink, first, second) for first, second in found), 3)


def _gap(ink: Ink, first: Marks, second: Marks) -> float:
    i, j = _pairs(ink, first, second, "dwithin", FAR)
    distance = shapely.distance(first.shapes[i], second.shapes[j])
    itself = (i == j) & (first is second)
    return float(np.min(distance[~itself], initial=FAR))
