"""Where the normals of a location and the clamps of a phase stand on the workpiece.

Points in mm and unit directions, in the part's frame, on the state that enters the phase.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from shapely import Point

from gmp_cad.errors import GmpError, suggestion
from gmp_cad.evidence import ClampForce, FaceGeometry, LocatingNormal, PhaseState, Vector
from gmp_cad.language import Message, word
from gmp_cad.process import contacts
from gmp_cad.process.contacts import Contact
from gmp_cad.process.faces import (
    Array,
    PlaneFrame,
    faces_of,
    plane_frame,
    region,
    same_feature,
    unit,
    vector,
)
from gmp_cad.process.spread import one_point, three_points, two_points
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.process import Phase
from gmp_cad.spec.workholding import Clamping, Locating

# How many normals each joint realises (NF E 04-013 teaching tables).
CONTACT_NORMALS = {
    "short_centring": 2, "long_centring": 4, "short_vee": 2, "long_vee": 4, "centre": 3,
    "sliding_centre": 2, "locating_pin": 2, "relieved_pin": 1,
}  # fmt: skip
_BY_COUNT = {1: "", 2: "short_centring", 4: "long_centring"}
ON_FACE_MM = 0.05
_ROUND = ("cylinder", "cone", "sphere")
_JAWS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """A contact or clamp that cannot stand where the plan wants it, and why."""

    role: Literal["locating", "clamping"]
    on: str
    reason: Message
    hint: Message | None = None


class _CannotStandError(GmpError):
    """A contact that the face does not take."""


def place_normals(phase: Phase, entering: PhaseState) -> tuple[LocatingNormal, ...]:
    """Return the normals of a phase, numbered from 1 in the order of ``phase.locating``.

    What cannot be placed is left out (its numbers stay free): :func:`unplaced` says why.
    """
    return tuple(n for placed in _placed(phase, entering) for n in placed if n is not None)


def place_clamps(phase: Phase, entering: PhaseState) -> tuple[ClampForce, ...]:
    """Return the clamps of a phase; a chuck or collet shares its force between three jaws."""
    normals = place_normals(phase, entering)
    placed: list[ClampForce] = []
    for clamping in phase.clamping:
        try:
            placed += _clamp(clamping, phase, entering, normals)
        except _CannotStandError:
            continue
    return tuple(placed)


def unplaced(phase: Phase, entering: PhaseState) -> tuple[Unplaced, ...]:
    """Return every contact and clamp of the phase that has no place, with the reason."""
    found: list[Unplaced] = []
    normals: list[LocatingNormal] = []
    for locating in phase.locating:
        try:
            normals += _locate(locating, phase, entering, normals)
        except _CannotStandError as error:
            found.append(
                Unplaced(role="locating", on=locating.on, reason=error.message, hint=error.hint)
            )
    for clamping in phase.clamping:
        try:
            _clamp(clamping, phase, entering, normals)
        except _CannotStandError as error:
            found.append(
                Unplaced(role="clamping", on=clamping.on, reason=error.message, hint=error.hint)
            )
    return tuple(found)


def _placed(phase: Phase, entering: PhaseState) -> Iterator[list[LocatingNormal]]:
    """Yield the normals of each locating contact; an empty list where it has no place."""
    earlier: list[LocatingNormal] = []
    start = 1
    for locating in phase.locating:
        try:
            placed = _locate(locating, phase, entering, earlier, start)
        except _CannotStandError:
            placed = []
        start += locating.normals
        earlier += placed
        yield placed


def _locate(
    locating: Locating,
    phase: Phase,
    entering: PhaseState,
    earlier: Sequence[LocatingNormal],
    start: int = 1,
) -> list[LocatingNormal]:
    faces = _require(entering, locating.on)
    _check_count(locating)
    if locating.points:
        found = [_given(faces, point, locating.on) for point in locating.points]
    elif faces[0].surface == "plane" and locating.contact in ("", "plane"):
        found = _on_plane(faces, locating, earlier)
    else:
        found = _on_round(faces, locating, phase, entering, earlier)
    machined = any(same_feature(locating.on, name) for name in entering.machined)
    return [
        LocatingNormal(
            index=start + i, on=locating.on, point=point, direction=direction, machined=machined
        )
        for i, (point, direction) in enumerate(found)
    ]


def _require(entering: PhaseState, name: str) -> tuple[FaceGeometry, ...]:
    faces = faces_of(entering, name)
    if not faces:
        hint = suggestion(name, entering.features)
        raise _CannotStandError(
            Message("{name!r} does not exist on the workpiece after phase {phase}",
                    name=name, phase=entering.phase),
            hint,
        )  # fmt: skip
    return faces


def _check_count(locating: Locating) -> None:
    realised = CONTACT_NORMALS.get(locating.contact)
    if realised is not None and realised != locating.normals:
        raise _CannotStandError(
            Message("a {contact} realises {realised} {realised:normal|normals}, not {written}",
                    contact=word(locating.contact), realised=realised, written=locating.normals)
        )  # fmt: skip
    if locating.contact == "plane" and locating.normals > 3:
        raise _CannotStandError(
            Message("a plane realises at most 3 normals, not {written}", written=locating.normals)
        )
    if locating.points and len(locating.points) != locating.normals:
        raise _CannotStandError(
            Message("{points} {points:point is|points are} given for {written} {written:normal|normals}",
                    points=len(locating.points), written=locating.normals)
        )  # fmt: skip


def _given(faces: Sequence[FaceGeometry], point: Vector, name: str) -> Contact:
    """Return a contact at a given point, which must lie on one of the faces."""
    gaps = [(_gap(face, point), i) for i, face in enumerate(faces)]
    gap, nearest = min(gaps)
    if gap > ON_FACE_MM:
        raise _CannotStandError(
            Message("the point ({x} ; {y} ; {z}) lies {gap:.2f} mm away from {name!r}",
                    x=point[0], y=point[1], z=point[2], gap=gap, name=name)
        )  # fmt: skip
    return point, vector(-_outward(faces[nearest], point))


def _gap(face: FaceGeometry, point: Vector) -> float:
    """Return the distance (mm) of a point to a plane face, or to a round surface."""
    if face.surface == "plane":
        frame = plane_frame(face.direction, face.point)
        u, v = frame.flat(point)
        flat = region([face], frame).distance(Point(u, v)) if face.outline else 0.0
        return float(np.hypot(frame.height(point), flat))
    arm = np.array(point) - np.array(face.point)
    if face.surface == "sphere":
        return abs(float(np.linalg.norm(arm)) - face.radius_mm)
    if face.surface != "cylinder":
        return float("inf")
    along = float(arm @ face.direction)
    beyond = max(face.span_mm[0] - along, along - face.span_mm[1], 0.0)
    radial = float(np.linalg.norm(np.cross(arm, face.direction)))
    return float(np.hypot(radial - face.radius_mm, beyond))


def _outward(face: FaceGeometry, point: Vector) -> Array:
    """Return the unit normal of the face at a point, out of the material."""
    if face.surface == "plane":
        return unit(face.direction)
    arm = np.array(point) - np.array(face.point)
    if face.surface != "sphere":
        arm = arm - float(arm @ face.direction) * np.array(face.direction)
    return unit(-arm if face.hollow else arm)


def _on_plane(
    faces: Sequence[FaceGeometry], locating: Locating, earlier: Sequence[LocatingNormal]
) -> list[Contact]:
    """Return 1, 2 or 3 normals on a plane (several pads of one direction count together)."""
    pads = _pads(faces)
    first = pads[0]
    along = _line_direction(first, earlier) if locating.normals == 2 else None
    frame = plane_frame(first.direction, first.point, along)
    area = region(pads, frame)
    if locating.normals > 3 or area.is_empty:
        raise _CannotStandError(
            Message("a plane realises at most 3 normals, not {written}", written=locating.normals)
            if locating.normals > 3
            else Message("the outline of {name!r} is not known", name=locating.on)
        )
    spots: Sequence[tuple[float, float]]
    if locating.normals == 1:
        spots = [one_point(area)]
    elif locating.normals == 2:
        spots = two_points(area, None if along is None else 0.0)
    else:
        spots = three_points(area)
    inward = vector(-np.array(frame.normal))
    return [(_seat(spot, pads, frame), inward) for spot in spots]


def _pads(faces: Sequence[FaceGeometry]) -> list[FaceGeometry]:
    """Return the plane faces that look the same way as the largest, itself first."""
    planes = [f for f in faces if f.surface == "plane"]
    largest = max(planes, key=lambda f: (round(f.area_mm2, 6), -f.index))
    same = [f for f in planes if f is not largest
            and float(np.dot(f.direction, largest.direction)) > 1 - 1e-6]  # fmt: skip
    return [largest, *same]


def _line_direction(face: FaceGeometry, earlier: Sequence[LocatingNormal]) -> Vector | None:
    """Return the line of two normals that repeats nothing: parallel to the first plane contact."""
    groups: dict[str, list[LocatingNormal]] = {}
    for normal in earlier:
        groups.setdefault(normal.on, []).append(normal)
    for group in groups.values():
        across = np.cross(group[0].direction, face.direction)
        parallel = all(np.allclose(n.direction, group[0].direction) for n in group)
        if len(group) == 3 and parallel and np.linalg.norm(across) > 0.1:
            return vector(np.abs(unit(across)) if np.abs(across).max() > 1 - 1e-9 else unit(across))
    return None


def _seat(spot: tuple[float, float], pads: Sequence[FaceGeometry], frame: PlaneFrame) -> Vector:
    """Return the point of the pad that stands over (u, v), at the height of that pad."""
    under = min(
        range(len(pads)),
        key=lambda i: (round(region([pads[i]], frame).distance(Point(*spot)), 6), i),
    )
    lifted = np.array(frame.lift(*spot))
    return vector(lifted + frame.height(pads[under].point) * np.array(frame.normal))


def _on_round(
    faces: Sequence[FaceGeometry],
    locating: Locating,
    phase: Phase,
    entering: PhaseState,
    earlier: Sequence[LocatingNormal],
) -> list[Contact]:
    contact = locating.contact or _BY_COUNT.get(locating.normals)
    if contact in ("centre", "sliding_centre"):
        return contacts.centre(faces, entering, axial=contact == "centre")
    cylinders = [f for f in faces if f.surface == "cylinder"]
    if contact is None or contact == "plane" or not cylinders:
        raise _CannotStandError(
            Message("{written} {written:normal|normals} cannot be placed on the {surface} {name!r}",
                    written=locating.normals, surface=word(faces[0].surface),
                    name=locating.on),
            Message("give points, or a contact: {names}", names=", ".join(CONTACT_NORMALS)),
        )  # fmt: skip
    surface = contacts.barrel(cylinders)
    if contact in contacts.SECTIONS:
        bisector = _vee_bisector(surface, phase) if contact.endswith("vee") else None
        return contacts.centring(surface, contacts.SECTIONS[contact], bisector)
    return contacts.single(surface, _free_side(surface, phase, earlier))


def _vee_bisector(surface: contacts.Barrel, phase: Phase) -> Array:
    """Return where a vee opens to: the spindle; for an axis along it, the machine's X."""
    return contacts.across(surface.axis, [AXES[phase.spindle], AXES[phase.x_axis]])


def _free_side(surface: contacts.Barrel, phase: Phase, earlier: Sequence[LocatingNormal]) -> Array:
    """Return the direction that a relieved pin holds: across the line to the main centring."""
    axis = np.array(surface.axis)
    main = _centred_on(axis, earlier)
    if main is not None:
        arm = main - np.array(surface.origin)
        line = arm - float(arm @ axis) * axis
        if np.linalg.norm(line) > 1e-3:
            return unit(np.cross(axis, line))
    return contacts.across(axis, [AXES[phase.x_axis]])


def _centred_on(axis: Array, earlier: Sequence[LocatingNormal]) -> Array | None:
    """Return where the normals of the last centring parallel to an axis meet, if there is one."""
    groups: dict[str, list[LocatingNormal]] = {}
    for normal in earlier:
        if abs(float(np.dot(normal.direction, axis))) < 1e-6:
            groups.setdefault(normal.on, []).append(normal)
    for group in reversed(groups.values()):
        # A line through the point p along n is {a : a·s = p·s} with s = axis × n, seen along axis.
        sides = np.array([np.cross(axis, n.direction) for n in group])
        if np.linalg.matrix_rank(sides, tol=1e-6) == 2:
            levels = [float(np.dot(n.point, s)) for n, s in zip(group, sides, strict=True)]
            return np.asarray(np.linalg.lstsq(sides, np.array(levels), rcond=None)[0])
    return None


def _clamp(
    clamping: Clamping,
    phase: Phase,
    entering: PhaseState,
    normals: Sequence[LocatingNormal],
) -> list[ClampForce]:
    faces = _require(entering, clamping.on)
    place: Callable[..., list[Contact]]
    if clamping.point is not None:
        found = [_given(faces, clamping.point, clamping.on)]
    elif clamping.kind == "tailstock":
        found = contacts.centre(faces, entering, axial=True)[2:]
    else:
        place = _press_plane if faces[0].surface == "plane" else _press_round
        found = place(faces, clamping, phase, normals)
    return [
        ClampForce(on=clamping.on, point=point, direction=direction,
                   force_n=clamping.force / len(found), kind=clamping.kind)
        for point, direction in found
    ]  # fmt: skip


def _press_plane(
    faces: Sequence[FaceGeometry],
    clamping: Clamping,
    _phase: Phase,
    normals: Sequence[LocatingNormal],
) -> list[Contact]:
    """Press in the middle of the face, or opposite the normals that stand against the force."""
    pads = _pads(faces)
    frame = plane_frame(pads[0].direction, pads[0].point)
    area = region(pads, frame)
    if area.is_empty:
        raise _CannotStandError(Message("the outline of {name!r} is not known", name=clamping.on))
    opposed = [n.point for n in normals if np.dot(n.direction, frame.normal) > 1 - 1e-6]
    wanted = frame.flat(np.mean(opposed, axis=0).tolist()) if opposed else None
    return [(_seat(one_point(area, wanted), pads, frame), vector(-np.array(frame.normal)))]


def _press_round(
    faces: Sequence[FaceGeometry],
    clamping: Clamping,
    phase: Phase,
    normals: Sequence[LocatingNormal],
) -> list[Contact]:
    """Three jaws for a chuck or collet; else one force towards the normals on that surface."""
    cylinders = [f for f in faces if f.surface == "cylinder"]
    if not cylinders:
        raise _CannotStandError(
            Message("no clamp can be placed on the {surface} {name!r}: give its point",
                    surface=word(faces[0].surface), name=clamping.on)
        )  # fmt: skip
    surface = contacts.barrel(cylinders)
    axis = np.array(surface.axis)
    if clamping.kind in ("chuck", "collet"):
        first = contacts.across(axis, [])
        side = np.cross(axis, first)
        turns = [2 * np.pi * i / _JAWS for i in range(_JAWS)]
        jaws = [np.cos(a) * first + np.sin(a) * side for a in turns]
    else:
        jaws = [_towards_normals(surface, phase, normals)]
    return [contact for jaw in jaws for contact in contacts.single(surface, jaw)]


def _towards_normals(
    surface: contacts.Barrel, phase: Phase, normals: Sequence[LocatingNormal]
) -> Array:
    """Return the side from which a clamp presses the surface onto its normals."""
    axis = np.array(surface.axis)
    pushed = np.sum([n.direction for n in normals], axis=0) if normals else np.zeros(3)
    flat = pushed - float(pushed @ axis) * axis
    if np.linalg.norm(flat) < 0.5:
        flat = contacts.across(axis, [AXES[phase.spindle], AXES[phase.x_axis]])
    return unit(-flat if surface.hollow else flat)
