"""Every key is found on the line that writes it, in tables, lists and inline tables."""

from __future__ import annotations

import tomllib

import pytest

from gmp_cad.spec.lines import _index, bare, find_line

TEXT = '''# a comment with [brackets] and = signs
top = 1
[a]
x = "# no comment [z]"
y = { p = 1, q = { r = [1, 2] } }
[a.b]
c.d = """
[not.a.table]
key = 1
"""
"e f" = 'C:\\x'
[[list]]
n = [
  { on = "one" },   # first
  { on = "two",
    k = 2.5 },
]
[[list.inner]]
v = 1
[[list.inner]]
v = 2
[[list]]
n = 2026-01-15 10:00:00
[[list.inner]]
v = 3
'''


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("top",), 2),
        (("a",), 3),
        (("a", "x"), 4),
        (("a", "y", "q", "r", 1), 5),
        (("a", "b"), 6),
        (("a", "b", "c", "d"), 7),
        (("a", "b", "e f"), 11),
        (("list",), 12),
        (("list", 0), 12),
        (("list", 0, "n", 0, "on"), 14),
        (("list", 0, "n", 1, "k"), 16),
        (("list", 0, "inner", 1, "v"), 21),
        (("list", 1, "n"), 23),
        (("list", 1, "inner", 0, "v"), 25),
        (("a", "missing"), 3),
        (("list", 0, "inner", 1, "missing"), 20),
        (("not", "a", "table"), None),
        (("missing",), None),
        ((), None),
    ],
)
def test_a_key_is_found_where_it_is_written(keys: tuple, line: int | None) -> None:
    assert find_line(TEXT, keys) == line


@pytest.mark.parametrize(
    "text", ["", "[", "a", "a =", "a = [1,", "a = {b", "[[a", '"""', "\x00", "a=" + "[" * 5000]
)
def test_a_text_that_is_no_toml_has_lines_or_none(text: str) -> None:
    assert find_line(text, ("b",)) is None


def test_a_bare_text_says_the_same_on_the_same_lines() -> None:
    kept = bare(TEXT)
    valid = TEXT.replace('"two",\n', '"two", ')
    assert tomllib.loads(bare(valid)) == tomllib.loads(valid)
    assert _index(kept) == _index(TEXT)
    assert bare(kept) == kept
    assert "a comment" not in kept
    assert "# no comment [z]" in kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a = 1", "a   =\t1  # why\n\n# the end"),
        ("# first\na = 1", "# another word\r\na = 1"),
        ("a = [1,\n 2]", "a = [1, # one\n 2]"),
    ],
)
def test_comments_and_spaces_leave_no_trace(one: str, other: str) -> None:
    assert bare(one) == bare(other)


@pytest.mark.parametrize(("index", "line"), [(0, 1), (1, 2), (2, 5), (3, 6)])
def test_a_comma_may_stand_on_the_next_line(index: int, line: int) -> None:
    text = "n = [1\n, 2\n,\n# a comment, with commas\n3,\n  4 # the last ]\n]\n"
    assert tomllib.loads(text)["n"][index] == index + 1
    assert find_line(text, ("n", index)) == line
