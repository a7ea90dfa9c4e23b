"""Each number of the specification drives the model, alone: proven by changing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import Measurement, ModelRun, TrialEvidence, listed
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.spec.part import Dimension, PartSpec
from gmp_cad.spec.size import Role
from gmp_cad.spec.trial import Trial, closes, trials_of

# 1 µm, 0.001°: the smallest step of a trial is ten times as large.
AGREEMENT = 1e-3
_NAME_IT = Message("name its faces by a tag, or in [features]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialsEvidence:
    """A part's nominal run and measures, and its trials by id; a crashed one is missing."""

    spec: PartSpec
    run: ModelRun
    nominal: Mapping[str, Measurement]
    trials: Mapping[str, TrialEvidence]


@check(
    "dimension.drives",
    "Dimensions that drive the model",
    "A dimension that the model does not follow, or that moves another with it, is right by chance: "
    "each is changed by its tolerance, its feature must change by as much, and no other dimension.",
)
def drives(evidence: TrialsEvidence) -> Iterator[Finding]:
    """Yield the verdicts on each line that may drive the model; one PASS where all hold."""
    for name, dimension in evidence.spec.dimensions.items():
        if dimension.size.role is not Role.REFERENCE:
            verdicts = Verdicts("dimension.drives", f"{evidence.spec.name}.{name}", dimension.where)
            yield from _line(evidence, dimension, verdicts)


def _line(evidence: TrialsEvidence, dimension: Dimension, verdicts: Verdicts) -> Iterator[Finding]:
    name = dimension.id
    if closes(dimension):
        message = Message("{count} equal angles close the circle", count=dimension.count)
        yield verdicts.skipped("closed", message)
        return
    if name not in evidence.run.dimensions:
        yield _unread(dimension, verdicts)
        return
    before = evidence.nominal.get(name)
    if before is None or before.outcome != "measured":
        message = Message("it is not measured on the nominal model")
        yield verdicts.skipped("not_measured", message)
        return
    own = list(trials_of(dimension))
    found = [f for trial in own for f in _trial(evidence, dimension, trial, verdicts)]
    yield from found
    if not found:
        message = Message(
            "changed by {step} {unit}, its feature follows; no other dimension changes",
            step=round(own[0].step, 6), unit=dimension.unit,
        )  # fmt: skip
        yield verdicts.passed("follows", message, expected=own[0].step, unit=dimension.unit)


def _unread(dimension: Dimension, verdicts: Verdicts) -> Finding:
    message = Message("the model never reads d.{name}", name=dimension.id)
    if dimension.size.role is Role.EXACT:
        return verdicts.skipped("exact", message)
    hint = Message("build the feature from d.{name}, or write the dimension in parentheses",
                   name=dimension.id)  # fmt: skip
    return verdicts.warned("unread", message, hint=hint)


def _trial(
    evidence: TrialsEvidence, dimension: Dimension, trial: Trial, verdicts: Verdicts
) -> Iterator[Finding]:
    """Yield what is wrong with one trial."""
    what = _changed(trial)
    seen = evidence.trials.get(trial.id)
    if seen is None or seen.outcome == "failed":
        reason = seen.reason if seen else Message("it crashed, or gave no answer in time")
        message = Message("the model fails when {what}: {reason}", what=what, reason=reason)
        yield verdicts.warned("fragile", message)
        return
    after = {m.dimension: m for m in seen.measurements}
    followed = list(
        _followed(evidence.nominal[dimension.id], after[dimension.id], trial, what, verdicts)
    )
    yield from followed
    if seen.there_before and not followed:
        message = Message(
            "when {what}, a feature has that number which had it before: its own cannot be told",
            what=what,
        )
        yield verdicts.warned("unclear", message, hint=_NAME_IT)
        return
    yield from _ties(evidence, after, trial, what, verdicts)


def _changed(trial: Trial) -> Message:
    name, step = f"d.{trial.id}", round(trial.step, 6)
    return Message("{name} changes by {step} {unit}", name=name, step=step, unit=trial.unit)


def _figures(measurement: Measurement) -> dict[str, tuple[float, ...]]:
    """Return the observed numbers of a line: "" its size, the others by their names."""
    own = measurement.instances or (measurement.observed or 0.0,)
    return {"": own} | {name: (observed,) for name, _, observed in measurement.details}


def _shown_as(trial: Trial, before: Measurement) -> str:
    """Return the figure that shows a trial: a thread's depth, by the drilled depth derived from it."""
    seen = _figures(before)
    derived = trial.figure == "depth" and "depth" not in seen and "drill_depth" in seen
    return "drill_depth" if derived else trial.figure


def _followed(
    before: Measurement, after: Measurement, trial: Trial, what: Message, verdicts: Verdicts
) -> Iterator[Finding]:
    """Yield a failure unless every instance of the feature changed by the step."""
    if after.outcome == "ambiguous":
        message = Message(
            "when {what}, its feature cannot be told from others: {reason}",
            what=what, reason=after.reason,
        )  # fmt: skip
        yield verdicts.warned("unclear", message, hint=_NAME_IT)
        return
    if after.outcome != "measured":
        message = Message(
            "no feature follows when {what}: {reason}", what=what, reason=after.reason
        )
        yield verdicts.failed("ignored", message, expected=trial.step, unit=trial.unit)
        return
    figure = _shown_as(trial, before)
    old, new = (_figures(m).get(figure, ()) for m in (before, after))
    if not old:
        message = Message("{name} is not measured on the nominal model", name=trial.id)
        yield verdicts.skipped("not_measured", message)
        return
    moves = [b - a for a, b in zip(old, new, strict=False)]
    worst = max(moves, key=lambda move: abs(move - trial.step), default=0.0)
    if len(old) == len(new) and abs(worst - trial.step) <= AGREEMENT:
        return
    code = "ignored" if abs(worst) <= AGREEMENT else "partly"
    message = Message(
        "when {what}, its feature changes by {move} {unit}",
        what=what, move=round(worst, 6), unit=trial.unit,
    )  # fmt: skip
    yield verdicts.failed(code, message, expected=trial.step, observed=worst, unit=trial.unit)


@dataclass(frozen=True, slots=True)
class _Move:
    """A number of a line that changed, by how much (mm or degrees)."""

    line: str
    figure: str
    by: float
    unit: str

    def told(self) -> Message:
        name = ".".join(filter(None, (self.line, self.figure)))
        return Message("{name} by {by} {unit}", name=name, by=round(self.by, 6), unit=self.unit)


def _moves(before: Measurement, after: Measurement) -> Iterator[_Move]:
    old, new = _figures(before), _figures(after)
    for figure in {**old, **new}:
        pairs = zip_longest(old.get(figure, ()), new.get(figure, ()), fillvalue=0.0)
        by = max((b - a for a, b in pairs), key=abs)
        if abs(by) > AGREEMENT:
            yield _Move(before.dimension, figure, by, before.unit)


def _ties(
    evidence: TrialsEvidence,
    after: Mapping[str, Measurement],
    trial: Trial,
    what: Message,
    verdicts: Verdicts,
) -> Iterator[Finding]:
    """Yield a failure that names the other numbers which changed, a warning for those lost."""
    own = trial.dimension.id
    changed = (own, _shown_as(trial, evidence.nominal[own]))
    moved: list[_Move] = []
    lost: list[Message] = []
    for name, before in _independent(evidence):
        now = after[name]
        if now.outcome == "measured":
            moved += [m for m in _moves(before, now) if (m.line, m.figure) != changed]
        elif name != own:
            lost.append(Message("{name} ({reason})", name=name, reason=now.reason))
    if moved:
        names = listed([move.told() for move in moved])
        message = Message("when {what}, others change too: {names}", what=what, names=names)
        hint = Message("build each from its own dimension, or write the others in parentheses")
        yield verdicts.failed("coupled", message, hint=hint)
    if lost:
        message = Message(
            "when {what}, others are no longer found: {names}", what=what, names=listed(lost)
        )
        yield verdicts.warned("lost", message)


def _independent(evidence: TrialsEvidence) -> Iterator[tuple[str, Measurement]]:
    """Yield the measured lines that no other may move: toleranced, or exact and read by the model."""
    for name, dimension in evidence.spec.dimensions.items():
        role, before = dimension.size.role, evidence.nominal.get(name)
        stands = role is Role.TOLERANCED or (role is Role.EXACT and name in evidence.run.dimensions)
        if stands and before is not None and before.outcome == "measured":
            yield name, before
