from __future__ import annotations

from dataclasses import replace

from gmp_cad.drawing.sketch.machining_views import milling_views
from gmp_cad.drawing.sketch.spans import assigned
from gmp_cad.drawing.sketch.values import SketchDimension
from gmp_cad.drawing.view import View

X, Z = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def test_a_long_hole_text_stands_on_a_leader_not_on_a_stretched_line(block):
    # a blind hole of 5 mm along X, seen by no view end-on from outside: only from its side
    long = SketchDimension(
        text="2× M6-6H ↧14 / ⌀5 ↧18", kind="diameter", direction=X,
        ends=((0.0, 23.0, 10.0), (18.0, 23.0, 10.0)), diameter_mm=5.0, faces=((9999,), (9999,)),
    )  # fmt: skip
    (front, *_) = block.views(milling_views(Z, X))
    views = (View(projection=front, scale=1.0),)
    spans, called, left = assigned((long,), views, {})
    assert (spans["front"], called["front"], left) == ([], [long], [])
    short = replace(long, text="⌀5 H7")
    assert assigned((short,), views, {})[0]["front"][0].dimension == short
