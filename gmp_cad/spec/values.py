"""What a model receives as ``d``: the target values of a part's dimensions, as plain floats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gmp_cad.errors import ExitCode, GmpError, suggestion
from gmp_cad.language import Message
from gmp_cad.spec.part import Dimension, PartSpec, modelled_diameter
from gmp_cad.spec.size import THREADS, Kind
from gmp_cad.spec.thread import drill_depth, thread_of

EVERY_NAME = "*"  # among the names read: it was asked which there are


@dataclass(frozen=True, slots=True)
class RecessValue:
    """A counterbore or countersink of a hole: diameter and depth in mm, angle in degrees."""

    diameter: float
    depth: float
    angle: float


class UnknownNameError(GmpError, AttributeError):
    """A model asked ``d`` for a dimension, or for a part of one, that the specification lacks."""

    exit_code = ExitCode.TOOL_FAILED


class DimensionValue(float):
    """The principal size of a dimension (mm or degrees), an immutable float with attributes.

    ``depth``, ``drill_depth``, ``pitch``, ``lead``, ``leg`` in mm, ``angle`` in degrees; ``counterbore`` and
    ``countersink``; each exists only where the notation says it, else asking for it raises
    :class:`UnknownNameError` (``hasattr`` tells). ``count`` is always there.
    """

    __slots__ = (
        "_name",
        "angle",
        "count",
        "counterbore",
        "countersink",
        "depth",
        "drill_depth",
        "lead",
        "leg",
        "pitch",
    )

    _name: str
    angle: float
    count: int
    counterbore: RecessValue
    countersink: RecessValue
    depth: float
    drill_depth: float
    leg: float
    lead: float
    pitch: float

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a dimension is read-only: cannot set {name!r}")

    def __getattr__(self, name: str) -> Any:
        """Tell why an attribute that was not set is missing; called for no other."""
        if name.startswith("_"):
            raise AttributeError(name)
        if name in _WRITTEN:
            sign, size = _WRITTEN[name]
            message = Message(
                "{dimension} has no {attribute}: the specification writes no {sign} for it",
                dimension=self._name,
                attribute=name,
                sign=sign,
            )
            raise UnknownNameError(message, Message("for example {size}", size=size))
        message = Message("a dimension has no {name!r}", name=name)
        known = Message("known: {names}", names=", ".join(sorted([*_WRITTEN, "count"])))
        raise UnknownNameError(message, suggestion(name, [*_WRITTEN, "count"]) or known)


# attribute -> the sign that the notation writes for it, and a size with that sign
_WRITTEN: Mapping[str, tuple[str, str]] = {
    "depth": ("↧", "⌀8 ↧12"),
    "drill_depth": ("↧", "M6-6H ↧12 / ⌀5 ↧16"),
    "counterbore": ("⌴", "⌀9 ⌴ ⌀15 ↧8,6"),
    "countersink": ("⌵", "⌀5,5 ⌵ ⌀11,2×90°"),
    "leg": ("×45°", "1×45°"),
    "angle": ("×45°", "1×45°"),
    "pitch": ("M", "M8-6H"),
    "lead": ("M", "M8-6H"),
}
_RECESSES = ("counterbore", "countersink")


def dimension_value(dimension: Dimension) -> DimensionValue:
    """Return the nominal target of a dimension as the model sees it."""
    size = dimension.size
    chamfer, thread = size.kind is Kind.CHAMFER, size.kind in THREADS
    recess = size.recess and RecessValue(
        size.recess.diameter, size.recess.depth or 0.0, size.recess.angle or 0.0
    )
    attributes = {
        "angle": (size.angle or 45.0) if chamfer else None,
        "counterbore": recess if recess and recess.depth else None,
        "countersink": recess if recess and recess.angle else None,
        "depth": size.depth,
        "drill_depth": drill_depth(size) if thread else None,
        "lead": (size.lead or thread_of(size).pitch) if thread else None,
        "leg": size.nominal if chamfer else None,
        "pitch": thread_of(size).pitch if thread else None,
    }
    written = {name: value for name, value in attributes.items() if value is not None}
    principal = modelled_diameter(dimension) if thread else size.nominal
    return _with_attributes(
        principal, {"_name": dimension.id or str(size), "count": dimension.count, **written}
    )


def value_to_json(value: DimensionValue) -> dict[str, Any]:
    """Return a value with its attributes in a JSON-able form."""
    written = {name: found for name in _WRITTEN if (found := _written(value, name)) is not None}
    recesses = {n: [r.diameter, r.depth, r.angle] for n, r in written.items() if n in _RECESSES}
    return {
        "value": float(value),
        "name": value._name,  # noqa: SLF001 - of this module
        "count": value.count,
        **written,
        **recesses,
    }


def _written(value: DimensionValue, name: str) -> Any:
    """Return an attribute, None where it is not set: no sentence is made of why, a build asks often."""
    try:
        return object.__getattribute__(value, name)
    except AttributeError:
        return None


def value_from_json(data: Mapping[str, Any]) -> DimensionValue:
    """Return the value that :func:`value_to_json` described."""
    attributes = {name: data[name] for name in ("count", *_WRITTEN) if name in data}
    recesses = {name: RecessValue(*data[name]) for name in _RECESSES if name in data}
    return _with_attributes(float(data["value"]), {"_name": data["name"], **attributes, **recesses})


def _with_attributes(principal: float, attributes: Mapping[str, Any]) -> DimensionValue:
    value = DimensionValue(principal)
    for name, attribute in attributes.items():
        object.__setattr__(value, name, attribute)
    return value


@dataclass(frozen=True, slots=True)
class PartIdentity:
    """``d.part``: what the title block says of the part."""

    number: str
    title: str
    material: str


class Values:
    """The namespace ``d``: immutable, one attribute a dimension, every read recorded."""

    __slots__ = ("_part", "_read", "_values")

    _part: PartIdentity | None
    _read: set[str]
    _values: Mapping[str, Any]

    def __init__(self, values: Mapping[str, Any], part: PartIdentity | None = None) -> None:
        object.__setattr__(self, "_values", MappingProxyType(dict(values)))
        object.__setattr__(self, "_read", set())
        object.__setattr__(self, "_part", part)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self._read.add(name)
        if name not in self._values:
            message = Message("the specification has no dimension {name!r}", name=name)
            known = Message("known: {names}", names=", ".join(sorted(self._values)) or "—")
            raise UnknownNameError(message, suggestion(name, self._values) or known)
        return self._values[name]

    @property
    def part(self) -> PartIdentity | None:
        """Number, title and material of the part; reading it is recorded as ``part``."""
        self._read.add("part")
        return self._part

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"d is read-only: cannot set {name!r}")

    def __contains__(self, name: object) -> bool:
        if isinstance(name, str):
            self._read.add(name)
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        self._read.add(EVERY_NAME)
        return iter(self._values)

    def __dir__(self) -> list[str]:
        self._read.add(EVERY_NAME)
        return sorted([*self._values, "part"])

    def __reduce_ex__(self, _protocol: object) -> Any:
        """Refuse to be copied or pickled: what is read of a copy would not be seen."""
        raise TypeError("d cannot be copied or pickled: read what is needed from it")

    @property
    def names_read(self) -> tuple[str, ...]:
        """The names that were asked for so far, sorted."""
        return tuple(sorted(self._read - {EVERY_NAME}))


def by_name(values: Values) -> Mapping[str, Any]:
    """Return all values by name; nothing counts as read."""
    return values._values  # noqa: SLF001 - of this module


def reads_of(values: Values) -> tuple[str, ...]:
    """Return the names that were asked for, and ``*`` where it was asked which there are."""
    return tuple(sorted(values._read))  # noqa: SLF001 - of this module


def values_of(spec: PartSpec) -> Values:
    """Return the nominal values of a part as its model sees them."""
    return Values(
        {name: dimension_value(dimension) for name, dimension in spec.dimensions.items()},
        PartIdentity(spec.part.number, spec.part.title, spec.part.material_name),
    )
