"""A sheet holds what stands on it: views, tables and notes."""

from __future__ import annotations

import pytest

from gmp_cad.drawing.composition import LaidView, Paper, composed
from gmp_cad.drawing.pens import VISIBLE
from gmp_cad.drawing.primitives import Drawing, Group, box_of
from gmp_cad.drawing.sheets.block import BlockContent
from gmp_cad.drawing.sheets.notes import Note
from gmp_cad.drawing.symbols import rectangle
from gmp_cad.spec.sheet_template import FILE, read_sheet_template
from gmp_cad.standards.sheets import parse_scale, sheet
from tests.whole_parts import ROOT

VIEW = LaidView(
    groups=(Group(layer="visible", primitives=(rectangle((0, 0), 40, 20, VISIBLE),)),), slot=(0, 0)
)


def drawn(size: str, *notes: str) -> Drawing | None:
    paper = Paper(
        template=read_sheet_template((ROOT / FILE).read_text("utf-8"), FILE),
        content=BlockContent(fields={}),
        title="Essai",
        notes=tuple(Note(text=note) for note in notes),
    )
    return composed(paper, sheet(size), parse_scale("1:1"), [VIEW])


def highest(drawing: Drawing) -> float:
    notes = [p for p in drawing.primitives if isinstance(p, Group) and p.layer == "notes"]
    return max(box_of(group)[3] for group in notes)


@pytest.mark.parametrize("size", ["A4", "A3"])
def test_notes_that_do_not_fit_ask_for_a_larger_sheet(size: str) -> None:
    assert drawn(size, "Ébavurer") is not None
    assert drawn(size, *["très long texte " * 120] * 3) is None
    found = drawn("A1", *["très long texte " * 120] * 3)
    assert found is not None
    assert highest(found) < found.height - 10


def test_the_largest_sheet_is_drawn_whatever_the_notes() -> None:
    assert drawn("A0", *["très long texte " * 120] * 20) is not None
