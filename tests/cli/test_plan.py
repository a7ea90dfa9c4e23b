"""``gmp-cad plan``: proposes, writes once, refuses to overwrite, tells what does not close."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gmp_cad.cli.main import main
from gmp_cad.spec.process import ProcessPlan
from gmp_cad.spec.size import Role
from gmp_cad.spec.toml import parse, read

SPEC = """[part]
number = "P-07"
title = "Cale"
material = "C45"
general_tolerances = "ISO 2768-m"
[dimensions]
height = { size = "20 ±0,1", between = ["bottom", "top"] }
holes = "2× ⌀6,6"
[features]
bottom = "<Z"
top = ">Z"
[datums]
A = "bottom"
"""
MODEL = """import cadquery as cq


def build(d):
    return (
        cq.Workplane().box(60, 40, d.height, centered=(True, True, False))
        .faces(">Z").workplane().pushPoints([(-20, 0), (20, 0)]).hole(d.holes).tag("holes")
    )
"""
PRODUCT = """[product]
number = "ET-07"
title = "Cales"
[project]
author = "Léa Martin"
checker = "M. Roux"
date = "2026-03-02"
"""
ASSEMBLY = """import cadquery as cq


def build(parts, d):
    return cq.Assembly().add(parts["cale"], name="cale")
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "parts" / "cale"
    folder.mkdir(parents=True)
    (folder / "spec.toml").write_text(SPEC, "utf-8")
    (folder / "model.py").write_text(MODEL, "utf-8")
    return tmp_path


def test_a_plan_is_written_once_with_its_names(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = project / "parts" / "cale" / "process.toml"
    command = ["--project", str(project), "plan", "cale"]
    assert main([*command, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["left_mm3"] == answer["missing_mm3"] == 0
    assert {v["status"] for v in answer["verdicts"]} == {"PASS"}
    assert not target.exists()
    plan = parse(answer["text"], "process.toml", ProcessPlan)
    assert plan.phases[0].operations[-1].makes == ("bottom",)
    assert all(cf.gauge for phase in plan.phases for cf in phase.dimensions)
    # three planes cross in the zero of each program, also where the vice leaves one axis free
    assert {len(set(phase.origin)) for phase in plan.phases if phase.locating} == {3}

    assert main([*command, "--write", "--name-faces"]) == 0
    assert target.read_text("utf-8") == answer["text"]
    spec = (project / "parts" / "cale" / "spec.toml").read_text("utf-8")
    assert all(line in spec for line in answer["names"])
    assert main([*command, "--write"]) == 2
    assert "existe déjà" in capsys.readouterr().err
    assert main([*command, "--write", "--force"]) == 0


def test_a_plan_is_signed_as_the_project_is(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "parts" / "product.toml").write_text(PRODUCT, "utf-8")
    (project / "parts" / "assembly.py").write_text(ASSEMBLY, "utf-8")
    assert main(["--project", str(project), "plan", "cale"]) == 0
    plan = parse(capsys.readouterr().out, "process.toml", ProcessPlan)
    assert (plan.author, plan.checker, plan.date) == ("Léa Martin", "M. Roux", "2026-03-02")


def test_an_unknown_part_is_one_clear_message(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--project", str(project), "plan", "cales"]) == 2
    said = capsys.readouterr().err
    assert "cales" in said
    assert "cale" in said
    assert "Traceback" not in said


def test_what_a_frame_locates_has_an_exact_dimension_alone(tmp_path: Path) -> None:
    """The starter part: its bore is located by ⌖ from A, B, C; ± besides would say two zones (CP18b)."""
    project = tmp_path / "p"
    assert main(["new", str(project)]) == 0
    assert main(["--project", str(project), "plan", "cale", "--write", "--quiet"]) == 0
    plan = read(project / "parts/cale/process.toml", "process.toml", ProcessPlan)
    (phase,) = [p for p in plan.phases if "bore_position" in p.tolerances]
    between = {frozenset(cf.between): cf.size for cf in phase.dimensions if cf.between is not None}
    for end in ("left", "front"):
        assert between[frozenset((end, "bore"))].role is Role.EXACT
    assert between[frozenset(("left", "holes[1]"))].role is Role.TOLERANCED
