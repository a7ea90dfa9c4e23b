"""What a STEP file says of a part beside its shape, as values: PMI before it is written.

Lengths in mm, angles in degrees. Faces are indices of the B-rep. ``line`` is the line of the
specification, or a part of its callout (``bolts.counterbore.depth``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from gmp_cad.evidence import Feature, PmiOmission, Vector
from gmp_cad.language import Message
from gmp_cad.spec.frame import DatumReference, Zone
from gmp_cad.spec.size import Role

Unit = Literal["mm", "°"]
StandsFor = Literal["faces", "middle", "alignment", "intersection", "tangent"]


class NotCarriedError(Exception):
    """A line that a STEP file cannot carry, since the standard does not say such a thing."""

    cause: Literal["standard", "part"] = "standard"

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason

    def omission(self, line: str) -> PmiOmission:
        """Return ``line`` as left out for this reason."""
        return PmiOmission(line=line, reason=self.reason, cause=self.cause)


class NotOnPartError(NotCarriedError):
    """A line that no STEP file carries, since the part lacks what it names."""

    cause = "part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What an annotation is attached to: the faces of each instance of a feature.

    ``stands_for``: the faces themselves, the middle plane of two of them, the alignment of the
    instances (a bolt circle), where the instances meet (an edge), the tangent of a round face.
    """

    name: str
    instances: tuple[tuple[int, ...], ...]
    stands_for: StandsFor = "faces"

    @property
    def faces(self) -> tuple[int, ...]:
        """All faces, each once, in order."""
        return tuple(sorted({face for faces in self.instances for face in faces}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """The value of a dimension, and its tolerance.

    ``deviations``: lower and upper, about ``nominal``. ``fit``: the ISO 286 class from which they
    come. ``bound``: the value is a "maximum" or a "minimum". ``envelope``: Ⓔ. ``square``: □.
    ``along``: the direction along which a distance is taken, where it is said.
    ``limits_written``: the drawing writes both limits, and no nominal.
    """

    nominal: float
    unit: Unit = "mm"
    deviations: tuple[float, float] | None = None
    fit: str = ""
    bound: Literal["", "maximum", "minimum"] = ""
    role: Role = Role.TOLERANCED
    envelope: bool = False
    square: bool = False
    limits_written: bool = False
    along: Vector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionItem:
    """A size of ``target``, or, with ``other``, the distance or angle between the two.

    ``type``: the name of the size or location in the CAx-IF recommended practices.
    """

    line: str
    type: str
    value: Value
    target: Target
    other: Target | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToleranceItem:
    """A geometric tolerance; ``projected_from``: the plane where a projected zone begins."""

    line: str
    symbol: str
    text: str
    zone: Zone
    references: tuple[DatumReference, ...]
    target: Target
    projected_from: Target | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DatumItem:
    """A datum letter and its feature."""

    letter: str
    target: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class TextureItem:
    """A surface texture, of faces or, without a target, of the whole part.

    ``limits``: parameter and value (µm), such as ``Ra``, or ``Ra lower limit``. ``method``: how it
    is accepted.
    """

    line: str
    text: str
    limits: tuple[tuple[str, float], ...]
    method: str
    target: Target | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteItem:
    """A property in words, with its lengths (mm) by name; of faces, or of the whole part."""

    line: str
    name: str
    text: str
    lengths: tuple[tuple[str, float], ...] = ()
    target: Target | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewItem:
    """A saved view of the part: the middle of what it shows, and the radius around it."""

    centre: Vector
    radius_mm: float


Item = DimensionItem | ToleranceItem | DatumItem | TextureItem | NoteItem | ViewItem
Found = Item | PmiOmission


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotations:
    """All that a part's STEP file carries beside the shape, and what it cannot carry.

    ``names``: of faces that are a feature by themselves.
    """

    items: tuple[Item, ...] = ()
    omissions: tuple[PmiOmission, ...] = ()
    names: tuple[tuple[int, str], ...] = ()


def target(name: str, features: Sequence[Feature], each: int = 1) -> Target:
    """Return the features as a target; ``each`` of them that follow one another are one instance."""
    groups = [features[i : i + each] for i in range(0, len(features), each)]
    return Target(
        name=name,
        instances=tuple(tuple(sorted({i for f in g for i in f.faces})) for g in groups),
    )


def joined(name: str, targets: Iterable[Target]) -> Target:
    """Return the faces of several targets as one feature, such as the two faces of a slab."""
    return Target(name=name, instances=(tuple(sorted({i for t in targets for i in t.faces})),))


def standing_for(what: StandsFor, base: Target) -> Target:
    """Return what is derived from the faces of ``base``."""
    return replace(base, stands_for=what)
