"""What differs between two states of a project, as data: told, written and drawn from here.

``before`` is a revision or the accepted baselines, ``after`` the working tree or another revision.
Lengths in mm, masses in kg. Texts are in the language that was asked for, the
rest is words that scripts rely on. Paths of files that were made are relative to the report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gmp_cad.evidence.geometry_change import Value

Change = Literal["added", "removed", "changed", "same"]
Verdict = Literal["PASS", "SKIP", "WARN", "FAIL", "ERROR"]
Point = tuple[float, float, float]
Box = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two states. ``name``: as it was asked for, ``commit`` in full (of git alone).

    ``problems``: why its project, or part of it, could not be read or built, one line each.
    """

    kind: Literal["revision", "baseline", "working tree"]
    name: str = ""
    commit: str = ""
    subject: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """A line of a file of the project, by dotted path, as the file writes its value; None: not there."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """A file that differs: line by line where it is TOML, else by how many lines came and went."""

    file: str
    status: Change
    lines: tuple[LineChange, ...] = ()
    lines_added: int = 0
    lines_removed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueChange:
    """A figure (or word) of the geometry that differs; ``path`` as ``baseline.toml`` writes it.

    ``follows``: it is but the consequence of others (the volume, when a hole grew).
    """

    path: str
    unit: str
    before: Value | None
    after: Value | None
    allowed: float = 0.0
    follows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A connected piece of material that came or went."""

    volume_mm3: float
    centre_mm: Point
    box_mm: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The material that a part gained and lost, the largest piece first.

    ``exact``: from the surfaces; else from triangles, within ``error_mm3``, and ``reason`` says why.
    """

    before_mm3: float
    after_mm3: float
    added_mm3: float
    removed_mm3: float
    added: tuple[Piece, ...] = ()
    removed: tuple[Piece, ...] = ()
    exact: bool = True
    error_mm3: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of a part: from where it is seen, and what of it is shown.

    ``shows``: the part before or after, or both in one with what came in green and went in red.
    """

    view: str
    shows: Literal["before", "after", "both"]
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRegion:
    """A place of a page where something differs, in reading order.

    ``box_mm``: left, top, width, height, from the upper left corner of the page; ``zone``: of the
    sheet of a drawing (``C4``), "" elsewhere. ``removed`` and ``added``: whether ink went, or came;
    neither where only its colour differs. ``before`` and ``after``: close-ups, of the first ones.
    """

    box_mm: tuple[float, float, float, float]
    zone: str = ""
    removed: bool
    added: bool
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageChange:
    """A page of a drawing or contract: ``file`` of ``output/``, the page (from 1), its pictures.

    ``page``: in the state after, or before where the page went; ``page_before``: where it stood.
    ``marked``: both in one, with what differs marked, none where the sizes differ (width, height);
    ``share``: of the page that differs, 0–1; ``regions``: where. ``note``: why there is no picture.
    """

    file: str
    page: int
    status: Change
    page_before: int | None = None
    size_mm: tuple[float, float] | None = None
    size_before_mm: tuple[float, float] | None = None
    before: str | None = None
    after: str | None = None
    marked: str | None = None
    share: float = 0.0
    regions: tuple[PageRegion, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictChange:
    """A verdict that is another one, or came or went (None); the worse ones come first."""

    subject: str
    check: str
    before: Verdict | None
    after: Verdict | None
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseChange:
    """A phase of a process plan that differs: what it does, before and after."""

    phase: str
    status: Change
    title: str
    operations: tuple[str, ...] = ()
    operations_before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChange:
    """A part (of a fixture: ``fixture.part``). ``was``: its earlier name, where it was renamed.

    ``geometry`` and ``material`` are empty where the geometry is the same. ``material`` is None, and
    ``no_material`` says why, where there are no two solids to compare. ``no_baseline``: compared
    with a baseline, it has none.
    """

    name: str
    title: str
    status: Change
    was: str = ""
    files: tuple[FileChange, ...] = ()
    geometry: tuple[ValueChange, ...] = ()
    mass_before_kg: float | None = None
    mass_kg: float | None = None
    material: Material | None = None
    no_material: str = ""
    no_baseline: bool = False
    phases: tuple[PhaseChange, ...] = ()
    verdicts: tuple[VerdictChange, ...] = ()
    pictures: tuple[Picture, ...] = ()
    scene: str | None = None
    pages: tuple[PageChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """An item of an assembly that differs, in words: ``3 × semelle, 1.2 kg``; None: not there.

    Or a piece of it (``semelle.2``) that stands elsewhere: ``(0 ; 50 ; 0) mm``, then also how far.
    """

    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairChange:
    """Two placed parts that stand otherwise to each other; depths in mm, None where they do not overlap."""

    a: str
    b: str
    before: str | None
    after: str | None
    depth_before_mm: float | None = None
    depth_mm: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FitChange:
    """A declared fit that differs, as both are written: ``⌀16 H7/g6``."""

    hole: str
    shaft: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssemblyChange:
    """The product or a fixture."""

    name: str
    title: str
    status: Change
    files: tuple[FileChange, ...] = ()
    items: tuple[ItemChange, ...] = ()
    mass_before_kg: float | None = None
    mass_kg: float | None = None
    pairs: tuple[PairChange, ...] = ()
    fits: tuple[FitChange, ...] = ()
    verdicts: tuple[VerdictChange, ...] = ()
    pages: tuple[PageChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All that differs; parts and assemblies that are the same are listed with that status.

    ``files`` and ``verdicts``: of the project as a whole (``workshop.toml``). ``notes``: what was
    not compared, and why.
    """

    version: Literal[1] = 1
    before: Side
    after: Side
    files: tuple[FileChange, ...] = ()
    verdicts: tuple[VerdictChange, ...] = ()
    parts: tuple[PartChange, ...] = ()
    assemblies: tuple[AssemblyChange, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def subjects(self) -> tuple[PartChange | AssemblyChange, ...]:
        """Return the parts, then the product and the fixtures."""
        return (*self.parts, *self.assemblies)

    @property
    def is_none(self) -> bool:
        """Whether nothing differs."""
        return (
            not self.files
            and not self.verdicts
            and all(
                one.status == "same" and not one.verdicts and not one.pages for one in self.subjects
            )
        )
