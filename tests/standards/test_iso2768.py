"""General tolerances."""

from __future__ import annotations

import math

import pytest

from gmp_cad.errors import NotationError, OutsideTableError
from gmp_cad.standards import iso2768
from gmp_cad.standards.iso2768 import GeneralTolerance, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ISO 2768-m", GeneralTolerance(linear="m")),
        ("ISO 2768-mK", GeneralTolerance(linear="m", geometric="K")),
        ("ISO 2768 - mK-E", GeneralTolerance(linear="m", geometric="K", envelope=True)),
        ("ISO2768–fH", GeneralTolerance(linear="f", geometric="H")),
        ("ISO 2768 c", GeneralTolerance(linear="c")),
        ("NF EN 22768-vL", GeneralTolerance(linear="v", geometric="L")),
        ("EN ISO 2768-m - E", GeneralTolerance(linear="m", envelope=True)),
    ],
)
def test_parse(text: str, expected: GeneralTolerance) -> None:
    assert parse(text) == expected
    assert parse(str(expected)) == expected


@pytest.mark.parametrize(
    "text", ["", "ISO 2768", "ISO 2768-x", "ISO 2768-Km", "ISO 2768-mM", "ISO 2786-m", "m",
             "ISO 2768-M", "ISO 2768-mKE", "ISO 2768m"]
)  # fmt: skip
def test_parse_refuses(text: str) -> None:
    with pytest.raises(NotationError, match="no call-out") as caught:
        parse(text)
    assert caught.value.text == text


@pytest.mark.parametrize(
    ("text", "right"),
    [("m", 0), ("see ISO 2768-m", 0), ("ISO 2768-x", 9), ("ISO 2768-mM", 10)],
)
def test_the_caret_stands_under_the_first_character_that_is_wrong(text: str, right: int) -> None:
    with pytest.raises(NotationError) as caught:
        parse(text)
    assert caught.value.position == right


@pytest.mark.parametrize(
    ("nominal", "f", "m", "c", "v"),
    [
        (0.5, 0.05, 0.1, 0.2, None),
        (3, 0.05, 0.1, 0.2, None),
        (3.01, 0.05, 0.1, 0.3, 0.5),
        (6, 0.05, 0.1, 0.3, 0.5),
        (20, 0.1, 0.2, 0.5, 1),
        (30, 0.1, 0.2, 0.5, 1),
        (120, 0.15, 0.3, 0.8, 1.5),
        (160, 0.2, 0.5, 1.2, 2.5),
        (1000, 0.3, 0.8, 2, 4),
        (2000, 0.5, 1.2, 3, 6),
        (4000, None, 2, 4, 8),
    ],
)
def test_linear(
    nominal: float, f: float | None, m: float | None, c: float | None, v: float | None
) -> None:
    for grade, value in zip("fmcv", (f, m, c, v), strict=True):
        if value is None:
            with pytest.raises(OutsideTableError, match="no value for class " + grade):
                iso2768.linear(nominal, grade)
        else:
            assert iso2768.linear(nominal, grade) == value


@pytest.mark.parametrize("nominal", [0.49, 0, -5, math.nan])
def test_small_sizes_are_written(nominal: float) -> None:
    for table in (iso2768.linear, iso2768.radius):
        with pytest.raises(OutsideTableError, match=r"below 0\.5 mm"):
            table(nominal, "m")


def test_beyond_the_table() -> None:
    with pytest.raises(OutsideTableError, match="up to 4000"):
        iso2768.linear(4000.1, "m")
    with pytest.raises(OutsideTableError, match="up to 3000"):
        iso2768.flatness(3001, "K")
    with pytest.raises(OutsideTableError, match="no class"):
        iso2768.linear(10, "K")


@pytest.mark.parametrize(
    ("nominal", "fine", "coarse"), [(0.5, 0.2, 0.4), (3, 0.2, 0.4), (6, 0.5, 1), (25, 1, 2)]
)
def test_radius(nominal: float, fine: float, coarse: float) -> None:
    assert [iso2768.radius(nominal, grade) for grade in "fmcv"] == [fine, fine, coarse, coarse]


@pytest.mark.parametrize(
    ("side", "m", "c", "v"),
    [(10, 60, 90, 180), (50, 30, 60, 120), (120, 20, 30, 60), (400, 10, 15, 30), (401, 5, 10, 20)],
)
def test_angle(side: float, m: int, c: int, v: int) -> None:
    """Minutes of arc in the table, degrees from the function."""
    got = [iso2768.angle(side, grade) * 60 for grade in "fmcv"]
    assert got == pytest.approx([m, m, c, v])


@pytest.mark.parametrize("side", [0, -1, math.nan])
def test_angle_needs_a_side(side: float) -> None:
    with pytest.raises(OutsideTableError):
        iso2768.angle(side, "m")


# The tables of ISO 2768-1 and -2, each step "over the one before, up to and including" (mm; the
# angles by their shorter side, in minutes of arc). `-`: no value.
TABLES = {
    iso2768.linear: """
        0.5-3 3-6  6-30 30-120 120-400 400-1000 1000-2000 2000-4000
      f 0.05  0.05 0.1  0.15   0.2     0.3      0.5       -
      m 0.1   0.1  0.2  0.3    0.5     0.8      1.2       2
      c 0.2   0.3  0.5  0.8    1.2     2        3         4
      v -     0.5  1    1.5    2.5     4        6         8""",
    iso2768.radius: """
        0.5-3 3-6 6-4000
      f 0.2   0.5 1
      m 0.2   0.5 1
      c 0.4   1   2
      v 0.4   1   2""",
    iso2768.angle: """
        0-10 10-50 50-120 120-400 400-4000
      f 60   30    20     10      5
      m 60   30    20     10      5
      c 90   60    30     15      10
      v 180  120   60     30      20""",
    iso2768.straightness: """
        0-10 10-30 30-100 100-300 300-1000 1000-3000
      H 0.02 0.05  0.1    0.2     0.3      0.4
      K 0.05 0.1   0.2    0.4     0.6      0.8
      L 0.1  0.2   0.4    0.8     1.2      1.6""",
    iso2768.perpendicularity: """
        0-100 100-300 300-1000 1000-3000
      H 0.2   0.3     0.4      0.5
      K 0.4   0.6     0.8      1
      L 0.6   1       1.5      2""",
    iso2768.symmetry: """
        0-100 100-300 300-1000 1000-3000
      H 0.5   0.5     0.5      0.5
      K 0.6   0.6     0.8      1
      L 0.6   1       1.5      2""",
}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_cell_at_both_ends_of_its_step(table) -> None:
    head, *rows = (line.split() for line in TABLES[table].strip().splitlines())
    for grade, *cells in rows:
        for step, cell in zip(head, cells, strict=True):
            low, high = (float(end) for end in step.split("-"))
            for size in (low + 1e-6, (low + high) / 2, high):
                if cell == "-":
                    with pytest.raises(OutsideTableError):
                        table(size, grade)
                else:
                    scale = 60 if table is iso2768.angle else 1
                    assert table(size, grade) * scale == pytest.approx(float(cell), abs=1e-12)


def test_geometric_tolerances() -> None:
    assert [iso2768.flatness(100, g) for g in "HKL"] == [0.1, 0.2, 0.4]
    assert [iso2768.straightness(10, g) for g in "HKL"] == [0.02, 0.05, 0.1]
    assert [iso2768.flatness(3000, g) for g in "HKL"] == [0.4, 0.8, 1.6]
    assert [iso2768.perpendicularity(100, g) for g in "HKL"] == [0.2, 0.4, 0.6]
    assert [iso2768.perpendicularity(3000, g) for g in "HKL"] == [0.5, 1, 2]
    assert [iso2768.symmetry(300, g) for g in "HKL"] == [0.5, 0.6, 1]
    assert [iso2768.run_out(g) for g in "HKL"] == [0.1, 0.2, 0.5]


def test_classes_are_ordered() -> None:
    for nominal in (4, 20, 100, 300, 900, 1500):
        values = [iso2768.linear(nominal, grade) for grade in iso2768.LINEAR_GRADES]
        assert values == sorted(values)
        assert len(set(values)) == 4
