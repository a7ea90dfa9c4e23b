"""What a freedom left by the location does to what a phase makes.

When the part moves, the faces that it brings along move with it; those machined in the phase stay
where the machine cuts them. A dimension or a geometric tolerance is spoiled when it joins one of
the first to one of the second and the motion changes it. Points and lengths in mm, part frame;
sensitivities in mm per mm (translations) or mm per radian (rotations, screws).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gmp_cad.evidence import FaceGeometry, PhaseState
from gmp_cad.process.faces import Array, faces_of, instances_of, made_faces, same_feature, unit
from gmp_cad.process.isostatism import Motion
from gmp_cad.spec.operation import ManufacturedDimension
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import Phase
from gmp_cad.standards import iso1101

# Below this a motion leaves a size unchanged: a micrometre over a metre.
HARMLESS = 1e-6
_LEAST_LENGTH = 1.0
_CIRCLE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A plane, an axis, a point, or points of a face of another kind, where it stands now."""

    kind: Literal["plane", "axis", "point", "free"]
    points: Array
    direction: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoiled:
    """A manufactured dimension or geometric tolerance that a free motion changes, and how fast.

    ``kept``: the surface that moves with the part; ``made``: the one machined in the phase.
    """

    motion: Motion
    name: str
    sensitivity: float
    kept: str
    made: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Realised:
    """What a phase realises, with the workpiece before and after."""

    spec: PartSpec
    phase: Phase
    entering: PhaseState
    leaving: PhaseState

    def machined(self, name: str) -> bool:
        """Tell whether the phase machines a surface."""
        made = {feature for op in self.phase.operations for feature in op.makes}
        return any(same_feature(name, other) for other in made)

    def elements(self, name: str) -> tuple[Element, ...]:
        """Return the elements of a surface, one an instance; none where it is not on the part."""
        state = self.leaving if self.machined(name) else self.entering
        faces = made_faces(state, name) if self.machined(name) else faces_of(state, name)
        return tuple(_element(group) for group in instances_of(faces))


def spoiled(realised: Realised, motions: Sequence[Motion]) -> tuple[Spoiled, ...]:
    """Return everything of the phase that the motions change, motion by motion."""
    found: list[Spoiled] = []
    for motion in motions:
        for cf in realised.phase.dimensions:
            found += _dimension(realised, motion, cf)
        for key in realised.phase.tolerances:
            found += _tolerance(realised, motion, key)
    return tuple(found)


def velocity(motion: Motion, points: Array) -> Array:
    """Return the velocity of points (n × 3) in a motion of unit speed."""
    direction = np.array(motion.direction)
    if motion.kind == "translation":
        return np.tile(direction, (len(points), 1))
    turned = np.cross(np.tile(direction, (len(points), 1)), points - np.array(motion.point))
    return np.asarray(turned + motion.pitch_mm * direction)


def spin(motion: Motion) -> Array:
    """Return the rotation of a motion of unit speed (rad)."""
    return np.zeros(3) if motion.kind == "translation" else np.array(motion.direction)


def _element(faces: Sequence[FaceGeometry]) -> Element:
    first = faces[0]
    direction = unit(first.direction)
    if first.surface == "plane":
        rings = [p for face in faces for wire in face.outline for p in wire]
        flat = np.array(rings or [face.centre_mm for face in faces])
        return Element(kind="plane", points=flat, direction=direction)
    if first.surface in ("cylinder", "cone"):
        origin = np.array(first.point)
        ends = [
            float((np.array(f.point) - origin) @ direction)
            + t * float(np.array(f.direction) @ direction)
            for f in faces
            for t in f.span_mm
        ]
        axis = np.array([origin + t * direction for t in (min(ends), max(ends))])
        return Element(kind="axis", points=axis, direction=direction)
    if first.surface == "sphere":
        return Element(kind="point", points=np.array([first.point]), direction=direction)
    boundary = [p for face in faces for wire in face.outline for p in wire]
    around = np.array(boundary or [face.centre_mm for face in faces])
    return Element(kind="free", points=around, direction=direction)


def _dimension(realised: Realised, motion: Motion, cf: ManufacturedDimension) -> Iterator[Spoiled]:
    if cf.between is None:
        return
    kept, made = _sides(realised, cf.between)
    if len(kept) != 1 or len(made) != 1:
        return
    rates = [
        _distance_rate(motion, a, b)
        for a in realised.elements(kept[0])
        for b in realised.elements(made[0])
    ]
    if rates and max(rates) > HARMLESS:
        yield Spoiled(motion=motion, name=cf.name, sensitivity=max(rates), kept=kept[0],
                      made=made[0])  # fmt: skip


def _sides(realised: Realised, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the surfaces that move with the part, and those machined in the phase."""
    made = [name for name in names if realised.machined(name)]
    return [name for name in names if name not in made], made


def _distance_rate(motion: Motion, kept: Element, made: Element) -> float:
    """Return how fast the distance between two elements changes when one of them moves."""
    planes = [e for e in (kept, made) if e.kind == "plane"]
    if planes:
        normal = planes[0].direction
        others = [e.points for e in (kept, made) if e is not planes[0]]
        both = [e.points for e in planes] if len(planes) == 2 else []
        points = np.vstack([*others, *both])
        return float(np.abs(velocity(motion, points) @ normal).max())
    moved = velocity(motion, kept.points)
    across = _across(kept, made)
    if across is None:
        if kept.kind == "axis":
            moved = moved - np.outer(moved @ kept.direction, kept.direction)
        return float(np.linalg.norm(moved, axis=1).max())
    return float(np.abs(moved @ across).max())


def _across(a: Element, b: Element) -> Array | None:
    """Return the unit direction in which two axes or points are apart, None if they coincide."""
    arm = b.points.mean(axis=0) - a.points.mean(axis=0)
    for element in (a, b):
        if element.kind == "axis":
            arm = arm - float(arm @ element.direction) * element.direction
    size = float(np.linalg.norm(arm))
    return None if size < HARMLESS else np.asarray(arm / size)


def _tolerance(realised: Realised, motion: Motion, key: str) -> Iterator[Spoiled]:
    tolerance = realised.spec.tolerances.get(key)
    if tolerance is None or not tolerance.letters:
        return
    group = iso1101.characteristics()[tolerance.symbol].group
    here = realised.machined(tolerance.on)
    named = [_datum(realised.spec, letter) for letter in tolerance.letters]
    others = [name for name in named if realised.machined(name) != here]
    if group == "form" or not others:
        return
    datums = [e for name in others for e in realised.elements(name)]
    rates = [
        _deviation(motion, element, datums, turning_only=group == "orientation")
        for element in realised.elements(tolerance.on)
    ]
    if rates and max(rates) > HARMLESS:
        kept, made = (others[0], tolerance.on) if here else (tolerance.on, others[0])
        yield Spoiled(motion=motion, name=key, sensitivity=max(rates), kept=kept, made=made)


def _datum(spec: PartSpec, letter: str) -> str:
    """Return the feature of a datum by the name that the workpiece knows it by."""
    feature = spec.datums.get(letter, "")
    return next((n for n, selector in spec.features.items() if selector == feature), feature)


def _deviation(
    motion: Motion, element: Element, datums: Sequence[Element], *, turning_only: bool
) -> float:
    """Return how fast an element leaves its place in a datum system that moves away from it.

    Motions that leave every datum where it is do not count: the system does not see them.
    """
    twist = _twist(motion)
    system = np.vstack([_seen(e) for e in datums])
    _, values, rows = np.linalg.svd(system)
    rank = int((values > HARMLESS * max(values[0], 1.0)).sum())
    unseen = rows[rank:].T
    matrix = _turned(element) if turning_only else _seen(element)
    moved = matrix @ twist
    spread, sizes, _ = np.linalg.svd(matrix @ unseen)
    ways = int((sizes > HARMLESS * max(float(np.abs(matrix).max()), 1.0)).sum())
    moved = moved - spread[:, :ways] @ (spread[:, :ways].T @ moved)
    return float(np.abs(moved).max())


def _twist(motion: Motion) -> Array:
    """Return (v at the origin, ω)."""
    return np.concatenate([velocity(motion, np.zeros((1, 3)))[0], spin(motion)])


def _seen(element: Element) -> Array:
    """Return the rows that map a twist to the visible motions of an element's points."""
    step = max(1, len(element.points) // _CIRCLE)
    return np.array(
        [
            np.concatenate([direction, np.cross(point, direction)])
            for point in element.points[::step]
            for direction in _visible(element)
        ]
    )


def _visible(element: Element) -> list[Array]:
    """Return the directions in which a motion of the element's points shows."""
    if element.kind == "plane":
        return [element.direction]
    if element.kind != "axis":
        return list(np.eye(3))
    least = np.eye(3)[int(np.argmin(np.abs(element.direction)))]
    first = unit(np.cross(element.direction, least))
    return [first, np.cross(element.direction, first)]


def _turned(element: Element) -> Array:
    """Return the rows that map a twist to the change of direction, over the element's length."""
    size = max(float(np.ptp(element.points, axis=0).max()), _LEAST_LENGTH)
    x, y, z = element.direction
    cross = np.array([[0.0, z, -y], [-z, 0.0, x], [y, -x, 0.0]])
    return np.hstack([np.zeros((3, 3)), size * cross])
