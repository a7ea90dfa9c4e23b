"""The sweep of an operation: what its tool clears, formed from the features that it makes.

Only the named features' own geometry, the kind, the stage, the allowance, the tool axis and the
entry side enter; the finished part is never subtracted. How far the tool runs past open edges is
chosen as a programmer chooses it: past the stock where the part leaves room, else not beyond
the feature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import cadquery as cq

from gmp_cad.errors import KernelError
from gmp_cad.evidence import PartGeometry, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.failure import OCCT_ERRORS
from gmp_cad.kernel.machining.reach import Way
from gmp_cad.kernel.machining.sweeps import holes, milling, profile, section, turning
from gmp_cad.kernel.machining.sweeps.piece import Piece, Task, Unmade
from gmp_cad.kernel.machining.sweeps.surroundings import Surroundings
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.operation import Operation, OperationKind
from gmp_cad.spec.part import Dimension, modelled_diameter

GOUGE_MM3 = 1e-3  # what booleans leave between touching solids stays below
_FAILED: tuple[type[Exception], ...] = (KernelError, ValueError, *OCCT_ERRORS)
_RADIUS_MM = 1e-6
_ALONG = 1 - 1e-9
_ACROSS = 1e-9

K = OperationKind
COSMETIC = frozenset({K.TAPPING, K.THREADING, K.MANUAL})  # they leave the modelled solid as it is
LATHE = frozenset({K.FACING, K.TURNING, K.GROOVING, K.PARTING})
HOLES = frozenset(
    {K.SPOT_DRILLING, K.CENTRE_DRILLING, K.DRILLING, K.BORING, K.REAMING, K.COUNTERBORING,
     K.COUNTERSINKING}
)  # fmt: skip

Formed = tuple[list[Piece], list[Unmade]]


class Workpiece:
    """The finished part as the sweeps see it, from each machine axis, with its named features."""

    def __init__(
        self, part: cq.Shape, geometry: PartGeometry, dimensions: Mapping[str, Dimension]
    ) -> None:
        self.part = part
        self.geometry = geometry
        self.dimensions = dimensions
        self.around = Surroundings(part)
        self._views: dict[Vector, tuple[Surroundings, cq.Location]] = {}

    def view(self, up: Vector) -> tuple[Surroundings, cq.Location]:
        """Return the part with ``up`` along +Z, and the place to which that frame belongs."""
        if up not in self._views:
            frame = cq.Location(cq.Plane((0, 0, 0), vector.perpendicular(up), up))
            turned = self.part.moved(frame.inverse)
            self._views[up] = Surroundings(turned), frame
        return self._views[up]

    def faces(self, name: str) -> tuple[int, ...]:
        """Return the faces of a feature, or of one instance ``name[i]`` (from 1); else nothing."""
        base, _, index = name.rstrip("]").partition("[")
        features = self.geometry.features.get(base, ())
        if index:
            features = features[int(index) - 1 : int(index)] if index.isdigit() else ()
        return tuple(dict.fromkeys(face for feature in features for face in feature.faces))

    def dimension(self, name: str) -> Dimension | None:
        """Return the dimension that gives a feature its size, if one does."""
        return self.dimensions.get(name.partition("[")[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What one operation does: the faces of each feature it makes, tool, allowances, task.

    ``tool`` points from the part to the tool. ``allowances`` gives each feature what stays on it
    (mm); ``due`` what stays on all other faces; ``far`` is beyond the stock. ``only_spots``: the
    holes are marked for a later drill, not made.
    """

    operation: Operation
    tool: Vector
    features: Mapping[str, tuple[int, ...]]
    allowances: Mapping[str, float]
    due: Mapping[int, float]
    far: float
    form_tool: bool = False
    only_spots: bool = False

    @property
    def faces(self) -> tuple[int, ...]:
        """All faces that the operation makes."""
        return tuple(dict.fromkeys(f for faces in self.features.values() for f in faces))


def only_spots(operation: Operation, later: Iterable[Operation]) -> bool:
    """Return whether an operation marks holes that ``later`` ones make.

    Spotting always does; centring does where another hole tool follows, else the centre stays.
    """
    if operation.kind is K.SPOT_DRILLING:
        return True
    following = {name for one in later if one.kind in HOLES for name in one.makes}
    return operation.kind is K.CENTRE_DRILLING and bool(following & set(operation.makes))


def features_of(work: Workpiece, operation: Operation) -> dict[str, tuple[int, ...]]:
    """Return the faces that an operation makes of each feature that it names.

    A hole callout (bore, counterbore, countersink, drilled thread) is one feature: drilling takes
    its cylinder, counterboring and countersinking take its recess, found by its size.
    """
    select = _SELECTED.get(operation.kind)
    found = {}
    for name in operation.makes:
        faces = work.faces(name)
        found[name] = select(work, name, faces) if select else faces
    return found


def _bore_faces(work: Workpiece, name: str, faces: tuple[int, ...]) -> tuple[int, ...]:
    """Return the faces but those of its recess: the cylinders of the size, cones, flats."""
    dimension = work.dimension(name)
    recess = dimension.size.recess if dimension else None
    if dimension is None or recess is None:
        return faces
    wanted = modelled_diameter(dimension) / 2
    same = tuple(f for f in faces if _is_cylinder(work, f, wanted))
    return same or faces


def _recess_faces(work: Workpiece, name: str, faces: tuple[int, ...]) -> tuple[int, ...]:
    dimension = work.dimension(name)
    recess = dimension.size.recess if dimension else None
    if recess is None or recess.depth is None:
        return faces
    near = (*faces, *_coaxial(work, faces))
    return tuple(f for f in near if _is_cylinder(work, f, recess.diameter / 2)) or faces


def _cone_faces(work: Workpiece, name: str, faces: tuple[int, ...]) -> tuple[int, ...]:
    """Return the cones of a countersunk hole: those named, or those that its mouth opens to."""
    del name
    own = tuple(f for f in faces if work.geometry.faces[f].surface == "cone")
    if own:
        return own
    return (
        tuple(f for f in _coaxial(work, faces) if work.geometry.faces[f].surface == "cone") or faces
    )


def _is_cylinder(work: Workpiece, face: int, radius: float) -> bool:
    found = work.geometry.faces[face]
    return found.surface == "cylinder" and abs(found.radius_mm - radius) < _RADIUS_MM


def _coaxial(work: Workpiece, faces: Iterable[int]) -> tuple[int, ...]:
    """Return the hollow faces around the axes of ``faces`` that touch them or their neighbours."""
    axes = [(f, axis) for f in faces if (axis := profile.axis_of(work.around, f))]
    found: dict[int, None] = {}
    for face, axis in axes:
        beside = {b.neighbour for b in work.around.borders(face)}
        behind = {b.neighbour for near in beside for b in work.around.borders(near)}
        for other in sorted((beside | behind) - set(faces)):
            own = profile.axis_of(work.around, other)
            if own and axis.holds(own) and work.geometry.faces[other].hollow:
                found[other] = None
    return tuple(found)


_SELECTED: dict[OperationKind, Callable[[Workpiece, str, tuple[int, ...]], tuple[int, ...]]] = {
    K.SPOT_DRILLING: _bore_faces,
    K.DRILLING: _bore_faces,
    K.BORING: _bore_faces,
    K.REAMING: _bore_faces,
    K.COUNTERBORING: _recess_faces,
    K.COUNTERSINKING: _cone_faces,
}


def form(work: Workpiece, cut: Cut) -> Formed:
    """Return the pieces of the sweep of an operation, and the faces that its kind cannot make."""
    pieces: list[Piece] = []
    unmade: list[Unmade] = []
    for allowance in sorted(set(cut.allowances.values())):
        names = [name for name in cut.features if cut.allowances[name] == allowance]
        faces = tuple(dict.fromkeys(f for name in names for f in cut.features[name]))
        due = {f: mm for f, mm in cut.due.items() if f not in cut.faces}
        task = Task(allowance=allowance, far=cut.far, due=due, depth=cut.operation.depth)
        formed = _SHAPED[cut.operation.kind](work, cut, faces, task)
        pieces += formed[0]
        unmade += formed[1]
    return pieces, unmade


def _in_view(
    work: Workpiece,
    up: Vector,
    faces: Sequence[int],
    shape: Callable[[Surroundings, cq.Location], Formed],
) -> Formed:
    """Return what ``shape`` forms with ``up`` along +Z, moved to the part's frame."""
    if not faces:
        return [], []
    around, frame = work.view(up)
    pieces, unmade = shape(around, frame)
    return [
        replace(p, variants=tuple(_moved(v, frame) for v in p.variants)) for p in pieces
    ], unmade


def _moved(variant: Callable[[], cq.Shape], frame: cq.Location) -> Callable[[], cq.Shape]:
    return lambda: variant().moved(frame)


def _mill(work: Workpiece, cut: Cut, faces: Sequence[int], task: Task) -> Formed:
    if cut.form_tool:
        for path in AXES.values():
            across = abs(vector.dot(path, cut.tool)) < _ACROSS
            if across and max(path) > 0 and section.is_along(work.around, faces, path):
                return _form(work, cut, path, faces, task)
    return _in_view(work, cut.tool, faces, lambda around, _: milling.mill(around, faces, task))


def _form(work: Workpiece, cut: Cut, path: Vector, faces: Sequence[int], task: Task) -> Formed:
    def shape(around: Surroundings, frame: cq.Location) -> Formed:
        tool = cq.Vector(*cut.tool).transform(cq.Matrix(frame.inverse.wrapped.Transformation()))
        return section.form(around, faces, tool.toTuple(), task)

    return _in_view(work, path, faces, shape)


def _turn(work: Workpiece, cut: Cut, faces: Sequence[int], task: Task) -> Formed:
    return turning.turn(work.around, faces, cut.tool, task)


def _bore(work: Workpiece, cut: Cut, faces: Sequence[int], task: Task) -> Formed:
    shape = holes.spot if cut.only_spots else holes.bore
    return shape(work.around, faces, cut.tool, task)


def _chamfer(work: Workpiece, cut: Cut, faces: Sequence[int], task: Task) -> Formed:
    turned = [f for f in faces if work.geometry.faces[f].surface == "cone"]
    milled = [f for f in faces if f not in turned]
    cones = turning.chamfer(work.around, turned, task)
    edges = _in_view(work, cut.tool, milled, lambda a, _: milling.chamfer(a, milled, task))
    return cones[0] + edges[0], cones[1] + edges[1]


def _grind(work: Workpiece, cut: Cut, faces: Sequence[int], task: Task) -> Formed:
    """Flat faces are ground as they are milled, bores as they are bored, rounds as turned."""
    rounds = [f for f in faces if profile.axis_of(work.around, f)]
    bores = [f for f in rounds if work.geometry.faces[f].hollow]
    outside = [f for f in rounds if f not in bores]
    flats = [f for f in faces if f not in rounds]
    formed = [
        _mill(work, cut, flats, task),
        _bore(work, cut, bores, task),
        _turn(work, cut, outside, task),
    ]
    return [p for f in formed for p in f[0]], [u for f in formed for u in f[1]]


_SHAPED: dict[OperationKind, Callable[[Workpiece, Cut, Sequence[int], Task], Formed]] = {
    K.FACE_MILLING: _mill,
    K.SHOULDER_MILLING: _mill,
    K.CONTOUR_MILLING: _mill,
    K.SLOT_MILLING: _mill,
    K.POCKET_MILLING: _mill,
    K.SPOT_DRILLING: _bore,
    K.CENTRE_DRILLING: _bore,
    K.DRILLING: _bore,
    K.BORING: _bore,
    K.REAMING: _bore,
    K.COUNTERBORING: _bore,
    K.COUNTERSINKING: _bore,
    K.CHAMFERING: _chamfer,
    K.FACING: _turn,
    K.TURNING: _turn,
    K.GROOVING: _turn,
    K.PARTING: _turn,
    K.GRINDING: _grind,
}


def way(work: Workpiece, cut: Cut, face: int) -> Way | None:
    """Return how the tool of an operation gets to a face; None where the sweep itself proves it."""
    kind = cut.operation.kind
    if kind in (K.FACING, K.PARTING):
        return Way.FACING
    if kind is K.GROOVING:
        return Way.GROOVING
    if kind in LATHE:
        return Way.TURNING
    geometry = work.geometry.faces[face]
    own = profile.axis_of(work.around, face)
    if kind in (K.CHAMFERING, K.GRINDING) and own and not geometry.hollow:
        along = abs(vector.dot(own.direction, cut.tool)) > _ALONG
        return Way.TURNING if along and kind is K.GRINDING else Way.ALONG
    return None if cut.form_tool else Way.ALONG


def chosen(work: Workpiece, pieces: Sequence[Piece]) -> list[cq.Shape]:
    """Return each piece with the widest overrun that the finished part leaves room for.

    If none does, the narrowest: the proof against gouging tells where it cuts into the part.
    """
    widest = [_formed(piece.variants) for piece in pieces]
    bodies = [body for body, _ in widest]
    if not widest or common_mm3(work.part, bodies) <= GOUGE_MM3:
        return bodies
    return [_fitting(work, body, narrower) for body, narrower in widest]


_Variants = Sequence[Callable[[], cq.Shape]]


def _formed(variants: _Variants) -> tuple[cq.Shape, _Variants]:
    """Return the widest variant that the kernel can form, and the narrower ones.

    Rays that run into each other bound no region; raises what the narrowest raises.
    """
    for i, variant in enumerate(variants[:-1]):
        try:
            body = variant()
        except _FAILED:
            continue
        if body.isValid():
            return body, variants[i + 1 :]
    return variants[-1](), ()


def _fitting(work: Workpiece, widest: cq.Shape, narrower: _Variants) -> cq.Shape:
    body = widest
    while common_mm3(work.part, [body]) > GOUGE_MM3 and narrower:
        body, narrower = _formed(narrower)
    return body


def common_mm3(body: cq.Shape, tools: Sequence[cq.Shape]) -> float:
    """Return the volume that ``body`` has in common with all ``tools`` together."""
    return float(sum(solid.Volume() for solid in body.intersect(*tools).Solids()))
