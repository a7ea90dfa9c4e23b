"""The title block of the documents of an inspection: part, batch, phase and post of inspection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gmp_cad.documents.part.inspection import InspectionLine
from gmp_cad.documents.printing.figures import date_text, or_dash
from gmp_cad.language import Message, english, translate
from gmp_cad.spec.general_tolerances import print_general
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.product import ProductSpec, Project
from gmp_cad.spec.workshop import Workshop


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionSheet:
    """What the documents of a part's inspection are filled from; ``batch``: parts launched together."""

    project: Project
    product: ProductSpec | None
    part: PartSpec
    plan: ProcessPlan | None
    workshop: Workshop
    lines: tuple[InspectionLine, ...]
    batch: int

    @property
    def title(self) -> str:
        """``ET-01 Semelle``."""
        return f"{self.part.part.number} {self.part.part.title}"


def inspection_block(sheet: InspectionSheet, kind: str, lang: str) -> dict[str, Any]:
    """Return the title block: ``kind`` in words, and rows of fields."""
    project, plan, identity = sheet.project, sheet.plan, sheet.part.part
    product = sheet.product.product if sheet.product is not None else None
    items = sheet.product.items if sheet.product is not None else ()
    ref = next((i.ref for i in items if i.part == sheet.part.name), None)
    phases, posts = _posts(sheet.lines)
    rows = english((
        (
            ("Assembly", f"{product.number} {product.title}" if product else "", 2.0),
            ("Part (item)", f"{identity.title} ({ref})" if ref else identity.title, 1.7),
            ("Drawing no., revision", f"{identity.number} — {identity.revision}", 1.3),
            ("Material", " — ".join(filter(None, (identity.material_name, identity.treatment))), 1.6),
            ("General tolerances", print_general(identity.general, lang), 2.2),
        ),
        (
            ("Phase no.", ", ".join(phases), 0.8),
            ("Inspection posts", _machines(sheet.workshop, posts), 2.6),
            ("Batch", str(sheet.batch), 0.6),
            ("Author", (plan.author if plan else "") or identity.author or project.author, 1.2),
            ("Date", date_text((plan.date if plan else "") or project.date, lang), 0.9),
            ("Checked by", (plan.checker if plan else "") or project.checker, 1.2),
            ("Revision of the plan", plan.revision if plan else "", 0.9),
        ),
    ))  # fmt: skip
    return {
        "kind": translate(kind, lang), "owner": project.owner, "department": project.department,
        "fields": [
            [{"label": translate(k, lang), "value": or_dash(v), "share": share}
             for k, v, share in row]
            for row in rows
        ],
    }  # fmt: skip


def _posts(lines: Sequence[InspectionLine]) -> tuple[list[str], list[str]]:
    """Return the phases and the posts of the rows, each once, in the order met by number."""
    phases = sorted({line.phase for line in lines if line.phase}, key=_order)
    return phases, sorted({line.machine for line in lines if line.machine})


def _order(number: str) -> tuple[int, str]:
    digits = "".join(c for c in number if c.isdigit())
    return int(digits or 0), number


def _machines(workshop: Workshop, ids: Sequence[str]) -> str:
    """Return the posts; one alone with its title."""
    if len(ids) == 1 and (machine := workshop.machine(ids[0])) is not None:
        return f"{machine.id} — {machine.title}"
    return ", ".join(ids)


def drawing_reference(sheet: InspectionSheet) -> Message:
    """Return which drawing bears the balloons."""
    identity = sheet.part.part
    return Message(
        "numbers: balloons of the definition drawing {number}, revision {revision} (chapter 3)",
        number=identity.number, revision=identity.revision,
    )  # fmt: skip
