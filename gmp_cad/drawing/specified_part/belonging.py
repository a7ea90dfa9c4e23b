"""On what tolerances, datums and textures stand: on a dimension line, or on a surface."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from gmp_cad.drawing.annotation import Callout
from gmp_cad.drawing.view import dot
from gmp_cad.evidence import Feature, PartGeometry
from gmp_cad.spec.part import Dimension, GeometricTolerance, PartSpec
from gmp_cad.spec.size import THREADS, Kind

_SIZED = frozenset({Kind.DIAMETER, *THREADS, Kind.LINEAR, Kind.SQUARE, Kind.SPHERE})
_INSTANCE = re.compile(r"\s*([a-z][a-z0-9_]*)\s*\[\s*\d+\s*\]\s*")
_ROUND = ("cylinder", "cone", "torus")


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """The sizes whose dimension lines stand for an axis, a centre or a median plane (ISO 1101).

    ``faces``: those of each line of ``[dimensions]`` that is such a size and has a callout.
    """

    spec: PartSpec
    geometry: PartGeometry
    faces: Mapping[str, frozenset[int]]

    def of(self, name: str) -> str | None:
        """Return the dimension whose line means the axis or median plane of a name."""
        name = name.strip()
        if name in self.faces:
            return name
        instance = _INSTANCE.fullmatch(name)
        if instance and instance[1] in self.faces:
            only = len(self.geometry.features.get(instance[1], ())) == 1
            return instance[1] if only else None
        own = faces_of(self.geometry.features.get(name, ()))
        return next((key for key, faces in self.faces.items() if own and own == faces), None)


def owners(spec: PartSpec, geometry: PartGeometry, callouts: Iterable[Callout]) -> Owners:
    """Return the sizes among the callouts that are placed."""
    found = {}
    for callout in callouts:
        dimension = spec.dimensions[callout.line]
        if dimension.kind in _SIZED and dimension.pattern is None:
            faces = _size_faces(dimension, callout, geometry)
            if faces:
                found[callout.line] = faces
    return Owners(spec=spec, geometry=geometry, faces=found)


def _size_faces(dimension: Dimension, callout: Callout, geometry: PartGeometry) -> frozenset[int]:
    """Return all faces of a size; none of a length that is not between two opposed planes."""
    if dimension.on_feature:
        return faces_of(geometry.features.get(dimension.id, ()))
    sides = [[geometry.faces[i] for i in end.faces] for end in callout.ends]
    normals = [{face.direction for face in side if face.surface == "plane"} for side in sides]
    planes = all(face.surface == "plane" for side in sides for face in side)
    if not planes or not all(normals):
        return frozenset()
    one, other = (sorted(found) for found in normals)
    # of the middle plane of a slot the faces look at each other: it is no side of a size
    towards = [dot(a, b) for found in (one, other) for a, b in product(found, found)]
    if min(towards) < 0 or dot(one[0], other[0]) > 0:
        return frozenset()
    return frozenset(i for end in callout.ends for i in end.faces)


def faces_of(features: Iterable[Feature]) -> frozenset[int]:
    """Return the faces of features together."""
    return frozenset(index for feature in features for index in feature.faces)


def is_derived(tolerance: GeometricTolerance) -> bool:
    """Tell whether an axis, centre or median plane is toleranced, and not the surface itself."""
    located = tolerance.characteristic.group in ("orientation", "location")
    return located or tolerance.zone.shape != ""


def needs_median(tolerance: GeometricTolerance, features: Sequence[Feature]) -> bool:
    """Tell whether a frame that points at the surface must say that the axis is meant (Ⓐ)."""
    round_about = bool(features) and all(f.surface in _ROUND for f in features)
    return round_about and is_derived(tolerance)
