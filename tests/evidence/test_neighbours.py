"""Near boxes against all pairs, one by one, in exact fractions; growth where boxes lie badly."""

from __future__ import annotations

import math
import tracemalloc
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.evidence import neighbours
from gmp_cad.evidence.neighbours import box_distance, near_pairs, placed_boxes

ROUND = st.integers(-6, 6).map(float)  # many touch, many lie exactly at the distance asked for
ROUGH = st.floats(-1e3, 1e3)
FAR = st.sampled_from([-1e6, 0.1, 1e-9, 1e6])


def boxes_of(numbers: st.SearchStrategy[float]) -> st.SearchStrategy[list[list[float]]]:
    def ordered(corners: tuple[list[float], list[float]]) -> list[float]:
        one, other = corners
        return [*map(min, one, other), *map(max, one, other)]

    corner = st.lists(numbers, min_size=3, max_size=3)
    return st.lists(st.tuples(corner, corner).map(ordered), max_size=24)


BOXES = st.one_of(boxes_of(ROUND), boxes_of(ROUGH), boxes_of(st.one_of(ROUND, FAR)))


def squared(a: list[float], b: list[float]) -> Fraction:
    """The square of the distance of two boxes, exact."""
    gaps = (
        max(Fraction(a[k]) - Fraction(b[k + 3]), Fraction(b[k]) - Fraction(a[k + 3]), Fraction(0))
        for k in range(3)
    )
    return sum((gap * gap for gap in gaps), Fraction(0))


@settings(max_examples=150)
@given(boxes=BOXES, near=st.one_of(st.integers(0, 5).map(float), st.floats(0, 2e3)))
def test_all_near_pairs_and_no_others_are_found(boxes: list[list[float]], near: float) -> None:
    found = [tuple(pair) for pair in near_pairs(boxes, near).tolist()]
    exact = {(i, j): squared(boxes[i], boxes[j]) for i, j in combinations(range(len(boxes)), 2)}
    limit = Fraction(near) ** 2
    assert found == sorted(set(found))
    assert {pair for pair, square in exact.items() if square <= limit} <= set(found)
    for pair in found:  # no other, but for the rounding of a distance
        assert exact[pair] <= limit * (1 + Fraction(1, 10**14)) + Fraction(1, 10**300)
    everything = np.array(list(exact), dtype=np.int64).reshape(-1, 2)
    for pair, distance in zip(exact, box_distance(boxes, everything).tolist(), strict=True):
        assert math.isclose(distance, math.sqrt(exact[pair]), rel_tol=1e-14, abs_tol=1e-150)


def test_a_pair_exactly_at_the_distance_is_near_whatever_the_rounding() -> None:
    # 0.1 + 0.2 and 0.3 are neighbouring numbers: the gap rounds up or down, the pair stays.
    for gap in (0.1, 0.3, 1 / 3, 2.0, 1e-7):
        for at in (0.0, 0.1, 7.3, 1e6 + 0.1):
            low = at + gap
            exact = Fraction(low) - Fraction(at)
            near = float(exact) if Fraction(float(exact)) >= exact else math.nextafter(exact, 9e9)
            boxes = [[at - 1, 0, 0, at, 1, 1], [low, 0, 0, low + 1, 1, 1]]
            assert near_pairs(boxes, near).tolist() == [[0, 1]]


@pytest.mark.parametrize("edges", [[1, 1, 1], [3, 4, 12], [0.1, 0.7, 0.9]])
def test_the_distance_is_that_of_corners_not_of_axes(edges: list[float]) -> None:
    boxes = np.array([[0, 0, 0, 1, 1, 1], [1, 1, 1, 2, 2, 2]], dtype=float)
    boxes[1] += np.tile(edges, 2)
    diagonal = math.hypot(*edges)
    assert len(near_pairs(boxes, diagonal * (1 + 1e-12))) == 1
    assert len(near_pairs(boxes, diagonal * (1 - 1e-12))) == 0
    assert box_distance(boxes, np.array([[0, 1]]))[0] == pytest.approx(diagonal, rel=1e-14)


BAD = [
    [[0, 0, 0, 1, 1, math.nan]],
    [[0, 0, 0, 1, 1, 1], [0, math.inf, 0, 1, math.inf, 1]],
    [[0, 0, 0, 1, 1, -1]],
    [[0, 0, 0, 1, 1]],
    [0, 0, 0, 1, 1, 1],
]


@pytest.mark.parametrize("boxes", BAD)
def test_what_is_no_box_is_refused(boxes: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="boxes"):
        near_pairs(boxes, 1.0)
    with pytest.raises(ValueError, match="boxes"):
        box_distance(boxes, np.empty((0, 2), np.int64))


@pytest.mark.parametrize("near", [-1.0, math.nan, math.inf])
def test_what_is_no_distance_is_refused(near: float) -> None:
    with pytest.raises(ValueError, match="near_mm"):
        near_pairs([[0, 0, 0, 1, 1, 1]], near)


def test_the_row_that_is_wrong_is_named() -> None:
    with pytest.raises(ValueError, match=r"boxes\[1\]"):
        near_pairs([[0, 0, 0, 1, 1, 1], [0, 0, 0, math.nan, 1, 1]], 1.0)


# --- growth: nodes looked at, which neither the machine nor its load changes ---


def looked_at(boxes: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many pairs of nodes the join looked at, and how many pairs were near."""
    seen: list[int] = []
    own = neighbours._gaps

    def counted(first, second):
        seen.append(len(first))
        return own(first, second)

    monkeypatch.setattr(neighbours, "_gaps", counted)
    found = near_pairs(boxes, 2.0)
    monkeypatch.undo()
    return sum(seen), len(found)


def random_boxes(n: int) -> np.ndarray:
    """So many boxes of 1 to 20 mm, in a cube that grows with them."""
    source = np.random.default_rng(n)
    low = source.uniform(0, 20 * n ** (1 / 3), (n, 3))
    return np.hstack((low, low + source.uniform(1, 20, (n, 3))))


def a_line(n: int) -> np.ndarray:
    x, zero = 20.0 * np.arange(n), np.zeros(n)
    return np.stack((x, zero, zero, x + 15, zero + 5, zero + 5), axis=1)


def one_huge(n: int) -> np.ndarray:
    boxes = random_boxes(n)
    boxes[n // 2] = [-1e7, -1e7, -1e7, 1e7, 1e7, 1e7]
    return boxes


def one_far(n: int) -> np.ndarray:
    boxes = random_boxes(n)
    boxes[0] += 1e6
    return boxes


def crossing_bars(n: int) -> np.ndarray:
    boxes = random_boxes(n)
    source = np.random.default_rng(n)
    boxes[:, 3:] = boxes[:, :3] + 1.0
    boxes[np.arange(n), 3 + source.integers(0, 3, n)] += 5 * n ** (1 / 3)
    return boxes


def ever_larger(n: int) -> np.ndarray:
    """Each box as far from the origin as it is large: sizes over 12 orders of magnitude."""
    low = np.repeat(np.geomspace(1e3, 1e15, n)[:, None], 3, axis=1)
    return np.hstack((low, 1.01 * low))


@pytest.mark.parametrize(
    "made", [random_boxes, a_line, one_huge, one_far, crossing_bars, ever_larger]
)
def test_work_grows_as_the_boxes_and_their_near_pairs(made, monkeypatch) -> None:
    for n in (500, 2000, 8000):
        looked, near = looked_at(made(n), monkeypatch)
        assert looked <= 30 * (n + near)  # 8000 boxes have 32 million pairs


def test_boxes_all_in_one_place_are_all_pairs_once(monkeypatch) -> None:
    n = 700
    looked, near = looked_at(np.tile([0.0, 0, 0, 1, 1, 1], (n, 1)), monkeypatch)
    assert near == n * (n - 1) // 2
    assert looked <= 3 * near + 20 * n


def test_memory_grows_as_the_result() -> None:
    tracemalloc.start()
    try:
        found = near_pairs(random_boxes(20_000), 2.0)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(found) > 10_000
    assert peak < 60e6  # a byte for each of all pairs would be 200 MB


def test_many_near_pairs_are_gone_through_in_blocks(monkeypatch) -> None:
    boxes = random_boxes(600)
    whole = near_pairs(boxes, 30.0)
    monkeypatch.setattr(neighbours, "_BLOCK", 7)
    assert np.array_equal(near_pairs(boxes, 30.0), whole)


# --- boxes in place ---


def turned(angles: list[float], shift: list[float]) -> np.ndarray:
    x, y, z = angles
    about = [
        np.array([[1, 0, 0], [0, math.cos(x), -math.sin(x)], [0, math.sin(x), math.cos(x)]]),
        np.array([[math.cos(y), 0, math.sin(y)], [0, 1, 0], [-math.sin(y), 0, math.cos(y)]]),
        np.array([[math.cos(z), -math.sin(z), 0], [math.sin(z), math.cos(z), 0], [0, 0, 1]]),
    ]
    matrix = np.eye(4)
    matrix[:3, :3] = about[0] @ about[1] @ about[2]
    matrix[:3, 3] = shift
    return matrix


TURNS = st.builds(
    turned,
    st.lists(st.floats(-7, 7), min_size=3, max_size=3),
    st.lists(st.one_of(ROUGH, FAR), min_size=3, max_size=3),
)


@settings(max_examples=100)
@given(boxes=boxes_of(ROUGH).filter(bool), moves=st.lists(TURNS, min_size=1, max_size=4))
def test_a_box_in_place_holds_the_moved_box_and_hardly_more(
    boxes: list[list[float]], moves: list[np.ndarray]
) -> None:
    box = boxes[0]
    found = placed_boxes(box, np.array(moves))
    corners = [[Fraction(box[3 * ((n >> k) & 1) + k]) for k in range(3)] for n in range(8)]
    for move, placed in zip(moves, found.tolist(), strict=True):
        rows = [[Fraction(float(v)) for v in row] for row in move[:3]]
        for k, row in enumerate(rows):
            at = [sum(map(lambda a, b: a * b, row, c), row[3]) for c in corners]
            slack = Fraction(1, 10**13) * (4000 + abs(row[3]))
            assert min(at) - slack <= Fraction(placed[k]) <= min(at)
            assert max(at) <= Fraction(placed[k + 3]) <= max(at) + slack


def test_each_box_goes_with_its_own_placement() -> None:
    moves = np.array([turned([0, 0, 0], [10, 0, 0]), turned([0, 0, math.pi / 2], [0, 0, 5])])
    own = [[0.0, 0, 0, 1, 1, 1], [1.0, 2, 3, 4, 6, 8]]
    expected = [[10, 0, 0, 11, 1, 1], [-6, 1, 8, -2, 4, 13]]
    assert placed_boxes(own, moves) == pytest.approx(np.array(expected, float), abs=1e-12)
    assert placed_boxes(own[0], np.empty((0, 4, 4))).shape == (0, 6)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_placement_that_is_not_finite_is_refused(bad: float) -> None:
    move = np.eye(4)
    move[0, 3] = bad
    with pytest.raises(ValueError, match="matrices"):
        placed_boxes([0, 0, 0, 1, 1, 1], move)
