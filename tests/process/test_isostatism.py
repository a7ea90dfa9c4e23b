"""Isostatism against the textbook cases: rank, hyperstatism, free motions, redundant contacts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.evidence import LocatingNormal, Vector
from gmp_cad.process.isostatism import isostatism, wrench_matrix

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
BASE = [((10, 10, 0), Z), ((90, 10, 0), Z), ((50, 50, 0), Z)]
SIDE = [((10, 0, 20), Y), ((90, 0, 20), Y)]
STOP = [((0, 30, 20), X)]
# A cylinder of 20 mm radius along Z.
SHORT = [((20, 0, 5), (-1, 0, 0)), ((0, 20, 5), (0, -1, 0))]
LONG = [*SHORT, ((20, 0, 60), (-1, 0, 0)), ((0, 20, 60), (0, -1, 0))]
FACE = [((15 * math.cos(a), 15 * math.sin(a), 0), Z) for a in (0, 2.1, 4.2)]
END = [((0, 0, 0), Z)]
PIN = [((10, 0, 0), Y)]
CENTRE = [((0, 0, 0), X), ((0, 0, 0), Y), ((0, 0, 0), Z)]
SLIDING = [((0, 0, 200), X), ((0, 0, 200), Y)]


def normals(contacts) -> list[LocatingNormal]:
    return [
        LocatingNormal(
            index=i,
            on="a",
            point=tuple(map(float, p)),
            direction=tuple(map(float, n)),
            machined=True,
        )
        for i, (p, n) in enumerate(contacts, start=1)
    ]


# Sources: domain §7.3 and manufacturing §4 (verified there numerically), all of them classical.
@pytest.mark.parametrize(
    ("contacts", "rank", "hyperstatic", "free", "redundant"),
    [
        (BASE + SIDE + STOP, 6, 0, [], ()),
        (BASE + SIDE, 5, 0, ["Tx"], ()),
        ([((10, 10, 0), Z), ((50, 10, 0), Z), ((90, 10, 0), Z), *SIDE, *STOP], 5, 1, ["Rx"],
         (1, 2, 3)),
        ([*BASE, ((10, 50, 0), Z), *SIDE, *STOP], 6, 1, [], (1, 2, 3, 4)),
        ([*BASE, SIDE[0], SIDE[0], *STOP], 5, 1, ["Rz"], (4, 5)),
        (SHORT + FACE, 5, 0, ["Rz"], ()),
        (LONG + END, 5, 0, ["Rz"], ()),
        (LONG + FACE, 5, 2, ["Rz"], (1, 2, 3, 4, 5, 6, 7)),
        (LONG, 4, 0, ["Tz", "Rz"], ()),
        (CENTRE + SLIDING, 5, 0, ["Rz"], ()),
        (SHORT + SLIDING + END, 5, 0, ["Rz"], ()),
        (FACE + SHORT + PIN, 6, 0, [], ()),
        (FACE, 3, 0, ["Tx", "Ty", "Rz"], ()),
        ([], 0, 0, ["Tx", "Ty", "Tz", "Rx", "Ry", "Rz"], ()),
        (CENTRE, 3, 0, ["Rx", "Ry", "Rz"], ()),
    ],
)  # fmt: skip
def test_textbook_locations(contacts, rank, hyperstatic, free, redundant):
    result = isostatism(normals(contacts))
    assert (result.rank, result.hyperstatic) == (rank, hyperstatic)
    assert result.mobilities == 6 - rank == len(result.free)
    assert [motion.name for motion in result.free] == free
    assert result.redundant == redundant


def test_determinant_of_the_block():
    assert np.linalg.det(wrench_matrix(normals(BASE + SIDE + STOP))) == pytest.approx(256000)


def test_the_axis_of_a_free_rotation_is_found():
    aligned = [((10, 10, 0), Z), ((50, 10, 0), Z), ((90, 10, 0), Z)]
    (motion,) = isostatism(normals(aligned + SIDE + STOP)).free
    assert motion.kind == "rotation"
    assert motion.direction == (1, 0, 0)
    assert motion.point[1:] == pytest.approx((10, 20))
    assert motion.message().say("en").startswith("rotation about X through (")


def test_a_screw_is_reported_with_its_pitch():
    # Y held at the height 0 by a normal inclined to 45° off the axis: turning about Z climbs.
    slope = (0.0, math.sqrt(0.5), math.sqrt(0.5))
    contacts = [*CENTRE[:2], ((0, 0, 50), X), ((0, 0, 50), Y), ((10, 0, 0), slope)]
    (motion,) = isostatism(normals(contacts)).free
    assert (motion.kind, motion.name) == ("screw", "Hz")
    assert motion.pitch_mm == pytest.approx(-10)


def test_a_location_askew_gives_a_direction_and_no_letter():
    a = math.sqrt(0.5)
    turned = [((a * (x - y), a * (x + y), z), (a * (n[0] - n[1]), a * (n[0] + n[1]), n[2]))
              for (x, y, z), n in BASE + SIDE]  # fmt: skip
    (motion,) = isostatism(normals(turned)).free
    assert motion.name == "T"
    assert motion.direction == pytest.approx((a, a, 0), abs=1e-6)


def test_quality_falls_as_the_supports_come_together():
    near = [((48, 28, 0), Z), ((52, 28, 0), Z), ((50, 32, 0), Z)]
    wide, narrow = (isostatism(normals(b + SIDE + STOP)).quality for b in (BASE, near))
    assert 0 < narrow < wide / 5 < 1


coordinate = st.floats(-500, 500).map(lambda v: round(v, 3))
vector = st.tuples(coordinate, coordinate, coordinate)


@given(
    st.lists(st.tuples(vector, st.sampled_from([X, Y, Z])), min_size=1, max_size=7),
    vector,
)
def test_free_motions_leave_every_contact_and_ignore_the_frame(contacts, shift: Vector):
    result = isostatism(normals(contacts))
    moved = [(tuple(c + s for c, s in zip(p, shift, strict=True)), n) for p, n in contacts]
    assert isostatism(normals(moved)).rank == result.rank
    for motion in result.free:
        if motion.kind == "translation":
            twist = [*motion.direction, 0, 0, 0]
        else:
            v = np.cross(motion.point, motion.direction) + motion.pitch_mm * np.array(
                motion.direction
            )
            twist = [*v, *motion.direction]
        kept = wrench_matrix(normals(contacts)).T @ np.array(twist)
        assert np.abs(kept).max() < 0.01


@given(st.sampled_from([1e-3, 0.02, 1.0, 30.0, 1e4]), vector)
def test_rank_and_quality_belong_to_the_shape_of_a_location_not_to_its_size_or_place(scale, shift):
    """A watch and a ship located alike are located as well (the wrenches of the ship are longer)."""
    contacts = BASE + SIDE + STOP
    moved = [
        (tuple(scale * (c + s) for c, s in zip(p, shift, strict=True)), n) for p, n in contacts
    ]
    first, second = isostatism(normals(contacts)), isostatism(normals(moved))
    assert (second.rank, second.redundant) == (6, ())
    assert second.quality == pytest.approx(first.quality, rel=1e-3)


@given(st.floats(0, 2 * math.pi), st.sampled_from([BASE + SIDE + STOP, LONG + END, FACE + SHORT]))
def test_turning_a_location_in_space_changes_nothing_of_it(angle, contacts):
    c, s = math.cos(angle), math.sin(angle)
    about = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]]) @ np.array(
        [[1, 0, 0], [0, c, -s], [0, s, c]]
    )
    turned = [(tuple(about @ p), tuple(about @ n)) for p, n in contacts]
    first, second = isostatism(normals(contacts)), isostatism(normals(turned))
    assert (second.rank, second.hyperstatic) == (first.rank, first.hyperstatic)
    assert second.quality == pytest.approx(first.quality, rel=1e-6)
    for was, now in zip(first.free, second.free, strict=True):
        assert now.kind == was.kind
        along = float(np.dot(about @ np.array(was.direction), now.direction))
        assert abs(along) == pytest.approx(1, abs=1e-5)
        # Of both senses the one whose first component that counts is positive.
        assert next(c for c in now.direction if abs(c) > 1e-5) > 0


def test_the_quality_of_four_supports_is_the_share_of_the_shorter_lever():
    """At (±4, ±3), 5 from the middle: G·Gᵀ = diag(4, 4·3²/5², 4·4²/5²), so 2, 1.2 and 1.6."""
    four = [((x, y, 0), Z) for x in (-4, 4) for y in (-3, 3)]
    assert isostatism(normals(four)).quality == pytest.approx(0.6)


def test_the_middle_of_the_contacts_is_the_point_of_a_rotation_that_has_no_other():
    """On a plane alone the part turns about any normal: told is the one through the middle."""
    plane = [((10, 10, 7), Z), ((90, 10, 7), Z), ((50, 40, 7), Z)]
    *_, turning = isostatism(normals(plane)).free
    assert (turning.name, turning.kind, turning.pitch_mm) == ("Rz", "rotation", 0)
    assert turning.point == pytest.approx((50, 20, 7))


def test_a_plane_that_leans_leaves_pure_motions_along_itself_and_about_its_normal():
    """Slides and turns that share no axis of the part: their velocities must not mix."""
    a = math.sqrt(0.5)
    points = [(0, 0, 0), (60, 0, 0), (20, 50 * a, 50 * a)]
    free = isostatism(normals([(p, (0, -a, a)) for p in points])).free
    assert [m.kind for m in free] == ["translation", "translation", "rotation"]
    assert free[0].direction == (1, 0, 0)
    assert free[1].direction == pytest.approx((0, a, a), abs=1e-5)
    assert abs(np.dot(free[2].direction, (0, -a, a))) == pytest.approx(1, abs=1e-5)


def test_one_contact_leaves_the_turns_about_its_own_point():
    free = isostatism(normals([((30, 20, 5), Z)])).free
    assert [m.name for m in free] == ["Tx", "Ty", "Rx", "Ry", "Rz"]
    assert {m.point for m in free[2:]} == {(30, 20, 5)}
    assert isostatism(normals([((30, 20, 5), Z)])).quality == pytest.approx(1)
    assert isostatism([]).quality == 0


def test_a_contact_nearly_on_one_line_with_two_others_does_not_count():
    """A nanometre off the line over 80 mm is no lever; a tenth of a millimetre is one."""
    for off, rank in ((1e-6, 5), (0.1, 6)):
        aligned = [((10, 10, 0), Z), ((50, 10 + off, 0), Z), ((90, 10, 0), Z)]
        assert isostatism(normals(aligned + SIDE + STOP)).rank == rank


def test_motions_are_told_in_words_with_their_axis_and_place():
    def said(contacts):
        return [m.message().say("en") for m in isostatism(normals(contacts)).free]

    assert said(BASE + SIDE) == ["translation along X"]
    a = math.sqrt(0.5)
    turned = [((a * (x - y), a * (x + y), z), (a * (n[0] - n[1]), a * (n[0] + n[1]), n[2]))
              for (x, y, z), n in BASE + SIDE]  # fmt: skip
    assert said(turned) == ["translation along (0.707 ; 0.707 ; 0)"]
    assert said(LONG) == ["translation along Z", "rotation about Z through (0 ; 0 ; 32.5)"]
    slope = (0.0, a, a)
    screw = [*CENTRE[:2], ((0, 0, 50), X), ((0, 0, 50), Y), ((10, 0, 0), slope)]
    (text,) = said(screw)
    assert text.startswith("screw about Z through (0 ; 0 ; ")


def test_a_screw_that_may_also_slide_along_its_axis_is_a_rotation():
    """Without the contact that couples them, turning and sliding along Z are free of each other."""
    free = isostatism(normals([*CENTRE[:2], ((0, 0, 50), X), ((0, 0, 50), Y)])).free
    assert [(m.name, m.kind, m.pitch_mm) for m in free] == [
        ("Tz", "translation", 0), ("Rz", "rotation", 0),
    ]  # fmt: skip
