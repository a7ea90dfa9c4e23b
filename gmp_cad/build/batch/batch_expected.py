"""What every project of a class should have: the parts and plans of a project that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from gmp_cad.build.batch.batch_record import CONTRACT, PRODUCT
from gmp_cad.documents.classroom.class_project import ClassProject, Missing
from gmp_cad.documents.classroom.class_summary import JUDGED
from gmp_cad.language import Message, english
from gmp_cad.spec.project import load_project

_PART = english(("part",))[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The names of the parts, those of them with a process plan, and whether there is a product."""

    parts: frozenset[str]
    planned: frozenset[str]
    product: bool

    @classmethod
    def of(cls, root: Path) -> Self:
        """Return what the project at ``root`` has; raise InvalidInputError for one that is not valid."""
        project = load_project(root)
        return cls(
            parts=frozenset(project.parts), planned=frozenset(project.plans),
            product=project.product is not None,
        )  # fmt: skip

    def missing(self, project: ClassProject) -> tuple[Missing, ...]:
        """Return what is missing of a project: nothing that nobody expects."""
        kept = (missing for missing in project.missing if self._wanted(missing))
        return (*self._parts(project), *kept) if project.state in JUDGED else ()

    def _wanted(self, missing: Missing) -> bool:
        if missing.subject == PRODUCT:
            return self.product
        # of a phase that is planned (PART:NN) the contract is missing whoever expects it
        alone = missing.document == CONTRACT and ":" not in missing.subject
        return not alone or missing.subject in self.planned

    def _parts(self, project: ClassProject) -> Iterator[Missing]:
        for name in sorted(self.parts - {part.name for part in project.parts}):
            reason = Message("it is expected, and there is no such part")
            yield Missing(document=_PART, subject=name, reason=reason)
