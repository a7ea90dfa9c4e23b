"""Signs of NF E 04-013: on the free side, tip on the surface, every slot told apart."""

from __future__ import annotations

import math
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.drawing.holding import sign as signs
from gmp_cad.drawing.pens import BLACK, HIDDEN_SYMBOL
from gmp_cad.drawing.primitives import WHITE, Arc, Circle, Polygon, Polyline, Text, box_of, meet
from gmp_cad.evidence import ContactNature, HoldingFunction, HoldingSign, HoldingTechnology

NATURES = get_args(ContactNature)
TECHNOLOGIES = get_args(HoldingTechnology)
UP = (0.0, 1.0)


def holding(nature="flat", *, machined=True, function="locating", technology="fixed"):
    return HoldingSign(nature=nature, machined=machined, function=function, technology=technology)


def points_of(group):
    """Points of all strokes, those of round ones sampled."""
    for item in group.primitives:
        if isinstance(item, Polygon | Polyline):
            yield from item.points
        elif isinstance(item, Circle | Arc):
            whole = isinstance(item, Circle)
            start, end = (0.0, 360.0) if whole else (item.start_deg, item.end_deg)
            sweep = (end - start) % 360 or 360.0
            for i in range(37):
                a = math.radians(start + sweep * i / 36)
                yield (
                    item.centre[0] + item.radius * math.cos(a),
                    item.centre[1] + item.radius * math.sin(a),
                )


def shape(group):
    """What is drawn, without places in the text."""
    return repr([item for item in group.primitives if not isinstance(item, Text)])


@given(
    st.sampled_from(NATURES), st.sampled_from(TECHNOLOGIES), st.booleans(),
    st.floats(min_value=0, max_value=360),
)  # fmt: skip
def test_a_sign_stands_on_the_free_side_and_touches_the_surface(nature, kind, machined, angle):
    way = (math.cos(math.radians(angle)), math.sin(math.radians(angle)))
    sign = holding(nature, machined=machined, technology=kind)
    group = signs.sign_in_profile(sign, (10.0, 20.0), way)
    heights = [-((x - 10) * way[0] + (y - 20) * way[1]) for x, y in points_of(group)]
    assert min(heights) == pytest.approx(0.0, abs=0.02)
    assert 6.0 < max(heights) < 17.0


def test_every_contact_and_every_technology_looks_different():
    profiles = {shape(signs.sign_in_profile(holding(n), (0, 0), UP)) for n in NATURES}
    kinds = {shape(signs.sign_in_profile(holding(technology=t), (0, 0), UP)) for t in TECHNOLOGIES}
    assert len(profiles) == len(NATURES)
    assert len(kinds) == len(TECHNOLOGIES)


def strokes_across(group):
    """Heights of the strokes of 3.4 mm across the sign: the state of the surface."""
    return sorted(
        -item.points[0][1]
        for item in group.primitives
        if isinstance(item, Polyline)
        and len(item.points) == 2
        and math.dist(*item.points) == pytest.approx(3.4)
        and item.points[0][1] == pytest.approx(item.points[1][1])
    )


@pytest.mark.parametrize("nature", NATURES)
def test_a_machined_surface_has_one_stroke_and_a_raw_one_two(nature):
    for machined, count in ((True, 1), (False, 2)):
        group = signs.sign_in_profile(holding(nature, machined=machined), (0, 0), UP)
        assert len(strokes_across(group)) == count


@pytest.mark.parametrize(
    ("function", "fill", "shafts"),
    [("locating", BLACK, 1), ("clamping", WHITE, 2), ("support", WHITE, 1)],
)
def test_locating_is_filled_clamping_open_with_a_double_shaft(function, fill, shafts):
    group = signs.sign_in_profile(holding("domed", function=function), (0, 0), UP)
    heads = [p for p in group.primitives if isinstance(p, Polygon) and len(p.points) == 3]
    assert [head.fill for head in heads] == [fill]
    along = [
        item
        for item in group.primitives
        if isinstance(item, Polyline)
        and len(item.points) == 2
        and math.dist(*item.points) == pytest.approx(2.2)
    ]
    assert len(along) == shafts


@given(st.floats(min_value=0, max_value=360), st.sampled_from(["tail", "left", "right"]))
def test_the_numbers_stand_clear_of_the_sign(angle, side):
    way = (math.cos(math.radians(angle)), math.sin(math.radians(angle)))
    for group in (
        signs.sign_in_profile(holding(), (0, 0), way, (1, 2, 3), side),
        signs.normal_in_profile((0, 0), way, (1, 2, 3), side),
    ):
        (text,) = [item for item in group.primitives if isinstance(item, Text)]
        x0, y0, x1, y1 = box_of(text)
        inside = [p for p in points_of(group) if x0 < p[0] < x1 and y0 < p[1] < y1]
        assert text.text == "1-2-3"
        assert not inside


def test_a_normal_has_its_tip_on_the_surface_and_a_solid_head():
    group = signs.normal_in_profile((5.0, 5.0), UP, (6,))
    (head,) = [item for item in group.primitives if isinstance(item, Polygon)]
    assert (head.points[0], head.fill) == ((5.0, 5.0), BLACK)
    assert group.key == "normals.6"


def test_end_on_signs_are_dashed_when_the_material_hides_them():
    for draw in (
        lambda hidden: signs.normal_end_on((0, 0), (1,), hidden=hidden),
        lambda hidden: signs.sign_end_on(holding(), (0, 0), (1,), hidden=hidden),
    ):
        pens = [
            {p.pen.dash for p in draw(hidden).primitives if isinstance(p, Circle)}
            for hidden in (False, True)
        ]
        assert HIDDEN_SYMBOL.dash not in pens[0]
        assert HIDDEN_SYMBOL.dash in pens[1]


def test_end_on_a_raw_surface_has_two_circles_and_functions_differ():
    rings = [
        sum(isinstance(p, Circle) and p.radius > 2 for p in signs.sign_end_on(s, (0, 0)).primitives)
        for s in (holding(), holding(machined=False))
    ]
    assert rings == [1, 2]
    drawn = {
        shape(signs.sign_end_on(holding(function=f), (0, 0))) for f in get_args(HoldingFunction)
    }
    assert len(drawn) == 3


@pytest.mark.parametrize("way", [(1.0, 0.0), (0.7071, 0.7071), (0.0, -1.0)])
def test_end_on_numbers_stand_outside_the_circle(way):
    group = signs.sign_end_on(holding(machined=False), (0, 0), (4, 5), beside=way)
    (text,) = [item for item in group.primitives if isinstance(item, Text)]
    assert not meet(box_of(text), (-1.6, -1.6, 1.6, 1.6))
