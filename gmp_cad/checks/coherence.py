"""Tolerances that agree with each other, and with the features on which they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from gmp_cad.checks.registry import check
from gmp_cad.checks.verdict import Verdicts
from gmp_cad.evidence import Feature, PartGeometry
from gmp_cad.finding import Finding
from gmp_cad.language import Message, written
from gmp_cad.spec.coherence import has_envelope
from gmp_cad.spec.general_tolerances import print_general
from gmp_cad.spec.part import GeometricTolerance, PartSpec

# What limits more must be smaller: form, then orientation, then location and run-out.
_RANKS = {"form": 0, "orientation": 1, "location": 2, "runout": 2}
_RANK_NAMES = (Message("form"), Message("orientation"), Message("location"))
_OPPOSED = -1 + 1e-9
_KINDS = {
    "plane": ("plane",),
    "cylinder": ("axis", "round", "cylinder"),
    "cone": ("axis", "round"),
    "sphere": ("point", "round"),
    "torus": ("round",),
    "freeform": (),
}
_OF_SIZE = frozenset({"cylinder", "point", "median"})


@check(
    "tolerance.coherent",
    "Tolerances among themselves",
    "A location zone also limits the orientation and the form of its feature, an orientation zone its"
    " form: a zone that is not smaller than one that contains it asks for nothing.",
)
def coherent(spec: PartSpec) -> Iterator[Finding]:
    """Yield a verdict for each geometric tolerance, and for the general ones."""
    by_feature: dict[str, list[GeometricTolerance]] = {}
    for tolerance in spec.tolerances.values():
        if tolerance.characteristic.group in _RANKS:
            by_feature.setdefault(tolerance.on.strip(), []).append(tolerance)
    for group in by_feature.values():
        idle = {id(finer): (finer, coarser) for finer, coarser in _idle(group)}
        for tolerance in group:
            yield _smaller(spec, tolerance, idle.get(id(tolerance)))
    yield _general(spec)


def _idle(
    tolerances: Sequence[GeometricTolerance],
) -> Iterator[tuple[GeometricTolerance, GeometricTolerance]]:
    """Yield (tolerance, the one that contains it) where the zone is not the smaller one."""
    ranked = sorted(tolerances, key=_rank)
    for finer, coarser in combinations(ranked, 2):
        if _rank(finer) < _rank(coarser) and finer.zone_mm >= coarser.zone_mm * (1 - 1e-9):
            yield finer, coarser


def _rank(tolerance: GeometricTolerance) -> int:
    return _RANKS[tolerance.characteristic.group]


def _smaller(
    spec: PartSpec,
    tolerance: GeometricTolerance,
    idle: tuple[GeometricTolerance, GeometricTolerance] | None,
) -> Finding:
    verdicts = Verdicts(
        "tolerance.coherent", f"{spec.name}.tolerances.{tolerance.id}", tolerance.where
    )
    if idle is None:
        message = Message("{frame} on {name}", frame=tolerance.written, name=tolerance.on)
        return verdicts.passed("smaller", message)
    other = idle[1]
    message = Message(
        "the {kind} zone {zone} mm is not smaller than the {other} zone {limit} mm of the same feature"
        " ({key})",
        kind=_RANK_NAMES[_rank(tolerance)], zone=tolerance.zone_mm,
        other=_RANK_NAMES[_rank(other)], limit=other.zone_mm, key=other.id,
    )  # fmt: skip
    return verdicts.warned(
        "not_smaller", message, expected=other.zone_mm, observed=tolerance.zone_mm, unit="mm",
        hint=Message("write a smaller zone, or leave this tolerance out"),
    )  # fmt: skip


def _general(spec: PartSpec) -> Finding:
    general = spec.part.general
    text = written(print_general(general, "en"))
    verdicts = Verdicts("tolerance.coherent", f"{spec.name}.part.general_tolerances")
    if not general.geometric:
        return verdicts.passed("general", Message("general tolerances: {text}", text=text))
    message = Message(
        "general tolerances: {text}; ISO 2768-2 is withdrawn since 2021, ISO 22081 takes its place in"
        " new drawings", text=text,
    )  # fmt: skip
    hint = Message("for example ISO 2768-m · ISO 22081 ⌓ 0,5 A B C")
    return verdicts.passed("withdrawn", message, hint=hint)


@check(
    "dimension.envelope",
    "Envelope of fits",
    "By default a size is measured between two points (ISO 8015, ISO 14405-1): without the envelope"
    " Ⓔ a bent shaft of the right diameter does not enter its bore.",
)
def envelopes(spec: PartSpec) -> Iterator[Finding]:
    """Yield a verdict for each size with a fit."""
    for name, dimension in spec.dimensions.items():
        if not dimension.size.fit:
            continue
        verdicts = Verdicts("dimension.envelope", f"{spec.name}.{name}", dimension.where)
        size = dimension.size.written
        if has_envelope(spec, dimension):
            yield verdicts.passed("envelope", Message("{size} within its envelope", size=size))
        else:
            message = Message("{size} is a fit without the envelope Ⓔ", size=size)
            hint = Message("write {size} Ⓔ", size=size)
            yield verdicts.warned("no_envelope", message, hint=hint)


@check(
    "tolerance.applies",
    "Tolerances and their features",
    "A characteristic, a zone or a modifier means something on some features only: a cylinder's axis"
    " has a zone ⌀, a plane has none; Ⓜ needs a size; run-out turns about an axis.",
)
def applies(spec: PartSpec, geometry: PartGeometry) -> Iterator[Finding]:
    """Yield a verdict for each tolerance whose feature and datums were found."""
    for tolerance in spec.tolerances.values():
        features = geometry.features.get(tolerance.on)
        if not features:
            continue  # told at the name: feature.named, datum.exists
        verdicts = Verdicts(
            "tolerance.applies", f"{spec.name}.tolerances.{tolerance.id}", tolerance.where
        )
        wrong = next(_misapplied(spec, tolerance, geometry), None)
        if wrong is None:
            message = Message(
                "{symbol} applies to {name}", symbol=tolerance.said, name=tolerance.on
            )
            yield verdicts.passed("applies", message)
        else:
            yield verdicts.failed("misapplied", wrong)


def _misapplied(
    spec: PartSpec, tolerance: GeometricTolerance, geometry: PartGeometry
) -> Iterator[Message]:
    """Yield what the characteristic, its zone, its modifiers or its datums cannot mean here."""
    known, zone = tolerance.characteristic, tolerance.zone
    kinds = kinds_of(geometry.features[tolerance.on])
    name, said = tolerance.on, _said(kinds)
    if not kinds & set(known.features) and "any" not in known.features:
        yield Message("{symbol} has no meaning on {name}: {kind}",
                      symbol=tolerance.said, name=name, kind=said)  # fmt: skip
    needed = {"⌀": {"axis", "point"}, "S⌀": {"point"}, "": None}[zone.shape]
    if needed is not None and not kinds & needed:
        yield Message("the zone {zone} has no meaning on {name}: {kind}",
                      zone=zone.shape, name=name, kind=said)  # fmt: skip
    if zone.projected_mm is not None and "axis" not in kinds:
        yield Message("{sign} needs an axis, and {name} is {kind}", sign="Ⓟ", name=name, kind=said)
    if zone.material and not kinds & _OF_SIZE:
        yield Message("{sign} needs a feature of size, and {name} is {size}",
                      sign=zone.material, name=name, size=said)  # fmt: skip
    yield from _wrong_datums(spec, tolerance, geometry)


def _wrong_datums(
    spec: PartSpec, tolerance: GeometricTolerance, geometry: PartGeometry
) -> Iterator[Message]:
    found: list[set[str]] = []
    for reference in tolerance.references:
        for letter in reference.letters:
            features = geometry.features.get(spec.datums[letter], ())
            kinds = kinds_of(features)
            if reference.material and features and not kinds & _OF_SIZE:
                yield Message("{sign} needs a feature of size, and {name} is {size}",
                              sign=reference.material, name=letter, size=_said(kinds))  # fmt: skip
            found.append(kinds if features else {"axis", "point"})
    about = {"axis", "point"}
    if tolerance.characteristic.group == "runout" and not any(kinds & about for kinds in found):
        yield Message("{symbol} turns about an axis, and no datum is one", symbol=tolerance.said)
    if tolerance.symbol == "coaxiality" and not any(kinds & about for kinds in found):
        yield Message("{symbol} needs an axis among its datums", symbol=tolerance.said)


def kinds_of(features: Iterable[Feature]) -> set[str]:
    """Return what all the features are, in the words of the table of ISO 1101."""
    found = list(features)
    kinds = [set(_KINDS[feature.surface]) for feature in found]
    shared = set.intersection(*kinds) if kinds else set()
    return shared | {"median"} if len(found) == 2 and _facing(*found) else shared


def _facing(a: Feature, b: Feature) -> bool:
    across = sum(x * y for x, y in zip(a.direction, b.direction, strict=True))
    return a.surface == b.surface == "plane" and across < _OPPOSED


_SAID = {
    "cylinder": Message("a cylinder of revolution"), "axis": Message("a cone"),
    "point": Message("a sphere"), "round": Message("a surface of revolution"),
    "median": Message("two facing planes"), "plane": Message("a plane"),
}  # fmt: skip


def _said(kinds: set[str]) -> Message:
    return next((said for kind, said in _SAID.items() if kind in kinds), Message("a free form"))
