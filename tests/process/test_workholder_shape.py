"""Vices and chucks in outline: they touch the workpiece where its contacts are, and lie outside it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.evidence import HolderBlock, HolderRound
from gmp_cad.process.locating import place_clamps, place_normals
from gmp_cad.process.workholder_shape import workholder_solids
from gmp_cad.spec.process import Phase
from gmp_cad.spec.toml import Source, validate
from tests.process.workpieces import block, cylinder, disc, plane, shaft

PRISM = [
    {"on": "base", "normals": 3}, {"on": "front", "normals": 2}, {"on": "left", "normals": 1},
]  # fmt: skip


def solids(state, *, leaving=None, **keys):
    data = {"number": 20, "title": "Usinage"} | keys
    phase = validate(data, Source("process.toml", ""), Phase)
    normals, clamps = place_normals(phase, state), place_clamps(phase, state)
    return workholder_solids(phase, normals, clamps, (state, leaving or state))


def box_of(solid: HolderBlock):
    reach = np.abs(np.array(solid.halves)).sum(axis=0)
    return np.array(solid.centre) - reach, np.array(solid.centre) + reach


def named(found):
    jaws = {}
    for solid in found:
        jaws.setdefault(solid.role, []).append(solid)
    return jaws


def test_a_vice_closes_on_the_faces_and_its_parallels_carry_the_base():
    found = named(solids(block(), locating=PRISM, clamping=[{"on": "back", "force": 8000}]))
    (fixed,), (moving,) = found["fixed_jaw"], found["moving_jaw"]
    assert box_of(fixed)[1][1] == pytest.approx(0.0)
    assert box_of(moving)[0][1] == pytest.approx(60.0)
    # the contacts of the front stand at z = 20, the jaws reach past them
    assert (box_of(fixed)[0][2], box_of(fixed)[1][2]) == pytest.approx((-16.0, 24.0))
    assert [box_of(p)[1][2] for p in found["parallel"]] == pytest.approx([0.0, 0.0])
    assert [(box_of(p)[0][1], box_of(p)[1][1]) for p in found["parallel"]] == [(0, 10), (50, 60)]


@given(
    st.floats(min_value=25, max_value=200), st.floats(min_value=25, max_value=200),
    st.floats(min_value=10, max_value=120),
)  # fmt: skip
def test_a_vice_never_stands_in_the_workpiece(x, y, z):
    found = solids(block((x, y, z)), locating=PRISM, clamping=[{"on": "back", "force": 8000}])
    for solid in found:
        low, high = box_of(solid)
        overlap = np.minimum(high, (x, y, z)) - np.maximum(low, (0, 0, 0))
        assert overlap.min() <= 1e-6
    assert {"fixed_jaw", "moving_jaw"} <= {solid.role for solid in found}


def test_a_chuck_grips_with_three_jaws_before_its_body():
    state = shaft()
    found = named(
        solids(
            state,
            locating=[{"on": "body", "normals": 2, "contact": "short_centring"}],
            clamping=[{"on": "body", "force": 6000, "kind": "chuck"}],
        )
    )
    (body,) = found["chuck"]
    assert isinstance(body, HolderRound)
    assert body.radii_mm == (80.0, 80.0)  # ⌀40 is held by the chuck of 160
    assert max(end[2] for end in body.ends) <= 0.0
    assert len(found["chuck_jaw"]) == 3
    for jaw in found["chuck_jaw"]:
        out = np.array(jaw.halves[0])
        inner = np.array(jaw.centre)[:2] - out[:2]
        assert np.linalg.norm(inner) == pytest.approx(20.0)


def test_jaws_stop_below_what_is_machined():
    # a shoulder turned at z = 55, the clamp at mid length z = 50: its jaw would reach 62.5
    state = shaft()
    faces = (*state.faces, disc(3, 55.0, 1, 20.0, 15.0), cylinder(4, (0, 0, 55.0), 15.0, 45.0))
    leaving = replace(state, faces=faces, made={"shoulder": (3,), "seat": (4,)})
    gripped = [{"on": "body", "force": 6000, "kind": "chuck"}]
    jaws = named(solids(state, leaving=leaving, clamping=gripped))["chuck_jaw"]
    assert [box_of(jaw)[1][2] for jaw in jaws] == pytest.approx([55.0] * 3)
    assert [box_of(jaw)[1][2] for jaw in named(solids(state, clamping=gripped))["chuck_jaw"]] == (
        pytest.approx([62.5] * 3)
    )
    # a step milled down to z = 22 along the back: the vice stays below it
    cut = block()
    faces = (*cut.faces, plane(6, "Z", 1, 22.0, (0, 50), (100, 60)))
    milled = replace(cut, faces=faces, made={"step": (6,)})
    found = solids(cut, leaving=milled, locating=PRISM, clamping=[{"on": "back", "force": 8000}])
    assert box_of(named(found)["moving_jaw"][0])[1][2] == pytest.approx(22.0)


def test_one_jaw_given_by_its_point_stands_for_three():
    found = named(
        solids(
            shaft(), clamping=[{"on": "body", "force": 6000, "kind": "chuck", "point": [20, 0, 9]}]
        )
    )
    assert len(found["chuck_jaw"]) == 3


def test_a_designed_fixture_and_lone_straps_have_no_outline_here():
    clamped = [{"on": "back", "force": 8000}]
    assert solids(block(), fixture="montage", locating=PRISM, clamping=clamped) == ()
    assert solids(block(), clamping=[{"on": "top", "force": 4000, "kind": "strap"}]) == ()
