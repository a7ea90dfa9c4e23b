"""Sizes of the signs of a sketch, in mm as it is laid out (it may be set smaller on the page)."""

from __future__ import annotations

NUMBER_RADIUS = 3.3  # of the balloon of a surface
NUMBER = 3.0  # height of its number
LABEL = 3.2  # height of the numbers of normals and of the names of axes and origins
LARGER = 1.3  # than their own sizes, signs of locating and clamping
HEAD = 3.6
ORIGIN = 2.2
AXIS = 13.0
