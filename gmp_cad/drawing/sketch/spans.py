"""In which view a dimension is drawn, and from where to where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gmp_cad.drawing.sketch import label
from gmp_cad.drawing.sketch.rows import Span
from gmp_cad.drawing.sketch.values import SketchDimension
from gmp_cad.drawing.view import PARALLEL, View
from gmp_cad.evidence import LocalSection, Projection, Vector

_ON_END_MM = 0.01
_HIDDEN_COST = 25.0
_CROWDED_COST = 8.0
_LEADER_COST = 45.0  # a diameter that shows its profile is not called out
_LONG_TEXT_COST = 15.0
_OTHER_VIEW_COST = 2.0
_LONG_TEXT_MM, _STRETCH = 28.0, 2.5
_HOLE_SIGNS = "↧⌴⌵"


def assigned(
    dimensions: Iterable[SketchDimension],
    views: tuple[View, ...],
    cuts: Mapping[str, tuple[Projection, ...]],
) -> tuple[dict[str, list[Span]], dict[str, list[SketchDimension]], list[SketchDimension]]:
    """Share the dimensions out: spans by view, call-outs of diameters by view, and the rest.

    A dimension goes to the view where it is in true length and its ends are seen; equal views take
    turns. ``cuts`` are the sections shown in each view. The rest cannot be drawn in these views.
    """
    spans: dict[str, list[Span]] = {view.name: [] for view in views}
    called: dict[str, list[SketchDimension]] = {view.name: [] for view in views}
    left: list[SketchDimension] = []
    for dimension in dimensions:
        found = [
            (span.cost + rank * _OTHER_VIEW_COST + _crowd(spans[view.name], span), rank, span)
            for rank, view in enumerate(views)
            if (span := _span(dimension, view, cuts.get(view.name, ()))) is not None
        ]
        leader = _leader_view(dimension, views)
        if not leader and found and _too_long(min(found, key=_first_two)[2]):
            leader, found = views[min(found, key=_first_two)[1]].name, []
        if found and (not leader or min(found, key=_first_two)[0] <= _LEADER_COST):
            _, rank, span = min(found, key=_first_two)
            spans[views[rank].name].append(span)
        elif leader:
            called[leader].append(dimension)
        else:
            left.append(dimension)
    for group in spans.values():
        group.sort(key=lambda span: (span.ends[1] - span.ends[0], span.dimension.label))
    return spans, called, left


def shown_cuts(sections: Iterable[LocalSection]) -> dict[str, tuple[Projection, ...]]:
    """Return by view what its local sections show: of each cut only the faces it is made for."""
    found: dict[str, tuple[Projection, ...]] = {}
    for section in sections:
        shown = set(section.faces)
        curves = tuple(c for c in section.cut.curves if shown & set(c.faces))
        cut = replace(section.cut, curves=curves)
        found[section.view] = (*found.get(section.view, ()), cut)
    return found


def _crowd(group: list[Span], span: Span) -> float:
    """Two rows of one orientation go unnoticed; from the third on the other view is better."""
    same = sum(other.horizontal == span.horizontal for other in group)
    return max(0, same - 1) * _CROWDED_COST


def _too_long(span: Span) -> bool:
    """Return whether a hole's text with its depths would stretch its dimension line too far."""
    shown = span.ends[1] - span.ends[0]
    deep = span.dimension.kind == "diameter" and set(_HOLE_SIGNS) & set(span.dimension.text)
    return bool(deep) and label.width(span.dimension) > max(_LONG_TEXT_MM, _STRETCH * shown)


def _first_two(item: tuple[float, int, Span]) -> tuple[float, int]:
    return item[:2]


def _leader_view(dimension: SketchDimension, views: tuple[View, ...]) -> str:
    """Return the view in which the dimension can be written at the end of a leader, or ""."""
    for view in views:
        lean = abs(view.depth(dimension.direction))
        if dimension.kind == "diameter" and lean > 1 - PARALLEL and _circle(dimension, view):
            return view.name
        if dimension.kind == "note" and _seen(dimension.faces[0], view, ()):
            return view.name
    return ""


def _circle(dimension: SketchDimension, view: View) -> bool:
    """Return whether the circle is seen, as far as its faces are known."""
    return not dimension.faces[0] or _seen(dimension.faces[0], view, ())


def _span(dimension: SketchDimension, view: View, cuts: tuple[Projection, ...]) -> Span | None:
    """Return the dimension as it appears in the view; None where it is not in true length."""
    if dimension.kind == "note":
        return None
    lying = view.turn(dimension.direction)
    if min(abs(lying[0]), abs(lying[1])) > PARALLEL or abs(view.depth(dimension.direction)) > 1e-6:
        return None
    along_x = abs(lying[0]) > abs(lying[1])
    if dimension.kind == "diameter":
        return _diameter(dimension, view, not along_x, cuts)
    return _linear(dimension, view, along_x, cuts)


def _diameter(
    dimension: SketchDimension, view: View, horizontal: bool, cuts: tuple[Projection, ...]
) -> Span:
    first, second = (view.place(end) for end in dimension.ends)
    middle = first[0] if horizontal else first[1]
    across = sorted((first[1], second[1]) if horizontal else (first[0], second[0]))
    radius = dimension.diameter_mm / 2 * view.scale
    reach = (across[0], across[1])
    return Span(
        dimension=dimension,
        horizontal=horizontal,
        ends=(middle - radius, middle + radius),
        reach=(reach, reach),
        cost=_cost(dimension, view, horizontal, cuts),
    )


def _linear(
    dimension: SketchDimension, view: View, horizontal: bool, cuts: tuple[Projection, ...]
) -> Span:
    ends = sorted(
        (
            _axis(view.place(point), horizontal),
            _reach(point, faces, view, horizontal, cuts),
        )
        for point, faces in zip(dimension.ends, dimension.faces, strict=True)
    )
    return Span(
        dimension=dimension,
        horizontal=horizontal,
        ends=(ends[0][0], ends[1][0]),
        reach=(ends[0][1], ends[1][1]),
        cost=_cost(dimension, view, horizontal, cuts),
    )


def _axis(point: tuple[float, float], horizontal: bool) -> float:
    return point[0] if horizontal else point[1]


def _reach(
    point: Vector,
    faces: tuple[int, ...],
    view: View,
    horizontal: bool,
    cuts: tuple[Projection, ...],
) -> tuple[float, float]:
    """Return how far the seen lines of the faces go across, at the end's place or about it."""
    at = view.place(point)
    along, across = (at[0], at[1]) if horizontal else (at[1], at[0])
    curves = [c for cut in cuts for c in cut.curves]
    curves += [c for c in view.projection.curves if c.line != "hidden"]
    seen = [
        p if horizontal else (p[1], p[0])
        for curve in curves
        if set(faces) & set(curve.faces)
        for p in view.points(curve)
    ]
    on_end = [b for a, b in seen if abs(a - along) < _ON_END_MM] or [b for _, b in seen]
    return (min(on_end), max(on_end)) if on_end else (across, across)


def _cost(
    dimension: SketchDimension, view: View, horizontal: bool, cuts: tuple[Projection, ...]
) -> float:
    if dimension.kind == "diameter":
        seen = _profile_seen(dimension, view, cuts)
        long_text = not horizontal and label.width(dimension) > dimension.diameter_mm * view.scale
        return (0.0 if seen else 2 * _HIDDEN_COST) + long_text * _LONG_TEXT_COST
    hidden = [faces for faces in dimension.faces if faces and not _seen(faces, view, cuts)]
    return len(hidden) * _HIDDEN_COST


def _profile_seen(dimension: SketchDimension, view: View, cuts: tuple[Projection, ...]) -> bool:
    """Return whether an outermost line along the axis shows the cylinder from its side."""
    wanted = set(dimension.faces[0])
    (ax, ay), (px, py) = view.turn(dimension.direction), view.turn(dimension.ends[0])
    curves = [c for cut in cuts for c in cut.curves]
    curves += [c for c in view.projection.curves if c.line != "hidden"]
    for curve in curves:
        off = [abs((x - px) * ay - (y - py) * ax) for x, y in curve.points]
        outermost = all(abs(distance - dimension.diameter_mm / 2) < _ON_END_MM for distance in off)
        if outermost and wanted & set(curve.faces):
            return True
    return not wanted


def _seen(faces: tuple[int, ...], view: View, cuts: tuple[Projection, ...]) -> bool:
    wanted = set(faces)
    curves = [c for cut in cuts for c in cut.curves]
    curves += [c for c in view.projection.curves if c.line != "hidden"]
    return any(wanted & set(curve.faces) for curve in curves)
