"""What a hole is for decides where a part is cut, and on which side it is looked at."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import cadquery as cq
import pytest

from gmp_cad.drawing.annotation import Callout, End, Frame
from gmp_cad.drawing.primitives import Group, Polyline, box_of
from gmp_cad.drawing.view import View, cross, dot
from gmp_cad.drawing.views.cavity import TAPPED, holes
from gmp_cad.drawing.views.centring import centre_lines
from gmp_cad.drawing.views.choice import candidate_views
from gmp_cad.drawing.views.coplanar import with_coplanar
from gmp_cad.drawing.views.details import details
from gmp_cad.drawing.views.lines import draw_view
from gmp_cad.drawing.views.plan import PlannedView
from gmp_cad.drawing.views.planner import plan_views
from gmp_cad.drawing.views.seen import DASHED, shows, sight_of
from gmp_cad.evidence import PartGeometry, Vector
from gmp_cad.kernel.surfaces.faces import face_geometries
from tests.drawing.views.conftest import Drawn, X, Y, Z, cylinder, diameter, length, plane

FRAME = Frame(symbol="⟂", value="⌀0,02", datums=("A",))


@cache
def keyed(side: float, bar: float = 100.0) -> Drawn:
    """A shaft ⌀20 with a hole ⌀3 in each end, and a keyway 6 × 30 towards +Z or -Z."""
    solid = cq.Workplane("YZ").circle(10).extrude(bar)
    solid = solid.faces(">X").workplane().hole(3, 8).faces("<X").workplane().hole(3, 8)
    key = cq.Workplane("XY", origin=(bar / 2, 0, 6.5)).slot2D(30, 6).extrude(20)
    shape = solid.cut(key if side > 0 else key.mirror("XY")).val()
    faces = face_geometries(shape)
    floor = End(point=(bar / 2, 0, 6.5 * side), faces=plane(faces, (0.0, 0.0, side), 6.5))
    back = End(point=(bar / 2, 0, -10 * side), faces=cylinder(faces, 10.0))
    left = Callout(line="left", kind="length", texts=("16,5",), ends=(floor, back), direction=Z)
    callouts = (
        left,
        length("bar", faces, X, 0, bar),
        diameter("outer", faces, 10.0, X),
        length("key", faces, Y, -3, 3),
    )
    return Drawn(shape, callouts)


@pytest.mark.parametrize("side", [1.0, -1.0])
def test_the_keyway_of_a_shaft_faces_the_viewer(side: float) -> None:
    part = keyed(side)
    right, up = candidate_views(part.geometry)["front"]
    assert cross(right, up) == pytest.approx((0, 0, side))
    floor = plane(part.geometry.faces, (0.0, 0.0, side), 6.5)
    seen = sight_of(part.projections["front"], {f.index: f for f in part.geometry.faces})
    assert set(floor) <= seen.facing


def test_each_hole_on_the_axis_of_a_shaft_has_a_break_out_of_its_own() -> None:
    windows = sorted(out.window for out in keyed(1.0).plan.views[0].broken)
    assert len(windows) == 2
    # around 0 to 8 and 92 to 100, and nothing of the 84 between them
    left, right = windows
    assert left[0] < 0
    assert 8 < left[2] < 20
    assert 80 < right[0] < 92
    assert right[2] > 100


@pytest.mark.parametrize(("bar", "slot"), [(100.0, None), (50.0, (1, 0))])
def test_a_section_of_a_long_shaft_stands_where_there_is_room(
    bar: float, slot: tuple[int, int] | None
) -> None:
    (section,) = (view for view in keyed(1.0, bar).plan.views if view.kind == "section")
    assert section.letter
    assert section.slot == slot


@pytest.fixture(scope="module")
def flange() -> Drawn:
    """A flange ⌀80 × 20 bored ⌀20, with four blind holes ⌀5 in its face at +X, on ⌀50."""
    solid = cq.Workplane("YZ").circle(40).extrude(20).faces(">X").workplane().hole(20)
    shape = solid.faces(">X").workplane().polarArray(25, 0, 360, 4).hole(5, 10).val()
    faces = face_geometries(shape)
    centre = End(point=(0.0, 0.0, 0.0), axis=X)
    circle = Callout(
        line="circle", kind="circle", texts=("⌀50",), ends=(centre, centre), direction=X,
        radius_mm=25.0, faces=cylinder(faces, 2.5),
    )  # fmt: skip
    callouts = (length("width", faces, X, 0, 20), diameter("outer", faces, 40.0, X), circle)
    return Drawn(shape, callouts)


def test_a_pitch_circle_is_drawn_where_its_holes_are_seen(flange: Drawn) -> None:
    faces = {face.index: face for face in flange.geometry.faces}
    views = candidate_views(flange.geometry)
    (open_side,) = (n for n in ("left", "right") if dot(cross(*views[n]), X) > 0)
    other = "left" if open_side == "right" else "right"
    circle = flange.callouts[-1]
    assert shows(sight_of(flange.projections[open_side], faces), circle) == 0
    cost = shows(sight_of(flange.projections[other], faces), circle)
    assert cost is None or cost >= DASHED
    assert open_side in {view.name for view in flange.plan.views}


def spindle() -> Drawn:
    """A tube ⌀60/⌀30 × 90 with a slot 12 × 8 across one end along Z, and four taps at 45° in it."""
    solid = cq.Workplane("YZ").circle(30).circle(15).extrude(90)
    solid = solid.cut(cq.Workplane("XY").box(16, 12, 80))
    shape = solid.faces("<X").workplane().polarArray(22, 45, 360, 4).hole(5, 12).val()
    faces = face_geometries(shape)
    callouts = (
        length("length", faces, X, 0, 90),
        diameter("outer", faces, 30.0, X),
        length("slot", faces, Y, -6, 6),
        diameter("taps", faces, 2.5, X),
    )
    return Drawn(shape, callouts)


def test_what_lies_across_a_tube_is_not_turned_aside_for_holes_in_its_end() -> None:
    part = spindle()
    up = candidate_views(part.geometry)["front"][1]
    assert max(abs(dot(up, Y)), abs(dot(up, Z))) == pytest.approx(1)
    # cut along its axis, and not beside it through the holes
    for cut in part.plan.cuts:
        towards = cross(cut.right, cut.up)
        assert dot(towards, X) or [depth for _, depth in cut.steps] == pytest.approx([0])


def test_a_fit_makes_a_hole_worth_its_axis_but_not_a_section(plate: Drawn) -> None:
    fitted = tuple(replace(c, frames=(FRAME,)) if c.line == "holes" else c for c in plate.callouts)
    annotations = replace(plate.annotations, callouts=fitted)
    own = cylinder(plate.geometry.faces, 4.5)
    asked = {c.faces for c in holes(plate.geometry.faces, annotations) if c.works}
    assert asked == {fitted[-1].faces}
    assert set(fitted[-1].faces) <= set(own)
    assert all(c.need < TAPPED for c in holes(plate.geometry.faces, annotations))
    assert plan_views(plate.geometry, annotations, plate.projections).cuts == ()


def test_an_end_of_a_length_is_all_of_its_plane() -> None:
    """A slot through an end face leaves two faces: either of them ends the length."""
    solid = cq.Workplane("XY").box(60, 40, 20, centered=(False, False, False))
    slotted = solid.cut(cq.Workplane("XY", origin=(0, 15, -1)).rect(20, 10).extrude(30)).val()
    faces = face_geometries(slotted)
    callout = length("length", faces, X, 0, 60)
    halves = plane(faces, (-1.0, 0.0, 0.0), 0)
    assert len(halves) == 2
    one = replace(callout.ends[0], faces=halves[:1])
    (wide,) = with_coplanar([replace(callout, ends=(one, callout.ends[1]))], faces)
    assert wide.ends[0].faces == halves
    # an edge lies on two planes: neither is its line
    edge = replace(callout.ends[0], faces=(halves[0], *plane(faces, Z, 20)))
    (kept,) = with_coplanar([replace(callout, ends=(edge, callout.ends[1]))], faces)
    assert kept.ends[0].faces == edge.faces


@pytest.mark.parametrize(("at", "symmetrical"), [(50.0, True), (53.0, False)])
def test_a_hidden_hole_beside_the_middle_leaves_no_line_of_symmetry(
    at: float, *, symmetrical: bool
) -> None:
    solid = cq.Workplane("XY").box(100, 60, 20, centered=(False, False, False))
    solid = solid.cut(cq.Workplane("XY", origin=(at, 10, -1)).circle(4).extrude(9))
    solid = solid.cut(cq.Workplane("XY", origin=(50, 30, -1)).circle(4).extrude(30))
    shape = solid.val()
    part = Drawn(shape, (length("length", face_geometries(shape), X, 0, 100),))
    view = replace(
        part.views()["front"], projection=part.projections["top"]
    )  # whichever is in front, the lines are those of the plan
    for name in ("front", "top", "bottom", "left", "right", "rear"):
        projection = part.projections[name]
        if abs(dot(cross(projection.right, projection.up), Z)) > 0.5:
            view = replace(view, projection=projection)
    faces = {face.index: face for face in part.geometry.faces}
    lines = [p for g in centre_lines(view, faces, ()) for p in g.primitives]
    reach = [box_of(line) for line in lines if isinstance(line, Polyline)]
    x0, y0, x1, y1 = view.box
    whole = max((box[3] - box[1] for box in reach), default=0.0)
    along = max((box[2] - box[0] for box in reach), default=0.0)
    longest = max(whole / (y1 - y0), along / (x1 - x0))
    assert (longest > 0.5) is symmetrical


def test_hidden_lines_are_those_of_what_nothing_else_shows(block: Drawn) -> None:
    """Of the counterbored hole at x = 20 alone, whatever else lies hidden."""
    own = cylinder(block.geometry.faces, 4.0)
    view = View(
        projection=block.projections["bottom"],
        scale=1.0,
        planned=PlannedView(name="bottom", hidden_of=own),
    )
    for planned, expected in ((view.planned, {20.0}), (PlannedView(name="bottom"), {20.0, 60.0})):
        groups = draw_view(replace(view, planned=planned), block.annotations, block.geometry)
        lines = [p for g in groups if g.layer == "hidden" for p in g.primitives]
        middles = {20.0 if abs(x) < 40 else 60.0 for p in lines for x in box_of(p)[::2]}
        assert middles == expected


def test_flats_of_a_turned_part_are_crossed() -> None:
    solid = cq.Workplane("YZ").circle(10).extrude(80)
    flat = cq.Workplane("XY").box(20, 30, 10, centered=(False, True, False))
    milled = solid.cut(flat.translate((30, 0, 7))).cut(flat.translate((30, 0, -17)))
    for shape, crosses in ((milled.val(), 1), (solid.val(), 0)):
        part = Drawn(shape, (length("bar", face_geometries(shape), X, 0, 80),))
        view = part.views()["front"]
        groups = draw_view(view, part.annotations, part.geometry)
        lines = [p for g in groups if g.layer == "smooth" for p in g.primitives]
        diagonals = [
            p for p in lines if isinstance(p, Polyline) and _is_sloping(p.points[0], p.points[-1])
        ]
        assert len(diagonals) == 2 * crosses
        for line in diagonals:
            assert sorted(abs(y) for _, y in line.points) == pytest.approx([51**0.5] * 2)


def _is_sloping(a: tuple[float, float], b: tuple[float, float]) -> bool:
    return abs(a[0] - b[0]) > 1 and abs(a[1] - b[1]) > 1


def test_the_letter_of_a_detail_stands_clear_of_the_part() -> None:
    solid = cq.Workplane("YZ").circle(10).extrude(60)
    ring = cq.Workplane("YZ", origin=(40, 0, 0)).circle(12).circle(8.5).extrude(1.6)
    shape = solid.cut(ring).val()
    faces = face_geometries(shape)
    part = Drawn(shape, (length("length", faces, X, 0, 60), length("ring", faces, X, 40, 41.6)))
    views = details(tuple(part.views(1.0).values()), part.annotations, part.geometry).views
    front = next(view for view in views if view.planned.details)
    groups = [g for g in draw_view(front, part.annotations, part.geometry) if isinstance(g, Group)]
    (circle,) = (g for g in groups if g.key == "place.A")
    text = box_of(circle.primitives[-1])
    for curve in front.projection.curves:
        for x, y in curve.points:
            assert not (text[0] < x < text[2] and text[1] < y < text[3])
    x0, y0, x1, y1 = front.box
    assert not (x0 < text[0] and text[2] < x1 and y0 < text[1] and text[3] < y1)


def turned_about(direction: Vector, shape: cq.Shape) -> PartGeometry:
    moved = shape.rotate(cq.Vector(0, 0, 0), cq.Vector(*direction), 90)
    return PartGeometry(faces=face_geometries(moved), features={})


def test_the_side_of_a_keyway_turns_with_the_part() -> None:
    geometry = turned_about(X, keyed(1.0).shape)
    right, up = candidate_views(geometry)["front"]
    assert cross(right, up) == pytest.approx((0, -1, 0), abs=1e-9)
