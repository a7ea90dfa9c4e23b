"""What a drawing must say of a part: values in the part's frame (mm), before any view is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gmp_cad.evidence import Vector

CalloutKind = Literal[
    "length", "diameter", "radius", "sphere", "angle", "chamfer", "square", "circle", "note"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A tolerance frame as printed: glyph (``⟂``), value (``⌀0,05``), datum letters.

    ``line``: its key in ``[tolerances]``; ``balloon``: its number. ``above`` and ``below``: what ISO 1101 writes beside the frame.
    """

    symbol: str
    value: str
    datums: tuple[str, ...] = ()
    line: str = ""
    balloon: str = ""
    above: str = ""
    below: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where an extension line starts: a point of the element, its faces, the axis if it is one."""

    point: Vector
    faces: tuple[int, ...] = ()
    axis: Vector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Callout:
    """A dimension of the specification with its place on the part; drawn exactly once.

    ``line``: its key in ``[dimensions]``; ``balloon``: its number. ``texts``: as printed, one
    string a line (a hole's depth or counterbore may stand on the next).
    ``kind`` "length": ``ends`` and ``direction``, the unit direction of measure. "diameter" (a
    thread too), "square" and "circle" (a pitch circle): ``direction`` is the axis, ``ends`` the two ends
    of its span, ``radius_mm`` the radius. "radius" and "sphere": ``ends`` are the centre,
    twice. "angle": ``ends`` on both legs, ``vertex``, ``direction`` the normal of its plane.
    "chamfer" and "note": a leader to ``faces``. ``instances``: the other places with the same size, their
    centres. ``hollow``: of a hole. ``boxed``: theoretically exact. ``frames``, ``datum``: they
    belong to its axis or median plane and stand on its dimension line. ``texture``: of its surface,
    where the sign stands beside the text and not on the surface. ``note``: what the
    specification says of it in words, for the notes of the sheet. ``label``: a name before the
    text. ``also``: line and balloon of equal dimensions that this one says too.
    """

    line: str
    kind: CalloutKind
    texts: tuple[str, ...]
    balloon: str = ""
    ends: tuple[End, End]
    direction: Vector
    radius_mm: float = 0.0
    vertex: Vector | None = None
    faces: tuple[int, ...] = ()
    instances: tuple[Vector, ...] = ()
    hollow: bool = False
    boxed: bool = False
    frames: tuple[Frame, ...] = ()
    datum: str = ""
    texture: str = ""
    note: str = ""
    label: str = ""
    also: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceMark:
    """What is written on the surface ``on``: texture, tolerance frames, datum letter, edge state.

    ``balloon``: number of its texture, where that is a line of its own.
    """

    on: str
    faces: tuple[int, ...]
    texture: str = ""
    balloon: str = ""
    frames: tuple[Frame, ...] = ()
    datum: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A thread to show (ISO 6410-1): its axis from ``start`` (the mouth) to ``end``, diameters in mm.

    ``hollow``: of a hole; ``faces`` of the modelled cylinder. ``drill_end``: how deep a blind hole
    is drilled, along the axis.
    """

    line: str
    start: Vector
    end: Vector
    major_mm: float
    minor_mm: float
    hollow: bool
    faces: tuple[int, ...] = ()
    drill_end: Vector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartAnnotations:
    """All that the drawing of a part must say; each line of the specification stands in one of them.

    ``unplaced``: lines for which the geometry shows no place, with their texts: they are written beside the
    views and reported.
    """

    callouts: tuple[Callout, ...]
    marks: tuple[SurfaceMark, ...]
    threads: tuple[Thread, ...] = ()
    unplaced: tuple[tuple[str, str], ...] = ()

    def keys(self) -> frozenset[str]:
        """Return the keys of all that a view must show, as the groups of a drawing bear them."""
        bearers: tuple[Callout | SurfaceMark, ...] = (*self.callouts, *self.marks)
        return frozenset(
            (
                *(f"dimensions.{callout.line}" for callout in self.callouts),
                *(f"tolerances.{f.line}" for b in bearers for f in b.frames if f.line),
                *(f"datums.{b.datum}" for b in bearers if b.datum),
                *(f"textures.{mark.on}" for mark in self.marks if mark.texture),
            )
        )


_TABLES = ("tolerances.", "datums.", "textures.")


def key_of(line: str) -> str:
    """Return the key of the group that shows a line: ``dimensions.bore`` for ``bore``."""
    return line if line.startswith(_TABLES) else f"dimensions.{line}"
