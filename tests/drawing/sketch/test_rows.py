from __future__ import annotations

from itertools import combinations

from gmp_cad.drawing.primitives import Polygon, Text, meet
from gmp_cad.drawing.sketch import rows
from gmp_cad.drawing.sketch.occupancy import Occupancy
from gmp_cad.drawing.sketch.rows import Span
from gmp_cad.drawing.sketch.values import SketchDimension

PART = (0.0, 0.0, 100.0, 40.0)


def span(low, high, text="60 ±0,1", horizontal=True, **more):
    dimension = SketchDimension(
        text=text, ends=((0, 0, 0), (0, 0, 0)), direction=(1.0, 0.0, 0.0), **more
    )
    reach = (0.0, 40.0) if horizontal else (0.0, 100.0)
    return Span(dimension=dimension, horizontal=horizontal, ends=(low, high), reach=(reach, reach))


def arrow_tips(row):
    return sorted(item.points[0] for item in row.primitives if isinstance(item, Polygon))


def test_arrows_stand_at_the_measured_ends_outside_the_part():
    row = rows.best_row(span(20.0, 80.0), PART, Occupancy())
    tips = arrow_tips(row)
    assert [x for x, _ in tips] == [20.0, 80.0]
    assert tips[0][1] == tips[1][1]
    assert tips[0][1] > 40 or tips[0][1] < 0


def test_rows_never_meet_and_the_shorter_one_is_nearer():
    occupied = Occupancy()
    boxes, across = [], []
    for high in (40.0, 60.0, 90.0):
        row = rows.best_row(span(10.0, high), PART, occupied)
        rows.occupy(row, occupied)
        boxes.append(row.boxes)
        across.append(arrow_tips(row)[0][1])
    for first, second in combinations(boxes, 2):
        assert not any(meet(a, b) for a in first for b in second)
    above = [y - 40 for y in across if y > 40]
    below = [-y for y in across if y < 0]
    assert above == sorted(above)
    assert below == sorted(below)


def test_a_sign_in_the_way_pushes_the_row_out():
    occupied = Occupancy()
    free = rows.best_row(span(20.0, 80.0), PART, occupied)
    for y0, y1 in ((41.0, 60.0), (-20.0, -1.0)):
        occupied.take_box((45.0, y0, 55.0, y1))
    pushed = rows.best_row(span(20.0, 80.0), PART, occupied)
    assert pushed.cost > free.cost
    assert arrow_tips(pushed)[0][1] >= 60 or arrow_tips(pushed)[0][1] <= -20


def test_a_short_dimension_has_its_arrows_and_text_outside():
    row = rows.best_row(span(20.0, 23.0), PART, Occupancy())
    heads = [item for item in row.primitives if isinstance(item, Polygon)]
    for head in heads:  # the tips point inwards
        tip, base = head.points[0][0], head.points[1][0]
        assert (base < tip) == (tip == 20.0)
    text = next(item for item in row.primitives if isinstance(item, Text))
    assert text.place[0] > 23 or text.place[0] < 20 - 5


def test_upright_dimensions_read_from_the_right():
    row = rows.best_row(span(5.0, 35.0, horizontal=False), PART, Occupancy())
    text = next(item for item in row.primitives if isinstance(item, Text))
    x = arrow_tips(row)[0][0]
    assert text.rotation_deg == 90
    assert text.place[0] < x  # above the line as it is read


def test_extension_lines_begin_at_what_they_measure():
    one = span(20.0, 80.0)
    row = rows.best_row(one, PART, Occupancy())
    starts = {min(abs(y - 0), abs(y - 40)) for (_, y), _ in row.extensions}
    assert starts == {0.0}


def test_no_room_at_all():
    occupied = Occupancy()
    occupied.take_box((-1000.0, -1000.0, 1000.0, 1000.0))
    assert rows.best_row(span(20.0, 80.0), PART, occupied) is None


def test_the_row_is_as_wide_as_its_label():
    row = rows.best_row(span(20.0, 23.0), PART, Occupancy())
    text, line = row.boxes
    assert line[0] <= text[0] + 1e-9
    assert text[2] <= line[2] + 1e-9
