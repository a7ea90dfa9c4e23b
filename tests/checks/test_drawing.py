"""Each thing that is wrong with a sheet is told, and a sheet without fault passes."""

from __future__ import annotations

import pytest

from gmp_cad.checks.drawing import DrawnSheet, sheet
from gmp_cad.drawing.primitives import Drawing, Group, Text
from gmp_cad.drawing.score import score


def verdicts(text="⌀16 H7", copies=1, required=("dimensions.bore",), height=3.5, **said):
    groups = tuple(
        Group(
            layer="dimensions",
            key="dimensions.bore",
            primitives=(Text(text=text, place=(50.0, 50.0 + 20.0 * i), height=height),),
        )
        for i in range(copies)
    )
    judged = score(Drawing(width=210, height=297, primitives=groups), required)
    return {
        (f.status.name, str(f.message))
        for f in sheet(DrawnSheet(subject="part", score=judged, **said))
    }


def statuses(**said):
    return [status for status, _ in verdicts(**said)]


def test_a_sheet_without_fault_passes_once() -> None:
    assert statuses() == ["PASS"]


@pytest.mark.parametrize(
    ("status", "word", "said"),
    [
        ("FAIL", "no view shows dimensions.length", {"required": ("dimensions.length",)}),
        ("FAIL", "drawn more than once: dimensions.bore", {"copies": 2}),
        ("WARN", "the lettering lacks 底", {"text": "底"}),
        ("WARN", "lettering of 1 mm", {"height": 1.0}),
        ("WARN", "in the notes alone", {"unplaced": (("bore", "⌀16"),)}),
        ("WARN", "approximate hidden lines: front", {"rough": ("front",)}),
        ("WARN", "shortened on the sheet: title", {"shortened": ("title",)}),
        ("WARN", "does not fit on what was chosen: A4", {"given_up": ("A4",)}),
    ],
)
def test_each_fault_is_told(status, word, said) -> None:
    [(found, message)] = verdicts(**said)
    assert found == status
    assert word in message
