"""Threaded joints: a screw in its hole overlaps by the ring between the modelled diameters."""

from __future__ import annotations

import math
from collections.abc import Iterator

from gmp_cad.checks.engagement import COAXIAL_MM
from gmp_cad.checks.product import AssemblyEvidence, item_of
from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import AssemblyPosition, Overlap
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.spec.product import Joint

THREAD_SHARE = 0.01


@check(
    "product.thread",
    "Threaded joints",
    "The overlap of a screw and its tapped hole must be the ring between the modelled diameters "
    "over the engaged length.",
)
def threads(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield a verdict per threaded pair over all positions, and one per screw that holds nothing."""
    joints = [j for j in evidence.spec.joints if j.kind == "thread"]
    for joint in joints:
        verdicts = Verdicts(
            "product.thread", f"{evidence.subject}.{joint.a}+{joint.b}", joint.where
        )
        found = [o for p in evidence.positions for o in p.overlaps if _joins(joint, o)]
        if found:
            yield _verdict(max(found, key=thread_error), verdicts)
        else:
            message = Message("{a} and {b} do not engage", a=joint.a, b=joint.b)
            yield verdicts.failed("not_engaged", message)
    yield from _idle_screws(evidence, joints)


def _joins(joint: Joint, overlap: Overlap) -> bool:
    return {item_of(overlap.a), item_of(overlap.b)} == {joint.a, joint.b}


def _idle_screws(evidence: AssemblyEvidence, joints: list[Joint]) -> Iterator[Finding]:
    """Yield a failure for each standard screw placed where it engages in none of its joints."""
    screws = {i.name for i in evidence.spec.items if i.standard is not None}
    threaded = screws & {name for joint in joints for name in (joint.a, joint.b)}
    for name in sorted({n for p in evidence.positions for n in _idle(p, threaded, joints)}):
        message = Message("{name} engages in no thread", name=name)
        yield Verdicts("product.thread", f"{evidence.subject}.{name}").failed("idle", message)


def _idle(position: AssemblyPosition, threaded: set[str], joints: list[Joint]) -> Iterator[str]:
    engaged = {
        name
        for overlap in position.overlaps
        for name in (overlap.a, overlap.b)
        if any(_joins(joint, overlap) for joint in joints)
    }
    yield from (p.name for p in position.placements if p.item in threaded and p.name not in engaged)


def thread_error(overlap: Overlap) -> float:
    """Return the relative difference between an overlap and its ring; inf when it is no ring."""
    if overlap.ring_mm is None:
        return math.inf
    inner, _, _, offset = overlap.ring_mm
    if offset > COAXIAL_MM or inner == 0.0:
        return math.inf
    return abs(overlap.volume_mm3 / _ring_mm3(overlap.ring_mm) - 1)


def _ring_mm3(ring: tuple[float, float, float, float]) -> float:
    inner, outer, length, _ = ring
    return math.pi / 4 * (outer**2 - inner**2) * length


def _verdict(overlap: Overlap, verdicts: Verdicts) -> Finding:
    error = thread_error(overlap)
    if overlap.ring_mm is None or math.isinf(error):
        message = Message(
            "the overlap of {a} and {b} ({volume:.2f} mm³) is no coaxial ring",
            a=overlap.a, b=overlap.b, volume=overlap.volume_mm3,
        )  # fmt: skip
        return verdicts.failed("no_ring", message)
    inner, outer, length, _ = overlap.ring_mm
    message = Message(
        "ring ⌀{inner}/⌀{outer} over {length} mm: {volume:.2f} mm³ overlap, {expected:.2f} mm³ expected",
        inner=inner, outer=outer, length=length, volume=overlap.volume_mm3,
        expected=_ring_mm3(overlap.ring_mm),
    )  # fmt: skip
    return verdicts.judged(error <= THREAD_SHARE, ("ring", "different"), message)
