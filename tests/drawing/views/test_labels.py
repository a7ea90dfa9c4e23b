"""Cutting lines of sections: their arrows and letters stand clear of each other."""

from __future__ import annotations

from itertools import combinations

from gmp_cad.drawing.primitives import box_of, meet
from gmp_cad.drawing.view import View
from gmp_cad.drawing.views.labels import cutting_lines
from gmp_cad.drawing.views.plan import PlannedView, Trace
from gmp_cad.evidence import Projection


def test_letters_of_planes_near_each_other_do_not_meet() -> None:
    traces = tuple(
        Trace(letter=letter, path=((x, -40.0, 0.0), (x, 40.0, 0.0)), looking=(1.0, 0.0, 0.0))
        for letter, x in (("A", 0.0), ("B", 4.0), ("C", 60.0))
    )
    seen = Projection(
        name="top", right=(1.0, 0.0, 0.0), up=(0.0, 1.0, 0.0), curves=(), box_mm=(-80, -40, 80, 40)
    )
    view = View(projection=seen, scale=1.0, planned=PlannedView(name="top", traces=traces))
    groups = list(cutting_lines(view))
    letters = [[p for p in g.primitives if hasattr(p, "text")] for g in groups]
    assert [len(own) for own in letters] == [2, 2, 2]
    for (a, own), (b, others) in combinations(enumerate(letters), 2):
        arrows = [[q for q in groups[i].primitives if not hasattr(q, "text")] for i in (a, b)]
        for text in own:
            assert not any(meet(box_of(text), box_of(p)) for p in (*others, *arrows[1]))
        for text in others:
            assert not any(meet(box_of(text), box_of(p)) for p in arrows[0])
    # far from the others, a cutting line ends where it always does
    ends = [box_of(g.primitives[0])[3] for g in groups]
    assert ends[0] == ends[2] < ends[1]
