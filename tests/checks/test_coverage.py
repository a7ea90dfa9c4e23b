"""Every line of a specification arrives everywhere, does not apply with a reason, or is a hole."""

from __future__ import annotations

import pytest

from gmp_cad.build.results.report import report
from gmp_cad.checks.coverage import covered
from gmp_cad.documents.part.coverage import (
    DATUM,
    DRIVES,
    INSPECTED,
    MEASURED,
    READ_BACK,
    VERIFIED,
    CoverageEvidence,
    CoveredLine,
    coverage_of,
)
from gmp_cad.documents.part.coverage_table import COLUMNS, coverage_table
from gmp_cad.engine.codec import decode, encode
from gmp_cad.evidence import Feature
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.toml import Source, parse
from tests.canonical import IDENTITY, PLATE, part

TEXT = PLATE.replace("[features]", 'height = { size = "(20)", between = ["bottom", "top"] }\n[features]\nbottom = "<Z"\ntop = ">Z"').replace(
    "[tolerances]", '[textures]\nleft = "Ra 3,2"\n[tolerances]'
)  # fmt: skip
LINES = ("length", "bore", "height", "tolerances.bore_perp", "datums.A", "textures.left")
# Which check says that a line is measured, and which lines the model must follow.
CHECK_OF = {
    "length": MEASURED, "bore": MEASURED, "height": MEASURED, "tolerances.bore_perp": VERIFIED,
    "datums.A": DATUM,
}  # fmt: skip
DRIVEN = ("length", "bore")

PLAN = """
[stock]
form = "bar"
allowance = 1
[[phase]]
number = 10
title = "Fraisage"
machine = "CU-3AX"
tolerances = ["bore_perp"]
locating = [{ on = "bottom", normals = 3 }]
[[phase.operation]]
kind = "face_milling"
makes = ["left", "right"]
[[phase.operation]]
kind = "reaming"
makes = ["bore"]
[[phase.dimension]]
name = "Cf101"
size = "80 ±0,1"
between = ["right", "left"]
"""


def finding(check: str, line: str, status: Status = Status.PASS, code: str = "equal") -> Finding:
    return Finding(
        check=check, code=code, status=status, subject=f"plate.{line}", message=Message("said")
    )


def all_hold() -> dict[tuple[str, str], Finding]:
    """The verdicts of a part whose every line is measured, drives the model and is in the STEP."""
    found = {(check, line): finding(check, line) for line, check in CHECK_OF.items()}
    found |= {(DRIVES, line): finding(DRIVES, line) for line in DRIVEN}
    found |= {(INSPECTED, line): finding(INSPECTED, line) for line in LINES if line != "datums.A"}
    found[INSPECTED, "height"] = finding(INSPECTED, "height", Status.SKIP, "not_accepted")
    return found | {(READ_BACK, line): finding(READ_BACK, line) for line in LINES}


def plan(text: str = PLAN) -> ProcessPlan:
    return parse(text, "parts/plate/process.toml", ProcessPlan)


def lines(
    findings: dict[tuple[str, str], Finding] | None = None,
    drawn: frozenset[str] | None = frozenset(LINES),
    process: ProcessPlan | None = None,
    text: str = TEXT,
    features: dict[str, tuple[Feature, ...]] | None = None,
) -> dict[str, dict[str, str]]:
    found = coverage(findings, drawn, process, text, features)
    return {e.line.id: {c: cell.say("en") for c, cell in e.cells.items()} for e in found}


def coverage(findings=None, drawn=frozenset(LINES), process=None, text=TEXT, features=None):
    verdicts = tuple((all_hold() if findings is None else findings).values())
    return coverage_of(
        CoverageEvidence(
            spec=part(text), findings=verdicts, features=features or {}, drawn=drawn, plan=process
        )
    )


def judged(found: tuple[CoveredLine, ...], *, strict: bool = False) -> list[Finding]:
    source = Source("parts/plate/spec.toml", TEXT)
    return list(covered(part(TEXT), found, source, strict=strict))


def test_every_line_of_every_table_is_there_with_every_column() -> None:
    found = lines()
    assert tuple(found) == LINES
    assert {tuple(cells) for cells in found.values()} == {tuple(COLUMNS)}
    for cells in found.values():
        assert all(cell in ("yes", "no") or cell.startswith("n/a: ") for cell in cells.values())


def test_a_part_whose_every_line_arrives_has_no_hole() -> None:
    found = coverage(process=plan())
    assert {c.state for entry in found for c in entry.cells.values()} == {"yes", "n/a"}
    (verdict,) = judged(found)
    assert (verdict.status, verdict.code, verdict.subject) == (Status.PASS, "covered", "plate")


def test_what_does_not_apply_says_why_and_is_never_yes() -> None:
    found = lines()
    for line in LINES:
        assert found[line]["phase"] == "n/a: the part has no process plan"
    assert found["height"]["inspection"] == "n/a: said"
    assert found["datums.A"]["inspection"].startswith("n/a: a datum is inspected by")
    assert found["height"]["model"] == "n/a: a reference dimension follows from the others"
    assert lines(process=plan())["height"]["phase"].startswith("n/a: nothing is made to")
    assert found["textures.left"]["measured"].startswith("n/a: a model has no roughness")
    for line in LINES[3:]:
        assert found[line]["model"] == "n/a: it sets no number of the nominal model"


@pytest.mark.parametrize("status", [Status.WARN, Status.FAIL, Status.ERROR])
@pytest.mark.parametrize(
    ("check", "line", "column"),
    [
        (MEASURED, "bore", "measured"), (DRIVES, "bore", "model"), (READ_BACK, "bore", "pmi"),
        (VERIFIED, "tolerances.bore_perp", "measured"), (DATUM, "datums.A", "measured"),
        (READ_BACK, "textures.left", "pmi"), (INSPECTED, "textures.left", "inspection"),
    ],
)  # fmt: skip
def test_only_a_verdict_that_passes_covers(
    check: str, line: str, column: str, status: Status
) -> None:
    worse = all_hold() | {(check, line): finding(check, line, status, "different")}
    assert lines()[line][column] == "yes"
    assert lines(worse)[line][column] == "no"
    silent = {key: f for key, f in all_hold().items() if key != (check, line)}
    assert lines(silent)[line][column] == "no"
    holes = [f for f in judged(coverage(worse)) if f.status is Status.WARN]
    assert [(f.subject, f.code) for f in holes] == [(f"plate.{line}", column)]


def test_a_verdict_that_is_skipped_does_not_apply_unless_the_name_leads_nowhere() -> None:
    skipped = {(MEASURED, "bore"): finding(MEASURED, "bore", Status.SKIP, "not_measurable")}
    assert lines(all_hold() | skipped)["bore"]["measured"] == "n/a: said"
    lost = {(MEASURED, "bore"): finding(MEASURED, "bore", Status.SKIP, "not_found")}
    assert lines(all_hold() | lost)["bore"]["measured"] == "no"


def test_what_the_drawing_leaves_out_is_a_hole() -> None:
    assert lines(drawn=frozenset(LINES) - {"bore"})["bore"]["drawn"] == "no"
    assert {cells["drawn"] for cells in lines(drawn=None).values()} == {"no"}


@pytest.mark.parametrize(
    ("old", "new", "line", "cell"),
    [
        ('between = ["right", "left"]', 'between = ["right", "bore"]', "length", "no"),
        ('tolerances = ["bore_perp"]', "", "tolerances.bore_perp", "no"),
        ('makes = ["bore"]', 'makes = ["right"]', "bore", "n/a"),
        ('makes = ["bore"]', 'makes = ["right"]\n[[phase.dimension]]\nname = "Cf102"\nsize = "⌀16 H7"\non = "bore"',
         "bore", "yes"),
        ('makes = ["left", "right"]', 'makes = ["right"]', "textures.left", "n/a"),
        ('makes = ["left", "right"]', 'makes = ["right"]', "datums.A", "n/a"),
        ('on = "bottom"', 'on = "left"', "datums.A", "yes"),
    ],
)  # fmt: skip
def test_a_phase_covers_what_it_makes_names_or_dimensions(
    old: str, new: str, line: str, cell: str
) -> None:
    assert lines(process=plan())[line]["phase"] == "yes"
    assert old in PLAN
    assert lines(process=plan(PLAN.replace(old, new)))[line]["phase"].split(":")[0] == cell


def test_a_surface_that_stays_raw_is_the_stock_s_affair() -> None:
    nothing = plan(PLAN.replace('makes = ["left", "right"]', 'makes = ["top"]').replace(
        'between = ["right", "left"]', 'between = ["top", "bottom"]'))  # fmt: skip
    assert "phase 00" in lines(process=nothing)["length"]["phase"]


def plane(x: float) -> tuple[Feature, ...]:
    return (
        Feature(faces=(0,), surface="plane", point=(x, 3.0, 5.0), direction=(1.0, 0.0, 0.0), found_by="tag"),
    )  # fmt: skip


@pytest.mark.parametrize(("width", "cell"), [("±0,05", "yes"), ("±0,06", "no")])
def test_a_chain_covers_while_the_sum_of_its_intervals_fits(width: str, cell: str) -> None:
    """80 ±0,1 given as 50 + 30: 2 × 0,1 is its interval 0,2; 2 × 0,12 is more (domain.md, CP10)."""
    text = PLAN.replace(
        'size = "80 ±0,1"\nbetween = ["right", "left"]',
        f'size = "50 {width}"\nbetween = ["right", "wall"]\n'
        f'[[phase.dimension]]\nname = "Cf102"\nsize = "30 {width}"\nbetween = ["left", "wall"]',
    )
    features = {"left": plane(0.0), "right": plane(80.0), "wall": plane(30.0)}
    assert lines(process=plan(text), features=features)["length"]["phase"] == cell


def test_a_hole_says_line_column_place_and_what_to_do() -> None:
    found = coverage(drawn=frozenset(LINES) - {"datums.A", "bore"})
    verdicts = judged(found)
    assert [(f.subject, f.code, f.status) for f in verdicts] == [
        ("plate.bore", "drawn", Status.WARN), ("plate.datums.A", "drawn", Status.WARN),
    ]  # fmt: skip
    for verdict in verdicts:
        assert verdict.where is not None
        assert verdict.where.file == "parts/plate/spec.toml"
        assert TEXT.split("\n")[verdict.where.line - 1].startswith(("bore =", "A ="))
        assert verdict.hint is not None
        for lang in ("fr", "en"):
            assert "{" not in verdict.message.say(lang)
    strict = judged(found, strict=True)
    assert {f.status for f in strict} == {Status.FAIL}
    assert len(strict) == 2


def test_the_report_holds_yes_no_or_a_reason_in_its_language() -> None:
    found = coverage(drawn=frozenset(LINES) - {"bore"})
    stored = decode(encode(found, tuple[CoveredLine, ...]), tuple[CoveredLine, ...])
    assert stored == found
    data = report([], complete=True, lang="fr", coverage={"plate": stored})["coverage"]["plate"]
    assert tuple(data) == LINES
    assert data["bore"] == {
        "model": "yes", "measured": "yes", "drawn": "no", "pmi": "yes",
        "phase": "n/a: la pièce n'a pas de gamme", "inspection": "yes",
    }  # fmt: skip
    assert set(data["length"].values()) - {"yes", "no"} == {"n/a: la pièce n'a pas de gamme"}


def test_the_table_tells_each_reason_once_under_its_number() -> None:
    found = coverage(drawn=frozenset(LINES) - {"bore"})
    table = coverage_table(part(TEXT), found, "fr")
    assert len(table["columns"]) == 2 + len(COLUMNS)
    assert [row["line"] for row in table["rows"]] == list(LINES)
    assert [row["required"] for row in table["rows"]][:2] == ["80 ±0,1", "⌀16 H7 Ⓔ"]
    texts = [note["text"] for note in table["notes"]]
    assert len(texts) == len(set(texts))
    numbers = {note["number"] for note in table["notes"]}
    used = {cell["note"] for row in table["rows"] for cell in row["cells"]} - {""}
    assert used == numbers
    for row in table["rows"]:
        for cell in row["cells"]:
            assert bool(cell["note"]) == (cell["sign"] != "✓")
    assert table["status"] == "WARN"
    assert table["summary"] == f"1 lacune sur {len(LINES)} lignes"
    assert coverage_table(part(TEXT), coverage(), "fr")["status"] == "PASS"


def test_a_specification_without_lines_is_covered() -> None:
    empty = coverage_of(
        CoverageEvidence(
            spec=part(IDENTITY), findings=(), features={}, drawn=frozenset(), plan=None
        )
    )
    assert empty == ()
    assert [f.status for f in judged(empty)] == [Status.PASS]
