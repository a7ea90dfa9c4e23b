"""What the lines of a specification say against one another: datums, loops, zones, positions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from gmp_cad.errors import suggestion
from gmp_cad.language import Message
from gmp_cad.spec.dimension import FEATURES_OF_SIZE, Dimension, named_ends
from gmp_cad.spec.fault import InvalidValueError
from gmp_cad.spec.frame import DatumReference
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.spec.size import THREADS, Kind, Role

if TYPE_CHECKING:
    from gmp_cad.spec.part import PartSpec

_INSTANCE = re.compile(r"\s*([a-z][a-z0-9_]*)\s*\[\s*([0-9]+)\s*\]\s*")
_WITHOUT_SIZE = frozenset({Kind.RADIUS, Kind.CHAMFER, Kind.ANGLE})


def datum_faults(
    tolerances: Mapping[str, GeometricTolerance], datums: Mapping[str, str]
) -> Iterator[InvalidValueError]:
    """Yield the letters of frames that no line of ``[datums]`` defines."""
    for key, tolerance in tolerances.items():
        yield from undefined(tolerance.letters, datums, (key, "datums"))


def undefined(
    letters: Iterable[str], datums: Mapping[str, str], keys: tuple[str | int, ...]
) -> Iterator[InvalidValueError]:
    """Yield a fault at ``keys`` for each letter that is no datum."""
    for letter in dict.fromkeys(letters):
        if letter not in datums:
            yield InvalidValueError(
                Message("the datum {datum!r} is not defined in [datums]", datum=letter),
                suggestion(letter, datums)
                or Message("known: {names}", names=", ".join(datums) or "—"),
                keys,
            )


def coherence_faults(spec: PartSpec) -> Iterator[InvalidValueError]:
    """Yield what contradicts itself, whatever the geometry."""
    yield from _instances(spec)
    yield from _own_datums(spec)
    yield from _loops(spec)
    yield from _envelopes(spec)
    yield from _without_size(spec)
    yield from _positions(spec)
    if (general := spec.part.general).datums:
        letters = (letter for reference in general.datums for letter in reference.letters)
        yield from undefined(letters, spec.datums, ("part", "general_tolerances"))


def owner_of(spec: PartSpec, feature: str) -> Dimension | None:
    """Return the line of ``[dimensions]`` whose feature this is: ``holes``, ``holes[1]``."""
    found = _INSTANCE.fullmatch(feature)
    dimension = spec.dimensions.get(found[1] if found else feature.strip())
    return dimension if dimension is not None and dimension.on_feature else None


def _instances(spec: PartSpec) -> Iterator[InvalidValueError]:
    """Yield ``holes[5]`` in a datum or a tolerance where the specification says ``4×``."""
    used = [((f"datums.{letter}").split("."), name) for letter, name in spec.datums.items()]
    used += [(["tolerances", key, "on"], t.on) for key, t in spec.tolerances.items()]
    for keys, name in used:
        found, owner = _INSTANCE.fullmatch(name), owner_of(spec, name)
        if found and owner and owner.size.count and int(found[2]) > owner.size.count:
            message = Message(
                "{end!r} does not exist: {name} is written {count} times",
                end=name, name=found[1], count=owner.count,
            )  # fmt: skip
            yield InvalidValueError(message, keys=tuple(keys))


def _own_datums(spec: PartSpec) -> Iterator[InvalidValueError]:
    """Yield the tolerances of a datum feature that refer to that datum itself."""
    for key, tolerance in spec.tolerances.items():
        for reference in tolerance.references:
            if len(reference.letters) == 1 and _same(spec, reference, tolerance.on):
                message = Message(
                    "{on} is the datum {datum}: it cannot be toleranced from itself",
                    on=tolerance.on, datum=reference.letters[0],
                )  # fmt: skip
                yield InvalidValueError(message, keys=("tolerances", key, "datums"))


def _same(spec: PartSpec, reference: DatumReference, feature: str) -> bool:
    return any(
        spec.datums.get(letter, "").strip() == feature.strip() for letter in reference.letters
    )


def _loops(spec: PartSpec) -> Iterator[InvalidValueError]:
    """Yield each circle of datums, each toleranced from the next one, once."""
    edges: dict[str, dict[str, str]] = {letter: {} for letter in spec.datums}
    for key, tolerance in spec.tolerances.items():
        features = [
            letter for letter, on in spec.datums.items() if on.strip() == tolerance.on.strip()
        ]
        for reference in tolerance.references:
            # in A-B a journal may be toleranced from the axis that it helps to make
            if not set(features) & set(reference.letters):
                for letter in features:
                    edges[letter] |= dict.fromkeys(reference.letters, key)
    told: set[frozenset[str]] = set()
    for start in edges:
        loop = _way_back(edges, start)
        if loop and frozenset(loop) not in told:
            told.add(frozenset(loop))
            chain = " → ".join([*loop, start])
            message = Message("the datums depend on one another: {chain}", chain=chain)
            hint = Message("tolerance one of them without the other")
            yield InvalidValueError(message, hint, ("tolerances", edges[loop[-1]][start], "datums"))


def _way_back(edges: Mapping[str, Mapping[str, str]], start: str) -> list[str]:
    """Return the shortest chain of datums from ``start`` that leads back to it, or nothing."""
    chains, seen = [[start]], {start}
    while chains:
        chain = chains.pop(0)
        for after in edges.get(chain[-1], {}):
            if after == start:
                return chain
            if after not in seen:
                seen.add(after)
                chains.append([*chain, after])
    return []


def _envelopes(spec: PartSpec) -> Iterator[InvalidValueError]:
    """Yield the form zones that are wider than what the envelope Ⓔ of the size leaves.

    Inside the envelope, with every two-point size within its limits, no straightness, flatness,
    circularity or cylindricity deviation exceeds the tolerance of the size (ISO 14405-1).
    """
    for key, tolerance in spec.tolerances.items():
        if tolerance.characteristic.group != "form":
            continue
        for dimension in _enveloped(spec, tolerance.on):
            width = dimension.tolerance.width if dimension.tolerance else 0.0
            if dimension.tolerance and tolerance.zone_mm > width * (1 + 1e-9):
                message = Message(
                    "the zone {zone} mm of {symbol} is larger than the tolerance {width} mm of {size},"
                    " whose envelope Ⓔ already limits the form",
                    zone=tolerance.zone_mm, symbol=tolerance.said, width=width,
                    size=dimension.size.written,
                )  # fmt: skip
                hint = Message("write a smaller zone, or the size without Ⓔ")
                yield InvalidValueError(message, hint, ("tolerances", key, "value"))


def _enveloped(spec: PartSpec, feature: str) -> Iterator[Dimension]:
    """Yield the sizes with an envelope that a feature belongs to: its own, or as one of two faces."""
    own = owner_of(spec, feature)
    if own is not None and has_envelope(spec, own):
        yield own
    for dimension in spec.dimensions.values():
        if dimension.size.envelope and feature.strip() in named_ends(dimension):
            yield dimension


def has_envelope(spec: PartSpec, dimension: Dimension) -> bool:
    """Tell whether Ⓔ holds: written at the size, or for all features of size of the part.

    A length between two faces may be no feature of size: only its own Ⓔ counts.
    """
    general = spec.part.general.envelope and dimension.on_feature
    return dimension.size.envelope or (general and dimension.kind in FEATURES_OF_SIZE)


def _without_size(spec: PartSpec) -> Iterator[InvalidValueError]:
    """Yield Ⓜ and Ⓛ on what has no material condition: a radius, a chamfer, an angle."""
    for key, tolerance in spec.tolerances.items():
        signs = [(tolerance.zone.material, tolerance.on, "value")]
        signs += [
            (reference.material, spec.datums.get(letter, ""), "datums")
            for reference in tolerance.references
            for letter in reference.letters
        ]
        for sign, feature, field in signs:
            owner = owner_of(spec, feature)
            if sign and owner is not None and owner.kind in _WITHOUT_SIZE:
                message = Message(
                    "{sign} needs a feature of size, and {name} is {size}",
                    sign=sign, name=feature, size=owner.size.written,
                )  # fmt: skip
                yield InvalidValueError(message, keys=("tolerances", key, field))


def _positions(spec: PartSpec) -> Iterator[InvalidValueError]:
    """Yield the positions that no theoretically exact dimension can locate.

    Whether what is not written is implicit (0, 90°, 180°, coaxial) shows on the geometry alone:
    its nominal verification judges it.
    """
    for key, tolerance in spec.tolerances.items():
        if tolerance.symbol != "position":
            continue
        if not tolerance.references and not _pattern(spec, tolerance):
            message = Message("{symbol} needs a datum", symbol=tolerance.said)
            hint = Message('add datums = ["A"]; a pattern alone is located by CZ')
            yield InvalidValueError(message, hint, ("tolerances", key, "datums"))
        for dimension in _located_twice(spec, tolerance):
            message = Message(
                "{on} is located from the datum by {size} and by a position: one direction, two"
                " tolerances", on=tolerance.on, size=dimension.size.written,
            )  # fmt: skip
            hint = Message("write the dimension {name} as [{nominal}]: theoretically exact",
                           name=dimension.id, nominal=dimension.nominal)  # fmt: skip
            yield InvalidValueError(message, hint, ("dimensions", dimension.id, "size"))


def _pattern(spec: PartSpec, tolerance: GeometricTolerance) -> bool:
    """Tell whether the toleranced features can be located from each other."""
    owner = owner_of(spec, tolerance.on)
    several = owner is None or (owner.count > 1 and not _INSTANCE.fullmatch(tolerance.on))
    return several and tolerance.zone.combination == "CZ"


def _located_twice(spec: PartSpec, tolerance: GeometricTolerance) -> Iterator[Dimension]:
    """Yield the ± dimensions from a datum of the frame to the positioned feature."""
    datums = {spec.datums.get(letter, "").strip() for letter in tolerance.letters} - {""}
    for dimension in spec.dimensions.values():
        ends = [_whole(name) for name in named_ends(dimension)]
        toleranced = dimension.size.role is Role.TOLERANCED and dimension.kind not in THREADS
        if not toleranced or len(ends) != len(set(ends)):
            continue
        on, of_datums = _whole(tolerance.on), {_whole(name) for name in datums}
        if on in ends and any(end in of_datums for end in ends if end != on):
            yield dimension


def _whole(name: str) -> str:
    """Return the feature of which ``holes[1]`` is an instance."""
    found = _INSTANCE.fullmatch(name)
    return found[1] if found else name.strip()
