"""The numbers of a part's characteristics: on its drawing, in tables, in its inspection plan."""

from __future__ import annotations

from gmp_cad.spec.part import PartSpec


def balloons(spec: PartSpec) -> dict[str, str]:
    """Return the number of each line: dimensions, tolerances, then textures, in the file's order.

    Lines are called as in reports: ``bore``, ``tolerances.bore_perp``, ``textures.top``.
    """
    lines = [
        *spec.dimensions,
        *(f"tolerances.{key}" for key in spec.tolerances),
        *(f"textures.{key}" for key in spec.textures),
    ]
    return {line: str(number) for number, line in enumerate(lines, start=1)}
