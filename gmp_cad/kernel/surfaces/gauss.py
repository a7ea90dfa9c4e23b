"""Gauss' rule between knots: its nodes and weights, and how to tell that it suffices."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from OCP.GeomAbs import GeomAbs_Shape
from OCP.TColStd import TColStd_Array1OfReal

Floats = NDArray[np.float64]

ORDER = 12
NODES, WEIGHTS = np.polynomial.legendre.leggauss(ORDER)
# The last two coefficients of the Legendre polynomial through the values at the nodes: where they
# have come down to ε, those that the rule misses, of twice the degree, are about ε².
_LAST = np.array(
    [
        (degree + 0.5) * WEIGHTS * np.polynomial.legendre.Legendre.basis(degree)(NODES)
        for degree in (ORDER - 2, ORDER - 1)
    ]
)
_ERROR = 1e-12


def is_rough(values: Floats, scale: Floats) -> bool:
    """Tell whether the integral of any row misses 1e-12 of its ``scale``.

    ``values``: a row for each thing integrated, a column for each node.
    """
    last = abs(values @ _LAST.T).max(axis=1)
    return bool((last * last > _ERROR * scale * abs(values).max(axis=1)).any())


def knots(
    count: Callable[[GeomAbs_Shape], int],
    fill: Callable[[TColStd_Array1OfReal, GeomAbs_Shape], None],
) -> list[float]:
    """Return the places between which a curve or surface is infinitely smooth, its ends included.

    ``count`` and ``fill`` are its adaptor's ``NbIntervals`` and ``Intervals``.
    """
    found = TColStd_Array1OfReal(1, count(GeomAbs_Shape.GeomAbs_CN) + 1)
    fill(found, GeomAbs_Shape.GeomAbs_CN)
    return [float(at) for at in found]
