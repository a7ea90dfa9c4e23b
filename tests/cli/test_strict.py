"""``--strict``: a line of a specification that arrives nowhere is a failure, else a warning."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gmp_cad.cli.main import main

pytestmark = pytest.mark.slow
COLUMNS = {"model", "measured", "drawn", "pmi", "phase", "inspection"}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("strict") / "p"
    assert main(["new", str(root)]) == 0
    return root


def run(project: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, dict]:
    capsys.readouterr()
    code = main(["check", "--project", str(project), "--lang", "en", "--json", "-q", *options])
    return code, json.loads(capsys.readouterr().out)


def test_a_line_that_arrives_nowhere_warns_and_fails_when_strict(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, report = run(project, capsys, "--strict")
    assert code == 0
    assert {f["status"] for f in report["findings"] if f["check"] == "line.covered"} == {"PASS"}
    lines = report["coverage"]["cale"]
    assert {*lines} >= {"bore", "tolerances.bore_position", "datums.A"}
    for cells in lines.values():
        assert set(cells) == COLUMNS
        assert "no" not in cells.values()
        assert cells["inspection"].partition(": ")[0] in {"yes", "n/a"}
        assert cells["phase"].startswith("n/a: ")
    assert lines["bore"]["inspection"] == lines["tolerances.bore_position"]["inspection"] == "yes"
    assert lines["datums.A"]["inspection"].startswith("n/a: ")
    assert lines["bore"]["model"] == lines["bore"]["measured"] == lines["bore"]["pmi"] == "yes"

    spec = project / "parts/cale/spec.toml"
    text = spec.read_text("utf-8")
    # No view shows the diagonal of a block in true length: √(80² + 50² + 20²).
    corners = '["left & front & base", "right & back & top"]'
    oblique = text.replace(
        "[features]", f'oblique = {{ size = "(96,43650761)", between = {corners} }}\n[features]'
    )
    spec.write_text(oblique, "utf-8")
    for options, status, expected in (((), "WARN", 0), (("--strict",), "FAIL", 1)):
        code, report = run(project, capsys, *options)
        assert code == expected, report["findings"]
        holes = [f for f in report["findings"] if f["check"] == "line.covered"]
        assert [(f["subject"], f["code"], f["status"]) for f in holes] == [
            ("cale.oblique", "drawn", status)
        ]
        assert holes[0]["where"]["path"] == "dimensions.oblique"
        assert holes[0]["hint"]
        assert report["coverage"]["cale"]["oblique"]["drawn"] == "no"
        assert report["complete"] is True
        assert report["counts"]["FAIL"] == (status == "FAIL")
