"""What a drawing is made of: frozen values in sheet millimetres, x to the right, y up.

A drawing is laid out once into these values; a backend (SVG, DXF) only writes them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

from gmp_cad.drawing import lettering
from gmp_cad.drawing.pens import Pen

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Anchor = Literal["start", "middle", "end"]
WHITE = "#FFFFFF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Polyline:
    """Straight strokes through ``points``."""

    points: tuple[Point, ...]
    pen: Pen


@dataclass(frozen=True, slots=True, kw_only=True)
class Polygon:
    """A closed outline; ``fill`` is a colour, or empty for none."""

    points: tuple[Point, ...]
    pen: Pen
    fill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """A whole circle; ``fill`` is a colour, or empty for none."""

    centre: Point
    radius: float
    pen: Pen
    fill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """A circular arc, anticlockwise from ``start_deg`` to ``end_deg`` (from x towards y)."""

    centre: Point
    radius: float
    start_deg: float
    end_deg: float
    pen: Pen


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line of text: ``place`` on the base line, ``height`` of capitals in mm (ISO 3098).

    Only characters of the drawing's font; ``rotation_deg`` is anticlockwise about ``place``.
    """

    text: str
    place: Point
    height: float
    anchor: Anchor = "start"
    rotation_deg: float = 0.0
    colour: str = "#000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hatch:
    """Section lining of the area inside ``loops`` (even-odd), at ``angle_deg``, ``spacing`` mm."""

    loops: tuple[tuple[Point, ...], ...]
    pen: Pen
    angle_deg: float = 45.0
    spacing: float = 2.0


# What a line or text is for: readers of the DXF and SVG files can switch each layer off.
Layer = Literal[
    "frame", "title_block", "visible", "hidden", "smooth", "centre", "hatching", "cutting_plane",
    "thread", "break", "dimensions", "tolerances", "datums", "texture", "balloons", "notes",
    "parts_list", "holding", "tools", "fixture",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a dimension line measures, in sheet mm, for files that hold real dimensions.

    Linear: ``points`` are the feet of both extension lines and a point of the dimension line, which
    runs at ``angle_deg``. Diameter: two opposite points of the circle. Radius: the centre
    and a point of the arc. Angular: the vertex, a point on each leg, a point of the dimension arc.
    ``text`` is the dimension as printed; ``scale``: paper mm for 1 mm of the part.
    """

    kind: Literal["linear", "diameter", "radius", "angular"]
    points: tuple[Point, ...]
    angle_deg: float = 0.0
    text: str
    scale: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Primitives of one layer that belong together, such as one dimension with its arrows.

    ``key``: what they show, a line of the specification (``dimensions.bore``, ``tolerances.flat``)
    or an item of a product; empty for plain lines. ``also``: further lines that they show.
    ``measured``: the group is a dimension.
    """

    layer: Layer
    primitives: tuple[Polyline | Polygon | Circle | Arc | Text | Hatch, ...]
    key: str = ""
    measured: Measured | None = None
    also: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """All that the primitives show."""
        return (self.key, *self.also)


Primitive = Polyline | Polygon | Circle | Arc | Text | Hatch | Group


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A sheet of ``width`` × ``height`` mm, its origin at the lower left corner.

    Later primitives lie over earlier ones. ``title`` describes the drawing to who cannot see it.
    """

    width: float
    height: float
    primitives: tuple[Primitive, ...]
    title: str = ""


def moved(primitives: Iterable[Primitive], dx: float, dy: float) -> tuple[Primitive, ...]:
    """Return the primitives shifted by (dx, dy) mm."""
    return tuple(_moved(primitive, dx, dy) for primitive in primitives)


def _moved(item: Primitive, dx: float, dy: float) -> Primitive:
    if isinstance(item, Group):
        return moved_group(item, dx, dy)
    if isinstance(item, Text):
        return replace(item, place=(item.place[0] + dx, item.place[1] + dy))
    if isinstance(item, Circle | Arc):
        return replace(item, centre=(item.centre[0] + dx, item.centre[1] + dy))
    if isinstance(item, Hatch):
        return replace(item, loops=tuple(_shifted(loop, dx, dy) for loop in item.loops))
    return replace(item, points=_shifted(item.points, dx, dy))


def moved_group(group: Group, dx: float, dy: float) -> Group:
    """Return the group shifted by (dx, dy) mm."""
    measured = group.measured
    if measured is not None:
        measured = replace(measured, points=_shifted(measured.points, dx, dy))
    inner: Any = moved(group.primitives, dx, dy)
    return replace(group, primitives=inner, measured=measured)


def _shifted(points: tuple[Point, ...], dx: float, dy: float) -> tuple[Point, ...]:
    return tuple((x + dx, y + dy) for x, y in points)


def zoomed(primitives: Iterable[Primitive], factor: float) -> tuple[Primitive, ...]:
    """Return the primitives made larger or smaller about the origin; pens keep their widths."""
    return tuple(_zoomed(primitive, factor) for primitive in primitives)


def _zoomed(item: Primitive, k: float) -> Primitive:
    if isinstance(item, Group):
        inner: Any = zoomed(item.primitives, k)
        return replace(item, primitives=inner, measured=_zoomed_measure(item.measured, k))
    if isinstance(item, Text):
        return replace(item, place=(item.place[0] * k, item.place[1] * k), height=item.height * k)
    if isinstance(item, Circle | Arc):
        x, y = item.centre
        return replace(item, centre=(x * k, y * k), radius=item.radius * k)
    if isinstance(item, Hatch):
        loops = tuple(tuple((x * k, y * k) for x, y in loop) for loop in item.loops)
        return replace(item, loops=loops, spacing=item.spacing * k)
    return replace(item, points=tuple((x * k, y * k) for x, y in item.points))


def _zoomed_measure(measured: Measured | None, k: float) -> Measured | None:
    if measured is None:
        return None
    points = tuple((x * k, y * k) for x, y in measured.points)
    return replace(measured, points=points, scale=measured.scale * k)


def box_of(primitive: Primitive) -> Box:
    """Return the (xmin, ymin, xmax, ymax) that the primitive covers, pen widths not counted."""
    if isinstance(primitive, Group):
        return extent(primitive.primitives)
    if isinstance(primitive, Text):
        return _text_box(primitive)
    if isinstance(primitive, Arc):
        return hull(_extremes(primitive))
    if isinstance(primitive, Circle):
        (x, y), r = primitive.centre, primitive.radius
        return (x - r, y - r, x + r, y + r)
    if isinstance(primitive, Hatch):
        return hull(point for loop in primitive.loops for point in loop)
    return hull(primitive.points)


def _extremes(arc: Arc) -> Iterator[Point]:
    """Yield the ends of an arc, and its points on the axes through its centre."""
    (x, y), r = arc.centre, arc.radius
    sweep = (arc.end_deg - arc.start_deg) % 360 or 360.0
    quarters = (90.0 * i for i in range(4))
    between = (a for a in quarters if (a - arc.start_deg) % 360 < sweep)
    for angle in (arc.start_deg, arc.start_deg + sweep, *between):
        way = math.radians(angle)
        yield (x + r * math.cos(way), y + r * math.sin(way))


def plain(primitives: Iterable[Primitive]) -> Iterator[Primitive]:
    """Yield the primitives, those of groups one by one."""
    for primitive in primitives:
        if isinstance(primitive, Group):
            yield from primitive.primitives
        else:
            yield primitive


def hull(points: Iterable[Point]) -> Box:
    """Return the smallest box that holds the points (at least one)."""
    xs, ys = zip(*points, strict=True)
    return (min(xs), min(ys), max(xs), max(ys))


def joined(boxes: Iterable[Box]) -> Box:
    """Return the smallest box that holds the boxes (at least one)."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return (min(x0), min(y0), max(x1), max(y1))


def grow(box: Box, margin: float) -> Box:
    """Return the box grown by ``margin`` on each side."""
    return (box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin)


def meet(a: Box, b: Box) -> bool:
    """Return whether two boxes have a common point inside."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def extent(primitives: Iterable[Primitive]) -> Box:
    """Return the box that holds all the primitives (at least one)."""
    return joined(box_of(primitive) for primitive in primitives)


def _text_box(text: Text) -> Box:
    width = lettering.width(text.text, text.height)
    start = {"start": 0.0, "middle": -width / 2, "end": -width}[text.anchor]
    low, high = lettering.reach(text.text, text.height)
    angle = math.radians(text.rotation_deg)
    cos, sin = math.cos(angle), math.sin(angle)
    x, y = text.place
    return hull(
        (x + u * cos - v * sin, y + u * sin + v * cos)
        for u in (start, start + width)
        for v in (low, high)
    )
