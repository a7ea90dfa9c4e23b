"""What the sketch of a contrat de phase shows: values, in the part's frame, given by the caller."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gmp_cad.evidence import (
    ClampForce,
    FaceGeometry,
    LocalSection,
    LocatingNormal,
    Projection,
    Vector,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToleranceFrame:
    """A geometrical tolerance as printed: glyph (``⟂``), value (``⌀0,05``), datum letters."""

    symbol: str
    value: str
    datums: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchDimension:
    """A dimension to draw: its printed text, and where it stands on the part (mm, part frame).

    Linear: ``ends`` are a point of each end, ``direction`` the unit direction of measure, ``faces``
    the faces at each end when known. Diameter: ``ends`` are the two ends of the cylinder's axis,
    ``direction`` the axis, ``diameter_mm`` its size. Note (chamfer, fillet, angle): written at the
    end of a leader to ``faces[0]``. ``boxed``: theoretically exact.
    """

    text: str
    name: str = ""
    kind: Literal["linear", "diameter", "note"] = "linear"
    ends: tuple[Vector, Vector]
    direction: Vector
    diameter_mm: float = 0.0
    faces: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    boxed: bool = False

    @property
    def label(self) -> str:
        """Name and text, as written on the dimension line."""
        return f"{self.name} {self.text}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class MachinedSurface:
    """A surface made in the phase: number in its circle, faces of the state, texture, frame."""

    number: str
    faces: tuple[int, ...]
    texture: str = ""
    frames: tuple[ToleranceFrame, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One line of the notes beside the views."""

    text: str
    heading: bool = False
    red: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseSketch:
    """The sketch of a phase: views in machining position and what is shown on them.

    ``views`` are named as in first-angle projection (front, top, left, right, bottom, rear).
    ``faces`` is the state at the end of the phase; ``axes`` the machine's axes as (label, unit
    direction in the part's frame); ``origin`` the program origin OP, with its label.
    """

    views: tuple[Projection, ...]
    faces: tuple[FaceGeometry, ...]
    surfaces: tuple[MachinedSurface, ...] = ()
    sections: tuple[LocalSection, ...] = ()
    normals: tuple[LocatingNormal, ...] = ()
    clamps: tuple[ClampForce, ...] = ()
    axes: tuple[tuple[str, Vector], ...] = ()
    origin: Vector | None = None
    origin_label: str = "OP"
    dimensions: tuple[SketchDimension, ...] = ()
    notes: tuple[Note, ...] = ()
    title: str = ""
