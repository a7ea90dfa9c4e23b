"""What a finished drawing puts on the paper, as geometry: texts, signs, lines and hatched areas.

Sheet millimetres. Nothing is taken from how the drawing was laid out: only what is drawn counts.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from gmp_cad.drawing import lettering
from gmp_cad.drawing.font import strokes
from gmp_cad.drawing.primitives import (
    WHITE,
    Arc,
    Circle,
    Drawing,
    Group,
    Hatch,
    Measured,
    Point,
    Polygon,
    Polyline,
    Primitive,
    Text,
)

Kind = Literal["dimension", "extension", "leader", "head", "view", "sheet"]
SHEET_LAYERS = ("frame", "title_block", "parts_list")
_ANNOTATIONS = ("dimensions", "tolerances", "datums", "texture", "balloons", "notes")
_ON_LINE = 0.1  # mm
_ARC_STEP_DEG = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """A group, or all that stands in none (``layer`` empty); ``item``: what it belongs to."""

    layer: str
    key: str
    item: str


@dataclass(slots=True, kw_only=True)
class _Pile:
    shapes: list[Any] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)

    def add(self, shape: Any, owner: int) -> None:
        self.shapes.append(shape)
        self.owners.append(owner)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Geometries of one sort and the number of the owner of each."""

    shapes: Any
    owners: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """All that is drawn. ``signs``: frames, boxes and balloons; ``half_widths``: of the lines."""

    owners: tuple[Owner, ...]
    texts: Marks
    signs: Marks
    hatched: Marks
    lines: Marks
    half_widths: NDArray[np.float64]
    kinds: tuple[Kind, ...]


def ink_of(drawing: Drawing) -> Ink:
    """Return what the drawing puts on the paper."""
    owners = [Owner(layer="", key="", item="")]
    piles = {name: _Pile() for name in ("texts", "signs", "hatched", "lines")}
    widths: list[float] = []
    kinds: list[Kind] = []
    for primitive, group, number in _numbered(drawing.primitives, owners):
        if isinstance(primitive, Text):
            piles["texts"].add(shapely.Polygon(_inked(primitive)), number)
        elif isinstance(primitive, Hatch):
            piles["hatched"].add(_hatched(primitive), number)
        elif _is_sign(primitive, owners[number].layer):
            piles["signs"].add(shapely.Polygon(_stroke(primitive)), number)
        else:
            piles["lines"].add(shapely.LineString(_stroke(primitive)), number)
            widths.append(primitive.pen.width / 2)
            kinds.append(_kind(primitive, owners[number].layer, group))
    marks = {
        name: Marks(
            shapes=np.array(pile.shapes, dtype=object), owners=np.array(pile.owners, dtype=np.int64)
        )
        for name, pile in piles.items()
    }
    return Ink(owners=tuple(owners), half_widths=np.array(widths), kinds=tuple(kinds), **marks)


def _numbered(
    primitives: Sequence[Primitive], owners: list[Owner]
) -> Iterator[tuple[Any, Group | None, int]]:
    """Yield each plain primitive with its group and its owner's number; owners are added."""
    for primitive in primitives:
        if not isinstance(primitive, Group):
            yield primitive, None, 0
            continue
        number = len(owners)
        item = primitive.key or f"#{number}"
        owners.append(Owner(layer=primitive.layer, key=primitive.key, item=item))
        for inner in primitive.primitives:
            yield inner, primitive, number


def _inked(text: Text) -> list[Point]:
    """Return the box of what the letters really take: ``_`` and ``g`` reach below, ``5`` not."""
    held = [c for c in map(strokes.characters().get, text.text) if c is not None]
    low = min((c.low for c in held), default=0.0)
    high = max((c.high for c in held), default=1.0)
    width = lettering.width(text.text, text.height)
    start = {"start": 0.0, "middle": -width / 2, "end": -width}[text.anchor]
    angle = math.radians(text.rotation_deg)
    cos, sin = math.cos(angle), math.sin(angle)
    x, y = text.place
    corners = ((start, low), (start + width, low), (start + width, high), (start, high))
    return [
        (x + u * cos - v * text.height * sin, y + u * sin + v * text.height * cos)
        for u, v in corners
    ]


def _stroke(primitive: Polyline | Polygon | Circle | Arc) -> list[Point]:
    """Return the points along a line, closed where the line is."""
    if isinstance(primitive, Polyline):
        points = list(primitive.points)
        return points if len(points) > 1 else points * 2
    if isinstance(primitive, Polygon):
        return [*primitive.points, primitive.points[0]]
    start, end = (
        (0.0, 360.0) if isinstance(primitive, Circle) else (primitive.start_deg, primitive.end_deg)
    )
    sweep = (end - start) % 360.0 or 360.0
    steps = max(2, math.ceil(sweep / _ARC_STEP_DEG))
    (x, y), r = primitive.centre, primitive.radius
    angles = (math.radians(start + sweep * i / steps) for i in range(steps + 1))
    return [(x + r * math.cos(a), y + r * math.sin(a)) for a in angles]


def _hatched(hatch: Hatch) -> Any:
    """Return the hatched area (even-odd)."""
    loops = [shapely.make_valid(shapely.Polygon(loop)) for loop in hatch.loops if len(loop) > 2]
    return reduce(shapely.symmetric_difference, loops, shapely.Polygon())


def _is_sign(primitive: Polyline | Polygon | Circle | Arc, layer: str) -> bool:
    """Return whether a shape is a frame, a box or a balloon: closed and not filled in."""
    if layer not in _ANNOTATIONS:
        return False
    if isinstance(primitive, Polyline):
        return len(primitive.points) > 3 and primitive.points[0] == primitive.points[-1]
    return isinstance(primitive, Polygon | Circle) and primitive.fill in ("", WHITE)


def _kind(primitive: Polyline | Polygon | Circle | Arc, layer: str, group: Group | None) -> Kind:
    if layer in SHEET_LAYERS:
        return "sheet"
    if layer not in _ANNOTATIONS:
        return "view"
    if isinstance(primitive, Polygon | Circle):
        return "head"
    measured = group.measured if group else None
    if measured is None:
        return "leader"
    return "dimension" if _is_dimension_line(primitive, measured) else "extension"


def _is_dimension_line(primitive: Polyline | Arc, measured: Measured) -> bool:
    """Return whether a line of a dimension carries its arrows, unlike its extension lines."""
    if measured.kind == "angular":
        return isinstance(primitive, Arc)
    if measured.kind != "linear" or isinstance(primitive, Arc):
        return True
    (x, y), angle = measured.points[2], math.radians(measured.angle_deg)
    cos, sin = math.cos(angle), math.sin(angle)
    return all(abs((v - y) * cos - (u - x) * sin) < _ON_LINE for u, v in primitive.points)
