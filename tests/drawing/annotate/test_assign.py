"""In which view each annotation stands: true length, seen lines, once, and nowhere twice."""

from __future__ import annotations

from dataclasses import replace

from gmp_cad.documents.drawings.definition import lost_keys
from gmp_cad.drawing.annotate.assign import along_bores, assigned
from gmp_cad.drawing.annotate.seen import seen
from gmp_cad.drawing.annotation import PartAnnotations
from gmp_cad.drawing.best_sheet import Drawn
from gmp_cad.drawing.primitives import Drawing
from gmp_cad.drawing.views.plan import Detail, PlannedView
from tests.drawing.annotate import plate

TOP_VIEW, FRONT_VIEW, SECTION = plate.top_view(), plate.front_view(), plate.front_view(cut=True)


def said(callouts=(), marks=()):
    return PartAnnotations(callouts=tuple(callouts), marks=tuple(marks))


def views_of(annotations, *views):
    """Return by line, or sign, the indices of the views that bear it."""
    found = assigned(annotations, views, plate.FACES)
    where: dict[str, list[int]] = {}
    for i, (callouts, marks) in enumerate(zip(found.callouts, found.marks, strict=True)):
        for callout in callouts:
            where.setdefault(callout.line, []).append(i)
        for mark in marks:
            where.setdefault(mark.texture or mark.datum or mark.frames[0].line, []).append(i)
    return where, found.unplaced


def test_each_stands_in_the_one_view_that_shows_it() -> None:
    annotations = said(
        (plate.LENGTH, plate.HEIGHT, plate.MARGIN, plate.BORE_SIZE),
        (replace(plate.TEXTURE, datum="A", frames=plate.FLATNESS.frames),),
    )
    where, lost = views_of(annotations, FRONT_VIEW, TOP_VIEW)
    assert lost == ()
    assert all(len(found) == 1 for found in where.values())
    assert where["height"] == [0]
    assert where["bore"] == [1]  # a circle is seen there; in front its sides are hidden
    assert where["margin"] == [1]
    assert where["Ra 1,6"] == where["A"] == where["flat"] == [0]


def test_a_section_shows_the_sides_of_a_bore() -> None:
    where, _ = views_of(said((plate.BORE_SIZE,)), FRONT_VIEW, SECTION)
    assert where == {"bore": [1]}


def test_a_pictorial_view_bears_nothing() -> None:
    pictorial = replace(TOP_VIEW, planned=PlannedView(name="iso", kind="pictorial"))
    where, lost = views_of(said((plate.LENGTH,), (plate.TEXTURE,)), pictorial)
    assert where == {}
    assert lost == (("length", "100 ±0,2"), ("textures.top", "Ra 1,6"))


def test_what_no_view_shows_is_told() -> None:
    where, lost = views_of(said((plate.HEIGHT, plate.LENGTH)), TOP_VIEW)
    assert where == {"length": [0]}
    assert lost == (("height", "20 h9"),)


def test_what_hangs_on_a_line_that_no_view_shows_is_told_with_it() -> None:
    """The names are those of the drawing's keys: what is in the notes is not missing besides."""
    height = replace(plate.HEIGHT, datum="B", frames=plate.FLATNESS.frames)
    mark = replace(plate.TEXTURE, datum="A")
    annotations = said((height,), (mark,))
    pictorial = replace(TOP_VIEW, planned=PlannedView(name="iso", kind="pictorial"))
    _, lost = views_of(annotations, pictorial)
    drawn = Drawn(
        drawing=Drawing(width=210, height=297, primitives=()),
        overlaps=0,
        crossings=0,
        unplaced=lost,
    )
    assert lost_keys(drawn) == annotations.keys()


def test_the_texture_of_a_hole_goes_with_its_size_where_it_is_round() -> None:
    mark = replace(plate.TEXTURE, on="bore", faces=(plate.BORE,))
    found = assigned(said((plate.BORE_SIZE,), (mark,)), (TOP_VIEW,), plate.FACES)
    assert [callout.texture for callout in found.callouts[0]] == ["Ra 1,6"]
    assert found.marks == ((),)
    cut = assigned(said((plate.BORE_SIZE,), (mark,)), (SECTION,), plate.FACES)
    assert [callout.texture for callout in cut.callouts[0]] == [""]
    assert [m.texture for m in cut.marks[0]] == ["Ra 1,6"]


def test_a_detail_takes_what_is_small_elsewhere_and_lies_in_it() -> None:
    detail = Detail(letter="C", centre=(*plate.BORE_AT, 20.0), radius_mm=12.0)
    planned = PlannedView(name="top", kind="detail", letter="C", detail=detail, enlarged=10.0)
    small, large = plate.top_view(0.0, 0.2), plate.top_view(0.0, 2.0, planned)
    where, _ = views_of(said((plate.BORE_SIZE, plate.LENGTH)), small, large)
    assert where == {"bore": [1], "length": [0]}
    roomy, needless = plate.top_view(), plate.top_view(0.0, 10.0, planned)
    where, _ = views_of(said((plate.BORE_SIZE,)), roomy, needless)
    assert where == {"bore": [0]}


def test_the_order_of_equal_inputs_does_not_matter() -> None:
    callouts = (plate.LENGTH, plate.HEIGHT, plate.MARGIN, plate.BORE_SIZE)
    one, _ = views_of(said(callouts), FRONT_VIEW, TOP_VIEW)
    other, _ = views_of(said(callouts[::-1]), FRONT_VIEW, TOP_VIEW)
    assert one == other


def test_the_depth_of_a_bore_stands_beside_its_diameter() -> None:
    """The bore runs through the plate: its height is the bore's depth, and no other length is."""
    sights = [seen(SECTION, plate.FACES)]
    assert along_bores(plate.HEIGHT, sights) == {plate.BORE}
    assert along_bores(plate.LENGTH, sights) == set()
