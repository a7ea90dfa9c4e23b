"""``gmp-cad schema``: what is published describes what is really written, every key of it."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from gmp_cad import __file__ as package
from gmp_cad.build.results.report import report
from gmp_cad.cli import fit, material, options, thread, tolerance
from gmp_cad.cli.main import main
from gmp_cad.cli.schema import schemas, text_of
from gmp_cad.errors import Where
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.notation import parse, parse_fit
from gmp_cad.spec.schema import FILES
from gmp_cad.standards import threads
from gmp_cad.standards.materials import database
from tests.closed_schemas import faults

Capture = pytest.CaptureFixture[str]


def test_the_names_that_may_be_asked_for_are_the_schemas() -> None:
    assert tuple(schemas("fr")) == options.SCHEMAS


@pytest.mark.parametrize("name", options.SCHEMAS)
def test_every_schema_is_printed_and_is_one(name: str, capsys: Capture) -> None:
    for lang in ("fr", "en"):
        assert main(["schema", name, "--lang", lang]) == 0
        told = capsys.readouterr()
        schema = json.loads(told.out)
        Draft202012Validator.check_schema(schema)
        assert (schema["version"], schema["$id"]) == (1, f"urn:gmp-cad:schema:{name}:1")
        assert told.err == ""


def test_they_are_listed(capsys: Capture) -> None:
    assert main(["schema"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in options.SCHEMAS)
    assert main(["schema", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["schemas"]["spec"] == "spec.toml"


def test_they_are_written_into_a_folder(tmp_path: Path, capsys: Capture) -> None:
    assert main(["schema", "--write", str(tmp_path / "s")]) == 0
    assert {p.stem for p in (tmp_path / "s").iterdir()} == set(options.SCHEMAS)
    assert (tmp_path / "s/spec.json").read_text("utf-8") == text_of("spec", "fr")
    capsys.readouterr()
    assert main(["schema", "fit", "--write", str(tmp_path / "t"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["files"] == [str(tmp_path / "t/fit.json")]
    assert [p.name for p in (tmp_path / "t").iterdir()] == ["fit.json"]


def test_an_unknown_schema_is_refused(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["schema", "speck"])
    assert caught.value.code == 2
    assert "spec" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_no_bug(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "f").write_text("")
    assert main(["schema", "--write", str(tmp_path / "f")]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_fresh_project_has_the_schemas_that_its_files_ask_for(tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "p"), "--lang", "en"]) == 0
    assert {p.stem for p in (tmp_path / "p/schema").iterdir()} == set(FILES)
    asked = 0
    for path in (tmp_path / "p/parts").rglob("*.toml"):
        line = path.read_text("utf-8").split("\n", 1)[0]
        target = (path.parent / line.removeprefix("#:schema ")).resolve()
        assert json.loads(target.read_text("utf-8"))["title"] == path.name
        asked += 1
    assert asked == 2
    assert "What the title block says" in (tmp_path / "p/schema/spec.json").read_text("utf-8")


FOUND = Finding(
    check="dimension.measured", code="wrong", status=Status.FAIL, subject="x.bore",
    message=Message("{a}", a=1), hint=Message("b"), expected=16.0, observed="none", unit="mm",
    where=Where("parts/x/spec.toml", "dimensions.bore", 3),
)  # fmt: skip


def test_a_report_is_as_its_schema_says() -> None:
    assert faults("report", report([FOUND], complete=True, subjects=["x"])) == []
    wrong = report([FOUND], complete=True) | {"complete": "yes"}
    assert faults("report", wrong) == ["$.complete: 'yes' is not of type 'boolean'"]


def test_errors_as_json_are_reports(tmp_path: Path, capsys: Capture) -> None:
    main(["new", str(tmp_path / "p")])
    spec = tmp_path / "p/parts/cale/spec.toml"
    spec.write_text(spec.read_text("utf-8").replace("S235JR", "S235RJ"), "utf-8")
    capsys.readouterr()
    assert main(["check", "--project", str(tmp_path / "p"), "--json"]) == 2
    assert faults("report", json.loads(capsys.readouterr().out)) == []


@pytest.mark.parametrize("text", ["⌀25 H7/g6", "30 H7/p6", "16 H7/k6", "25 G5/m4"])
def test_fits_are_as_their_schema_says(text: str) -> None:
    assert faults("fit", asdict(fit.answer(parse_fit(text)))) == []


@pytest.mark.parametrize("text", ["40 js9", "40", "30°", "[30]", "(60)", "R2 max", "25,021/25,000"])
def test_tolerances_are_as_their_schema_says(text: str) -> None:
    assert faults("tolerance", asdict(tolerance.answer(parse(text)))) == []


@pytest.mark.parametrize("text", ["M8", "M8×1-6g", "Tr 12×3-7H", "G 1/4", "M64"])
def test_threads_are_as_their_schema_says(text: str) -> None:
    assert threads.metric(8.0).pitch == 1.25
    assert faults("thread", asdict(thread.answer(parse(text)))) == []


def test_materials_are_as_their_schema_says() -> None:
    found = tuple(material.answer(entry) for entry in database().entries)
    assert [f for m in found for f in faults("material", asdict(m))] == []
    assert faults("materials", asdict(material.MaterialList(materials=found))) == []


@pytest.mark.slow
def test_what_a_build_publishes_is_as_the_schemas_say(tmp_path: Path) -> None:
    """The starter, with a material of its own: the schemas hold, and what follows uses it."""
    root = tmp_path / "p"
    shutil.copytree(Path(package).parent / "starter", root)
    shop = (
        '[[material]]\nname = "Monacier"\nlike = "C45"\ndensity_kg_m3 = 3925\ncolour = [1, 0, 0]\n'
    )
    (root / "workshop.toml").write_text(shop, "utf-8")
    spec = root / "parts/cale/spec.toml"
    spec.write_text(spec.read_text("utf-8").replace('"S235JR"', '"Monacier"'), "utf-8")
    assert main(["build", "--project", str(root), "--quiet"]) == 0
    output = root / "output"
    for name, path in (
        ("report", "report.json"), ("evidence", "parts/cale/evidence.json"),
        ("product_evidence", "product/evidence.json"), ("interference", "product/interference.json"),
    ):  # fmt: skip
        assert faults(name, json.loads((output / path).read_text("utf-8"))) == [], path
    evidence = json.loads((output / "parts/cale/evidence.json").read_text("utf-8"))
    assert evidence["mass_kg"] == pytest.approx(evidence["volume_mm3"] * 3925e-9, rel=1e-9)
    step = (output / "parts/cale/cale.step").read_text("utf-8")
    assert "Monacier" in step
    assert "COLOUR_RGB('',1.000000,0.000000,0.000000)" in step
