"""Solids that cannot be compared with others: open, invalid, crossing themselves, without volume."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gmp_cad.checks.product import AssemblyEvidence
from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import WORKPIECE, SolidBounds
from gmp_cad.finding import Finding
from gmp_cad.language import Message

_ID = "product.solid"


@check(
    _ID,
    "Sound solids",
    "Inside and outside are only defined for a closed, valid solid that does not cross itself: what "
    "is computed with any other is worth nothing, so its pairs are not judged.",
)
def sound(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield a failure per item whose solid is unsound, or one pass."""
    items = {item.name: item for item in evidence.spec.items}
    faults = dict(_faults(evidence.bounds))
    for name, fault in faults.items():
        where = items[name].where if name in items else None
        message = Message("the solid of {name} cannot be trusted, it is compared with no other: {fault}",
                          name=name, fault=fault)  # fmt: skip
        yield Verdicts(_ID, f"{evidence.subject}.{name}", where).failed(
            "unsound", message, hint=_hint(name)
        )
    if evidence.bounds and not faults:
        message = Message("closed, valid solids: {count}", count=len(evidence.bounds))
        yield Verdicts(_ID, evidence.subject).passed("sound", message)


def _faults(bounds: Mapping[str, SolidBounds]) -> Iterator[tuple[str, Message]]:
    for name in sorted(bounds):
        fault = bounds[name].fault
        if fault is not None:
            yield name, fault


def _hint(name: str) -> Message:
    if name == WORKPIECE:
        return Message("correct the model or the process plan that the workpiece comes from")
    return Message(
        "correct model.py: close every sketch and shell, extrude and revolve nothing through "
        "itself, and look at the last union or cut"
    )
