"""The inspection plan of a part: a row for each characteristic, from its specification and workshop.

What a line says of its class, frequency, gauge and reaction holds (depths, recess and texture beside
a size have their own class and frequency); then what the product says for
the class; then rules: the class by :mod:`~gmp_cad.quality.importance`, the gauge by
:mod:`~gmp_cad.quality.means`, the frequency by class and batch (100 % of the critical ones; samples
of ISO 2859-1, level II of the major, level I of the minor ones).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from gmp_cad.evidence import PartGeometry
from gmp_cad.language import Message
from gmp_cad.quality.characteristics import Characteristic, characteristics
from gmp_cad.quality.importance import Class, class_of, line_of
from gmp_cad.quality.means import Means, means_of
from gmp_cad.quality.posts import Post, post_of
from gmp_cad.spec.inspected import Importance, Inspected, InspectionRules
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.sampling import ALL, Sampling, parse_sampling
from gmp_cad.spec.workshop import Workshop
from gmp_cad.standards.sampling_plans import sample_size

REACTIONS: dict[Importance, Message] = {
    "critical": Message(
        "stop, isolate, sort every part since the last good one; nonconformity sheet"
    ),
    "major": Message(
        "stop, correct the setting, measure the last parts again; nonconformity sheet"
    ),
    "minor": Message("correct the setting at once, ask for a concession for the part"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectedPart:
    """What an inspection plan is made from; ``batch``: parts launched together."""

    spec: PartSpec
    geometry: PartGeometry
    workshop: Workshop
    plan: ProcessPlan | None = None
    rules: InspectionRules = field(default_factory=InspectionRules)
    batch: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionRow:
    """One row; ``sample``: parts of the batch that are measured.

    ``grade`` and ``means`` are None of what no part can fail: exact and reference dimensions.
    ``sampled``: the frequency is written, and not that of a rule.
    """

    characteristic: Characteristic
    grade: Class | None = None
    means: Means | None = None
    sampling: Sampling = ALL
    sampled: bool = False
    sample: int = 0
    post: Post
    reaction: Message | None = None


def inspection_plan(part: InspectedPart) -> tuple[InspectionRow, ...]:
    """Return the rows of a part's inspection plan, in the order of its balloons."""
    return tuple(_row(one, part) for one in characteristics(part.spec, part.geometry))


def _row(one: Characteristic, part: InspectedPart) -> InspectionRow:
    line = line_of(part.spec, one.line)
    if not one.inspected:
        return InspectionRow(characteristic=one, post=Post())
    grade = class_of(one, part.spec)
    means = means_of(one, part.spec, part.geometry, part.workshop, _named(one, line, part))
    written = _frequency(line.frequency if one.own else None, grade, part.rules)
    sampling = written or _usual(grade.importance, part.batch)
    reaction = line.reaction or part.rules.of(grade.importance).reaction
    return InspectionRow(
        characteristic=one, grade=grade, means=means, sampling=sampling,
        sampled=written is not None, sample=sampling.size(part.batch),
        post=post_of(one, part.plan, part.workshop, means.gauge),
        reaction=Message("{text}", text=reaction) if reaction else REACTIONS[grade.importance],
    )  # fmt: skip


def _named(one: Characteristic, line: Inspected, part: InspectedPart) -> str:
    """Return the gauge that the line names, or the plan for a Cf of the same ends and size."""
    return (line.gauge or _named_by_plan(one, part)) if one.own else ""


def _named_by_plan(one: Characteristic, part: InspectedPart) -> str:
    dimension = part.spec.dimensions.get(one.line)
    if dimension is None or part.plan is None:
        return ""
    own = part.workshop.gauge
    for phase in part.plan.phases:
        for cf in phase.dimensions:
            ends = set(cf.between or (cf.on,)) == set(dimension.between or (dimension.id,))
            if ends and cf.gauge and own(cf.gauge) and cf.size.nominal == dimension.nominal:
                return cf.gauge
    return ""


def _frequency(own: str | None, grade: Class, rules: InspectionRules) -> Sampling | None:
    text = own or rules.of(grade.importance).frequency
    return parse_sampling(text) if text else None


def _usual(importance: Importance, batch: int) -> Sampling:
    """Return the frequency of a class where nothing is written."""
    if importance == "critical" or batch == 1:
        return ALL
    size = sample_size(batch, 2 if importance == "major" else 1)
    return ALL if size >= batch else Sampling(size)
