"""Dimensions of the drawing that several manufactured dimensions give together (*transfert*).

A chain of Cf along one direction joins the two ends; in the worst case its tolerance intervals add
up, and their sum must stay within the drawing's (rule CP10). Lengths in mm, part frame.
"""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gmp_cad.evidence import Feature, Vector
from gmp_cad.spec.operation import ManufacturedDimension
from gmp_cad.spec.process import ProcessPlan

_PARALLEL = 1e-9
_SAME_MM = 1e-6

Features = Mapping[str, Sequence[Feature]]
Ends = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Chain:
    """The manufactured dimensions that lead from one end of a dimension to the other."""

    links: tuple[ManufacturedDimension, ...]

    def __str__(self) -> str:
        return " + ".join(link.name for link in self.links)


def chain(plan: ProcessPlan, features: Features, ends: Ends) -> Chain | None:
    """Return the shortest chain of Cf between two features of the part, None without one.

    A link counts when it lies along the direction in which the ends are apart, and when its size
    is the finished one: a Cf of a roughing phase holds an allowance and joins nothing.
    """
    direction = _direction(features, ends)
    if direction is None:
        return None
    links = _links(plan, features, direction)
    seen, waiting = {ends[0]}, deque([(ends[0], Chain(()))])
    while waiting:
        place, found = waiting.popleft()
        if place == ends[1]:
            return found
        for pair, cf in links:
            if place in pair:
                (other,) = set(pair) - {place}
                if other not in seen:
                    seen.add(other)
                    waiting.append((other, Chain((*found.links, cf))))
    return None


def _links(
    plan: ProcessPlan, features: Features, direction: Vector
) -> list[tuple[Ends, ManufacturedDimension]]:
    """Return the Cf along the direction whose size is the distance on the finished part."""
    found = []
    for cf in (cf for phase in plan.phases for cf in phase.dimensions if cf.between):
        first, second = (_feature(features, end) for end in cf.between or ())
        own = _direction(features, cf.between) if cf.between else None
        if own is None or first is None or second is None or not _parallel(own, direction):
            continue
        apart = abs(_dot(second.point, own) - _dot(first.point, own))
        if abs(apart - cf.size.nominal) <= _SAME_MM and cf.between:
            found.append((cf.between, cf))
    return found


def _feature(features: Features, name: str) -> Feature | None:
    """Return the feature ``bore`` or the instance ``holes[2]``; None for a group or a raw face."""
    group, _, rest = name.strip().partition("[")
    instances = features.get(group, ())
    if not rest:
        return instances[0] if len(instances) == 1 else None
    written = rest.rstrip("] ")
    position = int(written) if re.fullmatch(r"[0-9]{1,4}", written) else 0
    return instances[position - 1] if 1 <= position <= len(instances) else None


def _direction(features: Features, ends: Ends) -> Vector | None:
    """Return the unit direction in which two ends are apart: a plane's normal, or across axes."""
    first, second = (_feature(features, end) for end in ends)
    if first is None or second is None:
        return None
    for end in (first, second):
        if end.surface == "plane":
            return end.direction
    apart = [q - p for p, q in zip(first.point, second.point, strict=True)]
    lengthwise = sum(a * d for a, d in zip(apart, first.direction, strict=True))
    x, y, z = (a - lengthwise * d for a, d in zip(apart, first.direction, strict=True))
    length = math.hypot(x, y, z)
    return (x / length, y / length, z / length) if length > _SAME_MM else None


def _parallel(a: Vector, b: Vector) -> bool:
    return abs(_dot(a, b)) > 1 - _PARALLEL


def _dot(a: Vector, b: Vector) -> float:
    return sum(p * q for p, q in zip(a, b, strict=True))
