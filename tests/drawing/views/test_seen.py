"""What a view shows: a dimension is carried where its element is a line in true length."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.drawing.annotation import Callout, End, SurfaceMark
from gmp_cad.drawing.views.cavity import cut_sight
from gmp_cad.drawing.views.seen import DASHED, Sight, shows, shows_mark, sight_of
from tests.drawing.views.conftest import Drawn, X, Y, Z, cylinder, plane

# the block shows its top in front: below are the views from its own sides
SIDES = {"front": "bottom", "top": "front", "left": "left", "bottom": "rear"}


def sight(part: Drawn, name: str) -> Sight:
    return sight_of(part.projections[name], {f.index: f for f in part.geometry.faces})


def side(part: Drawn, name: str) -> Sight:
    return sight(part, SIDES[name])


def callout(part: Drawn, line: str) -> Callout:
    return next(c for c in part.callouts if c.line == line)


@pytest.mark.parametrize(
    ("line", "carried"),
    [("length", {"front", "top"}), ("width", {"left", "top"}), ("height", {"front", "left"})],
)
def test_length_is_carried_where_it_is_true(block: Drawn, line: str, carried: set[str]) -> None:
    views = {n: shows(side(block, n), callout(block, line)) for n in ("front", "left", "top")}
    assert {name for name, cost in views.items() if cost is not None} == carried


def test_shelf_of_a_hole_is_hidden_from_outside(block: Drawn) -> None:
    cost = shows(side(block, "front"), callout(block, "shelf"))
    assert cost is not None
    assert cost >= DASHED


def test_hole_is_a_circle_end_on_and_hidden_from_the_side(block: Drawn) -> None:
    top, front = (shows(side(block, n), callout(block, "small")) for n in ("top", "front"))
    assert top is not None
    assert front is not None
    assert top < DASHED <= front


def test_pitch_circle_is_seen_end_on_alone(bearing: Drawn) -> None:
    circle = callout(bearing, "circle")
    assert shows(sight(bearing, "left"), circle) == 0
    assert shows(sight(bearing, "front"), circle) is None


def test_diameter_of_a_shaft_stands_on_its_profile(bearing: Drawn) -> None:
    hub = callout(bearing, "hub")
    front, right = (shows(sight(bearing, n), hub) for n in ("front", "right"))
    assert front == 0
    assert right is not None
    assert right > 0


def test_radius_needs_its_arc(bearing: Drawn) -> None:
    """A cylinder seen from its side shows no arc, though its outline is drawn."""
    index = cylinder(bearing.geometry.faces, 22.5)
    end = End(point=(20.0, 0.0, 0.0), faces=index)
    radius = Callout(
        line="r", kind="radius", texts=("R22,5",), ends=(end, end), direction=X, radius_mm=22.5
    )
    assert shows(sight(bearing, "front"), radius) is None
    assert shows(sight(bearing, "right"), radius) == 0


def test_angle_is_seen_across_its_plane(block: Drawn) -> None:
    faces = plane(block.geometry.faces, X, 80)
    end = End(point=(80.0, 25.0, 15.0), faces=faces)
    angle = Callout(
        line="a", kind="angle", texts=("90°",), ends=(end, end), direction=Y,
        vertex=(80.0, 0.0, 0.0),
    )  # fmt: skip
    assert shows(side(block, "front"), angle) == 0
    assert shows(side(block, "left"), replace(angle, direction=Z)) is None


def test_mark_stands_on_a_line_rather_than_on_an_area(block: Drawn) -> None:
    mark = SurfaceMark(on="top", faces=plane(block.geometry.faces, Z, 30))
    front, top, bottom = (shows_mark(side(block, n), mark) for n in ("front", "top", "bottom"))
    assert front == 0
    assert top is not None
    assert top > 0
    assert bottom is None


def test_predicted_section_agrees_with_the_cut_one(block: Drawn) -> None:
    """What the plan expects of its section is shown by the section that the kernel cuts."""
    (cut,) = block.plan.cuts
    front = side(block, "front")
    starts = [-1e6, *(start for start, _ in cut.steps[1:]), 1e6]
    depths = [
        ((a, b), depth)
        for a, b, (_, depth) in zip(starts, starts[1:], cut.steps, strict=False)
        if depth is not None
    ]
    outside = next(
        s for n in block.projections if (s := sight(block, n)).right == cut.right and s.up == cut.up
    )
    expected = cut_sight(outside, block.geometry.faces, depths, cut.right)
    view = next(v for v in block.views().values() if v.planned.kind == "section")
    real = sight_of(view.projection, {f.index: f for f in block.geometry.faces})
    assert expected.profile <= real.profile
    assert front.profile  # the outside is seen too
