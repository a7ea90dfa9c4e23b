"""What the whole dossier and the web page are made from: typed values, filled by the build."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gmp_cad.documents.bom import BomRow
from gmp_cad.documents.part.coverage import CoveredLine
from gmp_cad.documents.printing.embedded import EmbeddedDocument
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.evidence import MassProperties, Measurement, Vector
from gmp_cad.finding import Finding
from gmp_cad.process.times import PhaseTimes
from gmp_cad.spec.fixture import FixtureSpec
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.product import ProductSpec, Project
from gmp_cad.spec.workshop import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSheet:
    """A contrat de phase, its sketch, and its own file.

    ``context`` is what :func:`gmp_cad.documents.plan.contract.contract_context` gave; ``svg`` is the sketch that the context names; ``link`` is relative to ``output/``.
    """

    context: Mapping[str, Any]
    svg: str
    link: str = ""

    @property
    def phase(self) -> str:
        """The phase number as printed."""
        return str(self.context["header"]["phase_no"])

    @property
    def times(self) -> PhaseTimes:
        """The sums of the operations table."""
        return PhaseTimes(**self.context["times"])


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """A document that the project brings itself: a picture for a page of a chapter.

    ``file`` is its name inside the compilation; ``content`` is None where the file does not exist.
    """

    chapter: int
    title: str
    number: str
    revision: str
    source: str
    file: str
    content: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that the PDF of the dossier carries: name, media type, what it is in words."""

    name: str
    media_type: str
    said: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PartChapter:
    """One part. ``drawing``: its sheets; ``numbers``: balloon of each line of the specification.

    ``coverage``: where each of these lines arrives, empty when it is not known. ``pmi``: how many
    pieces of semantic PMI of each kind a reader found in the STEP file, None when it was not read.
    ``shaded``: its shaded picture (PNG); ``shaded_phases``: that of the workpiece after each phase.

    ``models``: the files of its digital model by their ending, relative to ``output/``.
    """

    spec: PartSpec
    mass: MassProperties | None = None
    measurements: tuple[Measurement, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    drawing: tuple[Picture, ...] = ()
    plan: ProcessPlan | None = None
    contracts: tuple[ContractSheet, ...] = ()
    coverage: tuple[CoveredLine, ...] = ()
    pmi: Mapping[str, int] | None = None
    shaded: bytes | None = None
    shaded_phases: Mapping[str, bytes] = field(default_factory=dict)
    documents: tuple[EmbeddedDocument, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixtureChapter:
    """One fixture: its specification, nomenclature, mass, pictures and sheets.

    ``shaded``: its shaded picture with the workpiece (PNG).
    """

    spec: FixtureSpec
    bom: tuple[BomRow, ...] = ()
    mass_kg: float | None = None
    picture: Picture | None = None
    shaded: bytes | None = None
    drawing: tuple[Picture, ...] = ()
    documents: tuple[EmbeddedDocument, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierInput:
    """The whole project as documents show it. Mass in kg, centre of mass in mm, product frame.

    ``scenes``: the parts, fixtures and product that have one (see documents/site/scene_slot.py).
    ``shaded``: the shaded picture of the product (PNG).
    ``commit``: of the sources, empty where they are not kept by git.
    """

    project: Project
    product: ProductSpec | None
    workshop: Workshop
    parts: tuple[PartChapter, ...]
    bom: tuple[BomRow, ...] = ()
    picture: Picture | None = None
    shaded: bytes | None = None
    drawing: tuple[Picture, ...] = ()
    mass_kg: float | None = None
    centre_of_mass_mm: Vector | None = None
    fixtures: tuple[FixtureChapter, ...] = ()
    findings: tuple[Finding, ...] = ()
    documents: tuple[EmbeddedDocument, ...] = ()
    own: tuple[OwnPage, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    scenes: frozenset[str] = frozenset()
    commit: str = ""

    @property
    def fixture_numbers(self) -> dict[str, str]:
        """Number of each fixture by its folder."""
        return {f.spec.name: f.spec.fixture.number for f in self.fixtures}

    @property
    def chapters(self) -> tuple[PartChapter, ...]:
        """The parts in the order of the nomenclature; those outside it last, by number."""
        refs = {row.part: row.ref for row in self.bom if row.part}
        last = max(refs.values(), default=0) + 1
        return tuple(
            sorted(self.parts, key=lambda p: (refs.get(p.spec.name, last), p.spec.part.number))
        )

    @property
    def title(self) -> str:
        """Title of the product, or of the first part of a project without one."""
        if self.product is not None:
            return self.product.product.title
        return self.chapters[0].spec.part.title if self.parts else self.project.owner

    @property
    def number(self) -> str:
        """Number of the product, or of the first part of a project without one."""
        if self.product is not None:
            return self.product.product.number
        return self.chapters[0].spec.part.number if self.parts else ""

    @property
    def revision(self) -> str:
        """Revision of the dossier: the product's."""
        return self.product.product.revision if self.product else self.project.revision
