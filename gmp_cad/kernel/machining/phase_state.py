"""Which named faces a workpiece has at the end of a phase: machined, under way, still raw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import cadquery as cq
from OCP.BRepGProp import BRepGProp_Face
from OCP.gp import gp_Pnt, gp_Vec

from gmp_cad.evidence import FaceGeometry, PartGeometry, PhaseState, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.machining.sweeps.surroundings import Surroundings
from gmp_cad.kernel.surfaces import coincidence, properties
from gmp_cad.kernel.surfaces.coincidence import Patch
from gmp_cad.kernel.surfaces.faces import face_geometries
from gmp_cad.spec.axes import AXES

_SAME_MM = 1e-6
_PARALLEL = 1e-6
_MADE_MM = 1e-5
_RAW = {f"stock {'>' if name[0] == '+' else '<'}{name[1]}": axis for name, axis in AXES.items()}


class Body:
    """A shape with its faces described and ready to be compared."""

    def __init__(self, shape: cq.Shape) -> None:
        self.shape = shape
        self.faces = face_geometries(shape)
        self.patches: tuple[Patch, ...] = tuple(coincidence.patch(f) for f in shape.Faces())
        self._boxes = [coincidence.box(f) for f in shape.Faces()]

    def meet(self, own: int, other: Body, its: int) -> bool:
        """Return whether a face shares surface, side and a region with a face of another body."""
        a, b = self.faces[own], other.faces[its]
        return (
            _may_coincide(a, b)
            and not self._boxes[own].IsOut(other._boxes[its])
            and coincidence.overlap(self.patches[own], other.patches[its])
        )

    def images(self, faces: Iterable[int], other: Body) -> tuple[int, ...]:
        """Return the faces of this body that coincide with any of ``faces`` of ``other``."""
        wanted = list(faces)
        return tuple(
            i for i in range(len(self.faces)) if any(self.meet(i, other, k) for k in wanted)
        )


def _may_coincide(a: FaceGeometry, b: FaceGeometry) -> bool:
    if a.surface != b.surface:
        return False
    if a.surface == "plane":
        gap = vector.dot(vector.minus(a.point, b.point), a.direction)
        return abs(gap) < _SAME_MM and vector.dot(a.direction, b.direction) > 1 - _PARALLEL
    if a.surface == "cylinder":
        return abs(a.radius_mm - b.radius_mm) < _SAME_MM and a.hollow == b.hollow
    return True


def raw_faces(stock: Body) -> dict[str, tuple[int, ...]]:
    """Return the outermost faces of the stock by name: ``stock <Z`` and the five others.

    The flat ones that face the direction, or where there is none the curved ones that reach it.
    ``stock %CYLINDER`` is the round outside of a bar.
    """
    box = properties.bounding_box(stock.shape)
    found = {name: _outermost(stock, axis, box) for name, axis in _RAW.items()}
    rounds = (f.index for f in stock.faces if f.surface == "cylinder" and not f.hollow)
    return {**found, "stock %CYLINDER": tuple(rounds)}


def _outermost(
    stock: Body, axis: Vector, box: tuple[float, float, float, float, float, float]
) -> tuple[int, ...]:
    along = next(i for i, c in enumerate(axis) if c != 0)
    limit = box[along + 3] if axis[along] > 0 else box[along]
    touching = [
        i
        for i, face in enumerate(stock.shape.Faces())
        if abs(_limit(face, along, axis[along]) - limit) < _SAME_MM
    ]
    flat = [
        i
        for i in touching
        if stock.faces[i].surface == "plane"
        and vector.dot(stock.faces[i].direction, axis) > 1 - _PARALLEL
    ]
    curved = [i for i in touching if stock.faces[i].surface != "plane"]
    return tuple(flat or curved or touching)


def _limit(face: cq.Face, along: int, sign: float) -> float:
    box = properties.bounding_box(face)
    return box[along + 3] if sign > 0 else box[along]


def phase_state(
    phase: str,
    body: Body,
    references: tuple[Body, PartGeometry, Body],
    made: Mapping[str, Sequence[tuple[int, float]]],
    around: Surroundings,
    due: Mapping[int, float] | None = None,
) -> PhaseState:
    """Return what a phase leaves.

    ``due``: what a finishing operation leaves on faces for the grinding wheel (mm): such a face
    carries the feature's name already, so that a part is located on it before it is ground.

    ``references``: the finished part with its features, and the stock. ``made``: for each feature
    that the phase's operations made, its faces in the finished part with the allowance (mm) left.
    """
    part, geometry, stock = references
    features: dict[str, tuple[int, ...]] = {}
    for name, instances in sorted(geometry.features.items()):
        faces = {f for one in instances for f in one.faces}
        on = body.images(faces, part) or _under_way(body, around, faces, due or {})
        if on:
            features[name] = on
    for name, raw in raw_faces(stock).items():
        if found := body.images(raw, stock):
            features[name] = found
    volume, centre = properties.volume_and_centre(body.shape)
    return PhaseState(
        phase=phase,
        volume_mm3=volume,
        centre_of_mass_mm=centre,
        box_mm=properties.bounding_box(body.shape),
        faces=body.faces,
        features=features,
        made={name: _made(body, part, around, faces) for name, faces in sorted(made.items())},
    )


def _under_way(
    body: Body, around: Surroundings, faces: Iterable[int], due: Mapping[int, float]
) -> tuple[int, ...]:
    """Return the faces that lie over ``faces`` by what is still due on them."""
    found = {
        i
        for face in faces
        if due.get(face, 0.0) > 0
        for i in range(len(body.faces))
        if _is_over(body, i, around, face, due[face])
    }
    return tuple(sorted(found))


def _made(
    body: Body, part: Body, around: Surroundings, faces: Sequence[tuple[int, float]]
) -> tuple[int, ...]:
    found: set[int] = set()
    for face, left in faces:
        if left == 0:
            found.update(body.images([face], part))
        else:
            found.update(i for i in range(len(body.faces)) if _is_over(body, i, around, face, left))
    return tuple(sorted(found))


def _is_over(body: Body, index: int, around: Surroundings, face: int, left: float) -> bool:
    """Return whether a face of the workpiece lies ``left`` mm over a face of the finished part."""
    patch = body.patches[index]
    for point, normal in around.samples(face):
        place = vector.along(point, normal, left)
        if patch.context.IsValidPointForFace(gp_Pnt(*place), patch.face.wrapped, _MADE_MM):
            return vector.dot(_outward(patch, place), normal) > 1 - _PARALLEL
    return False


def _outward(patch: Patch, place: Vector) -> Vector:
    uv = patch.surface.ValueOfUV(gp_Pnt(*place), _MADE_MM)
    normal = gp_Vec()
    BRepGProp_Face(patch.face.wrapped).Normal(uv.X(), uv.Y(), gp_Pnt(), normal)
    return vector.unit((normal.X(), normal.Y(), normal.Z()))
