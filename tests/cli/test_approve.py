"""``gmp-cad approve``: what it says, how it ends, what it writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from gmp_cad.build.comparison.approval import Approval
from gmp_cad.cli import approve
from gmp_cad.cli.main import main
from gmp_cad.cli.schema import text_of
from gmp_cad.documents.part.baseline import fingerprint_of
from gmp_cad.errors import Where
from gmp_cad.evidence.geometry_change import geometry_changes
from gmp_cad.finding import Finding, Status
from gmp_cad.language import Message
from gmp_cad.spec.baseline import parse_baseline

_SAMPLE = Path(__file__).parents[1] / "spec" / "baseline.toml"
_FOUND = fingerprint_of(parse_baseline(_SAMPLE.read_text("utf-8"), "baseline.toml"))
_HOLED = replace(
    _FOUND, volume_mm3=_FOUND.volume_mm3 - 10.0, dimensions={**_FOUND.dimensions, "bore": (16.1,)}
)
_FAILS = Finding(
    check="dimension.measured", code="different", status=Status.FAIL, subject="cale.bore",
    message=Message("16,1 instead of 16"), where=Where("parts/cale/spec.toml", "dimensions.bore", 17),
)  # fmt: skip
_STOPPED = replace(_FAILS, check="build.task", status=Status.ERROR, subject="cale")


def _approval(part: str, state: str, **more: object) -> Approval:
    base = Approval(part=part, file=f"parts/{part}/baseline.toml", state=state, found=_FOUND,
                    text=f"text of {part}\n")  # type: ignore[arg-type]  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


_CHANGED = _approval("cale", "changed", before=_HOLED, changes=geometry_changes(_HOLED, _FOUND))
Given = Callable[..., None]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "parts").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


@pytest.fixture
def given(project: Path, monkeypatch: pytest.MonkeyPatch) -> Given:
    """Return what says which parts a build would have accepted."""
    return lambda *found: monkeypatch.setattr(approve, "approvals", lambda *_: found)


def _files(root: Path) -> list[str]:
    return sorted(p.relative_to(root).as_posix() for p in root.rglob("baseline.toml"))


def test_without_a_name_nothing_is_accepted(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["approve", "--lang", "en"]) == 2
    assert "name the parts, or give --all" in capsys.readouterr().err
    assert main(["approve", "cale", "--all", "--lang", "en"]) == 2
    assert "not both" in capsys.readouterr().err


def test_what_changed_stands_in_a_table(
    given: Given, project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    given(_CHANGED, _approval("vis", "same"))
    assert main(["approve", "cale", "vis", "-q"]) == 0
    said = capsys.readouterr()
    rows = [line.split() for line in said.out.splitlines() if line.startswith("  ")]
    assert ["quoi", "accepté", "maintenant", "écart"] in rows
    assert ["dimensions.bore", "16,1", "16", "0,1"] in rows
    assert ["volume_mm3", "74600,28364", "74610,28364", "10", "mm³"] in rows
    assert "vis : rien n'a changé" in said.out
    assert "fichiers écrits : 1\n→ " in said.err
    assert _files(project) == ["parts/cale/baseline.toml"]
    assert (project / "parts/cale/baseline.toml").read_text() == "text of cale\n"


def test_one_that_is_refused_keeps_all_from_being_written(
    given: Given, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given(_approval("vis", "first"), replace(_CHANGED, refusals=(_FAILS,)))
    assert main(["approve", "--all", "-q", "--lang", "en"]) == 1
    said = capsys.readouterr()
    assert "cale.bore dimension.measured: 16,1 instead of 16" in said.err
    assert "parts/cale/spec.toml:17" in said.err
    assert "nothing was accepted, of no part" in said.err
    assert "--force" in said.err
    assert _files(project) == []


def test_what_is_forced_is_said_loudly(
    given: Given, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given(_approval("vis", "first"), replace(_CHANGED, refusals=(_FAILS,)))
    assert main(["approve", "--all", "--force", "-q", "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "cale.bore dimension.measured: 16,1 instead of 16" in said.err
    assert "FORCED: accepted though the check fails; parts: 1" in said.err
    assert _files(project) == ["parts/cale/baseline.toml", "parts/vis/baseline.toml"]


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_model_that_fails_cannot_be_forced(
    given: Given, project: Path, capsys: pytest.CaptureFixture[str], force: list[str]
) -> None:
    failed = _approval("cale", "failed", found=None, text="", refusals=(_STOPPED,))
    given(failed, _approval("vis", "first"))
    assert main(["approve", "--all", "-q", "--lang", "en", *force]) == 3
    said = capsys.readouterr()
    assert "nothing was accepted: no geometry of cale" in said.err
    assert "cale build.task" in said.err
    assert _files(project) == []


def test_a_dry_run_writes_nothing(
    given: Given, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given(_CHANGED)
    assert main(["approve", "cale", "-q", "--dry-run", "--lang", "en"]) == 0
    assert "nothing was written: --dry-run; files to write: 1" in capsys.readouterr().err
    assert _files(project) == []


def test_what_is_accepted_in_ci_is_told(
    given: Given, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """To call the command is what says so, as with ``jest -u``; nothing else writes a baseline."""
    monkeypatch.setenv("CI", "true")
    given(_CHANGED)
    assert main(["approve", "cale", "-q", "--lang", "en"]) == 0
    assert "where nobody looks at it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("found", "code", "states"),
    [
        ((_CHANGED, _approval("vis", "first")), 0, [("changed", True, False), ("first", True, False)]),
        ((replace(_CHANGED, refusals=(_FAILS,)),), 1, [("changed", False, False)]),
        ((_approval("cale", "failed", found=None, refusals=(_STOPPED,)),), 3, [("failed", False, False)]),
        ((_approval("cale", "kernel", before=_FOUND),), 0, [("kernel", True, False)]),
    ],
)  # fmt: skip
def test_the_answer_is_as_published(
    given: Given, project: Path, capsys: pytest.CaptureFixture[str],
    found: tuple[Approval, ...], code: int, states: list[tuple[str, bool, bool]],
) -> None:  # fmt: skip
    given(*found)
    assert main(["approve", "--all", "--json"]) == code
    said = capsys.readouterr()
    told = json.loads(said.out)
    jsonschema.validate(told, json.loads(text_of("approve", "en")))
    assert [(p["state"], p["accepted"], p["forced"]) for p in told["parts"]] == states
    assert told["written"] == _files(project)
    assert said.err == ""
