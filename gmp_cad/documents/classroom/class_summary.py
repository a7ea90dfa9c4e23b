"""The summary of a class: its projects, which checks fail how often, how the failures are spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gmp_cad.documents.classroom.class_likeness import Likeness
from gmp_cad.documents.classroom.class_project import ClassProject, State
from gmp_cad.documents.site.site_checks import Rule
from gmp_cad.language import Message

# From how many failing verdicts on a project stands in the next group of the distribution.
_STEPS = (0, 1, 2, 5, 10, 20, 50)
# States in which verdicts were reached.
JUDGED: frozenset[State] = frozenset({"built", "failed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSummary:
    """All that is told of a class. ``complete``: false where the run ended before the last project.

    ``rules``: what each check says of itself, by id. ``documents``: whether documents were to be
    written, and not the verdicts alone.
    """

    projects: tuple[ClassProject, ...]
    likeness: Likeness
    rules: Mapping[str, Rule] = field(default_factory=dict)
    complete: bool = True
    documents: bool = True
    lang: str = "fr"

    @property
    def judged(self) -> tuple[ClassProject, ...]:
        """The projects on which there are verdicts."""
        return tuple(p for p in self.projects if p.state in JUDGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedCheck:
    """A check that fails in the class: in how many projects, and how many times in all."""

    check: str
    projects: tuple[str, ...]
    verdicts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How many projects have ``least`` to ``most`` failing verdicts (None: and more)."""

    least: int
    most: int | None
    projects: int

    @property
    def label(self) -> Message:
        """The range in words."""
        if self.most is None:
            return Message("{least} and more", least=self.least)
        if self.most == self.least:
            return Message("{count}", count=self.least)
        return Message("{least} to {most}", least=self.least, most=self.most)


def failed_checks(projects: Sequence[ClassProject]) -> tuple[FailedCheck, ...]:
    """Return the checks that fail somewhere, those that concern the most projects first."""
    verdicts: Counter[str] = Counter()
    owners: dict[str, list[str]] = {}
    for project in projects:
        for check, times in project.failed.items():
            verdicts[check] += times
            owners.setdefault(check, []).append(project.name)
    found = [
        FailedCheck(check=check, projects=tuple(own), verdicts=verdicts[check])
        for check, own in owners.items()
    ]
    return tuple(sorted(found, key=lambda f: (-len(f.projects), -f.verdicts, f.check)))


def failures(project: ClassProject) -> int:
    """Return how many verdicts of a project fail, those that could not be reached among them."""
    return project.counts.get("FAIL", 0) + project.counts.get("ERROR", 0)


def distribution(projects: Sequence[ClassProject]) -> tuple[Spread, ...]:
    """Return how the number of failing verdicts is spread over the projects that were judged."""
    numbers = [failures(project) for project in projects]
    return tuple(_spreads(numbers))


def _spreads(numbers: Sequence[int]) -> Iterator[Spread]:
    for rank, least in enumerate(_STEPS):
        most = _STEPS[rank + 1] - 1 if rank + 1 < len(_STEPS) else None
        inside = sum(n >= least and (most is None or n <= most) for n in numbers)
        yield Spread(least=least, most=most, projects=inside)
