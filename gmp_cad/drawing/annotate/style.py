"""Sizes of what annotates a drawing, in mm on paper (ISO 129-1, ISO 3098, ISO 1101)."""

from __future__ import annotations

TEXT = 3.5  # height of dimensions (ISO 3098-1)
SMALL = 2.5  # height in frames, signs of texture and balloons
LINE_PITCH = 1.6 * TEXT
ABOVE = 0.9  # from a dimension line to the foot of its text
ARROW = 3.0
FIRST_ROW = 10.0  # from the outline of the view to the nearest dimension line
ROW_PITCH = 7.0
EXTENSION_GAP = 1.0  # from the outline to the start of an extension line
EXTENSION_BEYOND = 2.0
BALLOON_RADIUS = 2.75
BALLOON_GAP = 1.2
BOX_SIDE = 1.0  # from a theoretically exact dimension to its box
FRAME_HEIGHT = 2 * SMALL
FRAME_GAP = 1.2  # from a dimension line or shelf to the frame under it
CENTRE_BEYOND = 3.0  # how far a centre line runs past its circle
