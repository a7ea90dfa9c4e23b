"""What a part's geometry is recognised by: numbers that no order of faces and no seam changes.

Lengths in mm, areas in mm², volumes in mm³, second moments of volume in mm⁵, angles in degrees,
all in the part's frame.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gmp_cad.evidence.kinds import SurfaceKind, Vector

SURFACE_KINDS: tuple[SurfaceKind, ...] = (
    "plane", "cylinder", "cone", "sphere", "torus", "freeform",
)  # fmt: skip
_ORDER_MM = 0.01  # surfaces that lie nearer along x are ordered by y, then z
_ORDER_SHIFT = 0.00371  # so that no round number stands where two steps meet

Box = tuple[float, float, float, float, float, float]
Moments = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Skin:
    """Integrals over the space between a free-form skin and the centre of its area.

    ``volume_mm3``; ``first_mm4``: of x, y, z; ``second_mm5``: of xx, yy, zz, xy, yz, zx, counted
    from that centre. What the skin turns its back on counts negative. ``border_mm2``: area that is
    uncertain along its own border; ``reach_mm``: how far from the centre that border lies, roughly.
    """

    volume_mm3: float
    first_mm4: Vector
    second_mm5: Moments
    border_mm2: float = 0.0
    reach_mm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfacePrint:
    """One surface of the part: all faces that lie on it, under the same names, on one side.

    ``names``: by which the specification knows it, sorted; () where nothing does. ``point_mm``: of
    a plane the foot of the perpendicular from the origin, of an axis its point nearest the origin,
    of a sphere or torus its centre, of a cone its apex; of a free-form skin the centre of its area.
    ``direction``: outward normal of a plane, or axis, pointed the same way whatever the model
    wrote; zero where there is none. ``centre_mm``: centre of its area to about a micrometre: it
    tells the place of the faces on their surface, and moves when their neighbours do. ``skin``: of
    a free-form skin what its shape is recognised by; ``area_mm2`` and ``centre_mm`` are rough there.
    """

    names: tuple[str, ...] = ()
    surface: SurfaceKind
    hollow: bool = False
    point_mm: Vector
    direction: Vector = (0.0, 0.0, 0.0)
    radius_mm: float = 0.0
    major_radius_mm: float = 0.0
    half_angle_deg: float = 0.0
    area_mm2: float
    centre_mm: Vector
    skin: Skin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """What a part is recognised by.

    ``second_moments_mm5``: (xx, yy, zz, xy, yz, zx) of the volume, at its centre, along the
    part's axes; ``principal_moments_mm5`` are the moments of inertia of the volume, which no
    placement changes, smallest first. ``chords_mm``: how long fixed lines through the part run
    inside it: they tell it from its mirror image. ``border_mm2``: area that is uncertain along the
    edges that the kernel only approximates (where two cylinders meet), of a width of its tolerance. ``census``: how many solids, shells, edges, and
    faces of each kind (``plane``, ``cylinder`` …), once adjacent faces of one surface are one.
    ``dimensions``: every instance of each line that was measured, in its unit, smallest first.
    """

    kernel: str
    material: str
    density_kg_m3: float
    volume_mm3: float
    area_mm2: float
    centre_mm: Vector
    second_moments_mm5: Moments
    principal_moments_mm5: Vector
    bounding_box_mm: Box
    chords_mm: tuple[float, ...]
    border_mm2: float = 0.0
    census: Mapping[str, int]
    dimensions: Mapping[str, tuple[float, ...]]
    surfaces: tuple[SurfacePrint, ...]


def in_order(surfaces: Iterable[SurfacePrint]) -> tuple[SurfacePrint, ...]:
    """Return surfaces as files list them: named ones first, then by kind, then by where they lie.

    A small change of one moves no other, and hardly ever itself.
    """
    return tuple(sorted(surfaces, key=_place))


def _place(one: SurfacePrint) -> tuple[object, ...]:
    steps = (math.floor((c + _ORDER_SHIFT) / _ORDER_MM) for c in one.centre_mm)
    kind = SURFACE_KINDS.index(one.surface)
    return (not one.names, one.names, kind, *steps, one.hollow, one.radius_mm, one.direction,
            one.area_mm2, one.centre_mm, one.point_mm, one.major_radius_mm, one.half_angle_deg,
            one.skin.volume_mm3 if one.skin else 0.0)  # fmt: skip
