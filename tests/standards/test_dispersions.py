"""Default dispersions of the simulation of machining."""

from __future__ import annotations

import pytest

from gmp_cad.errors import OutsideTableError
from gmp_cad.standards.dispersions import dispersion, dispersions, minimum_chip_mm


@pytest.mark.parametrize(
    ("role", "condition", "value", "least", "most"),
    [
        ("locating", "machined", 0.02, 0.01, 0.05),
        ("locating", "sawn", 0.4, 0.2, 0.4),
        ("locating", "sand_cast", 0.6, 0.4, 0.8),
        ("machined", "nc_finish", 0.04, 0.02, 0.04),
        ("machined", "conventional_dial", 0.1, 0.1, 0.1),
        ("machined", "reamed_nc", 0.03, 0.03, 0.03),
    ],
)
def test_defaults(role: str, condition: str, value: float, least: float, most: float) -> None:
    got = dispersion(role, condition)
    assert (got.value_mm, got.least_mm, got.most_mm) == (value, least, most)


def test_defaults_lie_in_their_intervals() -> None:
    for entry in dispersions():
        assert 0 < entry.least_mm <= entry.value_mm <= entry.most_mm
    pairs = [(entry.role, entry.condition) for entry in dispersions()]
    assert len(set(pairs)) == len(pairs)


def test_raw_faces_disperse_more_than_machined_ones() -> None:
    machined = dispersion("locating", "machined").value_mm
    for raw in ("drawn", "sawn", "forged", "sand_cast"):
        assert dispersion("locating", raw).value_mm > machined


def test_refusals() -> None:
    with pytest.raises(OutsideTableError) as caught:
        dispersion("locating", "sandcast")
    assert str(caught.value.hint) == "did you mean 'sand_cast'?"
    with pytest.raises(OutsideTableError) as caught:
        dispersion("machined", "sawn")
    known = {entry.condition for entry in dispersions() if entry.role == "machined"}
    assert set(str(caught.value.hint).removeprefix("known: ").split(", ")) == known
    with pytest.raises(OutsideTableError, match="no least chip") as caught:
        minimum_chip_mm("polish")
    assert "rough_sawn" in str(caught.value.hint)
    with pytest.raises(OutsideTableError) as caught:
        minimum_chip_mm("finnish")
    assert str(caught.value.hint) == "did you mean 'finish'?"


def test_minimum_chip() -> None:
    assert minimum_chip_mm("finish") == 0.2
    assert minimum_chip_mm("rough_sand_cast") == 1.5
    assert minimum_chip_mm("rough_sawn") == 0.5
