"""Geometric tolerances of a phase: their datums (CP18), and how positions are given (CP18b)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from gmp_cad.checks.contract import PhaseEvidence
from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import FaceGeometry
from gmp_cad.finding import Finding
from gmp_cad.language import Message
from gmp_cad.process.faces import faces_of, made_faces, same_feature
from gmp_cad.process.operations import ends_of
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.spec.operation import ManufacturedDimension
from gmp_cad.spec.size import Role

_LOCATING = (
    "position",
    "surface_profile",
    "line_profile",
    "coaxiality",
    "concentricity",
    "symmetry",
)
_ALIGNED = 0.99


@check(
    "CP18",
    "Datums of the geometric tolerances",
    "A phase holds an orientation or a location only to what the part rests on, or to what is "
    "machined in the same clamping.",
)
def datums(evidence: PhaseEvidence) -> Iterator[Finding]:
    """Yield a verdict per geometric tolerance that the phase realises; none: a single SKIP."""
    phase = evidence.phase
    subject = f"{evidence.spec.name}.{phase.id}"
    if not phase.tolerances:
        message = Message("the phase realises no geometric tolerance")
        yield Verdicts("CP18", subject, phase.where).skipped("none", message)
    for key in phase.tolerances:
        verdicts = Verdicts("CP18", f"{subject}.{key}", phase.where)
        tolerance = evidence.spec.tolerances.get(key)
        if tolerance is None:
            message = Message("the specification has no tolerance {name!r}", name=key)
            yield verdicts.failed("unknown", message)
            continue
        foreign = [letter for letter in tolerance.letters if not _held(evidence, letter)]
        if foreign:
            message = Message(
                "{name}: the datum {letters} is neither located on nor machined in the phase",
                name=key, letters=", ".join(foreign),
            )  # fmt: skip
            hint = Message("locate the part on it, or machine both in one phase")
            yield verdicts.failed("foreign_datum", message, hint=hint)
        else:
            message = Message("{name}: its datums are located on, or machined with it", name=key)
            yield verdicts.passed("held", message)


def _held(evidence: PhaseEvidence, letter: str) -> bool:
    """Tell whether the feature of a datum is located on, or machined in the phase."""
    spec, phase = evidence.spec, evidence.phase
    feature = spec.datums.get(letter, "")
    names = {feature, *(n for n, selector in spec.features.items() if selector == feature)}
    here = [contact.on for contact in phase.locating]
    here += [made for operation in phase.operations for made in operation.makes]
    return any(same_feature(name, other) for name in names for other in here)


@check(
    "CP18b",
    "One way of locating",
    "A direction is located either by limits or by an exact dimension with a frame: both together "
    "say two different zones for one surface.",
)
def one_way(evidence: PhaseEvidence) -> Iterator[Finding]:
    """Yield a verdict per Cf that joins two surfaces; without any, a single SKIP."""
    subject = f"{evidence.spec.name}.{evidence.phase.id}"
    joining = [cf for cf in evidence.phase.dimensions if cf.between is not None]
    if not joining:
        message = Message("no manufactured dimension joins two surfaces")
        yield Verdicts("CP18b", subject, evidence.phase.where).skipped("none", message)
    for cf in joining:
        verdicts = Verdicts("CP18b", f"{subject}.{cf.name}", cf.where)
        frames = list(_frames(evidence, cf))
        exact = cf.size.role is Role.EXACT
        if exact and not frames:
            message = Message(
                "{name}: an exact dimension, but no position tolerance of the phase uses it",
                name=cf.name,
            )
            yield verdicts.failed("no_frame", message)
        elif cf.size.role is Role.TOLERANCED and (both := _twice(evidence, cf, frames)):
            message = Message("{name} gives limits where {frame} locates {feature} in the same direction",
                              name=cf.name, frame=both[0].id, feature=both[0].on)  # fmt: skip
            hint = Message("write the dimension exact: [{value}]", value=cf.size.nominal)
            yield verdicts.failed("both", message, hint=hint)
        else:
            message = Message("{name}: exact, with {frame}", name=cf.name, frame=frames[0].id) \
                if exact else Message("{name}: limits alone", name=cf.name)  # fmt: skip
            yield verdicts.passed("exact" if exact else "limits", message)


def _twice(
    evidence: PhaseEvidence, cf: ManufacturedDimension, frames: Sequence[GeometricTolerance]
) -> list[GeometricTolerance]:
    """Return the frames that locate between the ends of the Cf: from a datum, or within a pattern.

    A frame says nothing of the distance to a surface that is none of its datums: the holes of a
    pattern may lie ± from a raw face, another hole ± from them.
    """
    return [
        frame for frame in frames
        if all(
            same_feature(end, frame.on) or end.partition("[")[0] in _datum_features(evidence, frame)
            for end in ends_of(cf)
        )
    ]  # fmt: skip


def _datum_features(evidence: PhaseEvidence, frame: GeometricTolerance) -> set[str]:
    letters = {letter for reference in frame.references for letter in reference.letters}
    return {evidence.spec.datums[letter] for letter in letters & set(evidence.spec.datums)}


def _frames(evidence: PhaseEvidence, cf: ManufacturedDimension) -> Iterator[GeometricTolerance]:
    """Yield the location tolerances of the phase that act in the direction of the Cf."""
    for key in evidence.phase.tolerances:
        tolerance = evidence.spec.tolerances.get(key)
        if tolerance is None or tolerance.symbol not in _LOCATING:
            continue
        if any(same_feature(end, tolerance.on) for end in ends_of(cf)) and _acts(
            evidence, cf, tolerance.on
        ):
            yield tolerance


def _acts(evidence: PhaseEvidence, cf: ManufacturedDimension, feature: str) -> bool:
    """Tell whether a location of the feature and the Cf have a direction in common.

    A location leaves an axis free along itself, a plane free in itself.
    """
    own = _face(evidence, feature)
    if own is None:
        return True
    other = next((e for e in ends_of(cf) if not same_feature(e, feature)), None)
    along = _face(evidence, other) if other is not None else None
    if own.surface == "plane":
        return along is None or along.surface != "plane" or _parallel(own, along)
    return along is None or along.surface != "plane" or not _parallel(own, along)


def _parallel(a: FaceGeometry, b: FaceGeometry) -> bool:
    return bool(abs(np.dot(a.direction, b.direction)) > _ALIGNED)


def _face(evidence: PhaseEvidence, name: str) -> FaceGeometry | None:
    for state in (evidence.leaving, evidence.entering):
        faces = made_faces(state, name) or faces_of(state, name)
        if faces:
            return faces[0]
    return None
