"""Pages compared as pictures: what went and came is found where it is, what only trembles is not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.documents.comparison.page_alignment import aligned, likeness, thumbnail
from gmp_cad.documents.comparison.page_difference import (
    ADDED,
    FRAME,
    MOST_REGIONS,
    RECOLOURED,
    REMOVED,
    compared,
)
from gmp_cad.documents.printing.page_picture import Pixels

SIZE = (600, 400)  # height, width
BLACK, RED, WHITE = (0, 0, 0), (200, 0, 0), (255, 255, 255)
MM = 25.4 / 150


def page(*rectangles: tuple[int, int, int, int, tuple[int, int, int]]) -> Pixels:
    """A white page with filled rectangles (left, top, right, bottom, colour)."""
    pixels = np.full((*SIZE, 3), 255, dtype=np.uint8)
    for left, top, right, bottom, colour in rectangles:
        pixels[top:bottom, left:right] = colour
    return pixels


KEPT = (300, 500, 380, 580, BLACK)


def test_pages_that_are_alike_have_no_difference():
    assert compared(page(KEPT), page(KEPT)) is None


def test_what_went_is_red_what_came_is_green_what_stays_is_grey():
    gone, come = (50, 100, 70, 120, BLACK), (200, 300, 240, 310, BLACK)
    found = compared(page(KEPT, gone), page(KEPT, come))
    assert found is not None
    first, second = found.regions
    assert (first.removed, first.added) == (True, False)
    assert (second.removed, second.added) == (False, True)
    for region, (left, top, right, bottom, _) in ((first, gone), (second, come)):
        slack = 12  # of a frame that keeps clear of the ink
        assert left - slack <= region.box[0] < left < right < region.box[2] <= right + slack
        assert top - slack <= region.box[1] < top < bottom < region.box[3] <= bottom + slack
    assert tuple(found.picture[110, 60]) == REMOVED
    assert tuple(found.picture[305, 220]) == ADDED
    grey = found.picture[540, 340]
    assert grey[0] == grey[1] == grey[2]
    assert 120 < grey[0] < 200
    assert tuple(found.picture[10, 10]) == WHITE
    assert tuple(found.picture[first.box[1], first.box[0]]) == FRAME
    left, top, width, height = first.box_mm
    assert abs(left + width / 2 - 60 * MM) < 0.4
    assert abs(top + height / 2 - 110 * MM) < 0.4


def test_another_colour_of_the_same_darkness_is_found_too():
    # 200 of red is as dark as 60 of grey: BT.601.
    found = compared(page((100, 100, 140, 140, RED)), page((100, 100, 140, 140, (60, 60, 60))))
    assert found is not None
    (region,) = found.regions
    assert not region.removed
    assert not region.added
    pixel = found.picture[120, 120].astype(int)
    assert pixel[2] > pixel[0] > pixel[1]  # violet, paler than full ink
    assert RECOLOURED[2] <= pixel[2]


@pytest.mark.parametrize("dot", [2, 3])
def test_a_dot_of_a_third_of_a_millimetre_is_seen(dot: int):
    found = compared(page(KEPT), page(KEPT, (100, 200, 100 + dot, 200 + dot, BLACK)))
    assert found is not None
    assert len(found.regions) == 1


def line(shift: float) -> Pixels:
    """A page with lines one pixel wide in both directions, ``shift`` pixels to the right and down."""
    pixels = np.full((*SIZE, 3), 255, dtype=np.uint8)
    part = round(255 * shift)
    for at in range(40, 360, 30):
        pixels[:, at] = part
        pixels[:, at + 1] = 255 - part
        pixels[at, 40:361] = part
        pixels[at + 1, 40:361] = 255 - part
    return pixels


def test_lines_that_tremble_by_a_tenth_of_a_pixel_are_no_change_and_by_a_whole_one_they_are():
    assert compared(line(0.0), line(0.1)) is None
    assert compared(line(0.0), line(1.0)) is not None


def test_a_changed_digit_on_a_trembling_page_is_the_only_region():
    after = line(0.1)
    after[203:211, 203:208] = 0
    found = compared(line(0.0), after)
    assert found is not None
    (region,) = found.regions
    assert region.box[2] - region.box[0] < 40


def test_so_many_changes_are_joined_that_all_can_be_listed_and_none_is_left_out():
    dots = [(x, y, x + 4, y + 4, BLACK) for x in range(10, 390, 40) for y in range(10, 590, 40)]
    found = compared(page(), page(*dots))
    assert found is not None
    assert 1 <= len(found.regions) <= MOST_REGIONS
    for left, top, right, bottom, _ in dots:
        assert any(
            r.box[0] < left and r.box[1] < top and right < r.box[2] and bottom < r.box[3]
            for r in found.regions
        ), (left, top)  # fmt: skip


def test_regions_are_read_from_the_top_and_from_the_left():
    spots = [(300, 40), (50, 45), (150, 300), (20, 305)]
    found = compared(page(), page(*((x, y, x + 9, y + 9, BLACK) for x, y in spots)))
    assert found is not None
    centres = [(r.box[0] + 10, r.box[1] + 10) for r in found.regions]
    order = [min(spots, key=lambda s: abs(s[0] - x) + abs(s[1] - y)) for x, y in centres]
    assert order == [(50, 45), (300, 40), (20, 305), (150, 300)]


def test_a_change_in_a_corner_stays_on_the_page():
    found = compared(page(), page((0, 0, 3, 3, BLACK), (397, 597, 400, 600, BLACK)))
    assert found is not None
    for left, top, right, bottom in (r.box for r in found.regions):
        assert 0 <= left < right <= SIZE[1]
        assert 0 <= top < bottom <= SIZE[0]


def sheet(seed: int) -> Pixels:
    """A page of its own, with the frame that all pages of a document share."""
    places = np.random.default_rng(seed).integers(20, 340, (30, 2))
    frame = (5, 5, 395, 8, BLACK)
    return page(frame, *((int(x), int(y), int(x) + 20, int(y) + 12, BLACK) for x, y in places))


def pairs(before: str, after: str) -> list[tuple[str, str]]:
    """Align documents whose pages are letters; a capital is its small letter, a little changed."""
    texts = []
    for letters in (before, after):
        pages = []
        for letter in letters:
            pixels = sheet(ord(letter.lower()))
            if letter.isupper():
                pixels[500:520, 100:130] = 0
            pages.append(thumbnail(pixels))
        texts.append(pages)
    found = aligned(*texts)
    return [("" if i is None else before[i], "" if j is None else after[j]) for i, j in found]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("abc", "abc", [("a", "a"), ("b", "b"), ("c", "c")]),
        ("abc", "aBc", [("a", "a"), ("b", "B"), ("c", "c")]),
        ("abc", "axbc", [("a", "a"), ("", "x"), ("b", "b"), ("c", "c")]),
        ("abc", "ac", [("a", "a"), ("b", ""), ("c", "c")]),
        ("abcd", "xaBd", [("", "x"), ("a", "a"), ("b", "B"), ("c", ""), ("d", "d")]),
        ("", "ab", [("", "a"), ("", "b")]),
        ("ab", "", [("a", ""), ("b", "")]),
    ],
)
def test_pages_put_in_and_taken_out_are_told_from_pages_that_changed(before, after, expected):
    assert pairs(before, after) == expected


def test_blank_pages_are_alike_and_pages_of_another_size_may_be_one():
    blank, black = thumbnail(page()), thumbnail(page((0, 0, 400, 600, BLACK)))
    assert likeness(blank, blank) == 1.0
    assert likeness(blank, black) == 0.0
    wide = thumbnail(np.full((400, 600, 3), 255, dtype=np.uint8))
    assert aligned([blank], [wide]) == [(0, 0)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 4), max_size=6), st.lists(st.integers(0, 4), max_size=6))
def test_every_page_has_its_place_once_and_in_order(before, after):
    shades = [np.full((4, 3), shade / 4) for shade in range(5)]
    found = aligned([shades[k] for k in before], [shades[k] for k in after])
    assert [i for i, _ in found if i is not None] == list(range(len(before)))
    assert [j for _, j in found if j is not None] == list(range(len(after)))
    assert (None, None) not in found
    if before == after:
        assert all(i == j for i, j in found)
