"""The ends of a dimension, its direction and its axis as text."""

import math

import pytest

from gmp_cad.errors import InvalidInputError
from gmp_cad.spec.ends import End, parse_direction, parse_end
from tests.kernel.measuring import spec_of


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("base", End(names=("base",))),
        ("holes[1]", End(names=("holes[1]",))),
        (" ends[2].tangent ", End(names=("ends[2]",), tangent=True)),
        ("base & flank[1]", End(names=("base", "flank[1]"))),
        ("<X & <Y & >Z", End(names=("<X", "<Y", ">Z"))),
        ("holes.bottom", End(names=("holes.bottom",))),
        ("slot .tangent", End(names=("slot",), tangent=True)),
        ("a & b & c", End(names=("a", "b", "c"))),
    ],
)
def test_an_end_names_faces(text, end):
    assert parse_end(text) == end


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("X", (1, 0, 0)), ("+Y", (0, 1, 0)), ("-Z", (0, 0, -1)), ("(0, 3, 4)", (0, 0.6, 0.8)),
        ("( -1.5 , 0 , 0 )", (-1, 0, 0)), ("top", None), ("(0, 0, 0)", None),
        (" -Z ", (0, 0, -1)), (" (0, 3, 4) ", (0, 0.6, 0.8)), ("Xm", None), ("(1, 0, 0) z", None),
    ],
)  # fmt: skip
def test_a_direction_is_a_unit_vector_or_a_name(text, direction):
    found = parse_direction(text)
    assert found == (None if direction is None else pytest.approx(direction))
    assert found is None or math.hypot(*found) == pytest.approx(1)


def refused(line, **more):
    with pytest.raises(InvalidInputError) as error:
        spec_of({"a": "⌀9", "it": line}, **more)
    (problem,) = error.value.problems
    return problem


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ({"size": "10", "between": ["a & a", "b"]}, "between"),
        ({"size": "10", "between": ["a & b & c & d", "b"]}, "between"),
        ({"size": "10", "between": ["a & ", "b"]}, "between"),
        ({"size": "10", "between": ["a[0].tangent", "b"]}, "between"),
        ({"size": "10", "between": ["a", "b"], "along": "(0, 0, 0)"}, "along"),
        ({"size": "10", "between": ["a", "b"], "along": "W"}, "along"),
        ({"size": "10", "along": "X"}, "along"),
        ({"size": "10°", "between": ["a", "b"], "along": "X"}, "along"),
        ({"size": "10", "between": ["a", "b"], "about": "a"}, "about"),
        ({"size": "10°", "about": "a"}, "about"),
        ({"size": "10", "between": ["a", "b"], "pattern": "a"}, "pattern"),
        ({"size": "M8", "pattern": "a"}, "pattern"),
        ({"size": "R8", "pattern": "a"}, "pattern"),
    ],
)
def test_a_key_that_says_nothing_is_refused_at_its_place(line, key):
    problem = refused(line)
    assert problem.where.path.startswith(f"dimensions.it.{key}")
    for lang in ("fr", "en"):
        assert "{" not in problem.message.say(lang)


def test_an_instance_beyond_the_count_is_refused_in_an_edge_too():
    line = {"size": "10", "between": ["b", "c & holes[5]"]}
    with pytest.raises(InvalidInputError) as error:
        spec_of({"holes": "4× ⌀9", "it": line})
    assert "holes[5]" in str(error.value.problems[0].message)
