"""Line kinds of ISO 128-2: width in mm, colour, dash pattern in mm (stroke, gap, …)."""

from __future__ import annotations

from dataclasses import dataclass

BLACK = "#000000"
RED = "#E30613"
BLUE = "#0050B4"

NARROW = 0.25
WIDE = 0.5
EXTRA_WIDE = 1.2

_DASHED = (3.0, 1.0)
_LONG_DASH_DOT = (7.0, 1.0, 0.6, 1.0)
_LONG_DASH_DOUBLE_DOT = (7.0, 1.0, 0.6, 1.0, 0.6, 1.0)


@dataclass(frozen=True, slots=True)
class Pen:
    """Width in mm, colour ``#RRGGBB``, and the lengths of strokes and gaps (none: continuous)."""

    width: float
    colour: str = BLACK
    dash: tuple[float, ...] = ()


# the line numbers of ISO 128-2
VISIBLE = Pen(WIDE)  # 01.2
NARROW_LINE = Pen(NARROW)  # 01.1: dimensions, leaders, hatching, tangent edges
HIDDEN = Pen(NARROW, dash=_DASHED)  # 02.1
CENTRE = Pen(NARROW, dash=_LONG_DASH_DOT)  # 04.1
HATCHING = Pen(0.18)
# the conventions of the contrat de phase: workpiece narrow, machined surfaces extra wide and red
WORKPIECE = Pen(0.35)
MACHINED = Pen(EXTRA_WIDE, RED)
MARK = Pen(NARROW, RED)
HIDDEN_SYMBOL = Pen(NARROW, dash=(0.8, 0.6))
NONE = Pen(0.0)
