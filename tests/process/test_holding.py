"""Technological signs derived from the plan: domain texts of NF E 04-013 part 2."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.process.holding import holding_signs
from gmp_cad.process.locating import place_clamps, place_normals
from gmp_cad.spec.process import Phase
from gmp_cad.spec.toml import Source, validate
from tests.process.workpieces import block, cylinder, shaft


def codes(state, *, locating=(), clamping=()):
    data = {"number": 20, "title": "Usinage", "locating": locating, "clamping": clamping}
    phase = validate(data, Source("process.toml", ""), Phase)
    normals, clamps = place_normals(phase, state), place_clamps(phase, state)
    return [sign.code for sign in holding_signs(phase, normals, clamps, state)]


def machined(state, *names):
    return replace(state, machined=names)


BASE = {"on": "base", "normals": 3}


def test_a_machined_base_is_a_flat_fixed_support():
    state = machined(block(), "base")
    assert codes(state, locating=[BASE]) == ["MIP;PL;usinee;appui_fixe;n=1,2,3"]


def test_a_chuck_on_a_raw_bar_locates_and_clamps_with_serrated_jaws():
    state = shaft()
    found = codes(
        state,
        locating=[{"on": "body", "normals": 2, "contact": "short_centring"}],
        clamping=[{"on": "body", "force": 6000, "kind": "chuck"}],
    )
    assert found == [
        "MIP;ST;brute;serrage_concentrique;n=1,2",
        "MAP;ST;brute;serrage_concentrique",
    ]


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({}, "MIP;PT;brute;appui_fixe;n=1,2,3"),
        ({"nature": "flat"}, "MIP;PL;brute;appui_fixe;n=1,2,3"),
        ({"technology": "adjustable"}, "MIP;PT;brute;reglage_irreversible;n=1,2,3"),
        ({"technology": "support"}, "SOUTIEN;PT;brute;soutien_irreversible;n=1,2,3"),
    ],
)
def test_a_raw_base_takes_domed_supports_unless_the_plan_says_otherwise(keys, code):
    assert codes(block(), locating=[BASE | keys]) == [code]


@pytest.mark.parametrize(
    ("kind", "done", "code"),
    [
        ("strap", ("top",), "MAP;PL;usinee;systeme_serrage"),
        ("strap", (), "MAP;ST;brute;systeme_serrage"),
        ("toggle", (), "MAP;ST;brute;systeme_serrage"),
    ],
)
def test_a_clamp_is_flat_on_a_machined_surface_and_serrated_on_a_raw_one(kind, done, code):
    state = machined(block(), *done)
    assert codes(state, clamping=[{"on": "top", "force": 4000, "kind": kind}]) == [code]


@pytest.mark.parametrize(
    ("contact", "normals", "code"),
    [
        ("locating_pin", 2, "MIP;PL;usinee;centrage_fixe;n=4,5"),
        ("relieved_pin", 1, "MIP;DG;usinee;centrage_fixe;n=4"),
        ("", 2, "MIP;PL;usinee;centrage_fixe;n=4,5"),
    ],
)
def test_pins_in_a_bore_are_fixed_centrings(contact, normals, code):
    state = machined(block(bore=(50.0, 30.0, 12.0)), "base", "bore")
    held = {"on": "bore", "normals": normals, "contact": contact}
    assert codes(state, locating=[BASE, held])[1] == code


def test_numbers_go_on_behind_a_contact_that_has_no_place():
    state = machined(block(), "base", "front")
    lost = {"on": "nowhere", "normals": 1}
    found = codes(state, locating=[BASE, lost, {"on": "front", "normals": 2}])
    assert found == ["MIP;PL;usinee;appui_fixe;n=1,2,3", "MIP;PL;usinee;appui_fixe;n=5,6"]


def test_a_chuck_beside_another_centring_floats():
    state = shaft()
    journal = cylinder(3, (0.0, 0.0, 100.0), 8.0, 20.0)
    state = replace(
        state, faces=(*state.faces, journal), features=state.features | {"journal": (3,)}
    )
    found = codes(
        state,
        locating=[{"on": "journal", "normals": 2, "contact": "short_centring"}],
        clamping=[{"on": "body", "force": 3000, "kind": "chuck"}],
    )
    assert found == [
        "MIP;PT;brute;centrage_fixe;n=1,2",
        "MAP;ST;brute;serrage_concentrique_flottant",
    ]
