"""Manufactured dimensions judged one by one: their two surfaces, their dispersions, their gauge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.documents.plan.phase_gauges import gauge_of
from gmp_cad.evidence import PhaseState
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.process.cf_chain import Link, link_of, states_of
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.faces import faces_of, made_faces, same_feature
from gmp_cad.process.operations import ends_of
from gmp_cad.process.simulation import Item
from gmp_cad.process.simulation_plan import PlanScene, Simulation, gives
from gmp_cad.process.size_limits import size_limits
from gmp_cad.quality.gauges import RESOLUTION_SHARE, UNCERTAINTY_SHARE, capable, figures
from gmp_cad.spec.operation import ManufacturedDimension
from gmp_cad.spec.process import Phase
from gmp_cad.spec.size import THREADS, Kind, Role
from gmp_cad.spec.workshop import Gauge

_SLACK_MM = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferEvidence:
    """A plan with its workpieces, and its simulations along x, y and z."""

    scene: PlanScene
    axes: tuple[Simulation, ...]

    @property
    def has_none(self) -> bool:
        """Whether no phase has a manufactured dimension."""
        return not any(phase.dimensions for phase, _ in self.phases)

    def none(self, rule: str) -> Finding:
        """Return the verdict of a rule on manufactured dimensions of a plan without any."""
        verdicts = Verdicts(rule, self.scene.spec.name)
        message = Message("the plan has no manufactured dimension")
        hint = Message("write them as [[phase.dimension]]")
        return verdicts.skipped("none", message, hint=hint)

    @property
    def phases(self) -> Iterator[tuple[Phase, str]]:
        """Every phase that cuts, with its subject."""
        part = self.scene.spec.name
        return ((p, f"{part}.{p.id}") for p in self.scene.plan.phases if p.cuts)

    def work(self, phase: Phase) -> PhaseWork | None:
        """Return the phase with the workpiece before and after it; None where they are not known."""
        order = ["00", *(str(p.number) for p in self.scene.plan.phases)]
        before = order[order.index(str(phase.number)) - 1]
        states: Mapping[str, PhaseState] = self.scene.states
        if before not in states or str(phase.number) not in states:
            return None
        return PhaseWork(
            spec=self.scene.spec, phase=phase, entering=states[before],
            leaving=states[str(phase.number)],
        )  # fmt: skip


@check(
    "CP08",
    "Manufactured dimensions between active surfaces",
    "A machine can only hold the distance between two surfaces that it sees in the same clamping: "
    "those that the part rests on and those that it machines.",
)
def active(evidence: TransferEvidence) -> Iterator[Finding]:
    """Yield a verdict per Cf: unique name, two active surfaces, kind, gauge that can reach them."""
    if evidence.has_none:
        yield evidence.none("CP08")
    first: dict[str, str] = {}
    for phase, subject in evidence.phases:
        for cf in phase.dimensions:
            verdicts = Verdicts("CP08", f"{subject}.{cf.name}", cf.where)
            faults = list(_active_faults(evidence, phase, cf))
            before = first.setdefault(cf.name, str(phase.number))
            if before != str(phase.number) or phase.dimensions.count(cf) > 1:
                faults.append((
                    "name_twice",
                    Message("the name {name} already stands in phase {phase}", name=cf.name, phase=before),
                ))  # fmt: skip
            for code, message in faults:
                yield verdicts.failed(code, message)
            if not faults:
                yield verdicts.passed("active", _joined(phase, cf))


def _joined(phase: Phase, cf: ManufacturedDimension) -> Message:
    what = {"name": cf.name, "size": cf.size.written, "kind": cf.kind}
    if cf.between is None:
        return Message("{name} {size}, {kind}: the size of one surface, {on}", **what, on=cf.on)
    roles = [
        Message("machined") if _made(phase, end) else Message("located on") for end in cf.between
    ]
    return Message(
        "{name} {size}, {kind}: {a} ({first}) — {b} ({second})", **what, a=cf.between[0],
        b=cf.between[1], first=roles[0], second=roles[1],
    )  # fmt: skip


def _active_faults(
    evidence: TransferEvidence, phase: Phase, cf: ManufacturedDimension
) -> Iterator[tuple[str, Message]]:
    idle = _idle(evidence, phase, cf)
    if idle:
        yield (
            "not_active",
            Message(
                "{name} {size}: phase {phase} neither locates on {idle} nor machines it",
                name=cf.name, size=cf.size.written, phase=str(phase.number),
                idle=", ".join(idle),
            ),
        )  # fmt: skip
    elif (fault := _kind_fault(phase, cf)) is not None:
        yield "kind", fault
    if cf.gauge and evidence.scene.workshop.gauge(cf.gauge) is None:
        yield (
            "no_gauge",
            Message("{name}: the gauge {id!r} is not in the workshop", name=cf.name, id=cf.gauge),
        )
    work = evidence.work(phase)
    lost = [end for end in ends_of(cf) if work is not None and not _reachable(work, end)]
    if lost and not idle:
        yield (
            "not_reachable",
            Message("{name}: no gauge reaches {lost}, which is gone at the end of the phase",
                    name=cf.name, lost=", ".join(lost)),
        )  # fmt: skip


def _idle(evidence: TransferEvidence, phase: Phase, cf: ManufacturedDimension) -> list[str]:
    """Return the ends that the phase does not see; along the axis of the dimension where it has one."""
    number = str(phase.number)
    if cf.kind == "Cb":
        return []
    for simulation in evidence.axes:
        states = states_of(cf, number, evidence.scene.spec, simulation.surfaces)
        if states is not None and cf.between is not None:
            seen = simulation.first.dispersions
            pairs = zip(cf.between, states, strict=True)
            return [end for end, state in pairs if Item(number, state) not in seen]
    rests = [contact.on for contact in phase.locating] if cf.between else []
    return [
        end for end in ends_of(cf)
        if not _made(phase, end) and not any(same_feature(end, on) for on in rests)
    ]  # fmt: skip


def _made(phase: Phase, end: str) -> bool:
    return any(same_feature(end, made) for op in phase.operations for made in op.makes)


def _kind_fault(phase: Phase, cf: ManufacturedDimension) -> Message | None:
    """Return why a Cf is not of the kind that it says."""
    made = [end for end in ends_of(cf) if _made(phase, end)]
    what = {"name": cf.name, "kind": cf.kind}
    if cf.kind == "Cb":
        raw = not made
        return None if raw else Message("{name}, {kind}: a dimension of the stock, but {made} is machined",
                                        **what, made=", ".join(made))  # fmt: skip
    if not made:
        return Message("{name}, {kind}: the phase machines neither of its surfaces", **what)
    if cf.kind == "Co" and cf.between is not None:
        both = any(
            all(any(same_feature(e, m) for m in op.makes) for e in cf.between)
            for op in phase.operations
        )
        return (
            None if both else Message("{name}, {kind}: no tool makes both surfaces at once", **what)
        )
    if cf.kind == "Ca" and phase.fixture is None:
        return Message("{name}, {kind}: given by a fixture, but the phase has none", **what)
    return None


def _reachable(work: PhaseWork, end: str) -> bool:
    return bool(made_faces(work.leaving, end) or faces_of(work.leaving, end))


@check(
    "CP09",
    "Manufactured dimensions that the phase can hold",
    "The part is put back within a range, and the tool cuts within a range: a manufactured dimension "
    "that is tighter than the sum of both cannot be held on every part.",
)
def held(evidence: TransferEvidence) -> Iterator[Finding]:
    """Yield a verdict per Cf set on the machine (Cm): IT(Cf) ≥ Δl + Δl; a measured Δl must be of use."""
    if evidence.has_none:
        yield evidence.none("CP09")
    yield from _idle_dispersions(evidence)
    for phase, subject in evidence.phases:
        for cf in (cf for cf in phase.dimensions if cf.kind == "Cm" and cf.between):
            for simulation in evidence.axes:
                link = link_of(cf, str(phase.number), evidence.scene.spec, simulation.surfaces)
                if link is not None:
                    verdicts = Verdicts("CP09", f"{subject}.{cf.name}", cf.where)
                    yield from _held(simulation, link, cf, verdicts)


def _idle_dispersions(evidence: TransferEvidence) -> Iterator[Finding]:
    """Yield a failure per dispersion of the plan that is of no surface active in its phase."""
    plan = evidence.scene.plan
    items = {item for simulation in evidence.axes for item in simulation.first.dispersions}
    for entry in plan.dispersions:
        if not any(gives(entry, item) for item in items):
            active = sorted({i.surface for i in items if i.phase == str(entry.phase)})
            message = Message(
                "dispersion of {surface} in phase {phase}: the surface is not active there",
                surface=entry.surface, phase=str(entry.phase),
            )  # fmt: skip
            hint = Message("active: {names}", names=", ".join(active)) if active else None
            verdicts = Verdicts("CP09", f"{evidence.scene.spec.name}.ph{entry.phase}", entry.where)
            yield verdicts.failed("idle_dispersion", message, hint=hint)


def _held(
    simulation: Simulation, link: Link, cf: ManufacturedDimension, verdicts: Verdicts
) -> Iterator[Finding]:
    spreads = simulation.first.dispersions
    items = [Item(link.phase, state) for state in (link.start, link.end)]
    if not all(item in spreads for item in items):
        return  # CP08 says so
    wanted = round(sum(spreads[item] for item in items), 9)
    message = Message(
        "{name} {size}: IT {it} mm, dispersions {a} ({first}) + {b} ({second}) = {sum} mm",
        name=cf.name, size=cf.size.written, it=link.interval, sum=wanted,
        a=spreads[items[0]], first=link.start, b=spreads[items[1]], second=link.end,
    )  # fmt: skip
    yield verdicts.judged(
        link.interval >= wanted - _SLACK_MM, ("held", "too_tight"), message, expected=wanted,
        observed=link.interval, unit="mm",
    )  # fmt: skip


@check(
    "CP15",
    "Gauges fine enough",
    "A gauge that reads too coarsely, or is not sure enough, accepts bad parts and refuses good "
    "ones: resolution ≤ IT/10, uncertainty U (k = 2) ≤ IT/8.",
)
def gauges(evidence: TransferEvidence) -> Iterator[Finding]:
    """Yield a verdict per Cf: the gauge that the plan names, or that is chosen, against its IT."""
    if evidence.has_none:
        yield evidence.none("CP15")
    for phase, subject in evidence.phases:
        work = evidence.work(phase)
        for cf in phase.dimensions if work is not None else ():
            limits = size_limits(cf.size)
            if limits is None or cf.size.role is not Role.TOLERANCED:
                continue
            assert work is not None
            verdicts = Verdicts("CP15", f"{subject}.{cf.name}", cf.where)
            gauge = gauge_of(work, cf, evidence.scene.workshop)
            it = round(limits[1] - limits[0], 9)
            if gauge is None:
                if not cf.gauge:  # one that is not in the workshop: CP08
                    message = Message(
                        "{name} {size}: no gauge of the workshop reads to {resolution} {unit} with "
                        "U ≤ {uncertainty} {unit}", name=cf.name, size=cf.size.written,
                        resolution=it / RESOLUTION_SHARE, uncertainty=it / UNCERTAINTY_SHARE,
                        unit=_unit(cf),
                    )  # fmt: skip
                    yield verdicts.warned("none", message)
            else:
                yield _gauge_verdict(verdicts, cf, gauge, it)


def _gauge_verdict(
    verdicts: Verdicts, cf: ManufacturedDimension, gauge: Gauge, it: float
) -> Finding:
    if cf.size.kind in THREADS:
        message = Message("{name} {size}: {gauge}", name=cf.name, size=cf.size.written,
                          gauge=gauge.title)  # fmt: skip
        return verdicts.passed("limit_gauge", message)
    angle = cf.size.kind is Kind.ANGLE
    resolution, uncertainty = figures(gauge, angle=angle)
    message = Message(
        "{name} {size}: {gauge}, resolution {resolution} {unit} for IT/10 = {tenth} {unit}, "
        "U {uncertainty} {unit} for IT/8 = {eighth} {unit}",
        name=cf.name, size=cf.size.written, gauge=gauge.title, unit=_unit(cf),
        resolution=resolution or 0.0, tenth=it / RESOLUTION_SHARE,
        uncertainty=uncertainty or 0.0, eighth=it / UNCERTAINTY_SHARE,
    )  # fmt: skip
    if capable(gauge, it, angle=angle):
        return verdicts.passed("capable", message)
    return verdicts.warned("too_coarse", message)


def _unit(cf: ManufacturedDimension) -> str:
    return "°" if cf.size.kind is Kind.ANGLE else "mm"
