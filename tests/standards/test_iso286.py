"""ISO 286 against published limits and the rules that the tables must satisfy."""

from __future__ import annotations

import math
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.errors import OutsideTableError
from gmp_cad.language import translate
from gmp_cad.standards import iso286
from gmp_cad.standards.iso286 import Fit, Limits, fit, it_um, limits
from tests.standards import iso286_oracle as oracle

SIZES = st.floats(min_value=1e-3, max_value=500.0)
# One size inside each step of the finest table, and every limit of a step.
STEPS = (3, 6, 10, 14, 18, 24, 30, 40, 50, 65, 80, 100, 120, 140, 160, 180, 200, 225, 250,
         280, 315, 355, 400, 450, 500)  # fmt: skip
EVERY_STEP = tuple(s for step in STEPS for s in (step - 0.5, float(step)))


def test_every_class_of_every_step_is_the_table_and_the_rules() -> None:
    """28 letters of each side, 20 grades, both ends of 25 steps: 56,000 classes and refusals."""
    sizes = [0.8, *(s for step in oracle.STEPS for s in (step, step * 0.96))]
    compared = 0
    for letter, grade, size in product(oracle.LETTERS, oracle.GRADES, sizes):
        for name in (letter, letter.upper()):
            wanted = oracle.expected(size, name, grade)
            try:
                found = limits(size, name + grade)
            except OutsideTableError:
                assert wanted is None, (size, name, grade)
                continue
            assert wanted is not None, (size, name, grade)
            assert abs(found.lower_um - wanted[0]) < 1e-6, (size, name, grade)
            assert abs(found.upper_um - wanted[1]) < 1e-6, (size, name, grade)
            compared += 1
    assert compared > 45_000


MAIN_STEPS = (3, 6, 10, 18, 30, 50, 80, 120, 180, 250, 315, 400, 500)
# ISO 286-1:1988, annex A: fundamental deviations of shafts, µm, by the geometric mean D of the step.
FORMULAS = {
    "a": lambda d, s: -(265 + 1.3 * d if s <= 120 else 3.5 * d),
    "b": lambda d, s: -(140 + 0.85 * d if s <= 160 else 1.8 * d),
    "c": lambda d, s: -(52 * d**0.2 if s <= 40 else 95 + 0.8 * d),
    "d": lambda d, _: -16 * d**0.44,
    "e": lambda d, _: -11 * d**0.41,
    "f": lambda d, _: -5.5 * d**0.41,
    "g": lambda d, _: -2.5 * d**0.34,
    "n": lambda d, _: 5 * d**0.34,
    "s": lambda d, s: it_um(s, "8") + 2 if s <= 50 else it_um(s, "7") + 0.4 * d,
    "t": lambda d, s: it_um(s, "7") + 0.63 * d,
    "u": lambda d, s: it_um(s, "7") + d,
    "v": lambda d, s: it_um(s, "7") + 1.25 * d,
    "x": lambda d, s: it_um(s, "7") + 1.6 * d,
    "y": lambda d, s: it_um(s, "7") + 2 * d,
    "z": lambda d, s: it_um(s, "7") + 2.5 * d,
    "za": lambda d, s: it_um(s, "8") + 3.15 * d,
    "zb": lambda d, s: it_um(s, "9") + 4 * d,
    "zc": lambda d, s: it_um(s, "10") + 5 * d,
}
BY_MAIN_STEP = frozenset("defgn")


@pytest.mark.parametrize("letter", FORMULAS)
def test_deviations_follow_the_formulas_of_the_standard(letter: str) -> None:
    """Within the rounding of the tables: a misprint would stand out.

    c is rounded more; u to zc are empirical on the smallest steps.
    """
    steps = MAIN_STEPS if letter in BY_MAIN_STEP else STEPS
    for low, high in pairwise(steps):
        try:
            found = limits(high, f"{letter}6")
        except OutsideTableError:
            continue
        value = found.upper_um if letter < "h" else found.lower_um
        formula = FORMULAS[letter](math.sqrt(low * high), high)
        if letter < "u" or high > 14:
            within = 0.16 if letter == "c" else 0.085
            assert value == pytest.approx(formula, rel=within, abs=1.5), high


# Published limits, µm (upper, lower).
@pytest.mark.parametrize(
    ("size", "text", "upper", "lower"),
    [
        (25, "H7", 21, 0),
        (25, "g6", -7, -20),
        (30, "p6", 35, 22),
        (12, "m6", 18, 7),
        (20, "k6", 15, 2),
        (60, "c11", -140, -330),
        (100, "s6", 93, 71),
        (10, "P9", -15, -51),
        (22, "K7", 6, -15),
        (30, "N7", -7, -28),
        (30, "P7", -14, -35),
        (52, "J7", 18, -12),
        (40, "JS7", 12.5, -12.5),
        (20, "N9", 0, -52),
        (6, "X7", -24, -36),
        (280, "M6", -9, -41),
        (250, "M6", -8, -37),  # the exception is of 250 to 315 alone
        (250.5, "M6", -9, -41),
        (315.5, "M6", -10, -46),
        (3.5, "N7", -4, -16),  # Δ from 3 mm on
        (3.5, "N9", 0, -30),
        (3.5, "K8", 5, -13),
        (17, "k5", 9, 1),
        (3, "n6", 10, 4),
        (40, "p6", 42, 26),
        (10, "js9", 18, -18),
        (120, "H8", 54, 0),
        (8, "H8", 22, 0),
        (8, "f7", -13, -28),
        (16, "r6", 34, 23),
        (280, "M7", 0, -52),
        (2, "K9", 0, -25),
        (2, "N9", -4, -29),
        (5, "j6", 6, -2),
        (2, "j8", 8, -6),
        (52, "J6", 13, -6),
        (52, "J8", 28, -18),
        (2, "zc8", 74, 60),
        (500, "ZC8", -2600, -2697),
        (12, "cd9", -70, -113),
        (12, "EF8", 50, 23),
        (5, "fg6", -6, -14),
        (2, "M7", -2, -12),
        (20, "k8", 33, 0),
        (30, "R7", -20, -41),
        (25, "A11", 430, 300),
        (0.8, "c11", -60, -120),
        (2, "js01", 0.15, -0.15),
    ],
)
def test_published_limits(size: float, text: str, upper: float, lower: float) -> None:
    assert limits(size, text) == Limits(lower_um=lower, upper_um=upper)


@pytest.mark.parametrize(
    ("size", "hole", "shaft", "least", "most", "kind"),
    [
        (25, "H7", "g6", 7, 41, "clearance"),
        (40, "H8", "f7", 25, 89, "clearance"),
        (30, "H7", "p6", -35, -1, "interference"),
        (16, "H7", "p6", -29, 0, "interference"),
        (10, "JS7", "fg6", 0.5, 24.5, "clearance"),
        (3, "JS4", "m4", -6.5, -0.5, "interference"),
        (2.5, "H01", "g01", 2, 2.6, "clearance"),  # in tenths, without binary noise
        (3, "H7", "p6", -12, 4, "transition"),
        (25, "H7", "h6", 0, 34, "clearance"),
        (25, "H7", "k6", -15, 19, "transition"),
        (16, "H7", "r6", -34, -5, "interference"),
        (20, "JS7", "js6", -17, 17, "transition"),
    ],
)
def test_fit(size: float, hole: str, shaft: str, least: float, most: float, kind: str) -> None:
    got = fit(size, hole, shaft)
    assert (got.clearance_min_um, got.clearance_max_um, got.kind) == (least, most, kind)
    assert got == Fit(
        hole=limits(size, hole),
        shaft=limits(size, shaft),
        clearance_min_um=least,
        clearance_max_um=most,
        kind=kind,  # type: ignore[arg-type]
    )


# Whole rows of ISO 286-2 for classes that books print, one value a step 3 … 500.
@pytest.mark.parametrize(
    ("text", "upper"),
    [
        ("N7", [-4, -4, -4, -5, -7, -8, -9, -10, -12, -14, -14, -16, -17]),
        ("K7", [0, 3, 5, 6, 6, 7, 9, 10, 12, 13, 16, 17, 18]),
        ("M7", [-2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("P7", [-6, -8, -9, -11, -14, -17, -21, -24, -28, -33, -36, -41, -45]),
        ("M8", [-2, 2, 1, 2, 4, 5, 5, 6, 8, 9, 9, 11, 11]),
        ("K6", [0, 2, 2, 2, 2, 3, 4, 4, 4, 5, 5, 7, 8]),
        ("M6", [-2, -1, -3, -4, -4, -4, -5, -6, -8, -8, -9, -10, -10]),
        ("N6", [-4, -5, -7, -9, -11, -12, -14, -16, -20, -22, -25, -26, -27]),
        ("K8", [0, 5, 6, 8, 10, 12, 14, 16, 20, 22, 25, 28, 29]),
        ("N8", [-4, -2, -3, -3, -3, -3, -4, -4, -4, -5, -5, -5, -6]),
        ("P6", [-6, -9, -12, -15, -18, -21, -26, -30, -36, -41, -47, -51, -55]),
    ],
)
def test_upper_deviation_of_holes_step_by_step(text: str, upper: list[float]) -> None:
    steps = (3, 6, 10, 18, 30, 50, 80, 120, 180, 250, 315, 400, 500)
    assert [limits(step, text).upper_um for step in steps] == upper


@pytest.mark.parametrize("size", [0, -1, 500.001, math.nan, math.inf])
def test_size_outside_the_table(size: float) -> None:
    for ask in (lambda: it_um(size, "7"), lambda: limits(size, "H7")):
        with pytest.raises(OutsideTableError, match="up to 500"):
            ask()


@pytest.mark.parametrize(
    ("size", "text"),
    [(1, "a11"), (0.5, "B11"), (60, "cd8"), (50.1, "FG7"), (20, "t6"), (24, "T7"), (12, "v6"),
     (18, "Y7"), (5, "j8"), (5, "j9"), (5, "J5"), (5, "K9"), (1, "N9")],
)  # fmt: skip
def test_undefined_entries_are_refused(size: float, text: str) -> None:
    with pytest.raises(OutsideTableError, match="does not define " + text):
        limits(size, text)


@pytest.mark.parametrize("text", ["", "H", "7", "H19", "Hh7", "i6", "L7", "O7", "w6", "q6", "H07",
                                  "Js6", "H7 ", "H-7", "IT7", "H٧"])  # fmt: skip
def test_what_is_no_tolerance_class(text: str) -> None:
    assert not iso286.is_tolerance_class(text)
    with pytest.raises(OutsideTableError, match="no tolerance class"):
        limits(10, text)


def test_every_letter_has_every_grade_or_a_refusal() -> None:
    classes = [
        letter + grade
        for letter in iso286.SHAFT_LETTERS + iso286.HOLE_LETTERS
        for grade in iso286.GRADES
    ]
    assert len(classes) == 2 * 28 * 20
    assert all(iso286.is_tolerance_class(text) for text in classes)
    defined = 0
    for text in classes:
        try:
            got = limits(30, text)
        except OutsideTableError:
            continue
        defined += 1
        assert got.width_um == pytest.approx(it_um(30, text.lstrip(iso286_letters(text))))
    # At 30 mm all letters are defined; j and J exist in three grades each, K stops at IT8.
    assert defined == 2 * 28 * 20 - 2 * 17 - 10


def iso286_letters(text: str) -> str:
    return "".join(c for c in text if c.isalpha())


@pytest.mark.parametrize("grade", ["", "19", "IT7", "00", "-1"])
def test_unknown_grade(grade: str) -> None:
    with pytest.raises(OutsideTableError, match="no tolerance grade"):
        it_um(10, grade)


@given(SIZES)
def test_grades_grow(size: float) -> None:
    values = [it_um(size, grade) for grade in iso286.GRADES]
    assert all(a < b for a, b in pairwise(values))


@pytest.mark.parametrize("grade", iso286.GRADES)
def test_tolerance_grows_with_size(grade: str) -> None:
    values = [it_um(size, grade) for size in EVERY_STEP]
    assert values == sorted(values)


@pytest.mark.parametrize("grade", range(5, 19))
def test_formula_of_the_standard(grade: int) -> None:
    factors = (7, 10, 16, 25, 40, 64, 100, 160, 250, 400, 640, 1000, 1600, 2500)
    steps = (3, 6, 10, 18, 30, 50, 80, 120, 180, 250, 315, 400, 500)
    for low, high in pairwise(steps):
        mean = math.sqrt(low * high)
        unit = 0.45 * mean ** (1 / 3) + 0.001 * mean
        assert it_um(high, str(grade)) == pytest.approx(factors[grade - 5] * unit, rel=0.10)


@given(
    SIZES,
    st.sampled_from(["a", "b", "c", "cd", "d", "e", "ef", "f", "fg", "g", "h"]),
    st.sampled_from(iso286.GRADES),
)
def test_clearance_holes_mirror_their_shafts(size: float, letter: str, grade: str) -> None:
    try:
        shaft = limits(size, letter + grade)
    except OutsideTableError:
        with pytest.raises(OutsideTableError):
            limits(size, letter.upper() + grade)
        return
    hole = limits(size, letter.upper() + grade)
    assert (hole.lower_um, hole.upper_um) == (-shaft.upper_um, -shaft.lower_um)


@given(SIZES, st.sampled_from(iso286.GRADES))
def test_js_is_centred(size: float, grade: str) -> None:
    for text in ("js", "JS"):
        got = limits(size, text + grade)
        assert got.lower_um == -got.upper_um
        assert got.width_um == pytest.approx(it_um(size, grade), abs=1e-6)


@given(
    SIZES,
    st.sampled_from(["k", "m", "n", "p", "r", "s", "t", "u", "v", "x", "y", "z", "za", "zb", "zc"]),
    st.sampled_from([6, 7, 8]),
)
def test_equivalent_fits(size: float, letter: str, grade: int) -> None:
    """H7/p6 and P7/h6 have the same clearances: the purpose of Δ (ISO 286-1, 4.2.2.2)."""
    last = 8 if letter in "kmn" else 7
    exception = letter == "m" and grade == 6 and 250 < size <= 315
    shaft_outside_k = letter == "k" and not 4 <= grade - 1 <= 7
    if grade > last or size <= 3 or exception or shaft_outside_k:
        return
    try:
        basic_hole = fit(size, f"H{grade}", f"{letter}{grade - 1}")
    except OutsideTableError:
        return
    basic_shaft = fit(size, f"{letter.upper()}{grade}", f"h{grade - 1}")
    assert basic_hole.clearance_min_um == basic_shaft.clearance_min_um
    assert basic_hole.clearance_max_um == basic_shaft.clearance_max_um


@pytest.mark.parametrize("size", EVERY_STEP)
def test_letters_are_ordered(size: float) -> None:
    order = [
        "a",
        "b",
        "c",
        "cd",
        "d",
        "e",
        "ef",
        "f",
        "fg",
        "g",
        "h",
        "m",
        "n",
        "p",
        "r",
        "s",
        "t",
        "u",
        "v",
        "x",
        "y",
        "z",
        "za",
        "zb",
        "zc",
    ]
    uppers = []
    for letter in order:
        if size <= 1 and letter in "ab":
            continue
        try:
            uppers.append(limits(size, letter + "7").lower_um)
        except OutsideTableError:
            continue
    assert uppers == sorted(uppers)


def test_fit_wants_hole_then_shaft() -> None:
    with pytest.raises(OutsideTableError, match="hole class"):
        fit(25, "g6", "H7")
    for hole, shaft in (("H7", "H7"), ("h6", "h6")):
        with pytest.raises(OutsideTableError, match="hole class"):
            fit(25, hole, shaft)


def test_preferred_fits() -> None:
    usage = iso286.preferred_fit_usage("H7", "g6")
    assert usage == "sliding (precise guidance)"
    assert translate(usage, "fr") == "glissant (guidage précis)"
    assert iso286.preferred_fit_usage("H7", "zc6") is None
    kinds = [fit(60, hole, shaft).kind for hole, shaft in iso286.preferred_fits()]
    assert kinds == ["clearance"] * 7 + ["transition"] * 4 + ["interference"] * 4


def test_the_use_of_every_preferred_fit_is_said_in_french() -> None:
    for hole, shaft in iso286.preferred_fits():
        usage = iso286.preferred_fit_usage(hole, shaft)
        assert usage is not None
        assert translate(usage, "fr") != usage


@pytest.mark.parametrize("size", EVERY_STEP)
def test_deviations_are_the_decimals_that_are_printed(size: float) -> None:
    """No binary noise of tenths, no minus zero: they are compared, printed and hashed."""
    for letter, grade in product((*iso286.SHAFT_LETTERS, *iso286.HOLE_LETTERS), iso286.GRADES):
        try:
            found = limits(size, letter + grade)
        except OutsideTableError:
            continue
        for value in (found.lower_um, found.upper_um, found.width_um):
            assert value == float(f"{value:.2f}")
            assert math.copysign(1.0, value) > 0 or value < 0
