"""Tags followed to faces of the final solid; truth by position, size and type of the faces."""

from __future__ import annotations

import math

import cadquery as cq
import pytest
from cadquery import func
from OCP.BRepAdaptor import BRepAdaptor_Surface

from gmp_cad.kernel import brep
from gmp_cad.kernel.scripts.naming import FaceNames


class Named:
    """The final solid of a model and the faces found under each name."""

    def __init__(self, recorder: FaceNames, shape: cq.Workplane | cq.Shape, bodies: int = 1):
        self.solid = brep.single_solid(shape, bodies)
        self.names = recorder.names(self.solid)
        self.all = self.solid.Faces()

    def __getitem__(self, name: str) -> list[cq.Face]:
        return [self.all[i] for i in self.names.named.get(name, ())]

    def rounded(self, name: str) -> list[tuple[str, tuple[float, ...]]]:
        """Return surface type and centre (mm) of each face of that name, sorted."""
        return sorted(
            (f.geomType(), tuple(round(c, 6) + 0.0 for c in f.Center().toTuple()))
            for f in self[name]
        )


def made(model, bodies: int = 1) -> Named:
    with FaceNames() as recorder:
        shape = model()
    return Named(recorder, shape, bodies)


def radii(faces: list[cq.Face]) -> list[float]:
    return sorted(round(BRepAdaptor_Surface(f.wrapped).Cylinder().Radius(), 9) for f in faces)


def plate() -> cq.Workplane:
    return cq.Workplane().box(80, 60, 10)


def drilled(x: float, d: float, name: str):
    return lambda w: w.faces(">Z").workplane(origin=(x, 0, 0)).hole(d).tag(name)


# --- tags on solids


def test_a_first_solid_names_all_its_faces():
    named = made(lambda: plate().tag("body"))
    assert named.names.named == {"body": (0, 1, 2, 3, 4, 5)}


def test_a_hole_names_its_cylinder_alone():
    named = made(lambda: plate().faces(">Z").workplane().hole(20).tag("bore"))
    assert named.rounded("bore") == [("CYLINDER", (0, 0, 0))]
    assert radii(named["bore"]) == [10]
    assert named.names.lost == {}


def test_a_counterbored_hole_names_bore_counterbore_and_floor():
    named = made(lambda: plate().faces(">Z").workplane().cboreHole(5, 9, 3).tag("c"))
    assert [kind for kind, _ in named.rounded("c")] == ["CYLINDER", "CYLINDER", "PLANE"]
    assert radii([f for f in named["c"] if f.geomType() == "CYLINDER"]) == [2.5, 4.5]
    (floor,) = (f for f in named["c"] if f.geomType() == "PLANE")
    assert floor.Area() == pytest.approx(math.pi * (4.5**2 - 2.5**2))


@pytest.mark.parametrize(
    "place",
    [
        lambda w: w.pushPoints([(-20, -10), (20, -10), (0, 15)]),
        lambda w: w.rarray(20, 1, 3, 1),
        lambda w: w.polarArray(20, 0, 360, 3),
    ],
)
def test_a_pattern_of_holes_names_every_hole(place):
    named = made(lambda: place(plate().faces(">Z").workplane()).hole(6).tag("holes"))
    assert radii(named["holes"]) == [3, 3, 3]
    assert len(named.all) == 9


def test_a_boss_names_its_side_and_top_and_not_the_plane_that_it_stands_on():
    named = made(lambda: plate().faces(">Z").workplane().circle(8).extrude(12).tag("boss"))
    assert named.rounded("boss") == [("CYLINDER", (0, 0, 11)), ("PLANE", (0, 0, 17))]


def test_a_blind_pocket_names_walls_and_floor():
    named = made(lambda: plate().faces(">Z").workplane().rect(20, 10).cutBlind(-4).tag("pocket"))
    assert [kind for kind, _ in named.rounded("pocket")] == ["PLANE"] * 5
    assert ("PLANE", (0, 0, 1)) in named.rounded("pocket")


def test_a_fillet_can_be_named():
    named = made(lambda: plate().edges("|Z").fillet(5).tag("corners"))
    assert radii(named["corners"]) == [5, 5, 5, 5]


def test_transformation_and_selection_between_operation_and_tag_create_nothing():
    def model():
        w = plate().faces(">Z").workplane().hole(20).rotate((0, 0, 0), (1, 0, 0), 90)
        return w.translate((5, 0, 0)).solids().tag("bore")

    named = made(model)
    assert named.rounded("bore") == [("CYLINDER", (5, 0, 0))]


def test_a_cut_that_misses_does_not_name_what_was_there_before():
    def model():
        w = plate().faces(">Z").workplane().hole(20)
        return w.cut(cq.Workplane().box(1, 1, 1).translate((500, 0, 0))).tag("slot")

    named = made(model)
    assert named.names.named == {}
    assert named.names.lost["slot"].startswith("tag (test_naming.py:")


# --- tags on faces


def test_a_tag_on_faces_names_them():
    named = made(lambda: plate().faces(">Z").tag("top").end().faces("<Z").tag("base").end())
    assert named.rounded("top") == [("PLANE", (0, 0, 5))]
    assert named.rounded("base") == [("PLANE", (0, 0, -5))]


def test_the_models_own_use_of_tags_keeps_working():
    def model():
        w = plate().faces(">Z").tag("top").end()
        w = w.faces("<Z").workplane().hole(8)
        return w.faces(tag="top").workplane().rect(50, 30).vertices().hole(4).tag("small")

    named = made(model)
    # faces(tag=…) of an older face: CadQuery builds on the solid below it, here as well as without
    assert named["top"]
    assert radii(named["small"]) == [2, 2, 2, 2]


def test_workplane_from_tagged_keeps_working():
    def model():
        w = plate().faces(">Z").workplane().tag("wp")
        w = w.center(10, 0).hole(5)
        return w.workplaneFromTagged("wp").center(-10, 0).hole(7).tag("second")

    named = made(model)
    assert radii(named["second"]) == [3.5]
    assert set(named.names.named) == {"second"}
    assert named.names.lost == {}


def test_tags_on_edges_points_and_wires_name_nothing():
    def model():
        w = plate().edges("|Z").tag("e").end().vertices(">Z").tag("v").end()
        w = w.faces(">Z").wires().tag("w").end(2)
        w = w.edges(tag="e").chamfer(2)
        return w.faces(">Z").workplane().pushPoints([(0, 0)]).tag("p").hole(3)

    named = made(model)
    assert (named.names.named, named.names.lost) == ({}, {})
    assert len(named.all) == 11


def test_a_face_without_a_solid_is_construction_and_not_reported_lost():
    def model():
        cq.Workplane(cq.Face.makePlane(5, 5, (100, 0, 0))).tag("sketch")
        return plate()

    assert made(model).names.lost == {}


# --- following

TOP = cq.selectors.DirectionMinMaxSelector(cq.Vector(0, 0, 1))
UP = cq.Matrix(cq.Location((0, 0, 7)).wrapped.Transformation())


def test_rotate_and_translate():
    def model():
        w = plate().faces(">Z").workplane(origin=(20, 0, 0)).hole(10).tag("bore")
        return w.rotate((0, 0, 0), (0, 0, 1), 90).translate((0, 0, 7))

    assert made(model).rounded("bore") == [("CYLINDER", (0, 20, 7))]


@pytest.mark.parametrize(
    "move",
    [
        lambda s: s.moved(cq.Location((0, 0, 7))),
        lambda s: s.moved(0, 0, 7),
        lambda s: s.located(cq.Location((0, 0, 7))),
        lambda s: s.copy().move(cq.Location((0, 0, 7))),
        lambda s: s.copy().locate(cq.Location((0, 0, 7))),
        lambda s: s.transformShape(UP),
        lambda s: s.transformGeometry(UP),
    ],
)
def test_moves_of_shapes(move):
    def model():
        return move(plate().faces(">X").tag("right").end().val())

    # transformGeometry makes a spline of the plane
    assert [centre for _, centre in made(model).rounded("right")] == [(40, 0, 7)]


def test_copies_at_several_places_carry_the_name_each():
    def model():
        pin = cq.Workplane().circle(2).extrude(5).faces(">Z").tag("tip").end().val()
        return pin.moved(cq.Location((0, 0, 0)), cq.Location((10, 0, 0)), cq.Location((20, 0, 1)))

    named = made(model, bodies=3)
    assert named.rounded("tip") == [
        ("PLANE", (0, 0, 5)),
        ("PLANE", (10, 0, 5)),
        ("PLANE", (20, 0, 6)),
    ]


def test_mirror_with_union_names_original_and_image():
    def model():
        w = plate().faces(">Z").workplane(origin=(25, 5, 0)).hole(10).tag("bore")
        return w.mirror("YZ", (40, 0, 0), union=True)

    assert made(model).rounded("bore") == [("CYLINDER", (25, 5, 0)), ("CYLINDER", (55, 5, 0))]


def test_mirror_alone_names_the_image():
    def model():
        return plate().faces(">X").tag("right").end().mirror("YZ")

    assert made(model).rounded("right") == [("PLANE", (-40, 0, 0))]


@pytest.mark.parametrize("first", [-20, 20])
def test_two_bosses_of_equal_height_are_not_confused(first):
    def model():
        w = plate().faces(">Z").workplane(origin=(first, 0, 0)).circle(6).extrude(10).tag("one")
        w = w.faces("<Z").workplane(origin=(-first, 0, 0)).circle(6).extrude(-20).tag("two")
        return w.edges("%CIRCLE and >Z").chamfer(1)

    named = made(model)
    assert {round(f.Center().x) for f in named["one"]} == {first}
    assert {round(f.Center().x) for f in named["two"]} == {-first}
    assert len(named["one"]) == len(named["two"]) == 2


def test_tops_tagged_as_faces_of_two_bosses_of_equal_height():
    def model():
        w = plate().faces(">Z").workplane().pushPoints([(-20, 0), (20, 0)]).circle(6).extrude(10)
        w = w.faces(">Z").faces("<X").tag("left").end(2).faces(">Z").faces(">X").tag("right")
        return w.end(2).edges("%CIRCLE and >Z").fillet(1)

    named = made(model)
    assert named.rounded("left") == [("PLANE", (-20, 0, 15))]
    assert named.rounded("right") == [("PLANE", (20, 0, 15))]


def test_a_ring_and_the_disc_inside_it_on_one_plane_are_not_confused():
    def model():
        w = plate().faces(">Z").workplane().circle(20).circle(15).cutBlind(-3)
        disc = cq.selectors.BoxSelector((-16, -16, 4), (16, 16, 6), boundingbox=True)
        w = w.faces(disc).tag("disc").end().faces(cq.selectors.SumSelector(TOP, TOP) - disc)
        return w.tag("around").end().edges(">X and |Y and >Z").chamfer(1).faces(">Z").chamfer(0.5)

    named = made(model)
    assert [f.Area() for f in named["disc"]] == [pytest.approx(math.pi * 14.5**2)]
    around = 78 * 59 - math.pi * 20.5**2
    assert [f.Area() for f in named["around"]] == [pytest.approx(around)]


def test_the_place_that_a_shape_is_moved_to_gives_it_no_name():
    def model():
        spot = cq.Workplane().box(1, 1, 1).faces(">Z").tag("spot").val()
        return cq.Workplane().box(4, 4, 4).val().moved(spot)

    named = made(model)
    assert named.names.named == {}
    assert list(named.names.lost) == ["spot"]


def test_keyway_in_a_bore():
    def model():
        w = cq.Workplane().circle(30).extrude(20).faces(">Z").workplane().hole(20).tag("bore")
        return w.cut(cq.Workplane().box(6, 12, 40).translate((0, 6, 0))).tag("keyway")

    named = made(model)
    assert radii(named["bore"]) == [10]
    angle = 2 * math.pi - 2 * math.asin(3 / 10)
    assert named["bore"][0].Area() == pytest.approx(10 * angle * 20)
    assert [kind for kind, _ in named.rounded("keyway")] == ["PLANE"] * 3


def test_a_face_split_in_two_keeps_its_name_on_both():
    def model():
        w = plate().faces(">Z").tag("top").end()
        return w.faces(">Z").workplane().rect(10, 100).cutBlind(-3)

    assert made(model).rounded("top") == [("PLANE", (-22.5, 0, 5)), ("PLANE", (22.5, 0, 5))]


def test_a_hole_through_a_tagged_face_and_a_bore_cut_in_two():
    def model():
        w = plate().faces(">Z").tag("top").end()
        w = w.faces(">X").workplane().hole(4).tag("cross")
        return w.faces(">Z").workplane(origin=(0, 0, 0)).hole(30)

    named = made(model)
    assert named["top"][0].Area() == pytest.approx(80 * 60 - math.pi * 15**2)
    assert radii(named["cross"]) == [2, 2]


def test_fillet_over_an_edge_of_a_tagged_face():
    def model():
        w = plate().faces(">Z").tag("top").end().faces(">X").tag("right").end()
        return w.edges(">Z and >X").tag("edge").fillet(3)

    named = made(model)
    assert named["top"][0].Area() == pytest.approx(77 * 60)
    assert named["right"][0].Area() == pytest.approx(7 * 60)
    assert set(named.names.named) == {"top", "right"}


def test_chamfer_all_around_a_tagged_face():
    named = made(lambda: plate().faces(">Z").tag("top").end().faces(">Z").chamfer(1))
    assert [f.Area() for f in named["top"]] == [pytest.approx(78 * 58)]


def test_shell_keeps_the_outer_faces_and_the_rim_of_the_opened_one():
    def model():
        w = plate().faces(">Z").tag("top").end().faces("<Z").tag("base").end()
        return w.faces(">Z").shell(-2)

    named = made(model)
    assert [f.Area() for f in named["base"]] == [pytest.approx(80 * 60)]
    assert [f.Area() for f in named["top"]] == [pytest.approx(80 * 60 - 76 * 56)]


def test_union_with_a_chain_that_was_tagged_by_itself():
    def model():
        b = cq.Workplane().circle(10).extrude(30).faces(">Z").tag("tip").end()
        b = b.faces(">Z").workplane().hole(6).tag("bore")
        return plate().faces(">Z").tag("top").end().union(b)

    named = made(model)
    assert named.rounded("tip") == [("PLANE", (0, 0, 30))]
    assert radii(named["bore"]) == [3]
    assert named["top"][0].Area() == pytest.approx(80 * 60 - math.pi * 10**2)


def test_the_faces_left_by_a_tagged_cutter_carry_its_name():
    def model():
        tool = cq.Workplane().circle(5).extrude(100).translate((0, 0, -50)).tag("bore")
        return plate().cut(tool)

    assert made(model).rounded("bore") == [("CYLINDER", (0, 0, 0))]


def test_a_name_given_twice_names_both():
    def model():
        w = plate().faces(">Z").workplane(origin=(20, 0, 0)).hole(5).tag("holes")
        return w.faces(">Z").workplane(origin=(-20, 0, 0)).hole(7).tag("holes")

    assert radii(made(model)["holes"]) == [2.5, 3.5]


def test_free_functions_and_operators():
    def model():
        body = plate().faces(">Z").tag("top").end().val()
        body = body - func.cylinder(10, 100).moved(0, 0, -50)
        body = func.fillet(body.solid(), body.edges(">X and |Z"), 4)
        return func.clean(body + func.box(10, 10, 10).moved(-40, 0, 0))

    named = made(model)
    assert len(named["top"]) == 1
    assert named["top"][0].Center().z == pytest.approx(5)


def test_spline_faces_are_followed():
    def model():
        profile = (
            cq.Workplane().moveTo(0, 0).spline([(10, 4), (20, -3), (30, 2)], includeCurrent=True)
        )
        w = profile.lineTo(30, -20).lineTo(0, -20).close().extrude(10)
        w = w.faces("not(#Z or |Y or |X or |Z)").tag("wave").end()
        w = w.faces(">Z").workplane(origin=(15, 0, 0)).rect(4, 100).cutThruAll()
        return w.rotate((0, 0, 0), (1, 1, 0), 33)

    named = made(model, bodies=2)
    assert {f.geomType() for f in named["wave"]} <= {"BSPLINE", "EXTRUSION"}
    assert len(named["wave"]) == 2


# --- lost names


def test_a_face_that_is_removed_is_lost_where_it_was_removed():
    def model():
        w = plate().faces(">Z").workplane().hole(20).tag("bore")
        return w.faces(">Z").workplane().hole(30)

    named = made(model)
    assert named.names.named == {}
    text = named.names.lost["bore"]
    assert text.startswith("hole (test_naming.py:")
    assert "nearest: face" in text
    assert "cylinder at (0, 0, 0)" in text


def test_a_tag_of_another_body_is_lost():
    def model():
        cq.Workplane().box(1, 1, 1).translate((500, 0, 0)).faces(">Z").tag("elsewhere")
        return plate()

    text = made(model).names.lost["elsewhere"]
    assert text.startswith("not part of the shape that the model returned; nearest: face")


def test_an_operation_that_is_not_looked_at_is_bridged_by_the_last_known_faces():
    from OCP.BRepBuilderAPI import BRepBuilderAPI_Copy

    def model():
        w = plate().faces(">Z").workplane().hole(20).tag("bore")
        return cq.Shape.cast(BRepBuilderAPI_Copy(w.val().wrapped).Shape())

    assert made(model).rounded("bore") == [("CYLINDER", (0, 0, 0))]


# --- the recorder


def test_everything_is_put_back_even_after_an_exception():
    from cadquery.occ_impl import shapes

    owners = (cq.Workplane, cq.Shape, cq.Compound, cq.Solid, shapes.Mixin3D, shapes, func)
    before = [dict(vars(owner)) for owner in owners]

    def fail():
        assert vars(cq.Workplane)["tag"] is not before[0]["tag"]
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), FaceNames():
        fail()
    after = [dict(vars(owner)) for owner in owners]
    for old, new in zip(before, after, strict=True):
        assert all(new[key] is value for key, value in old.items() if not key.startswith("_abc"))


def test_a_replacement_kept_by_someone_does_nothing_afterwards():
    with FaceNames() as recorder:
        kept = func.cut
        shape = plate().faces(">Z").tag("top").end().val()
    result = kept(shape, func.cylinder(10, 100).moved(0, 0, -50))
    assert result.Volume() == pytest.approx(80 * 60 * 10 - math.pi * 25 * 10)
    assert recorder.names(shape).named["top"]


def test_indices_hold_when_the_brep_is_written_and_read():
    def model():
        w = plate().faces(">Z").workplane().rarray(20, 20, 3, 2).cboreHole(5, 9, 3).tag("c")
        return w.edges("|Z and >X").fillet(4).rotate((0, 0, 0), (1, 2, 3), 20)

    named = made(model)
    read = brep.from_bytes(brep.to_bytes(named.solid)).Faces()
    assert len(named["c"]) == 18
    for i in named.names.named["c"]:
        assert read[i].geomType() == named.all[i].geomType()
        assert read[i].Center().toTuple() == pytest.approx(named.all[i].Center().toTuple())
