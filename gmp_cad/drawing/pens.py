"""Line kinds of ISO 128-2: width in mm, colour, dash pattern in mm (stroke, gap, …)."""

from __future__ import annotations

from dataclasses import dataclass

from gmp_cad.standards import sheets

BLACK = "#000000"
RED = "#E30613"
BLUE = "#0055B3"
GREY = "#6E6E6E"

WIDE = 0.5  # the line group of ISO 128-2 for sheets from A4 to A0
NARROW = sheets.narrow_width(WIDE)
EXTRA_WIDE = 2 * WIDE


@dataclass(frozen=True, slots=True)
class Pen:
    """Width in mm, colour ``#RRGGBB``, and the lengths of strokes and gaps (none: continuous)."""

    width: float
    colour: str = BLACK
    dash: tuple[float, ...] = ()


def _pen(use: str) -> Pen:
    """Return the line for a use (ISO 128-2): dashes and gaps are multiples of its width."""
    kind = sheets.line_type(use)
    width = WIDE if kind.wide else NARROW
    return Pen(width, dash=tuple(width * times for times in kind.pattern))


# the line numbers of ISO 128-2
VISIBLE = _pen("visible")  # 01.2
NARROW_LINE = _pen("narrow")  # 01.1: dimensions, leaders, hatching, tangent edges
HIDDEN = _pen("hidden")  # 02.1
CENTRE = _pen("axis")  # 04.1
CUTTING_PLANE = _pen("cutting_plane")  # 04.2
HATCHING = NARROW_LINE
FRAME = Pen(sheets.frame_line_width())
# the conventions of the contrat de phase: workpiece narrow, machined surfaces extra wide and red
WORKPIECE = Pen(0.35)
MACHINED = Pen(EXTRA_WIDE, RED)
MARK = Pen(NARROW, RED)
TOOL = Pen(NARROW, BLUE)
HOLDER = Pen(0.18, GREY)
TOOL_AXIS = Pen(NARROW, BLUE, CENTRE.dash)
HIDDEN_SYMBOL = Pen(NARROW, dash=(0.8, 0.6))
NONE = Pen(0.0)
