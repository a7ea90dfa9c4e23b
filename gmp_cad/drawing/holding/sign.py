"""Signs of locating and clamping, in profile and end-on, as groups of the layer ``holding``.

Part 1 of NF E 04-013: the *normale de repérage*. Part 2: the technological sign, assembled from the
surface outwards. All places and sizes in sheet mm; :func:`~gmp_cad.drawing.primitives.box_of` of a
group is the room that it takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from gmp_cad.drawing import glyphs, lettering
from gmp_cad.drawing.holding import natures, technologies
from gmp_cad.drawing.holding.setting import Setting
from gmp_cad.drawing.pens import BLACK, HIDDEN_SYMBOL, NARROW_LINE, NONE
from gmp_cad.drawing.primitives import WHITE, Circle, Group, Point, Primitive
from gmp_cad.drawing.symbols import TEXT_HEIGHT, Signs
from gmp_cad.evidence import HoldingSign

# Where the numbers of the normals stand: beyond the tail, or beside the shaft seen outwards.
LabelSide = Literal["tail", "left", "right"]

NORMAL_LENGTH = 9.0
END_ON_RADIUS = 1.5
TECHNOLOGICAL_RADIUS = 2.3
_HEAD, _HEAD_HALF = 3.0, 1.0
_CLEAR = 0.5
_BESIDE = 2.5
_STATE_GAP = 0.6
_DIAGONAL = (0.70710678, 0.70710678)


def numbers(normals: Sequence[int]) -> str:
    """Return the numbers of several normals as one text: ``1-2-3``."""
    return "-".join(map(str, normals))


def normal_in_profile(
    tip: Point, direction: Point, normals: Sequence[int] = (), label: LabelSide = "tail"
) -> Group:
    """Return a locating normal seen from its side (part 1).

    ``tip`` lies on the surface; ``direction`` is the unit direction into the part; the head is a
    solid triangle.
    """
    at = Setting(tip=tip, outward=(-direction[0], -direction[1]))
    drawn = (
        at.line(((_HEAD, 0.0), (NORMAL_LENGTH, 0.0))),
        at.area(((0.0, 0.0), (_HEAD, -_HEAD_HALF), (_HEAD, _HEAD_HALF)), BLACK),
    )
    text = _label(numbers(normals), at, NORMAL_LENGTH, label)
    return _group((*drawn, *text), normals)


def normal_end_on(
    place: Point,
    normals: Sequence[int] = (),
    *,
    hidden: bool = False,
    beside: Point = _DIAGONAL,
) -> Group:
    """Return a locating normal seen along itself (part 1): a circle and its dot.

    Dashed when the material hides the contact. ``beside``: unit direction in which the numbers stand.
    """
    pen = HIDDEN_SYMBOL if hidden else NARROW_LINE
    drawn = (
        Circle(centre=place, radius=END_ON_RADIUS, pen=pen, fill=WHITE),
        Circle(centre=place, radius=0.4, pen=NONE, fill=BLACK),
    )
    text = _beside(numbers(normals), place, END_ON_RADIUS, beside)
    return _group((*drawn, *text), normals)


def sign_in_profile(
    sign: HoldingSign,
    tip: Point,
    direction: Point,
    normals: Sequence[int] = (),
    label: LabelSide = "tail",
) -> Group:
    """Return a technological sign seen from its side (part 2).

    ``tip`` lies on the surface; ``direction`` is the unit direction into the part; ``normals``: those
    that it realises at this place.
    """
    start = Setting(tip=tip, outward=(-direction[0], -direction[1]))
    touch, depth = natures.contact(sign.nature, start)
    state, width = technologies.state(start.on(depth), machined=sign.machined)
    arrow, length = technologies.arrow(sign.function, start.on(depth + width))
    root = start.on(depth + width + length)
    root_signs, size = technologies.technology(sign.technology, root)
    text = _label(numbers(normals), start, depth + width + length + size, label)
    return _group((*state, *arrow, *root_signs, *touch, *text), normals)


def sign_end_on(
    sign: HoldingSign,
    place: Point,
    normals: Sequence[int] = (),
    *,
    hidden: bool = False,
    beside: Point = _DIAGONAL,
) -> Group:
    """Return a technological sign seen along itself (part 2).

    One circle for a machined surface, two for a raw one, dashed when the material hides them; the
    contact in plan inside; a dot for locating, a wide ring for clamping, a small ring for a support.
    """
    pen = HIDDEN_SYMBOL if hidden else NARROW_LINE
    radius = TECHNOLOGICAL_RADIUS
    at = Setting(tip=place, outward=(0.0, 1.0))
    outer = [] if sign.machined else [radius + _STATE_GAP]
    rings = [at.circle(0.0, 0.0, r, WHITE, pen) for r in (*outer, radius)]
    touch = natures.plan(sign.nature, at, radius)
    inner = {
        "locating": (at.circle(0.0, 0.0, 0.5, BLACK, NONE),),
        "clamping": (at.circle(0.0, 0.0, 0.9, WHITE),),
        "support": (at.circle(0.0, 0.0, 0.45, WHITE),),
    }[sign.function]
    text = _beside(numbers(normals), place, max((*outer, radius)), beside)
    return _group((*rings, *touch, *inner, *text), normals)


def clamp_in_profile(tip: Point, direction: Point) -> Group:
    """Return a clamp seen from its side where no technology is chosen yet: an open arrow."""
    at = Setting(tip=tip, outward=(-direction[0], -direction[1]))
    arrow, end = technologies.arrow("clamping", at)
    bar, _ = technologies.technology("fixed", at.on(end))
    return _group((*arrow, *bar), ())


def clamp_end_on(place: Point, *, hidden: bool = False) -> Group:
    """Return a clamp seen along its force where no technology is chosen yet: two open circles."""
    pen = HIDDEN_SYMBOL if hidden else NARROW_LINE
    return _group(
        (
            Circle(centre=place, radius=END_ON_RADIUS + 0.3, pen=pen, fill=WHITE),
            Circle(centre=place, radius=0.7, pen=NARROW_LINE, fill=WHITE),
        ),
        (),
    )


def _group(primitives: Sequence[Primitive], normals: Sequence[int]) -> Group:
    key = f"normals.{numbers(normals)}" if normals else ""
    plain = tuple(p for p in primitives if not isinstance(p, Group))
    return Group(layer="holding", primitives=plain, key=key)


def _label(text: str, at: Setting, end: float, side: LabelSide) -> Signs:
    """Return the numbers, upright, clear of the sign that ends ``end`` mm out."""
    if not text:
        return ()
    half = _half_size(text)
    (dx, dy) = at.outward
    if side == "tail":
        centre = at.at(end + _CLEAR + abs(dx) * half[0] + abs(dy) * half[1], 0.0)
    else:
        across = _BESIDE + abs(dy) * half[0] + abs(dx) * half[1]
        centre = at.at(0.75 * end, across if side == "left" else -across)
    return _centred(text, centre)


def _beside(text: str, place: Point, radius: float, way: Point) -> Signs:
    if not text:
        return ()
    half = _half_size(text)
    reach = radius + 0.4
    # the box of the text leaves the circle on the side it stands on
    x = place[0] + way[0] * reach + _sign(way[0]) * half[0]
    y = place[1] + way[1] * reach + _sign(way[1]) * half[1]
    return _centred(text, (x, y))


def _sign(value: float) -> float:
    return 0.0 if abs(value) < 1e-6 else 1.0 if value > 0 else -1.0


def _half_size(text: str) -> Point:
    low, high = lettering.reach(text, TEXT_HEIGHT)
    return (glyphs.width(text, TEXT_HEIGHT) / 2, (high - low) / 2)


def _centred(text: str, centre: Point) -> Signs:
    """Return the text with the middle of its room at ``centre``."""
    low, high = lettering.reach(text, TEXT_HEIGHT)
    return glyphs.line(text, (centre[0], centre[1] - (low + high) / 2), TEXT_HEIGHT, "middle")
