"""Parts that move to each other: where to look so that no collision is missed. No kernel.

Two parts are looked at on both ends of an interval of the motion. Between them no point of the one
moves farther to the other than along its way, so that they cannot meet where the distances at both
ends add up to the whole way (conservative advancement; Mirtich, Timewarp rigid body simulation,
2000). Otherwise the interval is halved, until the way is shorter than the resolution.

Parts that slide along each other (a pin in its hole, a jaw on its bars) never satisfy that: where
three places on a straight way show the same distance, the way is halved only down to a share of the
whole. What is then left unproven is told with the pair.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from gmp_cad.build.pairs import Floats, Query, array_of, in_product, query, relative
from gmp_cad.evidence import Box, Overlap, Placement, Relation, Sweep, SweptPair
from gmp_cad.evidence.neighbours import box_distance, placed_boxes
from gmp_cad.language import Message

_NO_ANSWER = Message("no answer in time, neither from the solids nor from meshes of them")
_STILL_TURN = 1e-8  # placements are rounded to 1e-9
STILL_MM = 1e-6  # parts that move less to each other do not
_SAME_MM = 1e-6  # what the kernel's distances are good to
# Of the way of a sliding pair: how finely it is looked at.
_SLIDING_SHARE = {"parameter": 1 / 64, "insertion": 1 / 16}
_DIGITS = 12

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
    """A piece of a motion over which two placements are still to be proven apart."""

    pair: Pair
    start: float
    end: float


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

    def advance(self) -> None:
        """Close the intervals over which no collision can hide; halve the others."""
        still_open: list[Interval] = []
        for interval in self.open:
            track = self.tracks[interval.pair]
            if not track.failed and not self._closed(interval, track):
                still_open += self._halves(interval, track)
        self.open = still_open

    def _closed(self, interval: Interval, track: Track) -> bool:
        if self._clear_by_boxes(interval):
            return True
        ends = [track.relations[value] for value in (interval.start, interval.end)]
        colliding = [self.collides(relation) for relation in ends]
        if all(colliding):
            return True
        way = self._way(interval)
        distances = [relation.distance_mm for relation in ends]
        margin = self._margin(interval)
        asked = 2 * margin if min(distances) >= margin else 0.0  # a nearer pair is found already
        if not any(colliding) and sum(distances) >= way + asked - _SAME_MM:
            return True
        sliding = not any(colliding) and self._slides(interval, distances)
        finest = self.motion.resolution_mm
        if way <= (
            max(finest, track.whole_mm * _SLIDING_SHARE[self.motion.kind]) if sliding else finest
        ):
            if not any(colliding):
                track.unproven_mm = max(track.unproven_mm, way)
            return True
        return False

    def _slides(self, interval: Interval, distances: Sequence[float]) -> bool:
        start, end = (self._relative(interval.pair, v) for v in (interval.start, interval.end))
        straight = bool(np.allclose(start[:3, :3], end[:3, :3], rtol=0.0, atol=_STILL_TURN))
        return straight and abs(distances[0] - distances[1]) <= _SAME_MM

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
                (*p, _NO_ANSWER) for p, t in sorted(self.tracks.items()) if t.failed
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
    corners = np.array([(x, y, z, 1.0) for x in box[::3] for y in box[1::3] for z in box[2::3]])
    chord = float(np.linalg.norm(corners @ (end - start)[:3].T, axis=1).max())
    cosine = (float(np.trace(start[:3, :3].T @ end[:3, :3])) - 1) / 2
    half = math.acos(max(-1.0, min(1.0, cosine))) / 2
    return chord if half < _STILL_TURN else chord * half / math.sin(half)
