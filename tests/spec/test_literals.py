"""Numbers found in the text of models."""

from __future__ import annotations

import ast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gmp_cad.spec.literals import FREE_VALUES, Literal, assignments, literals

DIMENSIONS = {"length": 160.0, "bore": 16.0, "leg": 1.5}


def values(source: str, dimensions=DIMENSIONS) -> list[float]:
    return [found.value for found in literals(source, "model.py", dimensions)]


def test_place_value_and_the_dimension_that_it_repeats():
    source = "def build(d):\n    return box(80, 12.5,\n               -32)\n"
    assert literals(source, "parts/a/model.py", DIMENSIONS) == (
        Literal(
            file="parts/a/model.py", line=2, column=16, value=80, dimension="length",
            relation="half",
        ),
        Literal(file="parts/a/model.py", line=2, column=20, value=12.5),
        Literal(
            file="parts/a/model.py", line=3, column=16, value=-32, dimension="bore",
            relation="double",
        ),
    )  # fmt: skip


def test_an_equal_dimension_comes_before_half_and_double():
    (found,) = literals("f(8)", "m.py", {"a_double": 4.0, "b_half": 16.0, "z_equal": 8.0})
    assert (found.dimension, found.relation) == ("z_equal", "equal")


@pytest.mark.parametrize(
    "text",
    [
        "f(0, 1, -1, 2, 0.0, 1.0)",
        "rotate(45, 90, -90, 180, 270, 360)",
        "for i in range(4): f(i)",
        "range(3, 17, 5)",
        "points[3], points[-7], points[4:6]",
        "w.rarray(d.a, d.b, 3, 4)",
        "w.rarray(d.a, d.b, xCount=3, yCount=4)",
        "w.polarArray(d.a, 0, 360, 6)",
        "w.polygon(6, d.a)",
        "w.end(3)",
        "RIBS = 3\nfor i in range(RIBS): f(i)",
        "RIBS: int = 3\nfor i in range(RIBS): f(360 / RIBS * i)",
        "def build(d):\n    n = 6\n    return w.polarArray(d.a, 0, 360, n)",
        "'<Z[5]' 'x=16'",
        "f(True, None, f'{x:.3f}')",
        "f(16)  # gmp: free a standard key",
        "# gmp: free a standard key\nf(16)",
    ],
)
def test_not_reported(text):
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w.rarray(30, 40, 3, 4)", [30, 40]),
        ("range(3.5)", [3.5]),
        ("RIBS = 3\nf(RIBS)\nrange(RIBS)", [3]),
        ("RIBS = 3", [3]),
        ("RIBS = 3\nf(360 / RIBS)", [3]),
        ("RIBS = 3\nf(RIBS / 360)\nrange(RIBS)", [3]),
        ("RIBS = 3.5\nrange(RIBS)", [3.5]),
        ("RIBS = OTHER = 3\nrange(RIBS)\nf(OTHER)", [3]),
        ("points[16.5]", [16.5]),
        ("def f(a, b=7, *, c=8): pass", [7, 8]),
        ("TABLE = {'a': 5, 'b': [6, (7,)]}", [5, 6, 7]),
        ("lambda x: x * 0.5", [0.5]),
        ("f(16)  # gmp: free", [16]),
        ("f(16)  # gmp: freedom of speech", [16]),
        ("# gmp: free a key\nf(3)\nf(4)", [4]),
        ("f(3)  # gmp: free a key\nf(4)", [4]),
        ("x = '# gmp: free no comment'; f(3)", [3]),
        ("f(1e3, 0x10, -+5)", [1000, 16, -5]),
    ],
)
def test_reported(text, expected):
    assert values(text) == expected


def test_literals_replaced_by_dimensions_are_exempt_in_a_script_only():
    text = "length = 160\nbore, width = -16, 30\nlegs = 1.5\nshow_object(f(length))\n"
    assert values(text) == [30, 1.5]
    assert values(text + "def build(d): pass\n") == [160, -16, 30, 1.5]


def test_assignments_that_can_be_replaced():
    text = "a = 1\nb = -2.5\nc, e = 3, x\nf: int = 4\ng = h = 5\nif a:\n    i = 6\nj = 2 * 3\nk.l = 7\n"
    assert [found.name for found in assignments(ast.parse(text))] == ["a", "b", "c"]


@given(st.floats(min_value=3.1, max_value=44, allow_nan=False), st.sampled_from([0.5, 1.0, 2.0]))
def test_every_half_equal_and_double_is_seen(value, factor):
    assume(value * factor not in FREE_VALUES)
    (found,) = literals(f"f({value * factor!r})", "m.py", {"size": value})
    assert found.dimension == "size"
    assert found.relation == {0.5: "half", 1.0: "equal", 2.0: "double"}[factor]


def test_assignments_after_other_lines_and_of_other_shapes():
    source = "import math\nlength = 10\na, b = f()\nc, d = 1, 2, 3\ne = 4, 5\nwidth = 20\n"
    found = [(item.name, item.value.value) for item in assignments(ast.parse(source))]
    assert found == [("length", 10), ("c", 1), ("d", 2), ("width", 20)]


@pytest.mark.parametrize(("turn", "reported"), [(360, []), (180, []), (179, [7, 179])])
def test_a_count_may_divide_a_turn(turn, reported):
    source = f"def build(d):\n    n = 7\n    for i in range(n):\n        turned(i * ({turn} / n))\n"
    assert sorted(v for v in values(source) if v != turn or reported) == reported


def test_a_comment_above_frees_the_line_below_in_a_body_too():
    source = "def build(d):\n    # gmp: free a clearance\n    return box(17, 17, 17)\n"
    assert values(source) == []
    assert values(source.replace("17)\n", "17)\n    x = 17\n")) == [17]


def test_of_two_equal_dimensions_the_first_by_name_is_told():
    (found,) = literals("x = f(10)", "model.py", {"b": 10.0, "a": 10.0})
    assert (found.dimension, found.relation) == ("a", "equal")
    (found,) = literals("x = f(10)", "model.py", {"below": -10.0})
    assert (found.dimension, found.relation) == ("below", "equal")


def test_what_stands_beside_a_count_is_no_count():
    source = "plate.polarArray(radius=23, startAngle=0, angle=360, count=7)"
    assert values(source) == [23]
    assert values("plate.rarray(xSpacing=23, ySpacing=27, xCount=7, yCount=9)") == [23, 27]
