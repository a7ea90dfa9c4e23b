"""Where the parts of an assembly stand: placements that are none, constraints that are missed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gmp_cad.checks.distant import distant
from gmp_cad.checks.interference import at_position
from gmp_cad.checks.product import AssemblyEvidence
from gmp_cad.checks.registry import check
from gmp_cad.checks.same_place import doubles
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import AssemblyPosition, Residual
from gmp_cad.finding import Finding
from gmp_cad.language import Message

_ID = "product.placement"
RESIDUAL_MM = 1e-4  # 0.1 µm
_NAMED = 5  # parts or constraints that a finding names
_HINTS = {
    "converged": Message(
        "these constraints cannot all hold: correct or remove one, or place the parts with loc="
    ),
    "stopped": Message(
        "the solver stopped before it was done: begin with loc= nearer to the solution, or place "
        "the parts with loc="
    ),
    "not_run": Message("call solve() on the assembly before build() returns it"),
}
# CadQuery 2.8 compares the squared distance, over the size of the assembly, with the value itself.
_FROM_LINE = Message(
    "CadQuery's solver does not keep a distance from a line: use PointInPlane, or place with loc="
)


@check(
    _ID,
    "Placement of the parts",
    "A verdict on parts holds only where they really stand: a placement is finite and rigid, a "
    "solved one keeps its constraints to 0.1 µm, and no part stands twice in one place or lost far "
    "away.",
)
def placements(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield what is wrong with the placements, each fault once over all positions, or one pass."""
    findings = [*_refused(evidence), *_missed(evidence), *_twice(evidence), *_far(evidence)]
    yield from findings
    if findings:
        return
    verdicts = Verdicts(_ID, evidence.subject)
    count = max((p.constraints for p in evidence.positions), default=0)
    if not count:
        yield verdicts.passed("given", Message("every part stands where the assembly puts it"))
        return
    worst = max(p.residual_mm for p in evidence.positions)
    message = Message("constraints of the assembly: {count}, kept within {worst} µm",
                      count=count, worst=round(worst * 1e3, 6))  # fmt: skip
    yield verdicts.passed("solved", message, expected=RESIDUAL_MM, observed=worst, unit="mm")


def _refused(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield a failure per reason, with the parts that are not placed for it."""
    names: dict[Message, dict[str, None]] = {}
    first: dict[Message, AssemblyPosition] = {}
    for position in evidence.positions:
        for name, reason in position.refused:
            names.setdefault(reason, {}).setdefault(name)
            first.setdefault(reason, position)
    hint = Message("correct it in assembly.py; until then the part is in no verdict on pairs")
    for reason, parts in names.items():
        told = _at(evidence, reason, first[reason])
        message = Message("{told}; not placed: {parts}", told=told, parts=_listed(list(parts)))
        verdicts = Verdicts(_ID, f"{evidence.subject}.{min(parts)}")
        yield verdicts.failed("refused", message, hint=hint)


@dataclass(frozen=True, slots=True)
class _Missed:
    """A constraint where it is missed most."""

    residual: Residual
    position: AssemblyPosition


def _missed(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield one failure for all constraints that are missed: the worst, and which others."""
    worst: dict[tuple[int, tuple[str, ...]], _Missed] = {}
    for position in evidence.positions:
        for residual in position.residuals:
            key = (residual.number, residual.parts)
            known = worst.get(key)
            beyond = residual.miss_mm > RESIDUAL_MM
            if beyond and (known is None or residual.miss_mm > known.residual.miss_mm):
                worst[key] = _Missed(residual, position)
    missed = sorted(worst.items(), key=lambda e: (-e[1].residual.miss_mm, e[0]))
    if not missed:
        return
    shown, others = missed[0][1], [found.residual for _, found in missed[1:]]
    residual = shown.residual
    message = _at(evidence, _residual(residual), shown.position)
    if others:
        message = Message("{told}; missed too: {others}", told=message,
                          others=_listed([_briefly(other) for other in others]))  # fmt: skip
    hint = _HINTS[residual.solver]
    if residual.kind == "PointOnLine" and residual.wanted and residual.solver != "not_run":
        hint = _FROM_LINE
    verdicts = Verdicts(_ID, f"{evidence.subject}.{'+'.join(residual.parts)}")
    yield verdicts.failed(
        "residual", message, expected=RESIDUAL_MM, observed=residual.miss_mm, unit="mm", hint=hint
    )


def _residual(residual: Residual) -> Message:
    said = {
        "number": residual.number, "kind": residual.kind, "parts": ", ".join(residual.parts),
        "wanted": residual.wanted, "found": round(residual.found, 6),
        "miss": float(f"{residual.miss_mm:.4g}"),
    }  # fmt: skip
    if residual.unit == "mm":
        return Message(
            "constraint {number} ({kind}: {parts}) is missed by {miss} mm: {wanted} mm wanted, "
            "{found} mm found",
            **said,
        )
    return Message(
        "constraint {number} ({kind}: {parts}) is missed by {miss} mm at half the diagonal of the "
        "larger part: {wanted}° wanted, {found}° found",
        **said,
    )


def _briefly(residual: Residual) -> str:
    return f"{residual.number} ({residual.kind} {' + '.join(residual.parts)})"


def _twice(evidence: AssemblyEvidence) -> Iterator[Finding]:
    hint = Message("move one of them with loc=, or remove it")
    for names, position in sorted(doubles(evidence).items(), key=lambda e: e[0]):
        told = Message("the same part stands in one place {count} times: {names}",
                       count=len(names), names=_listed(names))  # fmt: skip
        verdicts = Verdicts(_ID, f"{evidence.subject}.{names[0]}+{names[1]}")
        yield verdicts.failed("twice", _at(evidence, told, position), hint=hint)


def _far(evidence: AssemblyEvidence) -> Iterator[Finding]:
    """Yield one warning for the parts that stand far from the others."""
    found: dict[str, float] = {}
    first: AssemblyPosition | None = None
    for position in evidence.positions:
        for name, away in distant(evidence, position).items():
            first = first or position
            found[name] = max(away, found.get(name, 0.0))
    if first is None:
        return
    told, names = far_told(found), sorted(found)
    hint = Message("look at its loc= in assembly.py: units are mm")
    verdicts = Verdicts(_ID, f"{evidence.subject}.{names[0]}")
    yield verdicts.warned(
        "far", _at(evidence, told, first), observed=max(found.values()), unit="mm", hint=hint
    )


def far_told(found: Mapping[str, float]) -> Message:
    """Return in words which parts stand far (mm) from all others: see :func:`distant`."""
    metres = max(found.values()) / 1e3
    return Message("{names}: {distance} m away from all other parts",
                   names=_listed(sorted(found)), distance=float(f"{metres:.4g}"))  # fmt: skip


def _at(evidence: AssemblyEvidence, told: Message, position: AssemblyPosition) -> Message:
    """Return what is told, with its position where there are several."""
    if len(evidence.positions) == 1:
        return told
    return Message("{told}, at {at}", told=told, at=at_position(position.parameters))


def _listed(names: Sequence[str]) -> Message:
    said = ", ".join(names[:_NAMED])
    if len(names) <= _NAMED:
        return Message("{names}", names=said)
    return Message("{names} and {more} more", names=said, more=len(names) - _NAMED)
