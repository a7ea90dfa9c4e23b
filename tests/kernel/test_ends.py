"""Lengths over round ends, to sharp edges and along a direction; angles about an axis; patterns."""

import math

import cadquery as cq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kernel.measuring import measured

EXACT = {"abs": 1e-9}


def one(model, line, others=None, tags=None, **tables):
    return measured(model, {**(others or {}), "it": line}, tags, **tables)["it"]


def between(size, first, second, **more):
    return {"size": size, "between": [first, second], **more}


def slotted(length=40.0, width=12.0, at=(5.0, 3.0)):
    """Return a plate 100 × 60 × 10, centred, with a slot along X whose centre is ``at``."""
    slot = cq.Workplane(origin=(*at, -20)).slot2D(length, width).extrude(40)
    return cq.Workplane().box(100, 60, 10).cut(slot)


ENDS = {"ends": "2× R6"}


@pytest.mark.parametrize("length", [40.0, 40.01])
def test_the_length_of_a_slot_is_taken_over_its_round_ends(length):
    found = one(slotted(length), between("40", "ends[1].tangent", "ends[2].tangent"), ENDS)
    assert found.observed == pytest.approx(length, **EXACT)


@pytest.mark.parametrize("shift", [0.0, 0.01])
def test_a_margin_ends_at_the_round_end_that_the_face_has(shift):
    model = slotted(at=(5 + shift, 3))
    right = one(model, between("25", ">X", "ends[2].tangent"), ENDS)
    assert right.observed == pytest.approx(25 - shift, **EXACT)
    # the generatrix on the other side of the axis is no face of the slot's end
    inner = one(model, between("37", ">X", "ends[2].tangent"), ENDS)
    assert inner.observed == pytest.approx(25 - shift, **EXACT)


def test_a_whole_cylinder_has_two_tangents_and_the_size_says_which():
    model = cq.Workplane().box(100, 60, 10).cut(cq.Workplane().circle(8).extrude(20, both=True))
    for size, value in (("42", 42), ("58", 58), ("57", 58), ("43", 42)):
        found = one(model, between(size, "<X", "bore.tangent"), {"bore": "⌀16"})
        assert found.observed == pytest.approx(value, **EXACT)


def test_the_wall_of_a_tube():
    tube = cq.Workplane().circle(20).circle(16.5).extrude(30)
    lines = {"outside": "⌀40", "inside": "⌀33"}
    found = one(tube, between("3,5", "inside.tangent", "outside.tangent"), lines)
    assert found.observed == pytest.approx(3.5, **EXACT)


def test_only_round_faces_have_a_tangent():
    found = one(slotted(), between("100", "<X", "right.tangent"), features={"right": ">X"})
    assert found.outcome == "not_measurable"
    assert "cylinder" in str(found.reason)


def dovetail(angle=60.0, mouth=18.0, depth=8.0):
    floor = mouth / 2 + depth / math.tan(math.radians(angle))
    tool = (
        cq.Workplane("YZ")
        .polyline([(-mouth / 2, 0), (mouth / 2, 0), (floor, depth), (-floor, depth)])
        .close()
        .extrude(100, both=True)
    )
    return cq.Workplane().box(80, 50, 20, centered=(True, True, False)).cut(tool)


FLANKS = {"features": {"bottom": "<Z", "flank": "not (|X or |Y or |Z)"}}


@pytest.mark.parametrize("mouth", [18.0, 18.01])
def test_a_length_from_sharp_edge_to_sharp_edge(mouth):
    line = between("18", "bottom & flank[1]", "bottom & flank[2]")
    assert one(dovetail(mouth=mouth), line, **FLANKS).observed == pytest.approx(mouth, **EXACT)
    margin = one(dovetail(mouth=mouth), between("16", "<Y", "bottom & flank[1]"), **FLANKS)
    assert margin.observed == pytest.approx(25 - mouth / 2, **EXACT)


@pytest.mark.parametrize("radius", [0.0, 2.0])
def test_an_edge_that_a_fillet_took_away_still_ends_a_length(radius):
    """The corner of two walls and the rounded edge between them: ISO 129-1, virtual intersection."""
    rise = 30 * math.tan(math.radians(20))
    profile = [(0, 0), (80, 0), (80, 20 + rise), (50, 20), (0, 20)]
    model = cq.Workplane("XZ").polyline(profile).close().extrude(10)
    if radius:
        corner = cq.selectors.BoxSelector((49, -11, 19), (51, 1, 21))
        model = model.edges("|Y").edges(corner).fillet(radius)
    tags = {"slope": [f for f in model.faces("%PLANE").vals() if 0.1 < abs(f.normalAt().z) < 0.99]}
    line = between("50", "<X", "step & slope")
    found = one(model, line, tags=tags, features={"step": "+Z"})
    assert found.observed == pytest.approx(50, **EXACT)


def test_a_corner_and_a_pierced_face_are_points():
    model = slotted().faces(">Z").workplane().center(-30, -10).hole(6)
    lines = {"hole": "⌀6"}
    corner = one(model, between("20", "<Y", "<X & hole"), lines)
    assert corner.outcome == "not_measurable"  # the hole runs along the face
    point = one(model, between("20", "<Y", ">Z & hole"), lines)
    assert point.observed == pytest.approx(20, **EXACT)
    diagonal = one(model, between("28,284271247", "<X & <Y & >Z", ">Z & hole"), lines)
    assert diagonal.observed == pytest.approx(math.hypot(20, 20), **EXACT)


def test_a_taper_ends_where_it_would_meet_the_cylinder():
    profile = [(0, 0), (20, 0), (20, 30), (12, 60), (12, 80), (0, 80)]
    shaft = cq.Workplane("XZ").polyline(profile).close().revolve(360, (0, 0), (0, 1))
    rim = cq.selectors.BoxSelector((-21, -21, 29), (21, 21, 31), boundingbox=True)
    shaft = shaft.edges("%CIRCLE").edges(rim).fillet(3)
    line = between("30", "<Z", "body & taper")
    found = one(shaft, line, {"body": "⌀40"}, features={"taper": "%CONE"})
    assert found.observed == pytest.approx(30, **EXACT)


def test_parallel_faces_meet_in_no_edge():
    found = one(slotted(), between("50", "<X", ">X & left"), features={"left": "<X"})
    assert (found.outcome, found.observed) == ("not_measurable", None)


# --- along a direction --------------------------------------------------------------------------


def drilled(*holes, diameter=9.0):
    return cq.Workplane().box(100, 60, 10).faces(">Z").workplane().pushPoints(holes).hole(diameter)


@pytest.mark.parametrize(
    ("along", "value"),
    [("X", 50), ("-X", 50), ("Y", 25), ("(1, 1, 0)", 75 / math.sqrt(2)), ("right", 50),
     ("(3, -4, 0)", 10)],
)  # fmt: skip
def test_a_distance_of_holes_along_a_direction(along, value):
    line = between("50", "holes[1]", "holes[2]", along=along)
    found = one(drilled((-30, -10), (20, 15)), line, {"holes": "2× ⌀9"}, features={"right": ">X"})
    assert found.observed == pytest.approx(value, **EXACT)


def test_an_axis_that_is_not_square_to_the_direction_has_no_length_along_it():
    line = between("50", "holes[1]", "holes[2]", along="Z")
    found = one(drilled((-30, -10), (20, 15)), line, {"holes": "2× ⌀9"})
    assert found.outcome == "not_measurable"
    face = between("50", "<X", "holes[2]", along="(1, 1, 0)")
    assert one(drilled((-30, 0), (20, 0)), face, {"holes": "2× ⌀9"}).outcome == "not_measurable"


# --- about an axis, patterns --------------------------------------------------------------------


def flange(count=6, diameter=60.0, first=0.0, moved=0.0, turned=0.0):
    """Return a flange ⌀90 with a bore ⌀20 and holes ⌀6 on a circle; the last one displaced."""
    model = cq.Workplane().circle(45).circle(10).extrude(8)
    for i in range(count):
        last = i == count - 1
        angle = math.radians(first + i * 360 / count + (turned if last else 0))
        radius = diameter / 2 + (moved if last else 0)
        x, y = radius * math.cos(angle), radius * math.sin(angle)
        model = model.cut(cq.Workplane(origin=(x, y, -1)).circle(3).extrude(20))
    return model


BOLTS = {"bolts": "6× ⌀6", "bore": "⌀20"}


@pytest.mark.parametrize("about", [{}, {"about": "bore"}])
def test_the_circle_and_the_spacing_of_a_pattern(about):
    circle = one(flange(), {"size": "⌀60", "pattern": "bolts", **about}, BOLTS)
    assert (circle.observed, len(circle.instances)) == (pytest.approx(60, **EXACT), 6)
    spacing = one(flange(), {"size": "6× 60°", "pattern": "bolts", **about}, BOLTS)
    assert spacing.instances == pytest.approx([60] * 6, **EXACT)
    assert one(flange(), {"size": "60°", "pattern": "bolts", **about}, BOLTS).expected_count == 6


def test_one_hole_off_its_circle_or_its_angle_is_the_one_told():
    circle = {"size": "⌀60", "pattern": "bolts", "about": "bore"}
    assert one(flange(moved=0.01), circle, BOLTS).observed == pytest.approx(60.02, **EXACT)
    spacing = {"size": "6× 60°", "pattern": "bolts", "about": "bore"}
    found = one(flange(turned=0.01), spacing, BOLTS)
    assert sorted(found.instances) == pytest.approx([59.99, 60, 60, 60, 60, 60.01], **EXACT)


def test_holes_on_a_part_of_the_circle():
    model = cq.Workplane().circle(45).extrude(8)
    for angle in (0, 30, 60, 90):
        at = (30 * math.cos(math.radians(angle)), 30 * math.sin(math.radians(angle)), -1)
        model = model.cut(cq.Workplane(origin=at).circle(3).extrude(20))
    lines = {"bolts": "4× ⌀6", "edge": "⌀90"}
    for size in ("3× 30°", "30°"):
        found = one(model, {"size": size, "pattern": "bolts", "about": "edge"}, lines)
        assert found.instances == pytest.approx([30] * 3, **EXACT)
    wrong = one(model, {"size": "5× 30°", "pattern": "bolts", "about": "edge"}, lines)
    assert wrong.outcome == "not_found"


@pytest.mark.parametrize("turn", [0.0, 0.01])
def test_an_angle_from_hole_to_hole_and_from_a_keyway_to_a_flat(turn):
    model = cq.Workplane().circle(20).extrude(40)
    model = model.cut(cq.Workplane().box(12, 6, 100).translate((20, 0, 0)))
    flat = cq.Workplane().box(20, 60, 100).translate((26, 0, 0))
    model = model.cut(flat.rotate((0, 0, 0), (0, 0, 1), 120 + turn))
    lines = {"shaft": "⌀40", "key": "6 P9"}
    tags = {"flat": [f for f in model.faces("%PLANE").vals() if 0.1 < abs(f.normalAt().x) < 0.9]}
    line = between("120°", "key", "flat", about="shaft")
    assert one(model, line, lines, tags).observed == pytest.approx(120 + turn, **EXACT)
    other_way = between("240°", "key", "flat", about="shaft")
    assert one(model, other_way, lines, tags).observed == pytest.approx(240 - turn, **EXACT)
    bolts = between("120°", "bolts[1]", "bolts[2]", about="bore")
    assert one(flange(3), bolts, {**BOLTS, "bolts": "3× ⌀6"}).observed == pytest.approx(120)


def test_the_pitch_of_a_row():
    holes = [(-40, 0), (-20, 0), (0, 0), (20.01, 0), (40, 0)]
    found = one(drilled(*holes), {"size": "4× 20", "pattern": "holes"}, {"holes": "5× ⌀9"})
    assert found.instances == pytest.approx([20, 20, 20.01, 19.99], **EXACT)
    assert found.observed in (pytest.approx(20.01), pytest.approx(19.99))


@pytest.mark.parametrize(
    ("holes", "line"),
    [
        ([(0, 0)], {"size": "10", "pattern": "holes"}),
        ([(0, 0), (20, 0)], {"size": "⌀20", "pattern": "holes"}),
        ([(0, 0), (20, 0), (40, 0)], {"size": "⌀20", "pattern": "holes"}),
    ],
)
def test_what_is_no_pattern_tells_why(holes, line):
    found = one(drilled(*holes), line, {"holes": f"{len(holes)}× ⌀9"})
    assert (found.outcome, found.observed) == ("not_measurable", None)
    assert found.reason


@settings(max_examples=5, deadline=None)
@given(
    st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda v: math.hypot(*v) > 0.1),
    st.floats(-180, 180),
    st.tuples(*[st.floats(-300, 300)] * 3),
)
def test_a_moved_flange_shows_the_same(axis, angle, shift):
    solid = flange(first=17.3).val().rotate(cq.Vector(), cq.Vector(*axis), angle)
    model = cq.Workplane(solid.translate(cq.Vector(*shift)))
    lines = {
        **BOLTS,
        "edge": "⌀90",
        "circle": {"size": "⌀60", "pattern": "bolts"},
        "spacing": {"size": "6× 60°", "pattern": "bolts", "about": "bore"},
        "wall": between("35", "bore.tangent", "edge.tangent"),
        "margin": between("12", "edge.tangent", "bolts[2].tangent"),
    }
    found = measured(model, lines)
    for name in ("circle", "spacing", "wall", "margin"):
        assert found[name].outcome == "measured", found[name].reason
        assert found[name].observed == pytest.approx(found[name].expected, abs=1e-8), name


# ---- angles that end on a cone ----


def pulley(half_deg=18.0, taper_deg=15.0):
    """Return a pulley about X with a V groove, and a taper towards its end face."""
    reach = 15 * math.tan(math.radians(half_deg))
    small = 30 - 12 * math.tan(math.radians(taper_deg))
    profile = [(0, 14), (0, 60), (20 - reach, 60), (20, 45), (26, 45), (26 + reach, 60), (46, 60),
               (46, 30), (58, small), (58, 14)]  # fmt: skip
    return cq.Workplane().polyline(profile).close().revolve(360, (0, 0, 0), (1, 0, 0))


def cones(model):
    faces = sorted(model.faces("%CONE").vals(), key=lambda face: face.Center().x)
    return dict(zip(("flank_a", "flank_b", "taper"), ([face] for face in faces), strict=True))


@given(half=st.floats(2, 40), taper=st.floats(1, 60))
@settings(max_examples=20, deadline=None)
def test_an_angle_that_ends_on_a_cone_ends_on_its_generatrix(half, taper):
    model = pulley(half, taper)
    lines = {
        "bore": "⌀28",
        "groove": between(f"[{2 * half:.6f}°]", "flank_a", "flank_b"),
        "from_axis": between(f"{taper:.6f}° ±0,5°", "taper", "bore"),
        "from_face": between(f"{90 - taper:.6f}° ±0,5°", ">X", "taper"),
    }
    found = measured(model, lines, cones(model))
    assert found["groove"].observed == pytest.approx(2 * half, abs=1e-6)
    assert found["from_axis"].observed == pytest.approx(taper, abs=1e-6)
    assert found["from_face"].observed == pytest.approx(90 - taper, abs=1e-6)


def test_a_cone_and_a_face_that_is_not_about_its_axis_still_form_the_angle_of_the_axis():
    model = cq.Workplane().box(40, 40, 20).faces(">Z").workplane().cskHole(6, 12, 90)
    found = one(model, between("90°", "<X", "cone"), tags={"cone": "%CONE"})
    assert found.outcome == "measured"
    assert found.observed == pytest.approx(0.0, **EXACT)
