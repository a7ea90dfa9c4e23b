"""Measurements against closed forms, with a wrong twin for each kind of dimension."""

import math

import cadquery as cq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from OCP.BRepBuilderAPI import BRepBuilderAPI_NurbsConvert

from gmp_cad.engine.codec import decode, encode
from gmp_cad.evidence import Measurement
from gmp_cad.kernel.measuring.measure import measure
from tests.kernel.measuring import measured, resolve, spec_of

EXACT = {"abs": 1e-9}


def box(length=60.0, width=40.0, height=20.0):
    return cq.Workplane().box(length, width, height)


def drilled(*holes, diameter=9.0):
    return box(100, 60, 10).faces(">Z").workplane().pushPoints(holes).hole(diameter)


def tapered(half_angle, low=5.0, length=20.0):
    high = low + length * math.tan(math.radians(half_angle))
    return cq.Workplane(cq.Solid.makeCone(low, high, length))


def wedge(angle):
    """Return a prism whose upper face rises by ``angle`` from its base."""
    rise = 40 * math.tan(math.radians(angle))
    return (
        cq.Workplane("XZ").polyline([(0, 0), (40, 0), (40, 10 + rise), (0, 10)]).close().extrude(25)
    )


def one(model, size, tags=None, **tables):
    return measured(model, {"it": size}, tags, **tables)["it"]


def said(messages):
    return [str(message) for message in messages]


# kind, size as written, model of a given actual size, selector that names it, nominal
KINDS = [
    ("diameter", "⌀25 H7", lambda v: box().faces(">Z").workplane().hole(v), "%CYLINDER", 25.0),
    ("shaft", "⌀25 h6", lambda v: cq.Workplane().circle(v / 2).extrude(9), "%CYLINDER", 25.0),
    ("tapping", "M8-6H", lambda v: drilled((0, 0), diameter=v), "%CYLINDER", 6.8),
    ("screw", "M8-6g", lambda v: cq.Workplane().circle(v / 2).extrude(9), "%CYLINDER", 8.0),
    ("tr nut", "Tr 20×4-7H", lambda v: drilled((0, 0), diameter=v), "%CYLINDER", 16.0),
    ("sphere", "S⌀14", lambda v: cq.Workplane().sphere(v / 2), "%SPHERE", 14.0),
    ("fillet", "4× R5", lambda v: box().edges("|Z").fillet(v), "%CYLINDER", 5.0),
    ("ring", "R2", lambda v: cq.Workplane().circle(9).extrude(9).faces(">Z").edges().fillet(v),
     "%TORUS", 2.0),
    ("length", "60 ±0,1", lambda v: box(v, 40, 20), "|X", 60.0),
    ("slot", "8 H9", lambda v: box().cut(box(80, v, 10).translate((0, 0, 10))),
     "|Y and (not <Y) and (not >Y)", 8.0),
    ("square", "□12", lambda v: box(v, v, 30), "not |Z", 12.0),
    ("cone", "60°", lambda v: tapered(v / 2), "%CONE", 60.0),
    ("wedge", "30° ±0,5°", wedge, "<Z or >Z", 30.0),
    ("chamfer", "4× 2×45°", lambda v: box().edges("|Z").chamfer(v), "#Z exc (|X or |Y)", 2.0),
    ("turned chamfer", "1,5×45°",
     lambda v: cq.Workplane().circle(9).extrude(9).faces(">Z").edges().chamfer(v), "%CONE", 1.5),
]  # fmt: skip
KIND_IDS = [kind[0] for kind in KINDS]


@pytest.mark.parametrize(("kind", "size", "model", "selector", "nominal"), KINDS, ids=KIND_IDS)
def test_the_right_part_is_measured_by_size_and_by_name(kind, size, model, selector, nominal):
    by_size = one(model(nominal), size)
    assert (by_size.outcome, by_size.found_by) == ("measured", "size")
    by_name = one(model(nominal), size, features={"it": selector})
    assert (by_name.outcome, by_name.found_by) == ("measured", "selector")
    by_tag = one(model(nominal), size, {"it": selector})
    assert (by_tag.outcome, by_tag.found_by) == ("measured", "tag")
    for found in (by_size, by_name, by_tag):
        assert found.expected == pytest.approx(nominal, **EXACT)
        assert found.observed == pytest.approx(nominal, **EXACT)
        assert found.unit == ("°" if kind in ("cone", "wedge") else "mm")
        assert (found.reason, found.candidates) == (None, ())


@pytest.mark.parametrize(("kind", "size", "model", "selector", "nominal"), KINDS, ids=KIND_IDS)
def test_the_wrong_twin_is_seen_as_it_is(kind, size, model, selector, nominal):
    twin = model(nominal + 0.01)
    by_name = one(twin, size, features={"it": selector})
    assert by_name.outcome == "measured"
    assert by_name.observed == pytest.approx(nominal + 0.01, **EXACT)
    by_size = one(twin, size)
    assert (by_size.outcome, by_size.observed, by_size.found_by) == ("not_found", None, None)
    assert by_size.reason
    assert f"{nominal + 0.01:g}" in str(by_size.candidates[0])


def test_one_wrong_instance_of_a_pattern_is_the_one_observed():
    part = drilled((-40, 0), (-20, 0), (20, 0)).faces(">Z").workplane().center(40, 0).hole(9.02)
    named = one(part, "4× ⌀9", {"it": "%CYLINDER"})
    assert named.outcome == "measured"
    assert named.observed == pytest.approx(9.02, **EXACT)
    assert named.instances == pytest.approx((9, 9, 9, 9.02), **EXACT)
    by_size = one(part, "4× ⌀9")
    assert by_size.outcome == "not_found"
    assert str(by_size.reason) == "3 features have this size, and 4 are asked for"
    assert by_size.instances == pytest.approx((9, 9, 9), **EXACT)


@pytest.mark.parametrize(("holes", "outcome"), [(3, "not_found"), (4, "measured"),
                                                (5, "ambiguous")])  # fmt: skip
@pytest.mark.parametrize("tags", [None, {"it": "%CYLINDER"}])
def test_the_count_is_exact(holes, outcome, tags):
    part = drilled(*[(15 * i - 30, 0) for i in range(holes)])
    found = one(part, "4× ⌀9", tags)
    assert (found.outcome, found.expected_count, len(found.instances)) == (outcome, 4, holes)


def test_two_holes_of_one_size_are_ambiguous_without_a_count():
    found = one(drilled((10, 5), (20, 5), diameter=12), "⌀12")
    assert found.outcome == "ambiguous"
    assert said(found.candidates) == ["⌀12 at (10, 5, 0)", "⌀12 at (20, 5, 0)"]


def test_a_hole_and_a_shaft_of_one_size_are_told_apart_by_the_fit_only():
    part = drilled((-20, 0), diameter=12).union(
        cq.Workplane().center(20, 0).workplane(offset=5).circle(6).extrude(20)
    )
    assert one(part, "⌀12 H7").observed == pytest.approx(12, **EXACT)
    assert one(part, "⌀12 g6").observed == pytest.approx(12, **EXACT)
    assert one(part, "⌀12").outcome == "ambiguous"
    hole_only = drilled((0, 0), diameter=12)
    assert one(hole_only, "⌀12").outcome == "measured"
    missing = one(hole_only, "⌀12 g6")
    assert missing.outcome == "not_found"
    wrong_side = one(hole_only, "⌀12 g6", {"it": "%CYLINDER"})
    assert (wrong_side.outcome, said(wrong_side.candidates)) == ("not_found", ["⌀12 at (0, 0, 0)"])
    assert "hole" in str(wrong_side.reason)


def test_a_size_of_another_kind_is_no_candidate():
    found = one(box(60, 40, 20), "⌀25")
    assert (found.outcome, found.candidates) == ("not_found", ())


def test_radii_and_chamfers_without_a_count_are_all_of_that_size():
    part = box().edges("|Z").fillet(5).faces(">Z").edges().chamfer(1)
    assert one(part, "R5").expected_count == len(one(part, "R5").instances) == 4
    assert len(one(part, "1×45°").instances) == 8
    assert one(part, "3× R5").outcome == "ambiguous"


@pytest.mark.parametrize("role", ["[60]", "(60)"])
def test_exact_and_reference_dimensions_are_measured_too(role):
    assert one(box(), role).observed == pytest.approx(60, **EXACT)
    assert one(box(), role, {"it": "|X"}).observed == pytest.approx(60, **EXACT)


def test_an_unequal_chamfer_is_read_on_the_leg_with_its_angle():
    rise = 3 * math.tan(math.radians(30))
    part = box().edges("|Z and >X and >Y").chamfer(3, rise)
    found = one(part, "3×30°")
    assert found.observed == pytest.approx(3, **EXACT)
    ((name, expected, observed),) = found.details
    assert (name, expected) == ("angle", 30)
    assert observed == pytest.approx(30, **EXACT)
    other_way = one(part, f"{rise:.9f}×60°")
    assert other_way.outcome == "measured"
    assert one(part, "3×45°").outcome == "not_found"


def test_a_turned_chamfer_is_read_along_the_axis():
    rise = 2 * math.tan(math.radians(30))
    part = cq.Workplane(cq.Solid.makeCone(10, 10 - rise, 2))
    part = part.union(cq.Workplane().workplane(offset=-20).circle(10).extrude(20))
    assert one(part, "2×30°").observed == pytest.approx(2, **EXACT)


def test_a_wrong_chamfer_angle_is_a_detail():
    part = box().edges("|Z and >X and >Y").chamfer(2, 2.1)
    found = one(part, "2×45°", {"it": "#Z exc (|X or |Y)"})
    ((_, _, angle),) = found.details
    # the legs 2 and 2.1 stand at atan(2.1/2) and atan(2/2.1) to the chamfer
    assert angle in (
        pytest.approx(math.degrees(math.atan(2.1 / 2)), **EXACT),
        pytest.approx(math.degrees(math.atan(2 / 2.1)), **EXACT),
    )


# --- between ----------------------------------------------------------------------------------


def between(model, size, first, second, others=None, **tables):
    lines = {**(others or {}), "it": {"size": size, "between": [first, second]}}
    return measured(model, lines, **tables)["it"]


def bored(height=12.0, tilt=0.0):
    hole = cq.Workplane("XZ").workplane(offset=-50).circle(8).extrude(100)
    hole = hole.rotate((0, 0, 0), (1, 0, 0), tilt).translate((0, 0, height - 15))
    return box(60, 40, 30).cut(hole)


@pytest.mark.parametrize("height", [12.0, 12.01])
def test_the_height_of_a_bore_above_a_face(height):
    found = between(
        bored(height), "12 ±0,05", "base", "bore", {"bore": "⌀16 H7"}, features={"base": "<Z"}
    )
    assert (found.outcome, found.found_by) == ("measured", "size")
    assert found.observed == pytest.approx(height, **EXACT)


def test_a_height_above_a_missing_bore_is_not_found():
    found = between(bored(), "12", "<Z", "bore", {"bore": "⌀17 H7"})
    assert found.outcome == "not_found"
    assert "'bore'" in str(found.reason)


def test_faces_and_axes_that_are_not_parallel_are_not_measurable():
    leaning = between(bored(tilt=0.5), "12", "<Z", "bore", {"bore": "⌀16 H7"})
    assert (leaning.outcome, leaning.observed) == ("not_measurable", None)
    assert "0.5°" in str(leaning.reason)
    faces = between(wedge(3), "10", "<Z", "slope", features={"slope": ">Z"})
    assert faces.outcome == "not_measurable"
    assert "3°" in str(faces.reason)


@pytest.mark.parametrize("off", [0.0, 0.01])
def test_distances_between_faces_and_between_axes(off):
    part = drilled((-30, -20), (30 + off, -20), (30 + off, 25))
    holes = {"holes": "3× ⌀9"}
    assert between(part, "60", "holes[1]", "holes[2]", holes).observed == pytest.approx(
        60 + off, **EXACT
    )
    assert between(part, "45", "holes[2]", "holes[3]", holes).observed == pytest.approx(45, **EXACT)
    assert between(part, "75", "holes[1]", "holes[3]", holes).observed == pytest.approx(
        math.hypot(60 + off, 45), **EXACT
    )
    whole = between(box(60 + off), "60", "<X", ">X")
    assert whole.observed == pytest.approx(60 + off, **EXACT)
    assert whole.found_by == "selector"


def test_a_step_between_faces_that_look_the_same_way():
    part = box(60, 40, 20).cut(box(60, 40, 20).translate((30, 0, 13)))
    found = between(part, "7", "low", ">Z", features={"low": ">Z[-2]"})
    assert found.observed == pytest.approx(7, **EXACT)


def test_a_pattern_without_an_instance_must_measure_equal_everywhere():
    part = drilled((-30, 20), (0, 20), (30, 20))
    holes = {"holes": "3× ⌀9"}
    equal = between(part, "50", "<Y", "holes", holes)
    assert (equal.outcome, equal.instances) == ("measured", (pytest.approx(50),))
    unequal = between(part, "20", "<X", "holes", holes)
    assert (unequal.outcome, unequal.observed) == ("ambiguous", None)
    assert unequal.instances == pytest.approx((20, 50, 80))
    counted = between(part, "3× 50", "<Y", "holes", holes)
    assert counted.instances == pytest.approx((50, 50, 50))


def test_crossed_axes_keep_their_distance():
    part = box(80, 80, 80).cut(cq.Workplane("XZ").workplane(offset=-50).circle(5).extrude(100))
    part = part.cut(cq.Workplane("YZ").workplane(offset=-50).center(0, 23).circle(6).extrude(100))
    found = between(part, "23", "a", "b", {"a": "⌀10", "b": "⌀12"})
    assert found.observed == pytest.approx(23, **EXACT)


def test_a_ball_stands_at_its_centre():
    part = box(60, 40, 20).cut(cq.Workplane().sphere(5).translate((7, 3, 10)))
    lines = {"seat": "S⌀10"}
    assert between(part, "37", "<X", "seat", lines).observed == pytest.approx(37, **EXACT)
    with_bore = part.cut(cq.Workplane().center(-10, 3).circle(4).extrude(50, both=True))
    lines["bore"] = "⌀8"
    assert between(with_bore, "17", "bore", "seat", lines).observed == pytest.approx(17, **EXACT)


def test_a_slot_is_dimensioned_from_its_middle():
    part = box(60, 40, 20).cut(box(80, 8, 10).translate((0, 5, 10)))
    lines = {"slot": "8 H9"}
    assert between(part, "25", "<Y", "slot", lines).observed == pytest.approx(25, **EXACT)


@pytest.mark.parametrize("angle", [30.0, 30.01])
@pytest.mark.parametrize(("size", "nominal"), [("30°", 30), ("150°", 150)])
def test_both_angles_between_two_faces_can_be_written(angle, size, nominal):
    found = between(wedge(angle), size, "<Z", ">Z")
    assert found.observed == pytest.approx(angle if nominal == 30 else 180 - angle, **EXACT)


@pytest.mark.parametrize("opening", [89.9, 90.1])
def test_a_right_angle_is_the_one_that_the_two_faces_enclose(opening):
    """Both angles are as near to 90°: the opening of a V, or the wedge of material, is meant."""
    wide = 10 * math.tan(math.radians(opening / 2))
    tool = (
        cq.Workplane("XZ")
        .polyline([(-wide, 10), (0, 0), (wide, 10)])
        .close()
        .extrude(40, both=True)
    )
    vee = box(60, 40, 20).cut(tool)
    tilted = vee.faces("not (|X or |Y or |Z)").vals()
    tags = {
        "left": [min(tilted, key=lambda f: f.Center().x)],
        "right": [max(tilted, key=lambda f: f.Center().x)],
    }
    found = measured(vee, {"it": {"size": "90°", "between": ["left", "right"]}}, tags)["it"]
    assert found.observed == pytest.approx(opening, **EXACT)
    prism = {"left": [min(tool.faces("not |Y").vals(), key=lambda f: f.Center().x)],
             "right": [max(tool.faces("not (|Y or |Z)").vals(), key=lambda f: f.Center().x)]}  # fmt: skip
    found = measured(tool, {"it": {"size": "90°", "between": ["left", "right"]}}, prism)["it"]
    assert found.observed == pytest.approx(opening, **EXACT)


def test_the_angle_between_a_face_and_an_axis():
    found = between(bored(tilt=20), "20°", "<Z", "bore", {"bore": "⌀16 H7"})
    assert found.observed == pytest.approx(20, **EXACT)


def test_only_lengths_and_angles_lie_between():
    found = between(box(), "⌀60", "<X", ">X")
    assert found.outcome == "not_measurable"


def test_several_ways_to_find_the_ends_tell_the_weakest():
    lines = {"it": {"size": "12", "between": ["base", "bore"]}, "bore": "⌀16 H7"}
    tagged = measured(bored(), lines, {"base": "<Z", "bore": "%CYLINDER"})["it"]
    assert tagged.found_by == "tag"


# --- callouts ---------------------------------------------------------------------------------


def details_of(model, size, tags=None):
    found = one(model, size, tags)
    assert found.outcome == "measured"
    for name, expected, observed in found.details:
        assert isinstance(expected, float), name
        assert isinstance(observed, float), name
    return {name: observed for name, _, observed in found.details}


def test_a_counterbored_hole_shows_its_counterbore():
    top = box(60, 40, 20).faces(">Z").workplane().pushPoints([(-20, 0), (20, 0)])
    found = details_of(top.cboreHole(6.6, 11, 6.8), "2× ⌀6,6 ⌴ ⌀11 ↧6,8")
    assert found == pytest.approx({"counterbore.diameter": 11, "counterbore.depth": 6.8}, **EXACT)
    twin = details_of(top.cboreHole(6.6, 11.01, 6.79), "2× ⌀6,6 ⌴ ⌀11 ↧6,8")
    assert twin == pytest.approx(
        {"counterbore.diameter": 11.01, "counterbore.depth": 6.79}, **EXACT
    )


def test_a_blind_counterbored_hole_is_measured_from_the_surface():
    part = box(60, 40, 30).faces(">Z").workplane().cboreHole(6.6, 11, 6.8, 18)
    found = details_of(part, "⌀6,6 ↧18 ⌴ ⌀11 ↧6,8")
    assert found["depth"] == pytest.approx(18, **EXACT)


def test_a_countersunk_hole_shows_its_countersink():
    part = box(60, 40, 20).faces("<X").workplane().cskHole(5, 10.4, 90)
    found = details_of(part, "⌀5 ⌵ ⌀10,4 × 90°")
    assert found == pytest.approx({"countersink.diameter": 10.4, "countersink.angle": 90}, **EXACT)


def test_a_recess_that_is_not_there_is_absent():
    plain = drilled((0, 0), diameter=6.6)
    assert details_of(plain, "⌀6,6 ⌴ ⌀11 ↧6,8") == {
        "counterbore.diameter": 0.0, "counterbore.depth": 0.0,
    }  # fmt: skip
    assert details_of(plain, "⌀6,6 ⌵ ⌀11 × 90°") == {
        "countersink.diameter": 0.0, "countersink.angle": 0.0,
    }  # fmt: skip


def blind(diameter, depth, chamfer=0.0, point=True):
    """Return a block with a blind hole from above, a drill point of 118°, and an entry chamfer."""
    radius = diameter / 2
    tip = radius / math.tan(math.radians(59)) if point else 0.0
    entry = [(radius + chamfer, 0), (radius, -chamfer)] if chamfer else [(radius, 0)]
    profile = [(0, 0), *entry, (radius, -depth), (0, -depth - tip)]
    tool = cq.Workplane("XZ").polyline(profile).close().revolve(360, (0, 0), (0, 1))
    return box(40, 40, 60).cut(tool.translate((0, 0, 30)))


@pytest.mark.parametrize("chamfer", [0.0, 0.8])
@pytest.mark.parametrize("point", [True, False])
@pytest.mark.parametrize("depth", [20.0, 20.01])
def test_the_depth_of_a_blind_hole_leaves_out_the_point_of_the_drill(depth, point, chamfer):
    found = details_of(blind(6.8, depth, chamfer, point), "⌀6,8 ↧20")
    assert found == {"depth": pytest.approx(depth, **EXACT)}


def test_the_depths_of_a_tapped_hole():
    with_drill = one(blind(6.8, 20.0), "M8-6H ↧16 / ⌀6,8 ↧20")
    assert with_drill.expected == 6.8
    assert with_drill.details == (("drill_depth", 20.0, pytest.approx(20, **EXACT)),)
    thread_only = one(blind(6.8, 16.0), "M8-6H ↧16")
    assert thread_only.details == (("depth", 16.0, pytest.approx(16, **EXACT)),)
    derived = one(blind(6.8, 21.0), "M8-6H ↧16")
    assert derived.details == (("drill_depth", 21.0, pytest.approx(21, **EXACT)),)
    wrong = one(blind(6.8, 20.0), "M8-6H ↧16")
    assert wrong.details == (("drill_depth", 21.0, pytest.approx(20, **EXACT)),)


def test_the_modelled_diameter_can_be_overridden():
    line = {"size": "M8-6H", "model": 6.647}
    assert one(drilled((0, 0), diameter=6.647), line).observed == pytest.approx(6.647, **EXACT)


def test_the_worst_depth_of_a_pattern_is_the_one_told():
    top = box(60, 40, 20).faces(">Z").workplane()
    part = top.center(-20, 0).cboreHole(6.6, 11, 6.8).faces(">Z").workplane(origin=(20, 0, 10))
    part = part.cboreHole(6.6, 11, 6.5)
    assert details_of(part, "2× ⌀6,6 ⌴ ⌀11 ↧6,8")["counterbore.depth"] == pytest.approx(6.5)


# --- two mouths, through holes, holes of two lugs ---------------------------------------------


def bored_twice(first=(11.0, 4.0), second=(11.0, 4.0)):
    """Return a block with a through hole of ⌀6,6 and a counterbore at either mouth."""
    part = box(40, 40, 20).faces(">Z").workplane().cboreHole(6.6, *first)
    return part.faces("<Z").workplane().cboreHole(6.6, *second)


@pytest.mark.parametrize(
    ("recess", "name", "observed"),
    [((11.5, 4.0), "counterbore.diameter", 11.5), ((11.0, 4.5), "counterbore.depth", 4.5)],
)
def test_both_mouths_are_judged(recess, name, observed):
    callout = "⌀6,6 ⌴ ⌀11 ↧4"
    assert details_of(bored_twice(), callout) == pytest.approx(
        {"counterbore.diameter": 11, "counterbore.depth": 4}
    )
    for wrong in (bored_twice(first=recess), bored_twice(second=recess)):
        assert details_of(wrong, callout)[name] == pytest.approx(observed)


def test_a_seat_of_its_own_at_the_other_mouth_is_no_counterbore_of_the_callout():
    part = bored_twice(second=(24.0, 6.0))
    lines = {"it": "⌀6,6 ⌴ ⌀11 ↧4", "seat": "⌀24 H7"}
    found = measured(part, lines)["it"]
    assert {name: value for name, _, value in found.details}["counterbore.diameter"] == (
        pytest.approx(11)
    )
    alone = measured(part, {"it": "⌀6,6 ⌴ ⌀11 ↧4"})["it"]
    assert {n: v for n, _, v in alone.details}["counterbore.diameter"] == pytest.approx(24)


def test_both_countersinks_are_judged_and_an_exit_chamfer_is_none():
    top = box(40, 40, 20).faces(">Z").workplane().cskHole(5, 10.4, 90)
    callout = "⌀5 ⌵ ⌀10,4 × 90°"
    twice = top.faces("<Z").workplane().cskHole(5, 9.4, 90)
    assert details_of(twice, callout)["countersink.diameter"] == pytest.approx(9.4)
    chamfered = top.faces("<Z").workplane().cskHole(5, 6, 60)
    found = details_of(chamfered, callout)
    assert found == pytest.approx({"countersink.diameter": 10.4, "countersink.angle": 90})


TAP = {"size": "M8-6H", "model": 8.0}


@pytest.mark.parametrize("size", ["⌀8", "⌀8 H7", TAP, "⌀8 ⌴ ⌀15 ↧4"])
@pytest.mark.parametrize("point", [True, False])
def test_a_hole_without_a_depth_must_go_through(size, point):
    part = blind(8.0, 25.0, point=point)
    if size == "⌀8 ⌴ ⌀15 ↧4":
        part = part.cut(cq.Workplane(origin=(0, 0, 26)).circle(7.5).extrude(10))
    for found in (one(part, size), one(part, size, {"it": "%CYLINDER"})):
        assert found.outcome == "measured"
        assert ("blind", 0.0, pytest.approx(25, **EXACT)) in found.details
    through = drilled((0, 0), diameter=8.0)
    assert "blind" not in {name for name, *_ in one(through, size).details}


def test_a_blind_hole_with_a_round_end_is_blind():
    part = blind(8.0, 20.0, point=False).cut(cq.Workplane().sphere(4).translate((0, 0, 10)))
    assert one(part, "⌀8").details == (("blind", 0.0, pytest.approx(20, **EXACT)),)


@pytest.mark.parametrize("radius", [1.0, 3.5])
def test_a_blind_hole_with_a_rounded_corner_is_blind_and_as_deep_as_its_flat(radius):
    tool = cq.Workplane(origin=(0, 0, 30)).circle(4).extrude(-20).faces("<Z").edges().fillet(radius)
    part = box(40, 40, 60).cut(tool)
    assert one(part, "⌀8").details == (("blind", 0.0, pytest.approx(20, **EXACT)),)
    assert details_of(part, "⌀8 ↧20") == {"depth": pytest.approx(20, **EXACT)}
    lines = {"it": "⌀8", "depth": {"size": "20", "between": [">Z", "floor"]}}
    floor = next(f for f in part.faces("+Z").vals() if f.Center().z < 29)
    told = measured(part, lines, {"floor": [floor]})
    assert [m.observed for m in told.values()] == pytest.approx([8, 20], **EXACT)
    assert told["it"].details == ()


def test_a_part_whose_surfaces_are_all_splines_measures_the_same():
    """Some exporters write every surface as a spline: what is exactly analytic is taken so."""
    part = bracket()
    spline = BRepBuilderAPI_NurbsConvert(part.val().wrapped, True).Shape()
    found = measured(cq.Workplane(cq.Shape.cast(spline)), LINES, sides(cq.Workplane(
        cq.Shape.cast(spline))))  # fmt: skip
    for name, still in measured(part, LINES, sides(part)).items():
        assert found[name].outcome == "measured", name
        assert found[name].observed == pytest.approx(still.observed, abs=1e-7), name


@pytest.mark.parametrize(
    "more",
    [
        {"depth": {"size": "25", "between": [">Z", "it.bottom"]}},
        {"rest": {"size": "35", "between": ["<Z", "floor"]}},
        {"reamed": "⌀8 ↧25"},
    ],
)
def test_a_depth_that_another_line_gives_is_enough(more):
    part = blind(8.0, 25.0, point=False)
    found = measured(part, {"it": "⌀8 H7", **more}, {"floor": [floor_of(part)]})
    assert found["it"].details == ()
    assert all(m.outcome == "measured" for m in found.values())
    assert all(m.observed == pytest.approx(m.expected, **EXACT) for m in found.values())


def floor_of(part):
    """Return the bottom of a blind hole from above."""
    return next(f for f in part.faces("|Z").vals() if 0 < f.Area() < 100)


def test_the_place_of_a_hole_is_not_its_depth():
    lines = {"it": "⌀8 H7", "place": {"size": "20", "between": ["<X", "it"]}}
    found = measured(blind(8.0, 25.0), lines)
    assert [name for name, *_ in found["it"].details] == ["blind"]


def test_a_hole_that_ends_in_another_bore_goes_through():
    part = box(60, 40, 40).faces("<X").workplane().hole(12)
    part = part.faces(">Z").workplane().hole(8, 20)
    assert measured(part, {"it": "⌀8", "bore": "⌀12"})["it"].details == ()
    stepped = blind(8.0, 25.0, point=False).faces(">Z").workplane().hole(3)
    assert measured(stepped, {"it": "⌀8", "bore": "⌀3"})["it"].details == ()


def test_a_reference_and_a_shaft_need_not_go_through():
    assert one(blind(8.0, 25.0), "(⌀8)").details == ()
    assert one(cq.Workplane().circle(4).extrude(9), "⌀8").details == ()


def lugs(bore=12.0, recess=18.0):
    """Return two lugs on one axis, each counterbored from outside."""
    part = cq.Workplane()
    for side in (-1, 1):
        lug = cq.Workplane("XZ", origin=(0, side * 20, 0)).rect(40, 40).extrude(-side * 10)
        tool = cq.Workplane("XZ", origin=(0, side * 20, 0)).circle(bore / 2).extrude(-side * 10)
        mouth = cq.Workplane("XZ", origin=(0, side * 30, 0)).circle(recess / 2).extrude(side * 4)
        part = part.union(lug.cut(tool).cut(mouth))
    return part.union(cq.Workplane(origin=(0, 0, -22)).box(40, 60, 4))


@pytest.mark.parametrize("bore", [12.0, 12.01])
def test_a_tag_on_two_counterbored_lugs_means_the_bores(bore):
    part = lugs(bore)
    found = one(part, "2× ⌀12 ⌴ ⌀18 ↧4", {"it": "%CYLINDER"})
    assert found.instances == pytest.approx((bore, bore), **EXACT)
    assert {name: value for name, _, value in found.details} == pytest.approx(
        {"counterbore.diameter": 18, "counterbore.depth": 4}
    )


def test_a_wrong_hole_beside_a_right_one_is_not_left_out():
    part = lugs(12.0, 12.0).faces(">Z").workplane(origin=(10, 0, 20))
    part = part.pushPoints([(0, 25)]).hole(18)
    found = one(part, "2× ⌀12", {"it": "%CYLINDER"})
    assert sorted(found.instances) == pytest.approx([12, 18])


@pytest.mark.parametrize("radius", [5.0, 5.01])
def test_the_rounded_corners_of_two_lugs_are_counted_one_by_one(radius):
    slot = cq.Workplane(origin=(0, 0, 5)).box(40, 20, 40)
    part = cq.Workplane().box(40, 60, 40).edges("|Y and >Z").fillet(radius).cut(slot)
    found = one(part, "4× R5", {"it": "%CYLINDER"})
    assert found.instances == pytest.approx([radius] * 4, **EXACT)
    assert one(part, "2× R5", {"it": "%CYLINDER"}).instances == pytest.approx([radius] * 2)
    assert one(part, "4× R5").outcome == ("measured" if radius == 5 else "not_found")


def test_an_angle_from_hole_to_hole_needs_the_axis_about_which_it_is_taken():
    line = {"size": "90°", "between": ["holes[1]", "holes[2]"]}
    part = drilled((20, 0), (0, 20))
    found = measured(part, {"holes": "2× ⌀9", "it": line})["it"]
    assert (found.outcome, found.observed) == ("not_measurable", None)
    assert "third" in str(found.reason)


def test_a_middle_plane_that_misses_the_size_is_told():
    part = box(60, 40, 20).cut(box(10, 80, 10).translate((0, 0, 10)))
    line = {"size": "25", "between": ["<X", "slot"]}
    lines = {"it": line, "slot": "10 H9"}
    tags = {"slot": "|X and (not <X) and (not >X)"}
    found = measured(part, lines, tags)["it"]
    assert found.observed == pytest.approx(30, **EXACT)
    assert "'slot[1]'" in str(found.reason)
    middle = measured(part, {**lines, "it": {**line, "size": "30"}}, tags)["it"]
    assert (middle.observed, middle.reason) == (pytest.approx(30, **EXACT), None)
    farther = measured(part, {**lines, "it": {**line, "size": "35"}}, tags)["it"]
    assert "'slot[2]'" in str(farther.reason)
    direct = measured(part, {"it": {**line, "between": ["<X", tags["slot"]]}}, {})["it"]
    assert "select the one face" in str(direct.reason)
    wrong = measured(part, {**lines, "it": {**line, "size": "26"}}, tags)["it"]
    assert (wrong.observed, wrong.reason) == (pytest.approx(30, **EXACT), None)


def test_reasons_and_candidates_come_back_from_the_store_and_speak_french():
    found = one(drilled((10.5, 5), (20, 5), diameter=12), "⌀12")
    back = decode(encode((found,), tuple[Measurement, ...]), tuple[Measurement, ...])
    assert back == (found,)
    assert not isinstance(back[0].reason, str)
    assert "10,5" in back[0].candidates[0].say("fr")


def test_tapped_holes_at_both_ends_of_a_shaft():
    shaft = cq.Workplane("YZ").circle(15).extrude(120)
    for face in ("<X", ">X"):
        shaft = shaft.faces(face).workplane(centerOption="CenterOfMass").hole(6.8, 20)
    found = one(shaft, "2× M8-6H ↧20")
    assert found.outcome == "measured"
    assert found.details == (("depth", 20.0, pytest.approx(20, **EXACT)),)


def test_a_slab_cut_by_a_pocket_is_still_one_length():
    part = box(60, 40, 20).faces(">Z").workplane().rect(20, 50).cutBlind(-5)
    assert one(part, "60").observed == pytest.approx(60, **EXACT)


# --- the whole road ---------------------------------------------------------------------------

LINES = {
    "length": {"size": "60 ±0,1", "between": ["left", "right"]},
    "bore": "⌀16 H7",
    "holes": "2× ⌀6,6 ⌴ ⌀11 ↧6,8",
    "height": {"size": "12 ±0,05", "between": ["base", "bore"]},
    "pitch": {"size": "44", "between": ["holes[1]", "holes[2]"]},
    "corners": "4× R5",
    "lean": {"size": "90°", "between": ["base", "holes[1]"]},
}


def bracket():
    part = bored(12.0).edges("|Z").fillet(5).faces(">Z").workplane()
    return part.pushPoints([(-22, 0), (22, 0)]).cboreHole(6.6, 11, 6.8)


def sides(part):
    """Return the faces that the dimensions start from, by their place in the unmoved part."""
    return {
        "left": part.faces("<X").vals(),
        "right": part.faces(">X").vals(),
        "base": part.faces("<Z").vals(),
    }


@settings(max_examples=6, deadline=None)
@given(
    st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda v: math.hypot(*v) > 0.1),
    st.floats(-180, 180),
    st.tuples(*[st.floats(-300, 300)] * 3),
)
def test_a_moved_part_measures_the_same(axis, angle, shift):
    part = bracket()
    still = measured(part, LINES, sides(part))
    solid = part.val()
    order = {
        name: [i for i, f in enumerate(solid.Faces()) if f.isSame(faces[0])]
        for name, faces in sides(part).items()
    }
    turned = solid.rotate(cq.Vector(), cq.Vector(*axis), angle).translate(cq.Vector(*shift))
    tags = {name: [turned.Faces()[i] for i in found] for name, found in order.items()}
    moved = measured(cq.Workplane(turned), LINES, tags)
    for name, before in still.items():
        assert before.outcome == moved[name].outcome == "measured", name
        assert moved[name].observed == pytest.approx(before.observed, **EXACT), name
        assert before.observed == pytest.approx(before.expected, **EXACT), name
        for (_, expected, a), (_, _, b) in zip(before.details, moved[name].details, strict=True):
            assert (a, b) == pytest.approx((expected, expected), **EXACT)


def test_measuring_twice_gives_the_same_values():
    part = bracket()
    assert measured(part, LINES, sides(part)) == measured(part, LINES, sides(part))


def test_meshing_does_not_change_a_measure():
    part = bracket()
    before = measured(part, LINES, sides(part))
    part.val().tessellate(0.5)
    assert measured(part, LINES, sides(part)) == before


def test_a_specification_without_dimensions_measures_nothing():
    geometry, problems = resolve(box(), {})
    assert measure(box().val(), geometry, spec_of({})) == ()
    assert (geometry.features, problems) == ({}, ())
