"""The fewest views of a workpiece on its machine that show all that its contract must say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from gmp_cad.drawing.annotate.seen import seen
from gmp_cad.drawing.annotate.sight import sight_of as callout_sight
from gmp_cad.drawing.annotation import Callout
from gmp_cad.drawing.phase.values import PhaseSketch, RedSurface
from gmp_cad.drawing.view import View
from gmp_cad.drawing.views.plan import PlannedView
from gmp_cad.drawing.views.seen import Sight, lies_across, sight_of
from gmp_cad.evidence import ClampForce, LocatingNormal, Projection

# what is missing costs more than a view, what is shown less well costs less
_VIEW = 30.0
_NOT_SHOWN = 100.0
_MOST_OF_CALLOUT = 60.0
_CUT, _FACING = 2.0, 6.0
_END_ON, _HIDDEN = 3.0, 8.0
_IN_PLANE = 0.3  # of a unit direction: less of it in the view, and it is seen end-on


def chosen_views(sketch: PhaseSketch) -> tuple[Projection, ...]:
    """Return the views to draw: the front view, and others as far as they show something needed.

    Weighed are the red surfaces (as a line, in a section, from the front), the callouts in true
    length, and the contacts of the location and the clamps in profile.
    """
    front, *others = sketch.views
    costs = {view.name: _Costs.of(sketch, view) for view in sketch.views}
    sets = [
        (front, *chosen)
        for count in range(len(others) + 1)
        for chosen in combinations(others, count)
    ]
    return min(
        sets, key=lambda views: (round(_total([costs[v.name] for v in views]), 6), len(views))
    )


def _total(costs: Sequence[_Costs]) -> float:
    each = zip(*(one.each for one in costs), strict=True)
    shown: float = sum(min(values) for values in each)
    return _VIEW * len(costs) + shown


class _Costs:
    """What it costs to show each thing in one view, in the order of the sketch."""

    def __init__(self, each: Iterable[float]) -> None:
        self.each = tuple(each)

    @classmethod
    def of(cls, sketch: PhaseSketch, view: Projection) -> _Costs:
        """Return the costs of all surfaces, callouts and contacts in a view."""
        paper = View(projection=view, scale=1.0, planned=PlannedView(name=view.name, hidden=False))
        lines = seen(paper, sketch.faces)
        sight = sight_of(view, {face.index: face for face in sketch.faces})
        found = [_surface(surface, sight, sketch) for surface in sketch.surfaces]
        for callout in sketch.callouts:
            way = callout_sight(callout, lines)
            cost = _NOT_SHOWN if way is None else min(way.cost, _MOST_OF_CALLOUT)
            cut = way is not None and _will_be_cut(callout, sight, sketch)
            found.append(min(cost, _CUT) if cut else cost)
        contacts: tuple[LocatingNormal | ClampForce, ...] = (*sketch.normals, *sketch.clamps)
        found += [_contact(one, paper) for one in contacts]
        return cls(found)


def _surface(surface: RedSurface, sight: Sight, sketch: PhaseSketch) -> float:
    if any(index in sight.profile for index in surface.faces):
        return 0.0
    known = {face.index: face for face in sketch.faces}
    if any(lies_across(known[i], sight.towards) for i in surface.faces):
        return _CUT
    return _FACING if sight.facing & set(surface.faces) else _NOT_SHOWN


def _will_be_cut(callout: Callout, sight: Sight, sketch: PhaseSketch) -> bool:
    """Tell whether a local section will show what a callout is about: it is red, and lies in the view."""
    known = {face.index: face for face in sketch.faces}
    about = {*callout.faces, *(i for end in callout.ends for i in end.faces)}
    hidden = about - sight.profile
    return hidden <= sketch.red and all(lies_across(known[i], sight.towards) for i in hidden)


def _contact(contact: LocatingNormal | ClampForce, view: View) -> float:
    x, y = view.turn(contact.direction)
    if x * x + y * y > _IN_PLANE**2:
        return 0.0
    return _HIDDEN if view.depth(contact.direction) > 0 else _END_ON
