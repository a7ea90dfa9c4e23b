"""Cells of the operations table: depths as they are set on a machine."""

from __future__ import annotations

import pytest

from gmp_cad.documents.plan.operation_cells import depth_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.401, "0,4"), (0.146, "0,15"), (3.85, "3,85"), (6.91, "6,9"), (9.5, "9,5"), (12.0, "12"),
        (0.02, "0,02"), (0.125, "0,15"), (None, "—"), (0.0, "—"),
    ],
)  # fmt: skip
def test_depths_are_printed_to_a_twentieth_of_a_millimetre(value, text):
    assert depth_text(value, "fr") == text
