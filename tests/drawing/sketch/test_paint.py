from __future__ import annotations

from dataclasses import replace

import cadquery as cq
import pytest

from gmp_cad.drawing.sketch.machining_views import milling_views
from gmp_cad.drawing.sketch.paint import wanted_sections
from gmp_cad.drawing.sketch.values import MachinedSurface, PhaseSketch
from gmp_cad.kernel.faces import face_geometries
from gmp_cad.kernel.project import project

X, Z = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


@pytest.fixture(scope="module")
def plate():
    """100 × 60 × 20 with two ⌀8 at x = 20, y = 20 and 40, and a ⌀10 at (20, 30) between."""
    shape = cq.Workplane().box(100, 60, 20, centered=False)
    for x, y, radius in ((20, 15, 4), (20, 45, 4), (20, 30, 5)):
        shape = shape.cut(cq.Workplane().circle(radius).extrude(20).translate((x, y, 0)))
    solid = shape.val()
    faces = face_geometries(solid)
    views = tuple(project(solid, n, r, u) for n, (r, u) in milling_views(Z, X).items())
    return faces, views


def holes(faces, radius):
    return tuple(f.index for f in faces if f.surface == "cylinder" and f.radius_mm == radius)


def test_of_equal_holes_one_is_cut_and_cuts_do_not_overlap(plate):
    faces, views = plate
    sketch = PhaseSketch(
        views=views,
        faces=faces,
        surfaces=(
            MachinedSurface(number="1", faces=holes(faces, 4.0)),
            MachinedSurface(number="2", faces=holes(faces, 5.0)),
        ),
    )
    first, second = wanted_sections(sketch)
    assert len(first.faces) == len(second.faces) == 1
    # one behind the other in the front view: the second is cut in the left view
    assert (first.view, second.view) == ("front", "left")


def test_what_is_seen_in_profile_is_not_cut(plate):
    faces, views = plate
    top = tuple(f.index for f in faces if f.direction == Z and f.surface == "plane")
    sketch = PhaseSketch(
        views=views, faces=faces, surfaces=(MachinedSurface(number="1", faces=top),)
    )
    assert wanted_sections(sketch) == ()


def test_a_hole_that_only_overlapping_cuts_would_show_stays_end_on(plate):
    faces, views = plate
    sketch = PhaseSketch(
        views=views[:2],
        faces=faces,
        surfaces=(
            MachinedSurface(number="1", faces=holes(faces, 4.0)),
            MachinedSurface(number="2", faces=holes(faces, 5.0)),
        ),
    )
    (only,) = wanted_sections(sketch)
    assert set(only.faces) <= set(holes(faces, 4.0))
    # without the top view nothing else shows it: then it is cut all the same
    assert len(wanted_sections(replace(sketch, views=views[:1]))) == 2
