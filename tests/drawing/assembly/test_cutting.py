"""The section through the mechanism, planes in steps, what stays whole."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.drawing.assembly.cutting import outside_planes, plan_assembly
from gmp_cad.drawing.assembly.joints import FitSide, Joint, joint_places
from gmp_cad.drawing.assembly.offset import Show, stepped
from gmp_cad.drawing.assembly.placed import spread
from gmp_cad.drawing.assembly.sight import sight_of
from gmp_cad.drawing.view import cross
from tests.drawing.assembly.shapes import block, cylinder, pin

BASE = (0.0, 0.0, 0.0, 200.0, 80.0, 40.0)


def pinned(*places):
    """A block with blind pins at (x, y), that only a section shows."""
    bores = tuple(
        cylinder((x, y, 10.0), 20.0, 4.0, hollow=True, index=6 + k)
        for k, (x, y) in enumerate(places)
    )
    pins = [pin(f"pin{k}", (x, y, 10.0), 20.0, 4.0, k + 2) for k, (x, y) in enumerate(places)]
    parts = [block("base", BASE, 1, bores), *pins]
    joints = []
    for k in range(len(places)):
        where = joint_places(
            parts, FitSide(item="base", ends=("bore",)), FitSide(item=f"pin{k}"), 8.0
        )
        joints.append(Joint(key=f"base.bore/pin{k}.diameter", text="⌀8 H7/m6", places=where))
    return parts, joints


def test_the_first_section_lies_in_the_plane_of_most_axes():
    parts, joints = pinned((30.0, 25.0), (80.0, 25.0), (150.0, 60.0))
    first = plan_assembly(parts, joints).cuts[0]
    assert (first.name, first.right, first.up) == ("A-A", (1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    assert first.steps == ((0.0, -25.0),)


def test_pins_are_not_cut_lengthwise_but_across():
    parts, joints = pinned((30.0, 25.0), (80.0, 25.0))
    for cut in plan_assembly(parts, joints).cuts:
        across = cut.up != (0.0, 0.0, 1.0)
        assert set(cut.whole) == (set() if across else {"pin0", "pin1"})


places = st.lists(
    st.tuples(st.integers(1, 9).map(lambda n: 20.0 * n), st.integers(1, 5).map(lambda n: 13.0 * n)),
    min_size=1, max_size=6, unique=True,
)  # fmt: skip


@given(places)
@settings(max_examples=40, deadline=None)
def test_every_fit_lies_in_a_plane_of_a_section(where):
    parts, joints = pinned(*where)
    plan = plan_assembly(parts, joints)
    for joint in joints:
        (place,) = joint.places
        assert any(_shows(cut, place.middle) for cut in plan.cuts)
    assert {view.name for view in plan.views} >= {cut.name for cut in plan.cuts}
    assert len({view.slot for view in plan.views}) == len(plan.views)
    assert set(outside_planes(plan)) == {v.name for v in plan.views if v.kind == "view"}


def _shows(cut, point):
    x = sum(a * b for a, b in zip(point, cut.right, strict=True))
    toward = (
        cut.right[1] * cut.up[2] - cut.right[2] * cut.up[1],
        cut.right[2] * cut.up[0] - cut.right[0] * cut.up[2],
        cut.right[0] * cut.up[1] - cut.right[1] * cut.up[0],
    )
    depth = cut.steps[sum(start <= x for start, _ in cut.steps[1:])][1]
    return abs(sum(a * b for a, b in zip(point, toward, strict=True)) - depth) < 1e-3


def test_planes_step_between_what_they_show_and_not_for_little():
    def show(key: str, low: float, depth: float, worth: float) -> Show:
        return Show(key=key, low=low, high=low + 10.0, depth=depth, worth=worth)

    far = stepped([show("a", 0.0, 5.0, 2.0), show("b", 30.0, -5.0, 2.0)])
    assert far.steps == ((0.0, 5.0), (20.0, -5.0))
    assert far.keys == {"a", "b"}
    near = stepped([show("a", 0.0, 5.0, 2.0), show("b", 5.0, -5.0, 2.0)])
    assert len(near.steps) == len(near.keys) == 1
    little = stepped([show("a", 0.0, 5.0, 2.0), show("fit", 30.0, -5.0, 1.0)])
    assert little.keys == {"a"}
    assert stepped([]).steps == ()


def test_the_nearest_part_is_seen_unless_a_plane_took_it_away():
    back = block("back", (0.0, 30.0, 0.0, 50.0, 40.0, 50.0))
    front = block("front", (10.0, 0.0, 10.0, 40.0, 20.0, 40.0), 2)
    plane = ((1.0, 0.0, 0.0), (0.0, 0.0, 1.0))
    import numpy as np

    from gmp_cad.evidence import Cut

    points = np.array([(25.0, 25.0), (5.0, 5.0), (60.0, 5.0)])
    assert sight_of([back, front], plane).nearest(points) == ["front", "back", ""]
    cut = Cut(name="A-A", right=plane[0], up=plane[1], steps=((0.0, -25.0),))
    assert sight_of([back, front], plane, cut).nearest(points) == ["back", "back", ""]


def test_parts_that_stand_apart_are_cut_through_one_of_them():
    """The middle of the assembly is empty both ways: a plane there would meet nothing."""
    places = [(x, y) for x in (0.0, 100.0) for y in (0.0, 100.0)]
    parts = [
        block(f"p{i}", (x, y, 0.0, x + 20, y + 20, 10.0), i) for i, (x, y) in enumerate(places, 1)
    ]
    [cut] = [cut for cut in plan_assembly(parts, ()).cuts if cut.name == "A-A"]
    toward = cross(cut.right, cut.up)
    spans = [spread(part.box, toward) for part in parts]
    assert any(low < cut.steps[0][1] < high for low, high in spans)
