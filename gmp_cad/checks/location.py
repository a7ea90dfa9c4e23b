"""The location of a phase judged: hyperstatism (CP04), freedoms (CP05), raw surfaces (CP07)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from gmp_cad.checks.contract import PhaseEvidence
from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import FaceGeometry, LocatingNormal, PhaseState
from gmp_cad.finding import Finding
from gmp_cad.language import Message, named
from gmp_cad.process.faces import faces_of, same_feature
from gmp_cad.process.freedom import Realised, Spoiled, spoiled
from gmp_cad.process.isostatism import Isostatism, Motion, isostatism
from gmp_cad.process.locating import place_normals
from gmp_cad.process.repair import Repair, repair, wanted_rank
from gmp_cad.spec.process import Phase

_PARALLEL = 0.99
# Stocks whose faces that stay on the part are rolled or drawn: reference faces of a fair quality.
_DRAWN = ("plate", "bar", "round", "tube")


def _verdicts(rule: str, evidence: PhaseEvidence) -> Verdicts:
    return Verdicts(rule, f"{evidence.spec.name}.{evidence.phase.id}", evidence.phase.where)


@check(
    "CP04",
    "No hyperstatism",
    "A location with more normals than the degrees of freedom that it removes bends the part or "
    "leaves a contact open: the rank of its wrenches must equal the number of normals.",
)
def isostatic(evidence: PhaseEvidence) -> Iterator[Finding]:
    """Yield one verdict: rank = number of normals, or a hyperstatism that the plan justifies."""
    verdicts = _verdicts("CP04", evidence)
    normals = place_normals(evidence.phase, evidence.entering)
    if not normals:
        yield verdicts.skipped("none", Message("no normal has a place on the workpiece"))
        return
    found = isostatism(normals)
    figures = {"expected": found.normals, "observed": found.rank}
    if not found.hyperstatic:
        yield verdicts.passed("isostatic", _isostatic_message(found), **figures)
    elif evidence.phase.hyperstatic:
        message = Message(
            "hyperstatic of degree {degree}, declared: {reason}",
            degree=found.hyperstatic, reason=evidence.phase.hyperstatic,
        )  # fmt: skip
        yield verdicts.warned("declared", message, **figures)
    else:
        message = Message(
            "hyperstatic of degree {degree}: {normals} normals remove {rank} {rank:degree|degrees} of freedom; the normals {redundant} oppose each other",
            degree=found.hyperstatic, normals=found.normals, rank=found.rank,
            redundant=_opposing(normals, found),
        )  # fmt: skip
        hint = _hint(_less_hyperstatic(evidence, found))
        yield verdicts.failed("hyperstatic", message, hint=hint, **figures)


def _isostatic_message(found: Isostatism) -> Message:
    """Say rank, quality and what is left free."""
    quality = round(found.quality, 3)
    if not found.mobilities:
        return Message("isostatic: {normals} normals, rank {rank}, quality {quality}",
                       normals=found.normals, rank=found.rank, quality=quality)  # fmt: skip
    return Message(
        "isostatic: {normals} {normals:normal|normals}, rank {rank}, quality {quality}; left free: {motions}",
        normals=found.normals, rank=found.rank, quality=quality,
        motions=", ".join(motion.name for motion in found.free),
    )  # fmt: skip


def _opposing(normals: Sequence[LocatingNormal], found: Isostatism) -> str:
    """Return ``1, 2, 3 (base)``: the normals in the redundancy, by the face they stand on."""
    groups: dict[str, list[str]] = {}
    for normal in normals:
        if normal.index in found.redundant:
            groups.setdefault(normal.on, []).append(str(normal.index))
    return ", ".join(f"{', '.join(numbers)} ({on})" for on, numbers in groups.items())


def _less_hyperstatic(evidence: PhaseEvidence, found: Isostatism) -> Repair | None:
    """Return a repair that reaches the rank wanted, or failing that keeps the one there is."""
    wanted = wanted_rank(evidence.phase)
    for rank in dict.fromkeys((max(wanted, found.rank), found.rank)):
        fixed = repair(evidence.phase, evidence.entering, partial(_reaches, rank))
        if fixed is not None:
            return fixed
    return None


def _reaches(rank: int, _: Sequence[LocatingNormal], result: Isostatism) -> bool:
    return result.rank >= rank


def _hint(fixed: Repair | None) -> Message | None:
    return None if fixed is None else fixed.hint


@check(
    "CP05",
    "Freedoms left by the location",
    "Fewer than six freedoms may be removed, as long as no freedom that is left changes a "
    "dimension or a geometric tolerance of the phase.",
)
def harmless(evidence: PhaseEvidence) -> Iterator[Finding]:
    """Yield a verdict per freedom that is left; one PASS when there is none."""
    verdicts = _verdicts("CP05", evidence)
    normals = place_normals(evidence.phase, evidence.entering)
    if not normals:
        yield verdicts.skipped("none", Message("no normal has a place on the workpiece"))
        return
    free = isostatism(normals).free
    if not free:
        yield verdicts.passed("held", Message("no freedom is left"), expected=0, observed=0)
    harmed = spoiled(_realised(evidence), free)
    hint = _hint(_all_harmless(evidence)) if harmed else None
    for motion in free:
        mine = [spoil for spoil in harmed if spoil.motion == motion]
        for spoil in mine:
            yield verdicts.failed(
                "spoils", _spoiled_message(evidence, spoil), hint=hint, expected=0.0,
                observed=_rate(spoil), unit="mm" if motion.kind == "translation" else "mm/°",
            )  # fmt: skip
        if not mine:
            message = Message("{name}, {motion}: left free, and no dimension of the phase changes",
                              name=motion.name, motion=motion.message())  # fmt: skip
            yield verdicts.passed("harmless", message, expected=0.0, observed=0.0)


def _realised(evidence: PhaseEvidence) -> Realised:
    return Realised(
        spec=evidence.spec, phase=evidence.phase, entering=evidence.entering,
        leaving=evidence.leaving,
    )  # fmt: skip


def _rate(spoil: Spoiled) -> float:
    """Return the change for 1 mm of translation, or for 1° of rotation (mm)."""
    turns = spoil.motion.kind != "translation"
    return round(math.radians(spoil.sensitivity) if turns else spoil.sensitivity, 4)


def _spoiled_message(evidence: PhaseEvidence, spoil: Spoiled) -> Message:
    motion: Motion = spoil.motion
    sizes = {cf.name: cf.size for cf in evidence.phase.dimensions}
    step = Message("1 mm") if motion.kind == "translation" else Message("1°")
    return Message(
        "{name}, {motion}: left free, it changes {dimension} between {kept} and {made}: "
        "{rate} mm for {step}",
        name=motion.name, motion=motion.message(),
        dimension=f"{spoil.name} ({sizes[spoil.name]})" if spoil.name in sizes else spoil.name,
        kept=spoil.kept, made=spoil.made, rate=_rate(spoil), step=step,
    )  # fmt: skip


def _all_harmless(evidence: PhaseEvidence) -> Repair | None:
    """Return a repair after which no freedom spoils anything."""
    realised = _realised(evidence)

    def accepts(_: tuple[LocatingNormal, ...], result: Isostatism) -> bool:
        return not spoiled(realised, result.free)

    return repair(evidence.phase, evidence.entering, accepts)


@check(
    "CP07",
    "Raw surfaces used once",
    "A raw surface is uneven: the part never comes back to the same place on it. It serves once, in "
    "the first phase of its direction; afterwards what was machined there serves.",
)
def raw_surfaces(evidence: PhaseEvidence) -> Iterator[Finding]:
    """Yield a verdict per raw locating surface; one PASS when all are machined."""
    verdicts = _verdicts("CP07", evidence)
    normals = place_normals(evidence.phase, evidence.entering)
    raw: dict[str, LocatingNormal] = {}
    for normal in normals:
        if not normal.machined:
            raw.setdefault(normal.on, normal)
    if not normals:
        yield verdicts.skipped("none", Message("no normal has a place on the workpiece"))
    elif not raw:
        yield verdicts.passed("machined", Message("every locating surface is machined"))
    for name, normal in raw.items():
        yield _raw_verdict(verdicts, evidence, name, normal)


def _raw_verdict(
    verdicts: Verdicts, evidence: PhaseEvidence, name: str, normal: LocatingNormal
) -> Finding:
    earlier = [str(p.number) for p in _before(evidence) if _locates_on(p, name)]
    instead = _machined_along(evidence.entering, normal)
    if not earlier and not instead:
        message = Message(
            "{face} is raw, and serves for the first time in its direction", face=named(name)
        )
        return verdicts.passed("start", message)
    reason = (
        Message("it served in phase {phase} already", phase=", ".join(earlier))
        if earlier
        else Message("{face} is machined in its direction", face=named(instead[0]))
    )
    hint = Message("locate on {faces}", faces=", ".join(instead)) if instead else None
    if _drawn(evidence, name):
        message = Message("{face} is drawn or rolled and not machined: {reason}; its form error "
                          "enters each time", face=named(name), reason=reason)  # fmt: skip
        return verdicts.warned("drawn", message, hint=hint)
    message = Message("{face} is raw: {reason}", face=named(name), reason=reason)
    return verdicts.failed("reused" if earlier else "late", message, hint=hint)


def _before(evidence: PhaseEvidence) -> list[Phase]:
    numbers = [str(p.number) for p in evidence.plan.phases]
    here = str(evidence.phase.number)
    return list(evidence.plan.phases[: numbers.index(here)]) if here in numbers else []


def _locates_on(phase: Phase, name: str) -> bool:
    return any(same_feature(contact.on, name) for contact in phase.locating)


def _machined_along(state: PhaseState, normal: LocatingNormal) -> list[str]:
    """Return the machined faces that could have located the part in the direction of a normal."""
    bars = [f for f in faces_of(state, normal.on) if f.surface == "cylinder"]
    return [
        name
        for name in state.machined
        if any(_replaces(face, normal, bars) for face in faces_of(state, name))
    ]


def _replaces(face: FaceGeometry, normal: LocatingNormal, bars: Sequence[FaceGeometry]) -> bool:
    """Tell whether a face locates in the direction of a normal, or centres like its cylinder."""
    if bars:
        return face.surface == "cylinder" and not face.hollow and _coaxial(face, bars[0])
    along = abs(float(np.dot(face.direction, normal.direction)))
    return face.surface == "plane" and along > _PARALLEL


def _coaxial(one: FaceGeometry, other: FaceGeometry) -> bool:
    axis, arm = np.array(other.direction), np.array(one.point) - np.array(other.point)
    parallel = float(np.linalg.norm(np.cross(axis, one.direction))) < 1e-6
    return parallel and float(np.linalg.norm(np.cross(arm, axis))) < 1e-4


def _drawn(evidence: PhaseEvidence, name: str) -> bool:
    """Tell whether a face is the skin of a drawn or rolled stock: round, or kept on the part."""
    if evidence.plan.stock.form not in _DRAWN:
        return False
    return name == "stock %CYLINDER" or not name.startswith("stock")
