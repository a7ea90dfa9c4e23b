"""Overall dimensions of an assembly: what room it takes, not what it is made to."""

from __future__ import annotations

import pytest

from gmp_cad.drawing.assembly.extents import overall
from gmp_cad.drawing.view import View
from gmp_cad.evidence import Projection


@pytest.mark.parametrize(
    ("width", "lang", "text"),
    [(130.784, "fr", "130,8"), (130.784, "en", "130.8"), (60, "fr", "60")],
)
def test_a_tenth_is_enough(width: float, lang: str, text: str) -> None:
    projection = Projection(
        name="top", right=(1, 0, 0), up=(0, 1, 0), curves=(), box_mm=(0.0, 0.0, width, 50.0)
    )
    view = View(projection=projection, scale=0.5)
    (extent,) = overall(view, view.box, ("bottom",), lang)
    assert extent.text == text
    assert extent.second[0] - extent.first[0] == pytest.approx(width / 2)
