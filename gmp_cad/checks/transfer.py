"""What the manufactured dimensions give together: the drawing's dimensions, and the chips."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from gmp_cad.checks.manufactured import TransferEvidence
from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.process.cf_chain import Chain, Link, best_chain, links_along
from gmp_cad.process.faces import same_feature
from gmp_cad.process.operations import ends_of
from gmp_cad.process.radial_chip import RadialChip, radial_chips
from gmp_cad.process.simulation import Segment, Traced
from gmp_cad.process.simulation_conditions import ends_along
from gmp_cad.process.simulation_plan import Simulation
from gmp_cad.process.simulation_remedies import remedies
from gmp_cad.process.size_limits import size_limits
from gmp_cad.spec.operation import ManufacturedDimension
from gmp_cad.spec.part import Dimension
from gmp_cad.spec.process import Phase
from gmp_cad.spec.size import THREADS, Role, Size

_SLACK_MM = 1e-9
_SAME_MM = 1e-6


@check(
    "CP10",
    "The drawing's dimensions from the manufactured ones",
    "Every dimension of the drawing is made directly, or by several manufactured dimensions whose "
    "intervals add up; what exceeds its tolerance cannot be made that way.",
)
def given(evidence: TransferEvidence) -> Iterator[Finding]:
    """Yield a verdict per size of a surface, per length, and per geometric tolerance."""
    if evidence.has_none:
        yield evidence.none("CP10")
    for phase, subject in evidence.phases:
        for cf in (cf for cf in phase.dimensions if cf.between is None):
            yield from _direct_size(evidence, phase, cf, f"{subject}.{cf.name}")
    yield from _sizes_left_out(evidence)
    yield from _tolerances_left_out(evidence)
    for key, dimension in evidence.scene.spec.dimensions.items():
        if dimension.between is not None and dimension.size.role is Role.TOLERANCED:
            yield from _length(evidence, key, dimension)
    for simulation in evidence.axes:
        for traced in simulation.traced:
            if traced.condition.kind == "geometric":
                yield _location(evidence, simulation, traced)


def _direct_size(
    evidence: TransferEvidence, phase: Phase, cf: ManufacturedDimension, subject: str
) -> Iterator[Finding]:
    required = evidence.scene.spec.dimensions.get(cf.on.split("[")[0])
    if required is None or required.between is not None or _made_again(evidence, phase, cf):
        return
    verdicts = Verdicts("CP10", subject, cf.where)
    yield _within_verdict(verdicts, cf, required, _within(cf.size, required))


def _sizes_left_out(evidence: TransferEvidence) -> Iterator[Finding]:
    """Yield a failure per toleranced size of a machined surface that no Cf gives in the end."""
    scene = evidence.scene
    given_ = {
        cf.on.partition("[")[0]
        for phase, _ in evidence.phases
        for cf in phase.dimensions
        if cf.between is None and not _made_again(evidence, phase, cf)
    }
    for key, dimension in scene.spec.dimensions.items():
        bound = dimension.size.role is Role.TOLERANCED and dimension.size.tolerance_written
        if dimension.on_feature and bound and key not in given_ and _machined(evidence, key):
            message = Message(
                "{dimension} {required}: no manufactured dimension gives it",
                dimension=key, required=dimension.size.written,
            )  # fmt: skip
            verdicts = Verdicts("CP10", f"{scene.spec.name}.{key}", dimension.where)
            hint = Message("write a [[phase.dimension]] with on = {name!r}", name=key)
            yield verdicts.failed("not_given", message, hint=hint)


def _tolerances_left_out(evidence: TransferEvidence) -> Iterator[Finding]:
    """Yield a failure per geometric tolerance of a machined surface that no phase realises."""
    spec = evidence.scene.spec
    realised = {key for phase, _ in evidence.phases for key in phase.tolerances}
    for key, tolerance in spec.tolerances.items():
        if key not in realised and _machined(evidence, tolerance.on):
            message = Message("{frame} on {feature}: no phase realises it",
                              frame=tolerance.written, feature=tolerance.on)  # fmt: skip
            verdicts = Verdicts("CP10", f"{spec.name}.tolerances.{key}", tolerance.where)
            hint = Message("name {name!r} in the tolerances of a phase", name=key)
            yield verdicts.failed("not_realised", message, hint=hint)


def _machined(evidence: TransferEvidence, name: str) -> bool:
    """Tell whether the plan machines a surface."""
    made = (m for phase, _ in evidence.phases for op in phase.operations for m in op.makes)
    return any(same_feature(name, m) for m in made)


def _within_verdict(
    verdicts: Verdicts, cf: ManufacturedDimension, required: Dimension, holds: bool
) -> Finding:
    details = {
        "name": cf.name, "size": cf.size.written, "dimension": required.id,
        "required": required.size.written,
    }  # fmt: skip
    if holds:
        return verdicts.passed(
            "within", Message("{name} {size} keeps {dimension} {required}", **details)
        )
    message = Message("{name} {size} leaves {dimension} {required}", **details)
    return verdicts.failed("outside", message)


def _made_again(evidence: TransferEvidence, phase: Phase, cf: ManufacturedDimension) -> bool:
    """Tell whether a later phase machines one of the ends: the Cf is then an intermediate one."""
    later = (p for p in evidence.scene.plan.phases if p.number > phase.number)
    made = {name for p in later for op in p.operations for name in op.makes}
    return any(same_feature(end, name) for end in ends_of(cf) for name in made)


def _within(size: Size, required: Dimension) -> bool:
    if size.kind is not required.kind:
        return False
    if size.kind in THREADS:
        wanted = required.size
        return (size.nominal, size.pitch, size.thread_class) == (
            wanted.nominal, wanted.pitch, wanted.thread_class,
        )  # fmt: skip
    if required.limits is None:
        return abs(size.nominal - required.nominal) < _SAME_MM
    limits = size_limits(size)
    return limits is not None and _inside(limits, required.limits)


def _inside(limits: tuple[float, float], wanted: tuple[float, float]) -> bool:
    return limits[0] >= wanted[0] - _SLACK_MM and limits[1] <= wanted[1] + _SLACK_MM


def _length(evidence: TransferEvidence, key: str, dimension: Dimension) -> Iterator[Finding]:
    """Yield the verdict of a length: along its axis by a chain, across two axes by the same ends."""
    scene = evidence.scene
    verdicts = Verdicts("CP10", f"{scene.spec.name}.{key}", dimension.where)
    for simulation in evidence.axes:
        ends = ends_along(simulation.surfaces, scene.spec, dimension)
        if ends is None:
            continue
        if not set(ends) & set(simulation.surfaces.stages):
            message = Message(
                "{dimension} {required}: given by the stock, no phase machines its surfaces",
                dimension=key, required=dimension.size.written,
            )  # fmt: skip
            yield verdicts.skipped("stock", message)
        else:
            links = links_along(scene.plan, scene.spec, simulation.surfaces)
            found = best_chain(links, *ends)
            yield _chain_verdict(verdicts, dimension, found, _repair(simulation, key, ends))
        return
    yield from _oblique(evidence, dimension, verdicts)


def _oblique(
    evidence: TransferEvidence, dimension: Dimension, verdicts: Verdicts
) -> Iterator[Finding]:
    cfs = [
        (phase, cf) for phase, _ in evidence.phases for cf in phase.dimensions
        if cf.between and set(cf.between) == set(dimension.between or ())
    ]  # fmt: skip
    for phase, cf in cfs:
        if not _made_again(evidence, phase, cf):
            yield _within_verdict(verdicts, cf, dimension, _within(cf.size, dimension))
            return
    message = Message("{dimension} {required}: along no axis of the part, and no Cf has its ends",
                      dimension=dimension.id, required=dimension.size.written)  # fmt: skip
    yield verdicts.skipped("oblique", message)


def _chain_verdict(
    verdicts: Verdicts, dimension: Dimension, found: Chain | None, hint: Message | None
) -> Finding:
    what = {"dimension": dimension.id, "required": dimension.size.written}
    if found is None:
        message = Message("{dimension} {required}: no manufactured dimensions lead from {a} to {b}",
                          **what, a=(dimension.between or ("", ""))[0],
                          b=(dimension.between or ("", ""))[1])  # fmt: skip
        return verdicts.failed("not_given", message, hint=hint)
    low, high = sorted((abs(found.limits[0]), abs(found.limits[1])))
    wanted = dimension.limits or (-math.inf, math.inf)
    values = {**what, "chain": str(found), "low": low, "high": high}
    figures = {"observed": found.interval, "unit": "mm"}
    if dimension.tolerance is not None:
        figures["expected"] = round(dimension.tolerance.width, 9)
    if _inside((low, high), wanted):
        code = "direct" if len(found.links) == 1 else "chain"
        message = Message("{dimension} {required}: {chain} give {low} to {high} mm", **values)
        return verdicts.passed(code, message, **figures)
    if len(found.links) == 1:
        message = Message(
            "{dimension} {required}: {chain} lets {low} to {high} mm through", **values
        )
        return verdicts.failed("outside", message, hint=hint, **figures)
    message = Message(
        "{dimension} {required}: transfer impossible, {chain} add up to {low} to {high} mm, an "
        "interval of {sum} mm", **values, sum=found.interval,
    )  # fmt: skip
    return verdicts.failed("transfer", message, hint=hint, **figures)


def _repair(simulation: Simulation, key: str, ends: tuple[str, str]) -> Message | None:
    """Return what to do about a length: how its path runs, or what makes it feasible."""
    for traced in simulation.traced:
        if (traced.condition.source, traced.condition.start) == (key, ends[0]):
            return _remedies(simulation, traced) if not traced.feasible else _path_hint(traced)
    return None


def _path_hint(traced: Traced) -> Message:
    walked = [
        Message("phase {phase}: {a} — {b}", phase=s.phase, a=s.start, b=s.end) for s in traced.path
    ]
    return Message("feasible with the manufactured dimensions: {path}", path=_listed(walked))


def _listed(messages: Sequence[Message]) -> Message:
    found = messages[0]
    for message in messages[1:]:
        found = Message("{first} ; {then}", first=found, then=message)
    return found


def _location(evidence: TransferEvidence, simulation: Simulation, traced: Traced) -> Finding:
    condition, spec = traced.condition, evidence.scene.spec
    tolerance = spec.tolerances[condition.source]
    subject = f"{spec.name}.tolerances.{condition.source}"
    verdicts = Verdicts("CP10", subject, tolerance.where)
    values = {
        "frame": tolerance.written, "a": condition.start, "b": condition.end,
        "axis": simulation.axis, "it": round(condition.it or 0.0, 4),
    }  # fmt: skip
    if not traced.path:
        message = Message(
            "{frame}: no phase or chain of phases sees both {a} and {b} along {axis}", **values
        )
        return verdicts.failed("not_given", message, hint=_remedies(simulation, traced))
    figures = {"expected": round(condition.it or 0.0, 4), "observed": traced.total, "unit": "mm"}
    values["sum"] = traced.total
    if traced.feasible:
        message = Message("{frame}: {a} — {b} along {axis}, ΣΔl {sum} mm within {it} mm", **values)
        return verdicts.passed("direct" if traced.direct else "chain", message, **figures)
    message = Message(
        "{frame}: {a} — {b} along {axis}: transfer impossible, ΣΔl {sum} mm for {it} mm", **values
    )
    return verdicts.failed("transfer", message, hint=_remedies(simulation, traced), **figures)


def _remedies(simulation: Simulation, traced: Traced) -> Message | None:
    """Return the remedies that a trial found to work, those that break nothing before the others."""
    found = [remedy.said for remedy in remedies(simulation.first, traced)]
    found += _absent(simulation, traced)
    return _listed(found) if found else None


def _absent(simulation: Simulation, traced: Traced) -> list[Message]:
    """Return what to do about ends that are on the workpiece in no phase."""
    surfaces = simulation.surfaces
    ends = (traced.condition.start, traced.condition.end)
    return [
        Message("no phase makes {surface}, and the stock does not have it: name it in makes of an "
                "operation", surface=end)
        for end in ends
        if end in surfaces.known and not surfaces.exists(end)
    ]  # fmt: skip


@check(
    "CP11",
    "Least chip",
    "A tool needs some material to cut: too little, and it rubs, leaves the skin of the casting, or "
    "misses the surface on some parts of the series.",
)
def chips(evidence: TransferEvidence) -> Iterator[Finding]:
    """Yield a verdict per machined plane or turned cylinder, and stage: the worst case of what is left."""
    scene = evidence.scene
    if evidence.has_none:
        yield evidence.none("CP11")
    for found in radial_chips(scene):
        yield _radial(evidence, found)
    for simulation in evidence.axes:
        links = links_along(scene.plan, scene.spec, simulation.surfaces)
        for traced in simulation.traced:
            if traced.condition.chip is None:
                continue
            subject = f"{scene.spec.name}.{traced.condition.source}"
            phase = simulation.surfaces.stages[traced.condition.source][-1].phase
            where = next(p.where for p in scene.plan.phases if str(p.number) == phase)
            yield _chip(Verdicts("CP11", subject, where), simulation, traced, links)


def _radial(evidence: TransferEvidence, found: RadialChip) -> Finding:
    number, _, row = found.operation.rpartition(".")
    phase = next(p for p in evidence.scene.plan.phases if str(p.number) == number)
    verdicts = Verdicts(
        "CP11", f"{evidence.scene.spec.name}.{found.surface}", phase.operations[int(row) - 1].where
    )
    message = Message(
        "{surface} in {row}: chip {low} to {high} mm a side from {before}, at least {least} mm",
        surface=found.surface, row=found.operation, low=found.low, high=found.high,
        before=found.before or Message("the bar"), least=found.needed,
    )  # fmt: skip
    return verdicts.judged(
        found.low >= found.needed - _SLACK_MM, ("enough", "too_thin"), message,
        expected=found.needed, observed=found.low, unit="mm",
    )  # fmt: skip


def _chip(
    verdicts: Verdicts, simulation: Simulation, traced: Traced, links: Sequence[Link]
) -> Finding:
    condition = traced.condition
    assert condition.chip is not None
    if not traced.path:
        message = Message("{surface}: nothing ties it to {raw}, its chip is not known",
                          surface=condition.end, raw=condition.start)  # fmt: skip
        return verdicts.failed("not_tied", message, expected=condition.chip, unit="mm")
    chain = Chain(tuple(link for s in traced.path for link in _walked(simulation, s, links)))
    places = simulation.first.positions
    outward = math.copysign(1.0, places[condition.start] - places[condition.end])
    low, high = sorted(round(-outward * value, 6) + 0.0 for value in chain.limits)
    message = Message(
        "{surface}: chip {low} to {high} mm from {raw} ({chain}), at least {least} mm",
        surface=condition.end, raw=condition.start, low=low, high=high, chain=str(chain),
        least=condition.chip,
    )  # fmt: skip
    return verdicts.judged(
        low >= condition.chip - _SLACK_MM, ("enough", "too_thin"), message,
        expected=condition.chip, observed=low, unit="mm",
    )  # fmt: skip


def _walked(simulation: Simulation, segment: Segment, links: Sequence[Link]) -> tuple[Link, ...]:
    """Return the Cf of the phase that walk a segment; without one, its dispersions as they are."""
    mine = [link for link in links if link.phase == segment.phase]
    chain = best_chain(mine, segment.start, segment.end)
    if chain is not None:
        return chain.links
    places = simulation.first.positions
    apart = places[segment.end] - places[segment.start]
    half = simulation.first.interval(segment) / 2
    stand_in = Link(
        name=f"Δl {segment.phase}", phase=segment.phase, start=segment.start, end=segment.end,
        low=round(apart - half, 9), high=round(apart + half, 9),
    )  # fmt: skip
    return (stand_in,)
