"""The fits of an assembly in their places: where a shaft lies in its bore (ISO 286-1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gmp_cad.drawing.assembly.placed import PARALLEL, PlacedPart, along, minus, same_axis
from gmp_cad.drawing.view import cross, dot
from gmp_cad.evidence import FaceGeometry, Vector

_SIZE_MM = 1e-3
_ENGAGED_MM = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class FitSide:
    """One side of a fit: its item, and the features that its line names (none: all faces)."""

    item: str
    ends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JointPlace:
    """Where a fit is: the middle of the engagement on the axis, its direction, length and radius.

    ``hole`` and ``shaft`` name the placements. ``across``: from one flat side to the other, of a
    slot; a round fit is the same all around.
    """

    middle: Vector
    direction: Vector
    length_mm: float
    radius_mm: float
    hole: str
    shaft: str
    across: Vector | None = None

    def seen(self, toward: Vector) -> bool:
        """Whether a section seen from there shows both lines of the fit."""
        level = self.direction if self.across is None else cross(self.direction, self.across)
        away = abs(dot(level, toward))
        return away < PARALLEL if self.across is None else away > 1 - PARALLEL


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """A fit as it is written, ``⌀14 H7/g6``, and all places where it is found.

    ``key`` tells it from the others: ``hole line/shaft line``.
    """

    key: str
    text: str
    places: tuple[JointPlace, ...]


def joint_places(
    parts: Sequence[PlacedPart], hole: FitSide, shaft: FitSide, diameter: float
) -> tuple[JointPlace, ...]:
    """Return where cylinders of this diameter of both sides engage, by the order of the parts."""
    return tuple(
        place
        for bored in parts if bored.item == hole.item
        for turned in parts if turned.item == shaft.item
        if (place := _engaged(bored, turned, (hole.ends, shaft.ends), diameter)) is not None
    )  # fmt: skip


def _engaged(
    bored: PlacedPart, turned: PlacedPart, ends: tuple[tuple[str, ...], ...], diameter: float
) -> JointPlace | None:
    """Return the longest engagement of two placed parts."""
    found = [
        place
        for a in _round(bored, ends[0], diameter, hollow=True)
        for b in _round(turned, ends[1], diameter, hollow=False)
        if (place := _shared(bored.name, turned.name, a, b)) is not None
    ]
    return max(found, key=lambda p: (p.length_mm, p.middle), default=None)


def _round(
    part: PlacedPart, ends: tuple[str, ...], diameter: float, *, hollow: bool
) -> Iterator[FaceGeometry]:
    for face in named_faces(part, ends):
        same = abs(2 * face.radius_mm - diameter) < _SIZE_MM
        if face.surface == "cylinder" and face.hollow is hollow and same:
            yield face


def named_faces(part: PlacedPart, ends: tuple[str, ...]) -> Iterator[FaceGeometry]:
    """Yield the faces of a part that its features ``ends`` stand for; all without them."""
    named = frozenset().union(*(part.features.get(end, frozenset()) for end in ends))
    yield from (face for face in part.faces if not ends or face.index in named)


def _shared(hole: str, shaft: str, a: FaceGeometry, b: FaceGeometry) -> JointPlace | None:
    if not same_axis(a, b):
        return None
    start = dot(minus(b.point, a.point), a.direction)
    turn = 1.0 if dot(a.direction, b.direction) > 0 else -1.0
    low, high = sorted(start + turn * s for s in b.span_mm)
    low, high = max(low, min(a.span_mm)), min(high, max(a.span_mm))
    if high - low < _ENGAGED_MM:
        return None
    return JointPlace(
        middle=along(a.point, a.direction, (low + high) / 2), direction=a.direction,
        length_mm=high - low, radius_mm=a.radius_mm, hole=hole, shaft=shaft,
    )  # fmt: skip
