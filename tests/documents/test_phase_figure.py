"""How a sketch names what the phase locates and clamps on."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from gmp_cad.documents.plan.phase_figure import (
    PhaseFigure,
    clamping_lines,
    part_origin,
    phase_sketch_of,
    place_name,
)
from gmp_cad.documents.printing.figures import number_ranges
from gmp_cad.evidence import LocatingNormal
from gmp_cad.process.extent import PhaseWork
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.toml import Source, validate
from tests.process.workpieces import block


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


@pytest.mark.parametrize(
    ("stage", "later", "texture"),
    [
        ("finish", (), "Ra 0,8"),  # what the drawing wants
        ("finish", ("top",), "Ra 3,2"),  # ground later: what a finishing cut usually leaves
        ("rough", ("top",), "Ra 12,5"),
    ],
)
def test_a_surface_that_is_ground_later_needs_no_ground_texture_yet(stage, later, texture):
    part = {
        "part": {"number": "ET-04", "title": "Plaquette", "material": "C45"},
        "features": {"top": ">Z"}, "textures": {"top": "Ra 0,8"},
    }  # fmt: skip
    milling = {"kind": "face_milling", "makes": ["top"], "stage": stage}
    plan = {"stock": {"form": "plate", "size": [100, 60, 44]},
            "phase": [{"number": 10, "title": "Fraisage", "machine": "CU-3AX",
                       "operation": [milling]}]}  # fmt: skip
    state = replace(block(), made={"top": block().features["top"]})
    work = PhaseWork(
        spec=validate(part, Source("spec.toml", ""), PartSpec),
        phase=validate(plan, Source("process.toml", ""), ProcessPlan).phases[0],
        entering=state, leaving=state, numbers={"top": 1}, later=frozenset(later),
    )  # fmt: skip
    figure = PhaseFigure(work=work, views=(), normals=(), clamps=(), lang="fr")
    assert [s.texture for s in phase_sketch_of(figure).surfaces] == [texture]
