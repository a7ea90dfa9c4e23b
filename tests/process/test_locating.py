"""Where normals and clamps stand: the block of the textbook, bores, shafts, and what is refused."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.evidence import PhaseState
from gmp_cad.process.isostatism import isostatism
from gmp_cad.process.locating import place_clamps, place_normals, unplaced
from gmp_cad.spec.process import Phase
from gmp_cad.spec.toml import Source, validate
from tests.process.workpieces import block, plane, shaft


def phase(*, locating=(), clamping=(), **keys) -> Phase:
    data = {"number": 20, "title": "Fraisage", "locating": locating, "clamping": clamping} | keys
    return validate(data, Source("process.toml", ""), Phase)


PRISM = (
    {"on": "base", "normals": 3}, {"on": "front", "normals": 2}, {"on": "left", "normals": 1},
)  # fmt: skip


def test_the_block_of_the_textbook_is_placed_as_there():
    normals = place_normals(phase(locating=PRISM), block())
    assert [n.index for n in normals] == [1, 2, 3, 4, 5, 6]
    assert [n.point for n in normals] == [
        (10, 10, 0), (90, 10, 0), (50, 50, 0), (10, 0, 20), (90, 0, 20), (0, 30, 20),
    ]  # fmt: skip
    assert [n.direction for n in normals] == [(0, 0, 1)] * 3 + [(0, 1, 0)] * 2 + [(1, 0, 0)]
    assert isostatism(normals).rank == 6


def test_two_normals_follow_the_primary_plane_even_on_an_upright_face():
    upright = block((30.0, 60.0, 120.0))
    normals = place_normals(phase(locating=PRISM), upright)
    assert isostatism(normals).rank == 6
    assert normals[3].point[2] == normals[4].point[2]


def test_without_a_primary_plane_two_normals_take_the_longest_extent():
    a, b = place_normals(phase(locating=[{"on": "left", "normals": 2}]), block((30.0, 60.0, 120.0)))
    assert abs(a.point[2] - b.point[2]) == pytest.approx(100)


def test_normals_avoid_a_bore_in_the_middle():
    state = block(bore=(50.0, 30.0, 12.0))
    (normal,) = place_normals(phase(locating=[{"on": "base", "normals": 1}]), state)
    assert math.dist(normal.point[:2], (50, 30)) >= 22 - 0.1


def test_given_points_are_used_and_checked():
    good = phase(locating=[{"on": "base", "normals": 1, "points": [[20, 20, 0]]}])
    assert place_normals(good, block())[0].point == (20, 20, 0)
    for point, gap in (([20, 20, 3], "3.00"), ([120, 20, 0], "20.00")):
        (refused,) = unplaced(
            phase(locating=[{"on": "base", "normals": 1, "points": [point]}]), block()
        )
        assert f"lies {gap} mm away" in str(refused.reason)


def test_two_pads_carry_the_triangle_together_each_at_its_height():
    pads = (plane(0, "Z", -1, 0.0, (0, 0), (20, 60)), plane(1, "Z", -1, 5.0, (80, 0), (100, 60)))
    state = PhaseState(
        phase="00", volume_mm3=1.0, box_mm=(0, 0, 0, 100, 60, 40), faces=pads,
        features={"base": (0, 1)},
    )  # fmt: skip
    normals = place_normals(phase(locating=[{"on": "base", "normals": 3}]), state)
    assert {round(n.point[2]) for n in normals} == {0, 5}
    assert all((n.point[2] == 0) == (n.point[0] < 50) for n in normals)


@pytest.mark.parametrize(
    ("locating", "rank", "hyperstatic", "free"),
    [
        ([("body", 4, "long_centring"), ("face", 1, "plane")], 5, 0, ["Rz"]),
        ([("body", 2, "short_centring"), ("face", 3, "plane")], 5, 0, ["Rz"]),
        ([("body", 4, "long_centring"), ("face", 3, "plane")], 5, 2, ["Rz"]),
        ([("face", 3, "centre"), ("end", 2, "sliding_centre")], 5, 0, ["Rz"]),
        ([("body", 4, "long_vee")], 4, 0, ["Tz", "Rz"]),
        ([("body", 2, "short_vee"), ("face", 3, "")], 5, 0, ["Rz"]),
        ([("body", 2, ""), ("face", 3, "")], 5, 0, ["Rz"]),
    ],
)
def test_shafts(locating, rank, hyperstatic, free):
    entries = [{"on": on, "normals": n, "contact": contact} for on, n, contact in locating]
    result = isostatism(place_normals(phase(locating=entries), shaft()))
    assert (result.rank, result.hyperstatic) == (rank, hyperstatic)
    assert [m.name for m in result.free] == free


def test_normals_of_a_shaft_point_to_its_axis_and_a_vee_opens_to_the_spindle():
    turned = phase(
        locating=[{"on": "body", "normals": 2, "contact": "short_vee"}], spindle="+X", x_axis="+Z"
    )
    first, second = place_normals(turned, shaft())
    for normal in (first, second):
        assert math.hypot(*normal.point[:2]) == pytest.approx(20)
        assert normal.direction[0] == pytest.approx(math.sqrt(0.5))
    assert first.direction[1] == pytest.approx(-second.direction[1])


def test_plane_pin_and_relieved_pin_hold_a_plate():
    state = block(bore=(20.0, 30.0, 6.0))
    other = block(bore=(80.0, 30.0, 6.0))
    second = other.faces[6]
    state = replace(
        state,
        faces=(*state.faces, replace(second, index=7)),
        features=state.features | {"bores": (6, 7)},
    )
    plan = phase(locating=[
        {"on": "base", "normals": 3},
        {"on": "bores[1]", "normals": 2, "contact": "locating_pin"},
        {"on": "bores[2]", "normals": 1, "contact": "relieved_pin"},
    ])  # fmt: skip
    normals = place_normals(plan, state)
    assert isostatism(normals).rank == 6
    assert normals[3].point[0] == pytest.approx(26)
    assert normals[5].direction == (0, -1, 0)
    assert normals[5].point == pytest.approx((80, 24, 20))


def test_what_is_missing_keeps_its_numbers_and_says_why():
    plan = phase(
        locating=[{"on": "bas", "normals": 3}, {"on": "front", "normals": 2}],
        clamping=[{"on": "stock >Z", "force": 100}],
    )
    assert [n.index for n in place_normals(plan, block())] == [4, 5]
    assert place_clamps(plan, block()) == ()
    first, second = unplaced(plan, block())
    assert (first.role, first.on, str(first.hint)) == ("locating", "bas", "did you mean 'base'?")
    assert (second.role, second.on) == ("clamping", "stock >Z")
    assert "after phase 00" in str(second.reason)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"on": "body", "normals": 2, "contact": "long_centring"}, "realises 4 normals, not 2"),
        ({"on": "face", "normals": 4}, "at most 3 normals, not 4"),
        ({"on": "face", "normals": 2, "contact": "short_vee"}, "cannot be placed on the plane"),
        ({"on": "body", "normals": 3}, "cannot be placed on the cylinder"),
        ({"on": "face", "normals": 2, "points": [[0, 0, 0]]}, "1 point is given for 2 normals"),
        ({"on": "body[2]", "normals": 2}, "does not exist"),
    ],
)
def test_contacts_that_cannot_be(entry, words):
    (refused,) = unplaced(phase(locating=[entry]), shaft())
    assert words in str(refused.reason)
    assert place_normals(phase(locating=[entry]), shaft()) == ()


def test_raw_faces_are_not_machined():
    state = replace(block(**{"stock <Z": (0,)}), machined=("base",))
    (cast, *_) = place_normals(phase(locating=[{"on": "back", "normals": 2}]), state)
    (raw, *_) = place_normals(phase(locating=[{"on": "stock <Z", "normals": 3}]), state)
    (cut, *_) = place_normals(phase(locating=[{"on": "base", "normals": 3}]), state)
    assert (raw.machined, cast.machined, cut.machined) == (False, False, True)


def test_a_clamp_presses_opposite_its_normals():
    plan = phase(locating=PRISM, clamping=[{"on": "back", "force": 8000},
                                           {"on": "right", "force": 3000}])  # fmt: skip
    back, right = place_clamps(plan, block())
    assert (back.point, back.direction, back.force_n) == ((50, 60, 20), (0, -1, 0), 8000)
    assert (right.point, right.direction) == ((100, 30, 20), (-1, 0, 0))


def test_a_chuck_shares_its_force_between_three_jaws_in_balance():
    plan = phase(clamping=[{"on": "body", "force": 9000, "kind": "chuck"}])
    jaws = place_clamps(plan, shaft())
    assert [j.force_n for j in jaws] == [3000] * 3
    for k in range(3):
        assert sum(j.direction[k] for j in jaws) == pytest.approx(0)
    assert all(math.hypot(*j.point[:2]) == pytest.approx(20) for j in jaws)


def test_a_strap_presses_a_shaft_into_its_vee_and_a_tailstock_along_its_axis():
    plan = phase(
        locating=[{"on": "body", "normals": 4, "contact": "long_vee"}],
        clamping=[{"on": "body", "force": 500, "kind": "strap"},
                  {"on": "end", "force": 700, "kind": "tailstock"}],
        spindle="+X", x_axis="+Z",
    )  # fmt: skip
    strap, tail = place_clamps(plan, shaft())
    assert strap.direction == pytest.approx((-1, 0, 0))
    assert strap.point == pytest.approx((20, 0, 50))
    assert (tail.point, tail.direction) == ((0, 0, 100), (0, 0, -1))


side = st.floats(8, 400).map(lambda v: round(v, 2))


@given(side, side, side)
def test_every_prism_is_isostatic_and_its_normals_lie_inside_their_faces(x, y, z):
    normals = place_normals(phase(locating=PRISM), block((x, y, z)))
    result = isostatism(normals)
    assert (result.rank, result.hyperstatic) == (6, 0)
    for normal in normals:
        inside = [
            0 < c < s
            for c, s, d in zip(normal.point, (x, y, z), normal.direction, strict=True)
            if not d
        ]
        assert all(inside)


def told(entry, state):
    """Return why a contact cannot be, "" where it stands."""
    found = unplaced(phase(locating=[entry]), state)
    return str(found[0].reason) if found else ""


def test_points_given_on_round_surfaces_lie_on_them_and_push_across():
    """On a shaft into its axis, in a bore out of it; a tenth beside the surface is told."""
    bored = block(bore=(50.0, 30.0, 8.0))
    for state, on, point, into in (
        (shaft(), "body", (0.0, -20.0, 40.0), (0, 1, 0)),
        (bored, "bore", (50.0, 38.0, 10.0), (0, 1, 0)),
        (bored, "bore", (42.0, 30.0, 10.0), (-1, 0, 0)),
    ):
        entry = {"on": on, "normals": 1, "points": [list(point)]}
        (normal,) = place_normals(phase(locating=[entry]), state)
        assert (normal.point, normal.direction) == (point, into)
    away = {"on": "body", "normals": 1, "points": [[0, -21.5, 40]]}
    assert "1.50 mm away" in told(away, shaft())
    past = {"on": "body", "normals": 1, "points": [[0, -20, 103]]}
    assert "3.00 mm away" in told(past, shaft())
    before = {"on": "body", "normals": 1, "points": [[0, -24, -3]]}
    assert "5.00 mm away" in told(before, shaft())  # 4 across and 3 along


def test_of_several_faces_the_nearest_takes_a_given_point():
    """Two pads of one base at x = 0…20 and 80…100: a point on the second is no gap from it."""
    pads = (plane(0, "Z", -1, 0.0, (0, 0), (20, 60)), plane(1, "Z", -1, 0.0, (80, 0), (100, 60)))
    state = replace(block(), faces=(*pads, *block().faces[2:]), features={"base": (0, 1)})
    good = {"on": "base", "normals": 1, "points": [[90, 30, 0]]}
    (normal,) = place_normals(phase(locating=[good]), state)
    assert (normal.point, normal.direction) == ((90, 30, 0), (0, 0, 1))
    between = {"on": "base", "normals": 1, "points": [[45, 30, 0]]}
    assert "25.00 mm away" in told(between, state)


def test_a_ball_is_pushed_towards_its_centre():
    ball = replace(block().faces[0], surface="sphere", point=(50.0, 30.0, 20.0), radius_mm=25.0)
    state = replace(block(), faces=(ball, *block().faces[1:]))
    (normal,) = place_normals(
        phase(locating=[{"on": "base", "normals": 1, "points": [[65, 30, 40]]}]), state
    )
    assert normal.direction == pytest.approx((-0.6, 0, -0.8), abs=1e-9)
    assert "2.00 mm away" in told({"on": "base", "normals": 1, "points": [[77, 30, 20]]}, state)
