"""Parts that hold together: threaded joints, press fits, running and locating fits."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from gmp_cad.checks.engagement import COAXIAL_MM, Engagement, engagements
from gmp_cad.checks.product import AssemblyEvidence, default_position, item_of
from gmp_cad.checks.registry import check
from gmp_cad.evidence import Overlap
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec import notation
from gmp_cad.spec.part import Dimension
from gmp_cad.spec.product import Fit, Item, Joint
from gmp_cad.spec.size import Kind
from gmp_cad.standards import fasteners, iso286

THREAD_SHARE = 0.01


@check(
    "product.thread",
    "Threaded joints",
    "The overlap of a screw and its tapped hole must be the ring between the modelled diameters over the engaged length.",
)
def threads(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield a verdict per threaded pair: every placement that overlaps, at every position."""
    for joint in (j for j in evidence.spec.joints if j.kind == "thread"):
        found = [
            (position, overlap)
            for position in evidence.positions
            for overlap in position.overlaps
            if {item_of(overlap.a), item_of(overlap.b)} == {joint.a, joint.b}
        ]
        if not found:
            message = Message("{a} and {b} do not engage", a=joint.a, b=joint.b)
            yield _joint_finding(evidence, joint, "not_engaged", Status.FAIL, message)
            continue
        worst = max(found, key=lambda f: thread_error(f[1]))
        yield _thread_verdict(evidence, joint, worst[1])


def thread_error(overlap: Overlap) -> float:
    """Return the relative difference between an overlap and its ring; inf when it is no ring."""
    if overlap.ring_mm is None:
        return math.inf
    inner, outer, length, offset = overlap.ring_mm
    expected = math.pi / 4 * (outer**2 - inner**2) * length
    if offset > COAXIAL_MM or inner == 0.0:
        return math.inf
    return abs(overlap.volume_mm3 / expected - 1)


def _thread_verdict(evidence: AssemblyEvidence, joint: Joint, overlap: Overlap) -> Finding:
    error = thread_error(overlap)
    if overlap.ring_mm is None or math.isinf(error):
        message = Message(
            "the overlap of {a} and {b} ({volume:.2f} mm³) is no coaxial ring",
            a=overlap.a,
            b=overlap.b,
            volume=overlap.volume_mm3,
        )
        return _joint_finding(evidence, joint, "no_ring", Status.FAIL, message)
    inner, outer, length, _ = overlap.ring_mm
    right = error <= THREAD_SHARE
    message = Message(
        "ring ⌀{inner}/⌀{outer} over {length} mm: {volume:.2f} mm³ overlap, {expected:.2f} mm³ expected",
        inner=inner, outer=outer, length=length, volume=overlap.volume_mm3,
        expected=math.pi / 4 * (outer**2 - inner**2) * length,
    )  # fmt: skip
    return _joint_finding(
        evidence,
        joint,
        "ring" if right else "different",
        Status.PASS if right else Status.FAIL,
        message,
    )


def _joint_finding(
    evidence: AssemblyEvidence, joint: Joint, code: str, status: Status, message: Message
) -> Finding:
    return Finding(
        check=f"product.{joint.kind}", code=code, status=status, subject=f"{evidence.subject}.{joint.a}+{joint.b}",
        message=message, where=joint.where,
    )  # fmt: skip


@check(
    "product.press",
    "Press fits",
    "A press fit holds by its smallest interference (ISO 286 limits), with both parts coaxial and engaged.",
)
def presses(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield a verdict per declared press joint: in place, and tight at the limits."""
    for joint in (j for j in evidence.spec.joints if j.kind == "press"):
        fits = [
            f
            for f in evidence.spec.fits
            if {f.hole.split(".")[0], f.shaft.split(".")[0]} == {joint.a, joint.b}
        ]
        if not fits:
            message = Message("the press joint of {a} and {b} has no [[fit]]", a=joint.a, b=joint.b)
            yield _joint_finding(evidence, joint, "no_fit", Status.FAIL, message)
        for fit in fits:
            yield _press_verdict(evidence, joint, fit)


def _press_verdict(evidence: AssemblyEvidence, joint: Joint, fit: Fit) -> Finding:
    limits = clearance_um(evidence, fit)
    if limits is None:
        return _joint_finding(
            evidence,
            joint,
            "no_limits",
            Status.FAIL,
            Message("{hole} and {shaft} have no limits to judge", hole=fit.hole, shaft=fit.shaft),
        )
    place = _engaged(evidence, fit)
    if place is None:
        message = Message(
            "{hole} and {shaft} are not coaxial and engaged", hole=fit.hole, shaft=fit.shaft
        )
        return _joint_finding(evidence, joint, "not_in_place", Status.FAIL, message)
    least = -limits[1]
    status = Status.FAIL if least < 0 else Status.WARN if least == 0 else Status.PASS
    code = {Status.FAIL: "loose", Status.WARN: "none", Status.PASS: "tight"}[status]
    message = Message(
        "interference {least} to {most} µm over {length} mm",
        least=round(least, 1), most=round(-limits[0], 1), length=round(place.length_mm, 6),
    )  # fmt: skip
    return _joint_finding(evidence, joint, code, status, message)


@check(
    "product.fit",
    "Fits",
    "Two lines that go together must have the same nominal, and the play or interference that their classes give.",
)
def fits(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield a verdict per declared fit, on paper and in place."""
    for fit in evidence.spec.fits:
        yield _fit_verdict(evidence, fit)


def _fit_verdict(evidence: AssemblyEvidence, fit: Fit) -> Finding:
    hole, shaft = line_of(evidence, fit.hole), line_of(evidence, fit.shaft)
    subject = f"{evidence.subject}.{fit.hole}/{fit.shaft}"

    def finding(code: str, status: Status, message: Message) -> Finding:
        return Finding(
            check="product.fit",
            code=code,
            status=status,
            subject=subject,
            message=message,
            where=fit.where,
        )

    if hole is None or shaft is None:
        return finding(
            "no_limits",
            Status.FAIL,
            Message("{hole} and {shaft} have no limits to judge", hole=fit.hole, shaft=fit.shaft),
        )
    if abs(hole.nominal - shaft.nominal) > 1e-9:
        message = Message(
            "the nominal sizes differ by {gap} mm: {hole} is {a}, {shaft} is {b}",
            gap=round(abs(hole.nominal - shaft.nominal), 6), hole=fit.hole, a=hole.text, shaft=fit.shaft, b=shaft.text,
        )  # fmt: skip
        return finding("nominal", Status.FAIL, message)
    low, high = (hole.lower - shaft.upper) * 1000, (hole.upper - shaft.lower) * 1000
    place = _engaged(evidence, fit)
    if place is None:
        message = Message(
            "{hole} and {shaft} are not coaxial and engaged", hole=fit.hole, shaft=fit.shaft
        )
        return finding("not_in_place", Status.FAIL, message)
    kind = "clearance" if low >= 0 else "interference" if high <= 0 else "transition"
    message = Message(
        "{hole} / {shaft}: {kind}, {low} to {high} µm, engaged over {length} mm",
        hole=hole.text, shaft=shaft.text, kind=Message(kind), low=round(low, 1), high=round(high, 1), length=round(place.length_mm, 6),
    )  # fmt: skip
    return finding(kind, Status.PASS, message)


@dataclass(frozen=True, slots=True)
class FitLine:
    """One side of a fit: nominal and limits in mm, and the text that the drawing shows."""

    nominal: float
    lower: float
    upper: float
    text: str


def line_of(evidence: AssemblyEvidence, line: str) -> FitLine | None:
    """Return the limits of ``item.dimension``, of a part or of a standard part; None without."""
    owner, _, name = line.partition(".")
    item = evidence.spec.item(owner)
    if item is None:
        return None
    if item.part is not None:
        return _part_line(evidence.parts[item.part].dimensions.get(name))
    return _standard_line(item, name)


def _part_line(dimension: Dimension | None) -> FitLine | None:
    if dimension is None or dimension.limits is None or dimension.kind is Kind.ANGLE:
        return None
    return FitLine(dimension.nominal, *dimension.limits, str(dimension.size))


def _standard_line(item: Item, name: str) -> FitLine | None:
    written = fasteners.parse_designation(item.standard or "").sizes.get(name)
    size = notation.parse(written) if written else None
    if size is None or size.fit is None:
        return None
    limits = iso286.limits(size.nominal, size.fit)
    lower, upper = limits.lower_um / 1000, limits.upper_um / 1000
    return FitLine(size.nominal, size.nominal + lower, size.nominal + upper, str(size))


def clearance_um(evidence: AssemblyEvidence, fit: Fit) -> tuple[float, float] | None:
    """Return the least and greatest clearance (µm; negative: interference) of a fit."""
    hole, shaft = line_of(evidence, fit.hole), line_of(evidence, fit.shaft)
    if hole is None or shaft is None:
        return None
    return (hole.lower - shaft.upper) * 1000, (hole.upper - shaft.lower) * 1000


def _engaged(evidence: AssemblyEvidence, fit: Fit) -> Engagement | None:
    """Return the longest engagement of the fit's two lines at the default position."""
    hole, shaft = line_of(evidence, fit.hole), line_of(evidence, fit.shaft)
    if hole is None or shaft is None:
        return None
    found = engagements(
        default_position(evidence).placements, evidence.faces,
        (fit.hole.split(".")[0], hole.nominal), (fit.shaft.split(".")[0], shaft.nominal),
    )  # fmt: skip
    return max(found, key=lambda e: e.length_mm, default=None)
