"""The model carries its specification: every line measured, every name found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import get_args

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.errors import Problem, Where
from gmp_cad.evidence import BLIND, DetailName, Measurement, PartGeometry, listed
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message, english, word
from gmp_cad.spec.part import Dimension, GeometricTolerance, PartSpec, modelled_diameter
from gmp_cad.spec.size import THREADS, Role

# The kernel's own resolution is 1e-7 mm; ten times that separates rounding from a wrong number.
RESOLUTION_MM = 1e-6
RESOLUTION_DEG = 1e-6

# Each is called as the model reads it.
_DETAILS = frozenset(get_args(DetailName))


@check(
    "dimension.measured",
    "Dimensions of the model",
    "The part is built from the specification: each dimension, measured on the exact geometry, "
    "must equal the number that the specification writes, in as many places as it says.",
)
def measured(spec: PartSpec, measurements: Sequence[Measurement]) -> Iterator[Finding]:
    """Yield one verdict per line of ``[dimensions]``.

    Codes: verified, wrong, ambiguous, not_found, not_measurable; only the first covers the line.
    """
    by_name = {m.dimension: m for m in measurements}
    for name, dimension in spec.dimensions.items():
        verdicts = Verdicts("dimension.measured", f"{spec.name}.{name}", dimension.where)
        if name in by_name:
            yield _verdict(dimension, by_name[name], verdicts)
        else:
            message = Message("it was not measured")
            yield verdicts.say("not_measured", Status.ERROR, message, unit=dimension.unit)


def _verdict(dimension: Dimension, m: Measurement, verdicts: Verdicts) -> Finding:
    figures = {"expected": m.expected, "observed": m.observed, "unit": m.unit}
    size = dimension.size.written
    if m.outcome != "measured":
        status = _status_of_unmeasured(dimension, m)
        hint = _as_modelled(dimension)
        return verdicts.say(m.outcome, status, _unmeasured(size, m), **figures, hint=hint)
    wrong = wrong_values(m)
    if not wrong:
        return verdicts.passed("verified", _verified(size, m), **figures)
    what, expected, observed = wrong[0]
    if what == BLIND:
        message = Message(
            "{size}: the hole is blind, {observed} mm deep; a callout without ↧ is that of a"
            " through hole", size=size, observed=observed,
        )  # fmt: skip
        hint = Message("write ↧ and its depth, or a dimension that ends at its bottom")
        return verdicts.failed("wrong", message, **figures, hint=hint)
    unit = "°" if what.endswith("angle") else m.unit
    message = Message(
        "{size}: {what} is {observed:.6f} {unit} instead of {expected:.6f} {unit}",
        size=size, what=word(what), observed=observed, expected=expected, unit=unit,
    )  # fmt: skip
    figures = {"expected": expected, "observed": observed, "unit": unit}
    hint = m.reason or _as_read(m.dimension, what) or _as_modelled(dimension)
    return verdicts.failed("wrong", message, **figures, hint=hint)


def _verified(size: Message, m: Measurement) -> Message:
    values = {"size": size, "observed": m.observed, "unit": m.unit}
    if m.found_by == "size":
        return Message("{size}: measured {observed} {unit}, found by its size", **values)
    return Message("{size}: measured {observed} {unit}", **values)


def _as_read(name: str, what: str) -> Message | None:
    """Tell how a model reads what stands beside a size; None for the size itself."""
    if what not in _DETAILS:
        return None
    return Message("the model reads it as {attribute}", attribute=f"d.{name}.{what}")


def _as_modelled(dimension: Dimension) -> Message | None:
    """Tell at which diameter a thread is modelled: not at the number that its line begins with."""
    if dimension.kind not in THREADS or dimension.model is not None:
        return None
    said = {"drill": modelled_diameter(dimension), "size": dimension.size.written}
    if dimension.internal_thread:
        return Message(
            "a tapped hole is modelled at its drill: ⌀{drill} for {size}, unless the specification"
            " says model = …", **said,
        )  # fmt: skip
    return Message(
        "a threaded shaft is modelled at its major diameter: ⌀{drill} for {size}, unless the"
        " specification says model = …", **said,
    )  # fmt: skip


def _status_of_unmeasured(dimension: Dimension, m: Measurement) -> Status:
    if m.outcome != "not_measurable":
        # an end that is found on no face is told once, with the other names (feature.named)
        at_the_name = m.outcome == "not_found" and not dimension.on_feature
        return Status.SKIP if at_the_name else Status.FAIL
    # a reference dimension is for information: nothing is made or checked by it
    return Status.SKIP if dimension.size.role is Role.REFERENCE else Status.WARN


def _unmeasured(size: Message, m: Measurement) -> Message:
    if not m.candidates:
        return Message("{size}: {reason}", size=size, reason=m.reason)
    return Message(
        "{size}: {reason}; nearest: {names}",
        size=size, reason=m.reason, names=listed(m.candidates),
    )  # fmt: skip


def wrong_values(m: Measurement) -> list[tuple[str, float, float]]:
    """Return (what, expected, observed) of every figure that differs from its target."""
    resolution = RESOLUTION_DEG if m.unit == "°" else RESOLUTION_MM
    figures = [(english("the size"), m.expected, value) for value in m.instances or (m.observed,)]
    figures += [*m.details]
    return [
        (what, expected, observed)
        for what, expected, observed in figures
        if observed is not None and abs(observed - expected) > resolution
    ]


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
    for problem in problems:
        where = _where(spec, problem.where)
        verdicts = Verdicts("feature.named", f"{spec.name}.{problem.where.path}", where)
        yield verdicts.failed("not_found", problem.message, hint=problem.hint)
    for tag, operation in sorted(lost_tags.items()):
        message = Message(
            "the tag {tag!r} cannot be followed beyond {operation}", tag=tag, operation=operation
        )
        hint = Message("tag the face after that operation, or name it in [features]")
        if operation.startswith("tag "):
            message = Message(
                "the tag {tag!r} names nothing: no face is new where it stands, {place}",
                tag=tag, place=operation,
            )  # fmt: skip
            hint = Message(
                "tag right after the operation that makes the faces, or select them first"
            )
        yield Verdicts("feature.named", f"{spec.name}.{tag}").failed("lost_tag", message, hint=hint)
    if not problems and not lost_tags:
        message = Message(
            "{count} {count:name|names} found; {rest} {rest:face|faces} under the general tolerance",
            count=len(geometry.features), rest=len(geometry.unnamed_faces()),
        )  # fmt: skip
        yield Verdicts("feature.named", spec.name).passed("all_found", message)


def _where(spec: PartSpec, where: Where) -> Where:
    """Return the address in the part's file, with the line of a dimension or a tolerance."""
    lines: dict[str, Dimension | GeometricTolerance] = {
        **{f"dimensions.{key}": item for key, item in spec.dimensions.items()},
        **{f"tolerances.{key}": item for key, item in spec.tolerances.items()},
    }
    if where.file or not lines:
        return where
    file = next(iter(lines.values())).where.file
    line = lines.get(".".join(where.path.split(".")[:2]))
    return replace(where, file=file, line=line.where.line if line else None)


@check(
    "datum.exists",
    "Datums and toleranced features",
    "A datum or a geometric tolerance must stand on a feature that the part has.",
)
def datums(spec: PartSpec, geometry: PartGeometry) -> Iterator[Finding]:
    """Yield a verdict for each datum and each geometric tolerance."""
    lines = {f"datums.{letter}": name for letter, name in spec.datums.items()}
    lines |= {f"tolerances.{key}": tolerance.on for key, tolerance in spec.tolerances.items()}
    for path, name in lines.items():
        found = name in geometry.features
        message = Message("stands on {name}", name=name)
        if not found:
            message = Message("stands on {name}, which the part does not have", name=name)
        yield Verdicts("datum.exists", f"{spec.name}.{path}").judged(
            found, ("found", "not_found"), message
        )
