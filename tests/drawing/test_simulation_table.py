"""The tableau de simulation as a drawing: texts apart from each other, arrows at their surfaces."""

from __future__ import annotations

from itertools import combinations

from gmp_cad.drawing.primitives import Polygon, Polyline, Text, box_of, meet
from gmp_cad.drawing.simulation_table import Arrow, Band, Mark, simulation_table

COLUMNS = ("B stock", "1 left", "2 step", "3 right")
BANDS = (
    Band(title=("Phase 10", "Tournage"),
         marks=(Mark(column=0, text="0,4", located=True),
                Mark(column=1, text="0,04", located=False, widened="→ 0,055")),
         arrows=(Arrow(start=0, end=1, text="Cf101 = 80,9 ±0,2275", tone="free"),)),
    Band(title=("Conditions",),
         arrows=(Arrow(start=1, end=2, text="20 ±0,1", tone="good"),
                 Arrow(start=2, end=3, text="35 +0,2/0", tone="bad"),
                 Arrow(start=1, end=3, text="80 ±0,15", tone="good"))),
)  # fmt: skip


def drawn(width=200.0, bands=BANDS):
    return simulation_table(COLUMNS, bands, width, "table")


def test_no_two_texts_meet_and_all_stay_inside():
    for width in (120.0, 200.0, 267.0):
        found = drawn(width)
        boxes = [box_of(p) for p in found.primitives if isinstance(p, Text)]
        assert not [pair for pair in combinations(boxes, 2) if meet(*pair)]
        for x0, y0, x1, y1 in boxes:
            assert x0 >= 0
            assert y0 >= 0
            assert x1 <= width
            assert y1 <= found.height


def columns_of(found):
    """Return the x of the upright lines of the surfaces."""
    return [
        p.points[0][0] for p in found.primitives
        if isinstance(p, Polyline) and p.points[0][0] == p.points[1][0] and p.pen.width < 0.2
    ]  # fmt: skip


def test_arrows_run_from_surface_to_surface():
    found = drawn()
    places = columns_of(found)
    assert len(places) == len(COLUMNS)
    spans = {
        (p.points[0][0], p.points[1][0]) for p in found.primitives
        if isinstance(p, Polyline) and p.points[0][1] == p.points[1][1]
        and p.points[0][0] in places
    }  # fmt: skip
    assert spans == {(places[a], places[b]) for a, b in ((0, 1), (1, 2), (2, 3), (1, 3))}


def test_arrows_that_would_overlap_take_rows_of_their_own():
    apart = (Arrow(start=0, end=1, text="a"), Arrow(start=2, end=3, text="b"))
    over = (Arrow(start=0, end=2, text="a"), Arrow(start=1, end=3, text="b"))
    heights = [drawn(bands=(Band(title=("x",), arrows=arrows),)).height for arrows in (apart, over)]
    assert heights[0] < heights[1]


def test_located_and_machined_surfaces_look_different():
    found = drawn()
    filled = [p for p in found.primitives if isinstance(p, Polygon) and p.fill == "#000000"]
    red = [p for p in found.primitives if isinstance(p, Polyline) and p.pen.colour == "#E30613"
           and p.points[0][0] == p.points[1][0]]  # fmt: skip
    places = columns_of(found)
    assert any(p.points[0][0] == places[0] for p in filled)
    assert [p.points[0][0] for p in red] == [places[1]]
