"""The contrat de phase judged: header, phase numbers, location, surfaces, conditions (CP01 to CP13)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.documents.plan.phase_figure import program_origin
from gmp_cad.evidence import PhaseState
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message, english
from gmp_cad.process import cutting
from gmp_cad.process.conditions import CuttingConditions
from gmp_cad.process.extent import PhaseWork
from gmp_cad.process.faces import faces_of, same_feature
from gmp_cad.process.locating import Unplaced, place_normals, unplaced
from gmp_cad.process.operations import OperationRow
from gmp_cad.process.power import available_power
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import Phase, ProcessPlan
from gmp_cad.spec.workholding import Clamping, Locating
from gmp_cad.spec.workshop import Machine

# Keys of the header that must hold a text on every contract, with their labels.
REQUIRED_FIELDS: dict[str, str] = english({
    "owner": "company", "status": "status", "phase_no": "phase number",
    "phase_label": "phase designation", "part": "part", "drawing_no": "drawing number",
    "rev": "drawing revision", "material": "material", "stock": "stock",
    "author": "author", "date": "date", "contract_rev": "contract revision", "sheet": "sheet",
    "qty": "quantity", "batch": "batch", "rate": "rate",
})  # fmt: skip
# Required besides when the part belongs to a product, when the phase cuts, on a numerical machine.
PRODUCT_FIELDS = english({"assembly": "assembly", "item_ref": "item reference"})
CUTTING_FIELDS = english({"machine": "machine", "workholder": "workholder"})
NC_FIELDS = english({"nc_program": "NC program"})
# Whoever checks signs at the latest when the contract becomes final.
FINAL_FIELDS = english({"checker": "checker"})
# Where to write what a project of one part easily leaves out.
_WRITE = {
    "qty": ("batch", "process.toml"),
    "batch": ("batch", "process.toml"),
    "rate": ("[project] rate", "parts/product.toml"),
    "item_ref": ('[[item]] part = "{part}"', "parts/product.toml"),
}

SPEED_SHARE = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseEvidence:
    """One phase as its contract shows it.

    ``header`` maps the keys of :data:`REQUIRED_FIELDS` and the other fields to what is printed.
    ``entering`` and ``leaving`` are the workpiece before and after; ``rows`` the operations table.
    """

    spec: PartSpec
    plan: ProcessPlan
    phase: Phase
    entering: PhaseState
    leaving: PhaseState
    machine: Machine | None = None
    header: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[OperationRow] = ()


def _verdicts(rule: str, evidence: PhaseEvidence) -> Verdicts:
    phase = evidence.phase
    return Verdicts(rule, f"{evidence.spec.name}.{phase.id}", phase.where)


@check(
    "CP01",
    "Header of the contract",
    "Whoever holds the contract must know which part, drawing, phase and machine it is for; a "
    "contract made from another revision of the drawing is void.",
)
def header(evidence: PhaseEvidence) -> Iterator[Finding]:
    """Yield a verdict on the fields of the header, on the revision of the drawing, on a lost origin."""
    verdicts = _verdicts("CP01", evidence)
    fields = dict(_required(evidence))
    missing = {key: label for key, label in fields.items() if not _written(evidence, key)}
    for key, label in missing.items():
        pending = key in FINAL_FIELDS and evidence.plan.status == "prévisionnel"
        yield verdicts.say(
            "pending" if pending else "missing",
            Status.WARN if pending else Status.FAIL,
            Message("the header does not say: {field}", field=Message(label)),
            hint=_write(key, evidence.spec.name),
        )
    if not missing:
        yield verdicts.say(
            "complete",
            Status.PASS,
            Message("all {count} required fields of the header are filled", count=len(fields)),
        )
    yield _revision(evidence, verdicts)
    yield from _origin(evidence, verdicts)


def _origin(evidence: PhaseEvidence, verdicts: Verdicts) -> Iterator[Finding]:
    """Yield a verdict on an origin that no point of the workpiece is: the program hangs in the air."""
    phase = evidence.phase
    work = PhaseWork(
        spec=evidence.spec, phase=phase, entering=evidence.entering, leaving=evidence.leaving
    )
    if phase.origin and program_origin(work) is None:
        names = ", ".join(str(name) for name in phase.origin)
        yield verdicts.say(
            "no_origin", Status.FAIL,
            Message("the program origin ({names}) is no point of the workpiece", names=names),
            hint=Message("name three planes, or a plane and an axis across it, that are there at the "
                         "end of the phase"),
        )  # fmt: skip


def _write(key: str, part: str) -> Message | None:
    if key not in _WRITE:
        return None
    entry, file = _WRITE[key]
    return Message("write {key} in {file}", key=entry.format(part=part), file=file)


def _revision(evidence: PhaseEvidence, verdicts: Verdicts) -> Finding:
    required, shown = evidence.spec.part.revision, evidence.plan.drawing_revision
    if not shown:
        return verdicts.say(
            "no_revision", Status.WARN,
            Message("the plan does not say which revision of the drawing it was made for"),
            hint=Message("write drawing_revision in process.toml"),
        )  # fmt: skip
    same = required == shown
    return verdicts.say(
        "revision" if same else "wrong_revision",
        Status.PASS if same else Status.FAIL,
        Message("drawing revision {shown}", shown=shown)
        if same
        else Message("the contract is made for revision {shown!r}; the drawing is at {required!r}",
                     shown=shown, required=required),
        expected=required, observed=shown,
    )  # fmt: skip


def _required(evidence: PhaseEvidence) -> Iterator[tuple[str, str]]:
    yield from REQUIRED_FIELDS.items()
    if any(_written(evidence, key) for key in PRODUCT_FIELDS):
        yield from PRODUCT_FIELDS.items()
    if evidence.phase.cuts:
        yield from CUTTING_FIELDS.items()
        if evidence.machine is not None and evidence.machine.numerical:
            yield from NC_FIELDS.items()
    yield from FINAL_FIELDS.items()


def _written(evidence: PhaseEvidence, key: str) -> bool:
    return bool(evidence.header.get(key, "").strip(" —-"))


@check(
    "CP02",
    "Phase numbers",
    "Phases are numbered 10, 20, 30… in the order of the work, so that one can be inserted; two "
    "of one number cannot be told apart.",
)
def phase_numbers(plan: ProcessPlan) -> Iterator[Finding]:
    """Yield a verdict per phase: unique, increasing, a multiple of ten."""
    if not plan.phases:
        message = Message("the process plan has no phase")
        yield Verdicts("CP02", plan.part).say("none", Status.SKIP, message)
    for i, phase in enumerate(plan.phases):
        verdicts = Verdicts("CP02", f"{plan.part}.{phase.id}", phase.where)
        before = plan.phases[i - 1] if i else None
        if before is not None and not before.number < phase.number:
            yield verdicts.say(
                "order", Status.FAIL,
                Message("phase {number} follows phase {before}: numbers must increase",
                        number=str(phase.number), before=str(before.number)),
            )  # fmt: skip
        elif phase.number.value % 10:
            yield verdicts.say(
                "inserted", Status.WARN,
                Message("phase {number} is not a multiple of 10", number=str(phase.number)),
            )  # fmt: skip
        else:
            yield verdicts.say(
                "numbered", Status.PASS, Message("phase {number}", number=str(phase.number))
            )


@check(
    "CP03",
    "Number of locating normals",
    "A solid has six degrees of freedom: more than six normals cannot all touch, and a normal "
    "without a place locates nothing.",
)
def normal_count(evidence: PhaseEvidence) -> Iterator[Finding]:
    """Yield one verdict: 1 to 6 normals, numbered from 1 without a gap."""
    verdicts = _verdicts("CP03", evidence)
    indices = [n.index for n in place_normals(evidence.phase, evidence.entering)]
    asked = sum(contact.normals for contact in evidence.phase.locating)
    if not asked:
        yield _nothing_located(evidence, verdicts)
    elif asked > 6:
        message = Message("{count} normals: at most 6 can touch", count=asked)
        yield verdicts.say("too_many", Status.FAIL, message, expected=6, observed=asked)
    elif indices != list(range(1, asked + 1)):
        lost = ", ".join(str(i) for i in range(1, asked + 1) if i not in indices)
        message = Message("the normals {numbers} have no place on the workpiece", numbers=lost)
        yield verdicts.say(
            "without_place", Status.FAIL, message, expected=asked, observed=len(indices)
        )
    else:
        message = Message("{count} {count:normal|normals}, numbered 1 to {count}", count=asked)
        yield verdicts.say("counted", Status.PASS, message, expected=6, observed=asked)


def _nothing_located(evidence: PhaseEvidence, verdicts: Verdicts) -> Finding:
    if evidence.phase.cuts:
        message = Message("the phase cuts, but nothing locates the workpiece")
        return verdicts.say("nothing_located", Status.FAIL, message, expected=6, observed=0)
    message = Message("the phase cuts nothing and locates nothing")
    return verdicts.say("none", Status.SKIP, message)


@check(
    "CP06",
    "Surfaces of location and clamping",
    "A locator or a clamp needs a surface that exists when the part is put in and that no tool of "
    "the phase cuts.",
)
def surfaces_held(evidence: PhaseEvidence) -> Iterator[Finding]:
    """Yield a verdict per locating contact and per clamp."""
    verdicts = _verdicts("CP06", evidence)
    phase = evidence.phase
    held: tuple[Locating | Clamping, ...] = (*phase.locating, *phase.clamping)
    if not held:
        message = Message("the phase neither locates nor clamps")
        yield verdicts.say("none", Status.SKIP, message)
    lost = unplaced(phase, evidence.entering)
    refused: dict[tuple[str, str], Unplaced] = {(entry.role, entry.on): entry for entry in lost}
    for contact in held:
        role = "locating" if isinstance(contact, Locating) else "clamping"
        what = Message("located on") if role == "locating" else Message("clamped on")
        fault = refused.get((role, contact.on))
        if fault is not None:
            missing = not faces_of(evidence.entering, contact.on)
            yield verdicts.say(
                "missing" if missing else "without_place", Status.FAIL,
                Message("{what} {name}: {reason}", what=what, name=contact.on, reason=fault.reason),
            )  # fmt: skip
        elif _cut_away(evidence, contact.on):
            yield verdicts.say(
                "machined", Status.FAIL,
                Message("{what} {name}, which the phase machines", what=what, name=contact.on),
            )  # fmt: skip
        else:
            yield verdicts.say(
                "stands", Status.PASS, Message("{what} {name}", what=what, name=contact.on)
            )


def _cut_away(evidence: PhaseEvidence, name: str) -> bool:
    """Tell whether the phase machines a surface: makes it, or removes it whole."""
    made = {feature for op in evidence.phase.operations for feature in op.makes}
    if any(same_feature(name, feature) for feature in made | set(evidence.leaving.made)):
        return True
    return name.startswith("stock") and name not in evidence.leaving.features


@check(
    "CP13",
    "Cutting conditions within means",
    "Speed, feed and depth must agree with each other (n = 1000·Vc / π·D) and stay within what "
    "the machine and the tool can do.",
)
def within_means(evidence: PhaseEvidence) -> Iterator[Finding]:
    """Yield the verdicts of each operation; without any, a single SKIP."""
    verdicts = _verdicts("CP13", evidence)
    rows = [row for row in evidence.rows if row.operation is not None]
    for problem in (p for row in evidence.rows if row.operation is None for p in row.problems):
        yield verdicts.say(
            "no_means", Status.FAIL, problem.message, where=problem.where, hint=problem.hint
        )
    if not rows:
        yield verdicts.say("none", Status.SKIP, Message("the phase has no operation"))
    for row in rows:
        yield from _row_verdicts(evidence, row, verdicts)


def _row_verdicts(
    evidence: PhaseEvidence, row: OperationRow, verdicts: Verdicts
) -> Iterator[Finding]:
    assert row.operation is not None
    where = evidence.phase.operations[row.operation].where
    for problem in row.problems:
        message = Message("{row}: {reason}", row=row.number, reason=problem.message)
        yield verdicts.say("no_means", Status.FAIL, message, where=problem.where, hint=problem.hint)
    cut = row.conditions
    if cut is None:
        if not row.problems:
            message = Message("{row}: no cutting conditions to judge", row=row.number)
            yield verdicts.say("no_cut", Status.SKIP, message, where=where)
        return
    faults = [(code, value, most, unit) for code, value, most, unit in _limits(evidence, row, cut)
              if value > most * (1 + 1e-9)]  # fmt: skip
    for code, value, most, unit in faults:
        message = Message("{row}: {what} {value} {unit} exceeds {most} {unit}", row=row.number,
                          what=Message(_LIMIT_NAMES[code]), value=value, most=most, unit=unit)  # fmt: skip
        yield verdicts.failed(code, message, expected=most, observed=value, unit=unit, where=where)
    wanted = cutting.spindle_speed(cut.vc, cut.diameter_mm)
    agrees = math.isclose(cut.n, wanted, rel_tol=0, abs_tol=SPEED_SHARE * wanted)
    if not agrees:
        message = Message("{row}: n = {n} rpm, but Vc = {vc} m/min on ⌀{diameter} asks for {wanted} rpm",
                          row=row.number, n=cut.n, vc=cut.vc, diameter=cut.diameter_mm,
                          wanted=round(wanted, 1))  # fmt: skip
        yield verdicts.failed(
            "speed", message, expected=wanted, observed=cut.n, unit="rpm", where=where
        )
    speeds = evidence.machine.speeds_rpm if evidence.machine is not None else ()
    geared = not speeds or any(math.isclose(cut.n, speed) for speed in speeds)
    if not geared:
        message = Message("{row}: the gearbox has no speed of {n} rpm", row=row.number, n=cut.n)
        yield verdicts.failed("gearbox", message, observed=cut.n, unit="rpm", where=where,
                              hint=Message("its speeds: {speeds} rpm", speeds=", ".join(f"{v:g}" for v in speeds)))  # fmt: skip
    if agrees and geared and not faults:
        power = available_power(evidence.machine) if evidence.machine is not None else None
        if cut.power_kw is None and power is not None:
            message = Message("{row}: its cutting power is not known, to be compared with {most} kW",
                              row=row.number, most=power)  # fmt: skip
            hint = Message("give the specific cutting force kc1 and mc of the material")
            yield verdicts.warned("power_unknown", message, where=where, hint=hint)
        else:
            yield verdicts.passed("within", _within(row, cut), where=where)


_LIMIT_NAMES = english(
    {
        "n_max": "spindle speed",
        "vf_max": "feed speed",
        "power": "cutting power",
        "torque": "torque at the spindle",
        "cutting_length": "depth of cut",
        "travel": "depth of the hole",
        "gearbox": "speeds of the gearbox",
        "n_min": "lowest speed of the gearbox",
        "ra": "surface texture",
    }
)


def _limits(
    evidence: PhaseEvidence, row: OperationRow, cut: CuttingConditions
) -> Iterator[tuple[str, float, float, str]]:
    """Yield (code, value, limit, unit) of everything that has a limit."""
    machine, tool = evidence.machine, row.tool
    if machine is not None:
        yield "n_max", cut.n, machine.n_max_rpm or math.inf, "rpm"
        yield "vf_max", cut.vf, machine.vf_max_mm_min or math.inf, "mm/min"
        yield "power", cut.power_kw or 0.0, available_power(machine) or math.inf, "kW"
        yield "torque", cut.torque_nm or 0.0, machine.torque_nm or math.inf, "N·m"
    axial = cut.ae is not None or (tool is not None and tool.kind == "turning")
    if tool is not None and tool.cutting_length_mm is not None and axial:
        yield "cutting_length", cut.ap, tool.cutting_length_mm, "mm"
    if tool is not None and tool.cutting_length_mm is not None and tool.kind == "drill":
        # Its flutes must carry the chips out; reamers and taps have a neck.
        yield "travel", cut.travel_mm, tool.cutting_length_mm, "mm"


def _within(row: OperationRow, cut: CuttingConditions) -> Message:
    said = Message("{row}: {n} rpm, {vf} mm/min", row=row.number, n=cut.n, vf=cut.vf)
    for limit in cut.limits_hit:
        said = Message("{said}; held back by the {limit}", said=said,
                       limit=Message(_LIMIT_NAMES[limit]))  # fmt: skip
    if cut.power_kw and cut.kc_mpa is not None:
        said = Message("{said}; {power:.2f} kW with kc = {kc:.0f} MPa ({source})", said=said,
                       power=cut.power_kw, kc=cut.kc_mpa, source=cut.kc_source)  # fmt: skip
    return said
