"""State of the surface, function and technology: the other slots of a technological sign.

NF E 04-013 part 2; sizes in sheet mm, from the back of the contact (s = 0) outwards.
"""

from __future__ import annotations

from collections.abc import Callable

from gmp_cad.drawing.holding.setting import Setting
from gmp_cad.drawing.pens import BLACK, WIDE, Pen
from gmp_cad.drawing.primitives import WHITE
from gmp_cad.drawing.symbols import Signs
from gmp_cad.evidence import HoldingFunction, HoldingTechnology

_TRAIT = 1.7  # half length of the strokes that tell the state of the surface
_STEP = 0.8
_HEAD, _HEAD_HALF = 2.8, 1.3
_SHAFT = 2.2
_DOUBLE = 0.45  # half the width of a double shaft
_HALF = 1.8
_BAR = Pen(WIDE)


def state(at: Setting, *, machined: bool) -> tuple[Signs, float]:
    """Return one stroke for a machined surface, two for a raw one, and where they end (mm)."""
    count = 1 if machined else 2
    strokes = [
        at.line(((_STEP * (i + 1), -_TRAIT), (_STEP * (i + 1), _TRAIT))) for i in range(count)
    ]
    joint = at.line(((0.0, 0.0), (_STEP * (count + 1), 0.0)))
    return (joint, *strokes), _STEP * (count + 1)


def arrow(function: HoldingFunction, at: Setting) -> tuple[Signs, float]:
    """Return the arrow towards the part and its shaft, and where they end (mm).

    Locating: filled; clamping: open with a double shaft; support: open with a single shaft.
    """
    end = _HEAD + _SHAFT
    fill = BLACK if function == "locating" else WHITE
    head = at.area(((0.0, 0.0), (_HEAD, -_HEAD_HALF), (_HEAD, _HEAD_HALF)), fill)
    sides = (-_DOUBLE, _DOUBLE) if function == "clamping" else (0.0,)
    shafts = [at.line(((_HEAD, t), (end, t))) for t in sides]
    return (*shafts, head), end


def technology(kind: HoldingTechnology, at: Setting) -> tuple[Signs, float]:
    """Return the sign of the technology, and where it ends (mm)."""
    draw, length = _DRAWN[kind]
    return draw(at), length


def _fixed(at: Setting) -> Signs:
    return (at.line(((0.0, -_HALF), (0.0, _HALF)), _BAR),)


def _fixed_centring(at: Setting) -> Signs:
    """Draw a short cylinder on its bar."""
    return (
        at.rectangle((0.0, 2.6), (-1.0, 1.0)),
        at.line(((2.6, -_HALF), (2.6, _HALF)), _BAR),
    )


def _reversible_centring(at: Setting) -> Signs:
    """Draw a cylinder that a spring carries."""
    return (at.rectangle((0.0, 2.0), (-1.0, 1.0)), *_spring(at.on(2.0)))


def _clamping(at: Setting) -> Signs:
    """Draw an open arrow that pushes."""
    return (
        at.line(((1.6, -_HALF), (0.0, 0.0), (1.6, _HALF))),
        at.line(((0.0, 0.0), (2.6, 0.0))),
    )


def _opposed(at: Setting, middle: float) -> Signs:
    """Draw two arrows that close on each other."""
    return tuple(
        at.area(((middle, way * 0.15), (middle - 1.0, way * 1.9), (middle + 1.0, way * 1.9)))
        for way in (-1.0, 1.0)
    )


def _concentric(at: Setting) -> Signs:
    return (at.line(((0.0, 0.0), (2.0, 0.0))), *_opposed(at, 1.0))


def _floating_concentric(at: Setting) -> Signs:
    """Draw the opposed arrows between two slides."""
    slides = [at.line(((s, -2.3), (s, 2.3))) for s in (0.0, 3.0)]
    return (*slides, *_opposed(at, 1.5))


def _adjustable(at: Setting) -> Signs:
    """Draw a bar, and the slanting arrow of what is adjusted."""
    head = at.area(((2.2, 2.0), (0.9, 1.75), (1.75, 0.9)), BLACK)
    return (
        at.line(((0.0, 0.0), (0.6, 0.0))),
        at.line(((0.6, -_HALF), (0.6, _HALF)), _BAR),
        at.line(((-1.4, -2.0), (1.5, 1.3))),
        head,
    )


def _support_irreversible(at: Setting) -> Signs:
    """Draw a support that is locked: a wedge against its bar."""
    return (
        at.area(((0.0, -_HALF), (0.0, _HALF), (1.8, _HALF)), WHITE),
        at.line(((2.4, -_HALF), (2.4, _HALF)), _BAR),
    )


def _support_reversible(at: Setting) -> Signs:
    return _spring(at)


def _spring(at: Setting) -> Signs:
    turns = [(0.5 * i, (-1.0) ** i * 1.1) for i in range(1, 5)]
    return (
        at.line(((0.0, 0.0), *turns, (2.6, 0.0))),
        at.line(((2.6, -_HALF), (2.6, _HALF)), _BAR),
    )


_DRAWN: dict[HoldingTechnology, tuple[Callable[[Setting], Signs], float]] = {
    "fixed": (_fixed, 0.0),
    "fixed_centring": (_fixed_centring, 2.6),
    "reversible_centring": (_reversible_centring, 4.6),
    "clamping": (_clamping, 2.6),
    "concentric": (_concentric, 2.0),
    "floating_concentric": (_floating_concentric, 3.0),
    "adjustable": (_adjustable, 2.2),
    "support_irreversible": (_support_irreversible, 2.4),
    "support_reversible": (_support_reversible, 2.6),
}
