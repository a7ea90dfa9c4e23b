"""How two solids stand to each other, against closed forms and brute force, however turned."""

from __future__ import annotations

import math

import cadquery as cq
import numpy as np
import pytest
from OCP.BRepExtrema import BRepExtrema_DistShapeShape
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

from gmp_cad.kernel import brep
from gmp_cad.kernel.pairs import pair_common
from gmp_cad.kernel.pairs.pair import compared, relation
from gmp_cad.kernel.pairs.pair_shape import prepare
from gmp_cad.kernel.placement import location
from gmp_cad.kernel.surfaces.mesh import tessellate
from gmp_cad.kernel.surfaces.properties import volume_mm3

UP = cq.Vector(0, 0, 1)
BOX = cq.Solid.makeBox(10, 10, 10)


def cylinder(r: float, h: float, z: float = 0.0) -> cq.Shape:
    return cq.Workplane(origin=(0, 0, z)).circle(r).extrude(h).val()


def bore(r: float, outer: float = 10.0, h: float = 10.0) -> cq.Shape:
    return cq.Workplane().circle(outer).circle(r).extrude(h).val()


def ball(r: float) -> cq.Shape:
    return cq.Solid.makeSphere(r, cq.Vector(), UP, -90, 90, 360)


LYING = cq.Workplane("XZ").circle(5).extrude(-6).val()
CONE = cq.Solid.makeCone(5, 2, 10)
SEAT = cq.Workplane().box(20, 20, 10, centered=(True, True, False)).cut(cq.Workplane(CONE)).val()
TORUS = cq.Solid.makeTorus(10, 3)
FLOOR = cq.Solid.makeBox(40, 40, 5, cq.Vector(-20, -20, -8))
HOLLOW = cq.Workplane().box(20, 20, 20).cut(cq.Workplane().box(10, 10, 10)).val()
PLATE = cq.Workplane().box(50, 50, 5).val()
KEYED = cylinder(5.001, 20)
SLOTTED = cq.Workplane(KEYED).cut(cq.Workplane().box(3, 3, 50).translate((5, 0, 0))).val()
DRILLED = cq.Workplane(bore(5)).cut(
    cq.Workplane("XZ").center(0, 5).circle(2).extrude(30, both=True)
).val()  # fmt: skip
CONE_SINE = math.sin(math.atan(0.3))


def moved(x: float = 0.0, y: float = 0.0, z: float = 0.0, turn: Rotation | None = None):
    made = np.eye(4)
    made[:3, 3] = (x, y, z)
    if turn is not None:
        made[:3, :3] = turn.as_matrix()
    return made


def rows(values: np.ndarray):
    return tuple(tuple(float(v) for v in row) for row in values)


def judged(a: cq.Shape, b: cq.Shape, matrix: np.ndarray, near: float = 2.0):
    return relation(a, b, rows(matrix), near)[0]


# name: a, b, placement, distance, volume, depth (None: no common volume), share of the volume known
CASES = {
    "plates 1 µm": (BOX, BOX, moved(3, 2, 9.999), 0, 0.056, 0.001, 1e-9),
    "plates 0.4 µm": (BOX, BOX, moved(3, 2, 9.9996), 0, 0.0224, 0.0004, 1e-9),
    "faces touch": (BOX, BOX, moved(3, 2, 10), 0, None, None, 0),
    "faces touch in part": (BOX, BOX, moved(5, 5, 10), 0, None, None, 0),
    "edges touch": (BOX, BOX, moved(10, 10, 0), 0, None, None, 0),
    "corners touch": (BOX, BOX, moved(10, 10, 10), 0, None, None, 0),
    "gap 1 µm": (BOX, BOX, moved(3, 2, 10.001), 0.001, None, None, 0),
    "gap 0.1 µm": (BOX, BOX, moved(3, 2, 10.0001), 0.0001, None, None, 0),
    "one place": (BOX, BOX, moved(), 0, 1000, 10, 1e-9),
    "coincident sides": (BOX, BOX, moved(5, 5, 0), 0, 250, 5, 1e-9),
    "tilted plate": (
        BOX, BOX, moved(0, 0, 9.999, Rotation.from_euler("y", -1e-5)), 0,
        10 * (0.001 * 10 - 1e-5 * 50), 0.001, 1e-4,
    ),
    "shaft in a tight bore": (
        cylinder(5.001, 20), bore(5), moved(z=5), 0, math.pi * (5.001**2 - 25) * 10, 0.001, 1e-9,
    ),
    "shaft of the size of its bore": (cylinder(5, 20), bore(5), moved(z=5), 0, None, None, 0),
    "shaft with play": (cylinder(4.99, 20), bore(5), moved(z=5), 0.01, None, None, 0),
    "shaft aside": (cylinder(5, 20), bore(5), moved(0.001, 0, 5), 0, 0.1, 0.001, 1e-6),
    "tight shaft aside": (cylinder(5, 20), bore(4.9), moved(0.05, 0, 5), 0, None, 0.15, 1),
    "slotted shaft": (SLOTTED, bore(5), moved(z=5), 0, None, 0.001, 1),
    "drilled bore": (cylinder(5.001, 20, -5), DRILLED, moved(), 0, None, 0.001, 1),
    "cylinder in a plane": (BOX, LYING, moved(5, 2, 14.999), 0, None, 0.001, 1),
    "cylinder on a plane": (BOX, LYING, moved(5, 2, 15), 0, None, None, 0),
    "ball in a plane": (
        BOX, ball(5), moved(5, 5, 14.999), 0, math.pi * 0.001**2 * (15 - 0.001) / 3, 0.001, 1e-6,
    ),
    "ball on a plane": (BOX, ball(5), moved(5, 5, 15), 0, None, None, 0),
    "ball in a ball": (
        ball(5), ball(5), moved(0, 9.999, 0), 0, 2 * math.pi * 0.0005**2 * (15 - 0.0005) / 3,
        0.001, 1e-6,
    ),
    "cone in its seat": (SEAT, CONE, moved(), 0, None, None, 0),
    "cone pressed into its seat": (
        SEAT, CONE, moved(z=0.01), 0, None, 0.01 * CONE_SINE, 1,
    ),
    "torus on a plane": (FLOOR, TORUS, moved(), 0, None, None, 0),
    "torus in a plane": (FLOOR, TORUS, moved(z=-0.001), 0, None, 0.001, 1),
    "inside": (cq.Solid.makeBox(30, 30, 30), BOX, moved(4, 4, 4), 0, 1000, 10, 1e-9),
    "around": (BOX, cq.Solid.makeBox(30, 30, 30), moved(-4, -4, -4), 0, 1000, 10, 1e-9),
    "in the cavity": (HOLLOW, cq.Workplane().box(9, 9, 9).val(), moved(), 0.5, None, None, 0),
    "fills the cavity": (HOLLOW, cq.Workplane().box(10, 10, 10).val(), moved(), 0, None, None, 0),
    "pin through a plate": (PLATE, cylinder(3, 30), moved(1, 2, -15), 0, math.pi * 45, 5, 1e-9),
}  # fmt: skip
TURNS = [Rotation.identity(), Rotation.random(rng=7)]


@pytest.mark.parametrize("turn", range(len(TURNS)))
@pytest.mark.parametrize("name", CASES)
def test_known_pairs_have_their_known_relation_however_they_are_turned(name, turn) -> None:
    a, b, matrix, distance, volume, depth, share = CASES[name]
    whole = moved(7.3 * turn, -4.1 * turn, 2.2 * turn, TURNS[turn])
    found = judged(a.moved(location(rows(whole))), b, whole @ matrix)
    assert found.method == "exact"
    assert found.error_mm == 0.0
    assert found.distance_mm == pytest.approx(distance, abs=1e-8)
    if depth is None:
        assert found.common is None
        return
    assert found.common is not None
    assert found.common.depth_mm == pytest.approx(depth, abs=1e-6, rel=1e-3)
    if volume is not None:
        assert found.common.volume_mm3 == pytest.approx(volume, rel=share)


@pytest.mark.parametrize("name", ["plates 1 µm", "shaft aside", "gap 0.1 µm", "drilled bore"])
def test_the_order_of_the_two_does_not_matter(name) -> None:
    a, b, matrix, distance, _, depth, _ = CASES[name]
    found = judged(b, a, np.linalg.inv(matrix))
    assert found.distance_mm == pytest.approx(distance, abs=1e-8)
    told = found.common.depth_mm if found.common else None
    assert told == (None if depth is None else pytest.approx(depth, abs=1e-6))


@pytest.mark.parametrize("z", [9.999, 9.9996, 10.0, 10.0001])
def test_a_kilometre_away_the_verdicts_are_the_same(z: float) -> None:
    far = (1e6, -1e6, 5e5)
    a, b = BOX.moved(cq.Location(far)), BOX.moved(cq.Location(far))
    found = judged(a, b, moved(3, 2, z))
    if z >= 10:
        assert found.common is None
        assert found.distance_mm == pytest.approx(z - 10, abs=1e-8)
    else:
        assert found.common.depth_mm == pytest.approx(10 - z, abs=1e-8)
        assert found.common.volume_mm3 == pytest.approx(56 * (10 - z), rel=1e-5)


def test_parts_a_kilometre_apart_are_known_to_be_far() -> None:
    found = judged(BOX, BOX, moved(1e6))
    assert found.common is None
    assert found.distance_mm > 2.0


@pytest.mark.parametrize(
    ("name", "direction"),
    [
        ("plates 1 µm", (0, 0, 1)), ("shaft aside", (1, 0, 0)), ("tight shaft aside", (1, 0, 0)),
        ("ball in a ball", (0, 1, 0)), ("cylinder in a plane", (0, 0, 1)),
    ],
)  # fmt: skip
def test_the_direction_is_that_in_which_the_two_part_soonest(name, direction) -> None:
    a, b, matrix, *_ = CASES[name]
    assert abs(np.dot(judged(a, b, matrix).common.direction, direction)) == pytest.approx(
        1, abs=1e-3
    )


@pytest.mark.parametrize(("name", "inside"), [("inside", "b"), ("around", "a"), ("one place", "a")])
def test_what_lies_wholly_in_the_other_is_told(name, inside) -> None:
    a, b, matrix, *_ = CASES[name]
    assert judged(a, b, matrix).common.inside == inside


def test_one_solid_twice_in_one_place_needs_no_boolean(monkeypatch) -> None:
    """A Boolean has no surfaces to cut there, and fails on free-form ones."""
    monkeypatch.setattr(pair_common, "_cut", lambda *_: [])
    for shape in (BOX, SHAPES[5], TORUS):
        found, solid = relation(shape, brep.from_bytes(brep.to_bytes(shape)), rows(moved()), 2.0)
        assert (found.method, found.common.inside) == ("exact", "a")
        assert found.common.volume_mm3 == pytest.approx(volume_mm3(shape), rel=1e-12)
        assert solid.Volume() == shape.Volume()


@pytest.mark.parametrize("turn", range(len(TURNS)))
def test_a_skin_of_planes_is_as_deep_as_its_wall(turn: int) -> None:
    """A square block in a pocket that is 0.6 µm too narrow all round: no extent is so small."""
    pocket = cq.Workplane().box(20, 20, 10).cut(cq.Workplane().box(9.9988, 9.9988, 4)).val()
    place = moved(3, 1, 2, TURNS[turn])
    tilt = moved(turn=Rotation.from_euler("xy", (1e-5, 2e-5)))
    block = cq.Workplane().box(10, 10, 4.0012).val()
    found = judged(pocket.moved(location(rows(place))), block, place @ tilt)
    assert found.method == "exact"
    assert 0.0005 < found.common.depth_mm < 0.0008


@pytest.mark.parametrize("aside", [0.07, 0.005])
def test_near_coaxial_cylinders_share_their_lens(aside: float) -> None:
    rod, sleeve = cylinder(4, 30, -10), bore(4, 9, 10)
    half = aside / 2
    shared = 16 * math.pi - (32 * math.acos(half / 4) - aside * math.sqrt(16 - half**2))
    found = judged(rod, sleeve, moved(z=0, x=aside))
    assert found.common.volume_mm3 == pytest.approx(10 * shared, rel=1e-5)
    assert found.common.depth_mm == pytest.approx(aside, abs=1e-6)


def test_a_tight_bore_is_a_ring() -> None:
    a, b, matrix, *_ = CASES["shaft in a tight bore"]
    assert judged(a, b, matrix).common.ring_mm == pytest.approx((10, 10.002, 10, 0), abs=1e-7)


def test_the_common_solid_is_that_of_the_numbers() -> None:
    found, solid = relation(BOX, BOX, rows(moved(9, 2, 1)), 2.0)
    assert solid.Volume() == pytest.approx(found.common.volume_mm3)
    assert found.common.centre_mm == pytest.approx((9.5, 6, 5.5))
    assert found.common.box_mm == pytest.approx((9, 2, 1, 10, 10, 10))


def test_the_closest_points_lie_on_both_and_are_so_far_apart() -> None:
    found = judged(ball(5), ball(3), moved(6, 8, 0), near=5)
    assert found.distance_mm == pytest.approx(2)
    assert found.points_mm[0] == pytest.approx((3, 4, 0), abs=1e-6)
    assert found.points_mm[1] == pytest.approx((4.2, 5.6, 0), abs=1e-6)


def test_the_same_pair_gives_the_same_bytes() -> None:
    a, b, matrix, *_ = CASES["drilled bore"]
    made = [relation(a, b, rows(matrix), 2.0) for _ in range(2)]
    assert made[0][0] == made[1][0]
    assert brep.to_bytes(made[0][1]) == brep.to_bytes(made[1][1])


def test_what_was_compared_before_leaves_no_trace() -> None:
    """Solids are kept ready from task to task: their bytes must not depend on earlier ones."""
    names = ("drilled bore", "tight shaft aside", "plates 1 µm")
    alone = {}
    for name in names:
        a, b, matrix, *_ = CASES[name]
        alone[name] = relation(a.copy(), b.copy(), rows(matrix), 2.0)
    ready = {name: [prepare(shape) for shape in CASES[name][:2]] for name in names}
    for name in (*names, *reversed(names)):
        found, solid = compared(*ready[name], rows(CASES[name][2]), 2.0)
        assert found == alone[name][0]
        assert brep.to_bytes(solid) == brep.to_bytes(alone[name][1])


def test_the_solids_are_left_as_they_were() -> None:
    a, b, matrix, *_ = CASES["shaft aside"]
    before = [brep.to_bytes(shape) for shape in (a, b)]
    relation(a, b, rows(matrix), 2.0)
    assert [brep.to_bytes(shape) for shape in (a, b)] == before


def keyed(width: float) -> tuple[cq.Shape, cq.Shape, np.ndarray]:
    stock, x = cq.Workplane("YZ").circle(15).extrude(80), 30 + (20 - width) / 2
    keyway = cq.Workplane(origin=(x, 0, 11)).slot2D(20, width).extrude(30)
    key = cq.Workplane().slot2D(20, 8).extrude(7).val()
    return stock.cut(keyway).val(), key, moved(x, 0, 11)


@pytest.mark.parametrize("width", [7.949, 7.96])
def test_a_key_in_a_narrower_keyway_of_its_own_length_overlaps(width: float) -> None:
    """The round ends touch from within, where OCCT may find no common solid at all."""
    shaft, key, matrix = keyed(width)
    found = judged(shaft, key, matrix)
    assert found.method == "exact"
    assert found.common.depth_mm == pytest.approx((8 - width) / 2, abs=2 * found.error_mm + 1e-6)

    def outline(b: float) -> float:
        return (20 - b) * b + math.pi * b**2 / 4

    # between the height of the wall at the side of the key and that of the crown
    low, high = math.sqrt(15**2 - 4**2) - 11, 4.0
    between = outline(8) - outline(width)
    assert between * low < found.common.volume_mm3 < between * high


@pytest.mark.parametrize("width", [8.0, 8.036])
def test_a_key_that_fits_its_keyway_does_not_overlap(width: float) -> None:
    assert judged(*keyed(width)).common is None


@pytest.mark.parametrize("wrong", [(), (cq.Solid.makeBox(50, 50, 50),)])
def test_a_boolean_that_fails_is_not_believed(monkeypatch, wrong) -> None:
    """It finds nothing, or more than there is: the answer is from meshes, and says so."""
    monkeypatch.setattr(pair_common, "_cut", lambda *_: list(wrong))
    found, solid = relation(BOX, BOX, rows(moved(3, 2, 9.9)), 2.0)
    assert (found.method, solid) == ("mesh", None)
    assert found.common.depth_mm == pytest.approx(0.1, abs=found.error_mm)
    assert found.common.volume_mm3 == pytest.approx(5.6, rel=1e-3)


def test_a_boolean_that_finds_nothing_where_nothing_is_is_believed(monkeypatch) -> None:
    monkeypatch.setattr(pair_common, "_cut", lambda *_: [])
    found = judged(BOX, BOX, moved(3, 2, 10))
    assert (found.method, found.common) == ("exact", None)


def test_the_deepest_of_several_overlaps_counts() -> None:
    feet = cq.Workplane().pushPoints([(0, 0), (40, 0)]).rect(8, 8).extrude(10)
    pads = [BOX.moved(cq.Location(at)) for at in ((-5, -5, -9.9997), (35, -5, -5))]
    both = [cq.Compound.makeCompound(solids) for solids in (feet.vals(), pads)]
    assert judged(*both, moved()).common.depth_mm == pytest.approx(5, abs=1e-6)


def test_two_holes_of_nearly_one_size_are_no_ring() -> None:
    plate = cq.Workplane().box(100, 40, 10)
    a = plate.pushPoints([(-30, 0)]).hole(6).val()
    b = plate.pushPoints([(30, 0)]).hole(6.0008).val()
    assert judged(a, b, moved(z=5)).common.depth_mm == pytest.approx(5, abs=1e-6)


def test_cubes_share_the_product_of_their_shares() -> None:
    for offset in ((4, -7, 0), (0, 0, 10), (-7, -7, -7), (0, 4, 0), (10, 10, 4)):
        expected = math.prod(max(0, 10 - abs(v)) for v in offset)
        found = judged(BOX, BOX, moved(*map(float, offset)))
        told = found.common.volume_mm3 if found.common else 0.0
        assert told == pytest.approx(expected, rel=1e-9)


SPLINE = cq.Workplane().spline([(0, 0), (5, 3), (10, 0), (5, -6)], periodic=True).wire()
SHAPES = (
    BOX, cylinder(4, 9), bore(5, 8, 5), CONE, TORUS, SPLINE.extrude(10).val(),
    cq.Workplane().box(12, 9, 6).edges("|Z").fillet(1.5).val(),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_no_two_points_of_the_surfaces_are_nearer_than_the_distance_told(seed: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = (SHAPES[i] for i in rng.integers(len(SHAPES), size=2))
    away = rng.normal(size=3)
    matrix = moved(*(away / np.linalg.norm(away) * 24), Rotation.random(rng=rng))
    found = judged(a, b, matrix, near=50)
    clouds = [tessellate(shape, 0.02, 8).vertices for shape in (a, b)]
    placed = clouds[1] @ matrix[:3, :3].T + matrix[:3, 3]
    nearest = float(cKDTree(clouds[0]).query(placed)[0].min())
    assert found.common is None
    assert found.distance_mm <= nearest + 1e-9
    assert math.dist(*found.points_mm) == pytest.approx(found.distance_mm, abs=1e-9)
    whole = BRepExtrema_DistShapeShape(a.wrapped, b.moved(location(rows(matrix))).wrapped)
    assert found.distance_mm == pytest.approx(whole.Value(), abs=1e-7)


@pytest.mark.parametrize("depth", [0.0004, 0.0006, 0.001])
def test_a_sharp_tip_a_micrometre_deep_has_next_to_no_volume_and_is_found(depth: float) -> None:
    """A cone of 120°: π·tan²(60°)·h³/3, 4e-10 mm³ at 0.6 µm."""
    tip = cq.Solid.makeCone(0, 10 * math.tan(math.radians(60)), 10)
    plate = cq.Workplane("XY").box(50, 50, 10).translate((0, 0, -5)).val()
    found, _ = relation(plate, tip, rows(moved(0, 0, -depth)), 1.0)
    assert found.common is not None
    assert found.common.depth_mm == pytest.approx(depth, abs=1e-7)
    assert found.common.volume_mm3 == pytest.approx(math.pi * depth**3, rel=1e-3)
