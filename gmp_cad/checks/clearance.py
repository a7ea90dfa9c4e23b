"""The gaps that an assembly must keep: between named parts, or by default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from gmp_cad.checks.interference import at_position, gap_told, pair_key
from gmp_cad.checks.joint import TOUCH_MM
from gmp_cad.checks.product import AssemblyEvidence, item_of, unsound
from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import AssemblyPosition, Gap, Overlap, Placement, SweptPair
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.clearance import ClearanceRule, rule_for

# Placements are rounded to 1e-9: two that differ by less, seen from a metre away, move together.
_STILL_TURN, _STILL_MM = 1e-8, 1e-5
_SHIFT = 3  # column of a matrix that holds the shift
_Key = tuple[str, str]
_Rows = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Nearest:
    """The smallest distance of two placements, and what is to be said of it.

    ``meets``: they touch or overlap somewhere. ``error_mm``: within which the distance is known.
    """

    gap_mm: float
    told: Message
    meets: bool = False
    error_mm: float = 0.0


@check(
    "product.clearance",
    "Clearances",
    "Hands, tools and moving parts need room: the gap that the product asks for between parts must "
    "be there at every position and over every motion.",
)
def clearances(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield every gap that is too small, and one verdict per rule that is kept."""
    rules = evidence.spec.clearances
    if not rules:
        return
    kept: dict[ClearanceRule, list[_Nearest]] = {rule: [] for rule in rules}
    broken: set[ClearanceRule] = set()
    moves = _Motions(evidence.positions)
    for (a, b), nearest in sorted(_nearest(evidence).items()):
        rule = rule_for(rules, item_of(a), item_of(b), moving=moves.apart(a, b))
        if rule is None or _spared(evidence, rule, (a, b), nearest):
            continue
        finding = _short(evidence, rule, (a, b), nearest)
        if finding is None:
            kept[rule].append(nearest)
        else:
            broken.add(rule)
            yield finding
    unknown = {rule for rule in rules if _unknown(evidence, rule, moves)}
    for rule in rules:
        if rule not in broken:
            yield _rule_verdict(evidence, rule, kept[rule], moves, known=rule not in unknown)


def _named(rule: ClearanceRule) -> bool:
    """Tell a rule of one pair of items from a default."""
    return bool(rule.a and rule.b)


def _spared(evidence: AssemblyEvidence, rule: ClearanceRule, pair: _Key, nearest: _Nearest) -> bool:
    """Tell whether a default leaves a pair alone: it is declared, or it meets somewhere."""
    if len(rule.names) == 2:
        return False
    items = {item_of(name) for name in pair}
    declared = [{j.a, j.b} for j in evidence.spec.joints]
    declared += [{item_of(f.hole), item_of(f.shaft)} for f in evidence.spec.fits]
    return nearest.meets or items in declared


def _short(
    evidence: AssemblyEvidence, rule: ClearanceRule, pair: _Key, nearest: _Nearest
) -> Finding | None:
    """Return the finding of a pair that is nearer than its rule allows; None if it is not."""
    missing = rule.minimum - nearest.gap_mm
    if missing + nearest.error_mm <= TOUCH_MM:
        return None
    verdicts = Verdicts("product.clearance", f"{evidence.subject}.{pair[0]}+{pair[1]}", rule.where)
    certain = missing - nearest.error_mm > TOUCH_MM
    message = Message(
        "{told}: {minimum} mm asked for, {missing} mm missing"
        if certain
        else "{told}: {minimum} mm asked for, which that error leaves open",
        told=nearest.told, minimum=rule.minimum, missing=round(missing, 6),
    )  # fmt: skip
    return verdicts.say(
        "too_near" if certain else "uncertain", Status.FAIL if certain else Status.WARN, message,
        expected=rule.minimum, observed=nearest.gap_mm, unit="mm",
    )  # fmt: skip


def _nearest(evidence: AssemblyEvidence) -> dict[_Key, _Nearest]:
    """Return the smallest distance of each pair of placements that comes near, wherever that is."""
    found: dict[_Key, _Nearest] = {}

    def see(key: _Key, seen: _Nearest) -> None:
        known = found.get(key)
        nearer = known is None or seen.gap_mm < known.gap_mm - TOUCH_MM
        best = seen if nearer or known is None else known
        meets = seen.meets or (known is not None and known.meets)
        found[key] = _Nearest(
            gap_mm=best.gap_mm, told=best.told, error_mm=best.error_mm, meets=meets
        )

    for position in evidence.positions:
        for gap in position.gaps:
            see(pair_key(gap), _of_gap(gap, position))
        for overlap in position.overlaps:
            see(pair_key(overlap), _of_overlap(overlap, position))
    for sweep in evidence.sweeps:
        for pair in sweep.pairs if sweep.kind == "parameter" else ():
            see((min(pair.a, pair.b), max(pair.a, pair.b)), _of_sweep(sweep.of, pair))
    return found


def _of_gap(gap: Gap, position: AssemblyPosition) -> _Nearest:
    told = Message("{told}, at {at}", told=gap_told(gap), at=at_position(position.parameters))
    meets = gap.distance_mm <= TOUCH_MM
    return _Nearest(gap_mm=gap.distance_mm, told=told, error_mm=gap.error_mm, meets=meets)


def _of_overlap(overlap: Overlap, position: AssemblyPosition) -> _Nearest:
    told = Message(
        "{a} and {b} meet, at {at}",
        a=overlap.a, b=overlap.b, at=at_position(position.parameters),
    )  # fmt: skip
    return _Nearest(gap_mm=0.0, told=told, error_mm=overlap.error_mm, meets=True)


def _of_sweep(parameter: str, pair: SweptPair) -> _Nearest:
    told = Message(
        "{gap} mm between {a} and {b}, at {at}",
        gap=round(pair.least_mm, 6), a=pair.a, b=pair.b, at=at_position({parameter: pair.least_at}),
    )  # fmt: skip
    meets = pair.least_mm <= TOUCH_MM or pair.first is not None
    return _Nearest(gap_mm=0.0 if pair.first is not None else pair.least_mm, told=told, meets=meets)


class _Motions:
    """Which placements move together over the positions of an assembly."""

    def __init__(self, positions: Sequence[AssemblyPosition]) -> None:
        self._groups: list[list[_Rows]] = []
        self._group: dict[str, int] = {}
        start = {p.name: p.matrix for p in positions[0].placements} if positions else {}
        moved: dict[str, list[_Rows]] = {name: [] for name in start}
        for position in positions[1:]:
            for placement in position.placements:
                if placement.name in start:
                    rows = _displacement(start[placement.name], placement.matrix)
                    moved[placement.name].append(rows)
        for name, motion in moved.items():
            self._group[name] = self._join(motion)

    def _join(self, motion: list[_Rows]) -> int:
        for i, group in enumerate(self._groups):
            if _same(group, motion):
                return i
        self._groups.append(motion)
        return len(self._groups) - 1

    def apart(self, a: str, b: str) -> bool:
        """Tell whether two placements stand differently to each other at some two positions."""
        return self._group.get(a) != self._group.get(b)


def _displacement(start: _Rows, end: _Rows) -> _Rows:
    """Return the motion, in the product's frame, that takes one placement to another (mm)."""
    turn = [[sum(end[i][k] * start[j][k] for k in range(3)) for j in range(3)] for i in range(3)]
    shift = [end[i][3] - sum(turn[i][k] * start[k][3] for k in range(3)) for i in range(3)]
    return [[*turn[i], shift[i]] for i in range(3)]


def _same(a: Sequence[_Rows], b: Sequence[_Rows]) -> bool:
    return len(a) == len(b) and all(
        abs(x - y) <= (_STILL_TURN if k < _SHIFT else _STILL_MM)
        for one, other in zip(a, b, strict=True)
        for row, along in zip(one, other, strict=True)
        for k, (x, y) in enumerate(zip(row, along, strict=True))
    )


def _pairs_under(
    evidence: AssemblyEvidence, rule: ClearanceRule, moves: _Motions
) -> Iterator[_Key]:
    """Yield the pairs of placements that a rule speaks of, near or far."""
    rules = evidence.spec.clearances
    for a, b in combinations(_placements(evidence, rule), 2):
        if rule.covers(a.item, b.item):
            moving = moves.apart(a.name, b.name)
            if rule_for(rules, a.item, b.item, moving=moving) is rule:
                yield min(a.name, b.name), max(a.name, b.name)


def _placements(evidence: AssemblyEvidence, rule: ClearanceRule) -> list[Placement]:
    """Return the placements of a rule: of its two items alone where it names two."""
    placements = evidence.positions[0].placements if evidence.positions else ()
    two = rule.names if len(rule.names) == 2 else ()
    return [p for p in placements if not two or p.item in two]


def _unknown(evidence: AssemblyEvidence, rule: ClearanceRule, moves: _Motions) -> bool:
    """Tell whether nothing is known of some pair under a rule."""
    rules, faulty = evidence.spec.clearances, unsound(evidence)
    if faulty and (not _named(rule) or faulty & set(rule.names)):
        return True
    pairs = {u[:2] for position in evidence.positions for u in position.unjudged}
    pairs |= {u[:2] for s in evidence.sweeps if s.kind == "parameter" for u in s.unjudged}
    return any(
        rule_for(rules, item_of(a), item_of(b), moving=moves.apart(a, b)) is rule
        for a, b in sorted(pairs)
    )


def _rule_verdict(
    evidence: AssemblyEvidence,
    rule: ClearanceRule,
    seen: Sequence[_Nearest],
    moves: _Motions,
    *,
    known: bool,
) -> Finding:
    """Return what is said of a rule that no pair was found to break."""
    name = "+".join(rule.names)
    subject = f"{evidence.subject}.{name}" if name else evidence.subject
    verdicts = Verdicts("product.clearance", subject, rule.where)
    if not known:
        message = Message("a pair under this rule could not be computed")
        return verdicts.warned("unjudged", message, hint=Message("see product.interference"))
    if not seen and next(_pairs_under(evidence, rule, moves), None) is None:
        return verdicts.warned("no_pair", Message("the rule applies to no pair of parts"))
    if not seen:
        far = max(evidence.spec.near_mm, rule.minimum)
        message = Message("no pair comes nearer than {far} mm", far=far)
        return verdicts.passed("kept", message, expected=rule.minimum, unit="mm")
    least = min(seen, key=lambda s: s.gap_mm)
    message = Message("{minimum} mm asked for: {told}", minimum=rule.minimum, told=least.told)
    return verdicts.passed(
        "kept", message, expected=rule.minimum, observed=least.gap_mm, unit="mm"
    )  # fmt: skip
