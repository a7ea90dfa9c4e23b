"""Stepped sections: whatever the holes, a plane opens them on their axis and steps beside them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.drawing.views.axes import AxisGroup
from gmp_cad.drawing.views.cavity import Cavity
from gmp_cad.drawing.views.cutting import sections
from gmp_cad.drawing.views.seen import Sight
from gmp_cad.evidence import FaceGeometry, PartGeometry
from tests.drawing.views.conftest import X, Z

LOOSE = 1e-6
SIDE = ((0.0, 0.0, 0.0), (200.0, 0.0, 0.0), (200.0, 100.0, 30.0), (0.0, 100.0, 30.0))
PART = PartGeometry(
    faces=(
        FaceGeometry(
            index=0, surface="plane", point=SIDE[0], direction=Z, area_mm2=1.0,
            centre_mm=SIDE[0], outline=(SIDE,),
        ),
    ),
    features={},
)  # fmt: skip
FRONT = {"front": Sight(right=X, up=Z, profile=frozenset())}


def hole(kind: str, x: float, y: float, radius: float) -> Cavity:
    face = FaceGeometry(
        index=1, surface="cylinder", point=(x, y, 0.0), direction=Z, radius_mm=radius,
        hollow=True, span_mm=(0.0, 30.0), angle_deg=360.0, area_mm2=1.0, centre_mm=(x, y, 15.0),
    )  # fmt: skip
    axis = AxisGroup(foot=(x, y, 0.0), direction=Z, faces=(face,))
    return Cavity(kind=kind, faces=(1,), points=((x, y, 0.0), (x, y, 30.0)), axis=axis)


holes = st.lists(
    st.builds(
        hole,
        st.sampled_from("abc"),
        st.integers(5, 195).map(float),
        st.sampled_from((20.0, 40.0, 50.0, 80.0)),
        st.sampled_from((2.0, 4.5, 8.0)),
    ),
    min_size=1,
    max_size=6,
)


@settings(deadline=None, max_examples=60)
@given(holes)
def test_planes_open_what_they_say_and_step_clear_of_it(cavities: list[Cavity]) -> None:
    for section in sections(PART, cavities, FRONT):
        cut = section.cut
        # a step that is hardly seen reads as a mistake
        assert all(abs(a - b) >= 4 for (_, a), (_, b) in pairwise(cut.steps))  # type: ignore[operator]
        starts = [-1e6, *(start for start, _ in cut.steps[1:]), 1e6]
        assert starts == sorted(starts)
        opened = set()
        for (low, high), (_, depth) in zip(pairwise(starts), cut.steps, strict=True):
            assert depth is not None
            for cavity in cavities:
                x0, x1 = cavity.span(X)
                on_axis = abs(-cavity.points[0][1] - depth) < LOOSE
                if cut.along == "right" and on_axis and low < x0 and x1 < high:
                    opened.add(cavity.kind)
        if cut.along == "right":
            assert section.kinds <= opened


@settings(deadline=None, max_examples=60)
@given(holes)
def test_holes_on_one_line_are_opened_by_one_plane(cavities: list[Cavity]) -> None:
    in_line = [hole(c.kind, c.points[0][0], 40.0, 4.5) for c in cavities]
    found = sections(PART, in_line, FRONT)
    kinds = frozenset(c.kind for c in in_line)
    assert any(s.kinds == kinds and s.planes == 1 for s in found)
    assert all(s.spoiled == 0 for s in found if s.planes == 1)


def test_many_kinds_of_holes_do_not_give_more_sections_than_can_be_weighed() -> None:
    """Without a limit, eighteen kinds give thousands of sections, and their choice never ends."""
    places = [(15.0 + 10 * i, 8.0 + (37 * i) % 84) for i in range(18)]
    cavities = [hole(f"kind {i}", x, y, 2.0) for i, (x, y) in enumerate(places)]
    found = sections(PART, cavities, FRONT)
    assert len(found) <= 24
    assert {section.planes for section in found} == {1, 2, 3, 4}
    assert max(len(section.kinds) for section in found) >= 4
