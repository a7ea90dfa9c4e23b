"""The graph of an order: boxes apart, and no arrow over a box that it does not join."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box

from gmp_cad.drawing.order_graph import order_graph
from gmp_cad.drawing.primitives import Polygon, Polyline, box_of, meet

LEVELS = (("a", "b", "c"), ("d", "e"), ("f", "g", "h"), ("i",))
PLACE = {label: i for i, level in enumerate(LEVELS) for label in level}
PAIRS = [(a, b) for a in PLACE for b in PLACE if PLACE[a] < PLACE[b]]
edges_of_levels = st.lists(st.sampled_from(PAIRS), unique=True, max_size=14)


@given(edges_of_levels)
@settings(max_examples=40)
def test_no_arrow_runs_over_a_box(edges: list[tuple[str, str]]) -> None:
    drawing = order_graph(LEVELS, edges, ("1", "2", "3", "4"), "order")
    boxes = [box_of(p) for p in drawing.primitives if isinstance(p, Polygon) and len(p.points) == 4]
    lines = [p for p in drawing.primitives if isinstance(p, Polyline) and len(p.points) % 4 == 0]
    assert len(boxes) == len(PLACE)
    assert not any(meet(a, b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert len(lines) == len(edges)
    for line in lines:
        inside = [b for b in boxes if LineString(line.points).intersection(box(*b)).length > 1e-6]
        assert inside == []
    for x0, y0, x1, y1 in map(box_of, drawing.primitives):
        assert -1e-6 <= x0 <= x1 <= drawing.width + 1e-6
        assert -1e-6 <= y0 <= y1 <= drawing.height + 1e-6
