"""The volume of a thread, by Pappus on the trapezoid of the groove."""

from __future__ import annotations

import math

import pytest

from gmp_cad.kernel.machining.thread_ring import thread_ring_mm3
from gmp_cad.spec.notation import parse
from gmp_cad.spec.part import Dimension


def line(text: str, model: float | None = None) -> Dimension:
    return Dimension(size=parse(text), id="thread", model=model)


def pappus(low: float, high: float, width_low: float, width_high: float, length: float) -> float:
    """Volume of a trapezoid between two radii, turned once a millimetre of lead, over a length."""
    height = high - low
    area = (width_low + width_high) / 2 * height
    centre = low + height * (width_low + 2 * width_high) / (3 * (width_low + width_high))
    return area * 2 * math.pi * centre * length


def test_internal_metric_thread_from_the_minor_diameter() -> None:
    # ISO 68-1: the groove of the nut is 3P/4 wide on D1 and P/8 on D
    minor = 10 - 1.5 * 1.25 * math.sqrt(3) / 2
    expected = pappus(minor / 2, 5, 3 * 1.5 / 4, 1.5 / 8, 20) / 1.5
    assert thread_ring_mm3(line("M10-6H", minor), 20) == pytest.approx(expected, rel=1e-4)


def test_external_metric_thread() -> None:
    # the groove of the screw is 7P/8 wide on d and P/4 on d1
    minor = 10 - 1.5 * 1.25 * math.sqrt(3) / 2
    expected = pappus(minor / 2, 5, 1.5 / 4, 7 * 1.5 / 8, 20) / 1.5
    assert thread_ring_mm3(line("M10-6g"), 20) == pytest.approx(expected, rel=1e-4)


def test_trapezoidal_screw() -> None:
    # Tr 12×3: root d3 = 12 - 3 - 2·0.25, pitch diameter 10.5, flanks at 15°
    slope = math.tan(math.radians(15))
    low, high = 8.5 / 2, 6.0
    widths = [1.5 + 2 * slope * (r - 5.25) for r in (low, high)]
    expected = pappus(low, high, *widths, 100) / 3
    assert thread_ring_mm3(line("Tr12×3-7e"), 100) == pytest.approx(expected, rel=1e-4)


def test_thread_modelled_at_its_root_has_no_ring() -> None:
    assert thread_ring_mm3(line("M10-6H", 10.0), 20) == 0
