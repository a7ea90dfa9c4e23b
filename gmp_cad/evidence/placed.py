"""What was observed on placed parts: an assembly, a workpiece in its phase."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from gmp_cad.evidence.kinds import Vector
from gmp_cad.evidence.solid import FaceGeometry
from gmp_cad.language import Message

Box = tuple[float, float, float, float, float, float]  # low corner, high corner (mm)
Method = Literal["exact", "mesh"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Common volume of two placed parts: exact volume, penetration depth, place.

    ``depth_mm`` is the smallest extent of the common solid among its own face normals, its box
    and, where it is a skin that wraps (a ring), its wall; ``direction`` that along which the two
    part soonest. ``ring_mm``: inner and outer diameter, length and eccentricity when the common
    solid is a ring or a cylinder (what a modelled thread gives). ``inside``: the one that lies
    wholly in the other, if any. ``method``, ``error_mm``: as in :class:`Relation`.
    """

    a: str
    b: str
    volume_mm3: float
    depth_mm: float
    centre_mm: Vector
    box_mm: Box
    ring_mm: tuple[float, float, float, float] | None = None
    direction: Vector = (0.0, 0.0, 1.0)
    inside: str = ""
    method: Method = "exact"
    error_mm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Two placed parts that share no volume: smallest distance, 0.0 where they touch.

    ``points_mm``: the closest points, on ``a`` and on ``b``, in the product's frame.
    """

    a: str
    b: str
    distance_mm: float
    points_mm: tuple[Vector, Vector]
    method: Method = "exact"
    error_mm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """The common solid of two solids in the frame of the first; fields as in :class:`Overlap`.

    ``inside``: which of the two lies wholly in the other: ``"a"``, ``"b"`` or neither.
    """

    volume_mm3: float
    depth_mm: float
    direction: Vector
    centre_mm: Vector
    box_mm: Box
    ring_mm: tuple[float, float, float, float] | None = None
    inside: Literal["", "a", "b"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How two solids stand to each other, in the frame of the first.

    ``distance_mm``: their smallest distance, 0.0 where they touch or overlap; ``points_mm``: the
    closest points, on the first and on the second. ``common``: the solid that both fill, if any.
    ``method``: ``exact`` from the B-rep; ``mesh`` where that gave no answer in time: then distance
    and depth are known within ``error_mm``.
    """

    distance_mm: float
    points_mm: tuple[Vector, Vector]
    common: Common | None = None
    method: Method = "exact"
    error_mm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SolidBounds:
    """What is known of a solid before it is compared with others, in its own frame.

    ``box_mm``: a box that holds it for certain. ``fault``: why its verdicts cannot be trusted
    (open, invalid, crossing itself, no volume); None of a sound one.
    """

    box_mm: Box
    volume_mm3: float
    faces: int
    fault: Message | None = None


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
class Residual:
    """By how much the parts, as placed in the end, miss a constraint of their assembly.

    ``number``: which one it is, counted from 1 in the order in which its assembly states them;
    ``kind``: CadQuery's word; ``parts``: those that it ties. ``wanted``, ``found``: what it asks
    for and what is, in ``unit`` (mm, or ° of an angle). ``miss_mm``: the difference; of an angle,
    the way that it moves a point half a diagonal of the larger part away. ``solver``: how the
    solver ended (``not_run``: nobody asked it).
    """

    number: int
    kind: str
    parts: tuple[str, ...]
    wanted: float
    found: float
    unit: Literal["mm", "°"]
    miss_mm: float
    solver: Literal["converged", "stopped", "not_run"] = "converged"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyPosition:
    """The product at one value of its parameters: where every part stands, and how to each other.

    ``overlaps``: the pairs that share volume; ``gaps``: the other pairs nearer than the product's
    ``near_mm``; ``unjudged``: pairs of which nothing is known, with the reason. ``pairs_tested``
    counts the pairs that were computed: all others are farther apart than ``near_mm``.
    ``constraints`` counts those that the assembly states, ``residual_mm``: by how much the worst
    of them is missed; ``residuals``: the worst ones, worst first. ``refused``: what is not placed
    because its placement is none, with the reason; it is in no pair.
    """

    parameters: dict[str, float]
    placements: tuple[Placement, ...]
    overlaps: tuple[Overlap, ...] = ()
    gaps: tuple[Gap, ...] = ()
    unjudged: tuple[tuple[str, str, Message], ...] = ()
    pairs_tested: int = 0
    residual_mm: float = 0.0
    constraints: int = 0
    residuals: tuple[Residual, ...] = ()
    refused: tuple[tuple[str, Message], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SweptPair:
    """Two parts over a motion: the first collision, or the smallest gap.

    ``first``: the first value of the motion at which they overlap, ``before``: the last one before
    it at which they do not; ``overlap``: at ``first``. ``least_mm``, ``least_at``: the smallest
    distance found, and where. ``resolution_mm``: a collision that both begins and ends within so
    much relative travel may be missed; 0.0 where none can be.
    """

    a: str
    b: str
    least_mm: float
    least_at: float
    resolution_mm: float = 0.0
    first: float | None = None
    before: float | None = None
    overlap: Overlap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A motion looked at from one end to the other.

    ``of``: the parameter of the product that moves its parts, or the placement that is put in its
    place; ``kind`` says which. Values are those of the parameter, or how far (mm) the placement
    still is from its place, counted down to 0. ``samples``: the values looked at, in order of the
    motion. ``pairs``: those that are near each other somewhere and move to each other.
    """

    of: str
    kind: Literal["parameter", "insertion"]
    samples: tuple[float, ...]
    pairs: tuple[SweptPair, ...]
    unjudged: tuple[tuple[str, str, Message], ...] = ()
