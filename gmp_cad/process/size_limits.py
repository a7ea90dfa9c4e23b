"""Limits of a size as a workshop holds it (mm, degrees)."""

from __future__ import annotations

from gmp_cad.errors import OutsideTableError
from gmp_cad.spec.size import Size
from gmp_cad.standards import iso286, iso2768

# ISO 2768-1 class of a size without tolerance: what a workshop holds without special care.
_GENERAL = "m"


def size_limits(size: Size) -> tuple[float, float] | None:
    """Return lower and upper limit (mm, degrees) of a size; None outside the tables."""
    if size.deviations:
        return size.nominal + size.deviations[0], size.nominal + size.deviations[1]
    try:
        if size.fit:
            limits = iso286.limits(size.nominal, size.fit)
            return size.nominal + limits.lower_um / 1000, size.nominal + limits.upper_um / 1000
        half = iso2768.linear(size.nominal, _GENERAL)
    except OutsideTableError:
        return None
    return size.nominal - half, size.nominal + half
