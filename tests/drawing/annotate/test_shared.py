"""Equal dimensions between the same lines of a view: one dimension line, all their balloons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.drawing.annotate.items import items_for
from gmp_cad.drawing.annotate.seen import seen
from gmp_cad.drawing.annotate.shared import shared
from gmp_cad.drawing.annotate.spans import span_of
from gmp_cad.drawing.primitives import Drawing, Text
from gmp_cad.drawing.score import score
from tests.drawing.annotate import plate

AGAIN = replace(plate.LENGTH, line="rail_length", balloon="7")


def joined(*callouts):
    return shared(callouts, seen(plate.top_view(), plate.FACES))


def test_what_would_stand_twice_is_said_once_with_both_balloons() -> None:
    (found,) = joined(plate.LENGTH, AGAIN)
    assert (found.line, found.also) == ("length", (("rail_length", "7"),))
    (item,) = items_for(plate.top_view(), (plate.LENGTH, AGAIN), (), plate.FACES)
    groups = item.candidates[0].draw()
    numbers = [p.text for g in groups if g.layer == "balloons" for p in g.primitives
               if isinstance(p, Text)]  # fmt: skip
    assert numbers == ["1", "7"]
    required = {"dimensions.length", "dimensions.rail_length"}
    judged = score(Drawing(width=210, height=297, primitives=groups), required)
    assert (judged.missing, judged.doubled) == ((), ())


@pytest.mark.parametrize(
    "other",
    [
        replace(AGAIN, texts=("100 ±0,1",)),
        replace(AGAIN, boxed=True),
        replace(AGAIN, frames=(plate.SQUARENESS,)),
        replace(AGAIN, datum="C"),
        plate.MARGIN,
    ],
    ids=["tolerance", "exact", "frame", "datum", "place"],
)
def test_what_differs_stands_for_itself(other) -> None:
    assert joined(plate.LENGTH, other) == (plate.LENGTH, other)


def test_the_extension_line_starts_beyond_both_features() -> None:
    """Two bores of one column: the line of the lower one would else run over the upper one."""
    upper, at, radius = plate.BORE + 1, (plate.BORE_AT[0], 48.0), 4.0
    bore = plate.FACES[plate.BORE]
    face = replace(bore, index=upper, point=(*at, 0.0), radius_mm=radius, centre_mm=(*at, 10.0))
    view = plate.top_view()
    drawn = plate._circle(at, radius, upper, plate.TOP)
    curves = (*view.projection.curves, drawn)
    view = replace(view, projection=replace(view.projection, curves=curves))
    end = replace(plate.MARGIN.ends[1], point=(*at, 20.0), faces=(upper,))
    other = replace(plate.MARGIN, line="other", balloon="9", ends=(plate.MARGIN.ends[0], end))
    sight = seen(view, (*plate.FACES, face))
    (found,) = shared((plate.MARGIN, other), sight)
    assert found.also == (("other", "9"),)
    foot = max(span_of(found, sight).feet, key=lambda one: one.u)
    assert foot.low <= plate.BORE_AT[1] - plate.BORE_RADIUS
    assert foot.high >= at[1] + radius
