"""The answers of the desk: fits, tolerances, threads, materials, against published values."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gmp_cad.cli import fit as fits
from gmp_cad.cli import options
from gmp_cad.cli import sheet as sheets
from gmp_cad.cli import thread as desk_threads
from gmp_cad.cli import tolerance as tolerances
from gmp_cad.cli.main import main
from gmp_cad.cli.sheet import Grid, Sheet, render
from gmp_cad.errors import OutsideTableError
from gmp_cad.spec.notation import parse, parse_fit
from gmp_cad.spec.size import FitPair, Kind
from gmp_cad.standards import iso286, iso2768
from gmp_cad.standards.materials import database

HEAVY = {"cadquery", "OCP", "numpy", "pydantic", "rich", "typst", "gmp_cad.kernel", "gmp_cad.build"}
TRACE = "Traceback"
Capture = pytest.CaptureFixture[str]


def asked(capsys: Capture, *words: str) -> dict[str, Any]:
    assert main([*words, "--json"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    answer = json.loads(told.out)
    assert answer["version"] == 1
    assert isinstance(answer, dict)
    return answer


def said(capsys: Capture, *words: str) -> str:
    assert main([*words]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    return told.out


def refused(capsys: Capture, *words: str) -> str:
    assert main([*words]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert TRACE not in told.err
    return told.err


# Fits. Published values: ISO 286-2, domain of the trade (µm).
@pytest.mark.parametrize(
    ("text", "hole", "shaft", "clearance", "kind"),
    [
        ("⌀25 H7/g6", (0, 21), (-20, -7), (7, 41), "clearance"),
        ("30 H7/p6", (0, 21), (22, 35), (-35, -1), "interference"),
        ("D40 H8 / f7", (0, 39), (-50, -25), (25, 89), "clearance"),
        ("⌀16 H7/k6", (0, 18), (1, 12), (-12, 17), "transition"),
        ("⌀12 H7 Ⓔ/m6 Ⓔ", (0, 18), (7, 18), (-18, 11), "transition"),
        ("60 H11/c11", (0, 190), (-330, -140), (140, 520), "clearance"),
        ("20 K7/h6", (-15, 6), (-13, 0), (-15, 19), "transition"),
        ("100 H7/s6", (0, 35), (71, 93), (-93, -36), "interference"),
        ("3 H7/n6", (0, 10), (4, 10), (-10, 6), "transition"),
    ],
)
def test_a_fit_says_what_iso_286_says(
    capsys: Capture, text: str, hole: tuple[int, int], shaft: tuple[int, int],
    clearance: tuple[int, int], kind: str,
) -> None:  # fmt: skip
    got = asked(capsys, "fit", text)
    assert (got["hole"]["lower_um"], got["hole"]["upper_um"]) == hole
    assert (got["shaft"]["lower_um"], got["shaft"]["upper_um"]) == shaft
    assert got["clearance_um"] == {"min": clearance[0], "max": clearance[1]}
    assert got["type"] == kind


def test_the_fit_of_the_issue_has_the_published_keys(capsys: Capture) -> None:
    got = asked(capsys, "fit", "⌀25 H7/g6")
    assert set(got) >= {"version", "hole", "shaft", "clearance_um"}
    assert set(got["hole"]) >= {"lower_um", "upper_um"}
    assert set(got["clearance_um"]) == {"min", "max"}
    assert (got["hole"]["min_mm"], got["hole"]["max_mm"]) == (25.0, 25.021)
    assert (got["shaft"]["min_mm"], got["shaft"]["max_mm"]) == (24.98, 24.993)
    assert (got["basis"], got["preferred"]) == ("hole", True)
    assert got["usage"]["fr"].startswith("glissant")


CLASSES = st.tuples(
    st.sampled_from(iso286.HOLE_LETTERS), st.integers(4, 11),
    st.sampled_from(iso286.SHAFT_LETTERS), st.integers(4, 11),
)  # fmt: skip


@given(st.integers(1, 500), CLASSES)
def test_the_clearance_is_that_of_the_limits(
    nominal: int, classes: tuple[str, int, str, int]
) -> None:
    hole, shaft = f"{classes[0]}{classes[1]}", f"{classes[2]}{classes[3]}"
    try:
        pair = FitPair(kind=Kind.LINEAR, nominal=nominal, hole=hole, shaft=shaft)
        got = fits.answer(pair)
    except OutsideTableError:
        with pytest.raises(OutsideTableError):
            iso286.fit(nominal, hole, shaft)
        return
    assert got.clearance_um.min == pytest.approx(
        (got.hole.min_mm - got.shaft.max_mm) * 1000, abs=1e-4
    )
    assert got.clearance_um.max == pytest.approx(
        (got.hole.max_mm - got.shaft.min_mm) * 1000, abs=1e-4
    )
    assert got.preferred == ((hole, shaft) in iso286.preferred_fits())
    assert (got.type == "interference") == (got.clearance_um.min < 0 >= got.clearance_um.max)


def test_a_fit_in_words(capsys: Capture) -> None:
    french = said(capsys, "fit", "30 H7/p6")
    assert "ajustement avec serrage" in french
    assert "1 … 35 µm" in french
    assert "30,035 mm" in french
    assert "−" not in french.split("serrage")[2]  # an interference is told without a sign
    english = said(capsys, "fit", "30 H7/p6", "--lang", "en")
    assert "interference fit" in english
    assert "30.035 mm" in english
    assert "pressed" in english
    assert "transmits no force" in said(capsys, "fit", "16 H7/k6", "--lang", "en")


def test_a_fit_that_nobody_prefers_names_those_near_it(capsys: Capture) -> None:
    got = asked(capsys, "fit", "25 H7/g5")
    assert (got["preferred"], got["usage"]) == (False, None)
    assert got["nearest"][0] == "H7/g6"
    assert asked(capsys, "fit", "25 F8/h7")["basis"] == "shaft"
    assert asked(capsys, "fit", "25 F8/m7")["basis"] == "free"


@pytest.mark.parametrize(
    ("text", "caret", "words"),
    [
        ("25 H7g6", "     ^", "25 H7/g6"),
        ("25 H7", "     ^", "/"),
        ("x25 H7/g6", "^", ""),
        ("25 g6/H7", "", ""),
        ("600 H7/g6", "", "500"),
        ("25 H25/g6", "", ""),
        ("", "", ""),
        ("⌀25 H7/\x1b[31mg6", "", ""),
        ("9" * 5000, "", ""),
    ],
)
def test_a_wrong_fit_is_one_message_with_a_hint(
    capsys: Capture, text: str, caret: str, words: str
) -> None:
    told = refused(capsys, "fit", text)
    assert words in told
    assert "\x1b" not in told
    lines = told.splitlines()
    if caret:
        assert f"    {caret}" in lines
        assert lines[lines.index(f"    {caret}") - 1] == f"    {text}"
    assert len(told) < 1000
    assert main(["fit", text, "--json"]) == 2
    data = json.loads(capsys.readouterr().out)
    assert data["error"]
    assert data["complete"] is False


# Tolerances of single sizes (µm).
@pytest.mark.parametrize(
    ("text", "lower", "upper", "source"),
    [
        ("25 H7", 0, 21, "ISO 286 H7"),
        ("40 p6", 26, 42, "ISO 286 p6"),
        ("40 js9", -31, 31, "ISO 286 js9"),
        ("10 js9", -18, 18, "ISO 286 js9"),
        ("120 H8", 0, 54, "ISO 286 H8"),
        ("280 M6", -41, -9, "ISO 286 M6"),
        ("40 JS7", -12.5, 12.5, "ISO 286 JS7"),
        ("40 ±0,1", -100, 100, "written"),
        ("10 +0.2/-0.1", -100, 200, "written"),
        ("40", -300, 300, "ISO 2768-m"),
        ("R5", -500, 500, "ISO 2768-m"),
        ("1×45°", -200, 200, "ISO 2768-m"),
    ],
)
def test_a_size_has_the_deviations_of_its_standard(
    capsys: Capture, text: str, lower: float, upper: float, source: str
) -> None:
    got = asked(capsys, "tolerance", text)
    assert (got["lower_um"], got["upper_um"], got["source"]) == (lower, upper, source)
    assert got["it_um"] == pytest.approx(upper - lower)
    assert got["min_mm"] == pytest.approx(got["nominal"] + lower / 1000, abs=1e-9)
    assert got["max_mm"] == pytest.approx(got["nominal"] + upper / 1000, abs=1e-9)


def test_limits_written_as_such_stay_as_written(capsys: Capture) -> None:
    got = asked(capsys, "tolerance", "25,021/25,000")
    assert (got["min_mm"], got["max_mm"], got["it_um"]) == (25.0, 25.021, 21.0)
    told = said(capsys, "tolerance", "25,021/25,000")
    assert "25,021 mm" in told
    assert "écart supérieur" not in told


@pytest.mark.parametrize(
    ("text", "mmc", "lmc"), [("25 H7", 25.0, 25.021), ("25 g6", 24.993, 24.98)]
)
def test_a_class_tells_the_side_of_the_material(
    capsys: Capture, text: str, mmc: float, lmc: float
) -> None:
    got = asked(capsys, "tolerance", text)
    assert (got["mmc_mm"], got["lmc_mm"]) == (mmc, lmc)


@pytest.mark.parametrize(("grade", "half"), [("f", 150), ("m", 300), ("c", 800), ("v", 1500)])
def test_the_general_tolerance_is_that_of_the_class_asked_for(
    capsys: Capture, grade: str, half: float
) -> None:
    got = asked(capsys, "tolerance", "40", "--general", grade)
    assert (got["upper_um"], got["source"]) == (half, f"ISO 2768-{grade}")
    assert got["general"] == [
        {"f": 0.15, "m": 0.3, "c": 0.8, "v": 1.5, "short_side_up_to_mm": None}
    ]


def test_the_general_tolerance_of_an_angle_depends_on_its_side(capsys: Capture) -> None:
    got = asked(capsys, "tolerance", "30°")
    assert (got["lower_deg"], got["upper_deg"], got["lower_um"]) == (-1, 1, None)
    minutes = [[round(row[g] * 60, 6) for g in "fmcv"] for row in got["general"]]
    assert minutes == [
        [60, 60, 90, 180], [30, 30, 60, 120], [20, 20, 30, 60], [10, 10, 15, 30], [5, 5, 10, 20],
    ]  # fmt: skip
    assert [row["short_side_up_to_mm"] for row in got["general"]] == [10, 50, 120, 400, None]
    assert (asked(capsys, "tolerance", "30° ±0,5°")["max_deg"]) == 30.5


@pytest.mark.parametrize(
    ("text", "word"), [("[30]", "exact"), ("(60)", "information"), ("R2 max", "at most R2"), ("8 min", "at least 8")]
)  # fmt: skip
def test_a_size_without_two_limits_says_why(capsys: Capture, text: str, word: str) -> None:
    assert word in said(capsys, "tolerance", text, "--lang", "en")
    got = asked(capsys, "tolerance", text)
    assert (got["lower_um"], got["min_mm"], got["general"]) == (None, None, [])


def test_the_classes_that_may_be_asked_for_are_those_of_the_standard() -> None:
    assert options.LINEAR_GRADES == iso2768.LINEAR_GRADES


def test_what_is_no_plain_size_is_sent_to_the_right_command(capsys: Capture) -> None:
    assert "gmp-cad thread" in refused(capsys, "tolerance", "M8-6H")
    assert "gmp-cad tolerance" in refused(capsys, "thread", "40 H7")
    assert "0,5 mm" in refused(capsys, "tolerance", "0,3")


# Threads: ISO 724, ISO 965-2, ISO 898-1, ISO 273, DIN 974-1 (mm, mm²).
def test_m8(capsys: Capture) -> None:
    got = asked(capsys, "thread", "M8")
    assert (got["pitch_mm"], got["coarse"], got["tap_drill_mm"]) == (1.25, True, 6.8)
    assert got["pitch_diameter_mm"] == pytest.approx(7.188, abs=5e-4)
    assert got["minor_diameter_mm"] == pytest.approx(6.647, abs=5e-4)
    assert got["root_diameter_mm"] == pytest.approx(6.466, abs=5e-4)
    assert got["stress_area_mm2"] == pytest.approx(36.6, abs=0.05)
    assert got["clearance_holes_mm"] == {"fine": 8.4, "medium": 9.0, "coarse": 10.0}
    assert got["counterbore"] == {"diameter_mm": 15.0, "depth_mm": 8.6}
    hole, screw = got["limits"]
    assert (hole["tolerance_class"], screw["tolerance_class"]) == ("6H", "6g")
    assert hole["minor_mm"] == {"min": 6.647, "max": 6.912}
    assert hole["pitch_mm"] == {"min": 7.188, "max": 7.348}
    assert screw["major_mm"] == {"min": 7.76, "max": 7.972}
    assert screw["pitch_mm"] == {"min": 7.042, "max": 7.16}


def test_m10_has_the_limits_of_iso_965(capsys: Capture) -> None:
    hole, screw = asked(capsys, "thread", "M10")["limits"]
    assert screw["major_mm"] == {"min": 9.732, "max": 9.968}
    assert hole["minor_mm"] == {"min": 8.376, "max": 8.676}


def test_the_class_written_is_the_one_told(capsys: Capture) -> None:
    got = asked(capsys, "thread", "M8x1-6g")
    (screw,) = got["limits"]
    assert (screw["tolerance_class"], screw["internal"]) == ("6g", False)
    assert (got["coarse"], got["pitch_mm"]) == (False, 1.0)


def test_tr_12x3(capsys: Capture) -> None:
    got = asked(capsys, "thread", "Tr 12x3-7H")
    assert got["kind"] == "trapezoidal"
    assert (got["pitch_diameter_mm"], got["root_diameter_mm"]) == (10.5, 8.5)
    assert (got["minor_diameter_mm"], got["major_diameter_internal_mm"]) == (9.0, 12.5)
    assert [d["tolerance_class"] for d in got["limits"]] == ["7H"]


def test_g_1_4(capsys: Capture) -> None:
    """ISO 228-1: G 1/4 has 19 threads an inch, d 13,157, d2 12,301, d1 11,445."""
    got = asked(capsys, "thread", "G 1/4")
    sizes = (got["diameter_mm"], got["pitch_diameter_mm"], got["minor_diameter_mm"])
    assert sizes == (13.157, 12.301, 11.445)
    assert (got["threads_per_inch"], got["kind"]) == (19, "pipe")
    assert got["pitch_mm"] == pytest.approx(25.4 / 19)


@pytest.mark.parametrize(
    "entry", desk_threads.threads.metric_threads(), ids=lambda t: t.designation
)
def test_every_metric_thread_is_answered(entry: Any) -> None:
    """Or refused where ISO 965-1 has no values for its usual classes."""
    try:
        got = desk_threads.answer(parse(entry.designation))
    except OutsideTableError as error:
        assert "ISO 965-1" in str(error)
        return
    assert got.diameter_mm == entry.diameter
    assert got.root_diameter_mm < got.minor_diameter_mm < got.pitch_diameter_mm < got.diameter_mm


def test_a_thread_in_words(capsys: Capture) -> None:
    french = said(capsys, "thread", "M8")
    for words in ("pas gros P", "1,25 mm", "⌀6,8 mm", "36,61 mm²", "⌴ ⌀15 ↧8,6 mm", "6,912 mm"):
        assert words in french
    assert "fine pitch P" in said(capsys, "thread", "M8×1", "--lang", "en")
    assert "M7" in refused(capsys, "thread", "M7,5")


# Materials.
def test_a_material_and_its_aliases(capsys: Capture) -> None:
    got = asked(capsys, "material", "xc48")
    assert (got["designation"], got["number"], got["density_kg_m3"]) == ("C45", "1.0503", 7850)
    assert got["rm_mpa"] == {"min": 580, "max": 700}
    assert [f["kc1_mpa"] for f in got["specific_forces"]] == [1500, 2220]
    told = said(capsys, "material", "xc48")
    assert "C45 — acier, EN ISO 683-1" in told
    assert "7850 kg/m³ (EN 1993-1-2 §3.2.2)" in told
    assert "mc 0,22" in told


def test_the_list_holds_every_material(capsys: Capture) -> None:
    names = [m.designation for m in database().entries]
    assert [m["designation"] for m in asked(capsys, "material")["materials"]] == names
    told = said(capsys, "material")
    assert all(name in told for name in names)


def test_an_unknown_material_is_suggested(capsys: Capture) -> None:
    told = refused(capsys, "material", "C54")
    assert "« C45 »" in told


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "parts" / "x").mkdir(parents=True)
    (tmp_path / "workshop.toml").write_text(
        '[[material]]\nname = "Monacier"\nlike = "C45"\ndensity_kg_m3 = 7810\n'
        '[[material]]\nname = "Chêne"\ndensity_kg_m3 = 700\n',
        "utf-8",
    )
    monkeypatch.chdir(tmp_path / "parts" / "x")
    return tmp_path


def test_inside_a_project_its_materials_are_known(project: Path, capsys: Capture) -> None:
    got = asked(capsys, "material", "monacier")
    assert (got["density_kg_m3"], got["origin"]) == (7810, "workshop.toml")
    assert [f["kc1_mpa"] for f in got["specific_forces"]] == [1500, 2220]
    oak = asked(capsys, "material", "Chêne")
    assert (oak["rm_mpa"], oak["specific_forces"], oak["iso513"]) == (None, [], "")
    assert "workshop.toml" in said(capsys, "material", "Chêne")
    assert asked(capsys, "material")["materials"][-1]["designation"] == "Chêne"
    assert "Monacier" in refused(capsys, "material", "Monacié")


def test_a_workshop_that_is_not_valid_is_told_where(project: Path, capsys: Capture) -> None:
    (project / "workshop.toml").write_text('[[material]]\nname = "Chêne"\n', "utf-8")
    assert "workshop.toml:1: material[0].density_kg_m3" in refused(capsys, "material", "C45")


# All of them.
@pytest.mark.parametrize(
    "words",
    [["fit", "⌀25 H7/g6"], ["tolerance", "40 js9"], ["thread", "M8"], ["material", "C45"],
     ["fit", "25 H7/g6", "--json"], ["fit", "25 H7g6"], ["material", "C54", "--json"]],
    ids=" ".join,
)  # fmt: skip
def test_nothing_heavy_is_loaded(words: list[str], tmp_path: Path) -> None:
    code = (
        f"import sys; from gmp_cad.cli.main import main; main({words!r})\n"
        f"print([m for m in sys.modules if any(m == h or m.startswith(h + '.') for h in {HEAVY!r})])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path,
        encoding="utf-8",
    )  # fmt: skip
    assert run.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("width", [24, 40, 60, 80, 200])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_answer_keeps_to_the_width_and_loses_no_figure(width: int, lang: str) -> None:
    pair, size, screw = parse_fit("⌀120 H7/g6"), parse("30°"), parse("M8")
    for sheet in (
        fits.sheet(pair, fits.answer(pair), lang),
        tolerances.sheet(size, tolerances.answer(size), lang),
        desk_threads.sheet(screw, desk_threads.answer(screw), lang),
    ):
        text = render(sheet, width)
        assert max(len(line) for line in text.splitlines()) <= width
        words = " ".join(text.split())
        cells = {c for b in sheet.blocks if isinstance(b, Grid) for r in b.rows for c in r if c}
        assert all(" ".join(cell.split()) in words for cell in cells)


def test_a_terminal_gets_colours_and_a_file_does_not() -> None:
    sheet = Sheet(title="t", blocks=(Grid(rows=(("a", "1"),), head=("", "h")), "words"))
    plain, coloured = render(sheet, 80), render(sheet, 80, styled=True)
    assert "\x1b" not in plain
    assert "\x1b[1mt\x1b[0m" in coloured
    import re

    assert re.sub(r"\x1b\[\d+m", "", coloured) == plain


def test_a_name_of_the_project_cannot_drive_the_terminal() -> None:
    assert "\x1b" not in render(
        Sheet(title="\x1b[2Jx", blocks=(Grid(rows=(("\x1b[2J", "1"),)),)), 80
    )


def test_the_width_is_that_of_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "33")
    assert sheets.columns(sys.stdout) == 33
    monkeypatch.setenv("COLUMNS", "x")
    assert sheets.columns(sys.stdout) > 0


@given(st.sampled_from(["fit", "tolerance", "thread", "material"]), st.text(max_size=30))
def test_no_text_brings_a_command_of_the_desk_down(command: str, text: str) -> None:
    words = [command, "--json", "--", text]
    assert main(words) in (0, 2)
