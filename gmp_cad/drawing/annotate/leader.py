"""Texts at the end of a leader to a surface or its line: chamfers, notes, small angles."""

from __future__ import annotations

from collections.abc import Iterator

from gmp_cad.drawing.annotate.caption import caption_of
from gmp_cad.drawing.annotate.footing import footings, inner_points, outline_points
from gmp_cad.drawing.annotate.seen import Seen
from gmp_cad.drawing.annotate.shelf import Leader, angle_of, leaders, shelved
from gmp_cad.drawing.annotate.sight import pointed_faces
from gmp_cad.drawing.annotation import Callout
from gmp_cad.drawing.layout.item import Candidate
from gmp_cad.drawing.primitives import Point

_TURNS = (0.0, 20.0, -20.0, 35.0, -35.0, 50.0, -50.0)
_TURN_COST = 0.03
_AROUND = (30, 60, 120, 150, 210, 240, 300, 330)
_MOST_FEET = 4
_DOT_COST = 6.0


def leader_candidates(callout: Callout, seen: Seen) -> tuple[Candidate, ...]:
    """Return the ways to write a callout at the end of a leader."""
    caption = caption_of(callout)
    return tuple(shelved(caption, leader) for leader in pointed(pointed_faces(callout), seen))


def pointed(faces: tuple[int, ...], seen: Seen) -> tuple[Leader, ...]:
    """Return leaders to the line of a surface, or with a dot to the surface, or to any line of it."""
    on_line = [
        leader
        for foot in _spread(faces, seen)
        for leader in leaders(
            foot[0], [(angle_of(foot[1]) + t, foot[2] + _TURN_COST * abs(t)) for t in _TURNS], seen
        )
    ]
    return tuple(on_line) or tuple(_from_the_front(faces, seen))


def _spread(faces: tuple[int, ...], seen: Seen) -> list[tuple[Point, Point, float]]:
    """Return a few feet on the lines themselves, not on their extensions."""
    feet = [(f.point, f.outward, f.cost) for f in footings(faces, seen) if f.extension is None]
    return sorted(feet, key=lambda foot: foot[2])[:_MOST_FEET]


def _from_the_front(faces: tuple[int, ...], seen: Seen) -> Iterator[Leader]:
    points = inner_points(faces, seen)[:_MOST_FEET]
    for point in points:
        yield from leaders(point, [(angle, _DOT_COST) for angle in _AROUND], seen, "dot")
    if not points:
        for point, _, cost in outline_points(faces, seen)[:_MOST_FEET]:
            yield from leaders(point, [(angle, cost) for angle in _AROUND], seen)
