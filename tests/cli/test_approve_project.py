"""A geometry accepted, changed by mistake, changed on purpose: from one command to the next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gmp_cad.build.comparison import accepted
from gmp_cad.cli.main import main

pytestmark = pytest.mark.soak


class _Project:
    """The project of ``gmp-cad new``, its commands and their verdicts on the baseline."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root, self._capsys = root, capsys
        self.baseline = root / "parts/cale/baseline.toml"

    def approve(self, *words: str) -> tuple[int, dict]:
        code = main(["approve", "cale", "--json", *words, "--project", str(self.root)])
        return code, json.loads(self._capsys.readouterr().out)

    def check(self) -> dict[str, str]:
        """Return the verdicts of the baseline by check."""
        main(["check", "cale", "--json", "--project", str(self.root)])
        told = json.loads(self._capsys.readouterr().out)
        found = [f for f in told["findings"] if f["check"].startswith("baseline.")]
        return {f["check"]: f["status"] for f in sorted(found, key=lambda f: f["status"] == "FAIL")}

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.root / "parts/cale" / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> _Project:
    assert main(["new", str(tmp_path / "p"), "--json"]) == 0
    capsys.readouterr()
    return _Project(tmp_path / "p", capsys)


def test_from_the_first_geometry_to_the_next(project: _Project) -> None:
    assert project.check() == {"baseline.geometry": "SKIP"}
    code, told = project.approve()
    assert (code, told["written"]) == (0, ["parts/cale/baseline.toml"])
    assert told["parts"][0]["state"] == "first"
    first = project.baseline.read_bytes()
    assert accepted.find(project.root, None, first.decode()) is not None
    assert set(project.check().values()) == {"PASS"}

    # a hole that somebody moved in the model by a micrometre
    project.edit("model.py", "(d.bore_x, d.bore_y)", "(d.bore_x + 0.001, d.bore_y)")
    assert project.check()["baseline.geometry"] == "FAIL"
    code, told = project.approve()
    assert (code, told["written"]) == (1, [])
    assert {f["check"] for f in told["parts"][0]["refusals"]} >= {"dimension.measured"}
    assert project.baseline.read_bytes() == first

    # the same on purpose: the specification says it
    project.edit("model.py", "(d.bore_x + 0.001, d.bore_y)", "(d.bore_x, d.bore_y)")
    project.edit("spec.toml", 'bore_x = { size = "[25]"', 'bore_x = { size = "[25,001]"')
    code, told = project.approve("--dry-run")
    assert (code, told["written"], project.baseline.read_bytes()) == (0, [], first)
    changes = {c["path"]: c for c in told["parts"][0]["changes"]}
    assert changes["dimensions.bore_x"]["apart"] == pytest.approx(0.001)
    code, told = project.approve()
    assert (code, told["parts"][0]["state"]) == (0, "changed")
    second = project.baseline.read_bytes()
    assert second != first
    assert set(project.check().values()) == {"PASS"}

    code, told = project.approve()
    assert (code, told["parts"][0]["state"], told["written"]) == (0, "same", [])
    assert project.baseline.read_bytes() == second

    project.edit("model.py", "return (", "raise ValueError('no')\n    return (")
    code, told = project.approve("--force")
    assert (code, told["parts"][0]["state"], told["written"]) == (3, "failed", [])
    assert project.baseline.read_bytes() == second
