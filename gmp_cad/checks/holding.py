"""Clamping judged (CP16): what seats the part, whether the clamps hold it, whether they mark it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message, word
from gmp_cad.process.clamping import ClampingStudy, HeldCase
from gmp_cad.process.seating import Seat, unseated
from gmp_cad.spec.process import Phase


@check(
    "CP16",
    "Seating and holding",
    "The part must be brought against every normal before it is clamped, and the clamps must hold "
    "it by friction and pressure, with a safety, against every cutting force of the phase.",
)
def held(part: str, phase: Phase, study: ClampingStudy) -> Iterator[Finding]:
    """Yield the verdicts on seating (*accostage*), holding (*tenue*) and contact pressure."""
    verdicts = Verdicts("CP16", f"{part}.{phase.id}", phase.where)
    if not phase.clamping:
        message = Message("the phase cuts, but nothing clamps the workpiece")
        yield verdicts.failed("no_clamp", message, hint=Message("write clamping = [...]"))
        return
    if len(study.clamps) < len(phase.clamping):
        message = Message("a clamp has no place on the workpiece: its holding is not computed")
        yield verdicts.skipped("without_place", message)
        return
    yield from _seating(verdicts, study)
    yield from _holding(verdicts, phase, study)
    yield from _pressures(verdicts, study)


def _seating(verdicts: Verdicts, study: ClampingStudy) -> Iterator[Finding]:
    loose = tuple(unseated(study.seats))
    missing = [seat for seat in loose if not seat.means]
    wrong = [seat for seat in loose if seat.means]
    if missing:
        message = Message(
            "seating: no clamp presses the part against the normals {numbers} ({faces}), and the "
            "plan does not say what does",
            numbers=_numbers(missing), faces=_faces(missing),
        )  # fmt: skip
        hint = Message(
            "write seating = {values} on the locating contact",
            values='"gravity", "hand", "mallet", "pull_down_jaw"',
        )
        yield verdicts.warned("seating", message, observed=_numbers(missing), hint=hint)
    for seat in wrong:
        message = Message("seating: {means} cannot press the part against the normal {number} ({face})",
                          means=word(seat.means), number=seat.index, face=seat.on)  # fmt: skip
        yield verdicts.warned("seating_wrong", message, observed=seat.means)
    if study.pressed is False:
        message = Message(
            "seating: the clamps stand against all normals, but do not load them all without friction"
        )
        yield verdicts.warned("form", message)
    if study.seats and not loose:
        message = Message("seating: every normal is reached ({means})", means=_means(study.seats))
        yield verdicts.passed("seated", message)


def _holding(verdicts: Verdicts, phase: Phase, study: ClampingStudy) -> Iterator[Finding]:
    if study.unknown:
        message = Message("holding: the cutting force of {rows} is not known",
                          rows=", ".join(study.unknown))  # fmt: skip
        hint = Message("give the specific cutting force kc1 and mc of the material")
        yield verdicts.warned("unknown_force", message, hint=hint)
    worst = study.decisive
    if worst is None and phase.cuts and not study.unknown:
        message = Message(
            "holding: nothing gives the cutting forces of this phase (grinding …): its clamps are "
            "not proven"
        )
        hint = Message("bound the force by the power of the wheel, F = 60000·P/Vc, and prove the "
                       "clamps against it by hand")  # fmt: skip
        yield verdicts.warned("no_force", message, hint=hint)
    elif worst is None:
        message = Message("holding: no operation has a cutting force to hold")
        yield verdicts.skipped("no_load", message)
    elif study.unheld:
        message = Message(
            "holding: no force of these clamps holds {rows} with K = {safety}; first {case}",
            rows=", ".join(study.unheld), safety=study.safety, case=case_message(worst),
        )  # fmt: skip
        hint = Message("add a clamp, a stop against the force, or friction (serrated jaws)")
        yield verdicts.failed("impossible", message, expected=study.safety, observed=study.reached,
                              hint=hint)  # fmt: skip
    elif not study.at_rest:
        message = Message(
            "holding: the clamps tilt the part off its supports while nothing cuts ({clamps})",
            clamps=_declared(study),
        )
        hint = Message("press between the supports, or as strongly as {needed}",
                       needed=_forces([(c.on, c.least_n or 0.0) for c in study.clamps]))  # fmt: skip
        yield verdicts.failed("tilts", message, hint=hint)
    else:
        yield _margin(verdicts, study, worst)


def _margin(verdicts: Verdicts, study: ClampingStudy, worst: HeldCase) -> Finding:
    figures = {"expected": study.safety, "observed": round(study.reached, 3)}
    if study.margin >= -1e-6:
        message = Message(
            "holding: safety {reached:.2f} for K = {safety}, least {needed}; decided by {case}",
            reached=study.reached, safety=study.safety, needed=_needed(study),
            case=case_message(worst),
        )  # fmt: skip
        return verdicts.passed("holds", message, **figures)
    message = Message(
        "holding: {clamps} gives safety {reached:.2f} for K = {safety}; decided by {case}",
        clamps=_declared(study), reached=study.reached, safety=study.safety,
        case=case_message(worst),
    )  # fmt: skip
    hint = Message("clamp with {needed}, or cut less", needed=_needed(study))
    return verdicts.failed("too_weak", message, hint=hint, **figures)


def case_message(held_case: HeldCase) -> Message:
    """Return a load case in words: operation, force, place, direction."""
    case = held_case.case
    x, y, z = (round(c, 1) + 0.0 for c in case.point)
    return Message("operation {row} at ({x} ; {y} ; {z}), {direction}", row=case.row,
                   x=x, y=y, z=z, direction=case.says)  # fmt: skip


def _pressures(verdicts: Verdicts, study: ClampingStudy) -> Iterator[Finding]:
    for pressure in study.pressures:
        if pressure.marks:
            message = Message(
                "pressure: {force} N on {on} press with {pressure} MPa; the material is marked "
                "from {limit} MPa on",
                force=round(pressure.force_n), on=pressure.on,
                pressure=round(pressure.pressure_mpa), limit=round(pressure.limit_mpa or 0.0),
            )  # fmt: skip
            yield verdicts.say(
                "crush", Status.WARN, message, unit="MPa", expected=pressure.limit_mpa,
                observed=round(pressure.pressure_mpa, 1),
                hint=Message("spread the force: a larger pad, soft jaws, area_mm2"),
            )  # fmt: skip


def _numbers(seats: Sequence[Seat]) -> str:
    return ", ".join(str(seat.index) for seat in seats)


def _faces(seats: Sequence[Seat]) -> str:
    return ", ".join(dict.fromkeys(seat.on for seat in seats))


def _means(seats: Sequence[Seat]) -> Message:
    """Return ``1, 2, 3: clamp; 6: hand``."""
    groups: dict[str, list[Seat]] = {}
    for seat in seats:
        groups.setdefault(seat.means, []).append(seat)
    said: Message | None = None
    for means, group in groups.items():
        one = Message("{numbers}: {means}", numbers=_numbers(group), means=word(means))
        said = one if said is None else Message("{said}; {more}", said=said, more=one)
    assert said is not None
    return said


def _declared(study: ClampingStudy) -> Message:
    return _forces([(clamp.on, clamp.declared_n) for clamp in study.clamps])


def _needed(study: ClampingStudy) -> Message:
    return _forces([(clamp.on, clamp.needed_n or 0.0) for clamp in study.clamps])


def _forces(pairs: Sequence[tuple[str, float]]) -> Message:
    """Return ``front 8000 N, top 3000 N``."""
    text = ", ".join(f"{on} {round(force)} N" for on, force in pairs)
    return Message("{text}", text=text)
