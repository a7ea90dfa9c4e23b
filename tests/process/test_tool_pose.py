"""Tools at the end of the cut touch what they make: distance nought, in closed form."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import pytest

from gmp_cad.evidence import FaceGeometry, PhaseState
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.tool_pose import end_poses, phase_tools
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import Phase
from gmp_cad.spec.toml import Source, validate
from gmp_cad.spec.workshop import Tool, parse_workshop
from tests.process.tool_contact import (
    fixed_outline,
    gap_to_bore,
    gap_to_line,
    gap_to_plane,
)
from tests.process.workpieces import block, cylinder, disc, plane

WORKSHOP = parse_workshop(None)
SPEC = validate(
    {"part": {"number": "P-1", "title": "Bloc", "material": "C45"}}, Source("s", ""), PartSpec
)


def tool(name: str, **keys) -> Tool:
    return WORKSHOP.tool(name).model_copy(update=keys)


def work(state: PhaseState, *operations, entering=None, **keys) -> PhaseWork:
    data = {
        "number": 20, "title": "Usinage", "machine": "CU-3AX", "operation": list(operations),
    } | keys  # fmt: skip
    phase = validate(data, Source("process.toml", ""), Phase)
    return PhaseWork(spec=SPEC, phase=phase, entering=entering or state, leaving=state)


def pose_of(state, operation, used: Tool, **keys):
    (pose,) = end_poses(work(state, operation, **keys), [used])
    return pose


def step() -> PhaseState:
    """A block 100 × 60 × 40 with a step: floor z = 20 from x = 60 on, wall x = 60."""
    faces = (
        plane(0, "Z", -1, 0.0, (0, 0), (100, 60)),
        plane(1, "Z", 1, 40.0, (0, 0), (60, 60)),
        plane(2, "Z", 1, 20.0, (60, 0), (100, 60)),
        plane(3, "X", 1, 60.0, (0, 20), (60, 40)),
        plane(4, "X", 1, 100.0, (0, 0), (60, 20)),
    )
    return PhaseState(
        phase="20", volume_mm3=1.0, box_mm=(0, 0, 0, 100, 60, 40), faces=faces,
        features={"base": (0,), "top": (1,), "floor": (2,), "wall": (3,), "right": (4,)},
    )  # fmt: skip


def test_a_face_mill_lies_on_its_plane_over_the_far_edge():
    state = block()
    pose = pose_of(state, {"kind": "face_milling", "makes": ["top"]}, tool("FS-80"))
    assert gap_to_plane(pose, state.faces[1]) == pytest.approx(0.0, abs=1e-9)
    assert pose.tip == (100.0, 30.0, 40.0)
    assert pose.feed == (1.0, 0.0, 0.0)
    # it comes from beyond the near edge, the whole mill outside
    assert pose.path[0][0] <= -40.0
    assert pose.path[0][2] > 40.0


@pytest.mark.parametrize(
    ("spindle", "x_axis", "made", "index"),
    [
        ("+Z", "+X", "top", 1), ("-Z", "+X", "base", 0), ("-Y", "+X", "front", 2),
        ("+Y", "-Z", "back", 3), ("-X", "+Y", "left", 4), ("+X", "+Z", "right", 5),
    ],
)  # fmt: skip
def test_every_face_is_milled_from_its_own_side(spindle, x_axis, made, index):
    state = block()
    pose = pose_of(
        state, {"kind": "face_milling", "makes": [made]}, tool("FS-80"), spindle=spindle,
        x_axis=x_axis,
    )  # fmt: skip
    face = state.faces[index]
    assert pose.axis == face.direction
    assert gap_to_plane(pose, face) == pytest.approx(0.0, abs=1e-9)
    along = sum(a * b for a, b in zip(pose.feed, pose.axis, strict=True))
    assert along == pytest.approx(0.0)


def test_between_holes_the_tool_goes_over_high_above_the_workpiece():
    state = block()
    holes = [cylinder(6 + i, (30.0 + 40 * i, 30.0, 0.0), 3.3, 40.0, hollow=True) for i in range(2)]
    state = replace(state, faces=(*state.faces, *holes), features={"holes": (6, 7)})
    pose = pose_of(state, {"kind": "drilling", "makes": ["holes"]}, tool("FO-H-6.6"))
    for start, end in pairwise(pose.path):
        if start[:2] != end[:2]:
            assert min(start[2], end[2]) == 140.0


@pytest.mark.parametrize("name", ["F2T-C-20", "F2T-H-16", "FD-50"])
def test_an_end_mill_touches_wall_and_floor(name):
    state = step()
    operation = {"kind": "shoulder_milling", "makes": ["floor", "wall"]}
    pose = pose_of(state, operation, tool(name))
    assert gap_to_plane(pose, state.faces[2]) == pytest.approx(0.0, abs=1e-9)
    assert gap_to_plane(pose, state.faces[3]) == pytest.approx(0.0, abs=1e-9)
    assert pose.feed in ((0.0, 1.0, 0.0), (0.0, -1.0, 0.0))


def test_the_side_of_a_step_is_no_wall_where_it_does_not_rise():
    # the front of the stepped block is one face, L-shaped: beside the floor it lies below it
    front = plane(5, "Y", -1, 0.0, (0, 0), (100, 40))
    outline = ((0, 0, 0), (100, 0, 0), (100, 0, 20), (60, 0, 20), (60, 0, 40), (0, 0, 40))
    state = step()
    state = replace(state, faces=(*state.faces, replace(front, outline=(outline,))))
    operation = {"kind": "shoulder_milling", "makes": ["floor", "wall"]}
    pose = pose_of(state, operation, tool("F2T-C-20"))
    assert gap_to_plane(pose, state.faces[3]) == pytest.approx(0.0, abs=1e-9)
    assert {tip[1] for tip in pose.path} & {-12.0, 72.0}  # it runs in past the open sides


def test_roughing_leaves_its_allowance_on_wall_and_floor():
    state = step()
    operation = {
        "kind": "shoulder_milling", "makes": ["floor", "wall"], "stage": "rough",
        "allowance": 0.4,
    }  # fmt: skip
    pose = pose_of(state, operation, tool("F2T-C-20"))
    assert gap_to_plane(pose, state.faces[2]) == pytest.approx(0.4, abs=1e-9)
    assert gap_to_plane(pose, state.faces[3]) == pytest.approx(0.4, abs=1e-9)


def test_no_place_of_the_path_goes_into_wall_or_floor():
    state = step()
    pose = pose_of(
        state, {"kind": "shoulder_milling", "makes": ["floor", "wall"]}, tool("F2T-C-12")
    )
    for tip in pose.path:
        there = replace(pose, tip=tip)
        assert gap_to_plane(there, state.faces[2]) >= -1e-9
        assert gap_to_plane(there, state.faces[3]) >= -1e-9
    assert len({round(tip[0], 6) for tip in pose.path}) > 3  # a floor of 40 in lanes of 9


def pocket(width: float = 20.0) -> PhaseState:
    """A pocket 40 long and ``width`` wide, its floor at z = 25 of 40."""
    y1 = 20 + width
    faces = (
        plane(0, "Z", 1, 25.0, (30, 20), (70, y1)),
        plane(1, "X", 1, 30.0, (20, 25), (y1, 40)),
        plane(2, "X", -1, 70.0, (20, 25), (y1, 40)),
        plane(3, "Y", 1, 20.0, (30, 25), (70, 40)),
        plane(4, "Y", -1, y1, (30, 25), (70, 40)),
        plane(5, "Z", 1, 40.0, (0, 0), (100, 60)),
    )
    return PhaseState(
        phase="20", volume_mm3=1.0, box_mm=(0, 0, 0, 100, 60, 40), faces=faces,
        features={"floor": (0,), "walls": (1, 2, 3, 4)},
    )  # fmt: skip


POCKET = {"kind": "pocket_milling", "makes": ["floor", "walls"]}


def test_in_a_pocket_the_mill_stands_in_a_corner_and_goes_round():
    state = pocket()
    pose = pose_of(state, POCKET, tool("F2T-C-10"))
    assert gap_to_plane(pose, state.faces[0]) == pytest.approx(0.0, abs=1e-9)
    gaps = [gap_to_plane(pose, state.faces[i]) for i in (1, 2, 3, 4)]
    assert min(gaps) == pytest.approx(0.0, abs=1e-6)
    touched = {
        i
        for tip in pose.path
        for i in (1, 2, 3, 4)
        if abs(gap_to_plane(replace(pose, tip=tip), state.faces[i])) < 1e-6
    }
    assert touched == {1, 2, 3, 4}


def test_a_slot_of_the_mills_width_is_run_in_its_middle_between_both_walls():
    state = pocket(width=12.0)
    pose = pose_of(state, POCKET, tool("F2T-C-12"))
    gaps = [gap_to_plane(pose, state.faces[i]) for i in (3, 4)]
    assert gaps == pytest.approx([0.0, 0.0], abs=1e-9)
    assert min(gap_to_plane(pose, state.faces[i]) for i in (1, 2)) == pytest.approx(0.0, abs=1e-9)


def test_a_contour_is_followed_a_radius_off():
    state = block()
    pose = pose_of(state, {"kind": "contour_milling", "makes": ["right"]}, tool("F2T-C-16"))
    assert gap_to_plane(pose, state.faces[5]) == pytest.approx(0.0, abs=1e-9)
    assert pose.tip[2] == 0.0


def drilled(depth: float = 30.0, *, angle: float = 118.0) -> PhaseState:
    """A blind bore ⌀10 from z = 40 down, with the cone of its drill."""
    state = block()
    bore = cylinder(6, (50.0, 30.0, 40.0 - depth), 5.0, depth, hollow=True)
    height = 5.0 / math.tan(math.radians(angle / 2))
    cone = FaceGeometry(
        index=7, surface="cone", point=(50.0, 30.0, 40.0 - depth), direction=(0.0, 0.0, -1.0),
        radius_mm=5.0, half_angle_deg=-angle / 2, hollow=True, span_mm=(0.0, height),
        angle_deg=360.0, area_mm2=90.0, centre_mm=(50.0, 30.0, 40.0 - depth - height / 2),
    )  # fmt: skip
    features = state.features | {"bore": (6,), "cone": (7,)}
    return replace(state, faces=(*state.faces, bore, cone), features=features)


def test_a_drill_is_at_depth_with_its_full_diameter_and_its_point_deeper():
    state = drilled()
    pose = pose_of(state, {"kind": "drilling", "makes": ["bore"]}, tool("FO-H-10"))
    assert pose.tip == pytest.approx((50, 30, 10 - 5 / math.tan(math.radians(59))), abs=1e-6)
    assert gap_to_bore(pose, state.faces[6]) == 0.0
    assert pose.feed == (0.0, 0.0, -1.0)
    assert pose.path[0][:2] == pose.tip[:2]
    assert pose.path[0][2] > 40


def test_the_point_of_a_drill_stops_at_a_flat_bottom():
    state = drilled()
    turn = [2 * math.pi * i / 48 for i in range(48)]
    ring = tuple((50 + 5 * math.cos(t), 30 + 5 * math.sin(t), 10.0) for t in turn)
    floor = replace(
        plane(7, "Z", 1, 10.0, (45, 25), (55, 35)), outline=(ring,), centre_mm=(50.0, 30.0, 10.0)
    )
    state = replace(state, faces=(*state.faces[:-1], floor))
    pose = pose_of(state, {"kind": "drilling", "makes": ["bore"]}, tool("FO-H-10"))
    assert gap_to_plane(pose, floor) == pytest.approx(0.0, abs=1e-9)


def test_a_drill_before_a_counterbore_goes_through_its_own_hole():
    """The counterbore made the last face of the feature; the drill's wall goes on below it."""
    state = block(bore=(50.0, 30.0, 3.3))
    shank = replace(state.faces[6], span_mm=(0.0, 33.2))
    wide = cylinder(7, (50.0, 30.0, 33.2), 5.5, 6.8, hollow=True)
    state = replace(state, faces=(*state.faces[:6], shank, wide), features={"screws": (6,)},
                    made={"screws": (7,)})  # fmt: skip
    pose = pose_of(state, {"kind": "drilling", "makes": ["screws"]}, tool("FO-H-6.6"))
    assert pose.tip == pytest.approx((50, 30, -3.3 / math.tan(math.radians(59))), abs=1e-6)


def test_a_reamer_stays_above_the_bottom_of_a_blind_hole_and_leaves_a_through_one():
    blind = pose_of(drilled(), {"kind": "reaming", "makes": ["bore"]}, tool("AL-10H7"))
    assert blind.tip == (50.0, 30.0, 10.0)
    through = block(bore=(50.0, 30.0, 5.0))
    pose = pose_of(through, {"kind": "reaming", "makes": ["bore"]}, tool("AL-10H7"))
    assert gap_to_bore(pose, through.faces[6]) == 0.0
    assert pose.tip[2] < -0.5


def test_a_tap_never_passes_the_bottom_of_its_hole():
    pose = pose_of(drilled(), {"kind": "tapping", "makes": ["bore"], "depth": 29}, tool("TA-M10"))
    assert pose.tip[2] == 10.0
    short = pose_of(drilled(), {"kind": "tapping", "makes": ["bore"], "depth": 15}, tool("TA-M10"))
    assert short.tip[2] == pytest.approx(40 - 15 - 4.5)  # three pitches of lead


def test_each_hole_of_a_pattern_is_on_the_path():
    state = block()
    holes = [cylinder(6 + i, (20.0 + 20 * i, 30.0, 0.0), 3.3, 40.0, hollow=True) for i in range(4)]
    state = replace(
        state, faces=(*state.faces, *holes), features=state.features | {"holes": (6, 7, 8, 9)}
    )
    pose = pose_of(state, {"kind": "drilling", "makes": ["holes"]}, tool("FO-H-6.6"))
    assert sorted({tip[0] for tip in pose.path}) == [20.0, 40.0, 60.0, 80.0]


def test_a_chamfer_mill_touches_the_chamfer():
    state = block()
    root = math.sqrt(0.5)
    ring = ((98.0, 0.0, 40.0), (100.0, 0.0, 38.0), (100.0, 60.0, 38.0), (98.0, 60.0, 40.0))
    face = FaceGeometry(
        index=6, surface="plane", point=ring[0], direction=(root, 0.0, root), area_mm2=169.7,
        centre_mm=(99.0, 30.0, 39.0), outline=(ring,),
    )  # fmt: skip
    state = replace(state, faces=(*state.faces, face), features=state.features | {"chamfer": (6,)})
    pose = pose_of(state, {"kind": "chamfering", "makes": ["chamfer"]}, tool("FCH-10"))
    assert gap_to_plane(pose, face) == pytest.approx(0.0, abs=1e-6)
    assert {round(tip[1], 6) for tip in pose.path} == {0.0, 60.0}


def turned() -> PhaseState:
    """A shaft along z: ⌀30 from z = 40 to 80, a shoulder at 40, ⌀50 below."""
    faces = (
        disc(0, 0.0, -1, 25.0),
        cylinder(1, (0.0, 0.0, 0.0), 25.0, 40.0),
        disc(2, 40.0, 1, 25.0, 15.0),
        cylinder(3, (0.0, 0.0, 40.0), 15.0, 40.0),
        disc(4, 80.0, 1, 15.0),
    )
    return PhaseState(
        phase="20", volume_mm3=1.0, box_mm=(-25, -25, 0, 25, 25, 80), faces=faces,
        features={"body": (1,), "shoulder": (2,), "seat": (3,), "end": (4,)},
    )  # fmt: skip


LATHE = {"machine": "TCN-2AX"}


@pytest.mark.parametrize("name", ["TD-CNMG", "TF-DNMG", "TV-VNMG"])
def test_a_turning_nose_touches_cylinder_and_shoulder(name):
    pose = pose_of(
        turned(), {"kind": "turning", "makes": ["seat", "shoulder"]}, tool(name), **LATHE
    )
    assert gap_to_line(pose, (40, 15), (80, 15)) == pytest.approx(0.0, abs=1e-6)
    assert gap_to_line(pose, (40, 15), (40, 25)) == pytest.approx(0.0, abs=1e-6)
    assert (pose.tip, pose.feed) == ((15.0, 0.0, 40.0), (0.0, 0.0, -1.0))
    assert pose.along == (0.0, 0.0, 1.0)


def test_rough_turning_leaves_its_allowance():
    operation = {
        "kind": "turning",
        "makes": ["seat", "shoulder"],
        "stage": "rough",
        "allowance": 0.5,
    }
    pose = pose_of(turned(), operation, tool("TD-CNMG"), **LATHE)
    assert gap_to_line(pose, (40, 15), (80, 15)) == pytest.approx(0.5, abs=1e-6)
    assert gap_to_line(pose, (40, 15), (40, 25)) == pytest.approx(0.5, abs=1e-6)


def test_facing_ends_on_the_axis_and_at_a_boss():
    end = pose_of(turned(), {"kind": "facing", "makes": ["end"]}, tool("TD-CNMG"), **LATHE)
    assert end.tip == (0.0, 0.0, 80.0)
    assert end.feed == (-1.0, 0.0, 0.0)
    shoulder = pose_of(
        turned(), {"kind": "facing", "makes": ["shoulder"]}, tool("TD-CNMG"), **LATHE
    )
    assert gap_to_line(shoulder, (40, 15), (80, 15)) == pytest.approx(0.0, abs=1e-6)


def test_a_bar_bores_from_inside():
    state = turned()
    bore = cylinder(5, (0.0, 0.0, 50.0), 12.0, 30.0, hollow=True)
    state = replace(state, faces=(*state.faces, bore), features=state.features | {"bore": (5,)})
    made = ({"kind": "facing", "makes": ["end"]}, {"kind": "boring", "makes": ["bore"]})
    _, pose = end_poses(work(state, *made, **LATHE), [tool("TD-CNMG"), tool("BA-12")])
    assert gap_to_line(pose, (50, 12), (80, 12)) == pytest.approx(0.0, abs=1e-6)
    assert fixed_outline(pose).bounds[3] == pytest.approx(12.0)


def test_a_parting_blade_stands_beside_the_face_that_stays():
    state = turned()
    pose = pose_of(state, {"kind": "parting", "makes": ["end"]}, tool("TT-3"), **LATHE)
    assert fixed_outline(pose).bounds[0] == pytest.approx(80.0)
    assert pose.tip == (0.0, 0.0, 80.0)


def test_operations_by_hand_and_without_faces_have_no_pose():
    state = work(
        block(), {"kind": "manual", "title": "Ébavurer"}, {"kind": "drilling", "makes": ["x"]}
    )
    assert end_poses(state, [tool("FO-H-10"), tool("FO-H-10")]) == ()


def test_the_tools_of_a_phase_are_those_written_or_chosen():
    found = phase_tools(
        work(block(), {"kind": "face_milling", "makes": ["top"], "tool": "FS-80"}), WORKSHOP
    )
    assert [t.id for t in found] == ["FS-80"]
