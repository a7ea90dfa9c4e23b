"""Threads against ISO 724, ISO 965-2 and ISO 2904 values."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import pytest

from gmp_cad.errors import OutsideTableError
from gmp_cad.standards import threads
from gmp_cad.standards.threads import ThreadLimits, metric, thread_limits, trapezoidal
from tests.standards import thread_formulas as formulas


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


def test_every_tap_drill_lies_in_the_minor_diameter() -> None:
    """Of 6H; of 4H where the pitch is below 0.3 mm, at which grade 6 starts."""
    for thread in threads.metric_threads():
        assert thread.tap_drill == pytest.approx(thread.diameter - thread.pitch, abs=0.0501)
        limits = thread_limits(thread, "6H" if thread.pitch >= 0.3 else "4H")
        assert limits.minor_min is not None
        assert limits.minor_min <= thread.tap_drill <= limits.minor_max


def test_fine_threads_are_written_with_their_pitch() -> None:
    thread = metric(10, 1.25)
    assert (thread.designation, thread.coarse) == ("M10×1.25", False)
    assert metric(10, 1.5) == metric(10)


@pytest.mark.parametrize(
    ("d", "pitch", "words"),
    [(8.5, None, "M8.5 is no metric thread"), (13, 1, "no metric thread"), (8, 1.3, "no pitch 1.3"),
     (301, None, "M1 to M300"), (math.nan, None, "no metric thread"), (-8, None, "no metric"),
     (72, None, "M72 has no coarse pitch"), (5.5, None, "no coarse pitch"), (8, 0.5, "no pitch")],
)  # fmt: skip
def test_unknown_metric_thread(d: float, pitch: float | None, words: str) -> None:
    with pytest.raises(OutsideTableError, match=words) as caught:
        metric(d, pitch)
    assert caught.value.hint is not None


# ISO 262, the sizes selected for screws, bolts and nuts: all are in ISO 261.
def test_the_selection_for_fasteners() -> None:
    coarse = (1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 10, 12, 14, 16, 18, 20, 22, 24,
              27, 30, 33, 36, 39, 42, 45, 48, 52, 56, 60, 64)  # fmt: skip
    fine = ((8, 1), (10, 1.25), (10, 1), (12, 1.5), (12, 1.25), (14, 1.5), (16, 1.5), (18, 1.5),
            (20, 2), (20, 1.5), (22, 1.5), (24, 2), (27, 2), (30, 2), (33, 2), (36, 3), (39, 3),
            (42, 3), (45, 3), (48, 3), (52, 4), (56, 4), (60, 4), (64, 4))  # fmt: skip
    assert all(metric(d).coarse for d in coarse)
    assert not any(metric(d, pitch).coarse for d, pitch in fine)
    assert threads.coarse_pitch(72) is None
    assert threads.coarse_pitch(8) == 1.25


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


GRADES = {
    "H": ("4", "5", "6", "7", "8"), "G": ("4", "5", "6", "7", "8"),
    "e": ("3", "4", "5", "6", "7", "8", "9"), "f": ("3", "4", "5", "6", "7", "8", "9"),
    "g": ("3", "4", "5", "6", "7", "8", "9"), "h": ("3", "4", "5", "6", "7", "8", "9"),
}  # fmt: skip
CREST_GRADES = {True: ("4", "5", "6", "7", "8"), False: ("4", "6", "8")}
# ISO 965-1 table 1, µm, by pitch: e, f, g. The formulas are −(50+11P), −(30+11P), −(15+11P).
DEVIATIONS = {
    0.2: (None, None, 17), 0.25: (None, None, 18), 0.3: (None, None, 18), 0.35: (None, 34, 19),
    0.4: (None, 34, 19), 0.45: (None, 35, 20), 0.5: (50, 36, 20), 0.6: (53, 36, 21),
    0.7: (56, 38, 22), 0.75: (56, 38, 22), 0.8: (60, 38, 24), 1: (60, 40, 26), 1.25: (63, 42, 28),
    1.5: (67, 45, 32), 1.75: (71, 48, 34), 2: (71, 52, 38), 2.5: (80, 58, 42), 3: (85, 63, 48),
    3.5: (90, 70, 53), 4: (95, 75, 60), 4.5: (100, 80, 63), 5: (106, 85, 71), 5.5: (112, 90, 75),
    6: (118, 95, 80), 8: (140, 118, 100),
}  # fmt: skip


def test_every_class_of_every_thread_is_the_formula_of_iso_965() -> None:
    """All threads of ISO 261, all positions, all pairs of grades: 20,000 combinations."""
    defined = 0
    for thread, (letter, grades) in product(threads.metric_threads(), GRADES.items()):
        internal = letter.isupper()
        shift = dict(zip("efg", DEVIATIONS[thread.pitch], strict=True)).get(letter.lower(), 0)
        for flank, crest in product(grades, CREST_GRADES[internal]):
            try:
                found = thread_limits(thread, f"{flank}{letter}{crest}{letter}")
            except OutsideTableError:
                continue
            defined += 1
            assert shift is not None
            sign = 1 if internal else -1
            pitch = (found.pitch_min, found.pitch_max)
            major, minor = (found.major_min, found.major_max), (found.minor_min, found.minor_max)
            wide = formulas.flank(thread.diameter, thread.pitch, int(flank), internal=internal)
            high = formulas.crest(thread.pitch, int(crest), internal=internal)
            expected = _zone(thread.pitch_diameter, sign * shift, sign * wide)
            assert _same(pitch, expected)
            tips = minor if internal else major
            basic = thread.minor_diameter if internal else thread.diameter
            assert _same(tips, _zone(basic, sign * shift, sign * high))
            roots = major[0] if internal else minor[1]
            deep = thread.diameter if internal else thread.minor_diameter
            assert _same((roots,), [deep + sign * shift / 1000])
    assert defined > 20_000


def _same(found: tuple[float | None, ...], expected: list[float]) -> bool:
    """Whether the values are one to the half micrometre, to which the standard rounds."""
    return all(a is not None and abs(a - b) <= 5.1e-4 for a, b in zip(found, expected, strict=True))


def _zone(basic: float, deviation_um: float, width_um: float) -> list[float]:
    return sorted(basic + part / 1000 for part in (deviation_um, deviation_um + width_um))


@pytest.mark.parametrize(("pitch", "row"), DEVIATIONS.items())
def test_deviations_follow_their_formulas(pitch: float, row: tuple[int | None, ...]) -> None:
    for constant, value in zip((50, 30, 15), row, strict=True):
        assert value is None or value == pytest.approx(constant + 11 * pitch, rel=0.1)


def test_no_class_of_the_standard_is_missing() -> None:
    """Every thread from M1.6 on has 6H and 6g; what ISO 965-1 leaves out is refused."""
    for thread in threads.metric_threads():
        assert thread_limits(thread, "4h")
        assert thread_limits(thread, "6g")
        if thread.pitch >= 0.3:
            for name in ("4H", "5H", "6H", "4g6g", "6h"):
                assert thread_limits(thread, name)
        if thread.pitch >= 0.5:
            assert thread_limits(thread, "7H")
            assert thread_limits(thread, "6e")
        if thread.pitch >= 1:
            assert thread_limits(thread, "8g")


# DIN 13-21/-22 printed limits (d, d2 of 6g; D2, D1 of 6H), mm.
@pytest.mark.parametrize(
    ("d", "pitch", "screw", "nut"),
    [
        (1.6, None, (1.581, 1.496, 1.354, 1.291), (1.373, 1.458, 1.221, 1.321)),
        (2, None, (1.981, 1.886, 1.721, 1.654), (1.740, 1.830, 1.567, 1.679)),
        (2.5, None, (2.480, 2.380, 2.188, 2.117), (2.208, 2.303, 2.013, 2.138)),
        (3.5, None, (3.479, 3.354, 3.089, 3.004), (3.110, 3.222, 2.850, 3.010)),
        (8, 1, (7.974, 7.794, 7.324, 7.212), (7.350, 7.500, 6.917, 7.153)),
        (10, 1.25, (9.972, 9.760, 9.160, 9.042), (9.188, 9.348, 8.647, 8.912)),
        (10, 0.75, (9.978, 9.838, 9.491, 9.391), (9.513, 9.645, 9.188, 9.378)),
        (12, 1.25, (11.972, 11.760, 11.160, 11.028), (11.188, 11.368, 10.647, 10.912)),
        (16, 1.5, (15.968, 15.732, 14.994, 14.854), (15.026, 15.216, 14.376, 14.676)),
        (30, 2, (29.962, 29.682, 28.663, 28.493), (28.701, 28.925, 27.835, 28.210)),
    ],
)  # fmt: skip
def test_printed_limits(
    d: float, pitch: float | None, screw: tuple[float, ...], nut: tuple[float, ...]
) -> None:
    out, inner = thread_limits(metric(d, pitch), "6g"), thread_limits(metric(d, pitch), "6H")
    assert (out.major_max, out.major_min, out.pitch_max, out.pitch_min) == screw
    assert (inner.pitch_min, inner.pitch_max, inner.minor_min, inner.minor_max) == nut


# ANSI/ASME B1.13M (the same tables): pitch diameter of 4g6g, mm.
@pytest.mark.parametrize(
    ("d", "pitch", "high", "low"),
    [(1.6, None, 1.354, 1.314), (3, None, 2.655, 2.607), (5, None, 4.456, 4.396),
     (8, None, 7.160, 7.085), (8, 1, 7.324, 7.253), (10, None, 8.994, 8.909),
     (10, 1.25, 9.160, 9.085), (10, 0.75, 9.491, 9.428)],
)  # fmt: skip
def test_two_grades_are_pitch_diameter_then_crest(
    d: float, pitch: float | None, high: float, low: float
) -> None:
    found = thread_limits(metric(d, pitch), "4g6g")
    assert (found.pitch_max, found.pitch_min) == (high, low)
    assert found.major_min == thread_limits(metric(d, pitch), "6g").major_min


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


@pytest.mark.parametrize(
    ("thread", "name", "told"),
    [
        (metric(8), "9H", "for M8: 4H, 5H, 6H, 7H, 8H, 5G, 6G, 7G "),
        (metric(8), "6z", "for M8: 3h4h, 4h, 5h4h, 5h6h, 6h, 7h6h, 4g6g, "),
        (metric(1), "6H", "for M1: 4H, 5H, 5G "),  # ISO 965-1 gives no other to a pitch of 0.25
        (metric(8, 1), "6z", "for M8×1: "),
    ],
)
def test_the_classes_that_the_standard_has_for_a_thread_are_told(
    thread: threads.MetricThread, name: str, told: str
) -> None:
    with pytest.raises(OutsideTableError) as caught:
        thread_limits(thread, name)
    assert str(caught.value.hint).startswith(told)


@pytest.mark.parametrize("change", [{"diameter": 500.0}, {"pitch": 1.1}])
def test_a_thread_that_iso_261_has_not_has_no_limits(change: dict[str, float]) -> None:
    with pytest.raises(OutsideTableError, match="ISO 965-1 has no value"):
        thread_limits(replace(metric(8), **change), "6H")


def test_the_three_nearest_diameters_are_told() -> None:
    with pytest.raises(OutsideTableError) as caught:
        metric(13)
    assert str(caught.value.hint) == "the nearest ones are M11 · M12 · M14"


@pytest.mark.parametrize(
    ("pitch", "overrun"),
    [
        (0.25, 1.0),
        (0.35, 1.5),
        (0.7, 3.0),
        (0.8, 3.5),
        (1.0, 4.0),
        (1.25, 5.0),
        (1.75, 7.0),
        (25.4 / 19, 5.5),
    ],
)
def test_a_blind_hole_is_four_pitches_deeper_to_the_next_half_millimetre(
    pitch: float, overrun: float
) -> None:
    assert threads.default_drill_overrun(pitch) == overrun


@pytest.mark.parametrize("thread", threads.metric_threads(), ids=lambda t: t.designation)
def test_the_overrun_of_a_listed_pitch_is_no_more_than_it_must(
    thread: threads.MetricThread,
) -> None:
    over = threads.default_drill_overrun(thread.pitch) - 4 * thread.pitch
    assert -1e-12 <= over < 0.5
