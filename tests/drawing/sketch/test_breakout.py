from __future__ import annotations

import pytest

from gmp_cad.drawing.sketch.breakout import material
from gmp_cad.drawing.view import View
from gmp_cad.kernel.project import section

X, Z = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def test_material_of_a_cut_leaves_the_bore_out(block):
    cut = section(block.shape, "A-A", (22.0, 23.0, 0.0), X, Z)
    area = material(View(projection=cut, scale=1.0)).area
    assert area == pytest.approx(96 * 28 - 36 * 10 - 16 * 28, abs=1e-6)
