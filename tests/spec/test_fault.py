"""Faults in words: none of pydantic's English, none of Python's spellings, none told twice."""

from __future__ import annotations

import pytest

from gmp_cad.errors import InvalidInputError, Problem, pointed
from gmp_cad.spec.fault import shown
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import parse, read_text

IDENTITY = '[part]\nnumber = "P"\ntitle = "T"\nmaterial = "C45"\n'


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInputError) as caught:
        parse(text, "parts/x/spec.toml", PartSpec)
    return caught.value.problems


@pytest.mark.parametrize(
    ("old", "new", "path", "words"),
    [
        ('"C45"', "7", "part.material", "found 7"),
        ('"C45"', '{ name = "bois" }', "part.material.density_kg_m3", "missing"),
        ('"C45"', '{ name = "bois", density_kg_m3 = 0 }', "part.material.density_kg_m3", "more than 0, found 0"),
        ('"C45"', '"C45"\nbodies = 0', "part.bodies", "at least 1, found 0"),
        ('"C45"', '"C45"\nbodies = 1.5', "part.bodies", "a whole number, not 1.5"),
        ('"C45"', '"C45"\nbodies = 0x' + "f" * 9000, "part.bodies", "at most 1000, found 0xfff"),
        ('"C45"', '"C45"\nbodies = true', "part.bodies", "not true"),
        ('"T"', '""', "part.title", "empty"),
        ('"T"', '" "', "part.title", "empty"),
        ('"T"', '"a\\u001bb"', "part.title", "U+001B"),
        ('"T"', '"' + "x" * 300 + '"', "part.title", "at most 200 characters"),
        ('"T"', "2026-01-15", "part.title", "text in quotes, not 2026-01-15"),
        ('"T"', "['a', {b = 1}]", "part.title", 'not ["a", { b = 1 }]'),
        ("title", "titel", "part.titel", "unknown key"),
    ],
)  # fmt: skip
def test_one_fault_is_one_problem(old: str, new: str, path: str, words: str) -> None:
    (found,) = problems(IDENTITY.replace(old, new, 1))
    assert found.where.path == path
    assert words in str(found.message)


def test_a_dimension_called_as_a_type_keeps_its_address() -> None:
    found = problems(
        IDENTITY + '[dimensions]\nint = "x"\nstr = "y"\nfloat = { size = "1", ra = "z" }\n'
    )
    assert [p.where.path for p in found] == [
        "dimensions.int",
        "dimensions.str",
        "dimensions.float.ra",
    ]


def test_what_reading_fills_in_cannot_be_written() -> None:
    text = '[dimensions]\na = { size = "10", tolerance = { lower = -9.0, upper = 9.0, source = "x" } }\n'
    assert [p.where.path for p in problems(IDENTITY + text)] == ["dimensions.a.tolerance"]
    assert [p.where.path for p in problems('name = "other"\n' + IDENTITY)] == ["name"]


@pytest.mark.parametrize(
    ("text", "reason", "hint"),
    [
        ("title = Cale\n", "a value is expected", "quotes"),
        ("title = « Cale »\n", "a value is expected", "straight quotes"),
        ('title = "Cale\n', "not closed", None),
        ("bodies = 1,5\n", "nothing more", "1.5"),
        ('a = "1",\n', "nothing more", "comma"),
        ('a = "C:\\new\\xq"\n', "backslash", "/"),
        ('é = "1"\n', "key", "accents"),
        ("a = 1\na = 2\n", "twice", None),
        ("[a]\n[a]\n", "twice", "[[table]]"),
        ("[a\n", "bracket", None),
        ("a = [1\n", "not closed", None),
        ("a = { b = 1,\n", "key is expected", "comma"),
        ("a = 2026-02-30\n", "date", None),
        ("a = " + "9" * 6000 + "\n", "thousands of digits", None),
        ("a = " + "[" * 100_000, "too deeply", None),
        ("a" + ".a" * 5000 + " = 1\n", "too deeply", None),
        ("a = '\x00'\n", "control character", None),
    ],
)
def test_a_syntax_error_says_what_to_do(text: str, reason: str, hint: str | None) -> None:
    (found,) = problems(text)
    assert reason in str(found.message)
    assert hint is None or hint in str(found.hint)


def test_the_caret_stands_under_the_character() -> None:
    assert pointed("80 ± x", 5) == "80 ± x\n     ^"
    text, caret = pointed("9" * 5000 + "x" + "8" * 5000, 5000).split("\n")
    assert text[caret.index("^")] == "x"
    assert len(text) < 90
    assert "\x1b" not in pointed("a\x1b[31m", 3)


def test_values_are_shown_as_toml() -> None:
    assert shown((1, 2.5, True, "a\n")) == '[1, 2.5, true, "a\\n"]'
    assert len(shown("x" * 500)) <= 60


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"a = '\xe9'", "UTF-8"), (b"\xff\xfea\x00", "UTF-8"), (b"x" * 2_000_001, "2000001 bytes")],
)
def test_a_file_that_is_no_text(tmp_path, data: bytes, words: str) -> None:
    (tmp_path / "f").write_bytes(data)
    with pytest.raises(InvalidInputError) as caught:
        read_text(tmp_path / "f", "f")
    assert words in str(caught.value.problems[0].message)


def test_marks_and_line_ends_of_windows_are_read(tmp_path) -> None:
    (tmp_path / "f").write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    assert read_text(tmp_path / "f", "f") == "a = 1\nb = 2\n"
