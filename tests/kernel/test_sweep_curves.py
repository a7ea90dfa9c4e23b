"""Regions beside chains of curves, against areas in closed form."""

from __future__ import annotations

import itertools
import math

import cadquery as cq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.kernel.machining.sweeps import curves

FAR = 1000.0
WINDOW = curves.rectangle((-50.0, -50.0), (50.0, 50.0))  # inside which areas are compared


def inside_window(region: cq.Shape) -> float:
    return sum(face.Area() for face in region.intersect(WINDOW).Faces())


def test_turn_and_left_are_counterclockwise() -> None:
    assert curves.turn((1, 0), (0, 1)) == pytest.approx(math.pi / 2)
    assert curves.left((1, 0)) == (0, 1)


def test_chain_is_linked_whatever_the_order() -> None:
    corners = [(0.0, 0.0), (10.0, 0.0), (10.0, 5.0), (0.0, 5.0)]
    sides = [curves.line(a, b) for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)]
    (chain,) = curves.chains([sides[2], sides[0], sides[3], sides[1]])
    assert curves.is_loop(chain)
    assert curves.enclosed_area(chain) == pytest.approx(50)
    assert curves.inside_loop(chain, 1.0).Area() == pytest.approx(8 * 3)
    assert inside_window(curves.outside_loop(chain[::-1], 0.0, FAR)) == pytest.approx(1e4 - 50)


# The kernel takes points nearer than 0.1 µm for one; no allowance is smaller than 1 µm.
@given(st.floats(-math.pi, math.pi), st.just(0.0) | st.floats(1e-3, 5))
@settings(max_examples=25, deadline=None)
def test_beside_a_wall_is_the_half_plane(angle: float, inset: float) -> None:
    along = (math.cos(angle), math.sin(angle))
    wall = curves.line((0.0, 0.0), along)
    region = curves.beside_chain([wall], ((-along[0], -along[1]), along), inset, FAR)
    disc = cq.Face.makeFromWires(cq.Wire.makeCircle(40, cq.Vector(0, 0, 0), cq.Vector(0, 0, 1)))
    area = sum(face.Area() for face in region.intersect(disc).Faces())
    segment = 1600 * math.acos(inset / 40) - inset * math.sqrt(1600 - inset**2)
    assert area == pytest.approx(segment, rel=1e-6)


@pytest.mark.parametrize(
    ("points", "rays", "area"),
    [
        # a corner that is free inside, then one that is free outside
        ([(10, 50), (10, 10), (50, 10)], ((0, 1), (1, 0)), 40 * 40),
        ([(50, 10), (10, 10), (10, 50)], ((1, 0), (0, 1)), 1e4 - 40 * 40),
        # a slot that ends, and the tongue that would fill it
        ([(20, 10), (0, 10), (0, -10), (20, -10)], ((1, 0), (1, 0)), 50 * 20),
        ([(20, -10), (0, -10), (0, 10), (20, 10)], ((1, 0), (1, 0)), 1e4 - 50 * 20),
        # across a wall and no farther
        ([(-5, 0), (5, 0)], ((0, 1), (0, 1)), 10 * 50),
    ],
)
def test_beside_chains(points: list, rays: tuple, area: float) -> None:
    chain = [curves.line(a, b) for a, b in itertools.pairwise(points)]
    assert inside_window(curves.beside_chain(chain, rays, 0.0, FAR)) == pytest.approx(area)


def test_floor_runs_out_where_there_is_no_wall() -> None:
    corners = [(-20.0, -10.0), (20.0, -10.0), (20.0, 10.0), (-20.0, 10.0)]
    edges = [cq.Edge.makeLine(cq.Vector(*a), cq.Vector(*b))
             for a, b in zip(corners, [*corners[1:], corners[0]], strict=True)]  # fmt: skip

    def area(*walls: bool) -> float:
        outer = [curves.oriented(e, backwards=False, wall=w)
                 for e, w in zip(edges, walls, strict=True)]  # fmt: skip
        return inside_window(curves.floor_region(outer, 0.0, FAR))

    assert area(True, True, True, True) == pytest.approx(40 * 20)
    assert area(True, False, True, False) == pytest.approx(100 * 20)
    assert area(True, False, False, False) == pytest.approx(100 * 60)
    assert area(True, True, False, False) == pytest.approx(70 * 60)
    assert area(True, False, True, True) == pytest.approx(70 * 20)
    assert area(False, False, False, False) == pytest.approx(1e4)


@pytest.mark.parametrize("counterclockwise", [True, False])
def test_strip_of_a_whole_circle_is_a_ring(counterclockwise: bool) -> None:
    circle = curves.oriented(cq.Edge.makeCircle(10), backwards=not counterclockwise)
    ring = math.pi * (100 - 81) if counterclockwise else math.pi * (121 - 100)
    assert curves.strip(circle, 1.0).Area() == pytest.approx(ring)


def test_strip_of_an_arc_is_its_part_of_a_ring() -> None:
    quarter = curves.arc((10.0, 0.0), (math.sqrt(50), math.sqrt(50)), (0.0, 10.0))
    assert quarter.turning == pytest.approx(math.pi / 2)
    assert curves.strip(quarter, 2.0).Area() == pytest.approx(math.pi * (100 - 64) / 4)
