"""Texts in two languages: which one is read, what stands in for one that is missing, faults."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from gmp_cad.errors import InvalidInputError
from gmp_cad.language import LANGUAGES
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.project import load_project
from gmp_cad.spec.schema import file_schema
from gmp_cad.spec.text import ShownNote, ShownRemark, ShownText
from gmp_cad.spec.toml import Table, parse
from gmp_cad.spec.workshop import parse_workshop

ROOT = Path(__file__).parents[2]
PART = """[part]
number = "P"
title = %s
material = "C45"
"""
BOTH = '{ fr = "Semelle", en = "Base plate" }'


def title(text: str, lang: str) -> str:
    return parse(PART % text, "spec.toml", PartSpec, lang=lang).part.title


@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        (BOTH, "Semelle", "Base plate"),
        ('"Semelle"', "Semelle", "Semelle"),
        ('{ fr = "Semelle" }', "Semelle", "Semelle"),
        ('{ en = "Base plate" }', "Base plate", "Base plate"),
    ],
)
def test_a_text_is_read_in_the_language_of_the_documents(
    text: str, french: str, english: str
) -> None:
    assert [title(text, lang) for lang in LANGUAGES] == [french, english]


@pytest.mark.parametrize(
    ("text", "path", "message", "hint"),
    [
        ("{}", "part.title", "a text in several languages is empty", "write fr, en, or both"),
        ('{ de = "Platte" }', "part.title.de", "'de' is no language of the documents",
         "one of: fr, en"),
        ("{ fr = 3 }", "part.title.fr", "expected text in quotes, found 3", None),
        ('{ fr = "Semelle", en = "" }', "part.title.en", "the text is empty", None),
        ('{ fr = "a", en = "b\\u0007" }', "part.title.en",
         "the text holds the control character U+0007", None),
        (f'{{ fr = "a", en = "{"x" * 201}" }}', "part.title.en", "the text has 201 characters",
         "at most 200 characters"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_fault_in_any_language_is_told_at_its_place(
    lang: str, text: str, path: str, message: str, hint: str | None
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        title(text, lang)
    (problem,) = caught.value.problems
    assert (problem.where.path, problem.where.line) == (path, 3)
    assert problem.message.say("en") == message
    assert (problem.hint and problem.hint.say("en")) == hint
    assert problem.message.say("fr") != message


def test_every_table_of_a_project_takes_them() -> None:
    product = parse(
        f'[product]\nnumber = "P"\ntitle = {BOTH}\n[project]\nowner = {BOTH}\n'
        f'[[item]]\nref = 1\nstandard = "ISO 4762 - M8x20 - 8.8"\nname = "vis"\nnote = {BOTH}\n',
        "product.toml", ProductSpec, lang="en",
    )  # fmt: skip
    plan = parse(
        f'status = "définitif"\n[stock]\nform = "plate"\nallowance = 2\nnote = {BOTH}\n'
        f'[[phase]]\nnumber = 10\ntitle = {BOTH}\nmachine = "M"\nworkholding = {BOTH}\n'
        f'[[phase.operation]]\nkind = "drilling"\ntitle = {BOTH}\n',
        "process.toml", ProcessPlan, lang="en",
    )  # fmt: skip
    fixture = parse(
        f'[fixture]\nnumber = "M"\ntitle = {BOTH}\nworkpiece = "p"\nphase = 10\n'
        f"[loading]\nchips = {BOTH}\n",
        "fixture.toml", FixtureSpec, lang="en",
    )  # fmt: skip
    shop = parse_workshop(
        f'[[machine]]\nid = "M"\ntitle = {BOTH}\nkind = "milling"\n', lang="en"
    ).machine("M")
    assert shop is not None
    phase = plan.phases[0]
    assert {
        product.product.title, product.project.owner, product.items[0].note, plan.stock.note,
        phase.title, phase.workholding, phase.operations[0].title, fixture.fixture.title,
        fixture.loading.chips, shop.title,
    } == {"Base plate"}  # fmt: skip


def test_what_identifies_is_the_same_in_all_languages() -> None:
    with pytest.raises(InvalidInputError):
        parse(f'[part]\nnumber = {BOTH}\ntitle = "x"\nmaterial = "C45"\n', "s", PartSpec)


class _Shown(Table):
    line: ShownText = "-"
    note: ShownNote = ""
    remark: ShownRemark = ""


@pytest.mark.parametrize("key", ["line", "note", "remark"])
def test_a_note_may_hold_several_lines_and_the_others_may_not(key: str) -> None:
    text = f'{key} = {{ fr = "a\\nb" }}\n'
    if key == "note":
        assert parse(text, "t", _Shown).note == "a\nb"
    else:
        with pytest.raises(InvalidInputError):
            parse(text, "t", _Shown)


def test_the_schema_takes_what_reading_takes() -> None:
    validator = jsonschema.Draft202012Validator(file_schema("spec"))

    def valid(shown: object) -> bool:
        part = {"number": "P", "title": shown, "material": "C45"}
        return bool(validator.is_valid({"part": part}))

    assert all(valid(text) for text in ("a", {"fr": "a"}, {"en": "a"}, {"fr": "a", "en": "b"}))
    assert not any(valid(text) for text in ({}, {"de": "a"}, {"fr": 1}, ["a"], {"fr": "x" * 201}))


def test_the_example_says_its_titles_in_both_languages() -> None:
    project = load_project(ROOT)
    assert project.parts["semelle"].part.title == "Semelle"
    text = (ROOT / "parts/semelle/spec.toml").read_text("utf-8")
    assert parse(text, "spec.toml", PartSpec, lang="en").part.title == "Base plate"


def test_the_kernel_is_given_the_same_whatever_the_language() -> None:
    from gmp_cad.build.part.slices import spec_slice

    texts = [PART % text for text in (BOTH, '"Semelle"')]
    slices = [json.dumps(spec_slice(parse(text, "spec.toml", PartSpec))) for text in texts]
    assert slices[0] == slices[1]
