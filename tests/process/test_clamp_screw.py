"""The screw of a strap: the lever of the strap, then the torque of FD E 25-030 by hand."""

from __future__ import annotations

import pytest

from gmp_cad.process.clamp_screw import clamp_screws
from tests import held_block as t


def test_the_screw_of_a_strap_pulls_with_its_lever() -> None:
    """F = 2000 N, a = 37.5, b = 25: S = 2000·62.5/25 = 5000 N; M8: P 1.25, d2 7.188, µ 0.15."""
    (screw,) = clamp_screws(t.held())
    assert (screw.clamp, screw.screw) == ("strap", "screw")
    assert screw.pull_n == pytest.approx(5000, abs=1e-6)
    by_hand = 5000 * (0.159 * 1.25 + 0.583 * 0.15 * 7.188 + 0.15 * 0.65 * 8) / 1000
    assert screw.torque_nm == pytest.approx(by_hand, rel=1e-4)
    assert round(screw.torque_nm, 1) == 8.0


def test_a_clamp_without_a_screw_has_no_torque() -> None:
    shapes = {name: shape for name, shape in t.solids().items() if name != "screw"}
    assert list(clamp_screws(t.held(shapes))) == []


def test_a_clamp_that_does_not_touch_the_part_has_no_torque() -> None:
    shapes = t.solids()
    shapes["strap"] = shapes["strap"].moved(t.cq.Location((0, 0, 5)))
    assert list(clamp_screws(t.held(shapes))) == []
