"""Pictures of a part in two states: what came is green, what went is red, and both are seen."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from gmp_cad.drawing.shaded.difference import PartStates, SeenStates, difference_pictures
from gmp_cad.drawing.shaded.size import PICTURE_PX
from gmp_cad.evidence.surface_mesh import SurfaceMesh
from tests.drawing.test_shaded import box

GREY = (0.6, 0.62, 0.66)
PLATE = box(100.0, 80.0, 20.0)
Box = tuple[float, float, float, float, float, float]


def cube(side: float, at: tuple[float, float, float]) -> SurfaceMesh:
    return box(side, side, side, at)


def reach(side: float, at: tuple[float, float, float]) -> Box:
    return (*at, at[0] + side, at[1] + side, at[2] + side)


def grown(side: float, at: tuple[float, float, float]) -> PartStates:
    """A plate that gained a cube."""
    return PartStates(
        colour=GREY, before=PLATE, after=PLATE, added=cube(side, at), lumps=[(True, reach(side, at))]
    )  # fmt: skip


def pixels(seen: SeenStates, shows: str = "both") -> np.ndarray:
    picture = Image.open(io.BytesIO(seen.pictures[shows]))
    assert picture.mode == "RGB"  # white ground: a comment may be read on black
    assert picture.size == PICTURE_PX
    return np.asarray(picture).astype(int)


def green(picture: np.ndarray) -> np.ndarray:
    r, g, b = (picture[:, :, k] for k in range(3))
    return (g > r + 40) & (g > b + 40)


def red(picture: np.ndarray) -> np.ndarray:
    r, g, b = (picture[:, :, k] for k in range(3))
    return (r > g + 40) & (r > b + 40)


def strong(picture: np.ndarray) -> np.ndarray:
    """What is drawn in full colour, not faint behind the part."""
    return green(picture) & (picture[:, :, 0] < 60)


def test_what_came_is_green_what_went_is_red_and_nothing_else_has_a_colour():
    states = replace(
        grown(20.0, (10.0, 10.0, 20.0)), removed=cube(20.0, (60.0, 40.0, 20.0)),
        lumps=[(True, reach(20.0, (10.0, 10.0, 20.0))), (False, reach(20.0, (60.0, 40.0, 20.0)))],
    )  # fmt: skip
    (seen,) = difference_pictures(states)
    assert set(seen.pictures) == {"before", "after", "both"}
    both = pixels(seen)
    assert green(both).sum() > 3000
    assert red(both).sum() > 3000
    for shows in ("before", "after"):
        plain = pixels(seen, shows)
        assert not green(plain).any()
        assert not red(plain).any()
    assert (both[0, 0] == 255).all()


@pytest.mark.parametrize(
    ("at", "seen_from"),
    [
        ((40.0, 30.0, 20.0), "above"),
        ((40.0, 30.0, -20.0), "below"),
        ((-20.0, 30.0, 0.0), "left"),
        ((40.0, 80.0, 0.0), "behind"),
    ],
)
def test_a_change_is_seen_in_front_of_the_part_wherever_it_is(at, seen_from):
    both = pixels(difference_pictures(grown(20.0, at))[0])
    assert strong(both).sum() > 0.6 * green(both).sum() > 1000, seen_from


def test_a_cavity_that_was_filled_is_seen_through_the_part():
    both = pixels(difference_pictures(grown(8.0, (46.0, 36.0, 6.0)))[0])
    assert green(both).sum() > 500
    assert strong(both).sum() < 0.2 * green(both).sum()  # its edges


def test_a_small_change_is_circled_and_seen_from_close_with_an_inset():
    whole, close = difference_pictures(grown(0.4, (70.0, 20.0, 20.0)))
    assert (whole.view, close.view) == ("overall", "close-up")
    assert set(close.pictures) == {"before", "after", "both"}
    rows, columns = np.nonzero(green(pixels(whole)))
    assert 40 < np.ptp(columns) < 70  # the circle
    assert 40 < np.ptp(rows) < 70
    near = green(pixels(close))
    assert near[:500].sum() > 1000
    centre = np.argwhere(near[:500]).mean(axis=0)
    assert abs(centre[0] - 360) < 60
    assert abs(centre[1] - 480) < 60


def test_a_large_change_has_no_close_up():
    assert len(difference_pictures(grown(60.0, (10.0, 10.0, 20.0)))) == 1


@pytest.mark.parametrize("state", ["before", "after"])
def test_a_part_that_came_or_went_has_one_picture(state):
    states = PartStates(colour=GREY, **{state: PLATE})
    (seen,) = difference_pictures(states)
    assert list(seen.pictures) == [state]


def test_both_states_are_framed_by_one_camera():
    small = box(40.0, 40.0, 10.0)
    states = PartStates(colour=GREY, before=small, after=PLATE)
    (seen,) = difference_pictures(states)
    assert set(seen.pictures) == {"before", "after"}  # the volumes are not known
    widths = []
    for shows in ("before", "after"):
        drawn = (pixels(seen, shows) < 250).any(axis=2)
        widths.append(np.ptp(np.nonzero(drawn.any(axis=0))[0]))
    assert abs(widths[0] / widths[1] - 80 / 180) < 0.03  # (40+40) to (100+80), seen on a corner


def test_there_is_nothing_to_show_of_no_state_and_the_same_bytes_of_the_same_states():
    assert difference_pictures(PartStates(colour=GREY)) == ()
    states = grown(5.0, (10.0, 10.0, 20.0))
    assert difference_pictures(states) == difference_pictures(states)
