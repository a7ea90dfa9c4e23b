"""Running, locating and press fits: on paper by their limits, in place by the geometry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from gmp_cad.checks.engagement import Contact, Engagement, engagements
from gmp_cad.checks.joint import apart
from gmp_cad.checks.mating import Pair, pair_of
from gmp_cad.checks.product import AssemblyEvidence, item_of
from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import AssemblyPosition
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message, word
from gmp_cad.spec.product import Fit
from gmp_cad.standards import iso286, keys

_SAME_NOMINAL_MM = 1e-9


@check(
    "product.fit",
    "Fits",
    "Two lines that go together must have the same nominal, and the play or interference that "
    "their classes give.",
)
def fits(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield a verdict per declared fit, on paper and in place."""
    for fit in evidence.spec.fits:
        subject = f"{evidence.subject}.{fit.hole}/{fit.shaft}"
        yield _verdict(evidence, fit, Verdicts("product.fit", subject, fit.where))
    yield from _idle_shafts(evidence)


def _verdict(evidence: AssemblyEvidence, fit: Fit, verdicts: Verdicts) -> Finding:
    pair = pair_of(evidence, fit)
    if isinstance(pair, Message):
        return verdicts.failed("no_pair", pair)
    hole, shaft = pair.hole, pair.shaft
    if abs(hole.nominal - shaft.nominal) > _SAME_NOMINAL_MM:
        message = Message(
            "the nominal sizes differ by {gap} mm: {hole} is {a}, {shaft} is {b}",
            gap=round(abs(hole.nominal - shaft.nominal), 6), hole=fit.hole, a=hole.text,
            shaft=fit.shaft, b=shaft.text,
        )  # fmt: skip
        return verdicts.failed("nominal", message)
    place = engaged(evidence, fit)
    if place is None:
        return verdicts.failed("not_in_place", _apart(fit, pair))
    low, high = pair.limits_um
    kind = kind_of(low, high)
    preferred = usage(pair)
    message = Message(
        "{hole} / {shaft}: {kind}, {low} to {high} µm, engaged over {length} mm; preferred: {usage}"
        if preferred
        else "{hole} / {shaft}: {kind}, {low} to {high} µm, engaged over {length} mm",
        hole=hole.text, shaft=shaft.text, kind=word(kind), low=round(low, 1),
        high=round(high, 1), length=_over(place), usage=preferred,
    )  # fmt: skip
    if fit.kind is not None and fit.kind != kind:
        wanted = Message("{fit}; the product asks for {kind}", fit=message, kind=word(fit.kind))
        return verdicts.failed("other_kind", wanted)
    return verdicts.passed(kind, message)


def _apart(fit: Fit, pair: Pair) -> Message:
    if pair.flat:
        return Message(
            "{hole} and {shaft} do not engage with parallel faces and one middle plane",
            hole=fit.hole, shaft=fit.shaft,
        )  # fmt: skip
    return Message("{hole} and {shaft} are not coaxial and engaged", hole=fit.hole, shaft=fit.shaft)


def _over(place: Contact) -> float | Message:
    """Return the engaged length, for flat faces with its depth."""
    length = round(place.length_mm, 6)
    if place.depth_mm is None:
        return length
    return Message("{length} × {depth}", length=length, depth=round(place.depth_mm, 6))


@check(
    "product.press",
    "Press fits",
    "A press fit holds by its smallest interference (ISO 286 limits), with both parts coaxial and "
    "engaged.",
)
def presses(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield a verdict per declared press joint: in place, and tight at the limits."""
    for joint in (j for j in evidence.spec.joints if j.kind == "press"):
        verdicts = Verdicts("product.press", f"{evidence.subject}.{joint.a}+{joint.b}", joint.where)
        own = [
            fit
            for fit in evidence.spec.fits
            if {item_of(fit.hole), item_of(fit.shaft)} == {joint.a, joint.b}
        ]
        for fit in own:
            yield _press_verdict(evidence, fit, verdicts)
        if not own:
            message = Message("the press joint of {a} and {b} has no [[fit]]", a=joint.a, b=joint.b)
            yield verdicts.failed("no_fit", message)
        if (fault := apart(evidence, joint)) is not None:
            yield verdicts.failed("apart", fault)


def _press_verdict(evidence: AssemblyEvidence, fit: Fit, verdicts: Verdicts) -> Finding:
    pair = pair_of(evidence, fit)
    if isinstance(pair, Message):
        return verdicts.failed("no_pair", pair)
    place = engaged(evidence, fit)
    if place is None:
        return verdicts.failed("not_in_place", _apart(fit, pair))
    low, high = pair.limits_um
    least, most = round(-high, 1), round(-low, 1)
    message = Message(
        "interference {least} to {most} µm over {length} mm",
        least=least, most=most, length=_over(place),
    )  # fmt: skip
    if least == 0:
        return verdicts.say("none", Status.WARN, message)
    return verdicts.judged(least > 0, ("tight", "loose"), message)


def kind_of(low: float, high: float) -> Literal["clearance", "transition", "interference"]:
    """Return the kind of a fit from its least and greatest clearance."""
    return "clearance" if low >= 0 else "interference" if high <= 0 else "transition"


def usage(pair: Pair) -> Message | None:
    """Return what a fit of keys (ISO 773) or a preferred fit (ISO 286-1) is for; None for any other."""
    classes = (pair.hole.fit or "", pair.shaft.fit or "")
    found = keys.key_fit_usage(*classes) if pair.flat else None
    found = found or iso286.preferred_fit_usage(*classes)
    return Message(found) if found else None


def engaged(evidence: AssemblyEvidence, fit: Fit) -> Contact | None:
    """Return the shortest of the longest engagements of a fit, over all positions; None if once none."""
    found = [
        max((e.contact for e in _at(evidence, fit, p)), key=_length, default=None)
        for p in evidence.positions
    ]
    lost = any(contact is None for contact in found)
    return None if lost else min((c for c in found if c is not None), key=_length)


def _length(contact: Contact) -> float:
    return contact.length_mm


def _at(evidence: AssemblyEvidence, fit: Fit, position: AssemblyPosition) -> list[Engagement]:
    pair = pair_of(evidence, fit)
    if isinstance(pair, Message):
        return []
    return list(
        engagements(
            position.placements, evidence.geometry,
            (pair.hole, pair.hole.nominal), (pair.shaft, pair.shaft.nominal),
        )
    )  # fmt: skip


def _idle_shafts(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield a failure per placement of a shaft that engages in none of the holes of its line."""
    by_line: dict[str, list[Fit]] = {}
    for fit in evidence.spec.fits:
        by_line.setdefault(fit.shaft, []).append(fit)
    for line, own in by_line.items():
        idle = {
            placement.name
            for position in evidence.positions
            for placement in position.placements
            if placement.item == item_of(line)
            and not any(e.shaft == placement.name for f in own for e in _at(evidence, f, position))
        }
        pairs = [pair_of(evidence, fit) for fit in own]
        flat = any(isinstance(pair, Pair) and pair.flat for pair in pairs)
        for name in sorted(idle):
            message = Message(
                "{name} engages in no slot" if flat else "{name} engages in no hole", name=name
            )
            yield Verdicts("product.fit", f"{evidence.subject}.{name}").failed("idle", message)
