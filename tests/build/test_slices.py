"""What a task's key holds of a specification: all that measuring needs, and no limit."""

from __future__ import annotations

import re

import pytest

from gmp_cad.build.part.slices import pmi_slice, spec_slice, verified_slice
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.toml import Source, validate
from tests.canonical import IDENTITY, part

SIZES = [
    "⌀9 ⌴ ⌀15 ↧8,6", "1×45°", "R5 ±0,2", "□14 h9", "S⌀20", "30° ±0,5°", "2× ⌀8 H7 Ⓔ ↧13",
    "⌀5,5 ⌵ ⌀11,2 × 90°", "4× ⌀30 max", "[72]", "(60)", "M8-6H ↧16 / ⌀6,8 ↧20", "Tr 12×3-7H",
    "R0,3 ±0,05", "⌀0,4 ±0,01", "25,021/25,000", "⌀12,018/12,000 Ⓔ", "30°20' ±30'", "1 ±0,2 × 45°",
    "G 1/4 ↧12", "G 1/2 A-LH", "Tr 12×6 P3-7e-LH", "M8 ⌵ ⌀9×90°",
]  # fmt: skip


@pytest.mark.parametrize("size", SIZES)
def test_the_size_that_is_measured_comes_back_whole(size: str) -> None:
    spec = part(f'{IDENTITY}[dimensions]\nx = "{size}"\n')
    back = validate(spec_slice(spec), Source("spec.toml", ""), PartSpec).dimensions["x"].size
    written = spec.dimensions["x"].size
    assert (back.kind, back.nominal, back.count) == (written.kind, written.nominal, written.count)
    assert (back.depth, back.recess, back.fit) == (written.depth, written.recess, written.fit)
    assert back.role is written.role
    assert (back.pitch, back.lead, back.inches) == (written.pitch, written.lead, written.inches)
    assert (back.thread_class, back.left_hand) == (written.thread_class, written.left_hand)


@pytest.mark.parametrize(
    ("one", "other"), [("80 ±0,1", "80 ±0,2"), ("80 ±0,1", "80"), ("80", "80 max")]
)
def test_a_limit_is_no_part_of_it(one: str, other: str) -> None:
    first, second = (
        spec_slice(
            part(f'{IDENTITY}[dimensions]\nx = {{ size = "{s}", between = ["<X", ">X"] }}\n')
        )
        for s in (one, other)
    )
    assert first == second


@pytest.mark.parametrize("key", ["number", "title"])
def test_what_a_part_is_called_is_no_part_of_it(key: str) -> None:
    first, second = (
        part(IDENTITY + '[dimensions]\nx = "⌀9"\n'),
        part(re.sub(f'{key} = ".*?"', f'{key} = "other"', IDENTITY) + '[dimensions]\nx = "⌀9"\n'),
    )
    assert getattr(first.part, key) != getattr(second.part, key)
    assert spec_slice(first) == spec_slice(second)
    assert pmi_slice(first) != pmi_slice(second)


@pytest.mark.parametrize("words", ['note = "guidage"', 'frequency = "1/5"', 'class = "majeure"'])
def test_what_is_said_beside_a_size_reaches_no_kernel_task(words: str) -> None:
    plain, said = (
        part(f'{IDENTITY}[dimensions]\nx = {{ size = "⌀9 H7"{more} }}\n')
        for more in ("", f", {words}")
    )
    assert plain != said
    for cut in (spec_slice, verified_slice, pmi_slice):
        assert cut(plain) == cut(said)


def test_a_side_is_a_part_of_it() -> None:
    line = '[dimensions]\nx = {{ size = "⌀9"{side} }}\n'
    plain, said = (
        spec_slice(part(IDENTITY + line.format(side=s))) for s in ("", ', side = "hole"')
    )
    assert plain != said


def test_the_annotations_do_not_depend_on_the_drawing_s_history() -> None:
    history = '[drawing]\nsheet = "A3"\n[[revision]]\nindex = "A"\nchange = "x"\n'
    plain, told = (pmi_slice(part(IDENTITY + more)) for more in ("", history))
    assert plain == told
    assert validate(told, Source("spec.toml", ""), PartSpec).revisions == ()
