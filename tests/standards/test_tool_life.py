"""Life, edges and price of tools, grades of carbide: rows of practice, worked by hand."""

from __future__ import annotations

import pytest

from gmp_cad.standards.assembly_times import assembly_time_min
from gmp_cad.standards.table import records
from gmp_cad.standards.tool_life import EdgeData, carbide_grade, edge_data


@pytest.mark.parametrize(
    ("kind", "material", "diameter", "teeth", "expected"),
    [
        ("end_mill", "carbide", 10.0, 4, (0.25, 45, 3, 40.0, 1.5)),  # 8 + 3.2·10
        ("drill", "HSS", 8.5, None, (0.15, 45, 8, 9.65, 1.0)),  # 2 + 0.9·8.5
        ("reamer", "HSS", 16.0, None, (0.15, 60, 3, 40.8, 1.5)),  # 12 + 1.8·16
        ("face_mill", "carbide", 63.0, 5, (0.25, 15, 4, 45.0, 1.0)),  # five inserts of 9
        ("face_mill", "carbide", 63.0, None, (0.25, 15, 4, 9.0, 1.0)),
        ("end_mill", "HSS", None, 4, (0.15, 60, 5, 6.0, 1.5)),
        ("drill", "HSS", 3.337, None, (0.15, 45, 8, 5.0, 1.0)),  # cents
    ],
)
def test_edges(kind, material, diameter, teeth, expected):
    n, life, edges, price, change = expected
    assert edge_data(kind, material, diameter, teeth) == EdgeData(
        exponent=n, life_min=life, edges=edges, price_eur=price, change_min=change
    )


def test_what_the_table_has_not_is_none():
    assert edge_data("end_mill", "ceramic", 10.0) is None
    assert edge_data("hammer", "HSS") is None


@pytest.mark.parametrize(
    ("group", "stage", "grade"),
    [
        ("P", "rough", "P30"),
        ("K", "finish", "K10"),
        ("M", "semi_finish", "M20"),
        ("H", "rough", ""),
    ],
)
def test_grades_of_iso_513(group, stage, grade):
    assert carbide_grade(group, stage) == grade


def test_a_rougher_cut_takes_a_tougher_grade():
    for row in records("iso513_grades.csv"):
        numbers = [int(row[s][1:]) for s in ("finish", "semi_finish", "rough")]
        assert numbers == sorted(numbers)


def test_times_of_assembly_are_minutes():
    for row in records("assembly_times.csv"):
        assert 60 * assembly_time_min(row["action"]) == pytest.approx(float(row["seconds"]))
    with pytest.raises(KeyError):
        assembly_time_min("juggle")
