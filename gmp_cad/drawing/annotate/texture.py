"""Signs of surface texture: on the line of the surface, its extension, or a leader (ISO 21920-1)."""

from __future__ import annotations

from functools import partial

from gmp_cad.drawing import symbols
from gmp_cad.drawing.annotate.axes import Axes
from gmp_cad.drawing.annotate.footing import Footing, footings
from gmp_cad.drawing.annotate.grouping import grouped
from gmp_cad.drawing.annotate.leader import pointed
from gmp_cad.drawing.annotate.seen import Seen
from gmp_cad.drawing.annotate.shelf import Leader, angle_of, ending
from gmp_cad.drawing.annotate.sign import TextureSign, sign_of
from gmp_cad.drawing.annotation import SurfaceMark
from gmp_cad.drawing.layout.item import Candidate, Stroke
from gmp_cad.drawing.pens import NARROW_LINE, VISIBLE
from gmp_cad.drawing.primitives import Group, Point, Polyline, Primitive

_LEAST_DEG, _MOST_DEG = -31.0, 91.0  # of the sign's bar: read from below or from the right
_BESIDE_KNEE = 2.0
_LEADER_COST = 5.0
_LEADERS = 96  # the shortest from a surface deep in a view all end inside the part


def texture_candidates(mark: SurfaceMark, seen: Seen) -> tuple[Candidate, ...]:
    """Return the ways to set the sign of a surface's texture."""
    sign = sign_of(mark.texture, mark.on, mark.balloon)
    found = [_standing(sign, footing) for footing in footings(mark.faces, seen) if reads(footing)]
    ways = sorted(pointed(mark.faces, seen), key=lambda leader: leader.cost)[:_LEADERS]
    return (*found, *(_led(sign, leader) for leader in ways))


def _bar(footing: Footing) -> Point:
    return (footing.outward[1], -footing.outward[0])


def reads(footing: Footing) -> bool:
    """Return whether a sign that stands there reads from below or from the right."""
    return footing.stands and _LEAST_DEG < angle_of(_bar(footing)) < _MOST_DEG


def _standing(sign: TextureSign, footing: Footing) -> Candidate:
    axes = Axes(footing.point, _bar(footing))
    strokes = () if footing.extension is None else (
        Stroke(points=footing.extension, kind="extension"),
    )  # fmt: skip
    return Candidate(
        areas=(sign.area(axes),), strokes=strokes, cost=footing.cost,
        draw=partial(_draw_standing, sign, footing),
    )  # fmt: skip


def _draw_standing(sign: TextureSign, footing: Footing) -> tuple[Group, ...]:
    lift = NARROW_LINE.width if footing.extension else VISIBLE.width
    foot = symbols.along(footing.point, footing.outward, lift / 2)
    drawn: tuple[Primitive, ...] = symbols.texture(foot, sign.text, footing.outward)
    if footing.extension is not None:
        drawn = (Polyline(points=footing.extension, pen=NARROW_LINE), *drawn)
    return (grouped("texture", drawn, key=sign.key), *sign.balloon(Axes(foot, _bar(footing))))


def _led(sign: TextureSign, leader: Leader) -> Candidate:
    foot, shelf = _shelf(sign, leader)
    return Candidate(
        areas=(sign.area(Axes(foot)),),
        strokes=(Stroke(points=(leader.start, leader.knee, shelf), kind="leader"),),
        tips=(leader.tip,),
        cost=leader.cost + _LEADER_COST,
        draw=partial(_draw_led, sign, leader),
    )


def _shelf(sign: TextureSign, leader: Leader) -> tuple[Point, Point]:
    """Return the foot of the sign on a leader's shelf, and the end of the shelf."""
    x, y = leader.knee
    x0, _, x1, _ = sign.box
    wide = sign.width
    if x >= leader.tip[0]:
        return (x - x0 + _BESIDE_KNEE, y), (x + wide + _BESIDE_KNEE, y)
    return (x - x1 - _BESIDE_KNEE, y), (x - wide - _BESIDE_KNEE, y)


def _draw_led(sign: TextureSign, leader: Leader) -> tuple[Group, ...]:
    foot, shelf = _shelf(sign, leader)
    line = Polyline(points=(leader.tip, leader.knee, shelf), pen=NARROW_LINE)
    drawn = (line, *ending(leader), *symbols.texture(foot, sign.text))
    return (grouped("texture", drawn, key=sign.key), *sign.balloon(Axes(foot)))
