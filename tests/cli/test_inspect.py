"""``gmp-cad inspect``: what it says of a STEP file, and of what is none."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from gmp_cad.cli.main import main
from gmp_cad.cli.pmi_words import place_words, value_words
from gmp_cad.cli.schema import schemas
from gmp_cad.evidence import PmiItem
from tests.kernel.pmi_part import annotated_block

NIST = Path(__file__).parents[3] / "shared" / "testdata" / "nist"
CTC_01 = NIST / "nist_ctc_01_asme1_ap242-e1.stp"
AP203 = """ISO-10303-21;
HEADER;
FILE_DESCRIPTION((''),'2;1');
FILE_NAME('','',(''),(''),'','','');
FILE_SCHEMA(('CONFIG_CONTROL_DESIGN'));
ENDSEC;
DATA;
#1=APPLICATION_CONTEXT('');
ENDSEC;
END-ISO-10303-21;
"""


@pytest.fixture(scope="module")
def block(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("step") / "bloc.step"
    path.write_bytes(annotated_block()[0])
    return path


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = main([*words])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    return code, captured.out if "--json" in words else captured.err


def test_a_part_of_ours_in_words(block: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, words = said(capsys, "--lang", "en", "inspect", str(block))
    assert code == 0
    rows = {line.split()[-1]: " ".join(line.split()) for line in words.splitlines() if line.split()}
    assert "diameter ⌀25 H7 (25 … 25.021) Ⓔ 1 × cylinder ⌀25" in rows["bore"]
    assert "linear distance [30]" in rows["bore_x"]
    assert "angle 30° (29.5° … 30.5°)" in rows["slope"]
    assert "position ⌀0.2 CZ Ⓜ | A | B Ⓜ 4 × cylinder ⌀6.6" in rows["place"]
    assert "symmetry 0.1 | D-E" in rows["middle"]
    assert "Ra 1.6 µm" in rows["bore.ra"]
    assert "note" not in rows["tap.thread"]
    assert "M8-6H" in rows["tap.thread"]


def test_words_are_french_by_default(block: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, words = said(capsys, "inspect", str(block))
    for text in ("diamètre", "25,021", "solides", "tolérances géométriques", "perpendicularité"):
        assert text in words
    for text in (" plane", "unit of length", "25.021"):
        assert text not in words


def test_a_part_of_ours_as_json(block: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = said(capsys, "inspect", "--json", str(block))
    data = json.loads(out)
    assert list(Draft202012Validator(schemas("en")["inspect"]()).iter_errors(data)) == []
    assert (code, data["version"], data["complete"]) == (0, 1, True)
    (file,) = data["files"]
    assert file["schema"].startswith("AP242")
    assert file["products"] == ["Bloc"]
    assert (file["length_unit"], file["solids"], file["faulty_solids"]) == ("mm", 1, 0)
    pmi = {item["id"]: item for item in file["pmi"] if item["id"]}
    assert pmi["bore"]["limits"] == pytest.approx([25.0, 25.021])
    assert pmi["bore"]["faces"][0]["radius_mm"] == 12.5
    assert pmi["screws"]["count"] == 4
    counts = file["counts"]
    assert counts["text"]["tolerances"] == 18 == counts["xcaf"]["tolerances"]
    assert counts["text"]["dimensions"] == sum(i["kind"] == "dimension" for i in file["pmi"])


@pytest.mark.skipif(not NIST.is_dir(), reason="the NIST models are not beside the project")
def test_a_nist_model_says_which_count_is_meant(capsys: pytest.CaptureFixture[str]) -> None:
    _, words = said(capsys, "--lang", "en", "inspect", str(CTC_01))
    rows = {line.strip().split("  ")[0]: line.split() for line in words.splitlines()}
    assert rows["how many"][2:] == [
        *("entities", "in", "the", "file's", "text"),
        *("per", "feature,", "as", "XCAF", "reads", "it"),
    ]
    assert rows["dimensions"][1:3] == ["12", "21"]
    assert rows["geometric tolerances"][2:] == ["6", "6"]
    assert rows["datums"][1:] == ["3", "11"]
    assert "14644822.636 mm³: it agrees" in words


BAD = {
    "empty": (b"", "is empty"),
    "binary": (b"\x00\xff\x7fELF" * 99, "no STEP file"),
    "utf_16": (AP203.encode("utf-16"), "no STEP file"),
    "cut": (AP203[:-20].encode(), "cut short"),
    "bare": (AP203.replace("#1=APPLICATION_CONTEXT('');", "").encode(), "no data"),
    "garbage": (b"ISO-10303-21;" + b"'/*#1=((" * 200_000, "cut short"),
}


def test_what_is_no_step_file_is_one_clear_message_each(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, (content, _) in BAD.items():
        (tmp_path / name).write_bytes(content)
    code, out = said(
        capsys, "--lang", "en", "inspect", "--json", *(str(tmp_path / name) for name in BAD)
    )
    assert code == 2
    for file in json.loads(out)["files"]:
        assert BAD[Path(file["file"]).name][1] in file["error"]
        assert file["hint"]


def test_a_file_without_pmi_says_so_and_nothing_of_it_drives_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.step"
    path.write_text(AP203.replace("CONFIG_CONTROL_DESIGN", "[red]\x1b[31m"))
    code, words = said(capsys, "--lang", "en", "inspect", str(path), str(tmp_path / "absent"))
    assert code == 2
    assert "no semantic PMI" in words
    assert "\x1b" not in words
    assert "[red]" in words
    assert "absent does not exist" in words


def test_a_file_that_is_missing_does_not_stop_the_others(
    block: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "absent.step")
    code, out = said(capsys, "inspect", "--json", missing, str(block))
    data = json.loads(out)
    assert (code, data["complete"]) == (2, False)
    first, second = data["files"]
    assert "absent.step" in first["error"]
    assert second["error"] is None
    assert second["pmi"]


def test_a_solid_that_the_kernel_does_not_read_is_told(
    block: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = block.read_text()
    path = tmp_path / "x.step"
    path.write_text(re.sub(r"(MANIFOLD_SOLID_BREP\('[^']*',)#\d+", r"\1#999999", text))
    code, out = said(capsys, "inspect", "--json", str(path))
    (file,) = json.loads(out)["files"]
    assert code == 3
    assert file["solids"] == 0
    assert "1 solide, le noyau géométrique en lit 0" in file["error"]
    assert len(file["pmi"]) > 50


# ---- words ----


@pytest.mark.parametrize(
    ("item", "fr", "en"),
    [
        (PmiItem(kind="dimension", type="diameter", value=25.0, fit="H7", count=4),
         "4× ⌀25 H7", "4× ⌀25 H7"),
        (PmiItem(kind="dimension", type="radius", value=6.5, limits=(6.0, 7.0)),
         "R6,5 (6 … 7)", "R6.5 (6 … 7)"),
        (PmiItem(kind="dimension", type="angle", unit="°", value=45.0, modifiers=("TED",)),
         "[45°]", "[45°]"),
        (PmiItem(kind="dimension", type="linear distance", value=60.0, modifiers=("reference",)),
         "(60)", "(60)"),
        (PmiItem(kind="dimension", type="linear distance"), "sans valeur", "no value"),
        (PmiItem(kind="tolerance", type="position", value=0.1, shape="⌀",
                 modifiers=("Ⓜ", "Ⓟ 12.5"), datums=("A", "B-C")),
         "⌀0,1 Ⓜ Ⓟ 12,5 | A | B-C", "⌀0.1 Ⓜ Ⓟ 12.5 | A | B-C"),
        (PmiItem(kind="tolerance", type="surface_profile", value=0.5, modifiers=("all around",)),
         "0,5 tout autour", "0.5 all around"),
        (PmiItem(kind="texture", type="Ra", value=0.0016), "1,6 µm", "1.6 µm"),
    ],
)  # fmt: skip
def test_items_in_words(item: PmiItem, fr: str, en: str) -> None:
    assert value_words(item, "fr") == fr
    assert value_words(item, "en") == en


def test_what_an_item_stands_on_without_a_kernel() -> None:
    item = PmiItem(kind="datum", type="datum", on=("cylinder", "cylinder", "edge"))
    assert place_words(item, "fr") == "2 × cylindre, 1 × arête"
