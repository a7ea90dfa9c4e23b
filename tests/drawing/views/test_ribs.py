"""Ribs cut lengthwise are shown without hatching (ISO 128-3); plates and walls are hatched."""

from __future__ import annotations

from dataclasses import replace

import cadquery as cq
import pytest

from gmp_cad.drawing.view import cross
from gmp_cad.drawing.views.ribs import rib_area
from gmp_cad.evidence import Cut, Projection, Vector
from gmp_cad.kernel.projection.cut import cut_view
from gmp_cad.kernel.surfaces.faces import face_geometries
from tests.drawing.views.conftest import X, Y, Z


def bracket(thickness: float) -> cq.Shape:
    """A foot 80 × 60 × 10 and a wall 10 × 60 × 60, with a rib of 40 × 40 between them."""
    foot = cq.Workplane("XY").box(80, 60, 10, centered=(False, True, False))
    wall = cq.Workplane("XY").box(10, 60, 60, centered=(False, True, False))
    rib = cq.Workplane("XZ").polyline([(10, 10), (50, 10), (10, 50)]).close()
    return foot.union(wall).union(rib.extrude(thickness / 2, both=True)).val()


def cut(shape: cq.Shape, right: Vector, up: Vector, depth: float) -> Projection:
    return cut_view(shape, Cut(name="A-A", right=right, up=up, steps=((0.0, depth),)))


def ribs(shape: cq.Shape, right: Vector, up: Vector, depth: float) -> float:
    projection = cut(shape, right, up, depth)
    return float(rib_area(projection, face_geometries(shape), cross(right, up)).area)


def test_rib_cut_lengthwise_is_not_hatched() -> None:
    assert ribs(bracket(8), X, Z, 0.0) == pytest.approx(40 * 40 / 2, rel=1e-2)


def test_rib_cut_across_is_hatched() -> None:
    assert ribs(bracket(8), Y, Z, 30.0) == 0.0
    assert ribs(bracket(8), X, Y, 25.0) == 0.0


def test_section_beside_a_rib_has_none() -> None:
    assert ribs(bracket(8), X, Z, 20.0) == 0.0


def test_thick_gusset_is_hatched() -> None:
    assert ribs(bracket(30), X, Z, 0.0) == 0.0


def test_whole_plate_is_hatched() -> None:
    plate = cq.Workplane("XY").box(100, 60, 6).val()
    assert ribs(plate, X, Y, 0.0) == 0.0


def test_planes_whose_outlines_touch_where_nothing_is_cut() -> None:
    """Common to them are an area and lines; what is cut is empty."""
    square = cq.Workplane("XY", origin=(0, 0, 5)).rect(4, 4, centered=False).extrude(1)
    hook = [(0, 0), (2, 0), (2, 2), (4, 2), (4, 6), (6, 6), (6, -2), (0, -2)]
    hooked = cq.Workplane("XY").polyline(hook).close().extrude(1)
    apart = cq.Compound.makeCompound([square.val(), hooked.val()])
    nothing = replace(cut(apart, X, Y, 0.5), regions=())
    assert rib_area(nothing, face_geometries(apart), Z).area == 0.0
