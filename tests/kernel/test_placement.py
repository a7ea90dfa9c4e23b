"""Matrices of placements and OCCT's locations."""

from __future__ import annotations

import cadquery as cq
import pytest

from gmp_cad.kernel.placement import location, matrix_of


def test_a_location_survives_its_matrix() -> None:
    loc = cq.Location((1, 2, 3), (10, 20, 30))
    again = location(matrix_of(loc))
    for point in ((0, 0, 0), (1, 0, 0), (3, -2, 5)):
        a, b = (cq.Vertex.makeVertex(*point).moved(x).Center().toTuple() for x in (loc, again))
        assert a == pytest.approx(b, abs=1e-8)
