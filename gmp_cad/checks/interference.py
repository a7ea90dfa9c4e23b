"""Two solids in one place: the verdict of every pair of an assembly, at every position."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from gmp_cad.checks.joint import THREAD_SHARE, TOUCH_MM, thread_error
from gmp_cad.checks.product import AssemblyEvidence, item_of, unsound
from gmp_cad.checks.registry import check
from gmp_cad.checks.same_place import doubled_pairs, doubles
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import AssemblyPosition, Gap, Overlap, Vector
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message

Verdict = Literal["clear", "contact", "interference", "intended", "unjudged"]
_TOLD = 5  # pairs that a finding names
_AXIS = 1e-9
_SAME_DIGITS = 7  # depths (mm) that differ by less between positions are noise of placements
_Key = tuple[str, str]


def verdict_of(evidence: AssemblyEvidence, found: Overlap | Gap) -> Verdict:
    """Return the verdict of a pair at a position.

    ``contact`` reaches to the product's ``contact_mm`` of depth; an overlap beyond is ``intended``
    where it is what a declared thread, or a fit at its limits, implies. ``unjudged``: a mesh's
    error bound leaves more than one verdict open.
    """
    contact_mm = evidence.spec.contact_mm
    if isinstance(found, Gap):
        if found.distance_mm - found.error_mm > TOUCH_MM:
            return "clear"
        return "contact" if found.error_mm <= contact_mm else "unjudged"
    if found.depth_mm + found.error_mm <= contact_mm:
        return "contact"
    if found.depth_mm - found.error_mm <= contact_mm:
        return "unjudged"
    return "intended" if _implied(evidence, found) else "interference"


def _implied(evidence: AssemblyEvidence, overlap: Overlap) -> bool:
    """Tell whether an overlap is the one that a thread or a tight fit gives."""
    if frozenset((overlap.a, overlap.b)) in evidence.tight:
        return True
    return _joined(evidence, overlap) == "thread" and thread_error(overlap) <= THREAD_SHARE


def _joined(evidence: AssemblyEvidence, found: Overlap | Gap) -> str:
    """Return the kind of joint that is declared between two placements; "" if none is."""
    pair = {item_of(found.a), item_of(found.b)}
    return next((j.kind for j in evidence.spec.joints if {j.a, j.b} == pair), "")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A pair at a position, with its verdict."""

    position: AssemblyPosition
    found: Overlap | Gap
    verdict: Verdict

    @property
    def depth_mm(self) -> float:
        return self.found.depth_mm if isinstance(self.found, Overlap) else -self.found.distance_mm


def pair_key(found: Overlap | Gap) -> tuple[str, str]:
    """Return the names of two placements in an order that does not depend on which is first."""
    return (found.a, found.b) if found.a <= found.b else (found.b, found.a)


def _pairs(evidence: AssemblyEvidence) -> dict[_Key, list[_Seen]]:
    """Return what was seen of each pair of placements, in order of the positions.

    Of a part that stands twice in one place the check of placements speaks.
    """
    pairs: dict[_Key, list[_Seen]] = {}
    for position in evidence.positions:
        twice = doubled_pairs(evidence, position)
        everything: tuple[Overlap | Gap, ...] = (*position.overlaps, *position.gaps)
        for found in everything:
            if frozenset((found.a, found.b)) not in twice:
                seen = _Seen(position, found, verdict_of(evidence, found))
                pairs.setdefault(pair_key(found), []).append(seen)
    return pairs


@check(
    "product.interference",
    "Interference",
    "Two solids cannot be in one place: any overlap deeper than a contact that no joint declares is "
    "an error, and so is a pair of which nothing is known.",
)
def interference(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield every undeclared overlap over all positions and what is not known, or one pass."""
    pairs = _pairs(evidence)
    findings = [f for key in sorted(pairs) for f in _collision(evidence, pairs[key])]
    verdicts = Verdicts("product.interference", evidence.subject)
    findings += unjudged(verdicts, (p for at in evidence.positions for p in at.unjudged))
    findings += _left_out(evidence, verdicts)
    yield from findings
    if not findings:
        message = _all_clear(evidence, pairs)
        if doubles(evidence):
            message = Message("{told}; but parts stand twice in one place: see product.placement",
                              told=message)  # fmt: skip
        yield verdicts.passed("clear", message)


def _left_out(evidence: AssemblyEvidence, verdicts: Verdicts) -> Iterator[Finding]:
    """Yield, once, the items whose pairs were not computed; product.solid tells why and fails."""
    faulty = unsound(evidence)
    if faulty:
        message = Message(
            "not compared with any other part, their solids being faulty: {items}",
            items=", ".join(sorted(faulty)),
        )  # fmt: skip
        yield verdicts.warned("left_out", message, hint=Message("see product.solid"))


def _collision(evidence: AssemblyEvidence, seen: Sequence[_Seen]) -> Iterator[Finding]:
    """Yield the verdict of a pair that interferes, or may, at some position.

    The checks of threads and of welds speak of the pairs that these join.
    """
    found = seen[0].found
    if _joined(evidence, found) in ("thread", "weld"):
        return
    verdicts = Verdicts("product.interference", f"{evidence.subject}.{found.a}+{found.b}")
    for verdict, code, status in (
        ("interference", "overlap", Status.FAIL),
        ("unjudged", "uncertain", Status.WARN),
    ):
        same = [s for s in seen if s.verdict == verdict]
        if same:
            worst = max(same, key=lambda s: s.depth_mm)
            yield verdicts.say(
                code, status, _over_positions(evidence, worst, same),
                expected=evidence.spec.contact_mm, observed=worst.depth_mm, unit="mm",
            )  # fmt: skip
            return


def _over_positions(evidence: AssemblyEvidence, worst: _Seen, same: Sequence[_Seen]) -> Message:
    told = overlap_told(worst.found) if isinstance(worst.found, Overlap) else _gap_told(worst.found)
    if len(evidence.positions) == 1:
        return told
    depths = {round(s.depth_mm, _SAME_DIGITS) for s in same}
    if len(depths) == 1 and len(same) == len(evidence.positions):
        return Message("{told}; at every position", told=told)
    return Message(
        "{told}; first at {first}, worst at {worst} ({count} of {all} positions)",
        told=told, first=at_position(same[0].position.parameters),
        worst=at_position(worst.position.parameters), count=len(same), all=len(evidence.positions),
    )  # fmt: skip


def overlap_told(overlap: Overlap) -> Message:
    """Return what is to be said of two parts in one place: how deep, how much, which way, where."""
    said = {
        "a": overlap.a, "b": overlap.b, "depth": round(overlap.depth_mm, 6),
        "along": direction_told(overlap.direction), "volume": round(overlap.volume_mm3, 6),
        "place": point_told(overlap.centre_mm),
    }  # fmt: skip
    told = Message(
        "{a} and {b} overlap by {depth} mm along {along} ({volume} mm³ around {place})", **said
    )
    if overlap.inside:
        outer = overlap.b if overlap.inside == overlap.a else overlap.a
        told = Message(
            "{inside} lies wholly inside {outer}: {depth} mm deep along {along} ({volume} mm³ around {place})",
            **said | {"inside": overlap.inside, "outer": outer},
        )  # fmt: skip
    return _on_mesh(told, overlap)


def _gap_told(gap: Gap) -> Message:
    told = Message(
        "{a} and {b} are {gap} mm apart near {place}",
        a=gap.a, b=gap.b, gap=round(gap.distance_mm, 6), place=point_told(gap.points_mm[0]),
    )  # fmt: skip
    return _on_mesh(told, gap)


def _on_mesh(told: Message, found: Overlap | Gap) -> Message:
    if found.method == "exact":
        return told
    return Message("{told}; on meshes, within {error} mm", told=told, error=found.error_mm)


def point_told(point: Vector) -> Message:
    """Return a point (mm) as findings write it."""
    x, y, z = (round(c, 3) + 0.0 for c in point)
    return Message("({x} ; {y} ; {z})", x=x, y=y, z=z)


def direction_told(direction: Vector) -> Message:
    """Return an axis that has no sense: its letter, or its components."""
    for axis, along in zip("XYZ", direction, strict=True):
        if abs(abs(along) - 1) < _AXIS:
            return Message("{axis}", axis=axis)
    return point_told(direction)


def at_position(parameters: Mapping[str, float]) -> Message:
    """Return the values of the parameters at a position."""
    if not parameters:
        return Message("the only position")
    names = sorted(parameters)
    return Message(
        ", ".join(f"{name} = {{{name}}}" for name in names), **{n: parameters[n] for n in names}
    )


def unjudged(verdicts: Verdicts, pairs: Iterable[tuple[str, str, Message]]) -> Iterator[Finding]:
    """Yield a failure per reason for which nothing is known of pairs, with the pairs."""
    reasons: dict[Message, dict[_Key, None]] = {}
    for a, b, reason in pairs:
        reasons.setdefault(reason, {}).setdefault((a, b))
    for reason, found in reasons.items():
        named = ", ".join(f"{a} + {b}" for a, b in list(found)[:_TOLD])
        message = Message("{pairs}: could not be computed: {reason}", pairs=named, reason=reason)
        if len(found) > _TOLD:
            message = Message(
                "{pairs} and {more} other {more:pair|pairs} could not be computed: {reason}",
                pairs=named, more=len(found) - _TOLD, reason=reason,
            )  # fmt: skip
        yield verdicts.failed("unjudged", message)


def _all_clear(evidence: AssemblyEvidence, pairs: Mapping[_Key, Sequence[_Seen]]) -> Message:
    """Return what a pass tells: how much was looked at, the contacts, the smallest clearance."""
    contacts = sum(any(s.verdict == "contact" for s in seen) for seen in pairs.values())
    gaps = [
        (s.found.distance_mm, s) for seen in pairs.values() for s in seen
        if s.verdict == "clear" and isinstance(s.found, Gap)
    ]  # fmt: skip
    counted = Message(
        "no overlap (positions: {positions}; pairs computed: {tested}; contacts: {contacts})",
        positions=len(evidence.positions), contacts=contacts,
        tested=sum(p.pairs_tested for p in evidence.positions),
    )  # fmt: skip
    if not gaps:
        return counted
    _, seen = min(gaps, key=lambda found: found[0])
    assert isinstance(seen.found, Gap)
    return Message(
        "{counted}; smallest clearance {told}, at {at}",
        counted=counted, told=gap_told(seen.found), at=at_position(seen.position.parameters),
    )  # fmt: skip


def gap_told(gap: Gap) -> Message:
    """Return a gap with its two parts and their closest points."""
    told = Message(
        "{gap} mm between {a} {at_a} and {b} {at_b}",
        gap=round(gap.distance_mm, 6), a=gap.a, b=gap.b,
        at_a=point_told(gap.points_mm[0]), at_b=point_told(gap.points_mm[1]),
    )  # fmt: skip
    return _on_mesh(told, gap)
