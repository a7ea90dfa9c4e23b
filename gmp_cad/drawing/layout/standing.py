"""What candidates cost against what stands already: drawn lines, kept areas, the view itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import shapely

from gmp_cad.drawing.layout.conflict import (
    AIR,
    ALIGNMENT,
    CLEAR,
    EXTENSION,
    GAP,
    OVERLAP,
    STRUCK,
    TIGHT,
    Conflicts,
)
from gmp_cad.drawing.layout.item import Scene
from gmp_cad.drawing.layout.shapes import (
    EXACT,
    Floats,
    Ints,
    Shapes,
    encounter,
    meeting,
    shapes,
    straight_parts,
    summed,
)
from gmp_cad.drawing.primitives import Point

# a dimension line across an outline misleads more than a leader, which must reach its face;
# extension lines may cross, but few are better
_ACROSS_DRAWN = np.array([15.0, 0.6, 6.0])  # dimension, extension, leader
_ACROSS_ITS_PART = 2.0
_ON_DRAWN = 100.0  # a dimension line or leader along a line of the view
_BESIDE, _BESIDE_DRAWN = 1.8, 8.0  # mm from such a line where it is taken for an edge
_IN_BODY = 40.0  # a text wholly inside the view
_IN_BODY_PER_MM = np.array([0.5, 0.25, 0.5])  # of such a line inside the view
_IN_MATERIAL_PER_MM = 0.25  # more, where the material is hatched
_ON_PART_IN_MATERIAL_PER_MM = 0.25  # also of a line that belongs on the part: a bore, not a wall
_BEYOND_PER_MM = 3.0
_SLIVER = 0.01  # mm²: what lies less than this in hatched material only touches it


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """For each candidate: its cost against the scene, and how many overlaps are in it."""

    cost: Floats
    overlaps: Ints


def standing(candidates: Conflicts, scene: Scene) -> Standing:
    """Return what each candidate costs against the scene."""
    areas, lines = candidates.areas, candidates.lines
    drawn = _drawn(scene.lines)
    kept = shapes(scene.kept, range(len(scene.kept)))
    material = _even_odd(scene.material)
    in_material = _parts_inside(_polygons(areas), material, shapely.area)
    near = np.bincount(_met(areas, drawn, AIR), minlength=len(candidates.item))
    faults = (
        (_met(areas, drawn, CLEAR), STRUCK),
        (_met(areas, kept, GAP), OVERLAP),
        (_met(lines.taken(candidates.kinds != ALIGNMENT), kept, CLEAR), STRUCK),
        (areas.owner[in_material > _SLIVER], STRUCK),
    )
    count = len(candidates.item)
    overlaps = np.zeros(count, dtype=np.int64)
    cost = _across_drawn(candidates, drawn) + _inside_body(candidates, scene, material)
    cost += TIGHT * near + _beyond_room(candidates, scene)
    for owners, each in faults:
        found = np.bincount(owners, minlength=count)
        overlaps += found
        cost += each * found
    return Standing(cost=cost, overlaps=overlaps)


def _drawn(lines: Sequence[Sequence[Point]]) -> Shapes:
    """Return the segments of polylines, owned by their polyline."""
    parts = [(part, index) for index, line in enumerate(lines) for part in straight_parts(line)]
    return shapes([part for part, _ in parts], [index for _, index in parts])


def _met(mine: Shapes, there: Shapes, gap: float) -> Ints:
    """Return the owner of each shape for each thing there that it comes nearer than ``gap``."""
    i, j = _near(mine, there, gap)
    near = meeting(mine, there, (i, j), gap)
    things = int(there.owner.max(initial=0)) + 1
    pairs = np.unique(i[near] * things + there.owner[j[near]])
    owners: Ints = mine.owner[pairs // things]
    return owners


def _near(mine: Shapes, there: Shapes, gap: float) -> tuple[Ints, Ints]:
    """Return the pairs whose boxes are near: a view has thousands of lines, a tree sorts them."""
    grown = mine.boxes + (gap - EXACT) * np.array([-1.0, -1.0, 1.0, 1.0])
    i, j = shapely.STRtree(shapely.box(*there.boxes.T)).query(shapely.box(*grown.T))
    return i, j


def _across_drawn(candidates: Conflicts, drawn: Shapes) -> Floats:
    """Return what lines cost that cross drawn lines, or lie on them and are no extension lines."""
    chosen = np.flatnonzero(candidates.kinds != ALIGNMENT)
    lines, kinds = candidates.lines.taken(chosen), candidates.kinds[chosen]
    i, j = _near(lines, drawn, _BESIDE)
    met = encounter(lines.corners[i], drawn.corners[j])
    on_part = candidates.on_part[chosen][i]
    across = np.where(on_part, _ACROSS_ITS_PART, _ACROSS_DRAWN[kinds[i]])
    along = met.parallel & (kinds[i] != EXTENSION)
    on_line = along & (met.distance < CLEAR)
    beside = along & (met.distance < _BESIDE) & ~on_part
    cost = np.select([met.crosses, on_line, beside], [across, _ON_DRAWN, _BESIDE_DRAWN], 0.0)
    return summed(lines.owner[i], cost, len(candidates.item))


def _inside_body(candidates: Conflicts, scene: Scene, material: Any) -> Floats:
    """Return what texts and lines inside the view cost: dimensions belong outside."""
    body = shapely.union_all([_loop(loop) for loop in scene.body if len(loop) > 2])
    count = len(candidates.item)
    polygons = _polygons(candidates.areas)
    share = _parts_inside(polygons, body, shapely.area) / np.maximum(shapely.area(polygons), 1e-9)
    cost = summed(candidates.areas.owner, _IN_BODY * share, count)
    chosen = np.flatnonzero(candidates.kinds != ALIGNMENT)
    lines, on_part = candidates.lines.taken(chosen), candidates.on_part[chosen]
    drawn = shapely.linestrings(lines.corners)
    inside = np.where(on_part, 0.0, _IN_BODY_PER_MM[candidates.kinds[chosen]])
    inside *= _parts_inside(drawn, body, shapely.length)
    hatched = np.where(on_part, _ON_PART_IN_MATERIAL_PER_MM, _IN_MATERIAL_PER_MM)
    hatched *= _parts_inside(drawn, material, shapely.length)
    return cost + summed(lines.owner, inside + hatched, count)


def _beyond_room(candidates: Conflicts, scene: Scene) -> Floats:
    """Return what texts and lines cost that reach beyond the room of a narrow sheet."""
    count = len(candidates.item)
    if scene.across is None:
        return np.zeros(count)
    low, high = scene.across
    found = np.zeros(count)
    for drawn in (candidates.areas, candidates.lines):
        beyond = np.maximum(low - drawn.boxes[:, 0], 0.0) + np.maximum(
            drawn.boxes[:, 2] - high, 0.0
        )
        found += summed(drawn.owner, _BEYOND_PER_MM * beyond, count)
    return found


def _parts_inside(geometries: Any, region: Any, measure: Any) -> Floats:
    """Return how much of each geometry, by area or length, lies inside the region."""
    inside: Floats = np.zeros(len(geometries))
    shapely.prepare(region)
    whole = shapely.contains(region, geometries)
    part = np.flatnonzero(~whole & shapely.intersects(region, geometries))
    inside[whole] = measure(geometries[whole])
    inside[part] = measure(shapely.intersection(geometries[part], region))
    return inside


def _polygons(areas: Shapes) -> Any:
    return shapely.polygons(areas.corners)


def _loop(loop: Sequence[Point]) -> Any:
    return shapely.make_valid(shapely.Polygon(loop))


def _even_odd(loops: Sequence[Sequence[Point]]) -> Any:
    """Return the material inside loops: a loop inside another one is a hole."""
    polygons = [_loop(loop) for loop in loops if len(loop) > 2]
    return reduce(shapely.symmetric_difference, polygons, shapely.Polygon())
