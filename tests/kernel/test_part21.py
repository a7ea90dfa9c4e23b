from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.errors import KernelError
from gmp_cad.kernel.exchange import part21
from gmp_cad.kernel.exchange.part21 import StepMetadata


def decoded(text: str) -> str:
    """Read a Part 21 string by the standard's grammar, independently of the writer."""
    pieces = []
    for wide, astral, pair, plain in _PIECE.findall(text):
        digits, size = (wide, 4) if wide else (astral, 8)
        signs = (digits[i : i + size] for i in range(0, len(digits), size))
        pieces.append("".join(chr(int(sign, 16)) for sign in signs) + pair[:1] + plain)
    return "".join(pieces)


_PIECE = re.compile(r"""\\X2\\([0-9A-F]+)\\X0\\|\\X4\\([0-9A-F]+)\\X0\\|(\\\\|'')|([^\\'])""")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Semelle", "Semelle"),
        ("Étau", r"\X2\00C9\X0\tau"),
        ("⌀25 é", r"\X2\2300\X0\25 \X2\00E9\X0" + "\\"),
        ("l'axe", "l''axe"),
        ("a\\b", r"a\\b"),
        ("🔩", r"\X4\0001F529\X0" + "\\"),
        ("a\nb", r"a\X2\000A\X0\b"),
        ("", ""),
    ],
)
def test_strings_are_encoded_as_iso_10303_21_says(text: str, expected: str) -> None:
    assert part21.encoded(text) == expected


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_encoding(text: str) -> None:
    encoded = part21.encoded(text)
    assert encoded.isascii()
    assert "\n" not in encoded
    assert _PIECE.sub("", encoded) == ""
    assert decoded(encoded) == text


def test_another_schema_or_a_lost_product_is_an_error() -> None:
    meta = StepMetadata(product_name="a", product_number="b")
    plain = "HEADER;\nFILE_SCHEMA (('{schema}'));\nENDSEC;\nDATA;\n#1 = X();\nENDSEC;\n"
    texts = part21.Texts()
    assert b"FILE_SCHEMA(('AP242_X'))" in part21.finished(
        plain.format(schema="AP242_X"), texts, meta
    )
    with pytest.raises(KernelError, match="AP242"):
        part21.finished(plain.format(schema="AUTOMOTIVE_DESIGN"), texts, meta)
    texts.product(meta)
    with pytest.raises(KernelError, match="lost a product"):
        part21.finished(plain.format(schema="AP242_X"), texts, meta)
