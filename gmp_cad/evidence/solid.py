"""What was observed on one solid: mass, faces, named features, and what running its model read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gmp_cad.evidence.kinds import FoundBy, SurfaceKind, Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class MassProperties:
    """Volume, area, mass, centre of mass and inertia of a solid, and its exact bounding box.

    ``inertia_kg_mm2`` is taken at the centre of mass, along the part's axes;
    ``bounding_box_mm`` is (xmin, ymin, zmin, xmax, ymax, zmax).
    """

    volume_mm3: float
    area_mm2: float
    mass_kg: float
    centre_of_mass_mm: Vector
    inertia_kg_mm2: tuple[Vector, Vector, Vector]
    bounding_box_mm: tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRun:
    """What running a model gave beside its B-rep: named faces, and what it read of ``d``.

    ``named_faces`` maps a tag to face indices; ``lost_tags`` maps a tag that cannot be followed to
    the operation where it was lost. ``dimensions``: names asked of ``d``; ``impurities`` tell what
    makes the model not reproducible (clock, network, randomness).
    """

    named_faces: dict[str, tuple[int, ...]] = field(default_factory=dict)
    lost_tags: dict[str, str] = field(default_factory=dict)
    dimensions: tuple[str, ...] = ()
    impurities: tuple[str, ...] = ()
    has_stock: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceGeometry:
    """One face of a B-rep.

    ``point`` and ``direction``: a point of the plane and its outward normal; for a surface of
    revolution a point of the axis and the axis direction. ``radius_mm``: cylinder, sphere, torus
    (minor radius; ``major_radius_mm`` beside it), cone (at ``point``). ``hollow``: the material
    lies outside the surface (a bore, an inner fillet). ``span_mm``: extent along ``direction``
    from ``point``. ``angle_deg``: the arc that the face covers around its axis (360 when whole).
    ``outline``: each boundary wire as points, the outer one first.
    """

    index: int
    surface: SurfaceKind
    point: Vector
    direction: Vector
    radius_mm: float = 0.0
    major_radius_mm: float = 0.0
    half_angle_deg: float = 0.0
    hollow: bool = False
    span_mm: tuple[float, float] = (0.0, 0.0)
    angle_deg: float = 0.0
    area_mm2: float
    centre_mm: Vector
    outline: tuple[tuple[Vector, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """Faces that a draughtsman dimensions as one: a plane, or all faces of one bore."""

    faces: tuple[int, ...]
    surface: SurfaceKind
    point: Vector
    direction: Vector
    radius_mm: float = 0.0
    hollow: bool = False
    span_mm: tuple[float, float] = (0.0, 0.0)
    found_by: FoundBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Where a measured dimension stands on the part: the two places that it is measured between.

    Length: ``points`` lie on the elements of both ends (a plane, an axis, a tangent, an edge, where they are
    seen best), and ``direction`` is the unit direction of measure. Angle: ``points`` lie on
    its two legs, ``vertex`` where the legs meet, ``direction`` is the normal of their plane.
    ``faces``: the faces of each end; ``axes``: the unit axis of an end that is an axis, else None.
    """

    kind: Literal["length", "angle"]
    points: tuple[Vector, Vector]
    direction: Vector
    faces: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
    axes: tuple[Vector | None, Vector | None] = (None, None)
    vertex: Vector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartGeometry:
    """All faces of a part, and its named features (instances ordered by x, then y, then z).

    ``witnesses``: of each dimension that is measured between ends or over a pattern, where its instances
    stand.
    """

    faces: tuple[FaceGeometry, ...]
    features: dict[str, tuple[Feature, ...]]
    witnesses: dict[str, tuple[Witness, ...]] = field(default_factory=dict)

    def unnamed_faces(self) -> tuple[int, ...]:
        """Return the faces that belong to no named feature."""
        named = {f for group in self.features.values() for feature in group for f in feature.faces}
        return tuple(face.index for face in self.faces if face.index not in named)
