"""What the sketch of a contrat de phase shows: values, in the part's frame (mm), given by the caller."""

from __future__ import annotations

from dataclasses import dataclass

from gmp_cad.drawing.annotation import Callout, Frame, Thread
from gmp_cad.evidence import (
    ClampForce,
    FaceGeometry,
    HoldingSign,
    LocatingNormal,
    Projection,
    ToolPose,
    Vector,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RedSurface:
    """A surface made in the phase: number in its balloon, faces of the state, texture, frames.

    ``texture``: as the specification writes it, empty for none. ``frames``: of the surface itself; those
    of its axis hang on a callout.
    """

    number: str
    faces: tuple[int, ...]
    texture: str = ""
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchNote:
    """One line of the text beside the views."""

    text: str
    heading: bool = False
    red: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point that all views show with a sign and a name: OP, Op."""

    point: Vector
    label: str
    origin: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseSketch:
    """The sketch of a phase: what must be said, and the views in which it may be said.

    ``views``: the candidates, named as in first angle, the front view first; ``cuts``: the section
    views asked for by :func:`~gmp_cad.drawing.phase.local_sections.local_sections`, by name.
    ``faces``: those of the workpiece at the end of the phase. ``axes``: of the machine (label, unit
    direction); ``holding``: the technological signs, without which the normals and clamps are drawn by
    part 1 of NF E 04-013; ``scaled``: whether its scale is written; ``marks``: program origin OP, and the part's origin Op where it is another point.
    ``tools``: at the end of their cuts, with their numbers, the one that tells most first (``one_tool_in_front``: a
    single one is drawn, and only there);
    ``fixture``: seen in the same views, with the workpiece in it.
    ``rotation``: the free end of a workpiece that turns, and the direction away from the chuck.
    """

    views: tuple[Projection, ...]
    faces: tuple[FaceGeometry, ...]
    cuts: tuple[Projection, ...] = ()
    surfaces: tuple[RedSurface, ...] = ()
    callouts: tuple[Callout, ...] = ()
    threads: tuple[Thread, ...] = ()
    normals: tuple[LocatingNormal, ...] = ()
    clamps: tuple[ClampForce, ...] = ()
    holding: tuple[HoldingSign, ...] = ()
    axes: tuple[tuple[str, Vector], ...] = ()
    marks: tuple[Mark, ...] = ()
    tools: tuple[tuple[ToolPose, str], ...] = ()
    one_tool_in_front: bool = False
    rotation: tuple[Vector, Vector] | None = None
    fixture: tuple[Projection, ...] = ()
    notes: tuple[SketchNote, ...] = ()
    title: str = ""
    scaled: bool = True

    @property
    def red(self) -> frozenset[int]:
        """The faces made in the phase."""
        return frozenset(index for surface in self.surfaces for index in surface.faces)
