"""Solved assemblies: by how much their constraints are missed, and the rounding of what is solved."""

from __future__ import annotations

import math
import random
from pathlib import Path

import cadquery as cq
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.kernel.placement import location, matrix_of
from gmp_cad.kernel.scripts.constraints import recorded
from tests.kernel.test_assembly import run

ADDED = "    a.add(parts['box'], name='box')\n    a.add(parts['pin'], name='pin')\n"
TOP, FOOT = "'box@faces@>Z'", "'pin@faces@<Z'"
HALF_BOX = math.sqrt(3 * 5**2)
HALF_PIN = math.sqrt(2 * 2**2 + 15**2)


def solved(tmp_path: Path, *constraints: str, solve: bool = True, added: str = ADDED):
    lines = "".join(f"    a.constrain({text})\n" for text in constraints)
    end = "    return a.solve()\n" if solve else "    return a\n"
    ((position,), _) = run(tmp_path, added + lines + end)
    return position


@pytest.mark.parametrize(
    "constraints",
    [
        (f"{TOP}, {FOOT}, 'Plane'",),
        (f"{TOP}, {FOOT}, 'Plane', param=30",),
        (f"{TOP}, {FOOT}, 'Point', param=3",),
        (f"{TOP}, {FOOT}, 'Axis'", f"{FOOT}, {TOP}, 'PointInPlane', param=-2.5"),
        (f"{FOOT}, 'box@edges@>X and >Z', 'PointOnLine'", f"{TOP}, {FOOT}, 'Axis', param=0"),
        ("'box', 'Fixed'", f"{FOOT}, 'FixedPoint', (1, 2, 3)", f"{FOOT}, 'FixedAxis', (1, 1, 1)"),
        ("'box', 'Fixed'", "'pin', 'FixedRotation', (30, 45, 0)"),
    ],
)
def test_what_the_solver_reaches_is_missed_by_less_than_a_tenth_of_a_micrometre(
    tmp_path: Path, constraints: tuple[str, ...]
) -> None:
    found = solved(tmp_path, *constraints)
    assert found.constraints == sum("'Fixed'" not in text for text in constraints)
    assert found.residual_mm < 1e-4
    assert {r.solver for r in found.residuals} == {"converged"}


def test_the_noise_of_a_solver_is_rounded_away(tmp_path: Path) -> None:
    found = solved(tmp_path, f"{TOP}, {FOOT}, 'Point', param=3")
    assert [row[3] for row in found.placements[1].matrix[:3]] == [0, 0, 2]
    assert found.residual_mm == 0


def test_solving_again_gives_the_same_placements(tmp_path: Path) -> None:
    text = (
        "'box', 'Fixed'",
        f"{FOOT}, 'FixedPoint', (1, 2, 3)",
        "'pin', 'FixedRotation', (3, 4, 5)",
    )
    assert solved(tmp_path, *text) == solved(tmp_path, *text)


def test_constraints_that_contradict_each_other_are_missed_by_what_lies_between(
    tmp_path: Path,
) -> None:
    found = solved(
        tmp_path,
        f"{TOP}, {FOOT}, 'Point'",
        f"'box@faces@<Z', {FOOT}, 'Point'",
        f"{TOP}, {FOOT}, 'Axis'",
    )
    misses = {r.number: r for r in found.residuals}
    assert misses[1].miss_mm + misses[2].miss_mm == pytest.approx(10, abs=1e-6)
    assert misses[3].miss_mm < 1e-6
    assert found.residual_mm == found.residuals[0].miss_mm >= 5
    assert found.residuals[0].parts == ("box", "pin")


# what is asked of parts that nobody solves, and what they miss, by hand
@pytest.mark.parametrize(
    ("constraint", "wanted", "seen", "miss"),
    [
        (f"{TOP}, {FOOT}, 'Point'", 0, math.hypot(3, 4 - 5), math.hypot(3, 1)),
        (f"{TOP}, {FOOT}, 'Point', param=1", 1, math.sqrt(10), math.sqrt(10) - 1),
        (f"{TOP}, {FOOT}, 'Axis'", 180, 180 - 30, 2 * math.sin(math.pi / 12) * HALF_PIN),
        (f"{TOP}, {FOOT}, 'Axis', param=90", 90, 150, HALF_PIN),
        (f"{FOOT}, {TOP}, 'PointInPlane', param=-3", -3, -1, 2),
        (f"{FOOT}, 'box@edges@>X and >Z', 'PointOnLine'", 0, math.hypot(2, 1), math.hypot(2, 1)),
        (f"{FOOT}, 'FixedPoint', (3, 0, 0)", 0, 4, 4),
        (f"{FOOT}, 'FixedAxis', (0, 0, -2)", 0, 30, 2 * math.sin(math.pi / 12) * HALF_PIN),
        ("'pin', 'FixedRotation', (0, 0, 0)", 0, 30, 2 * math.sin(math.pi / 12) * HALF_PIN),
        ("'pin', 'FixedRotation', (30, 0, 0)", 0, 0, 0),
    ],
)
def test_each_kind_is_missed_by_its_own_measure(
    tmp_path: Path, constraint: str, wanted: float, seen: float, miss: float
) -> None:
    turned = ADDED.replace("name='pin'", "name='pin', loc=cq.Location((3, 0, 4), (1, 0, 0), 30)")
    (found,) = solved(tmp_path, constraint, solve=False, added=turned).residuals
    assert found.solver == "not_run"
    assert (found.wanted, found.found) == pytest.approx((wanted, seen), abs=1e-8)
    assert found.miss_mm == pytest.approx(miss, rel=1e-6, abs=1e-8)


def test_a_plane_tells_the_one_of_its_two_conditions_that_is_missed_most(tmp_path: Path) -> None:
    far = ADDED.replace("name='pin'", "name='pin', loc=cq.Location((0, 0, 45), (1, 0, 0), 180)")
    (found,) = solved(tmp_path, f"{TOP}, {FOOT}, 'Plane'", solve=False, added=far).residuals
    assert (found.unit, found.found) == ("mm", 40)
    near = ADDED.replace("name='pin'", "name='pin', loc=cq.Location((0, 0, 5), (1, 0, 0), 90)")
    (found,) = solved(tmp_path, f"{TOP}, {FOOT}, 'Plane'", solve=False, added=near).residuals
    assert (found.unit, found.found) == ("°", pytest.approx(90))
    assert found.miss_mm == pytest.approx(math.sqrt(2) * HALF_PIN, rel=1e-6)
    assert HALF_PIN > HALF_BOX


INNER = (
    "    sub = cq.Assembly(name='sub', loc=cq.Location((50, 0, 0), (0, 0, 1), 90))\n"
    "    sub.add(parts['box'], name='box')\n    sub.add(parts['pin'], name='pin')\n"
    "    sub.constrain('box', 'Fixed')\n"
    "    sub.constrain('pin@faces@<Z', 'FixedPoint', (1, 2, 3))\n"
    "    sub.solve()\n"
)


def test_a_solved_sub_assembly_keeps_its_constraints_where_it_is_added(tmp_path: Path) -> None:
    ((kept,), _) = run(
        tmp_path, f"{INNER}    a.add(sub, loc=cq.Location((0, 7, 0)))\n    return a\n"
    )
    assert (kept.constraints, kept.residual_mm) == (1, 0)
    pushed = (
        INNER
        + "    sub.children[1].loc = cq.Location((1, 2, 3.002))\n    a.add(sub)\n    return a\n"
    )
    ((found,), _) = run(tmp_path, pushed)
    assert found.residual_mm == pytest.approx(0.002, abs=1e-6)
    assert found.residuals[0].parts == ("pin",)


def test_a_root_that_is_a_part_itself_is_the_frame_of_its_constraints(tmp_path: Path) -> None:
    body = (
        "    a = cq.Assembly(parts['box'], name='box', loc=cq.Location((10, 20, 30), (1, 0, 0), 90))\n"
        "    a.add(parts['pin'], name='pin')\n"
        "    a.constrain('box@faces@>Z', 'pin@faces@<Z', 'Plane', param=0)\n"
        "    a.constrain('pin@faces@<Z', 'FixedPoint', (10, 15, 30))\n"
        "    return a.solve()\n"
    )
    ((found,), _) = run(tmp_path, body)
    assert found.constraints == 2
    assert found.residual_mm < 1e-5


def test_a_constraint_of_a_nameless_sub_assembly_has_the_same_words_each_time(
    tmp_path: Path,
) -> None:
    body = (
        "    sub = cq.Assembly()\n    sub.add(parts['pin'], name='pin')\n"
        "    a.add(parts['box'], name='box')\n    a.add(sub)\n"
        "    low, top = (parts[n].faces(s).val() for n, s in (('pin', '<Z'), ('box', '>Z')))\n"
        "    a.constrain(a.children[1].name, low, 'box', top, 'Point')\n    return a.solve()\n"
    )
    first, second = (run(tmp_path, body)[0] for _ in range(2))
    assert first == second
    assert first[0].residuals[0].parts == ("(pin…)", "box")


def test_cadquery_is_put_back() -> None:
    before = (cq.Assembly.solve, cq.Assembly._copy)
    with recorded():
        assert cq.Assembly.solve is not before[0]
    assert (cq.Assembly.solve, cq.Assembly._copy) == before


# --- rounding


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), st.booleans())
def test_a_rounded_placement_is_rigid_near_and_stays_itself(seed: int, by_solver: bool) -> None:
    chance = random.Random(seed)
    shift = tuple(chance.uniform(-1e4, 1e4) for _ in range(3))
    loc = cq.Location(shift, tuple(chance.gauss(0, 1) for _ in range(3)), chance.uniform(-360, 360))
    found = matrix_of(loc, solved=by_solver)
    turn = np.array(found)[:3, :3]
    assert np.abs(turn @ turn.T - np.eye(3)).max() < 1e-12
    assert np.linalg.det(turn) == pytest.approx(1, abs=1e-12)
    t = loc.wrapped.Transformation()
    exact = np.array([[t.Value(i, k) for k in (1, 2, 3, 4)] for i in (1, 2, 3)])
    near = (6e-7, 2e-8) if by_solver else (6e-10, 3e-11)
    assert np.abs(exact - found[:3])[:, 3].max() < near[0]
    assert np.abs(exact - found[:3])[:, :3].max() < near[1]
    assert matrix_of(location(found), solved=by_solver) == found


@pytest.mark.parametrize("axis", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 1), (0, 1, 1)])
@pytest.mark.parametrize("noise", [0, 1e-13, -1e-13])
def test_turns_by_right_angles_and_thirds_have_no_noise(axis, noise: float) -> None:
    angle = {1: 90, 2: 180, 3: 120}[sum(axis)]
    found = matrix_of(cq.Location((noise, -noise, 5 + noise), axis, angle + noise))
    assert all(value == round(value) for row in found for value in row)
    assert all(math.copysign(1, value) > 0 for row in found for value in row if value == 0)


def test_equal_components_of_a_turn_are_rounded_the_same_way_from_both_sides() -> None:
    near = [matrix_of(cq.Location((0, 0, 0), (0, 0, 1), 90 + noise)) for noise in (-1e-12, 1e-12)]
    assert near[0] == near[1]
