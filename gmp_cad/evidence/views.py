"""Projections of solids for drawings: curves in the view plane, and cuts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gmp_cad.evidence.kinds import Polyline, Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewArc:
    """The circle of which a projected edge is an arc: mm in the view plane, degrees.

    The arc runs anticlockwise from ``start_deg`` to ``end_deg``; a whole circle has 360 between.
    """

    centre: tuple[float, float]
    radius: float
    start_deg: float
    end_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewCurve:
    """A projected edge as a polyline in the view plane (mm, x right, y up).

    ``faces``: indices of the faces that the edge bounds (empty when not known). ``arc``: the
    circle that it lies on, where its plane is that of the view. ``part``: the placed part that it
    belongs to, in a view of an assembly.
    """

    points: Polyline
    line: Literal["visible", "hidden", "smooth", "outline"]
    faces: tuple[int, ...] = ()
    arc: ViewArc | None = None
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CutRegion:
    """Material that a cutting plane meets: closed loops (mm in the view plane), the outer one first.

    ``faces``: the faces of the part (as it is, not cut) along the loops. ``part``: the placed part, in a section of an assembly.
    """

    loops: tuple[Polyline, ...]
    faces: tuple[int, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """One view of a solid: ``right`` and ``up`` are the part directions drawn so.

    ``regions``: what the cutting planes meet, in a section view. ``exact`` is False where exact
    hidden-line removal failed and the polygonal one took its place.
    """

    name: str
    right: Vector
    up: Vector
    curves: tuple[ViewCurve, ...]
    box_mm: tuple[float, float, float, float]
    regions: tuple[CutRegion, ...] = ()
    exact: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A section view that a drawing asks for: what stands before the cutting planes is taken away.

    ``right`` and ``up`` are those of the view. The cutting planes lie across the direction to the
    viewer, ``right × up``; their depth is the coordinate of the part's frame along it. It steps along
    ``along`` ("right" or "up"): ``steps`` are (from this coordinate on, depth); the first start is
    not read, and depth None is not cut. One step is a full section, two of which one is None a
    half section, several depths an offset section. ``whole`` names placed parts of an assembly that
    are not cut (shafts, fasteners: ISO 128-3).
    """

    name: str
    right: Vector
    up: Vector
    along: Literal["right", "up"] = "right"
    steps: tuple[tuple[float, float | None], ...]
    whole: tuple[str, ...] = ()
