"""How long lines run inside a solid: few numbers that any other arrangement of its faces changes.

A part and its mirror image can share mass, box, moments and every surface; where lines that no
symmetry maps onto each other enter and leave tells them apart. Splitting a face, moving its seam or
writing it otherwise changes no crossing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import cadquery as cq
from OCP.BRepAlgoAPI import BRepAlgoAPI_Common
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge
from OCP.gp import gp_Dir, gp_Lin, gp_Pnt

from gmp_cad.evidence import MassProperties, Vector
from gmp_cad.evidence.fingerprint import Moments
from gmp_cad.kernel import brep, vector
from gmp_cad.kernel.pairs.pair_rays import Rays

_TOLERANCE_MM = 1e-7
_ONE_MM = 1e-6  # crossings nearer than this are one: two faces that meet there
_LINES = 16
# The plastic number: its powers spread points and directions evenly, and never on a symmetry.
_PLASTIC = 1.324717957244746
_SPREAD = 0.5  # of the half widths of a block of the same moments: how far the lines pass
_CUBOID = 3.0  # its half width is the square root of so many times the moment by the volume


def chords(
    shape: cq.Shape, properties: MassProperties, second_moments: Moments
) -> tuple[float, ...]:
    """Return how long (mm) each of the fixed lines through the part runs inside.

    They are laid out from the centre of mass and the moments (mm⁵), which are the part's most certain
    numbers: its box is less so where free-form faces reach it. Parallel solids add up.
    """
    volume, middle = properties.volume_mm3, properties.centre_of_mass_mm
    box = properties.bounding_box_mm
    reach = 2 * math.dist(box[:3], box[3:]) + 1.0
    solids = [(solid, Rays(solid, _TOLERANCE_MM)) for solid in brep.solids(shape)]
    x, y, z = (math.sqrt(_CUBOID * moment / volume) for moment in second_moments[:3])
    found = []
    for offset, direction in _lines(_LINES):
        at = (_SPREAD * x * offset[0], _SPREAD * y * offset[1], _SPREAD * z * offset[2])
        start = vector.along(vector.plus(middle, at), direction, -reach)
        line = gp_Lin(gp_Pnt(*start), gp_Dir(*direction))
        found.append(sum(_inside_mm(solid, rays, line, 2 * reach) for solid, rays in solids))
    return tuple(found)


def _inside_mm(solid: cq.Solid, rays: Rays, line: gp_Lin, reach: float) -> float:
    """Add up every second stretch; crossings at one place are one (the border of two faces).

    Where the kernel overlooked one (a B-spline that is nearly flat), a Boolean tells instead.
    """
    places: list[float] = []
    for at, _ in rays.crossings(line, 0.0):
        if not places or at - places[-1] > _ONE_MM:
            places.append(at)
    if len(places) % 2:
        edge = BRepBuilderAPI_MakeEdge(line, 0.0, reach).Edge()
        inside = cq.Shape.cast(BRepAlgoAPI_Common(solid.wrapped, edge).Shape())
        return float(sum(piece.Length() for piece in inside.Edges()))
    return sum(b - a for a, b in zip(places[::2], places[1::2], strict=True))


def _lines(count: int) -> Iterator[tuple[Vector, Vector]]:
    """Yield an offset (−1 to 1 each way) and a unit direction for each line."""
    for number in range(1, count + 1):
        x, y, z, t, h = (_share(number, power) for power in range(1, 6))
        rise, turn = 2 * h - 1, math.tau * t
        flat = math.sqrt(1 - rise * rise)
        direction = (flat * math.cos(turn), flat * math.sin(turn), rise)
        yield (2 * x - 1, 2 * y - 1, 2 * z - 1), direction


def _share(number: int, power: int) -> float:
    return (0.5 + number / _PLASTIC**power) % 1.0
