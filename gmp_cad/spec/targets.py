"""The part at its limits: the value at which each dimension is built (mm or degrees).

At ``mmc`` a part holds the most material that its limits allow: the largest shaft, the smallest
hole; at ``lmc`` the least; at ``middle`` the mean of the limits. Only features of size move
(cylinders, spheres, two opposed parallel faces: ISO 14405-1); all else stays nominal, and each
target says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from gmp_cad.language import Message
from gmp_cad.spec.condition import Condition as Condition  # noqa: PLC0414 - its users import it here
from gmp_cad.spec.part import FEATURES_OF_SIZE, Dimension, PartSpec, Side, fit_side
from gmp_cad.spec.size import THREADS, Role

KnownBy = Literal["specification", "geometry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """On which side of a dimension's faces the material lies, and how that is known.

    ``side`` is None for what is no feature of size; ``reason`` then says why. ``observed`` is what
    the nominal geometry shows: the specification has the last word.
    """

    side: Side | None = None
    known_by: KnownBy | None = None
    observed: Side | None = None
    reason: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The value at which a dimension is built; ``reason`` says why it stays nominal."""

    value: float
    side: Side | None = None
    known_by: KnownBy | None = None
    reason: Message | None = None


NO_FEATURE_OF_SIZE = Message("not the size of a cylinder, a sphere or two opposed parallel faces")
_NOT_OBSERVED = Message("its faces were not observed")


def targets(
    dimensions: Mapping[str, Dimension],
    condition: Condition,
    directions: Mapping[str, Direction],
) -> dict[str, Target]:
    """Return the target of each dimension at a condition; ``directions`` are those observed."""
    return {
        name: _target(dimension, condition, directions.get(name, Direction()))
        for name, dimension in dimensions.items()
    }


def _target(dimension: Dimension, condition: Condition, direction: Direction) -> Target:
    nominal = Target(value=dimension.nominal, side=direction.side, known_by=direction.known_by)
    if condition is Condition.NOMINAL:
        return nominal
    limits, reason = dimension.limits, fixed(dimension)
    if reason is not None or direction.side is None or limits is None:
        return replace(nominal, reason=reason or direction.reason or _NOT_OBSERVED)
    lower, upper = limits
    value = {
        Condition.MIDDLE: (lower + upper) / 2,
        Condition.MMC: lower if direction.side == "hole" else upper,
        Condition.LMC: upper if direction.side == "hole" else lower,
    }[condition]
    return replace(nominal, value=value)


def direction(
    dimension: Dimension, observed: Side | None, reason: Message | None = None
) -> Direction:
    """Return the direction of a dimension from what was observed, or why nothing was."""
    written = written_side(dimension)
    said = dimension.side is not None or observed != written
    if written is not None and said:
        return Direction(side=written, known_by="specification", observed=observed)
    if observed is None:
        return Direction(reason=reason)
    return Direction(side=observed, known_by="geometry", observed=observed)


def sized(dimension: Dimension) -> bool:
    """Tell whether the text of a dimension can be that of a feature of size."""
    return dimension.kind in FEATURES_OF_SIZE and not (dimension.pattern or dimension.along)


def fixed(dimension: Dimension) -> Message | None:
    """Return why the text of a dimension keeps it nominal at every condition, None if it does not."""
    size = dimension.size
    if size.role is Role.EXACT:
        return Message("a theoretically exact dimension has no limits")
    if size.role is Role.REFERENCE:
        return Message("a reference dimension follows from the others")
    if size.kind in THREADS:
        return Message("a thread is modelled simplified, at one diameter")
    if not sized(dimension):
        return NO_FEATURE_OF_SIZE
    return Message("it has no two limits") if dimension.limits is None else None


def written_side(dimension: Dimension) -> Side | None:
    """Return the side that the specification writes: ``side``, or the letter of the fit."""
    fit = dimension.size.fit
    return dimension.side or (fit_side(fit) if fit else None)


def at(spec: PartSpec, found: Mapping[str, Target]) -> PartSpec:
    """Return the specification of the part that has its targets for sizes.

    A moved size has no tolerance of its own any more; its side is kept.
    """
    moved = {
        name: moved_to(spec.dimensions[name], target.value, target.side)
        for name, target in found.items()
        if target.value != spec.dimensions[name].nominal
    }
    return spec.model_copy(update={"dimensions": {**spec.dimensions, **moved}})


def moved_to(dimension: Dimension, value: float, side: Side | None = None) -> Dimension:
    """Return a dimension at another size (mm or degrees), without its fit or deviations."""
    size = replace(
        dimension.size,
        nominal=value,
        fit=None,
        deviations=None,
        decimals=None,
        bound=None,
        envelope=False,
    )
    update = {"size": size, "side": side or written_side(dimension), "tolerance": None}
    return dimension.model_copy(update=update)
