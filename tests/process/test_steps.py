"""Turned profiles, threads and pockets: passes from the real depth, not from a mean."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from gmp_cad.evidence import PhaseState, Removal
from gmp_cad.process.extent import PhaseWork, cut_geometry
from gmp_cad.process.operations import operation_rows
from gmp_cad.process.steps import Step, from_one_bar, mean_before
from gmp_cad.process.threading import thread_depth
from gmp_cad.spec.workshop import parse_workshop
from tests.process.test_operations import phase, spec
from tests.process.workpieces import block, cylinder, disc, plane, shaft

SHOP = parse_workshop(None)


def screw() -> PhaseState:
    """Return ⌀12 × 134 with a seat ⌀8 × 13 at its end, along Z."""
    faces = (
        disc(0, 0.0, -1, 6.0), disc(1, 147.0, 1, 4.0), disc(2, 134.0, 1, 6.0, 4.0),
        cylinder(3, (0.0, 0.0, 0.0), 6.0, 134.0), cylinder(4, (0.0, 0.0, 134.0), 4.0, 13.0),
    )  # fmt: skip
    return PhaseState(phase="20", volume_mm3=1.0, box_mm=(-6, -6, 0, 6, 6, 147), faces=faces,
                      features={"thread": (3,), "seat": (4,), "shoulder": (2,)})  # fmt: skip


def ring(outer: float, inner: float, length: float) -> float:
    return math.pi / 4 * (outer**2 - inner**2) * length


def screw_rows():
    makes = ["thread", "seat", "shoulder"]
    plan = phase(
        [{"kind": "turning", "makes": makes, "stage": "rough", "allowance": 0.5},
         {"kind": "turning", "makes": makes},
         {"kind": "threading", "makes": ["thread"], "vc": 40.0}], machine="TCN-2AX",
    )  # fmt: skip
    volumes = (ring(16, 13, 134) + ring(16, 9, 13), ring(13, 12, 134) + ring(9, 8, 13), 4000.0)
    removals = tuple(
        Removal(phase="20", operation=i, removed_mm3=v, cosmetic=i == 2)
        for i, v in enumerate(volumes)
    )
    scene = PhaseWork(spec=spec(thread="Tr12×3-7e"), phase=plan, entering=shaft(8.0, 147.0),
                      leaving=screw(), removals=removals)  # fmt: skip
    return [row.conditions for row in operation_rows(scene, SHOP, {}) if row.conditions]


def test_a_stepped_profile_is_roughed_in_passes_of_its_deepest_step():
    rough, finish, _ = screw_rows()
    # (16 − 8 − 2·0.5)/2 = 3.5 in two passes; the second finds nothing on ⌀12 (1.5 deep).
    assert (rough.diameter_mm, rough.passes, rough.ap) == (16, 2, 1.75)
    assert rough.time_min == pytest.approx((134 + 2 * 13 + 2 * 2) / rough.vf)
    assert (finish.diameter_mm, finish.passes, finish.ap) == (13, 1, 0.5)
    assert finish.time_min == pytest.approx((147 + 2) / finish.vf)


def test_a_thread_is_cut_at_its_major_diameter_whatever_is_shown_of_it():
    thread = screw_rows()[2]
    assert (thread.diameter_mm, thread.n) == (12, 1061)
    assert thread.passes * thread.ap == pytest.approx(1.75)


@pytest.mark.parametrize(
    ("text", "internal", "depth"),
    [("Tr 12×3-7e", False, 1.75), ("Tr 8×1,5-7e", False, 0.9), ("Tr 40×7-7e", False, 4.0),
     ("M10-6g", False, 0.6134 * 1.5), ("M10-6H", True, 0.5413 * 1.5), ("⌀10", False, 0.0)],
)  # fmt: skip
def test_depths_of_threads_after_their_standards(text, internal, depth):
    assert thread_depth(spec(x=text).dimensions["x"].size, internal=internal) == pytest.approx(
        depth, abs=2e-4
    )


def test_a_bar_reduced_before_is_told_by_the_volume():
    steps = (Step(before_mm=16, after_mm=5.5, length_mm=4.4),)
    told = mean_before([(5.5, 4.4)], ring(8, 5.5, 4.4))
    assert told == pytest.approx(8)
    assert from_one_bar(steps, told)[0].depth_mm == pytest.approx(1.25)
    assert from_one_bar(steps, 15.9) == steps
    stepped = (*steps, Step(before_mm=30, after_mm=28, length_mm=10))
    assert from_one_bar(stepped, 12.0) == stepped


def pocket(removed: tuple[float, ...]) -> PhaseWork:
    """Return a pocket 80 × 24 × 8 in the top of a block, roughed with 0.3 left, then finished."""
    walls = (
        plane(10, "Z", 1, 32.0, (10, 10), (90, 34)),
        plane(11, "Y", 1, 10.0, (10, 32), (90, 40)), plane(12, "Y", -1, 34.0, (10, 32), (90, 40)),
        plane(13, "X", 1, 10.0, (10, 32), (34, 40)), plane(14, "X", -1, 90.0, (10, 32), (34, 40)),
    )  # fmt: skip
    state = block()
    state = replace(state, faces=(*state.faces, *walls),
                    features=state.features | {"pocket": (10, 11, 12, 13, 14)})  # fmt: skip
    common = {"kind": "pocket_milling", "makes": ["pocket"], "tool": "F2T-C-10"}
    plan = phase([common | {"stage": "rough", "allowance": 0.3}, common], machine="CU-3AX")
    return PhaseWork(
        spec=spec(), phase=plan, entering=block(size=(100.0, 60.0, 43.0)), leaving=state,
        removals=tuple(Removal(phase="20", operation=i, removed_mm3=v)
                       for i, v in enumerate(removed)),
    )  # fmt: skip


def test_a_pocket_is_as_deep_as_its_walls():
    inner = 79.4 * 23.4 * 7.7
    scene = pocket((inner, 80 * 24 * 8 - inner))
    rough, finish = (r.conditions for r in operation_rows(scene, SHOP, {}) if r.conditions)
    assert (rough.passes, rough.ap, rough.ae) == (2, 3.85, 8)
    assert rough.time_min == pytest.approx(2 * 3 * (80 + 10 + 2) / rough.vf)
    assert (finish.passes, finish.ap, finish.ae) == (1, 8, 0.3)
    assert finish.finish_ap is None
    # The floor in lanes, then once around the walls.
    assert finish.time_min == pytest.approx((3 * (80 + 10 + 2) + 2 * (80 + 24)) / finish.vf)


def test_a_pocket_cut_before_its_top_is_deeper_than_its_walls():
    assert cut_geometry(pocket((80 * 24 * 11.0,)), 0).depth_mm == pytest.approx(11)
    assert cut_geometry(pocket(()), 0).depth_mm == pytest.approx(7.7)
