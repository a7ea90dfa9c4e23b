"""Assembly drawings are whole, or say what they lack."""

from __future__ import annotations

from dataclasses import replace

from gmp_cad.checks.ensemble import DrawnAssembly, ensemble
from gmp_cad.finding import Status

GOOD = DrawnAssembly(
    subject="product", items=("1", "2"), fits=("a.bore/b.pin",), sheets=(("2", "1"), ("1", "2")),
    shown=("a.bore/b.pin",),
)  # fmt: skip


def codes(drawn: DrawnAssembly) -> set[str]:
    return {finding.code for finding in ensemble(drawn)}


def test_a_whole_drawing_passes():
    (finding,) = ensemble(GOOD)
    assert (finding.code, finding.status) == ("whole", Status.PASS)


def test_a_missing_or_doubled_balloon_and_a_lost_fit_are_told():
    assert codes(replace(GOOD, sheets=(("1",), ("1", "2")))) == {"balloons"}
    assert codes(replace(GOOD, sheets=(("1", "2"), ("1", "2", "2")))) == {"balloons"}
    assert codes(replace(GOOD, shown=())) == {"fits"}
    assert codes(replace(GOOD, rest=3)) == {"parts_list"}
