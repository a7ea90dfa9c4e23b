"""Geometric tolerances on nominal models: exact ones are exact, each fault is seen in full."""

import math

import cadquery as cq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.checks import geometric
from gmp_cad.kernel.measuring.features import resolve_features
from gmp_cad.kernel.measuring.measure import measure
from gmp_cad.kernel.surfaces.faces import face_geometries
from gmp_cad.kernel.tolerances.geometric import verify
from tests.kernel.measuring import indices, spec_of

NOTHING = {"abs": 1e-9}
TILT = math.degrees(1e-4)


def frame(symbol, on, *datums, value="0,1"):
    return {"symbol": symbol, "value": value, "on": on, "datums": list(datums)}


def verified(model, dimensions, frames, tags=None, **tables):
    """Return the verdicts by name."""
    shape = model.val()
    spec = spec_of(dimensions, tolerances=frames, **tables)
    named = {name: indices(shape, faces) for name, faces in (tags or {}).items()}
    geometry, _ = resolve_features(shape, face_geometries(shape), spec, named)
    found = verify(shape, geometry, spec, measure(shape, geometry, spec))
    return {m.tolerance: m for m in found}


def one(model, tolerance, dimensions=None, tags=None, **tables):
    return verified(model, dimensions or {}, {"it": tolerance}, tags, **tables)["it"]


def deviation(*args, **more):
    found = one(*args, **more)
    assert found.outcome == "measured", found.reason
    assert found.deviation_mm == max(found.instances)
    return found.deviation_mm


def turned(model, angle, about=(1, 0, 0), at=(0, 0, 0)):
    end = tuple(a + b for a, b in zip(at, about, strict=True))
    return model.rotate(at, end, angle)


def pin(x, y, diameter=9.0, height=40.0):
    return cq.Workplane(origin=(x, y, -height / 2)).circle(diameter / 2).extrude(height)


# --- four holes about three planes --------------------------------------------------------------

PLACES = [(20, 15), (20, 45), (80, 15), (80, 45)]


def plate(*, shift=(0.0, 0.0), which=3, tilt=0.0):
    """Return a plate 100 × 60 × 10 in the first octant with four holes ⌀9, one of them at fault."""
    model = cq.Workplane().box(100, 60, 10, centered=False)
    for i, (x, y) in enumerate(PLACES):
        dx, dy = shift if i == which else (0.0, 0.0)
        tool = pin(x + dx, y + dy)
        if i == which and tilt:
            tool = turned(tool, tilt, at=(x, y, 5))
        model = model.cut(tool)
    return model


def named_holes(model):
    """Return the faces of the holes as h0 … h3, each by the place nearest to it."""
    faces = model.faces("%CYLINDER").vals()
    return {
        f"h{i}": [min(faces, key=lambda f: math.dist((f.Center().x, f.Center().y), place))]
        for i, place in enumerate(PLACES)
    }


PLATE = {
    "holes": "4× ⌀9",
    "x0": {"size": "[20]", "between": ["left", "holes[1]"]},
    "y0": {"size": "[15]", "between": ["front", "holes[1]"]},
    "px": {"size": "[60]", "between": ["holes[1]", "holes[3]"]},
    "py": {"size": "[30]", "between": ["holes[1]", "holes[2]"]},
}
SIDES = {
    "features": {"left": "<X", "front": "<Y", "base": "<Z"},
    "datums": {"A": "base", "B": "left", "C": "front"},
}
POSITION = frame("position", "holes", "A", "B", "C", value="⌀0,1")


def test_four_holes_at_their_exact_places():
    found = one(plate(), POSITION, PLATE, **SIDES)
    assert found.instances == pytest.approx([0] * 4, **NOTHING)
    exact = {name: (expected, seen) for name, expected, seen in found.exact}
    for name, value in {"x0": 20, "y0": 15, "px": 60, "py": 30}.items():
        assert exact[name] == pytest.approx((value, value), **NOTHING)
    # what no line writes is implicit: square to A, in rows
    assert set(exact) == {"x0", "y0", "px", "py", "implicit 0°", "implicit 0 mm"}


@pytest.mark.parametrize("which", range(4))
@pytest.mark.parametrize("shift", [(0.002, 0.0), (0.0, 0.002), (-0.3, 0.4), (0.00001, 0.0)])
def test_a_hole_off_its_place_needs_a_zone_of_twice_the_way(which, shift):
    model = plate(shift=shift, which=which)
    lines = {}
    for i, (x, y) in enumerate(PLACES):
        lines[f"x{i}"] = {"size": f"[{x}]", "between": ["left", f"h{i}"]}
        lines[f"y{i}"] = {"size": f"[{y}]", "between": ["front", f"h{i}"]}
    frames = {f"p{i}": {**POSITION, "on": f"h{i}"} for i in range(4)}
    found = verified(model, lines, frames, named_holes(model), **SIDES)
    wanted = [2 * math.hypot(*shift) if i == which else 0 for i in range(4)]
    assert [m.deviation_mm for m in found.values()] == pytest.approx(wanted, abs=1e-9)


def test_a_tenth_of_a_micron_of_noise_stays_verified_and_a_micron_does_not():
    lines = {}
    for i, (x, y) in enumerate(PLACES):
        lines[f"x{i}"] = {"size": f"[{x}]", "between": ["left", f"h{i}"]}
        lines[f"y{i}"] = {"size": f"[{y}]", "between": ["front", f"h{i}"]}
    for away, code in ((1e-4, "verified"), (1e-3, "wrong")):
        model = plate(shift=(away * math.sin(1), away * math.cos(1)))
        tables = {**SIDES, "tolerances": {"it": {**POSITION, "on": "h3"}}}
        seen = one(model, {**POSITION, "on": "h3"}, lines, named_holes(model), **SIDES)
        (verdict,) = geometric.verified(spec_of(lines, **tables), [seen])
        assert (verdict.code, seen.deviation_mm) == (code, pytest.approx(2 * away, abs=1e-9))


def test_an_exact_dimension_off_by_two_microns_is_seen():
    wrong = {**PLATE, "px": {"size": "[60,002]", "between": ["holes[1]", "holes[3]"]}}
    found = one(plate(), POSITION, wrong, **SIDES)
    assert found.deviation_mm == pytest.approx(0.004, **NOTHING)
    assert ("px", 60.002, pytest.approx(60, **NOTHING)) in found.exact


def test_a_tilted_hole_leaves_its_place_by_its_length():
    found = one(plate(tilt=TILT), POSITION, PLATE, **SIDES)
    # the plate is 10 mm thick, the axis turns about its middle
    assert found.deviation_mm == pytest.approx(2 * 5 * 1e-4, rel=1e-3)
    tilted = frame("perpendicularity", "holes", "A", value="⌀0,1")
    seen = one(plate(tilt=TILT), tilted, PLATE, **SIDES)
    assert seen.instances[3] == pytest.approx(10 * 1e-4, rel=1e-3)
    assert seen.instances[:3] == pytest.approx([0] * 3, **NOTHING)


def test_a_projected_zone_shows_the_tilt_beyond_the_part():
    projected = {**POSITION, "value": "⌀0,1 Ⓟ 30"}
    found = deviation(plate(tilt=TILT), projected, PLATE, **SIDES)
    assert found == pytest.approx(2 * 35 * 1e-4, rel=1e-3)


@pytest.mark.parametrize("missing", ["x0", "y0", "px", "py"])
def test_a_place_that_nothing_writes_is_not_located(missing):
    lines = {name: line for name, line in PLATE.items() if name != missing}
    found = one(plate(), POSITION, lines, **SIDES)
    assert (found.outcome, found.deviation_mm) == ("not_located", None)
    along = {"x0": "(1", "px": "(1", "y0": "(0", "py": "(0"}[missing]
    assert along in str(found.reason)


def test_exact_dimensions_that_contradict_one_another_are_told():
    lines = {**PLATE, "again": {"size": "[81]", "between": ["left", "holes[3]"]}}
    found = one(plate(), POSITION, lines, **SIDES)
    assert found.outcome == "not_located"
    assert "again" in str(found.reason)


def test_a_redundant_exact_dimension_that_agrees_is_none_too_many():
    lines = {**PLATE, "again": {"size": "[80]", "between": ["left", "holes[3]"]}}
    assert deviation(plate(), POSITION, lines, **SIDES) == pytest.approx(0, **NOTHING)


def test_a_toleranced_dimension_locates_nothing():
    lines = {**PLATE, "px": {"size": "60 ±0,1", "between": ["holes[1]", "holes[3]"]}}
    assert one(plate(), POSITION, lines, **SIDES).outcome == "not_located"


def test_a_chain_of_exact_dimensions_over_other_features():
    model = plate().faces(">Z").workplane(origin=(50, 30, 10)).hole(20)
    lines = {
        "holes": "4× ⌀9", "bore": "⌀20",
        "xb": {"size": "[50]", "between": ["left", "bore"]},
        "yb": {"size": "[30]", "between": ["front", "bore"]},
        "x1": {"size": "[30]", "between": ["bore", "holes[1]"], "along": "X"},
        "y1": {"size": "[15]", "between": ["bore", "holes[1]"], "along": "Y"},
        "px": PLATE["px"], "py": PLATE["py"],
    }  # fmt: skip
    assert deviation(model, POSITION, lines, **SIDES) == pytest.approx(0, **NOTHING)
    wrong = {**lines, "x1": {**lines["x1"], "size": "[30,01]"}}
    assert deviation(model, POSITION, wrong, **SIDES) == pytest.approx(0.02, **NOTHING)


def test_a_pattern_in_symmetry_about_middle_planes_needs_its_pitches_alone():
    lines = {"holes": "4× ⌀9", "px": PLATE["px"], "py": PLATE["py"],
             "length": {"size": "100"}, "width": {"size": "60"}}  # fmt: skip
    tables = {"features": {"base": "<Z"}, "datums": {"A": "base", "B": "length", "C": "width"}}
    assert deviation(plate(), POSITION, lines, **tables) == pytest.approx(0, **NOTHING)
    assert deviation(plate(shift=(0.002, 0)), POSITION, lines, **tables) > 0.0015


def test_a_datum_on_a_dimension_line_is_the_middle_of_its_faces():
    lines = {"holes": "4× ⌀9", "px": PLATE["px"], "py": PLATE["py"],
             "length": {"size": "100", "between": ["left", ">X"]},
             "width": {"size": "60", "between": ["front", ">Y"]}}  # fmt: skip
    tables = {**SIDES, "datums": {"A": "base", "B": "length", "C": "width"}}
    assert deviation(plate(), POSITION, lines, **tables) == pytest.approx(0, **NOTHING)
    assert deviation(plate(shift=(0.002, 0)), POSITION, lines, **tables) > 0.0015
    slot = plate().cut(cq.Workplane().box(10, 80, 8).translate((50.002, 0, 10)))
    tags = {"slot": [f for f in slot.faces("|X").vals() if 1 < f.Center().x < 99]}
    seen = deviation(slot, frame("symmetry", "slot", "B"), lines, tags, **tables)
    assert seen == pytest.approx(0.004, **NOTHING)


def test_a_pattern_alone_holds_together_and_floats():
    lines = {"holes": "4× ⌀9", "px": PLATE["px"], "py": PLATE["py"]}
    alone = frame("position", "holes", value="⌀0,1 CZ")
    assert deviation(plate(), alone, lines, **SIDES) == pytest.approx(0, **NOTHING)
    on_a = frame("position", "holes", "A", value="⌀0,1")
    assert deviation(plate(), on_a, lines, **SIDES) == pytest.approx(0, **NOTHING)
    assert deviation(plate(shift=(0.002, 0)), on_a, lines, **SIDES) > 0.0015


@settings(max_examples=6, deadline=None)
@given(
    st.tuples(*[st.floats(-1, 1)] * 3).filter(lambda v: math.hypot(*v) > 0.1),
    st.floats(-180, 180),
    st.tuples(*[st.floats(-300, 300)] * 3),
)
def test_a_part_in_any_place_is_as_exact(axis, angle, shift):
    part = plate()
    solid = part.val()
    order = {
        name: next(i for i, f in enumerate(solid.Faces()) if f.isSame(part.faces(text).val()))
        for name, text in {"left": "<X", "front": "<Y", "base": "<Z"}.items()
    }
    holes = [i for i, f in enumerate(solid.Faces()) if f.geomType() == "CYLINDER"]
    moved = solid.rotate(cq.Vector(), cq.Vector(*axis), angle).translate(cq.Vector(*shift))
    tags = {name: [moved.Faces()[i]] for name, i in order.items()}
    tags |= {f"h{i}": [moved.Faces()[k]] for i, k in enumerate(holes)}
    centres = [solid.Faces()[k].Center() for k in holes]
    lines = {}
    for i, centre in enumerate(centres):
        lines[f"x{i}"] = {"size": f"[{centre.x:g}]", "between": ["left", f"h{i}"]}
        lines[f"y{i}"] = {"size": f"[{centre.y:g}]", "between": ["front", f"h{i}"]}
    frames = {f"p{i}": {**POSITION, "on": f"h{i}"} for i in range(4)}
    frames |= {"base_flat": frame("flatness", "base"),
               "left_square": frame("perpendicularity", "left", "A"),
               "front_square": frame("perpendicularity", "front", "A", "B")}  # fmt: skip
    found = verified(cq.Workplane(moved), lines, frames, tags, datums=SIDES["datums"])
    for name, seen in found.items():
        assert seen.outcome == "measured", (name, seen.reason)
        assert seen.deviation_mm == pytest.approx(0, abs=1e-8), name


# --- circles of holes ---------------------------------------------------------------------------


def flange(*, moved=0.0, turned_by=0.0, aside=0.0):
    """Return a flange with a bore ⌀20 and six holes ⌀6 on ⌀60, and the last hole at fault."""
    model = cq.Workplane().circle(45).extrude(8)
    model = model.cut(cq.Workplane(origin=(aside, 0, -1)).circle(10).extrude(20))
    for i in range(6):
        angle = math.radians(60 * i + (turned_by if i == 5 else 0))
        radius = 30 + (moved if i == 5 else 0)
        model = model.cut(pin(radius * math.cos(angle), radius * math.sin(angle), 6))
    return model


CIRCLE = {"bolts": "6× ⌀6", "bore": "⌀20", "rim": "⌀90",
          "circle": {"size": "[⌀60]", "pattern": "bolts", "about": "bore"}}  # fmt: skip
SPACED = {**CIRCLE, "spacing": {"size": "6× [60°]", "pattern": "bolts", "about": "bore"}}
ROUND = {"features": {"base": "<Z"}, "datums": {"A": "base", "B": "bore", "D": "rim"}}
BOLTS = frame("position", "bolts", "A", "B", value="⌀0,1")


@pytest.mark.parametrize("lines", [CIRCLE, SPACED], ids=["evenly", "written"])
def test_holes_on_a_circle_about_an_axis(lines):
    assert deviation(flange(), BOLTS, lines, **ROUND) == pytest.approx(0, **NOTHING)
    radial = deviation(flange(moved=0.002), BOLTS, lines, **ROUND)
    assert radial == pytest.approx(0.004, abs=1e-6)
    around = deviation(flange(turned_by=TILT), BOLTS, lines, **ROUND)
    # 30 mm × 1e-4 rad in all, of which turning all six takes up some
    assert 0.003 < around <= 0.006


def test_a_circle_without_its_axis_is_placed_about_the_datum():
    lines = {**CIRCLE, "circle": {"size": "[⌀60]", "pattern": "bolts"}}
    assert deviation(flange(), BOLTS, lines, **ROUND) == pytest.approx(0, **NOTHING)
    lines["circle"]["size"] = "[⌀60,002]"
    assert deviation(flange(), BOLTS, lines, **ROUND) == pytest.approx(0.002, abs=1e-6)


def test_a_bore_beside_its_rim():
    coaxial = frame("coaxiality", "bore", "D", value="⌀0,02")
    assert deviation(flange(), coaxial, CIRCLE, **ROUND) == pytest.approx(0, **NOTHING)
    assert deviation(flange(aside=0.002), coaxial, CIRCLE, **ROUND) == pytest.approx(0.004)
    placed = frame("position", "bore", "A", "D", value="⌀0,02")
    assert deviation(flange(), placed, {"bore": "⌀20", "rim": "⌀90"}, **ROUND) == 0
    seen = deviation(flange(aside=0.002), placed, {"bore": "⌀20", "rim": "⌀90"}, **ROUND)
    assert seen == pytest.approx(0.004, abs=1e-9)
    runout = frame("circular_runout", "bore", "D")
    assert deviation(flange(aside=0.002), runout, CIRCLE, **ROUND) == pytest.approx(0.004)


# --- form ---------------------------------------------------------------------------------------

FORMS = {"cone": cq.Workplane(cq.Solid.makeCone(10, 5, 20)), "ball": cq.Workplane().sphere(8)}
KINDS = {
    "plane": (cq.Workplane().box(20, 20, 20), ">Z"),
    "cylinder": (cq.Workplane().circle(5).extrude(20), "%CYLINDER"),
    "cone": (FORMS["cone"], "%CONE"),
    "sphere": (FORMS["ball"], "%SPHERE"),
    "torus": (cq.Workplane(cq.Solid.makeTorus(20, 4)), "%TORUS"),
}
# ISO 1101, clause 17: on which surfaces each form tolerance stands
STANDS = {
    "flatness": {"plane"},
    "straightness": {"plane", "cylinder", "cone"},
    "circularity": {"cylinder", "cone", "sphere", "torus"},
    "cylindricity": {"cylinder"},
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("symbol", STANDS)
def test_a_form_stands_on_surfaces_of_its_kind(symbol, kind):
    model, selector = KINDS[kind]
    found = one(model, frame(symbol, selector))
    if kind in STANDS[symbol]:
        assert (found.outcome, found.deviation_mm) == ("measured", 0.0)
    else:
        assert (found.outcome, found.deviation_mm) == ("wrong_kind", None)
        assert found.reason


def test_a_free_form_face_has_no_form_to_compare_with():
    wavy = cq.Workplane("XZ").spline([(0, 0), (10, 3), (20, -2), (30, 0)]).lineTo(30, -20)
    model = wavy.lineTo(0, -20).close().extrude(10)
    tags = {"top": [f for f in model.faces().vals() if f.geomType() not in ("PLANE", "CYLINDER")]}
    for symbol in ("flatness", "surface_profile"):
        found = one(model, frame(symbol, "top"), tags=tags)
        assert found.outcome == "not_measurable"
        assert found.reason


@pytest.mark.parametrize("step", [0.0, 0.002])
def test_several_faces_in_one_zone(step):
    model = cq.Workplane().box(60, 20, 10).cut(cq.Workplane().box(20, 30, 8).translate((0, 0, 5)))
    if step:
        model = model.cut(cq.Workplane().box(20, 30, 10).translate((20, 0, 10 - step)))
    tags = {"pads": [f for f in model.faces("+Z").vals() if f.Center().z > 4.9]}
    together = frame("flatness", "pads", value="0,02 CZ")
    assert deviation(model, together, tags=tags) == pytest.approx(step, **NOTHING)
    assert deviation(model, frame("flatness", "pads"), tags=tags) == 0


# --- orientation --------------------------------------------------------------------------------


def wedge(angle, length=40.0, width=25.0):
    rise = length * math.tan(math.radians(angle))
    profile = [(0, 0), (length, 0), (length, 10 + rise), (0, 10)]
    return cq.Workplane("XZ").polyline(profile).close().extrude(width)


BASE = {"features": {"base": "<Z", "top": ">Z"}, "datums": {"A": "base"}}


@pytest.mark.parametrize("angle", [0.0, TILT, 3.0])
def test_a_face_that_should_be_parallel(angle):
    seen = deviation(wedge(angle), frame("parallelism", "top", "A"), **BASE)
    assert seen == pytest.approx(40 * math.tan(math.radians(angle)), **NOTHING)


@pytest.mark.parametrize("angle", [0.0, TILT, -TILT, 3.0])
def test_an_angle_is_that_of_its_exact_dimension(angle):
    lines = {"slope": {"size": "[20°]", "between": ["base", "top"]}}
    found = one(wedge(20 + angle), frame("angularity", "top", "A"), lines, **BASE)
    length = 40 / math.cos(math.radians(20 + angle))
    expected = length * math.sin(math.radians(abs(angle)))
    assert found.deviation_mm == pytest.approx(expected, **NOTHING)
    assert found.exact == (("slope", 20, pytest.approx(20 + angle, **NOTHING)),)


def test_an_angle_that_no_line_writes_is_not_located():
    lines = {"slope": {"size": "20°", "between": ["base", "top"]}}
    found = one(wedge(20), frame("angularity", "top", "A"), lines, **BASE)
    assert found.outcome == "not_located"
    assert "'top'" in str(found.reason)


def cross_bore(tilt=0.0, about=(1, 0, 0)):
    tool = cq.Workplane("XZ", origin=(0, 50, 0)).circle(8).extrude(100)
    return cq.Workplane().box(60, 40, 30).cut(turned(tool, tilt, about))


@pytest.mark.parametrize(
    ("symbol", "datum", "about", "factor"),
    [
        ("parallelism", "base", (1, 0, 0), 1), ("parallelism", "base", (0, 0, 1), 0),
        ("perpendicularity", "front", (1, 0, 0), 1), ("perpendicularity", "front", (0, 0, 1), 1),
        ("perpendicularity", "left", (1, 0, 0), None),
    ],
)  # fmt: skip
def test_an_axis_leans_only_out_of_its_direction(symbol, datum, about, factor):
    """A bore along Y: parallel to the base it may turn about Z, square to the front about nothing."""
    tables = {"features": {"base": "<Z", "front": "<Y", "left": "<X"}, "datums": {"A": datum}}
    found = one(cross_bore(TILT, about), frame(symbol, "bore", "A"), {"bore": "⌀16"}, **tables)
    if factor is None:  # square to a face along which it lies: as wrong as can be
        assert found.deviation_mm == pytest.approx(40, abs=0.01)
    else:
        assert found.deviation_mm == pytest.approx(factor * 40 * 1e-4, rel=1e-3, abs=1e-9)


@pytest.mark.parametrize("symbol", ["parallelism", "perpendicularity"])
def test_a_face_about_an_axis(symbol):
    model = cross_bore()
    name = {"parallelism": ">Z", "perpendicularity": ">Y"}[symbol]
    seen = frame(symbol, name, "A")
    assert deviation(model, seen, {"bore": "⌀16"}, datums={"A": "bore"}) == pytest.approx(0)
    other = {"parallelism": ">Y", "perpendicularity": ">Z"}[symbol]
    wrong = frame(symbol, other, "A")
    assert deviation(model, wrong, {"bore": "⌀16"}, datums={"A": "bore"}) > 10


def test_a_second_datum_sets_what_the_first_leaves_open():
    model = turned(cq.Workplane().box(60, 40, 20), 0.0)
    leaning = model.cut(
        turned(cq.Workplane().box(80, 40, 40).translate((0, 38, 0)), TILT, (0, 0, 1))
    )
    tags = {"side": [max(leaning.faces("%PLANE").vals(), key=lambda f: f.normalAt().y)]}
    tables = {"features": {"base": "<Z", "left": "<X"}, "datums": {"A": "base", "B": "left"}}
    on_a = frame("perpendicularity", "side", "A")
    assert deviation(leaning, on_a, tags=tags, **tables) == pytest.approx(0, **NOTHING)
    on_both = frame("perpendicularity", "side", "A", "B")
    assert deviation(leaning, on_both, tags=tags, **tables) == pytest.approx(60e-4, rel=1e-3)


# --- symmetry, run-out, common datums ------------------------------------------------------------


def keyed(aside=0.0, deep=3.0):
    """Return a block 60 × 40 with a slot 8 along X, and its middle plane ``aside`` along Y."""
    tool = cq.Workplane().box(80, 8, 2 * deep).translate((0, aside, 10))
    return cq.Workplane().box(60, 40, 20).cut(tool)


@pytest.mark.parametrize("aside", [0.0, 0.002])
def test_a_slot_in_the_middle(aside):
    lines = {"slot": "8 H9", "width": "40"}
    seen = deviation(keyed(aside), frame("symmetry", "slot", "A"), lines, datums={"A": "width"})
    assert seen == pytest.approx(2 * aside, **NOTHING)
    located = frame("position", "slot", "A")
    assert deviation(keyed(aside), located, lines, datums={"A": "width"}) == (
        pytest.approx(2 * aside, **NOTHING)
    )


def test_a_slot_with_one_wall_out_of_parallel_has_its_middle_on_the_bisector():
    model = cq.Workplane().box(60, 40, 20).cut(cq.Workplane().box(80, 8, 12).translate((0, 0, 10)))
    wall = turned(cq.Workplane().box(80, 4, 12).translate((0, 2, 10)), TILT, (0, 0, 1), (-40, 4, 0))
    model = model.cut(wall)
    tags = {"slot": [f for f in model.faces("%PLANE").vals()
                     if abs(f.normalAt().y) > 0.9 and abs(f.Center().y) < 10]}  # fmt: skip
    found = one(model, frame("symmetry", "slot", "A"), {"width": "40"}, tags, datums={"A": "width"})
    # the wall leaves its place by 1e-4 a mm from x = -40 on, the middle by half of it, up to x = 30
    assert found.deviation_mm == pytest.approx(2 * 70 * 1e-4 / 2, rel=1e-3)


@pytest.mark.parametrize("aside", [0.0, 0.002])
def test_a_keyway_in_the_middle_of_a_shaft(aside):
    shaft = cq.Workplane().circle(20).extrude(60)
    shaft = shaft.cut(cq.Workplane().box(20, 12, 200).translate((25, aside, 0)))
    lines = {"shaft": "⌀40", "key": "12 N9"}
    seen = deviation(shaft, frame("symmetry", "key", "A"), lines, datums={"A": "shaft"})
    assert seen == pytest.approx(2 * aside, **NOTHING)


def journals(first=0.0, second=0.0, lean=0.0):
    """Return a shaft along X: journals ⌀20 at its ends, a seat ⌀30 and its shoulder between them."""

    def piece(x, length, radius, y):
        return cq.Workplane("YZ", origin=(x, y, 0)).circle(radius).extrude(length)

    seat = turned(piece(20, 60, 15, 0), lean, (0, 0, 1), (50, 0, 0))
    return seat.union(piece(0, 25, 10, first)).union(piece(75, 25, 10, second))


SHAFT = {
    "features": {"left": "<X", "right": ">X"}, "datums": {"A": "a", "B": "b"},
}  # fmt: skip


def shaft_tags(model):
    journal = [f for f in model.faces("%CYLINDER").vals() if f.BoundingBox().ylen < 25]
    ends = sorted(journal, key=lambda f: f.Center().x)
    shoulder = [f for f in model.faces("%PLANE").vals() if abs(f.Center().x - 20) < 1]
    seat = [f for f in model.faces("%CYLINDER").vals() if f.BoundingBox().ylen > 25]
    return {"a": ends[:1], "b": ends[1:], "seat": seat, "shoulder": shoulder}


@pytest.mark.parametrize("symbol", ["circular_runout", "total_runout", "coaxiality"])
def test_a_seat_about_two_journals(symbol):
    value = "⌀0,1" if symbol == "coaxiality" else "0,1"
    about = frame(symbol, "seat", "A-B", value=value)
    exact = journals()
    assert deviation(exact, about, tags=shaft_tags(exact), **SHAFT) == pytest.approx(0, **NOTHING)
    bent = journals(0.002, -0.002)
    seen = deviation(bent, about, tags=shaft_tags(bent), **SHAFT)
    # the common axis goes through the middles at x = 10 and 90; the seat reaches from 20 to 80
    assert seen == pytest.approx(2 * 0.002 * 30 / 40, rel=1e-6)
    aside = journals(0.002, 0.002)
    assert deviation(aside, about, tags=shaft_tags(aside), **SHAFT) == pytest.approx(0.004)


def test_a_shoulder_wobbles_with_its_lean():
    runout = frame("circular_runout", "shoulder", "A-B")
    exact = journals()
    assert deviation(exact, runout, tags=shaft_tags(exact), **SHAFT) == pytest.approx(0, **NOTHING)
    leaning = journals(lean=TILT)
    seen = deviation(leaning, runout, tags=shaft_tags(leaning), **SHAFT)
    assert seen == pytest.approx(30 * 1e-4, rel=1e-3)


def test_run_out_needs_an_axis():
    model = cq.Workplane().box(20, 20, 20)
    found = one(model, frame("circular_runout", ">Z", "A"), datums={"A": "<Z"})
    assert found.outcome == "not_measurable"
    assert "axis" in str(found.reason)


# --- profile ------------------------------------------------------------------------------------


@pytest.mark.parametrize("off", [0.0, 0.002])
def test_a_profile_lies_where_exact_dimensions_say(off):
    model = cq.Workplane().box(60, 40, 20 + off, centered=False)
    lines = {"height": {"size": "[20]", "between": ["base", "top"]}}
    tables = {"features": {"base": "<Z", "top": ">Z"}, "datums": {"A": "base"}}
    profile = frame("surface_profile", "top", "A")
    assert deviation(model, profile, lines, **tables) == pytest.approx(2 * off, **NOTHING)
    assert one(model, profile, {}, **tables).outcome == "not_located"


@pytest.mark.parametrize("off", [0.0, 0.002])
def test_a_slope_is_placed_by_its_angle_and_its_sharp_edge(off):
    model = wedge(20).translate((0, 0, off))
    model = model.union(cq.Workplane().box(40, 25, 1, centered=False).translate((0, -25, 0)))
    lines = {
        "slope": {"size": "[20°]", "between": ["base", "top"]},
        "edge": {"size": "[10]", "between": ["base", "left & top"]},
    }
    tables = {
        "features": {"base": "<Z", "left": "<X", "top": ">Z", "side": "<Y"},
        "datums": {"A": "base", "B": "left", "C": "side"},
    }
    profile = frame("surface_profile", "top", "A", "B", "C")
    seen = deviation(model, profile, lines, **tables)
    assert seen == pytest.approx(2 * off * math.cos(math.radians(20)), abs=1e-9)


@pytest.mark.parametrize("off", [0.0, 0.002])
def test_a_round_profile_has_the_radius_that_is_written(off):
    model = cq.Workplane().box(60, 40, 20).edges("|Z and >X and >Y").fillet(8 + off)
    lines = {"round": "[R8]"}
    found = one(model, frame("surface_profile", "round"), lines, {"round": "%CYLINDER"})
    assert found.deviation_mm == pytest.approx(2 * off, **NOTHING)
    assert found.exact == (("round", 8, pytest.approx(8 + off, **NOTHING)),)


# --- what cannot be verified --------------------------------------------------------------------


def test_what_is_on_no_face_is_not_found():
    lines = {"bore": "⌀12"}
    model = cq.Workplane().box(20, 20, 20)
    found = one(model, frame("perpendicularity", "bore", "A"), lines, datums={"A": "<Z"})
    assert found.outcome == "not_found"
    datum = one(model, frame("perpendicularity", ">Z", "A"), lines, datums={"A": "bore"})
    assert (datum.outcome, "A" in str(datum.reason)) == ("not_found", True)


def test_two_holes_of_the_same_size_are_ambiguous():
    model = plate()
    found = one(model, frame("cylindricity", "bore"), {"bore": "⌀9"})
    assert found.outcome == "ambiguous"
    assert "4 features" in str(found.reason)


def test_a_datum_of_two_holes_locks_all_but_one_direction():
    """A face and two dowels lock all six: the third hole is placed about them."""
    lines = {
        "dowels": "2× ⌀8 H7", "hole": "⌀9",
        "x": {"size": "[20]", "between": ["dowels[1]", "hole"], "along": "X"},
        "y": {"size": "[15]", "between": ["dowels[1]", "hole"], "along": "Y"},
    }  # fmt: skip
    model = cq.Workplane().box(80, 50, 10, centered=False)
    for x, y, diameter in ((10, 10, 8), (70, 10, 8), (30, 25, 9)):
        model = model.cut(pin(x, y, diameter))
    tables = {"features": {"base": "<Z"}, "datums": {"A": "base", "B": "dowels"}}
    position = frame("position", "hole", "A", "B", value="⌀0,1")
    assert deviation(model, position, lines, **tables) == pytest.approx(0, **NOTHING)
    wrong = {**lines, "y": {**lines["y"], "size": "[15,002]"}}
    assert deviation(model, position, wrong, **tables) == pytest.approx(0.004, **NOTHING)


def test_a_pattern_of_two_holes_stands_for_their_middle_and_their_plane():
    """Two dowels in the end of a block, in symmetry about the two of its top."""
    model = cq.Workplane().box(100, 60, 20)
    for side in (-1, 1):
        model = model.cut(pin(-30, 15 * side, 8))
        model = model.cut(turned(pin(0, 0, 6, 30), 90, (0, 1, 0)).translate((50, 20 * side, 0)))
    lines = {
        "dowels": "2× ⌀8 H7", "ends": "2× ⌀6 H7 ↧15",
        "z": {"size": "[10]", "between": ["top", "ends[1]"]},
        "pitch": {"size": "[40]", "between": ["ends[1]", "ends[2]"]},
    }  # fmt: skip
    tables = {"features": {"top": ">Z"}, "datums": {"A": "top", "B": "dowels"}}
    position = frame("position", "ends", "A", "B", value="⌀0,1")
    assert deviation(model, position, lines, **tables) == pytest.approx(0, **NOTHING)
    wrong = {**lines, "pitch": {**lines["pitch"], "size": "[40,004]"}}
    assert deviation(model, position, wrong, **tables) == pytest.approx(0.004, abs=1e-6)


def test_a_ball_is_located_in_three_directions():
    model = cq.Workplane().box(60, 40, 20, centered=False)
    model = model.cut(cq.Workplane().sphere(5).translate((20, 15, 20)))
    lines = {"seat": "S⌀10", "x": {"size": "[20]", "between": ["left", "seat"]},
             "y": {"size": "[15]", "between": ["front", "seat"]},
             "z": {"size": "[20]", "between": ["base", "seat"]}}  # fmt: skip
    seat = frame("position", "seat", "A", "B", "C", value="S⌀0,1")
    assert deviation(model, seat, lines, **SIDES) == pytest.approx(0, **NOTHING)
    wrong = {**lines, "z": {"size": "[20,003]", "between": ["base", "seat"]}}
    assert deviation(model, seat, wrong, **SIDES) == pytest.approx(0.006, **NOTHING)
    del lines["z"]
    assert one(model, seat, lines, **SIDES).outcome == "not_located"


def test_an_exact_angle_between_the_flanks_of_a_pulley_places_nothing_else():
    profile = [(0, 10), (0, 40), (5, 40), (8, 30), (12, 30), (15, 40), (20, 40), (20, 10)]
    model = cq.Workplane().polyline(profile).close().revolve(360, (0, 0, 0), (1, 0, 0))
    model = model.faces("<X").workplane().polarArray(20, 0, 360, 4).hole(5)
    flanks = sorted(model.faces("%CONE").vals(), key=lambda face: face.Center().x)
    groove = math.degrees(2 * math.atan(0.3))
    lines = {
        "bore": "⌀20", "holes": "4× ⌀5", "circle": {"size": "[⌀40]", "pattern": "holes"},
        "groove": {"size": f"[{groove:.9f}°]", "between": ["a", "b"]},
    }  # fmt: skip
    seen = deviation(
        model, frame("position", "holes", "A", "B", value="⌀0,1"), lines,
        {"a": [flanks[0]], "b": [flanks[1]]}, datums={"A": "<X", "B": "bore"},
    )  # fmt: skip
    assert seen == pytest.approx(0.0, abs=1e-9)
