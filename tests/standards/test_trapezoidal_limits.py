"""ISO 2903 against published limits, the formulas of ISO 965-1 on which it rests, and its own rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.errors import OutsideTableError
from gmp_cad.standards import threads
from gmp_cad.standards.threads import ThreadLimits, trapezoidal
from gmp_cad.standards.trapezoidal_limits import CLASSES, trapezoidal_limits
from tests.standards import thread_formulas as formulas

SIZES = {
    8: (1.5,), 9: (2, 1.5), 10: (2, 1.5), 11: (2, 3), 12: (3, 2), 14: (3, 2), 16: (4, 2),
    18: (4, 2), 20: (4, 2), 22: (5, 3, 8), 24: (5, 3, 8), 26: (5, 3, 8), 28: (5, 3, 8),
    30: (6, 3, 10), 32: (6, 3, 10), 34: (6, 3, 10), 36: (6, 3, 10), 38: (7, 3, 10),
    40: (7, 3, 10), 42: (7, 3, 10), 44: (7, 3, 12), 46: (8, 3, 12), 48: (8, 3, 12),
    50: (8, 3, 12), 52: (8, 3, 12), 55: (9, 3, 14), 60: (9, 3, 14),
}  # fmt: skip
ALL = tuple(trapezoidal(d, pitch) for d, pitches in SIZES.items() for pitch in pitches)


# Published limits of screws 7e: d, d2 and d3, highest and lowest (mm).
@pytest.mark.parametrize(
    ("d", "pitch", "limits"),
    [
        (8, 1.5, (8.000, 7.850, 7.183, 7.013, 6.200, 5.921)),
        (9, 1.5, (9.000, 8.850, 8.183, 8.013, 7.200, 6.921)),
        (9, 2, (9.000, 8.820, 7.929, 7.739, 6.500, 6.191)),
        (10, 2, (10.000, 9.820, 8.929, 8.739, 7.500, 7.191)),
        (11, 3, (11.000, 10.764, 9.415, 9.203, 7.500, 7.150)),
        (12, 2, (12.000, 11.820, 10.929, 10.729, 9.500, 9.179)),
        (12, 3, (12.000, 11.764, 10.415, 10.191, 8.500, 8.135)),
        (14, 3, (14.000, 13.764, 12.415, 12.191, 10.500, 10.135)),
        (16, 2, (16.000, 15.820, 14.929, 14.729, 13.500, 13.179)),
        (16, 4, (16.000, 15.700, 13.905, 13.640, 11.500, 11.074)),
        (18, 2, (18.000, 17.820, 16.929, 16.729, 15.500, 15.179)),
    ],
)
def test_published_limits_of_screws(d: float, pitch: float, limits: tuple[float, ...]) -> None:
    found = trapezoidal_limits(trapezoidal(d, pitch), "7e")
    assert limits == (
        found.major_max, found.major_min, found.pitch_max, found.pitch_min,
        found.minor_max, found.minor_min,
    )  # fmt: skip


def test_a_published_coarse_class() -> None:
    """Tr 10×2-8c: Td 180, es −150, Td2 236, Td3 445 µm."""
    assert trapezoidal_limits(trapezoidal(10, 2), "8c") == ThreadLimits(
        major_min=9.820, major_max=10.0, pitch_min=8.614, pitch_max=8.850,
        minor_min=7.055, minor_max=7.5,
    )  # fmt: skip


def test_a_nut() -> None:
    """Tr 12×3-7H: TD2 300, TD1 315 µm above the basic profile."""
    assert trapezoidal_limits(trapezoidal(12, 3), "7H") == ThreadLimits(
        major_min=12.5, major_max=None, pitch_min=10.5, pitch_max=10.8,
        minor_min=9.0, minor_max=9.315,
    )  # fmt: skip


@pytest.mark.parametrize("thread", ALL, ids=lambda t: t.designation)
def test_tolerances_are_the_formulas_of_iso_965(thread: threads.TrapezoidalThread) -> None:
    """ISO 2903 takes Td2, TD2, Td and TD1 from ISO 965-1, the crests at grade 4."""
    for name in CLASSES:
        found = trapezoidal_limits(thread, name)
        internal = name[1] == "H"
        wide = round((found.pitch_max - found.pitch_min) * 1000)
        flank = formulas.flank(thread.diameter, thread.pitch, int(name[0]), internal=internal)
        assert wide == flank
        assert found.minor_min is not None
        low, high = (
            (found.minor_min, found.minor_max) if internal else (found.major_min, found.major_max)
        )
        assert high is not None
        crest = formulas.fine_crest(thread.pitch, internal=internal)
        assert round((high - low) * 1000) == crest


# Fundamental deviations: smooth laws, e ≈ −(50 + 11·P) up to 6 mm, then −47.4·√P; c = 2·e.
@pytest.mark.parametrize("thread", ALL, ids=lambda t: t.designation)
def test_deviations_of_the_pitch_diameter(thread: threads.TrapezoidalThread) -> None:
    shifts = {
        name[1]: thread.pitch_diameter * 1000 - trapezoidal_limits(thread, name).pitch_max * 1000
        for name in ("7e", "8e", "8c", "9c")
    }
    law = 50 + 11 * thread.pitch if thread.pitch <= 6 else 47.4 * thread.pitch**0.5
    assert shifts["e"] == pytest.approx(law, rel=0.035)
    if thread.pitch >= 3:
        assert shifts["c"] == pytest.approx(2 * shifts["e"], rel=0.05)
    for name in ("7e", "8e", "8c", "9c"):
        found = trapezoidal_limits(thread, name)
        root = (found.minor_max - (found.minor_min or 0)) * 1000
        wide = (found.pitch_max - found.pitch_min) * 1000
        assert root == pytest.approx(1.25 * wide + shifts[name[1]], abs=0.6)


@pytest.mark.parametrize(
    ("starts", "wide"), [(1, 200), (2, 224), (3, 250), (4, 280), (5, 320), (6, 320)]
)
def test_several_starts_widen_the_pitch_diameter(starts: int, wide: float) -> None:
    found = trapezoidal_limits(trapezoidal(12, 2), "7e", starts)
    assert (found.pitch_max - found.pitch_min) * 1000 == pytest.approx(wide)


@pytest.mark.parametrize("name", ["", "6H", "7h", "7g", "8d", "H7", "7H7H", "٧H"])
def test_unknown_class(name: str) -> None:
    with pytest.raises(OutsideTableError, match="no tolerance class of ISO 2903") as caught:
        trapezoidal_limits(trapezoidal(12, 3), name)
    assert "7H, 8H, 9H, 7e, 8e, 8c, 9c" in str(caught.value.hint)


@pytest.mark.parametrize("change", [{"diameter": 900.0}, {"pitch": 3.3}])
def test_a_thread_that_iso_2902_has_not_has_no_limits(change: dict[str, float]) -> None:
    with pytest.raises(OutsideTableError, match="ISO 2903 has no value for Tr 12×3-7H"):
        trapezoidal_limits(replace(trapezoidal(12, 3), **change), "7H")
