"""Sheets of an assembly: views that stand in rows, a sheet that was chosen gives way when too small."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from gmp_cad.drawing.assembly.explosion import Move
from gmp_cad.drawing.assembly.general import (
    Ensemble,
    arrangements,
    general_sheet,
    sizes_of,
)
from gmp_cad.drawing.assembly.pictorial import exploded_sheet
from gmp_cad.drawing.composition import Paper
from gmp_cad.drawing.score import score
from gmp_cad.drawing.sheets.block import BlockContent
from gmp_cad.drawing.views.plan import DrawingPlan, PlannedView
from gmp_cad.errors import NoRoomError
from gmp_cad.evidence import Projection, ViewCurve
from gmp_cad.spec.sheet_template import read_sheet_template
from tests.documents.vice import templates
from tests.drawing.assembly.shapes import block

PLAN = DrawingPlan(
    views=(
        PlannedView(name="A-A", kind="section", slot=(0, 0), letter="A"),
        PlannedView(name="B-B", kind="section", slot=(0, -2), letter="B"),
        PlannedView(name="C-C", kind="section", slot=(0, 1), letter="C"),
        PlannedView(name="top", slot=(0, -1)),
        PlannedView(name="left", slot=(1, 0)),
    )
)


def test_sections_stay_in_line_with_a_view_of_their_direction_and_no_two_views_share_a_place():
    found = list(arrangements(PLAN))
    assert found[0] == [(0, 0), (0, -2), (0, 1), (0, -1), (1, 0)]
    for slots in found:
        assert len(set(slots)) == len(slots)
        assert slots[0] == (0, 0)
        assert slots[1][1] in (-1, -2)
        assert slots[2][1] in (0, 1)
        assert slots[3:] == [(0, -1), (1, 0)]


def test_a_chosen_sheet_comes_first_and_gives_way():
    paper = Paper(
        template=read_sheet_template(templates()["sheet.toml"]), content=BlockContent(fields={}),
        title="",
    )  # fmt: skip
    ensemble = Ensemble(
        parts=(), joints=(), plan=PLAN, projections={}, paper=paper, sheet="A4", scale="1:2"
    )
    tried = [(sheet.name, str(scale)) for sheet, scale in sizes_of(ensemble, 0.5)]
    assert tried[0] == ("A4", "1:2")
    assert {name for name, _ in tried} == {"A4", "A3", "A2", "A1", "A0"}


def of_a_block(template: str) -> Ensemble:
    """Return what the sheet of one block on a template of a school is drawn from."""
    paper = Paper(
        template=read_sheet_template(template), content=BlockContent(fields={}), title="",
    )  # fmt: skip
    boxes = [block("base", (0.0, 0.0, 0.0, 800.0, 500.0, 100.0), 1)]
    curves = tuple(
        ViewCurve(points=side, line="visible", part="base")
        for side in pairwise(((0, 0), (800, 0), (800, 500), (0, 500), (0, 0)))
    )
    seen = Projection(
        name="front", right=(1.0, 0.0, 0.0), up=(0.0, 1.0, 0.0), curves=curves,
        box_mm=(0, 0, 800, 500),
    )  # fmt: skip
    return Ensemble(
        parts=tuple(boxes), joints=(), plan=DrawingPlan(views=(PlannedView(name="front", slot=(0, 0)),)),
        projections={"front": seen}, paper=paper, sheet="A4", scale="1:1",
    )  # fmt: skip


def test_a_chosen_sheet_that_gave_way_is_told():
    ensemble = of_a_block(templates()["sheet.toml"])
    found = general_sheet(ensemble)
    assert found.given_up == ("1:1",)
    assert general_sheet(replace(ensemble, sheet="", scale="")).given_up == ()


HUGE = """
[[title_block]]
sheets = ["A0"]
width = 1150
height = 800
cell = [{ x = 0, y = 0, width = 100, height = 100, field = "title" }]
"""


def test_title_blocks_that_fill_every_sheet_are_told_with_their_file():
    high = templates()["sheet.toml"].replace("height = 65", "height = 600", 1)
    huge = of_a_block(high + HUGE)
    moves = [Move(part="base", way=(0.0, 0.0, 1.0), holder="", offset=(0.0, 0.0, 0.0))]
    for draw in (general_sheet, lambda e: exploded_sheet(e, moves, e.projections["front"])):
        with pytest.raises(NoRoomError) as raised:
            draw(huge)
        assert str(raised.value.where) == "docs_templates/sheet.toml"
        assert "no room" in raised.value.message.say("en")


def test_sixty_items_have_a_balloon_each_and_nothing_lies_on_anything():
    parts, curves = [], []
    for i in range(60):
        x, y = i % 10 * 40.0, i // 10 * 30.0
        parts.append(block(f"p{i}", (x, y, 0.0, x + 36, y + 26, 20.0), i + 1))
        around = ((x, y), (x + 36, y), (x + 36, y + 26), (x, y + 26), (x, y))
        curves += [ViewCurve(points=s, line="visible", part=f"p{i}") for s in pairwise(around)]
    seen = Projection(
        name="front", right=(1.0, 0.0, 0.0), up=(0.0, 1.0, 0.0), curves=tuple(curves),
        box_mm=(0, 0, 396, 176),
    )  # fmt: skip
    alone = replace(of_a_block(templates()["sheet.toml"]), parts=tuple(parts), sheet="", scale="")
    general = general_sheet(replace(alone, projections={"front": seen}))
    moves = [
        Move(part=p.name, way=(0.0, 0.0, 1.0), holder="", offset=(0.0, 0.0, 0.0)) for p in parts
    ]
    for sheet in (general, exploded_sheet(alone, moves, seen)):
        judged = score(sheet.drawing, [])
        assert (sheet.missing, judged.overlaps, judged.crossings) == ((), 0, 0)
        groups = [g for g in sheet.drawing.primitives if getattr(g, "layer", "") == "balloons"]
        assert {g.key for g in groups} == {f"item.{i}" for i in range(1, 61)}
        assert len(groups) == 60
