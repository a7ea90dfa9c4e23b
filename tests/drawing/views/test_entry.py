"""A blind hole whose mouth no view shows gets hidden lines: from below or from above, it must be told."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import cadquery as cq
import pytest

from gmp_cad.drawing.annotation import PartAnnotations
from gmp_cad.drawing.views.cavity import Cavity, holes
from gmp_cad.drawing.views.choosing import Candidate
from gmp_cad.drawing.views.entry import entries_dashed, mouth_of
from gmp_cad.drawing.views.seen import sight_of
from gmp_cad.evidence import Cut, FaceGeometry, Vector
from tests.drawing.views.conftest import Drawn

_THROUGH = 30.0


@cache
def drilled(depth: float) -> tuple[Drawn, dict[int, FaceGeometry], tuple[Cavity, ...]]:
    """A block 60 × 40 × 30 mm, 15 mm above and below z = 0, drilled from below."""
    bore = cq.Workplane(origin=(10, 5, -15)).circle(4).extrude(depth)
    part = Drawn(cq.Workplane().box(60, 40, 30).cut(bore).val())
    faces = part.geometry.faces
    found = holes(faces, PartAnnotations(callouts=(), marks=()))
    return part, {face.index: face for face in faces}, found


SIDE, ABOVE, BELOW = (0.0, -1.0, 0.0), (0.0, 0.0, 1.0), (0.0, 0.0, -1.0)


def seen_from(where: Vector, depth: float = 20.0, plane: float | None = None) -> Candidate:
    part, faces, _ = drilled(depth)
    sights = {name: sight_of(view, faces) for name, view in part.projections.items()}
    name = next(n for n, sight in sights.items() if sight.towards == pytest.approx(where))
    candidate = Candidate(name=name, sight=sights[name])
    if plane is None:
        return candidate
    sight = candidate.sight
    cut = Cut(name="A-A", right=sight.right, up=sight.up, steps=((0.0, plane),))
    return replace(candidate, section=SimpleNamespace(cut=cut))  # type: ignore[arg-type]


def hidden(*chosen: Candidate, depth: float = 20.0) -> dict[str, frozenset[int]]:
    _, faces, found = drilled(depth)
    return dict(entries_dashed(chosen, found, faces))


def test_the_mouth_lies_opposite_to_the_floor() -> None:
    _, faces, (hole,) = drilled(20.0)
    point, out = mouth_of(hole, faces) or ((0, 0, 0), (0, 0, 0))
    assert (point[2], out) == (pytest.approx(-15.0), (0.0, 0.0, -1.0))
    _, faces, (hole,) = drilled(_THROUGH)
    assert mouth_of(hole, faces) is None


def test_a_view_from_above_does_not_tell_a_hole_from_below() -> None:
    _, _, (hole,) = drilled(20.0)
    assert hidden(seen_from(SIDE), seen_from(ABOVE)) == {
        seen_from(SIDE).name: frozenset(hole.faces)
    }


def test_the_view_of_the_mouth_tells_it() -> None:
    assert hidden(seen_from(SIDE), seen_from(BELOW)) == {}


def test_a_section_across_the_hole_shows_its_circle_and_not_its_mouth() -> None:
    side = seen_from(SIDE)
    for where in (ABOVE, BELOW):
        assert set(hidden(side, seen_from(where, plane=0.0))) == {side.name}


def test_a_section_along_the_hole_tells_all() -> None:
    _, _, (hole,) = drilled(20.0)
    opened = replace(seen_from(SIDE, plane=-5.0), opens=frozenset({hole.kind}))
    assert hidden(opened, seen_from(ABOVE)) == {}


def test_a_through_hole_has_no_side() -> None:
    side, above = (seen_from(where, _THROUGH) for where in (SIDE, ABOVE))
    assert hidden(side, above, depth=_THROUGH) == {}
