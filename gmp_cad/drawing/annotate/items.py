"""The items that the layout sets in a view, and what stands there already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmp_cad.drawing.annotate.angle import angle_candidates
from gmp_cad.drawing.annotate.datum import datum_candidates
from gmp_cad.drawing.annotate.frame import frame_candidates
from gmp_cad.drawing.annotate.leader import leader_candidates
from gmp_cad.drawing.annotate.linear import linear_candidates
from gmp_cad.drawing.annotate.round import radius_candidates, round_candidates
from gmp_cad.drawing.annotate.seen import Seen, seen
from gmp_cad.drawing.annotate.shared import shared
from gmp_cad.drawing.annotate.sight import Sight, sight_of
from gmp_cad.drawing.annotate.texture import texture_candidates
from gmp_cad.drawing.annotation import Callout, SurfaceMark
from gmp_cad.drawing.layout.item import Candidate, Item
from gmp_cad.drawing.view import View
from gmp_cad.evidence import FaceGeometry

_ROUND = {
    "round": round_candidates,
    "radius": radius_candidates,
    "angle": angle_candidates,
    "leader": leader_candidates,
}


def items_for(
    view: View,
    callouts: Sequence[Callout],
    marks: Sequence[SurfaceMark],
    faces: Sequence[FaceGeometry],
) -> tuple[Item, ...]:
    """Return an item for each callout and each sign of a surface assigned to the view.

    Callouts that would repeat another one are said by it. ``faces``: those of the part. Candidates are in paper mm of the view.
    """
    sight = seen(view, faces)
    items = [_of_callout(callout, sight) for callout in shared(callouts, sight)]
    items += [item for mark in marks for item in _of_mark(mark, sight)]
    return tuple(item for item in items if item.candidates)


def _of_callout(callout: Callout, sight: Seen) -> Item:
    way = sight_of(callout, sight)
    found = candidates_of(callout, way, sight) if way is not None else ()
    return Item(key=f"dimensions.{callout.line}", candidates=found)


def candidates_of(callout: Callout, way: Sight, sight: Seen) -> tuple[Candidate, ...]:
    """Return the ways to draw a callout as its sight says."""
    if way.span is not None:
        return linear_candidates(callout, way.span, sight)
    return _ROUND[way.way](callout, sight)


def _of_mark(mark: SurfaceMark, sight: Seen) -> Iterator[Item]:
    if mark.texture:
        yield Item(key=f"textures.{mark.on}", candidates=texture_candidates(mark, sight))
    if mark.frames:
        key = next((f.line for f in mark.frames if f.line), mark.on)
        yield Item(key=f"tolerances.{key}", candidates=frame_candidates(mark, sight))
    if mark.datum:
        yield Item(key=f"datums.{mark.datum}", candidates=datum_candidates(mark, sight))
