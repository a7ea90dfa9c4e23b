"""The notation of drawings: what is read, what is printed back, what is refused and where."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gmp_cad.errors import NotationError, pointed
from gmp_cad.spec.notation import parse, parse_fit
from gmp_cad.spec.size import THREADS, FitPair, Kind, Recess, Role, Size, print_size
from gmp_cad.standards import iso286, pipe_threads, threads, trapezoidal_limits

L, D = Kind.LINEAR, Kind.DIAMETER
M, TR, G = Kind.METRIC_THREAD, Kind.TRAPEZOIDAL_THREAD, Kind.PIPE_THREAD
VECTORS = {
    "160 ±0,2": Size(kind=L, nominal=160, deviations=(-0.2, 0.2)),
    "40 +/-0.1": Size(kind=L, nominal=40, deviations=(-0.1, 0.1)),
    "40 +0,2/0": Size(kind=L, nominal=40, deviations=(0, 0.2)),
    "40 +0.2/-0.1": Size(kind=L, nominal=40, deviations=(-0.1, 0.2)),
    "40 +0.2 -0.1": Size(kind=L, nominal=40, deviations=(-0.1, 0.2)),
    "⌀12 0 -0,05": Size(kind=D, nominal=12, deviations=(-0.05, 0)),
    "40 0/-0,3": Size(kind=L, nominal=40, deviations=(-0.3, 0)),
    "40 -0,1/-0,3": Size(kind=L, nominal=40, deviations=(-0.3, -0.1)),
    "40 \N{MINUS SIGN}0,1 / –0,3": Size(kind=L, nominal=40, deviations=(-0.3, -0.1)),
    "25,021/25,000": Size(kind=L, nominal=25.0105, deviations=(-0.0105, 0.0105), decimals=3),
    "⌀25.021 / 25 (E)": Size(
        kind=D, nominal=25.0105, deviations=(-0.0105, 0.0105), decimals=3, envelope=True
    ),
    "10 max": Size(kind=L, nominal=10, bound="max"),
    "R2 min.": Size(kind=Kind.RADIUS, nominal=2, bound="min"),
    "⌀16 H7 Ⓔ": Size(kind=D, nominal=16, fit="H7", envelope=True),
    "D25 H7": Size(kind=D, nominal=25, fit="H7"),
    "Ø12 js6 (E)": Size(kind=D, nominal=12, fit="js6", envelope=True),
    "25H01": Size(kind=L, nominal=25, fit="H01"),
    "6 x7": Size(kind=L, nominal=6, fit="x7"),
    "6X7": Size(kind=L, nominal=6, fit="X7"),
    "4× ⌀9": Size(kind=D, nominal=9, count=4),
    "4x D9": Size(kind=D, nominal=9, count=4),
    "4×⌀9": Size(kind=D, nominal=9, count=4),
    "4 * Ø9": Size(kind=D, nominal=9, count=4),
    "2× 40": Size(kind=L, nominal=40, count=2),
    "R5": Size(kind=Kind.RADIUS, nominal=5),
    "S⌀10": Size(kind=Kind.SPHERE, nominal=10),
    "SD10 h9": Size(kind=Kind.SPHERE, nominal=10, fit="h9"),
    "□10 h11": Size(kind=Kind.SQUARE, nominal=10, fit="h11"),
    "SQ 10": Size(kind=Kind.SQUARE, nominal=10),
    "30° ±0,5°": Size(kind=Kind.ANGLE, nominal=30, deviations=(-0.5, 0.5)),
    "30 deg": Size(kind=Kind.ANGLE, nominal=30),
    "30° +1°/0°": Size(kind=Kind.ANGLE, nominal=30, deviations=(0, 1)),
    "30° +1/-0.5": Size(kind=Kind.ANGLE, nominal=30, deviations=(-0.5, 1)),
    "30°30'": Size(kind=Kind.ANGLE, nominal=30.5),
    "59°59'59\"": Size(kind=Kind.ANGLE, nominal=(60 * 3600 - 1) / 3600),
    "30° ±90'": Size(kind=Kind.ANGLE, nominal=30, deviations=(-1.5, 1.5)),
    "30° ±20'": Size(kind=Kind.ANGLE, nominal=30, deviations=(-1 / 3, 1 / 3)),
    "30°20' ±0°10'": Size(kind=Kind.ANGLE, nominal=91 / 3, deviations=(-1 / 6, 1 / 6)),
    "0°10,51'": Size(kind=Kind.ANGLE, nominal=0.175166667),
    "30° ±0,333333333": Size(kind=Kind.ANGLE, nominal=30, deviations=(-1 / 3, 1 / 3)),
    "4× 45°": Size(kind=Kind.ANGLE, nominal=45, count=4),
    "1×45°": Size(kind=Kind.CHAMFER, nominal=1, angle=45),
    "1 x 45 deg": Size(kind=Kind.CHAMFER, nominal=1, angle=45),
    "2× 1×45°": Size(kind=Kind.CHAMFER, nominal=1, angle=45, count=2),
    "C1": Size(kind=Kind.CHAMFER, nominal=1, angle=45),
    "1 ±0,2 × 30°": Size(kind=Kind.CHAMFER, nominal=1, angle=30, deviations=(-0.2, 0.2)),
    "[40]": Size(kind=L, nominal=40, role=Role.EXACT),
    "4× [⌀60]": Size(kind=D, nominal=60, role=Role.EXACT, count=4),
    "[30°]": Size(kind=Kind.ANGLE, nominal=30, role=Role.EXACT),
    "(60)": Size(kind=L, nominal=60, role=Role.REFERENCE),
    "M8": Size(kind=M, nominal=8),
    "M8x1-6H": Size(kind=M, nominal=8, pitch=1, thread_class="6H"),
    "M8x1-6g": Size(kind=M, nominal=8, pitch=1, thread_class="6g"),
    "M8×1,25": Size(kind=M, nominal=8),
    "M8-6H6H": Size(kind=M, nominal=8, thread_class="6H"),
    "M10-4g6g": Size(kind=M, nominal=10, thread_class="4g6g"),
    "M8-LH": Size(kind=M, nominal=8, left_hand=True),
    "M12×1,5-6g-LH": Size(kind=M, nominal=12, pitch=1.5, thread_class="6g", left_hand=True),
    "M12x1.5 LH-6g": Size(kind=M, nominal=12, pitch=1.5, thread_class="6g", left_hand=True),
    "Tr 12×3-7e": Size(kind=TR, nominal=12, pitch=3, thread_class="7e"),
    "Tr12x3-7H": Size(kind=TR, nominal=12, pitch=3, thread_class="7H"),
    "Tr 12×6 P3": Size(kind=TR, nominal=12, pitch=3, lead=6),
    "Tr 12x6 (P3)-7e-LH": Size(
        kind=TR, nominal=12, pitch=3, lead=6, thread_class="7e", left_hand=True
    ),
    "Tr 12×3 P3": Size(kind=TR, nominal=12, pitch=3),
    "G 1/4": Size(kind=G, nominal=13.157, inches="1/4"),
    "G1/2A": Size(kind=G, nominal=20.955, inches="1/2", thread_class="A"),
    "G 1-1/4 B LH": Size(
        kind=G, nominal=41.91, inches="1 1/4", thread_class="B", left_hand=True
    ),
    'G 3/4" ↧16 / ⌀24,5 ↧20': Size(
        kind=G, nominal=26.441, inches="3/4", depth=16, drill_diameter=24.5, drill_depth=20
    ),
    "2× M8-6H ↧16 / ⌀6,8 ↧20": Size(
        kind=M, nominal=8, count=2, thread_class="6H", depth=16, drill_diameter=6.8, drill_depth=20
    ),
    "4x M6 deep 12 / D5 deep 16": Size(
        kind=M, nominal=6, count=4, depth=12, drill_diameter=5, drill_depth=16
    ),
    "4× ⌀6,6 ⌴ ⌀11 ↧6,8": Size(kind=D, nominal=6.6, count=4, recess=Recess(diameter=11, depth=6.8)),
    "D9 H13 deep 20 cbore D15 deep 9": Size(
        kind=D, nominal=9, fit="H13", depth=20, recess=Recess(diameter=15, depth=9)
    ),
    "⌀5 deep 12": Size(kind=D, nominal=5, depth=12),
    "⌀5,5 ⌵ ⌀11×90°": Size(kind=D, nominal=5.5, recess=Recess(diameter=11, angle=90)),
    "4x D5 csk D10 x 90 deg": Size(
        kind=D, nominal=5, count=4, recess=Recess(diameter=10, angle=90)
    ),
    "M8 ⌵ ⌀9×90°": Size(kind=M, nominal=8, recess=Recess(diameter=9, angle=90)),
}  # fmt: skip

# Under each faulty text the caret, and words of the advice.
REFUSED = (
    ("R 1/4", "    ^", "ISO 228-1"),
    ("3/8-16 UNC", "  ^", "ISO 228-1"),
    ("⌀25 h7 (0/-0,021)", "       ^", "without brackets"),
    ("25 (+0,1/-0,2)", "   ^", "without brackets"),
    ("⌀8 H7 traversant", "      ^", "goes through"),
    ("4x D9 THRU", "      ^", "goes through"),
    ("", "^", "known signs|⌀25 H7"),
    ("abc", "^", "known signs"),
    ("Q5", "^", "known signs"),
    ("⌀", " ^", "⌀25 H7"),
    ("M", " ^", "M8"),
    ("G", " ^", "G 1/4"),
    ("4× ", "   ^", "⌀25 H7"),
    ("0× 5", "^", ""),
    ("99999× 5", "^", ""),
    ("-5", "^", "no sign"),
    ("NaN", "^", "number of millimetres"),
    ("inf", "^", "number of millimetres"),
    ("0", "^", ""),
    ("⌀0", " ^", ""),
    ("200000", "^", ""),
    ("12345678901", "^", ""),
    ("1e400", " ^", "did you mean"),
    ("0,0000000001", "^", ""),
    ("1,2,3", "   ^", "one decimal sign"),
    ("1.234,5", "     ^", "one decimal sign"),
    ("40,", "  ^", "digits follow"),
    (",5", "^", "0,5"),
    ("1 000", "  ^", "1250"),
    # units and words
    ("40mm", "  ^", "no unit"),
    ("40 ±0,1 mm", "        ^", "no unit"),
    ("3 in", "  ^", "no unit"),
    ("40 m", "   ^", "no unit"),
    ('1/2"', "  ^", ""),
    ("10 maxi", "   ^", "10 max"),
    ("max 10", "^", "10 max"),
    ("60 ref", "   ^", r"\(60\)"),
    ("30 basic", "   ^", r"\[30\]"),
    ("4 trous ⌀9", "  ^", "4× ⌀9"),
    ("4 ⌀9", "  ^", "4× ⌀9"),
    ("⌀9 prof. 12", "   ^", "↧"),
    ("⌀9 lamage ⌀15", "   ^", "⌴"),
    ("⌀5,5 fraisure ⌀11", "     ^", "⌵"),
    ("d25", "^", "D: ⌀25"),
    ("m8", "^", "M8"),
    ("g1/4", "^", "G 1/4"),
    ("tr 12x3", "^", "Tr 12×3"),
    ("r5", "^", "R5"),
    ("c1", "^", "C1"),
    ("SR5", "^", "S⌀10"),
    ("NPT 1/4", "^", "G 1/4"),
    ("UNC 1/4", "^", "ISO 261"),
    ("M16×Ph3P1,5", "    ^", "Tr 12×6 P3"),
    # classes of ISO 286
    ("⌀16 Q4", "    ^", "H7"),
    ("⌀25 H77", "    ^", "'H7'"),
    ("25 H07", "   ^", "'H7'"),
    ("⌀25 H", "    ^", "H7"),
    ("⌀25 H 7", "    ^", "H7"),
    ("⌀25 7H", "    ^", "letter, then its grade"),
    ("H7 25", "^", "25 H7"),
    ("5 H7 H8", "     ^", "one tolerance"),
    ("30° H7", "    ^", "one tolerance"),
    ("25 H7/g6", "     ^", "product.toml"),
    ("25 H7/", "     ^", "product.toml"),
    ("⌀25H7g6", "     ^", "one tolerance"),
    ("25 H7 g6", "      ^", "one tolerance"),
    ("600 H7", "^", ""),
    ("20 t6", "   ^", ""),
    ("R5 H7", "   ^", "R5 ±0,1"),
    ("R5 Ⓔ", "   ^", ""),
    ("4x9", " ^", "40 x9"),
    # tolerances
    ("40 ±", "    ^", "40 ±0,1"),
    ("40 ± -0,1", "     ^", "no sign"),
    ("±0,2", "^", "size comes first"),
    ("40 +0,2", "       ^", r"40 \+0,2/0"),
    ("40 +0,2/", "        ^", r"40 \+0,2/-0,1"),
    ("40 0/+0,2", "   ^", r"\+0,2/0"),
    ("40 +0,1/+0,1", "   ^", ""),
    ("40 ±0,1 -0,3", "        ^", r"40 \+0,2/-0,1"),
    ("⌀10 ±0.1/0", "        ^", "two deviations"),
    ("80 ±0", "    ^", r"\[30\]"),
    ("1 ±2", "   ^", "in mm"),
    ("25/26", "   ^", "26/25"),
    ("25,000/25,021", "       ^", "25,021/25,000"),
    ("25/25", "   ^", ""),
    ("25/", "   ^", "25,021/25,000"),
    ("5/0", "  ^", ""),
    ("[40", "   ^", r"\[30\]"),
    ("40]", "  ^", ""),
    ("[40 ±0,1]", "    ^", "remove"),
    ("(60 H7)", "    ^", "remove"),
    # angles and chamfers
    ("400°", "^", ""),
    ("30°60'", "   ^", ""),
    ("30° ±", "     ^", ""),
    ("1×95°", "  ^", ""),
    ("1×45", "    ^", "1×45°"),
    ("45°×1", "   ^", "leg first"),
    # holes
    ("⌀5 ↧0", "    ^", ""),
    ("⌀5 ↧", "    ^", "⌀8 ↧12"),
    ("40 ↧5", "   ^", "line of its own"),
    ("⌀10 H7 ↧18 Ⓔ", "           ^", "right after"),
    ("R5 ⌴ ⌀8 ↧2", "   ^", ""),
    ("⌀9 ⌴ ⌀8 ↧2", "   ^", ""),
    ("⌀9 ⌴ 15 ↧9", "     ^", "⌀9 ⌴ ⌀15 ↧9"),
    ("⌀9 ⌴ ⌀15", "        ^", "⌀9 ⌴ ⌀15 ↧9"),
    ("⌀9 ⌴ ⌀15 ↧9 ↧20", "            ^", "its own diameter"),
    ("⌀5,5 ⌵ ⌀11", "          ^", "⌵ ⌀11×90°"),
    ("⌀5 ⌵ ⌀9×200°", "        ^", ""),
    # threads
    ("M8.5", " ^", "M7 · M8 · M9"),
    ("M0", " ^", ""),
    ("M8×1.3", "   ^", "1.25 · 1 · 0.75"),
    ("M6×0", "   ^", ""),
    ("M72", " ^", "6 · 4 · 3"),
    ("M8-", "   ^", "6H"),
    ("M8-H6", "   ^", "'6H'"),
    ("M8-6Z", "   ^", "4H, 5H, 6H, 7H"),
    ("M8-9H", "   ^", "4H, 5H, 6H, 7H"),
    ("M8-6k", "   ^", "4g6g"),
    ("M8-5g6h", "   ^", "5g6g"),
    ("M1-6H", "   ^", "4H, 5H"),
    ("M8-6H/6g", "     ^", "one thread class"),
    ("M8 ↧16 / 6,8", "         ^", "⌀5 ↧16"),
    ("M8 ↧16 / ⌀9", "          ^", ""),
    ("M8 ↧16 / ⌀6,8 ↧10", "               ^", ""),
    ("Tr 12", "     ^", "Tr 12×3"),
    ("Tr 13×3", "   ^", "Tr 12"),
    ("Tr 12×2,5", "      ^", "3 · 2"),
    ("Tr 12×7 P3", "         ^", "Tr 12×6 P3"),
    ("Tr 12×6 (3)", "         ^", "Tr 12×6 P3"),
    ("Tr 12×3-6H", "        ^", "7H, 8H, 9H"),
    ("G 1/5", "  ^", "G 1/4"),
    ("G 7", "  ^", "G 6"),
    ("G 1/4 C", "      ^", "A or B"),
)

FITS = {
    "⌀25 H7/g6": FitPair(kind=D, nominal=25, hole="H7", shaft="g6"),
    "25 H7/g6": FitPair(kind=L, nominal=25, hole="H7", shaft="g6"),
    "D25H7 / g6": FitPair(kind=D, nominal=25, hole="H7", shaft="g6"),
    "⌀12 H7 Ⓔ / g6 Ⓔ": FitPair(kind=D, nominal=12, hole="H7", shaft="g6"),
    "□10,5 JS7/h6": FitPair(kind=Kind.SQUARE, nominal=10.5, hole="JS7", shaft="h6"),
}
NO_FITS = (
    ("25", "  ^", "25 H7/g6"),
    ("25 H7", "     ^", "25 H7/g6"),
    ("25 H7/", "      ^", "25 H7/g6"),
    ("25 g6/H7", "   ^", "'H7/g6'"),
    ("25 H7/H6", "      ^", "H7/g6"),
    ("25 h7/g6", "   ^", "H7/g6"),
    ("H7/g6", "^", "known signs|25 H7"),
    ("25 H77/g6", "   ^", "'H7'"),
    ("25 H7/q6", "      ^", "like H7"),
    ("600 H7/g6", "^", ""),
    ("20 H7/t6", "      ^", ""),
    ("0 H7/g6", "^", ""),
    ("R25 H7/g6", " ^", ""),
    ("25 H7/g6 mm", "         ^", "no unit"),
    ("25 ±0,1/g6", "   ^", ""),
)


@pytest.mark.parametrize("text", VECTORS)
def test_notation_is_read(text: str) -> None:
    assert parse(text) == VECTORS[text]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("text", VECTORS)
def test_printing_and_reading_is_the_identity(text: str, lang: str) -> None:
    size = parse(text)
    assert parse(print_size(size, lang)) == size
    assert size.written.say(lang) == print_size(size, lang)


def fault(text: str, read=parse) -> NotationError:
    with pytest.raises(NotationError) as caught:
        read(text)
    return caught.value


@pytest.mark.parametrize(("text", "caret", "advice"), REFUSED, ids=[r[0] for r in REFUSED])
def test_wrong_notation_is_refused_at_its_character(text: str, caret: str, advice: str) -> None:
    error = fault(text)
    assert pointed(error.text, error.position).split("\n")[-1] == caret
    told(error, advice)


def told(error: NotationError, advice: str) -> None:
    """The advice says the words, in both languages no placeholder is left."""
    assert not advice or error.hint is not None
    if advice:
        assert re.search(advice, str(error.hint)), str(error.hint)
    for message in filter(None, (error.message, error.hint)):
        for lang in ("fr", "en"):
            assert "{" not in message.say(lang)


@pytest.mark.parametrize("text", FITS)
def test_a_fit_pair_is_read(text: str) -> None:
    assert parse_fit(text) == FITS[text]
    assert parse_fit(str(parse_fit(text))) == FITS[text]


@pytest.mark.parametrize(("text", "caret", "advice"), NO_FITS, ids=[r[0] for r in NO_FITS])
def test_what_is_no_fit_is_refused_at_its_character(text: str, caret: str, advice: str) -> None:
    error = fault(text, parse_fit)
    assert pointed(error.text, error.position).split("\n")[-1] == caret
    told(error, advice)


# How French and English drawings print what was read.
@pytest.mark.parametrize(
    ("text", "french", "english"),
    [
        ("25.021/25", "25,021/25,000", "25.021/25.000"),
        ("25,10/25,0", "25,10/25,00", "25.10/25.00"),
        ("4x D6.6 cbore D11 deep 6.8", "4× ⌀6,6 ⌴ ⌀11 ↧6,8", "4× ⌀6.6 ⌴ ⌀11 ↧6.8"),
        ("D5.5 csk D11 x 90 deg", "⌀5,5 ⌵ ⌀11×90°", "⌀5.5 ⌵ ⌀11×90°"),
        ("C1.5", "1,5×45°", "1.5×45°"),
        ("30.5 deg +/-20'", "30,5° ±0°20'", "30.5° ±0°20'"),
        ("30° +1/0", "30° +1°/0°", "30° +1°/0°"),
        ("M12x1.5-6H", "M12×1,5-6H", "M12×1.5-6H"),
        ("Tr 12x6(P3)", "Tr 12×6 P3", "Tr 12×6 P3"),
        ("G1 1/4B-LH", "G 1 1/4 B-LH", "G 1 1/4 B-LH"),
        ("[12.5]", "[12,5]", "[12.5]"),
    ],
)
def test_canonical_notation(text: str, french: str, english: str) -> None:
    size = parse(text)
    assert (print_size(size, "fr"), print_size(size, "en")) == (french, english)
    assert str(size) == french


@pytest.mark.parametrize("text", ["0,000002", "99999,123456789", "⌀16 +0,000001/0", "0,123456789"])
def test_every_digit_that_is_written_comes_back(text: str) -> None:
    assert print_size(parse(text)) == text


def test_starts_and_sides_of_threads() -> None:
    assert [parse(t).starts for t in ("M8", "Tr 12×3", "Tr 12×6 P3", "Tr 12×9 P3")] == [1, 1, 2, 3]
    internal = {"M8": True, "M8-6H": True, "M8-6g": False, "Tr 12×3-7e": False, "G 1/4": True,
                "G 1/4 A": False, "G 1/4 B": False, "M8-4g6g": False}  # fmt: skip
    assert {text: parse(text).internal_thread for text in internal} == internal


lengths = st.integers(2, 499_999).map(lambda n: n / 1000)
seconds = st.integers(2, 90 * 3600).map(lambda n: n / 3600)
SCREWS = ("6g", "4g6g", "6h", "6e", "8g")
RECESSED = (D, *THREADS)


@st.composite
def sizes(draw: st.DrawFn) -> Size:
    """Sizes that a drawing may carry, of every kind."""
    kind = draw(st.sampled_from(list(Kind)))
    size = Size(kind=kind, nominal=draw(lengths), count=draw(st.none() | st.integers(1, 9999)))
    role = draw(st.sampled_from(list(Role)))
    if kind in THREADS:
        size = draw(threaded(size))
    elif kind is Kind.ANGLE:
        size = replace(size, nominal=draw(seconds), role=role)
    elif kind is Kind.CHAMFER:
        size = replace(size, angle=draw(st.integers(1, 89).map(float)), role=role)
    else:
        size = replace(size, role=role)
    if size.role is Role.TOLERANCED and kind not in THREADS:
        size = draw(toleranced(size))
    if size.kind in (L, D, Kind.SPHERE, Kind.SQUARE):
        size = replace(size, envelope=draw(st.booleans()))
    return draw(drilled(size)) if kind in RECESSED else size


@st.composite
def toleranced(draw: st.DrawFn, size: Size) -> Size:
    angle = size.kind is Kind.ANGLE
    unit = 3600 if angle else 1000
    amounts = st.integers(1, round(size.nominal * unit) - 1).map(lambda n: n / unit)
    ways = ["none", "bound", "even", "two", "both", "under"]
    if size.kind in (L, D, Kind.SPHERE, Kind.SQUARE):
        ways += ["fit", "limits"]
    way = draw(st.sampled_from(ways))
    low, high = sorted((draw(amounts), draw(amounts)))
    if way == "fit":
        return replace(size, fit=draw(st.sampled_from(defined(size.nominal))))
    if way == "limits":
        return replace(parse(f"{size.nominal + low:.3f}/{size.nominal:.3f}"), kind=size.kind,
                       count=size.count)  # fmt: skip
    deviations = {"even": (-low, low), "two": (low, high), "both": (-low, high),
                  "under": (-high, -low)}  # fmt: skip
    bound = draw(st.sampled_from(["max", "min"])) if way == "bound" else None
    pair = deviations.get(way)
    return replace(size, bound=bound, deviations=pair if pair and pair[0] < pair[1] else None)


@cache
def defined(nominal: float) -> tuple[str, ...]:
    """The classes of ISO 286 that a size may have."""
    return tuple(text for text in ("H7", "g6", "js5", "JS9", "ZC8", "p6", "x7", "h01", "K7", "r6")
                 if has(iso286.limits, nominal, text))  # fmt: skip


def has(look_up: Callable[..., object], *values: object) -> bool:
    try:
        look_up(*values)
    except LookupError:
        return False
    return True


@st.composite
def threaded(draw: st.DrawFn, size: Size) -> Size:
    hand = {"left_hand": draw(st.booleans())}
    if size.kind is M:
        thread = draw(st.sampled_from(threads.metric_threads()))
        names = [None, *(c for c in ("6H", "5H", *SCREWS) if has(threads.thread_limits, thread, c))]
        pitch = None if thread.coarse else thread.pitch
        name = draw(st.sampled_from(names))
        return replace(size, nominal=thread.diameter, pitch=pitch, thread_class=name, **hand)
    if size.kind is G:
        thread = pipe_threads.pipe(draw(st.sampled_from(pipe_threads.pipe_sizes())))
        name = draw(st.sampled_from([None, "A", "B"]))
        size = replace(size, nominal=thread.diameter, inches=thread.size)
        return replace(size, thread_class=name, **hand)
    thread = threads.trapezoidal(draw(st.sampled_from([8, 10, 12, 20, 36, 60])))
    starts = draw(st.integers(1, 4))
    lead = None if starts == 1 else starts * thread.pitch
    name = draw(st.sampled_from([None, *trapezoidal_limits.CLASSES]))
    size = replace(size, nominal=thread.diameter, pitch=thread.pitch, lead=lead)
    return replace(size, thread_class=name, **hand)


@st.composite
def drilled(draw: st.DrawFn, size: Size) -> Size:
    size = replace(size, depth=draw(st.none() | lengths))
    if size.kind in THREADS and draw(st.booleans()):
        size = replace(size, drill_diameter=round(size.nominal * 0.85, 3))
        if draw(st.booleans()):
            size = replace(size, drill_depth=round((size.depth or 0) + draw(lengths), 3))
    diameter = round(size.nominal + draw(lengths), 3)
    recesses = st.sampled_from([
        None, Recess(diameter=diameter, depth=draw(lengths)), Recess(diameter=diameter, angle=90.0)
    ])  # fmt: skip
    return replace(size, recess=draw(recesses))


@settings(max_examples=200)
@given(sizes(), st.sampled_from(["fr", "en"]))
def test_every_size_survives_a_round_trip(size: Size, lang: str) -> None:
    assert parse(print_size(size, lang)) == size
    assert size.written.say(lang) == print_size(size, lang)


PIECES = ("4× ", "⌀", "S⌀", "R", "□", "M8", "M12×1,5", "Tr 12×6 P3", "G 1/4", " A", "-6H", "-6g",
          "-LH", "25", "0,5", "25,021/25,000", " H7", " js6", " ±", "+0,2/", "-0,1", "0", "°", "30'",
          "×45°", "C1", " max", " Ⓔ", "[", "]", "(", ")", " ↧12", " / ⌀5", " ⌴ ", " ⌵ ⌀11×90°",
          "x", "D", "deep", " ", "-", ".", ",", "mm", "é")  # fmt: skip


@settings(max_examples=500)
@given(
    st.lists(st.sampled_from(PIECES), max_size=7).map("".join)
    | st.text(alphabet="0123456789,.+-±⌀RMTGPLHrx×°'\"/↧⌴⌵ []()hgjsⒺDCab", max_size=30)
    | st.text(max_size=12)
)
def test_any_text_is_a_size_or_a_notation_error(text: str) -> None:
    for read, printed in ((parse, print_size), (parse_fit, str)):
        try:
            value = read(text)
        except NotationError as error:
            assert 0 <= error.position <= len(text)
        else:
            assert read(printed(value)) == value


@given(sizes(), st.integers(0, 60), st.sampled_from(PIECES), st.sampled_from("ids"))
def test_a_mutated_size_is_a_size_or_a_notation_error(
    size: Size, at: int, piece: str, way: str
) -> None:
    """Inserted, deleted or substituted: never anything but a size that prints back, or an error."""
    text = print_size(size)
    at = at % (len(text) + 1)
    mutated = {
        "i": text[:at] + piece + text[at:], "d": text[:at] + text[at + 1 :],
        "s": text[:at] + piece + text[at + 1 :],
    }[way]  # fmt: skip
    try:
        value = parse(mutated)
    except NotationError as error:
        assert 0 <= error.position <= len(mutated)
    else:
        assert parse(print_size(value)) == value


@pytest.mark.parametrize("piece", ["9", "(", "⌀", "4× ", "40 ±", " ", "1×45°", "M8-6H"])
def test_long_texts_are_refused_at_once(piece: str) -> None:
    fault(piece * 1_000_000)


@pytest.mark.parametrize(
    ("text", "position", "told"),
    [
        ("40 +0,2/", 8, "expected the lower deviation"),
        ("40 +0,2", 7, "expected '/' and the lower deviation"),
        ("25 H", 3, "'H' has no grade"),
        ("25 kg", 3, "'kg' is not understood"),
        ("25 mm", 3, "'mm' is not understood"),
        ("12.", 2, "one decimal sign and ends with a digit"),
        ("12,,5", 2, "one decimal sign and ends with a digit"),
        ("1.2.3", 3, "one decimal sign and ends with a digit"),
        ("1234567890", 0, "the number is too large"),
        ("1,1234567890", 0, "at most 9 decimals"),
        ("30°60'", 3, "stay below 60"),
        ("30°30'60''", 6, "stay below 60"),
        ("⌀10×45°", 3, "'×45°' is not understood"),
        ("40 ±0,1 H7", 8, "'H7' is not understood"),
        ("12 max H7", 7, "'H7' is not understood"),
        ("Tr 12×5(P3)", 9, "not a multiple of the pitch"),
        ("100000,1", 0, "below 100 m"),
        ("100000", 0, "below 100 m"),
        ("0,0000001", 0, "greater than zero"),
    ],
)
def test_a_wrong_size_is_told_where_and_why(text: str, position: int, told: str) -> None:
    with pytest.raises(NotationError, match=told) as caught:
        parse(text)
    assert caught.value.position == position


@pytest.mark.parametrize(
    ("text", "position", "told"),
    [
        ("25 H7 g6", 6, "expected '/' and the class of the shaft"),
        ("500 CD7/h6", 4, "does not define CD7 at 500 mm"),
        ("501 H7/h6", 0, "outside the tables"),
        ("25 g6/H7", 3, "the class of the hole"),
        ("25 H7/H7", 6, "the class of the hole"),
    ],
)
def test_a_wrong_fit_is_told_where_and_why(text: str, position: int, told: str) -> None:
    with pytest.raises(NotationError, match=told) as caught:
        parse_fit(text)
    assert caught.value.position == position


def test_the_ends_of_what_a_number_may_be() -> None:
    assert parse("⌀" + "0" * 20 + "5").nominal == 5
    assert parse("99999,999999999").nominal == 99999.999999999
    assert parse("0,000001").nominal == 1e-6
    assert parse("30°59'59''").nominal == pytest.approx(30 + 3599 / 3600, rel=1e-12)
    assert parse("Tr 12×6(P3)").starts == 2


@pytest.mark.parametrize(
    ("text", "written"),
    [("25", False), ("⌀25 H7", True), ("25 ±0,1", True), ("25 max", True), ("M8", False),
     ("M8-6H", True)],
)  # fmt: skip
def test_a_size_tells_whether_it_says_its_tolerance(text: str, written: bool) -> None:
    assert parse(text).tolerance_written is written
