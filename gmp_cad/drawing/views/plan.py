"""The views that a drawing is made of: which projections, cuts and details, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from gmp_cad.evidence import Cut, Vector

ViewKind = Literal["view", "section", "detail", "pictorial"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A cutting plane as another view shows it (ISO 128-3): its letter and its path.

    ``path``: points in the part's frame; ``looking``: unit direction in which the section is seen.
    """

    letter: str
    path: tuple[Vector, ...]
    looking: Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """A place that is drawn again, larger: its letter, centre (part frame) and radius in mm of the part."""

    letter: str
    centre: Vector
    radius_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakOut:
    """A local section: inside ``window`` the view shows the cut ``name`` instead of its outside.

    ``window``: (xmin, ymin, xmax, ymax) in the view plane, mm of the part.
    """

    name: str
    window: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedView:
    """A view of the drawing: the projection (or cut) ``name`` that it shows.

    ``slot``: column and row from the front view (rows upward) for a view in projection, None for
    one that stands freely. ``letter``: of a section (``A`` for A-A) or a detail. ``hidden``: hidden
    lines are drawn, of the faces ``hidden_of`` alone if it names any. ``traces`` and ``details``: what it shows of sections and details elsewhere.
    ``broken``: local sections in it. ``detail``: what a detail view shows, ``enlarged`` times as
    large as the other views. ``axis``: of a half section the line on which the halves meet, as
    the coordinate that it has along "right" or "up" of the view, mm of the part.
    """

    name: str
    kind: ViewKind = "view"
    slot: tuple[int, int] | None = None
    letter: str = ""
    hidden: bool = True
    hidden_of: tuple[int, ...] = ()
    traces: tuple[Trace, ...] = ()
    details: tuple[Detail, ...] = ()
    broken: tuple[BreakOut, ...] = ()
    detail: Detail | None = None
    enlarged: float = 1.0
    axis: tuple[Literal["right", "up"], float] | None = None

    def draws_hidden(self, faces: Iterable[int]) -> bool:
        """Tell whether the view draws a hidden line that bounds these faces."""
        return self.hidden and (not self.hidden_of or not set(self.hidden_of).isdisjoint(faces))


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingPlan:
    """The views of a drawing, the front view first, and the cuts that the kernel makes for them."""

    views: tuple[PlannedView, ...]
    cuts: tuple[Cut, ...] = ()

    def in_third_angle(self) -> DrawingPlan:
        """Return the plan of a first-angle drawing with its views where third angle has them.

        Each view changes sides about the front view, but the rear view (ISO 5456-2).
        """
        views = tuple(
            view
            if view.slot is None or view.name == "rear"
            else replace(view, slot=(-view.slot[0], -view.slot[1]))
            for view in self.views
        )
        return replace(self, views=views)
