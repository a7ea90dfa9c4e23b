"""Clamping forces as linear programmes, against closed forms: the block of the textbook, a chuck."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.process.chuck import centrifugal_loss, jaw_force
from gmp_cad.process.force_closure import (
    MOST_SAFETY,
    Grip,
    Holding,
    Load,
    Pad,
    edges,
    reached_safety,
    reactions,
    wrench,
)
from gmp_cad.process.least_clamping import holdable, least_forces, least_scale

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
# The block 100×60×40 and its normals, domain §7.3 and §7.4.
BLOCK = [
    ((10.0, 10.0, 0.0), Z), ((90.0, 10.0, 0.0), Z), ((50.0, 50.0, 0.0), Z),
    ((10.0, 0.0, 20.0), Y), ((90.0, 0.0, 20.0), Y), ((0.0, 30.0, 20.0), X),
]  # fmt: skip
TOP = ((50.0, 25.0, 40.0), (0.0, 0.0, -1.0))
THREE = [TOP, ((50.0, 60.0, 20.0), (0.0, -1.0, 0.0)), ((100.0, 30.0, 20.0), (-1.0, 0.0, 0.0))]


def holding(clamps, mu=0.0, mu_clamp=0.0, least_n=0.0) -> Holding:
    return Holding(
        locators=tuple(Pad(point=p, normal=n, friction=mu, least_n=least_n) for p, n in BLOCK),
        grips=tuple(
            Grip(pads=(Pad(point=p, normal=n, friction=mu_clamp),)) for p, n in clamps
        ),
    )  # fmt: skip


def load(point, force) -> Load:
    return Load(cutting=tuple(wrench(point, force)))


ALONG = load((50, 25, 40), (300, 0, 0))


@pytest.mark.parametrize(
    ("mu", "both", "locators_only"),
    [(0.1, 1500, 3000), (0.15, 1000, 2000), (0.2, 750, 1500), (0.3, 500, 1000)],
)
def test_the_strap_on_the_block(mu, both, locators_only):
    assert least_forces(holding([TOP], mu, mu), [ALONG]) == pytest.approx((both,), rel=1e-9)
    assert least_forces(holding([TOP], mu), [ALONG]) == pytest.approx((locators_only,), rel=1e-9)


@pytest.mark.parametrize(("safety", "total"), [(1.0, 980), (2.0, 1960)])
def test_three_clamps_without_friction(safety, total):
    found = least_forces(holding(THREE), [load((50, 30, 40), (300, 200, 100))], safety)
    assert found == pytest.approx(np.array((480, 200, 300)) * safety, rel=1e-9)
    assert sum(found) == pytest.approx(total, rel=1e-9)


def test_without_friction_a_strap_holds_nothing_along_the_table():
    assert least_forces(holding([TOP]), [ALONG]) is None
    pressed = load((50, 25, 40), (0, 0, -50))
    assert holdable(holding([TOP]), [pressed])
    assert not holdable(holding([TOP]), [pressed, ALONG])


def test_the_safety_reached_is_the_declared_force_over_the_least():
    held = holding([TOP], 0.15, 0.15)
    assert reached_safety(held, [ALONG], [2500.0]) == pytest.approx((2.5,))
    assert least_scale(held, [ALONG], 2.0, [2500.0]) == pytest.approx(0.8)
    pressing = load((50, 25, 40), (0, 0, -100))
    assert reached_safety(held, [pressing], [2500.0]) == (MOST_SAFETY,)


def test_weight_helps_a_strap_and_has_no_safety():
    heavy = Load(cutting=ALONG.cutting, dead=tuple(wrench((50, 25, 20), (0, 0, -400))))
    # μ(c + 400) at the locators + μ·c at the clamp = K·300
    found = least_forces(holding([TOP], 0.15, 0.15), [heavy], 2.0)
    assert found == pytest.approx(((600 / 0.15 - 400) / 2,))


def test_a_clamp_outside_the_supports_does_not_even_hold_at_rest():
    outside = ((99.0, 59.0, 40.0), (0.0, 0.0, -1.0))
    assert reached_safety(holding([outside]), [ALONG], [1000.0]) is None


def test_a_locator_that_must_stay_in_touch_costs_force():
    free = least_forces(holding(THREE), [load((50, 30, 40), (300, 200, 100))])
    kept = least_forces(holding(THREE, least_n=50.0), [load((50, 30, 40), (300, 200, 100))])
    assert free is not None
    assert kept is not None
    assert sum(kept) > sum(free)


def test_reactions_balance_the_load():
    held = holding(THREE, 0.15, 0.15)
    case = load((50, 30, 40), (300, 200, 100))
    found = reactions(held, case, [1000.0, 500.0, 600.0], 1.5)
    assert found is not None
    for pad, force in zip(held.pads, found, strict=True):
        assert force.normal_n >= -1e-6
        assert force.tangential_n <= pad.friction * force.normal_n + 1e-6
    assert [f.normal_n for f in found[6:]] == pytest.approx([1000, 500, 600])


def test_pyramids_lie_inside_the_cone():
    for normal in (Z, Y, (0.6, 0.0, 0.8)):
        sides = edges(Pad(point=(0.0, 0.0, 0.0), normal=normal, friction=0.3))
        assert np.allclose(sides.T @ np.array(normal), 1.0)
        assert np.linalg.norm(sides - np.array(normal)[:, None], axis=0) == pytest.approx(0.3)


def chuck(mu: float, radius: float = 20.0) -> Holding:
    jaws = [
        Pad(
            point=(radius * math.cos(a), radius * math.sin(a), 10.0),
            normal=(-math.cos(a), -math.sin(a), 0.0), friction=mu,
        )
        for a in (0.0, 2 * math.pi / 3, 4 * math.pi / 3)
    ]  # fmt: skip
    stop = [Pad(point=(0.0, 0.0, 0.0), normal=Z, friction=0.0)]
    return Holding(locators=tuple(stop), grips=(Grip(pads=tuple(jaws)),))


@pytest.mark.parametrize("mu", [0.1, 0.15, 0.3])
def test_a_chuck_under_torque_alone_needs_the_hand_formula(mu):
    fc, cut, clamped, safety = 1000.0, 30.0, 40.0, 2.0
    torque = Load(cutting=tuple(wrench((0, 0, 10), (0, 0, 0), (0, 0, fc * cut / 2))))
    (total,) = least_forces(chuck(mu, clamped / 2), [torque], safety) or (0.0,)
    # The eight edges hold what Coulomb's cone holds along the tangent: it is one of them.
    assert total == pytest.approx(3 * jaw_force(fc, cut, clamped, mu, safety), rel=1e-9)


def test_an_overhanging_cut_needs_more_than_the_torque():
    fc = 1000.0
    around = [
        load((20 * math.cos(a), 20 * math.sin(a), 40), (-fc * math.sin(a), fc * math.cos(a), 0))
        for a in (2 * math.pi * i / 12 for i in range(12))
    ]
    (total,) = least_forces(chuck(0.2), around) or (0.0,)
    assert total > 1.5 * 3 * jaw_force(fc, 40, 40, 0.2, 1.0)


def test_what_the_rotation_takes():
    # m·r·ω² at 3000 rev/min: ω = 100π
    assert centrifugal_loss(0.3, 50.0, 3000.0) == pytest.approx(0.3 * 0.05 * (100 * math.pi) ** 2)


spot = st.tuples(st.floats(5, 95), st.floats(5, 55), st.just(40.0))
push = st.tuples(*[st.floats(-300, 300)] * 3)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(spot, push), min_size=1, max_size=40))
def test_the_least_forces_hold_every_load_and_no_less_does(cases):
    held = holding(THREE, 0.15, 0.15)
    loads = [load(p, f) for p, f in cases]
    found = least_forces(held, loads, 2.0)
    assert found is not None
    reached = reached_safety(held, loads, [f + 1e-3 for f in found])
    assert reached is not None
    assert min(reached) >= 2.0 * (1 - 1e-4)
    scale = least_scale(held, loads, 2.0, [1000.0, 1000.0, 1000.0])
    assert scale is not None
    assert 3000 * scale >= sum(found) - 1e-3


@settings(max_examples=20, deadline=None)
@given(spot, spot, push, st.floats(0, 1))
def test_what_holds_at_two_places_holds_between_them(a, b, force, share):
    held = holding(THREE, 0.15, 0.15)
    forces = [1500.0, 800.0, 800.0]
    between = tuple((1 - share) * p + share * q for p, q in zip(a, b, strict=True))
    ends = reached_safety(held, [load(a, force), load(b, force)], forces)
    middle = reached_safety(held, [load(between, force)], forces)
    assert ends is not None
    assert middle is not None
    assert middle[0] >= min(ends) - 1e-5


def test_a_contact_without_friction_pushes_along_its_normal_alone():
    (normal,) = edges(Pad(point=(0.0, 0.0, 0.0), normal=Y, friction=0.0)).T
    assert tuple(normal) == Y
    rough = edges(Pad(point=(0.0, 0.0, 0.0), normal=Y, friction=0.3))
    assert rough.shape == (3, 8)
    # Neighbours stand at 45° to each other around the normal: the pyramid is regular.
    sides = (rough - np.array(Y)[:, None]) / 0.3
    turns = [float(sides[:, i] @ sides[:, (i + 1) % 8]) for i in range(8)]
    assert turns == pytest.approx([math.sqrt(0.5)] * 8)


def test_every_support_under_a_strap_keeps_its_least_force():
    """Levers: of F at (50, 25) the supports at y = 10 bear 5/16 each, the third, at 50, 6/16."""
    supports = Holding(
        locators=tuple(Pad(point=p, normal=n, friction=0.0, least_n=50.0) for p, n in BLOCK[:3]),
        grips=(Grip(pads=(Pad(point=TOP[0], normal=TOP[1], friction=0.0),)),),
    )
    idle = Load(cutting=(0.0,) * 6)
    assert least_forces(supports, [idle]) == pytest.approx((160.0,))
    assert reached_safety(supports, [idle], [159.0]) is None
    found = reactions(supports, idle, [160.0])
    assert found is not None
    assert [r.normal_n for r in found] == pytest.approx([50, 50, 60, 160])


def test_the_safety_reached_counts_the_weight_once():
    """μ(c + 400) under the block and μ·c under the strap against K·300, with c = 1000: K = 1.2."""
    heavy = Load(cutting=ALONG.cutting, dead=tuple(wrench((50, 25, 20), (0, 0, -400))))
    assert reached_safety(holding([TOP], 0.15, 0.15), [heavy], [1000.0]) == pytest.approx((1.2,))
    # Lifted by more than the strap presses it is at rest nowhere.
    light = Load(cutting=ALONG.cutting, dead=tuple(wrench((50, 25, 20), (0, 0, 1001))))
    assert reached_safety(holding([TOP], 0.15, 0.15), [heavy, light], [1000.0]) is None


def test_of_many_equilibria_the_one_with_the_least_peak_is_told():
    """Four legs under a load in their middle: any pair across could bear it; each takes a quarter."""
    legs = tuple(
        Pad(point=(x, y, 0.0), normal=Z, friction=0.0) for x in (0.0, 100.0) for y in (0.0, 60.0)
    )
    table = Holding(
        locators=legs,
        grips=(Grip(pads=(Pad(point=(50.0, 30.0, 40.0), normal=(0.0, 0.0, -1.0), friction=0.0),)),),
    )
    found = reactions(table, Load(cutting=(0.0,) * 6), [400.0])
    assert found is not None
    assert [r.normal_n for r in found] == pytest.approx([100, 100, 100, 100, 400])
    assert {round(r.tangential_n, 6) for r in found} == {0.0}
    assert reactions(table, load((50, 30, 40), (0, 0, 500)), [400.0]) is None


@settings(max_examples=15, deadline=None)
@given(st.sampled_from([1e-2, 0.1, 10.0, 100.0]), spot, push)
def test_forces_do_not_depend_on_the_size_of_the_part(scale, place, force):
    """The same part and the same loads at another scale: moments and arms grow alike."""

    def sized(k: float) -> Holding:
        return Holding(
            locators=tuple(
                Pad(point=tuple(k * c for c in p), normal=n, friction=0.15) for p, n in BLOCK
            ),
            grips=tuple(
                Grip(pads=(Pad(point=tuple(k * c for c in p), normal=n, friction=0.15),))
                for p, n in THREE
            ),
        )

    cut = load(place, force)
    small = load(tuple(scale * c for c in place), force)
    first, second = least_forces(sized(1.0), [cut], 2.0), least_forces(sized(scale), [small], 2.0)
    assert first is not None
    assert second is not None
    assert sum(second) == pytest.approx(sum(first), rel=1e-5, abs=1e-3)


def test_many_loads_are_each_judged_as_if_alone():
    """More than one programme takes: 150 pulls along X, each held 2.5·300/F times."""
    held = holding([TOP], 0.15, 0.15)
    forces = [100.0 + 5 * i for i in range(150)]
    found = reached_safety(held, [load((50, 25, 40), (f, 0, 0)) for f in forces], [2500.0])
    assert found == pytest.approx([750 / f for f in forces])


def test_forces_are_shared_only_between_the_contacts_of_one_grip():
    """Two straps: only the one over the supports may take more, the other keeps its own force."""
    beside = ((20.0, 15.0, 40.0), (0.0, 0.0, -1.0))
    held = holding([TOP, beside], 0.0, 0.0)
    found = reactions(held, Load(cutting=(0.0,) * 6), [800.0, 300.0])
    assert found is not None
    assert [r.normal_n for r in found[6:]] == pytest.approx([800, 300])
    assert sum(r.normal_n for r in found[:3]) == pytest.approx(1100)


def test_one_load_that_nothing_holds_leaves_no_least_force():
    """Among forty easy loads one that no friction takes: there is no answer, not that of the easy ones."""
    easy = [load((50, 25, 40), (0, 0, -float(f))) for f in range(1, 41)]
    assert least_forces(holding([TOP]), easy) == pytest.approx((0.0,), abs=1e-6)
    assert least_forces(holding([TOP]), [*easy, load((50, 25, 40), (0.5, 0, 0))]) is None


@pytest.mark.parametrize("jaws", [2, 3, 4, 6])
def test_all_jaws_share_the_torque(jaws):
    assert jaw_force(1000, 30, 40, 0.15, 2.0, jaws) == pytest.approx(2 * 750 / 0.15 / jaws)


def test_the_decisive_load_may_be_a_small_one_among_many():
    """A hundred heavy thrusts onto the supports need nothing; 50 N along the table need 50 / 2μ."""
    heavy = [load((50, 25, 40), (0, 0, -1000.0 - f)) for f in range(100)]
    sideways = [load((50, 25, 40), (float(f), 0, 0)) for f in range(1, 51)]
    found = least_forces(holding([TOP], 0.15, 0.15), [*heavy, *sideways])
    assert found == pytest.approx((50 / 0.3,), rel=1e-5)
    scale = least_scale(holding([TOP], 0.15, 0.15), [*sideways, *heavy], 2.0, [1000.0])
    assert scale == pytest.approx(0.1 / 0.3, rel=1e-5)


def test_the_decisive_load_may_be_the_part_at_rest():
    """In one of many positions its weight hangs from the strap: no cut asks for more."""
    heavy = [load((50, 25, 40), (0, 0, -1000.0 - f)) for f in range(150)]
    hanging = Load(cutting=(0.0,) * 6, dead=tuple(wrench((50, 25, 20), (0, 0, 200))))
    found = least_forces(holding([TOP]), [*heavy, hanging])
    assert found == pytest.approx((200.0,), rel=1e-6)
