"""Parts that move to each other: where to look so that no collision is missed. No kernel.

Two parts are looked at on both ends of an interval of the motion. Between them no point of the one
moves farther to the other than along its way, so that they cannot meet where the distances at both
ends add up to the whole way (conservative advancement; Mirtich, Timewarp rigid body simulation,
2000). Otherwise the interval is halved, until the way is shorter than the resolution.

Parts that slide along each other (a pin in its hole, a jaw on its bars) never satisfy that. On a
straight way the kernel can tell whether anything is in it, exactly (:class:`Way`). Where it cannot,
and both ends show the same distance, the way is halved only down to a share of the whole. What is
then left unproven is told with the pair.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from gmp_cad.build.assembly.pairs import (
    NO_ANSWER,
    Floats,
    Query,
    array_of,
    corners_of,
    in_product,
    query,
    relative,
)
from gmp_cad.evidence import Box, Overlap, Placement, Relation, Sweep, SweptPair, Vector
from gmp_cad.evidence.neighbours import box_distance, placed_boxes

_STILL_TURN = 1e-8  # placements are rounded to 1e-9
STILL_MM = 1e-6  # parts that move less to each other do not
_SAME_MM = 1e-6  # what the kernel's distances are good to
# Of the way of a sliding pair: how finely it is looked at.
_SLIDING_SHARE = {"parameter": 1 / 64, "insertion": 1 / 16}
_DIGITS = 12
_TRAVEL_DIGITS = 7

Placed = Mapping[str, Placement]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """A motion to look at: what moves, how finely, and what counts as a collision.

    ``of``, ``kind``: as in :class:`~gmp_cad.evidence.Sweep`. ``contact_mm``: that of the product;
    ``margin_mm``: how far two items must stay apart, by their names.
    """

    of: str
    kind: Literal["parameter", "insertion"]
    resolution_mm: float
    contact_mm: float
    margin_mm: Callable[[str, str], float]

    @property
    def sign(self) -> int:
        """1 where the values of the motion go up, -1 where they go down."""
        return 1 if self.kind == "parameter" else -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A piece of a motion over which two placements are still to be proven apart.

    ``provable``: whether the kernel may still prove its way free.
    """

    pair: Pair
    start: float
    end: float
    provable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Two items, and a straight way of ``b`` from its placement, in the frame of ``a`` (mm)."""

    query: Query
    travel: Vector

    @property
    def key(self) -> str:
        """Names the pair, where it begins and how it goes."""
        digest = hashlib.sha256(repr(self.travel).encode()).hexdigest()[:12]
        return f"{self.query.key}.{digest}"


@dataclass(slots=True)
class Track:
    """What is known of two placements over a motion, by its values."""

    whole_mm: float  # how far they move to each other in all
    relations: dict[float, Relation] = field(default_factory=dict)
    unproven_mm: float = 0.0  # the longest way over which they may meet unseen
    failed: bool = False


class Watch:
    """A motion being looked at: what is open, what must be known next.

    ``boxes``: by item, in its frame (mm). ``placed``: where all stands, by values of the motion.
    """

    def __init__(self, motion: Motion, boxes: Mapping[str, Box]) -> None:
        self.motion = motion
        self.boxes = boxes
        self.placed: dict[float, Placed] = {}
        self.tracks: dict[Pair, Track] = {}
        self.open: list[Interval] = []
        self._keys: dict[str, list[tuple[Pair, float]]] = {}
        self._ways: dict[str, list[Interval]] = {}

    def follow(self, pair: Pair, start: float, end: float) -> None:
        """Look at two placements from one value of the motion to another (both placed)."""
        way = self._way(Interval(pair=pair, start=start, end=end))
        track = self.tracks.setdefault(pair, Track(0.0))
        track.whole_mm += way
        self.open.append(Interval(pair=pair, start=start, end=end))

    def unplaced(self) -> list[float]:
        """Return the values at which the placements must be known next, in order."""
        ends = {value for i in self.open for value in (i.start, i.end)}
        return sorted(ends - set(self.placed))

    def queries(self) -> Iterator[Query]:
        """Yield the relations that must be known next: those at ends that boxes do not clear."""
        self._keys = {}
        for interval in self.open:
            if self._clear_by_boxes(interval):
                continue
            for value in (interval.start, interval.end):
                if value not in self.tracks[interval.pair].relations:
                    asked = self._query(interval.pair, value)
                    known = self._keys.setdefault(asked.key, [])
                    if not known:
                        yield asked
                    known.append((interval.pair, value))

    def asked(self) -> tuple[str, ...]:
        """Return the keys of the queries that are not answered yet."""
        return tuple(self._keys)

    def give_up(self) -> None:
        """Look no further where the parts cannot be placed: those pairs are told as unjudged."""
        for interval in self.open:
            if interval.start not in self.placed or interval.end not in self.placed:
                self.tracks[interval.pair].failed = True
        self.open = [i for i in self.open if not self.tracks[i.pair].failed]

    def learn(self, key: str, relation: Relation | None) -> None:
        """Take in what a query was answered; None: there is no answer."""
        for pair, value in self._keys.get(key, ()):
            if relation is None:
                self.tracks[pair].failed = True
            else:
                self.tracks[pair].relations[value] = relation

    def settle(self) -> None:
        """Close the intervals over which the distances show that no collision can hide."""
        self.open = [
            interval
            for interval in self.open
            if not self.tracks[interval.pair].failed and not self._closed(interval)
        ]

    def _closed(self, interval: Interval) -> bool:
        if self._clear_by_boxes(interval):
            return True
        colliding, distances = self._ends(interval)
        if any(colliding):
            return all(colliding)
        margin = self._asked_margin(interval, distances)
        return sum(distances) >= self._way(interval) + 2 * margin - _SAME_MM

    def _ends(self, interval: Interval) -> tuple[list[bool], list[float]]:
        """Return whether the two collide at each end, and how far they are apart there (mm)."""
        relations = self.tracks[interval.pair].relations
        ends = [relations[value] for value in (interval.start, interval.end)]
        return [self.collides(end) for end in ends], [end.distance_mm for end in ends]

    def _asked_margin(self, interval: Interval, distances: Sequence[float]) -> float:
        """Return the gap to look for: none where a nearer place is found already."""
        margin = self._margin(interval)
        return margin if min(distances) >= margin else 0.0

    def ways(self) -> Iterator[Way]:
        """Yield the straight ways that may be proven free, of all that is still open."""
        self._ways = {}
        for interval in self.open:
            colliding, distances = self._ends(interval)
            if any(colliding) or not interval.provable or not self._straight(interval):
                continue
            if self._asked_margin(interval, distances) > 0.0:
                continue  # free is not enough
            way = self._straight_way(interval)
            known = self._ways.setdefault(way.key, [])
            if not known:
                yield way
            known.append(interval)

    def asked_ways(self) -> tuple[str, ...]:
        """Return the keys of the ways that are not answered yet."""
        return tuple(self._ways)

    def learn_way(self, key: str, *, free: bool | None) -> None:
        """Take in whether a way is free: such intervals are closed; None: not to be proven."""
        asked = self._ways.get(key, [])
        if free is False:
            return  # somewhere on it: the halves tell where
        self.open = [interval for interval in self.open if interval not in asked]
        if free is None:
            self.open += [replace(interval, provable=False) for interval in asked]

    def advance(self) -> None:
        """Halve what is still open, but where the way is as short as is asked for."""
        still_open: list[Interval] = []
        for interval in self.open:
            track = self.tracks[interval.pair]
            colliding, distances = self._ends(interval)
            way, finest = self._way(interval), self.motion.resolution_mm
            if not interval.provable and not any(colliding) and self._slides(interval, distances):
                finest = max(finest, track.whole_mm * _SLIDING_SHARE[self.motion.kind])
            if way > finest:
                still_open += self._halves(interval, track)
            elif not any(colliding):
                track.unproven_mm = max(track.unproven_mm, way)
        self.open = still_open

    def _slides(self, interval: Interval, distances: Sequence[float]) -> bool:
        return self._straight(interval) and abs(distances[0] - distances[1]) <= _SAME_MM

    def _straight(self, interval: Interval) -> bool:
        """Tell whether the two move to each other on a straight line, and evenly.

        A parameter may move them on any curve: the nearest other sample must lie on the line too.
        """
        start, end = (self._relative(interval.pair, v) for v in (interval.start, interval.end))
        if not np.allclose(start[:3, :3], end[:3, :3], rtol=0.0, atol=_STILL_TURN):
            return False
        if self.motion.kind == "insertion":
            return True
        third = self._beside(interval)
        if third is None:
            return False
        share = (third - interval.start) / (interval.end - interval.start)
        expected = start[:3, 3] + share * (end - start)[:3, 3]
        return bool(
            np.allclose(self._relative(interval.pair, third)[:3, 3], expected, atol=_SAME_MM)
        )

    def _beside(self, interval: Interval) -> float | None:
        """Return the value nearest to an interval at which both are placed, None without any."""
        others = [
            value
            for value, placed in self.placed.items()
            if value not in (interval.start, interval.end) and set(interval.pair) <= placed.keys()
        ]
        middle = (interval.start + interval.end) / 2
        return min(others, key=lambda value: (abs(value - middle), value), default=None)

    def _straight_way(self, interval: Interval) -> Way:
        asked = self._query(interval.pair, interval.start)
        ends = [self._relative(interval.pair, v)[:3, 3] for v in (interval.start, interval.end)]
        x, y, z = (round(float(c), _TRAVEL_DIGITS) + 0.0 for c in ends[1] - ends[0])
        return Way(query=asked, travel=(x, y, z))

    def _halves(self, interval: Interval, track: Track) -> Iterator[Interval]:
        middle = round((interval.start + interval.end) / 2, _DIGITS)
        if middle in (interval.start, interval.end):
            track.unproven_mm = max(track.unproven_mm, self._way(interval))
            return
        yield replace(interval, end=middle)
        yield replace(interval, start=middle)

    def collides(self, relation: Relation) -> bool:
        """Tell whether two parts are in each other by more than a contact."""
        common = relation.common
        return common is not None and common.depth_mm > self.motion.contact_mm

    def _clear_by_boxes(self, interval: Interval) -> bool:
        """Tell whether the boxes of the parts alone prove that they cannot meet."""
        way = self._way(interval)
        if way <= STILL_MM:
            return True
        apart = sum(
            self._box_distance(interval.pair, value) for value in (interval.start, interval.end)
        )
        return apart >= way + 2 * self._margin(interval)

    def _margin(self, interval: Interval) -> float:
        placed = self.placed[interval.start]
        return self.motion.margin_mm(*(placed[name].item for name in interval.pair))

    def _box_distance(self, pair: Pair, value: float) -> float:
        first, second = (self.placed[value][name] for name in pair)
        own = np.array(self.boxes[first.item])
        other = placed_boxes(np.array(self.boxes[second.item]), self._relative(pair, value)[None])
        boxes = np.array([own, other[0]])
        return float(box_distance(boxes, np.array([[0, 1]]))[0])

    def _way(self, interval: Interval) -> float:
        item = self.placed[interval.start][interval.pair[1]].item
        start, end = (self._relative(interval.pair, v) for v in (interval.start, interval.end))
        return way_mm(self.boxes[item], start, end)

    def _relative(self, pair: Pair, value: float) -> Floats:
        first, second = (array_of(self.placed[value][name].matrix) for name in pair)
        return relative(first, second)

    def _query(self, pair: Pair, value: float) -> Query:
        return query(*(self.placed[value][name] for name in pair))

    def sweep(self) -> Sweep:
        """Return what was seen of all pairs."""
        found = [self._swept(p, t) for p, t in sorted(self.tracks.items()) if t.relations]
        return Sweep(
            of=self.motion.of, kind=self.motion.kind,
            samples=tuple(sorted(self.placed, key=lambda v: self.motion.sign * v)),
            pairs=tuple(found),
            unjudged=tuple(
                (*p, NO_ANSWER) for p, t in sorted(self.tracks.items()) if t.failed
            ),
        )  # fmt: skip

    def _swept(self, pair: Pair, track: Track) -> SweptPair:
        values = sorted(track.relations, key=lambda v: self.motion.sign * v)
        least = min(values, key=lambda v: track.relations[v].distance_mm)
        first = next((v for v in values if self.collides(track.relations[v])), None)
        told = SweptPair(
            a=pair[0], b=pair[1], least_mm=track.relations[least].distance_mm, least_at=least,
            resolution_mm=track.unproven_mm,
        )  # fmt: skip
        if first is None:
            return told
        rank = values.index(first)
        a, b = (self.placed[first][name] for name in pair)
        overlap = in_product(track.relations[first], a, b)
        assert isinstance(overlap, Overlap)
        return replace(
            told, first=first, before=values[rank - 1] if rank else None, overlap=overlap
        )


def way_mm(box: Box, start: Floats, end: Floats) -> float:
    """Return how far the farthest point of a box moves between two placements of it (mm).

    Along the arc when it turns: the chord of its turn is lengthened to the arc.
    """
    chord = float(np.linalg.norm(corners_of(box) @ (end - start)[:3].T, axis=1).max())
    cosine = (float(np.trace(start[:3, :3].T @ end[:3, :3])) - 1) / 2
    half = math.acos(max(-1.0, min(1.0, cosine))) / 2
    return chord if half < _STILL_TURN else chord * half / math.sin(half)
