"""Outlines of workholders where no fixture is designed: a vice about its contacts, a chuck, a centre.

Simple solids of usual sizes (``workholders.toml``), mm, part frame, placed on the contacts: a jaw on
each clamp and against the normals that face it, parallels under the normals along the spindle.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from gmp_cad.evidence import (
    ClampForce,
    FaceGeometry,
    HolderBlock,
    HolderRole,
    HolderRound,
    HolderSolid,
    LocatingNormal,
    PhaseState,
    Vector,
)
from gmp_cad.process.faces import Array, vector
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.process import Phase
from gmp_cad.standards.table import document

_SAME = 0.9  # of two unit directions
_NEAR_MM = 1.0  # what reaches the end of the workpiece


def workholder_solids(
    phase: Phase,
    normals: Sequence[LocatingNormal],
    clamps: Sequence[ClampForce],
    states: tuple[PhaseState, PhaseState],
) -> tuple[HolderSolid, ...]:
    """Return what holds the workpiece as boxes and rounds; nothing where a fixture is designed.

    ``states``: the workpiece as it enters and leaves the phase; jaws stop below what is machined between.
    A strap, screw or toggle alone tells no body: it is not shown.
    """
    if phase.fixture is not None:
        return ()
    held = _Held(phase=phase, normals=tuple(normals), entering=states[0], leaving=states[1])
    found: list[HolderSolid] = []
    jaws = [clamp for clamp in clamps if clamp.kind == "jaw"]
    if jaws:
        found += _vice(held, jaws)
    gripping = [clamp for clamp in clamps if clamp.kind in ("chuck", "collet")]
    if gripping:
        found += _chuck(held, gripping)
    found += [_centre(clamp) for clamp in clamps if clamp.kind == "tailstock"]
    return tuple(found)


def _sizes(kind: str) -> Mapping[str, Any]:
    sizes: Any = document("workholders.toml")[kind]
    return sizes  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    phase: Phase
    normals: tuple[LocatingNormal, ...]
    entering: PhaseState
    leaving: PhaseState

    @property
    def axis(self) -> Array:
        """Unit direction from the table, or the chuck, to the spindle's tool side."""
        return np.array(AXES[self.phase.spindle])

    @property
    def bottom(self) -> float:
        """Where the workpiece stands along the axis: on its normals, else its box."""
        seated = [float(np.dot(n.point, self.axis)) for n in self.seats]
        box = np.array(self.entering.box_mm)
        low = float(np.where(self.axis > 0, box[:3], box[3:]) @ self.axis)
        return min(seated, default=low)

    @property
    def seats(self) -> list[LocatingNormal]:
        """The normals along the spindle."""
        return [n for n in self.normals if float(np.dot(n.direction, self.axis)) > _SAME]

    def lowest_made(self, beyond: Callable[[FaceGeometry], bool]) -> float:
        """Return how far down along the spindle the faces made here come that lie ``beyond``."""
        made = {index for faces in self.leaving.made.values() for index in faces}
        levels = [
            self.span(face)[0] for face in self.leaving.faces if face.index in made and beyond(face)
        ]
        return min(levels, default=math.inf)

    def span(self, face: FaceGeometry) -> tuple[float, float]:
        """Return how far a face reaches along the spindle."""
        points = [p for wire in face.outline for p in wire]
        if face.surface == "cylinder":
            points = [
                vector(np.array(face.point) + t * np.array(face.direction)) for t in face.span_mm
            ]
        places = [float(np.dot(p, self.axis)) for p in points or [face.centre_mm]]
        return min(places), max(places)

    def extent(self, way: Array) -> tuple[float, float]:
        """Return how far the workpiece reaches along a direction of the part's axes."""
        box = np.array(self.entering.box_mm)
        ends = sorted((float(box[:3] @ way), float(box[3:] @ way)))
        return ends[0], ends[1]


def _block(role: HolderRole, centre: Array, halves: Sequence[Array]) -> HolderBlock:
    a, b, c = (vector(half) for half in halves)
    return HolderBlock(role=role, centre=vector(centre), halves=(a, b, c))


def _vice(held: _Held, jaws: Sequence[ClampForce]) -> Iterator[HolderSolid]:
    """Yield the moving jaw on each clamp, the fixed jaw that faces it, and parallels beneath."""
    sizes, bottom = _sizes("vice"), held.bottom
    for clamp in jaws:
        push = np.array(clamp.direction)
        against = [n for n in held.normals if float(np.dot(n.direction, push)) < -_SAME]
        touching = [clamp.point, *(n.point for n in against)]
        top = max(float(np.dot(p, held.axis)) for p in touching) + sizes["above_contact"]
        top = min(top, held.lowest_made(partial(_reaches, held, push)))
        middle = _middle(held, push)
        low = min(top - sizes["jaw_height"], bottom)  # its bed lies under the workpiece
        span = (low, top)
        yield _jaw(held, "moving_jaw", (np.array(clamp.point), -push, middle), span)
        if against:
            yield _jaw(held, "fixed_jaw", (np.array(against[0].point), push, middle), span)
        if bottom > low and held.seats:
            yield from _parallels(held, push, (low, bottom))


def _reaches(held: _Held, push: Array, face: FaceGeometry) -> bool:
    """Whether a face comes as far as a jaw: to an end of the workpiece along the push."""
    across = np.abs(push)
    low, high = held.extent(across)
    places = [float(np.dot(p, across)) for wire in face.outline for p in wire]
    return bool(places) and (min(places) < low + _NEAR_MM or max(places) > high - _NEAR_MM)


def _middle(held: _Held, push: Array) -> float:
    """Return the middle of the workpiece along its jaws."""
    low, high = held.extent(np.abs(np.cross(held.axis, push)))
    return (low + high) / 2


def _jaw(
    held: _Held, role: HolderRole, face: tuple[Array, Array, float], span: tuple[float, float]
) -> HolderBlock:
    """Return a jaw: its face through a point, thick along ``outwards``, high over ``span``."""
    (point, outwards, middle), sizes = face, _sizes("vice")
    along = np.abs(np.cross(held.axis, outwards))
    thick, height = sizes["jaw_thickness"] / 2, (span[1] - span[0]) / 2
    depth = float(point @ outwards) + thick
    centre = depth * outwards + middle * along + (span[0] + height) * held.axis
    halves = (thick * outwards, sizes["jaw_width"] / 2 * along, height * held.axis)
    return _block(role, centre, halves)


def _parallels(held: _Held, push: Array, span: tuple[float, float]) -> Iterator[HolderSolid]:
    """Yield two parallels under the workpiece, beside its jaws."""
    sizes = _sizes("vice")
    thick, along = sizes["parallel_thickness"] / 2, np.abs(np.cross(held.axis, push))
    across = np.abs(push)
    low, high = held.extent(across)
    end0, end1 = held.extent(along)
    height, level = (span[1] - span[0]) / 2, (span[0] + span[1]) / 2
    for place in sorted({low + thick, high - thick}):
        centre = place * across + (end0 + end1) / 2 * along + level * held.axis
        halves = (thick * across, (end1 - end0) / 2 * along, height * held.axis)
        yield _block("parallel", centre, halves)


def _chuck(held: _Held, jaws: Sequence[ClampForce]) -> Iterator[HolderSolid]:
    """Yield the body of a chuck behind the workpiece, and its jaws on the clamped surface.

    One clamp alone stands for three jaws about the axis that its surface has.
    """
    sizes = _sizes("chuck")
    origin, gripped = _about(held, jaws)
    radius = float(np.linalg.norm(gripped[0][1]))
    seat = held.bottom
    jaw_end = max(float(point @ held.axis) for point, _ in gripped) + sizes["jaw_length"] / 2
    jaw_end = min(jaw_end, held.lowest_made(partial(_stands_out, held)))
    face = min(seat, jaw_end - sizes["jaw_length"])
    body = next((d for d, most in sizes["bodies"] if 2 * radius <= most), sizes["bodies"][-1][0])
    ends = (origin + (face - sizes["body_length"]) * held.axis, origin + face * held.axis)
    yield HolderRound(
        role="chuck", ends=(vector(ends[0]), vector(ends[1])), radii_mm=(body / 2, body / 2)
    )
    high = sizes["jaw_height"] / 2
    outside = float(np.dot(jaws[0].direction, gripped[0][1])) < 0
    inner = radius if outside else radius - 2 * high
    for _, arm in gripped:
        out = arm / radius
        centre = origin + (inner + high) * out + (face + jaw_end) / 2 * held.axis
        side = np.cross(held.axis, out) * sizes["jaw_width"] / 2
        yield _block("chuck_jaw", centre, (high * out, side, (jaw_end - face) / 2 * held.axis))


def _stands_out(held: _Held, face: FaceGeometry) -> bool:
    """Whether a tool makes the face from outside, past the jaws: an outer cylinder or a shoulder."""
    lean = float(np.dot(face.direction, held.axis))
    if face.surface == "cylinder":
        return abs(lean) > _SAME and not face.hollow
    return face.surface == "plane" and lean > _SAME


def _about(held: _Held, jaws: Sequence[ClampForce]) -> tuple[Array, list[tuple[Array, Array]]]:
    """Return the chuck's axis (its point at height 0) and the jaws: (contact, arm from the axis)."""
    axis = held.axis
    points = [np.array(jaw.point) for jaw in jaws]
    box = np.array(held.entering.box_mm)
    origin = np.mean(points, axis=0) if len(points) > 1 else _axis_of(held, jaws[0], box)
    origin = origin - float(origin @ axis) * axis
    arms = [p - origin - float(p @ axis) * axis for p in points]
    if len(points) == 1:
        turn = np.cross(axis, arms[0])
        angles = [2 * np.pi * i / 3 for i in range(3)]
        arms = [np.cos(a) * arms[0] + np.sin(a) * turn for a in angles]
        points = [origin + arm + float(points[0] @ axis) * axis for arm in arms]
    return origin, list(zip(points, arms, strict=True))


def _axis_of(held: _Held, jaw: ClampForce, box: Array) -> Array:
    """Return a point of the axis of the clamped cylinder; the middle of the box without one."""
    indices = held.entering.features.get(jaw.on, ())
    faces = [f for f in held.entering.faces if f.index in indices and f.surface == "cylinder"]
    along = [f for f in faces if abs(float(np.dot(f.direction, held.axis))) > _SAME]
    return np.array(along[0].point) if along else (box[:3] + box[3:]) / 2


def _centre(clamp: ClampForce) -> HolderRound:
    """Return the point of a tailstock in its centre hole."""
    sizes, push = _sizes("centre"), np.array(clamp.direction)
    radius = sizes["diameter"] / 2
    reach = radius / np.tan(np.radians(sizes["angle_deg"] / 2))
    tip: Vector = clamp.point
    return HolderRound(
        role="centre", ends=(tip, vector(np.array(tip) - reach * push)), radii_mm=(0.0, radius)
    )
