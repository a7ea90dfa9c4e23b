"""A part with its plan worked out, as the documents of the plan show it; their common title block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gmp_cad.documents.plan.gamme import stock_text
from gmp_cad.documents.printing.figures import date_text, or_dash
from gmp_cad.evidence import Vector
from gmp_cad.language import english, translate
from gmp_cad.process.cost import PhaseCost, edge_lives, phase_cost
from gmp_cad.process.operations import OperationRow, table_times
from gmp_cad.process.setting import MountedTool, mounted_tools
from gmp_cad.process.times import PhaseTimes
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import Phase, ProcessPlan
from gmp_cad.spec.product import Item, ProductSpec, Project, pieces_of
from gmp_cad.spec.workshop import Machine, Workshop
from gmp_cad.standards.materials import Material


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPhase:
    """One phase: its rows, the lines that say location and clamping, its axes and origins (mm).

    ``axes``: X, Y, Z of the machine in the part's frame; ``location`` is Op, ``program`` is OP.
    ``picture`` and ``outline`` are names of SVG files, "" without one.
    """

    phase: Phase
    machine: Machine | None
    rows: tuple[OperationRow, ...]
    material: Material
    locating: tuple[str, ...] = ()
    clamping: tuple[str, ...] = ()
    axes: tuple[tuple[str, Vector], ...] = ()
    location: Vector | None = None
    program: Vector | None = None
    picture: str = ""
    outline: str = ""

    @property
    def times(self) -> PhaseTimes:
        """ΣTt, ΣTm, Tu, Ts (min)."""
        return table_times(self.phase, self.rows)

    @property
    def tools(self) -> tuple[MountedTool, ...]:
        """The tools by first use, with the life of their edges."""
        lives = edge_lives(self.phase, self.rows, self.machine, self.material)
        return mounted_tools(self.rows, lives)

    def cost(self, batch: int) -> PhaseCost:
        """Return what the phase costs in one of ``batch`` parts."""
        return phase_cost(self.phase, self.rows, self.machine, self.material, batch)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPart:
    """A part, its plan and its phases. ``stock_kg``: mass of the raw material of one part."""

    project: Project
    product: ProductSpec | None
    part: PartSpec
    plan: ProcessPlan
    workshop: Workshop
    phases: tuple[PlannedPhase, ...]
    stock_kg: float
    fixtures: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)

    @property
    def item(self) -> Item | None:
        """The part's line in the nomenclature."""
        items = self.product.items if self.product is not None else ()
        return next((i for i in items if i.part == self.part.name), None)

    @property
    def batch(self) -> int:
        """Pieces launched together: those of the plan, else those that the product needs."""
        return self.plan.batch or pieces_of(self.product, self.part.name)

    @property
    def title(self) -> str:
        """``ET-01 Semelle``."""
        return f"{self.part.part.number} {self.part.part.title}"


def title_block(planned: PlannedPart, kind: str, lang: str) -> dict[str, Any]:
    """Return the title block of a document of the plan: ``kind`` in words, and rows of fields."""
    project, plan, identity = planned.project, planned.plan, planned.part.part
    product = planned.product.product if planned.product is not None else None
    item = planned.item
    name = f"{identity.title} ({item.ref})" if item is not None else identity.title
    rows = english((
        (
            ("Assembly", f"{product.number} {product.title}" if product else "", 2.0),
            ("Part (item)", name, 1.7),
            ("Drawing no., revision", f"{identity.number} — {identity.revision}", 1.3),
            ("Material", " — ".join(filter(None, (identity.material_name, identity.treatment))), 1.6),
            ("Stock", stock_text(plan.stock, lang), 2.2),
        ),
        (
            ("Batch", str(planned.batch), 0.7),
            ("Rate", project.rate, 0.8),
            ("Author", plan.author or identity.author or project.author, 1.2),
            ("Date", date_text(plan.date or project.date, lang), 0.9),
            ("Checked by", plan.checker or project.checker, 1.2),
            ("Revision of the plan", plan.revision, 1.0),
        ),
    ))  # fmt: skip
    return {
        "kind": translate(kind, lang),
        "owner": project.owner,
        "department": project.department,
        "fields": [
            [{"label": translate(k, lang), "value": or_dash(v), "share": share}
             for k, v, share in row]
            for row in rows
        ],
    }  # fmt: skip
