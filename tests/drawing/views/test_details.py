"""Details: drawn again larger only what is too small, at a scale of ISO 5455."""

from __future__ import annotations

import math

import cadquery as cq
import pytest

from gmp_cad.drawing.primitives import Arc, Circle, Group, Polyline, Text
from gmp_cad.drawing.views.details import Details, details
from gmp_cad.drawing.views.lines import draw_view
from gmp_cad.kernel.surfaces.faces import face_geometries
from tests.drawing.views.conftest import Drawn, X, length


@pytest.fixture(scope="module")
def grooved() -> Drawn:
    """A shaft ⌀20 × 60 with two grooves of 1,6, at 40 and at 44."""
    solid = cq.Workplane("YZ").circle(10).extrude(60)
    for at in (40.0, 44.0):
        ring = cq.Workplane("YZ", origin=(at, 0, 0)).circle(12).circle(8.5).extrude(1.6)
        solid = solid.cut(ring)
    shape = solid.val()
    faces = face_geometries(shape)
    return Drawn(
        shape,
        (
            length("length", faces, X, 0, 60),
            length("first", faces, X, 40, 41.6),
            length("second", faces, X, 44, 45.6),
        ),
    )


def found(part: Drawn, scale: float) -> Details:
    return details(tuple(part.views(scale).values()), part.annotations, part.geometry)


def test_small_lengths_near_each_other_share_a_detail(grooved: Drawn) -> None:
    result = found(grooved, 1.0)
    assert result.moved == {"first": "detail:A", "second": "detail:A"}
    detail = result.views[-1]
    assert detail.planned.kind == "detail"
    assert detail.scale == 5.0
    front = next(view for view in result.views if view.planned.details)
    (circle,) = front.planned.details
    assert circle.letter == "A"
    # the circle holds both grooves
    for at in (40, 45.6):
        assert math.dist((at, 0), circle.centre[:2]) < circle.radius_mm or circle.centre[1] != 0


def test_a_detail_shows_the_shape_not_the_middle_of_its_lines(grooved: Drawn) -> None:
    view = found(grooved, 1.0).views[-1]
    detail = view.planned.detail
    assert detail is not None
    x, y = view.place(detail.centre)
    radius = detail.radius_mm * view.scale
    assert abs(y) + radius > 10 * view.scale, "the outline of the shaft"
    floors = [
        curve
        for curve in view.projection.curves
        if all(abs(abs(place[1]) - 8.5) < 1e-3 for place in curve.points)
    ]
    assert len(floors) == 2, "of both grooves"
    assert 40 < x / view.scale < 45.6


def test_large_scale_needs_none(grooved: Drawn) -> None:
    assert found(grooved, 5.0).moved == {}


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_scale_of_a_detail_is_one_of_iso_5455(grooved: Drawn, scale: float) -> None:
    for view in found(grooved, scale).views:
        if view.planned.kind == "detail":
            assert view.scale in {1.0, 2.0, 5.0, 10.0, 20.0}
            assert view.scale == pytest.approx(scale * view.planned.enlarged)
            assert view.scale >= 2 * scale


def test_detail_shows_nothing_outside_its_circle(grooved: Drawn) -> None:
    view = found(grooved, 1.0).views[-1]
    detail = view.planned.detail
    assert detail is not None
    centre, radius = view.place(detail.centre), detail.radius_mm * view.scale
    for group in draw_view(view, grooved.annotations, grooved.geometry):
        for item in group.primitives:
            if isinstance(item, Polyline):
                assert all(math.dist(p, centre) <= radius + 1e-6 for p in item.points)
            assert not isinstance(item, Arc)


def test_detail_is_named_with_its_scale_and_bounded(grooved: Drawn) -> None:
    view = found(grooved, 1.0).views[-1]
    drawn: list[Group] = list(draw_view(view, grooved.annotations, grooved.geometry))
    items = [item for group in drawn for item in group.primitives]
    assert [t.text for t in items if isinstance(t, Text)] == ["A (5:1)"]
    assert sum(isinstance(item, Circle) for item in items) == 1


def test_ordinary_parts_have_no_details(bearing: Drawn, block: Drawn) -> None:
    for part in (bearing, block):
        views = tuple(part.views().values())
        assert details(views, part.annotations, part.geometry) == Details(views=views, moved={})
