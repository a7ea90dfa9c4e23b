"""Joints: a screw overlaps its hole by the ring between the diameters; what is welded touches."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from gmp_cad.checks.engagement import COAXIAL_MM
from gmp_cad.checks.product import AssemblyEvidence, item_of, unsound
from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import AssemblyPosition, Gap, Overlap, Placement
from gmp_cad.finding import Finding
from gmp_cad.language import Message, written
from gmp_cad.spec import notation
from gmp_cad.spec.part import modelled_diameter
from gmp_cad.spec.product import Joint
from gmp_cad.spec.size import THREADS, Size, print_size
from gmp_cad.spec.thread import tap_drill, thread_of
from gmp_cad.standards import standard_parts

THREAD_SHARE = 0.01
TOUCH_MM = 1e-6  # what the kernel's distances are good to
_SAME_MM = 1e-4


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
            worst = max(found, key=thread_error)
            yield _verdict(worst, verdicts)
            yield from _agreement(evidence, joint, worst, verdicts)
        else:
            message = Message("{a} and {b} do not engage", a=joint.a, b=joint.b)
            yield verdicts.failed("not_engaged", message)
    yield from _idle_screws(evidence, joints)


def _joins(joint: Joint, found: Overlap | Gap) -> bool:
    return {item_of(found.a), item_of(found.b)} == {joint.a, joint.b}


@check(
    "product.weld",
    "Welds",
    "Parts that are welded touch: neither apart nor in each other, where no seam would be.",
)
def welds(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield a verdict per declared weld over all positions, and one per part welded to nothing."""
    for joint in (j for j in evidence.spec.joints if j.kind == "weld"):
        verdicts = Verdicts("product.weld", f"{evidence.subject}.{joint.a}+{joint.b}", joint.where)
        deep = [
            o for p in evidence.positions for o in p.overlaps
            if _joins(joint, o) and o.depth_mm - o.error_mm > evidence.spec.contact_mm
        ]  # fmt: skip
        if deep:
            worst = max(deep, key=lambda o: o.depth_mm)
            message = Message(
                "{a} and {b} are welded, but overlap by {depth} mm ({volume} mm³)",
                a=worst.a, b=worst.b, depth=round(worst.depth_mm, 6),
                volume=round(worst.volume_mm3, 6),
            )  # fmt: skip
            yield verdicts.failed(
                "overlap", message, expected=evidence.spec.contact_mm, observed=worst.depth_mm,
                unit="mm",
            )  # fmt: skip
        elif (fault := apart(evidence, joint)) is not None:
            yield verdicts.failed("apart", fault)
        else:
            message = Message("{a} and {b} touch, as welded parts do", a=joint.a, b=joint.b)
            yield verdicts.passed("touches", message)


def apart(evidence: AssemblyEvidence, joint: Joint) -> Message | None:
    """Return what of a joint touches nothing that it is joined to at some position; None if all do.

    Its two items touch somewhere, and each placement of them an item that this kind of joint ties
    it to. Pairs of which nothing is known count as touching: that is told elsewhere.
    """
    if unsound(evidence) & {joint.a, joint.b}:
        return None
    kind = [{j.a, j.b} for j in evidence.spec.joints if j.kind == joint.kind]
    for position in evidence.positions:
        tied = [(a, b) for a, b in _touching(position) if {item_of(a), item_of(b)} in kind]
        held = {name for pair in tied for name in pair}
        met = any({item_of(a), item_of(b)} == {joint.a, joint.b} for a, b in tied)
        for placement in position.placements:
            if placement.item in (joint.a, joint.b) and not (met and placement.name in held):
                return _apart(evidence, joint, position, placement)
    return None


def _apart(
    evidence: AssemblyEvidence, joint: Joint, position: AssemblyPosition, placement: Placement
) -> Message:
    gaps = [
        g.distance_mm for g in position.gaps if placement.name in (g.a, g.b) and _joins(joint, g)
    ]
    gap = Message("more than {gap} mm", gap=evidence.spec.near_mm)
    if gaps:
        gap = Message("{gap} mm", gap=round(min(gaps), 6))
    return Message(
        "{name} does not touch {other}: {gap} between them",
        name=placement.name, other=joint.b if placement.item == joint.a else joint.a, gap=gap,
    )  # fmt: skip


def _touching(position: AssemblyPosition) -> Iterator[tuple[str, str]]:
    yield from ((o.a, o.b) for o in position.overlaps)
    yield from ((g.a, g.b) for g in position.gaps if g.distance_mm - g.error_mm <= TOUCH_MM)
    yield from ((a, b) for a, b, _ in position.unjudged)


@dataclass(frozen=True, slots=True)
class _Thread:
    """A thread that an item carries: its size, the side, the diameter at which it is modelled."""

    size: Size
    internal: bool
    modelled_mm: float


def _threads_of(evidence: AssemblyEvidence, name: str) -> list[_Thread]:
    item = evidence.spec.item(name)
    if item is None:
        return []
    if item.part is not None:
        return [
            _Thread(d.size, d.internal_thread, modelled_diameter(d))
            for d in evidence.parts[name].dimensions.values()
            if d.kind in THREADS
        ]
    fastener = standard_parts.parse_designation(item.standard or "")
    if "diameter" not in fastener.sizes:
        return []
    size = notation.parse(fastener.sizes["diameter"])
    if size.kind not in THREADS:
        return []
    internal = fastener.kind == "nut"
    modelled = tap_drill(size) if internal else size.nominal
    return [_Thread(size, internal, modelled)]


def _agreement(
    evidence: AssemblyEvidence, joint: Joint, overlap: Overlap, verdicts: Verdicts
) -> Iterator[Finding]:
    """Yield whether the two specified threads are the same thread, and engaged far enough."""
    if overlap.ring_mm is None:
        return
    inner, outer, length, _ = overlap.ring_mm
    lines = [*_threads_of(evidence, joint.a), *_threads_of(evidence, joint.b)]
    holes = [t for t in lines if t.internal and abs(t.modelled_mm - inner) < _SAME_MM]
    screws = [t for t in lines if not t.internal and abs(t.modelled_mm - outer) < _SAME_MM]
    same = any(_same_thread(hole.size, screw.size) for hole in holes for screw in screws)
    said = {
        "hole": written(", ".join(print_size(t.size, "en") for t in holes) or "—"),
        "screw": written(", ".join(print_size(t.size, "en") for t in screws) or "—"),
    }
    yield verdicts.judged(
        same, ("same_thread", "other_thread"), Message("{screw} in {hole}", **said)
    )
    if joint.engaged is not None:
        message = Message(
            "engaged over {length} mm, {asked} mm asked for", length=length, asked=joint.engaged
        )
        yield verdicts.judged(
            length >= joint.engaged - _SAME_MM, ("engaged", "too_short"), message,
            expected=joint.engaged, observed=length, unit="mm",
        )  # fmt: skip


def _same_thread(a: Size, b: Size) -> bool:
    """Tell whether a nut of ``a`` goes on a screw of ``b``: one thread, lead and hand."""
    same = a.kind is b.kind and thread_of(a) == thread_of(b)
    return same and (a.lead, a.left_hand) == (b.lead, b.left_hand)


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
    if overlap.method == "mesh":
        message = Message(
            "{a} and {b} overlap ({volume:.2f} mm³); on meshes, whether by the ring of a thread is not told",
            a=overlap.a, b=overlap.b, volume=overlap.volume_mm3,
        )  # fmt: skip
        return verdicts.warned("uncertain", message)
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
