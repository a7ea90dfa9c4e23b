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
