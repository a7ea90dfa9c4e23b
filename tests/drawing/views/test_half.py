"""Half sections: drawn where a symmetrical part shows on its outside what a full one takes away."""

from __future__ import annotations

import math
from collections.abc import Callable

import cadquery as cq
import pytest
from shapely.geometry import LineString

from gmp_cad.drawing.annotation import Thread
from gmp_cad.drawing.primitives import Group, Polygon
from gmp_cad.drawing.view import cross, dot
from gmp_cad.drawing.views.half import is_symmetrical
from gmp_cad.drawing.views.lines import draw_view
from gmp_cad.drawing.views.plan import PlannedView
from gmp_cad.kernel.surfaces.faces import face_geometries
from tests.drawing.views.conftest import Drawn, X, Y, Z, cylinder, diameter, length
from tests.half_parts import FITTING, FLAT_ON_TOP, UNION, HalfPart, fitting, half_part, union

BORE, PASSAGE = 25.0, 15.0


def housing(more: Callable[[cq.Workplane], cq.Workplane] = lambda part: part) -> Drawn:
    """A block 90 × 90 × 70 with a stepped bore down its middle and a boss ⌀40 on each side."""
    part = cq.Workplane("XY").box(90, 90, 70, centered=(True, True, False))
    for plane in ("XZ", "YZ"):
        boss = cq.Workplane(plane, origin=(0, 0, 35)).circle(20).extrude(53, both=True)
        part = part.union(boss)
    part = part.cut(cq.Workplane("XY", origin=(0, 0, 25)).circle(BORE).extrude(50))
    part = more(part.cut(cq.Workplane("XY").circle(PASSAGE).extrude(70)))
    shape = part.val()
    faces = face_geometries(shape)
    return Drawn(
        shape,
        (
            length("width", faces, X, -45, 45),
            length("over_bosses", faces, X, -53, 53),
            length("height", faces, Z, 0, 70),
            length("floor", faces, Z, 25, 70),
            diameter("bore", faces, BORE, Z),
            diameter("passage", faces, PASSAGE, Z),
        ),
    )


def halves(part: Drawn) -> list[PlannedView]:
    return [view for view in part.plan.views if view.axis is not None]


def test_a_housing_shows_its_boss_at_the_left_of_the_axis_and_its_bore_at_the_right() -> None:
    part = housing()
    (view,) = halves(part)
    assert (view.kind, view.slot, view.axis, view.hidden) == (
        "section",
        (0, 0),
        ("right", 0.0),
        False,
    )
    (cut,) = part.plan.cuts
    assert cut.along == "right"
    assert [depth for _, depth in cut.steps] == [None, pytest.approx(0.0)]
    drawn = part.views()[view.name]
    assert min(x for r in drawn.projection.regions for loop in r.loops for x, _ in loop) >= -1e-6
    x_of_boss = [x for c in drawn.projection.curves if c.arc and c.arc.radius == 20.0
                 for x, _ in c.points]  # fmt: skip
    assert min(x_of_boss) == pytest.approx(-20.0)
    assert max(x_of_boss) == pytest.approx(0.0)


def test_the_axis_alone_parts_the_halves() -> None:
    """Where the floor of the bore ends at the axis in a void, and in the material too."""
    for part in (housing(), housing(lambda p: p.union(cq.Workplane("XY").circle(20).extrude(5)))):
        (view,) = halves(part)
        groups = draw_view(part.views()[view.name], part.annotations, part.geometry)
        lines = {layer: [] for layer in ("visible", "hidden", "centre")}
        for group in groups:
            for line in group.primitives:
                if group.layer in lines and hasattr(line, "points"):
                    lines[group.layer].append(LineString(line.points))
        axis = LineString([(0.0, -100.0), (0.0, 200.0)]).buffer(0.01)
        assert sum(line.intersection(axis).length for line in lines["visible"]) < 1.0
        assert lines["hidden"] == []
        on_axis = [line for line in lines["centre"] if axis.contains(line)]
        assert sum(line.length for line in on_axis) > 70.0


def test_diameters_inside_end_in_one_arrow_and_the_drawing_says_every_line() -> None:
    part = half_part(FITTING, fitting())
    assert [view.axis for view in part.plan.views] == [("up", 0.0), None]
    assert [depth for _, depth in part.plan.cuts[0].steps] == [pytest.approx(0.0), None]
    assert (part.score.overlaps, part.score.missing, part.drawn.unplaced) == (0, (), ())
    arrows = {
        name: sum(isinstance(p, Polygon) for p in _of(part, f"dimensions.{name}"))
        for name in ("bore", "hole", "seat", "across")
    }
    assert arrows == {"bore": 1, "hole": 1, "seat": 2, "across": 2}


def _of(part: HalfPart, key: str) -> list[object]:
    groups = [g for g in part.drawn.drawing.primitives if isinstance(g, Group) and g.key == key]
    return [primitive for group in groups for primitive in group.primitives]


def test_a_fitting_with_a_flat_on_one_side_is_cut_in_full() -> None:
    part = half_part(FITTING, fitting(FLAT_ON_TOP))
    assert all(view.axis is None for view in part.plan.views)
    assert part.plan.views[0].kind == "section"


@pytest.mark.parametrize("turn", [0, 30])
def test_a_hexagon_shows_three_flats_above_the_axis_and_its_shape_beside(turn: int) -> None:
    """However it is modelled: as the books draw it, with the quarter that is taken away."""
    part = half_part(UNION, union(turn))
    front, end, _ = part.plan.views
    assert (front.axis, front.letter, front.slot) == (("up", pytest.approx(0.0)), "A", (0, 0))
    assert (end.name, end.slot, end.axis) == ("left", (1, 0), None)
    (trace,) = end.traces
    (cut,) = part.plan.cuts
    towards = cross(cut.right, cut.up)
    at = [(round(dot(p, cut.up), 3), round(dot(p, towards), 3)) for p in trace.path]
    corner = 41 / math.sqrt(3)
    # from below to the axis, and out before the part
    assert at == [pytest.approx(p, abs=1e-3) for p in ((-corner, 0), (0, 0), (0, 20.5))]
    edges = [c.points for c in part.definition.projections["front"].curves if c.line == "visible"]
    heights = [{round(y, 2) for _, y in points} for points in edges]
    assert {round(corner / 2, 2)} in heights
    assert {0.0} not in heights
    assert (part.score.overlaps, part.score.missing, part.drawn.unplaced) == (0, (), ())


ASYMMETRICAL: dict[str, Callable[[cq.Workplane], cq.Workplane]] = {
    "a flat on one side": lambda p: p.cut(cq.Workplane("XY", origin=(48, 0, 8)).box(12, 90, 16)),
    "a hole beside the axis": lambda p: p.cut(
        cq.Workplane("XY", origin=(34, 34, 0)).circle(4).extrude(70)
    ),
    "a pocket under one side": lambda p: p.cut(cq.Workplane("XY", origin=(-30, 0, 0)).box(8, 8, 8)),
}


@pytest.mark.parametrize("name", ASYMMETRICAL)
def test_of_an_asymmetrical_part_there_is_none(name: str) -> None:
    part = housing(ASYMMETRICAL[name])
    assert not is_symmetrical(part.geometry.faces, X)
    assert halves(part) == []
    assert any(view.kind == "section" for view in part.plan.views)


def test_a_part_without_anything_outside_is_cut_in_full(bearing: Drawn) -> None:
    assert halves(bearing) == []


def test_an_edge_on_the_axis_would_be_covered() -> None:
    """A roof whose ridge runs down the middle of the front."""
    roof = cq.Workplane("XY").polyline([(-45, -45), (0, -60), (45, -45)]).close().extrude(70)
    bare = housing(lambda p: p.union(roof).cut(cq.Workplane("XY").circle(PASSAGE).extrude(70)))
    assert is_symmetrical(bare.geometry.faces, X)
    assert [view for view in halves(bare) if view.slot == (0, 0)] == []


def test_a_thread_on_one_side_alone_is_not_symmetrical() -> None:
    solid = cq.Workplane("XY").box(60, 40, 20).faces(">Z").workplane()
    faces = face_geometries(solid.pushPoints([(-20, 0), (20, 0)]).hole(6).val())
    one, other = cylinder(faces, 3.0)
    assert is_symmetrical(faces, X)

    def tapped(face: int) -> Thread:
        x = faces[face].point[0]
        return Thread(
            line="tap", start=(x, 0.0, 10.0), end=(x, 0.0, -5.0), major_mm=7.0, minor_mm=6.0,
            hollow=True, faces=(face,),
        )  # fmt: skip

    assert not is_symmetrical(faces, X, (tapped(one),))
    assert is_symmetrical(faces, X, (tapped(one), tapped(other)))
    assert is_symmetrical(faces, Y, (tapped(one), tapped(other)))
    assert not is_symmetrical(faces, Z, (tapped(one), tapped(other)))
