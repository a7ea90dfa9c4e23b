"""What a specification chooses for its drawing, and the history that it tells."""

from __future__ import annotations

import pytest

from gmp_cad.errors import InvalidInputError
from gmp_cad.spec.drawing import DrawingChoices
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.toml import Table, parse

PART = '[part]\nnumber = "P"\ntitle = "x"\nmaterial = "C45"\nrevision = "B"\n'
PRODUCT = '[product]\nnumber = "P"\ntitle = "x"\nrevision = "B"\n'
FIXTURE = '[fixture]\nnumber = "M"\ntitle = "x"\nworkpiece = "x"\nphase = 20\nrevision = "B"\n'
HISTORY = """
[[revision]]
index = "A"
date = 2025-11-03
author = "Z. L."
change = "Création"
[[revision]]
index = "B"
date = 2026-01-15
change = "Alésage ⌀16 H7"
"""
FILES = [(PART, PartSpec), (PRODUCT, ProductSpec), (FIXTURE, FixtureSpec)]


def problems(text: str, table: type[Table]) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        parse(text, "f.toml", table)
    found: dict[str, str] = {}
    for problem in caught.value.problems:
        hint = problem.hint.say("en") if problem.hint else ""
        told = f"{problem.message.say('en')} {hint}\n"
        found[problem.where.path] = found.get(problem.where.path, "") + told
    return found


@pytest.mark.parametrize(("text", "table"), FILES)
def test_a_history_and_choices_are_read(text: str, table: type[Table]) -> None:
    choices = '[drawing]\nprojection = "third"\nsheet = "a3"\nscale = "1 : 2"\nballoons = false\n'
    spec = parse(text + choices + HISTORY, "f.toml", table)
    assert [line.index for line in spec.revisions] == ["A", "B"]  # type: ignore[attr-defined]
    assert spec.drawing == DrawingChoices(  # type: ignore[attr-defined]
        projection="third", sheet="A3", scale="1:2", balloons=False
    )


@pytest.mark.parametrize(("text", "table"), FILES)
@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ('index = "B"', 'index = "C"', "revision[1].index", 'write revision = "C"'),
        ('index = "B"', 'index = "A"', "revision[1].index", "told twice"),
        ("2026-01-15", "2024-01-15", "revision[1].date", "older"),
        ("2026-01-15", '"2026-02-30"', "revision[1].date", "date"),
        ('change = "Création"\n', "", "revision[0].change", "missing"),
    ],
)
def test_a_wrong_history_is_told(
    text: str, table: type[Table], old: str, new: str, place: str, said: str
) -> None:
    found = problems(text + HISTORY.replace(old, new), table)
    assert said in found[place], found


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('sheet = "A33"', "A4, A3"),
        ('scale = "1:3"', "1:2"),
        ('projection = "fisrt"', "first"),
        ("ballons = true", "balloons"),
    ],
)
def test_a_wrong_choice_says_what_there_is(line: str, said: str) -> None:
    found = problems(PART + f"[drawing]\n{line}\n", PartSpec)
    key = line.partition(" ")[0]
    assert said in found[f"drawing.{key}"]


def test_a_fault_of_the_title_block_does_not_accuse_the_history() -> None:
    found = problems(PART.replace('title = "x"', "titel = 1") + HISTORY, PartSpec)
    assert not any(place.startswith("revision") for place in found)
    found = problems(PART.replace('revision = "B"', "revision = 2") + HISTORY, PartSpec)
    assert set(found) == {"part.revision"}


def test_the_part_s_choices_come_before_the_project_s() -> None:
    project = DrawingChoices(projection="third", sheet="A2", balloons=False)
    own = DrawingChoices(sheet="A4", balloons=True)
    assert own.over(project) == DrawingChoices(projection="third", sheet="A4", balloons=True)
    assert own.method == "first"
    assert own.over(project).method == "third"
    assert DrawingChoices().over(DrawingChoices()) == DrawingChoices()
