"""``baseline.toml`` as people and merges leave it: what is refused, and how it is told."""

from __future__ import annotations

import pytest

from gmp_cad.errors import InvalidInputError
from gmp_cad.spec.baseline import parse_baseline
from tests.twins.baseline import FILE, FILE_NAME


@pytest.mark.parametrize(
    "left", ["<<<<<<< HEAD", "||||||| base", "=======", "=======\r", ">>>>>>> topic"]
)
def test_a_mark_that_a_merge_left_behind_is_told_as_such(left: str) -> None:
    text = FILE.read_text("utf-8").replace("\narea_mm2", f"\n{left}\narea_mm2", 1)
    with pytest.raises(InvalidInputError) as caught:
        parse_baseline(text, FILE_NAME)
    (problem,) = caught.value.problems
    assert problem.message.template == "a merge left this file in conflict"
    assert text.splitlines()[(problem.where.line or 0) - 1].startswith(left.strip())


def test_a_later_version_is_told() -> None:
    text = FILE.read_text("utf-8").replace("version = 1", "version = 2")
    with pytest.raises(InvalidInputError) as caught:
        parse_baseline(text, FILE_NAME)
    assert [p.message.say("en") for p in caught.value.problems] == ["expected one of 1, found 2"]


@pytest.mark.parametrize("written", ["", "direction = [0.0, 0.5, 0.0], "])
def test_a_plane_without_its_direction_is_refused(written: str) -> None:
    text = FILE.read_text("utf-8").replace("direction = [0.0, 1.0, 0.0], ", written, 1)
    with pytest.raises(InvalidInputError) as caught:
        parse_baseline(text, FILE_NAME)
    assert [p.where.path for p in caught.value.problems] == ["surfaces.named[0].direction"]


def test_a_part_without_edges_is_read() -> None:
    text = FILE.read_text("utf-8").replace("edges = 18\n", "")
    assert parse_baseline(text, FILE_NAME).census.edges == 0
