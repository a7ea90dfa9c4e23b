"""What a task of a part depends on: a changed width of a zone measures nothing anew."""

from __future__ import annotations

import pytest

from gmp_cad.build.part_graph import spec_slice, verified_slice
from tests.canonical import PLATE, part


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("⌀0,02", "⌀0,05", True), ("80 ±0,1", "80 ±0,2", True), ("H7 Ⓔ", "H8 Ⓔ", False),
        ("⌀0,02", "0,02", False), ("⌀0,02", "⌀0,02 Ⓟ 10", False), ("perpendicularity", "parallelism", False),
        ('on = "bore"', 'on = "right"', False), ('A = "left"', 'A = "right"', False),
    ],
)  # fmt: skip
def test_verifying_depends_on_all_but_the_width_of_a_zone(old, new, same):
    changed = PLATE.replace(old, new)
    assert changed != PLATE
    assert (verified_slice(part(changed)) == verified_slice(part())) is same


def test_the_in_process_solids_depend_on_no_tolerance():
    changed = PLATE.replace("perpendicularity", "parallelism")
    assert spec_slice(part(changed)) == spec_slice(part())
    assert "tolerances" not in spec_slice(part())
