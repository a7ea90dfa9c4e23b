"""Threads against ISO 724, ISO 965-2 and ISO 2904 values."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest

from gmp_cad.errors import OutsideTableError
from gmp_cad.standards import threads
from gmp_cad.standards.threads import ThreadLimits, metric, thread_limits, trapezoidal


# ISO 724: pitch, d2, D1, d3 (the last from ISO 898-1).
@pytest.mark.parametrize(
    ("d", "pitch", "d2", "d1", "d3"),
    [
        (3, 0.5, 2.675, 2.459, 2.387),
        (4, 0.7, 3.545, 3.242, 3.141),
        (5, 0.8, 4.480, 4.134, 4.019),
        (6, 1, 5.350, 4.917, 4.773),
        (8, 1.25, 7.188, 6.647, 6.466),
        (10, 1.5, 9.026, 8.376, 8.160),
        (12, 1.75, 10.863, 10.106, 9.853),
        (16, 2, 14.701, 13.835, 13.546),
        (20, 2.5, 18.376, 17.294, 16.933),
        (24, 3, 22.051, 20.752, 20.319),
        (30, 3.5, 27.727, 26.211, 25.706),
        (36, 4, 33.402, 31.670, 31.093),
        (42, 4.5, 39.077, 37.129, 36.479),
        (48, 5, 44.752, 42.587, 41.866),
        (64, 6, 60.103, 57.505, 56.639),
    ],
)
def test_basic_sizes(d: float, pitch: float, d2: float, d1: float, d3: float) -> None:
    thread = metric(d)
    assert (thread.pitch, thread.designation, thread.coarse) == (pitch, f"M{d}", True)
    assert thread.pitch_diameter == pytest.approx(d2, abs=6e-4)
    assert thread.minor_diameter == pytest.approx(d1, abs=6e-4)
    assert thread.root_diameter == pytest.approx(d3, abs=6e-4)


# ISO 898-1, nominal stress areas (three significant digits).
@pytest.mark.parametrize(
    ("d", "area"),
    [(3, 5.03), (4, 8.78), (5, 14.2), (6, 20.1), (8, 36.6), (10, 58.0), (12, 84.3), (14, 115),
     (16, 157), (20, 245), (24, 353), (30, 561), (36, 817)],
)  # fmt: skip
def test_stress_area(d: float, area: float) -> None:
    assert metric(d).stress_area == pytest.approx(area, rel=5e-3)


@pytest.mark.parametrize(
    ("d", "pitch", "drill"),
    [(3, None, 2.5), (4, None, 3.3), (5, None, 4.2), (6, None, 5), (8, None, 6.8),
     (10, None, 8.5), (12, None, 10.2), (14, None, 12), (16, None, 14), (20, None, 17.5),
     (24, None, 21), (8, 1, 7), (10, 1, 9), (10, 1.25, 8.8), (12, 1.25, 10.8), (12, 1.5, 10.5),
     (16, 1.5, 14.5), (20, 1.5, 18.5), (24, 2, 22), (30, 2, 28), (36, 3, 33)],
)  # fmt: skip
def test_tap_drill(d: float, pitch: float | None, drill: float) -> None:
    assert metric(d, pitch).tap_drill == drill


@pytest.mark.parametrize("thread", threads.metric_threads(), ids=lambda t: t.designation)
def test_tap_drill_lies_in_the_6h_minor_diameter(thread: threads.MetricThread) -> None:
    assert thread.tap_drill == pytest.approx(thread.diameter - thread.pitch, abs=0.0501)
    try:
        limits = thread_limits(thread, "6H")
    except OutsideTableError:
        assert thread.pitch < 0.3  # grade 6 starts at 0.3 mm
        return
    assert limits.minor_min is not None
    assert limits.minor_min <= thread.tap_drill <= limits.minor_max


def test_fine_threads_are_written_with_their_pitch() -> None:
    thread = metric(10, 1.25)
    assert (thread.designation, thread.coarse) == ("M10×1.25", False)
    assert metric(10, 1.5) == metric(10)


@pytest.mark.parametrize(
    ("d", "pitch", "words"),
    [(9, None, "M9 is no metric thread"), (11, 1, "no metric thread"), (8, 1.3, "no pitch 1.3"),
     (100, None, "M1 to M64"), (math.nan, None, "no metric thread"), (-8, None, "no metric")],
)  # fmt: skip
def test_unknown_metric_thread(d: float, pitch: float | None, words: str) -> None:
    with pytest.raises(OutsideTableError, match=words) as caught:
        metric(d, pitch)
    assert caught.value.hint is not None


def test_limits_of_an_external_thread() -> None:
    """M10-6g, ISO 965-2."""
    assert thread_limits(metric(10), "6g") == ThreadLimits(
        major_min=9.732, major_max=9.968, pitch_min=8.862, pitch_max=8.994,
        minor_min=None, minor_max=8.344,
    )  # fmt: skip


def test_limits_of_an_internal_thread() -> None:
    """M10-6H, ISO 965-2."""
    assert thread_limits(metric(10), "6H") == ThreadLimits(
        major_min=10, major_max=None, pitch_min=9.026, pitch_max=9.206,
        minor_min=8.376, minor_max=8.676,
    )  # fmt: skip


# es(g), Td, Td2, TD1, TD2 of 6g / 6H, µm.
ROWS = [
    (3, 20, 106, 75, 140, 100),
    (4, 22, 140, 90, 180, 118),
    (5, 24, 150, 95, 200, 125),
    (6, 26, 180, 112, 236, 150),
    (8, 28, 212, 118, 265, 160),
    (10, 32, 236, 132, 300, 180),
    (12, 34, 265, 150, 335, 200),
    (14, 38, 280, 160, 375, 212),
    (16, 38, 280, 160, 375, 212),
    (18, 42, 335, 170, 450, 224),
    (22, 42, 335, 170, 450, 224),
    (24, 48, 375, 200, 500, 265),
    (27, 48, 375, 200, 500, 265),
    (30, 53, 425, 212, 560, 280),
    (36, 60, 475, 224, 600, 300),
    (42, 63, 500, 236, 670, 315),
    (48, 71, 530, 250, 710, 335),
    (64, 80, 600, 280, 800, 375),
]


@pytest.mark.parametrize(("d", "es", "td", "td2", "tdi1", "tdi2"), ROWS)
def test_tolerances(d: float, es: int, td: int, td2: int, tdi1: int, tdi2: int) -> None:
    screw, nut = thread_limits(metric(d), "6g"), thread_limits(metric(d), "6H")
    assert screw.major_max == pytest.approx(d - es / 1000)
    assert screw.major_min == pytest.approx(d - (es + td) / 1000)
    assert screw.pitch_max - screw.pitch_min == pytest.approx(td2 / 1000)
    assert nut.minor_min is not None
    assert nut.minor_max - nut.minor_min == pytest.approx(tdi1 / 1000)
    assert nut.pitch_max - nut.pitch_min == pytest.approx(tdi2 / 1000)
    assert nut.pitch_min == round(metric(d).pitch_diameter, 3)


@pytest.mark.parametrize("thread", threads.metric_threads(), ids=lambda t: t.designation)
def test_formulas_of_iso_965(thread: threads.MetricThread) -> None:
    """The tables are the formulas of ISO 965-1 rounded to R40 (steps of 6 %, small ones less)."""
    if thread.pitch < 0.35:
        return
    screw, nut = thread_limits(thread, "6g"), thread_limits(thread, "6H")
    ranges = (0.99, 1.4, 2.8, 5.6, 11.2, 22.4, 45, 90)
    low, high = next(pair for pair in pairwise(ranges) if thread.diameter <= pair[1])
    flank = 0.09 * thread.pitch**0.4 * math.sqrt(low * high) ** 0.1
    assert screw.pitch_max - screw.pitch_min == pytest.approx(flank, rel=0.06)
    assert nut.pitch_max - nut.pitch_min == pytest.approx(1.32 * flank, rel=0.06)
    crest = 0.18 * thread.pitch ** (2 / 3) - 0.00315 / math.sqrt(thread.pitch)
    assert screw.major_max is not None
    assert screw.major_max - screw.major_min == pytest.approx(crest, rel=0.06)
    assert thread.diameter - screw.major_max == pytest.approx(0.015 + 0.011 * thread.pitch, rel=0.1)


def test_other_classes() -> None:
    thread = metric(8)
    assert thread_limits(thread, "6h").major_max == 8
    assert thread_limits(thread, "6G").pitch_min == pytest.approx(7.188 + 0.028)
    mixed = thread_limits(thread, "5g6g")
    assert mixed.major_min == thread_limits(thread, "6g").major_min
    assert mixed.pitch_max - mixed.pitch_min == pytest.approx(0.095)
    # 6e clears 6f, 6f clears 6g, 6g clears 6h.
    tops = [thread_limits(thread, "6" + letter).pitch_max for letter in "efgh"]
    assert tops == sorted(tops)
    assert len(set(tops)) == 4


@pytest.mark.parametrize("text", ["", "6", "6k", "H6", "6H6g", "5g6h", "66", "6gg", "٦g"])
def test_unknown_class(text: str) -> None:
    with pytest.raises(OutsideTableError, match="no tolerance class"):
        thread_limits(metric(8), text)


@pytest.mark.parametrize(("d", "text"), [(8, "5g"), (8, "9H"), (3, "8g"), (1, "6H"), (1.6, "6e")])
def test_class_without_value(d: float, text: str) -> None:
    with pytest.raises(OutsideTableError, match="no value for M"):
        thread_limits(metric(d), text)


# ISO 2904: d2, d3, D4, D1.
@pytest.mark.parametrize(
    ("d", "pitch", "d2", "d3", "internal_major", "d1"),
    [
        (8, 1.5, 7.25, 6.2, 8.3, 6.5),
        (12, 3, 10.5, 8.5, 12.5, 9),
        (16, 4, 14, 11.5, 16.5, 12),
        (20, 4, 18, 15.5, 20.5, 16),
        (36, 6, 33, 29, 37, 30),
        (60, 14, 53, 44, 62, 46),
    ],
)
def test_trapezoidal(
    d: float, pitch: float, d2: float, d3: float, internal_major: float, d1: float
) -> None:
    thread = trapezoidal(d, pitch)
    assert thread.pitch_diameter == pytest.approx(d2)
    assert thread.root_diameter == pytest.approx(d3)
    assert thread.major_diameter_internal == pytest.approx(internal_major)
    assert thread.minor_diameter == pytest.approx(d1)
    assert thread.designation == f"Tr {d}×{pitch:g}"


def test_preferred_trapezoidal_pitch() -> None:
    assert trapezoidal(16) == trapezoidal(16, 4)
    assert trapezoidal(12) == trapezoidal(12.0, 3.0)


@pytest.mark.parametrize(
    ("d", "pitch", "words"),
    [(13, 3, "no trapezoidal"), (12, 2.5, "no pitch 2.5"), (math.inf, None, "no trapezoidal")],
)
def test_unknown_trapezoidal(d: float, pitch: float | None, words: str) -> None:
    with pytest.raises(OutsideTableError, match=words):
        trapezoidal(d, pitch)


@pytest.mark.parametrize(
    ("pitch", "overrun"), [(0.5, 2), (0.7, 3), (0.8, 3.5), (1, 4), (1.25, 5), (1.5, 6), (1.75, 7)]
)
def test_default_drill_overrun(pitch: float, overrun: float) -> None:
    assert threads.default_drill_overrun(pitch) == overrun
