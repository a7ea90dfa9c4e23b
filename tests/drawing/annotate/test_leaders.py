"""Texts on leaders, signs on surfaces: where they point, which way they read."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.drawing.annotate.items import items_for
from gmp_cad.drawing.annotation import Callout, End
from gmp_cad.drawing.primitives import Text, extent, plain
from tests.drawing.annotate import plate


def item_of(view, callouts=(), marks=()):
    (item,) = items_for(view, callouts, marks, plate.FACES)
    return item


def leader_of(candidate):
    (stroke,) = [s for s in candidate.strokes if s.kind == "leader"][:1]
    return stroke.points


@settings(max_examples=15, deadline=None)
@given(turn=st.floats(-180, 180), scale=st.sampled_from((0.5, 1.0, 4.0)))
def test_the_leader_to_a_circle_points_at_its_centre(turn, scale) -> None:
    view = plate.top_view(turn, scale)
    centre = view.place((*plate.BORE_AT, 0.0))
    for one in item_of(view, (plate.BORE_SIZE,)).candidates:
        start, knee = leader_of(one)[:2]
        inwards = (centre[0] - knee[0], centre[1] - knee[1])
        along = (start[0] - knee[0], start[1] - knee[1])
        assert abs(inwards[0] * along[1] - inwards[1] * along[0]) < 1e-6 * math.hypot(*inwards)
        assert math.dist(knee, centre) > plate.BORE_RADIUS * scale
        (group,) = [g for g in one.draw() if g.layer == "dimensions"]
        a, b = group.measured.points
        assert math.dist(a, b) == pytest.approx(16.0 * scale)


def test_leaders_keep_off_the_directions_of_edges_and_hatching() -> None:
    note = Callout(
        line="edge", kind="chamfer", texts=("1×45°",), direction=plate.Z, faces=(plate.TOP,),
        ends=(End(point=(0.0, 0.0, 20.0)), End(point=(0.0, 0.0, 20.0))),
    )  # fmt: skip
    for view, grains in (
        (plate.front_view(), (0.0, 90.0)),
        (plate.front_view(cut=True), (0.0, 90.0, 45.0)),
    ):
        for one in item_of(view, (note,)).candidates:
            (x0, y0), (x1, y1) = leader_of(one)[:2]
            angle = math.degrees(math.atan2(y1 - y0, x1 - x0)) % 180
            for grain in grains:
                assert abs((angle - grain + 90) % 180 - 90) > 7.9


@settings(max_examples=25, deadline=None)
@given(turn=st.floats(-180, 180))
def test_a_sign_of_texture_is_never_upside_down(turn) -> None:
    mark = replace(plate.TEXTURE, on="back", faces=(plate.BACK,))
    for one in item_of(plate.top_view(turn), (), (mark,)).candidates:
        texts = [p for p in plain(one.draw()) if isinstance(p, Text)]
        assert texts
        assert all(-31.0 <= text.rotation_deg <= 91.0 for text in texts)


def test_the_sign_stands_on_the_line_of_the_surface_on_its_free_side() -> None:
    best = min(
        item_of(plate.front_view(cut=True), (), (plate.TEXTURE,)).candidates, key=lambda c: c.cost
    )
    assert extent(best.draw())[1] == pytest.approx(20.0, abs=0.5)
    below = replace(plate.TEXTURE, on="bottom", faces=(plate.BOTTOM,))
    for one in item_of(plate.front_view(cut=True), (), (below,)).candidates:
        assert [stroke for stroke in one.strokes if stroke.kind == "leader"]


def test_a_datum_of_a_surface_stands_on_its_line_outwards() -> None:
    for one in item_of(plate.front_view(), (), (plate.DATUM,)).candidates:
        sign = one.draw()[-1]
        assert (sign.layer, sign.key) == ("datums", "datums.A")
        foot, middle = sign.primitives[0].points
        assert foot[1] == pytest.approx(0.0)
        assert middle[0] == pytest.approx(foot[0])
        assert middle[1] < foot[1] - 5.0


def test_the_leader_of_a_frame_meets_the_surface_from_outside() -> None:
    for one in item_of(plate.front_view(), (), (plate.FLATNESS,)).candidates:
        (group,) = one.draw()
        assert (group.layer, group.key) == ("tolerances", "tolerances.flat")
        tip, knee = group.primitives[0].points[:2]
        assert tip[1] == pytest.approx(20.0)
        assert knee[1] > 20.0
