"""What a plan leaves on the part, or cuts away from it, seen from two sides (part's frame, mm)."""

from __future__ import annotations

from collections.abc import Sequence

import cadquery as cq

from gmp_cad.evidence import Projection, Vector
from gmp_cad.kernel.projection.project import project

LEAST_MM3 = 1e-2  # what two solids may differ by in the proof of closure
# Names of the projections of each side: the part, what is left on it, what is missing.
PART, LEFT, MISSING = "part", "left", "missing"


def fault_views(
    part: cq.Shape, last: cq.Shape, sides: Sequence[tuple[Vector, Vector]], *, exact: bool = True
) -> tuple[Projection, ...]:
    """Return, for each side (right, up), the part, then the material left and missing, if any.

    ``last`` is the workpiece after the last phase. Lines of the part know their faces when they are
    ``exact``; those of the differences come from a mesh.
    """
    differences = ((LEFT, _difference(last, part)), (MISSING, _difference(part, last)))
    shapes = [(PART, part), *((name, solid) for name, solid in differences if solid is not None)]
    return tuple(
        project(shape, name, right, up, False, exact=exact and name == PART)
        for right, up in sides
        for name, shape in shapes
    )


def _difference(a: cq.Shape, b: cq.Shape) -> cq.Shape | None:
    solids = [solid for solid in a.cut(b).Solids() if solid.Volume() > LEAST_MM3]
    return cq.Compound.makeCompound(solids) if solids else None
