"""Start values of cutting data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.errors import OutsideTableError
from gmp_cad.standards import cutting_data
from gmp_cad.standards.cutting_data import StartValue, start_value
from gmp_cad.standards.materials import database
from gmp_cad.standards.table import document, records

Use = dict[str, Any]


def use(kind: str, **others: Any) -> Use:
    return {"tool_kind": kind, **others}


def start(name: str, tool: Use) -> StartValue:
    return start_value(database().find(name), **tool)


@pytest.mark.parametrize(
    ("name", "tool", "vc", "feed", "ap"),
    [
        ("C45", use("face_mill"), 180, 0.16, None),
        ("C45", use("end_mill", diameter_mm=10), 140, 0.05, None),
        ("C45", use("end_mill", diameter_mm=10, stage="finish"), 182, 0.05, None),
        ("C45", use("end_mill", tool_material="HSS", diameter_mm=10), 25, 0.045, None),
        ("C45", use("drill", tool_material="HSS", diameter_mm=10), 23, 0.16, None),
        ("C45", use("drill", diameter_mm=10), 100, 0.18, None),
        ("C45", use("reamer", tool_material="HSS", diameter_mm=10), 10, 0.25, None),
        ("C45", use("tap", tool_material="HSS", diameter_mm=8), 10, None, None),
        ("C45", use("turning"), 200, 0.30, 2.5),
        ("C45", use("turning", stage="finish"), 250, 0.12, 0.5),
        ("C45", use("boring_bar"), 200, 0.12, 0.5),
        ("C45", use("parting"), 120, 0.08, None),
        ("C45", use("grooving"), 120, 0.08, None),
        ("EN-GJL-250", use("turning"), 160, 0.35, 3.0),
        ("EN AW-2017A T4", use("face_mill"), 600, 0.15, None),
        ("POM-C", use("drill", tool_material="HSS", diameter_mm=10), 60, 0.20, None),
        ("X5CrNi18-10", use("turning", stage="finish"), 180, 0.12, 0.5),
    ],
)
def test_table(name: str, tool: Use, vc: float, feed: float | None, ap: float | None) -> None:
    got = start(name, tool)
    assert (got.vc_m_min, got.feed_mm, got.ap_mm) == (vc, feed, ap)


COLUMNS = (
    use("face_mill"), use("end_mill", diameter_mm=10),
    use("end_mill", tool_material="HSS", diameter_mm=10),
    use("drill", tool_material="HSS", diameter_mm=10), use("drill", diameter_mm=10),
    use("reamer", tool_material="HSS", diameter_mm=10), use("tap", tool_material="HSS"),
    use("turning"), use("turning", stage="finish"),
)  # fmt: skip
# Workshop practice, bounded by catalogues: Vc / f (/ ap) of the columns, material by material.
PRACTICE = """
S235JR      220/.18 150/.055  30/.05   27/.18 110/.20 12/.25 12 220/.30/2.5 280/.12/.5
C45         180/.16 140/.05   25/.045  23/.16 100/.18 10/.25 10 200/.30/2.5 250/.12/.5
42CrMo4+QT  140/.14 100/.04   18/.035  15/.13  60/.14  6/.20  6 150/.28/2.5 190/.12/.4
X5CrNi18-10 130/.13  80/.035  12/.035  13/.12  50/.11  6/.20  5 140/.28/2.0 180/.12/.5
EN-GJL-250  160/.20 110/.06   25/.06   23/.22 100/.25 10/.30 10 160/.35/3.0 200/.15/.5
EN_AW-2017A 600/.15 320/.08  110/.08   80/.22 200/.25 25/.30 20 500/.30/3.0 700/.12/.5
EN_AW-6060  700/.15 400/.08  120/.08   80/.20 220/.25 25/.30 20 600/.30/3.0 800/.12/.5
CuZn39Pb3   350/.15 200/.07   80/.06   70/.22 180/.25 25/.30 25 300/.30/3.0 400/.12/.5
POM-C       400/.20 250/.12  150/.10   60/.20 100/.25 20/.40 20 300/.30/3.0 400/.15/.5
"""


@pytest.mark.parametrize("line", PRACTICE.split("\n")[1:-1], ids=lambda line: line.split()[0])
def test_every_value_of_practice(line: str) -> None:
    name, *cells = line.split()
    for tool, cell in zip(COLUMNS, cells, strict=True):
        vc, feed, ap = (*map(float, cell.split("/")), None, None)[:3]
        got = start(name, tool)
        assert (got.vc_m_min, got.feed_mm, got.ap_mm) == (vc, feed, ap), tool
        assert str(got.source).startswith(f"start values, {database().find(name).designation}, ")


def test_factors_of_a_rule_are_factors() -> None:
    """T slots: 0.8 of the speed of an HSS mill, 0.6 of its feed."""
    got = start("C45", use("t_slot_mill", tool_material="HSS", diameter_mm=10))
    assert (got.vc_m_min, got.feed_mm) == (20.0, pytest.approx(0.027))


def test_a_tool_without_a_diameter_is_taken_at_that_of_the_table() -> None:
    assert start("C45", use("end_mill")).feed_mm == 0.05


def test_a_material_of_no_group_is_refused_and_told_what_to_write() -> None:
    stranger = replace(database().find("C45"), designation="Unobtainium", iso513="", like="")
    with pytest.raises(OutsideTableError, match=r"Unobtainium \(ISO 513 group —\)") as caught:
        start_value(stranger, "drill")
    assert 'like = "C45"' in str(caught.value.hint)
    with pytest.raises(OutsideTableError, match=r"group H\)"):
        start_value(replace(stranger, iso513="H"), "drill")


def test_a_material_said_to_be_like_another_is_cut_like_it() -> None:
    stranger = replace(database().find("C45"), designation="Unobtainium", like="POM-C")
    assert start_value(stranger, "turning").vc_m_min == 300


def test_feed_scales_with_diameter() -> None:
    """f(D) = f10·(D/10)^0.7: 0.16·0.5^0.7 = 0.0985 for a drill of 5 mm."""
    drill = use("drill", tool_material="HSS", diameter_mm=5)
    assert start("C45", drill).feed_mm == pytest.approx(0.16 * 0.5**0.7, rel=5e-3)
    mill = use("end_mill", diameter_mm=16)
    assert start("C45", mill).feed_mm == pytest.approx(0.05 * 1.6**0.7, rel=5e-3)


def test_feed_stops_growing_at_the_end_of_the_rule() -> None:
    at_20 = start("C45", use("end_mill", diameter_mm=20))
    at_32 = start("C45", use("end_mill", diameter_mm=32))
    assert at_32 == at_20


def test_full_slot() -> None:
    got = start("C45", use("end_mill", diameter_mm=10, full_slot=True))
    assert got.feed_mm == pytest.approx(0.035)


@pytest.mark.parametrize(
    ("name", "row"),
    [("S355J2", "C45"), ("C22", "S235JR"), ("C35", "C45"), ("16MnCr5", "C45"),
     ("90MnCrV8", "C45"), ("11SMn30", "S235JR"), ("EN AW-7075", "EN AW-2017A"),
     ("PA6", "POM-C")],
)  # fmt: skip
def test_fall_back_by_group_is_said(name: str, row: str) -> None:
    tool = use("turning")
    got = start(name, tool)
    assert got.vc_m_min == start(row, tool).vc_m_min
    assert f"start values of {row} (ISO 513 group" in str(got.source)
    assert f"{name} has none" in str(got.source)


def test_every_column_of_the_values_has_a_name_a_rule_and_every_material() -> None:
    rows = [(row["material"], row["column"]) for row in records("cutting_values.csv")]
    columns = {column for _, column in rows}
    assert len(set(rows)) == len(rows), "a material has two rows of one column"
    assert columns == set(cutting_data._LABELS), "_LABELS of cutting_data.py: how people call it"
    ruled = {rule["column"] for rule in document("cutting_rules.toml")["kind"]}
    assert columns == ruled, "a [[kind]] of cutting_rules.toml reads it, and the values have it"
    missing = {(m, c) for m, _ in rows for c in columns} - set(rows)
    assert not missing, "cutting_values.csv lacks rows (material, column)"


@pytest.mark.parametrize("kind", cutting_data.tool_kinds())
@pytest.mark.parametrize("entry", database().entries, ids=lambda m: m.designation)
def test_every_material_with_every_tool(kind: str, entry: object) -> None:
    name = entry.designation  # type: ignore[attr-defined]
    hss = kind in ("t_slot_mill", "dovetail_mill", "disc_mill")
    for stage in cutting_data.STAGES:
        tool = use(kind, tool_material="HSS" if hss else "carbide", stage=stage, diameter_mm=8)
        got = start(name, tool)
        assert 2 <= got.vc_m_min <= 1000
        assert got.feed_mm is None or 0.005 <= got.feed_mm <= 0.5
        assert (got.feed_mm is None) == (kind in ("tap", "threading"))
        assert got.per_tooth == kind.endswith("mill")


@given(st.floats(0.1, 200), st.floats(0.1, 200))
def test_larger_tools_never_take_less_feed(one: float, two: float) -> None:
    feeds = [
        start("C45", use("drill", tool_material="HSS", diameter_mm=d)).feed_mm or 0
        for d in sorted((one, two))
    ]
    assert feeds[0] <= feeds[1]


@pytest.mark.parametrize(
    ("tool", "words"),
    [
        (use("endmill"), "no cutting data for tools of kind 'endmill'"),
        (use("turning", tool_material="HSS"), "turning made of HSS"),
        (use("drill", stage="ebauche"), "unknown stage"),
    ],
)
def test_refusals(tool: Use, words: str) -> None:
    with pytest.raises(OutsideTableError, match=words):
        start("C45", tool)


def test_unknown_kind_is_helped() -> None:
    with pytest.raises(OutsideTableError) as caught:
        start("C45", use("endmill"))
    assert str(caught.value.hint) == "did you mean 'end_mill'?"
    with pytest.raises(OutsideTableError) as caught:
        start("C45", use("qqq"))
    assert str(caught.value.hint).startswith("known kinds: face_mill, end_mill")
