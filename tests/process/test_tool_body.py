"""Bodies of tools: the packaged workshop, closed forms of points, corners and inserts."""

from __future__ import annotations

import math

import pytest

from gmp_cad.process.tool_body import cutting_offset, tool_body
from gmp_cad.spec.toml import Source, validate
from gmp_cad.spec.workshop import Tool, parse_workshop
from gmp_cad.standards.tool_sizes import corner_angle, edge_length, tip_offset

WORKSHOP = parse_workshop(None)


def tool(kind, **keys) -> Tool:
    data = {"id": "X", "title": "outil", "kind": kind} | keys
    return validate(data, Source("workshop.toml", ""), Tool)


@pytest.mark.parametrize("packaged", WORKSHOP.tools, ids=lambda t: t.id)
def test_every_tool_of_the_packaged_workshop_has_a_body_with_its_holder(packaged):
    body = tool_body(packaged)
    assert len(body.profile) >= 3
    assert len(body.holder) >= 2
    if body.motion == "rotating":
        heights = [at for at, _ in body.profile]
        assert heights == sorted(heights)
        assert body.profile[0] == (0.0, 0.0)
        assert body.holder[0][0] == heights[-1] >= body.cutting_mm
        assert all(at >= heights[-1] for at, _ in body.holder)
        end = next(i for i, (at, _) in enumerate(body.profile) if at >= body.cutting_mm - 1e-6)
        widest = max(r for _, r in body.profile[: end + 1])
        if packaged.kind not in ("face_mill", "centre_drill", "boring_head"):
            assert widest == pytest.approx(packaged.diameter_mm / 2, abs=0.04)


def test_what_the_workshop_writes_holds():
    body = tool_body(
        tool("end_mill", diameter_mm=10, cutting_length_mm=22, overhang_mm=45, shank_mm=12,
             holder_diameter_mm=32, holder_length_mm=60)
    )  # fmt: skip
    assert body.profile == ((0, 0), (0, 5), (22, 5), (22, 6), (45, 6))
    assert body.holder == ((45, 16), (105, 16))


@pytest.mark.parametrize("name", ["FS-40", "FS-63", "FS-80", "FD-50"])
def test_the_arbor_of_a_face_mill_is_not_wider_than_the_mill(name):
    body = tool_body(WORKSHOP.tool(name))
    assert body.holder[0][1] < max(radius for _, radius in body.profile)


def test_the_overhang_of_an_end_mill_is_that_of_its_standard():
    # DIN 6527 L, ⌀10: 72 long, of which DIN 6535 HA holds 40
    assert tool_body(WORKSHOP.tool("F2T-C-10")).profile[-1] == (32.0, 5.0)


@pytest.mark.parametrize(("angle", "height"), [(118, 3.004303), (90, 5.0), (140, 1.819851)])
def test_the_point_of_a_drill(angle, height):
    drill = tool("drill", diameter_mm=10, point_angle_deg=angle, cutting_length_mm=87)
    assert cutting_offset(drill) == pytest.approx(height, abs=1e-6)
    assert tool_body(drill).profile[1] == pytest.approx((height, 5.0), abs=1e-6)


def test_a_corner_radius_touches_floor_and_wall():
    body = tool_body(tool("end_mill", diameter_mm=16, nose_radius_mm=2, cutting_length_mm=32))
    assert (0.0, 6.0) in body.profile
    assert (2.0, 8.0) in body.profile
    for at, radius in body.profile[1:10]:
        assert math.dist((at, radius), (2.0, 6.0)) == pytest.approx(2.0, abs=1e-6)


def test_a_face_mill_of_45_degrees_is_wider_above_its_floor():
    profile = tool_body(WORKSHOP.tool("FS-63")).profile
    assert profile[1] == (0.0, 31.5)
    assert profile[2] == (6.0, 37.5)


def test_a_counterbore_has_its_pilot_before_its_edge():
    counterbore = WORKSHOP.tool("FL-11")
    assert cutting_offset(counterbore) == 6.6
    assert tool_body(counterbore).profile[:4] == ((0, 0), (0, 3.3), (6.6, 3.3), (6.6, 5.5))


def test_a_dovetail_cutter_is_widest_at_its_floor():
    profile = tool_body(WORKSHOP.tool("FQ-20")).profile
    (_, low), (height, top) = profile[1], profile[2]
    assert math.degrees(math.atan2(height, low - top)) == pytest.approx(60.0)


def test_a_boring_head_is_set_to_the_bore():
    body = tool_body(WORKSHOP.tool("TA-1"), bored_mm=36.0)
    assert max(radius for _, radius in body.profile) == 18.0


@pytest.mark.parametrize(
    ("shape", "angle", "code", "edge"),  # edge lengths as catalogues print them
    [
        ("C", 80, 12, 12.9), ("C", 80, 9, 9.7), ("C", 80, 6, 6.4), ("D", 55, 11, 11.6),
        ("D", 55, 15, 15.5), ("V", 35, 16, 16.6), ("T", 60, 16, 16.5), ("S", 90, 12, 12.7),
        ("W", 80, 8, 8.7),
    ],
)  # fmt: skip
def test_inserts_of_iso_1832(shape, angle, code, edge):
    assert corner_angle(shape) == angle
    assert edge_length(shape, code) == pytest.approx(edge, abs=0.06)


def cross(o, a, b):
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


@pytest.mark.parametrize("name", ["TD-CNMG", "TF-DNMG", "TV-VNMG", "BA-8", "BA-25"])
def test_the_nose_touches_cylinder_and_shoulder_and_the_edges_have_their_angles(name):
    packaged = WORKSHOP.tool(name)
    body = tool_body(packaged)
    outward = -1.0 if packaged.kind == "boring_bar" else 1.0
    outline = [(z, outward * x) for z, x in body.profile]
    nose, angle = packaged.nose_radius_mm, corner_angle(packaged.iso_code[0])
    # the programmed point: nothing beyond either line, the round touches both
    assert min(z for z, _ in outline) == pytest.approx(0.0, abs=1e-6)
    assert min(x for _, x in outline) == pytest.approx(0.0, abs=1e-6)
    on_arc = [p for p in outline if abs(math.dist(p, (nose, nose)) - nose) < 1e-5]
    assert len(on_arc) >= 9
    # the edges: tangent to the round, at the entering angle, the corner between them
    main, minor = outline[-3], outline[-1]
    ways = []
    for end, tangent in ((main, on_arc[-1]), (minor, on_arc[0])):
        ways.append(math.degrees(math.atan2(end[1] - tangent[1], -(end[0] - tangent[0]))))
    assert ways[0] == pytest.approx(packaged.entering_angle_deg, abs=1e-3)
    assert ways[1] - ways[0] == pytest.approx(angle, abs=1e-3)


def test_a_square_shank_and_a_bar_by_their_codes():
    # PCLNL 2525 M: 25 wide, f = 32, 150 long; A16M: bar of 16, its axis f = 11 from the tip
    holder = tool_body(WORKSHOP.tool("TD-CNMG")).holder
    assert max(z for z, _ in holder) == 32.0
    assert max(x for _, x in holder) == 150.0
    assert {z for z, x in holder if x == 150.0} == {7.0, 32.0}
    bar = tool_body(WORKSHOP.tool("BA-16")).holder
    assert {x for z, x in bar if z == 150.0} == {-3.0, -19.0}
    assert tip_offset(14, boring=True) == 10.0


def test_the_holder_stands_back_of_the_insert():
    for name in ("TD-CNMG", "TF-DNMG", "TV-VNMG"):
        body = tool_body(WORKSHOP.tool(name))
        assert min(x for _, x in body.holder) > 0.3
        assert min(z for z, _ in body.holder) > 0.3


@pytest.mark.parametrize(("name", "half"), [("FI-60", 30.0), ("FI-TR3", 15.0)])
def test_the_flanks_of_a_thread(name, half):
    (z0, x0), (z1, x1) = tool_body(WORKSHOP.tool(name)).profile[:2]
    assert math.degrees(math.atan2(z0 - z1, x1 - x0)) == pytest.approx(half)


def test_an_internal_threading_insert_sits_on_a_bar_whatever_its_maker_calls_it():
    """16IR and 16NR are one insert of two makers; 16ER sits on a square shank, its profile turned."""
    seco, vardex, outside = (
        tool_body(tool("threading", iso_code=f"16{hand} AG60")) for hand in ("NR", "IR", "ER")
    )
    assert (vardex.profile, vardex.holder) == (seco.profile, seco.holder)
    assert outside.profile == tuple((z, -x + 0.0) for z, x in seco.profile)
    assert outside.holder != seco.holder
