"""Position and profile: the toleranced features against their theoretically exact places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from gmp_cad.evidence import PartGeometry, Vector
from gmp_cad.kernel import vector
from gmp_cad.kernel.measuring.element import Element, NotMeasurableError, elements
from gmp_cad.kernel.measuring.implicit import even_spacing, implicit_angles, implicit_places
from gmp_cad.kernel.measuring.relation import Bodies, Relation, written
from gmp_cad.kernel.tolerances.datum_system import DatumSystem
from gmp_cad.kernel.tolerances.exact_place import Freedom, Layout, exact_layout
from gmp_cad.kernel.tolerances.toleranced import Target, reach_mm
from gmp_cad.language import Message, english
from gmp_cad.spec.geometric import GeometricTolerance
from gmp_cad.spec.part import Dimension, PartSpec
from gmp_cad.spec.size import Kind, Role

_CONTRADICTED = 1e-6  # mm or degrees by which written dimensions cannot all hold

Exact = tuple[tuple[str, float, float], ...]


class NotLocatedError(NotMeasurableError):
    """A place that theoretically exact dimensions neither write nor imply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """The places found: the exact element of each target, and the relations that give it."""

    places: tuple[Element, ...]
    exact: Exact


def located(
    tolerance: GeometricTolerance,
    found: Sequence[Target],
    system: DatumSystem,
    spec: PartSpec,
    geometry: PartGeometry,
) -> Located:
    """Return the theoretically exact places of the targets.

    They follow from the theoretically exact dimensions that tie them to the datums, to one another
    and to features between, and from what is implicit: 0, 90 and 180°, coaxial, coplanar, in
    line, symmetric, evenly spaced. Raises NotLocatedError where these do not give a place.
    """
    scene = _scene(found, system, spec, geometry)
    layout = _layout(scene, system, spec, geometry)
    if layout.left > _CONTRADICTED:
        names = dict.fromkeys(r.name for r in scene.written)
        raise NotLocatedError(
            Message(
                "the theoretically exact dimensions contradict one another: {names}",
                names=", ".join(names),
            )
        )
    for number in scene.targets:
        freedom = layout.loose.get(number)
        if freedom and not _across_the_zone(tolerance, layout.elements[number], freedom):
            raise NotLocatedError(_unlocated(tolerance, freedom))
    places = tuple(layout.elements[number] for number in scene.targets)
    return Located(places=places, exact=tuple(_observed(scene, layout)))


def _across_the_zone(tolerance: GeometricTolerance, place: Element, freedom: Freedom) -> bool:
    """Tell whether an axis is free only along the two planes of its zone."""
    return not tolerance.zone.shape and place.kind == "axis" and freedom.count <= 2


def _unlocated(tolerance: GeometricTolerance, freedom: Freedom) -> Message:
    x, y, z = (round(c, 3) + 0.0 for c in freedom.direction)
    values = {"name": tolerance.on, "datums": ", ".join(tolerance.datums) or "—",
              "x": x, "y": y, "z": z}  # fmt: skip
    return Message(_TURNS if freedom.turning else _SHIFTS, **values)


_SHIFTS = english(
    "no theoretically exact dimension, written or implicit, locates {name!r} along"
    " ({x}, {y}, {z}); datums: {datums}"
)
_TURNS = english(
    "no theoretically exact angle, written or implicit, sets {name!r} about ({x}, {y}, {z});"
    " datums: {datums}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """The bodies of one tolerance by number: targets, datums, and what lies between them."""

    bodies: Bodies
    targets: tuple[int, ...]
    datums: tuple[int, ...]
    others: tuple[int, ...]
    written: tuple[Relation, ...]


def _scene(
    found: Sequence[Target], system: DatumSystem, spec: PartSpec, geometry: PartGeometry
) -> _Scene:
    bodies = Bodies()
    datums = []
    for stands, exact in system.stands:
        number = bodies.add(stands)
        bodies.elements[number] = exact
        datums.append(number)
    datums += [bodies.add(e) for e in system.elements]
    targets = tuple(bodies.add(t.element) for t in found if t.element)
    relations = _tied(written(spec.dimensions.values(), geometry, bodies), targets, datums)
    touched = {i for r in relations for i in r.members}
    others = tuple(sorted(touched - set(targets) - set(datums)))
    return _Scene(
        bodies=bodies, targets=targets, datums=tuple(dict.fromkeys(datums)), others=others,
        written=relations,
    )  # fmt: skip


def _tied(
    relations: Iterator[Relation], targets: Sequence[int], datums: Sequence[int]
) -> tuple[Relation, ...]:
    """Return the relations that a chain, not through a datum, joins to the targets."""
    left = list(relations)
    kept: list[Relation] = []
    reached = set(targets)
    while True:
        more = [r for r in left if reached & set(r.members)]
        if not more:
            return tuple(kept)
        kept += more
        left = [r for r in left if r not in more]
        reached |= {i for r in more for i in r.members} - set(datums)


def _layout(scene: _Scene, system: DatumSystem, spec: PartSpec, geometry: PartGeometry) -> Layout:
    movable = {*scene.targets, *scene.others} - set(scene.datums)
    fixed = set(range(len(scene.bodies.elements))) - movable
    implicit = (
        *_angles(scene),
        *_spacings(scene, spec, geometry),
        *implicit_places(
            tuple(dict.fromkeys(scene.targets)), scene.datums, scene.others, scene.bodies,
            tuple(_directions(scene, system)),
        ),
    )  # fmt: skip
    return exact_layout(
        scene.bodies.elements, fixed, scene.targets, system.free(), (scene.written, implicit)
    )


def _angles(scene: _Scene) -> Iterator[Relation]:
    targets = tuple(dict.fromkeys(scene.targets))
    for a, b in product((*targets, *scene.others), scene.datums):
        yield from implicit_angles(a, b, scene.bodies)
    for number in (*targets[1:], *scene.others):
        yield from implicit_angles(targets[0], number, scene.bodies)


def _directions(scene: _Scene, system: DatumSystem) -> Iterator[Vector]:
    """Yield the directions of the datums, then those from one tied feature to the other."""
    yield from (e.direction for e in system.elements if e.kind != "point")
    for relation in scene.written:
        a, b = (scene.bodies.elements[i] for i in relation.members[:2])
        if a.kind != "plane" and b.kind != "plane" and len(relation.members) == 2:
            away = vector.off_axis(b.at, a.at, a.direction)
            if vector.norm(away) > 0:
                yield vector.unit(away)


def _spacings(scene: _Scene, spec: PartSpec, geometry: PartGeometry) -> Iterator[Relation]:
    """Yield the even spacing of those targets that lie on a written circle about a datum."""
    axes = [i for i in scene.datums if scene.bodies.elements[i].kind == "axis"]
    for dimension in spec.dimensions.values():
        circle = dimension.kind is Kind.DIAMETER and dimension.size.role is Role.EXACT
        if dimension.pattern is None or not circle or not axes:
            continue
        found = elements(geometry.features.get(dimension.pattern, ()), geometry.faces)
        members = tuple(scene.bodies.add(e) for e in found)
        if len(members) > 1 and set(members) <= set(scene.targets):
            yield from even_spacing(members, axes[0], scene.bodies)


def _observed(scene: _Scene, layout: Layout) -> Iterator[tuple[str, float, float]]:
    """Yield each relation once, with the value farthest from what it should be."""
    worst: dict[tuple[str, float], float] = {}
    for relation in layout.used:
        seen = relation.read([scene.bodies.elements[i] for i in relation.members])
        key = (relation.name, relation.expected)
        if key not in worst or abs(seen - key[1]) > abs(worst[key] - key[1]):
            worst[key] = seen
    yield from ((name, expected, seen) for (name, expected), seen in worst.items())


def apart_mm(point: Vector, place: Element) -> float:
    """Return how far a point lies from a plane, an axis or a point (mm)."""
    if place.kind == "plane":
        return abs(vector.dot(vector.minus(point, place.point), place.direction))
    if place.kind == "axis":
        return vector.norm(vector.off_axis(point, place.point, place.direction))
    return vector.norm(vector.minus(point, place.at))


def zone_mm(target: Target, place: Element, projected_mm: float | None = None) -> float:
    """Return the width of the smallest zone about the exact place that holds the feature (mm)."""
    if place.kind == "plane":
        low, high = reach_mm(target, place.point, place.direction)
        return 2 * max(-low, high)
    points = target.points
    if projected_mm is not None and place.kind == "axis" and target.element:
        ends = (vector.along(points[0], target.element.direction, -projected_mm),
                vector.along(points[-1], target.element.direction, projected_mm))  # fmt: skip
        points = (*points, *ends)
    return 2 * max(apart_mm(point, place) for point in points)


def exact_radius(target: Target, spec: PartSpec, geometry: PartGeometry) -> Exact:
    """Return the theoretically exact radii and diameters written for a round face."""
    faces = {i for feature in target.features for i in feature.faces}
    return tuple(
        (dimension.id, dimension.nominal, _size(dimension, target))
        for dimension in spec.dimensions.values()
        if dimension.on_feature
        and dimension.size.role is Role.EXACT
        and dimension.kind in (Kind.RADIUS, Kind.DIAMETER, Kind.SPHERE)
        and any(faces & set(f.faces) for f in geometry.features.get(dimension.id, ()))
    )


def _size(dimension: Dimension, target: Target) -> float:
    radius = target.features[0].radius_mm
    return radius if dimension.kind is Kind.RADIUS else 2 * radius
