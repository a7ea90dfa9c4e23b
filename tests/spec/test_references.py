"""Names between the files of a project: what joins, clears and is put in place must be there."""

from __future__ import annotations

import pytest

from gmp_cad.spec.product import ProductSpec
from gmp_cad.spec.references import assembly_problems
from gmp_cad.spec.toml import Source, parse

HEAD = '[product]\nnumber = "P-00"\ntitle = "T"\n'
ITEMS = (
    '[[item]]\nref = 1\nname = "vis"\nstandard = "ISO 4762 - M6x20 - 8.8"\n'
    '[[item]]\nref = 2\nname = "goupille"\nstandard = "ISO 8734 - 6x20"\nquantity = 2\n'
)


def told(text: str) -> list[tuple[str, str]]:
    product = parse(HEAD + ITEMS + text, "product.toml", ProductSpec)
    found = assembly_problems(product, {}, Source("product.toml", ""))
    return [(problem.where.path, str(problem.message)) for problem in found]


def joint(a: str, b: str) -> str:
    return f'[[joint]]\nkind = "press"\na = "{a}"\nb = "{b}"\n'


def test_what_is_there_has_no_problem():
    assert told(joint("vis", "goupille") + joint("goupille", "goupille")) == []
    assert told('[[insertion]]\npart = "goupille.2"\nalong = "-Z"\n') == []


@pytest.mark.parametrize(
    ("text", "path", "message"),
    [
        (joint("vis", "vis"), "joint[0]", "'vis' is joined to itself"),
        (joint("vis", "goupille") + joint("goupille", "vis"), "joint[1]",
         "this pair is joined twice (also joint[0])"),
        ('[[insertion]]\npart = "goupille.3"\nalong = "-Z"\n', "insertion[0].part",
         "no placement 'goupille.3': the item 'goupille' has 2"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_meant_is_told_at_its_line(text, path, message):
    assert told(text) == [(path, message)]


def test_a_name_that_is_no_item_is_told_for_each_side():
    assert [path for path, _ in told(joint("visse", "rondelle"))] == ["joint[0].a", "joint[0].b"]
