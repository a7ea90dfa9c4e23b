"""Holes of a part: which faces are one hole, from where it is drilled, and by which operations."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gmp_cad.language import Message
from gmp_cad.process.planning.draft import DraftOperation
from gmp_cad.process.planning.names import NameBook
from gmp_cad.process.planning.part_view import (
    PartView,
    along,
    axis_named,
    distance_to_axis,
    opposite,
)
from gmp_cad.process.planning.tools import (
    buy,
    by_diameter,
    drill_for,
    large_drill,
    sized,
)
from gmp_cad.spec.part import Dimension
from gmp_cad.spec.size import THREADS, Kind
from gmp_cad.standards import iso286

_WHOLE_DEG = 359.0
_MOST_DEG = 180.0
_FINE_FIT_IT = 8  # IT8 and finer are reamed or bored
_SAME_MM = 1e-3
_LARGEST_DRILLED_MM = 25.0
_BORED_LEFT_MM = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """Holes of one name and direction: their faces, size, and what the callout adds.

    ``recessed``: the recess of the callout is sunk from the side of the drill; where there is one at
    either end, both are milled on their own. ``shoulder``: what ends a wider bore around a narrower
    one below a fillet or a cone; the bore alone does not make it.
    """

    name: str
    faces: frozenset[int]
    walls: tuple[int, ...]
    axis: str
    diameter: float
    dimension: Dimension | None = None
    recessed: bool = True
    shoulder: frozenset[int] = frozenset()

    @property
    def fit(self) -> str:
        """The ISO 286 class of the hole, empty without one."""
        return (self.dimension.size.fit or "") if self.dimension else ""


def holes_of(view: PartView) -> tuple[Hole, ...]:
    """Return the holes along the axes of the part: called out in the specification, then others."""
    found: list[Hole] = []
    taken: set[int] = set()
    for name, dimension in view.spec.dimensions.items():
        if dimension.on_feature and name in view.geometry.features:
            for hole in _called(view, name, dimension):
                if not taken & hole.faces and not _raw(view, hole.walls):
                    found.append(hole)
                    taken |= hole.faces
    for face in view.to_machine:
        plain = None if face in taken else _plain(view, face, taken)
        if plain:
            found.append(plain)
            taken |= plain.faces
    return tuple(found)


def _raw(view: PartView, faces: Iterable[int]) -> bool:
    return any(view.reach(face).raw for face in faces)


def _called(view: PartView, name: str, dimension: Dimension) -> Iterable[Hole]:
    """Yield the holes of a callout: one for each instance."""
    if dimension.kind not in {Kind.DIAMETER, *THREADS}:
        return
    instances = view.geometry.features[name]
    for i, instance in enumerate(instances, 1):
        walls = tuple(f for f in instance.faces if _is_bore(view, f))
        axis = view.reach(walls[0]).axis if walls else None
        named = next((a for a in ("+X", "+Y", "+Z") if axis and along(axis, a)), None)
        if not walls or named is None:
            continue
        faces = _with_belongings(view, name, frozenset(instance.faces), walls)
        sides = {n for n in (named, opposite(named)) if all(n in view.reach(f).seen for f in faces)}
        yield Hole(
            name=name if len(instances) == 1 else f"{name}[{i}]",
            faces=faces if sides else frozenset(walls), walls=walls, axis=named,
            recessed=bool(sides), shoulder=_shoulder(view, walls) if sides else frozenset(),
            diameter=2 * min(view.face(w).radius_mm for w in walls), dimension=dimension,
        )  # fmt: skip


def _is_bore(view: PartView, face: int) -> bool:
    geometry = view.face(face)
    return geometry.surface == "cylinder" and geometry.hollow


def _with_belongings(
    view: PartView, name: str, faces: frozenset[int], walls: Sequence[int]
) -> frozenset[int]:
    """Return the faces of a hole with its recess and its bottom, where the callout has them."""
    recess = view.spec.dimensions[name].size.recess
    sizes = {"recess": recess.diameter if recess else 0.0, "bottom": 0.0}
    found = set(faces)
    for part, diameter in sizes.items():
        listed = {f for one in view.geometry.features.get(f"{name}.{part}", ()) for f in one.faces}
        within = {f for f in listed if _is_coaxial(view, f, walls[0], diameter)}
        while near := {f for f in within - found if set(view.neighbours(f)) & found}:
            found |= near
    return frozenset(found | _bottom(view, walls, found))


def _is_coaxial(view: PartView, face: int, wall: int, diameter: float) -> bool:
    """Return whether a face lies around the axis of a hole, as wide as its recess if that is told.

    A flat one is told by its box, which the circle fills.
    """
    own, of_wall = view.reach(face), view.reach(wall)
    name = axis_named(of_wall.axis) if of_wall.axis else None
    if name is None or of_wall.axis_point is None:
        return False
    box = own.box_mm
    middle = ((box[0] + box[3]) / 2, (box[1] + box[4]) / 2, (box[2] + box[5]) / 2)
    across = max(box[i + 3] - box[i] for i in range(3) if "XYZ"[i] != name[1])
    wide = not diameter or abs(across - diameter) < _SAME_MM
    return wide and distance_to_axis(middle, of_wall.axis_point, name) < _SAME_MM


def _bottom(view: PartView, walls: Sequence[int], own: set[int]) -> set[int]:
    """Return the coaxial faces that close a hole: a cone, a flat, with its fillet."""
    found: set[int] = set()
    border = set(walls)
    radius = max(view.face(w).radius_mm for w in walls)
    while border:
        near = {n for f in border for n in view.neighbours(f)} - found - own
        border = {n for n in near if _closes(view, n, walls[0], radius)}
        found |= border
    closed = any(view.face(f).surface == "plane" or _pointed(view, f) for f in found)
    return found if closed else set()


def _shoulder(view: PartView, walls: Sequence[int]) -> frozenset[int]:
    """Return the end of a bore that has a rounded or conical foot and another bore in its middle."""
    found = _bottom(view, walls, set(walls))
    foot = [f for f in found if view.face(f).surface != "plane"]
    goes_on = {n for f in found for n in view.neighbours(f)} - found - set(walls)
    return frozenset(found) if foot and goes_on else frozenset()


def _pointed(view: PartView, face: int) -> bool:
    geometry = view.face(face)
    return geometry.surface in ("cone", "sphere") and len(view.neighbours(face)) == 1


def _closes(view: PartView, face: int, wall: int, radius: float) -> bool:
    """Return whether a face lies within the hole, around its axis."""
    own, of_wall = view.reach(face), view.reach(wall)
    name = next(a for a in ("+X", "+Y", "+Z") if of_wall.axis and along(of_wall.axis, a))
    if view.face(face).surface == "plane":
        if own.slopes[name] != "floor" and own.slopes["-" + name[1]] != "floor":
            return False
        points = [p for wire in view.face(face).outline[:1] for p in wire]
        if of_wall.axis_point is None:
            return False
        reach = [distance_to_axis(p, of_wall.axis_point, name) for p in points]
        return bool(reach) and max(reach) < radius + _SAME_MM and len(view.neighbours(face)) <= 2
    if own.axis is None or of_wall.axis_point is None or own.axis_point is None:
        return view.face(face).surface == "sphere"
    gap = distance_to_axis(own.axis_point, of_wall.axis_point, name)
    box = own.box_mm
    across = max(box[i + 3] - box[i] for i in range(3) if "XYZ"[i] != name[1])
    inside = view.face(face).surface in ("cone", "torus") and across < 2 * radius + _SAME_MM
    return inside and along(own.axis, name) and gap < _SAME_MM and not own.outside


def _plain(view: PartView, face: int, taken: set[int]) -> Hole | None:
    """Return the hole that a cylinder without callout is: it closes around its axis."""
    geometry, own = view.face(face), view.reach(face)
    if not _is_bore(view, face) or own.axis is None or geometry.angle_deg < _WHOLE_DEG:
        return None
    name = next((a for a in ("+X", "+Y", "+Z") if along(own.axis, a)), None)
    if name is None:
        return None
    bottom = _bottom(view, (face,), {face}) - taken
    if not {name, opposite(name)} & set(own.seen) or _is_milled(view, bottom):
        return None
    faces = frozenset({face} | bottom)
    return Hole(name="", faces=faces, walls=(face,), axis=name, diameter=2 * geometry.radius_mm)


def _is_milled(view: PartView, bottom: Iterable[int]) -> bool:
    """Return whether a blind bore without callout is rather a round pocket: flat, or with an island."""
    return any(view.face(f).surface == "plane" for f in bottom)


def named_holes(holes: Sequence[Hole], names: NameBook) -> list[Hole]:
    """Return holes that one tool makes together as one: ``holes`` for ``holes[1]``, ``holes[2]``."""
    groups: dict[tuple[str, float, str], list[Hole]] = {}
    for hole in holes:
        key = (hole.name.partition("[")[0], round(hole.diameter, 4), hole.axis)
        groups.setdefault(key, []).append(hole)
    found = []
    for group in groups.values():
        faces = frozenset(f for hole in group for f in hole.faces)
        walls = tuple(w for hole in group for w in hole.walls)
        written = ",".join(hole.name for hole in group) if group[0].name else ""
        if written:
            whole = names.view.geometry.features[group[0].name.partition("[")[0]]
            if len(whole) == len(group):
                written = group[0].name.partition("[")[0]
        else:
            written = ",".join(names.cover(walls, "trou"))
        shoulder = frozenset(f for hole in group for f in hole.shoulder)
        written = ",".join((written, *names.cover(shoulder, "fond")))
        found.append(replace(group[0], name=written, faces=faces, walls=walls))
    return found


def hole_operations(view: PartView, hole: Hole) -> list[DraftOperation]:
    """Return the operations of a hole, in the order of the trade: spot, drill, finish, recess, tap.

    Sources: sequence pointer, percer, aléser or tarauder, chanfreiner (workshop practice).
    """
    makes = tuple(hole.name.split(","))
    shared = DraftOperation(kind="", makes=makes, faces=hole.faces)
    depth = max(_length(view, wall) for wall in hole.walls)
    found = [*_opened(view, hole, shared, depth), *_recessed(view, hole, shared)]
    size = hole.dimension.size if hole.dimension else None
    if size and size.kind in THREADS:
        tap = sized(view.workshop, "tap", size.nominal, size.pitch)
        why = Message("tapped after drilling ⌀{d:.2f}", d=hole.diameter)
        found.append(
            replace(
                shared, kind="tapping", tool=tap, why=why,
                missing=None if tap else buy(Message("tap"), size.nominal),
            )
        )  # fmt: skip
    return found


def _length(view: PartView, wall: int) -> float:
    low, high = view.face(wall).span_mm
    return high - low


def _opened(
    view: PartView, hole: Hole, shared: DraftOperation, depth: float
) -> list[DraftOperation]:
    """Return the operations that open the bore to its size."""
    fine = _is_fine(hole)
    spot = replace(
        shared, kind="spot_drilling", tool=by_diameter(view.workshop, "spot_drill", hole.diameter),
        why=Message("spotted first: the drill does not wander"),
    )  # fmt: skip
    if hole.diameter > _LARGEST_DRILLED_MM:
        return _bored(view, hole, shared, depth, fine)
    exact = drill_for(view.workshop, hole.diameter, depth)
    reamer = sized(view.workshop, "reamer", hole.diameter, fit=hole.fit or None) if fine else ""
    if fine and not reamer:
        return [spot, *_bored(view, hole, shared, depth, fine)]
    if not fine:
        missing = None if exact else buy(Message("drill"), hole.diameter, depth)
        drilled = replace(shared, kind="drilling", tool=exact, missing=missing)
        return [spot, drilled]
    before, left = large_drill(view.workshop, hole.diameter - 0.1, depth)
    rough = replace(
        shared, kind="drilling", stage="rough", tool=before,
        allowance=round(max(left + 0.05, 0.05), 4) if before else 0.1,
        missing=None if before else buy(Message("drill"), hole.diameter - 0.2, depth),
    )  # fmt: skip
    why = Message("the reamer gives the size and Ra: {fit}", fit=hole.fit or "H7")
    return [spot, rough, replace(shared, kind="reaming", tool=reamer, why=why)]


def _bored(
    view: PartView, hole: Hole, shared: DraftOperation, depth: float, fine: bool
) -> list[DraftOperation]:
    """Return drilling and boring of a bore that no single tool makes."""
    drill, left = large_drill(view.workshop, min(hole.diameter - 1.0, _LARGEST_DRILLED_MM), depth)
    left = hole.diameter / 2 - (sizes_of(view, drill) / 2 if drill else 0.0)
    bar = sized(view.workshop, "boring_bar", hole.diameter)
    found = []
    if drill:
        found.append(
            replace(
                shared, kind="drilling", stage="rough", tool=drill, allowance=round(left, 4),
                why=Message("the largest drill opens the bore before the boring bar"),
            )
        )  # fmt: skip
    if fine:
        found.append(
            replace(shared, kind="boring", stage="rough", tool=bar, allowance=_BORED_LEFT_MM)
        )
    return [*found, replace(shared, kind="boring", tool=bar,
                            why=Message("bored: no drill or reamer of this size"))]  # fmt: skip


def sizes_of(view: PartView, tool: str) -> float:
    """Return the diameter of a tool (mm), 0 without one."""
    found = view.workshop.tool(tool)
    return (found.diameter_mm or 0.0) if found else 0.0


def _is_fine(hole: Hole) -> bool:
    dimension = hole.dimension
    if dimension is None or dimension.kind in THREADS:
        return False
    if dimension.size.fit:
        grade = "".join(c for c in dimension.size.fit if c.isdigit())
        return int(grade) <= _FINE_FIT_IT
    width = dimension.tolerance.width if dimension.tolerance else math.inf
    return width <= iso286.it_um(hole.diameter, str(_FINE_FIT_IT)) / 1000


def _recessed(view: PartView, hole: Hole, shared: DraftOperation) -> list[DraftOperation]:
    recess = hole.dimension.size.recess if hole.dimension else None
    if recess is None or not hole.recessed:
        return []
    if recess.depth is not None:
        tool = sized(view.workshop, "counterbore", recess.diameter)
        missing = None if tool else buy(Message("counterbore"), recess.diameter)
        return [replace(shared, kind="counterboring", tool=tool, missing=missing)]
    tool = by_diameter(view.workshop, "countersink", recess.diameter)
    return [replace(shared, kind="countersinking", tool=tool)]
