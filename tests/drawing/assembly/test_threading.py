"""Threads in the views of an assembly: narrow lines where the threaded part itself is seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from shapely.geometry import box

from gmp_cad.drawing.annotation import Thread
from gmp_cad.drawing.assembly.placed import threaded
from gmp_cad.drawing.assembly.threading import thread_groups
from gmp_cad.drawing.pens import NARROW_LINE, VISIBLE
from gmp_cad.drawing.primitives import Arc
from gmp_cad.drawing.view import View
from gmp_cad.evidence import CutRegion, Placement, Projection
from tests.drawing.assembly.shapes import PLAIN, block

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
# M8 (ISO 724: D1 = 6,647) over 20 mm along X
SCREWED = Thread(
    line="m8", start=(0.0, 0.0, 0.0), end=(20.0, 0.0, 0.0), major_mm=8.0, minor_mm=6.647,
    hollow=False,
)  # fmt: skip
TAPPED = replace(SCREWED, hollow=True)


def part(thread: Thread, matrix=PLAIN):
    placement = Placement(name="screw", item="screw", matrix=matrix)
    return threaded(block("screw", (0, -4, -4, 30, 4, 4)), placement, [thread])


def view(right=X, up=Y, *, scale: float = 2.0, cut: bool = False) -> View:
    regions = (CutRegion(loops=(((0.0, 0.0), (1.0, 0.0), (1.0, 1.0)),), part="screw"),)
    return View(
        projection=Projection(
            name="front", right=right, up=up, curves=(), box_mm=(0, 0, 1, 1),
            regions=regions if cut else (),
        ),
        scale=scale,
    )  # fmt: skip


def strokes(thread, area, *, others=(), **seen):
    areas = {"screw": area, **{f"other{i}": one for i, one in enumerate(others)}}
    groups = list(thread_groups(view(**seen), [part(thread)], areas))
    return [stroke for group in groups for stroke in group.primitives]


def ends(strokes, pen):
    return sorted(
        tuple((round(x, 2), round(y, 2)) for x, y in sorted(stroke.points))
        for stroke in strokes if not isinstance(stroke, Arc) and stroke.pen == pen
    )  # fmt: skip


def test_a_screw_has_lines_at_its_core_and_one_at_the_end_of_its_thread():
    found = strokes(SCREWED, box(0, -4, 30, 4))
    assert ends(found, NARROW_LINE) == [
        ((0.0, -6.65), (40.0, -6.65)), ((0.0, 6.65), (40.0, 6.65)),
    ]  # fmt: skip
    assert ends(found, VISIBLE) == [((40.0, -8.0), (40.0, 8.0))]


def test_what_hides_the_screw_hides_its_thread():
    found = strokes(SCREWED, box(12, -4, 30, 4))
    assert [line[0][0] for line in ends(found, NARROW_LINE)] == [24.0, 24.0]
    assert strokes(SCREWED, box(21, -4, 30, 4)) == []


def test_a_tapped_hole_shows_its_thread_beyond_the_screw():
    hole = box(-10, -20, 30, 20).difference(box(0, -3.3235, 20, 3.3235))
    screw = box(0, -4, 12, 4)
    found = strokes(TAPPED, hole.difference(screw), others=[screw], cut=True)
    assert ends(found, NARROW_LINE) == [((24.0, -8.0), (40.0, -8.0)), ((24.0, 8.0), (40.0, 8.0))]
    assert ends(found, VISIBLE) == [((40.0, -8.0), (40.0, 8.0))]


def test_a_hole_that_is_not_opened_shows_no_thread():
    assert strokes(TAPPED, box(-10, -20, 30, 20)) == []
    assert strokes(TAPPED, box(-10, -20, 30, 20), cut=True) == []


def test_at_a_small_scale_the_lines_stay_apart():
    """ISO 6410-1: they are never nearer than 0,7 mm."""
    found = strokes(SCREWED, box(0, -4, 30, 4), scale=1.0)
    assert [line[0][1] for line in ends(found, NARROW_LINE)] == [-3.3, 3.3]


def test_end_on_a_screw_shows_three_quarters_of_a_circle_at_its_tip():
    tip = {"right": (0.0, 0.0, 1.0), "up": Y}  # seen along +X, from the tip
    (arc,) = strokes(SCREWED, box(-4, -4, 4, 4), **tip)
    assert (arc.radius, (arc.end_deg - arc.start_deg) % 360) == (pytest.approx(6.647), 260.0)
    assert strokes(SCREWED, box(-4, -4, 4, 4), right=(0.0, 0.0, -1.0), up=Y) == []


def test_the_thread_goes_with_its_part():
    matrix = ((1.0, 0, 0, 5.0), (0, 1.0, 0, 0), (0, 0, 1.0, 7.0), (0, 0, 0, 1.0))
    (thread,) = part(SCREWED, matrix).threads
    assert (thread.start, thread.end) == ((5.0, 0.0, 7.0), (25.0, 0.0, 7.0))
