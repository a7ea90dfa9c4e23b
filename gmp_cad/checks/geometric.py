"""The nominal model is exact: every geometric tolerance verified on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import GeometricMeasurement, listed
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.spec.part import PartSpec

# Half a micron: noise of imported geometry stays below, a theoretically exact number never does.
RESOLUTION_MM = 5e-4
_RESOLUTION_DEG = 1e-4


@check(
    "tolerance.verified",
    "Geometric tolerances on the model",
    "The nominal model must satisfy form, orientation and position exactly, about the datums of the "
    "frame and at the theoretically exact dimensions: else the part is made to a wrong picture.",
)
def verified(spec: PartSpec, seen: Sequence[GeometricMeasurement]) -> Iterator[Finding]:
    """Yield one verdict per line of ``[tolerances]``.

    Codes: verified, wrong, ambiguous, not_found, not_measurable; only the first covers the line.
    """
    by_name = {m.tolerance: m for m in seen}
    for name, tolerance in spec.tolerances.items():
        subject = f"{spec.name}.tolerances.{name}"
        verdicts = Verdicts("tolerance.verified", subject, tolerance.where)
        if name in by_name:
            yield _verdict(tolerance, by_name[name], verdicts)
        else:
            message = Message("it was not verified")
            yield verdicts.say("not_measured", Status.ERROR, message, unit="mm")


# A feature or datum on no face is told once, with the names (datum.exists). What can be measured,
# but has no place written or implied, is a fault of the specification.
_UNVERIFIED = {
    "not_found": ("not_found", Status.SKIP),
    "ambiguous": ("ambiguous", Status.FAIL),
    "not_measurable": ("not_measurable", Status.WARN),
    "wrong_kind": ("wrong", Status.FAIL),
    "not_located": ("not_measurable", Status.FAIL),
}


def _verdict(tolerance: GeometricTolerance, m: GeometricMeasurement, verdicts: Verdicts) -> Finding:
    said = {"frame": tolerance.written, "name": tolerance.on}
    if m.outcome != "measured" or m.deviation_mm is None:
        code, status = _UNVERIFIED[m.outcome]
        message = Message("{frame} on {name}: {reason}", **said, reason=m.reason)
        return verdicts.say(code, status, message, expected=0.0, unit="mm")
    figures = {"expected": 0.0, "observed": m.deviation_mm, "unit": "mm"}
    if m.deviation_mm <= RESOLUTION_MM:
        message = Message("{frame} on {name}: the model is exact", **said)
        return verdicts.passed("verified", message, **figures)
    message = Message(
        "{frame} on {name}: the model deviates by {deviation:.6f} mm, and must be exact",
        **said, deviation=m.deviation_mm,
    )  # fmt: skip
    return verdicts.failed("wrong", message, **figures, hint=_hint(m))


def _hint(m: GeometricMeasurement) -> Message | None:
    """Return the theoretically exact values that the model misses."""
    missed = [
        Message("{name}: {observed:.6f} instead of {expected:.6f}", name=_named(name),
                observed=observed, expected=expected)
        for name, expected, observed in m.exact
        if abs(observed - expected) > (_RESOLUTION_DEG if "°" in name else RESOLUTION_MM)
    ]  # fmt: skip
    return listed(missed) if missed else None


def _named(name: str) -> Message | str:
    return Message(name) if name.startswith("implicit") else name
