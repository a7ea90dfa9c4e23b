"""Parts that move: over the parameters of an assembly, and on the way to their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmp_cad.checks.interference import (
    at_position,
    overlap_told,
    point_told,
    unjudged,
    verdict_of,
)
from gmp_cad.checks.joint import TOUCH_MM
from gmp_cad.checks.product import AssemblyEvidence
from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import Sweep, SweptPair, Vector
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.motion import Insertion

_SHOWN = 3  # decimals of a place on the way, mm


@check(
    "product.motion",
    "Motion",
    "Parts that move must not meet between the positions that are looked at: the whole range of "
    "each parameter is gone through.",
)
def motions(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield the first collision of each pair over each parameter, or what its pass rests on."""
    sweeps = {sweep.of: sweep for sweep in evidence.sweeps if sweep.kind == "parameter"}
    for name in evidence.spec.parameters:
        verdicts = Verdicts("product.motion", f"{evidence.subject}.{name}")
        sweep = sweeps.get(name)
        if sweep is None:
            yield verdicts.skipped("not_swept", Message("the motion was not gone through"))
            continue
        findings = [
            _collision(evidence, name, pair, status)
            for pair in sorted(sweep.pairs, key=lambda p: (p.a, p.b))
            if (status := collides(evidence, pair)) is not Status.PASS
        ]
        findings += unjudged(verdicts, sweep.unjudged)
        yield from findings
        if not findings:
            yield verdicts.passed("free", _free(sweep))


def collides(evidence: AssemblyEvidence, pair: SweptPair) -> Status:
    """Return FAIL for two parts in one place on the way, WARN where a mesh leaves that open."""
    if pair.first is None or pair.overlap is None:
        return Status.PASS
    verdict = verdict_of(evidence, pair.overlap)
    return {"interference": Status.FAIL, "unjudged": Status.WARN}.get(verdict, Status.PASS)


def _collision(
    evidence: AssemblyEvidence, parameter: str, pair: SweptPair, status: Status
) -> Finding:
    verdicts = Verdicts("product.motion", f"{evidence.subject}.{pair.a}+{pair.b}")
    message = Message(
        "{told} from {at} on" if pair.before is None else "{told} from {at} on (not yet at {before})",
        told=_told(pair), at=at_position({parameter: pair.first or 0.0}), before=pair.before or 0.0,
    )  # fmt: skip
    observed = pair.overlap.depth_mm if pair.overlap is not None else None
    return verdicts.say(
        "collision",
        status,
        message,
        expected=evidence.spec.contact_mm,
        observed=observed,
        unit="mm",
    )


def _told(pair: SweptPair) -> Message:
    assert pair.overlap is not None
    return overlap_told(pair.overlap)


def _place(pair: SweptPair) -> Vector:
    assert pair.overlap is not None
    return pair.overlap.centre_mm


def _free(sweep: Sweep) -> Message:
    """Return what a motion without collision was seen to keep, and how finely that is known."""
    counted = Message(
        "no collision from {start} to {end} (values: {samples}; pairs that move to each other: {pairs})",
        start=at_position({sweep.of: min(sweep.samples)}), end=max(sweep.samples),
        samples=len(sweep.samples), pairs=len(sweep.pairs),
    )  # fmt: skip
    return Message("{counted}{least}; {proven}", counted=counted,
                   least=_least(sweep), proven=_proven(sweep.pairs))  # fmt: skip


def _least(sweep: Sweep) -> Message | str:
    free = [pair for pair in sweep.pairs if pair.least_mm > TOUCH_MM]
    if not free:
        return ""
    least = min(free, key=lambda pair: (pair.least_mm, pair.a, pair.b))
    return Message(
        "; smallest gap {gap} mm between {a} and {b}, at {at}",
        gap=round(least.least_mm, 6), a=least.a, b=least.b, at=round(least.least_at, _SHOWN),
    )  # fmt: skip


def _proven(pairs: Sequence[SweptPair]) -> Message:
    coarse = max(pairs, key=lambda pair: pair.resolution_mm, default=None)
    if coarse is None or coarse.resolution_mm <= 0:
        return Message("none can be missed")
    return Message(
        "one that comes and goes within {resolution} mm of travel may be missed ({a} and {b})",
        resolution=round(coarse.resolution_mm, _SHOWN), a=coarse.a, b=coarse.b,
    )  # fmt: skip


@check(
    "product.order",
    "Order of assembly",
    "Each part must reach its place on its straight way past all that is there already.",
)
def order(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield a verdict per part that the product says how to put in its place."""
    sweeps = {sweep.of: sweep for sweep in evidence.sweeps if sweep.kind == "insertion"}
    for insertion in evidence.spec.insertions:
        item = evidence.spec.item(insertion.item)
        for name in insertion.placements(item.quantity if item is not None else 1):
            verdicts = Verdicts("product.order", f"{evidence.subject}.{name}", insertion.where)
            sweep = sweeps.get(name)
            if sweep is None:
                yield verdicts.skipped("not_swept", Message("the way in was not gone through"))
            else:
                yield from _way_in(evidence, insertion, sweep, verdicts)


def _way_in(
    evidence: AssemblyEvidence, insertion: Insertion, sweep: Sweep, verdicts: Verdicts
) -> Iterator[Finding]:
    """Yield what stands first in the way of a part, else that its way is free."""
    along = _along(insertion)
    # What overlaps in its place only is an interference of the assembly.
    met = {p: collides(evidence, p) for p in sweep.pairs if p.first is not None and p.first > 0}
    met = {p: status for p, status in met.items() if status is not Status.PASS}
    if met:
        pair = max(met, key=lambda p: (p.first or 0.0, p.a, p.b))
        other = pair.b if pair.a == sweep.of else pair.a
        message = Message(
            "{part} comes along {along} and meets {other} {away} mm before its place, around {place}",
            part=sweep.of, along=along, other=other, away=round(pair.first or 0.0, _SHOWN),
            place=point_told(_place(pair)),
        )  # fmt: skip
        hint = Message("put it in earlier, or along another direction")
        yield verdicts.say("blocked", met[pair], message, observed=pair.first, unit="mm", hint=hint)
    yield from unjudged(verdicts, sweep.unjudged)
    if not met and not sweep.unjudged:
        message = Message("{part} meets nothing along {along}", part=sweep.of, along=along)
        if sweep.pairs:
            message = Message(
                "{part} comes to its place along {along} over {way} mm{least}; {proven}",
                part=sweep.of, along=along, way=round(max(sweep.samples), 2),
                least=_least(sweep), proven=_proven(sweep.pairs),
            )  # fmt: skip
        yield verdicts.passed("free", message)


def _along(insertion: Insertion) -> Message:
    """Return the direction of a travel: its axis word, or its components."""
    for word, direction in AXES.items():
        if insertion.direction == direction:
            return Message("{axis}", axis=word)
    return point_told(insertion.direction)
