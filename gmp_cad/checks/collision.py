"""CP17: no collision. Tools and holders pass fixture and clamps; nothing holds a machined surface."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.errors import Where
from gmp_cad.evidence import ToolPose
from gmp_cad.evidence.fixture import ToolClearance
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.faces import same_feature
from gmp_cad.process.holder_clearance import holder_clearances
from gmp_cad.spec.operation import OperationKind
from gmp_cad.spec.process import Phase

# Below this distance (mm) a tool passes too near for the play of a set-up.
LEAST_MM = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CollisionEvidence:
    """What CP17 looks at. ``held``: what holds the workpiece → the surfaces that it touches.

    ``made``: the surfaces that the phase machines; ``clearances``: how near each tool comes;
    ``rows``: number in the contract of each operation that a tool does. Those without a clearance
    were not looked at.
    """

    subject: str
    where: Where
    held: Mapping[str, Sequence[str]]
    made: Sequence[str]
    clearances: Sequence[ToolClearance] = ()
    rows: Mapping[int, str] = field(default_factory=dict)


def without_fixture(work: PhaseWork, poses: Sequence[ToolPose]) -> CollisionEvidence:
    """Return what CP17 looks at where no fixture is designed: jaws and clamps in a simple model."""
    phase = work.phase
    held = {"MIP": [c.on for c in phase.locating], "MAP": [c.on for c in phase.clamping]}
    return CollisionEvidence(
        subject=f"{work.spec.name}.{phase.id}", where=phase.where, held=held,
        made=surfaces_made(work), clearances=holder_clearances(work, poses), rows=rows_of(phase),
    )  # fmt: skip


def surfaces_made(work: PhaseWork) -> tuple[str, ...]:
    """Return the surfaces that a phase machines."""
    made = {name for operation in work.phase.operations for name in operation.makes}
    return tuple(sorted(made | set(work.leaving.made)))


def rows_of(phase: Phase) -> dict[int, str]:
    """Return the number in the contract of each operation that a tool does, by its index."""
    cut = ((i, op) for i, op in enumerate(phase.operations) if op.makes)
    return {i: f"{phase.number}.{i + 1}" for i, op in cut if op.kind is not OperationKind.MANUAL}


@check(
    "CP17",
    "No collision",
    "Tool and holder must reach every machined surface without touching what holds the workpiece, "
    "and nothing may hold a surface that the phase machines.",
)
def collisions(evidence: CollisionEvidence) -> Iterator[Finding]:
    """Yield one verdict on the surfaces held, and one per operation: a SKIP where its way is not known."""
    verdicts = Verdicts("CP17", evidence.subject, evidence.where)
    yield from _held(evidence, verdicts)
    for clearance in evidence.clearances:
        yield _passing(evidence, clearance, verdicts)
    seen = {clearance.operation for clearance in evidence.clearances}
    for index in sorted(set(evidence.rows) - seen):
        message = Message("{row}: the way of its tool past what holds the part is not known",
                          row=evidence.rows[index])  # fmt: skip
        yield verdicts.skipped("way_unknown", message)


def _held(evidence: CollisionEvidence, verdicts: Verdicts) -> Iterator[Finding]:
    bad = [
        (holder, feature)
        for holder, features in evidence.held.items()
        for feature in features
        if any(same_feature(feature, made) for made in evidence.made)
    ]
    for holder, feature in bad:
        message = Message("{item} holds {feature}, which the phase machines",
                          item=holder, feature=feature)  # fmt: skip
        yield verdicts.failed("on_red", message)
    if evidence.held and not bad:
        message = Message("locators and clamps stand outside the machined surfaces")
        yield verdicts.passed("outside", message)


def _passing(evidence: CollisionEvidence, clearance: ToolClearance, verdicts: Verdicts) -> Finding:
    row = evidence.rows.get(clearance.operation, str(clearance.operation + 1))
    said = {"row": row, "tool": clearance.tool, "item": clearance.placement,
            "gap": round(clearance.gap_mm, 2)}  # fmt: skip
    if clearance.hits:
        worst = max(clearance.hits, key=lambda hit: hit.volume_mm3)
        message = Message("{row}: {tool} runs into {items}: {volume} mm³", row=row,
                          tool=clearance.tool, items=", ".join(h.placement for h in clearance.hits),
                          volume=round(worst.volume_mm3, 1))  # fmt: skip
        return verdicts.failed(
            "collides", message, expected=0.0, observed=worst.volume_mm3, unit="mm³"
        )
    figures = {"expected": LEAST_MM, "observed": clearance.gap_mm, "unit": "mm"}
    if not clearance.placement:
        message = Message(
            "{row}: {tool} stays more than {gap} mm away from what holds the part", **said
        )
        return verdicts.passed("far", message, **figures)
    message = Message("{row}: {tool} passes {item} at {gap} mm", **said)
    if clearance.gap_mm < LEAST_MM:
        return verdicts.warned("near", message, **figures)
    return verdicts.passed("clear", message, **figures)
