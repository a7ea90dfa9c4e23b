"""Sample sizes against ISO 2859-1: code letters of table 1 through the sizes of table 2-A."""

from __future__ import annotations

import pytest

from gmp_cad.standards.sampling_plans import sample_size

# Table 1, code letters by batch (last of each row) at levels I and II; table 2-A, sizes by letter.
LETTERS = (
    (8, "A", "A"), (15, "A", "B"), (25, "B", "C"), (50, "C", "D"), (90, "C", "E"), (150, "D", "F"),
    (280, "E", "G"), (500, "F", "H"), (1200, "G", "J"), (3200, "H", "K"), (10000, "J", "L"),
    (35000, "K", "M"), (150000, "L", "N"), (500000, "M", "P"), (9999999, "N", "Q"),
)  # fmt: skip
SIZES = dict(zip("ABCDEFGHJKLMNPQ", (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250),
                 strict=True))  # fmt: skip


@pytest.mark.parametrize(("batch", "first", "second"), LETTERS)
def test_the_sample_of_a_batch_is_that_of_the_standard(batch, first, second):
    assert (sample_size(batch, 1), sample_size(batch, 2)) == (SIZES[first], SIZES[second])


def test_a_sample_is_never_larger_than_its_batch():
    assert [sample_size(batch, 2) for batch in (1, 2, 3)] == [1, 2, 2]
    for batch in range(1, 400):
        assert 1 <= sample_size(batch, 1) <= sample_size(batch, 2) <= batch
