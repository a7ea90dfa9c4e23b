"""Literals of show_object scripts replaced by dimensions."""

from __future__ import annotations

import ast

import pytest

from gmp_cad.kernel.scripts import script

DIMENSIONS = {"bore": 16.0, "count": 4.0, "length": 12.5}


def executed(source: str) -> dict[str, object]:
    tree = ast.parse(source)
    script.override(tree, DIMENSIONS)
    namespace: dict[str, object] = {}
    exec(compile(tree, "x", "exec"), namespace)
    return namespace


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("bore = 10", "bore", 16.0),
        ("bore = -3.5", "bore", 16.0),
        ("a, bore = 1, 2", "bore", 16.0),
        ("a, bore = 1, 2", "a", 1),
        ("bore = 2 * 5", "bore", 10),
        ("bore = 'x'", "bore", "x"),
        ("bore = True", "bore", True),
        ("bore: float = 3", "bore", 3),
        ("bore = other = 3", "bore", 3),
        ("if True:\n    bore = 3", "bore", 3),
        ("free = 7", "free", 7),
        ("bore = 1\nbore = 2", "bore", 16.0),
    ],
)
def test_which_literals_are_replaced(source, name, expected):
    assert executed(source)[name] == expected


def test_an_integer_stays_one_where_the_dimension_is_whole():
    values = executed("count = 3\nlength = 3\nbore = 3.0\n")
    assert [type(values[name]) for name in ("count", "length", "bore")] == [int, float, float]
    assert list(range(values["count"])) == [0, 1, 2, 3]


def test_the_names_replaced_are_told():
    assert script.override(ast.parse("bore = 1\nx = 2\ncount = 3"), DIMENSIONS) == ("bore", "count")


def test_lines_stay_what_they_are():
    tree = ast.parse("bore = 10\n\n\nraise ValueError")
    script.override(tree, DIMENSIONS)
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the line matters, not the text
        exec(compile(tree, "there", "exec"), {})
    assert caught.tb.tb_next.tb_lineno == 4


def test_notes_list_what_cannot_be_replaced():
    source = (
        "bore = 1\nlength: float = 160\nbore = count = 4\nif bore:\n    bore = 6\n"
        "def f(count=3, *, length=-2.5): pass\nother: int = 3\nbore = 2 * 8\n"
    )
    tree = ast.parse(source)
    texts = [str(note) for note in script.notes(tree, "m.py", DIMENSIONS)]
    assert [text.partition(" is not")[0] for text in texts] == [
        "m.py:2: length = 160",
        "m.py:3: bore = 4",
        "m.py:3: count = 4",
        "m.py:5: bore = 6",
        "m.py:6: count = 3",
        "m.py:6: length = -2.5",
    ]
    script.override(tree, DIMENSIONS)
    assert [str(note) for note in script.notes(tree, "m.py", DIMENSIONS)] == texts
