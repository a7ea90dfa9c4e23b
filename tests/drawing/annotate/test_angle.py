"""Angles: what their extension lines start from."""

from __future__ import annotations

import math

import pytest
from shapely.geometry import LineString, Point

from gmp_cad.drawing.annotate.angle import angle_candidates
from gmp_cad.drawing.annotate.seen import seen
from gmp_cad.drawing.annotate.style import EXTENSION_GAP
from gmp_cad.drawing.annotation import Callout, End
from gmp_cad.drawing.view import View
from gmp_cad.drawing.views.plan import PlannedView
from gmp_cad.evidence import Projection, ViewCurve

X, Z = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


@pytest.mark.parametrize("near", [0.0, 28.0])
def test_extension_lines_start_at_the_legs(near: float) -> None:
    """A slope of 30° over a base; ``near``: mm from the vertex to where the slope begins."""
    c, s = math.cos(math.radians(30)), math.sin(math.radians(30))
    slope = ((near * c, near * s), (90 * c, 90 * s))
    base = ((-30.0, 0.0), (80.0, 0.0))
    legs = [LineString(base), LineString(slope)]
    curves = (
        ViewCurve(points=base, line="visible", faces=(0,)),
        ViewCurve(points=slope, line="visible", faces=(1,)),
    )
    projection = Projection(
        name="front", right=X, up=Z, curves=curves, box_mm=(-30.0, 0.0, 80.0, 90 * s)
    )
    view = View(projection=projection, scale=1.0, planned=PlannedView(name="front"))
    callout = Callout(
        line="slope", kind="angle", texts=("30°",), direction=(0.0, -1.0, 0.0),
        vertex=(0.0, 0.0, 0.0),
        ends=(End(point=(40.0, 0.0, 0.0), faces=(0,)),
              End(point=(60 * c, 0.0, 60 * s), faces=(1,))),
    )  # fmt: skip
    starts = [
        Point(stroke.points[0])
        for candidate in angle_candidates(callout, seen(view, ()))
        for stroke in candidate.strokes
        if stroke.kind == "extension"
    ]
    assert starts
    for start in starts:
        assert min(leg.distance(start) for leg in legs) <= EXTENSION_GAP + 1e-6
