"""Texts of project files: what no document can print is refused where it stands, the rest is kept."""

from __future__ import annotations

import unicodedata

import pytest

from gmp_cad.errors import InvalidInputError
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import parse
from gmp_cad.spec.workshop import parse_workshop

KEPT = (
    "<script>alert(1)</script>", "{{ x }} {% raw %}", "#panic() $x$ \\ @c", "=cmd|' /C calc'!A0",
    "سندان", "מלחציים", "台虎钳", "🔧", "e\u0301a\u0323", "a\u200bb\u200dc\u00add", "\u200fסוף", "\ufffd",
)  # fmt: skip
CONTROL = "the text holds the control character {}"
TURNS = "the text holds {}, which turns the order of reading about"
NOT_PRINTED = "the text holds {}, which no document can print"
REFUSED = {
    **dict.fromkeys("\x00\x01\x1b\x7f\x85", CONTROL),
    **dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", TURNS),
    **dict.fromkeys("\ue000\U000f0000\U0010fffd\ufeff\ufffe\uffff\ufdd0\ufdef\U0002fffe\u2028\u2029",
                    NOT_PRINTED),
}  # fmt: skip


def quoted(text: str) -> str:
    """Return a TOML string in which everything but plain letters is an escape."""
    return (
        '"' + "".join(c if c.isalnum() and c.isascii() else f"\\U{ord(c):08x}" for c in text) + '"'
    )


def part(title: str) -> PartSpec:
    return parse(
        f"[part]\nnumber = 'P'\ntitle = {quoted(title)}\nmaterial = 'C45'\n"
        "general_tolerances = 'ISO 2768-m'\n", "parts/p/spec.toml", PartSpec
    )  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_a_text_that_means_something_elsewhere_is_kept_as_it_is(text: str) -> None:
    assert part(text).part.title == text


@pytest.mark.parametrize("character", REFUSED, ids=lambda c: f"U+{ord(c):04X}")
def test_what_no_document_can_print_is_refused_at_its_line(character: str) -> None:
    code = f"U+{ord(character):04X}"
    with pytest.raises(InvalidInputError) as caught:
        part(f"Étau{character}de perçage")
    (problem,) = caught.value.problems
    assert (problem.where.path, problem.where.line) == ("part.title", 3)
    assert problem.message.say("en") == REFUSED[character].format(code)
    assert code in problem.message.say("fr")


@pytest.mark.parametrize("key", ["holder", "iso_code", "grade"])
def test_texts_without_a_form_of_their_own_are_held_to_it_too(key: str) -> None:
    tool = '[[tool]]\nid = "X"\ntitle = "Fraise"\nkind = "end_mill"\ndiameter_mm = 8\n'
    with pytest.raises(InvalidInputError) as caught:
        parse_workshop(f'{tool}{key} = "a\\u0000b"\n')
    (problem,) = caught.value.problems
    assert (problem.where.path, problem.where.line) == (f"tool[0].{key}", 6)
    assert problem.message.say("en") == CONTROL.format("U+0000")


def test_no_letter_mark_or_sign_of_unicode_is_refused() -> None:
    shown = {"L", "M", "N", "P", "S"}
    letters = "".join(
        c for c in map(chr, range(0x20, 0x30000)) if unicodedata.category(c)[0] in shown
    )
    for at in range(0, len(letters), 150):
        text = "a" + letters[at : at + 150]
        assert part(text).part.title == text
