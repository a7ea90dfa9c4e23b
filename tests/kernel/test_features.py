"""Names to faces: selector, then tag, then size; features, not faces; what cannot be named."""

import math

import cadquery as cq
import pytest

from gmp_cad.errors import InvalidInputError
from gmp_cad.kernel.surfaces import instances
from gmp_cad.kernel.surfaces.faces import face_geometries
from tests.kernel.measuring import resolve


def plate(*holes, diameter=9.0, thickness=10.0):
    return (
        cq.Workplane().box(100, 60, thickness).faces(">Z").workplane()
        .pushPoints(holes).hole(diameter)
    )  # fmt: skip


def keyed_hub(bore=20.0):
    key = cq.Workplane().box(6, 20, 60, centered=(True, False, True))
    return cq.Workplane().circle(30).circle(bore / 2).extrude(25).cut(key)


FOUR = [(-40, -20), (-40, 20), (40, -20), (40, 20)]


def test_a_selector_goes_before_a_tag_and_a_tag_before_the_size():
    part = plate(*FOUR)
    everything = {"features": {"holes": ">X"}}
    tags = {"holes": "<Z"}
    by_selector, _ = resolve(part, {}, tags, **everything)
    assert [f.found_by for f in by_selector.features["holes"]] == ["selector"]
    assert by_selector.features["holes"][0].direction == pytest.approx((1, 0, 0))
    by_tag, _ = resolve(part, {}, tags)
    assert by_tag.features["holes"][0].direction == pytest.approx((0, 0, -1))
    assert by_tag.features["holes"][0].found_by == "tag"
    by_size, _ = resolve(part, {"holes": "4× ⌀9"})
    assert {f.found_by for f in by_size.features["holes"]} == {"size"}


def test_a_tag_that_is_no_name_is_of_no_specification():
    # what scripts call the faces of their mates
    geometry, problems = resolve(plate(*FOUR), {}, {"X": ">X", "hole 1": "<Z", "top": ">Z"})
    assert (list(geometry.features), problems) == (["top"], ())
    _, (problem,) = resolve(plate(*FOUR), {}, {"X": ">X"}, datums={"A": "X"})
    assert "the tag 'X' is no name" in problem.reason.say("en")


def test_instances_are_ordered_by_x_then_y_then_z():
    part = plate((40, 20), (-40, 20), (40, -20), (-40, -20), (-40 + 1e-9, 0))
    geometry, problems = resolve(part, {"holes": "5× ⌀9"})
    places = [instances.place(f, geometry.faces)[:2] for f in geometry.features["holes"]]
    expected = [(-40, -20), (-40, 0), (-40, 20), (40, -20), (40, 20)]
    assert [pytest.approx(p, abs=1e-6) for p in places] == expected
    assert problems == ()


def test_instances_are_found_by_number_from_one():
    part = plate(*FOUR)
    features = {"first": "holes[1]", "again": "first"}
    geometry, problems = resolve(part, {"holes": "4× ⌀9"}, features=features)
    assert geometry.features["first"] == geometry.features["holes"][:1]
    assert geometry.features["again"] == geometry.features["first"]
    assert problems == ()
    _, (problem,) = resolve(part, {"holes": "4× ⌀9"}, features={"none": "holes[5]"})
    assert (problem.name, problem.path) == ("none", "features.none")
    assert "4 instances" in str(problem.reason)


@pytest.mark.parametrize("number", [3, 99])
def test_an_instance_that_does_not_exist_is_a_problem(number):
    reference = f"pair[{number}]"
    height = {"size": "5", "between": ["<Z", reference]}
    lines = {"holes": "2× ⌀9", "height": height}
    _, problems = resolve(plate((0, 0), (20, 0)), lines, features={"pair": "holes"})
    assert [(p.name, p.path) for p in problems] == [(reference, "dimensions.height.between")]


def counterbored():
    part = cq.Workplane().box(100, 60, 10).faces(">Z").workplane().pushPoints([(-20, 0), (20, 0)])
    return part.cboreHole(6.6, 11, 4).faces(">Z").workplane(origin=(0, 0)).hole(8, 6)


def test_a_recess_and_a_bottom_can_be_named():
    lines = {
        "screws": "2× ⌀6,6 ⌴ ⌀11 ↧4",
        "pocket": "⌀8 ↧6",
        "pitch": {"size": "40", "between": ["screws[1].recess", "screws[2].recess"]},
        "rest": {"size": "4", "between": ["<Z", "deep"]},
    }
    geometry, problems = resolve(
        counterbored(), lines, features={"deep": "pocket.bottom"}, datums={"A": "screws.recess"}
    )
    assert problems == ()
    first, both = geometry.features["screws[1].recess"], geometry.features["screws.recess"]
    assert {f.surface for f in first} == {"cylinder", "plane"}
    assert set(first[0].faces) < {i for f in both for i in f.faces}
    assert geometry.features["deep"] == geometry.features["pocket.bottom"]


@pytest.mark.parametrize(
    ("end", "told"),
    [
        ("screws.bottom", "goes through"),
        ("pocket.recess", "counterbore"),
        ("face.bottom", "no hole"),
        ("nothing.bottom", "neither"),
        ("pocket.bottom[2]", "1 instance,"),
    ],
)
def test_what_a_hole_does_not_have_is_a_problem(end, told):
    lines = {"screws": "2× ⌀6,6 ⌴ ⌀11 ↧4", "pocket": "⌀8 ↧6"}
    lines["it"] = {"size": "5", "between": ["<Z", end]}
    _, (problem,) = resolve(counterbored(), lines, features={"face": ">Z"})
    assert (problem.name, problem.path) == (end, "dimensions.it.between")
    assert told in str(problem.reason)


def test_a_bore_with_a_keyway_is_one_bore():
    geometry, _ = resolve(keyed_hub(), {"bore": "⌀20 H7"})
    (bore,) = geometry.features["bore"]
    assert (bore.hollow, bore.radius_mm) == (True, 10.0)


def test_a_bore_in_two_faces_is_one_bore():
    slit = cq.Workplane().box(2, 100, 60)
    part = keyed_hub().cut(slit)
    geometry, _ = resolve(part, {"bore": "⌀20 H7"})
    (bore,) = geometry.features["bore"]
    assert len(bore.faces) == 2
    # the keyway of 6 (+y) and the slit of 2 (-y) are missing
    missing = math.asin(3 / 10) * 2 + math.asin(1 / 10) * 2
    covered = instances.arc_deg(bore, geometry.faces)
    assert covered == pytest.approx(360 - math.degrees(missing), abs=1e-9)


def test_a_bore_that_a_groove_interrupts_is_one_bore_and_two_when_two_are_asked_for():
    fork = cq.Workplane().box(40, 60, 30).cut(cq.Workplane().box(40, 20, 40))
    fork = fork.cut(cq.Workplane("XZ").workplane(offset=-50).circle(6).extrude(100))
    once, _ = resolve(fork, {"pin": "⌀12 H8"})
    assert len(once.features["pin"]) == 1
    twice, _ = resolve(fork, {"pin": "2× ⌀12 H8"})
    spans = [instances.place(f, twice.faces)[1] for f in twice.features["pin"]]
    assert spans == pytest.approx([-20, 20])
    never, _ = resolve(fork, {"pin": "3× ⌀12 H8"})
    assert "pin" not in never.features


@pytest.mark.parametrize(
    ("size", "hollow"), [("⌀20 H7", True), ("⌀20 h6", False), ("⌀20 ↧10", True)]
)
def test_hole_or_shaft_is_part_of_the_match(size, hollow):
    part = keyed_hub().union(cq.Workplane().workplane(offset=40).circle(10).extrude(5))
    part = part.union(cq.Workplane().workplane(offset=25).circle(25).extrude(15))
    geometry, _ = resolve(part, {"fit": size})
    (feature,) = geometry.features["fit"]
    assert feature.hollow is hollow


def test_a_tapped_hole_is_not_its_screw():
    part = plate((0, 0), diameter=6.8).union(
        cq.Workplane().center(30, 0).workplane(offset=5).circle(4).extrude(10)
    )
    dimensions = {"tapping": "M8-6H", "stud": "M8-6g"}
    geometry, _ = resolve(part, dimensions)
    (tapping,), (stud,) = geometry.features["tapping"], geometry.features["stud"]
    assert (2 * tapping.radius_mm, tapping.hollow) == (6.8, True)
    assert (2 * stud.radius_mm, stud.hollow) == (8.0, False)


def test_a_fillet_is_no_diameter():
    part = cq.Workplane().box(50, 50, 10).edges("|Z").fillet(5).faces(">Z").workplane().hole(10)
    geometry, _ = resolve(part, {"bore": "⌀10", "corners": "4× R5"})
    assert len(geometry.features["bore"]) == 1
    assert len(geometry.features["corners"]) == 4
    assert all(not f.hollow for f in geometry.features["corners"])


def test_the_ends_of_a_slot_are_radii():
    part = cq.Workplane().box(60, 30, 10).faces(">Z").workplane().slot2D(40, 10).cutThruAll()
    geometry, _ = resolve(part, {"ends": "2× R5", "bore": "⌀10"})
    assert len(geometry.features["ends"]) == 2
    assert "bore" not in geometry.features


def test_a_tag_on_a_counterbored_hole_means_what_fits_the_dimension():
    part = (
        cq.Workplane().box(60, 30, 20).faces(">Z").workplane()
        .pushPoints([(-20, 0), (20, 0)]).cboreHole(6.6, 11, 6.8)
    )  # fmt: skip
    named = part.faces("%CYLINDER").vals() + part.faces("|Z").faces("not <Z").vals()
    geometry, _ = resolve(part, {"holes": "2× ⌀6,6 ⌴ ⌀11 ↧6,8"}, {"holes": named})
    assert [2 * f.radius_mm for f in geometry.features["holes"]] == [6.6, 6.6]
    twin, _ = resolve(part, {"holes": "2× ⌀6,5 ⌴ ⌀11 ↧6,8"}, {"holes": named})
    assert [2 * f.radius_mm for f in twin.features["holes"]] == [6.6, 6.6]


def test_a_callout_names_all_that_it_makes():
    part = (
        cq.Workplane().box(60, 30, 20).faces(">Z").workplane()
        .pushPoints([(-20, 0), (20, 0)]).cboreHole(6.6, 11, 6.8)
        .faces("<Z").workplane(centerOption="CenterOfBoundBox").hole(5, 8)
        .faces("<X").workplane(centerOption="CenterOfBoundBox").cskHole(4, 8, 90, 15)
    )  # fmt: skip
    drill = cq.Workplane(cq.Solid.makeCone(2.5, 0, 1.5)).translate((0, 0, -2))
    part = part.cut(drill)
    lines = {"holes": "2× ⌀6,6 ⌴ ⌀11 ↧6,8", "dowel": "⌀5 ↧8", "screw": "⌀4 ⌵ ⌀8 × 90°"}
    geometry, _ = resolve(part, lines)

    def surfaces(name):
        return sorted(f.surface for f in geometry.features[name])

    assert surfaces("holes.recess") == ["cylinder", "cylinder", "plane"]
    assert [f.radius_mm for f in geometry.features["holes.recess"] if f.radius_mm] == [5.5, 5.5]
    assert surfaces("dowel.bottom") == ["cone"]
    assert surfaces("screw.recess") == ["cone"]
    assert surfaces("screw.bottom") == ["plane"]
    assert set(geometry.features) - set(lines) == {
        "holes.recess", "dowel.bottom", "screw.recess", "screw.bottom",
    }  # fmt: skip
    assert len(geometry.unnamed_faces()) == 6


def test_faces_that_a_slot_divides_are_one_plane():
    part = cq.Workplane().box(60, 40, 20).cut(cq.Workplane().box(60, 8, 40).translate((0, 0, 20)))
    geometry, _ = resolve(part, {}, features={"top": ">Z"})
    (top,) = geometry.features["top"]
    assert len(top.faces) == 2


def test_a_named_hole_is_not_counted_among_those_found_by_size():
    part = plate((-20, 0), (0, 0), (20, 0))
    pilot = [f for f in part.faces("%CYLINDER").vals() if abs(f.Center().x) < 1]
    dimensions = {"holes": "2× ⌀9", "pilot": "⌀9"}
    geometry, _ = resolve(part, dimensions, {"pilot": pilot})
    places = [instances.place(f, geometry.faces)[0] for f in geometry.features["holes"]]
    assert places == pytest.approx([-20, 20])


def test_a_fuller_callout_takes_its_holes_first():
    top = box_with_plain_and_counterbored_holes(plain=2, counterbored=3)
    dimensions = {"plain": "2× ⌀6,6", "sunk": "3× ⌀6,6 ⌴ ⌀11 ↧6,8"}
    for lines in (dimensions, dict(reversed(dimensions.items()))):
        geometry, _ = resolve(top, lines)
        heights = {
            name: {round(instances.place(f, geometry.faces)[1]) for f in geometry.features[name]}
            for name in lines
        }
        assert heights == {"plain": {-10}, "sunk": {10}}
    twin, _ = resolve(box_with_plain_and_counterbored_holes(plain=3, counterbored=2), dimensions)
    assert not set(twin.features) & set(dimensions)


def box_with_plain_and_counterbored_holes(plain, counterbored):
    top = cq.Workplane().box(100, 50, 20).faces(">Z").workplane()
    top = top.pushPoints([(20 * i - 30, -10) for i in range(plain)]).hole(6.6)
    top = top.faces(">Z").workplane(origin=(0, 0, 10))
    return top.pushPoints([(20 * i - 30, 10) for i in range(counterbored)]).cboreHole(6.6, 11, 6.8)


def test_references_of_datums_and_tolerances_are_kept_under_their_text():
    geometry, problems = resolve(
        plate((0, 0)),
        {"bore": "⌀9"},
        features={"base": "<Z"},
        datums={"A": "base", "B": "<X"},
        tolerances={
            "perp": {"symbol": "perpendicularity", "value": "⌀0,05", "on": "bore",
                     "datums": ("A",)},
        },
    )  # fmt: skip
    assert problems == ()
    assert geometry.features["<X"][0].direction == pytest.approx((-1, 0, 0))
    assert set(geometry.features) == {"bore", "base", "<X"}
    # top, <Y, >Y, >X
    assert len(geometry.unnamed_faces()) == 4


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (">Q", "character"),
        (">Z[7]", "no face"),
        ("|X and |Y", "no face"),
        ("bse", "neither"),
        ("%SPHERE", "no face"),
        ("#(0,0,0)", "no face"),
    ],
)
def test_a_selector_or_name_that_denotes_nothing_is_a_problem(text, told):
    _, problems = resolve(plate((0, 0)), {}, features={"face": text, "base": "<Z"})
    (problem,) = problems
    assert problem.path == "features.face"
    assert told in str(problem.reason)
    assert problem.candidates == (("base",) if text == "bse" else ())


def test_names_that_refer_to_one_another_are_a_problem():
    with pytest.raises(InvalidInputError) as error:
        resolve(plate((0, 0)), {}, features={"a": "b", "b": "a"})
    assert "a → b → a" in str(error.value.problems[0].message)


def test_a_length_between_two_faces_stands_for_both_where_a_datum_is_on_it():
    lines = {"width": {"size": "100", "between": ["<X", ">X"]}}
    geometry, problems = resolve(plate((0, 0)), lines, datums={"A": "width"})
    assert problems == ()
    assert [f.direction[0] for f in geometry.features["width"]] == [-1, 1]


def test_a_dimension_of_other_features_is_no_feature():
    lines = {"hole": "⌀9", "height": {"size": "50", "between": ["<X", "hole"]}}
    _, (problem,) = resolve(plate((0, 0)), lines, datums={"A": "height"})
    assert (problem.name, problem.path) == ("height", "datums.A")


def test_a_lost_size_is_told_by_its_measurement_only():
    height = {"size": "5", "between": ["<Z", "bore"]}
    geometry, problems = resolve(plate((0, 0)), {"bore": "⌀8", "height": height})
    assert "bore" not in geometry.features
    assert problems == ()


@pytest.mark.parametrize("end", ["bore", "bore[1]", "bore.bottom"])
def test_what_belongs_to_a_lost_size_is_told_by_its_measurement_only(end):
    height = {"size": "5", "between": ["<Z", end]}
    _, problems = resolve(plate((0, 0)), {"bore": "⌀8 ↧3", "height": height})
    assert problems == ()


def test_two_bodies_are_searched_alike():
    both = cq.Compound.makeCompound([
        cq.Solid.makeCylinder(5, 10),
        cq.Solid.makeCylinder(5, 10, cq.Vector(30, 0, 0)),
    ])  # fmt: skip
    geometry, _ = resolve(cq.Workplane(both), {"pins": "2× ⌀10 h6"})
    assert [f.point[0] for f in geometry.features["pins"]] == pytest.approx([0, 30])


def test_the_parts_of_a_shaft_are_ordered_along_it():
    shaft = cq.Workplane("YZ").circle(10).extrude(60).union(
        cq.Workplane("YZ").workplane(offset=20).circle(15).extrude(20)
    )  # fmt: skip
    faces = face_geometries(shaft.val())
    (seat,) = [f for f in instances.unite(faces, "size") if f.radius_mm == 10]
    parts = instances.lengthwise_parts(seat, faces)
    assert [part.span_mm for part in parts] == [
        pytest.approx((0, 20), abs=1e-9),
        pytest.approx((40, 60), abs=1e-9),
    ]
