"""The model carries its specification: every line measured, every name found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gmp_cad.checks.registry import check
from gmp_cad.errors import Problem
from gmp_cad.evidence import Measurement, PartGeometry
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.part import Dimension, PartSpec
from gmp_cad.spec.size import print_size

# The kernel's own resolution is 1e-7 mm; ten times that separates rounding from a wrong number.
RESOLUTION_MM = 1e-6
RESOLUTION_DEG = 1e-6


@check(
    "dimension.measured",
    "Dimensions of the model",
    "The part is built from the specification: each dimension, measured on the exact geometry, "
    "must equal the number that the specification writes, in as many places as it says.",
)
def measured(spec: PartSpec, measurements: Sequence[Measurement]) -> Iterator[Finding]:
    """Yield one verdict per line of ``[dimensions]``."""
    by_name = {m.dimension: m for m in measurements}
    for name, dimension in spec.dimensions.items():
        measurement = by_name.get(name)
        if measurement is None:
            yield _finding(
                spec, dimension, "not_measured", Status.ERROR, Message("it was not measured")
            )
        else:
            yield _verdict(spec, dimension, measurement)


def _verdict(spec: PartSpec, dimension: Dimension, m: Measurement) -> Finding:
    if m.outcome != "measured":
        candidates = (
            Message("; nearest: {names}", names=", ".join(m.candidates)) if m.candidates else ""
        )
        message = Message(
            "{size}: {reason}{candidates}",
            size=_text(dimension),
            reason=m.reason,
            candidates=candidates,
        )
        status = Status.SKIP if m.outcome == "not_measurable" else Status.FAIL
        return _finding(spec, dimension, m.outcome, status, message, m)
    wrong = wrong_values(m)
    if not wrong:
        code = "found_by_size" if m.found_by == "size" else "equal"
        message = Message(
            "{size}: measured {observed} {unit}",
            size=_text(dimension),
            observed=m.observed,
            unit=m.unit,
        )
        return _finding(spec, dimension, code, Status.PASS, message, m)
    what, expected, observed = wrong[0]
    message = Message(
        "{size}: {what} is {observed:.6f} {unit} instead of {expected:.6f} {unit}",
        size=_text(dimension), what=Message(what), observed=observed, expected=expected, unit=m.unit,
    )  # fmt: skip
    return _finding(spec, dimension, "different", Status.FAIL, message, m)


def wrong_values(m: Measurement) -> list[tuple[str, float, float]]:
    """Return (what, expected, observed) of every figure that differs from its target."""
    resolution = RESOLUTION_DEG if m.unit == "°" else RESOLUTION_MM
    figures = [("the size", m.expected, value) for value in m.instances or (m.observed,)]
    figures += [*m.details]
    return [
        (what, expected, observed)
        for what, expected, observed in figures
        if observed is not None and abs(observed - expected) > resolution
    ]


def _text(dimension: Dimension) -> str:
    return print_size(dimension.size)


def _finding(
    spec: PartSpec,
    dimension: Dimension,
    code: str,
    status: Status,
    message: Message,
    m: Measurement | None = None,
) -> Finding:
    return Finding(
        check="dimension.measured",
        code=code,
        status=status,
        subject=f"{spec.name}.{dimension.id}",
        message=message,
        expected=m.expected if m else None,
        observed=m.observed if m else None,
        unit=dimension.unit,
        where=dimension.where,
    )


@check(
    "feature.named",
    "Names of faces",
    "A name that points at nothing makes a datum, a tolerance or a phase speak of nothing.",
)
def named(
    spec: PartSpec,
    geometry: PartGeometry,
    lost_tags: Mapping[str, str],
    problems: Sequence[Problem],
) -> Iterator[Finding]:
    """Yield a verdict on the names of the part's features: lost tags, empty selectors."""
    subject = spec.name
    for problem in problems:
        yield Finding(
            check="feature.named",
            code="not_found",
            status=Status.FAIL,
            subject=f"{subject}.{problem.where.path}",
            message=problem.message,
            hint=problem.hint,
        )
    for tag, operation in sorted(lost_tags.items()):
        message = Message(
            "the tag {tag!r} cannot be followed beyond {operation}", tag=tag, operation=operation
        )
        hint = Message("tag the face after that operation, or name it in [features]")
        yield Finding(
            check="feature.named",
            code="lost_tag",
            status=Status.FAIL,
            subject=f"{subject}.{tag}",
            message=message,
            hint=hint,
        )
    if not problems and not lost_tags:
        count = len(geometry.features)
        message = Message(
            "{count} names found; {rest} faces under the general tolerance",
            count=count,
            rest=len(geometry.unnamed_faces()),
        )
        yield Finding(
            check="feature.named",
            code="all_found",
            status=Status.PASS,
            subject=subject,
            message=message,
        )


@check(
    "datum.exists",
    "Datums and toleranced features",
    "A datum or a geometric tolerance must stand on a feature that the part has.",
)
def datums(spec: PartSpec, geometry: PartGeometry) -> Iterator[Finding]:
    """Yield a verdict for each datum and each geometric tolerance."""
    for letter, name in spec.datums.items():
        yield _standing(spec, geometry, f"datums.{letter}", name)
    for key, tolerance in spec.tolerances.items():
        yield _standing(spec, geometry, f"tolerances.{key}", tolerance.on)


def _standing(spec: PartSpec, geometry: PartGeometry, path: str, name: str) -> Finding:
    found = name.split("[", maxsplit=1)[0] in geometry.features
    template = "stands on {name}" if found else "stands on {name}, which the part does not have"
    return Finding(
        check="datum.exists",
        code="found" if found else "not_found",
        status=Status.PASS if found else Status.FAIL,
        subject=f"{spec.name}.{path}",
        message=Message(template, name=name),
    )
