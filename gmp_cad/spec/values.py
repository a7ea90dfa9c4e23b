"""What a model receives as ``d``: the target values of a part's dimensions, as plain floats."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gmp_cad.errors import suggestion
from gmp_cad.spec.part import Dimension, PartSpec, modelled_diameter
from gmp_cad.spec.size import THREADS, Kind
from gmp_cad.standards import threads


@dataclass(frozen=True, slots=True)
class RecessValue:
    """A counterbore or countersink of a hole: diameter and depth in mm, angle in degrees."""

    diameter: float
    depth: float
    angle: float


class DimensionValue(float):
    """The principal size of a dimension (mm or degrees), an immutable float with attributes.

    ``depth``, ``drill_depth``, ``pitch``, ``leg`` in mm, ``angle`` in degrees; ``count``;
    ``counterbore`` and ``countersink``. What the notation does not say is 0 (``count``: 1).
    """

    __slots__ = (
        "angle",
        "count",
        "counterbore",
        "countersink",
        "depth",
        "drill_depth",
        "leg",
        "pitch",
    )

    angle: float
    count: int
    counterbore: RecessValue
    countersink: RecessValue
    depth: float
    drill_depth: float
    leg: float
    pitch: float

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a dimension is read-only: cannot set {name!r}")


_NO_RECESS = RecessValue(0.0, 0.0, 0.0)


def dimension_value(dimension: Dimension) -> DimensionValue:
    """Return the nominal target of a dimension as the model sees it."""
    size = dimension.size
    principal = modelled_diameter(dimension) if size.kind in THREADS else size.nominal
    recess = _NO_RECESS
    if size.recess:
        recess = RecessValue(
            size.recess.diameter, size.recess.depth or 0.0, size.recess.angle or 0.0
        )
    attributes = {
        "angle": size.angle or 0.0,
        "count": dimension.count,
        "counterbore": recess if recess.depth else _NO_RECESS,
        "countersink": recess if recess.angle else _NO_RECESS,
        "depth": size.depth or 0.0,
        "drill_depth": drill_depth(dimension),
        "leg": size.nominal if size.kind is Kind.CHAMFER else 0.0,
        "pitch": pitch(dimension),
    }
    return _with_attributes(principal, attributes)


_PLAIN = ("angle", "count", "depth", "drill_depth", "leg", "pitch")
_RECESSES = ("counterbore", "countersink")


def value_to_json(value: DimensionValue) -> dict[str, Any]:
    """Return a value with its attributes in a JSON-able form."""
    recesses = {name: getattr(value, name) for name in _RECESSES}
    return {
        "value": float(value),
        **{name: getattr(value, name) for name in _PLAIN},
        **{name: [r.diameter, r.depth, r.angle] for name, r in recesses.items()},
    }


def value_from_json(data: Mapping[str, Any]) -> DimensionValue:
    """Return the value that :func:`value_to_json` described."""
    attributes = {name: data[name] for name in _PLAIN}
    attributes |= {name: RecessValue(*data[name]) for name in _RECESSES}
    return _with_attributes(float(data["value"]), attributes)


def _with_attributes(principal: float, attributes: Mapping[str, Any]) -> DimensionValue:
    value = DimensionValue(principal)
    for name, attribute in attributes.items():
        object.__setattr__(value, name, attribute)
    return value


def pitch(dimension: Dimension) -> float:
    """Return a thread's pitch (mm), 0 for anything else."""
    size = dimension.size
    if size.kind is Kind.METRIC_THREAD:
        return threads.metric(size.nominal, size.pitch).pitch
    return size.pitch or 0.0


def drill_depth(dimension: Dimension) -> float:
    """Return the drilled depth of a blind tapped hole (mm): as written, or derived; else 0."""
    size = dimension.size
    if size.drill_depth is not None:
        return size.drill_depth
    if size.kind is Kind.METRIC_THREAD and size.depth:
        return size.depth + threads.default_drill_overrun(pitch(dimension))
    return 0.0


@dataclass(frozen=True, slots=True)
class PartIdentity:
    """``d.part``: what the title block says of the part."""

    number: str
    title: str
    material: str


class UnknownNameError(AttributeError):
    """A model asked ``d`` for a name that the specification does not have."""


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
            hint = suggestion(name, self._values)
            known = f"; known: {', '.join(sorted(self._values))}" if hint is None else f"; {hint}"
            raise UnknownNameError(f"the specification has no dimension {name!r}{known}")
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

    def __iter__(self) -> object:
        return iter(self._values)

    def __dir__(self) -> list[str]:
        return sorted([*self._values, "part"])

    @property
    def names_read(self) -> tuple[str, ...]:
        """The names that were asked for so far, sorted."""
        return tuple(sorted(self._read))

    def mapping(self) -> Mapping[str, Any]:
        """Return all values by name without recording a read."""
        return self._values


def values_of(spec: PartSpec) -> Values:
    """Return the nominal values of a part as its model sees them."""
    return Values(
        {name: dimension_value(dimension) for name, dimension in spec.dimensions.items()},
        PartIdentity(spec.part.number, spec.part.title, spec.part.material_name),
    )
