"""What was observed: frozen, JSON-able values that flow from the kernel to everything above it.

Lengths in mm, angles in degrees, masses in kg, volumes in mm³. Points and directions are in the
part's frame unless a field says otherwise. Faces are named by their index in the stored B-rep
(the order of ``TopExp::MapShapes``), which the B-rep keeps when it is written and read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from gmp_cad.language import Message

Vector = tuple[float, float, float]
Polyline = tuple[tuple[float, float], ...]
SurfaceKind = Literal["plane", "cylinder", "cone", "sphere", "torus", "freeform"]
FoundBy = Literal["selector", "tag", "size"]
Outcome = Literal["measured", "not_found", "ambiguous", "not_measurable"]

# The name of the detail of a hole that ends in the material and should go through.
BLIND = "blind"

# The item name under which a fixture's assembly receives the solid that enters the phase.
WORKPIECE = "workpiece"


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
    """What running a model gave beside its B-rep: named faces, and all that it read.

    ``named_faces`` maps a tag to face indices; ``lost_tags`` maps a tag that cannot be followed to
    the operation where it was lost. ``files`` are project-relative paths; ``impurities`` tell
    what makes the model not reproducible (clock, network, randomness).
    """

    named_faces: dict[str, tuple[int, ...]] = field(default_factory=dict)
    lost_tags: dict[str, str] = field(default_factory=dict)
    dimensions: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
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
class PartGeometry:
    """All faces of a part, and its named features (instances ordered by x, then y, then z)."""

    faces: tuple[FaceGeometry, ...]
    features: dict[str, tuple[Feature, ...]]

    def unnamed_faces(self) -> tuple[int, ...]:
        """Return the faces that belong to no named feature."""
        named = {f for group in self.features.values() for feature in group for f in feature.faces}
        return tuple(face.index for face in self.faces if face.index not in named)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A dimension measured on the B-rep.

    The figures are in ``unit``. ``details`` names parts of a callout (depth, counterbore.diameter …)
    with expected and observed values; :data:`BLIND` with a depth (mm, instead of 0) is a hole that
    should go through. ``reason`` tells why nothing was measured, with the nearest candidates, or
    why perhaps the size is another.
    """

    dimension: str
    outcome: Outcome
    unit: str
    expected: float
    observed: float | None = None
    instances: tuple[float, ...] = ()
    expected_count: int = 1
    details: tuple[tuple[str, float, float], ...] = ()
    found_by: FoundBy | None = None
    reason: Message | None = None
    candidates: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialEvidence:
    """All lines measured with one number of the specification changed; ``reason``: why it failed.

    ``there_before``: the unchanged part shows that number too, and finding it proves nothing.
    """

    outcome: Literal["measured", "unread", "failed"]
    measurements: tuple[Measurement, ...] = ()
    there_before: bool = False
    reason: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GeometricMeasurement:
    """A geometric tolerance verified on the nominal model: its features must be exact.

    ``deviation_mm``: how far the worst instance lies from its theoretically exact place,
    direction or form, as the width (or diameter) of the smallest zone that holds it; each one in
    ``instances``. ``exact``: the theoretically exact dimensions that locate it, as (line, or
    "implicit" with its kind; expected; observed), mm or degrees; without any that would do, nothing
    is located (``not_located``). ``reason`` tells why nothing was verified.
    """

    tolerance: str
    outcome: Outcome | Literal["wrong_kind", "not_located"]
    deviation_mm: float | None = None
    instances: tuple[float, ...] = ()
    exact: tuple[tuple[str, float, float], ...] = ()
    reason: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PmiItem:
    """One piece of semantic PMI as a reader found it in a STEP AP242 file.

    ``kind`` and ``type``: a dimension ("diameter", "linear distance" …), a tolerance (its ISO 1101
    characteristic as in ``[tolerances]``), a datum, a surface texture or a note. ``name`` is the text
    that the file gives it, ``id`` its identifier there (ours: the line of the specification). ``value`` in mm or degrees (``unit``); ``limits``: lower and upper
    limit; ``fit``: the ISO 286 class; ``shape`` and ``modifiers``: of a tolerance zone or a size;
    ``datums``: each compartment as text (``A``, ``A-B``, ``A Ⓜ``). ``faces``: the faces to which it is
    attached; ``second``: those at the other end of a location. ``entity`` is its instance in the
    file's text (``#12``); ``attached`` and ``attached_second`` number the geometry there, which
    ``on`` calls "cylinder", "plane", "edge" …, one word each.
    """

    kind: Literal["dimension", "tolerance", "datum", "texture", "note"]
    type: str
    name: str = ""
    id: str = ""
    value: float | None = None
    unit: str = "mm"
    limits: tuple[float, float] | None = None
    fit: str = ""
    count: int | None = None
    shape: str = ""
    modifiers: tuple[str, ...] = ()
    datums: tuple[str, ...] = ()
    faces: tuple[FaceGeometry, ...] = ()
    second: tuple[FaceGeometry, ...] = ()
    entity: str = ""
    attached: tuple[int, ...] = ()
    attached_second: tuple[int, ...] = ()
    on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StepText:
    """What the text of a STEP file says, read without a CAD kernel.

    ``counts``: how many entities of each kind ("dimensions", "tolerances: FLATNESS_TOLERANCE" …).
    ``stored_volumes_mm3``: what the file says of its own solids, for its reader to compare.
    """

    schema: str
    products: tuple[str, ...]
    length_unit: str
    counts: dict[str, int]
    stored_volumes_mm3: tuple[float, ...]
    items: tuple[PmiItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PmiOmission:
    """A line, or a part of one, that a STEP file leaves out, and what has it not (``cause``)."""

    line: str
    reason: Message
    cause: Literal["standard", "part"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepModel:
    """What a CAD kernel reads from a STEP file: ``features``, the PMI one item per feature.

    ``items``: those of the text, with their faces. ``faulty`` counts the solids that are not valid.
    """

    solids: int
    faulty: int
    volume_mm3: float
    features: tuple[PmiItem, ...]
    items: tuple[PmiItem, ...]


def listed(items: Sequence[Message]) -> Message:
    """Return messages one after another, with commas."""
    named = {f"item{i}": item for i, item in enumerate(items)}
    return Message(", ".join(f"{{{name}}}" for name in named), **named)


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
class ViewCurve:
    """A projected edge as a polyline in the view plane (mm, x right, y up).

    ``faces``: indices of the faces that the edge bounds (empty when not known).
    """

    points: Polyline
    line: Literal["visible", "hidden", "smooth", "outline"]
    faces: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """One view of a solid: ``right`` and ``up`` are the part directions drawn so."""

    name: str
    right: Vector
    up: Vector
    curves: tuple[ViewCurve, ...]
    box_mm: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseState:
    """The workpiece at the end of a phase (``"00"`` is the stock), in the part's frame.

    ``features`` maps each face name that exists on it to face indices of its B-rep: the part's
    feature names, and ``stock <Z`` (``stock`` and a direction) for raw faces that still exist.
    ``made`` maps the features that operations of this phase made to their faces as they now stand
    (an allowance may still be due); ``machined`` names all features made so far: the others are
    raw.
    """

    phase: str
    volume_mm3: float
    box_mm: tuple[float, float, float, float, float, float]
    faces: tuple[FaceGeometry, ...]
    features: dict[str, tuple[int, ...]]
    made: dict[str, tuple[int, ...]] = field(default_factory=dict)
    machined: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionRequest:
    """A cut that a drawing needs: plane through ``point`` along ``right`` and ``up``."""

    view: str
    faces: tuple[int, ...]
    point: Vector
    right: Vector
    up: Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSection:
    """A cut parallel to a view, shown where it reveals ``faces`` that the view hides."""

    view: str
    faces: tuple[int, ...]
    cut: Projection
