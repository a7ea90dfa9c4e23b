"""The contacts of a phase as they push: locators, vice jaws, chucks, straps, centres.

Models. Vice: its force is shared freely between the corners of the area where jaw and face meet (a
guided jaw carries the moment), and so is the reaction of the fixed jaw opposite. Chuck and collet: three jaws, each touching along its
length, which share the force and carry the centring themselves; the normals of a centring on the
gripped surface are theirs. Pins, centres and centrings without a chuck hold both ways, without
friction: they have clearance. All others push one way. Lengths in mm, forces in N, part frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shapely import Polygon

from gmp_cad.evidence import FaceGeometry, LocatingNormal, PhaseState, Vector
from gmp_cad.process import contacts
from gmp_cad.process.faces import Array, faces_of, plane_frame, region, unit, vector
from gmp_cad.process.force_closure import Grip, Holding, Pad
from gmp_cad.process.locating import place_clamps, place_normals
from gmp_cad.spec.axes import AXES
from gmp_cad.spec.process import Phase
from gmp_cad.spec.workholding import Clamping, Locating
from gmp_cad.standards import clamping_data

JAWS = 3
CONCENTRIC = ("chuck", "collet")
# Contacts that hold both ways along their normals.
_BOTH_WAYS = ("centre", "sliding_centre", "locating_pin", "relieved_pin")
_CENTRING = ("short_centring", "long_centring")
_AGAINST = -0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """A normal that pushes on its own: its number, and the contact that realises it.

    ``spots``: where it touches; one point, or its share of the corners of a fixed jaw.
    """

    normal: LocatingNormal
    contact: Locating
    spots: tuple[Vector, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedGrip:
    """A clamp with its contacts. ``area_mm2``: of one of its contacts (a jaw, a pad), for pressure.

    ``jaw_mm2``: area where a vice jaw and its face meet, which is taken for the fixed jaw too.
    ``diameter_mm``: what a chuck grips, 0 for others; ``carries``: numbers of the locating normals
    that its jaws realise.
    """

    clamping: Clamping
    pads: tuple[Pad, ...]
    area_mm2: float
    jaw_mm2: float = 0.0
    diameter_mm: float = 0.0
    hollow: bool = False
    carries: tuple[int, ...] = ()

    @property
    def concentric(self) -> bool:
        """Whether it is a chuck or a collet."""
        return self.clamping.kind in CONCENTRIC

    @property
    def places(self) -> tuple[tuple[Vector, Vector], ...]:
        """Middle of the contacts and direction of the force, of each jaw of a chuck."""
        size = len(self.pads) // JAWS if self.concentric else len(self.pads)
        groups = [self.pads[i : i + size] for i in range(0, len(self.pads), size)]
        return tuple(
            (vector(np.mean([pad.point for pad in group], axis=0)), group[0].normal)
            for group in groups
        )

    def presses(self, direction: Vector) -> bool:
        """Tell whether it pushes the part against a normal of that direction."""
        return any(float(np.dot(pad.normal, direction)) < _AGAINST for pad in self.pads)


@dataclass(frozen=True, slots=True, kw_only=True)
class Workholding:
    """Everything that touches the part in a phase, as placed."""

    locators: tuple[Locator, ...]
    grips: tuple[PlacedGrip, ...]
    normals: tuple[LocatingNormal, ...]

    def pressed(self, normal: LocatingNormal) -> bool:
        """Tell whether a clamp pushes the part onto the normal."""
        return any(normal.index in g.carries or g.presses(normal.direction) for g in self.grips)

    def holding(self, entering: PhaseState) -> Holding:
        """Return the contacts for the linear programmes; :attr:`order` says whose they are.

        What holds both ways has its opposite contacts after all the locators.
        """
        pads = [pad for locator in self.locators for pad in self._pads(locator)]
        back = [opposite(locator, entering) for locator in self.locators if both_ways(locator)]
        grips = tuple(Grip(pads=grip.pads) for grip in self.grips)
        return Holding(locators=(*pads, *back), grips=grips)

    @property
    def order(self) -> tuple[int, ...]:
        """The number of the normal of each locating contact that :meth:`holding` gives."""
        there = [loc.normal.index for loc in self.locators for _ in loc.spots]
        return (*there, *(loc.normal.index for loc in self.locators if both_ways(loc)))

    def friction(self, locator: Locator) -> float:
        """Return μ of a locator; none where it holds both ways with clearance."""
        return 0.0 if both_ways(locator) else friction_of(locator.contact)

    def _pads(self, locator: Locator) -> list[Pad]:
        """Return the contacts of a locator; one that a clamp presses alone must stay in touch."""
        normal, alone = locator.normal, len(locator.spots) == 1
        kept = alone and self.pressed(normal) and not both_ways(locator)
        return [
            Pad(
                point=spot, normal=normal.direction, friction=self.friction(locator),
                least_n=clamping_data.contact_n() if kept else 0.0,
            )
            for spot in locator.spots
        ]  # fmt: skip


def friction_of(contact: Locating | Clamping) -> float:
    """Return μ of a contact: what the plan writes, else that of its nature; a centre turns freely."""
    if contact.friction is not None:
        return contact.friction
    if isinstance(contact, Clamping) and contact.kind == "tailstock":
        return 0.0
    return clamping_data.friction(contact.nature)


def both_ways(locator: Locator) -> bool:
    """Tell whether a contact holds along its normal in both senses."""
    return locator.contact.contact in (*_BOTH_WAYS, *_CENTRING)


def opposite(locator: Locator, entering: PhaseState) -> Pad:
    """Return the contact across the round surface, where the part pushes when it turns back."""
    normal = locator.normal
    rounds = [f for f in faces_of(entering, normal.on) if f.surface == "cylinder"]
    direction = np.array(normal.direction)
    point = np.array(normal.point)
    if rounds and locator.contact.contact not in ("centre", "sliding_centre"):
        across = 2 * rounds[0].radius_mm * direction
        point = point - across if rounds[0].hollow else point + across
    return Pad(point=vector(point), normal=vector(-direction), friction=0.0)


def workholding(phase: Phase, entering: PhaseState) -> Workholding:
    """Return the contacts of a phase; those that have no place on the workpiece are left out."""
    normals = place_normals(phase, entering)
    owners = _owners(phase)
    grips = tuple(
        placed
        for clamping in phase.clamping
        if (placed := _placed(clamping, phase, entering, normals)) is not None
    )
    carried = {index for grip in grips for index in grip.carries}
    locators = []
    for contact in phase.locating:
        mine = [n for n in normals if owners[n.index] is contact and n.index not in carried]
        spots = _fixed_jaw(contact, mine, grips, (phase, entering))
        locators += [
            Locator(normal=n, contact=contact, spots=spots[i :: len(mine)] if spots else (n.point,))
            for i, n in enumerate(mine)
        ]
    return Workholding(locators=tuple(locators), grips=grips, normals=normals)


def _fixed_jaw(
    contact: Locating,
    normals: Sequence[LocatingNormal],
    grips: Sequence[PlacedGrip],
    scene: tuple[Phase, PhaseState],
) -> tuple[Vector, ...]:
    """Return the corners of the fixed jaw of a vice, where a plane contact faces the other jaw.

    None where the plan gives the points of the contact: then it touches there.
    """
    phase, entering = scene
    if contact.points or len(normals) < 2:
        return ()
    for grip in grips:
        if grip.clamping.kind == "jaw" and grip.presses(normals[0].direction):
            faces = faces_of(entering, contact.on)
            middle = np.mean([pad.point for pad in grip.pads], axis=0)
            return _jaw(faces, _foot(faces, middle), normals[0].direction, phase)[0]
    return ()


def _foot(faces: Sequence[FaceGeometry], point: Array) -> Vector:
    """Return the foot of a point in the plane of the first face."""
    normal = np.array(faces[0].direction)
    return vector(point - float((point - np.array(faces[0].point)) @ normal) * normal)


def _owners(phase: Phase) -> dict[int, Locating]:
    """Return the locating contact of each number."""
    found: dict[int, Locating] = {}
    for contact in phase.locating:
        start = len(found) + 1
        found |= dict.fromkeys(range(start, start + contact.normals), contact)
    return found


def _placed(
    clamping: Clamping, phase: Phase, entering: PhaseState, normals: Sequence[LocatingNormal]
) -> PlacedGrip | None:
    alone = place_clamps(phase.model_copy(update={"clamping": (clamping,)}), entering)
    if not alone:
        return None
    faces = faces_of(entering, clamping.on)
    if clamping.kind in CONCENTRIC and any(f.surface == "cylinder" for f in faces):
        return _chuck(clamping, faces, alone[0].point, _carried(clamping, phase, normals))
    friction = friction_of(clamping)
    if clamping.kind == "jaw" and faces[0].surface == "plane":
        points, area = _jaw(faces, alone[0].point, alone[0].direction, phase)
        if points:
            pads = tuple(Pad(point=p, normal=alone[0].direction, friction=friction) for p in points)
            return PlacedGrip(
                clamping=clamping, pads=pads, area_mm2=clamping.area_mm2 or area, jaw_mm2=area
            )
    pads = tuple(Pad(point=f.point, normal=f.direction, friction=friction) for f in alone)
    area = clamping.area_mm2 or clamping_data.workholders().pad_area
    return PlacedGrip(clamping=clamping, pads=pads, area_mm2=area)


def _carried(
    clamping: Clamping, phase: Phase, normals: Sequence[LocatingNormal]
) -> tuple[LocatingNormal, ...]:
    """Return the normals that the jaws realise: those of a centring on the gripped surface."""
    owners = _owners(phase)
    return tuple(
        n
        for n in normals
        if n.on == clamping.on
        and owners[n.index].contact not in _BOTH_WAYS
        and owners[n.index].normals in (2, 4)
    )


def _chuck(
    clamping: Clamping,
    faces: Sequence[FaceGeometry],
    point: Vector,
    carried: Sequence[LocatingNormal],
) -> PlacedGrip:
    """Return three jaws at 120°, each touching at the two ends of its grip."""
    sizes = clamping_data.workholders()
    surface = contacts.barrel([f for f in faces if f.surface == "cylinder"])
    axis, origin = np.array(surface.axis), np.array(surface.origin)
    arm = np.array(point) - origin
    middle = float(arm @ axis)
    spots = [float((np.array(n.point) - origin) @ axis) for n in carried]
    half = sizes.chuck_jaw_length / 2
    low, high = min([middle - half, *spots]), max([middle + half, *spots])
    low, high = max(low, surface.span[0]), min(high, surface.span[1])
    radial = arm - middle * axis
    first = unit(radial) if np.linalg.norm(radial) > 1e-6 else contacts.across(axis, [])
    pads = tuple(
        _jaw_pad(surface, along, _turned(first, axis, i), friction_of(clamping))
        for i in range(JAWS)
        for along in (low, high)
    )
    area = clamping.area_mm2 or sizes.chuck_jaw_width * max(high - low, 1.0)
    return PlacedGrip(
        clamping=clamping, pads=pads, area_mm2=area, hollow=surface.hollow,
        diameter_mm=2 * surface.radius_at(middle), carries=tuple(n.index for n in carried),
    )  # fmt: skip


def _turned(first: Array, axis: Array, index: int) -> Array:
    angle = 2 * np.pi * index / JAWS
    return np.asarray(np.cos(angle) * first + np.sin(angle) * np.cross(axis, first))


def _jaw_pad(surface: contacts.Barrel, along: float, radial: Array, friction: float) -> Pad:
    point, inward = surface.contact(along, radial)
    return Pad(point=point, normal=inward, friction=friction)


def _jaw(
    faces: Sequence[FaceGeometry], point: Vector, direction: Vector, phase: Phase
) -> tuple[tuple[Vector, ...], float]:
    """Return the corners of the area where a vice jaw touches a face, and that area (mm²)."""
    sizes = clamping_data.workholders()
    outward = vector(-np.array(direction))
    level = np.cross(np.array(AXES[phase.spindle]), np.array(direction))
    along = vector(unit(level)) if np.linalg.norm(level) > 0.1 else None
    planes = [f for f in faces if f.surface == "plane" and np.dot(f.direction, outward) > 0.999]
    frame = plane_frame(outward, point, along)
    half_u, half_v = sizes.vice_jaw_width / 2, sizes.vice_jaw_height / 2
    jaw = Polygon([(-half_u, -half_v), (half_u, -half_v), (half_u, half_v), (-half_u, half_v)])
    touch = region(planes, frame).intersection(jaw)
    if touch.is_empty or touch.area <= 0:
        return (), 0.0
    ring = list(touch.convex_hull.exterior.coords)
    found: dict[tuple[float, float], None] = {}
    for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        u, v = max(ring, key=lambda p: (round(a * p[0] + b * p[1], 6), p))
        found[round(u, 6), round(v, 6)] = None
    return tuple(frame.lift(u, v) for u, v in found), float(touch.area)
