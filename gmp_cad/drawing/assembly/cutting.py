"""The views of an assembly drawing: the section through the mechanism, and what else is needed.

The front view is the section that shows most items and fits. Views from above and from the left
show the outside; more sections follow while an item or a fit is shown nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from gmp_cad.drawing.assembly.joints import Joint
from gmp_cad.drawing.assembly.offset import ACROSS, Show, Stepped, shows, stepped
from gmp_cad.drawing.assembly.placed import SIDES, Directions, PlacedPart, extent_of, spread
from gmp_cad.drawing.assembly.sight import seen_areas
from gmp_cad.drawing.view import cross, dot
from gmp_cad.drawing.views.plan import DrawingPlan, PlannedView, Trace
from gmp_cad.evidence import Cut, Vector

_IN_PLANE_MM = 0.05
_INSIDE = 0.02  # of a part's extent: nearer to its surface a plane shows it badly
_FIT, _AXIS, _MET, _BESIDE = 2.0, 1.0, 0.5, 0.2
_LEAST_SEEN_MM2 = 20.0
_GRID = 120  # steps over the longest extent
_LETTERS = "ABCDEF"
_UPRIGHT: Vector = (0.0, 0.0, 1.0)
_FRONTS = (Directions(right=(1.0, 0.0, 0.0), up=_UPRIGHT),
           Directions(right=(0.0, 1.0, 0.0), up=_UPRIGHT))  # fmt: skip
# where a view stands beside the front view, and the view that shows the traces of its sections
_STEPS = {"front": (0, 1), "top": (0, -1), "left": (1, 0), "right": (-1, 0)}


@dataclass(frozen=True, slots=True)
class _Section:
    """A section: the view in which it is seen, and its planes."""

    view: str
    right: Vector
    up: Vector
    steps: tuple[tuple[float, float], ...]

    @property
    def toward(self) -> Vector:
        return cross(self.right, self.up)


def plan_assembly(parts: Sequence[PlacedPart], joints: Sequence[Joint]) -> DrawingPlan:
    """Return the views of the drawing of an assembly, and the sections that they need."""
    planes = [(p, d) for d in _FRONTS for p in _planes(parts, joints, d)]
    first, directions = max(
        planes,
        key=lambda f: (_worth(f[0], parts, joints), _width(parts, f[1]), -abs(f[0].steps[0][1])),
    )
    directions = _with_side(directions, parts)
    sections = [first, *_others(first, directions, parts, joints)]
    lettered = list(zip(_LETTERS, sections, strict=False))
    outside = [
        PlannedView(
            name=name, slot=_STEPS[name], hidden=False,
            traces=tuple(
                _trace(letter, section, cross(*plane), parts)
                for letter, section in lettered
                if (name == "top") is not (section.view == "top")
            ),
        )
        for name, plane in directions.views().items()
        if name != "front"
    ]  # fmt: skip
    cuts = tuple(
        Cut(
            name=f"{letter}-{letter}", right=section.right, up=section.up, steps=section.steps,
            whole=_whole(section, parts),
        )
        for letter, section in lettered
    )  # fmt: skip
    return DrawingPlan(views=(*_views(lettered), *outside), cuts=cuts)


def outside_planes(plan: DrawingPlan) -> dict[str, tuple[Vector, Vector]]:
    """Return right and up of each view of the outside of a plan."""
    front = plan.cuts[0]
    found: dict[str, tuple[Vector, Vector]] = {}
    for side in SIDES:
        found |= Directions(right=front.right, up=front.up, side=side).views()
    return {view.name: found[view.name] for view in plan.views if view.kind == "view"}


def _planes(
    parts: Sequence[PlacedPart], joints: Sequence[Joint], directions: Directions
) -> Iterator[_Section]:
    """Yield the planes of a front view through axes of parts and fits, and through the middle.

    Where none of them meets material, those through the middles of the parts.
    """
    turned = [(p.axis.point, p.axis.direction) for p in parts if p.axis is not None]
    toward = directions.toward
    depths = {round(dot(p, toward), 4) for p, d in turned if abs(dot(d, toward)) < ACROSS}
    fitted = [place for j in joints for place in j.places if place.seen(toward)]
    depths |= {round(dot(place.middle, toward), 4) for place in fitted}
    middle = round(sum(spread(extent_of(parts), toward)) / 2, 4)
    found = [_front(directions, depth) for depth in sorted({*depths, middle})]
    if not any(_shown(plane, part) for plane in found for part in parts):
        middles = {round(sum(spread(part.box, toward)) / 2, 4) for part in parts}
        found = [_front(directions, depth) for depth in sorted(middles)]
    yield from found


def _front(directions: Directions, depth: float) -> _Section:
    return _Section("front", directions.right, directions.up, ((0.0, depth),))


def _worth(plane: _Section, parts: Sequence[PlacedPart], joints: Sequence[Joint]) -> float:
    """Return how much a plane shows: each item once, each fit once."""
    items: dict[str, float] = {}
    for part in parts:
        items[part.item] = max(items.get(part.item, 0.0), _shown(plane, part))
    return sum(items.values()) + _FIT * len(_fits_in(plane, joints))


def _shown(plane: _Section, part: PlacedPart) -> float:
    """Return how well a plane shows a part: through its axis best."""
    low, high = spread(part.box, plane.toward)
    margin, depth = _INSIDE * (high - low), plane.steps[0][1]
    if not low + margin < depth < high - margin:
        return 0.0
    if part.axis is None:
        return _AXIS
    if abs(dot(part.axis.direction, plane.toward)) > ACROSS:
        return _MET
    away = abs(dot(part.axis.point, plane.toward) - depth)
    return _AXIS if away < _IN_PLANE_MM else _BESIDE


def _fits_in(plane: _Section, joints: Sequence[Joint]) -> set[str]:
    """Return the fits of which an axis lies in the plane."""
    return {
        joint.key
        for joint in joints
        for place in joint.places
        if place.seen(plane.toward)
        and abs(dot(place.middle, plane.toward) - plane.steps[0][1]) < _IN_PLANE_MM
    }


def _others(
    first: _Section, directions: Directions, parts: Sequence[PlacedPart], joints: Sequence[Joint]
) -> Iterator[_Section]:
    """Yield the sections that show what no view showed before, the most telling first."""
    hidden = {p.item for p in parts} - _seen_outside(parts, directions)
    hidden -= {p.item for p in parts if _shown(first, p) >= _MET}
    wanted = hidden | ({j.key for j in joints if j.places} - _fits_in(first, joints))
    for _ in _LETTERS[1:]:
        ways = []
        for view in ("top", directions.side, "front"):
            right, up = directions.views()[view]
            found: list[Show] = shows(parts, joints, (right, up), wanted)
            ways.append((stepped(found), _Section(view, right, up, ())))
        best: tuple[Stepped, _Section] = max(ways, key=lambda way: way[0].worth)
        if not best[0].keys:
            return
        wanted -= best[0].keys
        section = best[1]
        yield _Section(section.view, section.right, section.up, best[0].steps)


def _with_side(directions: Directions, parts: Sequence[PlacedPart]) -> Directions:
    """Return the directions with the side from which more items are seen; the left one if equal."""
    right = replace(directions, side="right")
    more = len(_seen_outside(parts, right)) > len(_seen_outside(parts, directions))
    return right if more else directions


def _seen_outside(parts: Sequence[PlacedPart], directions: Directions) -> set[str]:
    """Return the items that the views of the outside show."""
    box = extent_of(parts)
    step = max(box[k + 3] - box[k] for k in range(3)) / _GRID
    items = {p.name: p.item for p in parts}
    return {
        items[name]
        for view, plane in directions.views().items()
        if view != "front"
        for name, area in seen_areas(parts, plane, step).items()
        if area >= _LEAST_SEEN_MM2
    }


def _width(parts: Sequence[PlacedPart], directions: Directions) -> float:
    low, high = spread(extent_of(parts), directions.right)
    return high - low


def _views(lettered: Sequence[tuple[str, _Section]]) -> Iterator[PlannedView]:
    """Yield the sections as views, each beyond those of its direction."""
    beyond = {"front": 0, "top": 2, "left": 2, "right": 2}
    for letter, section in lettered:
        column, row = (beyond[section.view] * step for step in _STEPS[section.view])
        beyond[section.view] += 1
        yield PlannedView(
            name=f"{letter}-{letter}", kind="section", slot=(column, row), letter=letter,
            hidden=False,
        )  # fmt: skip


def _trace(letter: str, section: _Section, towards: Vector, parts: Sequence[PlacedPart]) -> Trace:
    """Return the trace of a section from end to end of the assembly, in a view from ``towards``."""
    box, toward = extent_of(parts), section.toward
    run = cross(towards, toward)
    turn = 1.0 if dot(run, section.right) > 0 else -1.0
    run = (run[0] * turn, run[1] * turn, run[2] * turn)
    low, high = spread(box, run)
    middle = sum(spread(box, towards)) / 2
    places = [(low, section.steps[0][1])]
    for (_, before), (start, depth) in zip(section.steps, section.steps[1:], strict=False):
        places += [(start, before), (start, depth)]
    places.append((high, section.steps[-1][1]))
    path = tuple(_sum((run, at), (towards, middle), (toward, depth)) for at, depth in places)
    x, y, z = toward
    return Trace(letter=letter, path=path, looking=(0.0 - x, 0.0 - y, 0.0 - z))


def _whole(section: _Section, parts: Sequence[PlacedPart]) -> tuple[str, ...]:
    """Return the parts that these planes would cut lengthwise and that are drawn whole."""
    return tuple(
        part.name
        for part in parts
        if part.whole
        and (part.axis is None or abs(dot(part.axis.direction, section.toward)) < ACROSS)
    )


def _sum(*terms: tuple[Vector, float]) -> Vector:
    x, y, z = (sum(vector[k] * times for vector, times in terms) for k in range(3))
    return (x, y, z)
