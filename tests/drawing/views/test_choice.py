"""The views from which a drawing chooses: axes lie across, equal parts are seen alike."""

from __future__ import annotations

import cadquery as cq
import pytest

from gmp_cad.drawing.view import cross, dot
from gmp_cad.drawing.views.axes import turning_axis
from gmp_cad.drawing.views.choice import candidate_views
from gmp_cad.evidence import PartGeometry
from gmp_cad.kernel.surfaces.faces import face_geometries
from tests.drawing.views.conftest import Drawn, X, Y, Z


def seen(shape: cq.Shape) -> dict[str, tuple[object, object]]:
    return dict(candidate_views(PartGeometry(faces=face_geometries(shape), features={})))


@pytest.mark.parametrize("name", ["bearing", "shaft", "block", "plate"])
def test_views_stand_square_and_look_where_they_say(
    name: str, request: pytest.FixtureRequest
) -> None:
    views = candidate_views(request.getfixturevalue(name).geometry)
    right, up = views["front"]
    towards = cross(right, up)
    expected = {
        "front": towards, "rear": [-v for v in towards], "top": up, "bottom": [-v for v in up],
        "right": right, "left": [-v for v in right],
    }  # fmt: skip
    for view, direction in expected.items():
        assert cross(*views[view]) == pytest.approx(tuple(direction), abs=1e-12)
    for r, u in views.values():
        assert dot(r, u) == pytest.approx(0, abs=1e-12)
        assert dot(r, r) == pytest.approx(1, abs=1e-12)


def test_isometric_sees_three_faces_alike(block: Drawn) -> None:
    towards = cross(*candidate_views(block.geometry)["isometric"])
    assert [abs(v) for v in towards] == pytest.approx([3**-0.5] * 3)
    # the counterbores are on the top
    assert towards[2] > 0


def test_axis_lies_across_with_the_heavy_end_at_the_left(bearing: Drawn, shaft: Drawn) -> None:
    assert candidate_views(bearing.geometry)["front"][0] == X
    assert candidate_views(shaft.geometry)["front"][0] == X
    turned = bearing.shape.rotate(cq.Vector(0, 0, 0), cq.Vector(0, 0, 1), 180)
    assert seen(turned)["front"][0] == pytest.approx((-1.0, 0.0, 0.0))


def test_front_plane_of_a_bearing_meets_its_holes(bearing: Drawn) -> None:
    turned = bearing.shape.rotate(cq.Vector(0, 0, 0), cq.Vector(1, 0, 0), 45)
    up = seen(turned)["front"][1]
    assert [abs(v) for v in up] == pytest.approx([0, 0.5**0.5, 0.5**0.5], abs=1e-6)  # type: ignore[attr-defined]


def test_turned_parts_are_told_from_plates(bearing: Drawn, plate: Drawn, block: Drawn) -> None:
    assert turning_axis(bearing.geometry.faces) is not None
    assert turning_axis(plate.geometry.faces) is None
    assert turning_axis(block.geometry.faces) is None


def test_plate_without_side_features_shows_its_face(plate: Drawn) -> None:
    right, up = candidate_views(plate.geometry)["front"]
    assert (right, up) == (X, Y)


def test_plate_with_a_hole_in_its_edge_stands_over_its_plan(plate: Drawn) -> None:
    drilled = cq.Workplane(plate.shape).faces(">Y").workplane(centerOption="CenterOfBoundBox")
    right, up = seen(drilled.hole(4, 10).val())["front"]
    # from behind, where the hole is seen
    assert (right, up) == ((-1.0, 0.0, 0.0), Z)


@pytest.mark.parametrize("name", ["bearing", "shaft", "block", "plate"])
def test_rounding_of_the_frame_changes_nothing(name: str, request: pytest.FixtureRequest) -> None:
    part: Drawn = request.getfixturevalue(name)
    origin = cq.Vector(0, 0, 0)
    for axis in (cq.Vector(0, 0, 1), cq.Vector(1, 0, 0)):
        tilted = part.shape.rotate(origin, axis, 1e-7).translate(cq.Vector(3e-7, -2e-7, 1e-7))
        for view, (right, up) in candidate_views(part.geometry).items():
            assert seen(tilted)[view][0] == pytest.approx(right, abs=1e-6)
            assert seen(tilted)[view][1] == pytest.approx(up, abs=1e-6)


def test_long_upright_part_is_laid_down() -> None:
    bar = cq.Workplane("XY").box(12, 20, 84).faces(">X").workplane().center(0, 30).hole(8).val()
    right, _ = seen(bar)["front"]
    assert [abs(v) for v in right] == [0, 0, 1]  # type: ignore[attr-defined]


@pytest.mark.parametrize("face", ["<X", ">X"])
@pytest.mark.parametrize("size", [(12, 90, 60), (12, 20, 84)])
def test_a_standing_plate_shows_its_counterbores_in_front(
    size: tuple[float, float, float], face: str
) -> None:
    plate = cq.Workplane().box(*size).faces(face).workplane().cboreHole(3, 6, 6)
    right, up = seen(plate.val())["front"]
    assert cross(right, up) == pytest.approx((1.0 if face == ">X" else -1.0, 0, 0))  # type: ignore[arg-type]
    longest = Z if size[2] > size[1] else Y
    assert abs(dot(right, longest)) == pytest.approx(1)  # type: ignore[arg-type]
