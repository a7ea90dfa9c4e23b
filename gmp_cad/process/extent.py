"""What an operation has to clear, read from the workpiece before and after it.

Lengths in mm. ``makes`` name features of the part; their faces are looked up on the state at the
end of the phase; the material across the feed comes from the volume that the operation removed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from gmp_cad.evidence import FaceGeometry, PhaseState, Removal, Vector
from gmp_cad.process import steps
from gmp_cad.process.cut import CutGeometry, left_by
from gmp_cad.process.faces import faces_of, instances_of, made_faces, plane_frame, region
from gmp_cad.process.holes import cylinders_meant, depths_of
from gmp_cad.process.threading import pitch_of, thread_depth, thread_diameter
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.operation import Operation, OperationKind
from gmp_cad.spec.part import PartSpec
from gmp_cad.spec.process import Phase
from gmp_cad.spec.size import Size


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseWork:
    """One phase with what the kernel derived of it.

    ``numbers``: surface number of each feature; ``later``: features that a later phase makes again.
    """

    spec: PartSpec
    phase: Phase
    entering: PhaseState
    leaving: PhaseState
    removals: tuple[Removal, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    later: frozenset[str] = frozenset()


def removed_volume(work: PhaseWork, index: int) -> float:
    """Return the volume (mm³) that the operation removed; 0 when not known or cosmetic."""
    mine = (str(work.phase.number), index)
    real = (r for r in work.removals if not r.cosmetic)
    return sum(r.removed_mm3 for r in real if (r.phase, r.operation) == mine)


def faces_made(work: PhaseWork, operation: Operation) -> tuple[FaceGeometry, ...]:
    """Return the faces that the operation makes, each once."""
    found = {f.index: f for name in operation.makes for f in made_faces(work.leaving, name)}
    return tuple(found[i] for i in sorted(found))


def size_of(work: PhaseWork, operation: Operation) -> Size | None:
    """Return the size that the specification gives to the first feature made."""
    for name in operation.makes:
        dimension = work.spec.dimensions.get(name.split("[")[0])
        if dimension is not None and dimension.between is None:
            return dimension.size
    return None


def cut_geometry(work: PhaseWork, index: int) -> CutGeometry | None:
    """Return what the operation of that index clears; None when its faces are not known."""
    operation = work.phase.operations[index]
    measure = _MEASURES.get(operation.kind)
    faces = faces_made(work, operation)
    if measure is None or not faces:
        return None
    return measure(_Scene(work=work, index=index, faces=faces, volume=removed_volume(work, index)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    work: PhaseWork
    index: int
    faces: tuple[FaceGeometry, ...]
    volume: float

    @property
    def operation(self) -> Operation:
        return self.work.phase.operations[self.index]

    @property
    def allowance(self) -> float:
        return left_by(self.operation)

    def stock_left(self, face: FaceGeometry) -> float | None:
        """Return what an earlier operation of the phase left on a face for this one (mm a side).

        None where no earlier operation makes the face.
        """
        for other in reversed(self.work.phase.operations[: self.index]):
            if any(face.index == made.index for made in faces_made(self.work, other)):
                return max(left_by(other) - self.allowance, 0.0)
        return None

    @property
    def axis(self) -> Vector:
        return AXES[self.operation.direction or self.work.phase.spindle]

    def box(self, faces: Sequence[FaceGeometry]) -> tuple[float, float, float]:
        """Return the extents of the faces along the machine's X, Y and Z."""
        z, x = np.array(self.axis), np.array(AXES[self.work.phase.x_axis])
        if abs(float(x @ z)) > 0.5:  # a tool across the spindle, along the machine's X
            x = np.array(AXES[self.work.phase.spindle])
        points = np.array([p for face in faces for p in _points(face)])
        along = [np.ptp(points @ direction) for direction in (x, np.cross(z, x), z)]
        return float(along[0]), float(along[1]), float(along[2])

    def floors(self) -> list[FaceGeometry]:
        """Return the planes square to the spindle."""
        return [f for f in self.faces if f.surface == "plane" and self._aligned(f)]

    def barrels(self, *, stepped: bool = False) -> list[FaceGeometry]:
        """Return the cylinders along the spindle, or all; ``stepped``: whichever operation made them."""
        cylinders = [f for f in self.faces if f.surface == "cylinder"]
        if stepped:
            named = (f for name in self.operation.makes for f in faces_of(self.work.leaving, name))
            every = {f.index: f for f in (*cylinders, *named) if f.surface == "cylinder"}
            cylinders = [every[i] for i in sorted(every)]
        return [f for f in cylinders if self._aligned(f)] or cylinders

    def _aligned(self, face: FaceGeometry) -> bool:
        return abs(float(np.dot(face.direction, self.axis))) > 0.999


def _points(face: FaceGeometry) -> list[Vector]:
    """Return the outline, or for a round face without one the corners of its box."""
    outline = [p for wire in face.outline for p in wire]
    if outline:
        return outline
    axis = np.array(face.direction)
    side = np.sqrt(np.maximum(1 - axis**2, 0.0)) * face.radius_mm
    ends = [np.array(face.point) + t * axis for t in face.span_mm]
    corners = [e + s * side for e in ends for s in (-1, 1)]
    return [(float(c[0]), float(c[1]), float(c[2])) for c in corners]


def _outer_area(faces: Sequence[FaceGeometry]) -> float:
    """Return the area of plane faces with their holes closed: those may be made afterwards."""
    total = 0.0
    for face in faces:
        frame = plane_frame(face.direction, face.point)
        filled = FaceGeometry(
            index=face.index, surface="plane", point=face.point, direction=face.direction,
            area_mm2=face.area_mm2, centre_mm=face.centre_mm, outline=face.outline[:1],
        )  # fmt: skip
        total += float(region([filled], frame).area) or face.area_mm2
    return total


def _flat(scene: _Scene) -> CutGeometry:
    """Measure surfaces, slots, shoulders: travel along the longer side of the floor."""
    floors = scene.floors()
    if not floors:
        return _wall(scene)
    along, across, _ = scene.box(floors)
    depth = min(scene.volume / _outer_area(floors), _above(scene, floors))
    if scene.volume <= 0:
        depth = scene.operation.allowance or scene.box(scene.faces)[2] or 1.0
    return CutGeometry(length_mm=max(along, across), width_mm=min(along, across), depth_mm=depth)


def _pocket(scene: _Scene) -> CutGeometry:
    """Measure pockets: the depth is that of the walls, or what the volume tells above the floor.

    Walls that are there already are followed once at their whole height, at the width of cut of
    the stock left on them; the floor, under the same stock, is covered in lanes as in roughing.
    """
    floors, flat = scene.floors(), _flat(scene)
    walls = [f for f in scene.faces if f not in floors]
    height = scene.box(scene.faces)[2]
    if not floors or not walls or height <= 0:
        return flat
    side = _side_stock(scene, walls, _outer_area(floors) * height)
    if side <= 0:
        # The volume tells more than the walls where their upper part is cut away afterwards.
        told = flat.depth_mm if scene.volume > 0 else 0.0
        return replace(flat, depth_mm=max(height - scene.allowance, told))
    contour = sum(f.area_mm2 for f in walls) / height
    return replace(flat, depth_mm=height, side_mm=side, contour_mm=contour)


def _side_stock(scene: _Scene, walls: Sequence[FaceGeometry], whole: float) -> float:
    """Return the stock on walls roughed before (mm); 0 for a pocket cut from the solid.

    ``whole``: the volume of the pocket (mm³). Less than half of it left: roughed in another phase.
    """
    left = [stock for face in walls if (stock := scene.stock_left(face)) is not None]
    if left:
        return max(left)
    if 0 < scene.volume < whole / 2:
        return scene.volume / sum(f.area_mm2 for f in scene.faces)
    return 0.0


def _wall(scene: _Scene) -> CutGeometry:
    """Measure contours: travel along the developed walls, depth their height."""
    height = scene.box(scene.faces)[2] or 1.0
    length = sum(f.area_mm2 for f in scene.faces) / height
    width = scene.volume / (length * height) if scene.volume > 0 else 1.0
    return CutGeometry(length_mm=length, width_mm=width, depth_mm=height)


def _bevel(scene: _Scene) -> CutGeometry:
    """Measure chamfers: the sum of their edges; the leg from the area."""
    lengths = [max(scene.box([f])) if f.surface == "plane" else 2 * math.pi * f.radius_mm
               for f in scene.faces]  # fmt: skip
    leg = sum(f.area_mm2 for f in scene.faces) / sum(lengths) * math.sqrt(0.5)
    widest = max((2 * f.radius_mm for f in scene.faces if f.surface == "cone"), default=0.0)
    return CutGeometry(
        diameter_mm=widest or _outer_diameter(scene), length_mm=sum(lengths), width_mm=leg,
        depth_mm=leg,
    )  # fmt: skip


def _hole(scene: _Scene) -> CutGeometry:
    """Measure holes: diameter of the cylinder meant, their depths, and how many there are."""
    cylinders = _meant(scene)
    if not cylinders:
        return _pocket_of_revolution(scene)
    holes = instances_of(cylinders)
    diameter = 2 * (holes[0][0].radius_mm - (scene.operation.allowance or 0.0))
    # A drill goes through what is counterbored afterwards as well.
    drilled = scene.operation.kind is OperationKind.DRILLING
    through = instances_of(scene.barrels(stepped=True)) if drilled else holes
    depths = (
        [scene.operation.depth] * len(holes) if scene.operation.depth else depths_of(holes, through)
    )
    ring = 4 * scene.volume / (math.pi * sum(depths))
    bored = scene.operation.kind is OperationKind.COUNTERBORING
    return CutGeometry(
        diameter_mm=diameter, length_mm=max(depths), count=len(holes), depths_mm=sum(depths),
        inner_diameter_mm=steps.hole_before(diameter, ring, spotted=not bored),
    )  # fmt: skip


def _pocket_of_revolution(scene: _Scene) -> CutGeometry:
    """Measure countersinks and centres by their cones."""
    cones = instances_of([f for f in scene.faces if f.surface == "cone"] or scene.faces)
    first = cones[0][0]
    depth = abs(first.span_mm[1] - first.span_mm[0])
    spread = depth * math.tan(math.radians(abs(first.half_angle_deg)))
    return CutGeometry(
        diameter_mm=2 * (first.radius_mm + spread), length_mm=depth, count=len(cones)
    )


def _meant(scene: _Scene) -> list[FaceGeometry]:
    barrels = scene.barrels(stepped=True)
    return cylinders_meant(scene.operation, scene.work.spec, scene.work.leaving, barrels)


def _spotted(scene: _Scene) -> CutGeometry:
    """Measure spots: a 90° point opens a mouth of the hole's diameter, at most 10 mm."""
    holes = instances_of(_meant(scene))
    mouths = [2 * hole[0].radius_mm for hole in holes if hole[0].surface == "cylinder"]
    if not mouths:
        hole = _hole(scene)
        mouths = [hole.diameter_mm] * hole.count
    depths = [scene.operation.depth or 0.5 * min(mouth, 10.0) for mouth in mouths]
    return CutGeometry(
        diameter_mm=max(mouths), length_mm=max(depths), count=len(mouths), depths_mm=sum(depths)
    )


def _centred(scene: _Scene) -> CutGeometry:
    """Measure centres: a drill of type A (ISO 866) goes in to its cone, as deep as its hole is."""
    hole = _hole(scene)
    return replace(hole, inner_diameter_mm=0.0)


def _bored(scene: _Scene) -> CutGeometry:
    geometry = _hole(scene)
    radial = (geometry.diameter_mm - geometry.inner_diameter_mm) / 2
    if geometry.inner_diameter_mm == 0.0:
        # Without a known removal: boring takes a finishing cut from a hole that exists.
        radial = min(0.5, radial)
    return CutGeometry(
        diameter_mm=geometry.diameter_mm, inner_diameter_mm=geometry.diameter_mm - 2 * radial,
        length_mm=geometry.length_mm, depth_mm=radial, count=geometry.count,
    )  # fmt: skip


def _tapped(scene: _Scene) -> CutGeometry:
    hole = _hole(scene)
    size = size_of(scene.work, scene.operation)
    length = scene.operation.depth or (size.depth if size else None) or hole.length_mm
    return CutGeometry(
        diameter_mm=thread_diameter(size) or hole.diameter_mm,
        inner_diameter_mm=hole.diameter_mm, length_mm=length, count=hole.count,
        pitch_mm=pitch_of(size),
    )  # fmt: skip


def _turned(scene: _Scene) -> CutGeometry:
    """Measure turned profiles by their deepest step: largest diameter before, smallest after."""
    barrels = [f for f in scene.faces if f.surface in ("cylinder", "cone")]
    if not barrels:
        return _faced(scene)
    if all(f.hollow for f in barrels):
        return _bored(scene)
    length = sum(steps.length_of(f) for f in barrels)
    cuts = _steps(scene, barrels)
    before, after = max(s.before_mm for s in cuts), min(s.after_mm for s in cuts)
    return CutGeometry(
        diameter_mm=before, inner_diameter_mm=after, length_mm=length, width_mm=length,
        depth_mm=max(s.depth_mm for s in cuts) or 0.5,
        steps_mm=tuple((s.depth_mm, s.length_mm) for s in cuts),
    )  # fmt: skip


def _steps(scene: _Scene, barrels: Sequence[FaceGeometry]) -> tuple[steps.Step, ...]:
    """Return the step of each outer cylinder (cones, mostly chamfers, only where there is none)."""
    outer = [f for f in barrels if not f.hollow]
    outer = [f for f in outer if f.surface == "cylinder"] or outer
    after = [2 * (f.radius_mm + scene.allowance) for f in outer]
    lengths = [steps.length_of(f) for f in outer]
    left = [scene.stock_left(f) for f in outer]
    around = [steps.entering_diameter(f, scene.work.entering.faces) for f in outer]
    bar = _outer_diameter(scene)
    cuts = tuple(
        steps.Step(
            before_mm=own or bar if more is None else d + 2 * more, after_mm=d, length_mm=part
        )
        for d, more, own, part in zip(after, left, around, lengths, strict=True)
    )
    if scene.volume <= 0 or any(stock is not None for stock in left):
        return cuts
    all_after = [(2 * (f.radius_mm + scene.allowance), steps.length_of(f)) for f in barrels]
    return steps.from_one_bar(cuts, steps.mean_before(all_after, scene.volume))


def _threaded(scene: _Scene) -> CutGeometry:
    """Measure threads cut on a lathe: the major diameter as written, the depth of the standard.

    The modelled cylinder and the volume of a cosmetic thread say nothing about either.
    """
    barrels = scene.barrels()
    if not barrels:
        return _faced(scene)
    size, length = size_of(scene.work, scene.operation), sum(steps.length_of(f) for f in barrels)
    major = thread_diameter(size) or 2 * max(f.radius_mm for f in barrels)
    depth = thread_depth(size, internal=all(f.hollow for f in barrels))
    return CutGeometry(
        diameter_mm=major, inner_diameter_mm=major - 2 * depth, length_mm=length, width_mm=length,
        depth_mm=depth, pitch_mm=pitch_of(size),
    )  # fmt: skip


def _faced(scene: _Scene) -> CutGeometry:
    """Measure faces square to the spindle, from the outside of the workpiece to the inner wire."""
    floors = scene.floors() or list(scene.faces)
    outer = _outer_diameter(scene)
    inner = min((_inner_diameter(scene, f) for f in floors), default=0.0)
    depth = min(scene.volume / _outer_area(floors), _above(scene, floors))
    return CutGeometry(
        diameter_mm=outer, inner_diameter_mm=inner, depth_mm=depth if scene.volume > 0 else 1.0
    )


def _above(scene: _Scene, floors: Sequence[FaceGeometry]) -> float:
    """Return the height of the entering workpiece above the lowest of the planes, along the tool.

    Its area alone would give too deep a cut where later operations reduce it.
    """
    axis = np.array(scene.axis)
    box = np.array(scene.work.entering.box_mm)
    top = float(np.where(axis > 0, box[3:], box[:3]) @ axis)
    height = top - min(float(np.array(f.centre_mm) @ axis) for f in floors)
    return height if height > 0 else math.inf


def _outer_diameter(scene: _Scene) -> float:
    box = np.array(scene.work.entering.box_mm)
    across = (box[3:] - box[:3])[np.abs(np.array(scene.axis)) < 0.5]
    return float(across.max())


def _inner_diameter(scene: _Scene, face: FaceGeometry) -> float:
    if len(face.outline) < 2:
        return 0.0
    box = np.array(scene.work.entering.box_mm)
    arms = np.array(face.outline[1]) - (box[:3] + box[3:]) / 2
    return 2 * float(np.linalg.norm(np.cross(arms, scene.axis), axis=1).min())


_K = OperationKind
_MEASURES: dict[OperationKind, Callable[[_Scene], CutGeometry]] = {
    _K.FACE_MILLING: _flat, _K.SHOULDER_MILLING: _flat, _K.SLOT_MILLING: _flat,
    _K.POCKET_MILLING: _pocket, _K.CONTOUR_MILLING: _wall, _K.CHAMFERING: _bevel,
    _K.SPOT_DRILLING: _spotted, _K.DRILLING: _hole, _K.REAMING: _hole, _K.COUNTERBORING: _hole,
    _K.COUNTERSINKING: _pocket_of_revolution, _K.CENTRE_DRILLING: _centred, _K.BORING: _bored,
    _K.TAPPING: _tapped, _K.TURNING: _turned, _K.GROOVING: _turned, _K.THREADING: _threaded,
    _K.FACING: _faced, _K.PARTING: _faced,
}  # fmt: skip
