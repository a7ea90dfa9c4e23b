"""``batch.json`` as types: its JSON Schema is generated from these."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from gmp_cad.build.results.published import Counts, Verdict
from gmp_cad.documents.classroom.class_likeness import Kind
from gmp_cad.documents.classroom.class_project import State


class FirstVerdict(TypedDict):
    """One of the worst verdicts of a project; its report has all of them."""

    check: str
    code: str
    status: Verdict
    subject: str
    message: str


class MissingDocument(TypedDict):
    """A document that a project does not give, and why."""

    document: str
    subject: str
    reason: str


class PartFigures(TypedDict):
    """A part of a project; null where its model gave no solid."""

    part: str
    volume_mm3: float | None
    mass_kg: float | None


class Coverage(TypedDict):
    """How many cells of the coverage are covered, of those that can be."""

    covered: int
    cells: int


class Project(TypedDict):
    """One project of the class.

    ``others``: other names of the same folder. ``reason``, ``hint``: why it was not built.
    ``counts``: null where nothing was judged. ``failed``: check → how many of its verdicts fail.
    ``files``: site, dossier and report, as ways from the summary's folder.
    """

    project: str
    others: list[str]
    state: State
    exit_code: Literal[0, 1, 2, 3, 4]
    reason: str | None
    hint: str | None
    counts: Counts | None
    failing: list[FirstVerdict]
    failed: dict[str, int]
    product: PartFigures
    parts: list[PartFigures]
    coverage: Coverage
    missing_documents: list[MissingDocument]
    files: dict[str, str]


class FailedCheck(TypedDict):
    """A check that fails: in which projects, and how many verdicts in all."""

    check: str
    title: str
    projects: list[str]
    verdicts: int


class Spread(TypedDict):
    """How many projects have ``least`` to ``most`` failing verdicts (null: and more)."""

    least: int
    most: int | None
    projects: int


class Owned(TypedDict):
    """A part of a project; ``mirrored``: it is the mirror image of the first of its group."""

    project: str
    part: str
    mirrored: bool


class SameSolid(TypedDict):
    """Parts of several projects with the same solid.

    ``kind``: ``file``, the same B-rep byte for byte; ``solid``, the same faces, volume and inertia,
    wherever they stand; ``mirror``, one is a mirror image. ``usual_share``: which share of all pairs
    of that part in the class is as alike (null where the parts have several names).
    ``common_text``: least and greatest share of the models' texts in common.
    """

    kind: Kind
    members: list[Owned]
    usual_share: float | None
    common_text: tuple[float, float] | None


class NearPair(TypedDict):
    """Two parts that share most of their faces; shares in [0, 1]."""

    a: Owned
    b: Owned
    common_area: float
    usual_share: float | None
    common_text: float


class PartSpread(TypedDict):
    """How alike the parts of one name are: pairs of projects, middle share of area in common."""

    part: str
    projects: int
    pairs: int
    median_common_area: float
    same_solid_pairs: int


class Similarity(TypedDict):
    """What is alike in the class: information, no verdict. ``more``: pairs that are not listed."""

    parts: list[PartSpread]
    same: list[SameSolid]
    near: list[NearPair]
    more: int


class BatchSummary(TypedDict):
    """batch.json: the summary of a class.

    ``complete`` is false where the run ended before every project had its turn. ``exit_code``: the
    highest of the projects (4, 2, 3, 1, 0). ``error``, ``hint``: what --json prints where the
    command could not be carried out.
    """

    version: Literal[1]
    complete: bool
    exit_code: NotRequired[Literal[0, 1, 2, 3, 4]]
    states: NotRequired[dict[State, int]]
    counts: NotRequired[Counts]
    projects: NotRequired[list[Project]]
    checks: NotRequired[list[FailedCheck]]
    distribution: NotRequired[list[Spread]]
    similarity: NotRequired[Similarity]
    error: NotRequired[str]
    hint: NotRequired[str | None]


class BatchTimes(TypedDict):
    """times.json: how long each project took (s, by the clock); next to nothing where unchanged."""

    version: Literal[1]
    jobs: int
    seconds: dict[str, float]
    total_s: float
