"""The sketch of a phase, judged on what is printed: complete, inside its frame, legible."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from shapely.geometry import LineString
from shapely.geometry import box as rectangle

from gmp_cad.drawing.pens import HIDDEN_SYMBOL, MACHINED, RED
from gmp_cad.drawing.primitives import Circle, Hatch, Polyline, Text, box_of, extent, grow, meet
from gmp_cad.drawing.sketch.canvas import Canvas
from gmp_cad.drawing.sketch.contacts import contacts
from gmp_cad.drawing.sketch.paint import wanted_sections
from gmp_cad.drawing.sketch.phase_sketch import best_sketch
from gmp_cad.drawing.sketch.sketch_view import grouped
from gmp_cad.drawing.svg import to_svg
from gmp_cad.drawing.view import View
from gmp_cad.evidence import LocatingNormal

WIDTH, HEIGHT = 277.0, 128.0


def phase_sketch(sketch, width_mm, height_mm):
    return best_sketch(sketch, width_mm, height_mm).drawing


@pytest.fixture(scope="module", params=["block_sketch", "shaft_sketch"])
def sketch(request):
    return request.getfixturevalue(request.param)


@pytest.fixture(scope="module")
def drawing(sketch):
    return phase_sketch(sketch, WIDTH, HEIGHT)


def texts(drawing):
    return [item for item in drawing.primitives if isinstance(item, Text)]


def written(drawing):
    return [item.text for item in texts(drawing)]


def red_lines(drawing):
    return [
        item
        for item in drawing.primitives
        if isinstance(item, Polyline) and item.pen.width == MACHINED.width
    ]


def test_everything_lies_inside_the_frame(drawing):
    x0, y0, x1, y1 = extent(drawing.primitives)
    assert 0 <= x0 < x1 <= WIDTH
    assert 0 <= y0 < y1 <= HEIGHT


def test_the_frame_is_used(drawing):
    x0, y0, x1, y1 = extent(drawing.primitives)
    assert x1 - x0 > 0.6 * WIDTH or y1 - y0 > 0.8 * HEIGHT


def test_no_text_lies_over_another(drawing):
    for a, b in itertools.combinations(texts(drawing), 2):
        assert not meet(grow(box_of(a), -0.05), grow(box_of(b), -0.05)), (a.text, b.text)


def test_no_text_is_struck_through_by_a_line_of_the_part(drawing):
    lines = [
        LineString(item.points)
        for item in drawing.primitives
        if isinstance(item, Polyline) and item.pen.width >= 0.35
    ]
    for text in texts(drawing):
        inside = rectangle(*grow(box_of(text), -0.1))
        assert not any(line.intersects(inside) for line in lines), text.text


def test_letters_are_not_below_the_least_height(drawing):
    assert min(text.height for text in texts(drawing)) >= 1.4  # the letter in Ⓔ


def test_every_surface_is_red_and_numbered_and_every_dimension_written(sketch, drawing):
    found = written(drawing)
    for surface in sketch.surfaces:
        assert surface.number in found
    joined = " ".join(found)
    for dimension in sketch.dimensions:
        assert dimension.label.removesuffix("Ⓔ").strip() in joined
    for note in sketch.notes:
        assert note.text in found
    assert all(line.pen.colour == RED for line in red_lines(drawing))


def crowded(sketch):
    """Return the sketch with three dimensions for each of its own, the repeated ones named 9.."""
    more = tuple(
        replace(dimension, name=f"Cf9{i}{j}")
        for j in range(2)
        for i, dimension in enumerate(sketch.dimensions)
    )
    return replace(sketch, dimensions=(*sketch.dimensions, *more))


def test_a_crowded_sketch_lists_dimensions_and_keeps_its_letters(sketch):
    full = crowded(sketch)
    drawing = phase_sketch(full, 281.0, 100.0)
    heights = [t.height for t in texts(drawing) if t.text not in {"E", "M"}]
    # capitals of 2.5 mm reduced at most to 0.75; texture signs have 0.9 of that
    assert min(heights) >= 0.75 * 0.9 * 2.5 - 1e-9
    joined = " ".join(written(drawing))
    for dimension in full.dimensions:
        assert dimension.name in joined


def test_more_room_never_reads_worse(sketch):
    full = crowded(sketch)
    costs = [best_sketch(full, 281.0, 100.0).cost, best_sketch(full, 404.0, 200.0).cost]
    assert costs[1] <= costs[0]


def test_the_scale_is_chosen_so_that_views_fill_most_of_a_frame_without_notes(block_sketch):
    bare = replace(block_sketch, dimensions=(), notes=(), surfaces=())
    one = replace(bare, views=bare.views[:1], sections=())
    x0, _, x1, _ = extent(phase_sketch(one, WIDTH, HEIGHT).primitives)
    assert x1 - x0 > 0.6 * WIDTH


@pytest.mark.parametrize(
    ("numbers", "places", "groups"),
    [
        # three small ones side by side share a leader, in the order of their numbers
        (("5", "3", "4"), (0, 2, 4), [("3", "4", "5")]),
        (("3", "4"), (0, 2), [("3",), ("4",)]),  # two do not
        (("3", "4", "5"), (0, 2, 90), [("3",), ("4",), ("5",)]),  # nor do distant ones
        (("9", "10", "12"), (0, 2, 4), [("9",), ("10",), ("12",)]),  # nor numbers with a gap
    ],
)
def test_numbers_of_close_small_surfaces_stand_together(numbers, places, groups):
    order = sorted(numbers, key=int)
    painted = {n: (((x, 0.0), (x, 3.0)),) for n, x in zip(order, places, strict=True)}
    assert grouped(numbers, painted) == groups


def test_the_sign_of_a_contact_that_the_part_hides_stands_off_the_part(block_sketch):
    # inside the block, pushing along +X: seen from above its arrow would lie over the material
    inside = LocatingNormal(
        index=6, on="", point=(30.0, 30.0, 10.0), direction=(1.0, 0.0, 0.0), machined=True
    )
    top = View(projection=block_sketch.views[1], scale=1.0)
    canvas = Canvas(top)
    (contact,) = contacts(canvas, (inside,), ())
    assert contact.tip == pytest.approx((0.0, 30.0), abs=0.03)
    (line,) = [p for p in canvas.primitives if isinstance(p, Polyline) and p.pen == HIDDEN_SYMBOL]
    assert sorted(line.points) == [contact.tip, (30.0, 30.0)]


def test_same_sketch_same_bytes(sketch, drawing):
    assert to_svg(phase_sketch(sketch, WIDTH, HEIGHT)) == to_svg(drawing)


def test_a_frame_too_small_shrinks_the_drawing_and_clips_nothing(sketch):
    small = phase_sketch(sketch, 120.0, 60.0)
    x0, y0, x1, y1 = extent(small.primitives)
    assert 0 <= x0 < x1 <= 120
    assert 0 <= y0 < y1 <= 60


# --- the block


@pytest.fixture(scope="module")
def block_drawing(block_sketch):
    return phase_sketch(block_sketch, WIDTH, HEIGHT)


def stretches(drawing):
    """Return the lengths on paper of the straight red lines, overlapping pieces joined."""
    rows = {}
    for line in red_lines(drawing):
        (x0, y0), (x1, y1) = line.points[0], line.points[-1]
        if len(line.points) > 2:
            continue
        flat = abs(y1 - y0) < 1e-6
        key = (flat, round(y0 if flat else x0, 2))
        rows.setdefault(key, []).append(sorted((x0, x1) if flat else (y0, y1)))
    lengths = []
    for pieces in rows.values():
        merged = [list(min(pieces))]
        for low, high in sorted(pieces)[1:]:
            if low <= merged[-1][1] + 1e-6:
                merged[-1][1] = max(merged[-1][1], high)
            else:
                merged.append([low, high])
        lengths += [high - low for low, high in merged]
    return sorted(lengths)


def test_the_bore_is_a_red_circle_and_two_red_generatrices_in_correspondence(block_drawing):
    lines = red_lines(block_drawing)
    circle = next(line for line in lines if len(line.points) > 10)
    xs = [x for x, _ in circle.points]
    upright = [line.points[0][0] for line in lines if len(line.points) == 2]
    # in the same columns of the sheet: the top view stands under the front view
    for side in (min(xs), max(xs)):  # a polyline is inside its circle by up to the chord error
        assert min(abs(x - side) for x in upright) < 0.03


def test_machined_surfaces_are_red_over_their_whole_extent_at_one_scale(block_drawing):
    # wall, generatrices, step, wall from above, top from the left, top
    true = [10, 28, 28, 36, 46, 46, 60]
    found = stretches(block_drawing)
    assert [length * 60 / found[-1] for length in found] == pytest.approx(true, abs=1e-3)


def test_the_bore_is_hatched_on_both_sides(block_drawing):
    hatches = [item for item in block_drawing.primitives if isinstance(item, Hatch)]
    assert len(hatches) == 2


def test_hidden_machined_surfaces_ask_for_a_cut(block_sketch):
    bare = replace(block_sketch, sections=())
    (request,) = wanted_sections(bare)
    assert request.view == "front"
    assert request.point[:2] == pytest.approx((22.0, 23.0))
    assert request.faces == block_sketch.surfaces[3].faces


def test_each_normal_and_clamp_appears_in_every_view(block_sketch):
    for view in block_sketch.views:
        alone = replace(block_sketch, views=(view,), dimensions=(), notes=(), surfaces=())
        found = " ".join(written(phase_sketch(alone, WIDTH, HEIGHT))).split()
        assert set("123456") <= set(found), view.name


def test_end_on_normals_are_dashed_where_the_part_hides_them(block_sketch):
    top = replace(block_sketch, views=block_sketch.views[1:2], dimensions=(), notes=())
    circles = [
        item
        for item in phase_sketch(top, WIDTH, HEIGHT).primitives
        if isinstance(item, Circle) and item.pen.dash
    ]
    assert len(circles) == 3  # 1, 2 and 3 are under the part


def test_a_direction_that_no_view_shows_is_written_in_the_notes(shaft_sketch):
    assert "Cf107 12 ±0,2" in written(phase_sketch(shaft_sketch, WIDTH, HEIGHT))


def test_axes_are_labelled_in_every_view(block_drawing):
    found = written(block_drawing)
    assert [found.count(axis) for axis in "XYZ"] == [2, 2, 2]
