from __future__ import annotations

import pytest
from shapely.geometry import LineString

from gmp_cad.drawing.pens import WORKPIECE
from gmp_cad.drawing.view import (
    View,
    cross,
    dot,
    material,
    milling_views,
    outline,
    turning_views,
    without,
)
from gmp_cad.kernel.project import section

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def towards(views, name):
    return cross(*views[name])


def test_milling_views_look_from_the_front_from_above_and_from_the_left():
    views = milling_views(Z, X)
    assert towards(views, "front") == (0, -1, 0)
    assert towards(views, "top") == Z
    assert towards(views, "left") == (-1, 0, 0)
    assert dot(views["front"][0], views["top"][0]) == 1  # the same X in both


def test_turning_views_have_the_chuck_at_the_left():
    views = turning_views(Z, X)
    assert views["front"] == (Z, X)
    assert towards(views, "left") == (0, 0, -1)  # from the chuck's side
    assert views["left"][1] == views["front"][1]


def test_outline_is_the_silhouette(block):
    (front, *_) = block.views(milling_views(Z, X))
    view = View(projection=front, scale=2.0)
    assert outline(view).area == pytest.approx(4 * (96 * 28 - 36 * 10), rel=1e-2)


def test_material_of_a_cut_leaves_the_bore_out(block):
    cut = section(block.shape, "A-A", (22.0, 23.0, 0.0), X, Z)
    area = material(View(projection=cut, scale=1.0)).area
    assert area == pytest.approx(96 * 28 - 36 * 10 - 16 * 28, abs=1e-6)


def test_without_cuts_an_area_out_of_lines():
    area = LineString([(4, -1), (4, 1)]).buffer(1.0)
    kept = without([((0, 0), (10, 0))], area, WORKPIECE)
    assert [line.points for line in kept] == [((0, 0), (3, 0)), ((5, 0), (10, 0))]


def test_placing_is_the_projection_to_scale(block):
    (_, top, left) = block.views(milling_views(Z, X))
    assert View(projection=top, scale=0.5).place((10.0, 20.0, 30.0)) == (5.0, 10.0)
    assert View(projection=left, scale=2.0).place((10.0, 20.0, 30.0)) == (-40.0, 60.0)
