"""Section lining: neighbours differ, a part looks the same everywhere."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.drawing.assembly.lining import linings, neighbours
from gmp_cad.evidence import CutRegion, Projection, ViewCurve


def square(part: str, column: int, row: int) -> CutRegion:
    x, y = 10.0 * column, 10.0 * row
    loop = ((x, y), (x + 10, y), (x + 10, y + 10), (x, y + 10), (x, y))
    return CutRegion(loops=(loop,), part=part)


def section(*regions: CutRegion) -> Projection:
    curve = ViewCurve(points=((0.0, 0.0), (1.0, 0.0)), line="visible")
    return Projection(
        name="A-A", right=(1, 0, 0), up=(0, 0, 1), curves=(curve,), box_mm=(0, 0, 1, 1),
        regions=regions,
    )  # fmt: skip


grids = st.lists(st.integers(0, 5), min_size=16, max_size=16)


@given(grids)
@settings(max_examples=60, deadline=None)
def test_neighbours_are_lined_differently(owners):
    drawn = section(*(square(f"p{o}", i % 4, i // 4) for i, o in enumerate(owners)))
    found = linings([drawn], {f"p{o}": f"p{o}" for o in owners})
    assert set(found) == {f"p{o}" for o in owners}
    assert all(found[a] != found[b] for a, b in (tuple(pair) for pair in neighbours([drawn])))


def test_two_parts_are_turned_against_each_other():
    found = linings([section(square("a", 0, 0), square("b", 1, 0))], {"a": "a", "b": "b"})
    assert {lining.angle_deg for lining in found.values()} == {45.0, 135.0}
    assert {lining.width for lining in found.values()} == {1.0}


def test_parts_that_touch_in_one_section_differ_in_all():
    apart = section(square("a", 0, 0), square("b", 5, 5))
    together = section(square("a", 0, 0), square("b", 0, 1))
    found = linings([apart, together], {"a": "a", "b": "b"})
    assert found["a"] != found["b"]


def test_copies_of_an_item_look_alike_where_they_do_not_touch():
    regions = (square("jaw", 0, 0), square("plate", 1, 0), square("plate.2", 5, 0))
    found = linings([section(*regions)], {"jaw": "jaw", "plate": "plate", "plate.2": "plate"})
    assert found["plate"] == found["plate.2"] != found["jaw"]
