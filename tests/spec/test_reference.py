"""Every example of the documentation is read as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from gmp_cad.spec import notation
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import parse
from gmp_cad.spec.values import values_of
from tests.kernel.measuring import spec_of

REFERENCE = (Path(__file__).parents[2] / "docs" / "specification.md").read_text("utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", REFERENCE, re.DOTALL)
SIZES = [
    size
    for row in re.findall(r"^\| (`.*?) \|", REFERENCE, re.MULTILINE)
    for size in re.findall(r"`([^`]+)`", row)
    if any(sign.isdigit() for sign in size)
]


@pytest.mark.parametrize("number", range(len(BLOCKS)))
def test_a_specification_of_the_reference_is_valid(number: int) -> None:
    spec = parse(BLOCKS[number], "spec.toml", PartSpec)
    assert spec.part.title


READ = re.findall(r"^\| `([^`]+)` \| (`d\..*) \|$", REFERENCE, re.MULTILINE)


@pytest.mark.parametrize(("size", "read"), READ)
def test_a_model_reads_what_stands_beside_a_size(size: str, read: str) -> None:
    """Each figure that is read is one of the figures that are written."""
    written = {float(n.replace(",", ".")) for n in re.findall(r"\d+(?:,\d+)?", size)}
    written |= {1.25} if size.startswith("M8") else set()  # its coarse pitch, ISO 261
    for path in re.findall(r"d\.[\w.]+", read):
        _, name, *attributes = path.split(".")
        found: Any = values_of(spec_of({name: size}))[name]
        for attribute in attributes:
            found = getattr(found, attribute)
        assert float(found) in written, path


@pytest.mark.parametrize("text", SIZES)
def test_a_size_of_the_reference_reads_back_as_printed(text: str) -> None:
    size = notation.parse(text)
    assert notation.parse(str(size)) == size


def test_the_reference_has_examples() -> None:
    assert len(BLOCKS) == 4
    assert len(SIZES) > 20
    assert len(READ) == 5
