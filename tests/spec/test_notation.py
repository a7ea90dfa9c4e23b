"""The notation of drawings: what is read, what is printed back, what is refused and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.errors import NotationError
from gmp_cad.spec.notation import parse
from gmp_cad.spec.size import Kind, Recess, Role, Size, print_size

VECTORS = {
    "160 ±0,2": Size(kind=Kind.LINEAR, nominal=160, deviations=(-0.2, 0.2)),
    "40 +/-0.1": Size(kind=Kind.LINEAR, nominal=40, deviations=(-0.1, 0.1)),
    "40 +0,2/0": Size(kind=Kind.LINEAR, nominal=40, deviations=(0, 0.2)),
    "40 -0,1/-0,3": Size(kind=Kind.LINEAR, nominal=40, deviations=(-0.3, -0.1)),
    "25,021/25,000": Size(kind=Kind.LINEAR, nominal=25.0105, deviations=(-0.0105, 0.0105)),
    "10 max": Size(kind=Kind.LINEAR, nominal=10, bound="max"),
    "⌀16 H7 Ⓔ": Size(kind=Kind.DIAMETER, nominal=16, fit="H7", envelope=True),
    "D25 H7": Size(kind=Kind.DIAMETER, nominal=25, fit="H7"),
    "Ø12 js6 (E)": Size(kind=Kind.DIAMETER, nominal=12, fit="js6", envelope=True),
    "4× ⌀9": Size(kind=Kind.DIAMETER, nominal=9, count=4),
    "4x D9": Size(kind=Kind.DIAMETER, nominal=9, count=4),
    "4×⌀9": Size(kind=Kind.DIAMETER, nominal=9, count=4),
    "R5": Size(kind=Kind.RADIUS, nominal=5),
    "S⌀10": Size(kind=Kind.SPHERE, nominal=10),
    "□10 h11": Size(kind=Kind.SQUARE, nominal=10, fit="h11"),
    "30° ±0,5°": Size(kind=Kind.ANGLE, nominal=30, deviations=(-0.5, 0.5)),
    "30 deg": Size(kind=Kind.ANGLE, nominal=30),
    "1×45°": Size(kind=Kind.CHAMFER, nominal=1, angle=45),
    "2× 1×45°": Size(kind=Kind.CHAMFER, nominal=1, angle=45, count=2),
    "C1": Size(kind=Kind.CHAMFER, nominal=1, angle=45),
    "[40]": Size(kind=Kind.LINEAR, nominal=40, role=Role.EXACT),
    "(60)": Size(kind=Kind.LINEAR, nominal=60, role=Role.REFERENCE),
    "M8": Size(kind=Kind.METRIC_THREAD, nominal=8),
    "M8x1-6H": Size(kind=Kind.METRIC_THREAD, nominal=8, pitch=1, thread_class="6H"),
    "M10-4g6g": Size(kind=Kind.METRIC_THREAD, nominal=10, thread_class="4g6g"),
    "Tr 12×3-7e": Size(kind=Kind.TRAPEZOIDAL_THREAD, nominal=12, pitch=3, thread_class="7e"),
    "2× M8-6H ↧16 / ⌀6,8 ↧20": Size(
        kind=Kind.METRIC_THREAD, nominal=8, count=2, thread_class="6H", depth=16,
        drill_diameter=6.8, drill_depth=20,
    ),
    "4× ⌀6,6 ⌴ ⌀11 ↧6,8": Size(
        kind=Kind.DIAMETER, nominal=6.6, count=4, recess=Recess(diameter=11, depth=6.8)
    ),
    "⌀5 deep 12": Size(kind=Kind.DIAMETER, nominal=5, depth=12),
    "4× ⌀5 ⌵ ⌀10 × 90°": Size(
        kind=Kind.DIAMETER, nominal=5, count=4, recess=Recess(diameter=10, angle=90)
    ),
}  # fmt: skip

REFUSED = {
    "": 0, "abc": 0, "⌀": 1, "⌀16 Q": 4, "4× ": 3, "40 ±": 4, "40 0/+0,2": 3, "25/26": 5,
    "NaN": 0, "-5": 0, "0": 0, "⌀0": 0, "1e400": 1, "M": 0, "Tr 12": 5, "5 H7 H8": 5, "[40": 3,
    "[40 ±0,1]": 0, "400°": 0, "1×95°": 0, "0× 5": 0, "R5 ⌴ ⌀8 ↧2": 0, "⌀9 ⌴ ⌀8 ↧2": 0,
    "M8 ↧16 / ⌀6,8 ↧10": 0, "40 +0,2": 7, "1 ±2": 0, "200000": 0,
}  # fmt: skip


@pytest.mark.parametrize("text", VECTORS)
def test_notation_is_read(text: str) -> None:
    assert parse(text) == VECTORS[text]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("text", VECTORS)
def test_printing_and_reading_is_the_identity(text: str, lang: str) -> None:
    size = parse(text)
    assert parse(print_size(size, lang)) == size


@pytest.mark.parametrize("text", REFUSED)
def test_wrong_notation_is_refused_at_its_character(text: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse(text)
    assert caught.value.position == REFUSED[text]


decimals = st.integers(1, 999_999).map(lambda n: n / 1000)
counts = st.none() | st.integers(1, 99)


@st.composite
def sizes(draw: st.DrawFn) -> Size:
    kind = draw(
        st.sampled_from([Kind.LINEAR, Kind.DIAMETER, Kind.RADIUS, Kind.SPHERE, Kind.SQUARE])
    )
    nominal = draw(decimals)
    tolerance = draw(st.sampled_from(["none", "fit", "symmetric", "two", "max"]))
    size = {"kind": kind, "nominal": nominal, "count": draw(counts)}
    if tolerance == "fit":
        size["fit"] = draw(st.sampled_from(["H7", "g6", "js5", "ZC8", "p6"]))
    elif tolerance == "symmetric":
        half = round(nominal * draw(st.sampled_from([0.5, 0.25, 0.01])), 6) or nominal / 2
        size["deviations"] = (-half, half)
    elif tolerance == "two":
        size["deviations"] = (0.0, draw(decimals))
    elif tolerance == "max":
        size["bound"] = "max"
    size["envelope"] = draw(st.booleans())
    return Size(**size)


@given(sizes(), st.sampled_from(["fr", "en"]))
def test_every_size_survives_a_round_trip(size: Size, lang: str) -> None:
    assert parse(print_size(size, lang)) == size


@given(st.text(alphabet="0123456789,.+-±⌀RMTrx×°/↧⌴⌵ []()HhgjsⒺDCab", max_size=30))
def test_any_text_is_a_size_or_a_notation_error(text: str) -> None:
    try:
        size = parse(text)
    except NotationError as error:
        assert 0 <= error.position <= len(text)
    else:
        assert parse(print_size(size)) == size


@pytest.mark.parametrize(
    "text",
    [
        "⌀5 ↧0", "M6×0", "2× M6 ↧9 / ⌀7 ↧12", "2× M6 ↧9 / ⌀0", "⌀5 ⌴ ⌀9 ↧0", "⌀5 ⌵ ⌀9 × 200°", "80 ±0",
        "0,0000000001", "5 ±0,0000000001", "⌀5 ↧999999", "80 ±0,0000000",
    ],
)  # fmt: skip
def test_zero_and_nothing_are_no_sizes(text: str) -> None:
    with pytest.raises(NotationError):
        parse(text)


@pytest.mark.parametrize(
    "text", ["10,1234567890123", "0,000002", "99999,123456789", "⌀16 +0,000001/0"]
)
def test_every_digit_that_is_written_comes_back(text: str) -> None:
    assert parse(print_size(parse(text))) == parse(text)
    assert print_size(parse(text)) == text


@pytest.mark.parametrize(("text", "unit"), [("80 mm", "mm"), ("3 in", "in"), ("12 ±0,5 mm", "mm")])
def test_a_unit_is_refused_with_what_to_do(text: str, unit: str) -> None:
    with pytest.raises(NotationError) as caught:
        parse(text)
    assert unit in str(caught.value.message)
    assert "no unit" in str(caught.value.hint)
