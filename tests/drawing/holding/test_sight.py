"""How a view shows what holds the workpiece: in profile, end-on, hidden, several behind each other."""

from __future__ import annotations

from gmp_cad.drawing.holding import sight
from gmp_cad.drawing.view import View
from gmp_cad.evidence import ClampForce, HoldingPlace, HoldingSign, LocatingNormal, Projection

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
FRONT = View(
    projection=Projection(name="front", right=X, up=Z, curves=(), box_mm=(0, 0, 100, 40)), scale=0.5
)
TOP = View(
    projection=Projection(name="top", right=X, up=Y, curves=(), box_mm=(0, 0, 100, 60)), scale=0.5
)
BASE = HoldingSign(
    nature="flat", machined=True, function="locating", technology="fixed", on="base",
    places=(
        HoldingPlace(point=(10, 10, 0), direction=Z, normal=1),
        HoldingPlace(point=(90, 10, 0), direction=Z, normal=2),
        HoldingPlace(point=(90, 50, 0), direction=Z, normal=3),
    ),
)  # fmt: skip


def test_supports_behind_each_other_are_one_sign_in_profile():
    seen = sight.technological([BASE], FRONT)
    assert [(s.tip, s.direction, s.normals) for s in seen] == [
        ((5.0, 0.0), (0.0, 1.0), (1,)),
        ((45.0, 0.0), (0.0, 1.0), (2, 3)),
    ]


def test_supports_under_the_part_are_three_hidden_signs_from_above():
    seen = sight.technological([BASE], TOP)
    assert [(s.tip, s.direction, s.hidden, s.normals) for s in seen] == [
        ((5.0, 5.0), None, True, (1,)),
        ((45.0, 5.0), None, True, (2,)),
        ((45.0, 25.0), None, True, (3,)),
    ]


def test_a_clamp_from_above_is_seen_and_not_joined_with_the_normal_beneath():
    normal = LocatingNormal(index=1, on="base", point=(10, 10, 0), direction=Z, machined=True)
    clamp = ClampForce(
        on="top", point=(10, 10, 40), direction=(0, 0, -1), force_n=4000, kind="strap"
    )
    located, clamped = sight.geometric([normal], [clamp], TOP)
    assert (located.hidden, clamped.hidden) == (True, False)
    assert located.drawn().key == "normals.1"
    assert not clamped.drawn().key


def test_both_parts_of_the_standard_draw_the_same_places():
    normals = [
        LocatingNormal(index=p.normal, on="base", point=p.point, direction=Z, machined=True)
        for p in BASE.places
    ]
    for view in (FRONT, TOP):
        first, second = sight.geometric(normals, [], view), sight.technological([BASE], view)
        assert [s.tip for s in first] == [s.tip for s in second]
        assert all(s.drawn().layer == "holding" for s in (*first, *second))
