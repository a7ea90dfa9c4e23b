from __future__ import annotations

import cadquery as cq
import pytest
from shapely.geometry import LineString

from gmp_cad.drawing.pens import WORKPIECE
from gmp_cad.drawing.view import View, outline, without
from gmp_cad.kernel.projection.project import project

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def seen(right, up):
    """Return a view of a block 96 × 46 × 28 with a step at x = 60, z = 18."""
    step = cq.Workplane().box(40, 46, 20, centered=False).translate((60, 0, 18))
    return project(cq.Workplane().box(96, 46, 28, centered=False).cut(step).val(), "it", right, up)


def test_outline_is_the_silhouette():
    view = View(projection=seen(X, Z), scale=2.0)
    assert outline(view).area == pytest.approx(4 * (96 * 28 - 36 * 10), rel=1e-2)


def test_without_cuts_an_area_out_of_lines():
    area = LineString([(4, -1), (4, 1)]).buffer(1.0)
    kept = without([((0, 0), (10, 0))], area, WORKPIECE)
    assert [line.points for line in kept] == [((0, 0), (3, 0)), ((5, 0), (10, 0))]


def test_placing_is_the_projection_to_scale():
    top, left = seen(X, Y), seen((0.0, -1.0, 0.0), Z)
    assert View(projection=top, scale=0.5).place((10.0, 20.0, 30.0)) == (5.0, 10.0)
    assert View(projection=left, scale=2.0).place((10.0, 20.0, 30.0)) == (-40.0, 60.0)
