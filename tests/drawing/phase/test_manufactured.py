"""What is written of a manufactured dimension, and where it stands."""

from __future__ import annotations

import pytest

from gmp_cad.drawing.annotate.axes import Axes
from gmp_cad.drawing.annotate.caption import caption_of
from gmp_cad.drawing.phase.manufactured import callout_of, text_of
from gmp_cad.drawing.primitives import Polygon, Text
from gmp_cad.spec.operation import ManufacturedDimension
from tests.drawing.phase.conftest import X, Z


def dimension(size: str, **more: object) -> ManufacturedDimension:
    ends = {} if "on" in more else {"between": ("a", "b")}
    return ManufacturedDimension.model_validate({"name": "Cf201", "size": size, **ends, **more})


@pytest.mark.parametrize(
    ("size", "more", "text"),
    [
        ("43 ±0,05", {}, "Cf201 43 ±0,05"),
        ("⌀8 H7", {"on": "a", "kind": "Co"}, "Cf201 ⌀8 H7 (+0,015/0) (Co)"),
        ("⌀20 h6", {"on": "a"}, "Cf201 ⌀20 h6 (0/-0,013)"),
        ("[22]", {}, "22"),
        ("M8-6H", {"on": "a", "kind": "Co"}, "Cf201 M8-6H (Co)"),
    ],
)
def test_the_text_has_name_limits_and_what_a_tool_makes(size, more, text):
    assert text_of(dimension(size, **more), "fr") == text


def test_a_theoretically_exact_dimension_has_its_name_before_its_box(block):
    base, top = (next(f for f in block.faces if f.index in block.plane(n, z))
                 for n, z in (((0.0, 0.0, -1.0), 0), (Z, 28)))  # fmt: skip
    found = callout_of(dimension("[28]"), ((base,), (top,)), "fr")
    assert found is not None
    assert (found.label, found.texts, found.boxed) == ("Cf201", ("28",), True)
    caption = caption_of(found)
    drawn = caption.written(Axes((0.0, 0.0)))
    (box,) = (shape for shape in drawn if isinstance(shape, Polygon))
    written = "".join(shape.text for shape in drawn if isinstance(shape, Text))
    assert written.split() == ["Cf201", "28"]
    # the name alone takes more than 10 mm: the box begins after it and ends with the block
    left, right = min(x for x, _ in box.points), max(x for x, _ in box.points)
    assert (left > 10.0, right) == (True, pytest.approx(caption.width))


def test_a_length_runs_normal_to_its_plane(block):
    base, top = (next(f for f in block.faces if f.index in block.plane(n, z))
                 for n, z in (((0.0, 0.0, -1.0), 0), (Z, 28)))  # fmt: skip
    found = callout_of(dimension("28 ±0,05"), ((base,), (top,)), "fr")
    assert found is not None
    assert [abs(c) for c in found.direction] == [0, 0, 1]
    assert {end.faces for end in found.ends} == {(base.index,), (top.index,)}


def test_of_several_instances_the_pair_that_comes_nearest_is_meant(block):
    left, wall, right = (next(f for f in block.faces if f.index in block.plane(n, x))
                         for n, x in (((-1.0, 0.0, 0.0), 0), (X, 60), (X, 96)))  # fmt: skip
    found = callout_of(dimension("60 ±0,1"), ((left,), (right, wall)), "fr")
    assert found is not None
    assert found.ends[1].faces == (wall.index,)


def test_a_bore_is_a_diameter_about_its_axis(block):
    bore = tuple(f for f in block.faces if f.index in block.cylinder(8))
    found = callout_of(dimension("⌀16 H7", on="a"), (bore, ()), "fr")
    assert found is not None
    assert (found.kind, found.radius_mm, found.hollow) == ("diameter", 8.0, True)
    assert callout_of(dimension("⌀16 H7", on="a"), ((), ()), "fr") is None
