"""Equal dimensions between the same lines of a view: one dimension line, all their balloons."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.drawing.annotate.items import items_for
from gmp_cad.drawing.annotate.seen import seen
from gmp_cad.drawing.annotate.shared import shared
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
    margin = replace(plate.MARGIN, line="other", balloon="9")
    (found,) = joined(plate.MARGIN, margin)
    assert found.ends[1].faces == (plate.BORE,)
    assert found.also == (("other", "9"),)
