"""Within which limits the sizes of a part may lie: every part that is accepted has such sizes."""

from __future__ import annotations

from gmp_cad.spec.part import Dimension, PartSpec
from gmp_cad.spec.size import THREADS, Role
from gmp_cad.spec.trial import closes

_FIXED_ROLES = (Role.REFERENCE, Role.EXACT)


def ranges(spec: PartSpec) -> dict[str, tuple[float, float]]:
    """Return the limits (mm, degrees) of every dimension that has two, in the order of the file.

    Theoretically exact dimensions, references, threads and angles that close a circle have one
    value alone.
    """
    return {
        name: dimension.limits
        for name, dimension in spec.dimensions.items()
        if dimension.limits is not None and _varies(dimension)
    }


def _varies(dimension: Dimension) -> bool:
    if dimension.size.role in _FIXED_ROLES or dimension.kind in THREADS or closes(dimension):
        return False
    lower, upper = dimension.limits or (0.0, 0.0)
    return lower < upper
