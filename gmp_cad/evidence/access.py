"""From where tools get to the faces of a part, and how the faces lie beside one another."""

from __future__ import annotations

from dataclasses import dataclass

from gmp_cad.evidence.kinds import Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceAccess:
    """One face of a finished part, as a tool that comes along an axis of the part meets it.

    ``seen``: the axes (``+X`` …) along which the whole face lies open; ``turned``: the spindles
    around which a lathe tool gets to it, from outside the part, from its end or, in a bore, from
    the axis. ``slopes``: for each axis ``floor`` (flat, square to it), ``wall``, ``slope`` or
    ``under`` (it faces away). ``walls``: neighbours that rise from it; ``beside``: those that fall
    away. ``box_mm``: xmin, ymin, zmin, xmax, ymax, zmax. ``raw``: the stock given has it already.
    ``axis_point`` and ``axis``: of a surface of revolution. ``whole``: it closes around its axis.
    ``selector``: a text that chooses the face, ``selected``: all that it chooses; empty where no text does.
    """

    index: int
    seen: tuple[str, ...] = ()
    turned: tuple[str, ...] = ()
    slopes: dict[str, str]
    walls: tuple[int, ...] = ()
    beside: tuple[int, ...] = ()
    box_mm: tuple[float, float, float, float, float, float]
    raw: bool = False
    axis_point: Vector | None = None
    axis: Vector | None = None
    whole: bool = False
    outside: bool = False
    selector: str = ""
    selected: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartAccess:
    """All faces of a part by index, and its bounding box (mm)."""

    faces: tuple[FaceAccess, ...]
    box_mm: tuple[float, float, float, float, float, float]
