"""Pipe threads against the Whitworth profile and the tables of ISO 228-1."""

from __future__ import annotations

import pytest

from gmp_cad.errors import OutsideTableError
from gmp_cad.standards.pipe_threads import pipe, pipe_limits, pipe_sizes
from gmp_cad.standards.threads import ThreadLimits

# ISO 228-1: threads per inch, then major diameter (mm). Sizes as drawings write them.
SIZES = {
    "1/16": (28, 7.723), "1/8": (28, 9.728), "1/4": (19, 13.157), "3/8": (19, 16.662),
    "1/2": (14, 20.955), "5/8": (14, 22.911), "3/4": (14, 26.441), "7/8": (14, 30.201),
    "1": (11, 33.249), "1 1/8": (11, 37.897), "1 1/4": (11, 41.910), "1 1/2": (11, 47.803),
    "1 3/4": (11, 53.746), "2": (11, 59.614), "2 1/4": (11, 65.710), "2 1/2": (11, 75.184),
    "2 3/4": (11, 81.534), "3": (11, 87.884), "3 1/2": (11, 100.330), "4": (11, 113.030),
    "4 1/2": (11, 125.730), "5": (11, 138.430), "5 1/2": (11, 151.130), "6": (11, 163.830),
}  # fmt: skip


def test_all_sizes() -> None:
    assert pipe_sizes() == tuple(SIZES)


@pytest.mark.parametrize("size", SIZES)
def test_the_whitworth_profile(size: str) -> None:
    """P = 25.4/n, h = 0.640327·P, d2 = d − h, d1 = d − 2·h (ISO 228-1)."""
    thread, (tpi, major) = pipe(size), SIZES[size]
    height = 0.640327 * 25.4 / tpi
    assert (thread.designation, thread.threads_per_inch) == (f"G {size}", tpi)
    assert thread.pitch == pytest.approx(25.4 / tpi)
    assert thread.diameter == major
    assert thread.pitch_diameter == pytest.approx(major - height, abs=1.1e-3)
    assert thread.minor_diameter == pytest.approx(major - 2 * height, abs=1.6e-3)
    assert thread.root_diameter == thread.minor_diameter


@pytest.mark.parametrize("size", SIZES)
def test_the_tap_drill_lies_in_the_minor_diameter(size: str) -> None:
    limits = pipe_limits(pipe(size))
    assert limits.minor_min is not None
    assert limits.minor_min <= pipe(size).tap_drill <= limits.minor_max


# Usual drills of tap catalogues, mm.
@pytest.mark.parametrize(
    ("size", "drill"),
    [("1/8", 8.8), ("1/4", 11.8), ("3/8", 15.25), ("1/2", 19), ("3/4", 24.5), ("1", 30.75)],
)
def test_usual_drills(size: str, drill: float) -> None:
    assert pipe(size).tap_drill == drill


def test_limits_of_a_quarter_inch() -> None:
    assert pipe_limits(pipe("1/4")) == ThreadLimits(
        major_min=13.157, major_max=None, pitch_min=12.301, pitch_max=12.426,
        minor_min=11.445, minor_max=11.890,
    )  # fmt: skip
    assert pipe_limits(pipe("1/4"), "A") == ThreadLimits(
        major_min=12.907, major_max=13.157, pitch_min=12.176, pitch_max=12.301,
        minor_min=None, minor_max=11.445,
    )  # fmt: skip
    assert pipe_limits(pipe("1/4"), "B").pitch_min == 12.051


# ISO 228-1: TD2 = Td2 of class A; class B is twice as wide; Td = 2·Td2; TD1 by pitch (µm).
@pytest.mark.parametrize("size", SIZES)
def test_tolerances(size: str) -> None:
    thread, (tpi, major) = pipe(size), SIZES[size]
    inside, a, b = (pipe_limits(thread, name) for name in ("", "A", "B"))
    wide = {28: 107, 19: 125, 14: 142, 11: 180 if major < 60 else 217}[tpi]
    crest = {28: 282, 19: 445, 14: 541, 11: 640}[tpi]
    assert inside.minor_min is not None
    assert a.major_max is not None
    assert round((inside.pitch_max - inside.pitch_min) * 1000) == wide
    assert round((a.pitch_max - a.pitch_min) * 1000) == wide
    assert round((b.pitch_max - b.pitch_min) * 1000) == 2 * wide
    assert round((a.major_max - a.major_min) * 1000) == pytest.approx(2 * wide, abs=0.5)
    assert round((inside.minor_max - inside.minor_min) * 1000) == crest
    assert (a.major_min, a.major_max) == (b.major_min, b.major_max)


@pytest.mark.parametrize(
    ("size", "near"), [("1/5", "G 1/4"), ("7", "G 6"), ("", "G"), ("1 1/3", "G 1 1/4"), ("x", "G")]
)
def test_unknown_size(size: str, near: str) -> None:
    with pytest.raises(OutsideTableError, match="no pipe thread") as caught:
        pipe(size)
    assert near in str(caught.value.hint)


def test_unknown_class() -> None:
    with pytest.raises(OutsideTableError, match="no tolerance class of ISO 228-1"):
        pipe_limits(pipe("1/4"), "C")


@pytest.mark.parametrize("size", pipe_sizes())
def test_limits_are_the_decimals_that_are_printed(size: str) -> None:
    thread = pipe(size)
    for name in ("", "A", "B"):
        found = pipe_limits(thread, name)
        for value in (found.pitch_min, found.pitch_max, found.minor_max, found.major_min):
            assert value == float(f"{value:.3f}")


@pytest.mark.parametrize(
    ("size", "near"),
    [
        ("1/5", "G 1/16 · G 1/8 · G 1/4"),
        ("7", "G 5 · G 5 1/2 · G 6"),
        ("1 1/3", "G 1 1/8 · G 1 1/4 · G 1 1/2"),
    ],
)
def test_the_three_nearest_sizes_are_told_the_smallest_first(size: str, near: str) -> None:
    with pytest.raises(OutsideTableError) as caught:
        pipe(size)
    assert str(caught.value.hint) == f"the nearest ones are {near.replace(' · ', ', ')}"


def test_what_is_no_number_is_answered_with_three_sizes() -> None:
    with pytest.raises(OutsideTableError) as caught:
        pipe("1/4x")
    names = str(caught.value.hint).removeprefix("the nearest ones are ").split(", ")
    assert len(names) == 3
    assert "G 1/4" in names
