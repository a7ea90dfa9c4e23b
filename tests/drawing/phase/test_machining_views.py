"""Views of a workpiece on its machine (ISO 841)."""

from __future__ import annotations

from gmp_cad.drawing.phase.machining_views import milling_views, turning_views
from gmp_cad.drawing.view import cross, dot

X, Z = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


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
