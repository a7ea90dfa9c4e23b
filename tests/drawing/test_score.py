"""Hand-made drawings: a clean one, and each defect once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gmp_cad.drawing import pens, symbols
from gmp_cad.drawing.primitives import (
    WHITE,
    Circle,
    Drawing,
    Group,
    Hatch,
    Measured,
    Polyline,
    Text,
    moved,
)
from gmp_cad.drawing.score import FAR, score

NARROW = pens.NARROW_LINE
REQUIRED = ("dimensions.length", "dimensions.slot", "tolerances.flat")


def polyline(*points):
    return Polyline(points=points, pen=NARROW)


def dimension(key, x0, x1, y, foot):
    """A level dimension at height ``y``, its text above the line."""
    return Group(
        layer="dimensions",
        key=key,
        primitives=(
            polyline((x0, y), (x1, y)),
            polyline((x0, foot), (x0, y + 2)),
            polyline((x1, foot), (x1, y + 2)),
            symbols.arrowhead((x0, y), (-1.0, 0.0)),
            symbols.arrowhead((x1, y), (1.0, 0.0)),
            Text(text="40", place=((x0 + x1) / 2, y + 1), height=3.5, anchor="middle"),
        ),
        measured=Measured(
            kind="linear", points=((x0, foot), (x1, foot), (x0, y)), text="40", scale=1.0
        ),
    )


def tolerance(key, x, y, foot):
    """A frame with a leader from its left side."""
    return Group(
        layer="tolerances",
        key=key,
        primitives=(
            polyline(foot, (x - 5, y + 3.5), (x, y + 3.5)),
            symbols.arrowhead(foot, (0.0, 1.0)),
            symbols.rectangle((x, y), 14, 7, NARROW, WHITE),
            Text(text="0,1", place=(x + 7, y + 1.75), height=3.5, anchor="middle"),
        ),
    )


def plain(layer, *primitives):
    return Group(layer=layer, primitives=primitives)


FRAME = plain("frame", symbols.rectangle((20, 10), 267, 190, pens.VISIBLE))
VIEW = plain("visible", symbols.rectangle((100, 80), 100, 50, pens.VISIBLE))
LENGTH = dimension("dimensions.length", 100, 200, 147, 130)
SLOT = dimension("dimensions.slot", 120, 160, 140, 130)
FLAT = tolerance("tolerances.flat", 140, 55, (130, 80))
CLEAN = (FRAME, VIEW, LENGTH, SLOT, FLAT)


def judged(*groups):
    return score(Drawing(width=297, height=210, primitives=groups), REQUIRED)


def with_moved(group, dx, dy):
    return judged(*(moved((g,), dx, dy)[0] if g is group else g for g in CLEAN))


def kinds(found):
    return sorted(fault.kind for fault in found.faults)


def test_a_clean_drawing():
    found = judged(*CLEAN)
    assert (found.overlaps, found.crossings, found.faults) == (0, 0, ())
    assert (found.missing, found.doubled) == ((), ())
    assert found.smallest_lettering == 3.5
    assert 1.0 < found.smallest_gap < FAR
    assert found.total > 90


def test_the_order_of_the_groups_does_not_matter():
    assert judged(*CLEAN[::-1]) == judged(*CLEAN)


@pytest.mark.parametrize(
    ("extra", "kind", "first"),
    [
        (Text(text="A", place=(139, 141), height=3.5), "overlap", "dimensions.slot"),
        (Text(text="A", place=(107, 128), height=3.5), "text_on_line", "notes"),
        (Text(text="A", place=(107, 145), height=3.5), "text_on_line", "notes"),
        (Text(text="A", place=(118.5, 134), height=3.5), "text_on_line", "notes"),
        (Text(text="A", place=(131, 69), height=3.5, rotation_deg=45), "text_on_line", "notes"),
        (Circle(centre=(150, 60), radius=4, pen=NARROW), "overlap", "tolerances.flat"),
        (Circle(centre=(100, 90), radius=4, pen=NARROW), "sign_on_line", "notes"),
        (Text(text="A", place=(286, 30), height=3.5), "beyond_frame", "notes"),
    ],
)
def test_a_text_or_sign_in_the_way(extra, kind, first):
    found = judged(*CLEAN, plain("notes", extra))
    assert kind in kinds(found)
    assert first in {fault.first for fault in found.faults}
    assert found.overlaps >= 1
    assert found.total < judged(*CLEAN).total - 4


def test_a_turned_text_is_judged_by_its_true_outline():
    """Its upright box would meet the corner of the view, the text itself does not."""
    note = Text(text="ABCDEFGH", place=(88, 86), height=3.5, rotation_deg=-45)
    assert judged(*CLEAN, plain("notes", note)).overlaps == 0
    flat = replace(note, rotation_deg=0.0)
    assert judged(*CLEAN, plain("notes", flat)).overlaps == 1


def test_a_text_on_hatching():
    loop = ((105, 85), (120, 85), (120, 100), (105, 100))
    hole = ((108, 88), (117, 88), (117, 97), (108, 97))
    text = plain("notes", Text(text="A", place=(111, 90), height=3.5))
    solid = plain("hatching", Hatch(loops=(loop,), pen=pens.HATCHING))
    assert kinds(judged(*CLEAN, solid, text)) == ["on_hatching"]
    holed = plain("hatching", Hatch(loops=(loop, hole), pen=pens.HATCHING))
    assert judged(*CLEAN, holed, text).overlaps == 0


def test_a_dimension_line_across_an_extension_line():
    found = with_moved(SLOT, 55, 0)
    assert kinds(found) == ["crossing"]
    assert {found.faults[0].first, found.faults[0].second} == set(REQUIRED[:2])
    assert found.faults[0].place == (200.0, 140.0)


def test_extension_lines_may_cross_and_lines_may_end_on_lines():
    upright = Group(
        layer="dimensions",
        key="dimensions.height",
        primitives=(
            polyline((213, 80), (213, 134)),
            polyline((200, 80), (215, 80)),
            polyline((160, 134), (215, 134)),
            Text(text="50", place=(212, 107), height=3.5, anchor="middle", rotation_deg=90),
        ),
        measured=Measured(
            kind="linear",
            points=((200, 80), (160, 134), (213, 80)),
            angle_deg=90.0,
            text="50",
            scale=1.0,
        ),
    )
    assert judged(*CLEAN, upright).faults == ()


def test_dimensions_in_a_chain_and_on_each_other():
    assert with_moved(SLOT, 40, 0).crossings == 0  # its right extension line lies on the other
    for start in (159.95, 160, 160.05):  # not quite exact
        beside = dimension("dimensions.beside", start, 190, 140, 130)
        assert judged(*CLEAN, beside).faults == ()
    upon = dimension("dimensions.upon", 150, 190, 140, 130)
    assert "line_on_line" in kinds(judged(*CLEAN, upon))


def test_leaders_that_cross():
    other = tolerance("tolerances.other", 105, 60, (140, 80))
    assert kinds(judged(*CLEAN, other)) == ["crossing"]


def test_stacked_frames_and_the_balloon_of_a_dimension_are_no_overlap():
    below = Group(
        layer="tolerances",
        key="tolerances.below",
        primitives=(
            symbols.rectangle((140, 48), 14, 7, NARROW, WHITE),
            Text(text="0,2", place=(147, 49.75), height=3.5, anchor="middle"),
        ),
    )
    balloon = Group(
        layer="balloons",
        key="dimensions.slot",
        primitives=(
            Circle(centre=(146, 142.7), radius=2, pen=NARROW),
            Text(text="1", place=(146, 141.5), height=2.5, anchor="middle"),
        ),
    )
    found = judged(*CLEAN, below, balloon)
    assert found.faults == ()
    assert found.doubled == ()
    assert found.smallest_lettering == 2.5


def test_what_is_missing_or_doubled():
    assert judged(FRAME, VIEW, LENGTH, FLAT).missing == ("dimensions.slot",)
    balloon = replace(SLOT, layer="balloons")
    assert judged(FRAME, VIEW, LENGTH, FLAT, balloon).missing == ("dimensions.slot",)
    twice = judged(*CLEAN, moved((SLOT,), 0, -75)[0])
    assert twice.doubled == ("dimensions.slot",)
    assert twice.missing == ()


def test_a_line_of_its_own_group_does_not_double_a_key():
    line = Group(
        layer="tolerances", key="tolerances.flat", primitives=(polyline((50, 50), (60, 50)),)
    )
    assert judged(*CLEAN, line).doubled == ()


def test_texts_of_the_title_block_may_not_touch_its_own_lines():
    cell = symbols.rectangle((107, 10), 180, 20, pens.VISIBLE)
    text = Text(text="Titre", place=(112, 15), height=3.5)
    assert judged(*CLEAN, plain("title_block", cell, text)).overlaps == 0
    high = replace(text, place=(112, 28))
    assert kinds(judged(*CLEAN, plain("title_block", cell, high))) == ["text_on_line"]


def test_small_letters_and_small_gaps_cost():
    def at(height, gap):
        place = (100, 80 - gap - pens.WIDE / 2 - height)
        return judged(*CLEAN, plain("notes", Text(text="H", place=place, height=height)))

    small, fair, close = at(1.5, 3.0), at(3.5, 3.0), at(3.5, 0.3)
    assert small.smallest_lettering == 1.5
    assert close.smallest_gap < 0.6 < fair.smallest_gap
    assert small.total < fair.total
    assert close.overlaps == 0


def test_balance_sees_a_corner_filled_only():
    middle, corner = judged(*CLEAN), judged(FRAME, *moved(CLEAN[1:], 75, 40))
    assert middle.balance.off_centre < 0.15 < corner.balance.off_centre
    assert middle.balance.filled == pytest.approx(corner.balance.filled, abs=0.02)
    assert middle.balance.centre_of_space == (153.5, 105.0)
    block = plain("title_block", symbols.rectangle((107, 10), 180, 90, pens.VISIBLE))
    assert judged(FRAME, block, VIEW).balance.centre_of_space[1] > 105


def test_an_empty_sheet():
    found = score(Drawing(width=210, height=297, primitives=()), ())
    assert (found.overlaps, found.crossings, found.smallest_lettering) == (0, 0, 0.0)
    assert found.smallest_gap == FAR


def test_characters_that_the_font_lacks_are_named() -> None:
    text = Text(text="Βάση ⌀16 底", place=(50.0, 50.0), height=3.5)
    drawing = Drawing(width=210, height=297, primitives=(text,))
    assert score(drawing, ()).unknown == ("Β", "ά", "底")
    assert (
        score(replace(drawing, primitives=(replace(text, text="Pièce ⌀16 H7"),)), ()).unknown == ()
    )
