"""The signs of a title block: projection, edges, general texture, general profile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from gmp_cad.drawing import glyphs, symbols
from gmp_cad.drawing.pens import NARROW_LINE, Pen
from gmp_cad.drawing.primitives import Point, Polyline, Primitive, extent, moved
from gmp_cad.drawing.sheets.fit import PITCH
from gmp_cad.drawing.sheets.sign import Sign
from gmp_cad.spec.drawing import ProjectionMethod
from gmp_cad.spec.edges import Edges, EdgeState, print_state
from gmp_cad.spec.size import plain_number

_HEIGHT = 2.5
_GAP = 4.0
_PROJECTION_HEIGHT = 6.0
# of the sign of ISO 13715, mm: the corner of the part (width, height), the leader from it, the legs of the sign
_CORNER, _LEADER, _LEG = (3.5, 2.2), 1.6, 3.2
_BOUNDS_HEIGHT = 1.8
_PART = Pen(0.35)
_DRAWN: Mapping[ProjectionMethod, Callable[[Point, float], symbols.Signs]] = {
    "first": symbols.first_angle,
    "third": symbols.third_angle,
}


def projection_sign(method: ProjectionMethod) -> Sign:
    """Return the sign of the projection method (ISO 5456-2)."""
    drawn = _DRAWN[method]((0.0, 0.0), _PROJECTION_HEIGHT)
    return Sign(primitives=drawn)


def edges_sign(edges: Edges, lang: str) -> Sign:
    """Return the states of the edges as ISO 13715 draws them: outer edges, then inner ones."""
    outer = tuple(_edge(edges.outer, lang, inner=False))
    if edges.inner is None:
        return Sign(primitives=outer)
    inner = tuple(_edge(edges.inner, lang, inner=True))
    beside = extent(outer)[2] + _GAP - extent(inner)[0]
    return Sign(primitives=(*outer, *moved(inner, beside, 0.0)))


def _two_bounds(state: EdgeState) -> bool:
    """Return whether both bounds are written, one above the other."""
    return bool(state.lower and state.upper and -state.lower != state.upper)


def _edge(state: EdgeState, lang: str, *, inner: bool) -> Iterator[Primitive]:
    """Yield a corner of the part, the sign led to it, the state in the angle of the sign.

    The material lies below and at the left: an outer corner looks away from it, an inner one
    holds the sign.
    """
    wide, high = _CORNER
    start, end = ((0.0, high), (wide, 0.0)) if inner else ((-wide, 0.0), (0.0, -high))
    yield Polyline(points=(start, (0.0, 0.0), end), pen=_PART)
    vertex = (_LEADER, _LEADER)
    yield Polyline(points=((0.0, 0.0), vertex), pen=NARROW_LINE)
    x, y = vertex
    yield Polyline(points=((x, y + _LEG), vertex, (x + _LEG, y)), pen=NARROW_LINE)
    height = _BOUNDS_HEIGHT if _two_bounds(state) else _HEIGHT
    for i, line in enumerate(reversed(_state(state, lang))):
        yield from glyphs.line(line, (x + 0.7, y + 0.7 + i * PITCH * height), height)


def _state(state: EdgeState, lang: str) -> tuple[str, ...]:
    if not _two_bounds(state):
        return (print_state(state, lang),)
    bounds = (state.upper, state.lower)
    return tuple(f"{'+' if b > 0 else '-'}{plain_number(abs(b), lang)}" for b in bounds)


def texture_sign(text: str, lang: str, *, own: bool, rule: str) -> Sign:
    """Return the general texture ``text``; with ``own`` textures elsewhere a bare sign in brackets.

    ``rule`` is printed after it: by which rule the texture is accepted.
    """
    found: list[Primitive] = list(symbols.texture((0.0, 0.0), text, lang=lang))
    x = extent(found)[2] + 1.5
    tail = f"({glyphs.TEXTURE_SIGN})  {rule}" if own else rule
    found += glyphs.line(tail, (x, 1.8), _HEIGHT)
    return Sign(primitives=tuple(found))


def profile_sign(above: str, lead: str, value: str, datums: tuple[str, ...]) -> Sign:
    """Return the general surface profile of ISO 22081: its frame after the words ``lead``.

    ``above`` are the other general tolerances, on a line of their own.
    """
    high = symbols.FRAME_HEIGHT
    first = glyphs.line(above, (0.0, high + 0.6), _HEIGHT)
    words = glyphs.line(lead, (0.0, (high - _HEIGHT) / 2), _HEIGHT)
    start = glyphs.width(lead, _HEIGHT) + 1.5
    frame = symbols.tolerance_frame((start, 0.0), "⌓", value, datums)
    return Sign(primitives=(*first, *words, *frame))
