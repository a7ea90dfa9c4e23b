"""Running, locating and press fits: on paper by their limits, in place by the geometry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gmp_cad.checks.engagement import Engagement, engagements
from gmp_cad.checks.product import AssemblyEvidence, item_of
from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import AssemblyPosition
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.part import Dimension
from gmp_cad.spec.product import Fit, published_fit
from gmp_cad.spec.size import Kind
from gmp_cad.standards import iso286

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
    hole, shaft = line_of(evidence, fit.hole), line_of(evidence, fit.shaft)
    if hole is None or shaft is None:
        return verdicts.failed("no_limits", _no_limits(fit))
    if abs(hole.nominal - shaft.nominal) > _SAME_NOMINAL_MM:
        message = Message(
            "the nominal sizes differ by {gap} mm: {hole} is {a}, {shaft} is {b}",
            gap=round(abs(hole.nominal - shaft.nominal), 6), hole=fit.hole, a=hole.text,
            shaft=fit.shaft, b=shaft.text,
        )  # fmt: skip
        return verdicts.failed("nominal", message)
    place = engaged(evidence, fit)
    if place is None:
        return verdicts.failed("not_in_place", _apart(fit))
    low, high = limits_um(hole, shaft)
    kind = kind_of(low, high)
    preferred = usage(hole, shaft)
    message = Message(
        "{hole} / {shaft}: {kind}, {low} to {high} µm, engaged over {length} mm; preferred: {usage}"
        if preferred
        else "{hole} / {shaft}: {kind}, {low} to {high} µm, engaged over {length} mm",
        hole=hole.text, shaft=shaft.text, kind=Message(kind), low=round(low, 1),
        high=round(high, 1), length=round(place.length_mm, 6), usage=preferred,
    )  # fmt: skip
    if fit.kind is not None and fit.kind != kind:
        wanted = Message("{fit}; the product asks for {kind}", fit=message, kind=Message(fit.kind))
        return verdicts.failed("other_kind", wanted)
    return verdicts.passed(kind, message)


def _no_limits(fit: Fit) -> Message:
    return Message("{hole} and {shaft} have no limits to judge", hole=fit.hole, shaft=fit.shaft)


def _apart(fit: Fit) -> Message:
    return Message("{hole} and {shaft} are not coaxial and engaged", hole=fit.hole, shaft=fit.shaft)


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


def _press_verdict(evidence: AssemblyEvidence, fit: Fit, verdicts: Verdicts) -> Finding:
    hole, shaft = line_of(evidence, fit.hole), line_of(evidence, fit.shaft)
    if hole is None or shaft is None:
        return verdicts.failed("no_limits", _no_limits(fit))
    place = engaged(evidence, fit)
    if place is None:
        return verdicts.failed("not_in_place", _apart(fit))
    limits = limits_um(hole, shaft)
    least, most = round(-limits[1], 1), round(-limits[0], 1)
    message = Message(
        "interference {least} to {most} µm over {length} mm",
        least=least, most=most, length=round(place.length_mm, 6),
    )  # fmt: skip
    if least == 0:
        return verdicts.say("none", Status.WARN, message)
    return verdicts.judged(least > 0, ("tight", "loose"), message)


@dataclass(frozen=True, slots=True)
class FitLine:
    """One side of a fit: nominal and limits in mm, ISO 286 class, and the text of the drawing."""

    nominal: float
    lower: float
    upper: float
    fit: str | None
    text: str


def line_of(evidence: AssemblyEvidence, line: str) -> FitLine | None:
    """Return the limits of ``item.dimension``, of a part or of a standard part; None without."""
    owner, _, name = line.partition(".")
    item = evidence.spec.item(owner)
    if item is None:
        return None
    if item.part is not None:
        return _fit_line(evidence.parts[item.name].dimensions.get(name))
    return _fit_line(published_fit(item.standard or "", name))


def _fit_line(dimension: Dimension | None) -> FitLine | None:
    if dimension is None or dimension.limits is None or dimension.kind is Kind.ANGLE:
        return None
    size = dimension.size
    return FitLine(dimension.nominal, *dimension.limits, size.fit, str(size))


def limits_um(hole: FitLine, shaft: FitLine) -> tuple[float, float]:
    """Return the least and greatest clearance (µm; negative: interference) of two lines."""
    return (hole.lower - shaft.upper) * 1000, (hole.upper - shaft.lower) * 1000


def kind_of(low: float, high: float) -> Literal["clearance", "transition", "interference"]:
    """Return the kind of a fit from its least and greatest clearance."""
    return "clearance" if low >= 0 else "interference" if high <= 0 else "transition"


def usage(hole: FitLine, shaft: FitLine) -> Message | None:
    """Return what a preferred fit (ISO 286-1) is used for; None for any other."""
    found = iso286.preferred_fit_usage(hole.fit or "", shaft.fit or "", "en")
    return Message(found) if found else None


def engaged(evidence: AssemblyEvidence, fit: Fit) -> Engagement | None:
    """Return the shortest of the longest engagements of a fit, over all positions; None if once none."""
    found = [max(_at(evidence, fit, p), key=_length, default=None) for p in evidence.positions]
    lost = any(engagement is None for engagement in found)
    return None if lost else min((e for e in found if e is not None), key=_length)


def _length(engagement: Engagement) -> float:
    return engagement.length_mm


def _at(evidence: AssemblyEvidence, fit: Fit, position: AssemblyPosition) -> list[Engagement]:
    hole, shaft = line_of(evidence, fit.hole), line_of(evidence, fit.shaft)
    if hole is None or shaft is None:
        return []
    return list(
        engagements(
            position.placements, evidence.faces,
            (item_of(fit.hole), hole.nominal), (item_of(fit.shaft), shaft.nominal),
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
        for name in sorted(idle):
            message = Message("{name} engages in no hole", name=name)
            yield Verdicts("product.fit", f"{evidence.subject}.{name}").failed("idle", message)
