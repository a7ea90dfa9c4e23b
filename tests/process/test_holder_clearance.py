"""Tools past vice jaws, clamps and chuck jaws: distances of the simple model in closed form."""

from __future__ import annotations

import math

import pytest

from gmp_cad.checks import collision
from gmp_cad.evidence import ToolBody, ToolPose
from gmp_cad.finding import Status
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.holder_clearance import FAR_MM, holder_clearances
from tests import held_block as t
from tests.process.workpieces import block, shaft

MILL = ToolBody(tool="F", motion="rotating", profile=((0.0, 5.0), (60.0, 5.0)))
VICE = [
    {"on": "base", "normals": 3},
    {"on": "front", "normals": 2},
    {"on": "left", "normals": 1},
]


def milled(path, body=MILL, **changed):
    phase = t.phase(locating=VICE, clamping=[{"on": "back", "force": 5000.0}], **changed)
    work = PhaseWork(spec=t.part(), phase=phase, entering=block(), leaving=block())
    pose = ToolPose(operation=0, body=body, tip=path[-1], axis=(0.0, 0.0, 1.0), path=tuple(path))
    (found,) = holder_clearances(work, [pose])
    return found


def test_a_cut_over_the_jaws_passes_above_them() -> None:
    # The jaw (40 high, 20 at least) is on the 40 mm face: it surely reaches the middle, z = 20.
    high = milled([(50.0, 30.0, 40.0), (50.0, 75.0, 40.0)])
    assert high.hits == ()
    assert high.gap_mm == pytest.approx(20)


def test_a_cut_deep_beside_the_block_runs_into_the_jaw() -> None:
    found = milled([(50.0, 75.0, 60.0), (50.0, 75.0, 15.0)])
    assert found.hits[0].placement == "jaw 1"
    # The tool stands 5 mm deep in the jaw over its whole section: π·25·5.
    assert found.hits[0].volume_mm3 == pytest.approx(math.pi * 25 * 5, rel=0.01)


def test_a_strap_is_passed_beside_and_hit_across() -> None:
    strap = [{"on": "top", "force": 2000.0, "point": [50, 30, 40], "kind": "strap"}]
    far = t.phase(clamping=strap)
    work = PhaseWork(spec=t.part(), phase=far, entering=block(), leaving=block())

    def cut(y: float):
        path = ((0.0, y, 39.0), (100.0, y, 39.0))
        pose = ToolPose(operation=0, body=MILL, tip=path[-1], axis=(0.0, 0.0, 1.0), path=path)
        (found,) = holder_clearances(work, [pose])
        return found

    assert cut(30.0).hits
    assert cut(5.0).hits == ()
    assert 0 < cut(5.0).gap_mm < FAR_MM


def turned(z: float, r: float):
    insert = ToolBody(
        tool="T", motion="fixed", profile=((0.0, 0.0), (0.0, 10.0), (10.0, 10.0), (10.0, 0.0)),
    )  # fmt: skip
    phase = t.phase(
        locating=[{"on": "body", "normals": 4, "contact": "long_centring"}],
        clamping=[{"on": "body", "force": 9000.0, "kind": "chuck", "point": [20, 0, 20]}],
        operation=[{"kind": "turning", "makes": ["body"], "stage": "finish"}],
    )
    work = PhaseWork(spec=t.part(), phase=phase, entering=shaft(), leaving=shaft())
    path = ((r, 0.0, 100.0), (r, 0.0, z))
    pose = ToolPose(
        operation=0, body=insert, tip=path[-1], axis=(1.0, 0.0, 0.0), path=path,
        along=(0.0, 0.0, 1.0),
    )  # fmt: skip
    (found,) = holder_clearances(work, [pose])
    return found


def test_a_turning_tool_stops_before_the_jaws_or_runs_into_them() -> None:
    free, crash = turned(60.0, 20.0), turned(5.0, 22.0)
    assert free.hits == ()
    assert crash.hits[0].placement == "chuck 1"
    assert turned(61.0, 20.0).gap_mm - free.gap_mm == pytest.approx(
        min(1.0, FAR_MM - free.gap_mm), abs=1e-6
    )


def test_the_rule_judges_a_phase_without_a_fixture() -> None:
    phase = t.phase(locating=VICE, clamping=[{"on": "back", "force": 5000.0}])
    work = PhaseWork(spec=t.part(), phase=phase, entering=block(), leaving=block())
    found = list(collision.collisions(collision.without_fixture(work, ())))
    assert [(f.code, f.status) for f in found] == [
        ("outside", Status.PASS), ("way_unknown", Status.SKIP),
    ]  # fmt: skip
    red = t.phase(
        locating=VICE, clamping=[{"on": "back", "force": 5000.0}],
        operation=[{"kind": "face_milling", "makes": ["back"], "stage": "finish"}],
    )  # fmt: skip
    work = PhaseWork(spec=t.part(), phase=red, entering=block(), leaving=block())
    found = list(collision.collisions(collision.without_fixture(work, ())))
    assert [(f.code, f.status) for f in found] == [
        ("on_red", Status.FAIL), ("way_unknown", Status.SKIP),
    ]  # fmt: skip


def test_an_operation_whose_tool_was_not_followed_is_told():
    phase = t.phase(
        locating=VICE, clamping=[{"on": "back", "force": 5000.0}],
        operation=[{"kind": "face_milling", "makes": ["top"], "tool": "FR-63"}],
    )  # fmt: skip
    work = PhaseWork(spec=t.part(), phase=phase, entering=block(), leaving=block())
    found = list(collision.collisions(collision.without_fixture(work, ())))
    assert [(f.code, f.status) for f in found] == [
        ("outside", Status.PASS), ("way_unknown", Status.SKIP),
    ]  # fmt: skip
    path = ((0.0, 40.0, 35.0), (100.0, 40.0, 35.0))  # 15 mm above the jaws, and beside one
    pose = ToolPose(operation=0, body=MILL, tip=path[-1], axis=(0.0, 0.0, 1.0), path=path)
    found = list(collision.collisions(collision.without_fixture(work, [pose])))
    assert [(f.code, f.status) for f in found] == [
        ("outside", Status.PASS), ("clear", Status.PASS),
    ]  # fmt: skip
