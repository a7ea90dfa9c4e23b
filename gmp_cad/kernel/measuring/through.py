"""Holes that should go through: a callout without ↧ means so (ISO 129-1), unless a line says else.

Blind are those that end in the material; a hole that ends in another bore goes through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gmp_cad.evidence import BLIND, FaceGeometry, Feature, PartGeometry
from gmp_cad.kernel import vector
from gmp_cad.kernel.measuring import hole
from gmp_cad.kernel.surfaces.body import Body
from gmp_cad.kernel.surfaces.instances import MATCH_MM, lengthwise_parts, parallel
from gmp_cad.spec.part import Dimension, PartSpec, named_ends
from gmp_cad.spec.size import THREADS, Kind, Role, Size

_ROUND = frozenset({Kind.DIAMETER, *THREADS})


def blind_holes(
    dimension: Dimension, bore: Feature, part: Body, geometry: PartGeometry, spec: PartSpec
) -> Iterator[hole.Detail]:
    """Yield (BLIND, 0, depth in mm) for each hole that no line tells to be blind.

    ``bore`` shows the diameter of ``dimension``. Its depth is told by the callout, by another
    callout on the same cylinder, or by a dimension that ends at its bottom.
    """
    size = dimension.size
    if dimension.kind not in _ROUND or not bore.hollow or size.role is Role.REFERENCE:
        return
    if _has_depth(size) or not hole.closed_ends(bore, part):
        return
    for piece in lengthwise_parts(bore, part.faces):
        ends = hole.closed_ends(piece, part)
        if ends and not _is_told(
            dimension.id, piece, [part.faces[i] for i in ends], geometry, spec
        ):
            yield BLIND, 0.0, hole.depth_mm(size, piece, part)


def _has_depth(size: Size) -> bool:
    return bool(size.depth or size.drill_depth)


def _is_told(
    name: str,
    bore: Feature,
    ends: Iterable[FaceGeometry],
    geometry: PartGeometry,
    spec: PartSpec,
) -> bool:
    """Tell whether a line other than ``name`` gives the depth of a bore."""
    for key, item in spec.dimensions.items():
        for text in (named_ends(item) or (key,)) if key != name else ():
            for feature in geometry.features.get(text, ()):
                same_bore = _has_depth(item.size) and set(bore.faces) & set(feature.faces)
                if same_bore or any(_lies_in(end, feature) for end in ends):
                    return True
    return False


def _lies_in(end: FaceGeometry, feature: Feature) -> bool:
    """Tell whether an end is a face of a feature, or a flat in the same plane."""
    if end.index in feature.faces:
        return True
    if end.surface != feature.surface or end.surface != "plane":
        return False
    offset = vector.dot(vector.minus(end.point, feature.point), feature.direction)
    turned = vector.dot(end.direction, feature.direction)
    return turned > 0 and parallel(end.direction, feature.direction) and abs(offset) <= MATCH_MM
