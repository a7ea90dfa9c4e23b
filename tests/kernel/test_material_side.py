"""Material inside or outside: seen on solids whose holes, slots, shafts and slabs are known."""

from __future__ import annotations

import cadquery as cq
import pytest

from gmp_cad.kernel.measuring.features import resolve_features
from gmp_cad.kernel.measuring.material_side import directions
from gmp_cad.kernel.surfaces.faces import face_geometries
from tests.canonical import IDENTITY, part


def seen(shape: cq.Shape, dimensions: str, features: str = ""):
    spec = part(f"{IDENTITY}[dimensions]\n{dimensions}\n[features]\n{features}\n")
    found, problems = resolve_features(shape, face_geometries(shape), spec, {})
    assert problems == ()
    return directions(found, spec)


def grooved() -> cq.Shape:
    """A plate 60×40×20 with a bore ⌀10, a slot 12 wide and 8 deep along Y, a boss ⌀16 of 5."""
    plate = cq.Workplane().box(60, 40, 20, centered=False)
    plate = plate.cut(cq.Workplane(origin=(10, 0, 12)).box(12, 40, 8, centered=False))
    plate = plate.union(cq.Workplane(origin=(45, 20, 20)).circle(8).extrude(5))
    return plate.cut(cq.Workplane(origin=(45, 20, 0)).circle(5).extrude(25)).val()


SIZES = """
bore = "⌀10"
boss = "⌀16"
length = { size = "60", between = ["<X", ">X"] }
slot = { size = "12", between = ["slot_left", "slot_right"] }
wall = { size = "10", between = ["<X", "slot_left"] }
depth = { size = "8", between = ["top", "slot_floor"] }
boss_height = { size = "5", between = ["top", ">Z"] }
place = { size = "45", between = ["<X", "bore"] }
angle = { size = "90°", between = ["<X", "<Z"] }
"""
FEATURES = """
slot_left = "(+X) exc (>X)"
slot_right = "(-X) exc (<X)"
slot_floor = "(+Z) and (>Z[-3])"
top = "(+Z) and (>Z[-2])"
"""


def test_holes_slots_shafts_and_slabs_are_told_apart() -> None:
    found = seen(grooved(), SIZES, FEATURES)
    assert {name: d.side for name, d in found.items()} == {
        "bore": "hole", "boss": "shaft", "length": "shaft", "slot": "hole", "wall": "shaft",
        "depth": None, "boss_height": None, "place": None, "angle": None,
    }  # fmt: skip
    for name, d in found.items():
        assert (d.known_by == "geometry") is (d.side is not None), name
        assert (d.reason is None) is (d.side is not None), name


@pytest.mark.parametrize("order", [("slot_left", "slot_right"), ("slot_right", "slot_left")])
def test_the_order_of_the_ends_does_not_matter(order: tuple[str, str]) -> None:
    line = f'slot = {{ size = "12", between = ["{order[0]}", "{order[1]}"] }}'
    assert seen(grooved(), line, FEATURES)["slot"].side == "hole"


def test_faces_that_do_not_see_each_other_are_no_feature_of_size() -> None:
    low = cq.Workplane().box(20, 20, 10, centered=False)
    steps = low.union(cq.Workplane(origin=(20, 0, 4)).box(20, 20, 16, centered=False)).val()
    line = 'x = { size = "6", between = ["upper", "lower"] }'
    names = 'upper = "(+Z) exc (>Z)"\nlower = "(-Z) exc (<Z)"'
    found = seen(steps, line, names)["x"]
    assert found.side is None
    assert "opposed" in str(found.reason)


def test_a_sphere_and_a_square_show_their_side() -> None:
    ball = cq.Workplane().sphere(10).val()
    assert seen(ball, 'x = "S⌀20"')["x"].side == "shaft"
    hollow = cq.Workplane().box(40, 40, 40).cut(cq.Workplane().sphere(10)).val()
    assert seen(hollow, 'x = "S⌀20"')["x"].side == "hole"
    bar = cq.Workplane().rect(14, 14).extrude(50).val()
    assert seen(bar, 'x = "□14"')["x"].side == "shaft"
    tube = cq.Workplane().rect(30, 30).rect(14, 14).extrude(50).val()
    assert seen(tube, 'x = "□14"')["x"].side == "hole"


def test_a_written_side_and_a_fit_against_the_geometry_are_both_kept() -> None:
    found = seen(grooved(), 'bore = "⌀10"\nlength = { size = "60 H7", between = ["<X", ">X"] }')
    assert (found["length"].side, found["length"].observed) == ("hole", "shaft")
    assert found["length"].known_by == "specification"
