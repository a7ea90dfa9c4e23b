"""Nature of the contact, the first slot of a technological sign (NF E 04-013 part 2).

Each is drawn from the surface (s = 0) outwards to its back; sizes in sheet mm.
"""

from __future__ import annotations

from collections.abc import Callable

from gmp_cad.drawing.holding.setting import Setting
from gmp_cad.drawing.pens import BLACK, NARROW_LINE
from gmp_cad.drawing.primitives import WHITE
from gmp_cad.drawing.symbols import Signs
from gmp_cad.evidence import ContactNature

HALF = 2.0  # half width of a contact
_BAR = 1.0
_TEETH = 4
_CONE = 2.6
_CONE_HALF = 1.5  # half of a 60° point, as centres have


def contact(nature: ContactNature, setting: Setting) -> tuple[Signs, float]:
    """Return the contact seen from its side, and how far out (mm) its back lies."""
    draw, depth = _DRAWN[nature]
    return draw(setting), depth


def _flat(at: Setting) -> Signs:
    return (at.rectangle((0.0, _BAR), (-HALF, HALF)),)


def _domed(at: Setting) -> Signs:
    return (at.arc(HALF, HALF, (90.0, 270.0)), at.line(((HALF, -HALF), (HALF, HALF))))


def _serrated(at: Setting) -> Signs:
    pitch = 2 * HALF / _TEETH
    teeth = [
        point
        for i in range(_TEETH)
        for point in ((_BAR * 0.8, HALF - i * pitch), (0.0, HALF - (i + 0.5) * pitch))
    ]
    return (at.area((*teeth, (_BAR * 0.8, -HALF), (_BAR * 1.7, -HALF), (_BAR * 1.7, HALF))),)


def _relieved(at: Setting) -> Signs:
    low, gap = _BAR, 0.7
    shape = (
        (0.0, -HALF), (low, -HALF), (low, HALF), (0.0, HALF), (0.0, gap), (low * 0.6, gap),
        (low * 0.6, -gap), (0.0, -gap),
    )  # fmt: skip
    return (at.area(shape),)


def _fixed_point(at: Setting) -> Signs:
    return (at.area(((0.0, 0.0), (_CONE, -_CONE_HALF), (_CONE, _CONE_HALF))),)


def _live_point(at: Setting) -> Signs:
    return (*_fixed_point(at), at.circle(_CONE + 1.1, 0.0, 1.1))


def _vee(at: Setting) -> Signs:
    inner, depth = HALF, 2.8
    shape = (
        (0.0, -inner - 0.6), (0.0, -inner), (inner, 0.0), (0.0, inner), (0.0, inner + 0.6),
        (depth, inner + 0.6), (depth, -inner - 0.6),
    )  # fmt: skip
    return (at.area(shape),)


def _cup(at: Setting) -> Signs:
    """Draw a bowl that takes a sphere: open to the surface."""
    rim = 0.0
    return (
        at.arc(rim, HALF, (270.0, 90.0)),
        at.line(((rim, HALF), (rim, HALF + 0.7))),
        at.line(((rim, -HALF), (rim, -HALF - 0.7))),
    )


def _rocker(at: Setting) -> Signs:
    feet = [at.area(((0.0, t), (1.1, t - 0.6), (1.1, t + 0.6)), BLACK) for t in (-HALF, HALF)]
    beam = at.rectangle((1.1, 1.8), (-HALF - 0.6, HALF + 0.6))
    return (*feet, beam, at.circle(2.4, 0.0, 0.6))


def _orienting(at: Setting) -> Signs:
    """Draw a lozenge between two cheeks: it only turns the part."""
    lozenge = at.area(((0.0, 0.0), (1.4, -0.9), (2.8, 0.0), (1.4, 0.9)))
    cheeks = [at.line(((0.0, t), (2.8, t)), NARROW_LINE) for t in (-1.6, 1.6)]
    return (lozenge, *cheeks)


_DRAWN: dict[ContactNature, tuple[Callable[[Setting], Signs], float]] = {
    "flat": (_flat, _BAR),
    "domed": (_domed, HALF),
    "serrated": (_serrated, 1.7 * _BAR),
    "relieved": (_relieved, _BAR),
    "fixed_point": (_fixed_point, _CONE),
    "live_point": (_live_point, _CONE + 2.2),
    "vee": (_vee, 2.8),
    "cup": (_cup, HALF),
    "rocker": (_rocker, 3.0),
    "orienting": (_orienting, 2.8),
}


def plan(nature: ContactNature, at: Setting, radius: float) -> Signs:
    """Return what tells the contact when it is seen along its normal, in a circle of ``radius``.

    A domed contact is the circle alone; ``at`` is its centre, directed up the sheet.
    """
    r = radius
    chord = 0.8 * r  # half a chord at 0.6 r from the centre
    if nature in ("flat", "vee", "cup"):
        square = at.rectangle((-0.71 * r, 0.71 * r), (-0.71 * r, 0.71 * r))
        vee = at.line(((0.71 * r, 0.71 * r), (0.0, 0.0), (0.71 * r, -0.71 * r)))
        return {
            "flat": (square,), "vee": (square, vee), "cup": (at.circle(0.0, 0.0, 0.7 * r),),
        }[nature]  # fmt: skip
    if nature == "serrated":
        halves = ((-0.9, 0.44 * r), (0.0, 0.71 * r), (0.9, 0.44 * r))
        return tuple(at.line(((c / 2 - d, c / 2 + d), (c / 2 + d, c / 2 - d))) for c, d in halves)
    if nature in ("relieved", "orienting", "rocker"):
        return tuple(at.line(((s * r, -chord), (s * r, chord))) for s in (-0.6, 0.6))
    if nature in ("fixed_point", "live_point"):
        d = 0.71 * r
        cross = (at.line(((-d, -d), (d, d))), at.line(((-d, d), (d, -d))))
        turning = (at.circle(0.0, 0.0, 0.6 * r, WHITE),) if nature == "live_point" else ()
        return (*cross, *turning)
    return ()
