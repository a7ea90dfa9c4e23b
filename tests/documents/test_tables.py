"""The tables that dossier and page share: dimensions, gamme, verdicts, figures, pictures."""

from __future__ import annotations

import pytest

from gmp_cad.documents.part.dimension_table import dimension_rows, measured_text, plain_row
from gmp_cad.documents.plan.gamme import gamme_rows, stock_text, surfaces_made
from gmp_cad.documents.printing import figures
from gmp_cad.documents.printing.picture import Picture
from gmp_cad.documents.verdicts import (
    by_subject,
    counts,
    finding_row,
    open_findings,
    status_label,
    worst,
)
from gmp_cad.evidence import Measurement
from gmp_cad.finding import Status
from gmp_cad.process.operations import table_times
from gmp_cad.spec.process import Stock
from tests.documents import vice


def table(lang="en", numbers=None):
    spec, seen = vice.part(), vice.measurements()
    rows = dimension_rows(spec, seen, vice.findings(), numbers or {}, lang)
    return {row.name: row for row in rows}


def test_every_line_of_the_specification_has_a_row():
    spec = vice.part()
    assert list(table()) == [*spec.dimensions, *spec.tolerances]


def test_required_limits_measure_and_verdict_stand_in_one_row():
    row = table("fr")["shoulder"]
    assert (row.number, row.required, row.limits) == ("4", "60 ±0,1", "59,9 … 60,1")
    assert (row.measured, row.status) == ("60,1", "FAIL")


def test_a_fit_shows_its_limits_of_iso_286():
    row = table("fr")["bore"]
    assert row.required == "⌀16 H7 Ⓔ Ra 1,6"
    assert row.limits == "16,000 … 16,018"  # H7 over 10 to 18 mm: +18/0 µm
    assert row.designation == "guidage"


def test_a_general_tolerance_shows_its_limits_too():
    assert table()["mounts"].limits == "8.8 … 9.2"  # ISO 2768-m, 6 to 30 mm: ±0.2


def test_instances_are_counted():
    assert table("fr")["bolts"].measured == "2× 6,8"


def test_an_exact_dimension_has_no_limits_and_its_own_verdict():
    row = table()["pitch"]
    assert (row.required, row.limits, row.measured, row.status) == ("[22]", "—", "—", "SKIP")


def test_a_geometric_tolerance_is_for_inspection():
    row = table("fr")["bore_position"]
    assert row.required == "⌖ | ⌀0,05 | A"
    assert (row.status, row.measured) == ("", "—")
    assert table("en")["bore_position"].required == "⌖ | ⌀0.05 | A"


@pytest.mark.parametrize(
    ("status", "measured", "label"),
    [
        (Status.PASS, "exact sur le modèle", "à contrôler"),
        (Status.FAIL, "—", status_label(Status.FAIL, "fr")),
    ],
)
def test_a_tolerance_that_the_model_satisfies_is_inspected_on_the_part_all_the_same(
    status, measured, label
):
    line = vice.finding("semelle.tolerances.bore_position", status, "tolerance.verified")
    rows = dimension_rows(vice.part(), vice.measurements(), [line], {}, "fr")
    (row,) = [row for row in rows if row.name == "bore_position"]
    assert (row.measured, row.label) == (measured, label)
    assert row.status == ("" if status is Status.PASS else status.name)


def test_balloons_replace_ranks():
    rows = table(numbers={"length": "12", "tolerances.top_parallel": "40"})
    assert (rows["length"].number, rows["height"].number) == ("12", "2")
    assert rows["top_parallel"].number == "40"
    assert plain_row(rows["bore"])["text"] == "bore — guidage"


def test_lines_are_called_as_people_say_them() -> None:
    """Names of models are English identifiers; a page in French says what the drawing shows."""
    rows = table("fr")
    assert plain_row(rows["bore"])["text"] == "alésage — guidage"
    assert plain_row(rows["bore_position"])["text"] == "localisation (alésage)"
    assert rows["bore"].name == "bore"  # the line of the file, for who models


def test_instances_that_differ_are_all_told_and_details_follow():
    m = Measurement(dimension="x", outcome="measured", unit="mm", expected=9.0, observed=9.0,
                    instances=(9.0, 9.2), details=(("counterbore.depth", 5.0, 5.25),))  # fmt: skip
    assert measured_text(m, "en") == "9 / 9.2 ; counterbore depth 5.25"
    assert measured_text(None, "en") == "—"


def test_the_gamme_begins_with_the_stock_and_has_every_phase():
    times = {"20": table_times(vice.phase(), vice.rows())}
    rows = gamme_rows(vice.plan(), vice.workshop(), times, {"semelle_ph20": "MT-20"}, "en")
    assert [row[0] for row in rows] == ["00", "10", "20", "30"]
    assert rows[0][7] == "sand casting, allowance 3"
    assert rows[2][2].startswith("CU-3AX — ")
    assert rows[2][3:7] == ("fixture MT-20", "1, 2", "45", "230.4")
    assert rows[2][7] == "Première pièce contrôlée avant la série."
    assert rows[3][2:7] == ("—", "marbre", "—", "30", "—")


def test_surfaces_are_numbered_as_in_the_contracts_each_once():
    numbers = {"base": 1, "top": 2, "bore": 3}
    assert surfaces_made(vice.phase(), numbers, "fr") == "2, 3"
    assert surfaces_made(vice.phase(), {"top": 2, "bore": 7}, "fr") == "2, 7"


@pytest.mark.parametrize(
    ("stock", "text"),
    [
        (Stock(form="round", size=(50.0, 82.5)), "round bar ⌀50 × 82.5"),
        (Stock(form="plate", size=(165.0, 135.0, 25.0)), "plate 165 × 135 × 25"),
        (Stock(form="bar", allowance=2.0), "drawn bar, allowance 2"),
    ],
)
def test_stock(stock, text):
    assert stock_text(stock, "en") == text


def test_counts_are_complete_and_worst_first():
    found = counts(vice.findings(), "en")
    assert [(c["status"], c["count"]) for c in found] == [
        ("ERROR", 0), ("FAIL", 1), ("WARN", 1), ("SKIP", 1), ("PASS", 8),
    ]  # fmt: skip
    assert sum(c["count"] for c in found) == len(vice.findings())


def test_open_findings_are_worst_first_and_never_pass():
    assert [row["status"] for row in open_findings(vice.findings(), "fr")] == [
        "FAIL",
        "WARN",
        "SKIP",
    ]


def test_groups_fold_what_passes():
    product, part = by_subject(vice.findings(), "en")
    assert (product["subject"], product["passed"], product["total"], product["open"]) == (
        "product",
        2,
        2,
        (),
    )
    assert (part["passed"], part["total"], part["status"]) == (6, 9, "FAIL")


def test_a_finding_is_told_in_words():
    row = finding_row(vice.finding("semelle.shoulder", Status.FAIL), "en")
    assert row["expected"] == "60 mm"
    assert row["where"] == "parts/semelle/spec.toml:14: dimensions.shoulder"
    assert row["message"].startswith("60 ±0,1: the size is 60.100000 mm")


def test_no_finding_no_verdict():
    assert worst(()) is None


def test_figures():
    assert figures.date_text("2026-01-15", "fr") == "15/01/2026"
    assert figures.date_text("2026-01-15", "en") == "2026-01-15"
    assert figures.date_text("", "fr") == ""
    assert figures.date_parts("") == (2000, 1, 1)
    assert figures.mass_text(4.2192, "fr") == "4,219"
    assert figures.mass_text(None, "fr") == "—"
    assert figures.point_text((1.25, -0.0, -3.0), "fr") == "(1,25 ; 0 ; −3)"
    assert figures.centiminutes(2.3044, "fr") == "230,4"


def test_a_picture_knows_its_size_and_its_element():
    picture = vice.picture(281, 130.5)
    assert picture.size_mm == (281.0, 130.5)
    assert picture.inline.startswith("<svg")
    assert picture.inline.endswith("</svg>")


def test_a_picture_without_size_is_refused():
    with pytest.raises(ValueError, match="width and height in mm"):
        _ = Picture(svg='<svg viewBox="0 0 1 1"/>', alt="x").size_mm
