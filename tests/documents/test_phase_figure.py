"""How a sketch names what the phase locates and clamps on."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from gmp_cad.documents.plan.phase_figure import clamping_lines, part_origin, place_name
from gmp_cad.documents.printing.figures import number_ranges
from gmp_cad.evidence import LocatingNormal


def work(*clamps):
    """Return the parts of a phase's work that names are made from."""
    return SimpleNamespace(
        spec=SimpleNamespace(datums={"A": "base"}),
        numbers={"top": 2, "base": 1},
        phase=SimpleNamespace(
            clamping=[SimpleNamespace(kind=k, on=on, force=force) for k, on, force in clamps]
        ),
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("base", "A"),  # a datum by its letter, although it has a number
        ("top", "surface 2"),
        ("stock <X", "stock, side −X"),
        ("stock >Z", "stock, side +Z"),
        ("stock %CYLINDER", "stock, cylinder"),
        ("stock", "stock"),
        ("crank_end", "crank end"),
        ("dowels[1]", "dowels 1"),
    ],
)
def test_surfaces_are_named_as_on_the_drawing(name, text):
    assert place_name(work(), name, "en") == text


def test_equal_clamps_are_one_line_with_their_number_and_others_stand_alone():
    clamps = [("strap", "base", 6000.0)] * 3 + [("strap", "base", 3500.0), ("jaw", "top", 8000.0)]
    assert list(clamping_lines(work(*clamps), "en")) == [
        "3 × strap clamp / A — 6 kN",
        "Strap clamp / A — 3.5 kN",
        "Jaw / surface 2 — 8 kN",
    ]


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([1], "1"),
        ([11, 12], "11, 12"),
        ([1, 2, 3], "1 à 3"),
        ([1, 2, 3, 4, 7], "1 à 4, 7"),
        ([2, 4, 6], "2, 4, 6"),
        ([], ""),
    ],
)
def test_ranges_of_numbers(numbers, text):
    assert number_ranges(numbers, "fr") == text


def normals(*rows):
    """Return normals from (surface, point, direction)."""
    return [
        LocatingNormal(index=i, on=on, point=point, direction=direction, machined=True)
        for i, (on, point, direction) in enumerate(rows, start=1)
    ]


def test_a_relieved_pin_does_not_move_the_origin_that_the_full_pin_fixes():
    """A plane, a pin in the hole at (20, −36), a relieved one at (20, 36) that touches at x = 24."""
    found = part_origin(normals(
        ("base", (0.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
        ("base", (90.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
        ("base", (0.0, 60.0, 0.0), (0.0, 0.0, 1.0)),
        ("dowels[1]", (24.0, -36.0, 5.0), (-1.0, 0.0, 0.0)),
        ("dowels[1]", (20.0, -32.0, 5.0), (0.0, -1.0, 0.0)),
        ("dowels[2]", (24.0, 36.0, 5.0), (-1.0, 0.0, 0.0)),
    ))  # fmt: skip
    assert found == pytest.approx((20, -36, 0))


def test_two_normals_alone_fix_no_origin():
    assert part_origin(normals(("base", (0.0, 0.0, 0.0), (0.0, 0.0, 1.0)))) is None
