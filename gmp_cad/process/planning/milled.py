"""The operations of one milling phase: faces, pockets, slots, steps, contours, holes, chamfers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from gmp_cad.language import Message
from gmp_cad.process.planning.choices import Choices
from gmp_cad.process.planning.draft import DraftOperation
from gmp_cad.process.planning.holes import Hole, hole_operations, named_holes
from gmp_cad.process.planning.names import NameBook
from gmp_cad.process.planning.part_view import PartView, opposite, top
from gmp_cad.process.planning.quality import is_ground, stages_of
from gmp_cad.process.planning.tools import end_mill, face_mill, of_kind
from gmp_cad.spec.size import Kind

_LEFT_MM = {"rough": 0.8, "semi_finish": 0.4}  # the next stage finds its least chip
_LEFT_IN_POCKETS_MM = 0.3
_LEFT_TO_GRIND_MM = 0.2
_MOST_MILL_MM = 20.0
_CHAMFER_MM = 6.0  # a sloping strip that is narrower is a chamfer
_EARLIER = ("rough", "semi_finish")


def milling_operations(
    view: PartView,
    spindle: str,
    faces: Iterable[int],
    holes: Sequence[Hole],
    names: NameBook,
    choices: Choices,
) -> tuple[DraftOperation, ...]:
    """Return the operations that make ``faces`` and ``holes`` from one side, in their order.

    Order: surfacer, contourner and évider from the top down, percer, chanfreiner (domain practice).
    """
    bores = [hole for hole in holes if hole.faces & set(faces)]
    in_holes = {f for hole in bores for f in hole.faces}
    left = [f for f in faces if f not in in_holes]
    planes = [f for f in left if f in view.extremes(spindle)]
    bevels = [f for f in left if f not in planes and is_chamfer(view, f)]
    rest = [f for f in left if f not in planes and f not in bevels]
    found = list(_surfaced(view, spindle, planes, names, choices))
    for group in _groups(view, spindle, rest, choices):
        found += _milled(view, spindle, group, names, choices)
    for hole in named_holes(bores, names):
        found += hole_operations(view, hole)
    return (*found, *_bevelled(view, bevels, names))


def is_chamfer(view: PartView, face: int) -> bool:
    """Return whether a face is a chamfer: called so, or a narrow strip at an angle, or a cone."""
    for name, dimension in view.spec.dimensions.items():
        if dimension.kind is Kind.CHAMFER and any(
            face in one.faces for one in view.geometry.features.get(name, ())
        ):
            return True
    own, geometry = view.reach(face), view.face(face)
    if own.walls:
        return False
    if geometry.surface == "cone":
        return geometry.span_mm[1] - geometry.span_mm[0] < _CHAMFER_MM
    if geometry.surface != "plane" or any(abs(abs(c) - 1) < 1e-6 for c in geometry.direction):
        return False
    longest = max(own.box_mm[i + 3] - own.box_mm[i] for i in range(3))
    return view.area(face) / max(longest, 1e-6) < _CHAMFER_MM


def _surfaced(
    view: PartView, spindle: str, planes: Sequence[int], names: NameBook, choices: Choices
) -> Iterable[DraftOperation]:
    if not planes:
        return
    across = sorted(s for i, s in enumerate(view.sizes) if "XYZ"[i] != spindle[1])
    operation = DraftOperation(
        kind="face_milling", makes=names.cover(planes, "face"), faces=frozenset(planes),
        tool=face_mill(view.workshop, across[0]),
    )  # fmt: skip
    ground = is_ground(view, planes)
    earlier = ("rough",) if ground else _EARLIER  # the wheel does what a second pass would
    if not choices.single & operation.faces:
        for stage in stages_of(view, planes):
            if stage in earlier and stages_of(view, planes) != (stage,):
                yield replace(operation, stage=stage, allowance=_LEFT_MM[stage])
    left = _LEFT_TO_GRIND_MM if ground else None
    yield replace(operation, allowance=left, why=_reason(view, planes))


def _reason(view: PartView, faces: Iterable[int]) -> Message:
    stages = [stage for stage in stages_of(view, faces) if stage != "grinding"]
    if len(stages) == 1:
        return Message("coarse quality wanted: one operation is enough")
    return Message("IT and Ra wanted ask for {count} {count:stage|stages}", count=len(stages))


def _groups(
    view: PartView, spindle: str, faces: Sequence[int], choices: Choices
) -> list[tuple[int, ...]]:
    """Return the faces of each milled shape, the highest floors first."""
    if not faces:
        return []
    if spindle in choices.merged:
        return [tuple(faces)]
    apart = [(f,) for f in faces if f in choices.apart]
    groups = view.components(f for f in faces if f not in choices.apart) + apart

    def level(group: tuple[int, ...]) -> tuple[float, float, int]:
        floors = [
            view.height(f, spindle) for f in group if view.reach(f).slopes[spindle] == "floor"
        ]
        area = sum(view.area(f) for f in group)
        return -max(floors, default=-math.inf), -area, group[0]

    return sorted(groups, key=level)


def _milled(
    view: PartView, spindle: str, group: Sequence[int], names: NameBook, choices: Choices
) -> list[DraftOperation]:
    """Return the operations of one milled shape: rough where the quality asks for it, then finish."""
    slopes = {f: view.reach(f).slopes[spindle] for f in group}
    kind = _kind(view, spindle, group)
    depth = _depth(view, spindle, group)
    tool, missing = end_mill(view.workshop, _thickest(view, spindle, group), depth)
    curved = any(slope == "slope" for slope in slopes.values())
    whole = DraftOperation(
        kind=kind, makes=names.cover(group, _STEMS[kind]), faces=frozenset(group), tool=tool,
        missing=missing, why=_reason(view, group),
    )  # fmt: skip
    floors = [f for f in group if slopes[f] == "floor"]
    stages = stages_of(view, group)
    if len(stages) == 1 or not floors or choices.single & set(group):
        return [whole]
    plain = [f for f in group if slopes[f] in ("floor", "wall")]
    rough = replace(
        whole, stage="rough", allowance=_LEFT_IN_POCKETS_MM, why=None,
        makes=names.cover(plain, _STEMS[kind]) if curved else whole.makes,
        faces=frozenset(plain),
    )  # fmt: skip
    return [rough, whole]


_STEMS = {
    "pocket_milling": "poche", "slot_milling": "rainure", "shoulder_milling": "epaulement",
    "contour_milling": "contour",
}  # fmt: skip


def _kind(view: PartView, spindle: str, group: Sequence[int]) -> str:
    floors = [f for f in group if view.reach(f).slopes[spindle] == "floor"]
    if not floors:
        inner = all(view.face(f).hollow for f in group if view.face(f).surface == "cylinder")
        flats = [f for f in group if view.face(f).surface == "plane"]
        return "pocket_milling" if inner and len(flats) > 2 else "contour_milling"
    if all(not view.reach(f).beside for f in floors):
        return "pocket_milling"
    walls = [f for f in group if view.reach(f).slopes[spindle] == "wall"]
    facing = any(
        sum(p * q for p, q in zip(view.face(a).direction, view.face(b).direction, strict=True)) < -0.99
        for a in walls for b in walls
        if view.face(a).surface == view.face(b).surface == "plane"
    )  # fmt: skip
    return "slot_milling" if facing else "shoulder_milling"


def _depth(view: PartView, spindle: str, group: Sequence[int]) -> float:
    """Return how deep the shape goes: from the top of its walls to its lowest point (mm)."""
    low = min(-view.height(f, opposite(spindle)) for f in group)
    high = max(view.height(f, spindle) for f in group)
    return high - low if high > low else top(view.access.box_mm, spindle) - low


def _thickest(view: PartView, spindle: str, group: Sequence[int]) -> float:
    """Return the largest end mill that goes in: twice the smallest corner, the narrowest floor."""
    most = _MOST_MILL_MM
    for face in group:
        own, geometry = view.reach(face), view.face(face)
        upright = own.slopes[spindle] == "wall"
        if geometry.surface == "cylinder" and geometry.hollow and upright:
            most = min(most, 2 * geometry.radius_mm)
        if own.slopes[spindle] == "floor" and own.walls:
            most = min(most, _narrowest(view, face, spindle))
    return most


def _narrowest(view: PartView, face: int, spindle: str) -> float:
    """Return the width of a floor between walls that face each other, else no limit (mm)."""
    own = view.reach(face)
    found = _MOST_MILL_MM
    for i in range(3):
        if "XYZ"[i] == spindle[1]:
            continue
        sides = [view.face(w).direction[i] for w in own.walls if view.face(w).surface == "plane"]
        if any(s > 0.99 for s in sides) and any(s < -0.99 for s in sides):
            found = min(found, own.box_mm[i + 3] - own.box_mm[i])
    return found


def _bevelled(view: PartView, bevels: Sequence[int], names: NameBook) -> tuple[DraftOperation, ...]:
    if not bevels:
        return ()
    tools = of_kind(view.workshop, "chamfer_mill")
    return (
        DraftOperation(
            kind="chamfering", makes=names.cover(bevels, "chanfrein"), faces=frozenset(bevels),
            tool=tools[-1].id if tools else "", why=Message("chamfers last: they take the burrs off"),
        ),
    )  # fmt: skip
