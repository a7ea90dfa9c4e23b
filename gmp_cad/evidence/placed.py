"""What was observed on placed parts: an assembly, a workpiece in its phase."""

from __future__ import annotations

from dataclasses import dataclass, field

from gmp_cad.evidence.kinds import Vector
from gmp_cad.evidence.solid import FaceGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Common volume of two placed parts: exact volume, penetration depth, place.

    ``depth_mm`` is the smallest extent of the common solid among its own face normals, its box
    and, for a ring, its wall. ``ring_mm``: inner and outer diameter, length and eccentricity
    when the common solid is a ring or a cylinder (what a modelled thread gives).
    """

    a: str
    b: str
    volume_mm3: float
    depth_mm: float
    centre_mm: Vector
    box_mm: tuple[float, float, float, float, float, float]
    ring_mm: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A part placed in its product: 4×4 matrix, row-major, mm."""

    name: str
    item: str
    matrix: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What one operation removed in the in-process solid, and its proofs.

    ``gouge_mm3``: sweep ∩ (part with the allowances still due). ``unreachable``: names of faces
    made that the tool cannot reach, with the reason. ``box_mm``: place of the gouge, if any.
    """

    phase: str
    operation: int
    removed_mm3: float
    gouge_mm3: float = 0.0
    gouge_box_mm: tuple[float, float, float, float, float, float] | None = None
    unreachable: tuple[tuple[str, str], ...] = ()
    cosmetic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """The last in-process solid compared with the finished part: material left and missing."""

    left_mm3: float
    missing_mm3: float
    left_box_mm: tuple[float, float, float, float, float, float] | None = None
    missing_box_mm: tuple[float, float, float, float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseState:
    """The workpiece at the end of a phase (``"00"`` is the stock), in the part's frame.

    ``features`` maps each face name that exists on it to face indices of its B-rep: the part's
    feature names, and ``stock <Z`` (``stock`` and a direction) for raw faces that still exist.
    ``made`` maps the features that operations of this phase made to their faces as they now stand
    (an allowance may still be due); ``machined`` names all features made so far: the others are
    raw. ``centre_of_mass_mm``: of the homogeneous solid; None where it was not asked for.
    """

    phase: str
    volume_mm3: float
    box_mm: tuple[float, float, float, float, float, float]
    faces: tuple[FaceGeometry, ...]
    features: dict[str, tuple[int, ...]]
    made: dict[str, tuple[int, ...]] = field(default_factory=dict)
    machined: tuple[str, ...] = ()
    centre_of_mass_mm: Vector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatingNormal:
    """One normal of the location (1 to 6): contact point and unit direction into the part."""

    index: int
    on: str
    point: Vector
    direction: Vector
    machined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClampForce:
    """One clamp as placed: contact point, unit direction of the force on the part, force in N."""

    on: str
    point: Vector
    direction: Vector
    force_n: float
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyPosition:
    """The product at one value of its parameters: where every part stands, what overlaps.

    ``pairs_tested`` counts the pairs whose boxes meet; only those can overlap.
    """

    parameters: dict[str, float]
    placements: tuple[Placement, ...]
    overlaps: tuple[Overlap, ...] = ()
    pairs_tested: int = 0
