"""What to do otherwise after a proposed plan was run on solids and did not close."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmp_cad.evidence import Removal
from gmp_cad.process.planning.choices import Choices
from gmp_cad.process.planning.draft import Draft, DraftOperation, DraftPhase
from gmp_cad.process.planning.part_view import opposite

GOUGE_MM3 = 1e-2
PROGRESS_MM3 = 1e-3

Carried = tuple[DraftPhase, DraftOperation, Removal]


def carried_out(draft: Draft, removals: Sequence[Removal]) -> list[Carried]:
    """Return each operation with what it did; they stand in the same order in both."""
    listed = [(phase, operation) for phase in draft.phases for operation in phase.operations]
    return [(p, o, r) for (p, o), r in zip(listed, removals, strict=True)]


def fails(removal: Removal) -> bool:
    """Return whether a proof of an operation fails."""
    idle = removal.removed_mm3 <= PROGRESS_MM3 and not removal.cosmetic
    return bool(removal.gouge_mm3 > GOUGE_MM3 or removal.unreachable or idle)


def alternatives(draft: Draft, removals: Sequence[Removal], choices: Choices) -> Iterator[Choices]:
    """Yield other choices for a plan that does not close, the most promising first.

    An operation that gouges or reaches nothing is tried from another side; one that gouges only as a
    rough one is left out; one that finds nothing to remove is united with its neighbours.
    """
    turned = [p.spindle for p in draft.phases if any(o.kind == "turning" for o in p.operations)]
    for phase, operation, removal in carried_out(draft, removals):
        if not fails(removal):
            continue
        if removal.gouge_mm3 > GOUGE_MM3 or removal.unreachable:
            if operation.stage != "finish":
                yield choices.with_single(operation.faces)
            yield choices.with_apart(operation.faces)
            yield choices.with_barred(operation.faces, phase.spindle)
        else:
            yield choices.with_barred(operation.faces, phase.spindle)
            yield choices.with_single(operation.faces)
            yield choices.with_merged(phase.spindle)
    yield from (choices.with_single(frozenset(_everything(draft))),)
    if turned:
        yield choices.starting(opposite(choices.first or turned[0]))


def _everything(draft: Draft) -> Iterator[int]:
    for phase in draft.phases:
        yield from phase.faces
