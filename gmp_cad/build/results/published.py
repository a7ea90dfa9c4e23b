"""The JSON files that scripts rely on, as types: their JSON Schemas are generated from these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import (
    Any,
    Literal,
    NotRequired,  # pydantic reads no other before Python 3.12
)

from pydantic import TypeAdapter
from typing_extensions import TypedDict

from gmp_cad.build.results.published_mass import Masses, Principal, WeighedAs
from gmp_cad.spec.schema import headed

Figure = float | int | str | None
Point = tuple[float, float, float]
Box = tuple[float, float, float, float, float, float]
PairVerdict = Literal["clear", "contact", "interference", "intended", "unjudged"]
Verdict = Literal["PASS", "SKIP", "WARN", "FAIL", "ERROR"]


class Place(TypedDict):
    """Address in the project: file, dotted path, line and column (from 1) where they can be told."""

    file: str
    path: str
    line: int | None
    column: NotRequired[int]


class Found(TypedDict):
    """One verdict: a check's permanent id, its coded outcome, on what, expected and observed."""

    check: str
    code: str
    status: Verdict
    subject: str
    expected: Figure
    observed: Figure
    unit: str
    message: str
    hint: str | None
    where: Place | None


class Counts(TypedDict):
    """How many verdicts of each kind."""

    PASS: int
    SKIP: int
    WARN: int
    FAIL: int
    ERROR: int


class Built(TypedDict):
    """At which size (mm, degrees) a line is built, on which side its material lies, how that is known.

    ``stays_nominal`` is the reason why it does not move with the condition, null if it does.
    """

    target: float
    side: str | None
    side_known_by: str | None
    stays_nominal: str | None


class Report(TypedDict):
    """report.json: every verdict of a run.

    ``complete`` is false where files were not valid and nothing was built. ``coverage``: part → line
    → column → yes, no, or n/a with its reason. ``targets``: part → line, where not nominal.
    ``pictures``: subject (a part, the product, a fixture, ``PART.phN`` for the workpiece after a
    phase) → its shaded picture, relative to the folder of the report.
    ``error`` and ``hint``: what --json prints where a command could not be carried out.
    """

    version: Literal[1]
    complete: bool
    subjects: list[str]
    condition: str
    targets: dict[str, dict[str, Built]]
    findings: list[Found]
    counts: Counts
    coverage: dict[str, dict[str, dict[str, str]]]
    pictures: NotRequired[dict[str, str]]
    error: NotRequired[str]
    hint: NotRequired[str | None]


class Compared(TypedDict):
    """A figure that the specification expects, and the one observed."""

    expected: float
    observed: float


class Measured(Built):
    """A dimension measured on the model; ``instances`` one by one, ``details`` by name (depth …)."""

    expected: float
    observed: float | None
    unit: str
    instances: list[float]
    details: dict[str, Compared]
    status: Verdict
    found_by: str | None


class Verified(TypedDict):
    """A geometric tolerance verified on the nominal model: deviation in mm, expected 0.

    ``exact``: the theoretically exact dimensions that locate it.
    """

    expected: float
    observed: float | None
    unit: str
    instances: list[float]
    exact: dict[str, Compared]
    status: Verdict


class Evidence(WeighedAs):
    """evidence.json of a part: what was observed on it, in its frame (mm, kg)."""

    version: Literal[1]
    volume_mm3: float
    area_mm2: float
    mass_kg: float
    centre_of_mass_mm: Point
    inertia_kg_mm2: tuple[Point, Point, Point]
    principal: Principal
    bounding_box_mm: Box
    dimensions: dict[str, Measured]
    tolerances: dict[str, Verified]


class ProductEvidence(TypedDict):
    """evidence.json of a product or a fixture; no mass where a part of it could not be placed."""

    version: Literal[1]
    mass_kg: float | None
    centre_of_mass_mm: Point | None


class Counted(TypedDict):
    """How many pairs of each verdict."""

    clear: int
    contact: int
    intended: int
    unjudged: int
    interference: int


class Refused(TypedDict):
    """A part that stands nowhere because its placement is none, and why; it is in no pair."""

    part: str
    reason: str


class StoodAt(TypedDict):
    """The assembly at one value of its parameters (mm).

    ``pairs_tested``: pairs that were computed; all others are farther apart than ``near_mm``.
    ``residual_mm``: by how much the worst constraint of a solved assembly is missed.
    """

    parameters: dict[str, float]
    residual_mm: float
    pairs_tested: int
    counts: Counted
    refused: list[Refused]


class Pair(TypedDict):
    """Two placed parts (mm, product's frame); ``at``: ranks of the positions where this holds.

    ``clear`` and ``contact`` without penetration: ``distance_mm``, ``points_mm`` (the closest
    points, on a and on b). With penetration: ``depth_mm`` along the unit vector ``direction``, the
    common solid's volume, centre and box, and the part that lies wholly ``inside`` the other.
    ``declared``: the joint or fit between them (thread, press, weld, fit). ``reason``: why nothing
    is known of an ``unjudged`` pair. ``method``: ``mesh`` where the exact solids gave no answer,
    true within ``error_mm``; exact where it is missing.
    """

    a: str
    b: str
    verdict: PairVerdict
    at: NotRequired[list[int]]
    distance_mm: NotRequired[float]
    points_mm: NotRequired[tuple[Point, Point]]
    depth_mm: NotRequired[float]
    direction: NotRequired[Point]
    volume_mm3: NotRequired[float]
    centre_mm: NotRequired[Point]
    box_mm: NotRequired[Box]
    inside: NotRequired[str]
    declared: NotRequired[str]
    reason: NotRequired[str]
    method: NotRequired[Literal["exact", "mesh"]]
    error_mm: NotRequired[float]


class Swept(TypedDict):
    """Two parts over a motion: the first value at which they overlap, else their smallest gap (mm).

    ``before``: the last value before ``first`` at which they do not. ``resolution_mm``: a collision
    that begins and ends within so much relative travel may be missed; 0 where none can be.
    """

    a: str
    b: str
    least_mm: float
    least_at: float
    resolution_mm: float
    first: float | None
    before: float | None
    overlap: Pair | None


class Unjudged(TypedDict):
    """Two parts of which nothing is known, and why."""

    a: str
    b: str
    reason: str


class Motion(TypedDict):
    """A motion looked at from one end to the other: of a parameter, or of a part into its place.

    ``of``: the parameter, or the placement; ``samples``: values of the parameter, or how far (mm)
    the placement still is from its place.
    """

    of: str
    kind: Literal["parameter", "insertion"]
    samples: list[float]
    pairs: list[Swept]
    unjudged: list[Unjudged]


class Interference(TypedDict):
    """interference.json: every pair of parts computed, at every position and over every motion.

    ``contact_mm``: depth up to which an overlap is a contact; ``near_mm``: pairs that are farther
    apart are not listed. ``counts``: pairs by their worst verdict over all positions and motions of
    the product.
    """

    version: Literal[2]
    contact_mm: float
    near_mm: float
    counts: Counted
    positions: list[StoodAt]
    pairs: list[Pair]
    sweeps: list[Motion]


class Range(TypedDict):
    """A smallest and a largest value."""

    min: float
    max: float


class OnPaper(TypedDict):
    """What the limits of both sizes give; a negative clearance is an interference (µm)."""

    clearance_um: Range


class OnSolids(TypedDict):
    """Both sizes as measured on the solids of one condition (mm), and their clearance (µm)."""

    hole_mm: float
    shaft_mm: float
    clearance_um: float


class DeclaredFit(TypedDict):
    """One pair of ``[[fit]]``: on paper, in place (engaged length, offset of the axes) and on solids.

    ``engaged_depth_mm``: the other side of what the faces of a slot and its key share, null for
    cylinders; their offset is that of the middle planes.

    ``solid``: condition (mmc, lmc) → what was measured. What paper says is missing where a line has
    no two limits.
    """

    hole: str
    shaft: str
    hole_size: NotRequired[str]
    shaft_size: NotRequired[str]
    kind: NotRequired[str]
    usage: NotRequired[str | None]
    paper: NotRequired[OnPaper]
    engaged_mm: float | None
    engaged_depth_mm: float | None
    offset_mm: float | None
    solid: dict[str, OnSolids]


class Fits(TypedDict):
    """fits.json: every declared fit of a product or a fixture."""

    version: Literal[1]
    fits: list[DeclaredFit]


# Name of the schema → type, and the file below output/.
OUTPUTS: Mapping[str, tuple[Any, str]] = {
    "report": (Report, "report.json"),
    "evidence": (Evidence, "parts/…/evidence.json"),
    "product_evidence": (ProductEvidence, "product/evidence.json"),
    "interference": (Interference, "product/interference.json"),
    "fits": (Fits, "product/fits.json"),
    "mass": (Masses, "product/mass.json"),
}


def output_schema(name: str, kind: Any, title: str) -> dict[str, Any]:
    """Return the schema of a JSON object that gmp-cad writes; ``kind`` is its type."""
    generated = TypeAdapter(kind).json_schema(mode="serialization")
    return headed(name, title, _untitled(generated))


def _untitled(schema: Any) -> Any:
    """Return a schema without the titles that only repeat the names of its keys."""
    if isinstance(schema, Mapping):
        return {
            key: {name: _untitled(entry) for name, entry in value.items()}
            if key in ("properties", "$defs") else _untitled(value)
            for key, value in schema.items() if key != "title"
        }  # fmt: skip
    return [_untitled(entry) for entry in schema] if isinstance(schema, list) else schema
