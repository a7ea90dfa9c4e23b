"""A clamp force that changes: its phase is judged again, no solid and no view is made again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from gmp_cad.build.project_build import Settings, build
from gmp_cad.finding import Status

STARTER = Path(__file__).parents[2] / "gmp_cad" / "starter"
pytestmark = pytest.mark.soak

PLAN = """
author = "A"
date = "2026-01-15"
drawing_revision = "A"
[stock]
form = "bar"
size = [80, 50, 24]
offset = [0, 0, 0]
[[phase]]
number = 10
title = "Fraisage"
machine = "CU-3AX"
workholding = "Étau"
program = "O0010"
origin = ["stock <Z", "front", "left"]
locating = [
  { on = "stock <Z", normals = 3, seating = "mallet" },
  { on = "front", normals = 2 },
  { on = "left", normals = 1, seating = "hand" },
]
clamping = [{ on = "back", force = 12000 }]
[[phase.operation]]
kind = "face_milling"
makes = ["top"]
tool = "FS-80"
[[phase.dimension]]
name = "Cf101"
size = "22 ±0,3"
between = ["stock <Z", "top"]
"""


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def ran(result) -> set[str]:
    return {name for name, r in result.results.items() if r.state == "ran"}


def verdicts(result, code=None):
    found = [f for f in result.findings if f.check == "CP16"]
    return [f for f in found if code is None or f.code == code]


def test_a_clamp_force_runs_no_boolean_and_no_view(tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(STARTER, project, ignore=shutil.ignore_patterns("__pycache__"))
    (project / "parts/cale/process.toml").write_text(PLAN, "utf-8")
    first = build(project, Settings(jobs=2, verdicts_only=True))
    assert {"process:cale", "clamping:cale:10"} <= ran(first)
    assert [f.status for f in verdicts(first, "holds")] == [Status.PASS]

    edit(project / "parts/cale/process.toml", "force = 12000", "force = 500")
    again = build(project, Settings(jobs=2, verdicts_only=True))
    done = ran(again)
    assert "clamping:cale:10" in done
    kinds = {name.split(":")[0] for name in done}
    assert not kinds & {"model", "geometry", "process", "phase_views", "phase_sections", "views"}
    assert all(task.family == "documents" for task in (again.results[name].task for name in done))
    assert [f.status for f in verdicts(again, "too_weak")] == [Status.FAIL]
    assert ran(build(project, Settings(jobs=2, verdicts_only=True))) == set()
