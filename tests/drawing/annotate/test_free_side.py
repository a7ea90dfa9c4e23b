"""Signs of a surface stand where nothing of the part lies before it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from gmp_cad.drawing.annotate.footing import footings
from gmp_cad.drawing.annotate.seen import seen
from gmp_cad.drawing.view import View
from gmp_cad.drawing.views.plan import PlannedView
from gmp_cad.evidence import CutRegion, FaceGeometry, Projection, ViewCurve

X, Y = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)
SHOULDER, END = 0, 1
# a shaft along X: ⌀24 up to x = 30, then ⌀16 up to x = 50; a bore ⌀10 through all of it
FACES = tuple(
    FaceGeometry(
        index=index, surface="plane", point=(x, 0.0, 0.0), direction=X, area_mm2=1.0,
        centre_mm=(x, 0.0, 0.0),
    )
    for index, x in ((SHOULDER, 30.0), (END, 50.0))
)  # fmt: skip


def edge(a, b, *faces):
    return ViewCurve(points=(a, b), line="visible", faces=faces)


def block(x0, y0, x1, y1):
    return ((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0))


def stepped_shaft(*, cut: bool = False) -> View:
    outline = ((0.0, -12.0), (30.0, -12.0), (30.0, -8.0), (50.0, -8.0), (50.0, 8.0), (30.0, 8.0),
               (30.0, 12.0), (0.0, 12.0), (0.0, -12.0))  # fmt: skip
    curves = [edge(a, b) for a, b in pairwise(outline) if a[0] != b[0]]
    curves += [edge((0.0, -12.0), (0.0, 12.0)), edge((50.0, -8.0), (50.0, 8.0), END)]
    curves.append(edge((30.0, -12.0), (30.0, 12.0), SHOULDER))
    regions = ()
    if cut:
        curves += [edge((0.0, y), (50.0, y)) for y in (-5.0, 5.0)]
        above = ((0.0, 5.0), (50.0, 5.0), (50.0, 8.0), (30.0, 8.0), (30.0, 12.0), (0.0, 12.0),
                 (0.0, 5.0))  # fmt: skip
        below = tuple((x, -y) for x, y in above)
        regions = (CutRegion(loops=(above,)), CutRegion(loops=(below,)))
    projection = Projection(
        name="front", right=X, up=Y, curves=tuple(curves), box_mm=(0.0, -12.0, 50.0, 12.0),
        regions=regions,
    )  # fmt: skip
    kind = "section" if cut else "view"
    return View(projection=projection, scale=1.0, planned=PlannedView(name="f", kind=kind))


def feet(view, face):
    found = footings((face,), seen(view, FACES))
    return [foot.point for foot in found if foot.extension is None]


@pytest.mark.parametrize("cut", [False, True])
def test_the_foot_on_a_shoulder_is_beside_the_thinner_shaft(cut):
    found = feet(stepped_shaft(cut=cut), SHOULDER)
    assert found
    assert all(x == pytest.approx(30.0) and 8.0 < abs(y) < 12.0 for x, y in found)


def test_the_foot_on_a_bored_end_is_on_the_cut_wall():
    assert all(5.0 < abs(y) < 8.0 for _, y in feet(stepped_shaft(cut=True), END))
    assert any(abs(y) < 5.0 for _, y in feet(stepped_shaft(), END))


def test_the_edge_behind_a_bore_is_the_last_place_for_a_sign():
    """Hidden-line removal gives the end of a tube in three pieces, the middle one the longest."""
    view = stepped_shaft(cut=True)
    curves = [c for c in view.projection.curves if END not in c.faces]
    bounds = ((-8.0, -5.0), (-5.0, 5.0), (5.0, 8.0))
    curves += [edge((50.0, low), (50.0, high), END) for low, high in bounds]
    split = replace(view, projection=replace(view.projection, curves=tuple(curves)))
    found = [f for f in footings((END,), seen(split, FACES)) if f.extension is None]
    assert 5.0 < abs(min(found, key=lambda foot: foot.cost).point[1]) < 8.0
