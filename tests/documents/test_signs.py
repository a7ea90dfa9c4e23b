"""Signs in the page: each in the drawings' font, none lost from the text, no text is markup."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.documents.templating.signs import html_signs
from gmp_cad.standards.iso1101 import characteristics


def tree(text: str) -> ET.Element:
    return ET.fromstring(f"<p>{html_signs(text)}</p>")


@given(st.text(st.sampled_from("⌖⌀Ⓟ↧⌴ 0,6|A<&>\"'É—")))
def test_the_text_is_kept_whole(text: str) -> None:
    assert "".join(tree(text).itertext()) == text


def test_every_characteristic_of_iso_1101_is_a_sign() -> None:
    for characteristic in characteristics().values():
        (sign,) = tree(characteristic.sign)
        assert (sign.get("class"), sign.text) == ("sign", characteristic.sign)


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("⌖ | ⌀0,06 Ⓟ 12", ["⌖", "⌀", "Ⓟ"]),
        ("2× ⌀9 ⌴⌀15 ↧8,6", ["⌀", "⌴⌀", "↧"]),
        ("Étau — 4,5°", []),
    ],
)
def test_signs_that_follow_each_other_share_an_element(text: str, signs: list[str]) -> None:
    assert [sign.text for sign in tree(text)] == signs
