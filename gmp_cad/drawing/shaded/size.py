"""Sizes of shaded pictures: pixels, and mm at their resolution in print."""

from __future__ import annotations

PICTURE_PX = (960, 720)
THUMBNAIL_PX = (240, 180)
DOTS_PER_MM = 300 / 25.4
PICTURE_MM = (PICTURE_PX[0] / DOTS_PER_MM, PICTURE_PX[1] / DOTS_PER_MM)
