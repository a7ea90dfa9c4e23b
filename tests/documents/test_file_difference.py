"""Files compared: TOML by dotted path, scripts by their lines, neither by comments or line ends."""

from __future__ import annotations

import pytest

from gmp_cad.documents.comparison.difference import FileChange, LineChange
from gmp_cad.documents.comparison.file_difference import file_change, likeness

SPEC = """\
[part]
number = "ET-01"
[dimensions]
# guide
bore = { size = "⌀16 H7 Ⓔ", ra = "Ra 1,6" }
length = "160 ±0,2"
"""
PLAN = """\
[[phase]]
number = 10
title = "Fraisage"
[[phase.operation]]
kind = "face_milling"
makes = ["top"]
[[phase]]
number = 20
title = "Perçage"
"""


def changed(before: str, after: str, file: str = "parts/a/spec.toml") -> tuple[LineChange, ...]:
    found = file_change(file, before.encode(), after.encode())
    assert found is not None
    return found.lines


def line(path: str, before: str | None, after: str | None) -> LineChange:
    return LineChange(path=path, before=before, after=after)


def test_a_line_is_told_by_its_dotted_path_with_both_texts() -> None:
    assert changed(SPEC, SPEC.replace("⌀16", "⌀18")) == (
        line("dimensions.bore.size", "⌀16 H7 Ⓔ", "⌀18 H7 Ⓔ"),
    )


def test_lines_that_came_and_went_stand_where_they_stood() -> None:
    after = SPEC.replace('length = "160 ±0,2"', 'width = "40"').replace(
        "[part]", "[part]\nrevision = 'B'"
    )
    assert changed(SPEC, after) == (
        line("part.revision", None, "B"),
        line("dimensions.length", "160 ±0,2", None),
        line("dimensions.width", None, "40"),
    )


def test_a_line_that_is_written_otherwise_is_told_whole() -> None:
    after = SPEC.replace('"160 ±0,2"', '{ size = "160 ±0,2", note = "x" }')
    assert changed(SPEC, after) == (
        line("dimensions.length", "160 ±0,2", '{ size = "160 ±0,2", note = "x" }'),
    )


@pytest.mark.parametrize(
    "after",
    [
        SPEC.replace("# guide\n", ""), SPEC.replace("\n", "\r\n"), "\ufeff" + SPEC,
        SPEC.replace("{ size", "{   size"),
    ],
    ids=["comment", "line ends", "byte order mark", "blanks"],
)  # fmt: skip
def test_what_says_the_same_is_no_difference(after: str) -> None:
    assert file_change("parts/a/spec.toml", SPEC.encode(), after.encode()) is None


def test_an_entry_put_in_before_others_changes_them_not() -> None:
    after = '[[phase]]\nnumber = 5\ntitle = "Sciage"\n' + PLAN
    assert changed(PLAN, after) == (line("phase[5]", None, '{ number = 5, title = "Sciage" }'),)


def test_entries_without_a_name_are_told_by_their_place() -> None:
    after = PLAN.replace('["top"]', '["top", "front"]')
    assert changed(PLAN, after) == (
        line("phase[10].operation[1].makes", '["top"]', '["top", "front"]'),
    )


def test_fits_are_told_by_the_two_that_they_join() -> None:
    before = '[[fit]]\nhole = "a.bore"\nshaft = "b.journal"\nclass = "1"\n'
    assert changed(before, before.replace('"1"', '"2"')) == (
        line("fit[a.bore / b.journal].class", "1", "2"),
    )


def test_a_whole_table_that_came_is_told_line_by_line() -> None:
    lines = file_change("p/spec.toml", b"", SPEC.encode()).lines
    assert [one.path for one in lines] == ["part", "dimensions.bore", "dimensions.length"]


def test_numbers_that_are_equal_are_the_same_but_true_is_no_number() -> None:
    assert file_change("a.toml", b"x = 1\ny = nan", b"x = 1.0\ny = nan") is None
    assert changed("x = 1", "x = true") == (line("x", "1", "true"),)


def test_scripts_are_counted_by_lines() -> None:
    before, after = b"a\nb\nc\n", b"a\nB\nc\nd\n"
    assert file_change("model.py", before, after) == FileChange(
        file="model.py", status="changed", lines_added=2, lines_removed=1
    )
    assert file_change("model.py", before, before.replace(b"\n", b"\r\n")) is None


def test_a_file_with_conflicts_is_compared_as_text() -> None:
    broken = b"<<<<<<< HEAD\n" + SPEC.encode()
    assert file_change("spec.toml", SPEC.encode(), broken) == FileChange(
        file="spec.toml", status="changed", lines_added=1
    )


def test_files_that_came_went_or_are_no_text() -> None:
    assert file_change("model.py", None, b"a\n") == FileChange(
        file="model.py", status="added", lines_added=1
    )
    assert file_change("model.py", b"a\nb\n", None) == FileChange(
        file="model.py", status="removed", lines_removed=2
    )
    assert file_change("raw.step", b"\xff", b"\xfe") == FileChange(
        file="raw.step", status="changed"
    )


def test_likeness_is_the_share_of_common_lines() -> None:
    assert likeness(b"a\nb\n", b"a\nb\n") == 1
    assert likeness(b"a\nb\n", b"a\nc\n") == 0.5
    assert likeness(b"", b"a") == 0
