"""Drawn signs of the title block: projection, edges, texture, general profile."""

from __future__ import annotations

import pytest

from gmp_cad.drawing.primitives import Circle, Polygon, Polyline, Text, box_of
from gmp_cad.drawing.sheets.signs import edges_sign, profile_sign, projection_sign, texture_sign
from gmp_cad.spec.edges import parse_edges


def words(sign):
    return [i.text for i in sign.primitives if isinstance(i, Text)]


def test_the_cone_stands_before_its_end_view_in_first_angle_and_after_it_in_third():
    for method, before in (("first", True), ("third", False)):
        items = projection_sign(method).primitives
        (cone,) = (i for i in items if isinstance(i, Polygon))
        circles = [i for i in items if isinstance(i, Circle)]
        assert sorted(c.radius for c in circles) == [1.5, 3.0]
        assert (box_of(cone)[2] < box_of(circles[0])[0]) is before
        # the end view shows both circles: it is taken from the small end, at the left
        left = [y for x, y in cone.points if x == box_of(cone)[0]]
        right = [y for x, y in cone.points if x == box_of(cone)[2]]
        assert max(left) - min(left) < max(right) - min(right)


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("-0,3 / +0,3", "fr", ["-0,3", "+0,3"]),
        ("-0,3", "en", ["-0.3"]),
        ("±0,05 / -0,1…-0,5", "fr", ["±0,05", "-0,5", "-0,1"]),
    ],
)
def test_edges_bear_their_states(text, lang, expected):
    assert words(edges_sign(parse_edges(text), lang)) == expected


def test_an_outer_corner_looks_away_from_the_sign_and_an_inner_one_holds_it():
    sign = edges_sign(parse_edges("-0,3 / +0,3"), "fr")
    outer, inner = (i for i in sign.primitives if isinstance(i, Polyline) and i.pen.width == 0.35)
    vertex = outer.points[1]
    assert all(x <= vertex[0] and y <= vertex[1] for x, y in outer.points)
    vertex = inner.points[1]
    assert all(x >= vertex[0] and y >= vertex[1] for x, y in inner.points)


def test_the_general_texture_announces_own_ones_in_brackets():
    own = texture_sign("Ra 3,2", "fr", own=True, rule="ISO 21920-1")
    bare = texture_sign("Ra 3,2", "en", own=False, rule="ISO 21920-1")
    assert "Ra 3,2" in words(own)
    assert "Ra 3.2" in words(bare)
    assert "(√)" in " ".join(words(own))
    assert "√" not in " ".join(words(bare))


def test_the_general_profile_stands_in_a_frame():
    sign = profile_sign("ISO 8015 · ISO 2768-m", "ISO 22081", "0,5", ("A", "B"))
    assert sum(isinstance(i, Polygon) for i in sign.primitives) == 4
    assert {"0,5", "A", "B"} <= set(words(sign))


def test_a_sign_is_made_smaller_to_fit_and_never_larger():
    sign = projection_sign("first")
    x0, y0, x1, y1 = sign.box
    wide, high = x1 - x0, y1 - y0
    assert sign.within((wide, high)) is sign
    small = sign.within((wide / 2, high))
    assert small.box[2] - small.box[0] == pytest.approx(wide / 2)
    placed = small.placed((0.0, 0.0, 100.0, 50.0), "right")
    assert max(box_of(item)[2] for item in placed) == pytest.approx(100.0)
