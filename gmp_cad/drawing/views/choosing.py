"""The fewest views that carry all callouts and open all cavities: a weighed choice of candidates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from gmp_cad.drawing.annotation import Callout, PartAnnotations, SurfaceMark
from gmp_cad.drawing.view import cross
from gmp_cad.drawing.views.axes import parallel, times
from gmp_cad.drawing.views.cutting import Section
from gmp_cad.drawing.views.seen import DASHED, Sight, shows, shows_mark
from gmp_cad.evidence import Vector

# What speaks against a view, in the costs of :mod:`seen`: a view is drawn rather than that two
# callouts stand on hidden lines.
_PRICES = {"front": 0.0, "left": 9.0, "top": 9.1, "right": 10.0, "bottom": 11.0, "rear": 12.0}
_CUT, _STEP, _JOG, _SPOILED, _NO_TRACE = 0.5, 2.5, 0.5, 6.0, 5.0
_UPSIDE_DOWN, _UPRIGHT = 2.5, 0.5  # the part's Z hangs down, by more than this cosine
_FRONT_LOST, _ASIDE = 8.0, 3.0  # of a cut front: its outside is not seen; not through the middle
_NO_OUTSIDE = 8.0  # all views are cut: nothing shows what the part looks like
_NOT_CARRIED, _BARE_MARK = 60.0, 10.0
_MARK = 0.5
_DASHES = 4.0  # some view needs its hidden lines
_CHORD = 6.0  # a turned part is cut along its axis, not beside it
_HALF = 2.0  # half of the outside is worth drawing where the section alone says less
_LOST = 4.0  # of a full section: what it takes away faces the viewer of no other view
_NOT_MAIN = 3.0  # the inside of a turned part belongs in its front view
_MOST_SECTIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A view that may be drawn: outside (``section`` None) or cut; ``opens``: kinds of cavities.

    ``lengthwise``: along the axis of a hollow turned part, which is best drawn so; ``chord``: beside it.
    """

    name: str
    sight: Sight
    section: Section | None = None
    lengthwise: bool = False
    chord: bool = False
    opens: frozenset[str] = frozenset()

    @property
    def price(self) -> float:
        """What speaks against drawing it."""
        price = _PRICES[self.name] + _UPSIDE_DOWN * (self.sight.up[2] < -_UPRIGHT)
        if self.section is None:
            return price
        extra = _CUT + _CHORD * self.chord
        extra += _NOT_MAIN * (self.lengthwise and self.name != "front")
        extra += _HALF * self.section.is_half
        if self.name == "front" and not self.lengthwise:
            extra += _FRONT_LOST * self.section.hides + _ASIDE * (not self.section.central)
        extra += _STEP * (self.section.planes - 1) + _JOG * self.section.jogs
        return price + extra + _SPOILED * self.section.spoiled


def trace_direction(section: Section) -> Vector:
    """Return the direction along which the cutting planes are seen edge-on, steps and all."""
    cut = section.cut
    return cut.up if cut.along == "right" else cut.right


def shows_trace(section: Section, sight: Sight) -> bool:
    """Tell whether a view shows the cutting planes edge-on."""
    if len(section.cut.steps) > 1:
        return parallel(trace_direction(section), sight.towards)
    return any(parallel(axis, sight.towards) for axis in (section.cut.right, section.cut.up))


def choose(
    candidates: Sequence[Candidate], annotations: PartAnnotations, needs: Mapping[str, float]
) -> tuple[Candidate, ...]:
    """Return the cheapest set of views with one front view, in the order of the candidates.

    ``needs``: what speaks for opening each kind of cavities.
    """
    costs = _costs(candidates, annotations)
    least, most = _dashed_span(annotations)
    best: tuple[float, tuple[int, ...]] | None = None
    for chosen in _sets(candidates):
        lowest = costs[list(chosen)].min(axis=0)
        dashed = ((lowest >= least) & (lowest < most)).any()
        carried = float(lowest.sum()) + _DASHES * bool(dashed)
        price = round(carried + _price([candidates[i] for i in chosen], needs), 6)
        if best is None or (price, len(chosen), chosen) < (best[0], len(best[1]), best[1]):
            best = (price, chosen)
    return tuple(candidates[i] for i in best[1]) if best else ()


def carried_dashed(
    chosen: Sequence[Candidate], annotations: PartAnnotations
) -> tuple[frozenset[int], ...]:
    """Return for each chosen view the faces that nothing shows better than its hidden lines."""
    costs = _costs(chosen, annotations)
    lowest, owner = costs.min(axis=0), costs.argmin(axis=0)
    least, most = _dashed_span(annotations)
    found: list[set[int]] = [set() for _ in chosen]
    bearers: tuple[Callout | SurfaceMark, ...] = (*annotations.callouts, *annotations.marks)
    for number in np.flatnonzero((lowest >= least) & (lowest < most)):
        view, bearer = int(owner[number]), bearers[int(number)]
        ends = bearer.ends if isinstance(bearer, Callout) else ()
        faces = {*bearer.faces, *(face for end in ends for face in end.faces)}
        found[view] |= faces & chosen[view].sight.dashed
    return tuple(frozenset(faces) for faces in found)


def _costs(candidates: Sequence[Candidate], annotations: PartAnnotations) -> np.ndarray:
    """Return what each candidate (rows) costs for each callout and mark."""
    rows = []
    for candidate in candidates:
        row = [_or(shows(candidate.sight, c), _NOT_CARRIED) for c in annotations.callouts]
        row += [_MARK * _or(shows_mark(candidate.sight, m), _BARE_MARK) for m in annotations.marks]
        rows.append(row)
    return np.array(rows).reshape(len(candidates), -1)


def _dashed_span(annotations: PartAnnotations) -> tuple[np.ndarray, np.ndarray]:
    """Return between which costs each callout and mark stands on hidden lines."""
    weights = [1.0] * len(annotations.callouts) + [_MARK] * len(annotations.marks)
    never = [_NOT_CARRIED] * len(annotations.callouts) + [_BARE_MARK] * len(annotations.marks)
    return DASHED * np.array(weights), np.array(weights) * np.array(never)


def _or(cost: float | None, otherwise: float) -> float:
    return otherwise if cost is None else cost


def _sets(candidates: Sequence[Candidate]) -> Iterator[tuple[int, ...]]:
    """Yield the sets of candidates: one front view, at most three sections, no place taken twice."""
    fronts = [i for i, c in enumerate(candidates) if c.name == "front"]
    plain = [i for i, c in enumerate(candidates) if c.section is None and c.name != "front"]
    cut = [i for i, c in enumerate(candidates) if c.section is not None and c.name != "front"]
    for front in fronts:
        for sections in _subsets(cut, _MOST_SECTIONS):
            names = [candidates[i].name for i in sections]
            if len(set(names)) < len(names):
                continue
            for views in _subsets([i for i in plain if candidates[i].name not in names], 3):
                yield tuple(sorted((front, *sections, *views)))


def _subsets(indices: Sequence[int], most: int) -> Iterator[tuple[int, ...]]:
    for count in range(min(most, len(indices)) + 1):
        yield from combinations(indices, count)


def _price(chosen: Sequence[Candidate], needs: Mapping[str, float]) -> float:
    opened = frozenset[str]().union(*(c.opens for c in chosen))
    price = sum(c.price for c in chosen)
    price += sum(need for kind, need in needs.items() if kind not in opened)
    if all(_has_no_outside(c) for c in chosen):
        price += _NO_OUTSIDE
    for candidate in chosen:
        section = candidate.section
        if section is None:
            continue
        others = [other.sight for other in chosen if other is not candidate]
        if not any(shows_trace(section, sight) for sight in others):
            obvious = candidate.lengthwise or (section.is_half and section.central)
            price += _NO_TRACE * (not obvious or section.planes > 1)
        seen = frozenset[int]().union(*(sight.facing for sight in others))
        price += _LOST * bool(section.loses - seen)
    return price


def _has_no_outside(candidate: Candidate) -> bool:
    section = candidate.section
    return section is not None and not (candidate.lengthwise or section.is_half)


def path_of(section: Section, box: tuple[Vector, Vector]) -> tuple[Vector, ...]:
    """Return the points of the cutting line in the part's frame, from end to end of the part.

    ``box``: the least and greatest coordinates along the view's right, up and towards.
    """
    cut = section.cut
    towards = cross(cut.right, cut.up)
    index = 0 if cut.along == "right" else 1
    along, other = (cut.right, cut.up) if index == 0 else (cut.up, cut.right)
    middle = (box[0][1 - index] + box[1][1 - index]) / 2
    # the quarter before a half section is taken away: its plane ends at the axis, which stands out
    depths = [box[1][2] if depth is None else depth for _, depth in cut.steps]
    points: list[tuple[float, float]] = []
    at = box[0][index]
    for number, (start, _) in enumerate(cut.steps):
        at = at if number == 0 else start
        if number:
            points.append((at, depths[number - 1]))
        points.append((at, depths[number]))
    points.append((box[1][index], points[-1][1]))
    if section.is_half:
        points = points[1:] if cut.steps[0][1] is None else points[:-1]
    return tuple(_sum(times(along, a), times(towards, d), times(other, middle)) for a, d in points)


def _sum(*vectors: Vector) -> Vector:
    x, y, z = (sum(parts) for parts in zip(*vectors, strict=True))
    return (x, y, z)
