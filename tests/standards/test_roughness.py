"""Surface texture and reachable quality."""

from __future__ import annotations

import pytest

from gmp_cad.errors import OutsideTableError
from gmp_cad.standards import roughness

# ISO 1302: N1 to N12, each twice the previous one.
SERIES_UM = {0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.3, 12.5, 25.0, 50.0}


def test_refusals() -> None:
    with pytest.raises(OutsideTableError, match="reachable quality") as caught:
        roughness.capability("milling_finsh")
    assert str(caught.value.hint) == "did you mean 'milling_finish'?"
    with pytest.raises(OutsideTableError) as caught:
        roughness.capability("qqq")
    assert str(caught.value.hint) == f"known processes: {', '.join(roughness.processes())}"
    with pytest.raises(OutsideTableError, match="no process"):
        roughness.required_stages(-1, 0.1)


@pytest.mark.parametrize(
    ("process", "it", "ra"),
    [
        ("sawing", (14, 16), (12.5, 25)),
        ("drilling_hss", (11, 13), (3.2, 12.5)),
        ("drilling_carbide", (9, 11), (1.6, 6.3)),
        ("milling_finish", (7, 9), (0.8, 3.2)),
        ("turning_finish", (6, 8), (0.8, 3.2)),
        ("reaming", (6, 8), (0.8, 1.6)),
        ("grinding", (4, 6), (0.1, 0.8)),
    ],
)
def test_capability(process: str, it: tuple[int, int], ra: tuple[float, float]) -> None:
    got = roughness.capability(process)
    assert (got.it, got.ra_um) == (it, ra)


@pytest.mark.parametrize("process", roughness.processes())
def test_capabilities_are_intervals_of_the_series(process: str) -> None:
    got = roughness.capability(process)
    assert got.it[0] < got.it[1]
    assert got.ra_um[0] < got.ra_um[1]
    assert set(got.ra_um) <= set(SERIES_UM)


@pytest.mark.parametrize(
    ("it", "ra", "stages"),
    [
        (13, 6.3, ("rough",)),
        (13, 3.2, ("rough", "finish")),
        (9, 3.2, ("rough", "finish")),
        (11, 6.3, ("rough", "finish")),
        (7, 1.6, ("rough", "semi_finish", "finish")),
        (12, 1.6, ("rough", "semi_finish", "finish")),
        (5, 3.2, ("rough", "semi_finish", "finish", "grinding")),
        (7, 0.8, ("rough", "semi_finish", "finish", "grinding")),
    ],
)
def test_required_stages(it: int, ra: float, stages: tuple[str, ...]) -> None:
    assert roughness.required_stages(it, ra) == stages
