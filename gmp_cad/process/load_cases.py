"""Load cases of a phase: the forces of every operation at the places and directions that decide.

Equilibrium is linear in the point where a force acts: what holds at the corners of the machined
region holds everywhere inside it, so the corners suffice. In milling and boring with a turning tool
the force turns with the tool, in turning around the part. Sixteen directions stand for all: what
turns is taken 1/cos(π/16) = 1.02 times as large, so that the polygon of the sixteen lies around the
circle of all, and equilibrium is convex. Forces in N, moments in N·mm, lengths in mm, part frame.
The part weighs with its state before the phase.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gmp_cad.evidence import FaceGeometry, Vector
from gmp_cad.language import Message
from gmp_cad.process import cutting
from gmp_cad.process.conditions import CuttingConditions
from gmp_cad.process.cut import family_of
from gmp_cad.process.extent import PhaseWork, faces_made
from gmp_cad.process.faces import Array, instances_of, unit, vector
from gmp_cad.process.force_closure import Load, wrench
from gmp_cad.process.operations import OperationRow
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.operation import Operation
from gmp_cad.spec.workshop import Tool
from gmp_cad.standards.clamping_data import ForceRatios, drill_point_thrust, force_ratios

DIRECTIONS = 16
# The corners of the polygon around a circle lie outside it by this factor.
AROUND = 1 / math.cos(math.pi / DIRECTIONS)
GRAVITY = 9.81
_KG_PER_MM3 = 1e-9
_SAME_MM = 1.0
_CHISEL_MM = 1e-6
_POINT_DEG = 118.0
_POINTED = ("drill", "spot_drill", "centre_drill")


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadCase:
    """One position and direction of one operation.

    ``row``: number of the operation (20.1). ``point`` (mm) where ``force`` (N) acts on the part,
    with ``torque`` (N·mm); ``weight`` (N) acts at the centre of mass. ``says``: the direction.
    """

    row: str
    point: Vector
    force: Vector
    torque: Vector = (0.0, 0.0, 0.0)
    weight: Vector = (0.0, 0.0, 0.0)
    says: Message

    @property
    def force_n(self) -> float:
        """Size of the cutting force (N)."""
        return math.hypot(*self.force)

    def load(self, centre: Vector) -> Load:
        """Return the wrenches about the part's origin; ``centre``: the centre of mass."""
        return Load(
            cutting=tuple(wrench(self.point, self.force, self.torque)),
            dead=tuple(wrench(centre, self.weight)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """One operation that cuts with a known force: ``fc`` N while an edge is in the material."""

    work: PhaseWork
    row: OperationRow
    operation: Operation
    faces: tuple[FaceGeometry, ...]
    ratios: ForceRatios
    family: str
    fc: float
    weight_n: float

    @property
    def axis(self) -> Array:
        """Unit vector from the part towards the spindle."""
        return np.array(AXES[self.operation.direction or self.work.phase.spindle])

    @property
    def sides(self) -> tuple[Array, Array]:
        """Two directions across the tool's axis: the machine's X where it is one, and the other."""
        x = np.array(AXES[self.work.phase.x_axis])
        if abs(float(x @ self.axis)) > 0.5:
            x = np.array(AXES[self.work.phase.spindle])
        return x, np.cross(self.axis, x)

    @property
    def down(self) -> Vector:
        """Weight on a machine whose spindle stands upright (N)."""
        return vector(-self.weight_n * np.array(AXES[self.work.phase.spindle]))

    def turned(self, index: int) -> tuple[float, Array, Array]:
        """Return angle (degrees), outward and tangential direction of one of the sixteen places."""
        angle = 2 * math.pi * index / DIRECTIONS
        x, y = self.sides
        outward = math.cos(angle) * x + math.sin(angle) * y
        return math.degrees(angle), outward, np.cross(self.axis, outward)

    def case(self, point: Array, force: Array, says: Message, **more: Vector) -> LoadCase:
        """Return a load case of this operation."""
        return LoadCase(
            row=self.row.number, point=vector(point), force=vector(force), says=says, **more
        )


def weight_n(work: PhaseWork) -> float:
    """Return the weight (N) of the part as it enters the phase."""
    density = work.spec.part.density_kg_m3
    return work.entering.volume_mm3 * density * _KG_PER_MM3 * GRAVITY


def centre_of_mass(work: PhaseWork) -> Vector:
    """Return the centre of mass (mm) as the part enters; the middle of its box if not known."""
    if work.entering.centre_of_mass_mm is not None:
        return work.entering.centre_of_mass_mm
    box = np.array(work.entering.box_mm)
    return vector((box[:3] + box[3:]) / 2)


def load_cases(work: PhaseWork, rows: Sequence[OperationRow]) -> tuple[LoadCase, ...]:
    """Return the cases of all operations whose cutting force is known, in the order of the rows."""
    found: list[LoadCase] = []
    for row in rows:
        scene = _scene(work, row)
        if scene is not None:
            found += _FAMILIES[scene.family](scene)
    return tuple(found)


def without_force(work: PhaseWork, rows: Sequence[OperationRow]) -> tuple[str, ...]:
    """Return the numbers of operations that cut with a force that is not known."""
    cutting = [row for row in rows if row.operation is not None and row.tool is not None]
    return tuple(
        row.number
        for row in cutting
        if row.operation is not None
        and row.tool is not None
        and family_of(work.phase.operations[row.operation], row.tool) is not None
        and _scene(work, row) is None
    )


def _scene(work: PhaseWork, row: OperationRow) -> _Scene | None:
    if row.operation is None or row.tool is None or row.conditions is None:
        return None
    operation = work.phase.operations[row.operation]
    family = family_of(operation, row.tool)
    faces = faces_made(work, operation)
    if family is None or not row.conditions.fc or not faces:
        return None
    kind = "face_mill" if family == "milling" and row.tool.kind == "face_mill" else family
    return _Scene(
        work=work, row=row, operation=operation, faces=faces, ratios=force_ratios(kind),
        family=family, fc=_force(row.conditions, row.tool, family), weight_n=weight_n(work),
    )  # fmt: skip


def _force(cut: CuttingConditions, tool: Tool, family: str) -> float:
    """Return the cutting force (N) while a tooth is in the material.

    The power gives the mean over the whole turn: where less than one tooth cuts at once, each one
    alone makes the force that the mean spreads over the time without any.
    """
    assert cut.fc is not None
    if family != "milling" or not cut.ae:
        return cut.fc
    centred = tool.kind == "face_mill"
    engaged = cutting.teeth_in_cut(cut.ae, cut.diameter_mm, tool.teeth or 1, centred=centred)
    return cut.fc / min(engaged, 1.0)


def _milling(scene: _Scene) -> Iterator[LoadCase]:
    """All directions in the plane of the tool, the axial force at its two extremes."""
    size = AROUND * scene.fc * math.hypot(1.0, scene.ratios.across)
    axial = sorted({-scene.ratios.push, scene.ratios.pull})
    for point in _corners(scene):
        for i in range(DIRECTIONS):
            angle, outward, _ = scene.turned(i)
            for share in axial:
                force = size * outward + share * scene.fc * scene.axis
                said = Message("in the plane at {angle}°, axial {axial} N",
                               angle=angle, axial=round(share * scene.fc))  # fmt: skip
                yield scene.case(point, force, said, weight=scene.down)


def _corners(scene: _Scene) -> list[Array]:
    """Return the corners of the region machined, at the levels where the tool cuts."""
    x, y = scene.sides
    points = np.array([p for face in scene.faces for p in _points(face)])
    heights = points @ scene.axis
    assert scene.row.conditions is not None
    levels = [float(heights.min()) + scene.row.conditions.ap / 2]
    if float(heights.max()) > levels[0] + _SAME_MM:
        levels.append(float(heights.max()))
    found: list[Array] = []
    for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        corner = points[int(np.argmax(np.round(points @ (a * x + b * y), 6)))]
        for level in levels:
            at = corner + (level - float(corner @ scene.axis)) * scene.axis
            if not any(np.linalg.norm(at - other) < _SAME_MM for other in found):
                found.append(at)
    return found


def _points(face: FaceGeometry) -> list[Vector]:
    """Return points of the boundary, of round faces without one those of their end circles."""
    outline = [p for wire in face.outline for p in wire]
    if outline:
        return outline
    axis = np.array(face.direction)
    first = unit(np.cross(axis, np.eye(3)[int(np.argmin(np.abs(axis)))]))
    second = np.cross(axis, first)
    radius = face.radius_mm + face.major_radius_mm
    ends = [np.array(face.point) + t * axis for t in face.span_mm]
    turns = [2 * math.pi * i / DIRECTIONS for i in range(DIRECTIONS)]
    rim = [radius * (math.cos(a) * first + math.sin(a) * second) for a in turns]
    return [vector(end + side) for end in ends for side in rim]


def _drilling(scene: _Scene) -> Iterator[LoadCase]:
    """Thrust with torque in each hole, then the torque alone as the tool breaks through."""
    assert scene.row.conditions is not None
    assert scene.row.tool is not None
    half = math.radians(scene.row.tool.point_angle_deg or _POINT_DEG) / 2
    thrust = scene.ratios.thrust * scene.fc * math.sin(half)
    if _from_the_solid(scene):
        thrust *= drill_point_thrust()
    torque = scene.fc * scene.row.conditions.diameter_mm / 2
    turns = (1, -1) if scene.family == "tapping" else (1,)  # a tap turns back
    for point in _mouths(scene):
        for turn in turns:
            twist = vector(-turn * torque * scene.axis)
            for size in sorted({thrust, 0.0}, reverse=True):
                said = Message("thrust {thrust} N, torque {torque:.2f} N·m",
                               thrust=round(size), torque=turn * torque / 1000)  # fmt: skip
                for weight in _weights(scene):
                    yield scene.case(point, -size * scene.axis, said, torque=twist, weight=weight)


def _from_the_solid(scene: _Scene) -> bool:
    """Whether the chisel edge of a drill cuts: there is no hole before it."""
    cut, tool = scene.row.conditions, scene.row.tool
    assert cut is not None
    assert tool is not None
    return tool.kind in _POINTED and cut.ap >= cut.diameter_mm / 2 - _CHISEL_MM


def _weights(scene: _Scene) -> list[Vector]:
    """Return the weight as it acts on the part: in turning it goes around the part."""
    if not scene.work.phase.turning:
        return [scene.down]
    size = AROUND * scene.weight_n
    return [vector(size * scene.turned(i)[1]) for i in range(DIRECTIONS)]


def _mouths(scene: _Scene) -> list[Array]:
    """Return where the tool enters each hole: on its axis, at its end nearest to the spindle."""
    found = []
    rounds = [f for f in scene.faces if f.surface in ("cylinder", "cone")]
    for hole in instances_of(rounds or scene.faces):
        ends = [np.array(f.point) + t * np.array(f.direction) for f in hole for t in f.span_mm]
        found.append(max(ends, key=lambda p: round(float(p @ scene.axis), 6)))
    return found


def _around(scene: _Scene) -> Iterator[LoadCase]:
    """One edge on a surface of revolution: Fc along the tangent, Ff along the feed, Fp across it."""
    assert scene.row.conditions is not None
    radius = scene.row.conditions.diameter_mm / 2
    rounds = [f for f in scene.faces if f.surface in ("cylinder", "cone")]
    inside = bool(rounds) and all(f.hollow for f in rounds)
    feed, passive = scene.ratios.feed * scene.fc, scene.ratios.passive * scene.fc
    for centre in _ends(scene, rounds):
        for i in range(DIRECTIONS):
            angle, outward, along = scene.turned(i)
            radial, axial = (feed, passive) if _plunges(scene) else (passive, feed)
            across = radial * (outward if inside else -outward) - scene.fc * along
            # The torque about the axis and the force along it do not turn: they stay as they are.
            twist = (AROUND - 1) * radius * (scene.fc * scene.axis + axial * along)
            said = Message("at {angle}° around the axis, Fc {fc} N, radial {radial} N, axial {axial} N",
                           angle=angle, fc=round(scene.fc), radial=round(radial),
                           axial=round(axial))  # fmt: skip
            falls = vector(-AROUND * scene.weight_n * along)
            yield scene.case(
                centre + radius * outward, AROUND * across - axial * scene.axis, said,
                torque=vector(twist), weight=falls if scene.work.phase.turning else scene.down,
            )  # fmt: skip


def _plunges(scene: _Scene) -> bool:
    """Whether the tool is fed across the axis: facing, grooves, parting."""
    return scene.family in ("facing", "plunging")


def _ends(scene: _Scene, rounds: Sequence[FaceGeometry]) -> list[Array]:
    """Return the ends of the machined length on the axis of revolution."""
    axis = scene.axis
    origin = np.array(rounds[0].point) if rounds else np.array(_middle(scene))
    foot = origin - float(origin @ axis) * axis
    heights = [float(np.array(p) @ axis) for face in scene.faces for p in _points(face)]
    levels = [min(heights), max(heights)]
    if levels[1] - levels[0] < _SAME_MM:
        levels = levels[1:]
    return [foot + level * axis for level in levels]


def _middle(scene: _Scene) -> Vector:
    """Return the middle of the workpiece: a face square to the axis turns about it."""
    box = np.array(scene.work.entering.box_mm)
    return vector((box[:3] + box[3:]) / 2)


_FAMILIES: dict[str, Callable[[_Scene], Iterator[LoadCase]]] = {
    "milling": _milling, "hole": _drilling, "tapping": _drilling, "turning": _around,
    "facing": _around, "boring": _around, "plunging": _around, "threading": _around,
}  # fmt: skip
