"""Datum systems (ISO 5459): the planes, axes and points of the datums, and what they leave free.

Lengths in mm. A small motion of the part is six numbers: its shift at the origin (mm), then its
turn (rad, times :data:`ARM_MM`, so that all six are lengths).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gmp_cad.evidence import PartGeometry, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.measuring.element import (
    CAPTURE_DEG,
    CAPTURE_MM,
    Element,
    NotMeasurableError,
    distinct,
    elements,
    same_element,
)
from gmp_cad.kernel.surfaces.instances import MATCH_MM
from gmp_cad.language import Message
from gmp_cad.spec.frame import DatumReference

ARM_MM = 50.0  # the lever at which a turn counts as much as a shift
_RANK = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class DatumSystem:
    """The situation features of each compartment, in the order of the frame.

    ``removed``: how many of the six degrees of freedom each compartment takes away. ``stands``: what
    each datum feature is on the part, and the element for which it stands.
    """

    compartments: tuple[tuple[Element, ...], ...]
    removed: tuple[int, ...]
    stands: tuple[tuple[Element, Element], ...]

    @property
    def elements(self) -> tuple[Element, ...]:
        """All situation features."""
        return tuple(e for compartment in self.compartments for e in compartment)

    def free(self) -> np.ndarray:
        """Return the motions that the datums leave free, one in each column (6 × n)."""
        return null_space(_rows(self.elements))

    def axis(self) -> Element | None:
        """Return the first axis of the system, None without one."""
        return next((e for e in self.elements if e.kind == "axis"), None)


def datum_system(
    references: Sequence[DatumReference], datums: Mapping[str, str], geometry: PartGeometry
) -> DatumSystem:
    """Return the datum system of a tolerance frame. Raises NotMeasurableError.

    A datum is the plane, axis or centre of its feature, the middle plane of two facing faces, or
    of a pattern all axes, their middle and the plane through them; two coaxial features make one
    axis (``A-B``), two coplanar ones one plane. A datum that is meant to be square or parallel to those before it is taken so exactly.
    """
    compartments: list[tuple[Element, ...]] = []
    removed: list[int] = []
    stands: list[tuple[Element, Element]] = []
    for reference in references:
        found = [e for letter in reference.letters for e in _situation(letter, datums, geometry)]
        common = _united(found) if len(reference.letters) > 1 else tuple(found)
        common = (*_of_pattern(common), *common)
        before = [e for compartment in compartments for e in compartment]
        squared = tuple(_squared(e, before) for e in common)
        compartments.append(squared)
        stands += [(e, next((s for s in squared if _near(s, e)), e)) for e in found]
        removed.append(_rank(_rows([*before, *squared])) - _rank(_rows(before)))
    return DatumSystem(
        compartments=tuple(compartments), removed=tuple(removed), stands=tuple(stands)
    )


def _situation(
    letter: str, datums: Mapping[str, str], geometry: PartGeometry
) -> tuple[Element, ...]:
    features = geometry.features.get(datums.get(letter, ""))
    if not features:
        raise NotMeasurableError(
            Message("the datum {datum} stands on no face of the part", datum=letter)
        )
    return elements(features, geometry.faces)


def _united(found: Iterable[Element]) -> tuple[Element, ...]:
    """Return the elements of a common datum: axes in line and planes in one are united."""
    kept: list[Element] = []
    for one in distinct(found):
        partner = next((other for other in kept if _in_line(one, other)), None)
        if partner is None:
            kept.append(one)
        else:
            kept[kept.index(partner)] = _between(partner, one)
    return tuple(kept)


def _near(exact: Element, stands: Element) -> bool:
    return _in_line(exact, stands) or same_element(exact, stands)


def _of_pattern(found: Sequence[Element]) -> Iterator[Element]:
    """Yield the middle axis of several parallel axes, and the plane in which they lie, if any."""
    axes = [e for e in found if e.kind == "axis"]
    parallel = all(
        vector.undirected_angle_deg(e.direction, axes[0].direction) <= CAPTURE_DEG for e in axes
    )
    if len(axes) < 2 or len(axes) < len(found) or not parallel:
        return
    first = axes[0]
    away = [vector.off_axis(e.at, first.at, first.direction) for e in axes]
    middle = first.at
    for offset in away:
        middle = vector.plus(middle, vector.times(offset, 1 / len(away)))
    yield Element(kind="axis", point=middle, direction=first.direction, at=middle)
    row = max(away, key=vector.norm)
    normal = vector.unit(vector.cross(row, first.direction))
    if all(abs(vector.dot(offset, normal)) <= MATCH_MM for offset in away):
        yield Element(kind="plane", point=middle, direction=normal, at=middle)


def _in_line(a: Element, b: Element) -> bool:
    if a.kind != b.kind or a.kind == "point":
        return False
    if vector.undirected_angle_deg(a.direction, b.direction) > CAPTURE_DEG:
        return False
    if a.kind == "plane":
        return abs(vector.dot(vector.minus(b.at, a.at), a.direction)) <= CAPTURE_MM
    return vector.norm(vector.off_axis(b.at, a.at, a.direction)) <= CAPTURE_MM


def _between(a: Element, b: Element) -> Element:
    """Return the axis or plane through the middles of two that are nearly the same."""
    at = vector.times(vector.plus(a.at, b.at), 0.5)
    apart = vector.minus(b.at, a.at)
    sign = 1.0 if vector.dot(a.direction, b.direction) > 0 else -1.0
    mean = vector.unit(vector.plus(a.direction, vector.times(b.direction, sign)))
    if a.kind == "axis" and vector.undirected_angle_deg(apart, mean) <= CAPTURE_DEG:
        mean = vector.unit(apart)
    elif a.kind == "plane" and vector.norm(apart) > CAPTURE_MM:
        along = vector.unit(apart)
        mean = vector.unit(vector.off_axis(mean, (0.0, 0.0, 0.0), along))
    return Element(kind=a.kind, point=at, direction=mean, at=at)


def _squared(element: Element, before: Iterable[Element]) -> Element:
    """Turn a datum to be exactly square or parallel to those before it, where it nearly is."""
    if element.kind == "point":
        return element
    for other in before:
        if other.kind == "point":
            continue
        angle = vector.undirected_angle_deg(element.direction, other.direction)
        if angle <= CAPTURE_DEG:
            sign = 1.0 if vector.dot(element.direction, other.direction) > 0 else -1.0
            element = replace(
                element, direction=vector.times(other.direction, sign), point=element.at
            )
        elif 90 - angle <= CAPTURE_DEG:
            across = vector.off_axis(element.direction, (0.0, 0.0, 0.0), other.direction)
            element = replace(element, direction=vector.unit(across), point=element.at)
    return element


def _rows(found: Iterable[Element]) -> np.ndarray:
    rows = [row for element in found for row in _locked(element)]
    return np.array(rows) if rows else np.zeros((0, 6))


def _locked(element: Element) -> Iterator[list[float]]:
    """Yield one row for each motion of the part that the element, held still, prevents."""
    x = vector.perpendicular(element.direction)
    y = vector.cross(element.direction, x)
    shifts = {"plane": (element.direction,), "axis": (x, y)}.get(
        element.kind, ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    )
    for shift in shifts:
        lever = vector.times(vector.cross(element.at, shift), 1 / ARM_MM)
        yield [*shift, *lever]
    if element.kind != "point":
        yield from ([0.0, 0.0, 0.0, *turn] for turn in (x, y))


def carried(motion: np.ndarray, at: Vector) -> np.ndarray:
    """Return a motion of the whole part as the shift and turn of what lies ``at`` a point."""
    turn = motion[3:] / ARM_MM
    return np.concatenate([motion[:3] + np.cross(turn, np.array(at)), motion[3:]])


def own_motions(element: Element) -> np.ndarray:
    """Return the motions that leave an element where it is, seen from its ``at`` (6 × n)."""
    still = replace(element, at=(0.0, 0.0, 0.0), point=(0.0, 0.0, 0.0))
    return null_space(_rows([still]))


def null_space(rows: np.ndarray) -> np.ndarray:
    """Return an orthonormal basis of what no row sees, one in each column."""
    if not len(rows):
        return np.eye(rows.shape[1])
    _, sizes, basis = np.linalg.svd(rows)
    rank = int((sizes > _RANK * max(sizes[0], 1e-300)).sum())
    found: np.ndarray = basis[rank:].T
    return found


def _rank(rows: np.ndarray) -> int:
    return int(rows.shape[1] - null_space(rows).shape[1])
