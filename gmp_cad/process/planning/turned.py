"""Turned parts: their axis, which faces a lathe makes from which end, and the operations."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gmp_cad.language import Message
from gmp_cad.process.planning.choices import Choices
from gmp_cad.process.planning.draft import DraftOperation
from gmp_cad.process.planning.holes import Hole, hole_operations, named_holes
from gmp_cad.process.planning.milled import is_chamfer
from gmp_cad.process.planning.names import NameBook
from gmp_cad.process.planning.part_view import (
    PartView,
    along,
    distance_to_axis,
    opposite,
    top,
)
from gmp_cad.process.planning.quality import stages_of
from gmp_cad.process.planning.tools import of_kind
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.size import THREADS

_SAME_MM = 1e-3
_ROUND_MM = 0.02
_GROOVE_MM = 8.0  # a valley that is narrower is grooved, a wider one turned
_LEFT_MM = 0.5
_CENTRE_SHARE = 0.6  # of the hole: a centre drill is thinner


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A part that a lathe makes: its axis, greatest radius, and its faces by side.

    ``first`` is the spindle of the first phase; ``sides`` gives each turned face its spindle.
    """

    axis: str
    radius: float
    centre: tuple[float, float, float]
    first: str
    sides: dict[int, str]
    largest: tuple[int, ...]


def turned(view: PartView, choices: Choices) -> Turned | None:
    """Return how a part is turned; None where its outline is no round one."""
    box = view.access.box_mm
    middle = tuple((box[i] + box[i + 3]) / 2 for i in range(3))
    best: Turned | None = None
    for axis in ("+X", "+Y", "+Z"):
        across = [view.sizes[i] for i in range(3) if "XYZ"[i] != axis[1]]
        around = {f.index for f in view.access.faces if _around(view, f.index, axis, middle)}
        faces = sorted(f for f in around if not _is_interrupted(view, f, around))
        outside = [f for f in faces if view.reach(f).outside and _is_cylinder(view, f)]
        radius = max((view.face(f).radius_mm for f in outside), default=0.0)
        if any(abs(side - 2 * radius) > _ROUND_MM for side in across):
            continue
        found = _sided(view, axis, (middle[0], middle[1], middle[2]), radius, faces, choices)
        if best is None or len(found.sides) > len(best.sides):
            best = found
    return best


def _is_cylinder(view: PartView, face: int) -> bool:
    return view.face(face).surface == "cylinder"


def _around(view: PartView, face: int, axis: str, middle: Sequence[float]) -> bool:
    """Return whether a face turns around the middle axis of the part."""
    own, geometry = view.reach(face), view.face(face)
    centre = (middle[0], middle[1], middle[2])
    if geometry.surface == "plane":
        return along(geometry.direction, axis) and _is_ring(view, face, axis, centre)
    if geometry.surface == "sphere":
        return distance_to_axis(geometry.point, centre, axis) < _SAME_MM
    if own.axis is None or own.axis_point is None or not along(own.axis, axis):
        return False
    return distance_to_axis(own.axis_point, centre, axis) < _SAME_MM


def _is_interrupted(view: PartView, face: int, around: set[int]) -> bool:
    """Return whether something rises from a face that does not turn with it: a rib, a lug.

    The tool of a lathe would cut it off; what only falls (a flat, a keyway) comes afterwards.
    """
    return not set(view.reach(face).walls) <= around


def _is_ring(view: PartView, face: int, axis: str, centre: tuple[float, float, float]) -> bool:
    """Return whether a flat square to the axis is bounded by a circle, or ends the part."""
    if face in view.extremes(axis) or face in view.extremes(opposite(axis)):
        return True
    own = view.reach(face)
    radii = [distance_to_axis(p, centre, axis) for w in view.face(face).outline[:1] for p in w]
    across = [own.box_mm[i + 3] - own.box_mm[i] for i in range(3) if "XYZ"[i] != axis[1]]
    whole = all(abs(side - 2 * max(radii)) < _ROUND_MM for side in across)
    return whole and max(radii) - min(radii) < _ROUND_MM


def _sided(
    view: PartView, axis: str, centre: tuple[float, float, float], radius: float,
    faces: Sequence[int], choices: Choices,
) -> Turned:  # fmt: skip
    largest = tuple(
        f for f in faces
        if view.reach(f).outside and _is_cylinder(view, f)
        and abs(view.face(f).radius_mm - radius) < _ROUND_MM
    )  # fmt: skip
    high = max(view.height(f, axis) for f in largest)
    low = min(-view.height(f, opposite(axis)) for f in largest)
    first = choices.first or _first(view, axis, faces, (low, high))
    sides: dict[int, str] = {}
    for face in faces:
        wanted = _side(view, face, axis, first, (low, high))
        allowed = [n for n in (wanted, opposite(wanted)) if (face, n) not in choices.barred]
        if allowed:
            sides[face] = allowed[0]
    return Turned(
        axis=axis, radius=radius, centre=centre, first=first, sides=sides, largest=largest
    )


def _middle(view: PartView, face: int, axis: str) -> float:
    return (view.height(face, axis) - view.height(face, opposite(axis))) / 2


def _first(view: PartView, axis: str, faces: Sequence[int], span: tuple[float, float]) -> str:
    """Return the spindle that makes most first: what only one side opens, then the longer side."""
    inner = [f for f in faces if view.face(f).hollow]
    only = {n: sum(view.reach(f).seen == (n,) for f in inner) for n in (axis, opposite(axis))}
    above = sum(_middle(view, f, axis) > span[1] - _SAME_MM for f in faces)
    below = sum(_middle(view, f, axis) < span[0] + _SAME_MM for f in faces)
    minus = (only[opposite(axis)], below) > (only[axis], above)
    return opposite(axis) if minus else axis


def _side(view: PartView, face: int, axis: str, first: str, span: tuple[float, float]) -> str:
    own = view.reach(face)
    sides = (axis, opposite(axis))
    if view.face(face).surface == "plane":
        for side in sides:
            if face in view.extremes(side):
                return side
    near = [n for n in sides if n in own.turned]
    if len(near) == 1:
        return near[0]
    inner = view.face(face).hollow or (view.face(face).surface == "plane" and _is_inner(view, face))
    if inner:
        seen = [n for n in sides if n in own.seen]
        return seen[0] if len(seen) == 1 else first
    at = _middle(view, face, axis)
    if at > span[1] - _SAME_MM:
        return axis
    return opposite(axis) if at < span[0] + _SAME_MM else first


def _is_inner(view: PartView, face: int) -> bool:
    """Return whether a ring lies in a bore: it rises to a hollow face outside."""
    own = view.reach(face)
    return any(
        view.face(n).hollow and view.face(n).surface != "plane" and _radius(view, n) > 0
        and _radius(view, n) >= _outer_radius(view, face) - _SAME_MM
        for n in (*own.walls, *own.beside)
    )  # fmt: skip


def _radius(view: PartView, face: int) -> float:
    return max(_extent(view, face)) / 2


def _extent(view: PartView, face: int) -> list[float]:
    box = view.reach(face).box_mm
    axis = view.reach(face).axis
    skip = next((i for i in range(3) if axis and abs(axis[i]) > 0.99), -1)
    return [box[i + 3] - box[i] for i in range(3) if i != skip]


def _outer_radius(view: PartView, face: int) -> float:
    box = view.reach(face).box_mm
    return max(box[i + 3] - box[i] for i in range(3)) / 2


def lathe_operations(
    view: PartView, part: Turned, spindle: str, holes: Sequence[Hole], names: NameBook,
    choices: Choices,
) -> tuple[DraftOperation, ...]:  # fmt: skip
    """Return the operations of a turning phase: dresser, percer, charioter, gorges, fileter."""
    faces = [f for f, side in part.sides.items() if side == spindle]
    bores = [h for h in holes if set(h.walls) <= set(faces)]
    in_bores = {f for hole in bores for f in hole.faces}
    ends = [f for f in faces if f in view.extremes(spindle) and view.face(f).surface == "plane"]
    rest = [f for f in faces if f not in in_bores and f not in ends]
    grooves = _valleys(view, part, rest)
    in_grooves = {f for groove in grooves for f in groove}
    inner = [f for f in rest if f not in in_grooves and is_inside(view, f)]
    profile = [f for f in rest if f not in in_grooves and f not in inner]
    found = list(_faced(view, ends, names, choices))
    for hole in sorted(named_holes(bores, names), key=lambda h: h.diameter):
        found += _on_lathe(view, hole)
    found += _profiled(view, profile, names, choices)
    found += _inside(view, inner, names)
    for groove in grooves:
        found.append(_grooved(view, part, groove, names))
    found += _threads(view, profile)
    return tuple(found)


def is_inside(view: PartView, face: int) -> bool:
    """Return whether a turned face lies in a bore."""
    if view.face(face).surface == "plane":
        return _is_inner(view, face)
    return not view.reach(face).outside and view.reach(face).axis is not None


def _on_lathe(view: PartView, hole: Hole) -> list[DraftOperation]:
    """Return the operations of a hole on the axis: it is centred, not spotted."""
    centre = of_kind(view.workshop, "centre_drill")
    found = []
    for operation in hole_operations(view, hole):
        if operation.kind != "spot_drilling":
            found.append(operation)
            continue
        fitting = [t for t in centre if (t.diameter_mm or 0.0) < _CENTRE_SHARE * hole.diameter]
        if fitting:
            why = Message("centred first: the drill runs on the axis")
            found.append(replace(operation, kind="centre_drilling", tool=fitting[-1].id, why=why))
    return found


def _faced(
    view: PartView, ends: Sequence[int], names: NameBook, choices: Choices
) -> Iterable[DraftOperation]:
    if not ends:
        return
    rough, fine = _lathe_tools(view)
    operation = DraftOperation(
        kind="facing", makes=names.cover(ends, "face"), faces=frozenset(ends), tool=rough
    )
    if "finish" in stages_of(view, ends) and not choices.single & set(ends):
        yield replace(operation, stage="rough", allowance=_LEFT_MM)
    yield replace(operation, tool=fine, why=Message("the end first: it is the origin of lengths"))


def _lathe_tools(view: PartView) -> tuple[str, str]:
    tools = [t.id for t in view.workshop.tools if t.kind == "turning"]
    return (tools[0], tools[1]) if len(tools) > 1 else (tools[0], tools[0]) if tools else ("", "")


def _profiled(
    view: PartView, profile: Sequence[int], names: NameBook, choices: Choices
) -> list[DraftOperation]:
    if not profile:
        return []
    rough, fine = _lathe_tools(view)
    whole = DraftOperation(
        kind="turning", makes=names.cover(profile, "profil"), faces=frozenset(profile), tool=fine,
        why=Message("one finishing pass over the whole profile: coaxial by construction"),
    )  # fmt: skip
    plain = [f for f in profile if not is_chamfer(view, f) and view.face(f).surface != "torus"]
    if not plain or choices.single & set(profile):
        return [whole]
    return [
        replace(
            whole, stage="rough", allowance=_LEFT_MM, tool=rough, faces=frozenset(plain),
            makes=names.cover(plain, "profil"), why=None,
        ),
        whole,
    ]  # fmt: skip


def _inside(view: PartView, inner: Sequence[int], names: NameBook) -> list[DraftOperation]:
    """Return what is left in the bores: shoulders, chamfers, grooves, one operation a shape."""
    found = []
    bars = of_kind(view.workshop, "boring_bar")
    tool = bars[-1].id if bars else ""
    for group in view.components(inner):
        cones = [f for f in group if is_chamfer(view, f)]
        rest = [f for f in group if f not in cones]
        if rest:
            hidden = any(not set(view.reach(f).seen) & set(AXES) for f in rest)
            kind = "grooving" if hidden else "boring"
            found.append(
                DraftOperation(
                    kind=kind, makes=names.cover(rest, "alesage"), faces=frozenset(rest), tool=tool
                )
            )
        if cones:
            found.append(
                DraftOperation(
                    kind="chamfering", makes=names.cover(cones, "chanfrein"),
                    faces=frozenset(cones), tool=tool,
                )
            )  # fmt: skip
    return found


def _valleys(view: PartView, part: Turned, faces: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the grooves: cylinders between two walls, not wider than a grooving tool works."""
    found = []
    for face in faces:
        own = view.reach(face)
        if view.face(face).surface == "plane":
            found += _face_groove(view, face)
            continue
        flanks = [n for n in own.walls if n in faces and view.face(n).surface in ("plane", "torus")]
        if not _is_cylinder(view, face) or not own.outside or len(flanks) < 2:
            continue
        width = view.height(face, part.axis) + view.height(face, opposite(part.axis))
        higher = [n for n in flanks if _middle(view, n, part.axis) > _middle(view, face, part.axis)]
        if width <= _GROOVE_MM and 0 < len(higher) < len(flanks):
            found.append((face, *sorted(flanks)))
    return found


def _face_groove(view: PartView, face: int) -> list[tuple[int, ...]]:
    """Return the groove in an end face of which a ring is the bottom: two walls around it."""
    walls = [n for n in view.reach(face).walls if view.reach(n).axis is not None]
    outward = [n for n in walls if view.reach(n).outside]
    inward = [n for n in walls if not view.reach(n).outside]
    return [(face, *sorted(walls))] if outward and inward else []


def _grooved(
    view: PartView, part: Turned, groove: Sequence[int], names: NameBook
) -> DraftOperation:
    box = view.reach(groove[0]).box_mm
    if view.face(groove[0]).surface == "plane":
        radii = sorted(_radius(view, f) for f in groove[1:])
        width = radii[-1] - radii[0]
    else:
        width = box["XYZ".index(part.axis[1]) + 3] - box["XYZ".index(part.axis[1])]
    tools = [t for t in of_kind(view.workshop, "grooving") if (t.cutting_length_mm or 9) <= width]
    tools = sorted(tools, key=lambda t: t.cutting_length_mm or 0.0)
    missing = None if tools else Message("tool to buy: grooving tool {w:.2f} mm wide", w=width)
    return DraftOperation(
        kind="grooving", makes=names.cover(groove, "gorge"), faces=frozenset(groove),
        tool=tools[-1].id if tools else "", missing=missing,
        why=Message("grooves after the profile: the bar stays stiff as long as it can"),
    )  # fmt: skip


def _threads(view: PartView, profile: Sequence[int]) -> Iterable[DraftOperation]:
    for name, dimension in view.spec.dimensions.items():
        if dimension.kind not in THREADS or dimension.internal_thread:
            continue
        faces = frozenset(f for one in view.geometry.features.get(name, ()) for f in one.faces)
        if not faces & set(profile):
            continue
        pitch = dimension.size.pitch
        tools = of_kind(view.workshop, "threading")
        exact = [t for t in tools if t.pitch_mm and pitch and math.isclose(t.pitch_mm, pitch)]
        open_ones = [t for t in tools if not t.pitch_mm and not t.id.endswith("I")]
        trapezoidal = dimension.kind.value == "trapezoidal_thread"
        chosen = [t for t in exact if not t.id.endswith("I")] if trapezoidal else open_ones
        yield DraftOperation(
            kind="threading", makes=(name,), faces=faces,
            tool=chosen[0].id if chosen else "",
            missing=None if chosen else Message("tool to buy: threading insert for {size}",
                                                size=dimension.size.written),
            why=Message("the thread last: nothing damages it afterwards"),
        )  # fmt: skip


def grip_mm(view: PartView, part: Turned) -> float:
    """Return how much of the part stands out of the largest diameter on the second side (mm)."""
    back = opposite(part.first)
    face = max(part.largest, key=lambda f: view.height(f, back))
    return top(view.access.box_mm, back) - view.height(face, back)
