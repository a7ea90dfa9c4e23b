"""Two pages as pixels, compared: where ink came, went or has another colour, and a picture of it.

Lines that moved by less than a third of a pixel (0.05 mm) fall on the pixels otherwise, but bring as
much ink to each place: places are compared by their ink, in windows of a millimetre. Whole numbers
only: the same pages give the same marks everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from gmp_cad.documents.printing.page_picture import INCH_MM, PAGE_PPI, Pixels, is_grey

REMOVED, ADDED, RECOLOURED = (200, 0, 30), (0, 135, 60), (120, 40, 170)
FRAME = (20, 80, 210)
MOST_REGIONS = 40
_WINDOW_PX = 7  # across, 1.2 mm
_LIMIT = 10 * _WINDOW_PX * _WINDOW_PX  # of ink in a window: two black pixels more, or less
_CLEAR = 48  # of 255: more is no line that moved a little
_GREY = 105  # of 255: how dark black ink is that did not change
_CELL_PX = 6  # 1 mm
_JOINED_CELLS = 2  # marks no farther apart are one region
_AROUND_PX, _FRAME_PX = 4, 2
_DIGIT_PX, _TAG_PX = 3, 3  # size of a dot of the figures, and what stands around them
# Figures of 3 × 5 dots, row by row.
_DIGITS = (
    "111101101101111", "010110010010111", "111001111100111", "111001111001111", "101101111001001",
    "111100111001111", "111100111101111", "111001001001001", "111101111101111", "111101111001111",
)  # fmt: skip

Mask = NDArray[np.bool_]
Rectangle = tuple[int, int, int, int]  # left, top, right, bottom: pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A place where pages differ (pixels); whether ink went, and whether it came."""

    box: Rectangle
    removed: bool
    added: bool

    @property
    def box_mm(self) -> tuple[float, float, float, float]:
        """Left, top, width and height from the upper left corner of the page, to 0.1 mm."""
        left, top, right, bottom = (edge * INCH_MM / PAGE_PPI for edge in self.box)
        return round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PagesCompared:
    """Where two pages of one size differ, in reading order; both in one picture; which share of it."""

    regions: tuple[Marked, ...]
    picture: Pixels
    share: float


def compared(before: Pixels, after: Pixels) -> PagesCompared | None:
    """Compare two pages of the same size; None where nobody would see a difference."""
    differs = _differs(before, after)
    if not differs.any():
        return None
    boxes = _boxes(differs)
    picture = _pale(after)
    regions = tuple(_marked(before, after, picture, box) for box in boxes)
    for number, region in enumerate(regions, start=1):
        _framed(picture, region.box, number)
    return PagesCompared(regions=regions, picture=picture, share=float(differs.mean()))


def _differs(before: Pixels, after: Pixels) -> Mask:
    """Return around which pixels there is more ink of a colour on one page than on the other."""
    raw: Mask = (before != after).any(axis=2)
    found: Mask = np.zeros(raw.shape, dtype=np.bool_)
    if not raw.any():
        return found
    half = _WINDOW_PX // 2
    height, width, _ = before.shape
    rows, columns = np.flatnonzero(raw.any(axis=1)), np.flatnonzero(raw.any(axis=0))
    down = slice(max(int(rows[0]) - half, 0), min(int(rows[-1]) + half + 1, height))
    across = slice(max(int(columns[0]) - half, 0), min(int(columns[-1]) + half + 1, width))
    one, other = before[down, across], after[down, across]
    for channel in range(1) if is_grey(one) and is_grey(other) else range(3):
        change = one[:, :, channel].astype(np.int64) - other[:, :, channel]
        found[down, across] |= np.abs(_windows(change)) > _LIMIT
    return found


def _windows(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the sum of the values in the window around each place."""
    half = _WINDOW_PX // 2
    padded = np.pad(values, ((half + 1, half), (half + 1, half)))
    sums = padded.cumsum(axis=0).cumsum(axis=1)
    k = _WINDOW_PX
    return np.asarray(sums[k:, k:] - sums[:-k, k:] - sums[k:, :-k] + sums[:-k, :-k])


def _ink(pixels: Pixels) -> NDArray[np.int32]:
    """Return how dark each pixel is, 0 to 255 (weights of ITU-R BT.601)."""
    red, green, blue = (pixels[:, :, k].astype(np.int32) for k in range(3))
    return 255 - (299 * red + 587 * green + 114 * blue) // 1000


def _pale(page: Pixels) -> Pixels:
    """Return a page in pale grey: what did not change."""
    value = 255 - (np.arange(256) * _GREY) // 255
    ink = 255 - page[:, :, 0] if is_grey(page) else _ink(page)
    return np.repeat(value.astype(np.uint8)[ink][:, :, None], 3, axis=2)


def _marked(before: Pixels, after: Pixels, picture: Pixels, box: Rectangle) -> Marked:
    """Draw both pages into a box of the picture, and tell what happened there.

    Ink of both is grey, what went red, what came green, what has another colour only violet.
    """
    left, top, right, bottom = box
    place = np.s_[top:bottom, left:right]
    one, other = _ink(before[place]), _ink(after[place])
    both, most = np.minimum(one, other), np.maximum(one, other)
    gone = one - other
    apart = np.abs(before[place].astype(np.int32) - after[place]).max(axis=2)
    turned = apart > np.maximum(2 * np.abs(gone), _CLEAR)
    for channel in range(3):
        colour = np.where(gone > 0, REMOVED[channel], ADDED[channel])
        value = 255 - both * _GREY // 255 - np.abs(gone) * (255 - colour) // 255
        other_colour = 255 - most * (255 - RECOLOURED[channel]) // 255
        picture[place][:, :, channel] = np.clip(np.where(turned, other_colour, value), 0, 255)
    return Marked(
        box=box, removed=bool((gone > _CLEAR).any()), added=bool((gone < -_CLEAR).any())
    )  # fmt: skip


def _boxes(differs: Mask) -> list[Rectangle]:
    """Return boxes around what differs, no two of them overlapping, in reading order."""
    joined = _JOINED_CELLS
    while True:
        boxes = _merged(_clusters(differs, joined))
        if len(boxes) <= MOST_REGIONS:
            return _read(boxes)
        joined *= 2


def _clusters(differs: Mask, joined: int) -> list[Rectangle]:
    height, width = differs.shape
    rows, columns = (-(-side // _CELL_PX) for side in (height, width))
    padded = np.zeros((rows * _CELL_PX, columns * _CELL_PX), dtype=np.bool_)
    padded[:height, :width] = differs
    cells = padded.reshape(rows, _CELL_PX, columns, _CELL_PX).any(axis=(1, 3))
    around = np.ones((2 * joined + 1, 2 * joined + 1), dtype=np.bool_)
    labels, _ = ndimage.label(ndimage.binary_dilation(cells, around), np.ones((3, 3)))
    found = []
    for rank, place in enumerate(ndimage.find_objects(labels), start=1):
        down, across = (slice(s.start * _CELL_PX, s.stop * _CELL_PX) for s in place)
        own = np.repeat(np.repeat(labels[place] == rank, _CELL_PX, axis=0), _CELL_PX, axis=1)
        inside = padded[down, across] & own
        ys, xs = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        found.append(
            (
                max(across.start + int(xs[0]) - _AROUND_PX, 0),
                max(down.start + int(ys[0]) - _AROUND_PX, 0),
                min(across.start + int(xs[-1]) + 1 + _AROUND_PX, width),
                min(down.start + int(ys[-1]) + 1 + _AROUND_PX, height),
            )
        )
    return found


def _merged(boxes: list[Rectangle]) -> list[Rectangle]:
    """Return boxes with those that overlap made one, as long as any do."""
    kept: list[Rectangle] = []
    for box in boxes:
        grown = box
        while any(_overlap(grown, other) for other in kept):
            met = [other for other in kept if _overlap(grown, other)]
            kept = [other for other in kept if other not in met]
            sides = list(zip(grown, *met, strict=True))
            grown = (min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3]))
        kept.append(grown)
    return kept


def _overlap(a: Rectangle, b: Rectangle) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _read(boxes: list[Rectangle]) -> list[Rectangle]:
    """Return boxes line by line: those that begin within the height of the first of a line."""
    lines: list[list[Rectangle]] = []
    for box in sorted(boxes, key=lambda box: (box[1], box[0])):
        if lines and box[1] < lines[-1][0][3] and box[1] - lines[-1][0][1] < 12 * _CELL_PX:
            lines[-1].append(box)
        else:
            lines.append([box])
    return [box for line in lines for box in sorted(line)]


def _framed(picture: Pixels, box: Rectangle, number: int) -> None:
    """Draw a box with its number above its left end, or below where there is no room."""
    left, top, right, bottom = box
    for edge in (
        picture[top : top + _FRAME_PX, left:right],
        picture[bottom - _FRAME_PX : bottom, left:right],
        picture[top:bottom, left : left + _FRAME_PX],
        picture[top:bottom, right - _FRAME_PX : right],
    ):
        edge[:] = FRAME
    tag = _tag(number)
    height, width, _ = tag.shape
    y = top - height if top >= height else min(bottom, picture.shape[0] - height)
    x = min(left, picture.shape[1] - width)
    if min(x, y) >= 0:
        picture[y : y + height, x : x + width] = tag


def _tag(number: int) -> Pixels:
    """Return a number in white on the colour of the frames."""
    figures = [
        np.array([dot == "1" for dot in _DIGITS[int(figure)]]).reshape(5, 3)
        for figure in str(number)
    ]
    gap = np.zeros((5, 1), dtype=np.bool_)
    row = np.hstack([figures[0], *(half for f in figures[1:] for half in (gap, f))])
    dots = np.pad(row.repeat(_DIGIT_PX, axis=0).repeat(_DIGIT_PX, axis=1), _TAG_PX)
    return np.where(dots[:, :, None], np.uint8(255), np.array(FRAME, dtype=np.uint8))
