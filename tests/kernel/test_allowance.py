"""What operations leave for later ones."""

from __future__ import annotations

import pytest

from gmp_cad.kernel.machining.allowance import left_by
from tests.kernel.plans import plan


def left(*operations: tuple) -> list[float]:
    listed = plan({"form": "plate", "allowance": 1}, {"operation": list(operations)})
    steps = listed.phases[0].operations
    return [left_by(op, op.makes[0], steps[i + 1 :]) for i, op in enumerate(steps)]


@pytest.mark.parametrize(
    ("operations", "expected"),
    [
        ([("face_milling", ["a"], {"stage": "rough"}), ("face_milling", ["a"])], [0.5, 0]),
        ([("turning", ["a"], {"stage": "semi_finish"})], [0.3]),
        ([("turning", ["a"], {"stage": "rough", "allowance": 0.2})], [0.2]),
        ([("drilling", ["a"]), ("reaming", ["a"])], [0.125, 0]),
        ([("drilling", ["a"]), ("reaming", ["b"])], [0, 0]),
        ([("drilling", ["a"]), ("boring", ["a"]), ("reaming", ["a"])], [0.25, 0.125, 0]),
        ([("turning", ["a"]), ("grinding", ["a"])], [0.15, 0]),
        ([("drilling", ["a"]), ("drilling", ["a"])], [0, 0]),
        ([("face_milling", ["a"]), ("face_milling", ["a"])], [0, 0]),
        ([("chamfering", ["a"], {"stage": "rough"})], [0]),
    ],
)
def test_left(operations: list, expected: list) -> None:
    assert left(*operations) == expected
